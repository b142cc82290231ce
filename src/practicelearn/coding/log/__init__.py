"""The event log: what a person did, one line an act, and what a change of text does to it."""
