"""The picture itself: it shows what it is now, is saved by suffix, and leaves nothing behind."""

from __future__ import annotations

import base64
import gc
import io
import pickle
import subprocess
import sys
import weakref
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib._pylab_helpers import Gcf
from matplotlib.figure import Figure
from PIL import Image

import practicelearn as prac
from practicelearn.errors import PracticelearnError

PLOTS = [f"plot_{n}" for n in dir(prac.plot) if n != "Picture"]


def image_in(html: str) -> tuple[dict[str, str], Image.Image]:
    """The attributes of the only img, and what it shows."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "img":
                found.append(dict(attrs))

    Reader().feed(html)
    assert len(found) == 1
    kind, _, data = found[0]["src"].partition("base64,")
    assert kind == "data:image/png;"
    return found[0], Image.open(io.BytesIO(base64.b64decode(data)))


@pytest.fixture
def picture(to_plot: dict[str, Any]) -> prac.plot.Picture:
    return prac.plot.matrix(to_plot["plot_matrix"])


def test_every_public_plot_has_a_table_here(to_plot: dict[str, Any]) -> None:
    assert sorted(PLOTS) == sorted(to_plot)


@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_returns_a_picture_that_shows_itself_sharp_and_with_alt_text(
    name: str, to_plot: dict[str, Any]
) -> None:
    picture = getattr(prac.plot, name.removeprefix("plot_"))(to_plot[name])
    assert isinstance(picture, prac.plot.Picture)
    tag, image = image_in(picture._repr_html_())
    assert tag["alt"] == picture.alt
    assert len(picture.alt) > 40
    # twice as many dots as it takes room, to within half a dot
    assert np.abs(np.array(image.size) / 2 - [int(tag["width"]), int(tag["height"])]).max() <= 0.5
    # not an empty sheet
    assert len(np.unique(np.asarray(image.convert("L")))) > 10
    assert repr(picture).startswith("<Picture: ")
    assert "\n" not in repr(picture)


@pytest.mark.parametrize("name", PLOTS)
def test_every_picture_can_be_pickled_and_looks_the_same_after(
    name: str, to_plot: dict[str, Any]
) -> None:
    picture = getattr(prac.plot, name.removeprefix("plot_"))(to_plot[name])
    again = pickle.loads(pickle.dumps(picture))
    assert again._repr_html_() == picture._repr_html_()


def test_jupyter_gets_html_and_an_image_for_exports_that_know_no_html(
    picture: prac.plot.Picture,
) -> None:
    kinds, about = picture._repr_mimebundle_(include=None, exclude=None)
    assert kinds["text/html"] == picture._repr_html_()
    assert kinds["text/plain"] == repr(picture)
    assert base64.b64decode(kinds["image/png"]).startswith(b"\x89PNG")
    tag, _ = image_in(kinds["text/html"])
    assert about["image/png"]["alt"] == picture.alt
    assert about["image/png"]["width"] == int(tag["width"])


def test_what_is_changed_afterwards_shows(picture: prac.plot.Picture) -> None:
    before = picture._repr_html_()
    assert picture._repr_html_() == before
    picture.ax.axvline(0.5)
    changed = picture._repr_html_()
    assert changed != before
    picture.figure.set_size_inches(5, 3)
    assert image_in(picture._repr_html_())[0]["width"] == str(5 * 96)
    picture.alt = 'Codes by "group" <north first>'
    assert image_in(picture._repr_html_())[0]["alt"] == 'Codes by "group" <north first>'


@pytest.mark.parametrize("name", PLOTS)
def test_a_title_given_later_takes_the_place_of_the_finding(
    name: str, to_plot: dict[str, Any]
) -> None:
    picture = getattr(prac.plot, name.removeprefix("plot_"))(to_plot[name])
    finding = picture.ax.get_title(loc="left")
    assert finding
    picture.ax.set_title("Our own title")
    assert not picture.ax.get_title(loc="left")
    assert repr(picture) == "<Picture: Our own title>"
    # nothing of the picture stands where the title does
    picture.figure.canvas.draw()
    title = picture.ax.title.get_window_extent()
    assert title.y1 <= picture.figure.bbox.y1
    parts = [*picture.ax.texts, *picture.ax.get_xticklabels(minor=True)]
    words = [t for t in parts if t.get_text()]
    assert not [t.get_text() for t in words if title.overlaps(t.get_window_extent())]
    picture.ax.set_title("")
    assert picture.ax.get_title(loc="left") == finding


def test_it_is_saved_by_suffix_with_its_alt_text_inside(
    picture: prac.plot.Picture, tmp_path: Path
) -> None:
    picture.alt = "Workload & desks, by group – invented"
    path = picture.save(tmp_path / "new" / "codes.png")
    assert path == tmp_path / "new" / "codes.png"
    with Image.open(path) as image:
        assert image.text["Description"] == picture.alt
        assert image.text["Title"] == "“workload” is largest in north (3)"
    svg = picture.save(tmp_path / "codes.svg").read_text(encoding="utf-8")
    assert "<title>“workload” is largest in north (3)</title>" in svg
    assert "<desc>Workload &amp; desks, by group – invented</desc>" in svg
    pdf = picture.save(str(tmp_path / "codes.PDF")).read_bytes()
    assert pdf.startswith(b"%PDF")
    assert "Workload & desks, by group – invented".encode("utf-16-be") in pdf


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_same_picture_gives_the_same_file_and_a_change_another(
    suffix: str, to_plot: dict[str, Any], tmp_path: Path
) -> None:
    first = prac.plot.matrix(to_plot["plot_matrix"]).save(tmp_path / f"a.{suffix}").read_bytes()
    picture = prac.plot.matrix(to_plot["plot_matrix"])
    assert picture.save(tmp_path / f"b.{suffix}").read_bytes() == first
    picture.ax.set_title("Another")
    assert picture.save(tmp_path / f"b.{suffix}").read_bytes() != first


def test_another_suffix_and_a_place_that_cannot_be_written_to_are_refused(
    picture: prac.plot.Picture, tmp_path: Path
) -> None:
    with pytest.raises(PracticelearnError, match=r'codes\.pngg.*Did you mean "\.png"'):
        picture.save(tmp_path / "codes.pngg")
    (tmp_path / "codes.png").mkdir()
    with pytest.raises(PracticelearnError, match="was not written"):
        picture.save(tmp_path / "codes.png")


def test_what_the_axes_can_do_is_pointed_to(picture: prac.plot.Picture) -> None:
    with pytest.raises(AttributeError, match=r"Use picture\.ax\.set_title"):
        picture.set_title("x")
    with pytest.raises(AttributeError, match=r"Use picture\.figure\.savefig"):
        picture.savefig("x.png")
    with pytest.raises(AttributeError, match=r'no "nonsense"\.$'):
        _ = picture.nonsense


def test_in_axes_of_ones_own_the_whole_figure_shows_and_nothing_is_cut_off(
    to_plot: dict[str, Any],
) -> None:
    figure = Figure(figsize=(4, 3))
    left, right = figure.subfigures(1, 2)[0].subplots(1, 2)
    picture = prac.plot.matrix(to_plot["plot_matrix"], ax=right)
    assert picture.ax is right
    assert picture.figure is figure
    assert left in figure.axes
    assert picture.alt.startswith("One of 2 panels. Heat map")
    narrow = Figure(figsize=(2, 2))
    alone = prac.plot.matrix(to_plot["plot_matrix"], ax=narrow.add_axes((0, 0, 1, 1)))
    assert not alone.alt.startswith("One of")
    # the names left of the axes make the image wider than the figure
    assert int(image_in(alone._repr_html_())[0]["width"]) > 2 * 96


def test_a_figure_that_pyplot_shows_at_the_end_of_the_cell_is_not_shown_twice(
    to_plot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    try:
        picture = prac.plot.matrix(to_plot["plot_matrix"], ax=axes)
        # this backend shows nothing by itself
        assert picture._repr_html_() is not None
        inline = "module://matplotlib_inline.backend_inline"
        monkeypatch.setattr("matplotlib.get_backend", lambda: inline)
        assert picture._repr_html_() is None
        assert picture._repr_mimebundle_()[0] == {"text/plain": repr(picture)}
    finally:
        plt.close(figure)
    assert picture._repr_html_() is not None


def test_a_picture_that_nobody_keeps_is_gone(to_plot: dict[str, Any]) -> None:
    picture = prac.plot.matrix(to_plot["plot_matrix"])
    picture._repr_html_()
    figure = weakref.ref(picture.figure)
    del picture
    gc.collect()
    assert figure() is None


@pytest.mark.slow
def test_no_picture_opens_a_window_or_wakes_pyplot(to_plot: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "tables.pickle").write_bytes(pickle.dumps(to_plot))
    code = (
        "import pickle, sys, pathlib\n"
        "import practicelearn as prac\n"
        "tables = pickle.loads(pathlib.Path('tables.pickle').read_bytes())\n"
        "for name, table in tables.items():\n"
        "    picture = getattr(prac.plot, name.removeprefix('plot_'))(table)\n"
        "    picture._repr_mimebundle_(), picture._repr_html_()\n"
        "    picture.save('a.svg')\n"
        "picture.save('a.png'), picture.save('a.pdf')\n"
        "from matplotlib._pylab_helpers import Gcf\n"
        "print(len(tables), Gcf.get_num_fig_managers(), 'matplotlib.pyplot' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.stdout.strip() == f"{len(PLOTS)} 0 False", done.stderr
    assert Gcf.get_num_fig_managers() == 0


def test_a_table_of_codes_shows_and_keeps_the_picture_in_three_lines(tmp_path: Path) -> None:
    table = pd.DataFrame({"north": [3, 1], "south": [2, 0]}, index=["workload", "desks"])
    path = prac.plot.matrix(table).save(tmp_path / "codes.png")
    with Image.open(path) as image:
        assert image.width == round(8.2 * 200)
