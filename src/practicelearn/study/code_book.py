"""The code book: a study's newest frame, to read and print, with how often each code was used."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.frame import CodingFrame
from practicelearn.exchange.frame_files import write_frame
from practicelearn.exchange.frame_word import frame_to_word, in_tree_order
from practicelearn.study.draft import coding_counts
from practicelearn.study.folder import Study

__all__ = ["book_counts", "write_code_book"]


def write_code_book(
    study: Study, path: str | Path, *, coders: Collection[str] | None = None
) -> Path:
    """Write the study's newest frame to read and print, and return the path.

    Parameters
    ----------
    study : Study
    path : str or Path
        ``.docx``, with how often each code was used, those of the codes below it apart; or any
        other that ``prac.write_frame`` writes, without counts.
    coders : collection of str, optional
        Whose codings are counted; by default everybody's.

    Raises
    ------
    ExchangeError
        The suffix is none of these.

    Examples
    --------
    >>> import tempfile
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.write_code_book(tempfile.mkdtemp() + "/code-book.docx").name
    'code-book.docx'
    """
    check_arguments(write_code_book, locals())
    path = Path(path)
    frame = study.frame()
    if path.suffix.lower() != ".docx":
        return write_frame(frame, path)
    counts = coding_counts(study)
    if coders is not None:
        counts = counts[counts["coder"].isin(list(coders))]
    return frame_to_word(frame, path, counts=book_counts(frame, counts))


def book_counts(frame: CodingFrame, counts: pd.DataFrame) -> Mapping[str, tuple[int, int]]:
    """Return for each code its own codings and those of all codes below it, apart."""
    own = counts.groupby("code")["n_codings"].sum().to_dict()
    below = dict.fromkeys(frame, 0)
    for code in reversed(in_tree_order(frame)):
        if code.parent is not None:
            below[code.parent] += int(own.get(code.id, 0)) + below[code.id]
    return {code: (int(own.get(code, 0)), below[code]) for code in frame}
