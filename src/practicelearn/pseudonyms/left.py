"""What still looks like a name, in every place where one can sit: a list for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.corpus import Corpus
from practicelearn.language.pipeline import Pipeline
from practicelearn.pseudonyms.clean import CleanTexts
from practicelearn.pseudonyms.find import Finder, Known
from practicelearn.pseudonyms.hits import OURS, Hit, closed
from practicelearn.pseudonyms.people import is_generic, named_by_labels
from practicelearn.pseudonyms.roster import read_roster
from practicelearn.pseudonyms.signs import weak_signs
from practicelearn.pseudonyms.speech import Speech
from practicelearn.pseudonyms.tables import NEVER_NAMES, id_hits, names_in_ids
from practicelearn.transcripts.marks import find_marks

__all__ = ["Text", "names_left"]

_COLUMNS = ["place", "session_id", "row", "start", "end", "text", "kind", "why", "likely"]
_ENTITIES = {
    "PERSON": "person",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
}
_OF_ONESELF = ("i've", "i'd", "i'll", "i'm")
"""Written with a capital, taken for a name by the model at times, and never one."""


class Text(NamedTuple):
    """A text outside of a corpus, and where it stands: what ``names_left`` says of a find in it.

    ``slug`` for a file's name or an id, whose parts are joined by hyphens and have no capitals.
    """

    place: str
    session_id: str | None
    row: str
    text: Any  # None or NaN where a table's cell is empty
    slug: bool = False


def names_left(
    corpus: Corpus,
    *,
    roster: str | Path | pd.DataFrame | None = None,
    memos: Mapping[str, str] | None = None,
    texts: Iterable[Text] = (),
    pipeline: Pipeline | None = None,
    only_likely: bool = False,
    cache: Path | None = None,
) -> pd.DataFrame:
    """Return what still looks like a name, or a number that identifies, everywhere in a corpus.

    Parameters
    ----------
    corpus : Corpus
        Pseudonymised or not.
    roster : str, Path or DataFrame, optional
        As for ``pseudonymise``: its names are sought in every form.
    memos : mapping of str to str, optional
        Further texts to be looked at, by a name of their place. ``Study.names_left`` looks at all
        that a study holds by itself.
    texts : iterable of Text, optional
        The same, each with the name of its kind of place.
    pipeline : Pipeline, optional
    only_likely : bool, default False
        Only the ``likely`` rows, several times faster: the model is asked only where what it might
        say could be believed.
    cache : Path, optional
        Folder in which it is kept where the model saw a name, by hash of the text and without a
        word, such as ``study.cache``. ``Study.names_left`` does so by itself; name no folder for
        a corpus that is not pseudonymised.

    Returns
    -------
    DataFrame
        One row a find: place (``turns.text``, ``turns.speaker``, ``sessions.session_id``,
        ``sessions.file``, ``sessions.site`` ..., ``issues.message``, ``memos``), session_id, row
        (turn_id, or the row's own name), start and end (code points), text, kind, why, likely.
        ``likely`` rows first: what ``pseudonymise`` itself would replace. The others are weaker
        signs, such as a capital inside a sentence or, without capitals, a word where a name
        stands; most of them name nobody.

    Notes
    -----
    An empty list is no proof. It is made by rules and a model that miss one identifier in ten.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> found = prac.names_left(corpus.where(session_id="2025-north"), only_likely=True)
    >>> found[["place", "row", "text", "kind", "why"]]
            place               row          text      kind         why
    0  turns.text  2025-north:00005  Carrow House  building  cue: house
    """
    check_arguments(names_left, locals())
    listed = read_roster(roster)
    words = Finder(use_model=False, pipeline=pipeline, cache=cache).words
    people = [*listed, *named_by_labels(corpus, listed, words)]
    finder = Finder(people, pipeline=pipeline, cache=cache)
    further = [*(Text("memos", None, str(k), v) for k, v in (memos or {}).items()), *texts]
    read = [*_texts(corpus), *(t[:4] for t in further if isinstance(t.text, str) and not t.slug)]
    slugs = [(t.place, t.session_id, t.text) for t in further if t.slug]
    # who is known by name is no rule of ours: what was clean without them may not be with them
    clean = CleanTexts(cache if only_likely and not people else None, finder.pipeline)
    in_texts = _in_texts(read, finder, clean, only_likely=only_likely)
    rows = [*in_texts, *_labels(corpus, finder), *_ids(corpus, slugs, finder)]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table = table.astype({"start": "int64", "end": "int64", "likely": bool})
    return table.sort_values("likely", ascending=False, kind="stable", ignore_index=True)


def _texts(corpus: Corpus) -> Iterator[tuple[str, Any, str, str]]:
    """Yield place, session, row and text of every free text."""
    turns = corpus.turns
    for turn_id, sid, text in zip(turns.index, turns["session_id"], turns["text"], strict=True):
        yield "turns.text", sid, turn_id, text
    for name in ("sessions", "people", "attendance", "away", "not_held"):
        table = getattr(corpus, name)
        sids = table.index if name == "sessions" else table.get("session_id", [None] * len(table))
        for column in table.columns:
            if column in NEVER_NAMES:
                continue
            for row, sid, value in zip(table.index, sids, table[column], strict=True):
                if isinstance(value, str) and not (column == "group" and value == row):
                    yield f"{name}.{column}", sid, str(row), value
    for column in ("source_loc", "message", "text"):
        issues = corpus.issues
        for row, sid, value in zip(issues.index, issues["session_id"], issues[column], strict=True):
            if isinstance(value, str):
                yield f"issues.{column}", sid, str(row), value


def _in_texts(
    texts: list[tuple[str, Any, str, str]], finder: Finder, clean: CleanTexts, *, only_likely: bool
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of every text; one that stands in several places is looked at once."""
    distinct = clean.others(dict.fromkeys(text for *_, text in texts))
    found = (signs for own in finder.look(_signs, distinct, only_likely) for signs in own)
    signs = dict(zip(distinct, found, strict=True))
    clean.keep(text for text, (sure, _) in signs.items() if not sure)
    for place, sid, row, text in texts:
        sure, unsure = signs.get(text, ((), ()))
        for hit in sure:
            yield (place, sid, row, *_shown(hit, text), True)
        for hit in unsure:
            yield (place, sid, row, *_shown(hit, text), False)


def _signs(
    finder: Finder,
    texts: list[str],
    known: Known,
    only_likely: bool,
) -> tuple[list[tuple[list[Hit], list[Hit]]], Known]:
    """What looks like a name in some texts, surely and perhaps, and where the model saw names."""
    speech = finder.speech(texts)
    entities = finder.entities(speech, known=known, only_believable=only_likely)
    hits = finder.hits(speech, entities)
    weak = [
        [] if only_likely else list(_unsure(text, sure, own, entities.get(n, ()), finder))
        for n, (text, sure, own) in enumerate(zip(texts, hits, speech, strict=True))
    ]
    return list(zip(hits, weak, strict=True)), entities


def _unsure(
    text: str,
    sure: Sequence[Hit],
    speech: Speech,
    entities: Iterable[tuple[int, int, str]],
    finder: Finder,
) -> Iterator[Hit]:
    """Yield weaker signs, where nothing surer stands."""
    weak = [
        Hit(start, end, _ENTITIES[label], f"entity: {label}")
        for start, end, label in entities
        if label in _ENTITIES
    ]
    others = [
        *_in_brackets(text, finder),
        *(speech.back(hit) for hit in (*weak, *weak_signs(speech))),
    ]
    taken = [(hit.start, hit.end) for hit in sure]
    for hit in others:
        if text[hit.start : hit.end].lower().replace("\u2019", "'") in _OF_ONESELF:
            continue
        if not any(s < hit.end and hit.start < e for s, e in taken):
            taken.append((hit.start, hit.end))
            yield hit


def _shown(hit: Hit, text: str) -> tuple[int, int, str, str, str]:
    return hit.start, hit.end, text[hit.start : hit.end], hit.kind, hit.rule


def _in_brackets(text: str, finder: Finder) -> Iterator[Hit]:
    """Yield names in square brackets that are neither a mark nor one of our replacements."""
    for start, end in closed(text):
        inner = text[start + 1 : end - 1]
        if OURS.fullmatch(inner):
            continue
        marked = bool(find_marks(text[start:end]))
        for hit in finder.find([f"said {inner}"], use_model=False)[0]:
            if hit.start >= 5 and (hit.kind == "person" or not marked):
                shift = start - 4
                yield Hit(hit.start + shift, hit.end + shift, hit.kind, "in square brackets")


def _labels(corpus: Corpus, finder: Finder) -> Iterator[tuple[Any, ...]]:
    for name in ("turns", "attendance"):
        table = getattr(corpus, name)
        pairs = table[["session_id", "speaker"]].dropna().drop_duplicates()
        for sid, label in zip(pairs["session_id"], pairs["speaker"], strict=True):
            if not is_generic(label, finder.words):
                why = "a label that is neither a role nor a number"
                yield (f"{name}.speaker", sid, label, 0, len(label), label, "person", why, True)


def _ids(
    corpus: Corpus, slugs: Iterable[tuple[str, str | None, str]], finder: Finder
) -> Iterator[tuple[Any, ...]]:
    parts = names_in_ids(finder)
    files = zip(corpus.sessions.index, corpus.sessions["file"], strict=True)
    persons = dict.fromkeys(
        p
        for column in (
            corpus.people.index,
            corpus.attendance["person_id"],
            corpus.away["person_id"],
        )
        for p in column
        if isinstance(p, str)
    )
    places = [
        *(("sessions.session_id", sid, sid) for sid in corpus.sessions.index),
        *(("sessions.session_id", None, sid) for sid in corpus.not_held["session_id"].dropna()),
        *(("sessions.file", sid, name) for sid, name in files if isinstance(name, str)),
        *(("people.person_id", None, person) for person in persons),
        *slugs,
    ]
    for place, sid, slug in places:
        for hit in id_hits(slug, parts, finder):
            yield (place, sid, slug, *_shown(hit, slug), True)
