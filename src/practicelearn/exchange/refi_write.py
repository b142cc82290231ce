"""Write a REFI-QDA project (.qdpx) that other programs read, and that comes back unchanged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._disk import save_whole
from practicelearn._tables import near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.exchange import carried
from practicelearn.exchange.codebook import add_codes, names_once, renamed
from practicelearn.exchange.conventions import guid_of, is_guid, legal
from practicelearn.exchange.laid import Laid, Selected, lay_sessions, selected, whole_frame
from practicelearn.exchange.offsets import Counting, positions
from practicelearn.exchange.part import left_out_of_part, of_part, warn_of_part
from practicelearn.exchange.project import CodedProject, ExchangeError
from practicelearn.exchange.refi_beside import LONGEST_INLINE, BesideWriter, Note, add
from practicelearn.exchange.refi_times import Placed, write_times
from practicelearn.exchange.stamps import Stamps, latest

__all__ = ["PROFILES", "Profile", "write_refi"]

_NAMESPACE = "urn:QDA-XML:project:1.0"


@dataclass(frozen=True)
class Profile:
    """How a program wants its files.

    Parameters
    ----------
    counting : Counting
        What a position counts.
    crlf, mark : bool
        Line ends of Windows; a byte order mark before each text.
    upper : bool
        Identifiers in capitals.
    one_each : bool
        A selection of its own for every coding, where others put several codings in one.
    colour_all : bool
        Every code gets a colour.
    described : bool
        The memo of a coding stands in its selection's description too, where a program looks.
    of_files : bool
        Columns of sessions are variables of the file (a case without a name), not of a case.
    names_once : bool
        No two codes have one name.
    times : bool
        Times of turns stand as SyncPoints in the transcript of a recording. It has the text of the
        session's source, and programs that look for the recording do not find it.
    """

    counting: Counting
    crlf: bool = False
    mark: bool = False
    upper: bool = True
    one_each: bool = False
    colour_all: bool = False
    described: bool = False
    of_files: bool = False
    names_once: bool = False
    times: bool = False
    folder: str = "sources"


PROFILES: Mapping[str, Profile] = {
    "strict": Profile(Counting("code point", 2), times=True),
    "nvivo": Profile(
        Counting("UTF-16", 2), crlf=True, mark=True, upper=False, one_each=True, folder="Sources"
    ),
    "atlas": Profile(Counting("code point", 1), colour_all=True),
    "maxqda": Profile(
        Counting("code point", 1), crlf=True, colour_all=True, described=True, of_files=True
    ),
    "qualcoder": Profile(
        Counting("code point", 2), one_each=True, described=True, of_files=True, names_once=True
    ),
}
"""As each program writes its own files; ``strict`` is what the standard says."""


def write_refi(
    codings: Codings | None,
    corpus: Corpus,
    path: str | Path,
    frame: CodingFrame | None = None,
    *,
    profile: Literal["strict", "nvivo", "atlas", "maxqda", "qualcoder"] = "strict",
    name: str | None = None,
    project: CodedProject | None = None,
) -> Path:
    """Write a corpus, its frame and its codings as a REFI-QDA project and return the path.

    Parameters
    ----------
    codings : Codings, optional
    corpus : Corpus
        Each session becomes a text, one turn a paragraph, "label: words". Of a part of the study
        (``corpus.where(...)``) the codings that stand in it are written.
    path : str or Path
        Ends in ``.qdpx``.
    frame : CodingFrame, optional
        By default that of the codings. Codes without an entry in it get one, by their id.
    profile : {"strict", "nvivo", "atlas", "maxqda", "qualcoder"}
        The program that is to read it; see :data:`PROFILES`.
    name : str, optional
        The project's name; by default the frame's.
    project : CodedProject, optional
        The project it came from: its cases, variables, sets, notes, links and identifiers are
        written too.

    Raises
    ------
    ExchangeError
        The name does not end in .qdpx, or the frame is nested too deep. Nothing is written.
    CodingError
        A coding's words do not stand where it says.

    Warns
    -----
    UserWarning
        Codings of sessions or turns that are not in the corpus are left out, and counted.

    Notes
    -----
    What the format has no place for (speakers, times, attendance, parts of definitions, versions,
    who has read what, stance and strength) stands in one note named
    "practicelearn: speakers, turns and readings", and comes back as long as the text is unchanged.
    A code's description holds its definition and, under headings, its other parts.

    Every object names who made it and when: one program stops at the first that does not. What has
    no date is given that of the latest coding, what has no maker is made by "practicelearn"; both
    are taken back when the file is read here.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus(["2025-north"])
    >>> folder = Path(tempfile.mkdtemp())
    >>> prac.exchange.write_refi(None, corpus, folder / "ours.qdpx").name
    'ours.qdpx'
    """
    check_arguments(write_refi, locals())
    path = Path(path)
    if path.suffix.lower() != ".qdpx":
        raise ExchangeError(path, None, 'expected a name that ends in ".qdpx"')
    if profile not in PROFILES:
        raise PracticelearnError(
            f'profile "{profile}" is not one of {", ".join(PROFILES)}.'
            f"{near_match(profile, PROFILES)}"
        )
    whole = codings.shareable if codings is not None else Codings()
    codings = of_part(whole, corpus)
    frame = frame if frame is not None else codings.frame
    writer = _Writer(corpus, codings, frame, PROFILES[profile], project)
    xml = writer.xml(name or (project.name if project else frame.name if frame else "Project"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for member, raw in [("project.qde", xml), *writer.files]:
            info = zipfile.ZipInfo(member, (2000, 1, 1, 0, 0, 0))  # the same bytes every time
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, raw)
    save_whole(path, lambda draft: draft.write_bytes(packed.getvalue()))
    warn_of_part(path, left_out_of_part(whole, corpus))
    return path


class _Writer:
    """Builds the XML; identifiers are those of the project it came from, else made from names."""

    def __init__(
        self,
        corpus: Corpus,
        codings: Codings,
        frame: CodingFrame | None,
        profile: Profile,
        project: CodedProject | None,
    ) -> None:
        self.corpus = corpus
        self.codings = codings
        self.profile = profile
        self.project = project
        self.guids = dict(project.guids) if project else {}
        self.had_frame = frame
        self.frame = whole_frame(frame, codings.spans)
        self.files: list[tuple[str, bytes]] = []
        self.coders = sorted({*codings.spans["coder"], *codings.read["coder"]})
        self.kept: dict[str, dict[str, Any]] = {}
        self.memos: list[Note] = []
        self.recordings: list[str] = []
        self.stamps = Stamps(
            latest([*codings.spans["at"], *codings.read["at"]], corpus.sessions["date"]),
            lambda coder: self.guid("coder", coder),
            self.shown,
        )
        self.beside = BesideWriter(
            corpus, project, self.guid, self.shown, self.stamps, of_files=profile.of_files
        )
        self.shown_names = names_once(self.frame) if profile.names_once else {}

    def guid(self, kind: str, thing: str) -> str:
        """The identifier of a thing."""
        return self.guids.get(f"{kind}:{thing}") or guid_of(kind, thing)

    def shown(self, guid: str) -> str:
        """An identifier as the program wants it."""
        return guid.upper() if self.profile.upper else guid

    def xml(self, name: str) -> bytes:
        """Return the project's XML; ``files`` then holds the texts."""
        from lxml import etree

        whole = lay_sessions(self.corpus)
        laid = {session_id: self._lay(session_id, own) for session_id, own in whole.items()}
        root = etree.Element(f"{{{_NAMESPACE}}}Project", nsmap={None: _NAMESPACE})
        root.set("name", legal(name))
        root.set("origin", f"{carried.ORIGIN} {metadata.version('practicelearn')}")
        root.set("creatingUserGUID", self.shown(self.stamps.maker))
        root.set("creationDateTime", self.stamps.moment)
        self.beside.users(root, self.coders)
        if len(self.frame):
            add_codes(
                add(root, "CodeBook"),
                renamed(self.frame, self.shown_names),
                guids=self.guids,
                shown=self.shown,
                codable=self.beside.codable,
                notes=self.beside.notes_of("code"),
                colour_all=self.profile.colour_all,
                namespace=_NAMESPACE,
            )
        self.beside.variables(root)
        by_session = selected(self.corpus, self.codings, whole)
        sources = etree.Element(f"{{{_NAMESPACE}}}Sources")
        for session_id, place in laid.items():
            self._source(sources, session_id, place, by_session.get(session_id, []))
        if self.profile.times:
            self.recordings += write_times(sources, self.corpus, laid, self.shown, self.stamps)
        if self.recordings:
            root.set("basePath", ".")  # QualCoder stops at a relative path without it
        self.beside.cases(root)  # they point at selections, which have names only now
        if laid:
            root.append(sources)
        element = self.beside.notes(root, self.memos)
        carrying = self._note(laid)  # last: it tells which stamps are nobody's
        self.beside.note(element, carrying)
        for note in (*self.memos, carrying):
            if len(note.text) >= LONGEST_INLINE:
                path = f"{self.profile.folder}/{self.shown(note.guid)}.txt"
                self.files.append((path, note.text.encode("utf-8", "replace")))
        self.beside.links(root)
        self.beside.sets(root)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))

    def _lay(self, session_id: str, laid: Laid) -> Placed:
        text = laid.text
        crlf = self.profile.crlf and "\r" not in text
        written = text.replace("\n", "\r\n") if crlf else text
        every = positions(written, self.profile.counting)
        if crlf:  # back to places in the text with line feeds only
            kept = [i for i, c in enumerate(written) if not (c == "\n" and written[i - 1] == "\r")]
            every = every[[*kept, len(written)]]
        guid = self.guid("session", session_id)
        mark = b"\xef\xbb\xbf" if self.profile.mark or text.startswith("\ufeff") else b""
        raw = mark + written.encode("utf-8", "replace")
        self.files.append((f"{self.profile.folder}/{self.shown(guid)}.txt", raw))
        return Placed(guid, laid, every)

    def _source(
        self, sources: Any, session_id: str, place: Placed, parts: Sequence[Selected]
    ) -> None:
        shown = self.shown(place.guid)
        source = add(
            sources, "TextSource", guid=shown, name=session_id,
            plainTextPath=f"internal://{shown}.txt",
        )  # fmt: skip
        self.stamps.stamp(source, place.guid)
        groups: dict[Any, list[Selected]] = {}
        for n, part in enumerate(sorted(parts, key=lambda p: (p.start, p.end))):
            # programs take the selection's user for the coder of all that stands in it
            key = (part.start, part.end, part.row.coder, n if self.profile.one_each else 0)
            groups.setdefault(key, []).append(part)
        for (start, end, coder, n), group in groups.items():
            first = group[0].row
            known = self.beside.selection_guid(session_id, group[0].places)
            made = guid_of("selection", f"{session_id}:{start}:{end}:{coder}:{n}")
            guid = made if known is None or known in self.beside.written else known
            self.beside.written.add(guid)
            selection = add(
                source,
                "PlainTextSelection",
                guid=self.shown(guid),
                name=legal(" ".join(place.laid.text[start:end].split()))[:80],
                startPosition=str(place.position[start]),
                endPosition=str(place.position[end]),
            )
            self.stamps.stamp(selection, guid, coder, first.at)
            memos = [p.row.memo for p in group if isinstance(p.row.memo, str) and p.row.memo]
            if self.profile.described and memos:
                add(selection, "Description").text = legal("\n\n".join(dict.fromkeys(memos)))
            notes = self.beside.notes_of("selection").get(guid, ())
            for part in group:
                self._coding(selection, part, has_notes=bool(notes))
            for note in notes:
                add(selection, "NoteRef", targetGUID=self.shown(note))
        self.beside.comments(
            source, session_id, place.laid.spans, place.position, place.laid.place_of
        )
        for guid in self.beside.notes_of("session").get(session_id, ()):
            add(source, "NoteRef", targetGUID=self.shown(guid))
        self.beside.values_of_source(source, session_id)

    def _coding(self, selection: Any, part: Selected, *, has_notes: bool) -> None:
        row = part.row
        guid = self._coding_guid(row.coding_id, part.part)
        at = row.at if isinstance(row.at, str) else None
        coding = add(selection, "Coding", guid=self.shown(guid))
        self.stamps.stamp(coding, guid, row.coder, at)
        add(coding, "CodeRef", targetGUID=self.shown(self.guid("code", row.code)))
        kept: dict[str, Any] = {"coding_id": row.coding_id, "part": part.part, "at": at}
        for field in ("origin", "accepted_by", "stance", "strength"):
            value = getattr(row, field)
            kept[field] = None if pd.isna(value) else value if field != "strength" else int(value)
        kept["matters"] = bool(row.matters)
        memo = row.memo if isinstance(row.memo, str) else None
        about = self.beside.notes_of("coding").get(row.coding_id, ()) if part.part == 1 else ()
        for note in about:
            add(coding, "NoteRef", targetGUID=self.shown(note))
        if memo and not about and not has_notes and legal(memo) == memo:
            note = guid_of("memo", guid)
            self.memos.append(Note(note, f"memo of {row.coder}", memo, row.coder, at))
            add(coding, "NoteRef", targetGUID=self.shown(note))
            kept["memo_note"] = note
        else:
            kept["memo"] = memo
        self.kept[guid] = kept

    def _coding_guid(self, coding_id: str, part: int) -> str:
        if part == 1:
            known = self.guids.get(f"coding:{coding_id}")
            own = known or (coding_id if is_guid(coding_id) else None)
            if own and own not in self.kept:
                return own
        return guid_of("coding", f"{coding_id}:{part}")

    def _note(self, laid: Mapping[str, Placed]) -> Note:
        spans = self.codings
        text = carried.carry(
            self.corpus,
            self.frame if len(self.frame) else self.had_frame,
            texts={s: (p.guid, p.laid.text, p.laid.spans) for s, p in laid.items()},
            codings=self.kept,
            codes={self.guid("code", code.id): code.id for code in self.frame.codes},
            coders={self.guid("coder", coder): coder for coder in self.coders},
            read=spans.read,
            held=spans.held,
            ours=[*self.beside.ours, *self.recordings, *(note.guid for note in self.memos)],
            counting=asdict(self.profile.counting),
            stamps={
                "maker": self.stamps.maker,
                "undated": self.stamps.undated,
                "unsigned": self.stamps.unsigned,
            },
            shown_names=self.shown_names,
        )
        return Note(guid_of("note", carried.NOTE_NAME), carried.NOTE_NAME, text)
