"""Themes: what keeps coming up, and what changed between years."""
