"""Word files in the official document form."""

from __future__ import annotations

import copy
import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import _Cell
from hypothesis import given, settings
from hypothesis import strategies as st

import board
from tongket import words
from tongket.campaign import Report
from tongket.definition.fields import Kind, OverYears, Point
from tongket.export.word import (
    PROFILES,
    Block,
    Bullets,
    Heading,
    Letterhead,
    Line,
    Markdown,
    PageBreak,
    Profile,
    Signature,
    Table,
    letter,
    reports,
)
from tongket.export.word import cells as word_cells
from tongket.export.word import given as unit_blocks
from tongket.reading import body
from tongket.workspace import Workspace

NOTICE = words.say("export.notice")
SOFFICE = os.environ.get("TONGKET_SOFFICE") or shutil.which("soffice")
HD36, HD05 = PROFILES["hd36"], PROFILES["hd05"]
HEAD = Letterhead(
    motto="Đảng Cộng sản Việt Nam",
    parent="Đảng bộ tỉnh",
    issuer="Huyện ủy D",
    symbol="215-BC/HU",
    place="Huyện D",
    issued=date(2018, 12, 21),
    kind="Báo cáo",
    subject="tổng kết mười năm",
)
FOOT = Signature(
    "T/M Ban Thường vụ",
    "Phó Bí thư",
    "Nguyễn Văn A",
    ("Ban Thường vụ Tỉnh ủy (để báo cáo)", "Các chi bộ;", "Lưu Văn phòng."),
)
TABLE = Table(
    ("TT", "Tên", "Năm", "Số lượt"),
    (("1", "Hội nghị", "2013", "26.472"), ("2", "Tập huấn", "2014", "97,55")),
    caption="Danh mục",
)
#: Markdown's signs, none of which may reach paper.
SIGNS = ("**", "](", "~~", "| ---", "```", "\n#", "<!--")
#: The order of children in the standard (ECMA-376 part 1, transitional), as far as our files use them.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike color spacing kern sz szCs highlight u lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat rsid pPr rPr tblPr trPr tcPr "
    "tblStylePr",
}


def write(*blocks: Block, head: Letterhead = HEAD, foot: Signature | None = FOOT, profile: Profile = HD36) -> bytes:
    return letter(head, blocks, foot, profile)


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def made(*blocks: Block, head: Letterhead = HEAD, foot: Signature | None = FOOT, profile: Profile = HD36) -> Document:
    return opened(write(*blocks, head=head, foot=foot, profile=profile))


def cell_texts(document: Document, table: int, column: int) -> list[str]:
    return [paragraph.text for paragraph in document.tables[table].rows[0].cells[column].paragraphs]


def written(document: Document) -> list[tuple[str, str]]:
    """Return the (style, text) of the paragraphs between the title and the signature."""
    styles = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    return [(style, text) for style, text in styles[3:] if style != "Khoảng cách bảng"]


def cells(document: Document) -> Iterator[str]:
    for table in document.tables:
        for element in table._tbl.iter_tcs():
            yield _Cell(element, table).text


