"""Errors, text, coordinate systems and atomic files: knows nothing of the product's nouns."""
