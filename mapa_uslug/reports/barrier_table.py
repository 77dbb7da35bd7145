"""bariery.csv: why every white spot is white."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.contracts.barriers import Barriers
from mapa_uslug.contracts.confidential import hide_confidential_targets
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.new_crossings import BestCrossings
from mapa_uslug.reports.words import CAUSE_CODES, OBSTACLE_CODES, name_mode_in_files, name_type_in_files

BARRIER_COLUMNS: Final = (
    "plama_id", "usluga", "usluga_nazwa", "srodek", "gmina_teryt", "miejscowosci", "przyczyna", "wiodaca", "osoby",
    "osoby_grupa", "prosto_km", "droga_km", "wydluzenie", "bariera_id", "bariera_rodzaj", "bariera_nazwa",
    "przeprawa_przed", "przeprawa_przed_m", "przeprawa_za", "przeprawa_za_m", "nowe_przejscie_id",
    "nowe_przejscie_srodek", "nowe_przejscie_osoby", "nowe_przejscie_osobominuty",
)  # fmt: skip
"""Columns of ``bariery.csv``."""

_FIGURES: Final = {
    "people": "osoby", "people_target": "osoby_grupa", "straight_km": "prosto_km", "network_km": "droga_km",
    "detour": "wydluzenie", "barrier_id": "bariera_id", "service_type": "usluga", "gmina_teryt": "gmina_teryt",
    "localities": "miejscowosci", "white_spot_id": "plama_id",
}  # fmt: skip
_LINE: Final = {
    "name": "bariera_nazwa", "crossing_before": "przeprawa_przed", "crossing_before_m": "przeprawa_przed_m",
    "crossing_after": "przeprawa_za", "crossing_after_m": "przeprawa_za_m",
}  # fmt: skip
_CROSSING: Final = {
    "crossing_id": "nowe_przejscie_id", "people": "nowe_przejscie_osoby",
    "person_minutes": "nowe_przejscie_osobominuty",
}  # fmt: skip


def write_barrier_table(result: RunResult, catalog: Catalog, path: Path) -> None:
    """Write ``bariery.csv``: a row for every white spot of the main level and every cause of it.

    Leading rows of a spot add up to its people. The target group is left out where it could tell of a confidential cell.

    Raises
    ------
    ValueError
        When barriers were not looked for.
    """
    if result.barriers is None:
        raise ValueError("barriers were not looked for")
    write_csv(build_barrier_table(result, result.barriers, catalog), path)


def build_barrier_table(result: RunResult, barriers: Barriers, catalog: Catalog) -> pd.DataFrame:
    """Build the rows of `write_barrier_table`: by spot, the leading causes first."""
    causes = main_causes(result, barriers)
    table = causes.rename(columns=_FIGURES).assign(
        usluga_nazwa=[name_type_in_files(code, catalog) for code in causes["service_type"]],
        srodek=[name_mode_in_files(mode) for mode in causes["mode"]],
        przyczyna=[CAUSE_CODES.get(cause, cause) for cause in causes["cause"]],
        wiodaca=np.where(causes["is_leading"].astype(bool), "tak", "nie"),
    )
    lines = barriers.lines.drop_duplicates("barrier_id").set_index("barrier_id")
    known = lines.reindex(causes["barrier_id"].to_numpy())
    table["bariera_rodzaj"] = [OBSTACLE_CODES.get(kind, kind) for kind in known["kind"]]
    for name, polish in _LINE.items():
        table[polish] = known[name].to_numpy()
    crossings = BestCrossings(barriers)
    best = [
        crossings.best([barrier], service_type=code, mode=mode)
        for barrier, code, mode in zip(
            causes["barrier_id"], causes["service_type"], causes["mode"], strict=True
        )
    ]
    for name, polish in _CROSSING.items():
        table[polish] = [None if crossing is None else crossing[name] for crossing in best]
    table["nowe_przejscie_srodek"] = [
        None if crossing is None else name_mode_in_files(str(crossing["mode"])) for crossing in best
    ]
    return table[list(BARRIER_COLUMNS)]


def main_causes(result: RunResult, barriers: Barriers) -> pd.DataFrame:
    """Causes of the white spots of the main level with what the spot is, ordered by spot, leading and people.

    ``people_target`` is told only for rows that are of all the spot's people, and where it may be told of the spot, or
    where no cell of the spot is confidential: else the age group of such a cell could be derived.
    """
    spots = pd.DataFrame(result.white_spots.drop(columns="geometry"))
    spots = spots[spots["level"] == MAIN_LEVEL]
    imputed = set(
        result.cells.table.loc[result.cells.table["is_imputed"].astype(bool), "cell_id"].astype(str)
    )
    about = spots[["white_spot_id", "service_type", "mode", "gmina_teryt", "localities"]].assign(
        spot_people=spots["people"],
        is_told=hide_confidential_targets(spots, result.cells.table).notna(),
        is_open=[imputed.isdisjoint(str(cells).split("|")) for cells in spots["cells"]],
    )
    found = barriers.causes.merge(about, on="white_spot_id", how="inner")
    is_told = found["is_open"] | (found["is_told"] & (found["people"] == found["spot_people"]))
    found["people_target"] = found["people_target"].astype("Int64").where(is_told)
    return found.sort_values(
        ["white_spot_id", "is_leading", "people", "cause"],
        ascending=[True, False, False, True],
        kind="stable",
    ).reset_index(drop=True)
