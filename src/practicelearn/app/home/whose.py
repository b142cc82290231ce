"""Who does it: asked in each form that goes on record, with the last name used here offered.

The name is this computer's memory of who sat at it last; nothing of it is kept in the study.
"""

from __future__ import annotations

from practicelearn.app.home.pieces import attributes, words
from practicelearn.app.home.visit import Form, Visit
from practicelearn.errors import PracticelearnError
from practicelearn.study.who import check_name

__all__ = ["by_field", "taken_by"]

_HINT = "Your first name in small letters, as it is to stand on record."


def by_field(
    visit: Visit, label: str = "Who does it?", *, part: str = "", hint: str = _HINT
) -> str:
    """Return the line in which somebody says who they are; ``by`` is its name in the form.

    Parameters
    ----------
    visit : Visit
        What was typed stays; before that, the name used last in this study is offered.
    label : str
    part : str
        Tells several forms of one page apart.
    hint : str
        What stands beneath it; may be empty.
    """
    form = visit.form
    value = form["by"] if "by" in form.values else visit.house.who(visit.study.key)
    id_ = f"by-{part}" if part else "f-by"
    told = f'<small id="{id_}-hint">{words(hint)}</small>' if hint else ""
    given = {"type": "text", "id": id_, "name": "by", "value": value, "required": True,
             "aria-describedby": f"{id_}-hint" if hint else None}  # fmt: skip
    return (
        f'<p class="field"><label for="{id_}">{words(label)}</label>'
        f"<input{attributes(given)}>{told}</p>"
    )


def taken_by(visit: Visit, form: Form) -> str:
    """Return who does it, and offer the name the next time.

    Raises
    ------
    PracticelearnError
        Nobody is named, or no file could bear the name.
    """
    by = form["by"]
    if not by:
        raise PracticelearnError("It goes on record who does it: write your first name.")
    check_name(by)
    visit.house.remember(visit.study.key, by)
    return by
