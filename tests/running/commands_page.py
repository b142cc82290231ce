"""All commands on a page, from their help: ``python tests/running/commands_page.py`` makes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from practicelearn.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
_EVERY = ("as_json", "quiet", "help")
_ABOVE = "<!-- The commands: made from their help by tests/running/commands_page.py -->\n"


def commands_page() -> str:
    """The page as it should be: what stands above the commands is written by hand."""
    by_hand = PAGE.read_text(encoding="utf-8").partition(_ABOVE)[0]
    group: Any = typer.main.get_command(app)
    return by_hand + _ABOVE + "".join(_section(group, h, n) for h, n in group.sections().items())


def _section(group: Any, heading: str, names: list[str]) -> str:
    rows = [f"| [`{name}`](#{name}) | {group.commands[name].summary} |" for name in names]
    table = "\n".join(["| command | what it does |", "|---|---|", *rows])
    return f"\n## {heading}\n\n{table}\n" + "".join(_command(group.commands[n]) for n in names)


def _command(command: Any) -> str:
    context = command.context_class(command, info_name=command.name)
    usage = " ".join(command.collect_usage_pieces(context))
    more = " ".join(command.help.partition("\n\n")[2].split())
    examples = "\n".join(command.examples)
    params = [p for p in command.params if p.name not in _EVERY]
    rows = [f"| {_name(p)} | {p.help}{' Needed.' if p.required else ''} |" for p in params]
    table = "\n".join(["| | |", "|---|---|", *rows])
    said = f"{command.summary} {more}".strip()
    return (
        f"\n### {command.name}\n\n{said}\n\n```text\npracticelearn {command.name} {usage}\n```\n\n"
        f"{table}\n\n```sh\n{examples}\n```\n"
    )


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"`{(param.metavar or param.name).upper()}`"
    return ", ".join(f"`{opt}`" for opt in param.opts)


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8")
