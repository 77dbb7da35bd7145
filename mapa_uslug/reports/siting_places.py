"""nowe_miejsca.csv: the places proposed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.reports.csv_files import write_csv


def write_siting_places(proposal: Proposal, path: Path) -> None:
    """Write ``nowe_miejsca.csv``: one row a place chosen, existing ones that stay among them.

    `osoby_zyskaly`, `grupa_zyskala`: people, and those of the target group, who are served by the plan and were not,
    of the places chosen this being the nearest. `osoby_nie_wiadomo`: people of whom nothing can be told today and who are
    served by the plan, likewise; with `osoby_zyskaly` and less who lose it is what ``roznice.csv`` has as
    `obsluzone_zmiana`. `najblizsze_dla`: people whom it is the nearest of all places to after the plan, new or not, and what the way costs them on average in minutes (`srednio_min`) or metres (`srednio_m`). Empty where a
    confidential cell could be told from the figure, and where there is no such figure. Coordinates where no cell tells
    the place.
    """
    places = proposal.places
    table = {
        "miejsce": places["place_id"], "nazwa": places["name"], "rodzaj": places["kind"], "gmina_teryt": places["gmina_teryt"],
        "gmina": places["gmina"], "miejscowosc": places["locality"], "komorka": places["cell_id"],
        "lon": _degrees(places["lon"]), "lat": _degrees(places["lat"]), "osoby_zyskaly": places["people"],
        "grupa_zyskala": places["target"], "osoby_nie_wiadomo": places["settled"], "najblizsze_dla": places["nearest"],
        f"srednio_{proposal.unit}": places["mean_cost"],
    }  # fmt: skip
    write_csv(pd.DataFrame(table), path)


def _degrees(values: pd.Series) -> list[str]:
    """Coordinates as a plan has them: a table's one decimal would be kilometres."""
    return ["" if np.isnan(v) else f"{v:.7f}" for v in values.astype(float)]
