"""Word files against the official form: page, styles, head, foot, tables, and the same bytes every time."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn

from tongket import workspace as workspaces
from tongket.export.word import PROFILES, Heading, Letterhead, Markdown, Signature, Table, letter, reports
from tongket.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
HEAD = Letterhead("Đảng Cộng sản Việt Nam", "Đảng bộ tỉnh", "Huyện ủy D", "05-BC/HU", "Huyện D", date(2018, 2, 3), "Báo cáo", "tổng kết", notice="Minh họa")
FOOT = Signature("T/M Ban Thường vụ", "Phó Bí thư", "Nguyễn Văn A", ("Tỉnh ủy,", "Lưu Văn phòng"))


def read(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def made(*blocks: object, head: Letterhead = HEAD, profile: str = "hd36") -> Document:
    return read(letter(head, blocks, FOOT, PROFILES[profile]))


def cell_lines(document: Document, table: int, column: int) -> list[str]:
    return [paragraph.text for paragraph in document.tables[table].rows[0].cells[column].paragraphs]


@pytest.fixture(scope="module", params=["shipped campaign", "miniature campaign"])
def workspace(request) -> Workspace:
    loaded, _ = workspaces.load(ROOT if request.param == "shipped campaign" else ROOT / "tests" / "site")
    assert loaded
    return loaded


def test_the_page_is_a4_with_the_margins_of_the_form():
    section = made().sections[0]
    page = [round(length.mm) for length in (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)]

    assert page == [210, 297, 20, 20, 30, 15]


def test_pages_are_numbered_at_the_top_from_the_second_on():
    section = made().sections[0]
    fields = [element.text for element in section.header._element.iter(qn("w:instrText"))]

    assert (fields, round(section.header_distance.mm), section.different_first_page_header_footer) == (["PAGE"], 10, True)
    assert section.first_page_header.paragraphs[0].text == ""
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_running_text_is_justified_indented_and_exactly_eighteen_points_apart():
    style = made().styles["Body Text"]
    form = style.paragraph_format

    assert (style.font.name, style.font.size.pt, form.alignment) == ("Times New Roman", 14, WD_ALIGN_PARAGRAPH.JUSTIFY)
    assert (form.line_spacing_rule, form.line_spacing.pt, round(form.first_line_indent.mm), form.space_before.pt) == (WD_LINE_SPACING.EXACTLY, 18, 10, 6)


@pytest.mark.parametrize(
    ("style", "size", "bold", "italic", "underline"),
    [
        ("Cơ quan cấp trên", 14, False, False, False),
        ("Cơ quan ban hành", 14, True, False, False),
        ("Số và ký hiệu", 14, False, False, False),
        ("Tiêu đề văn bản", 15, True, False, True),
        ("Địa danh, ngày tháng", 14, False, True, False),
        ("Tên loại văn bản", 16, True, False, False),
        ("Trích yếu", 14, True, False, False),
        ("Nơi nhận", 14, False, False, True),
        ("Nơi nhận (danh sách)", 12, False, False, False),
        ("Quyền hạn ký", 14, True, False, False),
        ("Chức vụ người ký", 14, False, False, False),
        ("Họ tên người ký", 14, True, False, False),
        ("Dự thảo lần", 14, False, True, False),
    ],
)
def test_a_part_is_set_as_the_form_says(style: str, size: int, bold: bool, italic: bool, underline: bool):
    font = made().styles[style].font

    assert (font.size.pt, font.bold, font.italic, font.underline) == (size, bold, italic, underline)


def test_the_head_names_the_bodies_the_symbol_the_place_and_the_day():
    document = made(head=Letterhead(**{**HEAD.__dict__, "draft": 2}))

    assert cell_lines(document, 0, 0) == ["Đảng bộ tỉnh", "Huyện ủy D", "*", "Số 05-BC/HU", "Dự thảo lần 2"]
    assert cell_lines(document, 0, 1) == ["Đảng Cộng sản Việt Nam", "Huyện D, ngày 03 tháng 02 năm 2018"]
    assert [paragraph.text for paragraph in document.paragraphs[:3]] == ["Báo cáo", "tổng kết", "-----"]


@pytest.mark.parametrize(("profile", "sign"), [("hd36", ","), ("hd05", ";")])
def test_recipients_end_with_the_profiles_sign_and_a_full_stop(profile: str, sign: str):
    document = made(profile=profile)

    assert cell_lines(document, -1, 0) == ["Nơi nhận:", f"- Tỉnh ủy{sign}", "- Lưu Văn phòng."]
    assert cell_lines(document, -1, 1) == ["T/M Ban Thường vụ", "Phó Bí thư", "Nguyễn Văn A"]


@pytest.mark.parametrize(("profile", "italic"), [("hd36", False), ("hd05", True)])
def test_headings_of_points_follow_the_profile(profile: str, italic: bool):
    document = made(Heading(1, "1. Mục"), Heading(2, "1.1. Điểm"), profile=profile)
    first, second = (document.styles[f"Heading {level}"].font for level in (1, 2))

    assert (first.bold, first.italic, second.bold, second.italic) == (True, False, True, italic)
    assert [paragraph.style.name for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")] == ["Heading 1", "Heading 2"]


def test_narrative_loses_its_signs_and_keeps_its_emphasis():
    text = "Câu **đậm** và *nghiêng* có [liên kết](https://a.vn).\nCâu hai.\n\n- một\n  - hai\n\n2. ba\n\n> trích\n\n<script>x</script>\n\n| A | B |\n|---|---|\n| 1 | 2 |"
    document = made(Markdown(text))
    written = [paragraph.text for paragraph in document.paragraphs[3:]]

    assert written[:7] == ["Câu đậm và nghiêng có liên kết. Câu hai.", "- một", "+ hai", "2) ba", "trích", "<script>x</script>", ""]
    assert [run.text for run in document.paragraphs[3].runs if run.bold] == ["đậm"]
    assert [run.text for run in document.paragraphs[3].runs if run.italic] == ["nghiêng"]
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows] == [["A", "B"], ["1", "2"]]


def test_a_table_repeats_its_head_and_splits_no_row():
    rows = made(Table(("TT", "Nội dung"), [("1", "a"), ("2", "b")])).tables[1].rows

    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


@pytest.mark.parametrize("hostile", ["\x00\x0b\x1f", "\ufffe\uffff", "\ud800", "]]>&<w:p/>", "a" * 5000, "=1+1", "\u202e"], ids=["control", "no characters", "half a pair", "markup", "very long", "formula", "direction"])
def test_no_text_can_break_the_file(hostile: str):
    document = made(Markdown(f"x {hostile}"), Table((hostile,), [(hostile,)]), head=Letterhead(**{**HEAD.__dict__, "subject": hostile, "issuer": hostile}))

    assert document.paragraphs


def test_every_document_of_a_campaign_opens_and_says_that_it_is_an_illustration(workspace: Workspace):
    files = [reports.unit_report(report) for report in workspace.campaign.counted[:3]]
    files += [reports.consolidated_report(workspace), reports.conference_brief(workspace)]
    for content in files:
        document = read(content)
        section = document.sections[0]
        assert {section.footer.paragraphs[0].text, section.first_page_footer.paragraphs[0].text} == {reports.NOTICE}
        assert all(sign not in paragraph.text for paragraph in document.paragraphs for sign in ("**", "{{", "}}", "[[", "]]"))


def test_the_brief_is_at_most_four_pages_long():
    loaded, _ = workspaces.load(ROOT)
    lines = sum(1 + len(paragraph.text) // 85 for paragraph in read(reports.conference_brief(loaded)).paragraphs)
    rows = sum(1 + max(len(cell.text) // 28 for cell in row.cells) for table in read(reports.conference_brief(loaded)).tables for row in table.rows)

    assert lines + rows < 4 * 38


def test_the_same_input_gives_the_same_bytes(tmp_path: Path):
    script = (
        "import hashlib, sys; from pathlib import Path; from tongket import workspace; from tongket.export.word import reports\n"
        "w, _ = workspace.load(Path(sys.argv[1]))\n"
        "print(hashlib.sha256(reports.consolidated_report(w) + reports.unit_report(w.campaign.counted[0])).hexdigest())"
    )
    hashes = {
        subprocess.run([sys.executable, "-c", script, str(ROOT / "tests" / "site")], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }

    assert len(hashes) == 1


def test_the_archive_bears_no_date_of_today():
    content = letter(HEAD, (), FOOT, PROFILES["hd36"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2018-02-03" in archive.read("docProps/core.xml")
