"""`schema/` and `submissions/` in; one frozen campaign with every report, problem and status out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from pathlib import Path

from tongket import checking, filed, words
from tongket import definition as definitions
from tongket.definition import SUBMISSIONS, SYNTHESIS, Definition, Unit
from tongket.filed import Filed, Passage
from tongket.memory import Memory
from tongket.problems import Problem, Severity, rule
from tongket.reading import Document, JsonPath

SYNTHESIS_PATH = f"{SUBMISSIONS}/{SYNTHESIS}.md"


@dataclass(frozen=True)
class Report:
    """One unit's report. Only a `counted` report enters any total; a `withheld` one is shown to nobody."""

    unit: Unit
    filed: Filed
    definition: Definition
    valid: bool
    withheld: bool = False

    @property
    def path(self) -> str:
        """Its file, relative to the campaign's root."""
        return self.filed.path

    @property
    def draft(self) -> bool:
        """Whether it says that it is still being written."""
        return self.filed.draft

    @property
    def scaffold(self) -> bool:
        """Whether hints of the template still stand in it."""
        return self.filed.hinted

    @cached_property
    def counted(self) -> bool:
        """Whether the report is merged, free of errors and not a draft, and its unit must report."""
        return self.valid and not self.draft and not self.scaffold and not self.unit.excluded

    @property
    def data(self) -> dict[str, object]:
        """The report as one JSON document."""
        return self.filed.content.data

    def line(self, path: JsonPath) -> int:
        """Return the line of the value at a path of the data."""
        return self.filed.content.line(path)

    def role(self, name: str) -> object:
        """Return the value that plays a role (symbol, issued, sent, …), None where it is missing."""
        return self.definition.schema.of_role(self.data, name)

    @property
    def sent(self) -> date | None:
        """The day the report was sent, None where it does not say so in ISO form."""
        return _date(self.role("sent"))

    @cached_property
    def sections(self) -> dict[str, Passage]:
        """The passage on each point that is answered."""
        return {number: passage for number, passage in self.filed.content.passages.items() if passage.words}

    def answer(self, point: str) -> Answer:
        """Tell how fully a point of the outline is answered; one that is not asked may be answered all the same."""
        outline, section = self.definition.schema.outline, self.sections.get(point)
        if section is None:
            asked = point not in outline.by_id or outline.by_id[point].asks(self.unit.kind)
            return Answer.MISSING if asked else Answer.NOT_ASKED
        return Answer.THIN if section.words < outline.thin_words else Answer.ANSWERED


class Answer(Enum):
    """How fully a report answers a point. What is not asked is never missing."""

    ANSWERED = "answered"
    THIN = "thin"
    MISSING = "missing"
    NOT_ASKED = "not-asked"

    @property
    def given(self) -> bool:
        """Whether there is an answer to read."""
        return self in (Answer.ANSWERED, Answer.THIN)


class State(Enum):
    """Where a unit stands, in the order in which the board cares."""

    NOT_FILED = "not-filed"
    DRAFT = "draft"
    INVALID = "invalid"
    LATE = "late"
    ON_TIME = "on-time"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Status:
    """A unit's standing on a given day. `days` is how late: past the due day, or when it was filed."""

    unit: Unit
    state: State
    days: int = 0
    report: Report | None = None

    @property
    def standing(self) -> str:
        """Where the unit stands in words, with the days it is late."""
        days = words.two_digits(self.days)
        if not self.days:
            return words.label(self.state)
        if self.state is State.LATE:
            return words.say("standing.late", days=days)
        return words.say("standing.overdue", state=words.label(self.state), days=days)


