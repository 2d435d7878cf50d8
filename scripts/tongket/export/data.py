"""Tables in; CSV, JSON and a Data Package descriptor, as deterministic bytes, out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from tongket import words
from tongket.campaign import Campaign
from tongket.consolidating import (
    Amount,
    Breakdown,
    Collection,
    Consolidated,
    Figure,
    Group,
    Number,
    Part,
    Source,
    Tally,
)
from tongket.definition import Definition
from tongket.export.tables import Column, Table

#: Spreadsheets take a text that begins so for a formula (OWASP, CSV injection); where a list is
#: separated by semicolons, they also cut a cell at one. Hidden characters and wide forms count.
_FORMULA = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r]")
_CUT = re.compile(r"[;\t\r\n]")


def csv_bytes(table: Table) -> bytes:
    """Write a table as CSV (UTF-8 with a byte order mark, which spreadsheets need); text can't run as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    guarded = cache(_guarded)  # most texts of a table stand in many of its rows
    writer.writerows(
        [guarded(cell) if isinstance(cell, str) else _csv_cell(cell) for cell in row] for row in table.rows
    )
    return buffer.getvalue().encode("utf-8-sig")


def package_bytes(tables: Iterable[Table], definition: Definition) -> bytes:
    """Write the Data Package descriptor of the CSV files: names, titles and types of every column."""
    return _json_bytes(
        {
            "profile": "tabular-data-package",
            "name": "tong-ket",
            "title": definition.name,
            "description": words.say("export.notice")
            if definition.illustrative
            else words.say("export.package-source", symbol=definition.plan.symbol),
            "resources": [_resource(table) for table in tables],
        }
    )


def _resource(table: Table) -> Mapping[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": [_column(column) for column in table.columns], "missingValues": [""]},
    }


def _column(column: Column) -> Mapping[str, object]:
    described = {"description": column.description} if column.description else {}
    return {"name": column.name, "title": column.title, "type": column.type, **described}


def json_bytes(campaign: Campaign, consolidated: Consolidated) -> bytes:
    """Write the whole model: the reports that count as they are, and everything rolled up with its sources."""
    definition = campaign.definition
    return _json_bytes(
        {
            "name": definition.name,
            "illustrative": definition.illustrative,
            "plan": {
                "symbol": definition.plan.symbol,
                "date": definition.plan.date.isoformat(),
                "issuer": definition.plan.issuer,
            },
            "period": [definition.first_year, definition.last_year],
            "due_before": definition.due.isoformat(),
            "units": [
                {"id": unit.id, "name": unit.name, "kind": unit.kind, "excluded": bool(unit.excluded)}
                for unit in definition.units
            ],
            "counted": [unit.id for unit in consolidated.units],
            "left_out": [unit.id for unit in consolidated.left_out],
            "reports": {report.unit.id: report.data for report in campaign.counted},
            "consolidated": {
                summary.point.id: {
                    "title": summary.point.title,
                    "answers": {answer.source.unit.id: answer.answer.value for answer in summary.answers},
                    "fields": {part.field.name: _part(part) for part in summary.parts},
                }
                for summary in consolidated.points
            },
        }
    )


def _part(part: Part) -> Mapping[str, object]:
    shared = {"title": part.field.title, "missing": [unit.id for unit in part.missing]}
    match part:
        case Figure():
            return shared | {
                "op": part.field.op,
                "over_years": part.field.over_years,
                "unit": part.field.unit,
                "value": part.value,
                "units": _by_unit(part.amounts),
                "years": {
                    str(year.year): {"value": year.value, "units": _by_unit(year.amounts)} for year in part.years
                },
            }
        case Breakdown():
            return shared | {"value": part.value, "parts": {inner.field.name: _part(inner) for inner in part.parts}}
        case Tally():
            chosen = {share.value: [source.unit.id for source in share.sources] for share in part.shares}
            return shared | {"values": chosen}
        case Collection():
            return shared | {"groups": [_group(group) for group in part.groups]}


def _by_unit(amounts: Iterable[Amount]) -> Mapping[str, Number]:
    return {amount.source.unit.id: amount.value for amount in amounts}


def _group(group: Group) -> Mapping[str, object]:
    items = [{"values": item.values, "source": _source(item.source)} for item in group.items]
    return {"key": group.key, "label": group.label, "items": items}


def _source(source: Source) -> Mapping[str, object]:
    return {"unit": source.unit.id, "path": source.path, "line": source.line}


def _csv_cell(cell: int | float | None) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, wherever it cuts it."""
    starts = (0, *(cut.end() for cut in _CUT.finditer(text))) if _CUT.search(text) else (0,)
    for start in reversed([start for start in starts if _FORMULA.match(text, start)]):
        text = f"{text[:start]}'{text[start:]}"
    return text


def _json_bytes(value: object) -> bytes:
    # the standard library writes without indents in a third of the time, and spends the rest on them
    return msgspec.json.format(json.dumps(value, ensure_ascii=False).encode(), indent=2) + b"\n"
