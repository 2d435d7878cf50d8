"""The drawings: well-formed, safe inside a page, with a text alternative and the table of what they show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

import board
from tongket.consolidating import Collection, Figure, Group, Item, Share, Source, Tally, YearTotal
from tongket.definition import Unit
from tongket.definition.fields import Field, Kind
from tongket.pages import charts
from tongket.pages.charts import Chart

SVG = "{http://www.w3.org/2000/svg}"
UNIT = Unit("a", "Đơn vị A", "Đơn vị A", "x")
SOURCE = Source(UNIT, "submissions/a.md", 1)
DUE = date(2023, 6, 10)
HOSTILE = (
    "<script>alert(1)</script>", '" onload="alert(1)', "]]> & &lt; &amp;", "$\\frac{1}{$", "chi $5 và $6",
    r"$\badcommand$", "\\$", "{{ x }}", 'rộng width="5" id="x"', "#010101 font: 10px", "<!-- chú thích -->",
    "dòng\nhai", "\x00\x0b\x1f", "\ud800", "😀 漢字", "a" * 500, "chữ " * 200, "", "_gạch", "%s {0}",
)  # fmt: skip


def field(name: str = "truong", title: str = "Trường", kind: Kind = Kind.FIGURE, **more: object) -> Field:
    return Field(name, kind, title, "", **more)


def figure(values: Sequence[float], title: str = "Họp báo", unit: str = "cuộc") -> Figure:
    years = tuple(YearTotal(2009 + index, value, ()) for index, value in enumerate(values))
    return Figure(field(title=title, unit=unit, op="sum"), (), years, ())


def collection(
    groups: dict[str, list[str | None]], status: Sequence[str] = (), title: str = "Vấn đề", unit: str = ""
) -> Collection:
    """Build records by group: the list holds each record's status, None for none."""
    columns = (field("nhom", "Nhóm", Kind.CHOICE), field("muc", "Mức", Kind.CHOICE))
    built = tuple(
        Group(name, name, tuple(Item({"nhom": name} | ({"muc": one} if one else {}), SOURCE) for one in items))
        for name, items in groups.items()
    )
    items = [item for group in built for item in group.items]
    shares = tuple(
        Share(value, value.upper(), tuple(item.source for item in items if item.values.get("muc") == value))
        for value in status
    )
    tallies = (Tally(columns[1], shares),) if status else ()
    issues = field("van_de", title, Kind.RECORDS, unit=unit, group_by="nhom", columns=columns)
    return Collection(issues, built, tallies, (UNIT,), ())


def tally(counts: dict[str, int], title: str = "Nhận thức") -> Tally:
    return Tally(
        field(title=title, kind=Kind.CHOICE),
        tuple(Share(name, name, (SOURCE,) * count) for name, count in counts.items()),
    )


def assert_sound(chart: Chart | None) -> ElementTree.Element:
    """Check what must hold for every drawing, and return its root."""
    assert chart is not None
    root = ElementTree.fromstring(str(chart.svg))
    assert root.tag == f"{SVG}svg"
    assert (root.get("role"), root.get("class"), bool(root.get("viewBox"))) == ("img", "tk-chart", True)
    assert root.get("aria-label") == " ".join(
        re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800]", "", chart.description).split()
    )
    tags, attributes = set(), {}
    for element in root.iter():
        tags.add(element.tag.removeprefix(SVG))
        for name, value in element.attrib.items():
            if name != "aria-label":
                attributes.setdefault(name, set()).add(value)
    assert tags <= {"svg", "g", "path", "text"}
    assert attributes.keys() <= {"class", "role", "fill", "viewBox", "d", "style", "x", "y", "transform"}
    styles = " ".join(attributes.get("style", ()))
    assert not re.search(r"url\(|#[0-9a-f]{3}(?!\))|font-family|rgb", styles.replace("#fff)", ")"))
    assert {len(row) for row in chart.rows} == {len(chart.columns)}
    return root


