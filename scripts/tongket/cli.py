"""The `tongket` command; the only place that prints, reads the clock or asks Git.

Commands import what only they use, so that the others start at once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

import click

from tongket import campaign as campaigns
from tongket import starting, synthesis, words
from tongket import workspace as workspaces
from tongket.campaign import SYNTHESIS_PATH, State, Status
from tongket.checking import formats
from tongket.definition import SUBMISSIONS, Definition, scaffold
from tongket.problems import Problem, Severity
from tongket.reading import text
from tongket.synthesis import Synthesis, confirmation
from tongket.workspace import Workspace

PROBLEMS, BROKEN = 1, 2

Command = Callable[..., None]

_root = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help=words.say("cli.root"),
)
_today = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar=words.say("cli.day"), help=words.say("cli.today")
)


def _format(*forms: str) -> Callable[[Command], Command]:
    """Offer ways to print the result, the first one by default."""
    choice, about = click.Choice(forms), words.say("cli.form")
    return click.option("--format", "form", type=choice, default=forms[0], show_default=True, help=about)


@click.group(help=words.say("cli.about"))
@click.version_option(package_name="tongket", message="tongket %(version)s")
def main() -> None:
    """Run one of the commands below."""


@main.command(help=words.say("cli.check"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_root
@click.option("--changed-from", metavar="REF", help=words.say("cli.changed-from"))
@_format("text", "github", "json")
@click.option("--summary", type=click.Path(path_type=Path), help=words.say("cli.summary"))
@click.option("--strict", is_flag=True, help=words.say("cli.strict"))
def check(
    files: Sequence[Path], root: Path, changed_from: str | None, form: str, summary: Path | None, strict: bool
) -> None:
    """Print every problem; the exit code says whether there are errors."""
    workspace, problems = workspaces.load(root)
    if workspace is None:
        _print_problems(problems, root, form)
        sys.exit(BROKEN)
    wanted = _wanted(files, changed_from, root)
    shown = [problem for problem in problems if wanted is None or _covers(wanted, problem.path)]
    seen = {document.path for document in workspace.campaign.documents} | {problem.path for problem in problems}
    checked = sum(wanted is None or _covers(wanted, path) for path in seen)
    _print_problems(shown, root, form)
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write("\n".join(formats.as_summary(shown, checked)) + "\n")
    errors = sum(problem.severity is Severity.ERROR for problem in shown)
    if form != "json":
        click.echo(formats.verdict(errors, len(shown) - errors, checked), err=True)
    sys.exit(PROBLEMS if errors or (strict and shown) else 0)


@main.command(help=words.say("cli.new"))
@click.argument("unit")
@_root
@click.option("--stdout", is_flag=True, help=words.say("cli.stdout"))
def new(unit: str, root: Path, stdout: bool) -> None:
    """Write the scaffold of a unit's report."""
    campaign = _workspace(root).campaign
    found = campaign.definition.unit_by_id.get(unit)
    if found is None:
        near = text.nearest(unit, campaign.definition.unit_by_id)
        if near:
            raise click.UsageError(words.say("cli.unit-near", unit=unit, near=near))
        raise click.UsageError(words.say("cli.unit-unknown", unit=unit))
    content = scaffold.scaffold(campaign.definition, found)
    if stdout:
        click.echo(content, nl=False)
        return
    path = root / found.path
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise click.UsageError(words.say("cli.new-exists", path=found.path)) from None
    click.echo(words.say("cli.new-done", path=found.path))


