"""Invented projects as other programs would write them, and the official schemas."""

from __future__ import annotations

import uuid
import zipfile
from html import escape
from pathlib import Path

import pytest

from practicelearn.exchange.project import CodedProject

FILES = Path(__file__).parents[1] / "files" / "refi"
HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


class Maker:
    """Writes a project the way a program would: unit, line ends, mark, where the coder stands."""

    def __init__(
        self,
        origin="Some program",
        *,
        unit="code point",
        crlf=False,
        crlf_counts=2,
        bom=False,
        folder="sources",
        upper=False,
        named=False,
        one_each=False,
    ):
        self.origin, self.unit, self.crlf, self.crlf_counts = origin, unit, crlf, crlf_counts
        self.bom, self.folder, self.upper, self.named = bom, folder, upper, named
        self.one_each = one_each
        self.texts, self.codes = {}, [("desks", "Hot desks", None), ("time", "Time", "desks")]
        self.selections, self.extra, self.more_parts = [], {}, {}

    def text(self, name, text):
        self.texts[name] = text
        return self

    def code(self, source, words, *codes, user="kim", by=None, nth=0):
        """Code the nth occurrence of words: user made the coding, ``by`` the selection."""
        start = -1
        for _ in range(nth + 1):
            start = self.texts[source].index(words, start + 1)
        self.selections.append((source, start, start + len(words), codes, user, by or user))
        return self

    def guid(self, name):
        return guid(name).upper() if self.upper else guid(name)

    def at(self, text, place):
        before = text[:place]
        n = len(before.encode("utf-16-le")) // 2 if self.unit == "UTF-16" else len(before)
        if self.crlf and self.crlf_counts == 2:
            n += before.count("\n")
        return n

    def xml(self):
        g = self.guid
        users = "".join(f'<User guid="{g(u)}" name="{u}"/>' for u in ("kim", "sam"))
        below = {}
        for code_id, name, parent in self.codes:
            below.setdefault(parent, []).append((code_id, name))

        def book(parent):
            return "".join(
                f'<Code guid="{g(c)}" name="{escape(n)}" isCodable="true">{book(c)}</Code>'
                for c, n in below.get(parent, ())
            )

        sources = ""
        for name, text in self.texts.items():
            inner = ""
            for k, (source, start, end, codes, user, by) in enumerate(self.selections):
                if source != name:
                    continue
                each = [[c] for c in codes] if self.one_each else [codes]
                for m, own in enumerate(each):
                    label = f' name="{escape(text[start:end])}"' if self.named else ""
                    codings = "".join(
                        f'<Coding guid="{g(f"coding{k}{c}")}" creatingUser="{g(user)}" '
                        f'creationDateTime="2025-03-01T10:00:00Z"><CodeRef targetGUID="{g(c)}"/>'
                        "</Coding>"
                        for c in own
                    )
                    inner += (
                        f'<PlainTextSelection guid="{g(f"selection{k}{m}")}"{label} '
                        f'startPosition="{self.at(text, start)}" endPosition="{self.at(text, end)}"'
                        f' creatingUser="{g(by)}">{codings}</PlainTextSelection>'
                    )
            inner += self.extra.get(name, "")
            sources += (
                f'<TextSource guid="{g(name)}" name="{escape(name)}" '
                f'plainTextPath="internal://{guid(name)}.txt">{inner}</TextSource>'
            )
        return (
            f'{HEAD}<Project xmlns="urn:QDA-XML:project:1.0" name="Invented" '
            f'origin="{self.origin}"><Users>{users}</Users><CodeBook><Codes>{book(None)}</Codes>'
            f"</CodeBook>{self.extra.get('before', '')}<Sources>{sources}</Sources>"
            f"{self.extra.get('after', '')}</Project>"
        )

    def write(self, path, xml=None, qde="project.qde"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(qde, xml if xml is not None else self.xml())
            for name, text in self.texts.items():
                raw = (text.replace("\n", "\r\n") if self.crlf else text).encode()
                mark = b"\xef\xbb\xbf" if self.bom else b""
                packed.writestr(f"{self.folder}/{guid(name)}.txt", mark + raw)
            for name, raw in self.more_parts.items():
                packed.writestr(name, raw)
        return path


@pytest.fixture
def maker() -> type[Maker]:
    return Maker


@pytest.fixture(scope="session")
def schemas():
    """The two official schemas, parsed: project and codebook."""
    from lxml import etree

    return {
        kind: etree.XMLSchema(etree.parse(FILES / f"{kind.title()}-mrt2019.xsd"))
        for kind in ("project", "codebook")
    }


def rows(project: CodedProject) -> list[tuple[str, str, str, str]]:
    """Turn, words, code and coder of each coding."""
    spans = project.codings.spans
    return list(zip(spans["turn_id"], spans["quote"], spans["code"], spans["coder"], strict=True))
