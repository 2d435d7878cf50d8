"""The board's synthesis: figures and citations by name, what is stale, and how a point is confirmed."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from statistics import median

import pytest
import yaml
from click.testing import CliRunner

import board
from tongket import pages as site_pages
from tongket import synthesis
from tongket.campaign import Report
from tongket.cli import main
from tongket.consolidating import quotable
from tongket.consolidating.quotable import Value
from tongket.definition.fields import Point
from tongket.export import data
from tongket.export.tables import tables
from tongket.filed import Passage
from tongket.reading import body
from tongket.synthesis import Citation
from tongket.synthesis.staleness import changes


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return board.copy(tmp_path)


def quoted(root: Path) -> dict[str, Value]:
    loaded, _ = board.load(root)
    return quotable.values(loaded.campaign, loaded.consolidated)


def stale(root: Path) -> dict[str, list[str]]:
    """Return what is stale: point -> the changes as the reader sees them."""
    loaded, _ = board.load(root)
    return {
        point: [f"{change.source}: {change.what}" for change in prose.stale]
        for point, prose in loaded.synthesis.prose.items()
        if prose.stale
    }


def confirm(root: Path, *points: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["confirm", "--root", str(root), *points])
    return result.exit_code, result.output


def pieces(root: Path, point: str = "1.1") -> tuple:
    loaded, _ = board.load(root)
    return loaded.synthesis.prose[point].pieces


# -- the figures, recomputed from the files by other means -------------------------------------------


class Recomputed:
    """The quotable values of a campaign, computed anew from its raw YAML and JSON Schema."""

    def __init__(self, root: Path, units: list[str]) -> None:
        self.schema = json.loads((root / "schema/report.schema.json").read_text(encoding="utf-8"))
        self.names = {
            unit["id"]: unit["ten"]
            for unit in yaml.safe_load((root / "schema/units.yml").read_text(encoding="utf-8"))["don_vi"]
        }
        self.reports = {
            unit: yaml.load(
                (root / f"submissions/{unit}.md").read_text(encoding="utf-8").split("\n---\n")[0], yaml.BaseLoader
            )
            for unit in units
        }

    def node(self, node: Mapping) -> Mapping:
        while "$ref" in node:
            node = {
                **self.schema["$defs"][node["$ref"].rpartition("/")[2]],
                **{key: value for key, value in node.items() if key != "$ref"},
            }
        return node

    def values(self) -> dict[str, object]:
        narrative = next(node for node in self.schema["properties"].values() if node.get("x-role") == "narrative")
        found: dict[str, object] = {}
        for section in self.schema["x-outline"]:
            for point in section["points"]:
                for name in narrative["properties"][point].get("x-fields", ()):
                    for key, value in self.field(name, self.node(self.schema["properties"][name])):
                        if value is not None and re.fullmatch(r"[\w-]+(\.[\w-]+){0,2}", key):
                            found.setdefault(key, value)
        return found

    def field(self, name: str, node: Mapping) -> Iterator[tuple[str, object]]:
        op = node.get("x-consolidate", {}).get("units", "none")
        given = {unit: report[name] for unit, report in self.reports.items() if name in report}
        if op == "none":
            return
        if node.get("type") == "array":
            yield from self.records(name, node, [item for items in given.values() for item in items])
            yield f"{name}.so_don_vi", len(given)
        elif "enum" in node:
            yield name, len(given)
            yield from ((f"{name}.{value}", Counter(given.values())[value]) for value in node["enum"])
        elif "properties" in node:
            yield name, sum(int(count) for parts in given.values() for count in parts.values()) if given else None
            yield f"{name}.so_don_vi", len(given)
            for part in node["properties"]:
                yield from self.figure(
                    f"{name}.{part}", {unit: parts[part] for unit, parts in given.items() if part in parts}, op
                )
        else:
            yield from self.figure(name, given, op)

    def figure(self, name: str, given: Mapping[str, object], op: str) -> Iterator[tuple[str, object]]:
        def rolled(numbers: list[float]) -> float | None:
            return None if not numbers else sum(numbers) / len(numbers) if op == "mean" else sum(numbers)

        amounts = {
            unit: rolled([float(one) for one in value.values()]) if isinstance(value, Mapping) else float(value)
            for unit, value in given.items()
        }
        by_year: dict[str, list[float]] = {}
        for value in given.values():
            for year, one in value.items() if isinstance(value, Mapping) else ():
                by_year.setdefault(year, []).append(float(one))
        totals = {year: rolled(by_year[year]) for year in sorted(by_year)}
        ordered = sorted(amounts, key=list(self.names).index)
        yield name, rolled(list(amounts.values()))
        yield from ((f"{name}.{year}", total) for year, total in totals.items())
        yield f"{name}.so_don_vi", len(amounts)
        if amounts:
            low, high = min(ordered, key=amounts.__getitem__), max(ordered, key=amounts.__getitem__)
            yield f"{name}.thap_nhat", amounts[low]
            yield f"{name}.cao_nhat", amounts[high]
            yield f"{name}.don_vi_thap_nhat", self.names[low]
            yield f"{name}.don_vi_cao_nhat", self.names[high]
            yield f"{name}.trung_vi", median(amounts.values())
            yield f"{name}.trung_binh", sum(amounts.values()) / len(amounts)
        if totals:
            yield f"{name}.nam_thap_nhat", int(min(totals, key=totals.__getitem__))
            yield f"{name}.nam_cao_nhat", int(max(totals, key=totals.__getitem__))

    def records(self, name: str, node: Mapping, items: list) -> Iterator[tuple[str, object]]:
        yield name, len(items) if any(name in report for report in self.reports.values()) else 0
        columns = {key: self.node(one) for key, one in self.node(node["items"]).get("properties", {}).items()}
        choices = {
            key: one.get("enum", ["true", "false"])
            for key, one in columns.items()
            if "enum" in one or one.get("type") == "boolean"
        }
        counts = {key: Counter(item[key] for item in items if key in item) for key in choices}
        shown = {
            key: [value for value in allowed if "enum" in columns[key] or counts[key][value]]
            for key, allowed in choices.items()
        }
        for key, allowed in shown.items():
            yield from ((f"{name}.{key}.{value}", counts[key][value]) for value in allowed)
        often = Counter(value for allowed in shown.values() for value in allowed)
        for key, allowed in shown.items():
            yield from ((f"{name}.{value}", counts[key][value]) for value in allowed if often[value] == 1)
        grouped = node["x-consolidate"].get("group_by")
        if grouped and grouped not in choices:
            yield from (
                (f"{name}.{value}", count)
                for value, count in Counter(item.get(grouped, "") for item in items).items()
                if value not in often
            )


def assert_recomputed(root: Path) -> None:
    loaded, _ = board.load(root)
    units = f"{loaded.campaign.definition.schema.roles['unit']}."
    found = {
        name: value.text if value.number is None else value.number
        for name, value in quoted(root).items()
        if not name.startswith(units)
    }
    expected = Recomputed(root, [unit.id for unit in loaded.consolidated.units]).values()
    assert found.keys() == expected.keys()
    assert found == {
        name: value if isinstance(value, str) else pytest.approx(value) for name, value in expected.items()
    }


@board.every_campaign
def test_every_quotable_value_equals_an_independent_recomputation(root):
    assert_recomputed(root)


def test_every_quotable_name_can_be_quoted(site):
    names = list(quoted(site))
    board.write(site, {"1.1": "Các số liệu:\n" + "\n".join(f"- {{{{ {name} }}}}" for name in names)})

    assert board.found(site) == []
    assert [piece.name for piece in pieces(site) if isinstance(piece, Value)] == names


def test_figures_are_written_as_officials_write_them(site):
    text = {name: value.text for name, value in quoted(site).items()}

    assert {
        name: text[name]
        for name in (
            "luot_kham",
            "luot_kham.2021",
            "ty_le_kham",
            "luot_kham.nam_cao_nhat",
            "luot_kham.don_vi_cao_nhat",
            "truong.da_nop",
            "truong.tre_han",
            "tai_nan.tren_duong",
        )
    } == {
        "luot_kham": "1.342",
        "luot_kham.2021": "410",
        "ty_le_kham": "94,75",
        "luot_kham.nam_cao_nhat": "2022",
        "luot_kham.don_vi_cao_nhat": "Trường THCS A",
        "truong.da_nop": "2",
        "truong.tre_han": "1",
        "tai_nan.tren_duong": "1",
    }


def test_units_are_counted_by_standing_whatever_the_day(site):
    before = {name: value.number for name, value in quoted(site).items() if name.startswith("truong.")}
    board.edit(site, "thcs-b", "ngay_nop: 2023-06-11", "ngay_nop: 2023-06-09")
    board.edit(site, "thcs-a", "dong_y_cong_khai: true", "dong_y_cong_khai: true\ntinh_trang_ban: nhap")

    assert before == {
        "truong.tong_so": 3,
        "truong.da_nop": 2,
        "truong.chua_nop": 1,
        "truong.tre_han": 1,
        "truong.dung_han": 1,
    }
    assert {name: value.number for name, value in quoted(site).items() if name in before} == {
        "truong.tong_so": 3, "truong.da_nop": 1, "truong.chua_nop": 2, "truong.tre_han": 0, "truong.dung_han": 1,
    }  # fmt: skip


def test_a_value_allowed_in_two_columns_needs_its_long_name(site):
    path = site / "schema/report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    record = schema["properties"]["tai_nan"]["items"]["properties"]
    record["luc"] = {
        "title": "Lúc",
        "type": "string",
        "enum": ["trong_truong", "khac"],
        "x-labels": {"trong_truong": "Giờ học", "khac": "Khác"},
    }
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    board.edit(site, "thcs-b", "nam: 2021, da_xu_ly: false", "nam: 2021, luc: khac")
    found = quoted(site)

    assert "tai_nan.trong_truong" not in found
    assert (
        found["tai_nan.noi.trong_truong"].number,
        found["tai_nan.luc.trong_truong"].number,
        found["tai_nan.khac"].number,
    ) == (2, 0, 1)


# -- quoting ------------------------------------------------------------------------------------------


def test_prose_is_kept_apart_from_what_it_quotes(site):
    board.write(site, {"1.1": "Có {{ luot_kham }} lượt ({{dung_han/luot_kham}}), xem [[thcs-b#1.1]]."})

    found = pieces(site)
    shown = [piece.text if isinstance(piece, Value) else piece for piece in found]
    assert [one for one in shown if isinstance(one, str)] == ["Có ", "1.342", " lượt (", "61,1%", "), xem ", "."]
    (cited,) = (one for one in shown if isinstance(one, Citation))
    assert (shown.index(cited), cited.report.unit.id, cited.point, cited.source.line) == (5, "thcs-b", "1.1", 22)


@pytest.mark.parametrize(
    ("said", "column", "rule", "message"),
    [
        ("Có {{ luot_kam }} lượt.", 4, "synthesis-value", "Không có số liệu nào tên “luot_kam”"),
        ("Có {{ luot_kham.2019 }} lượt.", 4, "synthesis-value", "Không có số liệu nào tên “luot_kham.2019”"),
        ("Đạt {{ dung_han / tong }}.", 5, "synthesis-value", "Không có số liệu nào tên “tong”"),
        ("Đạt {{ dung_han / tai_nan.phong }}.", 5, "synthesis-value", "Không có số liệu nào tên “tai_nan.phong”"),
        (
            "Đạt {{ luot_kham.don_vi_cao_nhat / luot_kham }}.",
            5,
            "synthesis-value",
            "Không tính được tỷ lệ “luot_kham.don_vi_cao_nhat / luot_kham”",
        ),
        ("Có {{ luot_kham + 1 }}.", 4, "synthesis-syntax", "Không hiểu cách trích “{{ luot_kham + 1 }}”"),
        ("Có {{ luot_kham | safe }}.", 4, "synthesis-syntax", "Không hiểu cách trích “{{ luot_kham | safe }}”"),
        ("Có {{ ''.__class__ }}.", 4, "synthesis-syntax", "Không hiểu cách trích “{{ ''.__class__ }}”"),
        ("Có {{}}.", 4, "synthesis-syntax", "Không hiểu cách trích “{{}}”"),
        ("Xem [[thcs-a]].", 5, "synthesis-syntax", "Không hiểu cách dẫn “[[thcs-a]]”"),
        ("Xem [[../../etc/passwd#1.1]].", 5, "synthesis-syntax", "Không hiểu cách dẫn “[[../../etc/passwd#1.1]]”"),
        ('Xem [[a" onclick="x()#1.1]].', 5, "synthesis-syntax", 'Không hiểu cách dẫn “[[a" onclick="x()#1.1]]”'),
        (
            "Xem [[javascript:alert(1)#1.1]].",
            5,
            "synthesis-syntax",
            "Không hiểu cách dẫn “[[javascript:alert(1)#1.1]]”",
        ),
        ("Xem [[thcs-z#1.1]].", 5, "synthesis-citation", "Không có báo cáo đã tổng hợp nào của đơn vị “thcs-z”"),
        ("Xem [[th-c#1.1]].", 5, "synthesis-citation", "Không có báo cáo đã tổng hợp nào của đơn vị “th-c”"),
        ("Xem [[tong-hop#1.1]].", 5, "synthesis-citation", "Không có báo cáo đã tổng hợp nào của đơn vị “tong-hop”"),
        ("Xem [[thcs-a#1.9]].", 5, "synthesis-citation", "Báo cáo của Trường THCS A không có nội dung 1.9"),
        ("Xem [[thcs-a#1]].", 5, "synthesis-citation", "Báo cáo của Trường THCS A không có nội dung 1"),
        ("Xem [[thcs-a#..]].", 5, "synthesis-citation", "Báo cáo của Trường THCS A không có nội dung .."),
        ("Có {{ luot_kham }} và }} lẻ.", 23, "synthesis-syntax", "Dấu “}}” không thành cặp"),
        ("Có {{ luot_kham", 4, "synthesis-syntax", "Dấu “{{” không thành cặp"),
        ("Xem [[thcs-a#1.1", 5, "synthesis-syntax", "Dấu “[[” không thành cặp"),
        ("Xem thcs-a#1.1]]", 15, "synthesis-syntax", "Dấu “]]” không thành cặp"),
    ],
)
def test_what_can_not_be_resolved_is_a_problem_at_its_place(site, said, column, rule, message):
    board.write(site, {"1.1": f"Dòng đầu.\n{said}"})

    assert board.found(site) == [(14, column, rule, message)]
    assert "".join(piece if isinstance(piece, str) else "" for piece in pieces(site)).startswith("Dòng đầu.")


def test_an_unresolved_quote_stays_as_it_was_written(site):
    board.write(site, {"1.1": "Có {{ luot_kam }} lượt, xem [[thcs-z#1.1]]."})

    assert "".join(pieces(site)) == "Có {{ luot_kam }} lượt, xem [[thcs-z#1.1]]."


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("{{ luot_kam }}", "Có phải “luot_kham”?"),
        ("{{ dat_chuan.chua }}", "Có phải “dat_chuan.chua_dat”? “dat_chuan” có: dat, chua_dat."),
        ("{{ truong.da_nopp }}", "Có phải “truong.da_nop”? “truong” có: tong_so, da_nop, chua_nop, tre_han, dung_han."),
        ("{{ xyz }}", "Tên số liệu tra ở trang “Cách ghi số liệu, danh mục”."),
        ("[[thcs-d#1.1]]", "Có phải “thcs-b”?"),
    ],
)
def test_a_problem_names_what_was_probably_meant(site, said, hint):
    board.write(site, {"1.1": f"Xem {said} ở đây."})

    (problem,) = [one for one in board.load(site)[1] if one.path == board.BOARD]
    assert problem.hint.startswith(hint)


def test_every_unpaired_brace_is_reported_beside_other_problems(site):
    board.write(site, {"1.1": "Có {{ khong_co }} và }}.", "1.2": "Xem ]] và {{ {{ luot_kham }} }} nữa."})

    assert [(line, column, rule) for line, column, rule, _ in board.found(site)] == [
        (13, 4, "synthesis-value"),
        (13, 22, "synthesis-syntax"),
        (17, 5, "synthesis-syntax"),
        (17, 11, "synthesis-syntax"),
        (17, 30, "synthesis-syntax"),
    ]


def test_quotes_are_resolved_in_headings_tables_lists_and_code_alike(site):
    said = (
        "#### Trong {{ dung_han }} lượt\n\n| Năm | Lượt |\n|---|---|\n| 2021 | {{ luot_kham.2021 }} |\n\n"
        "- Xem [[thcs-a#1.1]]\n\n> {{ can_bo.chuyen_trach }} người\n\n```\n{{ luot_kham }}\n```\n\n"
        "Dùng `{{ luot_kham.2022 }}`."
    )
    board.write(site, {"1.1": said})

    assert board.found(site) == []
    assert [
        piece.text if isinstance(piece, Value) else piece.point for piece in pieces(site) if not isinstance(piece, str)
    ] == ["820", "410", "1.1", "1", "1.342", "432"]


def test_a_draft_report_can_not_be_cited(site):
    board.edit(site, "thcs-a", "dong_y_cong_khai: true", "dong_y_cong_khai: true\ntinh_trang_ban: nhap")
    board.write(site, {"1.1": "Xem [[thcs-a#1.1]] nhé."})

    assert board.found(site) == [(13, 5, "synthesis-citation", "Không có báo cáo đã tổng hợp nào của đơn vị “thcs-a”")]


def test_a_quote_in_a_units_report_stays_text(site):
    board.edit(site, "thcs-a", "mỗi năm một lần.", "mỗi năm {{ luot_kham }} lần, như [[thcs-b#1.1]].")
    board.write(site)
    loaded, problems = board.load(site)
    pages = site_pages.pages(loaded, date(2023, 6, 12), site_pages.Links())
    narrative = next(
        table for table in tables(loaded.campaign, loaded.consolidated, date(2023, 6, 12)) if table.name == "noi-dung"
    )

    assert problems == []
    assert any("mỗi năm {{ luot_kham }} lần, như [[thcs-b#1.1]]." in page.render().html for page in pages.values())
    assert "mỗi năm {{ luot_kham }} lần, như [[thcs-b#1.1]].".encode() in data.csv_bytes(narrative)
    assert "{{ luot_kham }}" in body.render(loaded.campaign.report_of["thcs-a"].sections["1.1"].markdown, 4)


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ("\n".join(" ".join(["{{ luot_kham }}"] * 100) for _ in range(100)), 0),
        ("\n".join(" ".join(f"{{{{ ten{line}_{place} }}}}" for place in range(100)) for line in range(100)), 10_000),
        ("Lẻ " + "\n".join("}}" * 1000 for _ in range(80)), 80_000),
        ("Xem\n" + "\n".join(f"[[thcs-{number}#1.1]]" for number in range(190)), 190),
        ("Chữ\n" + "{{ " + "a" * 5_900 + " }}", 1),
        ("Chữ\n" + "{{ " + "a." * 2_900 + " }}", 1),
        ("Chữ\n" + "{" * 5_900 + "\n" + "}" * 5_900, 5_900),
        ("Chữ\n" + "\n".join(" ".join(f"{line}{place},5%" for place in range(99)) for line in range(100, 200)), 9_900),
    ],
    ids=[
        "10,000 quotes",
        "10,000 unknown names",
        "80,000 lone braces",
        "190 citations",
        "a long name",
        "a name of many parts",
        "nothing but braces",
        "9,900 typed percentages",
    ],
)
def test_a_text_made_to_be_slow_is_read_in_time(site, said, problems):
    board.write(site, {"1.1": said})
    start = time.perf_counter()
    found = board.found(site)

    assert len(found) == problems
    assert time.perf_counter() - start < 20
    assert all(len(message) < 200 for *_, message in found)


def test_only_what_is_published_is_resolved_and_checked_at_its_place_in_the_file(site):
    said = 'Có {{ luot_kham }} lượt <!-- 99 {{ y }}\n[[z --> và 77 [nơi][1].\n\n[1]: https://a.example/x "Số 88"'
    board.write(site, {"1.1": said})
    loaded, problems = board.load(site)
    prose = loaded.synthesis.prose["1.1"]
    published = "".join(piece if isinstance(piece, str) else piece.name for piece in prose.pieces)

    assert [(one.rule, one.line, one.column) for one in problems] == [("synthesis-number", prose.line + 3, 12)]
    assert "77" in problems[0].message
    assert ("luot_kham" in published, "https://a.example/x" in published) == (True, True)
    assert not [word for word in ("99", "[[z", "<!--", "-->") if word in published]


# -- numbers typed by hand ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Có 1.342 lượt, năm 2021 có 410 lượt.",
        "Có 1342 lượt.",
        "Tỷ lệ bình quân 94,75%.",
        "Đúng hạn 61,1% số lượt.",
        "Cả 2 trường, 1 trường chưa nộp.",
        "Kế hoạch 08/KH-PGD, Quyết định số 221-QĐ/TW và số 77.",
        "Từ ngày 15 tháng 11 năm 2022 đến 30/4/2023, ngày 19/8, tháng 9/2022.",
        "Theo điểm 17, nội dung 2.2, khoản 18, Điều 19, Mục 20, Phụ lục 21.",
        "Lần 14, lần thứ 15, khóa 16, quý 4.",
        "Giai đoạn 2009-2018 và 2015.",
        "1. Một là.\n2. Hai là.\n\n17) Mười bảy là.",
        "#### 3.1.7. Tiểu mục",
        "Xem https://phong.example/77/88.html nhé.",
        "Lớp 6A, vitamin B12, COVID-19.",
    ],
)
def test_a_number_that_is_computed_or_no_figure_is_accepted(site, said):
    board.write(site, {"1.1": said})

    assert board.found(site) == []


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("Có 1.343 lượt.", {"1.343": 4}),
        ("Tổng số 1.343 lượt.", {"1.343": 9}),
        ("Mỗi năm 77 lượt, mỗi tháng 41 lượt, mỗi ngày 42 lượt.", {"77": 9, "41": 28, "42": 46}),
        ("Đạt 61,2% số lượt.", {"61,2%": 5}),
        ("Có 27/29 lớp.", {"27": 4, "29": 7}),
        ("Có {{ luot_kham }} lượt và 77 lượt.", {"77": 28}),
        ("Có 12.5 lượt.", {"12": 4}),
        ("Có 77.", {"77": 4}),
    ],
)
def test_a_number_that_equals_no_computed_value_is_a_warning(site, said, numbers):
    board.write(site, {"1.1": said})

    assert board.found(site) == [
        (13, column, "synthesis-number", f"Số {number} gõ tay không bằng số liệu tổng hợp nào của nội dung 1.1")
        for number, column in numbers.items()
    ]


def test_a_number_of_another_point_is_a_warning(site):
    board.write(site, {"2.1": "Có 1.342 lượt khám."})

    assert [(rule, message) for _, _, rule, message in board.found(site)] == [
        ("synthesis-number", "Số 1.342 gõ tay không bằng số liệu tổng hợp nào của nội dung 2.1")
    ]


def test_a_typed_number_warns_once_the_figure_changes(site):
    board.write(site, {"1.1": "Có 1.342 lượt."})
    before = board.found(site)
    board.edit(site, "thcs-b", "luot_kham: 500", "luot_kham: 501")

    assert (before, [message for *_, message in board.found(site)]) == (
        [],
        ["Số 1.342 gõ tay không bằng số liệu tổng hợp nào của nội dung 1.1"],
    )


# -- what rests on what -------------------------------------------------------------------------------


def test_a_changed_report_changes_every_value_that_depends_on_it_and_no_other(site):
    before = quoted(site)
    board.edit(site, "thcs-a", "luot_kham: {2021: 410, 2022: 432}", "luot_kham: {2021: 410, 2022: 532}")
    after = quoted(site)

    assert {name for name in before if before[name].number != after[name].number} == {
        "luot_kham", "luot_kham.2022", "luot_kham.cao_nhat", "luot_kham.trung_vi", "luot_kham.trung_binh",
    }  # fmt: skip
    assert before.keys() == after.keys()
    assert_recomputed(site)


@pytest.mark.parametrize(
    ("unit", "old", "new", "expected"),
    [
        ("thcs-a", "mỗi năm một lần.", "mỗi năm hai lần.", {"1.1": ["thcs-a: lời văn đã thay đổi"]}),
        ("thcs-a", "2022: 432", "2022: 433", {"1.1": ["thcs-a: số liệu đã thay đổi"]}),
        (
            "thcs-b",
            "nam: 2021, da_xu_ly: false",
            "nam: 2022, da_xu_ly: false",
            {"1.2": ["thcs-b: số liệu đã thay đổi"]},
        ),
        ("thcs-b", "dat_chuan: chua_dat", "dat_chuan: dat", {"1.2": ["thcs-b: số liệu đã thay đổi"]}),
        ("thcs-a", "  - Mua thêm tủ thuốc", "  - Mua thêm hai tủ thuốc", {"2.1": ["thcs-a: số liệu đã thay đổi"]}),
        ("thcs-a", "Nhà trường báo cáo kết quả hai năm như sau.", "Nhà trường báo cáo.", {}),
        ("thcs-a", "so_hieu: 12/BC-THCSA", "so_hieu: 13/BC-THCSA", {}),
    ],
    ids=[
        "narrative of 1.1",
        "figure of 1.1",
        "record of 1.2",
        "choice of 1.2",
        "sentence of 2.1",
        "preamble",
        "symbol",
    ],
)
def test_a_change_marks_exactly_the_points_that_rest_on_it(site, unit, old, new, expected):
    board.write(site)
    confirm(site, *board.HEADINGS)
    fresh = stale(site)
    board.edit(site, unit, old, new)

    assert (fresh, stale(site)) == ({}, expected)


def test_a_point_says_whether_narrative_or_data_or_both_changed(site):
    board.write(site)
    confirm(site, "1.1")
    board.edit(site, "thcs-b", "luot_kham: 500", "luot_kham: 501")
    board.edit(site, "thcs-b", "Trường khám hằng năm", "Trường khám hai năm")

    assert board.found(site) == [
        (13, 1, "synthesis-stale", "Nội dung 1.1 cần rà lại: Trường THCS B: lời văn và số liệu đã thay đổi")
    ]


def test_a_new_and_a_withdrawn_report_mark_all_confirmed_points(site):
    board.write(site)
    confirm(site, "1.1", "1.2")
    other = (
        (site / "submissions/thcs-a.md")
        .read_text(encoding="utf-8")
        .replace("truong: thcs-a", "truong: th-c")
        .replace("12/BC-THCSA", "05/BC-THC")
    )
    (site / "submissions/th-c.md").write_text(other, encoding="utf-8")
    board.edit(site, "thcs-b", "dong_y_cong_khai: true", "dong_y_cong_khai: true\ntinh_trang_ban: nhap")
    changes = ["th-c: báo cáo mới", "thcs-b: báo cáo không còn trong diện tổng hợp"]

    assert stale(site) == {"1.1": changes, "1.2": changes}


def test_a_report_that_is_not_asked_a_point_does_not_mark_it(site, monkeypatch):
    board.write(site)
    confirm(site, "1.1", "2.1")
    other = (site / "submissions/thcs-a.md").read_text(encoding="utf-8")
    other = other.replace("truong: thcs-a", "truong: th-c").replace("12/BC-THCSA", "05/BC-THC")
    other = re.sub(r"(?m)^(luot_kham|dung_han|ty_le_kham|can_bo): .*\n", "", other)
    (site / "submissions/th-c.md").write_text(other, encoding="utf-8")
    asked = stale(site)
    monkeypatch.setattr(Point, "asks", lambda point, kind: point.id != "1.1" or kind == "thcs")
    monkeypatch.setattr(Report, "sections", property(lambda report: sections_but(report, "th-c", "1.1")))

    assert asked == {"1.1": ["th-c: báo cáo mới"], "2.1": ["th-c: báo cáo mới"]}
    assert stale(site) == {"2.1": ["th-c: báo cáo mới"]}


def sections_but(report: Report, unit: str, point: str) -> dict[str, Passage]:
    """Return a report's passages, one point of one unit aside."""
    found = report.filed.content.passages
    return {number: one for number, one in found.items() if (report.unit.id, number) != (unit, point)}


