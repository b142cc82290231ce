"""Offers while coding: the frame's cues, what hand coding teaches, and where neither may show."""
