"""The account of an exchange on a page: what was there, what is here, what was left by name."""

from __future__ import annotations

import re

import pandas as pd

from practicelearn.app.home.pieces import table, words

__all__ = ["account_table", "lost_list"]

_LESS = re.compile(r"(^|; )-(?=\d)")
_MOST = 100  # of one kind; the rest stands in the study's outputs


def account_table(account: pd.DataFrame, there: str, here: str) -> str:
    """Return the account, without lines that are empty on both sides."""
    full = account[(account["there"] != 0) | (account["here"] != 0)]
    return table(
        "The account", ["What", there, here, "What explains the difference"],
        [
            [words(r["what"]), f"{r['there']:,}", f"{r['here']:,}", words(_why(r))]
            for r in full.to_dict("records")
        ],
    )  # fmt: skip


def lost_list(kinds: pd.DataFrame, lost: pd.DataFrame, *, shows_words: bool) -> str:
    """Return what was left out or is to be looked at, by kind; several of a kind open by a press.

    Parameters
    ----------
    kinds, lost : DataFrame
        severity, what, n_matters, message; and severity, what, file, message, text.
    shows_words : bool
        Whether words of the file may be shown: not to somebody who has still to code.
    """
    if kinds.empty:
        return "<p>Nothing: all of it can be carried.</p>"
    parts = []
    for kind in kinds.to_dict("records"):
        own = lost[(lost["severity"] == kind["severity"]) & (lost["what"] == kind["what"])]
        said = [
            words(_one(row, shows_words=shows_words)) for row in own.head(_MOST).to_dict("records")
        ]
        if len(own) > _MOST:
            said.append(f"and {len(own) - _MOST:,} more")
        if len(said) == 1:
            parts.append(f"<li>{words(kind['what'])}: {said[0]}</li>")
            continue
        rows = "".join(f"<li>{one}</li>" for one in said)
        parts.append(
            f"<li>{words(kind['what'])}: {kind['n_matters']:,}"
            f'<details><summary>Show them</summary><ul class="points">{rows}</ul></details></li>'
        )
    return f'<ul class="points">{"".join(parts)}</ul>'


def _why(row: dict[str, object]) -> str:
    """What explains a difference; a number below zero is of what there is more of."""
    why = _LESS.sub(r"\1more there: ", str(row["why"]))
    if row["difference"] != row["explained"]:
        return f"{why} Not all of it is explained.".strip()
    return why


def _one(row: dict[str, object], *, shows_words: bool) -> str:
    where = f"{row['file']}: " if isinstance(row["file"], str) and row["file"] else ""
    text = row["text"]
    quoted = f" “{text}”" if shows_words and isinstance(text, str) and text else ""
    return f"{where}{row['message']}{quoted}"
