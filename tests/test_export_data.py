"""The exported tables: CSV, XLSX, JSON and the Data Package."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import openpyxl
import pytest

import board
from tongket import export, words
from tongket.campaign import Answer
from tongket.definition.fields import OverYears
from tongket.export import data, spreadsheet
from tongket.export.tables import Column, Table, tables
from tongket.workspace import Workspace

TODAY = date(2023, 6, 12)
NOTICE = words.say("export.notice")
export_tables = import_module("tongket.export.tables")  # the room itself names its function so
FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"https://x.example\",\"a\")",
    "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\t=1", "\tchữ", "\r=1",
    "chữ\n=1", "chữ\r\n=1", "chữ\r=1", "chữ\t=1", "\n\n=1", "chữ; =1", "a;=1", "＝1", "＋1", "－1", "＠A",
)  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return board.copy(tmp_path)


def of(root: Path) -> tuple[Workspace, dict[str, Table]]:
    loaded, _ = board.load(root)
    return loaded, {table.name: table for table in tables(loaded.campaign, loaded.consolidated, TODAY)}


def read_csv(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def one_column(*cells: object) -> Table:
    return Table("bang", "Bảng", (Column("cot", "Cột"),), tuple((cell,) for cell in cells))


def workbook(raw: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


# -- what the tables hold -----------------------------------------------------------------------------


def test_every_table_of_the_miniature_campaign_says_what_the_reports_say(site):
    _, found = of(site)
    a, b = ("thcs-a", "Trường THCS A"), ("thcs-b", "Trường THCS B")
    shown = ("bao-cao", "tong-hop", "lua-chon", "tai-nan", "viec-can-lam")

    assert {name: list(table.rows) for name, table in found.items() if name in shown} == {
        "bao-cao": [
            (*a, "Trường trung học cơ sở", "on-time", 0, True, "12/BC-THCSA", "2023-06-01", "2023-06-02"),
            (*b, "Trường trung học cơ sở", "late", 2, True, "07/BC-THCSB", "2023-06-09", "2023-06-11"),
            ("th-c", "Trường Tiểu học C", "Trường tiểu học", "not-filed", 3, False, None, None, None),
        ],
        "tong-hop": [
            ("1.1", "luot_kham", "Lượt học sinh được khám", None, 1342, "sum", "sum", 2, "lượt"),
            ("1.1", "luot_kham", "Lượt học sinh được khám", 2021, 410, "sum", "sum", 1, "lượt"),
            ("1.1", "luot_kham", "Lượt học sinh được khám", 2022, 432, "sum", "sum", 1, "lượt"),
            ("1.1", "dung_han", "Lượt khám đúng hạn", None, 820, "sum", "sum", 1, "lượt"),
            ("1.1", "dung_han", "Lượt khám đúng hạn", 2021, 400, "sum", "sum", 1, "lượt"),
            ("1.1", "dung_han", "Lượt khám đúng hạn", 2022, 420, "sum", "sum", 1, "lượt"),
            ("1.1", "ty_le_kham", "Tỷ lệ học sinh được khám", None, 94.75, "mean", "mean", 2, "%"),
            ("1.1", "can_bo.chuyen_trach", "Cán bộ y tế: Chuyên trách", None, 1, "sum", "sum", 1, "người"),
            ("1.1", "can_bo.kiem_nhiem", "Cán bộ y tế: Kiêm nhiệm", None, 2, "sum", "sum", 1, "người"),
        ],
        "lua-chon": [
            (*a, "1.2", "dat_chuan", "Trường học an toàn", "dat", "Đạt", "submissions/thcs-a.md", 15),
            (*b, "1.2", "dat_chuan", "Trường học an toàn", "chua_dat", "Chưa đạt", "submissions/thcs-b.md", 12),
        ],
        "tai-nan": [
            ("thcs-a", "Trường THCS A", "Ngã cầu thang", "trong_truong", 2022, True, "submissions/thcs-a.md", 13),
            ("thcs-a", "Trường THCS A", "Va chạm xe đạp", "tren_duong", 2021, None, "submissions/thcs-a.md", 14),
            ("thcs-b", "Trường THCS B", "Trượt ngã ở sân", "trong_truong", 2021, False, "submissions/thcs-b.md", 11),
        ],
        "viec-can-lam": [("thcs-a", "Trường THCS A", "Mua thêm tủ thuốc", "submissions/thcs-a.md", 19)],
    }  # fmt: skip


def test_the_totals_equal_the_sum_of_the_units_figures():
    for root in board.CAMPAIGNS.values():
        _, found = of(root)
        summed: dict[tuple, float] = {}
        for _, _, _, name, _, year, value, *_ in found["so-lieu"].rows:
            summed[name, year] = summed.get((name, year), 0) + value
        for _, name, _, year, value, op, *_ in found["tong-hop"].rows:
            if op == "sum" and year is not None:
                assert value == summed[name, year]


def test_only_counted_reports_are_exported_but_every_unit_has_a_standing(site):
    board.edit(site, "thcs-a", "dong_y_cong_khai: true", "dong_y_cong_khai: true\ntinh_trang_ban: nhap")
    _, found = of(site)

    assert [row[0] for row in found["bao-cao"].rows] == ["thcs-a", "thcs-b", "th-c"]
    assert {row[0] for name, table in found.items() if name not in ("bao-cao", "tong-hop") for row in table.rows} == {
        "thcs-b"
    }


@board.every_campaign
def test_every_row_has_a_cell_per_column_and_every_source_line_exists(root):
    _, found = of(root)

    for table in found.values():
        names = [column.name for column in table.columns]
        assert {len(row) for row in table.rows} <= {len(names)}
        for row in table.rows if "tep" in names else ():
            path, line = row[names.index("tep")], row[names.index("dong")]
            assert line is None or 1 <= line <= len((root / path).read_text(encoding="utf-8").split("\n"))


def test_every_code_of_a_column_is_explained_and_a_point_not_asked_is_not_missing(site):
    loaded, _ = board.load(site)
    first = loaded.consolidated.points[0]
    silent = replace(first.answers[1], answer=Answer.NOT_ASKED, text="", words=0)
    points = (replace(first, answers=(first.answers[0], silent)), *loaded.consolidated.points[1:])
    made = tables(loaded.campaign, replace(loaded.consolidated, points=points), TODAY)
    table = next(table for table in made if table.name == "noi-dung")
    about = next(column.description for column in table.columns if column.name == "muc_do")

    assert next(row[3:5] for row in table.rows if row[0] == "thcs-b") == ("not-asked", None)
    assert [part.partition(": ")[0] for part in about.split("; ")] == [answer.value for answer in Answer]


def test_totals_say_how_the_units_and_how_the_years_were_rolled_up(site):
    loaded, _ = board.load(site)
    first = loaded.consolidated.points[0]
    stock = replace(first.parts[0], field=replace(first.parts[0].field, over_years=OverYears.LAST))
    points = (replace(first, parts=(stock, *first.parts[1:])), *loaded.consolidated.points[1:])
    changed = replace(loaded.consolidated, points=points)
    table = next(table for table in tables(loaded.campaign, changed, TODAY) if table.name == "tong-hop")
    written = json.loads(data.json_bytes(loaded.campaign, changed))["consolidated"]["1.1"]["fields"]["luot_kham"]

    assert {row[5:7] for row in table.rows if row[1] == "luot_kham"} == {("sum", "last")}
    assert (written["op"], written["over_years"]) == ("sum", "last")


# -- names --------------------------------------------------------------------------------------------

HOSTILE_NAMES = (
    "bao_cao",
    "so-lieu",
    "tong_hop",
    "Bao_Cao",
    "../tep",
    "Năm học",
    "a" * 40,
    "a" * 39 + "b",
    "...",
    "sheet[1]*?",
)
SYSTEM_COLUMNS = ("ma_don_vi", "dong", "tep", "dong_2", "ten_don_vi")


@pytest.fixture
def collisions(site: Path) -> Path:
    """A campaign whose lists of records are named like the system's own tables, and their columns like its columns."""
    path = site / "schema/report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    columns = {name: {"title": f"Ô {name}", "type": "string"} for name in SYSTEM_COLUMNS}
    for name in HOSTILE_NAMES:
        schema["properties"][name] = {
            "title": name,
            "type": "array",
            "x-consolidate": {"units": "list"},
            "items": {"type": "object", "properties": columns},
        }
    schema["properties"]["phan_viet"]["properties"]["2.1"]["x-fields"] += HOSTILE_NAMES
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    record = json.dumps(dict.fromkeys(SYSTEM_COLUMNS, "chữ"))
    board.edit(
        site,
        "thcs-a",
        "dat_chuan: dat\n",
        "dat_chuan: dat\n" + "".join(f"{json.dumps(name, ensure_ascii=False)}: [{record}]\n" for name in HOSTILE_NAMES),
    )
    return site