def parts(content: bytes) -> Iterator[tuple[str, BaseOxmlElement]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                yield name, docx.oxml.parse_xml(archive.read(name))


def values(document: Document, style: str) -> tuple[float, bool, bool, bool, ALIGN | None]:
    """Return a style's size in points, whether it is bold, italic, underlined, and its alignment."""
    found = document.styles[style]
    font = found.font
    return font.size.pt, bool(font.bold), bool(font.italic), bool(font.underline), found.paragraph_format.alignment


@pytest.fixture(scope="module", params=board.CAMPAIGNS.values(), ids=board.CAMPAIGNS)
def workspace(request: pytest.FixtureRequest) -> Workspace:
    return board.load(request.param)[0]


# -- page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_page_is_a4_with_the_forms_margins_and_page_numbers_from_the_second_page_on(profile: Profile) -> None:
    section = made(profile=profile).sections[0]
    lengths = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [length.twips for length in lengths] == [11906, 16838, 1134, 1134, 1701, 850]
    assert section.header_distance.twips == 567
    assert section.different_first_page_header_footer
    number = section.header.paragraphs[0]
    assert [field.text for field in number._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert values(made(profile=profile), number.style.name) == (14, False, False, False, ALIGN.CENTER)
    assert not section.first_page_header.is_linked_to_previous
    assert [paragraph.text for paragraph in section.first_page_header.paragraphs] == [""]


def test_illustrative_notice_stands_at_the_foot_of_the_first_and_all_other_pages() -> None:
    section = made(head=replace(HEAD, notice="Nội dung minh họa")).sections[0]
    assert [footer.paragraphs[0].text for footer in (section.first_page_footer, section.footer)] == [
        "Nội dung minh họa"
    ] * 2


def test_documents_made_one_after_another_share_no_notice_and_no_text() -> None:
    first = write(Line("một"), head=replace(HEAD, notice="Minh họa", symbol="1-BC/HU"))
    second = opened(write(Line("hai")))
    footers = (second.sections[0].first_page_footer, second.sections[0].footer)
    assert [footer.paragraphs[0].text for footer in footers] == ["", ""]
    assert [text for _, text in written(second)] == ["hai"]
    assert write(Line("một"), head=replace(HEAD, notice="Minh họa", symbol="1-BC/HU")) == first


def test_line_breaks_and_tabs_of_a_text_are_words_own() -> None:
    paragraph = made(Line("một\nhai\tba ")).paragraphs[3]
    run = paragraph.runs[0]._r
    assert [child.tag for child in run] == [qn(f"w:{name}") for name in ("t", "br", "t", "tab", "t")]
    assert run[-1].get(qn("xml:space")) == "preserve"
    assert paragraph.text == "một\nhai\tba "


def test_document_is_vietnamese_and_names_its_title_author_and_date() -> None:
    document = made()
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Báo cáo tổng kết mười năm",
        "Huyện ủy D",
        "vi-VN",
    )
    assert (properties.created.date(), properties.modified.date()) == (date(2018, 12, 21),) * 2
    languages = {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"vi-VN"}


def test_document_without_a_date_bears_the_archives_fixed_one() -> None:
    assert made(head=replace(HEAD, issued=None)).core_properties.created.replace(tzinfo=None) == datetime(1980, 1, 1)


# -- head -----------------------------------------------------------------------------------------


def test_head_sets_the_issuer_at_the_left_and_the_motto_at_the_right() -> None:
    document = made()
    assert cell_texts(document, 0, 0) == ["ĐẢNG BỘ TỈNH", "HUYỆN ỦY D", "*", "Số 215-BC/HU"]
    assert cell_texts(document, 0, 1) == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Huyện D, ngày 21 tháng 12 năm 2018"]
    assert [paragraph.text for paragraph in document.paragraphs[:3]] == ["BÁO CÁO", "tổng kết mười năm", "-----"]
    borders = document.tables[0]._tbl.tblPr.find(qn("w:tblBorders"))
    assert {border.get(qn("w:val")) for border in borders} == {"nil"}


def test_draft_says_which_one_it_is_under_the_symbol() -> None:
    assert cell_texts(made(head=replace(HEAD, draft=2)), 0, 0)[-2:] == ["Số 215-BC/HU", "Dự thảo lần 2"]


def test_head_leaves_room_for_what_is_not_yet_known() -> None:
    document = made(head=replace(HEAD, parent="", symbol="", place="", issued=None))
    assert cell_texts(document, 0, 0) == ["HUYỆN ỦY D", "*", "Số …"]
    assert cell_texts(document, 0, 1)[1] == "…, ngày … tháng … năm …"


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (date(2018, 12, 3), "ngày 03 tháng 12 năm 2018"),
        (date(2019, 2, 10), "ngày 10 tháng 02 năm 2019"),
        (date(2019, 1, 9), "ngày 09 tháng 01 năm 2019"),
        (date(2018, 3, 31), "ngày 31 tháng 3 năm 2018"),
        (date(2018, 10, 1), "ngày 01 tháng 10 năm 2018"),
    ],
)
def test_date_bears_a_zero_before_days_below_ten_and_months_below_three_only(issued: date, expected: str) -> None:
    assert cell_texts(made(head=replace(HEAD, issued=issued)), 0, 1)[1] == f"Huyện D, {expected}"


