"""The workflow that federates levels, its steps run here: three provinces, one centre, the totals of all units."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, SITE, Mini, run
from tongket.campaign import Campaign
from tongket.consolidating import Collection, Figure, consolidate
from tongket.reading.frontmatter import flow
from tongket.words import number

WORKFLOW = ROOT / ".github" / "workflows" / "lien-cap.yml"
PROVINCES = ("tinh-uy-a", "tinh-uy-b", "tinh-uy-c")
UNITS = 12

pytestmark = pytest.mark.skipif(not (shutil.which("jq") and shutil.which("git")), reason="không có jq hoặc git")


@pytest.fixture
def leaves(tmp_path: Path) -> Campaign:
    """All units of all provinces in one campaign."""
    assert run(["demo", str(tmp_path / "tat-ca"), "--units", str(UNITS), "--root", str(SITE)])[0] == 0
    return Mini(tmp_path / "tat-ca").load()


def provinces(leaves: Campaign, whole: Path, places: Path) -> None:
    """Write a repository for each province, with every third unit."""
    for place, name in enumerate(PROVINCES):
        root = places / name
        shutil.copytree(whole, root)
        own = leaves.definition.units[place :: len(PROVINCES)]
        rows = [{"id": unit.id, "ten": unit.name, "loai": unit.kind, "cap_tren": name} for unit in own]
        write_units(root, leaves, rows, [f"  - {{id: {name}, ten: Đảng bộ {name}}}"])
        for unit in leaves.definition.units:
            if unit not in own:
                (root / unit.path).unlink()
        in_git(root)


def write_units(root: Path, leaves: Campaign, rows: list[dict[str, str]], above: list[str]) -> None:
    kinds = [f"  {kind}: {name}" for kind, name in leaves.definition.kinds.items()]
    parents = ["cap_tren:", *above] if above else []
    lines = ["loai:", *kinds, *parents, "don_vi:", *(f"  - {flow(row)}" for row in rows)]
    (root / "schema" / "units.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def in_git(root: Path) -> None:
    for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
        subprocess.run(command, cwd=root, check=True)


def centre(leaves: Campaign, root: Path) -> None:
    """Write the centre's repository: the provinces are its units."""
    shutil.copytree(SITE, root)
    shutil.rmtree(root / "submissions")
    shutil.copytree(ROOT / ".github", root / ".github")
    rows = [{"id": name, "ten": f"Đảng bộ {name}", "loai": "thcs"} for name in PROVINCES]
    write_units(root, leaves, rows, [])
    listed = [{"id": name, "repository": f"to-chuc/{name}"} for name in PROVINCES]
    (root / ".github" / "cac-cap.json").write_text(json.dumps(listed), encoding="utf-8")
    tools = root / ".venv" / "bin"
    tools.mkdir(parents=True)
    for tool, module in (("tongket", "tongket.cli"), ("mkdocs", "mkdocs")):
        (tools / tool).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n', encoding="utf-8")
        (tools / tool).chmod(0o755)


class Runner:
    """Runs a job's steps in a folder of its own; what the pinned actions do is done by hand."""

    def __init__(self, root: Path, repositories: Path) -> None:
        self.centre, self.repositories, self.artifacts = root, repositories, root.parent / "artifacts"
        self.jobs: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]

    def run(self, job: str, folder: Path, values: Mapping[str, str]) -> dict[str, str]:
        """Run a job; `values` are those of its expressions. Return what its steps put out."""
        folder.mkdir()
        (folder / "temp").mkdir()
        work = folder / "work"
        work.mkdir()
        output = folder / "output"
        output.touch()
        known = {**values, "runner.temp": str(folder / "temp")}
        for step in self.jobs[job]["steps"]:
            if "uses" in step:
                self._use(step["uses"], filled(step.get("with", {}), known), work)
            elif not step["run"].startswith("make "):
                environment = {**os.environ, **filled(step.get("env", {}), known), "RUNNER_TEMP": str(folder / "temp")}
                environment |= {"GITHUB_OUTPUT": str(output), "PYTHONPATH": str(ROOT / "scripts")}
                assert "${{" not in step["run"], "an expression pasted into a script"
                done = subprocess.run(
                    ["bash", "-e", "-c", step["run"]],
                    cwd=work,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, (step["name"], done.stdout, done.stderr)
        return dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())

    def _use(self, action: str, given: Mapping[str, str], work: Path) -> None:
        name = action.partition("@")[0]
        if name == "actions/checkout":
            source = self.repositories / Path(given["repository"]).name if "repository" in given else self.centre
            shutil.copytree(source, work / given.get("path", "."), dirs_exist_ok=True)
        elif name == "actions/upload-artifact":
            for path in given["path"].split():
                target = self.artifacts / given["name"] / ("" if Path(path).is_absolute() else path)
                copy = shutil.copytree if (work / path).is_dir() else shutil.copy
                target.parent.mkdir(parents=True, exist_ok=True)
                copy(work / path, target)
        elif name == "actions/download-artifact":
            for folder in sorted(self.artifacts.glob(given["pattern"])):
                shutil.copytree(folder, given["path"], dirs_exist_ok=True)
        else:
            assert name == "actions/setup-python"


