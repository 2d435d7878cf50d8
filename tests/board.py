"""The miniature campaign with a synthesis of the board, for the tests of what is computed from it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tongket import campaign, workspace
from tongket.problems import Problem
from tongket.workspace import Workspace

REPOSITORY = Path(__file__).resolve().parents[1]
SITE = REPOSITORY / "tests" / "site"
#: The campaigns that tests of what holds for any campaign read. A new campaign's repository has no tests/shipped,
#: and its own reports, in whatever state, are no matter of the program's tests.
CAMPAIGNS = {"miniature campaign": SITE} | (
    {"shipped campaign": REPOSITORY} if (REPOSITORY / "tests" / "shipped").is_dir() else {}
)
every_campaign = pytest.mark.parametrize("root", CAMPAIGNS.values(), ids=CAMPAIGNS)
BOARD = campaign.SYNTHESIS_PATH

HEADINGS = {"1.1": "Khám sức khỏe", "1.2": "Tai nạn, thương tích", "2.1": "Kiến nghị của nhà trường"}
FRONT = "truong: tong-hop\ndong_y_cong_khai: true\nvi_du: true\n"
PLAIN = "Hai trường đã báo cáo về điểm này."


def copy(folder: Path) -> Path:
    """Copy the miniature campaign into a folder and return its root."""
    return Path(shutil.copytree(SITE, folder / "site"))


def write(root: Path, points: Mapping[str, str] | None = None, front: str = FRONT) -> Path:
    """Write the board's file; points that are not given hold a plain sentence."""
    said = dict.fromkeys(HEADINGS, PLAIN) | dict(points or {})
    body = {number: f"### {number}. {title}\n\n{said[number]}\n" for number, title in HEADINGS.items()}
    sections = f"## 1. Tình hình\n\n{body['1.1']}\n{body['1.2']}\n## 2. Kiến nghị\n\n{body['2.1']}"
    text = f"---\n{front}---\n\n# Báo cáo tổng hợp\n\n{sections}"
    path = root / BOARD
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def edit(root: Path, unit: str, old: str, new: str) -> None:
    """Replace a passage that stands once in a unit's report."""
    path = root / f"submissions/{unit}.md"
    written = path.read_text(encoding="utf-8")
    assert written.count(old) == 1
    path.write_text(written.replace(old, new), encoding="utf-8", newline="\n")


def load(root: Path) -> tuple[Workspace, list[Problem]]:
    """Load a campaign whose definition is sound."""
    loaded, problems = workspace.load(root)
    assert loaded is not None
    return loaded, problems


def found(root: Path) -> list[tuple[int, int, str, str]]:
    """Return the problems of the board's file: line, column, rule and message."""
    return [(one.line, one.column, one.rule, one.message) for one in load(root)[1] if one.path == BOARD]
