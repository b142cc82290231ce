"""Which column of a table is what: by its name, and by what stands in it.

Long varied text is speech, a few short values that come again are labels, numbers are neither. A
name counts only as far as the cells bear it out: a column "response" of ones and twos is no speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from practicelearn._tables import near_match
from practicelearn.errors import TableError
from practicelearn.language.forms import without_unseen
from practicelearn.transcripts.roles import role_of_label

__all__ = ["KINDS", "TEXT_NAMES", "WEAK_SESSION", "Columns", "find_columns", "has_columns",
           "plain_name"]  # fmt: skip

_STRONG_TEXT = (
    "text", "sentence", "utterance", "content", "words", "speech", "dialogue", "turn text",
    "verbatim", "verbatims", "verbatim text", "spoken text", "transcript text", "transcribed text",
    "transcription", "statement", "statements", "quote", "quotation", "what was said", "said",
    "line of dialogue", "spoken", "remark", "contribution", "utterances", "segment text", "dialog",
    "utterance text",
)  # fmt: skip
_WEAK_TEXT = (
    "comment", "comments", "transcript", "response", "responses", "answer", "answers", "message",
    "caption", "reply", "turn", "segment", "talk", "discussion", "narrative", "feedback", "excerpt",
    "body", "conversation", "description", "open response", "free text", "note", "notes",
)  # fmt: skip
TEXT_NAMES = frozenset({*_STRONG_TEXT, *_WEAK_TEXT})
"""Names by which a column of speech is known, in lower case."""

_SPEAKER = (
    "speaker", "speaker name", "speaker label", "speaker id", "speakers", "participant",
    "participant name", "participant id", "participants", "respondent", "respondent id",
    "respondent name", "interviewee", "interviewee id", "informant", "name", "who", "person",
    "person id", "student", "student id", "worker", "worker id", "practitioner", "member",
    "member id", "social worker", "said by", "spoken by", "author", "user", "sender", "talker",
    "pseudonym", "label", "code name", "initials", "pupil", "teacher", "staff", "actor", "subject",
    "subject id", "role", "from", "party", "voice", "id", "case", "contributor", "username",
    "interlocutor",
)  # fmt: skip
_NAMES: Mapping[str, Sequence[str]] = {
    "speaker": _SPEAKER,
    "start": (
        "start", "start time", "begin", "timestamp", "time", "timespan", "start s", "from",
        "time stamp", "timecode", "time code", "start timestamp", "in", "begins", "start (s)",
        "start ms", "start (ms)", "starttime", "tc in", "timings", "clock",
    ),
    "end": (
        "end", "end time", "stop", "end s", "to", "end timestamp", "out", "ends", "end (s)",
        "end ms", "end (ms)", "endtime", "tc out",
    ),
    "session": (
        "session", "session id", "focus group", "focus group id", "fg", "interview",
        "interview id", "meeting", "meeting id", "conversation id", "conversation", "transcript id",
        "transcript name", "file", "file name", "filename", "document", "recording", "source",
        "transcript", "group", "group id", "discussion id",
    ),
}  # fmt: skip
WEAK_SESSION = frozenset({"group", "group id", "source", "document", "file", "transcript"})
"""Names of columns that may hold a session or something else."""

_WEAK_SPEAKER = frozenset({"label", "role", "id", "from", "case", "code name", "subject"})
KINDS = ("text", "speaker", "start", "end", "session")

_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?$")
_TIME = re.compile(
    r"[\[(]?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d{2}(?::\d{2})?(?:[.,:]\d{1,6})?[\])]?"
    r"(?:\s*-+>?\s*\S+)?$"
)
_SENTENCE = re.compile(r"[.?!…]['\"”’)]*\s*$")
_MOST_ROWS = 500
_HEADER_WITHIN = 15
_HALF = 0.5
_FEW_WORDS = 3
_MOST_LABEL_WORDS = 6
_LONGEST_LABEL = 40
_LONGER = 4
_LONGEST_QUESTION = 30

Cells = Sequence[Sequence[str]]


@dataclass
class Columns:
    """Which column is what, counted from 0.

    ``header`` is the row that names them, None where there is none; ``by_name`` says that speech
    was known by that name. ``wide`` is "speakers" where several columns hold speech and each is
    one speaker's, "questions" where each answers its heading.
    """

    text: list[int]
    header: int | None
    by_name: bool
    others: dict[str, int] = field(default_factory=dict)
    wide: str = ""
    numbered: bool = False

    def owned(self) -> set[int]:
        """The columns that are read."""
        return {*self.text, *self.others.values()}


@dataclass(frozen=True)
class _Column:
    """What stands in a column: cells that hold something, words a cell, shares of them."""

    n: int
    words: float
    longest: int
    distinct: int
    numbers: float
    times: float
    values: Counter[str]

    @property
    def is_speech(self) -> bool:
        varied = self.distinct > max(1, 0.3 * self.n) if self.n > 1 else self.n == 1
        return self.words >= _FEW_WORDS and self.numbers < _HALF and self.times < _HALF and varied

    @property
    def is_label(self) -> bool:
        short = self.longest <= _LONGEST_LABEL and self.words <= _FEW_WORDS
        few = 1 < self.distinct <= max(2, self.n // 2)
        return bool(self.n) and short and few and self.numbers < _HALF and self.times < _HALF


def plain_name(cell: str) -> str:
    """Return a column's name in lower case, with spaces for other signs between its words.

    Examples
    --------
    >>> [plain_name(x) for x in ("Participant_ID", "speakerName", "Start time")]
    ['participant id', 'speaker name', 'start time']
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", without_unseen(cell).strip())
    return " ".join(re.sub(r"[_\-./:*]+", " ", words).lower().split())


