"""Lists of first names, surnames and places, written down for this project."""
