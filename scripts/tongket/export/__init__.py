"""A campaign in; every file that leaves the site (Word, spreadsheet, CSV, JSON) as deterministic bytes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongket import words
from tongket.export import data
from tongket.export.tables import tables
from tongket.export.word import reports
from tongket.workspace import Workspace


@dataclass(frozen=True)
class ExportFile:
    """A file to be written below the export folder. `unit` is the id of the unit whose report it is, else empty."""

    path: str
    title: str
    description: str
    content: bytes
    unit: str = ""


def files(workspace: Workspace, today: date) -> Iterator[ExportFile]:
    """Yield every exported file; `today` is the day from which standings are told."""
    yield ExportFile(
        "word/tong-hop.docx",
        words.say("export.consolidated"),
        words.say("export.consolidated-about"),
        reports.consolidated_report(workspace),
    )
    yield ExportFile(
        "word/tom-tat.docx",
        words.say("export.brief"),
        words.say("export.brief-about"),
        reports.conference_brief(workspace),
    )
    yield from _data_files(workspace, today)
    for report in workspace.campaign.counted:
        yield ExportFile(
            f"word/bao-cao/{report.unit.id}.docx",
            words.say("export.unit", unit=report.unit.name),
            words.say("export.unit-about"),
            reports.unit_report(report),
            report.unit.id,
        )


def _data_files(workspace: Workspace, today: date) -> Iterator[ExportFile]:
    campaign, consolidated, definition = workspace.campaign, workspace.consolidated, workspace.campaign.definition
    made = tuple(tables(campaign, consolidated, today))
    yield ExportFile(
        "bang-tinh.xlsx",
        words.say("export.spreadsheet"),
        words.say("export.spreadsheet-about"),
        data.xlsx_bytes(made, definition),
    )
    yield ExportFile(
        "du-lieu.json",
        words.say("export.json"),
        words.say("export.json-about"),
        data.json_bytes(campaign, consolidated),
    )
    yield ExportFile(
        "csv/datapackage.json",
        words.say("export.package"),
        words.say("export.package-about"),
        data.package_bytes(made, definition),
    )
    for table in made:
        yield ExportFile(
            f"csv/{table.name}.csv",
            words.say("export.csv", table=table.title),
            words.say("export.csv-about", count=len(table.rows)),
            data.csv_bytes(table),
        )
