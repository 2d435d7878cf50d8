"""No page grows without limit: lists of units cut into pages, each row once, every link and anchor there."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import board
from tongket import demo, pages, words
from tongket.definition import Unit
from tongket.pages import sheets
from tongket.pages.engine import Site
from tongket.pages.links import Links
from tongket.pages.sheets import ROOM, Listing, UnitGroup
from tongket.workspace import Workspace

#: What a page of a site may come to, raw and compressed.
BYTES, COMPRESSED = 300_000, 60_000
TODAY = board.load(board.SITE)[0].campaign.definition.due
LINKS = Links("https://example.org/kho", directory_urls=False)
LONG = " thuộc xã biên giới miền núi vùng cao có tên gọi đầy đủ rất dài"


def campaign(folder: Path, model: Path, units: int) -> Workspace:
    """Write and load a synthetic campaign whose units have long names."""
    loaded, _ = board.load(model)
    for path, content in demo.kept(model):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for path, content in demo.files(loaded.campaign, units):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        named = re.sub(r'(\bten: ")([^"]*)|(\bten: )([^",}\n]*)', rf"\1\2\3\4{LONG}", content)
        target.write_text(named if path.endswith("units.yml") else content)
    return board.load(folder)[0]


def units(count: int, start: int = 0) -> tuple[Unit, ...]:
    return tuple(Unit(f"u{number}", f"U{number}", "", "x") for number in range(start, start + count))


def shape(listing: Listing) -> list[list[tuple[str, int]]]:
    return [[(piece.label, len(piece.units)) for piece in sheet.pieces] for sheet in listing.sheets]


def test_a_list_that_fits_stays_on_its_page():
    listing = sheets.cut("a.md", [UnitGroup("A", units(3)), UnitGroup("B", units(2, 3))], 5)

    assert (listing.whole, shape(listing), listing.sheet_uri(1)) == (True, [[("A", 3), ("B", 2)]], "a.md")


def test_small_groups_share_a_page_and_a_large_one_has_its_own():
    found = [
        UnitGroup("A", units(2)),
        UnitGroup("B", units(3, 2)),
        UnitGroup("C", units(7, 5)),
        UnitGroup("D", units(1, 12)),
    ]
    listing = sheets.cut("a/index.md", found, 5)

    assert shape(listing) == [
        [("A", 2), ("B", 3)],
        [("C (phần 1/2)", 5)],
        [("C (phần 2/2)", 2)],
        [("D", 1)],
    ]
    assert [listing.sheet_uri(sheet.number) for sheet in listing.sheets][-1] == "a/trang/4.md"


def test_long_rows_make_pages_of_fewer_units():
    found = [UnitGroup("A", units(4))]
    listing = sheets.cut("a.md", found, 10, {"u0": 10, "u1": ROOM, "u2": 2 * ROOM, "u3": 5})

    assert [[unit.id for unit in sheet.units] for sheet in listing.sheets] == [["u0"], ["u1"], ["u2"], ["u3"]]


def test_a_long_index_has_pages_too():
    found = [UnitGroup(str(number), units(1, number)) for number in range(400)]
    listing = sheets.cut("a.md", found, 1)

    assert [len(share) for share in listing.indexes] == [150, 150, 100]
    assert [listing.index_uri(number) for number in (1, 2)] == ["a.md", "a/muc-luc/2.md"]


def test_units_are_grouped_by_superior_only_where_there_are_several():
    definition = board.load(board.SITE)[0].campaign.definition
    alike = replace(definition, units=tuple(replace(unit, parent="Tỉnh") for unit in definition.units))
    apart = replace(definition, units=tuple(replace(unit, parent=unit.id) for unit in definition.units))

    assert {group.name for group in sheets.groups(alike)} <= set(definition.kinds.values())
    assert [group.name for group in sheets.groups(apart)] == [unit.id for unit in definition.units]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return campaign(tmp_path_factory.mktemp("many"), board.SITE, 400)


@pytest.fixture(scope="module")
def html(many: Workspace) -> Mapping[str, str]:
    """Every page of the large campaign, by its address."""
    downloads = [
        pages.Download(f"tai-ve/word/{unit.id}.docx", unit.name, lambda: "Word", None, unit.id) for unit in _units(many)
    ]
    made = pages.pages(many, TODAY, LINKS, downloads)
    return {LINKS.address(uri): page.render().html for uri, page in made.items()}


def _units(workspace: Workspace) -> tuple[Unit, ...]:
    return workspace.campaign.definition.units


def test_no_page_of_a_large_campaign_is_large(html: Mapping[str, str]):
    large = {uri: len(text.encode()) for uri, text in html.items() if len(text.encode()) > BYTES}
    packed = {uri: len(gzip.compress(text.encode())) for uri, text in html.items()}

    assert (large, {uri: size for uri, size in packed.items() if size > COMPRESSED}) == ({}, {})


def test_every_link_between_pages_leads_somewhere(html: Mapping[str, str]):
    ids = {uri: Counter(re.findall(r' id="([^"]*)"', text)) for uri, text in html.items()}
    broken = []
    for uri, text in html.items():
        for link in re.findall(r' (?:href|data-next)="([^"]*)"', text):
            place, _, at = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), place)) if place else uri
            if place.startswith("https:") or not target.endswith(".html") or target == "index.html":
                continue
            if target not in ids or (at and at not in ids[target]):
                broken.append((uri, link))

    assert broken[:10] == []
    assert {uri: count for uri, found in ids.items() if (count := [one for one in found if found[one] > 1])} == {}


@pytest.mark.parametrize("base", ["tien-do", "ma-tran", "bao-cao", "du-lieu"])
def test_every_unit_has_one_row_over_the_pages_of_a_list(html: Mapping[str, str], many: Workspace, base: str):
    text = "".join(text for uri, text in html.items() if re.fullmatch(rf"{base}(/index|/trang/\d+)?\.html", uri))
    named = Counter(
        re.findall(
            r'<tr>\s*(?:<td class="tk-so">\d+</td>\s*)?<th scope="row"><a href="[^"]*?([^/"]+)\.(?:html|docx)"', text
        )
    )

    assert {unit.id: named[unit.id] for unit in _units(many) if named[unit.id] != 1} == {}


def test_every_unit_and_item_stands_once_over_the_pages_of_a_point(html: Mapping[str, str], many: Workspace):
    site = Site(many.campaign, many.consolidated, TODAY, LINKS)
    for summary in many.consolidated.points:
        listing, whole = site.listings[summary.point.id], site.rollup(summary.point.id)
        parts = [whole.of(sheet.units) for sheet in listing.sheets]
        text = "".join(html[LINKS.address(listing.sheet_uri(sheet.number))] for sheet in listing.sheets)
        cards = Counter(re.findall(r'id="don-vi-([^"]*)"', text))

        assert len(listing.sheets) > 1
        assert cards == Counter(one.source.unit.id for one in summary.answers if one.words)
        assert sorted(row.unit.id for part in parts for row in part.units) == sorted(row.unit.id for row in whole.units)
        for index, collection in enumerate(whole.collections):
            found = Counter(id(item) for part in parts for item in part.collections[index].items)
            assert found == Counter(id(item) for item in collection.items)
        for index, tally in enumerate(whole.tallies):
            for place, share in enumerate(tally.shares):
                assert sum(len(part.tallies[index].shares[place].sources) for part in parts) == len(share.sources)


def test_numbers_on_the_first_page_cover_all_units(html: Mapping[str, str], many: Workspace):
    board_page, point = html["tien-do.html"], html["noi-dung/1.1.html"]

    assert f"{words.number(len(_units(many)))}" in re.search(r'tk-dem-lon"><strong>([^<]*)', board_page)[1]
    assert f"Đã tổng hợp {words.number(len(many.consolidated.units))}/" in point
    assert "tính trên tất cả các đơn vị đã tổng hợp" in point
    for name in {unit.parent for unit in _units(many)}:
        assert name in board_page


def test_pages_do_not_depend_on_the_order_they_are_made_in(html: Mapping[str, str], many: Workspace):
    made = pages.pages(many, TODAY, LINKS)
    some = [uri for uri in reversed(list(made)) if not uri.startswith(("bao-cao/", "du-lieu"))]

    assert [uri for uri in some if made[uri].render().html != html[LINKS.address(uri)]] == []


def test_older_addresses_of_the_consolidated_report_lead_on(html: Mapping[str, str], many: Workspace):
    overview = html["tong-hop.html"]
    for point in many.campaign.definition.schema.outline.points:
        place = f"tong-hop/{point.section}.html"
        assert f'id="muc-{point.id}" data-next="{place}#muc-{point.id}"' in overview
        assert f'id="muc-{point.id}"' in html[place]
        if many.consolidated.by_point[point.id].parts:
            assert f'id="so-lieu-muc-{point.id}" data-next="{place}#so-lieu-muc-{point.id}"' in overview
            assert f'id="so-lieu-muc-{point.id}"' in html[place]
