"""The years page: what a meeting or the team sees of each headline theme, round by round.

Decided here and nowhere else; pages only draw it.
"""

from practicelearn.output.years_page.build import years_page
from practicelearn.output.years_page.model import YearsPage

__all__ = ["YearsPage", "years_page"]
