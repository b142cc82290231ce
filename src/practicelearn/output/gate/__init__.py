"""The gate: the only place where a figure of people, groups or verdicts becomes a sentence."""