def test_a_unit_that_says_nothing_on_a_point_any_more_is_not_called_withdrawn():
    seen = {"a": "aaaaaa-aaaaaa", "b": "aaaaaa-aaaaaa", "c#1.1": "aaaaaa-aaaaaa"}

    assert [(change.source, change.what) for change in changes(seen, {}, {"a"})] == [
        ("a", "không còn lời văn, số liệu về nội dung này"),
        ("b", "báo cáo không còn trong diện tổng hợp"),
    ]


def test_a_point_rests_on_the_values_and_passages_of_other_points_that_it_quotes(site):
    board.write(site, {"2.1": "Với {{ luot_kham }} lượt và {{ dung_han / luot_kham }}, xem [[thcs-b#1.2]]."})
    confirm(site, *board.HEADINGS)
    fresh = stale(site)
    board.edit(site, "thcs-b", "luot_kham: 500", "luot_kham: 600")
    board.edit(site, "thcs-b", "Có một vụ trượt ngã.", "Có một vụ trượt ngã nhẹ.")

    assert fresh == {}
    assert stale(site) == {
        "1.1": ["thcs-b: số liệu đã thay đổi"],
        "1.2": ["thcs-b: lời văn đã thay đổi"],
        "2.1": [
            "thcs-b#1.2: lời văn đã thay đổi",
            "{{ dung_han / luot_kham }}: từ 61,1% thành 56,87%",
            "{{ luot_kham }}: từ 1.342 thành 1.442",
        ],
    }
    assert [message for *_, message in board.found(site)][-1] == (
        "Nội dung 2.1 cần rà lại: Trường THCS B, nội dung 1.2: lời văn đã thay đổi; "
        "{{ dung_han / luot_kham }}: từ 61,1% thành 56,87%; {{ luot_kham }}: từ 1.342 thành 1.442"
    )


