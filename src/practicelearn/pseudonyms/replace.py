"""Pseudonymise a corpus: names and numbers replaced everywhere, the key written apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import EDITS, SOURCE_MAP, empty_table
from practicelearn.corpus import Corpus
from practicelearn.edits import Edit, move_marks, move_origins
from practicelearn.language.names import Words
from practicelearn.language.pipeline import Pipeline
from practicelearn.pseudonyms.decided import Decided, form_of, read_decided
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.key_file import KeyRow, check_place, read_key, write_key
from practicelearn.pseudonyms.ledger import Ledger, plain_name
from practicelearn.pseudonyms.people import named_by_labels, who_is_present
from practicelearn.pseudonyms.roster import Named, Roster, read_roster
from practicelearn.pseudonyms.speech import Speech
from practicelearn.pseudonyms.tables import Elsewhere
from practicelearn.pseudonyms.texts import replace_in_texts

__all__ = ["pseudonymise", "replaced"]


def pseudonymise(
    corpus: Corpus,
    *,
    key_file: str | Path,
    roster: str | Path | pd.DataFrame | None = None,
    decided: str | Path | pd.DataFrame | None = None,
    patterns: Mapping[str, str] | None = None,
    link_rounds: bool = False,
    known_ids: Collection[str] = (),
    use_model: bool = True,
    pipeline: Pipeline | None = None,
) -> Corpus:
    r"""Return the corpus with people, places and numbers replaced, as in ``[Person 1]``.

    Parameters
    ----------
    corpus : Corpus
        Before it is coded and frozen.
    key_file : str or Path
        Where the key is written, outside every study and readable by you alone. An existing key is
        continued: whom it knows keeps the replacement, within the round.
    roster : str, Path or DataFrame, optional
        Who was there and who may be talked about: ``name`` or ``first_name`` and ``surname``;
        ``person_id``, ``pseudonym`` and ``other_names`` (split at ``;``) where known. Names on it
        are found in every form; without it only lists of names, rules and spaCy are left.
    decided : str, Path or DataFrame, optional
        What people decided on names, one row a name: ``name`` and ``decision``. ``replace``: it is
        replaced wherever it stands as it is written here, whatever the rules say (written without
        a capital, in any case). ``keep``: it names nobody, and stays. ``same``: where it is found
        it is the person of ``same_as``, another name or a person id; beside ``replace``,
        ``same_as`` may be said too. Optional: ``kind``, such as place; by default person. What
        nobody decided on is replaced where the rules find it.
    patterns : mapping of str to str, optional
        Kind -> regular expression of ids of your own, such as ``{"case": r"ALD-\d{4}"}``; the
        usual case ids, NHS and insurance numbers, postcodes, phones and e-mails are known.
    link_rounds : bool, default False
        Give a person the same replacement in every round. Off, because it lets anybody follow one
        person through the years; a ``pseudonym`` of the roster is then used only where the corpus
        holds one round.
    known_ids : collection of str, optional
        Person ids that stand for people of other rounds, where rounds are not linked. A roster or
        attendance sheet goes on with its ids from year to year: whoever has one of these gets an
        id of this round instead, in no order; the key says which. An id that the key gave out in
        this round is given again.
    use_model : bool, default True
        Ask spaCy's entities too.
    pipeline : Pipeline, optional
        By default the installed English model.

    Returns
    -------
    Corpus
        ``pseudonymised`` is True. Replaced: turns, speakers' labels, session ids and file names,
        text columns of sessions, people and attendance, person ids, marks such as *[Sam laughs]*,
        and issues. Columns ``team``, ``site``, ``group``, ``group_type`` and ``job_role`` lose
        people's names only, because comparisons are made by them. ``edits`` holds one row a
        replacement in a turn, with places in the texts of the corpus given and never the original:
        :meth:`Codings.move` moves codings by them.

    Raises
    ------
    PracticelearnError
        The key's place is inside a study, cannot be kept to its owner, or holds another file.
    TableError
        The roster or the table of decisions lacks a column, or decisions do not go together.

    Notes
    -----
    What stands in square brackets already is left as it is, so a second run changes nothing. About
    one identifier in ten still gets through, and a description such as *the baby with the two
    fractures* is no name: a person reads every quote before release. ``names_left`` lists what
    still looks like a name.

    Examples
    --------
    >>> import tempfile
    >>> import practicelearn as prac
    >>> corpus = prac.read_transcript(prac.sample_path() / "originals" / "2024-south.md")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     safe = prac.pseudonymise(corpus, key_file=f"{folder}/key.csv")
    >>> safe.pseudonymised
    True
    """
    check_arguments(pseudonymise, locals())
    key_path = check_place(key_file)
    for name, given in (("roster", roster), ("decided", decided)):
        if isinstance(given, str | Path):
            check_place(given, name)
    whole, ledger = replaced(
        corpus, read_key(key_path), roster=roster, decided=decided, patterns=patterns,
        link_rounds=link_rounds, known_ids=known_ids, use_model=use_model, pipeline=pipeline,
    )  # fmt: skip
    if len(ledger.rows) > ledger.n_before or not key_path.exists():
        write_key(key_path, ledger.rows)
    return whole


def replaced(
    corpus: Corpus,
    rows: Iterable[KeyRow] = (),
    *,
    roster: str | Path | pd.DataFrame | None = None,
    decided: str | Path | pd.DataFrame | None = None,
    patterns: Mapping[str, str] | None = None,
    link_rounds: bool = False,
    known_ids: Collection[str] = (),
    use_model: bool = True,
    pipeline: Pipeline | None = None,
) -> tuple[Corpus, Ledger]:
    """Return what ``pseudonymise`` does, and what it would write; no key is read or written.

    ``rows`` are those of the key so far.
    """
    listed, said = read_roster(roster), read_decided(decided)
    words = Finder(use_model=False, pipeline=pipeline).words
    people = [*listed, *named_by_labels(corpus, listed, words)]
    finder = Finder(people, patterns=patterns, use_model=use_model, pipeline=pipeline, decided=said)
    rounds = _rounds(corpus, link_rounds)
    pseudonyms = _pseudonyms(corpus, people, link_rounds)
    ledger = Ledger(rows, pseudonyms, _same_people(corpus, said, people, words))
    present = who_is_present(corpus, people, words)

    keys = list(zip(corpus.turns["session_id"], corpus.turns["n"], strict=True))
    own_rounds = [rounds[sid] for sid, _ in keys]
    edits, texts = replace_in_texts(
        corpus.turns["text"].tolist(),
        finder=finder,
        ledger=ledger,
        rounds=own_rounds,
        places=corpus.turns.index.tolist(),
        present=[present[sid] for sid, _ in keys],
        marks=corpus.turns["marks"].tolist(),
        kept=_kept_names(corpus, people),
    )
    taken = set() if link_rounds else set(known_ids)
    elsewhere = Elsewhere(corpus, finder, ledger, rounds, present, taken)
    whole = elsewhere.replaced(_with_texts(corpus, edits, texts))
    return replace(whole, pseudonymised=True), ledger


def _same_people(
    corpus: Corpus, said: Decided, people: list[Named], words: Words
) -> dict[str, tuple[str, str]]:
    """Return form, and identity of who is called so in full -> kind and identity of who it is."""
    if not said.same:
        return {}
    roster = Roster(people)
    of_sheets = [*corpus.people.index, *corpus.attendance["person_id"].dropna()]
    ids = {p.who for p in people} | {f"person:{p}" for p in of_sheets}

    def identity(name: str) -> str:
        if f"person:{name}" in ids:
            return f"person:{name}"
        if name in ids:
            return name
        # after "said" a capital is a name's own, not the beginning of a sentence
        found = [h for h in roster.find(Speech(f"said {name}", words)) if h.end == 5 + len(name)]
        alone = len(found) == 1 and found[0].start == 5 and "|" not in found[0].who
        return found[0].who if alone else plain_name(name)

    out: dict[str, tuple[str, str]] = {}
    for form in said.same:
        whom, kind = said.same[form]
        while form_of(whom) in said.same:
            whom, kind = said.same[form_of(whom)]
        own = {p.who for p in people if form_of(" ".join([*p.first, p.surname])) == form}
        for known in {form, *own} - {identity(whom)}:
            out[known] = (kind, identity(whom))
    return out


def _rounds(corpus: Corpus, linked: bool) -> dict[str, str]:
    years = corpus.sessions["year"]
    return {
        str(sid): "all rounds" if linked else "" if pd.isna(year) else str(year)
        for sid, year in years.items()
    }


def _pseudonyms(corpus: Corpus, people: list[Named], linked: bool) -> dict[str, str]:
    """Names to be used instead of numbers; none where they would link rounds unasked."""
    if not linked and len(set(corpus.sessions["year"].fillna(""))) > 1:
        return {}
    own = {
        f"person:{person}": name
        for person, name in corpus.people["pseudonym"].items()
        if isinstance(name, str) and name
    }
    return own | {person.who: person.pseudonym for person in people if person.pseudonym}


def _kept_names(corpus: Corpus, people: list[Named]) -> set[str]:
    """Names that are pseudonyms already, lower case: never replaced inside marks."""
    given = [*corpus.people["pseudonym"].dropna(), *(p.pseudonym for p in people)]
    return {str(name).lower() for name in given if name}


def _with_texts(corpus: Corpus, edits: list[list[Edit]], texts: list[str]) -> Corpus:
    """Return the corpus with new texts; marks, source map and edits go with them."""
    turns = corpus.turns
    ids = turns.index.tolist()
    marks = [move_marks(m, own) for m, own in zip(turns["marks"], edits, strict=True)]
    new = turns.assign(text=texts, marks=pd.Series(marks, turns.index, dtype=object))
    rows = [
        (turn_id, *edit, "pseudonym")
        for turn_id, own in zip(ids, edits, strict=True)
        for edit in own
    ]
    table = pd.DataFrame(rows, columns=EDITS.names) if rows else empty_table(EDITS)
    by_turn = {turn_id: own for turn_id, own in zip(ids, edits, strict=True) if own}
    origins = [
        (turn_id, *moved)
        for turn_id, *row in corpus.source_map[SOURCE_MAP.names].itertuples(index=False)
        for moved in _origins_after(row, by_turn.get(turn_id, []))
    ]
    source_map = (
        pd.DataFrame(origins, columns=SOURCE_MAP.names) if origins else empty_table(SOURCE_MAP)
    )
    return replace(corpus.with_turns(new), edits=table, source_map=source_map)


def _origins_after(row: list[int], edits: list[Edit]) -> list[tuple[int, int, int, int]]:
    start, end, source_start, source_end = (int(place) for place in row)
    return move_origins(start, end, source_start, source_end, edits)
