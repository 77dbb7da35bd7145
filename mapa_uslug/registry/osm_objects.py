"""OSM objects as services, by the catalog's tag filters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.catalog.tag_filters import SENSITIVE_FILTERS, HiddenPlaces, TagFilter
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.contracts.tables import blank_service
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.registry.meaning.hours import parse_hours
from mapa_uslug.registry.meaning.matching import never_kept_kind

OSM_TITLE: Final = "OpenStreetMap"
"""Source of the services that objects are."""


def object_filters(catalog: Catalog) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Filters of the objects to read, and of those to leave out, from a catalog."""
    wanted = {f for t in catalog.types if t.sensitivity < 2 for f in t.osm}
    never = {f for t in catalog.types if t.sensitivity == 2 for f in t.osm} | set(SENSITIVE_FILTERS)
    return tuple(sorted(wanted)), tuple(sorted(never))


def services_from_objects(
    objects: pd.DataFrame, *, catalog: Catalog, index: GminaIndex
) -> list[dict[str, Any]]:
    """One service per object and type that it matches, with its place in the CRS of the index."""
    if objects.empty:
        return []
    hidden = HiddenPlaces.parse(object_filters(catalog)[1])
    x, y = transform_xy(objects["lon"].to_numpy(float), objects["lat"].to_numpy(float), WGS84, index.crs)
    found = []
    for osm_id, tags, px, py in zip(
        objects["osm_id"], objects["tags"], np.asarray(x), np.asarray(y), strict=True
    ):
        if hidden.first_match(tags) is not None:
            continue
        found += [
            _service(osm_id, tags, t, float(px), float(py), index)
            for t in catalog.types
            if any(TagFilter.parse(f).matches(tags) for f in t.osm)
            and not never_kept_kind(
                "", f"{tags.get('name', '')} {tags.get('operator', '')}", _as_stay(tags, t)
            )
        ]
    return found


def _as_stay(tags: Mapping[str, str], service_type: ServiceType) -> ServiceType | None:
    """The type by which a name is judged: tags say less than a sheet, so that a social facility may be a stay."""
    is_social = (
        tags.get("amenity", "") in ("social_facility", "social_centre", "nursing_home")
        or "social_facility" in tags
    )
    return None if is_social else service_type


def _service(
    osm_id: str, tags: Mapping[str, str], service_type: ServiceType, x: float, y: float, index: GminaIndex
) -> dict[str, Any]:
    return blank_service() | {
        "service_id": f"osm-{osm_id}-{service_type.code}",
        "provider": tags.get("name") or tags.get("operator") or service_type.name,
        "service_type": service_type.code,
        "gmina_teryt": index.at(x, y),
        "locality": tags.get("addr:city") or tags.get("addr:place") or "",
        "address": " ".join(filter(None, (tags.get("addr:street"), tags.get("addr:housenumber")))),
        "capacity": _number(tags.get("capacity", "")),
        "capacity_unit": service_type.capacity_unit,
        "territory": "",
        "is_open": True,
        "sensitivity": service_type.sensitivity,
        "hours": tags.get("opening_hours", ""),
        "contact": tags.get("contact:phone") or tags.get("phone") or tags.get("website") or "",
        "source": OSM_TITLE,
        "source_date": "",
        "opening_hours": parse_hours(tags.get("opening_hours", "")).opening,
        "areas": "|".join(map(str, service_type.areas)),
        "delivery": service_type.delivery,
        "target": service_type.target,
        "quality": "rejestr",
        "radius_m": LEAST_RADIUS_M["rejestr"],
        "x": x,
        "y": y,
    }


def _number(text: str) -> float:
    return float(text) if text.isdigit() else math.nan