def test_no_two_tables_bear_the_same_name_and_every_name_is_safe_for_files_and_sheets(collisions):
    loaded, _ = board.load(collisions)
    names = [table.name for table in tables(loaded.campaign, loaded.consolidated, TODAY)]

    assert names[5:] == [
        "tai-nan", "de-nghi", "viec-can-lam",
        "bao-cao-2", "so-lieu-2", "tong-hop-2", "bao-cao-3", "tep", "nam-hoc",
        "a" * 31, "a" * 29 + "-2", "bang", "sheet-1",
    ]  # fmt: skip
    assert len(set(names)) == len(names)
    assert "thcs-a" in loaded.campaign.report_of
    assert loaded.campaign.report_of["thcs-a"].counted


def test_no_two_columns_of_a_table_bear_the_same_name(collisions):
    _, found = of(collisions)
    table = found["bao-cao-2"]

    assert [column.name for column in table.columns] == [
        "ma_don_vi",
        "ten_don_vi",
        "ma_don_vi_2",
        "dong_3",
        "tep_2",
        "dong_2",
        "ten_don_vi_2",
        "tep",
        "dong",
    ]
    assert [column.title for column in table.columns[2:7]] == [f"Ô {name}" for name in SYSTEM_COLUMNS]
    assert table.rows[0][2:7] == ("chữ",) * 5


