"""The official sheet as a file: filled in, or empty to fill in."""
