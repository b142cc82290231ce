"""Coefficients of agreement by their names, on plain arrays and on passages."""

from __future__ import annotations

from practicelearn._late import late_names

_PLACES = {
    "Coefficient": "coding.agreement.ratings.Coefficient",
    "UnitizingAlpha": "coding.agreement.unitizing.UnitizingAlpha",
    "agreement_by_code": "coding.agreement.agreement_by_code",
    "agreement_weights": "coding.agreement.weights.agreement_weights",
    "brennan_prediger": "coding.agreement.coefficients.brennan_prediger",
    "cohen_kappa": "coding.agreement.coefficients.cohen_kappa",
    "compare_conventions": "coding.agreement.compare_conventions",
    "conger_kappa": "coding.agreement.coefficients.conger_kappa",
    "fleiss_kappa": "coding.agreement.coefficients.fleiss_kappa",
    "gwet_ac": "coding.agreement.coefficients.gwet_ac",
    "krippendorff_alpha": "coding.agreement.krippendorff_alpha",
    "light_kappa": "coding.agreement.coefficients.light_kappa",
    "percent_agreement": "coding.agreement.coefficients.percent_agreement",
    "ratings_from_counts": "coding.agreement.ratings.ratings_from_counts",
    "ratings_from_crosstab": "coding.agreement.ratings.ratings_from_crosstab",
    "scott_pi": "coding.agreement.coefficients.scott_pi",
    "span_table": "coding.agreement.span_table",
    "unitizing_alpha": "coding.agreement.unitizing_alpha",
}

__getattr__, __dir__ = late_names(__name__, _PLACES)
