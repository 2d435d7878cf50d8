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
from tongket.problems import Problem, Severity

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
    assert set(campaign.reports[0].data) >= {
        field.name for point in definition.schema.outline.points for field in point.fields
    }


def test_a_filled_template_is_a_draft_until_the_mark_is_taken_away(folder: Path):
    definition = loaded(folder).definition
    content = filled(scaffold.scaffold(definition, definition.units[0]))
    mark = f"{definition.schema.roles['state']}: {definition.schema.draft_value}\n"

    assert write(folder, content).reports[0].draft
    assert write(folder, content.replace(mark, "")).reports[0].counted


def test_every_point_brings_its_official_question(folder: Path):
    definition = loaded(folder).definition
    template = " ".join(scaffold.scaffold(definition, definition.units[0]).split())

    assert [
        point.id for point in definition.schema.outline.points if " ".join(point.question.split()) not in template
    ] == []


def write_synthesis(folder: Path, content: str) -> list[Problem]:
    """Write the board's file into a campaign and return its problems."""
    (folder / campaigns.SYNTHESIS_PATH).write_text(content, encoding="utf-8")
    return [problem for problem in loaded(folder).problems if problem.path == campaigns.SYNTHESIS_PATH]


def test_the_board_template_is_not_yet_a_report(folder: Path):
    definition = loaded(folder).definition
    problems = write_synthesis(folder, scaffold.synthesis(definition))

    assert "template-hint" in {problem.rule for problem in problems}


def test_the_board_template_filled_in_passes(folder: Path):
    definition = loaded(folder).definition
    mark = f"{definition.schema.roles['state']}: {definition.schema.draft_value}\n"
    content = filled(scaffold.synthesis(definition))

    assert write_synthesis(folder, content.replace(mark, "")) == []


def test_the_board_template_asks_for_nothing_that_is_computed(folder: Path):
    definition = loaded(folder).definition
    front = scaffold.synthesis(definition).split("\n---\n")[0]
    computed = [field.name for point in definition.schema.outline.points for field in point.fields]

    assert [name for name in computed if f"{name}:" in front] == []


def test_hints_of_the_board_template_are_known_again(folder: Path):
    definition = loaded(folder).definition
    body = scaffold.synthesis(definition).split("\n---\n")[1]
    written = {" ".join(hint.split()) for hint in re.findall(r"<!--(.*?)-->", body, flags=re.DOTALL)}

    assert written == written & definition.for_synthesis.schema.layout.hints


def test_the_board_template_names_what_may_be_quoted_and_how_to_cite(folder: Path):
    definition = loaded(folder).definition
    template = scaffold.synthesis(definition)

    for point in definition.schema.outline.points:
        assert f"[[ma-don-vi#{point.id}]]" in template
        assert [field.name for field in point.fields if f"{{{{ {field.name} }}}}" not in template] == []
