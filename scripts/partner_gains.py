"""What every pair of gminas gains together, from Python: ``python scripts/partner_gains.py data/example/area.toml``.

Prints, per service, how many people of each pair newly have a place within the main threshold by all modes together when the two
open their places to each other. Pairs stand by name, not by gain.
"""

import sys
from pathlib import Path

from mapa_uslug.core.errors import InputError
from mapa_uslug.steps.cooperation import balance_cooperation
from mapa_uslug.steps.loading import load_area

MAIN_LEVEL = 1  # the middle one of three thresholds


def main(area: Path) -> int:
    try:
        data = load_area(area)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    names = data.gminas[data.gminas["is_area"]].set_index("gmina_teryt")["gmina"]
    sets = balance_cooperation(data, data.registry.located, list(names.index), k=2).rankings
    pairs = sets[
        (sets["terms"] == "agreed")
        & (sets["mode"] == "all")
        & (sets["level"] == MAIN_LEVEL)
        & (sets["size"] == 2)
    ]
    for service, rows in pairs[pairs["gained"] > 0].groupby("service_type"):
        pair = [" + ".join(sorted(names[code] for code in key.split("|"))) for key in rows["regime"]]
        gains = sorted(zip(pair, rows["gained"], strict=True))
        print(f"{service:5}", ", ".join(f"{who} {people}" for who, people in gains))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
