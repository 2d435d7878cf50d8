"""The template of a report: as written it is no report; filled in with its own examples it passes."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tongket import campaign as campaigns
from tongket.campaign import Campaign, State
from tongket.definition import scaffold
from tongket.problems import Severity

ROOT = Path(__file__).resolve().parents[1]
ROOTS = {"shipped campaign": ROOT, "miniature campaign": ROOT / "tests" / "site"}


@pytest.fixture(params=ROOTS, ids=ROOTS)
def folder(request, tmp_path: Path) -> Path:
    """A campaign's definition with no submission at all."""
    shutil.copytree(ROOTS[request.param] / "schema", tmp_path / "schema")
    (tmp_path / "submissions").mkdir()
    return tmp_path


def loaded(folder: Path) -> Campaign:
    campaign, _ = campaigns.load(folder)
    assert campaign
    return campaign


def write(folder: Path, content: str) -> Campaign:
    unit = loaded(folder).definition.units[0]
    (folder / unit.path).write_text(content, encoding="utf-8")
    return loaded(folder)


def filled(template: str) -> str:
    """Do what the hints say: uncomment, put the examples in place, replace the hints of the body by text."""
    front, body = template.removeprefix("---\n").split("\n---\n", 1)
    front = re.sub(r"^# (?!yaml-language-server)", "", front, flags=re.MULTILINE)
    front = re.sub(r"^(\w+): +# Ví dụ: (.*)$", r"\1: \2", front, flags=re.MULTILINE)
    body = re.sub(r"<!--.*?-->", "Nội dung do đơn vị viết.", body, flags=re.DOTALL)
    return f"---\n{front}\n---\n{body}"


def test_a_template_is_not_a_report(folder: Path):
    definition = loaded(folder).definition
    campaign = write(folder, scaffold.scaffold(definition, definition.units[0]))

    assert campaign.status(date(2000, 1, 1))[0].state is State.NOT_FILED
    assert "template-hint" in {problem.rule for problem in campaign.problems}


def test_a_template_filled_in_with_its_own_examples_passes(folder: Path):
    definition = loaded(folder).definition
    unit = definition.units[0]
    content = filled(scaffold.scaffold(definition, unit))
    campaign = write(folder, content)

    assert [problem for problem in campaign.problems if problem.severity is Severity.ERROR] == []
    assert set(campaign.reports[0].data) >= {field.name for point in definition.schema.outline.points for field in point.fields}


def test_a_filled_template_is_a_draft_until_the_mark_is_taken_away(folder: Path):
    definition = loaded(folder).definition
    content = filled(scaffold.scaffold(definition, definition.units[0]))
    mark = f"{definition.schema.roles['state']}: {definition.schema.draft_value}\n"

    assert write(folder, content).reports[0].draft
    assert write(folder, content.replace(mark, "")).reports[0].counted


def test_every_point_brings_its_official_question(folder: Path):
    definition = loaded(folder).definition
    template = " ".join(scaffold.scaffold(definition, definition.units[0]).split())

    assert [point.id for point in definition.schema.outline.points if " ".join(point.question.split()) not in template] == []
