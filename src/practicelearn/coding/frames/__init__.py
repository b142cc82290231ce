"""Starter frames as data files."""
