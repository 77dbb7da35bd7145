"""Tables and records as the JSON that the page reads."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog.built_words import tell_built_roads, tell_new_courses
from mapa_uslug.catalog.closed_words import tell_closed_roads
from mapa_uslug.catalog.models import Catalog, CusArea, ServiceType
from mapa_uslug.catalog.words import name_group
from mapa_uslug.contracts.combined import Combined
from mapa_uslug.contracts.confidential import hide_confidential_people, hide_confidential_targets
from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.contracts.tiles import TileSource
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import Problem
from mapa_uslug.core.text import Text
from mapa_uslug.maps.states import list_unknown_reasons
from mapa_uslug.maps.words import name_group_shortly

SPOT_COLUMNS = ("answer", "people", "people_target", "over", "nearest", "gminas", "localities", "at")
_MAX_PROBLEMS = 40
_NAMED_HOSTS = {"tile.openstreetmap.org": "OpenStreetMap"}


def describe_area(area: CusArea, text: Text) -> dict[str, Any]:
    """An area of the CUS act: number, name in the page's language, letters of its symbol."""
    name = area.name if text.language == "pl" else area.name_en
    return {"number": area.number, "name": name, "symbol": area.symbol}


def describe_types(
    answers: list[Combined], result: RunResult, catalog: Catalog, text: Text
) -> list[dict[str, Any]]:
    """Types with figures, in the order of the first area they belong to, then by name; then those only placed."""
    with_figures = {a.service_type for a in answers}
    if result.what_if is not None:
        with_figures = {t.service_type for t in result.what_if.types}
    codes = with_figures | set(result.services["service_type"].astype(str))
    types = [catalog.by_code[c] for c in codes if c in catalog.by_code]
    unplaced = result.unlocated["service_type"].value_counts() if len(result.unlocated) else {}
    rows = [
        {
            "code": t.code,
            **name_type(t, text),
            "area": t.areas[0],
            "delivery": t.delivery,
            "direction": t.direction,
            "unplaced": int(unplaced.get(t.code, 0)),
            "legal_basis": "; ".join(sorted({x.legal_basis for x in t.thresholds.values() if x.legal_basis})),
            "has_figures": t.code in with_figures,
        }
        for t in types
    ]
    return sorted(rows, key=lambda r: (r["area"], str(r["name"]), r["code"]))


def name_type(service_type: ServiceType, text: Text) -> dict[str, str]:
    """What a type and its target group are called in the page's language."""
    is_for_all = service_type.target == "all"
    return {
        "name": service_type.name if text.language == "pl" else service_type.name_en,
        "target": "" if is_for_all else name_group(text, service_type.target),
        "target_short": name_group_shortly(text, service_type.target),
    }


def describe_answer(answer: Combined) -> dict[str, Any]:
    """What an answer is for, its thresholds mode by mode with their kind, and what is known for it."""
    return {
        "type": answer.service_type,
        "mode": answer.mode,
        "level": answer.level,
        "limits": [
            {"mode": x.mode, "value": x.threshold, "unit": x.unit, "kind": x.kind} for x in answer.layers
        ],
        "is_capacity_known": any(x.is_capacity_known for x in answer.layers),
        "has_target": answer.target is not None,
        "unknown_reasons": {
            group: list_unknown_reasons(states, answer.reason)
            for group, states in (("all", answer.people), ("target", answer.target))
            if states is not None
        },
    }


def describe_gminas(result: RunResult) -> list[dict[str, Any]]:
    """Gminas with the place of their name and their box [deg], in the order of the table."""
    points = shapely.point_on_surface(result.gminas.geometry.values)
    lon, lat = _degrees(points, result.crs)
    boxes = result.gminas.to_crs(WGS84).bounds.to_numpy()
    return [
        {
            "teryt": str(teryt),
            "name": str(name),
            "is_area": bool(is_area),
            "at": [round(float(y), 5), round(float(x), 5)],
            "bounds": [[round(float(b[1]), 5), round(float(b[0]), 5)], [round(float(b[3]), 5), round(float(b[2]), 5)]],
        }
        for teryt, name, is_area, x, y, b in zip(
            result.gminas["gmina_teryt"], result.gminas["gmina"], result.gminas["is_area"], lon, lat, boxes, strict=True
        )
    ]  # fmt: skip


