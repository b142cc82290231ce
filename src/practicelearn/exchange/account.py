"""The account of an exchange: what was there, what is here, and what explains the difference.

One shape for both sides. Who reads a file counts what was *there* in the file itself; who has
written counts what is *here* by reading again what was written. Each loss says which line of the
account it belongs to and by how many; what no loss explains is an error of this library.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from practicelearn.errors import PracticelearnError

__all__ = ["LINES", "balance", "refuse_unexplained", "summary", "unexplained"]

LINES = (
    "documents", "words", "codings", "coders", "codes", "people", "variables", "values", "sets",
    "memos", "links", "times",
)  # fmt: skip
"""The lines of an account. ``people`` are cases; ``values`` what cases and documents have of the
variables; ``memos`` notes and descriptions; ``times`` places in a recording."""

_MOST_WHYS = 4
_WHERE = re.compile(r'^(?:sheet "[^"]*", )?(?:row|paragraph) \d+: ')
_OF_ONE = re.compile(r"\s*\([^()]*\)")
_ROW = re.compile(r'(?:sheet "[^"]*", )?\brow \d+')
_SENTENCE = re.compile(r"(?:its?|an?|this|the|there) ")


def balance(
    there: Mapping[str, int], here: Mapping[str, int], losses: pd.DataFrame
) -> pd.DataFrame:
    """Return the account.

    Parameters
    ----------
    there, here : mapping of str to int
        Line to count; a line that ``there`` lacks is left out.
    losses : DataFrame
        Columns ``account``, ``n`` and ``message``; n below zero: there is more here than there.

    Returns
    -------
    DataFrame
        what, there, here, difference (there less here), explained, why. The books balance where
        ``difference`` is ``explained``.
    """
    rows = []
    for line in LINES:
        if line not in there:
            continue
        own = losses[(losses["account"] == line) & losses["n"].notna()]
        n_by_why: dict[str, int] = {}
        for message, n in zip(own["message"], own["n"], strict=True):
            why = _reason(str(message))
            n_by_why[why] = n_by_why.get(why, 0) + int(n)
        said = [f"{n:,} {why}" for why, n in n_by_why.items() if n]
        more = f"; and {len(said) - _MOST_WHYS} more reasons" if len(said) > _MOST_WHYS else ""
        n_here = int(here.get(line, 0))
        rows.append(
            {
                "what": line,
                "there": int(there[line]),
                "here": n_here,
                "difference": int(there[line]) - n_here,
                "explained": sum(n_by_why.values()),
                "why": "; ".join(said[:_MOST_WHYS]) + more,
            }
        )
    return pd.DataFrame(
        rows, columns=["what", "there", "here", "difference", "explained", "why"]
    ).astype({"there": "int64", "here": "int64", "difference": "int64", "explained": "int64"})


def _reason(message: str) -> str:
    """What a loss has in common with others of its kind: without its row, names and places."""
    bare = _OF_ONE.sub("", _WHERE.sub("", message))
    bare = _ROW.sub("another row", bare).partition(": ")[0].partition("; ")[0]
    if bare.startswith("says "):
        return f"where a row {bare}"
    return f"where {bare}" if _SENTENCE.match(bare) else bare


def unexplained(account: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of an account whose difference nothing explains."""
    return account[account["difference"] != account["explained"]]


def refuse_unexplained(account: pd.DataFrame) -> None:
    """Raise where a line does not balance.

    Raises
    ------
    PracticelearnError
        A difference is not explained: nothing a person did wrong.
    """
    open_lines = unexplained(account)
    if len(open_lines):
        said = "; ".join(
            f"{r.what}: {r.there:,} there, {r.here:,} here, {r.explained:,} explained"
            for r in open_lines.itertuples()
        )
        raise PracticelearnError(
            f"the account does not balance ({said}). That is an error of practicelearn: please "
            "report it, without the file. Look at what came in before you use it."
        )


def summary(losses: pd.DataFrame) -> pd.DataFrame:
    """Return losses by kind: severity, what, n_matters, n_files, message (one that stands for all).

    Errors and warnings first.
    """
    order = {"error": 0, "warning": 1, "note": 2}
    rows = [
        {
            "severity": severity,
            "what": what,
            "n_matters": len(part),
            "n_files": part["file"].nunique(),
            "message": part["message"].iloc[0],
        }
        for (severity, what), part in losses.groupby(["severity", "what"], sort=False)
    ]
    table = pd.DataFrame(rows, columns=["severity", "what", "n_matters", "n_files", "message"])
    return table.sort_values(
        "severity", key=lambda s: s.map(order), kind="stable", ignore_index=True
    )
