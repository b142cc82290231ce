from practicelearn.coding import counted as _counted
from practicelearn.coding import crosswalk as _crosswalk
from practicelearn.coding import levels as _levels
from practicelearn.coding import moving as _moving
from practicelearn.coding import scope as _scope

class CodingsMethods:
    declare_read = _scope.declare_read
    move = _moving.move
    of_kind = _counted.counted
    roll_up = _levels.roll_up

class FrameMethods:
    changes_to = _crosswalk.changes_to
    crosswalk = _crosswalk.crosswalk
