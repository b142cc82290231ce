from practicelearn.themes import absence as _absence
from practicelearn.themes import charted as _charted
from practicelearn.themes import coverage as _coverage
from practicelearn.themes import deviations as _deviations
from practicelearn.themes import mentions as _mentions
from practicelearn.themes import otherwise as _otherwise
from practicelearn.themes import positions as _positions
from practicelearn.themes import regression as _regression
from practicelearn.themes import role_flags as _role_flags
from practicelearn.themes import sensitivity as _sensitivity
from practicelearn.themes import stances as _stances
from practicelearn.themes import trend as _trend

class ThemesMethods:
    absences = _absence.absences
    coverage = _coverage.coverage
    deviations = _deviations.deviations
    group_agreement = _positions.group_agreement
    heard_once = _positions.heard_once
    matrix = _charted.matrix
    mentions = _mentions.mentions
    mentions_by_year = _mentions.mentions_by_year
    missing_groups = _coverage.missing_groups
    recheck_chosen = _regression.recheck_chosen
    role_flags = _role_flags.role_flags
    sensitivity = _sensitivity.sensitivity
    sensitivity_of = _otherwise.sensitivity_of
    stance_by_year = _stances.stance_by_year
    trend = _trend.trend
    who_said_otherwise = _positions.who_said_otherwise
