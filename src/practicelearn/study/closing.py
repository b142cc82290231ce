"""A round is closed: its key is destroyed, so that nobody can say again who was who."""

from __future__ import annotations

from pathlib import Path

from practicelearn._arguments import check_arguments
from practicelearn.coding.log.events import Event
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.pseudonyms.key_file import drop_drafts, forget_round, overwrite, read_key
from practicelearn.study.folder import Study
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["close_year"]


def close_year(study: Study, year: str, key_file: str | Path, *, by: str) -> str:
    """Destroy the key of a round, so that nobody can say again who was who.

    A key that serves other rounds too loses the rows of this one; any other file is overwritten and
    deleted. Drafts of a key that a killed program left beside it go too. That the round is closed
    goes on record first; a program that is stopped in between leaves a key that is closed again.

    Returns
    -------
    str
        What was done, and what is beyond it.

    Raises
    ------
    StudyError
        The key is not there, cannot be written to, or lies inside the study: nothing was closed.
        Or it could not be destroyed: that stands in the sentence.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> try:
    ...     study.close_year("2025-26", folder / "key.csv", by="sam")
    ... except prac.errors.PracticelearnError as error:
    ...     print("the key is not there")
    the key is not there
    """
    check_arguments(close_year, locals())
    check_name(by)
    key = Path(key_file)
    if not key.is_file():
        drafts = drop_drafts(key)  # of a key that a stopped program was closing
        too = f" {len(drafts)} drafts of it, left by a stopped program, were." if drafts else ""
        raise StudyError(f"{key}: there is no key file. Nothing was closed.{too}")
    if key.resolve().is_relative_to(study.path.resolve()):
        raise StudyError(f"{key}: a key never lies inside the study. Move it out first.")
    _check_writable(key)
    # first the record: no key goes without one, whenever the program is stopped
    with transaction(study.path) as change:
        event = Event(kind="close-round", who=by, payload={"year": year})
        change.append(f"decisions/{by}.jsonl", event)
    try:
        done = _destroyed(key, year)
    except (OSError, PracticelearnError) as error:
        raise StudyError(
            f"{key}: {getattr(error, 'strerror', None) or error} That the round is closed is on "
            "record, and its key is not destroyed yet: close the file where it is open, and close "
            "the round again."
        ) from error
    return (
        f"{done}. Copies that a backup, a synced drive or a mail holds are beyond this program: "
        "delete them, and the roster, yourself."
    )


def _check_writable(key: Path) -> None:
    """Refuse to close a round whose key could not be destroyed."""
    try:
        with key.open("r+b"):
            pass
    except OSError as error:
        raise StudyError(
            f"{key}: {error.strerror or error}. Nothing was closed: the key must be a file that "
            "you may write to and that nobody has open."
        ) from error


def _destroyed(key: Path, year: str) -> str:
    """Destroy what a key holds of a round, and say what was done."""
    if _holds_other_rounds(key, year):
        n = forget_round(key, year)
        done = f"{n} rows of {year} are gone from {key}, which serves other rounds and stays"
    else:
        overwrite(key)
        key.unlink()
        done = f"{key} was overwritten and deleted"
    drafts = drop_drafts(key)
    if drafts:
        done += f"; so were {', '.join(str(draft) for draft in drafts)}, left by a stopped program"
    return done


def _holds_other_rounds(key: Path, year: str) -> bool:
    try:
        rows = read_key(key)
    except PracticelearnError:
        return False  # no key of ours: all of it goes
    return any(row.original and row.round not in {year, "people"} for row in rows)