def test_rule_under_the_motto_is_as_long_as_the_motto() -> None:
    cell = made().tables[0].rows[0].cells[1]
    motto = cell.paragraphs[0]
    rule = motto.style.element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:val")) == "single"
    indents = motto.paragraph_format
    length = cell.width.mm - 2 * 108 * 25.4 / 1440 - indents.left_indent.mm - indents.right_indent.mm
    assert length == pytest.approx(72.9, abs=1)  # 206,7 pt: these words in Times New Roman bold, 15 pt


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("Cơ quan cấp trên", (14, False, False, False, ALIGN.CENTER)),
        ("Cơ quan ban hành", (14, True, False, False, ALIGN.CENTER)),
        ("Số và ký hiệu", (14, False, False, False, ALIGN.CENTER)),
        ("Dự thảo lần", (14, False, True, False, ALIGN.CENTER)),
        ("Tiêu đề văn bản", (15, True, False, False, ALIGN.CENTER)),
        ("Địa danh, ngày tháng", (14, False, True, False, ALIGN.CENTER)),
        ("Tên loại văn bản", (16, True, False, False, ALIGN.CENTER)),
        ("Trích yếu", (14, True, False, False, ALIGN.CENTER)),
        ("Nơi nhận", (14, False, False, True, ALIGN.LEFT)),
        ("Nơi nhận (danh sách)", (12, False, False, False, ALIGN.LEFT)),
        ("Quyền hạn ký", (14, True, False, False, ALIGN.CENTER)),
        ("Chức vụ người ký", (14, False, False, False, ALIGN.CENTER)),
        ("Họ tên người ký", (14, True, False, False, ALIGN.CENTER)),
        ("Ô bảng", (12, False, False, False, ALIGN.LEFT)),
    ],
)
def test_each_part_of_the_form_has_the_size_and_face_of_the_rules_font_table(
    style: str, expected: tuple[object, ...]
) -> None:
    assert values(made(), style) == expected


# -- text -----------------------------------------------------------------------------------------


def test_body_is_justified_at_exactly_18_points_with_a_first_line_indent_of_10_millimetres() -> None:
    form = made().styles["Body Text"].element.pPr
    spacing, indent = form.find(qn("w:spacing")), form.find(qn("w:ind"))
    assert {name: spacing.get(qn(f"w:{name}")) for name in ("line", "lineRule", "before", "after")} == {
        "line": "360",
        "lineRule": "exact",
        "before": "120",
        "after": "0",
    }
    assert (indent.get(qn("w:firstLine")), form.find(qn("w:jc")).get(qn("w:val"))) == ("567", "both")


def test_every_style_uses_the_forms_font_in_black() -> None:
    document = made(Heading(1, "1. A"), Markdown("### B"), TABLE)
    fonts = {document.styles[name].font.name for name in {paragraph.style.name for paragraph in document.paragraphs}}
    assert fonts == {"Times New Roman"}
    for name, root in parts(write(TABLE)):
        for font in root.iter(qn("w:rFonts")) if name != "word/styles.xml" else ():
            pytest.fail(f"{name}: a run sets its own font {font.values()}")


@pytest.mark.parametrize(("profile", "italic"), [(HD36, False), (HD05, True)], ids=PROFILES)
def test_headings_are_words_own_and_bold_and_hd05_sets_the_second_level_in_italics(
    profile: Profile, italic: bool
) -> None:
    document = made(Heading(1, "1. Tình hình"), Heading(2, "1.1. Quán triệt"), profile=profile)
    assert written(document) == [("Heading 1", "1. Tình hình"), ("Heading 2", "1.1. Quán triệt")]
    assert values(document, "Heading 1")[:3] == (14, True, False)
    assert values(document, "Heading 2")[:3] == (14, True, italic)


def test_heading_deeper_than_words_levels_takes_the_deepest_style() -> None:
    assert written(made(Heading(7, "x"))) == [("Heading 6", "x")]


def test_markdown_becomes_paragraphs_without_its_signs() -> None:
    text = "Một **đậm** *nghiêng* ~~bỏ~~ `mã` [chữ](https://x.vn) \\*.\n\n1. a\n   - b\n2. c\n\n"
    text += "> trích\n\n- d\n  - e\n\n### Tiểu mục\n\n    khối mã"
    assert written(made(Markdown(text))) == [
        ("Body Text", "Một đậm nghiêng bỏ mã chữ *."),
        ("Gạch đầu dòng", "1) a"),
        ("Gạch đầu dòng", "+ b"),
        ("Gạch đầu dòng", "2) c"),
        ("Trích dẫn", "trích"),
        ("Gạch đầu dòng", "- d"),
        ("Gạch đầu dòng", "+ e"),
        ("Heading 3", "Tiểu mục"),
        ("Trích dẫn", "khối mã"),
    ]


