from practicelearn.coding.agreement import agreement_by_code as agreement_by_code
from practicelearn.coding.agreement import compare_conventions as compare_conventions
from practicelearn.coding.agreement import krippendorff_alpha as krippendorff_alpha
from practicelearn.coding.agreement import span_table as span_table
from practicelearn.coding.agreement import unitizing_alpha as unitizing_alpha
from practicelearn.coding.agreement.coefficients import brennan_prediger as brennan_prediger
from practicelearn.coding.agreement.coefficients import cohen_kappa as cohen_kappa
from practicelearn.coding.agreement.coefficients import conger_kappa as conger_kappa
from practicelearn.coding.agreement.coefficients import fleiss_kappa as fleiss_kappa
from practicelearn.coding.agreement.coefficients import gwet_ac as gwet_ac
from practicelearn.coding.agreement.coefficients import light_kappa as light_kappa
from practicelearn.coding.agreement.coefficients import percent_agreement as percent_agreement
from practicelearn.coding.agreement.coefficients import scott_pi as scott_pi
from practicelearn.coding.agreement.ratings import Coefficient as Coefficient
from practicelearn.coding.agreement.ratings import ratings_from_counts as ratings_from_counts
from practicelearn.coding.agreement.ratings import ratings_from_crosstab as ratings_from_crosstab
from practicelearn.coding.agreement.unitizing import UnitizingAlpha as UnitizingAlpha
from practicelearn.coding.agreement.weights import agreement_weights as agreement_weights

__all__ = [
    "Coefficient",
    "UnitizingAlpha",
    "agreement_by_code",
    "agreement_weights",
    "brennan_prediger",
    "cohen_kappa",
    "compare_conventions",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "light_kappa",
    "percent_agreement",
    "ratings_from_counts",
    "ratings_from_crosstab",
    "scott_pi",
    "span_table",
    "unitizing_alpha",
]
