"""Agreement between coders: point coding, unitizing, vendors' conventions, one table.

``agreement`` is the table most people want. The coefficients by their names work on plain arrays
of units by coders; ``unitizing_alpha`` and ``compare_conventions`` on tables of passages, which
``span_table`` makes from codings.
"""

from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.by_code import agreement_by_code
from practicelearn.coding.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    light_kappa,
    percent_agreement,
    scott_pi,
)
from practicelearn.coding.agreement.conventions import (
    WHY_THEY_DIFFER,
    character_counts,
    compare_conventions,
)
from practicelearn.coding.agreement.ratings import (
    Coefficient,
    ratings_from_counts,
    ratings_from_crosstab,
)
from practicelearn.coding.agreement.reading import coded_units, span_table
from practicelearn.coding.agreement.table import agreement
from practicelearn.coding.agreement.unitizing import UnitizingAlpha, unitizing_alpha
from practicelearn.coding.agreement.weights import agreement_weights

__all__ = [
    "WHY_THEY_DIFFER",
    "Coefficient",
    "UnitizingAlpha",
    "agreement",
    "agreement_by_code",
    "agreement_weights",
    "brennan_prediger",
    "character_counts",
    "coded_units",
    "cohen_kappa",
    "compare_conventions",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "light_kappa",
    "percent_agreement",
    "ratings_from_counts",
    "ratings_from_crosstab",
    "scott_pi",
    "span_table",
    "unitizing_alpha",
]
