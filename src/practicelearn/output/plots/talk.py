"""Who spoke: each person's share of the words of a session; nothing is added over sessions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.gate.sizes import part_said, tally_cell, tally_said
from practicelearn.output.plots.canvas import MOST_ROWS, axes_for, entitle, quiet
from practicelearn.output.plots.colours import BLUE, GREY, ORANGE, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import amounts, needs
from practicelearn.output.plots.words import Telling, alike, all_of, listed, percent, row_labels
from practicelearn.themes.sources import Rows
from practicelearn.themes.tallies import Part, Tally

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_talk", "plot_talk"]

MOST_BARRED = 3
DOT = 7.5
"""Points across."""

_COLUMNS = ("speaker", "role", "n_words", "n_turns")
_FROM = "as talk_share returns it: session_id, speaker, role, n_words, n_turns"
_LED = "facilitator"
_BESIDE = ("note-taker", "observer")


def plot_talk(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw each person's share of the words of their session, and return the picture.

    For the analysis team: no report for readers prints a figure on a person.

    Parameters
    ----------
    table : DataFrame
        As ``talk_share`` returns it, one row a person and session: session_id, speaker (label),
        role, n_words, n_turns; people who were there and said nothing have zeros. Without
        ``session_id`` it is one session. With facilitators (``talk_share(corpus, roles=None)``)
        they are marked as such. Who follows whom is a matrix: see ``plot.matrix``.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
        Shares are of the words of the people in the table, session by session; a label means
        another person in each session, and nothing is added over sessions. Up to three sessions: a
        bar a person, with a tick for the share of turns and hatched for a facilitator. More: a
        strip a session with a dot a person, a diamond for a facilitator, a ring for who said
        nothing, and a tick where everybody would stand had all spoken alike. The least even
        session comes first; at most 40 rows.

    Raises
    ------
    TableError
        A column is missing, there are no rows, somebody stands twice in a session, or without
        ``session_id`` a label stands twice: it would be of two groups.

    Notes
    -----
    Evenness is Shannon's entropy of the shares over its largest value, as in ``talk_balance``,
    without facilitators, note-takers and observers. Little talk is not little to say.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> prac.plot.talk(prac.talk_share(corpus))
    <Picture: In 24 sessions the largest share of one person is 18% to 35% o...
    """
    check_arguments(plot_talk, locals())
    rows = _shared(table)
    sessions = _by_evenness(rows)
    few = len(sessions) == 1 or (len(sessions) <= MOST_BARRED and len(rows) <= MOST_ROWS)
    return (_bars if few else _strips)(table, rows, sessions, ax)


