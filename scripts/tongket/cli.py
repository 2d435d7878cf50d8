"""The `tongket` command; the only place that prints, reads the clock or asks Git.

Commands import what only they use, so that the others start at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import click

from tongket import campaign as campaigns
from tongket import memory, selection, starting, synthesis, words
from tongket import workspace as workspaces
from tongket.campaign import SYNTHESIS_PATH, State, Status
from tongket.checking import formats
from tongket.definition import SUBMISSIONS, SYNTHESIS, Definition, Parent, scaffold
from tongket.problems import Problem, Severity
from tongket.reading import text
from tongket.synthesis import Synthesis, confirmation
from tongket.usage import BROKEN, PROBLEMS, Choice, Count, Day, Group, Misuse, campaign_folder
from tongket.workspace import Workspace

Decorator = Callable[[Callable[..., None]], Callable[..., None]]

_path = click.Path(path_type=Path, readable=False)  # click's own checks speak English
_root = click.option(
    "--root",
    type=_path,
    default=".",
    metavar=words.say("cli.folder-place"),
    callback=campaign_folder,
    help=words.say("cli.root"),
)
_today = click.option("--today", type=Day(), metavar=words.say("cli.day-place"), help=words.say("cli.today"))
_files = click.argument("files", nargs=-1, type=_path, metavar=words.say("cli.files-place"))
_folder = click.argument("folder", type=_path, metavar=words.say("cli.folder-place"))


def _format(*forms: str) -> Decorator:
    """Offer ways to print the result, the first one by default."""
    about = words.say("cli.form", first=forms[0])
    return click.option("--format", "form", type=Choice(forms), default=forms[0], help=about)


@click.group(name="tongket", cls=Group, help=words.say("cli.about"))
@click.version_option(package_name="tongket", message="tongket %(version)s", help=words.say("cli.version"))
def main() -> None:
    """Run one of the commands below."""


@main.command(help=words.say("cli.check"))
@_files
@_root
@click.option("--changed-from", metavar=words.say("cli.reference-place"), help=words.say("cli.changed-from"))
@_format("text", "github", "json")
@click.option("--summary", type=_path, metavar=words.say("cli.file-place"), help=words.say("cli.summary"))
@click.option("--strict", is_flag=True, help=words.say("cli.strict"))
def check(
    files: Sequence[Path], root: Path, changed_from: str | None, form: str, summary: Path | None, strict: bool
) -> None:
    """Print every problem; the exit code says whether there are errors."""
    wanted = selection.selected(files, root) if files or changed_from else selection.ALL
    if changed_from:
        wanted |= selection.changed(changed_from, root)
    few = not changed_from and all(path.endswith(".md") and path != SYNTHESIS_PATH for path in wanted)
    only = (lambda path: selection.covers(wanted, path)) if few else None
    workspace, problems = workspaces.load(root, memory.of_user(), only)
    if workspace is None:
        _print_problems(problems, root, form)
        sys.exit(BROKEN)
    shown = [problem for problem in problems if selection.covers(wanted, problem.path)]
    seen = {*workspace.campaign.files} | {problem.path for problem in problems}
    checked = sum(selection.covers(wanted, path) for path in seen)
    _print_problems(shown, root, form)
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write("\n".join(formats.as_summary(shown, checked)) + "\n")
    errors = sum(problem.severity is Severity.ERROR for problem in shown)
    if form != "json":
        click.echo(formats.verdict(errors, len(shown) - errors, checked), err=True)
    sys.exit(PROBLEMS if errors or (strict and shown) else 0)


@main.command(help=words.say("cli.new"))
@click.argument("unit", metavar=words.say("cli.unit-place"))
@_root
@click.option("--stdout", is_flag=True, help=words.say("cli.stdout"))
def new(unit: str, root: Path, stdout: bool) -> None:
    """Write the beginning of a unit's report, or of the board's."""
    content = _beginning(_workspace(root).campaign.definition, unit)
    if stdout:
        click.echo(content, nl=False)
        return
    name = f"{SUBMISSIONS}/{unit}.md"
    path = root / name
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise Misuse(words.say("cli.new-exists", path=name)) from None
    click.echo(words.say("cli.new-done", path=name))


def _beginning(definition: Definition, unit: str) -> str:
    """Return the text with which a file of submissions begins."""
    if unit == SYNTHESIS:
        return scaffold.synthesis(definition)
    if unit in definition.unit_by_id:
        return scaffold.scaffold(definition, definition.unit_by_id[unit])
    near = text.nearest(unit, (*definition.unit_by_id, SYNTHESIS))
    if near:
        raise Misuse(words.say("cli.unit-near", unit=unit, near=near))
    raise Misuse(words.say("cli.unit-unknown", unit=unit))


@main.command(help=words.say("cli.fmt"))
@_files
@_root
@click.option("--check", "only_check", is_flag=True, help=words.say("cli.fmt-check"))
def fmt(files: Sequence[Path], root: Path, only_check: bool) -> None:
    """Repair the form of submissions, never their words."""
    wanted = selection.selected(files, root) if files else selection.ALL
    changed, failed = [], False
    for name in selection.reports(wanted, root):
        path = root / name
        if path.is_symlink():
            continue  # it may lead anywhere; `check` reports it
        raw = path.read_bytes()
        try:
            cleaned = text.clean(raw.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            click.echo(words.say("cli.fmt-encoding", path=name), err=True)
            failed = True
            continue
        if cleaned != raw:
            changed.append(name)
            if not only_check:
                path.write_bytes(cleaned)
    for name in changed:
        click.echo(words.say("cli.fmt-wanted", path=name) if only_check else words.say("cli.fmt-done", path=name))
    sys.exit(PROBLEMS if failed or (changed and only_check) else 0)


@main.command(help=words.say("cli.status"))
@_root
@_today
@_format("text", "json")
def status(root: Path, today: date | None, form: str) -> None:
    """Print where every unit stands on a day."""
    campaign = _workspace(root).campaign
    day, due = _day_of(today, campaign.definition), campaign.definition.due
    found = campaign.status(day)
    if form == "json":
        told = {"today": day.isoformat(), "due": due.isoformat(), "units": [_as_dict(one) for one in found]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(words.say("cli.status-day", day=words.day(day), due=words.day(due)))
    width = max((len(one.unit.name) for one in found), default=0)
    for one in found:
        unit, sent = one.unit.name.ljust(width), _sent(one)
        if sent:
            click.echo(words.say("cli.status-sent", unit=unit, standing=one.standing, day=words.day(sent)))
        else:
            click.echo(words.say("cli.status-unit", unit=unit, standing=one.standing))
    for state in State:
        count = sum(one.state is state for one in found)
        if count:
            click.echo(words.say("cli.status-count", state=words.label(state), count=count, units=len(found)))


@main.command(help=words.say("cli.export"))
@_folder
@_root
@_today
@click.option("--as-report", "parent", metavar=words.say("levels.parent-place"), help=words.say("levels.as-report"))
def export(folder: Path, root: Path, today: date | None, parent: str | None) -> None:
    """Write every file that leaves the site, or the report that goes up to the next level."""
    from tongket import export as exports

    workspace = _workspace(root)
    if parent is not None:
        _export_level(workspace, _parent(workspace.campaign.definition, parent), folder)
        return
    files = exports.files(workspace, _day_of(today, workspace.campaign.definition))
    for path, file in files.items():
        _put(folder / path, file.content)
    click.echo(words.say("cli.export-done", count=len(files), folder=folder))


def _parent(definition: Definition, wanted: str) -> Parent:
    """Return the declared parent of that id."""
    known = {parent.id: parent for parent in definition.parents if parent.id}
    if not known:
        raise Misuse(words.say("levels.none-declared"))
    if wanted in known:
        return known[wanted]
    near = text.nearest(wanted, known)
    if near:
        raise Misuse(words.say("levels.parent-near", parent=wanted, near=near))
    raise Misuse(words.say("levels.parent-unknown", parent=wanted, known=", ".join(known)))


def _export_level(workspace: Workspace, parent: Parent, folder: Path) -> None:
    """Write the report of the units below a parent, and beside it what they count."""
    from tongket import levels
    from tongket.consolidating import consolidate

    definition = workspace.campaign.definition
    consolidated = consolidate(definition.below(parent), workspace.campaign.reports)
    if not consolidated.units:
        raise Misuse(words.say("levels.no-report", parent=parent.name))
    # The board writes on all units of its campaign: on this parent's only where there is no other.
    all_units = consolidated.units + consolidated.left_out
    own = workspace.synthesis if len(all_units) == len(workspace.campaign.expected) else None
    written = levels.submission(consolidated, parent, own)
    _put(folder / f"{parent.id}.md", written.encode())
    _put(folder / f"{parent.id}.json", levels.to_json(levels.rolled(consolidated, parent.id)))
    counted, expected = len(consolidated.units), len(all_units)
    click.echo(words.say("levels.done", parent=parent.name, folder=folder, counted=counted, expected=expected))


@main.command(help=words.say("levels.about"))
@_folder
@click.argument("files", nargs=-1, required=True, type=_path, metavar=words.say("levels.files-place"))
@click.option("--as-report", "parent", metavar=words.say("levels.parent-place"), help=words.say("levels.pass-on"))
@_root
def federate(folder: Path, files: Sequence[Path], parent: str | None, root: Path) -> None:
    """Add up what the levels below count, and write the totals as a page."""
    from tongket import levels

    definition = _workspace(root).campaign.definition
    above = None if parent is None else _parent(definition, parent)
    try:
        whole = levels.federate(definition, ((str(file), file.read_bytes()) for file in files))
    except levels.LevelError as exc:
        raise Misuse(str(exc)) from None
    _put(folder / levels.PAGE, levels.page(whole).encode())
    if above:
        _put(folder / f"{above.id}.json", levels.to_json(whole.rolled(above.id)))
    sent, left_out = len(whole.units), len(whole.left_out)
    click.echo(words.say("levels.federated", folder=folder, sent=sent, expected=sent + left_out))


@main.command(help=words.say("cli.pages"))
@_folder
@_root
@_today
def pages(folder: Path, root: Path, today: date | None) -> None:
    """Write the generated pages and what their search needs as files, for another generator of sites."""
    from tongket import pages as site
    from tongket import searching

    workspace = _workspace(root)
    day, links = _day_of(today, workspace.campaign.definition), site.Links(directory_urls=False)
    made = site.pages(workspace, day, links)
    for uri, page in made.items():
        _put(folder / Path(uri).with_suffix(".html"), page.render().document().encode())
    titles = {uri: page.title for uri, page in made.items() if not page.further}
    for name, content in searching.files(workspace, day, links, (), titles):
        _put(folder / name, content)
    _put(folder / searching.SCRIPT, (Path(__file__).parent / "theme" / searching.SCRIPT).read_bytes())
    click.echo(words.say("cli.pages-done", count=len(made), folder=folder))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@main.command(help=words.say("cli.confirm"))
@click.argument("points", nargs=-1, required=True, metavar=words.say("cli.points-place"))
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
            raise Misuse(words.say("cli.not-confirmed", path=SYNTHESIS_PATH))
        path.write_bytes(renewed.encode("utf-8"))
        workspace = _workspace(root)  # its positions have moved
        click.echo(words.say("cli.confirmed", point=point, count=len(workspace.consolidated.units)))


def _synthesis(workspace: Workspace, point: str) -> Synthesis:
    """Return the board's report, which has prose on the point."""
    known = workspace.campaign.definition.schema.outline.by_id
    if point not in known:
        raise Misuse(words.say("cli.point-unknown", point=point, points=", ".join(known)))
    if workspace.synthesis is None:
        raise Misuse(words.say("cli.no-synthesis", path=SYNTHESIS_PATH))
    if point not in workspace.synthesis.prose:
        raise Misuse(words.say("cli.no-prose", point=point, path=SYNTHESIS_PATH))
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


