"""A coding frame as a YAML file, and those that come with the program."""

from __future__ import annotations

from dataclasses import asdict, fields
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from practicelearn._arguments import check_arguments
from practicelearn._disk import save_whole, sentence
from practicelearn._tables import near_match
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import FrameError
from practicelearn.transcripts.decode import decode

__all__ = ["frame_text", "read_yaml_frame", "starter_frame", "starter_frames", "write_yaml_frame"]

_STARTERS = "practicelearn.coding.frames"


def read_yaml_frame(path: str | Path) -> CodingFrame:
    """Return the coding frame of a YAML file.

    Raises
    ------
    FrameError
        The file is no frame: the line, or the code and field, is named.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.read_frame(prac.sample_path() / "frame" / "2023-1.yaml")
    CodingFrame: Practice health check (invented), version 2023-1, 9 codes
    """
    check_arguments(read_yaml_frame, locals())
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FrameError(sentence(error, path)) from error
    return _parse(decode(raw).text.removeprefix("\ufeff"), path.name, path)


def write_yaml_frame(frame: CodingFrame, path: str | Path) -> Path:
    """Write a frame as YAML and return the path; fields that say nothing are left out.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> frame = study.frame()
    >>> import tempfile
    >>> prac.write_frame(frame, tempfile.mkdtemp() + "/frame.yaml").name
    'frame.yaml'
    """
    check_arguments(write_yaml_frame, locals())
    return save_whole(path, lambda draft: draft.write_bytes(frame_text(frame).encode()))


def frame_text(frame: CodingFrame) -> str:
    """Return a frame as the text of its YAML file."""
    codes = [
        {
            k: list(v) if isinstance(v, tuple) else v
            for k, v in asdict(code).items()
            if v not in (None, "", ()) and not (k == "retired" and v is False)
        }
        for code in frame.codes
    ]
    head = {
        "name": frame.name,
        "version": frame.version,
        "date": frame.date,
        "source": frame.source,
    }
    whole = {**{k: v for k, v in head.items() if v}, "codes": codes}
    return str(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=96))


def starter_frames() -> list[str]:
    """Return the names of the frames that come with the library.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.starter_frames()[:2]
    ['basw-pcf-2018', 'lga-employer-standards-2014']
    """
    names = (f.name for f in resources.files(_STARTERS).iterdir())
    return sorted(n.removesuffix(".yaml") for n in names if n.endswith(".yaml"))


def starter_frame(name: str) -> CodingFrame:
    """Return a frame that comes with the library.

    Names of codes are those of the document the frame follows; the definitions are ours. Every
    starter frame is unofficial: it is not endorsed by the body whose document it follows.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.starter_frame("lga-employer-standards-2020")["supervision"].name
    'Supervision'
    """
    check_arguments(starter_frame, locals())
    if name not in starter_frames():
        raise FrameError(
            f'there is no starter frame "{name}"; there are: {", ".join(starter_frames())}.'
            f"{near_match(name, starter_frames())}"
        )
    text = resources.files(_STARTERS).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return _parse(text, name, None)


def _parse(text: str, where: str, path: Path | None) -> CodingFrame:
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        if isinstance(error, yaml.reader.ReaderError):
            line = f", line {text.count(chr(10), 0, error.position) + 1}"
            problem = "a character that no text holds; it was damaged, or saved as something else"
        raise FrameError(f"{where}{line}: not a YAML coding frame: {problem}.") from error
    except RecursionError as error:
        raise FrameError(f"{where}: lists stand in lists deeper than in any frame.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:  # of a date, a tag, a key
        raise FrameError(f"{where}: not a YAML coding frame: {error}.") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("codes"), list):
        raise FrameError(f'{where}: expected a mapping with "name", "version" and a list "codes".')
    codes = tuple(_code(row, where, n) for n, row in enumerate(raw["codes"], start=1))
    text_of = {
        k: str(raw[k]) for k in ("name", "version", "date", "source") if raw.get(k) is not None
    }
    return CodingFrame(
        name=text_of.get("name", where),
        version=text_of.get("version", "1"),
        codes=codes,
        date=text_of.get("date"),
        source=text_of.get("source", ""),
        path=path,
    )


def _code(row: Any, where: str, n: int) -> Code:
    known = [f.name for f in fields(Code)]
    if not isinstance(row, dict) or not row.get("id"):
        raise FrameError(f'{where}: code {n} has no "id".')
    for key in row:
        if key not in known:
            raise FrameError(
                f'{where}: code "{row["id"]}": unknown field "{key}".{near_match(key, known)}'
            )
    values: dict[str, Any] = {k: v for k, v in row.items() if v is not None}
    for key in ("examples", "cues", "was"):
        entry = values.get(key, [])
        if not isinstance(entry, list):
            raise FrameError(f'{where}: code "{row["id"]}": "{key}" must be a list.')
        values[key] = tuple(str(v) for v in entry)
    if not isinstance(values.get("retired", False), bool):
        raise FrameError(f'{where}: code "{row["id"]}": "retired" must be true or false.')
    values["id"] = str(values["id"])
    return Code(**{"name": values["id"], **values})
