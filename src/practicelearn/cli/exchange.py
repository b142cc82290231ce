"""``import`` and ``export``: years of work in other programs, in and out of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicelearn.cli.console import console_, line, safe, said_plainly, show_table

if TYPE_CHECKING:
    from practicelearn.coding.codings import Codings
    from practicelearn.coding.exchange.project import Project
    from practicelearn.corpus import Corpus
    from practicelearn.study.folder import Study

__all__ = ["export", "import_"]

_PROJECTS = {".qdpx", ".qde", ".sqlite3", ".sqlite", ".db", ".qda", ".docx"}
_TABLES = {".csv", ".xlsx"}
_FRAMES = {".qdc", ".md", ".yaml", ".yml"}


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A .qdpx, .sqlite3 (Taguette), .qda, .docx with comments, .csv, .xlsx."
        ),
    ],
    study: Annotated[
        Path, typer.Argument(metavar="STUDY", help="A new folder; for a table, the study itself.")
    ],
    coder: Annotated[
        str,
        typer.Option("--coder", help="REFI-QDA: coding, selection or modifier counts as coder."),
    ] = "coding",
    year: Annotated[str, typer.Option("--year", help="Where the round comes from.")] = "",
    frame: Annotated[
        str, typer.Option("--frame", help="A coding frame: a file, or a starter frame by name.")
    ] = "",
    key: Annotated[
        Path | None, typer.Option("--key", help="Replace names; keep the key here, outside.")
    ] = None,
    no_names: Annotated[
        bool, typer.Option("--no-names", help="Names were replaced before: leave the words alone.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Only show what is in it.")] = False,
) -> None:
    """Bring in work of another program; what could not be carried is listed."""
    with said_plainly():
        from practicelearn.errors import StudyError
        from practicelearn.study.folder import create_study, open_study

        if file.suffix.lower() in _TABLES:
            opened = open_study(study)
            project = _quotes(file, opened, frame)
            _told(project)
            if not show:
                _record(opened, project.codings)
            return
        project = _read(file, coder, year, frame)
        _told(project)
        if show:
            return
        if (key is None) != no_names:
            raise StudyError(
                "import: frozen sessions are never edited again, so say what is to become of "
                "names: --key FILE replaces them and keeps the key there, outside the study; "
                "--no-names says that they were replaced before."
            )
        corpus, codings = _without_names(project, key)
        made = create_study(study, corpus, project.frame, title=project.name)
        _record(made, codings)
        typer.echo(made.path)


def export(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study folder.")],
    out: Annotated[
        Path, typer.Argument(help="Ends in .qdpx, .csv, .xlsx, .docx; for the frame .qdc, .md.")
    ],
    profile: Annotated[
        str, typer.Option("--profile", help="For .qdpx: strict, nvivo, atlas or maxqda.")
    ] = "strict",
    session: Annotated[str, typer.Option("--session", help="For .docx: which session.")] = "",
    coder: Annotated[str, typer.Option("--coder", help="Only the codings of this person.")] = "",
) -> None:
    """Write a study for another program: REFI-QDA, a table of quotes, Word, or its frame."""
    with said_plainly():
        from practicelearn.errors import StudyError
        from practicelearn.study.folder import open_study

        opened = open_study(study)
        kind = out.suffix.lower()
        if kind in _FRAMES:
            from practicelearn.coding.exchange.frame_files import export_frame

            typer.echo(export_frame(opened.frame(), out))
            return
        if kind not in {".qdpx", ".docx", *_TABLES}:
            raise StudyError(
                f'{out.name}: expected a name that ends in ".qdpx", ".csv", ".xlsx", ".docx", '
                '".qdc" or ".md".'
            )
        corpus, codings = opened.corpus(), opened.codings(coder or None)
        if kind == ".qdpx":
            from practicelearn.coding.exchange.refi_write import write_refi

            made = write_refi(out, corpus, codings, profile=profile, name=opened.settings.title)  # type: ignore[arg-type]  # said plainly if unknown
        elif kind == ".docx":
            from practicelearn.coding.exchange.word_comments import write_word_comments

            made = write_word_comments(out, corpus, codings, session_id=session or None)
        else:
            from practicelearn.coding.exchange.quote_table import write_quotes

            made = write_quotes(out, corpus, codings)
        typer.echo(made)


def _frame(name: str) -> Any:
    from practicelearn.coding.exchange.frame_files import import_frame
    from practicelearn.coding.frame import starter_frame

    if not name:
        return None
    return import_frame(name) if Path(name).is_file() else starter_frame(name)


def _read(file: Path, coder: str, year: str, frame: str) -> Project:
    from practicelearn.coding.exchange.qualcoder import read_qualcoder
    from practicelearn.coding.exchange.refi_read import read_refi
    from practicelearn.coding.exchange.taguette import read_taguette
    from practicelearn.coding.exchange.word_comments import read_word_comments
    from practicelearn.errors import StudyError

    kind = file.suffix.lower()
    if kind in {".qdpx", ".qde"}:
        return read_refi(file, coder=coder, year=year or None)  # type: ignore[arg-type]  # said plainly if unknown
    if kind == ".docx":
        return read_word_comments(file, _frame(frame))
    if kind == ".qda":
        return read_qualcoder(file)
    if kind in _PROJECTS:
        return read_taguette(file)
    known = ", ".join(sorted(_PROJECTS | _TABLES))
    raise StudyError(f"{file.name}: expected a name that ends in {known}.")


def _quotes(file: Path, study: Study, frame: str) -> Project:
    from practicelearn.coding.exchange.quote_table import read_quotes

    own = _frame(frame) or (study.frame() if study.has_frame else None)
    return read_quotes(file, study.corpus(), own)


def _told(project: Project) -> None:
    line(console_(), safe(project))
    if len(project.losses):
        shown = project.losses[["severity", "what", "message"]]
        show_table(shown.drop_duplicates().head(60), title="Lost, or to look at")


def _without_names(project: Project, key: Path | None) -> tuple[Corpus, Codings]:
    """The corpus as it is to be frozen, and the codings where their words then stand."""
    from dataclasses import replace

    if key is None:
        return replace(project.corpus, pseudonymised=True), project.codings
    from practicelearn.coding.moving import move
    from practicelearn.transcripts.pseudonyms import pseudonymise, pseudonymise_texts

    before = len(project.corpus.edits)
    corpus = pseudonymise(project.corpus, key_file=key)
    moved = move(project.codings, corpus.edits.iloc[before:])
    spans = moved.spans
    written = spans.loc[spans["memo"].notna()].drop_duplicates("coding_id").set_index("coding_id")
    if written.empty:
        return corpus, moved
    of_turn = project.corpus.turns["session_id"]
    memos = pseudonymise_texts(
        {f"memo of {c}": str(memo) for c, memo in written["memo"].items()},
        project.corpus,
        key_file=key,
        sessions={f"memo of {c}": str(of_turn[t]) for c, t in written["turn_id"].items()},
    )
    by_coding = {c: memos[f"memo of {c}"] for c in written.index}
    memo = [by_coding.get(c, m) for c, m in zip(spans["coding_id"], spans["memo"], strict=True)]
    return corpus, replace(moved, spans=spans.assign(memo=memo))


def _record(study: Study, codings: Codings) -> None:
    """Write codings and readings into the logs of their coders, as imported."""
    from practicelearn.coding.events import Event
    from practicelearn.coding.exchange.conventions import slug
    from practicelearn.coding.moves import runs

    corpus = study.corpus()
    session_of = corpus.turns["session_id"].to_dict()
    number_of = corpus.turns["n"].to_dict()
    hashes = corpus.sessions["text_hash"].to_dict()
    taken: set[str] = set()
    coders: dict[str, str] = {}
    for name in sorted({*codings.spans["coder"], *codings.read["coder"]}):
        coders[name] = slug(name, taken, empty="coder")  # a folder's name: nothing leads out of it
        taken.add(coders[name])
    logs: dict[tuple[str, str], list[Event]] = {}
    fields = ("code", "origin", "accepted_by", "stance", "strength", "memo")
    for coding_id, part in codings.spans.groupby("coding_id", sort=False):
        rows = part.sort_values("part").to_dict("records")
        first = rows[0]
        session, coder = session_of[first["turn_id"]], coders[first["coder"]]
        payload: dict[str, Any] = {
            k: int(first[k]) if k == "strength" else first[k]
            for k in fields
            if isinstance(first[k], str | int)
        }
        payload["parts"] = [
            {k: int(r[k]) if k in {"start", "end"} else r[k]
             for k in ("turn_id", "start", "end", "quote")}
            for r in rows
        ]  # fmt: skip
        when: dict[str, Any] = {"at": first["at"]} if isinstance(first["at"], str) else {}
        logs.setdefault((coder, session), []).append(
            Event("code", coder, session, coding_id=str(coding_id), text_hash=hashes[session],
                  payload=payload, **when)
        )  # fmt: skip
    version = codings.frame.version if codings.frame is not None else None
    for name, part in codings.read.groupby("coder"):
        for session, turns in part.groupby(part["turn_id"].map(session_of)):
            events = logs.setdefault((coders[name], str(session)), [])
            for first_n, last_n in runs(sorted(number_of[t] for t in turns["turn_id"])):
                events.append(
                    Event("read", coders[name], str(session), text_hash=hashes[session],
                          frame_version=version, payload={"from": first_n, "to": last_n})
                )  # fmt: skip
    for (coder, session), events in logs.items():
        study.log(coder, session).append(*events)