def test_a_count_of_units_that_is_quoted_is_a_source_too(site):
    board.write(site, {"1.1": "Có {{ truong.tre_han }} trường nộp trễ."})
    confirm(site, *board.HEADINGS)
    board.edit(site, "thcs-b", "ngay_nop: 2023-06-11", "ngay_nop: 2023-06-09")

    assert stale(site) == {"1.1": ["{{ truong.tre_han }}: từ 1 thành 0"]}


def test_what_is_quoted_after_the_confirmation_is_to_be_confirmed(site):
    board.write(site)
    confirm(site, "2.1")
    text = (site / board.BOARD).read_text(encoding="utf-8")
    (site / board.BOARD).write_text(
        text.replace(f"trường\n\n{board.PLAIN}", "trường\n\nCó {{ luot_kham }} lượt."), encoding="utf-8"
    )

    assert stale(site) == {"2.1": ["{{ luot_kham }}: mới được trích dẫn"]}
    confirm(site, "2.1")
    assert stale(site) == {}
    (site / board.BOARD).write_text(
        (site / board.BOARD).read_text(encoding="utf-8").replace("Có {{ luot_kham }} lượt", "Có nhiều lượt"),
        encoding="utf-8",
    )
    assert stale(site) == {}


def test_a_point_that_was_never_confirmed_is_not_stale(site):
    board.write(site)
    loaded, problems = board.load(site)

    assert ([(prose.confirmed, prose.stale) for prose in loaded.synthesis.prose.values()], problems) == (
        [(False, ())] * 3,
        [],
    )


