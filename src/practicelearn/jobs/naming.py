"""Names before freezing: each that may be one in its sentences, and one decision a name.

What was found and what was decided lie with the files that were brought, in the same folder, and go
with them. Nothing of it comes into a study.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.jobs.kept_beside import keep_beside, kept_beside
from practicelearn.jobs.name_places import Place, Texts
from practicelearn.jobs.steps import Steps
from practicelearn.language.one_pass import in_one_pass
from practicelearn.pseudonyms import names_left
from practicelearn.pseudonyms.decided import Decided, find_decided, form_of
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.hits import KINDS
from practicelearn.pseudonyms.key_file import KeyRow
from practicelearn.pseudonyms.replace import replaced
from practicelearn.pseudonyms.roster import read_roster
from practicelearn.pseudonyms.tables import KEPT_COLUMNS
from practicelearn.study.kept import state_of
from practicelearn.transcripts.loader import read_transcripts

__all__ = [
    "Account", "Choice", "Found", "Suggestion", "account", "decide", "decide_again",
    "decided_table", "decisions", "find_names", "found_names", "refuse_undecided",
    "refuse_unread", "roster_used", "take_up", "weak_undecided",
]  # fmt: skip

_FOUND, _DECIDED = ".names-found.json", ".names-decided.json"
_MOST = 40  # places shown of one name
_NAMED = 5  # names in an error

What = Literal["replace", "keep", "same"]


@dataclass(frozen=True)
class Suggestion:
    """Words that may be a name, wherever they stand.

    Parameters
    ----------
    form : str
        By which it is known, see ``form_of``.
    written : str
        As it is mostly written.
    kind, why : str
        What it would be, and which rule says so.
    likely : bool
        Whether it is replaced unless somebody keeps it; the others are weaker signs.
    sought : bool
        Whether it stands in places that no rule is sure of, and is replaced there too once
        somebody says that it is a name.
    becomes : tuple of str
        What would stand for it; numbers are given out when it is frozen.
    n_places : int
    places : tuple of Place
        The first of them.
    """

    form: str
    written: str
    kind: str
    why: str
    likely: bool
    sought: bool
    becomes: tuple[str, ...]
    n_places: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Choice:
    """What was decided on a name; ``same_as`` is the form of another one, or a person's id."""

    what: What
    same_as: str = ""
    kind: str = "person"


@dataclass(frozen=True)
class Found:
    """What was found in the files as they are, who else may be meant, and the roster used."""

    suggestions: tuple[Suggestion, ...]
    people: Mapping[str, str]
    roster: str

    def __getitem__(self, form: str) -> Suggestion | None:
        return next((s for s in self.suggestions if s.form == form), None)


@dataclass(frozen=True)
class Account:
    """How many names were found, and what became of each: the four last make the first."""

    n: int
    replaced: int
    kept: int
    same: int
    likely_left: int
    weak_left: int


def find_names(
    folder: str | Path, *, roster: str | Path | None = None, steps: Steps | None = None
) -> Found:
    """Find what may be a name in the transcripts of a folder, and keep it beside them.

    Parameters
    ----------
    folder : str or Path
        Of transcripts with their sheets.
    roster : str or Path, optional
        Who was there and may be talked about.
    steps : Steps, optional
    """
    steps, folder = steps or Steps(), Path(folder)
    state = _state(folder)
    corpus = read_transcripts(folder, progress=steps)
    steps(0, 2, "looking for names")
    with in_one_pass():
        _, ledger = replaced(corpus, roster=roster)
        steps(1, 2, "looking for weaker signs")
        left = names_left(corpus, roster=roster)
    rows = [row for row in ledger.rows if row.kind != "id"]
    texts = Texts(corpus)
    likely = [(row, texts.of_row(row)) for row in rows]
    weak = list(_weak(corpus, left, rows, texts))
    found = Found(
        tuple(_grouped(likely, weak)),
        _people(corpus, roster),
        str(roster) if roster else "",
    )
    steps.commit()
    keep_beside(folder / _FOUND, {"state": state, **asdict(found)})
    return found