def test_markdowns_lines_join_its_html_stays_text_and_its_table_becomes_one() -> None:
    document = made(Markdown("Câu một.\nCâu hai.\n\n<script>x</script>\n\n| A | B |\n|---|---|\n| **1** | 2 |"))
    assert written(document) == [("Body Text", "Câu một. Câu hai."), ("Trích dẫn", "<script>x</script>")]
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows] == [["A", "B"], ["1", "2"]]


def test_markdowns_emphasis_becomes_bold_italic_and_struck_runs() -> None:
    runs = made(Markdown("a **b *c*** ~~d~~")).paragraphs[3].runs
    assert [(run.text, run.bold, run.italic, run.font.strike) for run in runs if run.text.strip()] == [
        ("a ", None, None, None),
        ("b ", True, None, None),
        ("c", True, True, None),
        ("d", None, None, True),
    ]


def test_empty_list_item_leaves_no_dash_behind() -> None:
    assert written(made(Markdown("- a\n-\n\nsau"), Markdown("-\n"), Line("cuối"))) == [
        ("Gạch đầu dòng", "- a"),
        ("Body Text", "sau"),
        ("Body Text", "cuối"),
    ]


def test_appendix_begins_a_page_after_the_signature_and_is_listed_in_the_navigation_pane() -> None:
    document = made(Line("nội dung"), PageBreak("Phụ lục 1", "Danh mục"), Line("trong phụ lục"))
    signature = document.tables[1]
    assert cell_texts(document, 1, 0)[0] == "Nơi nhận:"
    assert [paragraph.text for paragraph in document.paragraphs if paragraph._p in signature._tbl.itersiblings()] == [
        "Phụ lục 1",
        "Danh mục",
        "trong phụ lục",
    ]
    style = document.styles["Phụ lục"]
    assert style.paragraph_format.page_break_before
    assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "0"


# -- tables ---------------------------------------------------------------------------------------


def test_table_repeats_its_head_and_breaks_no_row() -> None:
    rows = made(TABLE).tables[1].rows
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert made(TABLE).tables[1].style.name == "Table Grid"


def test_column_of_numbers_and_words_is_set_left_as_a_whole() -> None:
    rows = made(Table(("Tên", "Tổng"), [("A", "81"), ("B", "419 hội nghị"), ("C", "")])).tables[1].rows
    assert {row.cells[1].paragraphs[0].style.name for row in list(rows)[1:]} == {"Ô bảng"}


def test_table_sets_counts_right_and_row_numbers_and_years_in_the_middle() -> None:
    row = made(TABLE).tables[1].rows[1]
    assert [cell.paragraphs[0].style.name for cell in row.cells] == [
        "Ô bảng (giữa)",
        "Ô bảng",
        "Ô bảng (giữa)",
        "Ô bảng (số)",
    ]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(TABLE, id="short texts"),
        pytest.param(Table(("A", "B"), [("x" * 500, "dài " * 500)]), id="an endless word"),
        pytest.param(Table([str(n) for n in range(40)], [["ô"] * 40]), id="forty columns"),
        pytest.param(Table(("A", "B"), []), id="no rows"),
        pytest.param(Table(("A", "B"), [("", "")], widths=(1, 3)), id="given shares"),
    ],
)
def test_table_is_as_wide_as_the_text_whatever_it_holds(table: Table) -> None:
    found = made(table).tables[1]
    widths = [column.width.mm for column in found.columns]
    assert sum(widths) == pytest.approx(165, abs=0.5)
    assert min(widths) > 1
    assert found._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


def test_table_without_columns_is_left_out() -> None:
    assert len(made(Table((), [])).tables) == 2


def test_column_is_wide_enough_for_a_document_symbol_beside_a_long_text() -> None:
    table = made(Table(("TT", "Số", "Trích yếu"), [("1", "412-QĐ/HU", "rất dài " * 60)])).tables[1]
    number, symbol, subject = (column.width.mm for column in table.columns)
    assert 25 < symbol < subject
    assert number > 9


