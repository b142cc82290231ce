from pathlib import Path

from practicelearn._cells import write_table as write_table
from practicelearn.app.widget import open_coder as open_coder
from practicelearn.coding.agreement import agreement_by_code as agreement_by_code
from practicelearn.coding.agreement import compare_conventions as compare_conventions
from practicelearn.coding.agreement import krippendorff_alpha as krippendorff_alpha
from practicelearn.coding.agreement import span_table as span_table
from practicelearn.coding.agreement import unitizing_alpha as unitizing_alpha
from practicelearn.coding.agreement.table import agreement as agreement
from practicelearn.coding.codings import Codings as Codings
from practicelearn.coding.codings import merge_codings as merge_codings
from practicelearn.coding.crosswalk import crosswalk as crosswalk
from practicelearn.coding.crosswalk import diff as diff
from practicelearn.coding.frame import Code as Code
from practicelearn.coding.frame import CodingFrame as CodingFrame
from practicelearn.coding.frame import read_frame as read_frame
from practicelearn.coding.frame import starter_frame as starter_frame
from practicelearn.coding.frame import starter_frames as starter_frames
from practicelearn.coding.frame import write_frame as write_frame
from practicelearn.coding.keywords import code_keywords as code_keywords
from practicelearn.coding.queries import FrameworkMatrix as FrameworkMatrix
from practicelearn.coding.queries import case_codes as case_codes
from practicelearn.coding.queries import code_cooccurrence as code_cooccurrence
from practicelearn.coding.queries import code_counts as code_counts
from practicelearn.coding.queries import coded_quotes as coded_quotes
from practicelearn.coding.queries import find_turns as find_turns
from practicelearn.coding.queries import framework_matrix as framework_matrix
from practicelearn.coding.queries import keyword_in_context as keyword_in_context
from practicelearn.coding.saturation import code_accumulation as code_accumulation
from practicelearn.coding.saturation import could_have_missed as could_have_missed
from practicelearn.coding.saturation import groups_needed as groups_needed
from practicelearn.coding.saturation import new_codes_ahead as new_codes_ahead
from practicelearn.coding.saturation import new_information as new_information
from practicelearn.coding.saturation import saturation as saturation
from practicelearn.corpus import Corpus as Corpus
from practicelearn.errors import CodingError as CodingError
from practicelearn.errors import FrameError as FrameError
from practicelearn.errors import PracticelearnError as PracticelearnError
from practicelearn.errors import StudyError as StudyError
from practicelearn.errors import TableError as TableError
from practicelearn.errors import TranscriptError as TranscriptError
from practicelearn.output.plots.change import plot_change as plot_change
from practicelearn.output.plots.extent import plot_extent as plot_extent
from practicelearn.output.report.report import Report as Report
from practicelearn.study.folder import Study as Study
from practicelearn.study.folder import create_study as create_study
from practicelearn.study.folder import open_study as open_study
from practicelearn.study.history import history as history
from practicelearn.study.history import memos as memos
from practicelearn.study.rights import close_round as close_round
from practicelearn.study.rights import person as person
from practicelearn.study.rights import purge as purge
from practicelearn.study.rights import redact as redact
from practicelearn.study.rights import withdraw as withdraw
from practicelearn.themes.themes import Themes as Themes
from practicelearn.themes.themes import find_themes as find_themes
from practicelearn.themes.years import compare_years as compare_years
from practicelearn.topics.model import TopicModel as TopicModel
from practicelearn.transcripts.loader import read_transcript as read_transcript
from practicelearn.transcripts.loader import read_transcripts as read_transcripts
from practicelearn.transcripts.pseudonyms import names_left as names_left
from practicelearn.transcripts.pseudonyms import pseudonymise as pseudonymise

__version__: str

def sample_path() -> Path: ...
