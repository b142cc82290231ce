"""How commands are typed: help in sections with examples, near matches, and how a command ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from practicelearn._called import STOPPED, WHY_STOPPED
from practicelearn.cli import answer
from practicelearn.cli.console import NOT_DONE, fail

__all__ = ["Command", "Commands"]

_FAULT = 1
_NOT_READ = 1  # as typer and rich end where nobody reads on
_EXAMPLES = "\n\nExamples\n--------\n"
_EVERYWHERE = ("as_json", "quiet")
_Refused: Any = typer.BadParameter.__mro__[2]  # click's own, which typer names or brings along


class Command(TyperCommand):
    """A command with its examples, and with the options that every command has.

    Attributes
    ----------
    examples : list of str
        Lines to type, of the part "Examples" of the function's docstring.
    summary : str
        The first paragraph of its help.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help, _, examples = (self.help or "").partition(_EXAMPLES)
        self.examples = [line for line in examples.splitlines() if line]
        self.summary = " ".join(self.help.partition("\n\n")[0].split())

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own options, then those that may stand before the command or after it."""
        above = ctx.parent.command.params if ctx.parent else []
        *own, last = super().get_params(ctx)
        return [*own, *(p for p in above if p.name in _EVERYWHERE), last]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as click calls it
        """What follows the command: what may be left out in brackets, options last."""
        return [*map(_as_typed, self._arguments()), "[OPTIONS]"]

    def get_help(self, ctx: Any) -> str:
        """Its help, which is text however the answer was to be."""
        answer.now().is_help = True
        return str(super().get_help(ctx))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as above
        """The examples, each a line to copy."""
        _write_examples(self.examples, formatter)

    def _arguments(self) -> list[Any]:
        return [p for p in self.params if p.param_type_name == "argument"]


class Commands(TyperGroup):
    """The program: its commands under headings, and how each of them ends."""

    commands: dict[str, Any]
    examples = (
        "practicelearn sample sample",
        "practicelearn theme sample",
        "practicelearn theme --help",
    )

    def get_help(self, ctx: Any) -> str:
        """The help, which is text however the answer was to be."""
        answer.now().is_help = True
        return str(super().get_help(ctx))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as above
        """The commands under their headings, each with all of its summary."""
        longest = max(map(len, self.commands))
        for heading, names in self.sections().items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(name.ljust(longest), self.commands[name].summary) for name in names]
                )

    def sections(self) -> dict[str, list[str]]:
        """The names of the commands by heading."""
        found: dict[str, list[str]] = {}
        for name, command in self.commands.items():
            found.setdefault(command.rich_help_panel, []).append(name)
        return found

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as above
        """How to begin."""
        _write_examples(self.examples, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; of what is none, say what may have been meant."""
        name = args[0]
        if ctx.resilient_parsing or name in self.commands or name.startswith("-"):
            answer.now().command = name
            return super().resolve_command(ctx, args)
        near = get_close_matches(name.lower(), self.commands, n=2, cutoff=0.6)
        try:
            there = Path(name).exists()
        except OSError:  # longer than any name of a file
            there = False
        look = f' To look at what is there: practicelearn check "{name}"' if there else ""
        return ctx.fail(f'there is no command "{name}".{_meant(near)}{look}')

    def invoke(self, ctx: Any) -> Any:
        """Run the command; Ctrl+C and an answer that is no yes end it in a sentence."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, typer.Abort) as error:
            ended_by = error.__cause__ or error.__context__
            why = ended_by if isinstance(error, typer.Abort) else error
            if isinstance(why, KeyboardInterrupt):
                typer.echo(err=True)  # below ^C
                fail(WHY_STOPPED)
                raise typer.Exit(STOPPED) from None
            asked = "nobody is there to answer; --yes answers" if why else "you did not say yes"
            fail(f"Nothing was done: {asked}.")
            raise typer.Exit(NOT_DONE) from None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run what was typed; with --json everything that was to be said is one document."""
        asked = answer.begin()
        try:
            code = super().main(
                args, prog_name, complete_var, standalone_mode=False,
                windows_expand_args=windows_expand_args, **extra,
            )  # fmt: skip
        except _Refused as error:
            if not standalone_mode:
                raise
            if "--json" in (sys.argv[1:] if args is None else args):
                asked.as_json = True
            code = error.exit_code
            fail(_plainly(error))
        except Exception as error:
            if asked.as_json:  # its words may be of a transcript: they stand in the traceback only
                asked.error = f"a fault of practicelearn itself: {type(error).__name__}"
                _write(asked.document(_FAULT))
            raise
        code = code if isinstance(code, int) else 0
        if asked.as_json and not asked.is_help:
            _write(asked.document(code))
        if not standalone_mode:
            return code
        sys.exit(code)


def _write(document: bytes) -> None:
    try:
        stream = typer.get_binary_stream("stdout")
        stream.write(document)
        stream.flush()
    except BrokenPipeError:
        sys.exit(_NOT_READ)


def _write_examples(examples: Sequence[str], formatter: Any) -> None:
    with formatter.section("Examples"):
        for line in examples:
            formatter.write(f"  {line}\n")


def _as_typed(argument: Any) -> str:
    """An argument as a usage line has it."""
    name = str(argument.metavar or argument.name).strip("[]").upper()
    return name if argument.required else f"[{name}]"


def _plainly(error: Any) -> str:
    """What is wrong with the words typed, what may have been meant, and where more is said."""
    context = error.ctx
    if context is None:
        return str(error.format_message())
    command, path = context.command, context.command_path
    said = str(error.message)
    if option := getattr(error, "option_name", ""):
        known = [o for p in command.get_params(context) for o in (*p.opts, *p.secondary_opts)]
        near = [o for o in known if o.startswith(option)] or get_close_matches(option, known, n=2)
        if option not in known:
            said = f"there is no option {option}.{_meant([o for o in near if o != '-'])}"
    elif getattr(error, "param", None) is not None:
        said = str(error.format_message())
    examples = getattr(command, "examples", ())
    such_as = f"\nSuch as: {examples[0]}" if examples and context.parent else ""
    return f"{path}: {said}{such_as}\nHow it is typed: {path} --help"


def _meant(near: Sequence[str]) -> str:
    return f" Did you mean {' or '.join(near)}?" if near else ""
