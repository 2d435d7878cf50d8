"""Search: folding is the same in Python and in the browser's script, the index is small, whole and repeatable.

What its lists must hold is computed here once more, plainly: the program packs and sorts numbers.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import board
from conftest import Mini
from tongket import pages, searching
from tongket.searching import folding, index, parts
from tongket.searching.parts import Entry

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "tongket" / "theme" / "assets" / "tim-kiem.js"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Đường lối", ["duong", "loi"]),
        ("hoà hòa ho\u0300a", ["hoa", "hoa", "hoa"]),
        ("215-BC/HU", ["215", "bc", "hu"]),
        ("so_ky_hieu", ["so", "ky", "hieu"]),
    ],
)
def test_syllables_are_folded(written: str, found: list[str]):
    assert folding.syllables(written) == found


def test_the_exact_form_knows_one_tone_in_both_places():
    assert folding.exact("hoà") == folding.exact("Hòa") == folding.exact("ho\u0300a") != folding.exact("hoa")


@pytest.mark.skipif(not shutil.which("node"), reason="không có Node trên máy này")
def test_python_and_the_script_fold_alike():
    reports = [file for root in board.CAMPAIGNS.values() for file in sorted((root / "submissions").glob("*.md"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in reports)
    words = [*sorted(set(re.findall(r"\S+", text))), "ho\u0300a", "HOÀ", "Ðông", "ðông", "½", "x²", "ǅ", "đ̣"]
    program = (
        f"const s=require({json.dumps(str(SCRIPT))});const w=JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(w.map(x=>[s.syllables(x),s.exact(x),s.words(x).map(y=>[y.folded,y.exact])])))"
    )
    command = ["node", "-e", program]
    done = subprocess.run(command, input=json.dumps(words), capture_output=True, text=True, check=True)

    expected = [
        [folding.syllables(word), folding.exact(word), [[*both] for both in folding.words(word)]] for word in words
    ]
    assert json.loads(done.stdout) == expected


def _entries(count: int) -> list[Entry | None]:
    return [
        Entry(f"a/{n}", f"Mục {n}", "Đơn vị", f"họp báo số {n}\ntái định cư") if n % 7 else None for n in range(count)
    ]


def built(*entries: Sequence[Entry | None]) -> dict[str, bytes]:
    return dict(index.merge(map(parts.part, entries), {}))


def terms(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what a text is found under: each syllable, folded and as spelt, and each two side by side on a line."""
    for line in text.split("\n"):
        found = [*folding.words(line)]
        yield from ((folded, "", False) for folded, _ in found)
        yield from ((one, two, False) for (one, _), (two, _) in pairwise(found))
        yield from ((exact, "", True) for folded, exact in found if exact != folded)


known = cache(parts.term)


def expected(entries: Sequence[Entry | None]) -> dict[int, list[tuple[int, int]]]:
    """Return each term's list of (weight, entry) in order: title above context above text, then how often it stands."""
    lists: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if entry:
            title, context = set(terms(entry.title)), set(terms(entry.context))
            counts = Counter(terms(entry.text)) + Counter(title | context)
            for term, count in counts.items():
                field = 8 if term in title else 4 if term in context else 0
                lists[known(*term)].append((-(field | (count.bit_length() - 1 if count < 8 else 3)), number))
    return {term: [(-weight, number) for weight, number in sorted(one)] for term, one in lists.items()}


def read(files: dict[str, bytes]) -> dict[int, list[tuple[int, int]]]:
    """Return each term's list as the files hold it."""
    starts = list(accumulate(json.loads(files["tim-kiem/muc-luc.json"])["shards"]))
    lists = {}
    for path, data in files.items():
        if "/chi-muc/" not in path:
            continue
        for key, found in json.loads(data).items():
            term = int(key, 16)
            assert path == f"tim-kiem/chi-muc/{bisect_right(starts, term >> index.SLOT_BITS) - 1}.json"
            if isinstance(found, str):
                lists[term] = unpacked(found)
            else:
                count, first, blocks = found
                texts = [json.loads(files[f"tim-kiem/dai/{block}.json"]) for block in range(first, first + blocks)]
                lists[term] = [one for text in texts for one in unpacked(text)]
                assert len(lists[term]) == count
    return lists


def unpacked(text: str) -> list[tuple[int, int]]:
    """Return (weight, entry) of a list's text."""
    found = []
    for group in text.split(" "):
        number = value = 0
        for digit in map(ord, group[1:]):
            value = value * 32 + digit - (35 if digit < 93 else 93)
            if digit < 93:
                number, value = number + value, 0
                found.append((ord(group[0]) - 35, number))
    return found


_WORDS = st.lists(st.sampled_from([*"aáàđd", "tái", "định", "cư", "215-BC/HU", "–", "\n", "½", "x²", ""]), max_size=30)
_TEXTS = _WORDS.map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.builds(Entry, _TEXTS, _TEXTS, _TEXTS, _TEXTS)), min_size=1, max_size=9))
def test_each_term_has_the_list_of_its_entries_the_best_first(entries: list[Entry | None]):
    assert read(built(entries)) == expected(entries)


