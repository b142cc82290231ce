"""Colours of the pictures: told apart by colour-blind people, and without colour by their shade."""

from __future__ import annotations

__all__ = ["BAND", "BLUE", "GREY", "INK", "ORANGE", "SOFT", "heat_colour"]

# Okabe and Ito's blue and vermilion differ in hue and lightness for every common colour blindness.
BLUE, ORANGE = "#0072B2", "#C04F00"
INK, GREY, SOFT, BAND = "#1d2b36", "#5b6872", "#c9d1d6", "#e9edf0"


def heat_colour(share: float) -> tuple[float, float, float]:
    """Return a blue for a share of the largest value, light enough for dark figures on it.

    The darkest still has a contrast of 4.5 to 1 with the figures.
    """
    strength = 0.66 * max(0.0, min(1.0, share))
    red, green, blue = (int(BLUE[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return 1 - strength * (1 - red), 1 - strength * (1 - green), 1 - strength * (1 - blue)
