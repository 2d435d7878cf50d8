"""What the generated pages say: who is asked, what a number for the whole period is, where a unit stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import board
from tongket import pages
from tongket.campaign import State, Status
from tongket.consolidating import Amount, Figure, Source, YearTotal, consolidate
from tongket.definition import Unit
from tongket.definition.fields import Field, Kind, Operation, OverYears, Point
from tongket.pages import rollup, shown
from tongket.pages.links import Links
from tongket.pages.page import TocEntry, read_page
from tongket.pages.reports import Given
from tongket.workspace import Workspace

TODAY = date(2023, 7, 1)
LEVELS = {"h1": 1, "h2": 2, "h3": 3}


def text(html: str) -> str:
    """Return the words of a page, one space between."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def told(workspace: Workspace) -> Mapping[str, str]:
    """Return the words of each page."""
    return {uri: text(page.render().html) for uri, page in pages.pages(workspace, TODAY, Links()).items()}


@pytest.fixture(scope="module")
def as_asked() -> Mapping[str, str]:
    """The words of each page when every unit is asked every point."""
    return told(board.load(board.SITE)[0])


@pytest.fixture
def not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Mapping[str, str]:
    """The words of each page when only point 1.1 is asked, and THCS B has left out 1.2 but not 2.1."""
    root = board.copy(tmp_path)
    board.edit(root, "thcs-b", "### 1.2. Tai nạn, thương tích\n\nCó một vụ trượt ngã.\n\n", "")
    accident = "  - {mo_ta: Trượt ngã ở sân, noi: trong_truong, nam: 2021, da_xu_ly: false}\n"
    board.edit(root, "thcs-b", f"tai_nan:\n{accident}dat_chuan: chua_dat\n", "")
    monkeypatch.setattr(Point, "asks", lambda point, kind: point.id == "1.1")
    loaded, _ = board.load(root)
    reports = tuple(replace(report, valid=True) for report in loaded.campaign.reports)
    campaign = replace(loaded.campaign, reports=reports, problems=())
    workspace = replace(loaded, campaign=campaign, consolidated=consolidate(campaign.definition, reports))
    return told(workspace)


def test_not_asked_is_told_only_where_it_happens(as_asked: Mapping[str, str]):
    assert [uri for uri, words in as_asked.items() if "hông hỏi" in words] == []


def test_a_point_that_a_unit_is_not_asked_is_no_gap(not_asked: Mapping[str, str]):
    matrix, report = not_asked["ma-tran.md"], not_asked["bao-cao/thcs-b.md"]

    assert "· Không hỏi" in matrix
    assert "Trường THCS B ● · ● 2/2" in matrix
    assert "Trả lời đủ 2/2 1/1 2/2" in matrix
    assert "Không hỏi: nội dung này dành cho loại đơn vị khác." in report
    assert "Đơn vị không nêu: Tai nạn" not in report
    assert "1 đơn vị trả lời, 1 không hỏi" in not_asked["noi-dung/index.md"]


def test_a_point_names_the_units_it_does_not_ask(not_asked: Mapping[str, str]):
    assert "Không hỏi: Trường THCS B ." in not_asked["noi-dung/1.2.md"]
    assert "Chưa trả lời" not in not_asked["noi-dung/1.2.md"]


def test_what_a_unit_says_without_being_asked_is_shown(not_asked: Mapping[str, str]):
    assert "Nhà trường kiến nghị với hai nơi" in not_asked["noi-dung/2.1.md"]
    assert "Kiến nghị: 3 mục, 2/2 đơn vị nêu" in not_asked["noi-dung/2.1.md"]


def test_figures_are_counted_against_the_consolidated_units(as_asked: Mapping[str, str]):
    assert "Lượt học sinh được khám 1.342 lượt 2/2 đơn vị" in as_asked["tong-hop/1.md"]
    assert "2/3 đơn vị đã tổng hợp" in as_asked["tong-hop.md"]


def test_short_answers_are_for_reviewers_only(as_asked: Mapping[str, str]):
    short = [uri for uri, words in as_asked.items() if "ả lời ngắn" in words]

    assert short == ["ma-tran.md"]
    assert "◐ Trả lời ngắn (dưới 10 chữ)" in as_asked["ma-tran.md"]


def given(value: object, over_years: OverYears = OverYears.SUM) -> Given:
    return Given(Field("f", Kind.FIGURE, "Số liệu", "", over_years=over_years), value, 1)


@pytest.mark.parametrize(
    ("over_years", "total", "note"),
    [
        (OverYears.SUM, 600, ""),
        (OverYears.LAST, 300, "cuối kỳ, năm 2018"),
        (OverYears.MEAN, 200, "trung bình các năm"),
        (OverYears.NONE, None, "chỉ theo từng năm"),
    ],
)
def test_a_units_years_make_its_number_as_the_schema_says(over_years: OverYears, total: int | None, note: str):
    one = given({"2018": 300, "2016": 100, "2017": 200}, over_years)

    assert (one.total, one.over_years) == (total, note)


@pytest.mark.parametrize(
    ("over_years", "note"),
    [(OverYears.SUM, ""), (OverYears.LAST, "cuối kỳ"), (OverYears.MEAN, ""), (OverYears.NONE, "")],
)
def test_one_number_for_the_whole_period_stays_as_it_is(over_years: OverYears, note: str):
    one = given(419, over_years)

    assert (one.total, one.over_years) == (419, note)


def test_no_year_is_not_zero():
    assert given({}).total is None