@pytest.mark.parametrize(
    "block",
    [
        "xac_nhan: abc",
        "xac_nhan: [1]",
        "xac_nhan: {1.1: 5}",
        "xac_nhan: {1.1: [a]}",
        "xac_nhan:",
        "xac_nhan: {1.1: {thcs-a: 7}}",
        "xac_nhan: {1.1: {thcs-a: abc}}",
        "xac_nhan: {1.1: }",
    ],
)
def test_a_damaged_block_of_fingerprints_is_a_problem_not_a_crash(site, block):
    board.write(site, front=f"{board.FRONT}{block}\n")

    assert {line for line, _, rule, _ in board.found(site) if rule.startswith("schema")} == {5}


def test_fingerprints_hold_no_digits_that_read_as_personal_data(site):
    board.write(site)
    loaded, _ = board.load(site)
    prints = synthesis.fingerprints(loaded.campaign, "1.1", ())

    assert list(prints) == ["thcs-a", "thcs-b"]
    assert all(re.fullmatch("[a-p]{6}-[a-p]{6}", mark) for mark in prints.values())


# -- confirming ---------------------------------------------------------------------------------------

OLD = "{thcs-a: aaaaaa-aaaaaa, thcs-b: bbbbbb-bbbbbb}"
COMMENTED = f"""xac_nhan:
  1.1: {OLD}
  # Ghi chú.

  1.2: {OLD}

  # Ghi chú khác.
  2.1: {OLD}
{board.FRONT}"""
SEVERAL_LINES = f"""xac_nhan:
  1.2: {{thcs-a: aaaaaa-aaaaaa,
    thcs-b: bbbbbb-bbbbbb
  }}
  2.1: {OLD}
{board.FRONT}"""
BLOCK_STYLE = f"""xac_nhan:
  1.2:
    thcs-a: aaaaaa-aaaaaa

    # Ghi chú.
    thcs-b: bbbbbb-bbbbbb
  2.1: {OLD}
{board.FRONT}"""


