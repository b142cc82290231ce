"""Read a QualCoder project (data.qda): texts, codes, codings, and what it keeps beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from practicelearn._arguments import check_arguments
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.exchange.conventions import guid_of, slug
from practicelearn.exchange.databases import Collected, iso, opened_base, spans_of
from practicelearn.exchange.offsets import Counting
from practicelearn.exchange.people import Heard, said_of_sessions, tell_people
from practicelearn.exchange.project import CodedProject, said_plainly, table_of, with_values
from practicelearn.exchange.said_of import SaidOf
from practicelearn.exchange.sources import Source

__all__ = ["read_qualcoder"]

_WAYS = (
    Counting("code point", 2), Counting("UTF-16", 2), Counting("code point", 1),
    Counting("UTF-16", 1),
)  # fmt: skip
_TYPES = {"numeric": "Float", "character": "Text"}
_BESIDE = (
    "code_image", "code_av", "annotation", "journal", "cases", "case_text", "attribute_type",
    "attribute", "graph", "project",
)  # fmt: skip


@said_plainly
def read_qualcoder(
    path: str | Path, *, speakers: bool = True, sheet: str | Path | None = None
) -> CodedProject:
    """Return a QualCoder project: texts, codes with their categories, codings with memos.

    Parameters
    ----------
    path : str or Path
        ``data.qda``, or the project's folder (``NAME.qda``).
    speakers : bool, default True
        Read speakers' labels.
    sheet : str or Path, optional
        As for ``read_refi``.

    Returns
    -------
    CodedProject
        ``cases``, ``variables`` and ``values`` hold cases and attributes; ``notes`` the journal and
        memos of files; ``selections`` the annotations, as passages without a code.

    Raises
    ------
    ExchangeError
        It is no QualCoder project.

    Notes
    -----
    QualCoder counts characters. Every coding is held against the words QualCoder kept beside it;
    one whose words stand in one other place only is taken from there and listed, any other that
    differs is listed and left out. Codings of pictures and recordings are listed.

    Examples
    --------
    >>> import practicelearn as prac
    >>> try:
    ...     prac.exchange.read_qualcoder("our-project.qda")
    ... except prac.exchange.ExchangeError as error:
    ...     print(error)
    our-project.qda: there is no such file; look at its name, and whether its drive is there
    """
    check_arguments(read_qualcoder, locals())
    path = Path(path)
    path = path / "data.qda" if path.is_dir() else path
    with opened_base(path, "QualCoder", "code_text") as base:
        known = {r["name"] for r in base("SELECT name FROM sqlite_master WHERE type = 'table'")}
        sources = base("SELECT * FROM source ORDER BY id")
        names = base("SELECT * FROM code_name ORDER BY cid")
        categories = base("SELECT * FROM code_cat ORDER BY catid")
        codings = base("SELECT * FROM code_text ORDER BY fid, pos0, rowid")
        rows = {t: base(f'SELECT * FROM "{t}"') if t in known else [] for t in _BESIDE}
    title = path.parent.stem if path.name == "data.qda" else path.stem
    frame, code_of = _codes(title, names, categories)
    into = Collected(path, speakers, SaidOf.in_sheet(sheet))
    into.there |= _there(sources, names, categories, codings, rows)
    into.coders |= {_owner(r) for r in codings}
    of_source: dict[Any, list[dict[str, Any]]] = {}
    for coding in codings:
        of_source.setdefault(coding["fid"], []).append(coding)
    read: dict[Any, Source] = {}
    for row in sources:
        text = row["fulltext"]
        if isinstance(text, str) and text:
            read[row["id"]] = _source(into, row, text, of_source.get(row["id"], []), code_of)
    beside = _Beside(into, read, sources, rows)
    for row in sources:
        if row["id"] not in read:
            beside.without_text(
                row, [code_of.get(c["cid"], "") for c in of_source.get(row["id"], [])]
            )
    beside.media(code_of)
    beside.notes()
    tables = beside.tables()
    project = into.project(frame, title, "QualCoder")
    sessions = with_values(project.corpus.sessions, tables["values"])
    return replace(project, corpus=replace(project.corpus, sessions=sessions), **tables)


def _source(
    into: Collected,
    row: Mapping[str, Any],
    text: str,
    codings: Sequence[Mapping[str, Any]],
    code_of: Mapping[Any, str],
) -> Source:
    """Read one text with its codings."""
    words = [str(c["seltext"] or "") for c in codings]
    ways = [_spans(text, codings, counting) for counting in _WAYS]
    spans = into.settled(str(row["name"]), text, ways, words)
    source = into.source(str(row["name"]), text, [s for s in spans if s is not None])
    for coding, span, own in zip(codings, spans, words, strict=True):
        code = code_of.get(coding["cid"])
        into.coding(
            source, span, own, [code] if code else [], coder=_owner(coding),
            at=iso(coding["date"]), memo=coding["memo"] or None,
            matters=bool(coding["important"]),
        )  # fmt: skip
        if code is None:
            message = f"{row['name']}: a coding names a code that is not in the project"
            into.lose("error", "coding", message, own, ("codings", 1))
    return source


def _there(
    sources: Sequence[Mapping[str, Any]],
    names: Sequence[Mapping[str, Any]],
    categories: Sequence[Mapping[str, Any]],
    codings: Sequence[Mapping[str, Any]],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, int]:
    """How many things of each line of the account the tables hold."""
    memos = [
        *(r["memo"] for t in (sources, rows["project"], rows["cases"], rows["attribute_type"],
                              rows["annotation"]) for r in t),
        *(r["jentry"] or r["name"] for r in rows["journal"]),
    ]  # fmt: skip
    return {
        "documents": len(sources),
        "codings": len(codings) + len(rows["code_image"]) + len(rows["code_av"]),
        "codes": len(names) + len(categories),
        "people": len(rows["cases"]),
        "variables": len(rows["attribute_type"]),
        "values": sum(r["value"] not in {None, ""} for r in rows["attribute"]),
        "memos": sum(bool(str(memo or "").strip()) for memo in memos),
    }


def _spans(
    text: str, codings: Sequence[Mapping[str, Any]], counting: Counting
) -> list[tuple[int, int] | None]:
    return spans_of(text, [(row["pos0"], row["pos1"]) for row in codings], counting)


class _Beside:
    """What stands beside texts and codings: cases, attributes, annotations, journal, memos."""

    def __init__(
        self,
        into: Collected,
        read: Mapping[Any, Source],
        sources: Sequence[Mapping[str, Any]],
        rows: Mapping[str, Sequence[Mapping[str, Any]]],
    ) -> None:
        self.into = into
        self.read = read
        self.sources = {row["id"]: row for row in sources}
        self.rows = rows
        self.case = {r["caseid"]: guid_of("case", str(r["name"])) for r in rows["cases"]}

    def without_text(self, row: Mapping[str, Any], codes: Sequence[str]) -> None:
        """Put down a source that has no text."""
        transcript = self.read.get(row.get("av_text_id"))
        more = f"; its transcript is {transcript.file}" if transcript is not None else ""
        coded = f" ({'; '.join(codes)})" if codes else ""
        self.into.lose(
            "warning", "source", f"this source has no text{more}{coded}", str(row["name"]),
            ("documents", 1), str(row["name"]),
        )  # fmt: skip
        if codes:
            message = "codings on a source without text"
            self.into.lose("warning", "coding", message, "", ("codings", len(codes)))
        if row["memo"]:
            self.into.note(str(row["name"]), str(row["memo"]), None, _owner(row), iso(row["date"]))

    def media(self, code_of: Mapping[Any, str]) -> None:
        """Put down what was coded in pictures and recordings, and maps."""
        for table, what in (("code_image", "picture"), ("code_av", "recording")):
            for row in self.rows[table]:
                name = self.sources.get(row["id"], {}).get("name")
                code = code_of.get(row["cid"], "no code")
                message = f"{name}: a part of a {what} ({code}) holds no words; it is no coding"
                self.into.lose("warning", table, message, str(row["memo"] or ""), ("codings", 1))
        if self.rows["graph"]:
            n = len(self.rows["graph"])
            self.into.lose("warning", "graph", f"{n} graphs (maps) are not read", "")

    def tables(self) -> dict[str, Any]:
        """Return the project's tables; what is left out is put down."""
        cases = self._cases()
        owners = sorted({_owner(r) for t in ("annotation", "journal") for r in self.rows[t]})
        coders = sorted({str(row["coder"]) for row in self.into.rows} | {*owners})
        variables = [
            {"guid": guid_of("variable", str(r["name"])), "name": str(r["name"]),
             "type": _TYPES.get(str(r["valuetype"]), "Text"), "description": r["memo"] or None}
            for r in self.rows["attribute_type"]
        ]  # fmt: skip
        return {
            "users": table_of("users", [{"guid": guid_of("coder", c), "name": c} for c in coders]),
            "cases": table_of("cases", cases),
            "variables": table_of("variables", variables),
            "values": table_of("values", self._values(cases)),
            "selections": table_of("selections", self._annotations()),
        }

    def _cases(self) -> list[dict[str, Any]]:
        whole: dict[Any, list[str]] = {}
        parts: dict[Any, list[str]] = {}
        stretches: dict[str, list[tuple[str, str | None]]] = {}
        for row in self.rows["case_text"]:
            source = self.read.get(row["fid"])
            span = _spans(source.text, [row], _WAYS[0])[0] if source is not None else None
            if source is None:
                continue
            if span is None or span[1] - span[0] >= len(source.text.strip()) - 1:
                whole.setdefault(row["caseid"], []).append(source.session_id)
                continue
            guid = guid_of("selection", f"case {row['caseid']} {row['fid']} {span}")
            parts.setdefault(row["caseid"], []).append(guid)
            label = {str(t["turn_id"]): t["speaker"] for t in source.turns}
            own = source.place(*span).parts
            stretches[guid] = [(source.session_id, label[p.turn_id]) for p in own]
        cases = [
            {"guid": self.case[r["caseid"]], "name": str(r["name"]),
             "description": r["memo"] or None, "codes": [],
             "selections": parts.get(r["caseid"], []),
             "sessions": list(dict.fromkeys(whole.get(r["caseid"], ())))}
            for r in self.rows["cases"]
        ]  # fmt: skip
        labels = {
            s.session_id: list(dict.fromkeys(t["speaker"] for t in s.turns if t["speaker"]))
            for s in self.read.values()
        }
        names = {s.session_id: s.file for s in self.read.values()}
        return tell_people(cases, Heard(labels, names, stretches))

    def _values(self, cases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for row in self.rows["attribute"]:
            if row["value"] in {None, ""}:
                continue
            about = None
            if row["attr_type"] == "file" and row["id"] in self.read:
                about = f"session:{self.read[row['id']].session_id}"
            elif row["attr_type"] == "case" and row["id"] in self.case:
                about = f"case:{self.case[row['id']]}"
            if about is None:
                message = f"the value of {row['name']} belongs to nothing that was read"
                self.into.lose("warning", "attribute", message, str(row["value"]), ("values", 1))
                continue
            found.append({"about": about, "variable": str(row["name"]), "value": str(row["value"])})
        once = list({tuple(row.values()): row for row in found}.values())
        if len(found) > len(once):
            n = len(found) - len(once)
            self.into.lose("note", "attribute", "values that are said twice", "", ("values", n))
        made, twice = said_of_sessions(cases, once)
        for session, variable, said in twice:
            message = f"{variable} of {session} is said to be {' and '.join(said)}: none was taken"
            self.into.lose("warning", "attribute", message, "; ".join(said))
        return list({tuple(row.values()): row for row in [*once, *made]}.values())

    def notes(self) -> None:
        """Keep the journal, and memos of the project and of files."""
        for row in self.rows["journal"]:
            self.into.note(
                str(row["name"]), str(row["jentry"] or ""), None, _owner(row), iso(row["date"])
            )
        for row in self.rows["project"]:
            if row["memo"]:
                self.into.note("Project memo", str(row["memo"]), None)
        for number, row in self.sources.items():
            if row["memo"] and number in self.read:
                session = self.read[number].session_id
                self.into.note(
                    str(row["name"]), str(row["memo"]), session, _owner(row), iso(row["date"])
                )

    def _annotations(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for row in self.rows["annotation"]:
            source = self.read.get(row["fid"])
            span = _spans(source.text, [row], _WAYS[0])[0] if source is not None else None
            if source is None or span is None:
                message = "an annotation stands on no text that was read"
                self.into.lose("error", "annotation", message, str(row["memo"] or ""))
                continue
            message = f"{source.file}: an annotation has no code; it is kept in selections"
            self.into.lose("note", "annotation", message, str(row["memo"] or ""))
            found.append(
                {"guid": guid_of("selection", f"annotation {row['anid']}"),
                 "session_id": source.session_id, "start": span[0], "end": span[1],
                 "words": source.text[slice(*span)], "description": str(row["memo"] or "") or None,
                 "coder": _owner(row), "at": iso(row["date"]), "codings": [],
                 "parts": [tuple(p) for p in source.place(*span).parts], "status": "comment"}
            )  # fmt: skip
        return found


def _codes(
    title: str, names: Sequence[Mapping[str, Any]], categories: Sequence[Mapping[str, Any]]
) -> tuple[CodingFrame | None, dict[Any, str]]:
    taken: set[str] = set()
    ids: dict[tuple[str, Any], str] = {}
    for kind, rows, key in (("cat", categories, "catid"), ("code", names, "cid")):
        for row in rows:
            ids[kind, row[key]] = slug(str(row["name"]), taken)
            taken.add(ids[kind, row[key]])
    codes = [
        Code(ids["cat", row["catid"]], str(row["name"]), ids.get(("cat", row["supercatid"])),
             str(row["memo"] or ""))
        for row in categories
    ]  # fmt: skip
    codes += [
        Code(ids["code", row["cid"]], str(row["name"]),
             ids.get(("code", row.get("supercid"))) or ids.get(("cat", row["catid"])),
             str(row["memo"] or ""), colour=row["color"] or None)
        for row in names
    ]  # fmt: skip
    of_code = {n: i for (kind, n), i in ids.items() if kind == "code"}
    return (CodingFrame(title, "imported", tuple(codes)) if codes else None), of_code


def _owner(row: Mapping[str, Any]) -> str:
    return str(row["owner"] or "unknown")
