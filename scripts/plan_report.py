"""The first priorities of every gmina and what they hang on: ``python scripts/plan_report.py data/example/area.toml``.

Prints, per gmina, the three services that come first by need x people not reached x difficulty, and the place of each under other
weights: the Lubuskie figures in place of the survey, people alone, need x people, difficulty x people.
"""

import sys
from pathlib import Path

from mapa_uslug.core.errors import InputError
from mapa_uslug.diagnosis.priorities import rank_priorities
from mapa_uslug.diagnosis.reach import count_unreached
from mapa_uslug.pipeline import analyse
from mapa_uslug.steps.loading import load_area
from mapa_uslug.steps.local_plan import read_office_inputs

FIRST = 3
WEIGHTS = {"lubuskie": "Lubuskie", "equal": "people", "urgency": "need", "difficulty": "difficulty"}


def main(area: Path) -> int:
    try:
        data = load_area(area)
        needs = read_office_inputs(data).needs
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    result = analyse(data, data.registry.located, data.config.sharing, for_map=False)
    table = rank_priorities(count_unreached(result, data.catalog), needs).table
    names = data.gminas.set_index("gmina_teryt")["gmina"]
    first = table[(table["gmina_teryt"] != "") & (table["unreached"] > 0) & (table["rank"] <= FIRST)]
    for row in first.sort_values(["gmina_teryt", "rank", "service_type"]).to_dict("records"):
        places = ", ".join(f"{word} {row[f'rank_{code}']}" for code, word in WEIGHTS.items())
        gmina, people = names[row["gmina_teryt"]], int(row["unreached"])
        print(f"{gmina:12} {row['rank']} {row['service_type']:5} {people:5} not reached; by {places}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
