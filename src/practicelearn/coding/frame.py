"""The coding frame: codes with their definitions, in named versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, WORDS, check_arguments, check_fields
from practicelearn._tables import in_cell, near_match
from practicelearn.coding.marking_words import Quotes, marking_words
from practicelearn.coding.methods import FrameMethods
from practicelearn.errors import FrameError

__all__ = [
    "Code",
    "CodingFrame",
]


@dataclass(frozen=True)
class Code:
    """One code of a frame.

    Parameters
    ----------
    id : str
        Stable over versions; what codings point at.
    name : str
        What people read.
    parent : str or None
        Id of the code above it.
    definition, include, exclude : str
        What it means, what counts, what does not and where that goes instead.
    examples : tuple of str
        Invented examples.
    cues : tuple of str
        Words and phrases that often point to it; ``code_keywords`` looks for them, ``seeds`` hands
        them to the topic model.
    colour : str or None
        ``#rrggbb``.
    source : str
        Where an official name comes from, with its year.
    verified : bool or None
        Whether the name was seen at its source; None where nothing official is claimed.
    was : tuple of str
        Ids of the codes of the version before that this one was made from, where they are not just
        its own: one code split into several, several merged into one, or a new id.
    scope : str or None
        Against the version before, by whoever changed it: ``same`` (only the wording changed),
        ``wider``, ``narrower`` or ``other``.
    retired : bool
        Whether it keeps its codings and is given to nothing any more.

    Examples
    --------
    >>> import practicelearn as prac
    >>> code = prac.Code(
    ...     "tools", "Systems and equipment", definition="What people work with."
    ... )
    >>> code.id, code.name
    ('tools', 'Systems and equipment')
    """

    id: str
    name: str
    parent: str | None = None
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    colour: str | None = None
    source: str = ""
    verified: bool | None = None
    was: tuple[str, ...] = ()
    scope: str | None = None
    retired: bool = False

    def __post_init__(self) -> None:
        """Check what each part is."""
        check_fields(self, id=WORDS)

    def _repr_html_(self) -> str:
        parts = {part: getattr(self, part) for part in ("id", "definition", "include", "exclude")}
        parts["cues"] = ", ".join(self.cues)
        said = {part: words for part, words in parts.items() if words}
        return in_cell(f"Code: {self.name}", pd.DataFrame({"": said}))


SCOPES = ("same", "wider", "narrower", "other")


@dataclass(frozen=True, repr=False)
class CodingFrame(FrameMethods, Mapping[str, Code]):
    """A version of a coding frame: a mapping from code id to :class:`Code`, in the frame's order.

    Parameters
    ----------
    name : str
    version : str
        Named by whoever released it; recorded with every turn read under it.
    codes : tuple of Code
    date : str or None
        ISO date of the release.
    source : str
        Where the frame comes from; for starter frames the document, its year, and that the frame
        is unofficial.

    Raises
    ------
    FrameError
        Two codes share an id, a parent is not there, parents form a circle, or a scope is unknown.

    Notes
    -----
    Frozen: every edit (:meth:`with_code`, :meth:`without`, :meth:`change`, :meth:`merge`,
    :meth:`split`) returns a new frame; :meth:`release` names it as a version.

    Examples
    --------
    >>> import practicelearn as prac
    >>> frame = prac.CodingFrame(
    ...     "Ours", "1", (prac.Code("tools", "Tools"), prac.Code("desks", "Desks"))
    ... )
    >>> frame
    CodingFrame: Ours, version 1, 2 codes
    >>> frame["tools"].name
    'Tools'
    """

    name: str
    version: str
    codes: tuple[Code, ...] = ()
    date: str | None = None
    source: str = ""
    path: Path | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Check ids and parents."""
        check_fields(self)
        twice = [i for i, n in Counter(c.id for c in self.codes).items() if n > 1]
        if twice:
            raise FrameError(f'frame "{self.name}": code id "{twice[0]}" occurs more than once.')
        for code in self.codes:
            _check_ancestors(self, code)
            if code.scope is not None and code.scope not in SCOPES:
                raise FrameError(
                    f'frame "{self.name}": code "{code.id}": scope "{code.scope}" is not one of '
                    f"{', '.join(SCOPES)}.{near_match(code.scope, SCOPES)}"
                )

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    def __getitem__(self, code_id: str) -> Code:
        try:
            return self._by_id[code_id]
        except KeyError:
            hint = near_match(code_id, self._by_id)
            raise FrameError(f'frame "{self.name}" has no code "{code_id}".{hint}') from None

    def __contains__(self, code_id: object) -> bool:
        return code_id in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def ids(self) -> list[str]:
        """Code ids in the frame's order.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> frame.ids[:3]
        ['workload', 'supervision', 'peers']
        """
        return list(self._by_id)

    @property
    def lowest(self) -> list[str]:
        """Ids of the codes below which no code stands, in the frame's order.

        Examples
        --------
        >>> import practicelearn as prac
        >>> frame = prac.CodingFrame(
        ...     "Two levels", "1", (prac.Code("work", "Work"), prac.Code("desks", "Desks", "work"))
        ... )
        >>> frame.lowest
        ['desks']
        """
        above = {code.parent for code in self.codes}
        return [code.id for code in self.codes if code.id not in above]

    def table(self) -> pd.DataFrame:
        """Return one row a code, index ``code``, with every field of :class:`Code`.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> frame.table().loc[["tools", "desks"], "name"].tolist()
        ['Systems and equipment', 'Somewhere to work']
        """
        rows = [asdict(code) for code in self.codes]
        return (
            pd.DataFrame(rows, columns=[f.name for f in fields(Code)])
            .set_index("id")
            .rename_axis("code")
        )

    @property
    def issues(self) -> pd.DataFrame:
        """What a person should look at: codes without a definition. Columns: code, message.

        Examples
        --------
        >>> import practicelearn as prac
        >>> prac.CodingFrame("Ours", "1", (prac.Code("tools", "Tools"),)).issues["code"].tolist()
        ['tools']
        """
        missing = [c.id for c in self.codes if not c.definition.strip()]
        message = "has no definition: two people will not code it alike"
        return pd.DataFrame({"code": missing, "message": [message] * len(missing)}, dtype=object)

    def with_code(self, code: Code) -> CodingFrame:
        """Return the frame with one more code, at the end.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> len(frame), len(frame.with_code(prac.Code("travel", "Getting about")))
        (9, 10)
        """
        check_arguments(CodingFrame.with_code, locals())
        return replace(self, codes=(*self.codes, code))

    def without(self, code_id: str) -> CodingFrame:
        """Return the frame without a code; the codes below it move up to its parent.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> "desks" in frame.without("desks")
        False
        """
        check_arguments(CodingFrame.without, locals())
        gone = self[code_id]
        kept = [c for c in self.codes if c.id != code_id]
        return replace(
            self,
            codes=tuple(replace(c, parent=gone.parent) if c.parent == code_id else c for c in kept),
        )

    def change(self, code_id: str, **values: Any) -> CodingFrame:
        """Return the frame with some fields of a code changed: its name, parent, definition ...

        The id stays. Whoever changes what a code means should say how, by ``scope``.

        Raises
        ------
        FrameError
            There is no such code or field, or the id is to be changed.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> frame.change("desks", name="Somewhere quiet to work")["desks"].name
        'Somewhere quiet to work'
        """
        check_arguments(CodingFrame.change, locals())
        known = [f.name for f in fields(Code) if f.name != "id"]
        for name in values:
            if name not in known:
                raise FrameError(
                    f'a code has no field "{name}" to change.{near_match(name, known)}'
                )
        changed = replace(self[code_id], **values)
        return replace(self, codes=tuple(changed if c.id == code_id else c for c in self.codes))

    def merge(self, code_ids: Sequence[str], into: Code) -> CodingFrame:
        """Return the frame with several codes put together as one, in the first one's place.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> merged = frame.merge(
        ...     ["tools", "desks"], prac.Code("place", "Places and things to work with")
        ... )
        >>> merged["place"].was
        ('tools', 'desks')
        """
        check_arguments(CodingFrame.merge, locals())
        parts = [self[i].id for i in code_ids]
        made = replace(into, was=tuple(dict.fromkeys([*parts, *into.was])), scope="wider")
        codes: list[Code] = []
        for code in self.codes:
            if code.id == parts[0]:
                codes.append(made)
            if code.id not in {*parts, into.id}:
                up = into.id if code.parent in parts else code.parent
                codes.append(replace(code, parent=up))
        return replace(self, codes=tuple(codes))

    def split(self, code_id: str, into: Sequence[Code]) -> CodingFrame:
        """Return the frame with one code taken apart; a part may keep its id.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> parts = [prac.Code("phones", "Phones"), prac.Code("laptops", "Laptops")]
        >>> [code.id for code in frame.split("tools", parts).codes if code.was]
        ['phones', 'laptops']
        """
        check_arguments(CodingFrame.split, locals())
        whole = self[code_id]
        parts = [
            replace(c, was=(code_id,), scope="narrower", parent=c.parent or whole.parent)
            for c in into
        ]
        first = parts[0].id
        codes: list[Code] = []
        for code in self.codes:
            if code.id == code_id:
                codes += parts
            else:
                codes.append(replace(code, parent=first) if code.parent == code_id else code)
        return replace(self, codes=tuple(codes))

    def split_off(self, code_id: str, part: Code) -> CodingFrame:
        """Return the frame with a new code taken out of one that stays, right behind it.

        What was read for the whole is not read for the part, nor for what is left of the whole.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> frame.split_off("tools", prac.Code("phones", "Phones"))["phones"].was
        ('tools',)
        """
        check_arguments(CodingFrame.split_off, locals())
        whole = self[code_id]
        made = replace(part, was=(code_id,), scope="narrower")
        codes: list[Code] = []
        for code in self.codes:
            codes += [code, made] if code is whole else [code]
        return replace(self, codes=tuple(codes))

    def release(self, version: str, date: str) -> CodingFrame:
        """Return the frame as a named version of a date (ISO), to be kept as it is from now on.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> frame.release("2026-1", "2026-09-01")
        CodingFrame: Practice health check (invented), version 2026-1, 9 codes
        """
        check_arguments(CodingFrame.release, locals())
        return replace(self, version=version, date=date, path=None)

    def seeds(self, codings: Quotes | None = None, *, words: int = 6) -> dict[str, list[str]]:
        """Return for each code the words that point to it, for ``TopicModel(seeds=...)``.

        Parameters
        ----------
        codings : Codings, optional
            Hand codings of this frame. Each code then also gets the ``words`` words that mark its
            quotes most against the quotes of all other codes.

        Returns
        -------
        dict
            Code id to words, cues first. Codes with neither cues nor quotes are left out.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> frame = study.frame()
        >>> frame.seeds()["supervision"][:3]
        ['supervision', 'supervisor', 'supervised']
        """
        check_arguments(CodingFrame.seeds, locals(), words=AT_LEAST_1)
        learned = marking_words(codings, words) if codings is not None else {}
        both = {i: [*self[i].cues, *learned.get(i, [])] for i in self}
        return {i: list(dict.fromkeys(w.lower() for w in cues)) for i, cues in both.items() if cues}

    def __repr__(self) -> str:
        return f"CodingFrame: {self.name}, version {self.version}, {len(self)} codes"

    def _repr_html_(self) -> str:
        return in_cell(repr(self), self.table()[["name", "definition"]])


def _check_ancestors(frame: CodingFrame, code: Code) -> None:
    seen = {code.id}
    above = code.parent
    while above is not None:
        if above not in frame:
            hint = near_match(above, frame)
            raise FrameError(f'frame "{frame.name}": code "{code.id}": no parent "{above}".{hint}')
        if above in seen:
            raise FrameError(
                f'frame "{frame.name}": the parents of code "{code.id}" form a circle.'
            )
        seen.add(above)
        above = frame[above].parent
