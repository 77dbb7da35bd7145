"""Rows of other people's lists as rows of the official sheet."""