def confirmed(root: Path, front: str, *points: str, newline: str = "\n") -> tuple[list[str], list[str]]:
    """Confirm points in a file with this front matter; return its lines before and after, line ends kept."""
    path = board.write(root, front=front)
    path.write_bytes(path.read_bytes().replace(b"\n", newline.encode()))
    before = path.read_bytes().decode().split("\n")
    code, out = confirm(root, *points)
    assert (code, out) == (0, "".join(f"Đã xác nhận nội dung {point} theo 2 báo cáo.\n" for point in points))
    return before, path.read_bytes().decode().split("\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    ("front", "own", "added"),
    [
        (board.FRONT, [], 2),
        (f"{board.FRONT}\n# Hết.\n\n", [], 2),
        (f"xac_nhan: {{}}\n{board.FRONT}", [1], 2),
        (f"{board.FRONT}xac_nhan:   {{ }}   # chưa có\n", [4], 2),
        (f"xac_nhan:\n{board.FRONT}", [1], 2),
        (f"xac_nhan:\n  # Ghi chú.\n\n{board.FRONT}", [1], 2),
        (f"xac_nhan:\n  1.1: {OLD}\n{board.FRONT}", [], 1),
        (f"xac_nhan:\n  2.1: {OLD}\n{board.FRONT}", [], 1),
        (f"truong: tong-hop\nxac_nhan:\n  1.1: {OLD}\n  2.1: {OLD}\ndong_y_cong_khai: true\nvi_du: true\n", [], 1),
        (COMMENTED, [5], 1),
        (f"xac_nhan:\n    1.1: {OLD}\n    2.1: {OLD}\n{board.FRONT}", [], 1),
        (f"xac_nhan :\n  '1.1' : {OLD}\n  \"1.2\"  :   {OLD}   \n{board.FRONT}", [3], 1),
        (SEVERAL_LINES, [2, 3, 4], 1),
        (BLOCK_STYLE, [2, 3, 4, 5, 6], 1),
        (f"xac_nhan: {{1.1: {OLD}, 2.1: {OLD}}}\n{board.FRONT}", [1], 4),
    ],
    ids=[
        "no block", "no block, comment at the end", "empty mapping", "empty mapping with spaces", "no value",
        "no value, comment below", "a point before", "a point after", "between two points, block in the middle",
        "renewed between comments", "indented by four", "Windows-like spacing", "marks over several lines",
        "marks in block style", "all on one line",
    ],
)  # fmt: skip
def test_confirming_touches_its_own_lines_only(site, front, own, added, newline):
    before, after = confirmed(site, front, "1.2", newline=newline)
    kept = [line for number, line in enumerate(before) if number not in own]
    new, rest = [], list(kept)
    for line in after:
        if rest and line == rest[0]:
            rest.pop(0)
        else:
            new.append(line)
    assert (rest, len(new)) == ([], added)
    assert all(line.endswith("\r") for line in new) == (newline == "\r\n")
    prose = board.load(site)[0].synthesis.prose
    assert (prose["1.2"].confirmed, prose["1.2"].stale) == (True, ())
    assert prose["1.1"].confirmed == ("1.1" in front)
    assert confirm(site, "1.2")[0] == 0
    assert (site / board.BOARD).read_bytes().decode().split("\n") == after


