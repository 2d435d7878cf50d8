"""Codes that become names of files and pages in; why one can't bear such a name out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.definition.survey import Survey
from tongket.problems import Problem, rule
from tongket.reading.slug import slugify

#: Every folder of pages has one of this name.
INDEX = "index"
#: The page of what is addressed to nobody that can be named.
_NAMELESS = "khac"
#: Windows can't hold files of these names, so nobody could check out the repository there.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def is_device(name: str) -> bool:
    """Tell whether Windows refuses a file of that name, whatever its ending."""
    return name.partition(".")[0].lower() in _DEVICES


def check_addressees(survey: Survey) -> Iterator[Problem]:
    """Every addressee has a page of its own, under a name that is free."""
    first: dict[str, str] = {}
    for place in survey.roles.get("addressee", ()):
        for index, value in enumerate(map(str, place.node.listed("enum"))):
            at, page = survey.value(*place.at, "enum", index), slugify(value) or _NAMELESS
            if page == INDEX or is_device(page):
                yield rule("schema-page", "device" if page != INDEX else "").at(survey.path, at, value=value)
            elif first.setdefault(page, value) != value:
                yield rule("schema-page", "same").at(survey.path, at, value=value, first=first[page], page=page)