def words(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def all_charts() -> list[Chart]:
    """Draw whatever the campaigns have to draw."""
    drawn = {Figure: charts.by_year, Collection: charts.by_group, Tally: charts.by_share}
    found = []
    for root in board.CAMPAIGNS.values():
        loaded, _ = board.load(root)
        campaign = loaded.campaign
        found += [drawn[type(part)](part) for part in loaded.consolidated.parts.values() if type(part) in drawn]
        found.append(
            charts.filing([report.sent for report in campaign.counted], campaign.definition.due, len(campaign.expected))
        )
    return [chart for chart in found if chart]


def test_every_drawing_of_every_campaign_is_sound():
    drawn = all_charts()

    assert len(drawn) > 3 * len(board.CAMPAIGNS)
    for chart in drawn:
        assert_sound(chart)


def test_colours_are_variables_so_that_one_drawing_serves_light_and_dark():
    for chart in all_charts():
        colours = set(re.findall(r"(?:fill|stroke): ([^;\"]+)", str(chart.svg)))
        assert colours <= {
            "none",
            "currentColor",
            "var(--md-default-bg-color, #fff)",
            *(f"var(--tk-chart-{name})" for name in ("grid", 1, 2, 3, 4)),
        }
        assert 'fill="currentColor"' in chart.svg


def test_a_years_table_equals_the_figure():
    parts = [part for root in board.CAMPAIGNS.values() for part in board.load(root)[0].consolidated.parts.values()]
    yearly = [part for part in parts if isinstance(part, Figure) and len(part.years) >= 3]

    for part in [figure([26, 1342, 0, 27]), *yearly]:
        chart = charts.by_year(part)
        assert [(row[0], row[1].replace(".", ""), row[2]) for row in chart.rows] == [
            (str(one.year), str(one.value), str(len(one.amounts))) for one in part.years
        ]
        shown = words(assert_sound(chart))
        assert [row[1] for row in chart.rows] == [
            word for word in shown if word not in {row[0] for row in chart.rows} - {row[1] for row in chart.rows}
        ][-len(chart.rows) :]


def test_the_description_of_years_names_the_worst_and_the_best():
    chart = charts.by_year(figure([12, 5, 1400]))

    assert chart.title == "Họp báo theo năm"
    assert (
        chart.description
        == "Họp báo theo năm, từ 2009 đến 2011: thấp nhất 5 cuộc (năm 2010), cao nhất 1.400 cuộc (năm 2011)."
    )
    assert chart.columns == ("Năm", "cuộc", "Số đơn vị có số liệu")
    assert chart.rows == (("2009", "12", "0"), ("2010", "5", "0"), ("2011", "1.400", "0"))


@pytest.mark.parametrize(
    "values",
    [[0, 0, 0], [0, 1, 0], [1e8] * 30, [0.25, 33.333, 99.9]],
    ids=["all zero", "one", "thirty large", "fractions"],
)
def test_unusual_years_are_drawn(values):
    assert_sound(charts.by_year(figure(values)))


@pytest.mark.parametrize(
    "chart",
    [
        charts.by_year(figure([])),
        charts.by_year(figure([1, 2])),
        charts.by_group(collection({})),
        charts.by_group(collection({"Đất đai": ["x"]}, ["x"])),
        charts.by_share(tally({"Tốt": 0, "Kém": 0})),
        charts.by_share(tally({"Tốt": 3})),
        charts.filing([], DUE, 3),
        charts.filing([DUE], DUE, 0),
    ],
    ids=[
        "no year",
        "two years",
        "no group",
        "one group",
        "nothing chosen",
        "one value",
        "nothing filed",
        "nobody to file",
    ],
)
def test_too_little_is_not_drawn(chart):
    assert chart is None


def test_a_collection_that_nothing_groups_is_not_drawn():
    plain = Collection(field(kind=Kind.TEXTS), (Group("", "", (Item({"truong": "x"}, SOURCE),) * 9),), (), (UNIT,), ())

    assert charts.by_group(plain) is None


def test_groups_are_split_by_status():
    chart = charts.by_group(
        collection({"Đất đai": ["xong", "xong", "chua"], "Khác": ["chua"]}, ["xong", "dang", "chua"])
    )

    assert chart.title == "Vấn đề theo nhóm và mức"
    assert chart.description == "Vấn đề theo nhóm và mức: 4 mục; nhiều nhất là “Đất đai” (3 mục)."
    assert (chart.columns, chart.rows) == (
        ("Nhóm", "XONG", "DANG", "CHUA", "Cộng"),
        (("Đất đai", "2", "0", "1", "3"), ("Khác", "0", "0", "1", "1")),
    )
    assert words(assert_sound(chart)) == ["Đất đai", "3", "Khác", "1", "XONG", "DANG", "CHUA"]


def test_items_are_called_by_the_fields_own_noun():
    chart = charts.by_group(collection({"Đất đai": ["xong", "chua"], "Khác": ["chua"]}, unit="vấn đề"))

    assert chart.description == "Vấn đề theo nhóm: 3 vấn đề; nhiều nhất là “Đất đai” (2 vấn đề)."


def test_items_without_a_status_or_a_group_are_counted_as_not_given():
    chart = charts.by_group(collection({"Đất đai": ["xong", None], "": [None]}, ["xong"]))

    assert (chart.columns, chart.rows) == (
        ("Nhóm", "XONG", "Không ghi", "Cộng"),
        (("Đất đai", "1", "1", "2"), ("Không ghi", "0", "1", "1")),
    )


def test_more_statuses_than_colours_are_not_stacked():
    chart = charts.by_group(collection({"Đất đai": ["a", "b", "c"], "Khác": ["d", "e"]}, ["a", "b", "c", "d", "e"]))

    assert (chart.title, chart.columns, chart.rows) == (
        "Vấn đề theo nhóm",
        ("Nhóm", "Cộng"),
        (("Đất đai", "3"), ("Khác", "2")),
    )


@board.every_campaign
def test_the_group_tables_of_a_campaign_count_every_item(root: Path):
    loaded, _ = board.load(root)
    for part in loaded.consolidated.parts.values():
        chart = charts.by_group(part) if isinstance(part, Collection) else None
        if chart:
            assert sum(int(row[-1]) for row in chart.rows) == len(part.items)
            assert all(sum(map(int, row[1:-1])) == int(row[-1]) for row in chart.rows if len(row) > 2)


def test_shares_are_drawn_with_their_counts():
    chart = charts.by_share(tally({"Sâu sắc": 12, "Đầy đủ": 3, "Chưa đầy đủ": 0}))

    assert chart.description == "Nhận thức: Sâu sắc 12; Đầy đủ 3; Chưa đầy đủ 0."
    assert chart.rows == (("Sâu sắc", "12"), ("Đầy đủ", "3"), ("Chưa đầy đủ", "0"))
    assert words(assert_sound(chart)) == ["Sâu sắc", "12", "Đầy đủ", "3", "Chưa đầy đủ", "0"]


def test_filing_is_drawn_against_the_due_day():
    chart = charts.filing([date(2023, 6, 2), date(2023, 6, 2), date(2023, 6, 11)], DUE, 4)

    assert (
        chart.description
        == "Số báo cáo đã nộp theo ngày: 2 trên 4 đơn vị nộp trước ngày 10/06/2023; đến ngày 11/06/2023 có 3 báo cáo."
    )
    assert chart.rows == (("02/06/2023", "2"), ("11/06/2023", "3"))
    assert "4 đơn vị phải nộp" in words(assert_sound(chart))
    assert "var(--tk-chart-1); opacity: 0.25" in chart.svg


@pytest.mark.parametrize(
    "days",
    [[DUE], [date(2022, 1, 1)], [date(2024, 12, 31)] * 5, [date(2023, 6, day) for day in range(1, 31)]],
    ids=["on the due day", "long before", "long after", "every day"],
)
def test_filing_on_unusual_days_is_drawn(days):
    assert_sound(charts.filing(days, DUE, 5))


@pytest.mark.parametrize("label", HOSTILE, ids=lambda label: ascii(label[:16]))
def test_hostile_labels_are_drawn_as_text(label):
    drawn = (
        charts.by_year(figure([1, 2, 3], title=label, unit=label)),
        charts.by_group(collection({label: ["x"], f"{label}2": [label or "y", "x"]}, ["x", label or "y"], title=label)),
        charts.by_share(tally({label: 1, f"{label} b": 2}, title=label)),
    )
    for chart in drawn:
        root = assert_sound(chart)
        assert "<script" not in chart.svg
        assert all(len(word) <= 80 for word in words(root))


def test_a_label_is_drawn_as_it_is_written():
    label = 'Chi $5 và $6, "rộng" width="5" #010101 <b>'

    assert words(assert_sound(charts.by_share(tally({label: 1, "Khác": 2}))))[0] == label


def test_a_long_label_takes_two_lines_is_then_cut_in_the_drawing_and_stays_whole_in_the_table():
    label = "Đề xuất sửa đổi, bổ sung quy định về thời hạn cung cấp thông tin dự án cho ban tuyên giáo"
    longer = f"{label} và các cơ quan, đơn vị có liên quan trên địa bàn tỉnh"
    chart = charts.by_share(tally({label: 1, longer: 2}))

    first, second, count, again, cut, _ = words(assert_sound(chart))
    assert (f"{first} {second}", count, again) == (label, "1", first)
    assert cut.endswith("…")
    assert longer.startswith(f"{again} {cut.removesuffix('…')}")
    assert (chart.rows[1][0], longer in chart.description) == (longer, True)


def test_numbers_too_wide_for_their_columns_stand_upright():
    wide, narrow = (str(charts.by_year(figure([value] * 10)).svg) for value in (1234567, 1234))

    assert (wide.count("rotate(-90)"), narrow.count("rotate(-90)")) == (10, 0)


def test_many_groups_are_drawn():
    assert_sound(charts.by_group(collection({f"Điều {number}": ["x"] * number for number in range(1, 80)})))