def test_braces_around_the_points_are_written_out_a_point_a_line(site):
    _, after = confirmed(site, f"xac_nhan: {{\n  1.1: {OLD}}}\n{board.FRONT}", "1.2")

    assert after[1:3] == ["xac_nhan:", f"  1.1: {OLD}"]
    assert after[3].startswith("  1.2: {thcs-a: ")
    assert after[4:7] == board.FRONT.split("\n")[:3]


def test_several_points_are_confirmed_at_once_in_the_outlines_order(site):
    before, after = confirmed(site, board.FRONT, "2.1", "1.1", "1.2")

    assert [line[:6] for line in after[4:8]] == ["xac_nh", "  1.1:", "  1.2:", "  2.1:"]
    assert after[:4] + after[8:] == before
    assert stale(site) == {}


def test_a_confirmed_quote_can_be_read_in_the_front_matter(site):
    board.write(site, {"2.1": "Với {{ luot_kham }} lượt, xem [[thcs-b#1.2]]."})
    confirm(site, "2.1")
    front = yaml.load((site / board.BOARD).read_text(encoding="utf-8").split("\n---\n")[0], yaml.BaseLoader)

    assert list(front["xac_nhan"]["2.1"]) == ["thcs-a", "thcs-b", "{{ luot_kham }}", "thcs-b#1.2"]
    assert front["xac_nhan"]["2.1"]["{{ luot_kham }}"] == "= 1.342"


