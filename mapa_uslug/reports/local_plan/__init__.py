"""Chapters of the report on the seven steps, a module each."""
