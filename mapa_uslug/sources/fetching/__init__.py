"""How files are fetched: asked for once, politely, whole or not at all, each in the ledger."""
