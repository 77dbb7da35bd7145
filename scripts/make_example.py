"""Write the example area, the invented powiat zalewski: ``python scripts/make_example.py [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from example_area.files import write_example

DEFAULT_FOLDER = Path(__file__).resolve().parents[1] / "data" / "example"

if __name__ == "__main__":
    write_example(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER)
