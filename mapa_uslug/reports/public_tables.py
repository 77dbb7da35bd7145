"""Tables of the public edition for spreadsheets: services, access to them, white spots; small counts stay empty and are named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.public import Directory, HiddenService, PublicFigures
from mapa_uslug.contracts.tables import STATES, CoverageLayer, RunResult
from mapa_uslug.reports.csv_files import write_office_csv
from mapa_uslug.reports.words import STATE_COLUMNS, name_mode_for_everybody, name_type_in_files

DIRECTORY_COLUMNS: Final = {
    "service_id": "usluga_id", "service_type": "usluga", "name": "co_daje", "official": "usluga_nazwa",
    "areas": "obszary_cus", "provider": "nazwa", "gmina_teryt": "gmina_teryt", "gmina": "gmina", "place": "adres",
    "hours": "godziny", "target": "dla_kogo", "fee": "odplatnosc", "way": "jak_skorzystac",
    "accessibility": "dostepnosc_arch", "outsiders": "dla_spoza", "contact": "kontakt", "date": "data_stanu",
    "keeper": "prowadzi_wpis", "correction": "zgloszenia",
}  # fmt: skip
"""Fields of an entry, and the columns of ``baza_informacji.csv``."""
FIGURE_COLUMNS: Final = (
    "gmina_teryt", "gmina", "usluga", "usluga_nazwa", "srodek", "poziom", "prog", "prog_jednostka", "grupa", "osoby",
    *STATE_COLUMNS, "ukryte",
)  # fmt: skip
SPOT_COLUMNS: Final = (
    "plama_id", "usluga", "usluga_nazwa", "srodek", "poziom", "prog", "prog_jednostka", "gmina_teryt", "miejscowosci",
    "ponad_prog",
)  # fmt: skip
_COUNTS: Final = dict(zip(("people", *STATES), ("osoby", *STATE_COLUMNS), strict=True))
_WHOLE_AREA: Final = "razem"


def write_directory_table(directory: Directory, path: Path) -> None:
    """Write ``baza_informacji.csv``: a row a service; of those that are not placed, a row a gmina with whom to ask."""
    rows: list[dict[str, object]] = [
        {column: getattr(entry, field) for field, column in DIRECTORY_COLUMNS.items()}
        for entry in directory.entries
    ]
    for row in rows:
        row["obszary_cus"] = _join_numbers(row["obszary_cus"])
    rows += [_tell_hidden(hidden) for hidden in directory.hidden]
    write_office_csv(pd.DataFrame(rows, columns=list(DIRECTORY_COLUMNS.values())).fillna(""), path)


def _tell_hidden(hidden: HiddenService) -> dict[str, object]:
    return {
        "usluga": hidden.service_type,
        "co_daje": hidden.name,
        "usluga_nazwa": hidden.official,
        "obszary_cus": _join_numbers(hidden.areas),
        "gmina_teryt": hidden.gmina_teryt,
        "gmina": hidden.gmina,
        "dla_kogo": hidden.target,
        "kontakt": ": ".join(filter(None, (hidden.office, hidden.contact))),
    }


def _join_numbers(numbers: object) -> str:
    return "|".join(map(str, numbers)) if isinstance(numbers, tuple) else ""


def write_figures_table(result: RunResult, figures: PublicFigures, catalog: Catalog, path: Path) -> None:
    """Write ``dostep_do_uslug.csv``: people by state, per gmina and of the whole area; ``ukryte`` names what is hidden."""
    write_office_csv(tabulate_figures(result, figures, catalog), path)


def tabulate_figures(result: RunResult, figures: PublicFigures, catalog: Catalog) -> pd.DataFrame:
    """The table of `write_figures_table`: `FIGURE_COLUMNS`, counts as Int64."""
    table = figures.figures
    names = dict(zip(result.gminas["gmina_teryt"].astype(str), result.gminas["gmina"], strict=True))
    told = table.rename(columns=_COUNTS)
    limits = list_thresholds(result.layers)
    keys = list(zip(table["service_type"], table["mode"], table["level"], strict=True))
    return told.assign(
        gmina=[names.get(str(c), str(c)) if c else _WHOLE_AREA for c in table["gmina_teryt"]],
        usluga=table["service_type"],
        usluga_nazwa=[name_type_in_files(str(c), catalog) for c in table["service_type"]],
        srodek=[name_mode_for_everybody(str(m)) for m in table["mode"]],
        poziom=table["level"] + 1,
        prog=[limits[key][0] for key in keys],
        prog_jednostka=[limits[key][1] for key in keys],
        grupa=["grupa docelowa" if g == "target" else "wszyscy" for g in table["group"]],
        ukryte=_name_hidden(told, list(_COUNTS.values())),
    )[list(FIGURE_COLUMNS)]


def write_spots_table(result: RunResult, catalog: Catalog, path: Path) -> None:
    """Write ``biale_plamy.csv``: every white spot that is published, and how far beyond the threshold it is."""
    write_office_csv(tabulate_spots(result, catalog), path)


def tabulate_spots(result: RunResult, catalog: Catalog) -> pd.DataFrame:
    """The table of `write_spots_table`: `SPOT_COLUMNS`, with the index of the run's white spots, ordered by service and place.

    Of a service for which several modes count there are white spots by all of them; those of each mode stand on the map.
    """
    spots = result.white_spots
    modes = pd.DataFrame(
        {"code": [x.service_type for x in result.layers], "mode": [x.mode for x in result.layers]}
    )
    has_one = spots["service_type"].map(modes.groupby("code")["mode"].nunique()).eq(1)
    order = ["service_type", "mode", "level", "gmina_teryt", "localities", "white_spot_id"]
    shown = spots[has_one | (spots["mode"] == ALL_MODES)].sort_values(order, kind="stable")
    limits = list_thresholds(result.layers)
    keys = zip(shown["service_type"], shown["mode"], shown["level"], strict=True)
    return pd.DataFrame(
        {
            "plama_id": shown["white_spot_id"],
            "usluga": shown["service_type"],
            "usluga_nazwa": [name_type_in_files(str(c), catalog) for c in shown["service_type"]],
            "srodek": [name_mode_for_everybody(str(m)) for m in shown["mode"]],
            "poziom": shown["level"] + 1,
            "prog": [limits[str(code), str(mode), int(level)][0] for code, mode, level in keys],
            "prog_jednostka": shown["unit"],
            "gmina_teryt": shown["gmina_teryt"],
            "miejscowosci": shown["localities"],
            "ponad_prog": shown["over"].round(1),
        },
        index=shown.index,
    )[list(SPOT_COLUMNS)]


def list_thresholds(layers: Sequence[CoverageLayer]) -> dict[tuple[str, str, int], tuple[str, str]]:
    """Threshold and unit by service type, mode and level; of all modes together each mode's own, the units within."""
    found: dict[tuple[str, str, int], tuple[str, str]] = {}
    together: dict[tuple[str, str, int], list[str]] = {}
    for layer in sorted(layers, key=lambda x: x.mode):
        found[layer.service_type, layer.mode, layer.level] = (str(layer.threshold), layer.unit)
        key = (layer.service_type, ALL_MODES, layer.level)
        together.setdefault(key, []).append(
            f"{name_mode_for_everybody(layer.mode)} {layer.threshold} {layer.unit}"
        )
    return found | {key: (" / ".join(parts), "") for key, parts in together.items()}


def _name_hidden(table: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    missing = table[list(columns)].isna().to_numpy()
    return ["|".join(c for c, is_hidden in zip(columns, row, strict=True) if is_hidden) for row in missing]
