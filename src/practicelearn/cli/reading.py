"""How a file is to be read, said on the command line: the same words as in the sessions sheet."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "FixLabels",
    "LabelsLike",
    "Rows",
    "SpeakerColumn",
    "SpeechColumn",
    "SplitWords",
    "Unlabelled",
]

LabelsLike = Annotated[
    str,
    typer.Option("--labels", help='What a label looks like, shown by one: "[T001] Moderator:".'),
]
SpeechColumn = Annotated[
    str, typer.Option("--speech-column", help="Of a table: the column of what was said.")
]
SpeakerColumn = Annotated[
    str, typer.Option("--speaker-column", help="Of a table: the column of who said it.")
]
Unlabelled = Annotated[
    str,
    typer.Option(
        "--unlabelled",
        help='What has no label "goes on" with the speaker above, or is "nobody"\'s.',
    ),
]
FixLabels = Annotated[
    str,
    typer.Option(
        "--fix-labels", help='Labels to put right: all, or "Particpant = Participant; RA: = RA".'
    ),
]
Rows = Annotated[
    str, typer.Option("--rows", help='"keep": each row of a table stays a turn of its own.')
]
SplitWords = Annotated[
    str,
    typer.Option(
        "--split-words",
        help='"yes": a segment of speech to text is parted where its words change speaker.',
    ),
]
