"""Sizes in; the page of results in `docs/` out: ours and the peers, whole processes, side by side, alternating.

Run as `make bench`. Peers go into a virtual environment of their own below a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from report import OURS, WORDS, Row, Run, chart, page

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "huong-dan" / "do-toc-do.md"  # a campaign whose site has no such page gets the file at its root
#: The peers that this program does not use itself.
PEERS = {"check-jsonschema": "0.37.4", "hugo": "0.168.0"}
PLAIN, HUGO, CHECK_JSONSCHEMA = "MkDocs + Material", "Hugo", "check-jsonschema"
_PLAIN_SETTINGS = """\
site_name: bench
theme: {name: material, language: vi, font: false}
plugins: [{search: {lang: vi}}]
nav: [index.md]
"""
_HUGO_LAYOUT = "<!doctype html><html><head><title>{{ .Title }}</title></head><body>{{ .Content }}</body></html>\n"


@dataclass(frozen=True)
class Job:
    """One command to measure: where it runs, what it writes into (emptied before every run), if anything."""

    units: int
    work: str
    program: str
    command: tuple[str, ...]
    folder: Path
    into: Path | None = None
    #: The exit codes that mean that it did its work.
    codes: tuple[int, ...] = (0,)
    environment: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: A report that is changed before each run, after a first run that is not measured; None: every run is cold.
    changed: Path | None = None


def main() -> None:
    """Measure what the options ask for and write the page."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        place = Path(made)
        tools = _tools(place / "tools")
        rows: list[Row] = []
        sizes: list[int] = []
        for units in options.sizes:
            campaign = _campaign(place / f"n-{units}", units)
            sizes += [file.stat().st_size for file in (campaign / "submissions").iterdir()]
            jobs = [job for job in _jobs(campaign, units, tools) if not job.into or units <= options.site_up_to]
            rows += _measured(jobs, _runs(units, options.runs), options.bound, place / "cache")
            shutil.rmtree(campaign.parent)
    told = {"day": options.day, "note": options.note, "machine": _machine(), "versions": _versions()}
    size = f"{sum(sizes) / len(sizes) / 1000:.0f}"
    into = PAGE if PAGE.exists() else ROOT / PAGE.name
    into.write_text(page(rows, options.bound, size=size, **told), encoding="utf-8")
    into.with_suffix(".svg").write_text(chart(rows), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[18, 180, 700], help="numbers of units")
    parser.add_argument("--day", required=True, help="the day that the page bears")
    parser.add_argument("--note", default="", help="a paragraph above the figures")
    parser.add_argument("--runs", type=int, help="runs of each command (default: 5 at small sizes, 1 at large ones)")
    parser.add_argument("--bound", type=float, default=900, help="seconds after which a command is ended")
    parser.add_argument("--site-up-to", type=int, default=10**9, help="build no site of more units than this")
    return parser.parse_args()


def _runs(units: int, asked: int | None) -> int:
    return asked or (5 if units <= 50 else 3 if units <= 700 else 1)


# -- what is measured ---------------------------------------------------------------------------------


def _campaign(place: Path, units: int) -> Path:
    """Write a campaign and beside it the peers' inputs; return the campaign's folder."""
    campaign = place / "campaign"
    command = (sys.executable, "-m", "tongket.cli", "demo", str(campaign), "--units", str(units))
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    plain, hugo, data = place / "plain", place / "hugo", place / "data"
    for folder in (plain / "docs", hugo / "content", hugo / "layouts" / "_default", data):
        folder.mkdir(parents=True)
    (plain / "mkdocs.yml").write_text(_PLAIN_SETTINGS, encoding="utf-8")
    (plain / "docs" / "index.md").write_text("# bench\n", encoding="utf-8")
    (hugo / "hugo.toml").write_text('baseURL = "/"\ntitle = "bench"\n', encoding="utf-8")
    for layout in ("single", "list"):
        (hugo / "layouts" / "_default" / f"{layout}.html").write_text(_HUGO_LAYOUT, encoding="utf-8")
    for file in sorted((campaign / "submissions").iterdir()):
        front, body = split(file.read_text(encoding="utf-8"))
        (data / f"{file.stem}.yml").write_text(front, encoding="utf-8")
        for folder in (plain / "docs", hugo / "content"):
            (folder / file.name).write_text(body, encoding="utf-8")
    return campaign


def split(text: str) -> tuple[str, str]:
    """Return a report's front matter and its body; years as keys are quoted, for JSON has no others."""
    _, front, body = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    return re.sub(r"(?<=[{ ])([0-9]{4}): ", r'"\1": ', front), body.lstrip("\n")


