"""What reading services results in: tables by what may be done with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from mapa_uslug.contracts.tables import LOCATED_SERVICES, SERVICES, Count, blank_service
from mapa_uslug.core.errors import Problem


@dataclass(frozen=True, eq=False)
class Registry:
    """Services by what may be done with them.

    Attributes
    ----------
    located : GeoDataFrame
        `LOCATED_SERVICES`, sensitivity 0, by service_id.
    unlocated : DataFrame
        `SERVICES` and ``reason``: ``no_coordinates`` (address only) or ``gmina_only`` (sensitivity 1: no address kept).
    unplaced : DataFrame
        ``service_type, gmina_teryt`` (``""`` not known) of services that exist but whose place is not known, for
        whatever reason: nobody of that gmina may be called too far from them.
    rejected : DataFrame
        ``source, reason, kind``: rows left out; those of kinds that are never kept have no source.
    problems : tuple of Problem
    counts : tuple of Count
    """

    located: gpd.GeoDataFrame
    unlocated: pd.DataFrame
    unplaced: pd.DataFrame
    rejected: pd.DataFrame
    problems: tuple[Problem, ...]
    counts: tuple[Count, ...]


@dataclass
class Sorted:
    """Rows by what may be done with them, while sheets are read."""

    located: list[dict[str, Any]] = field(default_factory=list)
    unlocated: list[dict[str, Any]] = field(default_factory=list)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def keep_gmina_only(service: Mapping[str, Any]) -> dict[str, Any]:
    """What may be kept of an object of sensitivity 1: its kind, gmina and capacity."""
    kept = (
        "service_id",
        "service_type",
        "gmina_teryt",
        "capacity",
        "capacity_unit",
        "sensitivity",
        "source_date",
    )
    return blank_service() | {k: service[k] for k in kept} | {"reason": "gmina_only"}


def rejected_row(source: str, reason: str, kind: str) -> dict[str, str]:
    """A row of `Registry.rejected`."""
    return {"source": source, "reason": reason, "kind": kind}


def build_registry(out: Sorted, crs: str) -> Registry:
    """Tables of everything sorted, in the order of ids."""
    located = pd.DataFrame(out.located, columns=[*SERVICES, "quality", "radius_m", "x", "y"]).sort_values(
        "service_id", ignore_index=True
    )
    located = located.astype({"capacity": float, "is_open": bool, "sensitivity": "int64"})
    points = gpd.points_from_xy(located.pop("x").astype(float), located.pop("y").astype(float))
    unlocated = pd.DataFrame(out.unlocated, columns=[*SERVICES, "reason"]).sort_values(
        "service_id", ignore_index=True
    )
    return Registry(
        located=gpd.GeoDataFrame(located, geometry=points, crs=crs)[list(LOCATED_SERVICES)],
        unlocated=unlocated,
        unplaced=pd.DataFrame(
            sorted(set(out.unplaced)), columns=["service_type", "gmina_teryt"], dtype=object
        ),
        rejected=pd.DataFrame(out.rejected, columns=["source", "reason", "kind"]),
        problems=tuple(out.problems),
        counts=tuple(out.counts),
    )