# -- formulas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", FORMULAS, ids=ascii)
def test_a_cell_that_reads_as_a_formula_can_not_run_in_csv(cell):
    ((_,), (written,)) = read_csv(data.csv_bytes(one_column(cell)))

    starts = [
        part.lstrip(" \u00a0\u200b\ufeff")
        for line in written.splitlines() or [written]
        for piece in line.split(";")
        for part in piece.split("\t")
    ]
    assert not any(start[:1] in set("=+-@＝＋－＠") for start in starts if start)
    assert written[0] not in "\t\r"
    assert written.replace("'", "") == cell


@pytest.mark.parametrize("cell", ["a = b", "ngày 5-7", "x@y", "1+1", "Điều 6; Điều 7", "'trích'", "", "chữ\nchữ"])
def test_a_cell_that_is_no_formula_is_written_as_it_is(cell):
    assert read_csv(data.csv_bytes(one_column(cell, "cuối"))) == [["cot"], [cell], ["cuối"]] or cell == ""
    assert f"'{cell}" not in data.csv_bytes(one_column(cell)).decode("utf-8-sig")


def test_negative_numbers_dates_and_truth_values_are_no_text():
    assert data.csv_bytes(one_column(-5, -0.5, True, False, None, 0)).decode("utf-8-sig").split("\r\n")[1:] == [
        "-5",
        "-0.5",
        "true",
        "false",
        '""',
        "0",
        "",
    ]


@pytest.mark.parametrize("mark", ["- ", "+ ", "* "])
def test_list_marks_in_narrative_become_plain_lines(site, mark):
    board.edit(site, "thcs-b", "Có một vụ trượt ngã.", f"Gồm có:\n\n{mark}=1+1\n{mark}một vụ trượt ngã.")
    _, found = of(site)
    row = next(row for row in found["noi-dung"].rows if row[0] == "thcs-b" and row[2] == "1.2")
    written = next(
        line for line in read_csv(data.csv_bytes(found["noi-dung"])) if line[0] == "thcs-b" and line[2] == "1.2"
    )

    assert row[4] == "Gồm có:\n=1+1\nmột vụ trượt ngã."
    assert written[4] == "Gồm có:\n'=1+1\nmột vụ trượt ngã."


def test_the_spreadsheet_holds_no_formula_and_no_link(site):
    loaded, _ = board.load(site)
    sheet = workbook(
        spreadsheet.xlsx_bytes([one_column(*FORMULAS, "https://x.example", "{=1}", "12")], loaded.campaign.definition)
    ).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert [cell.value for cell in cells[2:6]] == ["=1+1", "+1", "-1", "@SUM(A1)"]


