from practicelearn.themes.cycle import checks as _checks
from practicelearn.themes.cycle import rechecks as _rechecks
from practicelearn.themes.cycle import summary as _summary

class CycleMethods:
    check_actions = _checks.check_actions
    open_actions = _summary.open_actions
    recheck = _rechecks.recheck
    you_said = _summary.you_said
