"""Jobs: one function for each thing a person asks for; command line and pages ask and show.

A job takes the study's folder and plain values, and returns what there is to show. Long ones take
``steps``: how far they are, and whether they may go on.
"""