# -- foot -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("profile", "sign"), [(HD36, ","), (HD05, ";")], ids=PROFILES)
def test_recipients_end_with_the_profiles_sign_and_the_last_with_a_full_stop(profile: Profile, sign: str) -> None:
    assert cell_texts(made(profile=profile), 1, 0) == [
        "Nơi nhận:",
        f"- Ban Thường vụ Tỉnh ủy (để báo cáo){sign}",
        f"- Các chi bộ{sign}",
        "- Lưu Văn phòng.",
    ]


def test_signature_names_authority_position_and_person() -> None:
    cell = made().tables[1].rows[0].cells[1]
    assert [(paragraph.style.name, paragraph.text) for paragraph in cell.paragraphs] == [
        ("Quyền hạn ký", "T/M BAN THƯỜNG VỤ"),
        ("Chức vụ người ký", "PHÓ BÍ THƯ"),
        ("Họ tên người ký", "Nguyễn Văn A"),
    ]
    assert made().styles["Họ tên người ký"].paragraph_format.space_before.pt >= 60


def test_document_without_a_signature_ends_with_its_text() -> None:
    assert len(made(Line("x"), foot=None).tables) == 1
    assert cell_texts(made(foot=Signature("", "", "", ())), 1, 0) == [""]


def test_signature_is_one_unbroken_row_kept_with_the_last_lines_or_rows() -> None:
    document = made(Line("x"))
    assert document.tables[1].rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    assert [
        paragraph.paragraph_format.keep_with_next for paragraph in document.paragraphs if paragraph.text == "x"
    ] == [True]
    rows = made(TABLE).tables[1].rows
    assert all(
        paragraph.paragraph_format.keep_with_next
        for row in list(rows)[-2:]
        for cell in row.cells
        for paragraph in cell.paragraphs
    )


# -- robustness -----------------------------------------------------------------------------------

HOSTILE = (
    "",
    "\0",
    "a\x0b\x0c\x1b[31mb",
    "\ufffe\uffff",
    "\ud800",
    "\u202e\u200b\ufeff",
    "]]>",
    "&lt;<b>&amp;",
    "x" * 5000,
    "{{ x }}",
    "\r\n\t",
    "Ṱ̺̺̕o͞",
    "🏳️‍🌈",
    "=1+1",
)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_in_any_place_makes_a_file_that_opens(text: str) -> None:
    head = Letterhead(text, text, text, text, text, None, text, text, 1, text)
    blocks = (
        Heading(1, text),
        Markdown(text),
        Line(text),
        Line(text, italic=True),
        Bullets([text]),
        Table((text,), [(text,)], (), text),
        PageBreak(text, text),
    )
    assert made(*blocks, head=head, foot=Signature(text, text, text, (text, text))).tables


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_markdown_makes_a_file_that_opens(text: str) -> None:
    assert made(Markdown(text), Line("cuối")).paragraphs[-2].text == "cuối"


def test_title_longer_than_a_property_may_be_is_cut_there_only() -> None:
    document = made(head=replace(HEAD, subject="dài " * 100))
    assert len(document.core_properties.title) == 255
    assert document.paragraphs[1].text == "dài " * 100


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_children_stand_in_the_order_of_the_open_xml_standard(profile: Profile) -> None:
    content = write(
        Heading(1, "1"),
        Markdown("- **a**\n\n> b\n\n| c |\n|---|\n| d |"),
        TABLE,
        PageBreak("e", "f"),
        head=replace(HEAD, notice="g"),
        profile=profile,
    )
    for name, root in parts(content):
        for parent, children in ORDER.items():
            rank = {qn(f"w:{child}"): index for index, child in enumerate(children.split())}
            for element in root.iter(qn(f"w:{parent}")):
                ranks = [rank[child.tag] for child in element]
                assert ranks == sorted(ranks), f"{name}: {[child.tag.rpartition('}')[2] for child in element]}"


def test_file_carries_nothing_of_the_librarys_template_but_what_it_uses() -> None:
    content = write(TABLE)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if "thumbnail" in name or "Effects" in name or "customXml" in name]
    tables = [style.name for style in opened(content).styles if style.type == docx.enum.style.WD_STYLE_TYPE.TABLE]
    assert tables == ["Normal Table", "Table Grid"]


