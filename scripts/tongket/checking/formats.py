"""Problems in; their text, GitHub and JSON forms out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from tongket.problems import Problem, Severity, rule
from tongket.words import say

#: GitHub shows ten annotations of a type per step and drops the rest without a word.
GITHUB_LIMIT = 10

#: Given a path, returns the lines of that file (empty where it can't be shown).
SourceLines = Callable[[str], Sequence[str]]


def as_text(problems: Iterable[Problem], source: SourceLines) -> Iterator[str]:
    """Yield each problem, then the line it is about with a caret under the column, then the hint."""
    for problem in problems:
        yield _printable(str(problem))
        yield from quote(problem, source(problem.path))
        if problem.hint:
            yield f"    {say('check.remedy', hint=_printable(problem.hint))}"


def quote(problem: Problem, lines: Sequence[str], width: int = 100) -> Iterator[str]:
    """Yield a problem's source line, cut around its column, and a caret beneath; nothing of what must stay private."""
    if rule(problem.rule).private:
        return
    if not 1 <= problem.line <= len(lines) or not (line := lines[problem.line - 1].replace("\t", " ")).strip():
        return
    start = max(0, problem.column - 1 - width // 2) if len(line) > width else 0
    cut = line[start : start + width]
    yield f"    {'…' if start else ''}{_printable(cut)}{'…' if start + width < len(line) else ''}"
    yield f"    {' ' * (problem.column - 1 - start + bool(start))}^"


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON list."""
    return json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False, indent=2)


def as_github(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield GitHub workflow commands, at most ten a severity; the last one says how many are not shown."""
    for severity in Severity:
        own = [problem for problem in problems if problem.severity is severity]
        shown = own if len(own) <= GITHUB_LIMIT else own[: GITHUB_LIMIT - 1]
        for problem in shown:
            place = f"file={_property(problem.path)},line={problem.line},col={problem.column}"
            yield f"::{severity} {place},title={_property(problem.rule)}::{_message(_sentence(problem))}"
        if len(own) > len(shown):
            rest = say("check.rest", count=len(own) - len(shown))
            yield f"::{severity} title={_property(say('check.rest-title'))}::{_message(rest)}"


def as_summary(problems: Sequence[Problem], checked: int) -> Iterator[str]:
    """Yield the full list as Markdown for GitHub's job summary."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    yield f"## {verdict(errors, len(problems) - errors, checked)}"
    if problems:
        yield ""
        yield f"| {say('check.head-place')} | {say('check.head-message')} | {say('check.head-hint')} |"
        yield "|---|---|---|"
        for problem in problems:
            mark = "❌" if problem.severity is Severity.ERROR else "⚠️"
            place = say("check.place", path=_cell(problem.path), line=problem.line)
            yield f"| {mark} {place} | {_cell(problem.message)} | {_cell(problem.hint)} |"


def verdict(errors: int, warnings: int, checked: int) -> str:
    """Return one sentence that says whether the files can be accepted."""
    if errors:
        return say("check.failed", errors=errors, warnings=warnings, files=checked)
    if warnings:
        return say("check.passed-with-warnings", warnings=warnings, files=checked)
    return say("check.passed", files=checked)


def _sentence(problem: Problem) -> str:
    return f"{problem.message}\n{problem.hint}" if problem.hint else problem.message


def _printable(line: str) -> str:
    """Show what can't be seen as a dot: no name or value starts a line of its own and acts as a command in a log."""
    return "".join(char if char.isprintable() else "·" for char in line)


def _message(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _message(value).replace(":", "%3A").replace(",", "%2C")


def _cell(value: str) -> str:
    """Escape for a Markdown table cell, so that a quoted title can bring in no markup of its own."""
    return re.sub(r"[\\`*_\[\]<>|#!@&~]", lambda match: f"&#{ord(match.group())};", _printable(value))
