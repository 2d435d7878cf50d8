"""This repository's own files: each is the program's, and goes into every new campaign, or the shipped campaign's."""

from __future__ import annotations

import re
import subprocess

import pytest

from conftest import ROOT, Mini
from tongket.starting import repository


def test_every_file_has_a_place_in_the_listing_for_new_campaigns() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("không có kho Git ở đây")
    listed = repository.listing()

    assert [path for path in done.stdout.split("\0") if path and not listed.owner(path)] == []


def test_the_listing_names_nothing_that_is_not_there() -> None:
    listed = repository.listing()

    assert [entry for entry in (*listed.program, *listed.campaign) if not (ROOT / entry).exists()] == []


def test_the_forms_and_workflows_of_every_campaign_name_nobody_of_this_one() -> None:
    definition = Mini(ROOT).load().definition
    names = {*definition.names, definition.plan.symbol, *definition.unit_by_id, *definition.schema.fields}
    files = [file for file in sorted((ROOT / ".github").rglob("*")) if file.is_file()]

    assert files
    for file in files:
        written = file.read_text(encoding="utf-8")
        assert [name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written)] == [], file
