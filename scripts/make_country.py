"""Write a made country: ``python scripts/make_country.py proba|powiat|wojewodztwo|polska FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.made_country.files import write_country
from benchmarks.made_country.sizes import SIZES

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in SIZES:
        sys.exit(__doc__)
    for what, count in write_country(SIZES[sys.argv[1]], Path(sys.argv[2])).items():
        print(f"{what}: {count:,}")
