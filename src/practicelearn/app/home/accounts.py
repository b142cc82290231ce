"""The account of an exchange on a page: what was there, what is here, what was left by name."""

from __future__ import annotations

import pandas as pd

from practicelearn.app.home.pieces import table, words

__all__ = ["account_table", "lost_list"]

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
    """Return what was left out or is to be looked at, by kind, each opened by a press.

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
        rows = "".join(
            f"<li>{words(_one(row, shows_words=shows_words))}</li>"
            for row in own.head(_MOST).to_dict("records")
        )
        more = f"<li>and {len(own) - _MOST:,} more</li>" if len(own) > _MOST else ""
        head = f"{kind['what']}: {kind['n_matters']:,}"
        parts.append(
            f"<details><summary>{words(head)}</summary>"
            f'<ul class="points">{rows}{more}</ul></details>'
        )
    return "".join(parts)


def _why(row: dict[str, object]) -> str:
    if row["difference"] != row["explained"]:
        return f"{row['why']} Not all of it is explained.".strip()
    return str(row["why"])


def _one(row: dict[str, object], *, shows_words: bool) -> str:
    where = f"{row['file']}: " if isinstance(row["file"], str) and row["file"] else ""
    text = row["text"]
    quoted = f" “{text}”" if shows_words and isinstance(text, str) and text else ""
    return f"{where}{row['message']}{quoted}"
