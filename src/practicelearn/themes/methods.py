"""What can be asked of themes, file by file."""

from __future__ import annotations

from practicelearn._late import Late

__all__ = ["ThemesMethods"]


class ThemesMethods:
    """Methods of themes, each a function of the file it names."""

    absences = Late("themes.absence.absences")
    coverage = Late("themes.coverage.coverage")
    deviations = Late("themes.deviations.deviations")
    group_agreement = Late("themes.positions.group_agreement")
    heard_once = Late("themes.positions.heard_once")
    matrix = Late("themes.charted.matrix")
    mentions = Late("themes.mentions.mentions")
    mentions_by_year = Late("themes.mentions.mentions_by_year")
    missing_groups = Late("themes.coverage.missing_groups")
    recheck_chosen = Late("themes.regression.recheck_chosen")
    role_flags = Late("themes.role_flags.role_flags")
    sensitivity = Late("themes.sensitivity.sensitivity")
    sensitivity_of = Late("themes.otherwise.sensitivity_of")
    stance_by_year = Late("themes.stances.stance_by_year")
    trend = Late("themes.trend.trend")
    who_said_otherwise = Late("themes.positions.who_said_otherwise")
