"""GeoPackage of the report on the seven steps: priorities, providers, ties, help near white spots, measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.catalog.measure_words import name_hindrance, name_measure
from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.confidential import hide_confidential_people
from mapa_uslug.contracts.local_plan import OFFER_STATES, LocalPlan
from mapa_uslug.core.text import Text
from mapa_uslug.reports.geopackage import write_package
from mapa_uslug.reports.locality_places import place_localities
from mapa_uslug.reports.plan_layer_styles import style_plan_layers
from mapa_uslug.reports.words import CAUSE_CODES, name_type_in_files

FIRST_PRIORITIES: Final = 3
"""Priorities of a gmina that have columns of their own."""
PLAN_SHAPES: Final = {
    "gminy": "MultiPolygon", "podmioty": "Point", "powiazania": "LineString", "pomoc_przy_plamach": "LineString",
    "dzialania": "MultiPoint",
}  # fmt: skip
"""Layers of the file, in this order, and their shapes; one that has no rows stands there with its columns."""
SECTOR_CODES: Final = {
    "public": "publiczny", "ngo": "pozarzadowy", "church": "koscielny", "social_economy": "ekonomia_spoleczna",
    "private": "prywatny", "unknown": "nieznany",
}  # fmt: skip
TIE_CODES: Final = {
    "declared": "zgloszone_partnerstwo", "complementary": "uslugi_uzupelniajace", "shared_people": "wspolni_mieszkancy",
    "same_locality": "ta_sama_miejscowosc",
}  # fmt: skip
HELP_CODES: Final = {"same_type": "ta_sama_usluga", "same_area": "ten_sam_obszar"}
MEASURE_CODES: Final = {
    "new_place": "nowe_miejsce", "mobile": "usluga_dojezdzajaca", "transport": "dowoz", "capacity": "wiecej_miejsc",
    "sharing": "wspolnie_z_sasiadem", "crossing": "przeprawa", "staff": "wiecej_godzin", "data_repair": "naprawa_danych",
}  # fmt: skip
"""Codes as they stand in files; without Polish letters, as the names of columns."""
_STATE_COLUMNS: Final = dict(
    zip(
        OFFER_STATES, ("obszary_w_gminie", "obszary_obok", "obszary_brak", "obszary_brak_danych"), strict=True
    )
)
_TEXT: Final = Text("pl")

_PROVIDERS: Final = {
    "podmiot_klucz": "object", "podmiot": "object", "gmina_teryt": "object", "miejscowosc": "object", "sektor": "object",
    "uslugi": "Int64", "rodzaje_uslug": "object", "obszary": "object", "osoby_w_zasiegu": "Int64", "grupa": "Int64",
    "powiazania": "Int64", "odosobniony": "boolean", "kontakt": "object",
}  # fmt: skip
_TIES: Final = {
    "podmiot_a": "object", "podmiot_b": "object", "rodzaj": "object", "osoby_wspolne": "Int64", "ta_sama_gmina": "boolean",
}  # fmt: skip
_HELPERS: Final = {
    "plama_id": "object", "usluga": "object", "usluga_nazwa": "object", "gmina_teryt": "object", "miejscowosci": "object",
    "osoby": "Int64", "podmiot_klucz": "object", "podmiot": "object", "sektor": "object", "km": "float64",
    "podstawa": "object", "kontakt": "object",
}  # fmt: skip
_MEASURES: Final = {
    "gmina_teryt": "object", "gmina": "object", "usluga": "object", "usluga_nazwa": "object", "dzialanie": "object",
    "dzialanie_nazwa": "object", "przyczyna": "object", "przyczyna_nazwa": "object", "osoby": "Int64",
    "osoby_grupa": "Int64", "miejscowosci": "object",
}  # fmt: skip


def write_plan_layers(plan: LocalPlan, catalog: Catalog, path: Path) -> None:
    """Write the layers of a local plan atomically, as `PLAN_SHAPES`, in the area's CRS, with styles for QGIS inside.

    A rerun gives the same bytes. People of a white spot that is one confidential cell are left empty; services of
    sensitivity 1 stand in no layer.
    """
    tables = build_plan_layers(plan, catalog)
    write_package(tables, PLAN_SHAPES, style_plan_layers(tables), path)


def build_plan_layers(plan: LocalPlan, catalog: Catalog) -> dict[str, gpd.GeoDataFrame]:
    """Build the tables of `write_plan_layers`, by layer name."""
    return {
        "gminy": _gminas(plan, catalog),
        "podmioty": _providers(plan),
        "powiazania": _ties(plan),
        "pomoc_przy_plamach": _helpers(plan, catalog),
        "dzialania": _measures(plan, catalog),
    }


def _gminas(plan: LocalPlan, catalog: Catalog) -> gpd.GeoDataFrame:
    """Gminas of the report: people, kinds of service without a place, areas by state, the first priorities."""
    gminas = plan.result.gminas
    rows = gminas[gminas["gmina_teryt"].isin(plan.gminas)].sort_values("gmina_teryt")
    codes = rows["gmina_teryt"].astype(str).tolist()
    columns: dict[str, Any] = {
        "gmina_teryt": (codes, "object"),
        "gmina": (rows["gmina"].tolist(), "object"),
        "ludnosc": (_people(plan, codes), "Int64"),
        "rodzaje_bez_miejsca": (_kinds_without_place(plan, codes), "Int64"),
    }
    coverage = plan.offer.coverage
    known = set(coverage["gmina_teryt"].astype(str))
    for state, name in _STATE_COLUMNS.items():
        counts = coverage.loc[coverage["state"] == state, "gmina_teryt"].astype(str).value_counts()
        columns[name] = ([int(counts.get(c, 0)) if c in known else None for c in codes], "Int64")
    first = {code: _first_priorities(plan, code) for code in codes}
    for rank in range(FIRST_PRIORITIES):
        chosen = [first[c][rank] if rank < len(first[c]) else None for c in codes]
        head = f"priorytet_{rank + 1}"
        columns[head] = ([r and str(r["service_type"]) for r in chosen], "object")
        names = [r and name_type_in_files(str(r["service_type"]), catalog) for r in chosen]
        columns[f"{head}_nazwa"] = (names, "object")
        columns[f"{head}_poza_zasiegiem"] = ([r and _whole(r["unreached"]) for r in chosen], "Int64")
        columns[f"{head}_nie_wiadomo"] = ([r and _whole(r["unknown"]) for r in chosen], "Int64")
    data = {name: pd.Series(values, dtype=dtype) for name, (values, dtype) in columns.items()}
    shapes = [shapely.multipolygons([g]) if g.geom_type == "Polygon" else g for g in rows.geometry]
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs=plan.result.crs), crs=plan.result.crs)


def _people(plan: LocalPlan, codes: Sequence[str]) -> list[int | None]:
    table = plan.people.by_gmina
    every = table[table["group"] == "all"]
    known = dict(zip(every["gmina_teryt"].astype(str), every["people"], strict=True))
    return [_whole(known.get(code)) for code in codes]


def _kinds_without_place(plan: LocalPlan, codes: Sequence[str]) -> list[int | None]:
    """Kinds of service that no record of the gmina gives, among those that the offer tells of."""
    offer = plan.offer.by_type
    places = offer.groupby([offer["gmina_teryt"].astype(str), "service_type"])["places"].sum()
    found: list[int | None] = []
    for code in codes:
        own = places[places.index.get_level_values(0) == code]
        found.append(int((own == 0).sum()) if len(own) else None)
    return found


def _first_priorities(plan: LocalPlan, code: str) -> list[dict[str, Any]]:
    """The first ranks of a gmina; of a tie the first code."""
    table = plan.priorities.table
    own = table[(table["gmina_teryt"] == code) & table["rank"].notna()]
    ordered = own.sort_values(["rank", "service_type"]).head(FIRST_PRIORITIES)
    return [{str(k): v for k, v in row.items()} for row in ordered.to_dict("records")]


def _providers(plan: LocalPlan) -> gpd.GeoDataFrame:
    table = plan.providers.providers.sort_values("provider_key")
    columns = {
        "podmiot_klucz": table["provider_key"], "podmiot": table["provider"], "gmina_teryt": table["gmina_teryt"],
        "miejscowosc": table["locality"], "sektor": _codes(table["sector"], SECTOR_CODES), "uslugi": table["services"],
        "rodzaje_uslug": table["service_types"], "obszary": table["areas"], "osoby_w_zasiegu": table["people"],
        "grupa": table["community"], "powiazania": table["degree"], "odosobniony": table["is_isolated"],
        "kontakt": table["contact"],
    }  # fmt: skip
    x, y = (table[axis].to_numpy(dtype=np.float64) for axis in ("x", "y"))
    return _typed(columns, _PROVIDERS, list(shapely.points(x, y)), plan)


def _ties(plan: LocalPlan) -> gpd.GeoDataFrame:
    places = _provider_points(plan)
    table = plan.providers.ties.sort_values(["kind", "provider_a", "provider_b"])
    columns = {
        "podmiot_a": table["provider_a"], "podmiot_b": table["provider_b"], "rodzaj": _codes(table["kind"], TIE_CODES),
        "osoby_wspolne": table["people"], "ta_sama_gmina": table["same_gmina"],
    }  # fmt: skip
    ends = zip(table["provider_a"].astype(str), table["provider_b"].astype(str), strict=True)
    return _typed(columns, _TIES, [_line(places.get(a), places.get(b)) for a, b in ends], plan)


def _helpers(plan: LocalPlan, catalog: Catalog) -> gpd.GeoDataFrame:
    """A line from each white spot to each provider near it."""
    table = plan.providers.helpers
    spots = plan.result.white_spots
    ids = spots["white_spot_id"].astype(str)
    middles = dict(zip(ids, shapely.point_on_surface(spots.geometry.to_numpy()), strict=True))
    told = dict(zip(ids, hide_confidential_people(spots, plan.result.cells.table), strict=True))
    own = table["white_spot_id"].astype(str).tolist()
    is_hidden = np.array([i in told and bool(pd.isna(told[i])) for i in own], dtype=bool)
    columns = {
        "plama_id": table["white_spot_id"], "usluga": table["service_type"],
        "usluga_nazwa": [name_type_in_files(str(c), catalog) for c in table["service_type"]],
        "gmina_teryt": table["gmina_teryt"], "miejscowosci": table["localities"],
        "osoby": table["people"].astype("Int64").mask(is_hidden), "podmiot_klucz": table["provider_key"],
        "podmiot": table["provider"], "sektor": _codes(table["sector"], SECTOR_CODES), "km": table["km"],
        "podstawa": _codes(table["why"], HELP_CODES), "kontakt": table["contact"],
    }  # fmt: skip
    places = _provider_points(plan)
    ends = zip(own, table["provider_key"].astype(str), strict=True)
    return _typed(columns, _HELPERS, [_line(middles.get(a), places.get(b)) for a, b in ends], plan)


def _measures(plan: LocalPlan, catalog: Catalog) -> gpd.GeoDataFrame:
    """Measures at the localities that they are for; at the gmina's middle where no locality is named."""
    table, gminas = plan.strategy.measures, plan.result.gminas
    codes = gminas["gmina_teryt"].astype(str)
    names = dict(zip(codes, gminas["gmina"].astype(str), strict=True))
    middles = dict(zip(codes, shapely.point_on_surface(gminas.geometry.to_numpy()), strict=True))
    localities = place_localities(plan.result, set(table["gmina_teryt"].astype(str)))
    keys = zip(localities["gmina_teryt"].astype(str), localities["locality"].astype(str), strict=True)
    places = dict(zip(keys, shapely.points(localities["x"], localities["y"]), strict=True))
    shapes = []
    for code, listed in zip(table["gmina_teryt"].astype(str), table["localities"], strict=True):
        found = [places[code, name] for name in str(listed).split("|") if (code, name) in places]
        ends = found or ([middles[code]] if code in middles else [])
        shapes.append(shapely.multipoints(ends) if ends else None)
    columns = {
        "gmina_teryt": table["gmina_teryt"], "gmina": [names.get(str(c), str(c)) for c in table["gmina_teryt"]],
        "usluga": table["service_type"],
        "usluga_nazwa": [name_type_in_files(str(c), catalog) for c in table["service_type"]],
        "dzialanie": _codes(table["measure"], MEASURE_CODES),
        "dzialanie_nazwa": [name_measure(_TEXT, str(m)) for m in table["measure"]],
        "przyczyna": _codes(table["cause"], CAUSE_CODES),
        "przyczyna_nazwa": [name_hindrance(_TEXT, str(c)) for c in table["cause"]],
        "osoby": table["people"], "osoby_grupa": table["target"], "miejscowosci": table["localities"],
    }  # fmt: skip
    return _typed(columns, _MEASURES, shapes, plan)