def describe_services(result: RunResult, catalog: Catalog) -> list[dict[str, Any]]:
    """Places with what the register knows; empty fields are left out.

    Only a place that is known roughly has a radius.

    Raises
    ------
    ValueError
        If a service that may not be drawn is among them.
    """
    table = result.services
    if (table["sensitivity"] != 0).any():
        # A last guard: a shelter's place on a map cannot be taken back.
        raise ValueError("services that may not be drawn reached the map")
    lon, lat = _degrees(table.geometry.values, result.crs)
    rows = []
    for at, row in enumerate(table.drop(columns="geometry").to_dict("records")):
        entry = {key: _plain(row[key]) for key in (
            "service_id", "provider", "service_type", "gmina_teryt", "locality", "address", "capacity", "capacity_unit",
            "territory", "is_open", "hours", "opening_hours", "contact", "source", "source_date", "quality",
            "provider_kind", "areas", "target", "occupied", "waiting", "staff_fte", "valid_from", "valid_until",
            "funded_until",
        )}  # fmt: skip
        unit = (
            catalog.by_code[row["service_type"]].capacity_unit
            if row["service_type"] in catalog.by_code
            else ""
        )
        entry["has_unit"] = row["capacity_unit"] in ("", unit)
        entry["deliveries"] = _plain(row["delivery"])
        entry["radius_m"] = _plain(row["radius_m"]) if row["radius_m"] > EXACT_RADIUS_M else None
        entry["at"] = [round(float(lat[at]), 6), round(float(lon[at]), 6)]
        rows.append({k: v for k, v in entry.items() if v not in (None, "")})
    return rows


def _degrees(points: Any, crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = shapely.get_coordinates(points).T
    return transform_xy(x, y, crs, WGS84)


def _plain(value: Any) -> Any:
    """A cell of a table as JSON: missing is None, whole floats are integers."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating):
        return int(value) if float(value).is_integer() else float(value)
    return str(value)


def describe_white_spots(spots: gpd.GeoDataFrame, answer: list[int], result: RunResult) -> list[list[Any]]:
    """Rows of `SPOT_COLUMNS`, in the order of the table; figures that must stay confidential are None."""
    lon, lat = _degrees(shapely.point_on_surface(spots.geometry.values), result.crs)
    place = {str(code): i for i, code in enumerate(result.services["service_id"])}
    cells = result.cells.table
    told = spots.assign(
        people=hide_confidential_people(spots, cells), people_target=hide_confidential_targets(spots, cells)
    )
    columns = (
        told[c].astype(object).tolist()
        for c in ("people", "people_target", "over", "nearest_service", "gmina_teryt", "localities")
    )
    return [
        [
            number,
            _plain(people),
            _plain(target),
            None if pd.isna(over) else round(float(over), 1),
            place.get(str(nearest), -1),
            str(gminas),
            str(localities),
            [round(float(y), 5), round(float(x), 5)],
        ]
        for number, people, target, over, nearest, gminas, localities, x, y in zip(
            answer, *columns, lon, lat, strict=True
        )
    ]


def describe_problems(result: RunResult, text: Text) -> list[str]:
    """Warnings that the reader of the map must know, each once."""
    problems = [p for p in result.problems if isinstance(p, Problem)]
    lines = [text.tell(p.message, dict(p.values)) for p in problems[:_MAX_PROBLEMS]]
    return list(dict.fromkeys(lines))


def describe_caveats(result: RunResult, text: Text) -> list[str]:
    """What the reader must know besides warnings: which roads are closed or new, and how many places are known only roughly."""
    closed = tell_closed_roads(text, result.info, has_timetable=result.transit is not None)
    told = (closed, tell_built_roads(text, result.info), tell_new_courses(text, result.info))
    notes = [line for line in told if line]
    count = int((result.services["radius_m"] > EXACT_RADIUS_M).sum())
    if not count:
        return notes
    return [
        *notes,
        text.plural(
            "{count} place is known only to its street, village or gmina. It may lie anywhere in its circle; people for "
            "whom that decides are “not known”. Times and bands are those of the middle of the circle.",
            "{count} places are known only to their street, village or gmina. Each may lie anywhere in its circle; people "
            "for whom that decides are “not known”. Times and bands are those of the middle of the circle.",
            count,
        ),
    ]


def describe_info(result: RunResult) -> dict[str, Any]:
    """Attribution of the sources, date and year of the data, size of the cells, tiles from the web if asked for."""
    given = result.info.get("attribution", ())
    attribution = [given] if isinstance(given, str) else [str(line) for line in _as_list(given)]
    return {
        "attribution": attribution,
        "date": str(result.info.get("date", "") or ""),
        "year": result.cells.year,
        "cell_m": result.cells.cell_m,
        "tiles": _describe_tiles(tiles_of(result)),
    }


def tiles_of(result: RunResult) -> TileSource | None:
    """Tiles from the web that the map may show, if the run asks for any."""
    tiles = result.info.get("tiles")
    return tiles if isinstance(tiles, TileSource) else None


def _describe_tiles(tiles: TileSource | None) -> dict[str, str] | None:
    if tiles is None:
        return None
    return {
        "url": tiles.url,
        "attribution": tiles.attribution,
        "source": _NAMED_HOSTS.get(tiles.host, tiles.host),
    }


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
