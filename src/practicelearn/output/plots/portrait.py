"""The portrait of a session: who spoke when, and which codes lie where along the talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.code_names import code_names
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.output.plots.canvas import MOST_ROWS, axes_for, entitle, quiet
from practicelearn.output.plots.colours import BLUE, GREY, INK, ORANGE, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import amounts, needs
from practicelearn.output.plots.words import Telling, all_of, listed, percent, row_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_portrait", "plot_portrait", "session_portrait"]

_COLUMNS = ["session_id", "lane", "kind", "start_word", "end_word", "turn_id"]
_FROM = "as practicelearn's portrait(corpus, codings, session_id) makes it"
_KINDS = ("facilitator", "speaker", "code")


def session_portrait(codings: Codings, corpus: Corpus, session_id: str) -> pd.DataFrame:
    """Return the strips of one session, one row a turn of a speaker and a passage of a code.

    Parameters
    ----------
    codings : Codings
        Of one reading; a code's passages are drawn at whole turns.
    corpus : Corpus
    session_id : str

    Returns
    -------
    DataFrame
        session_id, lane (the speaker's label or the code's name), kind (facilitator, speaker or
        code), start_word, end_word (words of the session before and up to its end), turn_id.

    Raises
    ------
    PracticelearnError
        There is no such session.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> strips = prac.session_portrait(codings, corpus, "2025-north")
    >>> strips[["lane", "kind", "start_word", "end_word"]].head(3)
      lane         kind  start_word  end_word
    0    F  facilitator           0        15
    1   P2      speaker          15        35
    2   P5      speaker          35        54
    """
    check_arguments(session_portrait, locals())
    if session_id not in corpus.sessions.index:
        hint = near_match(session_id, corpus.sessions.index)
        raise PracticelearnError(f'session_portrait: there is no session "{session_id}".{hint}')
    turns = corpus.turns[corpus.turns["session_id"] == session_id].sort_values("n")
    end = corpus.n_words.loc[turns.index].cumsum()
    place = pd.DataFrame({"start_word": end - corpus.n_words.loc[turns.index], "end_word": end})
    spoken = turns[turns["speaker"].notna()]
    voices = place.loc[spoken.index].assign(
        lane=spoken["speaker"],
        kind=spoken["role"].eq("facilitator").map({True: "facilitator", False: "speaker"}),
        turn_id=spoken.index,
    )
    spans = codings.spans[codings.spans["turn_id"].isin(turns.index)]
    spans = spans.drop_duplicates(["code", "turn_id"])
    names = spans["code"].map(code_names(codings, spans["code"].unique()))
    coded = place.loc[spans["turn_id"]].assign(
        lane=names.to_numpy(), kind="code", turn_id=spans["turn_id"].to_numpy()
    )
    whole = pd.concat([voices, coded], ignore_index=True).assign(session_id=session_id)
    return whole[_COLUMNS]


def plot_portrait(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw one session from left to right, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`session_portrait` makes it.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
        Horizontal: words spoken since the start. The facilitator's strip on top, then the
        speakers, then the codes; within each the ones with most words first. At most 40 strips.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.plot.portrait(prac.session_portrait(codings, corpus, "2025-north"))
    <Picture: 2025-north: the facilitator has 12% of the words; “Systems and...
    """
    check_arguments(plot_portrait, locals())
    table = _one_session(table)
    lanes = _lanes(table)
    drawn = lanes.head(MOST_ROWS)
    axes = axes_for(ax, len(drawn), 0.28)
    colours = {"facilitator": ORANGE, "speaker": GREY, "code": BLUE}
    for y, (kind, lane) in enumerate(drawn.index):
        own = table[(table["lane"] == lane) & (table["kind"] == kind)]
        widths = (own["end_word"] - own["start_word"]).clip(lower=0)
        bars = list(zip(own["start_word"], widths, strict=True))
        axes.broken_barh(bars, (y - 0.32, 0.64), color=colours[kind], lw=0)
    kinds = [kind for kind, _ in drawn.index]
    for y in range(1, len(kinds)):
        if kinds[y] != kinds[y - 1]:
            axes.axhline(y - 0.5, color=SOFT, lw=1)
    named = [
        f"{lane} (facilitator)" if kind == "facilitator" else str(lane)
        for kind, lane in drawn.index
    ]
    axes.set_yticks(range(len(drawn)), row_labels(named, len(drawn)))
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlim(0, max(1.0, float(table["end_word"].max())))
    axes.set_xlabel("Words spoken since the start")
    quiet(axes)
    for label, kind in zip(axes.get_yticklabels(), kinds, strict=True):
        label.set_fontweight("bold" if kind == "facilitator" else "normal")
        label.set_color(INK)
    return entitle(axes, describe_portrait(table), shown=len(drawn), of=len(lanes))


