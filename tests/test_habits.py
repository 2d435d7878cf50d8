"""What a newcomer relies on holds: pinned libraries, named files, hooks that run what tests run, a whole package."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tongket import cli

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
ADDED = PROJECT["project"]["optional-dependencies"]["dev"]
LOCKS = {
    "requirements-uv.txt": PROJECT["dependency-groups"]["setup"],
    "requirements.txt": NEEDED,
    "requirements-test.txt": NEEDED + ADDED,
}


def _pins(lock: str) -> dict[str, list[str]]:
    """Return the pinned versions by name; a name has several where they depend on the Python in use."""
    written = (ROOT / lock).read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", written, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_what_the_project_asks_for(lock):
    pins = _pins(lock)
    for requirement in map(Requirement, LOCKS[lock]):
        versions = pins.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement.name} is not pinned: make lock"
        assert all(requirement.specifier.contains(version) for version in versions), f"{requirement}: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_pins_with_hashes_and_no_address(lock):
    written = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", "")
    for line in filter(None, (line.partition("#")[0].strip() for line in written.splitlines())):
        assert re.fullmatch(r"[\w.-]+==[^\s/:]+(?: ; [^/:]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+", line), line
    assert "://" not in written


def test_testing_adds_to_what_serving_needs_and_changes_nothing_of_it():
    serving, testing = _pins("requirements.txt"), _pins("requirements-test.txt")
    assert serving.items() <= testing.items()
    only_for_tests = {canonicalize_name(Requirement(one).name) for one in ADDED}
    assert not only_for_tests & serving.keys()


@pytest.mark.parametrize("guide", ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_what_a_guide_names_is_there(guide):
    written = (ROOT / ".github" / guide).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", written):
        assert (ROOT / ".github" / target).exists(), target
    for name in re.findall(r"`([\w./-]+(?:/|\.\w+))`", written):
        if not name.startswith(".venv/"):
            assert any((base / name).exists() for base in (ROOT, ROOT / "scripts" / "tongket")), name


def test_the_hooks_run_what_the_tests_run_and_fetch_nothing():
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    hooks = [hook for repo in repos for hook in repo["hooks"]]
    assert {repo["repo"] for repo in repos} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}

    entries = [hook["entry"].removeprefix(".venv/bin/").split() for hook in hooks]
    installed = {*PROJECT["project"]["scripts"], *(Requirement(one).name for one in ADDED)}
    assert {entry[0] for entry in entries} <= installed
    assert all(entry[1] in cli.main.commands for entry in entries if entry[0] == "tongket")

    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    linting = {"ruff check", "ruff format --check", "mypy"}
    assert linting <= {" ".join(entry) for entry in entries}
    assert all(f"$(BIN)/{one}" in makefile for one in linting)


def test_a_built_package_holds_every_table_template_and_theme_file(tmp_path):
    source = tmp_path / "source"
    package = ROOT / "scripts" / "tongket"
    left_behind = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(package, source / "scripts" / "tongket", ignore=left_behind)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    command = [sys.executable, "-c", build, tmp_path]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    with zipfile.ZipFile(tmp_path / done.stdout.splitlines()[-1]) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    copied = source / "scripts"
    assert packed == {file.relative_to(copied).as_posix() for file in (copied / "tongket").rglob("*") if file.is_file()}
