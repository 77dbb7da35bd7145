"""plany.csv: every figure of several plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.words import name_mode_in_files, name_type_in_files

PLAN_COLUMNS: Final = (
    "plan", "plik", "usluga", "usluga_nazwa", "srodek", "poziom", "grupa", "gmina_teryt", "gmina", "osoby", "obsluzone_przed",
    "obsluzone_po", "zyskuja", "traca", "za_daleko_przed", "za_daleko_po",
    "oszczednosc", "oszczednosc_jednostka", "plamy_zlikwidowane", "plamy_nowe",
)  # fmt: skip
"""Columns of ``plany.csv``; travel saved stands in rows of single modes, white spots in those of all modes together, both of all
residents at the main threshold."""
_IN_FILES: Final = {
    "service_type": "usluga", "mode": "srodek", "level": "poziom", "group": "grupa", "people": "osoby",
    "served_before": "obsluzone_przed", "served_after": "obsluzone_po", "gained": "zyskuja", "lost": "traca",
    "too_far_before": "za_daleko_przed", "too_far_after": "za_daleko_po", "saved": "oszczednosc",
    "unit": "oszczednosc_jednostka", "cured": "plamy_zlikwidowane", "made": "plamy_nowe",
}  # fmt: skip


def write_plan_table(
    outcomes: Sequence[PlanOutcome], path: Path, *, gminas: Mapping[str, str], catalog: Catalog
) -> None:
    """Write ``plany.csv`` atomically: a row for every plan, service, mode, level, group and gmina.

    Parameters
    ----------
    gminas
        Name of every gmina of the area by code.
    """
    names = {**gminas, "": "razem"}
    tables = [
        _with_travel_and_spots(outcome).assign(
            plan=outcome.name,
            plik=outcome.file,
            usluga_nazwa=[name_type_in_files(c, catalog) for c in outcome.figures["service_type"]],
            mode=[name_mode_in_files(m) for m in outcome.figures["mode"]],
            level=outcome.figures["level"] + 1,
            gmina=[names.get(c, c) for c in outcome.figures["gmina_teryt"]],
        )
        for outcome in outcomes
    ]
    table = pd.concat(tables, ignore_index=True).rename(columns=_IN_FILES)
    write_csv(table[list(PLAN_COLUMNS)], path)


def _with_travel_and_spots(outcome: PlanOutcome) -> pd.DataFrame:
    """The figures, beside them what else is known of a row of all residents at the main threshold."""
    main = {"level": MAIN_LEVEL, "group": "all"}
    spots = outcome.white_spots.assign(**main, mode=ALL_MODES)
    spots = _all_gminas(outcome.figures, spots).fillna({"cured": 0, "made": 0})
    keys = ["service_type", "mode", "level", "group", "gmina_teryt"]
    with_travel = outcome.figures.merge(outcome.minutes.assign(**main), how="left", on=keys)
    return with_travel.merge(spots, how="left", on=keys)


def _all_gminas(figures: pd.DataFrame, spots: pd.DataFrame) -> pd.DataFrame:
    """Spots with a row for every gmina: where none is cured or made, their number is 0."""
    is_main = (figures["mode"] == ALL_MODES) & (figures["level"] == MAIN_LEVEL) & (figures["group"] == "all")
    keys = ["service_type", "mode", "level", "group", "gmina_teryt"]
    return figures.loc[is_main, keys].merge(spots, how="left", on=keys)