# -- determinism ----------------------------------------------------------------------------------

_BUILD = """
import hashlib, sys
from pathlib import Path
from tongket import workspace
from tongket.export.word import reports
loaded, _ = workspace.load(Path(sys.argv[1]))
made = [reports.unit_report(report) for report in loaded.campaign.counted]
made += [reports.consolidated_report(loaded), reports.conference_brief(loaded)]
print(len(made), hashlib.sha256(b"".join(made)).hexdigest())
"""


def test_same_campaign_makes_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    root = board.copy(tmp_path)
    board.write(root)
    outputs = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        outputs.add(
            subprocess.run(
                [sys.executable, "-c", _BUILD, str(root)], env=environment, capture_output=True, text=True, check=True
            ).stdout
        )
    assert len(outputs) == 1
    assert outputs.pop().startswith("4 ")


def test_archive_names_no_clock_and_no_machine() -> None:
    archive = zipfile.ZipFile(io.BytesIO(write(TABLE)))
    assert {(entry.date_time, entry.create_system) for entry in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 3)}
    assert archive.read("docProps/core.xml").count(b"2018-12-21T00:00:00Z") == 2
    assert hashlib.sha256(write(TABLE)).digest() == hashlib.sha256(write(TABLE)).digest()


# -- reports --------------------------------------------------------------------------------------


def test_every_units_report_bears_its_own_head_and_foot(workspace: Workspace) -> None:
    for report in workspace.campaign.counted:
        document = opened(reports.unit_report(report))
        definition, unit, signer = report.definition, report.unit, report.role("signer")
        head = cell_texts(document, 0, 0)
        assert head == [
            *filter(None, [unit.parent.upper()]),
            unit.full_name.upper(),
            "*",
            f"Số {report.role('symbol')}",
        ]
        assert [paragraph.text for paragraph in document.paragraphs[:1]] == ["BÁO CÁO"]
        assert document.paragraphs[1].text[:1].islower()
        if isinstance(signer, dict):
            held = [
                str(signer[definition.schema.roles[f"signer-{part}"]]) for part in ("authority", "position", "name")
            ]
            assert cell_texts(document, -1, 1) == [f"{held[0]} {unit.signing_body}".upper(), held[1].upper(), held[2]]


def test_every_units_report_holds_every_heading_and_all_its_prose_and_no_markdown_sign(workspace: Workspace) -> None:
    for report in workspace.campaign.counted:
        document = opened(reports.unit_report(report))
        headings = [
            paragraph.text for paragraph in document.paragraphs if paragraph.style.name in ("Heading 1", "Heading 2")
        ]
        sections = report.definition.schema.outline.sections
        assert headings == [
            heading
            for section in sections
            for heading in (section.heading, *(point.heading for point in section.points))
        ]
        everything = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells(document)])
        assert not [sign for sign in SIGNS if sign in everything], report.unit.id
        words = [line for section in report.sections.values() for line in body.plain(section.markdown).split("\n")]
        assert not [line for line in words if line not in everything], report.unit.id


def test_boards_documents_hold_no_markdown_sign_and_no_unresolved_quote(workspace: Workspace) -> None:
    for content in (reports.consolidated_report(workspace), reports.conference_brief(workspace)):
        document = opened(content)
        everything = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells(document)])
        assert not [sign for sign in (*SIGNS, "{{", "}}", "[[", "]]") if sign in everything]


def test_every_document_of_a_campaign_says_on_each_page_that_it_is_an_illustration(workspace: Workspace) -> None:
    made_of_it = [
        *map(reports.unit_report, workspace.campaign.counted[:3]),
        reports.consolidated_report(workspace),
        reports.conference_brief(workspace),
    ]
    for content in made_of_it:
        section = opened(content).sections[0]
        assert workspace.campaign.definition.illustrative
        assert {section.footer.paragraphs[0].text, section.first_page_footer.paragraphs[0].text} == {NOTICE}