def _provider_points(plan: LocalPlan) -> dict[str, Any]:
    table = plan.providers.providers
    x, y = (table[axis].to_numpy(dtype=np.float64) for axis in ("x", "y"))
    return dict(zip(table["provider_key"].astype(str), shapely.points(x, y), strict=True))


def _line(start: Any, end: Any) -> Any:
    """A straight line; None where one of its ends has no place."""
    return None if start is None or end is None else shapely.linestrings([(start.x, start.y), (end.x, end.y)])


def _codes(values: pd.Series, codes: Mapping[str, str]) -> list[str]:
    return [codes.get(str(value), str(value)) for value in values]


def _whole(value: object) -> int | None:
    return None if value is None or pd.isna(value) else round(float(value))  # type: ignore[arg-type]


def _typed(
    columns: Mapping[str, Any], types: Mapping[str, str], shapes: Sequence[Any], plan: LocalPlan
) -> gpd.GeoDataFrame:
    data = {name: _as_type(columns[name], dtype) for name, dtype in types.items()}
    crs = plan.result.crs
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(list(shapes), crs=crs), crs=crs)


def _as_type(values: Any, dtype: str) -> pd.Series:
    given = pd.Series(list(values), dtype=object)
    if dtype == "object":
        return pd.Series([None if pd.isna(v) else str(v) for v in given], dtype=object)
    if dtype == "Int64":
        return pd.Series([_whole(v) for v in given], dtype="Int64")
    return given.astype(dtype)
