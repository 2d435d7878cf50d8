"""YAML text in; a JSON value, the position of every key and item, and syntax problems out.

YAML is read as JSON types only. Everything that makes YAML surprising (dates, `no`, octal
numbers, anchors, tags, duplicate keys, several documents) is kept as text or is a problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from tongket.problems import Position, Problem, error
from tongket.reading.text import has_hidden, short

JsonPath = tuple[str | int, ...]
FENCE = "---"

#: Plain scalars that are numbers in JSON too; 26.472 (a thousand typed the Vietnamese way) stays text.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}\Z")
#: Line breaks to YAML alone; as such they would shift every line number after them.
_FOREIGN_BREAKS = str.maketrans("\u0085\u2028\u2029", "   ")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+\Z")
_WORDS = {"": None, "null": None, "~": None, "true": True, "false": False}

#: PyYAML's own words (a part of them) -> what is wrong and how to mend it, first match wins.
_SYNTAX = (
    (r"cannot start any token.*'\\t'|'\\t' that cannot start|found a tab", "Có ký tự Tab trong phần dữ liệu đầu tệp", "Thay Tab bằng dấu cách; mỗi bậc thụt vào hai dấu cách."),
    (r"mapping values are not allowed", "Có dấu hai chấm “: ” nằm ở chỗ không đúng", "Nếu dấu hai chấm thuộc câu chữ, đặt cả câu trong ngoặc kép: \"…\"; nếu là tên mục mới, kiểm tra thụt đầu dòng."),
    (r"cannot start any token", "Giá trị bắt đầu bằng một ký tự đặc biệt", "Đặt cả giá trị trong ngoặc kép, ví dụ: \"@…\"."),
    (r"could not find expected ':'", "Thiếu dấu hai chấm sau tên mục", "Viết theo dạng “ten_muc: giá trị”, có dấu cách sau dấu hai chấm."),
    (r"while scanning a quoted scalar", "Thiếu dấu nháy đóng", "Thêm dấu nháy ở cuối giá trị; nếu trong câu có dấu nháy kép thì bao ngoài bằng nháy đơn."),
    (r"expected ',' or '[}\]]'|while parsing a flow", "Dấu ngoặc { } hoặc [ ] chưa đóng, hoặc thiếu dấu phẩy giữa các mục", "Kiểm tra từng cặp ngoặc; giữa hai mục phải có dấu phẩy."),
    (r"expected '<document start>'", "Phần dữ liệu đầu tệp bị ngắt trước dòng này", "Nếu dòng trên là “...” thì xóa đi; nếu không, cho dòng này thẳng hàng với các mục cùng bậc."),
    (r"expected <block end>|bad indentation|did not find expected", "Thụt đầu dòng không thẳng hàng với các mục cùng bậc", "Cho các mục cùng bậc bắt đầu ở cùng một cột; mỗi bậc thụt vào hai dấu cách."),
    (r"while scanning (?:an anchor|an alias)", "Giá trị bắt đầu bằng ký tự & hoặc *", "Đặt cả giá trị trong ngoặc kép."),
    (r"while scanning a (?:tag|directive)|while parsing a node|undefined tag handle", "Giá trị bắt đầu bằng ký tự đặc biệt (! hoặc %)", "Đặt cả giá trị trong ngoặc kép."),
    (r"while scanning a block scalar", "Đoạn chữ nhiều dòng sau dấu | hoặc > viết sai", "Viết dấu | ở cuối dòng tên mục, các dòng sau thụt vào hai dấu cách."),
)  # fmt: skip
_UNCLEAR = ("Không đọc được phần dữ liệu đầu tệp từ chỗ này", "Kiểm tra dấu hai chấm, dấu ngoặc và thụt đầu dòng của dòng này và dòng ngay trên.")


@dataclass(frozen=True)
class Limits:
    """How large one YAML value may be before it is refused."""

    depth: int = 8
    nodes: int = 20_000


@dataclass(frozen=True)
class Positions:
    """Where every key and every value of a document stands, by JSON path."""

    keys: dict[JsonPath, Position] = field(default_factory=dict)
    values: dict[JsonPath, Position] = field(default_factory=dict)

    def of(self, path: JsonPath) -> Position:
        """Return where to point at for a path: its key, else its value, else the nearest place above it."""
        while True:
            at = self.keys.get(path) or self.values.get(path)
            if at or not path:
                return at or Position(1)
            path = path[:-1]

    def of_value(self, path: JsonPath) -> Position:
        """Return where the value itself stands, else where its key stands."""
        return self.values.get(path) or self.of(path)


@dataclass(frozen=True)
class Parsed:
    """A YAML text as data; `value` is None when a syntax problem made it unreadable."""

    value: object
    positions: Positions
    problems: tuple[Problem, ...]


def split(path: str, text: str) -> tuple[str, str, list[Problem]]:
    """Cut a submission into its YAML and its Markdown, each padded so that lines keep their numbers.

    Both parts are empty where the fences are wrong.
    """
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    problems = []
    if lines[start].rstrip() != FENCE:
        return "", text, [error(path, Position(1), "front-matter-missing", "Thiếu phần dữ liệu đầu tệp", "Dòng đầu tiên của tệp phải là ba dấu gạch “---”, tiếp theo là các mục dữ liệu, rồi một dòng “---” nữa.")]
    if start:
        problems.append(error(path, Position(1), "front-matter-missing", "Trước phần dữ liệu đầu tệp có dòng trống", "Xóa các dòng trống để “---” là dòng đầu tiên của tệp."))
    end = next((index for index in range(start + 1, len(lines)) if lines[index].rstrip() == FENCE), None)
    if end is None:
        problems.append(error(path, Position(start + 1), "front-matter-unclosed", "Phần dữ liệu đầu tệp mở bằng “---” mà không có dòng “---” đóng lại", "Thêm một dòng chỉ gồm “---” sau mục dữ liệu cuối cùng, trước dòng tiêu đề của báo cáo."))
        return "", "", problems
    front = [""] * (start + 1) + lines[start + 1 : end]
    body = [""] * (end + 1) + lines[end + 1 :]
    return "\n".join(front), "\n".join(body), problems


def parse(path: str, text: str, limits: Limits = Limits()) -> Parsed:
    """Read YAML (or JSON) text as JSON types with positions; every mistake becomes a problem."""
    builder = _Builder(path, limits)
    value = None
    reader = None
    try:
        # YAML cannot read control characters at all; they are a problem of the text's own.
        reader = yaml.SafeLoader(yaml.reader.Reader.NON_PRINTABLE.sub(" ", text.translate(_FOREIGN_BREAKS)))
        value = builder.build(_events(reader))
    except _RefusedError:
        pass
    except yaml.MarkedYAMLError as exc:
        builder.problems.append(_syntax_problem(path, exc, reader.marks))
    except (ValueError, OverflowError):  # a number in an escape or a directive that no character or version can have
        at = _position_of(reader.get_mark())
        builder.problems.append(error(path, at, "yaml-syntax", "Có mã ký tự (dấu \\ hoặc %) không đọc được", "Gõ thẳng chữ cần ghi, không dùng dấu \\ hay dòng bắt đầu bằng %."))
    return Parsed(value, builder.positions, tuple(builder.problems))


def scalar(text: str) -> object:
    """Return the JSON value of a plain YAML scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text) and not _GROUPED.match(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def flow(value: object) -> str:
    """Return a JSON value in YAML's one-line form, quoting only where YAML needs it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    safe = re.fullmatch(r"[\w/][^:#,\[\]{}\"]*", value) and scalar(value) == value
    return value if safe and value == value.strip() else json.dumps(value, ensure_ascii=False)


def _events(reader: yaml.SafeLoader) -> Iterator[yaml.Event]:
    while reader.check_event():
        yield reader.get_event()


class _RefusedError(Exception):
    """Raised inside `parse` only: the data are too large or too deep to go on reading."""


def _syntax_problem(path: str, exc: yaml.MarkedYAMLError, opened: list[yaml.Mark]) -> Problem:
    """Turn PyYAML's error into a problem; `opened` are the starts of the collections it was reading, innermost last."""
    mark = exc.problem_mark or exc.context_mark
    said = f"{exc.context or ''} {exc.problem or ''}"
    if "quoted scalar" in said or "flow" in said or "expected ':'" in said:
        mark = opened[-1] if "flow node" in said and opened else exc.context_mark or mark  # where the quote, bracket or name begins is where it is mended
    message, hint = next(((message, hint) for pattern, message, hint in _SYNTAX if re.search(pattern, said)), _UNCLEAR)
    return error(path, _position_of(mark) if mark else Position(1), "yaml-syntax", message, hint)


class _Builder:
    """Builds the value from YAML events, so that an alias is seen before it is ever expanded."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.nodes = 0
        self.problems: list[Problem] = []
        self.positions = Positions()

    def build(self, events: Iterator[yaml.Event]) -> object:
        value, documents = None, 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._report(event, "yaml-documents", "Phần dữ liệu đầu tệp bị chia thành nhiều khối", "Chỉ giữ một khối dữ liệu; bỏ dòng “---” hoặc “...” ở giữa.")
                    return value
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def _report(self, event: yaml.Event, rule: str, message: str, hint: str) -> None:
        self.problems.append(error(self.path, _position(event), rule, message, hint))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: JsonPath) -> object:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self._report(event, "yaml-too-large", f"Phần dữ liệu đầu tệp có quá nhiều mục (hơn {self.limits.nodes})", "Chuyển phần mô tả dài xuống phần nội dung của báo cáo.")
            raise _RefusedError
        self.positions.values.setdefault(path, _position(event))
        if isinstance(event, yaml.AliasEvent):
            self._report(event, "yaml-anchor", f"Không dùng tham chiếu “*{short(event.anchor)}” trong dữ liệu", "Chép lại giá trị thật; nếu là câu chữ, đặt trong ngoặc kép.")
            return None
        if event.anchor:
            self._report(event, "yaml-anchor", f"Không dùng dấu neo “&{short(event.anchor)}” trong dữ liệu", "Bỏ dấu neo; nếu là câu chữ, đặt cả câu trong ngoặc kép.")
        if event.tag:
            self._report(event, "yaml-tag", f"Không dùng nhãn kiểu “{short(event.tag)}” trong dữ liệu", "Bỏ nhãn bắt đầu bằng dấu !; nếu là câu chữ, đặt cả câu trong ngoặc kép.")
        if isinstance(event, yaml.ScalarEvent):
            self._check_escapes(event)
            return scalar(event.value) if event.implicit[0] else event.value
        if len(path) >= self.limits.depth:
            self._report(event, "yaml-too-deep", f"Dữ liệu lồng nhau quá {self.limits.depth} bậc", "Viết lại cho phẳng hơn, theo khung mẫu của báo cáo.")
            raise _RefusedError
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _sequence(self, events: Iterator[yaml.Event], path: JsonPath) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], path: JsonPath) -> dict[str, object]:
        items: dict[str, object] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(event, events)
            at = _position(event)
            if key in items:
                first = self.positions.keys[(*path, key)]
                self._report(event, "yaml-duplicate-key", f"Mục “{short(key)}” bị ghi hai lần (lần đầu ở dòng {first.line})", "Gộp hai chỗ làm một và xóa chỗ thừa.")
                self._node(next(events), events, (*path, key, "lần hai"))
                continue
            if key is not None:
                self.positions.keys[(*path, key)] = at
            value = self._node(next(events), events, (*path, key or ""))
            if key is not None:
                items[key] = value
        return items

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event]) -> str | None:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor or event.tag:
                self._report(event, "yaml-anchor", "Tên mục không được mang dấu neo hoặc nhãn kiểu", "Chỉ giữ lại tên mục.")
            self._check_escapes(event)
            return event.value
        self._report(event, "yaml-key", "Tên mục phải là một từ, không phải danh sách hay khối dữ liệu", "Viết theo dạng “ten_muc: giá trị”.")
        if not isinstance(event, yaml.AliasEvent):
            self._skip(event, events)
        return None

    def _check_escapes(self, event: yaml.ScalarEvent) -> None:
        """Report what the checks of the text can't see: characters written as \\u202e in double quotes."""
        if event.style == '"' and has_hidden(event.value):
            self._report(event, "yaml-escape", "Giá trị chứa ký tự ẩn hoặc không đọc được, ghi bằng mã sau dấu \\", "Gõ thẳng chữ cần ghi, không dùng mã ký tự sau dấu \\.")

    def _skip(self, event: yaml.Event, events: Iterator[yaml.Event]) -> None:
        """Pass over the rest of a collection whose start was just read."""
        depth = 1
        while depth:
            if depth > self.limits.depth:
                self._report(event, "yaml-too-deep", f"Dữ liệu lồng nhau quá {self.limits.depth} bậc", "Viết lại cho phẳng hơn, theo khung mẫu của báo cáo.")
                raise _RefusedError
            inner = next(events)
            depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)


def _position(event: yaml.Event) -> Position:
    return _position_of(event.start_mark)


def _position_of(mark: yaml.Mark) -> Position:
    return Position(mark.line + 1, mark.column + 1)