def found_names(folder: str | Path) -> Found | None:
    """Return what was found, or None if never or if files or sheets are others since."""
    told = kept_beside(Path(folder) / _FOUND)
    if not told or told["state"] != _state(Path(folder)):
        return None
    suggestions = tuple(
        Suggestion(**{**s, "becomes": tuple(s["becomes"]),
                      "places": tuple(Place(**p) for p in s["places"])})
        for s in told["suggestions"]
    )  # fmt: skip
    return Found(suggestions, told["people"], told["roster"])


def roster_used(folder: str | Path) -> str:
    """Return the roster that names were looked for with last, or nothing."""
    return str(kept_beside(Path(folder) / _FOUND).get("roster", ""))


def decisions(folder: str | Path) -> dict[str, Choice]:
    """Return what was decided so far, by form of the name; of names that are still found."""
    return {form: Choice(**given) for form, given in kept_beside(Path(folder) / _DECIDED).items()}


def decide(folder: str | Path, form: str, what: What, *, same_as: str = "", kind: str = "") -> None:
    """Keep one decision on one name.

    Parameters
    ----------
    folder : str or Path
    form : str
    what : {"replace", "keep", "same"}
    same_as : str
        Whose other name it is: the form of another name that was found, or a person's id.
    kind : str
        What a name that no rule found is, such as place; by default what the signs say.

    Raises
    ------
    StudyError
        There is no such name, it was decided on before, or decisions would not go together.
        Nothing was kept.
    """
    found, known = _asked(folder), decisions(folder)
    _keep(folder, _decided(found, known, form, Choice(what, same_as, kind)))


def take_up(folder: str | Path, known: Mapping[str, Choice]) -> int:
    """Let decisions hold that were made before on the same names, and return how many do.

    One that does not go with the others, or with what was decided since, is left to be made again.
    """
    found, now = _asked(folder), decisions(folder)
    before = len(now)
    for form, choice in sorted(known.items(), key=lambda item: item[1].what == "same"):
        with suppress(StudyError):
            now = _decided(found, now, form, choice)
    if len(now) > before:
        _keep(folder, now)
    return len(now) - before


def _decided(
    found: Found, known: Mapping[str, Choice], form: str, choice: Choice
) -> dict[str, Choice]:
    """The decisions with one more, if it goes with them."""
    name, what, same_as, kind = found[form], choice.what, choice.same_as, choice.kind
    if name is None:
        raise StudyError(f'"{form}" is not among the names that were found. Load the page again.')
    if form in known:
        raise StudyError(f"{name.written} was decided on already. Change it in the list below.")
    if what not in ("replace", "keep", "same"):
        raise StudyError("say what is to become of it: replace, keep, or the same person as.")
    others = [found[f] for f, c in known.items() if c.same_as == form]
    if what == "keep" and others:
        said = ", ".join(s.written for s in others if s is not None)
        raise StudyError(
            f"{said} was said to be the same person as {name.written}. Change that first."
        )
    if what == "same":
        _check_same(found, known, name, same_as)
    own = kind if kind in KINDS else name.kind if name.kind in KINDS else "person"
    return {**known, form: Choice(what, same_as if what == "same" else "", own)}


def decide_again(folder: str | Path, form: str) -> None:
    """Take a decision back, so that the name is to be decided on again."""
    _keep(folder, {f: c for f, c in decisions(folder).items() if f != form})


def account(folder: str | Path) -> Account:
    """Return how many names were found, and what was decided of how many."""
    found, known = _asked(folder), decisions(folder)
    of = Counter(known[s.form].what for s in found.suggestions if s.form in known)
    left = Counter(s.likely for s in found.suggestions if s.form not in known)
    return Account(len(found.suggestions), of["replace"], of["keep"], of["same"],
                   left[True], left[False])  # fmt: skip


