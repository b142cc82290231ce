"""One page a public name, made from its docstring, and tables of names in ``reference.md``.

``reference.md`` lists the names by job, to be read where it lies. Here each list becomes a table,
name and first sentence, and each name has a page ``reference/practicelearn.NAME``, a class one for
all its methods. The pages are written before Sphinx looks for files; git does not know them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from numpydoc.docscrape_sphinx import SphinxDocString
from public_names import Public, from_elsewhere, members_of, public_names, signature_of
from sphinx.application import Sphinx

from practicelearn import _tables

__all__ = ["as_tables", "columns_page", "page_of", "pages", "setup", "summary_of"]

FOLDER = "reference"
STATIC = Path(__file__).parent / "static"
_NAMED = re.compile(r"`prac\.([\w.]+)`")
_LIST = re.compile(r"^- .*\n(?:(?:- |  ).*\n?)*", re.MULTILINE)
_TYPE = re.compile(r"^[\w*, ]+ : .*$", re.MULTILINE)  # of a parameter: {"group", "person"}
_QUOTED = re.compile(r'"[^"`]*"')
_TABLE_OF = re.compile(r"``(?:practicelearn\._tables\.)?([A-Z_]{4,})``")
_FURTHER = """
## Columns of the tables

What each column of a table means, and in which unit: [](reference/columns.rst).

```{toctree}
:hidden:
reference/columns
```
"""


class _Said(SphinxDocString):
    """A docstring in the form of numpydoc, as reStructuredText."""

    _obj = None  # what is asked for by an ``Attributes`` section; all it says is in the section


def pages() -> dict[str, str]:
    """Every page to write: its name below ``docs/reference``, and its text."""
    known = public_names()
    types = {public.last: public.path for public in known if public.kind != "function"}
    made = {f"{p.path}.rst": _page(p, types) for p in known}
    return made | {"columns.rst": columns_page()}


def page_of(name: str) -> str:
    """The page of a public name, as Sphinx calls it."""
    return f"{FOLDER}/practicelearn.{name}"


def summary_of(public: Public) -> str:
    """The first sentence of a name's docstring, in one line."""
    return " ".join(_text(public).split("\n\n")[0].split())


def as_tables(page: str) -> str:
    """``reference.md`` with a table of names in place of each list, and their pages in its tree."""
    intro, *jobs = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    known = {p.name: p for top in public_names() for p in (top, *members_of(top))}
    return intro + "".join(_job(job, known) for job in jobs) + _FURTHER


def columns_page() -> str:
    """What each column of each public table means."""
    lines = _title("Columns of the tables")
    for table in sorted(_all_tables(), key=lambda t: t.name):
        lines += [f".. _{_anchor(table)}:", "", *_title(table.name, "-")]
        rows = [(f"``{c.name}``", c.kind, c.meaning.replace("*", r"\*")) for c in table.columns]
        if table.index:
            lines += [f"Index: ``{table.index}``.", ""]
        lines += _rows(("column", "kind", "what it means"), rows, "25 10 65")
    return "\n".join(lines)


def _all_tables() -> list[_tables.Table]:
    return [table for table in vars(_tables).values() if isinstance(table, _tables.Table)]


def _anchor(table: _tables.Table) -> str:
    return f"columns-{table.name.replace('_', '-')}"


def _job(job: str, known: dict[str, Public]) -> str:
    """One part of ``reference.md``: its names in a table, and the tree of their pages."""
    names = list(dict.fromkeys(_NAMED.findall(job)))
    if not names:
        return job
    told = _LIST.sub("", job).rstrip()
    rows = [f"| `prac.{name}` | {_in_markdown(summary_of(known[name]))} |" for name in names]
    own = [page_of(name) for name in names if known[name].owner is None]
    tree = ["```{toctree}", ":hidden:", *own, "```"] if own else []
    table = ["```{rst-class} names", "```", "", "| name | what it gives |", "|---|---|", *rows]
    return "\n".join([told, "", *table, "", *tree, "", ""])


