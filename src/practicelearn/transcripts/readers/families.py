"""The families of formats that are read: one module each, and which of them a file is of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from practicelearn.transcripts.readers import (
    asr,
    chat_ca,
    convokit,
    docx,
    html_text,
    messages,
    odt,
    padlet,
    pdf,
    qdpx,
    rtf,
    sbv,
    sheet,
    srt,
    stamped,
    tei,
    text,
    textgrid,
    tiers,
    trs,
    vtt,
    workbook,
)
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.tiles import Part, Reading

__all__ = ["READERS", "Hints", "Reader", "best_reader"]


@dataclass(frozen=True)
class Reader:
    """A family of formats: ``sniff(head, name)`` says 0 to 1 how surely a file is of it.

    ``parts`` is there where a file may hold several transcripts.
    """

    name: str
    sniff: Callable[[bytes, str], float]
    read: Callable[[bytes, Hints], Reading]
    suffixes: Collection[str]
    parts: Callable[[bytes, Hints], list[Part]] | None = None


READERS: Mapping[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("vtt", vtt.sniff, vtt.read, (".vtt",)),
        Reader("srt", srt.sniff, srt.read, (".srt",)),
        Reader("sbv", sbv.sniff, sbv.read, (".sbv",)),
        Reader("docx", docx.sniff, docx.read, (".docx",)),
        Reader("odt", odt.sniff, odt.read, (".odt",)),
        Reader("rtf", rtf.sniff, rtf.read, (".rtf",)),
        Reader("pdf", pdf.sniff, pdf.read, (".pdf",)),
        Reader("xlsx", workbook.sniff_xlsx, padlet.read_book, (".xlsx",), padlet.book_parts),
        Reader("padlet", padlet.sniff, padlet.read, (".csv",)),
        Reader("csv", sheet.sniff_csv, sheet.read_csv, (".csv", ".tsv"), workbook.csv_parts),
        Reader("json", asr.sniff, asr.read, (".json",)),
        Reader("chat", chat_ca.sniff, chat_ca.read, (".cha",)),
        Reader("textgrid", textgrid.sniff, textgrid.read, (".textgrid",)),
        Reader("elan", tiers.sniff_eaf, tiers.read_eaf, (".eaf",)),
        Reader("exmaralda", tiers.sniff_exb, tiers.read_exb, (".exb",)),
        Reader("trs", trs.sniff, trs.read, (".trs",)),
        Reader("html", html_text.sniff, html_text.read, (".html", ".htm", ".mht", ".mhtml")),
        Reader("otr", html_text.sniff_otr, html_text.read_otr, (".otr",)),
        Reader("tei", tei.sniff, tei.read, (".xml", ".tei")),
        Reader("convokit", convokit.sniff, convokit.read, (".jsonl",), convokit.read_parts),
        Reader("qdpx", qdpx.sniff, qdpx.read, (".qdpx",), qdpx.read_parts),
        Reader("whisper-tsv", asr.sniff_tsv, asr.read_tsv, (".tsv",)),
        Reader("chat-log", messages.sniff, messages.read, (".txt",)),
        Reader("f4", stamped.sniff_end_stamps, stamped.read_end_stamps, (".txt",)),
        Reader("zoom-captions", stamped.sniff_captions, stamped.read_captions, (".txt",)),
        Reader("text", text.sniff, text.read, (".txt", ".md", ".text", ".markdown")),
    )
}
_SUFFIX_COUNTS = 0.1


def best_reader(head: bytes, name: str) -> Reader | None:
    """Return the reader whose content test is surest; the file's suffix settles near ties only."""
    lowered = name.lower()
    best, surest = None, 0.0
    for reader in READERS.values():
        sure = reader.sniff(head, lowered)
        sure += _SUFFIX_COUNTS * (sure > 0 and lowered.endswith(tuple(reader.suffixes)))
        if sure > surest:
            best, surest = reader, sure
        if surest >= 1 + _SUFFIX_COUNTS:
            break  # no other can be surer
    return best