@main.command(help=words.say("cli.fmt"))
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_root
@click.option("--check", "only_check", is_flag=True, help=words.say("cli.fmt-check"))
def fmt(files: Sequence[Path], root: Path, only_check: bool) -> None:
    """Repair the form of submissions, never their words."""
    changed, failed = [], False
    for path in files or sorted((root / SUBMISSIONS).glob("*.md")):
        if path.is_symlink():
            continue  # it may lead anywhere; `check` reports it
        raw = path.read_bytes()
        try:
            cleaned = text.clean(raw.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            click.echo(words.say("cli.fmt-encoding", path=path), err=True)
            failed = True
            continue
        if cleaned != raw:
            changed.append(path)
            if not only_check:
                path.write_bytes(cleaned)
    for path in changed:
        click.echo(words.say("cli.fmt-wanted", path=path) if only_check else words.say("cli.fmt-done", path=path))
    sys.exit(PROBLEMS if failed or (changed and only_check) else 0)


@main.command(help=words.say("cli.status"))
@_root
@_today
@_format("text", "json")
def status(root: Path, today: datetime | None, form: str) -> None:
    """Print where every unit stands on a day."""
    campaign = _workspace(root).campaign
    day, due = _day_of(today, campaign.definition), campaign.definition.due
    found = campaign.status(day)
    if form == "json":
        told = {"today": day.isoformat(), "due": due.isoformat(), "units": [_as_dict(one) for one in found]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(words.say("cli.status-day", day=words.day(day), due=words.day(due)))
    width = max(len(one.unit.name) for one in found)
    for one in found:
        unit, sent = one.unit.name.ljust(width), _sent(one)
        if sent:
            click.echo(words.say("cli.status-sent", unit=unit, standing=_standing(one), day=words.day(sent)))
        else:
            click.echo(words.say("cli.status-unit", unit=unit, standing=_standing(one)))
    for state in State:
        count = sum(one.state is state for one in found)
        if count:
            click.echo(words.say("cli.status-count", state=words.label(state), count=count, units=len(found)))


@main.command(help=words.say("cli.export"))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@_root
@_today
def export(folder: Path, root: Path, today: datetime | None) -> None:
    """Write every file that leaves the site."""
    from tongket import export as exports

    workspace = _workspace(root)
    written = 0
    for file in exports.files(workspace, _day_of(today, workspace.campaign.definition)):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        written += 1
    click.echo(words.say("cli.export-done", count=written, folder=folder))


@main.command(help=words.say("cli.pages"))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@_root
@_today
def pages(folder: Path, root: Path, today: datetime | None) -> None:
    """Write the generated pages as files, for another generator of sites."""
    from tongket import pages as site

    workspace = _workspace(root)
    made = site.pages(workspace, _day_of(today, workspace.campaign.definition), site.Links(directory_urls=False))
    for uri, page in made.items():
        path = folder / Path(uri).with_suffix(".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.document(), encoding="utf-8", newline="\n")
    click.echo(words.say("cli.pages-done", count=len(made), folder=folder))


@main.command(help=words.say("cli.confirm"))
@click.argument("points", nargs=-1, required=True)
@_root
def confirm(points: Sequence[str], root: Path) -> None:
    """Record that the synthesis of these points was re-read against the current reports."""
    workspace = _workspace(root)
    for point in points:
        _synthesis(workspace, point)
    path = root / SYNTHESIS_PATH
    for point in points:
        board = _synthesis(workspace, point)
        prints = synthesis.fingerprints(workspace.campaign, point, board.prose[point].pieces)
        written = path.read_bytes().decode("utf-8")
        renewed = confirmation.confirm(written, board.document, board.definition, point, prints)
        if renewed is None:
            raise click.UsageError(words.say("cli.not-confirmed", path=SYNTHESIS_PATH))
        path.write_bytes(renewed.encode("utf-8"))
        workspace = _workspace(root)  # its positions have moved
        click.echo(words.say("cli.confirmed", point=point, count=len(workspace.consolidated.units)))


def _synthesis(workspace: Workspace, point: str) -> Synthesis:
    """Return the board's report, which has prose on the point."""
    known = workspace.campaign.definition.schema.outline.by_id
    if point not in known:
        raise click.UsageError(words.say("cli.point-unknown", point=point, points=", ".join(known)))
    if workspace.synthesis is None:
        raise click.UsageError(words.say("cli.no-synthesis", path=SYNTHESIS_PATH))
    if point not in workspace.synthesis.prose:
        raise click.UsageError(words.say("cli.no-prose", point=point, path=SYNTHESIS_PATH))
    return workspace.synthesis


def _as_dict(one: Status) -> dict[str, object]:
    sent = _sent(one)
    return {
        "id": one.unit.id,
        "name": one.unit.name,
        "state": one.state.value,
        "days": one.days,
        "sent": sent.isoformat() if sent else None,
    }


def _sent(one: Status) -> date | None:
    return one.report.sent if one.report and not one.report.scaffold else None


def _standing(one: Status) -> str:
    state = words.label(one.state)
    if not one.days:
        return state
    days = words.two_digits(one.days)
    if one.state is State.LATE:
        return words.say("standing.late", days=days)
    return words.say("standing.overdue", state=state, days=days)


def _day_of(today: datetime | None, definition: Definition) -> date:
    """Return the day a command counts from: the one asked for, else the campaign's, else the clock's."""
    return today.date() if today else campaigns.reference_day(definition, os.environ)


def _workspace(root: Path) -> Workspace:
    workspace, problems = workspaces.load(root)
    if workspace is None:
        _print_problems(problems, root, "text")
        sys.exit(BROKEN)
    return workspace


def _print_problems(problems: Sequence[Problem], root: Path, form: str) -> None:
    if form == "json":
        click.echo(formats.as_json(problems))
    elif form == "github":
        for line in formats.as_github(problems):
            click.echo(line)
    else:
        for line in formats.as_text(problems, cache(lambda path: _source_lines(root / path))):
            click.echo(line)


def _source_lines(path: Path) -> Sequence[str]:
    try:
        raw = path.read_bytes() if not path.is_symlink() else b""
    except OSError:
        return ()
    return text.decode(str(path), raw)[0].split("\n")


def _wanted(files: Sequence[Path], changed_from: str | None, root: Path) -> set[str] | None:
    """Return the files and folders to report on, relative to the root; None means all."""
    if not files and not changed_from:
        return None
    wanted = set()
    for file in files:
        inside = next((base for base in (file, root / file) if base.exists() or base.is_symlink()), None)
        if inside is None:
            raise click.UsageError(words.say("cli.no-file", file=file))
        # The folder is resolved, the file is not: a link is reported under its own name.
        is_root = inside.absolute() == root.absolute()
        place = root.resolve() if is_root else inside.absolute().parent.resolve() / inside.name
        try:
            path = place.relative_to(root.resolve()).as_posix()
        except ValueError:
            raise click.UsageError(words.say("cli.outside", file=file)) from None
        if path != "." and path.split("/")[0] != SUBMISSIONS:
            raise click.UsageError(words.say("cli.no-report", file=file, folder=SUBMISSIONS))
        wanted.add("" if path == "." else path)
    return wanted | (_changed(changed_from, root) if changed_from else set())


def _covers(wanted: set[str], path: str) -> bool:
    """Tell whether a path is among the wanted files or inside a wanted folder."""
    return path in wanted or any(path.startswith(f"{folder}/" if folder else "") for folder in wanted)


def _changed(reference: str, root: Path) -> set[str]:
    """Return the submissions that differ from a Git reference, new files included."""
    difference = ["git", "diff", "--name-only", "-z", "--relative", "--diff-filter=d"]
    commands = (
        [*difference, f"{reference}...HEAD", "--", SUBMISSIONS],
        [*difference, "HEAD", "--", SUBMISSIONS],
        ["git", "ls-files", "--others", "--exclude-standard", "-z", "--", SUBMISSIONS],
    )
    changed: set[str] = set()
    for command in commands:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
        if done.returncode:
            raise click.UsageError(words.say("cli.no-reference", reference=reference))
        changed |= {name for name in done.stdout.decode("utf-8", "replace").split("\0") if name}
    return changed


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Tạo trong thư mục DIR một kho mới: chương trình và một cuộc tổng kết mẫu để sửa thành của mình."""
    try:
        count = starting.start(folder)
    except starting.StartError as exc:
        click.echo(exc, err=True)
        sys.exit(BROKEN)
    click.echo(words.say("starting.done", folder=folder, count=count))


if __name__ == "__main__":
    main()
