"""Make the small pictures at the top of ``gallery.md`` from the page's own blocks.

Run: ``python docs/thumbnails.py``, after a picture has changed. Each keeps the title it was made
with, by which a test finds one that is out of date.
"""

from __future__ import annotations

import ast
import io
import re
import tempfile
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import practicelearn as prac

PAGE = Path(__file__).with_name("gallery.md")
PLACE = PAGE.parent / "images" / "gallery"
WIDE, HIGH = 260, 190
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[str]:
    """The page's blocks of Python, in their order."""
    return _BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def drawn_by(block: str) -> str:
    """Which picture a block ends with, "" where it ends otherwise."""
    last = block.strip().splitlines()[-1]
    hit = re.match(r"prac\.plot\.(\w+)\(", last)
    return hit[1] if hit else ""


def small(picture: prac.plot.Picture) -> bytes:
    """The upper part of a picture, in small, with its title inside the file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Image.open(picture.save(Path(folder) / "picture.png")) as image,
    ):
        title, sheet = image.text["Title"], image.convert("RGB")
    sheet = sheet.resize((WIDE, round(sheet.height * WIDE / sheet.width)), Image.Resampling.LANCZOS)
    card = Image.new("RGB", (WIDE, HIGH), "white")
    card.paste(sheet, (0, max(0, (HIGH - sheet.height) // 2)))
    kept, raw = PngInfo(), io.BytesIO()
    kept.add_itxt("Title", title)
    card.quantize(64).save(raw, "png", pnginfo=kept, optimize=True)
    return raw.getvalue()


def main() -> None:
    """Run the page and keep what it draws."""
    PLACE.mkdir(exist_ok=True)
    names: dict[str, object] = {}
    for block in blocks():
        body = ast.parse(block)
        last = body.body.pop()
        exec(compile(body, str(PAGE), "exec"), names)
        if drawn_by(block):
            shown = eval(ast.unparse(last), names)
            (PLACE / f"{drawn_by(block)}.png").write_bytes(small(shown))
        else:
            exec(ast.unparse(last), names)


if __name__ == "__main__":
    main()