def filled(given: Mapping[str, object], values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda match: values.get(match[1], ""), str(value))
        for name, value in given.items()
    }


def test_the_centre_comes_to_the_totals_of_all_units(leaves: Campaign, tmp_path: Path) -> None:
    repositories = tmp_path / "kho"
    provinces(leaves, tmp_path / "tat-ca", repositories)
    centre(leaves, tmp_path / "trung-uong")
    runner = Runner(tmp_path / "trung-uong", repositories)
    levels = json.loads(runner.run("danh-sach", tmp_path / "may-0", {})["cap"])
    for one in levels:
        runner.run("mot-cap", tmp_path / f"may-{one['id']}", {f"matrix.cap.{name}": one[name] for name in one})
    runner.run("gop", tmp_path / "may-1", {})
    outcome = runner.artifacts / "lien-cap"
    page = (outcome / "docs" / "lien-cap.md").read_text(encoding="utf-8")
    consolidated = consolidate(leaves.definition, leaves.reports)

    assert [one["id"] for one in levels] == list(PROVINCES)
    assert f"| Cộng | {UNITS} | {UNITS} |" in page
    figures = [part for part in consolidated.parts.values() if isinstance(part, Figure)]
    assert figures
    for figure in figures:
        assert figure.value is not None
        covered = f"{len(figure.units)}/{len(figure.asked)}"
        assert f"| {figure.field.title} | {number(figure.value)} | {covered} |" in page
    for part in consolidated.parts.values():
        if isinstance(part, Collection):
            assert f"- {part.field.title}: {len(part.items)} " in page
    assert sorted(path.name for path in (outcome / "submissions").iterdir()) == [f"{name}.md" for name in PROVINCES]
    assert (outcome / "site" / "lien-cap" / "index.html").is_file()


@pytest.mark.parametrize(
    "listed",
    [
        "[]",
        "{}",
        "không phải JSON",
        '[{"id": "a"}]',
        '[{"id": "a b", "repository": "o/r"}]',
        '[{"id": "a", "repository": "o/r"}, {"id": "a", "repository": "o/s"}]',
        '[{"id": "a\\n", "repository": "o/r"}]',
        '[{"id": "a", "repository": "o/r\\nx"}]',
    ],
)
def test_a_list_of_levels_that_is_not_one_stops_the_run(listed: str, leaves: Campaign, tmp_path: Path) -> None:
    centre(leaves, tmp_path / "trung-uong")
    (tmp_path / "trung-uong" / ".github" / "cac-cap.json").write_text(listed, encoding="utf-8")

    with pytest.raises(AssertionError, match=r"cac-cap[.]json chưa có hoặc sai mẫu"):
        Runner(tmp_path / "trung-uong", tmp_path).run("danh-sach", tmp_path / "may-0", {})


def test_every_action_is_pinned_and_no_job_may_write() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]

    assert workflow["permissions"] == {}
    assert {json.dumps(job["permissions"]) for job in workflow["jobs"].values()} == {'{"contents": "read"}'}
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)
    assert all(step["with"]["persist-credentials"] is False for step in steps if "checkout" in step.get("uses", ""))
