"""Language: the only place that touches spaCy."""
