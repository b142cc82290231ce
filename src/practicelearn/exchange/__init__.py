"""In and out of other programs: REFI-QDA, Word comments, Taguette, QualCoder, tables, frames."""

from __future__ import annotations

from practicelearn._late import late_names

_PLACES = {
    "CodedProject": "exchange.project.CodedProject",
    "ExchangeError": "exchange.project.ExchangeError",
    "read_comments": "transcripts.comments.read_comments",
    "read_qualcoder": "exchange.qualcoder.read_qualcoder",
    "read_quotes": "exchange.quote_table.read_quotes",
    "read_refi": "exchange.refi_read.read_refi",
    "read_requal": "exchange.r_projects.read_requal",
    "read_rqda": "exchange.r_projects.read_rqda",
    "read_taguette": "exchange.taguette.read_taguette",
    "read_word_comments": "exchange.word_comments.read_word_comments",
    "with_year": "exchange.project.with_year",
    "without_names": "exchange.nameless.without_names",
    "write_quotes": "exchange.quote_table.write_quotes",
    "write_refi": "exchange.refi_write.write_refi",
    "write_taguette": "exchange.taguette_write.write_taguette",
    "write_word_comments": "exchange.word_comments.write_word_comments",
    "year_choices": "exchange.project.year_choices",
}

__getattr__, __dir__ = late_names(__name__, _PLACES)