def decided_table(folder: str | Path) -> pd.DataFrame:
    """Return the decisions as ``pseudonymise`` takes them.

    A name that the rules are sure of in every place needs no row to be replaced.
    """
    found, known = _asked(folder), decisions(folder)
    rows = []
    for s in found.suggestions:
        choice = known.get(s.form)
        if choice is None or (choice.what == "replace" and not s.sought):
            continue
        what, whom, kind = choice.what, choice.same_as, choice.kind
        if what == "same":
            target = found[whom]
            whom = target.written if target is not None else whom
            kind = known.get(target.form, Choice("replace", "", target.kind)).kind if target else (
                "person"
            )  # fmt: skip
            what = "replace" if s.sought else "same"
        rows.append((s.written, what, whom or None, kind if kind in KINDS else "person"))
    return pd.DataFrame(rows, columns=["name", "decision", "same_as", "kind"], dtype=object)


def weak_undecided(folder: str | Path) -> list[Suggestion]:
    """Return the weaker signs that nobody has decided on: as they stand, they stay."""
    found, known = _asked(folder), decisions(folder)
    return [s for s in found.suggestions if not s.likely and s.form not in known]


def refuse_unread(folder: str | Path, stay: Collection[str]) -> None:
    """Raise where weaker signs are neither decided on nor among those somebody says are to stay.

    Raises
    ------
    StudyError
        With which.
    """
    left = [s.written for s in weak_undecided(folder) if s.form not in set(stay)]
    if left:
        is_ = "weaker sign is" if len(left) == 1 else "weaker signs are"
        some = ", ".join(left[:_NAMED]) + (" …" if len(left) > _NAMED else "")
        raise StudyError(
            f"{len(left)} {is_} not decided on: {some}. Read each below and say that they stay as "
            "they are, or decide on them first. Nothing was frozen."
        )


def refuse_undecided(folder: str | Path) -> None:
    """Raise where likely names wait for a decision, or a person's other name is nobody's.

    Raises
    ------
    StudyError
        With how many, and of which name.
    """
    found, known, told = _asked(folder), decisions(folder), account(folder)
    if told.likely_left:
        n = told.likely_left
        raise StudyError(
            f"{n} {'name is' if n == 1 else 'names are'} not decided on. Decide on each, then "
            "freeze. Nothing was frozen."
        )
    for form, choice in known.items():
        target, name = found[choice.same_as], found[form]
        if choice.what == "same" and target is not None and target.form not in known:
            said = name.written if name is not None else form
            raise StudyError(
                f"{said} was said to be the same person as {target.written}, which is not decided "
                "on. Decide on it, then freeze. Nothing was frozen."
            )


def _check_same(found: Found, known: Mapping[str, Choice], name: Suggestion, whom: str) -> None:
    if not whom or (found[whom] is None and whom not in found.people):
        raise StudyError(f"Choose whose other name {name.written} is.")
    way = whom
    while way:
        if way == name.form:
            raise StudyError(f"{name.written} cannot be another name of itself.")
        choice = known.get(way)
        if choice is not None and choice.what == "keep":
            raise StudyError(
                f"{way} was kept as a word that names nobody. Decide on it again first."
            )
        way = choice.same_as if choice is not None else ""