def describe_talk(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_talk`."""
    rows = _shared(table)
    sessions = _by_evenness(rows)
    people = rows[rows["counts"]]
    if len(sessions) == 1:
        title = _one_session(rows)
        most = people.nlargest(6, "share")
        each = ", ".join(
            f"{who} {percent(s)}" for who, s in zip(most["who"], most["share"], strict=True)
        )
        kind = f"Bars, {_people(rows)}: the share of {_whole(rows)}"
        return Telling(title, f"{kind}. {title}. {each}." if each else f"{kind}. {title}.")
    title = _many_sessions(rows, sessions)
    ends = "; ".join(_in_words(session, rows) for session in sessions.index[:10])
    return Telling(
        title,
        f"Each person's share of {_whole(rows)} within each of {len(sessions)} sessions, "
        f"{_people(people)} in all, the least even session first. {title}. {ends}"
        f"{' and so on' if len(sessions) > 10 else ''}.",
    )


def _shared(table: pd.DataFrame) -> pd.DataFrame:
    """One row a person and session: session, who, share and share_turns (of the session), ..."""
    table = _by_session(table)
    rows = pd.DataFrame(
        {
            "session": table["session_id"].astype(str) if "session_id" in table else "",
            "who": _names(table),
            "person": table.get("who"),
            "role": table["role"],
            "counts": ~table["role"].isin([_LED, *_BESIDE]),
            "silent": (table["n_words"] == 0) & (table["n_turns"] == 0),
            "words": amounts(table, "n_words", "plot.talk"),
            "turns": amounts(table, "n_turns", "plot.talk"),
        }
    ).reset_index(drop=True)
    for share, amount in (("share", "words"), ("share_turns", "turns")):
        whole = rows.groupby("session")[amount].transform("sum")
        rows[share] = (rows[amount] / whole.where(whole > 0)).fillna(0.0)
    return rows


def _by_session(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its sessions told apart: P1 of one group is not the P1 of another."""
    if "session_id" not in table and "session_id" in table.index.names:
        table = table.reset_index("session_id")
    needs(table, _COLUMNS, "plot.talk", _FROM)
    if "session_id" not in table:
        twice = table["speaker"].dropna()
        twice = twice[twice.duplicated()]
        if len(twice):
            raise TableError(
                f'plot.talk: speaker "{twice.iloc[0]}" stands in several rows, and there is no '
                "session_id. A label such as P1 is another person in each group, so rows are never "
                "added over groups: give the table as talk_share returns it, with session_id, or "
                "the rows of one session."
            )
        return table
    if table["session_id"].isna().any():
        raise TableError("plot.talk: session_id is missing in some rows; whose talk is that?")
    who = "who" if "who" in table else "speaker"
    again = table[table[who].notna() & table.duplicated(["session_id", who])]
    if len(again):
        raise TableError(
            f'plot.talk: "{again[who].iloc[0]}" stands twice in {again["session_id"].iloc[0]}: '
            f"expected a table {_FROM}, one row a person and session."
        )
    return table


def _names(table: pd.DataFrame) -> pd.Series:
    """Labels; the person for who has none, having said nothing."""
    named = table["speaker"].astype(object)
    if "who" in table:
        named = named.fillna(table["who"])
    named = named.fillna("no label").astype(str)
    beside = table["role"].where(table["role"].isin([_LED, *_BESIDE]))
    return named.where(beside.isna(), named + " (" + beside.astype(str) + ")")


def _by_evenness(rows: pd.DataFrame) -> pd.Series:
    """Evenness of each session, the least even first; NaN, at the end, where it is undefined."""
    sessions = rows.groupby("session", sort=False)
    even = {session: _evenness(own.loc[own["counts"], "words"]) for session, own in sessions}
    return pd.Series(even, dtype=float).sort_values(kind="stable")


def _evenness(words: pd.Series) -> float:
    spoken = [float(n) for n in words if n > 0]
    if len(words) < 2 or not spoken:
        return math.nan
    parts = [n / sum(spoken) for n in spoken]
    return abs(sum(p * math.log(p) for p in parts)) / math.log(len(words))


def _one_session(rows: pd.DataFrame) -> str:
    session = rows["session"].iloc[0]
    people, led = rows[rows["counts"]], rows[rows["role"] == _LED]
    lead = f"{session}: " if session else ""
    if not rows["words"].sum() > 0:
        return f"{lead}no word was said by anybody in the table"
    said = []
    if len(people):
        most = alike(people["share"], people["share"].max(), percent)
        figure = f"{percent(most.max())} of {_whole(rows)}"
        who = people.loc[most.index, "who"]
        if len(most) == 1:
            said.append(f"{who.iloc[0]} has {figure}")
        elif len(most) == len(people):
            said.append(f"{all_of(len(people), 'people')} have {figure} each")
        else:
            said.append(f"{listed(who)} have {figure} each")
    if led["words"].sum() > 0:
        who = "the facilitator" if len(led) == 1 else f"the {len(led)} facilitators"
        verb = "" if said else " has" if len(led) == 1 else " have"
        said.append(f"{who}{verb} {percent(led['share'].sum())}{'' if said else ' of the words'}")
    silent = Tally(Rows.where("talk", people["silent"]))
    return lead + ", ".join(said) + (f"; {tally_cell(silent)} said nothing" if silent.n else "")


def _many_sessions(rows: pd.DataFrame, sessions: pd.Series) -> str:
    people, led = rows[rows["counts"]], rows[rows["role"] == _LED]
    spoke = people.groupby("session").filter(lambda own: own["words"].sum() > 0)
    if spoke.empty:
        return f"In none of the {len(sessions)} sessions did anybody in the table say a word"
    most = spoke.groupby("session")["share"].max()
    many = f"{len(most)} session{'s' if len(most) > 1 else ''}"
    title = f"In {many} the largest share of one person is {_span(most)} of {_whole(rows)}"
    leads = led[led["session"].isin(most.index)].groupby("session")["share"].sum()
    if leads.sum() > 0:
        some = f" in {len(leads)} of them" if len(leads) < len(most) else ""
        title += f", the facilitator’s{some} {_span(leads)}"
    if len(most) < len(sessions):
        title += f"; in {len(sessions) - len(most)} no participant spoke"
    silent = Part.where(people["silent"], "talk")
    if not silent.n:
        return title
    # somebody who was in two groups is in two rows
    again = people["person"].dropna().duplicated().any()
    each = ", each session by itself," if again else ""
    return f"{title}; {part_said(silent)} people{each} said nothing"


def _whole(rows: pd.DataFrame) -> str:
    """What shares are of: the words of the people in the table."""
    return "the participants’ words" if rows["counts"].all() else "the words"


def _in_words(session: str, rows: pd.DataFrame) -> str:
    own = rows[(rows["session"] == session) & rows["counts"]]
    return f"{session}: {_people(own)}" + (f", {_span(own['share'])}" if len(own) else "")


def _bars(table: pd.DataFrame, rows: pd.DataFrame, sessions: pd.Series, ax: Axes | None) -> Picture:
    drawn = rows.sort_values("words", ascending=False, kind="stable")
    drawn = drawn.head(MOST_ROWS) if len(sessions) == 1 else drawn
    headed = len(sessions) > 1
    axes = axes_for(ax, len(drawn) + headed * len(sessions), 0.3)
    ticks: dict[float, str] = {}
    heads: set[float] = set()
    y = -1.0
    for session in sessions.index:
        own = drawn[drawn["session"] == session]
        if headed:
            y += 1
            ticks[y] = session
            heads.add(y)
        for row, label in zip(
            own.to_dict("records"), row_labels(own["who"], len(drawn)), strict=True
        ):
            y += 1
            ticks[y] = label
            leads = row["role"] == _LED
            axes.barh(
                y, 100 * row["share"], height=0.62, color="white" if leads else BLUE,
                edgecolor=ORANGE if leads else BLUE, hatch="///" if leads else None, lw=1,
            )  # fmt: skip
            axes.plot(
                100 * row["share_turns"], y, marker="|", ms=13, mew=2.4, color="black", ls="none"
            )
            _beside(axes, y, percent(row["share"]))
    axes.set_yticks(list(ticks), list(ticks.values()))
    axes.set_ylim(y + 0.6, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel(
        f"Share of {_whole(rows)}, % (bar; in figures at the right) and of the turns (tick)"
    )
    quiet(axes)
    for place, name in zip(ticks, axes.get_yticklabels(), strict=True):
        name.set_fontweight("bold" if place in heads else "normal")
    return entitle(axes, describe_talk(table), shown=len(drawn), of=len(rows))


def _strips(
    table: pd.DataFrame, rows: pd.DataFrame, sessions: pd.Series, ax: Axes | None
) -> Picture:
    drawn = sessions.head(MOST_ROWS)
    axes = axes_for(ax, len(drawn), 0.36)
    reach = 100 * float(rows.loc[rows["session"].isin(drawn.index), "share"].max()) or 100.0
    # a dot is about a sixtieth of the width of the axes
    near = reach * DOT / 400
    for y, (session, even) in enumerate(drawn.items()):
        own = rows[rows["session"] == session].sort_values("share", kind="stable")
        people = own[own["counts"]]
        axes.axhline(y, color=SOFT, lw=0.8, zorder=0)
        if len(people) and people["share"].sum() > 0:
            axes.plot(
                100 * people["share"].mean(), y, marker="|", ms=15, mew=1.8, color=GREY, ls="none",
                zorder=1,
            )  # fmt: skip
        for row, lift in zip(own.to_dict("records"), _apart(100 * own["share"], near), strict=True):
            _dot(axes, 100 * row["share"], y + lift, row)
        figure = "–" if math.isnan(even) else f"{even:.2f}"
        _beside(axes, y, f"{_people(people)} · {figure}")
    axes.set_yticks(range(len(drawn)), row_labels(drawn.index, len(drawn)))
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlim(-0.03 * reach, 1.04 * reach)
    axes.set_xlabel(_key(rows[rows["session"].isin(drawn.index)]))
    quiet(axes)
    return entitle(axes, describe_talk(table), shown=len(drawn), of=len(sessions), what="sessions")


def _apart(places: pd.Series, near: float) -> list[float]:
    """How far each dot of a strip is lifted, so that none hides another. In rising order."""
    at = list(places)
    crowd = max(sum(0 <= x - other < near for other in at) for x in at)
    step = min(0.24, 0.76 / max(crowd - 1, 1))
    levels = [step * ((k + 1) // 2) * (-1) ** k for k in range(crowd)]
    lifts: list[float] = []
    for k, x in enumerate(at):
        taken = {lifts[j] for j in range(k) if x - at[j] < near}
        lifts.append(next(level for level in levels if level not in taken))
    return lifts


def _dot(axes: Axes, x: float, y: float, row: dict[str, Any]) -> None:
    led, hollow = row["role"] == _LED, row["silent"]
    colour = BLUE if row["counts"] else ORANGE if led else GREY
    axes.plot(
        x, y, marker="D" if led else "o", ms=DOT - (1.5 if led else 0), ls="none", zorder=3,
        mew=1.2 if hollow else 0.7, markerfacecolor="white" if hollow else colour,
        markeredgecolor=colour if hollow else "white",
    )  # fmt: skip


def _key(drawn: pd.DataFrame) -> str:
    led = ", diamond: a facilitator" if (drawn["role"] == _LED).any() else ""
    silent = ", ring: said nothing" if drawn["silent"].any() else ""
    return (
        f"Share of {_whole(drawn)} of the session, % (dot: a person{led}{silent};\n"
        "tick: an even share; right: people, and evenness, 1 where all spoke alike)"
    )


def _beside(axes: Axes, y: float, words: str) -> None:
    axes.annotate(
        words, (1.02, y), xycoords=axes.get_yaxis_transform(), va="center", fontsize=9,
        color=GREY, annotation_clip=False,
    )  # fmt: skip


def _people(rows: pd.DataFrame) -> str:
    return tally_said(Tally.of(rows, "talk"), "person", "people")


def _span(shares: pd.Series) -> str:
    low, high = percent(shares.min()), percent(shares.max())
    return low if low == high else f"{low} to {high}"