def _in_markdown(said: str) -> str:
    """A line of reStructuredText as Markdown in a cell of a table."""
    plain = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", said).replace("``", "`")
    return plain.replace("|", r"\|")


def _page(public: Public, types: dict[str, str]) -> str:
    lines = [*_title(public.name), *_entry(public, types)]
    if members := members_of(public):
        lines += [*_title("Methods and properties", "-"), *_table(members), *_others(public)]
        for member in members:
            lines += _entry(member, types)
    return "\n".join(lines)


def _title(title: str, line: str = "=") -> list[str]:
    return [title, line * len(title), ""]


def _entry(public: Public, types: dict[str, str]) -> Iterator[str]:
    """A directive of Python's domain, under the public path, with the docstring in it."""
    inside, _, name = public.path.rpartition(".")
    module = inside
    if public.owner is not None:
        module, _, of = inside.rpartition(".")
        name = f"{of}.{name}"
    yield f".. py:{public.kind}:: {name}{signature_of(public)}"
    yield f"   :module: {module}"
    yield ""
    config = {"xref_param_type": True, "xref_aliases": types, "xref_ignore": "all"}
    said = _TYPE.sub(lambda m: _QUOTED.sub(r"``\g<0>``", m[0]), _text(public))
    for line in str(_Said(said, config)).splitlines():
        yield f"   {line}".rstrip()
    yield ""


def _text(public: Public) -> str:
    """The docstring, as a reader of the pages needs it."""
    said = inspect.getdoc(public.thing) or ""
    if public.is_bound:
        said = _without_first(said, public)
    return _TABLE_OF.sub(_link_to_columns, said)


def _link_to_columns(named: re.Match[str]) -> str:
    table = getattr(_tables, named[1], None)
    if not isinstance(table, _tables.Table):
        return named[0]
    return f":ref:`{table.name} <{_anchor(table)}>`"


def _without_first(said: str, public: Public) -> str:
    """Of a function that a class offers as a method, the object it is asked of is no parameter."""
    first = next(iter(inspect.signature(public.thing).parameters))
    if first in {"self", "cls"}:
        return said
    entry = re.compile(rf"^{first} : .*\n(?:    .*\n|\n(?=    ))*", re.MULTILINE)
    said = entry.sub("", said, count=1)
    return re.sub(r"^Parameters\n-+\n\s*(?=\n[A-Z]\w+\n-|\Z)", "", said, flags=re.MULTILINE)


def _table(members: Iterable[Public]) -> list[str]:
    rows = [(f":py:obj:`{m.last} <{m.path}>`", summary_of(m)) for m in members]
    return _rows(("name", "what it gives"), rows, "35 65")


def _others(public: Public) -> Iterator[str]:
    """What a class has of another library's parent: named, and told there."""
    libraries = {"sklearn": "scikit-learn", "collections": "Python's mappings"}
    for library, names in from_elsewhere(public).items():
        yield f"From {libraries[library]}: " + ", ".join(f"``{name}``" for name in names) + "."
        yield ""


def _rows(head: tuple[str, ...], rows: list[tuple[str, ...]], widths: str) -> list[str]:
    lines = [".. list-table::", f"   :widths: {widths}", "   :header-rows: 1", "   :class: names"]
    lines.append("")
    for row in [head, *rows]:
        lines += [f"   {'*' if i == 0 else ' '} - {cell}" for i, cell in enumerate(row)]
    return [*lines, ""]


def _write(app: Sphinx) -> None:
    """Before files are looked for: write what is new, and take away what has gone."""
    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(exist_ok=True)
    made = pages()
    for file in folder.glob("*.rst"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def _fill(_app: Sphinx, page: str, source: list[str]) -> None:
    if page == "reference":
        source[0] = as_tables(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx; names on every page are links to these, and jobs stand beside them."""
    app.setup_extension("name_links")
    app.setup_extension("jobs_in_sidebar")
    app.connect("config-inited", lambda _, config: config.html_static_path.append(str(STATIC)))
    app.add_css_file("reference.css")
    app.connect("builder-inited", _write)
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
