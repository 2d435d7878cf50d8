"""One field's items or choices in the reports that count in; its collection, or its tally, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tongket.campaign import Report
from tongket.consolidating.model import Collection, Group, Item, Share, Source, Tally, source
from tongket.definition.fields import Field, Kind
from tongket.reading import text


def collection(field: Field, reports: Sequence[Report]) -> Collection:
    """Put every unit's items side by side, grouped as the annotation says."""
    given = [report for report in reports if field.name in report.data]
    items = [item for report in given for item in _items(field, report)]
    columns = [column for column in field.columns if column.kind in (Kind.CHOICE, Kind.FLAG)]
    return Collection(
        field,
        tuple(_groups(field, items)),
        tuple(_tally(column, _chosen(column, items)) for column in columns),
        tuple(report.unit for report in given),
        tuple(report.unit for report in reports if field.name not in report.data),
    )


def tally(field: Field, reports: Sequence[Report]) -> Tally:
    """Count how many units chose each value."""
    given = [report for report in reports if field.name in report.data]
    chosen = [(report.data[field.name], source(report, (field.name,))) for report in given]
    counted = _tally(field, chosen)
    return Tally(field, counted.shares, tuple(report.unit for report in reports if field.name not in report.data))


def _items(field: Field, report: Report) -> Iterator[Item]:
    values = report.data[field.name]
    assert isinstance(values, list), values  # the schema has let it through
    unit, file, line = report.unit, report.path, report.line
    for index, value in enumerate(values):
        place = Source(unit, file, line((field.name, index)))
        yield Item(value if isinstance(value, dict) else {field.name: value}, place)


def _chosen(column: Field, items: Iterable[Item]) -> list[tuple[object, Source]]:
    return [(item.values[column.name], item.source) for item in items if column.name in item.values]


def _groups(field: Field, items: Sequence[Item]) -> Iterator[Group]:
    """Yield the non-empty groups: allowed values in the schema's order, free values by how they read.

    Items stand by the first year or date that they bear; within a year the units keep their order.
    """
    if not field.group_by:
        if items:
            yield Group("", "", tuple(items))
        return
    column = field.column(field.group_by)
    dated = next((column.name for column in field.columns if column.within_period), "")
    by_key: dict[str, list[Item]] = {}
    for item in items:
        by_key.setdefault(str(item.values.get(column.name, "")), []).append(item)
    allowed = {value: index for index, value in enumerate(column.labels)}
    for key in sorted(by_key, key=lambda key: (allowed.get(key, len(allowed)), text.natural(key))):
        yield Group(
            key, column.label(key), tuple(sorted(by_key[key], key=lambda item: str(item.values.get(dated, "9999"))))
        )


def _tally(field: Field, chosen: Iterable[tuple[object, Source]]) -> Tally:
    who: dict[str, list[Source]] = {}
    for value, place in chosen:
        who.setdefault(_key(value), []).append(place)
    values = list(field.labels) or sorted(who, reverse=field.kind is Kind.FLAG)
    return Tally(field, tuple(Share(value, _label(field, value), tuple(who.get(value, ()))) for value in values))


def _key(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _label(field: Field, key: str) -> str:
    return field.label(key == "true") if field.kind is Kind.FLAG else field.label(key)