def find_columns(
    rows: Cells, named: Mapping[str, str] | None = None, *, by_content: bool = True
) -> Columns | None:
    """Return which column is what; None when none holds speech.

    Parameters
    ----------
    rows : sequence of sequences of str
        Rows that hold something, the first perhaps the header, perhaps below a title.
    named : mapping of str to str, optional
        What a person said: kind (text, speaker, start, end, session) -> a column's name.
    by_content : bool
        Whether a column may be taken for speech that is not named so.

    Raises
    ------
    TableError
        A column was named that is not there.
    """
    if not rows:
        return None
    header = _header(rows, named or {})
    if header is None and by_content:
        header = _header_by_content(rows)
    columns = _in_columns(rows, header)
    names = [plain_name(c) for c in rows[header]] if header is not None else []
    names += [""] * (len(columns) - len(names))
    given = _given(rows, header, named or {})
    others = {kind: n for kind, n in given.items() if kind != "text"}
    text = given.get("text")
    by_name = text is not None
    if text is None:
        text = _text_by_name(names, columns, set(others.values()))
        by_name = text is not None
    if text is not None:
        others = _others(names, columns, others, text)
        found = Columns([text], header, True, others)
    else:
        if not by_content:
            return None
        content = _by_content(columns, names, header, others)
        if content is None:
            return None
        found = content
    if "text" not in given:
        _widen(found, names, columns, by_name=by_name)
    speaker = found.others.get("speaker")
    found.numbered = speaker is not None and columns[speaker].numbers >= _HALF
    return found


def has_columns(rows: Cells, named: Mapping[str, str]) -> bool:
    """Return whether one of the first rows has every column that a person named."""
    wanted = set(map(plain_name, named.values()))
    return any(wanted <= set(map(plain_name, row)) for row in rows[:_HEADER_WITHIN])


def _header(rows: Cells, named: Mapping[str, str]) -> int | None:
    """The row that names the columns: within the first, below a title and empty rows."""
    wanted = {plain_name(name) for name in named.values()}
    best = None
    for n, row in enumerate(rows[:_HEADER_WITHIN]):
        names = [plain_name(cell) for cell in row if cell.strip()]
        if wanted and wanted <= set(names):
            return n
        if len(names) < 2 and n:
            continue
        known = [name for name in names if name in TEXT_NAMES]
        beside = [name for name in names if any(name in others for others in _NAMES.values())]
        terse = all(len(name.split()) <= _MOST_LABEL_WORDS for name in names)
        if known and terse and (len(set(known + beside)) > 1 or n == 0) and best is None:
            best = n
        if beside and terse and len(beside) > 1 and len(names) > 1 and best is None:
            best = n
    return best


