"""Sizes of the windows in which the map is opened, and where the project is."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DESKTOP: Final = (1366, 768)
PHONE: Final = (360, 780)
