from practicelearn.themes import absence as _absence
from practicelearn.themes import deviations as _deviations
from practicelearn.themes import mentions as _mentions
from practicelearn.themes import positions as _positions
from practicelearn.themes import sensitivity as _sensitivity
from practicelearn.themes import stances as _stances
from practicelearn.themes import trend as _trend

class ThemesMethods:
    absences = _absence.absences
    deviations = _deviations.deviations
    group_agreement = _positions.group_agreement
    heard_once = _positions.heard_once
    mentions = _mentions.mentions
    mentions_by_year = _mentions.mentions_by_year
    sensitivity = _sensitivity.sensitivity
    stance_by_year = _stances.stance_by_year
    trend = _trend.trend
    who_said_otherwise = _positions.who_said_otherwise
