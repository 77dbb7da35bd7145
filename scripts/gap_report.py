"""The largest gaps of an area, from Python: ``python scripts/gap_report.py data/example/area.toml OUT``.

Writes everything that ``mapa-uslug run`` writes, then prints, per service, how many people live too far by every mode
that counts, and in which localities most of them live.
"""

import sys
from pathlib import Path

from mapa_uslug.core.errors import InputError
from mapa_uslug.pipeline import run_area

MAIN_LEVEL = 2  # the middle one of three thresholds


def main(area: Path, out: Path) -> int:
    try:
        result = run_area(area, out)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    headline = result.info["headline"]
    gaps = headline[headline["poziom"] == MAIN_LEVEL].groupby("usluga")[["osoby", "za_daleko"]].sum()
    spots = result.white_spots
    spots = spots[(spots["mode"] == "all") & (spots["level"] == MAIN_LEVEL - 1)]
    for service, gap in gaps.sort_values("za_daleko", ascending=False).iterrows():
        largest = spots[spots["service_type"] == service].nlargest(3, "people")
        where = ", ".join(f"{s.localities.replace('|', ' + ')} ({s.people})" for s in largest.itertuples())
        print(f"{service:5} {gap['za_daleko']:7} of {gap['osoby']} people too far  {where}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
