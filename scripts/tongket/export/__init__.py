"""A campaign in; every file that leaves the site (Word, spreadsheet, CSV, JSON) as deterministic bytes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
    campaign, consolidated, definition = workspace.campaign, workspace.consolidated, workspace.campaign.definition
    yield ExportFile("word/tong-hop.docx", "Báo cáo tổng hợp (Word)", "Bản theo thể thức văn bản, kèm phụ lục", reports.consolidated_report(workspace))
    yield ExportFile("word/tom-tat.docx", "Tóm tắt phục vụ hội nghị (Word)", "Số liệu chính và những ý được nhiều đơn vị nêu", reports.conference_brief(workspace))
    made = tuple(tables(campaign, consolidated, today))
    yield ExportFile("bang-tinh.xlsx", "Bảng tính (Excel)", "Mỗi bảng một trang tính", data.xlsx_bytes(made, definition))
    yield ExportFile("du-lieu.json", "Toàn bộ dữ liệu (JSON)", "Báo cáo của từng đơn vị và kết quả tổng hợp, kèm nguồn", data.json_bytes(campaign, consolidated))
    yield ExportFile("csv/datapackage.json", "Mô tả dữ liệu (Data Package)", "Tên, ý nghĩa và kiểu của từng cột trong các bảng CSV", data.package_bytes(made, definition))
    for table in made:
        yield ExportFile(f"csv/{table.name}.csv", f"{table.title} (CSV)", f"{len(table.rows)} dòng", data.csv_bytes(table))
    for report in campaign.counted:
        yield ExportFile(f"word/bao-cao/{report.unit.id}.docx", f"Báo cáo của {report.unit.name} (Word)", "Bản theo thể thức văn bản", reports.unit_report(report), report.unit.id)
