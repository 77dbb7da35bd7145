"""White spots of services that come to people, on the map: gminas to which nobody comes, localities short of hours."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from shapely.geometry.base import BaseGeometry

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.map_layers import MapLayer
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.words import name_type
from mapa_uslug.steps.features import Feature, make_layer

Middles = Mapping[tuple[str, str], BaseGeometry]
_GMINA = "gmina"


def build_at_home_layers(
    result: RunResult, catalog: Catalog, *, middles: Middles, text: Text
) -> tuple[MapLayer, ...]:
    """Both layers; a feature in several services has each of them in its card.

    Parameters
    ----------
    middles
        Middle of the people of every locality, by gmina and name (area CRS).
    """
    if result.at_home is None:
        return ()
    return (
        make_layer(
            "home_nobody", mark("Nobody comes home (any service)"),
            mark("gminas that no territory of a service holds, whatever service is chosen; which ones stands in the card"), "area",
            _without_territory(result, catalog, text), crs=result.crs,
        ),
        make_layer(
            "home_hours", mark("Hours at home are short (any service)"),
            mark("localities where carers have too few hours; of which service stands in the card"), "point",
            _short_of_hours(result.at_home, catalog, middles, text), crs=result.crs,
        ),
    )  # fmt: skip


def _without_territory(result: RunResult, catalog: Catalog, text: Text) -> list[Feature]:
    """One area for every gmina, however many services do not come."""
    table = pd.DataFrame(result.at_home)
    lacking = table[(table["zakres"] == _GMINA) & (table["poza_obszarem"] > 0)]
    shapes = dict(zip(result.gminas["gmina_teryt"].astype(str), result.gminas.geometry, strict=True))
    return [
        (str(rows["gmina"].iloc[0]), tuple(_people_by_service(rows, catalog, text)), shapes[str(code)])
        for code, rows in lacking.groupby("gmina_teryt")
    ]


def _people_by_service(rows: pd.DataFrame, catalog: Catalog, text: Text) -> list[tuple[str, object]]:
    told = [
        text(
            "{service}: {people}",
            service=name_type(text, str(row["usluga"]), catalog),
            people=text.plural("{count} person", "{count} people", int(row["poza_obszarem"])),
        )
        for _, row in rows.iterrows()
    ]
    return [(mark("Nobody comes"), "; ".join(told))]


def _short_of_hours(table: pd.DataFrame, catalog: Catalog, middles: Middles, text: Text) -> list[Feature]:
    short = table[(table["zakres"] != _GMINA) & (table["brak_godzin"].fillna(0) > 0)]
    features: list[Feature] = []
    for _, row in short.iterrows():
        middle = middles.get((str(row["gmina_teryt"]), str(row["miejscowosc"])))
        if middle is None:
            continue
        facts = (
            (mark("Service"), name_type(text, str(row["usluga"]), catalog)),
            (mark("Gmina"), str(row["gmina"])),
            (mark("Without hours"), int(row["brak_godzin"])),
            (mark("Hours needed"), _whole(row["godziny_potrzebne"])),
            (mark("Hours there"), _whole(row["godziny_sa"])),
            (mark("Hours missing"), _whole(row["godziny_brak"])),
            (mark("Minutes from the base"), _whole(row["dojazd_min"])),
            (mark("Homes in a shift"), _tenth(row["domow_na_zmiane"])),
        )
        features.append((str(row["miejscowosc"]), facts, middle))
    return features


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else round(float(value))


def _tenth(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 1)
