"""Items that say nearly the same stand side by side; nothing is merged or lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

import board
from tongket.consolidating import Collection, Item, Source, likeness
from tongket.definition import Unit
from tongket.definition.fields import Field, Kind
from tongket.reading import text

UNITS = {name: Unit(name, f"Đơn vị {name.upper()}", "", "x") for name in "abcd"}
RECORDS = Field(
    "kien_nghi",
    Kind.RECORDS,
    "Kiến nghị",
    "",
    columns=(Field("noi_gui", Kind.CHOICE, "Nơi gửi", ""), Field("noi_dung", Kind.TEXT, "Nội dung", "")),
)


def collection(field: Field = RECORDS) -> Collection:
    return Collection(field, (), (), (), ())


def items(*said: tuple[str, str]) -> list[Item]:
    return [
        Item({"noi_gui": "tinh_uy", "noi_dung": words}, Source(UNITS[unit], f"submissions/{unit}.md", line))
        for line, (unit, words) in enumerate(said, 1)
    ]


def found(*said: tuple[str, str]) -> list[list[str]]:
    """Return the clusters as unit and line of each item."""
    return [
        [f"{item.source.unit.id}{item.source.line}" for item in cluster.items]
        for cluster in likeness.clusters(collection(), items(*said))
    ]


MORE_STAFF = "Bổ sung biên chế cho Ban Tuyên giáo cấp huyện"


@pytest.mark.parametrize(
    "other",
    [
        MORE_STAFF,
        "bổ sung biên chế cho ban tuyên giáo cấp huyện.",
        "Đề nghị bổ sung biên chế cho Ban Tuyên giáo cấp huyện",
        "Cho Ban Tuyên giáo cấp huyện bổ sung biên chế",
        "Bo sung bien che cho Ban Tuyen giao cap huyen",
    ],
    ids=["same words", "other case and a full stop", "a word more", "another order", "no diacritics"],
)
def test_nearly_the_same_words_stand_side_by_side(other):
    assert found(("a", MORE_STAFF), ("b", "Tăng kinh phí cho công tác đối thoại"), ("c", other)) == [
        ["a1", "c3"],
        ["b2"],
    ]


def test_unlike_items_stand_alone_in_their_order():
    assert found(("a", MORE_STAFF), ("b", "Ban hành quy định về phát ngôn"), ("c", "Tổ chức giao ban hằng quý")) == [
        ["a1"],
        ["b2"],
        ["c3"],
    ]


def test_what_most_units_raise_comes_first():
    assert found(("a", "Ban hành quy định về phát ngôn"), ("b", MORE_STAFF), ("c", MORE_STAFF)) == [
        ["b2", "c3"],
        ["a1"],
    ]


def test_a_unit_that_says_it_twice_counts_once():
    clusters = likeness.clusters(
        collection(),
        items(("a", MORE_STAFF), ("a", MORE_STAFF), ("b", "Ban hành quy định"), ("c", "Ban hành quy định")),
    )

    assert [(len(one.items), [unit.id for unit in one.units]) for one in clusters] == [(2, ["b", "c"]), (2, ["a"])]


CHAIN = (
    "Bổ sung biên chế cho ban tuyên giáo",
    "Bổ sung biên chế và kinh phí cho ban tuyên giáo",
    "Bổ sung biên chế và kinh phí, phương tiện cho ban tuyên giáo xã, phường",
)


def test_what_is_like_another_only_through_a_third_stands_apart():
    assert alike(CHAIN[0], CHAIN[1])
    assert alike(CHAIN[1], CHAIN[2])
    assert not alike(CHAIN[0], CHAIN[2])

    (together, alone) = found(*zip("abc", CHAIN, strict=True))
    assert (len(together), len(alone)) == (2, 1)
    assert {*together, *alone} == {"a1", "b2", "c3"}


def alike(one: str, other: str) -> bool:
    """Compare two wordings as the library does."""
    return fuzz.token_sort_ratio(text.fold(one), text.fold(other)) >= likeness.LIKENESS


WORDS = ["bổ", "sung", "biên", "chế", "cho", "ban", "tuyên", "giáo", "huyện", "xã", "kinh", "phí", "hằng", "năm"]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), max_size=30), st.randoms())
def test_a_cluster_holds_only_what_is_alike_whatever_the_order(said: list[str], chance: Random):
    def together(wordings: Sequence[str]) -> set[frozenset[str]]:
        made = likeness.clusters(collection(), items(*(("a", one) for one in wordings)))
        return {frozenset(str(item.values["noi_dung"]) for item in one.items) for one in made}

    found = together(said)
    assert all(alike(one, other) for cluster in found for one, other in combinations(cluster, 2))
    shuffled = list(said)
    chance.shuffle(shuffled)
    assert together(shuffled) == found


def test_what_hundreds_say_alike_is_not_compared_all_with_all(monkeypatch: pytest.MonkeyPatch):
    compared = []
    distance = likeness._distance
    monkeypatch.setattr(likeness, "_distance", lambda *pair: compared.append(pair) or distance(*pair))

    clusters = likeness.clusters(collection(), items(*(("a", f"{MORE_STAFF} số {number}") for number in range(500))))

    assert [len(one.items) for one in clusters] == [500]
    assert len(compared) < 2 * 500


@pytest.mark.parametrize("least", range(6))
def test_bits_set_in_enough_masks_are_found(least: int):
    masks = (0b0011, 0b0101, 0b1001, 0b0001)

    wanted = sum(1 << bit for bit in range(4) if sum(mask >> bit & 1 for mask in masks) >= least)
    assert likeness._at_least(least, masks) & 0b1111 == wanted


def test_items_without_words_are_not_alike():
    assert found(("a", ""), ("b", ""), ("c", "  ")) == [["a1"], ["b2"], ["c3"]]


def test_no_item_is_no_cluster():
    assert likeness.clusters(collection(), []) == ()


def test_the_words_of_an_item_leave_its_classification_aside():
    texts = Field("bai_hoc", Kind.TEXTS, "Bài học", "")

    assert likeness.wording(collection(), items(("a", "Nội dung"))[0]) == "Nội dung"
    assert likeness.wording(collection(texts), Item({"bai_hoc": "Một ý"}, Source(UNITS["a"], "", 1))) == "Một ý"


@board.every_campaign
def test_every_item_of_a_campaign_stands_in_exactly_one_cluster(root):
    loaded, _ = board.load(root)
    for part in loaded.consolidated.parts.values():
        if isinstance(part, Collection):
            for group in part.groups:
                clusters = likeness.clusters(part, group.items)
                assert likeness.clusters(part, group.items) is clusters
                places = [(item.source.path, item.source.line, id(item)) for one in clusters for item in one.items]
                assert sorted(places) == sorted((item.source.path, item.source.line, id(item)) for item in group.items)


def test_the_two_schools_that_ask_for_staff_are_found():
    loaded, _ = board.load(board.SITE)
    part = loaded.consolidated.parts["de_nghi"]
    clusters = likeness.clusters(part, part.groups[0].items)

    assert [[unit.id for unit in one.units] for one in clusters] == [["thcs-a", "thcs-b"]]
    assert [item.values["noi_dung"] for item in clusters[0].items] == ["Bổ sung cán bộ y tế chuyên trách"] * 2