@pytest.mark.parametrize(
    "text",
    [
        "_x0041_",
        "a_x000D_b",
        "\x07",
        "\r\n",
        " hai đầu ",
        "\u00a0",
        "\ufffe",
        "<b>&amp;",
        "]]>",
        '"',
        "",
        "😀",
        "_x12_",
    ],
    ids=ascii,
)
def test_a_text_of_the_spreadsheet_is_read_back_as_it_was(text, site):
    from xml.etree import ElementTree

    loaded, _ = board.load(site)
    raw = spreadsheet.xlsx_bytes([one_column(text, "cuối")], loaded.campaign.definition)
    shared = zipfile.ZipFile(io.BytesIO(raw)).read("xl/sharedStrings.xml")
    strings = [element.text or "" for element in ElementTree.fromstring(shared).iter() if element.tag.endswith("}t")]
    read = [re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), string) for string in strings]

    assert read == [NOTICE, "Cột", text, "cuối"]


def test_numbers_stay_numbers_and_what_a_sheet_has_no_number_for_is_named(site):
    loaded, _ = board.load(site)
    cells = (0, -5, 0.5, 1e21, True, False, None, float("inf"), "x" * 40_000)
    sheet = workbook(spreadsheet.xlsx_bytes([one_column(*cells)], loaded.campaign.definition)).active

    read = [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert read == [0, -5, 0.5, 1e21, "Có", "Không", None, "inf", "x" * 32_000]


def test_rows_beyond_a_sheets_limit_stand_on_further_sheets(site, monkeypatch):
    monkeypatch.setattr(spreadsheet, "_ROWS", 5)
    monkeypatch.setattr(spreadsheet, "_BATCH", 2)
    loaded, _ = board.load(site)
    made = [one_column(*range(7)), replace(one_column("khác"), name="bang-2"), one_column(*range(3))]
    made[2] = replace(made[2], name="bang-dai")
    book = workbook(spreadsheet.xlsx_bytes(made, loaded.campaign.definition))

    assert {sheet.title: [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)] for sheet in book} == {
        "bang": [0, 1, 2], "bang-3": [3, 4, 5], "bang-4": [6], "bang-2": ["khác"], "bang-dai": [0, 1, 2],
    }  # fmt: skip


def test_a_sheet_is_frozen_below_its_heads_and_filtered_and_as_wide_as_its_texts(site):
    loaded, _ = board.load(site)
    columns = tuple(Column(f"c{number}", "Tên") for number in range(28))
    table = Table("rong", "Rộng", columns, (("ngắn", "vừa " * 5, *("dài " * 50,) * 26),))
    book = workbook(spreadsheet.xlsx_bytes([table, one_column()], loaded.campaign.definition))
    sheet, empty = book["rong"], book["bang"]
    widths = [sheet.column_dimensions[letter].width for letter in ("A", "B", "C")]

    assert (sheet.freeze_panes, sheet.auto_filter.ref, empty.auto_filter.ref) == ("C3", "A2:AB3", "A2:A3")
    assert widths == [11.7109375, 21.7109375, 60.7109375]
    assert (sheet["AB2"].font.b, sheet["AB2"].fill.fgColor.rgb, sheet["AB3"].alignment.wrap_text) == (
        True, "FFE8E8E8", True,
    )  # fmt: skip
    assert book.properties.title == loaded.campaign.definition.name


# -- files --------------------------------------------------------------------------------------------


@board.every_campaign
def test_the_spreadsheet_has_a_sheet_per_table_with_the_titles_and_values(root):
    loaded, found = of(root)
    book = workbook(spreadsheet.xlsx_bytes(found.values(), loaded.campaign.definition))

    assert book.sheetnames == list(found)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    for name, table in found.items():
        rows = list(book[name].iter_rows(values_only=True))
        assert rows[0][0] == NOTICE
        assert list(rows[1]) == [column.title for column in table.columns]
        assert [_as_in_a_sheet(row) for row in table.rows] == [tuple(row) for row in rows[2:]]


def _as_in_a_sheet(row: Sequence) -> tuple:
    return tuple({True: "Có", False: "Không"}[cell] if isinstance(cell, bool) else cell for cell in row)


