"""Read projects of the two R programs: RQDA (.rqda) and requal (.requal), both SQLite.

RQDA counts characters from 0, requal from 1 with the last one included; both keep the words beside
each coding, against which every place is held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from practicelearn._arguments import check_arguments
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.exchange.conventions import guid_of, slug
from practicelearn.exchange.databases import Collected, iso, opened_base, spans_of
from practicelearn.exchange.offsets import Counting
from practicelearn.exchange.project import CodedProject, said_plainly, table_of, with_values
from practicelearn.exchange.sources import Source

__all__ = ["read_requal", "read_rqda"]

_WAYS = (Counting("code point", 2), Counting("code point", 1))
_RQDA_TABLES = (
    "freecode", "codecat", "treecode", "cases", "caselinkage", "caseAttr", "fileAttr", "journal",
    "annotation", "coding2", "imageCoding",
)  # fmt: skip
_REQUAL_TABLES = (
    "projects", "documents", "codes", "categories", "categories_codes_map", "users", "memos",
    "memos_segments_map", "memos_codes_map", "memos_documents_map", "cases", "cases_documents_map",
)  # fmt: skip


@said_plainly
def read_rqda(path: str | Path, *, speakers: bool = True) -> CodedProject:
    """Return an RQDA project: files, codes with their categories, codings with memos.

    Parameters
    ----------
    path : str or Path
        ``NAME.rqda``.
    speakers : bool, default True
        Read speakers' labels.

    Returns
    -------
    CodedProject
        ``cases`` and ``values`` hold cases and attributes; ``notes`` journal, annotations and memos
        of files. What was deleted there (status 0) is not read, and counted.

    Raises
    ------
    ExchangeError
        It is no RQDA project.

    Examples
    --------
    >>> import practicelearn as prac
    >>> try:
    ...     prac.exchange.read_rqda("our-project.rqda")
    ... except prac.exchange.ExchangeError as error:
    ...     print(error)
    our-project.rqda: there is no such file; look at its name, and whether its drive is there
    """
    check_arguments(read_rqda, locals())
    path = Path(path)
    with opened_base(path, "RQDA", "freecode") as base:
        sources = base("SELECT * FROM source ORDER BY id")
        codings = base("SELECT * FROM coding ORDER BY fid, selfirst, rowid")
        rows = _rows(base, _RQDA_TABLES)
    into = Collected(path, speakers)
    n_gone = sum(not _stands(r) for own in (sources, codings, *rows.values()) for r in own)
    if n_gone:
        into.lose("note", "deleted", f"{n_gone} things that were deleted there are not read", "")
    sources, codings = ([r for r in own if _stands(r)] for own in (sources, codings))
    rows = {name: [r for r in own if _stands(r)] for name, own in rows.items()}
    above: dict[Any, list[Any]] = {}
    for row in rows["treecode"]:
        above.setdefault(row["cid"], []).append(row["catid"])
    frame, code_of = _frame(
        path.stem,
        [(r["id"], str(r["name"]), r["memo"], r["color"]) for r in rows["freecode"]],
        [(r["catid"], str(r["name"]), r["memo"]) for r in rows["codecat"]],
        above,
        into,
    )
    read: dict[Any, Source] = {}
    for row in sources:
        own = [c for c in codings if c["fid"] == row["id"]]
        places = [(c["selfirst"], c["selend"]) for c in own]
        read[row["id"]] = _source(
            into, str(row["name"]), str(row["file"] or ""), places,
            [
                {"words": str(c["seltext"] or ""), "code": code_of.get(c["cid"]),
                 "coder": str(c["owner"] or "unknown"), "at": _r_date(c["date"]),
                 "memo": c["memo"] or None}
                for c in own
            ],
        )  # fmt: skip
        if row["memo"]:
            into.note(str(row["name"]), str(row["memo"]), read[row["id"]].session_id)
    for row in rows["journal"]:
        into.note(str(row["name"]), str(row["journal"] or ""), None, row["owner"])
    for n, row in enumerate(rows["annotation"], start=1):
        if row["fid"] in read and row["annotation"]:
            session = read[row["fid"]].session_id
            into.note(f"annotation {n}", str(row["annotation"]), session, row["owner"])
    for name, what in (("coding2", "codings of the second kind"), ("imageCoding", "of pictures")):
        if rows[name]:
            into.lose("warning", "coding", f"{len(rows[name])} codings ({what}) are not read", "")
    linked: dict[Any, list[Any]] = {}
    for row in rows["caselinkage"]:
        linked.setdefault(row["caseid"], []).append(row["fid"])
    cases = [(r["id"], str(r["name"]), r["memo"]) for r in rows["cases"]]
    values = [("file", r["fileID"], r["variable"], r["value"]) for r in rows["fileAttr"]]
    values += [("case", r["caseID"], r["variable"], r["value"]) for r in rows["caseAttr"]]
    project = into.project(frame, path.stem, "RQDA")
    return _with_cases(project, read, cases, linked, values)


@said_plainly
def read_requal(path: str | Path, *, speakers: bool = True) -> CodedProject:
    """Return a requal project: documents, codes with their categories, segments with memos.

    Parameters
    ----------
    path : str or Path
        ``NAME.requal``.
    speakers : bool, default True
        Read speakers' labels.

    Returns
    -------
    CodedProject
        ``cases`` holds cases; ``notes`` memos of documents and of the project.

    Raises
    ------
    ExchangeError
        It is no requal project.

    Examples
    --------
    >>> import practicelearn as prac
    >>> try:
    ...     prac.exchange.read_requal("our-project.requal")
    ... except prac.exchange.ExchangeError as error:
    ...     print(error)
    our-project.requal: there is no such file; look at its name, and whether its drive is there
    """
    check_arguments(read_requal, locals())
    path = Path(path)
    with opened_base(path, "requal", "segments") as base:
        segments = base("SELECT * FROM segments ORDER BY doc_id, segment_start, segment_id")
        rows = _rows(base, _REQUAL_TABLES)
    into = Collected(path, speakers)
    above: dict[Any, list[Any]] = {}
    for row in rows["categories_codes_map"]:
        above.setdefault(row["code_id"], []).append(row["category_id"])
    frame, code_of = _frame(
        path.stem,
        [
            (r["code_id"], str(r["code_name"]), r["code_description"], r["code_color"])
            for r in rows["codes"]
        ],
        [
            (r["category_id"], str(r["category_name"]), r["category_description"])
            for r in rows["categories"]
        ],
        above,
        into,
    )
    users = {r["user_id"]: str(r["user_name"] or r["user_login"]) for r in rows["users"]}
    memo = {r["memo_id"]: str(r["text"] or "") for r in rows["memos"]}
    of_segment: dict[Any, list[str]] = {}
    for row in rows["memos_segments_map"]:
        of_segment.setdefault(row["segment_id"], []).append(memo.get(row["memo_id"], ""))
    read: dict[Any, Source] = {}
    for row in rows["documents"]:
        own = [s for s in segments if s["doc_id"] == row["doc_id"]]
        places = [(_before(s["segment_start"]), s["segment_end"]) for s in own]
        read[row["doc_id"]] = _source(
            into, str(row["doc_name"]), str(row["doc_text"] or ""), places,
            [
                {"words": str(s["segment_text"] or ""), "code": code_of.get(s["code_id"]),
                 "coder": users.get(s["user_id"], "unknown"), "at": None,
                 "memo": "\n\n".join(filter(None, of_segment.get(s["segment_id"], ()))) or None}
                for s in own
            ],
        )  # fmt: skip
        if row["doc_description"]:
            into.note(
                str(row["doc_name"]), str(row["doc_description"]), read[row["doc_id"]].session_id
            )
    of_document = {r["memo_id"]: r["doc_id"] for r in rows["memos_documents_map"]}
    on_words = {r["memo_id"] for r in rows["memos_segments_map"]}
    for row in rows["memos"]:
        if row["memo_id"] not in on_words and row["text"]:
            source = read.get(of_document.get(row["memo_id"]))
            session = source.session_id if source is not None else None
            who = users.get(row["user_id"])
            into.note(f"memo {row['memo_id']}", str(row["text"]), session, who)
    linked: dict[Any, list[Any]] = {}
    for row in rows["cases_documents_map"]:
        linked.setdefault(row["case_id"], []).append(row["doc_id"])
    cases = [(r["case_id"], str(r["case_name"]), r["case_description"]) for r in rows["cases"]]
    name = next((str(r["project_name"]) for r in rows["projects"] if r["project_name"]), path.stem)
    return _with_cases(into.project(frame, name, "requal"), read, cases, linked, [])


def _rows(base: Any, tables: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of tables; of one that an older version lacks, none."""
    known = {r["name"] for r in base("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {t: base(f'SELECT * FROM "{t}"') if t in known else [] for t in tables}


def _stands(row: Mapping[str, Any]) -> bool:
    return "status" not in row or row["status"] != 0


def _source(
    into: Collected,
    name: str,
    text: str,
    places: Sequence[tuple[Any, Any]],
    codings: Sequence[Mapping[str, Any]],
) -> Source:
    """Read one text with its codings."""
    words = [coding["words"] for coding in codings]
    ways = [spans_of(text, places, counting) for counting in _WAYS]
    spans = into.settled(name, text, ways, words)
    source = into.source(name, text, [s for s in spans if s is not None])
    for coding, span in zip(codings, spans, strict=True):
        code = coding["code"]
        into.coding(
            source, span, coding["words"], [code] if code else [], coder=coding["coder"],
            at=coding["at"], memo=coding["memo"],
        )  # fmt: skip
    return source


def _frame(
    name: str,
    codes: Sequence[tuple[Any, str, Any, Any]],
    categories: Sequence[tuple[Any, str, Any]],
    above: Mapping[Any, Sequence[Any]],
    into: Collected,
) -> tuple[CodingFrame | None, dict[Any, str]]:
    """The frame, and the program's number of a code to its id; categories are codes above."""
    taken: set[str] = set()
    of_category: dict[Any, str] = {}
    of_code: dict[Any, str] = {}
    for number, title, _ in categories:
        of_category[number] = slug(title, taken)
        taken.add(of_category[number])
    for number, title, _, _ in codes:
        of_code[number] = slug(title, taken)
        taken.add(of_code[number])
    made = [Code(of_category[n], title, None, str(memo or "")) for n, title, memo in categories]
    for number, title, memo, colour in codes:
        parents = [of_category[c] for c in above.get(number, ()) if c in of_category]
        if len(parents) > 1:
            message = f"{title} stands in {len(parents)} categories; it is put below the first"
            into.lose("warning", "code", message, ", ".join(parents))
        hue = str(colour) if str(colour or "").startswith("#") else None
        parent = parents[0] if parents else None
        made.append(Code(of_code[number], title, parent, str(memo or ""), colour=hue))
    return (CodingFrame(name, "imported", tuple(made)) if made else None), of_code


def _with_cases(
    project: CodedProject,
    read: Mapping[Any, Source],
    cases: Sequence[tuple[Any, str, Any]],
    linked: Mapping[Any, Sequence[Any]],
    values: Sequence[tuple[str, Any, Any, Any]],
) -> CodedProject:
    """The project with cases and attributes; a file's are columns of its session."""
    guids = {number: guid_of("case", title) for number, title, _ in cases}
    rows = []
    for number, title, memo in cases:
        sessions = dict.fromkeys(read[f].session_id for f in linked.get(number, ()) if f in read)
        row = {"guid": guids[number], "name": title, "description": memo or None}
        rows.append(row | {"codes": [], "selections": [], "sessions": list(sessions)})
    said: list[dict[str, Any]] = []
    for kind, number, variable, value in values:
        about = (
            f"session:{read[number].session_id}" if kind == "file" and number in read
            else f"case:{guids[number]}" if kind == "case" and number in guids else None
        )  # fmt: skip
        if about and value not in {None, "", "NA"}:
            said.append({"about": about, "variable": str(variable), "value": str(value)})
    names = dict.fromkeys(row["variable"] for row in said)
    variables = [{"guid": guid_of("variable", n), "name": n, "type": "Text"} for n in names]
    table = table_of("values", said)
    sessions = with_values(project.corpus.sessions, table)
    return replace(
        project,
        corpus=replace(project.corpus, sessions=sessions),
        cases=table_of("cases", rows),
        variables=table_of("variables", variables),
        values=table,
    )


def _before(start: Any) -> Any:
    return start - 1 if isinstance(start, int) else start


def _r_date(date: Any) -> str | None:
    """A date as R prints it ("Fri Nov 28 10:33:00 2025"), as ISO."""
    try:
        return datetime.strptime(str(date), "%a %b %d %H:%M:%S %Y").isoformat()
    except ValueError:
        return iso(date)
