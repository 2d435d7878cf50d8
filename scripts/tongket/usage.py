"""What went wrong with a command in; one plain sentence and an exit code out, and the headings of its help page."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from tongket import words
from tongket.definition.files import REPORT_SCHEMA

#: Exit codes: problems were found; the command or the campaign's definition is wrong; stopped by Ctrl-C.
PROBLEMS, BROKEN, STOPPED = 1, 2, 130

#: The headings of a help page, by click's own names of them.
_HEADINGS = {"Options": words.say("usage.options"), "Commands": words.say("usage.commands")}
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_IN_THE_WAY = (errno.EEXIST, errno.ENOTDIR)


class Misuse(click.ClickException):
    """A use of a command that can't work; its message is a whole sentence."""


class _HelpFormatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, words.say("usage.usage"))

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _HelpFormatter


class Command(click.Command):
    """A command whose help page and complaints are in the program's own words."""

    context_class = _Context

    def __init__(self, name: str | None, **settings: Any) -> None:  # Any: as click declares them
        settings.setdefault("options_metavar", words.say("usage.options-place"))
        super().__init__(name, **settings)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = words.say("usage.help")
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.BadOptionUsage as problem:
            problem.ctx = problem.ctx or ctx  # click's parser leaves it out
            raise
        if rest and not isinstance(self, click.Group):
            raise Misuse(words.say("usage.too-many", words=" ".join(rest), command=ctx.command_path))
        return rest


class Group(Command, click.Group):
    """The program: whatever goes wrong in a command ends in a sentence and an exit code, never in a traceback."""

    command_class = Command

    def __init__(self, name: str | None, **settings: Any) -> None:
        settings.setdefault("subcommand_metavar", words.say("usage.command-place"))
        super().__init__(name, **settings)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and exit with its code; errors pass through unless `standalone_mode`, as in click."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        try:
            sys.exit(super().main(args, prog_name, complete_var, False, **extra))
        except click.exceptions.NoArgsIsHelpError as problem:
            problem.show()
        except click.ClickException as problem:
            click.echo(_sentence(problem), err=True)
        except click.Abort:
            click.echo(words.say("usage.stopped"), err=True)
            sys.exit(STOPPED)
        except OSError as problem:
            click.echo(_of_system(problem), err=True)
        sys.exit(BROKEN)


class Choice(click.Choice[str]):
    """One of a few words."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        return words.say("usage.no-choice", value=value, choices=", ".join(self.choices))


class Day(click.ParamType[date]):
    """A day as year-month-day."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(words.say("usage.no-day", value=value), param, ctx)


class Count(click.ParamType[int]):
    """A number of things, from 1 up to a limit."""

    name = "count"

    def __init__(self, high: int) -> None:
        self.high = high

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if str(value).isdecimal() and 1 <= int(value) <= self.high:
            return int(value)
        self.fail(words.say("usage.no-count", value=value, low=1, high=self.high), param, ctx)


def campaign_folder(ctx: click.Context, param: click.Parameter, root: Path) -> Path:
    """Return the folder if it may be a campaign's; it is one when its definition is there."""
    if not root.exists():
        raise Misuse(words.say("usage.no-folder", folder=root))
    if not root.is_dir():
        raise Misuse(words.say("usage.no-folder-but-file", folder=root))
    if not (root / REPORT_SCHEMA).parent.is_dir():
        needed = Path(REPORT_SCHEMA).parent
        raise Misuse(words.say("usage.no-campaign", folder=root.resolve(), needed=needed))
    return root


def _sentence(problem: click.ClickException) -> str:
    """Say in our words what click found, and where the right use is described."""
    if isinstance(problem, Misuse):
        return problem.message
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    command = context.command_path if context else words.say("usage.program")
    return f"{_complaint(problem, context)} {words.say('usage.see', command=command)}"


def _complaint(problem: click.ClickException, context: click.Context | None) -> str:
    match problem:
        case click.NoSuchOption(option_name=name, possibilities=[near, *_]):
            return words.say("usage.option-near", name=name, near=near)
        case click.NoSuchOption(option_name=name):
            return words.say("usage.option-unknown", name=name)
        case click.exceptions.NoSuchCommand(command_name=name, possibilities=[near, *_]):
            return words.say("usage.command-near", name=name, near=near)
        case click.exceptions.NoSuchCommand(command_name=name):
            return words.say("usage.command-unknown", name=name)
        case click.BadOptionUsage(option_name=name) if context and name in _flags(context.command):
            return words.say("usage.option-no-value", name=name)
        case click.BadOptionUsage(option_name=name):
            return words.say("usage.option-needs-value", name=name)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return words.say("usage.missing", name=_name(parameter, context))
        case click.BadParameter(param=click.Parameter() as parameter):
            return words.say("usage.bad", name=_name(parameter, context), why=problem.message)
    return words.say("usage.wrong")


def _flags(command: click.Command) -> frozenset[str]:
    """Return the options that take no value."""
    options = (option for option in command.params if isinstance(option, click.Option) and option.is_flag)
    return frozenset(name for option in options for name in option.opts)


def _name(parameter: click.Parameter, context: click.Context | None) -> str:
    """Return a parameter as it is typed: an option's name, an argument's place in the help page."""
    if isinstance(parameter, click.Argument) and context:
        return parameter.make_metavar(context)
    return max(parameter.opts, key=len)


def _of_system(problem: OSError) -> str:
    """Say what the computer refused; an error that names no file is no user's doing."""
    if problem.errno == errno.ENOSPC:
        return words.say("usage.disk-full")
    if problem.filename is None:
        raise problem
    path = problem.filename
    if isinstance(problem, FileNotFoundError):
        return words.say("usage.not-there", path=path)
    if isinstance(problem, IsADirectoryError):
        return words.say("usage.is-folder", path=path)
    if problem.errno in _DENIED:
        return words.say("usage.denied", path=path)
    if problem.errno in _IN_THE_WAY:
        return words.say("usage.in-the-way", path=path)
    return words.say("usage.system", path=path, code=problem.errno)
