"""Two or more folders of results: what changed, and why."""