def _tools(place: Path) -> Path:
    """Install the peers; return the folder of their commands."""
    subprocess.run((sys.executable, "-m", "venv", str(place)), check=True)
    pins = [f"{name}=={pin}" for name, pin in PEERS.items()]
    subprocess.run((str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", *pins), check=True)
    return place / "bin"


def _jobs(campaign: Path, units: int, tools: Path) -> Iterator[Job]:
    """Yield the commands of one size; those of one work follow each other."""
    place = campaign.parent
    ours = (sys.executable, "-m", "tongket.cli")
    peer = (str(tools / "check-jsonschema"), "--quiet", "--schemafile", "schema/report.schema.json")
    data = sorted((place / "data").iterdir())
    first = f"submissions/{data[0].stem}.md"
    yield Job(units, "check", OURS, (*ours, "check"), campaign)
    yield Job(units, "check", CHECK_JSONSCHEMA, (*peer, *map(str, data)), campaign)
    changed = campaign / first
    yield Job(units, "check-again", OURS, (*ours, "check"), campaign, changed=changed)
    yield Job(units, "check-again", CHECK_JSONSCHEMA, (*peer, *map(str, data)), campaign)
    yield Job(units, "check-file", OURS, (*ours, "check", first), campaign)
    yield Job(units, "check-file", CHECK_JSONSCHEMA, (*peer, str(data[0])), campaign)
    yield Job(units, "status", OURS, (*ours, "status"), campaign)
    into = place / "site"
    mkdocs = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(into))
    yield Job(units, "site", OURS, mkdocs, campaign, into)
    yield Job(units, "site", PLAIN, mkdocs, place / "plain", into)
    without = {"TONGKET_WORD": "false"}
    yield Job(units, "site-again", OURS, mkdocs, campaign, into, changed=changed)
    yield Job(units, "site-again", PLAIN, mkdocs, place / "plain", into)
    yield Job(units, "site-without-word", OURS, mkdocs, campaign, into, environment=without)
    yield Job(units, "site-without-word", PLAIN, mkdocs, place / "plain", into)
    hugo = (str(tools / "hugo"), "--quiet", "--noBuildLock", "--destination", str(into))
    yield Job(units, "site-without-word", HUGO, hugo, place / "hugo", into)


# -- measuring ----------------------------------------------------------------------------------------


def _measured(jobs: Sequence[Job], runs: int, bound: float, cache: Path) -> list[Row]:
    """Run the jobs of each work in turn, as often as asked; one that passes the bound is not run again."""
    found: dict[Job, list[Run]] = {job: [] for job in jobs}
    beyond: set[Job] = set()
    for work in dict.fromkeys(job.work for job in jobs):
        for job in jobs:
            if job.work == work and job.changed and _run(job, bound, cache) is None:
                beyond.add(job)
        for _ in range(runs):
            for job in jobs:
                if job.work == work and job not in beyond:
                    run = _run(job, bound, cache)
                    beyond |= {job} if run is None else set()
                    found[job] += [run] if run else []
    for job, taken in found.items():
        print(job.units, job.work, job.program, [round(run.wall, 2) for run in taken], file=sys.stderr)
    return [Row(job.units, job.work, job.program, () if job in beyond else tuple(found[job])) for job in jobs]


def _run(job: Job, bound: float, cache: Path) -> Run | None:
    """Run a command; nothing is left of an earlier run but what a job after a change is to find.

    None where it passed the bound.
    """
    for left in (cache, job.into, *job.folder.glob(".*")):
        if left and left.is_dir():
            shutil.rmtree(left)
    if job.changed:
        cache = cache.with_name("kept")  # no other job's run takes it away
        job.changed.write_bytes(job.changed.read_bytes() + b"\n")
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "HUGO_CACHEDIR": str(cache), **_STEADY}
    environment |= job.environment
    environment.pop("TONGKET_MEMORY", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        job.command, cwd=job.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    timer = threading.Timer(bound, process.kill)
    timer.start()
    assert process.stderr
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode < 0 and wall >= bound:
        return None
    if process.returncode not in job.codes:
        raise SystemExit(f"{job.program} ({job.work}) ended with {process.returncode}:\n{said.decode()[-2000:]}")
    peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Run(wall, used.ru_utime + used.ru_stime, peak, _size(job.into))


#: Nothing that depends on the machine's settings or on the day.
_STEADY: Mapping[str, str] = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1700000000", "PYTHONUTF8": "1"}


def _size(folder: Path | None) -> float | None:
    if folder is None:
        return None
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20


# -- the machine --------------------------------------------------------------------------------------


def _machine() -> str:
    cpu, memory = platform.processor() or platform.machine(), 0.0
    if Path("/proc/cpuinfo").exists():
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        cpu = found[1] if found else cpu
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    system = f"{platform.system()} {platform.machine()}"
    said = WORDS["machine"].format(cpu=cpu, cores=os.cpu_count(), memory=f"{memory:.0f}", system=system)
    return str(said)


def _versions() -> str:
    own = {"Python": platform.python_version(), OURS: version("tongket")}
    theirs = {"MkDocs": version("mkdocs"), "Material": version("mkdocs-material"), **PEERS}
    return ", ".join(f"{name} {number}" for name, number in (own | theirs).items())


if __name__ == "__main__":
    main()