def _day_of(today: date | None, definition: Definition) -> date:
    """Return the day a command counts from: the one asked for, else the campaign's, else the clock's."""
    return today or campaigns.reference_day(definition, os.environ)


def _workspace(root: Path) -> Workspace:
    workspace, problems = workspaces.load(root, memory.of_user())
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


@main.command(help=words.say("starting.about"))
@_folder
def init(folder: Path) -> None:
    """Write a new campaign's repository: the program and a small campaign to make one's own."""
    try:
        count = starting.start(folder)
    except starting.StartError as exc:
        raise Misuse(str(exc)) from None
    click.echo(words.say("starting.done", folder=folder, count=count))


@main.command(help=words.say("demo.about"))
@_folder
@click.option(
    "--units", type=Count(99_999), default=180, metavar=words.say("demo.units-place"), help=words.say("demo.units")
)
@_root
def demo(folder: Path, units: int, root: Path) -> None:
    """Write a synthetic campaign of many units, mixed from the reports of this one."""
    from tongket import demo as demos

    if starting.is_taken(folder):
        raise Misuse(words.say("starting.not-empty", folder=folder))
    campaign, problems = campaigns.load(root)
    if campaign is None:
        _print_problems(problems, root, "text")
        sys.exit(BROKEN)
    if not campaign.counted:
        raise Misuse(words.say("demo.no-report"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in demos.kept(root):
        _put(folder / name, content)
    for name, text_of in demos.files(campaign, units):
        _put(folder / name, text_of.encode())
    click.echo(words.say("demo.done", folder=folder, count=units))


if __name__ == "__main__":
    main()
