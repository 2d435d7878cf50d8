"""Tables in; a workbook with a sheet for each, as deterministic bytes, out: its parts are written as text in one pass.

Whatever a text holds, it is stored as text: no formula, no link and no number comes of it.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from tongket import words
from tongket.definition import Definition
from tongket.export.tables import Cell, Column, Row, Table, unused

#: What programs of spreadsheets take: rows of a sheet, characters of a cell (a little less than their limit).
_ROWS, _CHARACTERS = 1_048_576, 32_000
#: zlib's usual level would make the file a tenth smaller and take more than twice the time.
_LEVEL = 4
#: The system that an archive says it was made on, by the ZIP format's own number: always the same one.
_UNIX = 3
#: This many rows are compressed at once: a large sheet is never held whole.
_BATCH = 2_000
_DAY = "1980-01-01T00:00:00Z"
#: How wide a column may be, in characters.
_NARROWEST, _WIDEST = 10, 60
#: What XML can't hold is written as this format writes it (`_x0007_`), and so is what already reads like that.
_ODD = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_RELATIONS = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: The formats of cells, by their places in the list below.
_PLAIN, _HEAD, _BODY = range(3)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8E8E8"/><bgColor indexed="64"/></patternFill></fill>'
    '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>'
    + "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
    + "<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"'
    ' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_APPLICATION = (
    f'{_XML}<Properties xmlns="{_RELATIONS.replace("relationships", "extended-properties")}">'
    "<Application>Microsoft Excel</Application></Properties>"
)


@dataclass(frozen=True)
class _Sheet:
    """A sheet of a name that no other bears. `first` is the row (from 1) of its heads; a notice may stand above."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    notice: str

    @property
    def first(self) -> int:
        return 2 if self.notice else 1

    @property
    def letters(self) -> list[str]:
        """The names of the columns."""
        return [_letters(number) for number in range(1, len(self.columns) + 1)]

    @property
    def last_row(self) -> int:
        """The last row, an empty one where the table has none: a filter needs a row below its heads."""
        return self.first + max(1, len(self.rows))


