"""What was read, said later than it was done: as readings of the coder, with who said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.codings import Codings
from practicelearn.coding.log.events import Event
from practicelearn.coding.log.moves import runs
from practicelearn.coding.scope import Scope, read_scopes
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.study.change import Change
from practicelearn.study.stored import StoredStudy
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["put_scopes", "record_scope", "scopes_said", "version_of"]


def scopes_said(
    study: StoredStudy,
    *,
    sessions: str | Sequence[str],
    codes: str | Sequence[str] = "all",
    coder: str | None = None,
) -> tuple[list[Scope], str]:
    """Return what would be recorded, checked against the study, and the words it was said in.

    Raises
    ------
    StudyError
        It names no session.
    """
    parts = [x if isinstance(x, str) else " ".join(x) for x in (sessions, codes)]
    words = ":".join(parts)
    said = f"{coder}={words}" if coder else words
    found = read_scopes([said], study.codings(), study.corpus())
    if not found:
        raise StudyError(
            f'sessions "{parts[0]}", codes "{parts[1]}"{f" of {coder}" if coder else ""}: that '
            "says of no session that it was read. Name sessions, a round, all, or coded "
            "(those in which the coder coded something)."
        )
    return found, said


def record_scope(
    study: StoredStudy,
    *,
    by: str,
    sessions: str | Sequence[str] = "coded",
    codes: str | Sequence[str] = "all",
    coder: str | None = None,
) -> list[Scope]:
    """Record which sessions a coder read from beginning to end, and for which codes.

    Parameters
    ----------
    study : Study
    by : str
        Who says so: goes on record, with the words and the time.
    sessions : "coded", "all" or sequence of str
        Ids, rounds, or ``coded``: those in which the coder coded something.
    codes : "all" or sequence of str
        The codes that were looked for; others stay missing.
    coder : str, optional
        Whose reading; may be left out where there is only one coder.

    Returns
    -------
    list of Scope
        What was recorded. From then on a session that is read and holds no coding is zero, not
        missing: say only what is so. It is taken back session by session on the coding page, or by
        ``unread`` events.

    Raises
    ------
    CodingError
        A coder, session or code is not there, or it is not said which of several coders read.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp()) / "study"
    >>> _ = shutil.copytree(prac.sample_path(), folder)
    >>> study = prac.open_study(folder)
    >>> str(study.record_scope(by="kim", sessions=["2025-north"], coder="kim")[0])
    '1 session was read by kim for every code'
    """
    check_arguments(record_scope, locals())
    check_name(by)
    scopes, words = scopes_said(study, sessions=sessions, codes=codes, coder=coder)
    codings, corpus = study.codings(), study.corpus()
    with transaction(study.path) as change:
        put_scopes(
            change, corpus, scopes, by=by, said=words,
            versions={s.coder: version_of(codings, s.coder) for s in scopes},
        )  # fmt: skip
    return scopes


def put_scopes(
    change: Change,
    corpus: Corpus,
    scopes: Sequence[Scope],
    *,
    by: str,
    said: str,
    versions: Mapping[str, str | None],
) -> None:
    """Put readings into the coders' logs, and into the decisions who said so.

    Parameters
    ----------
    change : Change
    corpus : Corpus
    scopes : sequence of Scope
    by, said : str
        Who says so, and the words.
    versions : mapping
        Coder to the version of the frame they coded with.
    """
    hashes = corpus.sessions["text_hash"].to_dict()
    numbers = corpus.turns.groupby("session_id")["n"].agg(sorted).to_dict()
    for scope in scopes:
        for session in scope.sessions:
            events = [
                Event(
                    "read-for" if scope.codes else "read", scope.coder, session,
                    text_hash=hashes[session], frame_version=versions.get(scope.coder),
                    payload={"from": first, "to": last}
                    | ({"codes": list(scope.codes)} if scope.codes else {}),
                )
                for first, last in runs(numbers.get(session, []))
            ]  # fmt: skip
            change.append(f"coding/{scope.coder}/{session}.jsonl", *events)
        payload = {
            "coder": scope.coder, "sessions": list(scope.sessions),
            "codes": list(scope.codes) or None, "said": said,
        }  # fmt: skip
        change.append(f"decisions/{by}.jsonl", Event("scope", by, payload=payload))


def version_of(codings: Codings, coder: str) -> str | None:
    """Return the version of the frame that a coder's work came with, else the newest."""
    record = codings.record
    own = record[(record["kind"] == "import") & (record["coder"] == coder)]
    named = own["frame_version"].dropna()
    if len(named) and not pd.isna(named.iloc[-1]):
        return str(named.iloc[-1])
    return codings.frame.version if codings.frame is not None else None