def describe_portrait(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_portrait`."""
    table = _one_session(table)
    words = _lanes(table)
    voices = words[words.index.get_level_values("kind") != "code"]
    led = words[words.index.get_level_values("kind") == "facilitator"]
    codes = words[words.index.get_level_values("kind") == "code"]
    session = table["session_id"].iloc[0] if "session_id" in table else "The session"
    lead = f"{session}: nobody is known as the facilitator"
    if len(led):
        share = led.sum() / voices.sum() if voices.sum() else 0.0
        who = "the facilitator has" if len(led) == 1 else f"the {len(led)} facilitators have"
        lead = f"{session}: {who} {percent(share)} of the words"
        if not voices.sum():
            lead = f"{session}: not a word was said"
    if codes.empty:
        title = f"{lead}; nothing is coded"
        return Telling(title, f"Strips of {len(voices)} speakers. {title}.")
    title = f"{lead}; {_roomiest(codes)}"
    lanes = ", ".join(str(lane) for _, lane in codes.index[:6])
    return Telling(
        title,
        f"Strips along the talk for {len(voices)} speakers and {len(codes)} codes. {title}. Codes "
        f"by the words of their turns: {lanes}{' and others' if len(codes) > 6 else ''}.",
    )


def _one_session(table: pd.DataFrame) -> pd.DataFrame:
    """The table, when it is of one session: P1 of one group is not the P1 of another."""
    needs(table, _COLUMNS[1:5], "plot.portrait", _FROM)
    if "session_id" in table and len(set(table["session_id"])) > 1:
        sessions = listed(dict.fromkeys(table["session_id"].astype(str)))
        raise TableError(
            f"plot.portrait: the table holds more than one session ({sessions}), and a label such "
            "as P1 is another person in each. Draw one picture a session."
        )
    for column in ("start_word", "end_word"):
        amounts(table, column, "plot.portrait")
    strange = set(table["kind"]) - set(_KINDS)
    if strange:
        raise TableError(
            f"plot.portrait: kind: expected {', '.join(_KINDS)}, found "
            f"{', '.join(sorted(map(str, strange)))}."
        )
    return table


def _roomiest(codes: pd.Series) -> str:
    """The code with most words, or how many have as many. ``codes`` in falling order."""
    names = codes[codes == codes.iloc[0]].index.get_level_values("lane")
    if len(codes) == 1:
        return f"“{names[0]}” is the only code"
    if len(names) == 1:
        return f"“{names[0]}” takes most room"
    if len(names) == len(codes):
        return f"{all_of(len(codes), 'codes')} take the same room"
    return f"{listed(names, quoted=True)} take most room, the same each"


def _lanes(table: pd.DataFrame) -> pd.Series:
    """Words of each strip, facilitator, speakers, codes, the largest first; index (kind, lane)."""
    words = (table["end_word"] - table["start_word"]).groupby([table["kind"], table["lane"]]).sum()
    words.index.names = ["kind", "lane"]
    frame = words.rename("words").reset_index()
    frame["rank"] = frame["kind"].map({kind: k for k, kind in enumerate(_KINDS)})
    frame = frame.sort_values(["rank", "words"], ascending=[True, False], kind="stable")
    return frame.set_index(["kind", "lane"])["words"]
