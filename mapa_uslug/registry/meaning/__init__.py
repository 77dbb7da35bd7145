"""What the cells of the official sheet mean: types, places, hours, numbers, dates, and what must never be kept."""
