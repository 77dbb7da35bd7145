"""Providers near white spots: whom to call."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog, ServiceType
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.confidential import hide_confidential_people
from mapa_uslug.diagnosis.provider_ties import common_group
from mapa_uslug.diagnosis.providers import THIRD_SECTOR
from mapa_uslug.diagnosis.service_list import split

NEAREST: Final = 3
"""Providers told of a white spot for each reason; of the same field the nearest of the third sector are told besides."""
HELPER_COLUMNS: Final = (
    "white_spot_id", "service_type", "gmina_teryt", "localities", "people", "provider_key", "provider", "sector", "km",
    "why", "contact",
)  # fmt: skip
_SPOT: Final = ["white_spot_id", "service_type", "gmina_teryt", "localities", "people"]
_METRES: Final = 1000.0


def find_helpers(
    white_spots: gpd.GeoDataFrame,
    providers: pd.DataFrame,
    services: pd.DataFrame,
    numbers: NDArray[np.int64],
    *,
    cells: pd.DataFrame,
    catalog: Catalog,
    within_km: float,
) -> pd.DataFrame:
    """Providers within reach of white spots that give the same service, else one that is like it.

    Like it is a service of the same statutory field that is for the same group of people, or comes to them as the one
    that lacks does: of health care a pharmacy is no doctor's practice, and of education a kindergarten is no school.
    Of white spots by all modes at the main threshold. Who gives the same service is told even where the nearest is
    farther away. Distances are straight lines from the edge of the spot.

    Parameters
    ----------
    numbers : int64, (services,)
        Row of each service's provider.
    cells
        Table of the cells that the spots are made of.

    Returns
    -------
    DataFrame
        See `ProviderNetwork.helpers`.
    """
    asked = white_spots["mode"].eq(ALL_MODES) & white_spots["level"].eq(MAIN_LEVEL)
    spots = white_spots[asked].reset_index(drop=True)
    spots = spots.assign(people=hide_confidential_people(spots, cells))
    groups = _groups(services, catalog)
    types, points = (
        services["service_type"].to_numpy(dtype=object),
        shapely.points(services["x"], services["y"]),
    )
    found = []
    for code, own in spots.groupby("service_type", sort=True):
        known = catalog.by_code.get(str(code))
        same = np.flatnonzero(types == code)
        alike = _find_alike(services, groups, known, catalog) if known else same[:0]
        found.append(
            _pairs(own, points[same], numbers[same], within_km, is_nearest_told=True).assign(why="same_type")
        )
        found.append(_pairs(own, points[alike], numbers[alike], within_km).assign(why="same_area"))
    if not found:
        return pd.DataFrame(columns=list(HELPER_COLUMNS))
    near = pd.concat(found, ignore_index=True)
    near["is_third"] = providers["sector"].isin(THIRD_SECTOR).to_numpy()[near["row"].to_numpy(dtype=np.int64)]
    return _tabulate(_choose(near), spots, providers)


def _groups(services: pd.DataFrame, catalog: Catalog) -> list[str]:
    """For whom each service is ("|"): what its record says, else what its type is for."""
    types = (catalog.by_code.get(str(code)) for code in services["service_type"])
    usual = [known.target if known else "" for known in types]
    told = services["target"].fillna("").astype(str)
    return [own or other for own, other in zip(told, usual, strict=True)]


def _find_alike(
    services: pd.DataFrame, groups: list[str], lacking: ServiceType, catalog: Catalog
) -> NDArray[np.int64]:
    """Rows of services of another type and the same field, for the same group or coming to people as well."""
    field, comes = set(lacking.areas), lacking.direction == "from"
    at_home = {known.code for known in catalog.types if comes and known.direction == "from"}
    told = zip(services["service_type"].astype(str), services["areas"], groups, strict=True)
    return np.array(
        [
            n for n, (code, areas, group) in enumerate(told)
            if code != lacking.code and field & {int(area) for area in split(areas)}
            and (code in at_home or common_group(group, lacking.target))
        ], dtype=np.int64,
    )  # fmt: skip


def _pairs(
    spots: gpd.GeoDataFrame, points: NDArray[np.object_], rows: NDArray[np.int64], within_km: float, *, is_nearest_told: bool = False
) -> pd.DataFrame:  # fmt: skip
    """Every spot with the providers whose places are near it, with the least distance; the nearest of all where none is."""
    shapes = spots.geometry.to_numpy()
    tree = shapely.STRtree(points)
    spot, point = tree.query(shapes, predicate="dwithin", distance=within_km * _METRES)
    lonely = np.setdiff1d(np.arange(len(shapes)), spot)
    if is_nearest_told and len(points) and len(lonely):
        far = tree.query_nearest(shapes[lonely])
        spot, point = np.append(spot, lonely[far[0]]), np.append(point, far[1])
    metres = np.round(shapely.distance(shapes[spot], points[point]))
    table = pd.DataFrame({"spot": spots.index.to_numpy()[spot], "row": rows[point], "metres": metres})
    return table.groupby(["spot", "row"], as_index=False)["metres"].min()


def _choose(near: pd.DataFrame) -> pd.DataFrame:
    """The nearest for each reason, the same service first, and the nearest of the third sector."""
    # Who gives the same service is not told once more as one of the same field.
    near = near.sort_values(
        ["spot", "why", "metres", "row"], ascending=[True, False, True, True], kind="stable"
    )
    near = near.drop_duplicates(["spot", "row"])
    is_near = near.groupby(["spot", "why"]).cumcount() < NEAREST
    is_near_third = near["is_third"] & (near.groupby(["spot", "why", "is_third"]).cumcount() < NEAREST)
    return near[is_near | is_near_third]


def _tabulate(near: pd.DataFrame, spots: gpd.GeoDataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    own = spots.loc[near["spot"], _SPOT].reset_index(drop=True)
    of_provider = providers.loc[near["row"], ["provider_key", "provider", "sector", "contact"]].reset_index(
        drop=True
    )
    told = pd.DataFrame({"km": near["metres"].to_numpy() / _METRES, "why": near["why"].to_numpy()})
    return pd.concat([own, of_provider, told], axis=1)[list(HELPER_COLUMNS)]
