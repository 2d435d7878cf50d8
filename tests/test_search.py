"""Search: folding is the same in Python and in the browser's script, the index is small, whole and repeatable."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

import board
from tongket.searching import folding, index
from tongket.searching.index import Entry

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
        "console.log(JSON.stringify(w.map(x=>[s.syllables(x),s.exact(x),s.words(x).map(y=>y.folded)])))"
    )
    command = ["node", "-e", program]
    done = subprocess.run(command, input=json.dumps(words), capture_output=True, text=True, check=True)

    expected = [[folding.syllables(word), folding.exact(word), folding.syllables(word)] for word in words]
    assert json.loads(done.stdout) == expected


def _entries(count: int) -> list[Entry | None]:
    return [
        Entry(f"a/{n}", f"Mục {n}", "Đơn vị", f"họp báo số {n}\ntái định cư") if n % 7 else None for n in range(count)
    ]


def test_the_index_is_small_files_that_hold_every_entry_once():
    built = dict(index.build(_entries(9_000), {}))

    assert all(len(data) <= index.SHARD_BYTES for path, data in built.items() if "/doan/" not in path)
    shards = json.loads(built["tim-kiem/muc-luc.json"])["shards"]
    shard = json.loads(built[f"tim-kiem/chi-muc/{zlib.crc32(b'hop bao') & shards - 1}.json"])
    total, first, count = shard["hop bao"]
    found: list[int] = []
    for block in range(first, first + count):
        for _, *differences in json.loads(built[f"tim-kiem/dai/{block}.json"]):
            number = 0
            for difference in differences:
                number += difference
                found.append(number)
    assert total == len(found)
    assert sorted(found) == [n for n in range(9_000) if n % 7]


def test_the_same_entries_make_the_same_bytes():
    assert list(index.build(_entries(50), {"a": 1})) == list(index.build(_entries(50), {"a": 1}))


def test_pairs_do_not_cross_lines():
    assert list(folding.terms("a b\nc")) == ["a", "b", "a b", "c"]