def _given(rows: Cells, header: int | None, named: Mapping[str, str]) -> dict[str, int]:
    """The columns a person named."""
    found: dict[str, int] = {}
    shown = [without_unseen(c).strip().lower() for c in rows[header or 0]]
    plain = [plain_name(c) for c in rows[header or 0]]
    for kind, name in named.items():
        if kind not in KINDS:
            raise TableError(
                f'columns: "{kind}" is not one of {", ".join(KINDS)}.{near_match(kind, KINDS)}'
            )
        if plain_name(name) not in plain:
            listed = ", ".join(filter(None, shown))
            raise TableError(f'no column "{name}"; found {listed}.{near_match(name, shown)}')
        found[kind] = plain.index(plain_name(name))
    return found


def _column(cells: Sequence[str]) -> _Column:
    full = [c.strip() for c in cells if c.strip()]
    n = len(full)
    values = Counter(full)
    return _Column(
        n,
        sum(len(c.split()) for c in full) / n if n else 0.0,
        max(map(len, full), default=0),
        len(values),
        sum(bool(_NUMBER.match(c)) for c in full) / n if n else 0.0,
        sum(bool(_TIME.match(c)) for c in full) / n if n else 0.0,
        values,
    )


def _text_by_name(names: Sequence[str], columns: Sequence[_Column], taken: set[int]) -> int | None:
    """The column of most words among those named for speech; a sure name goes before a loose one.

    Where such a column is terse and another holds sentences, the name was another thing's.
    """
    for known in (_STRONG_TEXT, _WEAK_TEXT):
        here = [
            n for n, name in enumerate(names)
            if name in known and n not in taken and columns[n].numbers < _HALF
            and columns[n].times < _HALF
        ]  # fmt: skip
        if not here:
            continue
        best = max(here, key=lambda n: (columns[n].words * columns[n].n, -known.index(names[n])))
        fuller = max((c.words for n, c in enumerate(columns) if c.is_speech and n != best),
                     default=0.0)  # fmt: skip
        if columns[best].words * _LONGER < fuller and not columns[best].is_speech:
            continue
        return best
    # short words and numbers may be all that was said, where nothing else is speech
    named = [n for n, name in enumerate(names) if name in _STRONG_TEXT and n not in taken]
    return named[0] if named and not any(c.is_speech for c in columns) else None


def _others(
    names: Sequence[str], columns: Sequence[_Column], given: dict[str, int], text: int
) -> dict[str, int]:
    """Speaker, times and session by name, as far as the cells bear the name out."""
    found = dict(given)
    for kind, known in _NAMES.items():
        if kind in found:
            continue
        taken = {text, *found.values()}
        here = [n for n, name in enumerate(names) if name in known and n not in taken]
        here = [n for n in here if _bears_out(kind, names[n], columns[n])]
        if kind == "speaker":  # a number is a poor label where there is a better one
            here.sort(key=lambda n: (columns[n].numbers >= _HALF, known.index(names[n])))
        else:
            here.sort(key=lambda n: known.index(names[n]))
        if here:
            found[kind] = here[0]
    if "speaker" not in found:
        taken = {text, *found.values()}
        guess = _label_column(names, columns, taken, text)
        if guess is not None:
            found["speaker"] = guess
    return found


def _bears_out(kind: str, name: str, column: _Column) -> bool:
    if not column.n:
        return True
    if kind in {"start", "end"}:
        return column.words <= _FEW_WORDS and (
            name not in {"from", "to", "in", "out"} or column.times + column.numbers >= _HALF
        )
    if kind == "session":
        return 1 < column.distinct <= column.n // 2 and column.words <= _MOST_LABEL_WORDS
    if column.times >= _HALF:
        return False
    if name in _WEAK_SPEAKER:
        return column.is_label
    return not (column.is_speech and column.words > _MOST_LABEL_WORDS)


def _label_column(
    names: Sequence[str], columns: Sequence[_Column], taken: set[int], text: int
) -> int | None:
    """The column whose few short values name speakers, where none is named for them.

    Codes recur too: what states a role, or stands before the speech and has no name of its own,
    is a label; a named column behind the speech is not.
    """
    scored = []
    for n, column in enumerate(columns):
        if n in taken or not column.is_label:
            continue
        roles = any(role_of_label(value) for value in column.values)
        if names[n] and not roles:
            continue
        scored.append((roles, n < text, -column.distinct, -n, n))
    return max(scored)[-1] if scored else None


