"""Summaries of the chart: what a group says under a code, in the words of a person who charts.

Each is a decision of kind ``summary`` in its writer's own log. A newer one by the same person
stands for the one before, which stays on record; those of several people stand side by side.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.counted import counted
from practicelearn.coding.log.events import Event
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.queries import FrameworkMatrix, framework_matrix, read_summaries
from practicelearn.study.stored import StoredStudy
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["chart", "keep_summaries", "side_by_side", "summaries"]

_KEYS = ["year", "group", "code"]
_COLUMNS = ["at", "who", *_KEYS, "summary", "stands", "event_id", "was"]


def summaries(study: StoredStudy, *, earlier: bool = False) -> pd.DataFrame:
    """Return the summaries people wrote into the chart.

    Parameters
    ----------
    study : Study
    earlier : bool, default False
        Also those that were replaced or emptied since.

    Returns
    -------
    DataFrame
        at (UTC, ISO), who, year, group, code, summary, stands (False for what was replaced),
        event_id, was (the code it was written for, where that was merged into ``code`` since; else
        empty); in the order of round, group and code, each person's oldest first. What somebody
        wrote of both codes stands together until they write the cell anew.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.summaries().columns.tolist()[:4]
    ['at', 'who', 'year', 'group']
    """
    check_arguments(summaries, locals())
    rows = [
        {"at": e.at, "who": e.who, **{k: e.payload.get(k) or "" for k in (*_KEYS, "summary")},
         "event_id": e.id, "was": e.payload.get("was") or "", "past": bool(e.payload.get("past"))}
        for e in study.standing() if e.kind == "summary"
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=[*(c for c in _COLUMNS if c != "stands"), "past"])
    replaced = table.duplicated([*_KEYS, "who", "was"], keep="last")
    table["stands"] = ~(replaced | table["past"].astype(bool))
    table = table.sort_values([*_KEYS, "who"], kind="stable")[_COLUMNS]
    if not earlier:
        table = table[table["stands"] & (table["summary"].str.strip() != "")]
    return table.reset_index(drop=True)


def chart(
    study: StoredStudy, *, codes: Sequence[str] | None = None, year: str | None = None
) -> FrameworkMatrix:
    """Return groups × codes with the summaries of everybody and the quotes of the merged coding.

    See :meth:`practicelearn.Study.framework_matrix`.
    """
    persons = counted(study.codings())
    corpus = study.corpus()
    wanted = corpus if year is None else corpus.where(year=year)
    matrix = framework_matrix(merge_codings(persons), wanted, codes=codes)
    said = summaries(study)
    said = said if year is None else said[said["year"] == year]
    said = said if codes is None else said[said["code"].isin(list(codes))]
    keys = zip(*(said[k] for k in _KEYS), strict=True)
    groups = set(matrix.groups)
    fits = [(y, g) in groups and c in matrix.codes.index for y, g, c in keys]
    lost = said[~pd.Series(fits, index=said.index, dtype=bool)]
    if len(lost):
        first = lost.iloc[0]
        warnings.warn(
            f"{len(lost)} summaries are of a group or code that is no longer there, such as "
            f"{first['year']} {first['group']}, {first['code']}. They are kept: "
            "practicelearn.summaries(study) lists them.",
            stacklevel=3,
        )
    shown = said.drop(lost.index).groupby(_KEYS, sort=False)[["who", "summary"]]
    rows = [(*key, side_by_side(own)) for key, own in shown]
    return matrix.with_summaries(pd.DataFrame(rows, columns=[*_KEYS, "summary"]))


def side_by_side(own: pd.DataFrame) -> str:
    """Return one cell's summaries as one text: each under its writer's name where there are two."""
    texts = list(_of_each(own).items())
    return texts[0][1] if len(texts) == 1 else "\n\n".join(f"{w}: {t}" for w, t in texts)


def _of_each(own: pd.DataFrame) -> dict[str, str]:
    """What each person says of a cell: of codes that were merged, one text after the other."""
    return {
        str(w): "\n\n".join(t.strip() for t in s)
        for w, s in own.groupby("who", sort=False)["summary"]
    }


def keep_summaries(study: StoredStudy, path: str | Path, *, by: str) -> pd.DataFrame:
    """Keep the summaries somebody wrote into a chart in Excel or Word.

    Parameters
    ----------
    study : Study
    path : str or Path
        Written by ``FrameworkMatrix.to_xlsx`` or ``to_docx``, and filled in.
    by : str
        Who wrote them: they become this person's summaries.

    Returns
    -------
    DataFrame
        year, group, code, became: ``kept``; ``older`` (an earlier text that was replaced since, so
        the newer one stands); ``not yours`` (the text of somebody else was changed in a cell of
        several people: it stands as it was, and the change is in ``summary``). Cells that say what
        is on record already are left out, and so are empty ones: they take nothing away.

    Raises
    ------
    TableError
        The file is no chart, or a group, code or cell in it does not fit; nothing is kept then.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> import pandas as pd
    >>> matrix = study.framework_matrix(codes=["tools"])
    >>> written = pd.DataFrame({"year": ["2025-26"], "group": ["north"], "code": ["tools"]})
    >>> matrix = matrix.with_summaries(
    ...     written.assign(summary="The new system loses notes.")
    ... )
    >>> path = matrix.to_xlsx(folder / "chart.xlsx")
    >>> study.keep_summaries(path, by="kim")["summary"].tolist()
    ['The new system loses notes.']
    """
    check_arguments(keep_summaries, locals())
    table = read_summaries(path)
    chart(study).with_summaries(table)  # says which cell does not fit
    table["year"] = table["year"].fillna("")
    written = table[table["summary"].notna()]
    known = dict(list(summaries(study, earlier=True).groupby(_KEYS, sort=False)))
    none = pd.DataFrame(columns=_COLUMNS)
    rows = []
    for *key, text in written[[*_KEYS, "summary"]].itertuples(index=False, name=None):
        for became, words in _compared(text.strip(), known.get(tuple(key), none), by):
            rows.append((*key, became, words))
    kept = pd.DataFrame(rows, columns=[*_KEYS, "became", "summary"])
    events = [
        Event(kind="summary", who=by, payload={k: row[k] for k in (*_KEYS, "summary")})
        for row in kept[kept["became"] == "kept"].to_dict("records")
    ]
    with transaction(study.path) as change:
        change.append(f"decisions/{check_name(by)}.jsonl", *events)
    return kept


def _compared(text: str, own: pd.DataFrame, by: str) -> list[tuple[str, str]]:
    """What a cell's text is against all that was ever written there."""
    standing = own[own["stands"].astype(bool) & (own["summary"].str.strip() != "")]
    now = _of_each(standing)
    if text in now.values() or (len(now) and text == side_by_side(standing).strip()):
        return []
    parts = _by_person(text, list(now)) if len(now) > 1 else {}
    parts = parts or {by: text}
    earlier = {t.strip() for t in own["summary"]}
    out = []
    for who, words in parts.items():
        if words != now.get(who):
            older = words in earlier
            out.append(("older" if older else "kept" if who == by else "not yours", words))
    return out


def _by_person(text: str, names: Sequence[str]) -> dict[str, str]:
    """A cell of several people taken apart again; empty where it was written anew."""
    heads = "|".join(map(re.escape, names))
    before, *rest = re.split(rf"^({heads}): ?", text, flags=re.MULTILINE)
    found: dict[str, Any] = dict(zip(rest[::2], (t.strip() for t in rest[1::2]), strict=True))
    return {} if before.strip() else found
