from pathlib import Path

from practicelearn.coding.codings import Codings as Codings
from practicelearn.coding.codings import merge_codings as merge_codings
from practicelearn.coding.frame import Code as Code
from practicelearn.coding.frame import CodingFrame as CodingFrame
from practicelearn.coding.frame import read_frame as read_frame
from practicelearn.coding.frame import starter_frame as starter_frame
from practicelearn.coding.frame import starter_frames as starter_frames
from practicelearn.coding.frame import write_frame as write_frame
from practicelearn.coding.keywords import code_keywords as code_keywords
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
from practicelearn.themes.themes import Themes as Themes
from practicelearn.themes.themes import find_themes as find_themes
from practicelearn.themes.years import compare_years as compare_years
from practicelearn.topics.model import TopicModel as TopicModel
from practicelearn.transcripts.loader import read_transcript as read_transcript
from practicelearn.transcripts.loader import read_transcripts as read_transcripts

__version__: str

def sample_path() -> Path: ...
