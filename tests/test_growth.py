"""Every public function: ten times the sessions are at most eleven times the work."""

from __future__ import annotations

import functools
import inspect
import typing
import warnings

import pytest

import practicelearn as prac
from growth_work import WORK, Given
from work_counted import calls_and_rows

pytestmark = pytest.mark.filterwarnings("ignore")  # no language model; a part of a study

LONG = {
    "CodeSuggester.fit", "Report", "Report, checklists", "Report, evidence", "Report, poster",
    "Report, summary", "Report.disclosed", "Themes.missing_groups", "Themes.person_table",
    "Themes.who_said_otherwise", "align_turns", "code_counts", "code_counts, by team",
    "code_keywords", "coder_drift", "compare_years", "create_study", "disagreements",
    "draft_sheets", "find_themes", "FrameworkMatrix.to_xlsx", "keyness", "match_guide",
    "names_left", "next_to_code", "pseudonymise", "quotes_to_read", "read_cycle", "read_refi",
    "read_taguette", "reporting_checklist", "talk_balance", "talk_share", "turn_transitions",
    "verify", "who_spoke", "with_questions", "write_refi", "write_tables", "write_taguette",
    "Themes.group_agreement",
}  # fmt: skip
"""Work that takes more than half a second to count."""

LONG_ROOMS = ("desk", "Study.", "Report", "TopicModel", "survey", "year_choices", "read_quotes")

FROM_FOUR_GROUPS = {
    "compare_years", "Report", "Report, evidence", "Report, poster", "Report, summary",
    "Report.disclosed", "quotes_to_read",  # no change is tested with fewer than 4 groups a round
    "CodeSuggester.fit",  # most codes of three sessions have too few examples to be learnt
    "next_to_code",  # of three sessions nearly all are kept out
}  # fmt: skip
"""What does another work with a group a round than with ten is counted with four and with forty."""


@pytest.fixture(scope="module")
def studies(
    tmp_path_factory: pytest.TempPathFactory,
) -> typing.Iterator[typing.Callable[[int], list[Given]]]:
    """So many sessions a round, and ten times as many.

    Without a language model, whose own work is linear and long.
    """
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setattr("practicelearn.language.pipeline.MODELS", ())
        # so often is learned anew; with the product's 25, 12 sessions take 12 and 120 take 25
        patch.setattr("practicelearn.coding.offers.left_out.MOST_PARTS", 10)
        warnings.simplefilter("ignore")
        folder = tmp_path_factory.mktemp("growth")

        @functools.cache
        def of(sessions: int) -> list[Given]:
            place = folder / f"{sessions} a round"
            return [Given(place / str(times), times, sessions=sessions) for times in (1, 10)]

        yield of


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=pytest.mark.slow if n in LONG or n.startswith(LONG_ROOMS) else ())
        for n in WORK
    ],
)
def test_ten_times_the_sessions_are_at_most_eleven_times_the_work(
    name: str, studies: typing.Callable[[int], list[Given]]
) -> None:
    asked = studies(4 if name in FROM_FOUR_GROUPS else 1)
    for given in asked:
        WORK[name](given)  # what is loaded or made once is no work of the sessions
    few, many = (calls_and_rows(lambda given=given: WORK[name](given)) for given in asked)
    for before, after, what in zip(few, many, ("calls", "rows"), strict=True):
        assert after <= 11 * max(before, 1), (
            f"{name}: {before} {what} of {len(asked[0].corpus.sessions)} sessions, {after} of "
            f"{len(asked[1].corpus.sessions)}"
        )


ONE_AT_A_TIME = {
    "read_transcript", "read_comments",  # one file
    "open_coder", "open_study",  # nothing is read yet
    "read_guide", "read_survey",  # one sheet of the year
    "compare_sizes", "stability",  # TopicModel.fit, again and again
    "release_report",  # the report, and one line written
    "compare_balance", "compare_groups",  # compare_years, with kinds in place of rounds
    "how_many_groups",  # simulates so many groups as it is told
    "with_year", "without_names",  # a column; and pseudonymise
    "CodedProject", "Codings", "Corpus", "Correction", "FrameworkMatrix", "Report", "Study",
    "Themes",  # what holds; what it is asked stands in the list
}  # fmt: skip
"""What is not work on many sessions."""


def public() -> dict[str, object]:
    rooms = (prac, prac.exchange, prac.reliability, prac.topics)
    return {name: getattr(room, name) for room in rooms for name in dir(room) if name[0] != "_"}


def takes_a_study(thing: object) -> bool:
    if not callable(thing) or (isinstance(thing, type) and issubclass(thing, Exception)):
        return False
    told = str(inspect.signature(thing)).partition("->")[0]
    return any(word in told for word in ("Corpus", "Codings", "Themes", "Study", "CodedProject"))


def test_no_public_function_is_left_out() -> None:
    known = {name.partition(",")[0] for name in WORK} | ONE_AT_A_TIME
    known |= {name.partition(".")[0] for name in known}
    assert {name for name, thing in public().items() if takes_a_study(thing)} - known == set()
