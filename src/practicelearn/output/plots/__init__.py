"""Pictures: each takes a table, draws on one pair of axes and returns them."""

from practicelearn.output.plots.change import plot_change
from practicelearn.output.plots.extent import plot_extent

__all__ = ["plot_change", "plot_extent"]
