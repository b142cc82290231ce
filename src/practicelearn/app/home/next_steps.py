"""What a sentence tells people to type, told as the page on which it is done.

An error, an issue or a remedy names its next step as a command: that is what somebody at a command
line can do. In the home nobody types, so each sentence goes through here on its way to a page.
"""

from __future__ import annotations

import html
import re

from practicelearn._called import COMMAND

__all__ = ["as_pages", "in_body"]

_PEOPLE, _FOOT = "People and rights, at the foot", "at the foot"
_PAGES = {
    "plan": ("The plan", "Before"),
    "how-many-groups": ("How many groups?", "Before"),
    "init": ("Bring in files", "Hear"),
    "round": ("Bring in files", "Hear"),
    "check": ("What was heard", "Hear"),
    "sheet": ("What was heard", "Hear"),
    "names": ("What may still be a name", "Hear"),
    "code": ("the coding page", "Code"),
    "frame": ("Frame, on the coding page", "Code"),
    "correct": ("the coding page", "Code"),
    "agree": ("the coding page", "Code"),
    "chart": ("Chart, on the coding page", "Code"),
    "theme": ("the themes", "Understand"),
    "report": ("The report", "Answer"),
    "release": ("Read every quote", "Answer"),
    "cards": ("Quote cards", "Answer"),
    "feedback": ("Give back", "Answer"),
    "cycle": ("What was promised", "Act"),
    "purge": ("How long it is kept", "Act"),
    "close-round": ("How long it is kept", "Act"),
    "verify": ("Whether every file is whole", _PEOPLE),
    "upgrade": ("The newest format", _PEOPLE),
    "history": ("Who did what, and when", _PEOPLE),
    "withdraw": ("Find somebody by name", _PEOPLE),
    "person": ("Find somebody by name", _PEOPLE),
    "redact": ("Take a passage out", _PEOPLE),
    "import": ("In and out of other programs", _FOOT),
    "export": ("In and out of other programs", _FOOT),
    "read": ("What was read", "In and out of other programs, at the foot"),
}
"""Command to the page on which the same is done, and the stage it belongs to."""

_VALUE = r"(?:\"[^\"]*\"|[A-Z]{2,}(?:\.\w+)?|\d[\w.-]*|[^\s\"(),;]*[/\\][^\s\"(),;]*|yes|all|coded)"
_OPTION = rf"--[a-z][a-z-]*(?: (?:{_VALUE}|qualcoder))?"
_REST = rf"(?: (?:{_OPTION}|{_VALUE}|[a-z][a-z-]*(?= --[a-z])|<[A-Z]+>))*"
_NAMED = "|".join(sorted(_PAGES, key=len, reverse=True))
_CALLED = re.escape(COMMAND)
_WHOLE = re.compile(rf"`?{_CALLED} ({_NAMED})\b(?: (?:release|edit|\.\.\.))?{_REST}`?")
_BARE = re.compile(
    rf"\b({_NAMED}) (?:(?:release|edit) )?(?:(?:STUDY|\.\.\.)(?![\w]){_REST}|--[a-z][a-z-]*{_REST}"
    rf"|\"[^\"]*\" --[a-z][a-z-]*{_REST})"
)
_ONLY = re.compile(rf"`?{_CALLED}`?(?! [a-z])")
_BY = re.compile(r"(?:: |\badd )--by NAME\b|--by(?: NAME)?\b(?!-)")
_IN_CODE = re.compile(r" ?\((?:in (?:Python|a notebook): |[a-z_]+, --)[^)]*\)")
_LEADS = (
    (re.compile(r"^(?:init|round|code|frame (?:edit|release)): (?=say|frozen)"), ""),
    (re.compile(r"say --version, such as ([\w-]+), and --by, who releases it"),
     r"say which version it is, such as \1, and who releases it"),
    (re.compile(r"such as change CODE name=NEW; and --by, who"), "and who does it"),
    (re.compile(r"--split wants the words"), "name the words"),
    (re.compile(r"Add one of (?:--[a-z]+(?:, | and )?)+"), "Choose one on the page"),
    (re.compile(r"--key FILE [^:;.]*?(?=[;,.)])"), "say where the key lies"),
    (re.compile(r"--no-names says that they were"), "or say that they were"),
    (re.compile(r" ?\((?:see )?--[a-z-]+(?: [A-Z]+)?\)"), ""),
    (re.compile(r"^--by says who decides"), "it is said who decides"),
    (re.compile(r"(?: or --sessions)?: --waive REASON --by NAME"), ""),
    (re.compile(r": --why \"\.\.\.\""), ", in the line for it"),
    (re.compile(r"^--(?:on|groups) (?=\")"), ""),
    (re.compile(r"write it with --profile qualcoder"), "take it out for QualCoder"),
    (re.compile(r"Say so with --columns .*once for each"), "Choose it below"),
    (re.compile(r"If they are: .*: --columns .*once for each"), "Say so below"),
    (re.compile(r"^--columns (\"[^\"]*\"): expected .*"), r"\1 is no column of it."),
    (re.compile(r"Leave out --port, or name another"), "Start it again"),
)  # fmt: skip
_LOOKS = (COMMAND, "--", "STUDY", "in Python", "in a notebook")


def as_pages(text: str) -> str:
    """Return a sentence whose commands are told as pages.

    Examples
    --------
    >>> as_pages("Begin one with: python -m practicelearn plan STUDY 2026-27")
    'Begin one with: the page “The plan” (Before)'
    >>> as_pages("say who plans: --by NAME. It goes on record.")
    'say who plans. It goes on record.'
    """
    if not any(sign in text for sign in _LOOKS):
        return text
    text = _IN_CODE.sub("", text)
    for pattern, instead in _LEADS:
        text = pattern.sub(instead, text)
    text = _WHOLE.sub(_page, text)
    text = _BARE.sub(_page, text)
    text = _ONLY.sub("the program", text)
    return _BY.sub(_who, text)


def in_body(body: str) -> str:
    """Return the HTML of a page, the sentences of its text told so; what is typed stays."""
    if not any(sign in body for sign in _LOOKS):
        return body
    parts = re.split(r"(<textarea.*?</textarea>|<[^>]*>)", body, flags=re.DOTALL)
    return "".join(
        part if part.startswith("<") or not any(sign in part for sign in _LOOKS)
        else html.escape(as_pages(html.unescape(part)), quote=True)
        for part in parts
    )  # fmt: skip


def _who(found: re.Match[str]) -> str:
    return "" if found[0].startswith(":") else "fill in who does it"


def _page(found: re.Match[str]) -> str:
    name, stage = _PAGES[found[1]]
    named = name if name.startswith("the ") else f"the page “{name}”"
    return f"{named} ({stage})"
