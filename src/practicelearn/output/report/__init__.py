"""The two documents that come out: evidence for the team, a report for readers."""

from practicelearn.output.report.report import Report

__all__ = ["Report"]
