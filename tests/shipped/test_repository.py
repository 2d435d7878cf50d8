"""This repository's own files: each is the program's, and goes into every new campaign, or the shipped campaign's."""

from __future__ import annotations

import subprocess

import pytest

from conftest import ROOT
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
