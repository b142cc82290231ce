"""How a file is to be read, said on the command line: the same words as in the sessions sheet."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

__all__ = ["with_reading"]

_OPTIONS = {
    "labels_look_like": ("--labels", 'What a label looks like, by one: "[T001] Facilitator:".'),
    "speech_column": ("--speech-column", "Of a table: the column of what was said."),
    "speaker_column": ("--speaker-column", "Of a table: the column of who said it."),
    "unlabelled": (
        "--unlabelled", 'What has no label "goes on" with the speaker above, or is "nobody"\'s.'
    ),
    "fix_labels": (
        "--fix-labels", 'Labels to put right: all, or "Particpant = Participant; RA: = RA".'
    ),
    "rows": ("--rows", '"keep": each row of a table stays a turn of its own.'),
    "split_words": (
        "--split-words",
        '"yes": a segment of speech to text is parted where its words change speaker.',
    ),
}  # fmt: skip
"""Fields of ``ReadAs`` to the option that says them, and its help."""


def with_reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of how files are read; it gets them as ``said``, a ``ReadAs``."""

    @wraps(command)
    def whole(**given: Any) -> None:
        from practicelearn.jobs.checking import ReadAs

        said = ReadAs.of({field: given.pop(field) for field in _OPTIONS})
        command(**given, said=said)

    # its type is imported only when a command runs
    own = inspect.signature(command, eval_str=True, locals={"ReadAs": Any}).parameters.values()
    options = [
        inspect.Parameter(
            field, inspect.Parameter.KEYWORD_ONLY, default="",
            annotation=Annotated[str, typer.Option(flag, help=says)],
        )
        for field, (flag, says) in _OPTIONS.items()
    ]  # fmt: skip
    parameters = [*(p for p in own if p.name != "said"), *options]
    # the prompt's parser looks at both
    whole.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by inspect
    whole.__annotations__ = {p.name: p.annotation for p in parameters}
    return whole