def test_shards_and_blocks_are_small_and_hold_every_entry_once():
    entries = _entries(20_000)
    files = built(*(entries[start : start + 500] for start in range(0, len(entries), 500)))

    limits = {"chi-muc": index.SHARD_BYTES, "dai": index.BLOCK_BYTES, "doan": index.PASSAGE_BYTES + 2}
    folders = [path.split("/")[1] for path in files]
    assert set(folders) - {"muc-luc.json"} == set(limits)
    assert all(len(data) <= limits.get(path.split("/")[1], len(data)) for path, data in files.items())
    assert read(files) == expected(entries)


def test_passages_lie_in_the_file_that_the_groups_tell():
    entries = _entries(3_000)
    files = built(entries[:10], entries[10:])
    starts = list(accumulate(json.loads(files["tim-kiem/muc-luc.json"])["groups"]))

    assert starts[:2] == [0, 10]
    found = [one for start in starts for one in json.loads(files[f"tim-kiem/doan/{start}.json"])]
    assert found == [[one.address, one.title, one.context, one.text] if one else 0 for one in entries]


def test_a_long_text_is_found_as_a_whole_and_says_that_it_goes_on():
    entry = Entry("a", "", "", "chữ " * parts.SHOWN + "cuối")
    files = built([entry])

    assert read(files) == expected([entry])
    assert json.loads(files["tim-kiem/doan/0.json"]) == [["a", "", "", entry.text[: parts.SHOWN], 1]]


def test_the_same_entries_make_the_same_bytes_whatever_was_read_before():
    entries = [Entry("a", "Tái định cư", "Đơn vị", "họp báo\nhòa giải")]
    program = (
        "import sys; from tongket.searching.parts import Entry, part;"
        "sys.stdout.buffer.write(part([Entry(*sys.argv[1:])]).postings)"
    )
    fields = [entries[0].address, entries[0].title, entries[0].context, entries[0].text]
    command = [sys.executable, "-c", program, *fields]
    elsewhere = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": "1"})

    parts.part(_entries(300))
    assert parts.part(entries).postings == elsewhere.stdout


@pytest.mark.skipif(not shutil.which("node"), reason="không có Node trên máy này")
def test_the_script_reads_what_python_writes(tmp_path: Path):
    entries = _entries(9_000)
    for path, data in index.merge(
        [parts.part(entries)], {"points": [], "units": [], "guides": 9_000, "reference": 9_000}
    ):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    queries = {"họp báo": [n for n in range(9_000) if n % 7], "số 4321": [4321], "báo họp": [], "xyz": []}
    program = (
        f"const s=require({json.dumps(str(SCRIPT))});const fs=require('fs');"
        "globalThis.fetch=async p=>({ok:true,json:async()=>JSON.parse(fs.readFileSync(p))});"
        "const root=process.argv[1]+'/',queries=JSON.parse(fs.readFileSync(0));(async()=>{const found=[];"
        "for(const q of queries){const m=await s.open(root);found.push((await s.find(root,m,s.parse(q))).numbers)}"
        "console.log(JSON.stringify(found))})()"
    )
    command = ["node", "-e", program, str(tmp_path)]
    done = subprocess.run(command, input=json.dumps([*queries]), capture_output=True, text=True, check=True)

    found = dict(zip(queries, json.loads(done.stdout), strict=True))
    assert {query: sorted(numbers) for query, numbers in found.items()} == queries | {"báo họp": queries["họp báo"]}


SECRET = "123456789012"


def _searchable(mini: Mini) -> str:
    """Return all that the index of a campaign holds to be shown, and its facts."""
    workspace, _ = board.load(mini.root)
    files = searching.files(workspace, date(2030, 1, 1), pages.Links(), (), {})
    return "\n".join(data.decode() for path, data in files if "/doan/" in path or path.endswith("muc-luc.json"))


def test_a_withheld_report_is_never_in_the_index(mini: Mini):
    mini.change("Nhà trường phối hợp", f"Em Tí, căn cước {SECRET}, kể: nhà trường phối hợp")
    report = mini.load().report_of["thcs-a"]
    shown = _searchable(mini)

    assert report.withheld
    assert SECRET not in shown
    assert not [word for word in ("Em Tí", "Ngã cầu thang", "tủ thuốc", "12/BC-THCSA") if word in shown]
    assert '["Trường THCS A","invalid"]' in shown


def test_a_draft_is_found_with_its_state(mini: Mini):
    mini.change("vi_du: true\n", "vi_du: true\ntinh_trang_ban: nhap\n")
    shown = _searchable(mini)

    assert "trạm y tế khám sức khỏe cho toàn bộ học sinh" in shown
    assert '["Trường THCS A","draft"]' in shown


def test_pages_for_another_generator_can_be_searched(mini: Mini, tmp_path: Path):
    assert mini.run("pages", str(tmp_path / "ra"), "--today", "2030-01-01")[0] == 0

    page = (tmp_path / "ra" / "tim-kiem.html").read_text(encoding="utf-8")
    assert 'data-root="./"' in page
    assert f'src="{searching.SCRIPT}"' in page
    assert (tmp_path / "ra" / searching.SCRIPT).read_bytes() == SCRIPT.read_bytes()
    found = json.loads((tmp_path / "ra" / "tim-kiem" / "doan" / "0.json").read_text(encoding="utf-8"))
    assert (tmp_path / "ra" / found[0][0]).is_file()
