"""A campaign in; every file that leaves the site (Word, spreadsheet, CSV, JSON) as deterministic bytes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from tongket import words
from tongket.campaign import Report
from tongket.export import data, spreadsheet
from tongket.export.tables import Table, tables
from tongket.export.word import reports
from tongket.workspace import Workspace


@dataclass(frozen=True)
class ExportFile:
    """A file to be written below the export folder. `unit` is the id of the unit whose report it is, else empty.

    It is made when it is asked for: naming thousands of files costs next to nothing.
    """

    path: str
    title: str
    describe: Callable[[], str]
    make: Callable[[], bytes]
    unit: str = ""

    @property
    def description(self) -> str:
        """What the file holds, in a few words."""
        return self.describe()

    @property
    def content(self) -> bytes:
        """The file's bytes, made anew each time: nothing is kept but the tables that several files share."""
        return self.make()


def files(workspace: Workspace, today: date) -> Mapping[str, ExportFile]:
    """Return every exported file by its path; `today` is the day from which standings are told."""
    found = (*_board_files(workspace), *_data_files(workspace, today), *map(_unit_file, workspace.campaign.counted))
    return {file.path: file for file in found}


def _board_files(workspace: Workspace) -> Iterator[ExportFile]:
    yield ExportFile(
        "word/tong-hop.docx",
        words.say("export.consolidated"),
        lambda: words.say("export.consolidated-about"),
        partial(reports.consolidated_report, workspace),
    )
    yield ExportFile(
        "word/tom-tat.docx",
        words.say("export.brief"),
        lambda: words.say("export.brief-about"),
        partial(reports.conference_brief, workspace),
    )


def _unit_file(report: Report) -> ExportFile:
    return ExportFile(
        f"word/bao-cao/{report.unit.id}.docx",
        words.say("export.unit", unit=report.unit.name),
        lambda: words.say("export.unit-about"),
        partial(reports.unit_report, report),
        report.unit.id,
    )


def _data_files(workspace: Workspace, today: date) -> Iterator[ExportFile]:
    campaign, consolidated, definition = workspace.campaign, workspace.consolidated, workspace.campaign.definition
    made = tuple(tables(campaign, consolidated, today))
    yield ExportFile(
        "bang-tinh.xlsx",
        words.say("export.spreadsheet"),
        lambda: words.say("export.spreadsheet-about"),
        partial(spreadsheet.xlsx_bytes, made, definition),
    )
    yield ExportFile(
        "du-lieu.json",
        words.say("export.json"),
        lambda: words.say("export.json-about"),
        partial(data.json_bytes, campaign, consolidated),
    )
    yield ExportFile(
        "csv/datapackage.json",
        words.say("export.package"),
        lambda: words.say("export.package-about"),
        partial(data.package_bytes, made, definition),
    )
    for table in made:
        yield ExportFile(
            f"csv/{table.name}.csv",
            words.say("export.csv", table=table.title),
            partial(_count, table),
            partial(data.csv_bytes, table),
        )


def _count(table: Table) -> str:
    return words.say("export.csv-about", count=len(table.rows))
