"""The names of a Word file's styles: python-docx looks through all styles for each paragraph."""

from __future__ import annotations

from typing import Any

__all__ = ["StyleNames"]

_PARAGRAPH, _CHARACTER = 1, 2


class StyleNames:
    """What the styles of a document are called, looked up once.

    Parameters
    ----------
    word : Document
        Of python-docx. A style that is added to it later is not known here.
    """

    def __init__(self, word: Any) -> None:
        self._named: dict[str, tuple[int, str]] = {}
        for style in word.styles:
            self._named.setdefault(style.style_id, (int(style.type), str(style.name)))
        defaults = {kind: word.styles.default(kind) for kind in (_PARAGRAPH, _CHARACTER)}
        self._defaults = {k: "" if s is None else str(s.name) for k, s in defaults.items()}

    def of_paragraph(self, line: Any) -> str:
        """Return the name of a paragraph's style, of the default one where it has none."""
        return self._name(line._p.style, _PARAGRAPH)  # noqa: SLF001 - ``line.style`` is slow

    def of_run(self, run: Any) -> str:
        """Return the name of a run's style, of the default one where it has none."""
        return self._name(run._r.style, _CHARACTER)  # noqa: SLF001 - ``run.style`` is slow

    def _name(self, style_id: str | None, kind: int) -> str:
        found, name = self._named.get(style_id or "", (0, ""))
        return name if found == kind else self._defaults[kind]