def test_csv_opens_in_a_spreadsheet_as_utf8_with_windows_lines(site):
    _, found = of(site)
    raw = data.csv_bytes(found["tai-nan"])

    assert raw.startswith(b"\xef\xbb\xbfma_don_vi,ten_don_vi,mo_ta,noi,nam,da_xu_ly,tep,dong\r\n")
    assert read_csv(raw)[2] == [
        "thcs-a",
        "Trường THCS A",
        "Va chạm xe đạp",
        "tren_duong",
        "2021",
        "",
        "submissions/thcs-a.md",
        "14",
    ]


def write_package(root: Path, folder: Path) -> Path:
    loaded, found = of(root)
    for name, table in found.items():
        (folder / f"{name}.csv").write_bytes(data.csv_bytes(table))
    path = folder / "datapackage.json"
    path.write_bytes(data.package_bytes(found.values(), loaded.campaign.definition))
    return path


@pytest.mark.parametrize("campaign", [*board.CAMPAIGNS, "colliding names"])
def test_the_data_package_is_valid_by_frictionless(campaign, tmp_path, request):
    root = board.CAMPAIGNS.get(campaign) or request.getfixturevalue("collisions")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of frictionless and what it imports
        import frictionless

        report = frictionless.validate(str(write_package(root, tmp_path)))

    assert report.flatten(["name", "fieldName", "type", "note"]) == []
    assert report.valid
    assert report.stats["tasks"] == len(list(tmp_path.glob("*.csv")))


def test_the_export_holds_every_file_that_the_data_package_names(site):
    loaded, _ = of(site)
    files = {path: file.content for path, file in export.files(loaded, TODAY).items()}
    package = json.loads(files["csv/datapackage.json"])

    assert {f"csv/{resource['path']}" for resource in package["resources"]} == {
        path for path in files if path.endswith(".csv")
    }
    assert workbook(files["bang-tinh.xlsx"]).sheetnames == [resource["name"] for resource in package["resources"]]


def test_exports_are_listed_without_being_made(site, monkeypatch):
    loaded, _ = board.load(site)
    ready = export.files(loaded, TODAY)
    for name in ("_figure_rows", "_narrative_rows", "_record_rows"):
        monkeypatch.setattr(export_tables, name, fail)
    monkeypatch.setattr(export.reports, "letter", fail)
    listed = export.files(loaded, TODAY)

    assert [(file.path, file.title, file.unit) for file in listed.values()] == [
        (path, file.title, file.unit) for path, file in ready.items()
    ]
    assert listed["csv/noi-dung.csv"].description == ready["csv/noi-dung.csv"].description == "6 dòng"
    with pytest.raises(AssertionError, match="made"):
        _ = listed["word/bao-cao/thcs-a.docx"].content


def test_a_table_that_several_files_share_is_made_once(site, monkeypatch):
    loaded, _ = board.load(site)
    calls = []
    made = export_tables._figure_rows
    monkeypatch.setattr(export_tables, "_figure_rows", lambda campaign: calls.append(campaign) or made(campaign))
    for path, file in export.files(loaded, TODAY).items():
        assert (file.content, file.description) if path.startswith(("csv", "bang")) else True

    assert len(calls) == 1


def fail(*_: object) -> None:
    raise AssertionError("made")


def test_json_is_indented_as_the_standard_library_does(site):
    loaded, _ = board.load(site)
    raw = data.json_bytes(loaded.campaign, loaded.consolidated)

    assert raw.decode() == json.dumps(json.loads(raw), ensure_ascii=False, indent=2) + "\n"


def test_the_data_package_takes_titles_and_types_from_the_schema(site):
    loaded, found = of(site)
    package = json.loads(data.package_bytes(found.values(), loaded.campaign.definition))
    resource = next(one for one in package["resources"] if one["name"] == "tai-nan")

    assert (package["title"], package["description"]) == ("Đánh giá hai năm y tế trường học", NOTICE)
    assert (resource["title"], resource["path"]) == ("Tai nạn, thương tích", "tai-nan.csv")
    assert [(field["name"], field["title"], field["type"]) for field in resource["schema"]["fields"]] == [
        ("ma_don_vi", "Mã đơn vị", "string"),
        ("ten_don_vi", "Đơn vị", "string"),
        ("mo_ta", "Mô tả", "string"),
        ("noi", "Nơi xảy ra", "string"),
        ("nam", "Năm", "number"),
        ("da_xu_ly", "Đã xử lý", "boolean"),
        ("tep", "Tệp nguồn", "string"),
        ("dong", "Dòng", "integer"),
    ]


