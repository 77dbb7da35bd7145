"""The tables and frozen records that travel between stages."""
