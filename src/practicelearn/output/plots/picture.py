"""A picture that shows itself in a notebook, and is still a figure to change and save."""

from __future__ import annotations

import base64
import html
import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from practicelearn._arguments import check_arguments
from practicelearn._disk import save_whole
from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Picture"]

_CSS_DPI = 96
_PRINT_DPI = 200
_SUFFIXES = (".png", ".svg", ".pdf")
# They draw every figure of pyplot's at the end of a cell by themselves.
_EDGE = 0.01
"""Inches beyond the edge that nobody sees."""
_SHOWING = ("inline", "ipympl", "widget", "nbagg")


class Picture:
    """A drawn table: as the last line of a cell it shows itself, with what it says as alt text.

    Every ``plot_...`` returns one. It opens no window, needs no ``%matplotlib`` and is drawn anew
    each time it is shown, so that what was changed on ``ax`` or ``figure`` shows.

    Parameters
    ----------
    ax : matplotlib Axes
        What was drawn into.
    alt : str
        What the picture says, in words.

    Attributes
    ----------
    ax : matplotlib Axes
        To change: ``picture.ax.set_title("Our finding")`` takes the place of the title.
    figure : matplotlib Figure
        The whole figure: ``picture.figure.set_size_inches(6, 4)``.
    alt : str
        The alt text. It does not follow changes of the figure: write it anew with them.

    Notes
    -----
    Drawn into axes of your own (``ax=``), it shows the whole figure they stand on. A figure of
    pyplot's is shown once, by the notebook itself, where that shows pyplot's figures.

    Examples
    --------
    >>> import pandas as pd
    >>> import practicelearn as prac
    >>> table = pd.DataFrame({"north": [3, 1], "south": [2, 0]}, index=["workload", "desks"])
    >>> picture = prac.plot.matrix(table)
    >>> picture
    <Picture: “workload” is largest in north (3)>
    >>> picture.ax.set_title("Workload comes first").get_text()
    'Workload comes first'
    >>> picture
    <Picture: Workload comes first>
    """

    def __init__(self, ax: Axes, alt: str) -> None:
        self.ax = ax
        # of a subfigure, the whole
        self.figure: Figure = ax.figure.figure
        panels = len(self.figure.axes)
        self.alt = f"One of {panels} panels. {alt}" if panels > 1 else alt

    def save(self, path: str | Path) -> Path:
        """Write the picture as it is now, and return the file's path.

        Parameters
        ----------
        path : str or Path
            Ends in ``.png`` (200 dots an inch), ``.svg`` or ``.pdf``; its folder is made when it
            is not there. Title and alt text are written into the file; programs that show the
            file do not all read them, so give :attr:`alt` where you put it on a page.

        Raises
        ------
        PracticelearnError
            Another suffix, or the place cannot be written to.

        Examples
        --------
        >>> import pandas as pd
        >>> import practicelearn as prac
        >>> import tempfile
        >>> table = pd.DataFrame({"north": [3, 1]}, index=["workload", "desks"])
        >>> prac.plot.matrix(table).save(tempfile.mkdtemp() + "/codes.png").name
        'codes.png'
        """
        check_arguments(Picture.save, locals())
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in _SUFFIXES:
            raise PracticelearnError(
                f'{path}: a picture is saved as .png, .svg or .pdf, not as "{suffix}".'
                f"{near_match(suffix, _SUFFIXES)}"
            )
        raw = self._file(suffix[1:])
        return save_whole(path, lambda draft: draft.write_bytes(raw))

    def __repr__(self) -> str:
        return f"<Picture: {self._title() or ' '.join(self.alt.split())}>"

    def _repr_html_(self) -> str | None:
        """What marimo shows, and every notebook that asks for nothing else."""
        return None if self._is_shown_anyway() else self._as_html(self._png(2 * _CSS_DPI))

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, Any]]:
        """What Jupyter and VS Code show.

        As HTML, because neither gives a bare image its alt text; the image beside it is for
        exports that know no HTML, such as PDF.
        """
        if self._is_shown_anyway():
            return {"text/plain": repr(self)}, {}
        png = self._png(2 * _CSS_DPI)
        wide, high = _size(png)
        kinds = {
            "text/html": self._as_html(png),
            "image/png": base64.b64encode(png).decode(),
            "text/plain": repr(self),
        }
        return kinds, {"image/png": {"alt": self.alt, "width": wide, "height": high}}

    def _as_html(self, png: bytes) -> str:
        wide, high = _size(png)
        source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        return (
            f'<img alt="{html.escape(self.alt)}" width="{wide}" height="{high}" '
            f'style="max-width: 100%; height: auto" src="{source}">'
        )

    def _png(self, dpi: int) -> bytes:
        return _drawn(self.figure, "png", dpi, {})

    def _file(self, kind: str) -> bytes:
        """The file's bytes with title and alt text; the same picture gives the same bytes."""
        stamp: dict[str, Any] = {"Title": self._title(), "Description": self.alt}
        if kind == "pdf":
            stamp = {"Title": self._title(), "Subject": self.alt, "CreationDate": None}
        elif kind == "svg":
            stamp["Date"] = None
        raw = _drawn(self.figure, kind, _PRINT_DPI, stamp)
        if kind == "svg":
            # matplotlib's description is for catalogues; this is the one that is read out
            said = f"<desc>{html.escape(self.alt, quote=False)}</desc>\n <metadata>"
            raw = raw.replace(b"<metadata>", said.encode(), 1)
        return raw

    def _title(self) -> str:
        given = self.ax.get_title() or self.ax.get_title(loc="left")
        return " ".join(given.split())

    def _is_shown_anyway(self) -> bool:
        import matplotlib as mpl
        from matplotlib._pylab_helpers import Gcf

        kept = any(m.canvas.figure is self.figure for m in Gcf.get_all_fig_managers())
        return kept and any(word in mpl.get_backend().lower() for word in _SHOWING)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            """Say where a method of matplotlib's is: on ``ax`` or on ``figure``."""
            # not for what pickle and notebooks ask for, before there are any axes
            parts = {} if name.startswith("_") else self.__dict__
            where = [f"picture.{part}.{name}" for part in parts if hasattr(parts[part], name)]
            hint = f" Use {where[0]}." if where else ""
            raise AttributeError(f'A Picture has no "{name}".{hint}')


def _drawn(figure: Figure, kind: str, dpi: int, stamp: dict[str, Any]) -> bytes:
    import matplotlib as mpl

    # A figure of the caller's without a layout would cut off what stands beside the axes, and
    # beside long names a title or a label may be wider than what is left for the axes.
    fit = "tight" if figure.get_layout_engine() is None or _sticks_out(figure) else None
    raw = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "practicelearn", "savefig.bbox": fit}):
        figure.savefig(raw, format=kind, dpi=dpi, metadata=stamp)
    return raw.getvalue()


def _sticks_out(figure: Figure) -> bool:
    """Whether anything is drawn beyond the figure's edge, so that it would be cut off."""
    figure.draw_without_rendering()
    box, (wide, high) = figure.get_tightbbox(), figure.get_size_inches()
    return bool(min(box.x0, box.y0) < -_EDGE or box.x1 > wide + _EDGE or box.y1 > high + _EDGE)


def _size(png: bytes) -> tuple[int, int]:
    """Width and height on the page, of a PNG drawn at twice that size."""
    wide, high = struct.unpack(">II", png[16:24])
    return round(wide / 2), round(high / 2)
