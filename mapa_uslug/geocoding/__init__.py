"""From addresses to places: an index of known addresses, Polish address forms, and how sure the answer is."""