@dataclass(frozen=True)
class Campaign:
    """A campaign as loaded: definition, reports in the units' order, the submissions read, all problems."""

    definition: Definition
    reports: tuple[Report, ...]
    synthesis: Document | None
    files: tuple[str, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def report_of(self) -> dict[str, Report]:
        """The reports by unit id."""
        return {report.unit.id: report for report in self.reports}

    @cached_property
    def counted(self) -> tuple[Report, ...]:
        """The reports that enter totals."""
        return tuple(report for report in self.reports if report.counted)

    @property
    def expected(self) -> tuple[Unit, ...]:
        """The units that must report."""
        return tuple(unit for unit in self.definition.units if not unit.excluded)

    def status(self, today: date) -> tuple[Status, ...]:
        """Tell where each unit stands on a day, in the units' order."""
        return tuple(self._status(unit, today) for unit in self.definition.units)

    def _status(self, unit: Unit, today: date) -> Status:
        report = self.report_of.get(unit.id)
        if unit.excluded:
            return Status(unit, State.EXCLUDED, 0, report)
        if report and report.counted and report.sent:
            days = _days_late(report.sent, self.definition.due)
            return Status(unit, State.LATE if days else State.ON_TIME, days, report)
        overdue = _days_late(today, self.definition.due)
        if report is None or report.scaffold:
            return Status(unit, State.NOT_FILED, overdue, report)
        return Status(unit, State.DRAFT if report.draft and report.valid else State.INVALID, overdue, report)


def load(
    root: Path, remembered: Memory | None = None, wanted: Callable[[str], bool] | None = None
) -> tuple[Campaign | None, list[Problem]]:
    """Read a whole campaign; None beside the problems when its definition can't be used.

    A broken submission never hides another's problems; the campaign then simply does not count it. What is
    `remembered` is not computed again. Where only some paths are `wanted`, of the others only those are read without
    which the problems of these can't be told.
    """
    definition, problems = definitions.load(root)
    if definition is None:
        return None, sorted(problems)
    found: list[tuple[str, bytes]] = []
    for file in _files(root / SUBMISSIONS):
        relative = f"{SUBMISSIONS}/{file.relative_to(root / SUBMISSIONS).as_posix()}".encode(errors="replace").decode()
        problems += checking.check_file(relative, file.is_symlink(), definition)
        if file.suffix == ".md" and not file.is_symlink():
            found.append((relative, file.read_bytes()))
    synthesis = None
    if (raw := dict(found).get(SYNTHESIS_PATH)) is not None and (wanted is None or wanted(SYNTHESIS_PATH)):
        synthesis, own = filed.check(SYNTHESIS_PATH, raw, definition.for_synthesis)
        problems += own
    reports = [one for one in found if one[0] != SYNTHESIS_PATH]
    if wanted is None:
        read = filed.read_all(reports, definition, remembered)
    else:
        read = filed.read_some(reports, definition, wanted)
    for one in read:
        problems += one.problems
    claims = [one.claim for one in read] + ([checking.claim_of(synthesis, definition)] if synthesis else [])
    problems += checking.check_repeated(filter(None, claims), definition)
    return _campaign(definition, read, synthesis, problems), sorted(problems)


def reference_day(definition: Definition, environ: Mapping[str, str]) -> date:
    """Return the day from which standings are told: the campaign's own, else SOURCE_DATE_EPOCH's, else today."""
    if definition.as_of:
        return definition.as_of
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.today()


def _campaign(
    definition: Definition, read: Sequence[Filed], synthesis: Document | None, problems: list[Problem]
) -> Campaign:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    broken = {problem.path for problem in errors}
    private = {problem.path for problem in errors if rule(problem.rule).private}
    by_path = {one.path: one for one in read}
    reports = tuple(
        Report(unit, by_path[unit.path], definition, valid=unit.path not in broken, withheld=unit.path in private)
        for unit in definition.units
        if unit.path in by_path
    )
    files = (*by_path, SYNTHESIS_PATH) if synthesis else tuple(by_path)
    return Campaign(definition, reports, synthesis, files, tuple(sorted(problems)))


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder in a stable order, hidden ones aside; links are not followed."""
    if not folder.is_dir():
        return []
    files = [file for file in folder.rglob("*") if file.is_symlink() or file.is_file()]
    shown = [file for file in files if not file.name.startswith(".")]
    return sorted(shown, key=lambda file: file.relative_to(folder).as_posix())


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _days_late(day: date, due: date) -> int:
    """Return by how many days a day misses a "before" date; 0 when it is in time."""
    return max(0, (day - due).days + 1)
