"""A public edition of results: small counts suppressed, contacts of persons taken out."""
