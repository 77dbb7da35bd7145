"""The state of every person, and the white spots."""