def _grouped(
    likely: list[tuple[KeyRow, Place]], weak: list[tuple[str, str, str, Place]]
) -> Iterator[Suggestion]:
    """One suggestion a form: those that are replaced in any place first, each as it comes."""
    rows: dict[str, list[tuple[str, str, str, str, Place]]] = defaultdict(list)
    sure: set[str] = set()
    for row, place in likely:
        form = form_of(row.original)
        sure.add(form)
        rows[form].append((row.original, row.kind, row.rule, row.replacement, place))
    for original, kind, why, place in weak:
        rows[form_of(original)].append((original, kind, why, "", place))
    doubted = {form_of(original) for original, *_ in weak}
    for form, own in sorted(rows.items(), key=lambda item: item[0] not in sure):
        if not form:
            continue
        originals = Counter(r[0] for r in own)
        written = max(originals, key=lambda o: (o != o.lower(), originals[o]))
        kind, why = Counter((r[1], r[2]) for r in own).most_common(1)[0][0]
        spoken = sorted((r[4] for r in own), key=lambda p: p.where != "turns.text")
        # a note of what was heard says it again
        noted = [p for p in spoken if not p.where.startswith("issues.")] or spoken
        places = tuple(dict.fromkeys(noted))
        becomes = tuple(dict.fromkeys(r[3] for r in own if r[3]))[:3]
        yield Suggestion(
            form, written, kind, why, form in sure, form in doubted, becomes, len(places),
            places[:_MOST],
        )  # fmt: skip


def _weak(
    corpus: Corpus, left: pd.DataFrame, rows: Iterable[KeyRow], texts: Texts
) -> Iterator[tuple[str, str, str, Place]]:
    """Weaker signs, and every other place in which the same words are so written."""
    taken = defaultdict(list)
    for row in rows:
        if row.start:
            taken[row.place].append((int(row.start), int(row.end)))
    kept = {f"sessions.{c}" for c in KEPT_COLUMNS} | {f"attendance.{c}" for c in KEPT_COLUMNS}
    unsure = left[~left["likely"] & ~left["place"].str.startswith("issues.")]
    unsure = unsure[~unsure["place"].isin(kept)]
    sought: dict[str, tuple[str, str]] = {}
    why: dict[str, str] = {}
    for row in unsure.to_dict("records"):
        place = (int(row["start"]), int(row["end"]))
        if any(a < place[1] and place[0] < b for a, b in taken[row["row"]]):
            continue
        form = form_of(row["text"])
        known = sought.get(form)
        if known is None or known[0] == known[0].lower():
            sought[form] = (row["text"], _kind(row["kind"]))
        why.setdefault(form, row["why"])
        if row["place"] != "turns.text":
            at = Place(row["place"], str(row["session_id"] or ""), "", "", row["text"], 0,
                       len(row["text"]))  # fmt: skip
            yield row["text"], _kind(row["kind"]), row["why"], at
    decided = Decided(sought)
    finder = Finder(use_model=False)
    turns = corpus.turns
    for turn, speech in zip(turns.index, finder.speech(turns["text"].tolist()), strict=True):
        for hit in map(speech.back, find_decided(speech, decided)):
            if any(a < hit.end and hit.start < b for a, b in taken[turn]):
                continue
            at = texts.of_turn(turn, hit.start, hit.end)
            original = at.text[at.start : at.end]
            yield original, hit.kind, why[form_of(original)], at


def _kind(said: str) -> str:
    return said if said in KINDS else "place" if said == "organisation" else "person"


def _people(corpus: Corpus, roster: str | Path | None) -> dict[str, str]:
    """Who may be meant beside the names that were found: of the roster, of who was there."""
    there = corpus.attendance[["person_id", "speaker"]].dropna()
    out = {str(p): f"{label} ({p})" for p, label in there.itertuples(index=False)}
    for person in read_roster(roster):
        name = " ".join([*person.first[:1], person.surname]).strip() or person.others[0]
        out[person.who.removeprefix("person:")] = f"{name} (roster)"
    return out


def _asked(folder: str | Path) -> Found:
    found = found_names(folder)
    if found is None:
        raise StudyError("The files have changed since names were looked for. Look again first.")
    return found


def _state(folder: Path) -> str:
    """The state of the files that names are looked for in."""
    inside = sorted(p.name for p in folder.iterdir() if p.is_file() and p.name[0] not in ".~")
    return state_of(folder, *inside)


def _keep(folder: str | Path, known: Mapping[str, Choice]) -> None:
    keep_beside(Path(folder) / _DECIDED, {form: asdict(choice) for form, choice in known.items()})