def test_json_holds_the_reports_and_every_value_with_its_source(site):
    loaded, _ = board.load(site)
    found = json.loads(data.json_bytes(loaded.campaign, loaded.consolidated))

    assert (found["illustrative"], found["counted"], found["left_out"]) == (True, ["thcs-a", "thcs-b"], ["th-c"])
    assert found["reports"]["thcs-a"] == loaded.campaign.report_of["thcs-a"].data
    assert found["consolidated"]["1.1"]["fields"]["luot_kham"] == {
        "title": "Lượt học sinh được khám", "missing": [], "op": "sum", "over_years": "sum", "unit": "lượt",
        "value": 1342, "units": {"thcs-a": 842, "thcs-b": 500},
        "years": {"2021": {"value": 410, "units": {"thcs-a": 410}}, "2022": {"value": 432, "units": {"thcs-a": 432}}},
    }  # fmt: skip
    assert found["consolidated"]["1.1"]["fields"]["can_bo"]["missing"] == ["thcs-b"]
    assert found["consolidated"]["1.2"]["fields"]["tai_nan"]["groups"][1]["items"] == [
        {
            "values": {"mo_ta": "Va chạm xe đạp", "noi": "tren_duong", "nam": 2021},
            "source": {"unit": "thcs-a", "path": "submissions/thcs-a.md", "line": 14},
        }
    ]
    assert found["consolidated"]["1.2"]["answers"] == {"thcs-a": "answered", "thcs-b": "thin"}


def test_a_real_campaign_carries_no_notice(site):
    path = site / "schema/campaign.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("minh_hoa: true", "minh_hoa: false"), encoding="utf-8")
    for unit in ("thcs-a", "thcs-b"):
        board.edit(site, unit, "vi_du: true\n", "")
    loaded, found = of(site)
    sheet = workbook(spreadsheet.xlsx_bytes(found.values(), loaded.campaign.definition))["tai-nan"]

    assert sheet["A1"].value == "Mã đơn vị"
    assert (
        json.loads(data.package_bytes(found.values(), loaded.campaign.definition))["description"]
        == "Theo kế hoạch số 08/KH-PGD."
    )


def test_a_value_that_is_not_given_is_an_empty_cell_never_zero(site):
    board.edit(site, "thcs-a", "ty_le_kham: 97.5\n", "")
    board.edit(site, "thcs-b", "ty_le_kham: 92\n", "")
    _, found = of(site)
    row = next(row for row in found["tong-hop"].rows if row[1] == "ty_le_kham")

    assert row[4] is None
    assert next(line for line in read_csv(data.csv_bytes(found["tong-hop"])) if line[1] == "ty_le_kham")[4] == ""


_DIGEST = """
import hashlib, sys
from datetime import date
from pathlib import Path
from tongket import workspace
from tongket.export import data, spreadsheet
from tongket.export.tables import tables
from tongket.pages import charts
from tongket.consolidating import Collection, Figure, Tally
loaded, _ = workspace.load(Path(sys.argv[1]))
found = list(tables(loaded.campaign, loaded.consolidated, date(2023, 6, 12)))
definition = loaded.campaign.definition
made = [("json", data.json_bytes(loaded.campaign, loaded.consolidated))]
made += [("xlsx", spreadsheet.xlsx_bytes(found, definition)), ("package", data.package_bytes(found, definition))]
made += [*((table.name, data.csv_bytes(table)) for table in found)]
drawn = {Figure: charts.by_year, Collection: charts.by_group, Tally: charts.by_share}
parts = [part for part in loaded.consolidated.parts.values() if type(part) in drawn]
made += [(part.field.name, repr(drawn[type(part)](part)).encode()) for part in parts]
print(*(f"{path} {hashlib.sha256(content).hexdigest()}" for path, content in made), sep="\\n")
"""


@board.every_campaign
def test_two_exports_of_the_same_input_are_byte_identical(root):
    def digests(seed: str, zone: str) -> str:
        environ = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(board.REPOSITORY / "scripts")}
        return subprocess.run(
            [sys.executable, "-c", _DIGEST, str(root)], env=environ, capture_output=True, text=True, check=True
        ).stdout

    first = digests("1", "UTC")

    assert first == digests("2", "Asia/Ho_Chi_Minh")
    assert {"json", "xlsx", "package", "bao-cao", "tong-hop"} <= {line.split()[0] for line in first.splitlines()}
