"""Runs the command line: ``python -m mapa_uslug.cli``."""

from mapa_uslug.cli import main

main()