@pytest.mark.parametrize(
    ("front", "points", "message"),
    [
        (board.FRONT, ["9.9"], "Đề cương không có nội dung 9.9. Các nội dung: 1.1, 1.2, 2.1."),
        (board.FRONT, ["1.1", "1"], "Đề cương không có nội dung 1. Các nội dung: 1.1, 1.2, 2.1."),
        ("truong: [\n", ["1.1"], "Không ghi được vào phần dữ liệu đầu tệp submissions/tong-hop.md"),
        (
            "{truong: tong-hop, dong_y_cong_khai: true}\n",
            ["1.1"],
            "Không ghi được vào phần dữ liệu đầu tệp submissions/tong-hop.md",
        ),
        (
            f"{board.FRONT}xac_nhan:\n  1.1: {{thcs-a: aaaaaa-aaaaaa,\nthcs-b: bbbbbb-bbbbbb}}\n",
            ["1.1"],
            "Không ghi được vào phần dữ liệu đầu tệp submissions/tong-hop.md",
        ),
    ],
    ids=[
        "unknown point",
        "second point unknown",
        "unreadable front matter",
        "front matter in braces",
        "marks out of line",
    ],
)
def test_what_can_not_be_confirmed_leaves_the_file_alone(site, front, points, message):
    path = board.write(site, front=front)
    before = path.read_bytes()
    code, out = confirm(site, *points)

    assert (code, path.read_bytes()) == (2, before)
    assert message in out


