"""What a report schema says is read as it is meant, and no schema however wrong stops the program."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT, SITE, Mini
from tongket import campaign as campaigns
from tongket.consolidating import consolidate
from tongket.definition import Definition, json_syntax, load, placement, scaffold
from tongket.definition.fields import Kind, Operation, OverYears
from tongket.definition.json_schema import ANNOTATIONS, program_schema
from tongket.definition.kinds import OPERATIONS
from tongket.reading import document as documents

SCHEMA = "schema/report.schema.json"
Change = Callable[[dict], None]


def changed(mini: Mini, change: Change) -> Definition:
    """Load the miniature campaign with another schema, which must be sound."""
    raw = json.loads((mini.root / SCHEMA).read_text(encoding="utf-8"))
    change(raw)
    mini.put_file(SCHEMA, json.dumps(raw, ensure_ascii=False, indent=2))
    definition, problems = load(mini.root)
    assert definition, [str(problem) for problem in problems]
    return definition


# -- what is read --------------------------------------------------------------------------------


def test_over_units_and_over_years_are_two_operations(mini: Mini):
    def stock(raw: dict) -> None:
        raw["properties"]["luot_kham"]["x-consolidate"] = {"units": "sum", "years": "last"}

    fields = changed(mini, stock).schema.fields

    assert (fields["luot_kham"].op, fields["luot_kham"].over_years) == (Operation.SUM, OverYears.LAST)
    assert (fields["dung_han"].op, fields["dung_han"].over_years) == (Operation.SUM, OverYears.SUM)


def test_yearly_numbers_may_have_decimals(mini: Mini):
    def decimals(raw: dict) -> None:
        raw["properties"]["luot_kham"]["type"] = ["number", "object"]
        raw["properties"]["luot_kham"]["additionalProperties"] = {"type": "number"}

    assert changed(mini, decimals).schema.fields["luot_kham"].kind is Kind.FIGURE


def test_a_point_is_required_where_the_narrative_says_so(mini: Mini):
    def one_optional(raw: dict) -> None:
        raw["properties"]["phan_viet"]["required"] = ["1.1", "2.1"]

    definition = changed(mini, one_optional)

    assert [point.required for point in definition.schema.outline.points] == [True, False, True]
    assert "### 1.2. " in scaffold.scaffold(definition, definition.units[0])


def test_a_unit_gets_only_the_points_that_its_kind_is_asked(mini: Mini):
    def asked(raw: dict) -> None:
        raw["properties"]["phan_viet"]["properties"]["1.2"]["x-asked-of"] = ["thcs"]
        raw["properties"]["phan_viet"]["properties"]["2.1"]["x-asked-of"] = ["thcs"]

    definition = changed(mini, asked)
    secondary, primary = (scaffold.scaffold(definition, definition.unit_by_id[unit]) for unit in ("thcs-a", "th-c"))

    assert all(part in secondary for part in ("### 1.2. ", "dat_chuan:", "## 2. ", "de_nghi:"))
    assert not any(part in primary for part in ("1.2. ", "dat_chuan:", "tai_nan:", "## 2. ", "de_nghi:"))
    assert "### 1.1. " in primary


def test_the_board_is_the_body_through_which_reports_go(mini: Mini):
    assert mini.load().definition.board == "Phòng Giáo dục và Đào tạo"

    mini.change("noi_gui_bao_cao:", "gui_qua: Tổ Y tế trường học\nnoi_gui_bao_cao:", "schema/campaign.yml")

    assert mini.load().definition.board == "Tổ Y tế trường học"


def test_names_are_those_of_units_bodies_and_places(mini_campaign: campaigns.Campaign):
    names = mini_campaign.definition.names

    assert {"Trường THCS A", "Xã K", "Phòng Giáo dục và Đào tạo"} <= set(names)
    assert len(names) == len(set(names))


def test_a_schema_indented_with_tabs_is_read(mini: Mini):
    raw = json.loads((mini.root / SCHEMA).read_text(encoding="utf-8"))
    mini.put_file(SCHEMA, json.dumps(raw, ensure_ascii=False, indent="\t"))

    definition, problems = load(mini.root)

    assert definition
    assert {problem.rule for problem in problems} == {"text-tab"}


# -- one source of truth -------------------------------------------------------------------------


def test_every_annotation_and_role_of_the_meta_schema_has_its_place():
    meta = program_schema(ANNOTATIONS).raw

    assert set(meta["propertyNames"]["then"]["enum"]) == set(placement.READ_AT)
    assert set(meta["properties"]["x-role"]["enum"]) == set(placement.ROLES)
    assert set(meta["properties"]["x-consolidate"]["properties"]["units"]["enum"]) == set(Operation)
    assert set(meta["properties"]["x-consolidate"]["properties"]["years"]["enum"]) == set(OverYears)
    assert set(OPERATIONS) == set(Kind)


def reports() -> Iterator[tuple[Path, Path]]:
    """Yield (campaign, file) of every report in the repository, broken ones included."""
    for root in (ROOT, SITE):
        yield from ((root, file) for file in sorted((root / "submissions").glob("*.md")) if file.stem != "tong-hop")
    broken = sorted((ROOT / "tests" / "cases").glob("schema-*/*/*.md"))
    yield from ((SITE, file) for file in broken if file.stem != "tong-hop")


def test_a_standard_validator_agrees_on_every_report():
    definitions = {root: load(root)[0] for root in (ROOT, SITE)}
    disagree, valid = [], 0
    for root, file in reports():
        schema = definitions[root].schema
        document, _ = documents.parse(file.name, file.read_bytes(), schema.layout)
        raw = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
        standard = Draft202012Validator(raw, format_checker=Draft202012Validator.FORMAT_CHECKER)
        accepted = standard.is_valid(document.data)
        valid += accepted
        if accepted is not (not list(schema.check(file.name, document.data, document.positions))):
            disagree.append(file)

    assert valid
    assert disagree == []


@pytest.mark.parametrize("root", [ROOT, SITE], ids=["shipped campaign", "miniature campaign"])
def test_a_standard_validator_accepts_the_schema(root: Path):
    Draft202012Validator.check_schema(json.loads((root / SCHEMA).read_text(encoding="utf-8")))


# -- nothing stops the program -------------------------------------------------------------------

WRONG = (None, 0, -3, "x", [], {}, True, False, ["x"], {"x": {}}, "object", "array", "string", "integer", "number")
#: How many mutations of each campaign's schema one run tries: a few seconds' worth.
TRIALS = {"miniature campaign": (SITE, 30), "shipped campaign": (ROOT, 12)}


def places(value: object, at: tuple = ()) -> Iterator[tuple]:
    """Yield the path of every value inside a JSON value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*at, key)
        yield from places(inner, (*at, key))