def test_brief_is_at_most_four_pages_long(workspace: Workspace) -> None:
    document = opened(reports.conference_brief(workspace))
    lines = sum(1 + len(paragraph.text) // 85 for paragraph in document.paragraphs)
    rows = sum(1 + max(len(cell.text) // 28 for cell in row.cells) for table in document.tables for row in table.rows)
    assert lines + rows < 4 * 38


def test_miniature_campaign_shows_its_figures_by_year_and_its_records(tmp_path: Path) -> None:
    loaded, _ = board.load(board.copy(tmp_path))
    report = loaded.campaign.counted[0]
    document = opened(reports.unit_report(report))
    lines = [paragraph.text for paragraph in document.paragraphs]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables[1:-1]]
    fields = {field.name: field for point in report.definition.schema.outline.points for field in point.fields}
    by_year = tables[0]
    assert by_year[0] == ["Chỉ tiêu", "2021", "2022", "Cộng"]
    assert by_year[1][1:] == ["410", "432", "842"]
    records = next(table for table in tables if table[0][0] == "TT")
    assert records[0][1:] == [column.title for column in fields["tai_nan"].columns]
    assert records[1][0] == "1"
    assert [line for line in lines if "97,5" in line] == [
        f"- {fields['ty_le_kham'].title}: 97,5 {fields['ty_le_kham'].unit}".rstrip() + "."
    ]
    assert "- Mua thêm tủ thuốc" in lines


YEARS = {2016: 40, 2018: 44}


@pytest.mark.parametrize(
    ("how", "head", "whole"),
    [
        pytest.param(OverYears.SUM, ["Cộng"], ["84"], id="what happens in a year is added up"),
        pytest.param(OverYears.LAST, ["Cuối kỳ"], ["44"], id="a stock is that of the last year given"),
        pytest.param(OverYears.MEAN, ["Bình quân"], ["42"], id="a rate is averaged"),
        pytest.param(OverYears.NONE, [], [], id="other years stand side by side only"),
    ],
)
def test_the_end_of_a_table_by_year_is_what_the_years_make(how: OverYears, head: list[str], whole: list[str]) -> None:
    table = word_cells.by_year([word_cells.YearRow("Hội viên", YEARS, how, how.of(YEARS))], "")

    assert (list(table.columns), list(table.rows[0])) == (
        ["Chỉ tiêu", "2016", "2018", *head],
        ["Hội viên", "40", "44", *whole],
    )


def test_figures_of_unlike_kinds_in_one_table_by_year_each_fill_their_own_end() -> None:
    rows = [
        word_cells.YearRow("Buổi", {2016: 1, 2017: 2}, OverYears.SUM, 3),
        word_cells.YearRow("Hội viên", {2017: 9}, OverYears.LAST, 9),
    ]
    table = word_cells.by_year(rows, "")

    assert list(table.columns) == ["Chỉ tiêu", "2016", "2017", "Cộng", "Cuối kỳ"]
    assert [list(row) for row in table.rows] == [["Buổi", "1", "2", "3", ""], ["Hội viên", "", "9", "", "9"]]


def redefined(workspace: Workspace, point: str, **changes: object) -> tuple[Report, ...]:
    """Return the reports that count under a definition in which a point, or its yearly figures, differ."""
    definition = workspace.campaign.definition
    schema = copy.copy(definition.schema)
    of_fields = {name: value for name, value in changes.items() if name == "over_years"}
    of_point = {name: value for name, value in changes.items() if name not in of_fields}

    def changed(one: Point) -> Point:
        fields = tuple(replace(field, **of_fields) if field.kind is Kind.FIGURE else field for field in one.fields)
        return replace(one, fields=fields, **of_point) if one.id == point else one

    sections = tuple(replace(one, points=tuple(map(changed, one.points))) for one in schema.outline.sections)
    vars(schema)["outline"] = replace(schema.outline, sections=sections)
    return tuple(
        replace(report, definition=replace(definition, schema=schema)) for report in workspace.campaign.counted
    )


def test_a_units_stock_is_never_added_up_over_years(tmp_path: Path) -> None:
    loaded, _ = board.load(board.copy(tmp_path))
    report = redefined(loaded, "1.1", over_years=OverYears.LAST)[0]
    table = opened(reports.unit_report(report)).tables[1]

    assert [cell.text for cell in table.rows[0].cells] == ["Chỉ tiêu", "2021", "2022", "Cuối kỳ"]
    assert [cell.text for cell in table.rows[1].cells][1:] == ["410", "432", "432"]


def test_the_boards_stock_is_that_of_the_units_last_years(tmp_path: Path) -> None:
    loaded, _ = board.load(board.copy(tmp_path))
    first = loaded.consolidated.points[0]
    figure = first.parts[0]
    amounts = (figure.amounts[0]._replace(value=432), *figure.amounts[1:])
    stock = replace(figure, field=replace(figure.field, over_years=OverYears.LAST), amounts=amounts)
    points = (replace(first, parts=(stock, *first.parts[2:])), *loaded.consolidated.points[1:])
    document = opened(
        reports.consolidated_report(replace(loaded, consolidated=replace(loaded.consolidated, points=points)))
    )
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    table = document.tables[heads.index(["Chỉ tiêu", "2021", "2022", "Cuối kỳ"])]

    assert [cell.text for cell in table.rows[1].cells][1:] == ["410", "432", "432"]


def test_a_point_that_a_unit_is_not_asked_has_no_heading_unless_the_unit_answers_it(tmp_path: Path) -> None:
    loaded, _ = board.load(board.copy(tmp_path))
    answered, silent = redefined(loaded, "2.1", asked_of=("tieu_hoc",))
    nothing = replace(silent.filed.content, data={}, passages={})
    silent = replace(silent, filed=replace(silent.filed, whole=nothing))

    assert heading(answered)[-2:] == ["2. Kiến nghị", "2.1. Kiến nghị của nhà trường"]
    assert heading(silent) == ["1. Tình hình", "1.1. Khám sức khỏe", "1.2. Tai nạn, thương tích"]


def heading(report: Report) -> list[str]:
    return [block.text for block in unit_blocks.blocks(report) if isinstance(block, Heading)]


def test_a_figure_counts_the_units_that_were_asked_it(tmp_path: Path) -> None:
    loaded, _ = board.load(board.copy(tmp_path))
    first = loaded.consolidated.points[0]
    asked_of_one = replace(first.parts[0], amounts=first.parts[0].amounts[:1], missing=())
    points = (replace(first, parts=(asked_of_one,)), *loaded.consolidated.points[1:])
    document = opened(
        reports.consolidated_report(replace(loaded, consolidated=replace(loaded.consolidated, points=points)))
    )
    table = next(table for table in document.tables if table.rows[0].cells[0].text == "Chỉ tiêu")

    assert table.rows[1].cells[2].text == "1/1"


def test_consolidated_report_is_a_draft_until_the_board_issues_it(tmp_path: Path) -> None:
    root = board.copy(tmp_path)
    assert cell_texts(opened(reports.consolidated_report(board.load(root)[0])), 0, 0)[-1] == "Dự thảo lần 1"
    board.write(root, front=f"{board.FRONT}du_thao: 3\n")
    assert cell_texts(opened(reports.consolidated_report(board.load(root)[0])), 0, 0)[-1] == "Dự thảo lần 3"
    board.write(root)
    assert cell_texts(opened(reports.consolidated_report(board.load(root)[0])), 0, 0)[-1].startswith("Số ")


# -- on paper -------------------------------------------------------------------------------------


def pages(content: bytes, folder: Path) -> list[str]:
    """Lay a file out with LibreOffice and return the text of its pages."""
    (folder / "van-ban.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'soffice').as_uri()}"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "van-ban.docx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "van-ban.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    return text.split("\f")[:-1]


@pytest.mark.skipif(not SOFFICE and not os.environ.get("CI"), reason="không có LibreOffice trên máy này")
@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param(tuple(Line(f"Dòng thứ {n}.") for n in range(21)), id="after a paragraph"),
        pytest.param((Table(("TT", "Dòng"), [(str(n), f"Dòng thứ {n}") for n in range(28)]),), id="after a table"),
    ],
)
def test_signature_never_stands_alone_on_its_page_and_pages_are_numbered_from_the_second(
    blocks: Sequence[Block], tmp_path: Path
) -> None:
    first, second = pages(write(*blocks, head=replace(HEAD, notice="Minh họa")), tmp_path)
    assert "Nơi nhận" in second
    assert "Dòng thứ" in second
    assert second.split()[0] == "2"
    assert first.split()[0] != "1"
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in first  # on one line
    assert "Minh họa" in first
    assert "Minh họa" in second