def test_a_point_without_prose_and_a_missing_file_have_nothing_to_confirm(site):
    missing = confirm(site, "1.1")
    board.write(site, {"1.1": ""})

    assert (missing[0], "Chưa có tệp submissions/tong-hop.md." in missing[1]) == (2, True)
    assert (confirm(site, "1.1")[0], "Nội dung 1.1 chưa có lời văn" in confirm(site, "1.1")[1]) == (2, True)


def test_a_file_with_a_byte_order_mark_or_blank_lines_before_it_keeps_them(site):
    path = board.write(site)
    for start in (b"\xef\xbb\xbf", b"\n\n"):
        path.write_bytes(start + board.write(site).read_bytes())
        before = path.read_bytes()
        assert confirm(site, "1.1")[0] == 0
        after = path.read_bytes()
        assert after.startswith(start)
        assert (
            b"".join(
                line for line in after.splitlines(keepends=True) if b"xac_nhan" not in line and b"  1.1: {" not in line
            )
            == before
        )


def test_citations_point_at_the_line_of_the_passage(site):
    board.write(site, {"1.2": "Xem [[thcs-a#1.2]] và [[thcs-b#2.1]]."})
    cited = [piece for piece in pieces(site, "1.2") if isinstance(piece, Citation)]

    for one in cited:
        line = (site / one.source.path).read_text(encoding="utf-8").split("\n")[one.source.line - 1]
        assert line.startswith(f"### {one.point}. ")