def xlsx_bytes(tables: Iterable[Table], definition: Definition) -> bytes:
    """Write a workbook with a sheet per table, and more for what one sheet can't hold; every text is stored as text."""
    notice = words.say("export.notice") if definition.illustrative else ""
    sheets = list(_sheets(list(tables), notice))
    strings: dict[str, int] = {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        _add(archive, "[Content_Types].xml", [_content_types(len(sheets))])
        _add(archive, "_rels/.rels", [_package_relations()])
        _add(archive, "docProps/app.xml", [_APPLICATION])
        _add(archive, "docProps/core.xml", [_properties(definition, notice)])
        _add(archive, "xl/workbook.xml", [_workbook(sheets)])
        _add(archive, "xl/_rels/workbook.xml.rels", [_workbook_relations(len(sheets))])
        _add(archive, "xl/styles.xml", [_STYLES])
        for number, sheet in enumerate(sheets, 1):
            _add(archive, f"xl/worksheets/sheet{number}.xml", _worksheet(sheet, number == 1, strings))
        _add(archive, "xl/sharedStrings.xml", _shared(strings))
    return buffer.getvalue()


def _sheets(tables: Sequence[Table], notice: str) -> Iterator[_Sheet]:
    taken = {table.name for table in tables}
    for table in tables:
        name, held = table.name, _ROWS - (2 if notice else 1)
        for start in range(0, max(1, len(table.rows)), held):
            if start:
                name = unused(table.name, taken, "-")
                taken.add(name)
            yield _Sheet(name, table.columns, table.rows[start : start + held], notice)


def _add(archive: zipfile.ZipFile, name: str, texts: Iterable[str]) -> None:
    """Add a part; a name alone gives it the format's first day, so that the same tables have the same bytes."""
    with archive.open(name, "w") as part:
        for text in texts:
            part.write(text.encode())
    archive.getinfo(name).create_system = _UNIX


# -- sheets ---------------------------------------------------------------------------------------


def _worksheet(sheet: _Sheet, selected: bool, strings: dict[str, int]) -> Iterator[str]:
    """Yield a sheet's XML piece by piece; its texts are numbered in `strings`, which grows."""
    first, below, letters = sheet.first, sheet.first + 1, sheet.letters
    active = ' tabSelected="1"' if selected else ""
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{letters[-1]}{first + len(sheet.rows)}"/>'
        f'<sheetViews><sheetView{active} workbookViewId="0">'
        f'<pane xSplit="2" ySplit="{first}" topLeftCell="C{below}" activePane="bottomRight" state="frozen"/>'
        f'<selection pane="topRight" activeCell="C1" sqref="C1"/>'
        f'<selection pane="bottomLeft" activeCell="A{below}" sqref="A{below}"/><selection pane="bottomRight"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    )
    for number, column in enumerate(sheet.columns, 1):
        width = _width(column.title, (row[number - 1] for row in sheet.rows))
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    if sheet.notice:
        yield _row(1, (sheet.notice,), _PLAIN, "A", strings)
    titles = tuple(column.title for column in sheet.columns)
    yield _row(first, titles, _HEAD, letters, strings)
    for start in range(0, len(sheet.rows), _BATCH):
        lines = enumerate(sheet.rows[start : start + _BATCH], below + start)
        yield "".join([_row(line, row, _BODY, letters, strings) for line, row in lines])
    yield f'</sheetData><autoFilter ref="A{first}:{letters[-1]}{sheet.last_row}"/></worksheet>'


def _width(title: str, cells: Iterable[Cell]) -> float:
    """Return a column's width: of its longest text in characters, in the unit of a workbook's own font."""
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    characters = min(_WIDEST, max(_NARROWEST, len(title), longest) + 1)
    return int((characters * 7 + 5) / 7 * 256) / 256


def _row(line: int, row: Row, form: int, letters: Iterable[str], strings: dict[str, int]) -> str:
    """Return a row's XML. Each cell says where it stands, though the format lets it be told: some readers need it."""
    cells = []
    for letter, cell in zip(letters, row, strict=True):
        if cell is None:
            continue
        text = cell[:_CHARACTERS] if isinstance(cell, str) else _in_words(cell)
        if text is None:
            cells.append(f'<c r="{letter}{line}" s="{form}"><v>{cell}</v></c>')
        else:
            number = strings.setdefault(text, len(strings))
            cells.append(f'<c r="{letter}{line}" s="{form}" t="s"><v>{number}</v></c>')
    return f'<row r="{line}">{"".join(cells)}</row>'


def _in_words(cell: int | float) -> str | None:
    """Say whether something holds, and name what is no number that a sheet knows; None for any other number."""
    if isinstance(cell, bool):
        return words.say("flag.yes" if cell else "flag.no")
    return None if math.isfinite(cell) else str(cell)


def _letters(number: int) -> str:
    """Return the name of a column by its number (from 1): A, B, …, Z, AA, …"""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _shared(strings: Iterable[str]) -> Iterator[str]:
    """Yield the list of the texts that cells name by their numbers."""
    yield f'{_XML}<sst xmlns="{_MAIN}">'
    found = iter(strings)
    while batch := "".join([_string(text) for text in islice(found, _BATCH)]):
        yield batch
    yield "</sst>"


def _string(text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<si><t{space}>{_escaped(text)}</t></si>"


def _escaped(text: str) -> str:
    odd = "_x" in text or not text.isprintable()
    return escape(_ODD.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text) if odd else text, quote=False)


# -- the parts that hold the sheets together ------------------------------------------------------


def _workbook(sheets: Sequence[_Sheet]) -> str:
    listed = "".join(
        f'<sheet name="{sheet.name}" sheetId="{number}" r:id="rId{number}"/>' for number, sheet in enumerate(sheets, 1)
    )
    filtered = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
        f"'{sheet.name}'!$A${sheet.first}:${sheet.letters[-1]}${sheet.last_row}</definedName>"
        for index, sheet in enumerate(sheets)
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets><definedNames>{filtered}</definedNames></workbook>"
    )


def _content_types(count: int) -> str:
    parts = (
        ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
        ("xl/workbook.xml", f"{_SHEET_TYPE}.sheet.main"),
        ("xl/styles.xml", f"{_SHEET_TYPE}.styles"),
        ("xl/sharedStrings.xml", f"{_SHEET_TYPE}.sharedStrings"),
        *((f"xl/worksheets/sheet{number}.xml", f"{_SHEET_TYPE}.worksheet") for number in range(1, count + 1)),
    )
    own = "".join(f'<Override PartName="/{part}" ContentType="{kind}+xml"/>' for part, kind in parts)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{own}</Types>"
    )


def _package_relations() -> str:
    return _relations(
        (
            (f"{_RELATIONS}/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_RELATIONS}/extended-properties", "docProps/app.xml"),
        )
    )


def _workbook_relations(count: int) -> str:
    sheets = ((f"{_RELATIONS}/worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1))
    shared = ((f"{_RELATIONS}/styles", "styles.xml"), (f"{_RELATIONS}/sharedStrings", "sharedStrings.xml"))
    return _relations((*sheets, *shared))


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _properties(definition: Definition, notice: str) -> str:
    name, issuer, about = map(_escaped, (definition.name, definition.issuer, notice))
    dates = "".join(
        f'<dcterms:{kind} xsi:type="dcterms:W3CDTF">{_DAY}</dcterms:{kind}>' for kind in ("created", "modified")
    )
    described = f"<dc:description>{about}</dc:description>" if about else ""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{name}</dc:title><dc:creator>{issuer}</dc:creator>{described}"
        f"<cp:lastModifiedBy>{issuer}</cp:lastModifiedBy>{dates}</cp:coreProperties>"
    )
