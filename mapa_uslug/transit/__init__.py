"""Timetables: feeds and tables made by hand, and the journeys that they allow."""