def mutated(raw: dict, chance: random.Random) -> tuple[dict, str]:
    """Delete a value of a schema or put a wrong one in its place."""
    at = chance.choice(list(places(raw)))
    schema = copy.deepcopy(raw)
    holder = schema
    for key in at[:-1]:
        holder = holder[key]
    if chance.random() < 0.3:
        del holder[at[-1]]
        return schema, f"{at} deleted"
    holder[at[-1]] = copy.deepcopy(chance.choice(WRONG))
    return schema, f"{at} = {holder[at[-1]]!r}"


@pytest.mark.parametrize(("root", "trials"), TRIALS.values(), ids=TRIALS.keys())
def test_no_wrong_schema_raises(root: Path, trials: int, tmp_path: Path):
    shutil.copytree(root / "schema", tmp_path / "schema")
    (tmp_path / "submissions").mkdir()
    for file in sorted((root / "submissions").glob("*.md"))[:2]:
        shutil.copy(file, tmp_path / "submissions")
    raw = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    chance = random.Random(174)
    usable = 0
    for _ in range(trials):
        schema, what = mutated(raw, chance)
        (tmp_path / SCHEMA).write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
        try:
            campaign, problems = campaigns.load(tmp_path)
            if campaign:
                usable += 1
                consolidate(campaign.definition, campaign.reports)
                scaffold.scaffold(campaign.definition, campaign.definition.units[0])
                scaffold.synthesis(campaign.definition)
        except Exception as error:
            error.add_note(what)
            raise
        assert campaign or problems, what

    assert 0 < usable < trials


def test_no_broken_json_raises_and_each_is_found():
    text = (SITE / SCHEMA).read_text(encoding="utf-8")
    chance = random.Random(174)
    for _ in range(200):
        at = chance.randrange(len(text))
        broken = text[:at] + chance.choice(["", ",", "'", '"', "}", "[", "//", "\\", "x"]) + text[at + 1 :]
        try:
            json.loads(broken)
        except json.JSONDecodeError:
            problem = json_syntax.check(SCHEMA, broken)
            assert problem
            assert 1 <= problem.line <= broken.count("\n") + 1
        else:
            assert json_syntax.check(SCHEMA, broken) is None