@pytest.mark.parametrize(("op", "total", "head"), [(Operation.SUM, 30, "Cộng"), (Operation.MEAN, 15, "Trung bình")])
def test_shares_are_not_added_up(op: Operation, total: int, head: str):
    field = Field("f", Kind.BREAKDOWN, "Tỷ lệ", "", op=op)

    assert (Given(field, {"a": 10, "b": 20}, 1).total, shown.total_of(field)) == (total, head)


def figure(over_years: OverYears, years: Mapping[int, Mapping[str, int]], totals: Mapping[str, int]) -> Figure:
    """Build a figure of units A and B; C was asked and gave none."""
    sources = {name: Source(Unit(name, name.upper(), "", "x"), f"submissions/{name}.md", 1) for name in "abc"}
    field = Field("f", Kind.FIGURE, "Hội viên", "", op=Operation.SUM, over_years=over_years)
    by_year = tuple(
        YearTotal(year, sum(own.values()), tuple(Amount(value, sources[unit]) for unit, value in own.items()))
        for year, own in years.items()
    )
    amounts = tuple(Amount(value, sources[unit]) for unit, value in totals.items())
    given = {*totals, *(unit for own in years.values() for unit in own)}
    units = tuple(source.unit for unit, source in sources.items() if unit in given)
    return Figure(field=field, amounts=amounts, years=by_year, units=units, missing=(sources["c"].unit,))


@pytest.mark.parametrize(
    ("years", "totals", "note"),
    [
        ({2017: {"a": 1}, 2018: {"a": 2, "b": 5}}, {"a": 2, "b": 5}, "cuối kỳ, năm 2018"),
        ({2017: {"a": 1}, 2018: {"b": 5}}, {"a": 1, "b": 5}, "cuối kỳ"),
        ({}, {"a": 1, "b": 5}, "cuối kỳ"),
    ],
    ids=["same last year", "other last years", "no year given"],
)
def test_a_stock_bears_the_year_it_is_of(years, totals, note):
    stock = figure(OverYears.LAST, years, totals)

    assert shown.over_years(stock.field, rollup.last_years(stock)) == note


def test_units_that_gave_only_years_are_covered():
    found = rollup.coverage(figure(OverYears.NONE, {2018: {"a": 2, "b": 5}}, {}))

    assert (found.given, found.asked) == (2, 3)


@pytest.mark.parametrize(
    ("state", "days", "told"),
    [
        (State.ON_TIME, 0, "Đã nộp đúng hạn"),
        (State.LATE, 4, "Đã nộp, chậm (quá hạn 04 ngày)"),
        (State.NOT_FILED, 12, "Chưa nộp (quá hạn 12 ngày)"),
        (State.DRAFT, 0, "Đang nhập liệu"),
    ],
)
def test_a_standing_tells_the_days_past_the_due_day(state: State, days: int, told: str):
    assert Status(Unit("a", "A", "", "x"), state, days).standing == told


@pytest.mark.parametrize(
    ("kind", "unit", "noun"), [(Kind.RECORDS, "vấn đề", "vấn đề"), (Kind.RECORDS, "", "mục"), (Kind.TEXTS, "", "ý")]
)
def test_items_of_a_list_are_called_by_the_schemas_noun(kind: Kind, unit: str, noun: str):
    assert shown.noun(Field("f", kind, "Vấn đề", "", unit=unit)) == noun


# -- a page's headings and anchors, read as a browser would --


class Reader(HTMLParser):
    """Collects ids and headings; a heading's `data-toc-label` stands for its text, permalinks are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.headings: list[TocEntry] = []
        self._open: tuple[int, str, str] | None = None
        self._words: list[str] = []
        self._skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.anchors.add(str(given["id"]))
        if tag in LEVELS and given.get("id"):
            self._open, self._words = (LEVELS[tag], str(given["id"]), given.get("data-toc-label") or ""), []
        elif tag == "a" and given.get("class") == "headerlink":
            self._skipping = True

    def handle_data(self, data: str) -> None:
        if self._open and not self._skipping:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._skipping = False
        if self._open and tag in LEVELS:
            level, anchor, label = self._open
            self.headings.append(TocEntry(label or " ".join("".join(self._words).split()), anchor, level))
            self._open = None


def flat(entries: Iterable[TocEntry]) -> Iterator[TocEntry]:
    for entry in entries:
        yield replace(entry, children=())
        yield from flat(entry.children)


def as_a_browser_reads(html: str) -> tuple[list[TocEntry], set[str]]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.headings, reader.anchors


@board.every_campaign
def test_headings_and_anchors_are_found_as_a_browser_finds_them(root: Path):
    for uri, planned in pages.pages(board.load(root)[0], TODAY, Links("https://example.org/kho")).items():
        page = planned.render()
        assert (uri, list(flat(page.toc)), page.anchors) == (uri, *as_a_browser_reads(page.html))


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="a">A &amp; B<a class="headerlink" href="#a" title="x > y">¶</a></h2><p>chữ id="no" ở đây</p>',
        '<h2 id="a" data-toc-label="Ngắn &#34;gọn&#34;">Dài <em>hơn</em>\n nhiều</h2><h3>Không neo</h3>',
        '<p title="a > b id=no"><a id="c" href="?a=1&amp;b=2">x</a></p><h1 id="d"><span class="k">12-BC/HU</span></h1>',
        '<p>&lt;h2 id="no"&gt;x&lt;/h2&gt;</p><svg><g id="e"><path d="M 1 2"/></g></svg>',
    ],
)
def test_what_only_looks_like_a_tag_is_none(html: str):
    page = read_page("t", html)

    assert (list(flat(page.toc)), page.anchors) == as_a_browser_reads(html)
