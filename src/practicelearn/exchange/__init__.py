"""In and out of other programs: REFI-QDA, Word comments, Taguette, QualCoder, tables, frames."""
