"""What is remembered: by content, by program, never in a campaign; damaged or deleted, it costs time alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from conftest import ROOT, Mini
from tongket import campaign as campaigns
from tongket import filed, memory
from tongket.memory import Memory


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "memory.sqlite"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the submissions that are really read, in order."""
    paths: list[str] = []
    check = filed.check

    def noted(path: str, *rest: object) -> object:
        paths.append(path)
        return check(path, *rest)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(filed, "check", noted)
    return paths


def test_what_is_kept_is_recalled_by_a_later_process(store: Path) -> None:
    Memory(store).keep({b"a": b"1", b"b": b"2"})

    assert Memory(store).recall([b"a", b"c"]) == {b"a": b"1"}


def test_many_keys_are_recalled_at_once(store: Path) -> None:
    kept = {number.to_bytes(4, "big"): b"x" for number in range(3000)}
    Memory(store).keep(kept)

    assert Memory(store).recall(kept) == kept


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\0" * 4000])
def test_a_broken_store_is_begun_anew(store: Path, content: bytes) -> None:
    store.parent.mkdir()
    store.write_bytes(content)
    Memory(store).keep({b"a": b"1"})

    assert Memory(store).recall([b"a"]) == {b"a": b"1"}


def test_a_store_of_another_shape_is_begun_anew(store: Path) -> None:
    store.parent.mkdir()
    with sqlite3.connect(store) as other:
        other.execute("CREATE TABLE results (other TEXT)")
    other.close()
    Memory(store).keep({b"a": b"1"})

    assert Memory(store).recall([b"a"]) == {b"a": b"1"}


def test_where_no_store_can_be_had_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    nowhere = Memory(tmp_path / "taken" / "memory.sqlite")
    nowhere.keep({b"a": b"1"})

    assert nowhere.recall([b"a"]) == {}
    assert Memory(None).recall([b"a"]) == {}


def test_a_store_that_has_grown_too_large_is_begun_anew(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Memory(store).keep({b"a": b"1"})
    monkeypatch.setattr(memory, "LIMIT", 1)

    assert Memory(store).recall([b"a"]) == {}


def test_the_switch_names_a_folder_or_turns_remembering_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.SWITCH, "0")
    memory.of_user().keep({b"a": b"1"})
    off = memory.of_user().recall([b"a"])
    monkeypatch.setenv(memory.SWITCH, str(tmp_path))
    memory.of_user().keep({b"a": b"1"})

    assert (off, memory.of_user().recall([b"a"]), (tmp_path / "memory.sqlite").exists()) == ({}, {b"a": b"1"}, True)


def test_a_key_tells_kinds_parts_and_their_order_apart() -> None:
    made = [
        memory.key("one", b"ab", b"c"),
        memory.key("one", b"a", b"bc"),
        memory.key("one", b"c", b"ab"),
        memory.key("two", b"ab", b"c"),
        memory.key("one", b"ab", b"c", b""),
    ]

    assert len(set(made)) == len(made)


# -- a campaign that is remembered --------------------------------------------------------------------


def load(mini: Mini, store: Path) -> campaigns.Campaign:
    campaign, _ = campaigns.load(mini.root, Memory(store))
    assert campaign
    return campaign


def told(campaign: campaigns.Campaign) -> object:
    """Return all that the rest of the program can know of a campaign's reports."""
    reports = {
        report.unit.id: (report.filed.content, report.valid, report.draft, report.scaffold, report.withheld)
        for report in campaign.reports
    }
    return reports, campaign.problems, campaign.files


def test_nothing_is_read_twice(mini: Mini, store: Path, counted: list[str]) -> None:
    first = told(load(mini, store))
    counted.clear()

    assert (told(load(mini, store)), counted) == (first, [])


def test_only_what_changed_is_read_again(mini: Mini, store: Path, counted: list[str]) -> None:
    load(mini, store)
    counted.clear()
    mini.change("### 1.1", "Thêm một câu.\n\n### 1.1", "submissions/thcs-b.md")

    assert (told(load(mini, store)), counted[:1]) == (told(mini.load()), ["submissions/thcs-b.md"])


def test_a_changed_definition_makes_everything_new(mini: Mini, store: Path, counted: list[str]) -> None:
    load(mini, store)
    counted.clear()
    mini.put_file("schema/campaign.yml", mini.root.joinpath("schema/campaign.yml").read_bytes() + b"\n")
    load(mini, store)

    assert sorted(counted) == ["submissions/thcs-a.md", "submissions/thcs-b.md"]


def test_a_report_under_another_name_is_another_report(mini: Mini, store: Path) -> None:
    load(mini, store)
    mini.path("thcs-a").rename(mini.path("th-c"))

    assert told(load(mini, store)) == told(mini.load())


@pytest.mark.parametrize("broken", [b"", b"\xc1", b"\x80", b"\x97\x01\x02\x03\x04\x05\x06\x07"])
def test_a_damaged_result_is_computed_anew(mini: Mini, store: Path, broken: bytes) -> None:
    load(mini, store)
    with sqlite3.connect(store) as kept:
        kept.execute("UPDATE results SET value = ?", (broken,))
    kept.close()

    assert told(load(mini, store)) == told(mini.load())


def test_a_broken_report_is_remembered_with_its_problems(mini: Mini, store: Path, counted: list[str]) -> None:
    mini.change("truong: thcs-a", "truong: thcs-z")
    mini.put(b"\xff\xfe", "thcs-b")
    first = load(mini, store)
    counted.clear()

    assert (told(load(mini, store)), counted, len(first.problems) > 1) == (told(first), [], True)


def test_what_is_kept_of_any_report_is_what_was_read(mini: Mini) -> None:
    definition = mini.load().definition
    texts = [file.read_bytes() for file in sorted(ROOT.glob("tests/cases/*/*/*.md"))]
    assert texts
    for raw in (*texts, b"", mini.report().encode()):
        one = filed.read("submissions/thcs-a.md", raw, definition)
        form = one.kept()

        assert form
        again = filed.restored(form)
        assert again
        assert (again.content, again) == (one.content, one)


def test_a_number_too_large_to_keep_is_no_reason_to_fail(mini: Mini, store: Path) -> None:
    mini.put(mini.report().replace("---\n", f"---\nso_la: {10**40}\n", 1))
    load(mini, store)

    assert told(load(mini, store)) == told(mini.load())


def test_the_command_remembers_and_says_the_same(mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mini.change("truong: thcs-a", "truong: thcs-z")
    without = mini.run("check")
    monkeypatch.setenv(memory.SWITCH, str(tmp_path / "cache"))

    assert (mini.run("check"), mini.run("check")) == (without, without)


# -- one file alone -----------------------------------------------------------------------------------


def test_a_single_report_is_checked_without_reading_the_others(mini: Mini, counted: list[str]) -> None:
    code, _, said = mini.run("check", str(mini.path("thcs-b")))

    assert (code, counted, "1 tệp" in said) == (0, ["submissions/thcs-b.md"], True)


@pytest.mark.parametrize("spelled", ["thcs-b", '"thcs-b"', r'"thcs\x2db"', r'"\u0074hcs-b"'])
def test_a_rival_for_the_same_unit_is_found_however_it_spells_it(mini: Mini, spelled: str) -> None:
    mini.change("truong: thcs-a", f"truong: {spelled}")
    everything = mini.run("check", "--format", "json")[1]
    alone = mini.run("check", str(mini.path("thcs-a")), "--format", "json")[1]

    assert ("unit-repeated" in alone, alone.count("unit-repeated")) == (True, everything.count("unit-repeated"))
