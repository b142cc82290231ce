"""Public names are links: `` `prac.find_themes` `` on any page leads to the page of the name.

What a docstring refers to is looked for under its public path first, then by its last part; what
is not public is shown without its path.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docutils import nodes
from public_names import members_of, public_names
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

__all__ = ["name_in", "place_of", "setup"]

_PAGE = re.compile(r"docs/([\w-]+)\.md")
_WRITTEN = re.compile(r"(?P<prac>prac\.)?(?P<name>[A-Za-z_][\w.]*)(?=\(|$)")


@cache
def places() -> dict[str, tuple[str, str]]:
    """Each public name, and the page and the place on it where it is told."""
    found = {}
    for top in public_names():
        page = f"reference/{top.path}"
        found |= {public.name: (page, public.path) for public in (top, *members_of(top))}
    return found


def name_in(written: str, *, bare: bool = False) -> str | None:
    """The public name in ``prac.find_themes(codings, corpus)``; ``bare`` without ``prac.`` too."""
    said = _WRITTEN.match(written)
    if said is None or not (said["prac"] or bare) or said["name"] not in places():
        return None
    return said["name"]


def place_of(target: str) -> tuple[str, str] | None:
    """Page and place of what a docstring refers to, however short it is written."""
    name = target.lstrip("~.").removeprefix("practicelearn.").removesuffix("()")
    if name in places():
        return places()[name]
    ends = {place for known, place in places().items() if known.endswith(f".{name}")}
    return ends.pop() if len(ends) == 1 else None


class LinkNames(SphinxPostTransform):
    """Make a link of each public name that stands in code in a line of text."""

    default_priority = 20

    def run(self, **_options: Any) -> None:
        """Go through the page that is written."""
        page = self.env.current_document.docname
        for literal in list(self.document.findall(nodes.literal)):
            if _inside(literal, nodes.reference, nodes.title, pending_xref):
                continue
            if (to := self._leads_to(literal.astext(), page)) is not None:
                shown: nodes.Node = literal.deepcopy()
                if not to[1]:  # a page of the guides: by its title
                    shown = nodes.inline("", self.env.titles[to[0]].astext())
                literal.replace_self(make_refnode(self.app.builder, page, *to, shown))

    def _leads_to(self, written: str, page: str) -> tuple[str, str] | None:
        """Page and place, or nothing where it is no public name or is told on this very page."""
        file = _PAGE.fullmatch(written)
        if file is not None and file[1] in self.env.found_docs:
            return file[1], ""
        name = name_in(written, bare=page.startswith("reference/"))
        if name is None or page == f"reference/{places()[name][1]}":
            return None
        return places()[name]


def _inside(node: nodes.Node, *kinds: type[nodes.Node]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


def _resolve(
    app: Sphinx, _env: BuildEnvironment, asked: pending_xref, content: nodes.TextElement
) -> nodes.Node | None:
    """What Python's domain did not find: by the last part of its name, or without its path."""
    if asked.get("refdomain") != "py":
        return None
    if found := place_of(asked["reftarget"]):
        return make_refnode(app.builder, asked["refdoc"], *found, content)
    if not asked.get("refexplicit"):
        plain = asked["reftarget"].rpartition(".")[2]
        return nodes.literal(plain, plain)
    return content


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(LinkNames)
    app.connect("missing-reference", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