def _by_content(
    columns: Sequence[_Column],
    names: Sequence[str],
    header: int | None,
    given: dict[str, int],
) -> Columns | None:
    """Columns of a table whose speech is not named: the fullest varied column is speech."""
    if len(columns) < 2:
        return Columns([0], None, False)
    text = _fullest(columns, set(given.values()))
    if text is None:
        return None
    others = _others(names, columns, given, text)
    if "speaker" not in others:
        labels = [
            n
            for n, c in enumerate(columns)
            if c.is_label and n != text and n not in others.values()
        ]
        if labels:
            before = [n for n in labels if n < text]
            others["speaker"] = min(before or labels, key=lambda n: columns[n].distinct)
    if header is None and "start" not in others:
        times = [n for n, c in enumerate(columns) if c.n and c.times >= _HALF and n != text]
        others |= dict(zip(("start", "end"), times, strict=False))
    return Columns([text], header, False, others)


def _in_columns(rows: Cells, header: int | None) -> list[_Column]:
    """What stands in each column below the header."""
    body = rows[(header + 1 if header is not None else 0) :][:_MOST_ROWS]
    width = max(map(len, rows)) if header is None else len(rows[header])
    return [_column([row[n] if n < len(row) else "" for row in body]) for n in range(width)]


def _fullest(columns: Sequence[_Column], taken: Collection[int] = ()) -> int | None:
    """The column of most words that is neither number nor time; long varied text goes before."""
    full = [
        n for n, c in enumerate(columns)
        if c.n and n not in taken and c.numbers < _HALF and c.times < _HALF
    ]  # fmt: skip
    speech = [n for n in full if columns[n].is_speech]
    return max(speech or full, key=lambda n: columns[n].words * columns[n].n, default=None)


def _header_by_content(rows: Cells) -> int | None:
    """The row that names columns by no known name: the first, or the first below titles.

    A title stands alone in the first cell of its row, and does not come again as a label does.
    """
    first = [row[0].strip() if row else "" for row in rows]
    for n, row in enumerate(rows[:_HEADER_WITHIN]):
        below = rows[n:]
        if n and len(below) < 2:
            return None
        if _is_header(row, _in_columns(below, None)):
            return n
        if any(c.strip() for c in row[1:]) or first.count(first[n]) > 1:
            return None
    return None


def _is_header(first: Sequence[str], columns: Sequence[_Column]) -> bool:
    """Whether a row names columns though speech goes by no known name there."""
    text = _fullest(columns)
    cells = [c.strip() for c in first]
    full = [c for c in cells if c]
    if text is None or len(full) < 2 or len(set(full)) < len(full) or text >= len(cells):
        return False
    if not cells[text] or any(_NUMBER.match(c) or _TIME.match(c) for c in full):
        return False
    known = any(plain_name(c) in others for c in full for others in _NAMES.values())
    if not known and any(_SENTENCE.search(c) for c in full):
        return False
    if any(len(c.split()) > (_LONGEST_QUESTION if known else _MOST_LABEL_WORDS) for c in full):
        return False
    # a label of the first row comes again, a column's name does not
    others = [n for n in range(len(cells)) if n != text and cells[n]]
    recurs = any(columns[n].values[cells[n]] > 1 for n in others)
    return not recurs and (known or columns[text].words >= 2 * len(cells[text].split()))


def _widen(
    found: Columns, names: Sequence[str], columns: Sequence[_Column], *, by_name: bool
) -> None:
    """Take every column of speech where several are, and none is named for it.

    With a column of speakers each of the others answers its heading; without one each is the
    speech of whom its heading names.
    """
    if by_name or found.header is None:
        return
    taken = set(found.others.values())
    speech = [n for n, c in enumerate(columns) if c.is_speech and n not in taken and names[n]]
    people = [n for n in range(len(names)) if role_of_label(names[n]) and n not in taken]
    if len(people) > 1 and "speaker" not in found.others:
        found.text, found.wide = sorted({*people, *_beside(people, speech, names)}), "speakers"
    elif len(speech) > 1 and "speaker" in found.others:
        found.text, found.wide = speech, "questions"
    elif len(speech) > 1 and all(len(names[n].split()) <= 2 for n in speech):
        found.text, found.wide = speech, "speakers"


def _beside(people: Sequence[int], speech: Sequence[int], names: Sequence[str]) -> list[int]:
    """Further columns of speech that may be people's; a question is not."""
    asked = {"question", "prompt", "topic", "questions", "theme"}
    return [n for n in speech if n not in people and names[n] not in asked]
