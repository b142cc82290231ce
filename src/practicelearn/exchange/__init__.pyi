from practicelearn.exchange.nameless import without_names as without_names
from practicelearn.exchange.project import CodedProject as CodedProject
from practicelearn.exchange.project import ExchangeError as ExchangeError
from practicelearn.exchange.project import with_year as with_year
from practicelearn.exchange.project import year_choices as year_choices
from practicelearn.exchange.qualcoder import read_qualcoder as read_qualcoder
from practicelearn.exchange.quote_table import read_quotes as read_quotes
from practicelearn.exchange.quote_table import write_quotes as write_quotes
from practicelearn.exchange.r_projects import read_requal as read_requal
from practicelearn.exchange.r_projects import read_rqda as read_rqda
from practicelearn.exchange.refi_read import read_refi as read_refi
from practicelearn.exchange.refi_write import write_refi as write_refi
from practicelearn.exchange.taguette import read_taguette as read_taguette
from practicelearn.exchange.taguette_write import write_taguette as write_taguette
from practicelearn.exchange.word_comments import read_word_comments as read_word_comments
from practicelearn.exchange.word_comments import write_word_comments as write_word_comments
from practicelearn.transcripts.comments import read_comments as read_comments

__all__ = [
    "CodedProject",
    "ExchangeError",
    "read_comments",
    "read_qualcoder",
    "read_quotes",
    "read_refi",
    "read_requal",
    "read_rqda",
    "read_taguette",
    "read_word_comments",
    "with_year",
    "without_names",
    "write_quotes",
    "write_refi",
    "write_taguette",
    "write_word_comments",
    "year_choices",
]
