from pathlib import Path

from practicelearn import errors as errors
from practicelearn import exchange as exchange
from practicelearn import plot as plot
from practicelearn import reliability as reliability
from practicelearn import topics as topics
from practicelearn._cells import write_table as write_table
from practicelearn.app.widget import open_coder as open_coder
from practicelearn.coding.agreement.planning import (
    sessions_to_double_code as sessions_to_double_code,
)
from practicelearn.coding.agreement.table import agreement as agreement
from practicelearn.coding.codings import Codings as Codings
from practicelearn.coding.disagreements import disagreements as disagreements
from practicelearn.coding.frame import Code as Code
from practicelearn.coding.frame import CodingFrame as CodingFrame
from practicelearn.coding.frame import starter_frame as starter_frame
from practicelearn.coding.frame import starter_frames as starter_frames
from practicelearn.coding.merging import merge_codings as merge_codings
from practicelearn.coding.offers.allowed import why_no_offers as why_no_offers
from practicelearn.coding.offers.keywords import code_keywords as code_keywords
from practicelearn.coding.offers.keywords import cue_accuracy as cue_accuracy
from practicelearn.coding.offers.offered import code_offers as code_offers
from practicelearn.coding.offers.suggest import CodeSuggester as CodeSuggester
from practicelearn.coding.own_group import coders_in_group as coders_in_group
from practicelearn.coding.provenance import coding_provenance as coding_provenance
from practicelearn.coding.queries import FrameworkMatrix as FrameworkMatrix
from practicelearn.coding.queries import case_codes as case_codes
from practicelearn.coding.queries import code_cooccurrence as code_cooccurrence
from practicelearn.coding.queries import code_counts as code_counts
from practicelearn.coding.queries import coded_quotes as coded_quotes
from practicelearn.coding.queries import coding_progress as coding_progress
from practicelearn.coding.queries import find_turns as find_turns
from practicelearn.coding.queries import framework_matrix as framework_matrix
from practicelearn.coding.queries import keyword_in_context as keyword_in_context
from practicelearn.coding.readings_used import reading_used as reading_used
from practicelearn.coding.recoding import recode as recode
from practicelearn.coding.saturation import code_accumulation as code_accumulation
from practicelearn.coding.saturation import could_have_missed as could_have_missed
from practicelearn.coding.saturation import groups_needed as groups_needed
from practicelearn.coding.saturation import new_codes_ahead as new_codes_ahead
from practicelearn.coding.saturation import new_information as new_information
from practicelearn.coding.saturation import saturation as saturation
from practicelearn.corpus import Corpus as Corpus
from practicelearn.exchange.coded_table import read_coded_table as read_coded_table
from practicelearn.exchange.frame_files import read_frame as read_frame
from practicelearn.exchange.frame_files import write_frame as write_frame
from practicelearn.jobs.release import quotes_to_read as quotes_to_read
from practicelearn.jobs.release import release_report as release_report
from practicelearn.output.plots.portrait import session_portrait as session_portrait
from practicelearn.output.report.checklist import reporting_checklist as reporting_checklist
from practicelearn.output.report.report import Report as Report
from practicelearn.pseudonyms import names_left as names_left
from practicelearn.pseudonyms import pseudonymise as pseudonymise
from practicelearn.study.correct import Correction as Correction
from practicelearn.study.correct_turns import Attending as Attending
from practicelearn.study.correct_turns import Spoken as Spoken
from practicelearn.study.folder import Study as Study
from practicelearn.study.folder import create_study as create_study
from practicelearn.study.folder import open_study as open_study
from practicelearn.study.rounds import in_year as in_year
from practicelearn.talk.guide import match_guide as match_guide
from practicelearn.talk.guide import read_guide as read_guide
from practicelearn.talk.guide import with_questions as with_questions
from practicelearn.talk.interaction import facilitator_part as facilitator_part
from practicelearn.talk.interaction import talk_balance as talk_balance
from practicelearn.talk.interaction import talk_share as talk_share
from practicelearn.talk.succession import turn_transitions as turn_transitions
from practicelearn.themes.cycle.sheet import LearningCycle as LearningCycle
from practicelearn.themes.cycle.sheet import read_actions as read_actions
from practicelearn.themes.cycle.summary import delivered_by_moved as delivered_by_moved
from practicelearn.themes.cycle.survey import read_survey as read_survey
from practicelearn.themes.cycle.survey import survey_beside as survey_beside
from practicelearn.themes.drift import coder_drift as coder_drift
from practicelearn.themes.finding import find_themes as find_themes
from practicelearn.themes.kinds import compare_groups as compare_groups
from practicelearn.themes.person_table import person_table as person_table
from practicelearn.themes.themes import Themes as Themes
from practicelearn.themes.years import compare_balance as compare_balance
from practicelearn.themes.years import compare_years as compare_years
from practicelearn.topics.model import TopicModel as TopicModel
from practicelearn.topics.out import document_terms as document_terms
from practicelearn.topics.out import topic_shares as topic_shares
from practicelearn.transcripts.alignment import align_turns as align_turns
from practicelearn.transcripts.hearing import who_spoke as who_spoke
from practicelearn.transcripts.loader import read_transcript as read_transcript
from practicelearn.transcripts.loader import read_transcripts as read_transcripts
from practicelearn.transcripts.sheets.drafts import draft_sheets as draft_sheets

__version__: str

def sample_path(study: str = ...) -> Path: ...
