"""`schema/` and `submissions/` in; one frozen campaign with every report, problem and status out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from pathlib import Path

from tongket import checking, words
from tongket import definition as definitions
from tongket.definition import SUBMISSIONS, SYNTHESIS, Definition, Unit
from tongket.problems import Problem, Severity, rule
from tongket.reading import Document
from tongket.reading import document as documents
from tongket.reading.body import Section

SYNTHESIS_PATH = f"{SUBMISSIONS}/{SYNTHESIS}.md"


@dataclass(frozen=True)
class Report:
    """One unit's report. Only a `counted` report enters any total; a `withheld` one is shown to nobody."""

    unit: Unit
    document: Document
    definition: Definition
    valid: bool
    draft: bool
    scaffold: bool
    withheld: bool = False

    @property
    def counted(self) -> bool:
        """Whether the report is merged, free of errors and not a draft, and its unit must report."""
        return self.valid and not self.draft and not self.scaffold and not self.unit.excluded

    @property
    def data(self) -> dict[str, object]:
        """The report as one JSON document."""
        return self.document.data

    def role(self, name: str) -> object:
        """Return the value that plays a role (symbol, issued, sent, …), None where it is missing."""
        return self.definition.schema.of_role(self.data, name)

    @property
    def sent(self) -> date | None:
        """The day the report was sent, None where it does not say so in ISO form."""
        return _date(self.role("sent"))

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The narrative section of each point that is answered."""
        found = documents.point_sections(self.document.body, self.definition.schema.layout)
        return {number: section for number, section in found.items() if section.words}

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
    """A campaign as loaded: definition, reports in the units' order, and all problems, sorted."""

    definition: Definition
    reports: tuple[Report, ...]
    synthesis: Document | None
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def report_of(self) -> dict[str, Report]:
        """The reports by unit id."""
        return {report.unit.id: report for report in self.reports}

    @property
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


def load(root: Path) -> tuple[Campaign | None, list[Problem]]:
    """Read a whole campaign; None beside the problems when its definition can't be used.

    A broken submission never hides another's problems; the campaign then simply does not count it.
    """
    definition, problems = definitions.load(root)
    if definition is None:
        return None, sorted(problems)
    found: list[Document] = []
    for file in _files(root / SUBMISSIONS):
        relative = f"{SUBMISSIONS}/{file.relative_to(root / SUBMISSIONS).as_posix()}".encode(errors="replace").decode()
        misplaced = list(checking.check_file(relative, file.is_symlink(), definition))
        problems += misplaced
        if file.suffix == ".md" and not file.is_symlink():
            document, own = check(relative, file.read_bytes(), definition)
            found.append(document)
            problems += own
    problems += checking.check_repeated(found, definition)
    return _campaign(definition, found, problems), sorted(problems)


def reference_day(definition: Definition, environ: Mapping[str, str]) -> date:
    """Return the day from which standings are told: the campaign's own, else SOURCE_DATE_EPOCH's, else today."""
    if definition.as_of:
        return definition.as_of
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.today()


def check(path: str, raw: bytes, definition: Definition) -> tuple[Document, list[Problem]]:
    """Read one submission and find all its problems but those that need other files."""
    if path == SYNTHESIS_PATH:
        definition = definition.for_synthesis
    document, problems = documents.parse(path, raw, definition.schema.layout)
    return document, problems + list(checking.check(document, definition))


def _campaign(definition: Definition, found: Sequence[Document], problems: list[Problem]) -> Campaign:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    broken = {problem.path for problem in errors}
    private = {problem.path for problem in errors if rule(problem.rule).private}
    documents_by_path = {document.path: document for document in found}
    reports = tuple(
        Report(
            unit,
            documents_by_path[unit.path],
            definition,
            valid=unit.path not in broken,
            draft=checking.is_draft(documents_by_path[unit.path], definition),
            scaffold=bool(checking.hint_lines(documents_by_path[unit.path])),
            withheld=unit.path in private,
        )
        for unit in definition.units
        if unit.path in documents_by_path
    )
    synthesis = documents_by_path.get(SYNTHESIS_PATH)
    return Campaign(definition, reports, synthesis, tuple(documents_by_path.values()), tuple(sorted(problems)))


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
