"""The schema and the rule table in; the field guide and the page of rules out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tongket import problems
from tongket.checking import examples
from tongket.definition import Definition, nodes, scaffold
from tongket.definition.fields import Field, Kind
from tongket.pages.engine import Site, make
from tongket.pages.links import FIELDS, RULES
from tongket.pages.page import GeneratedPage
from tongket.pages.shown import number
from tongket.problems import Rule, Severity
from tongket.reading.frontmatter import flow


@dataclass(frozen=True)
class FieldEntry:
    """One field as the guide explains it: its limits in words, an example as it is typed, its inner fields."""

    field: Field
    limits: tuple[str, ...]
    example: str
    columns: tuple[FieldEntry, ...] = ()
    from_body: bool = False


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the field guide and the page of rules."""
    definition = site.definition
    schema = definition.schema
    entries = {name: _entry(definition, field, (name,)) for name, field in schema.fields.items()}
    of_points = {field.name for point in schema.outline.points for field in point.fields}
    general = [entry for name, entry in entries.items() if name not in of_points]
    yield make(site, FIELDS, "Hướng dẫn từng trường dữ liệu", "fields.html", entries=entries, general=general)
    yield make(site, RULES, "Các quy tắc kiểm tra", "rules.html", groups=_groups(), example=examples.example)


def _groups() -> list[tuple[str, str, list[Rule]]]:
    """Return the rules by severity, as (anchor, title, rules)."""
    by_severity = {one: [rule for rule in problems.rules() if rule.severity is one] for one in Severity}
    return [
        ("loi", "Lỗi: phải sửa mới được tiếp nhận", by_severity[Severity.ERROR]),
        ("nhac", "Nhắc: nên xem lại", by_severity[Severity.WARNING]),
    ]


def _entry(definition: Definition, field: Field, path: tuple[str | int, ...]) -> FieldEntry:
    schema = definition.schema
    node = nodes.at_path(schema.raw, path)
    inner = (*path, 0) if field.kind is Kind.RECORDS else path
    from_body = field.name in schema.body_names
    columns = () if from_body else tuple(_entry(definition, column, (*inner, column.name)) for column in field.columns)
    example = "\n".join(scaffold.written(field.name, field.examples[0])) if field.examples else ""
    return FieldEntry(field, tuple(_limits(field, node)), example, columns, from_body)


def _limits(field: Field, node: Mapping) -> Iterator[str]:
    """Yield what the schema demands of a value, in words."""
    if "enum" in node and not field.labels:
        yield "Một trong các giá trị " + ", ".join(map(str, node["enum"]))
    if "const" in node:
        yield f"Chỉ nhận giá trị {flow(node['const'])}"
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None and high is not None:
        yield f"Từ {_bound(field, low)} đến {_bound(field, high)}"
    elif low is not None or high is not None:
        yield f"Không nhỏ hơn {_bound(field, low)}" if low is not None else f"Không lớn hơn {_bound(field, high)}"
    if "maxLength" in node:
        yield f"Dài không quá {number(node['maxLength'])} ký tự"
    if "maxItems" in node:
        yield f"Không quá {number(node['maxItems'])} mục"
    if field.within_period:
        yield "Nằm trong giai đoạn báo cáo"
    if field.at_most:
        yield f"Không lớn hơn “{field.at_most}”"
    if field.at_least:
        yield f"Không nhỏ hơn, không sớm hơn “{field.at_least}”"
    if "contains" in node or "pattern" in node:
        messages = node.get("x-message", {})
        yield from (messages[keyword] for keyword in ("contains", "pattern") if keyword in node and keyword in messages)


def _bound(field: Field, value: int | float) -> str:
    """Return a limit as it would be read: years without a dot."""
    return str(value) if field.within_period else number(value)
