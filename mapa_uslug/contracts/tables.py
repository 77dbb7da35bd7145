"""The dictionary of fields, and the tables that travel between stages.

One field has one name, type and unit everywhere. Schemas, the glossary and checks are made from here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from mapa_uslug.contracts.barriers import Barriers, TransitSummary
    from mapa_uslug.contracts.map_layers import MapLayer
    from mapa_uslug.contracts.supply import Supply
    from mapa_uslug.contracts.what_if import WhatIf


@dataclass(frozen=True)
class Field:
    """A column: its type (``str``, ``int``, ``float``, ``bool``, ``geometry``), Polish word, meaning and unit."""

    name: str
    dtype: str
    polish: str
    meaning: str
    unit: str = ""
    nullable: bool = False


_FIELDS = (
    Field("gmina_teryt", "str", "TERYT gminy", "six-digit code of the gmina; joins every table"),
    Field(
        "gmina_kod",
        "str",
        "pełny kod TERYT",
        "code as the source gave it, with its seventh digit",
        nullable=True,
    ),
    Field("gmina", "str", "gmina", "name of the gmina"),
    Field(
        "is_area", "bool", "w obszarze", "whether the gmina belongs to the area analysed (else a neighbour)"
    ),
    Field("geometry", "geometry", "geometria", "shape or point in the area's metric CRS", "m"),
    Field("service_id", "str", "identyfikator usługi", "id of one service at one place (`usluga_id`)"),
    Field("provider", "str", "podmiot", "name of the body that provides the service"),
    Field("service_type", "str", "usługa", "code of the catalog"),
    Field("locality", "str", "miejscowość", "village or town", nullable=True),
    Field("address", "str", "adres", "street and number, as given", nullable=True),
    Field("capacity", "float", "pojemność", "capacity in `capacity_unit`", nullable=True),
    Field("capacity_unit", "str", "jednostka pojemności", "what capacity counts", nullable=True),
    Field(
        "territory",
        "str",
        "gminy obsługiwane",
        "codes of the gminas served, separated by |; empty: no limit declared",
    ),
    Field("is_open", "bool", "dla spoza gminy", "whether people of other gminas may use it"),
    Field("sensitivity", "int", "wrażliwość", "0 public, 1 counted per gmina only, 2 never kept"),
    Field("hours", "str", "godziny", "opening hours as given", nullable=True),
    Field(
        "contact", "str", "kontakt", "telephone or address of the office, never of a person", nullable=True
    ),
    Field(
        "opening_hours",
        "str",
        "godziny otwarcia",
        "opening hours in the form of OpenStreetMap, where they were understood; `unknown` marks days that were not",
        nullable=True,
    ),
    Field(
        "provider_kind",
        "str",
        "rodzaj podmiotu",
        "public, NGO, church, social economy or private, by the words of the sheet; ? marks one that is guessed from the name",
        nullable=True,
    ),
    Field("areas", "str", "obszary CUS", "numbers of the areas of the CUS act, separated by |"),
    Field("delivery", "str", "tryb", "how it is delivered, letters S, C, D, M, Z, L separated by |"),
    Field(
        "target", "str", "grupa", "whom it is for, as the catalog or the sheet names the group", nullable=True
    ),
    Field(
        "occupied",
        "float",
        "zajęte",
        "how much of the capacity is taken",
        "as `capacity_unit`",
        nullable=True,
    ),
    Field("waiting", "float", "kolejka", "people who wait", "people", nullable=True),
    Field("staff_fte", "float", "etaty", "staff in full-time equivalents", "FTE", nullable=True),
    Field(
        "valid_from", "str", "ważne od", "first day on which the service is given (ISO date)", nullable=True
    ),
    Field(
        "valid_until", "str", "ważne do", "last day on which the service is given (ISO date)", nullable=True
    ),
    Field(
        "funded_until", "str", "finansowanie do", "day on which the funding ends (ISO date)", nullable=True
    ),
    Field(
        "provider_id",
        "str",
        "identyfikator podmiotu",
        "id of the provider in its sheet (`podmiot_id`)",
        nullable=True,
    ),
    Field("fee", "str", "odpłatność", "what users pay, as given", nullable=True),
    Field(
        "outsiders",
        "str",
        "dla spoza gminy (odpowiedź)",
        "answer of the sheet: tak, nie, umowa; empty: not said",
        nullable=True,
    ),
    Field("transport", "str", "dowóz", "whether users are fetched: tak, nie; empty: not said", nullable=True),
    Field(
        "accessibility",
        "str",
        "dostępność architektoniczna",
        "tak, nie, częściowo, nieznana; empty: not said",
        nullable=True,
    ),
    Field(
        "reserved",
        "float",
        "zarezerwowane",
        "places kept for people who leave residential care",
        nullable=True,
    ),
    Field(
        "moved",
        "float",
        "przeszli",
        "people who moved on to services in the community within a year",
        "people",
        nullable=True,
    ),
    Field(
        "basket",
        "str",
        "koszyk usług",
        "codes of services given in a supported flat, separated by |",
        nullable=True,
    ),
    Field(
        "partners",
        "str",
        "partnerzy",
        "providers with which there is a declared partnership, by id or name, separated by |",
        nullable=True,
    ),
    Field(
        "keeper",
        "str",
        "prowadzi wpis",
        "office that keeps the record up to date, never a person",
        nullable=True,
    ),
    Field(
        "corrections",
        "str",
        "zgłoszenia",
        "where corrections are told: telephone or address of an office",
        nullable=True,
    ),
    Field("quality", "str", "klasa położenia", "how the place was found, see `QUALITIES`"),
    Field(
        "radius_m",
        "float",
        "promień niepewności",
        "the true place lies within it in at least nine cases of ten",
        "m",
    ),
    Field("source", "str", "źródło", "file and row that the record came from"),
    Field("source_date", "str", "data stanu", "date that the record was true", nullable=True),
    Field("reason", "str", "powód", "code of the reason"),
    Field("kind", "str", "rodzaj", "kind of the row that was left out", nullable=True),
    Field("cell_id", "str", "komórka", "id of the populated (sub-)cell"),
    Field("grid_col", "int", "kolumna siatki", "column of the cell in the grid of `cell_m`"),
    Field("grid_row", "int", "wiersz siatki", "row of the cell in the grid of `cell_m`"),
    Field("people", "int", "ludność", "people who live there", "people"),
    Field("is_imputed", "bool", "uzupełniona", "whether the source kept the cell's figures confidential"),
)
FIELDS: Final[dict[str, Field]] = {f.name: f for f in _FIELDS}

GMINAS: Final = ("gmina_teryt", "gmina_kod", "gmina", "is_area", "geometry")
SERVICES: Final = (
    "service_id", "provider", "service_type", "gmina_teryt", "locality", "address", "capacity", "capacity_unit",
    "territory", "is_open", "sensitivity", "hours", "opening_hours", "contact", "source", "source_date", "provider_kind",
    "areas", "delivery", "target", "occupied", "waiting", "staff_fte", "valid_from", "valid_until", "funded_until",
    "provider_id", "fee", "outsiders", "transport", "accessibility", "reserved", "moved", "basket", "partners", "keeper",
    "corrections",
)  # fmt: skip
LOCATED_SERVICES: Final = (*SERVICES, "quality", "radius_m", "geometry")
CELLS: Final = (
    "cell_id",
    "gmina_teryt",
    "locality",
    "grid_col",
    "grid_row",
    "people",
    "is_imputed",
    "geometry",
)


def blank_service() -> dict[str, object]:
    """A record of `SERVICES` of which nothing is known."""
    missing = {"float": math.nan, "bool": True, "int": 0}
    return {name: missing.get(FIELDS[name].dtype, "") for name in SERVICES}


STATES: Final = ("served", "full", "too_far", "cannot_tell")
"""The four states of a person; they add up to the population exactly."""

REASONS: Final = (
    "",
    "no_road",
    "not_connected",
    "data_edge",
    "outside_data",
    "not_eligible",
    "no_paths",
    "unplaced_service",
    "uncertain_place",
    "no_timetable",
)
"""Why a cell is in its state, by code: `not_eligible` (nobody serves the gmina) makes `too_far`, the others
`cannot_tell`; `unplaced_service` where the place of a service is not known at all, `uncertain_place` where a place
that is known only to its street, village or gmina may or may not be within the threshold, `no_timetable` where not every
course of public transport is known."""


@dataclass(frozen=True, eq=False)
class PopulationCells:
    """Populated cells with their people.

    Attributes
    ----------
    table : GeoDataFrame
        Columns `CELLS` and one integer column ``people_<group>`` per available group (see `groups`). Geometry is
        the representative point (area CRS): demand sits there. Sorted by `cell_id`.
    grid_crs : str
        CRS of the grid: the cell's lower-left corner is ``(grid_col * cell_m, grid_row * cell_m)`` in it.
    cell_m : int
        Side of a cell [m].
    groups : dict
        Age group (``"65+"``, ``"0-14"``, ...) -> quality: ``grid`` (counted in cells) or ``gmina_share`` (spread with
        the share known for the gmina). A group that is absent has no figures. Column names: see `group_column`.
    year : int or None
    is_modelled : bool
        Whether people of any gmina were counted by a model (a population raster), not by a census or register.
    """

    table: gpd.GeoDataFrame
    grid_crs: str
    cell_m: int
    groups: dict[str, str]
    year: int | None = None
    is_modelled: bool = False


def group_column(group: str) -> str:
    """Column of a population group: ``all`` -> people, ``65+`` -> people_65_plus, ``0-2`` -> people_0_2."""
    return "people" if group == "all" else "people_" + group.replace("+", "_plus").replace("-", "_")


@dataclass(frozen=True, eq=False)
class CoverageLayer:
    """States of people for one service type, mode and threshold; arrays are in the order of the cells.

    Attributes
    ----------
    people : int32, (cells, 4)
        All people by state, in the order of `STATES`; rows add up to the cell's people.
    target : int32, (cells, 4) or None
        The target group likewise; None where the population has no such group.
    reason : uint8, (cells,)
        Index into `REASONS`.
    cost : float32, (cells,)
        Cost of the nearest place that may be used (``inf`` none, ``nan`` not known); minutes or metres by `unit`.
    nearest_place : int32, (cells,)
        Row in the located services, -1 if none.
    """

    service_type: str
    mode: str
    level: int
    threshold: int
    unit: str
    kind: str
    is_capacity_known: bool
    people: NDArray[np.int32]
    target: NDArray[np.int32] | None
    reason: NDArray[np.uint8]
    cost: NDArray[np.float32]
    nearest_place: NDArray[np.int32]


DEGREE_STEPS: Final = 10_000_000
"""OpenStreetMap keeps coordinates as whole numbers of so many to a degree."""


@dataclass(frozen=True, eq=False)
class Outlines:
    """Outlines of buildings, of which nothing else is known here: neither use nor address.

    Attributes
    ----------
    x, y : float64, (buildings,)
        Middles (area CRS), by which those to be drawn are chosen.
    lonlat : int32, (vertices, 2)
        Corners in `DEGREE_STEPS` of a degree: exact, and a quarter of the memory of shapes. They stay in degrees since
        an extract may hold millions of buildings of which a map draws some thousand.
    ring_ptr : int64, (rings + 1,)
        Vertices of each ring, the first of which is the last. Exterior rings run counter-clockwise, holes clockwise.
    ring_building : int64, (rings,)
        Building of each ring, ascending.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lonlat: NDArray[np.int32]
    ring_ptr: NDArray[np.int64]
    ring_building: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Landscape:
    """What the map's background and place names are drawn from; area CRS. Any table may be empty.

    Attributes
    ----------
    places : GeoDataFrame
        ``name``, ``kind`` (city, town, village, hamlet, ...), Point.
    water, forest, builtup : GeoDataFrame
        ``name``, Polygon or LineString (rivers stand in `water`).
    rail : GeoDataFrame
        LineString.
    buildings : Outlines or None
        None where there is no extract.
    """

    places: gpd.GeoDataFrame
    water: gpd.GeoDataFrame
    forest: gpd.GeoDataFrame
    builtup: gpd.GeoDataFrame
    rail: gpd.GeoDataFrame
    buildings: Outlines | None = None


@dataclass(frozen=True, eq=False)
class OsmFeatures:
    """Everything but roads that one pass over an OSM extract yields; area CRS.

    Attributes
    ----------
    building_x, building_y : float64, (buildings,)
        Middles of the buildings' outlines.
    is_residential : bool, (buildings,)
        False for buildings that nobody lives in (garages, barns, churches, works).
    address_x, address_y : float64, (addresses,)
    objects : DataFrame
        ``osm_id`` ("n12", "w7", "r3"), ``tags`` (dict), ``lon``, ``lat``: the objects that may be services.
    boundaries : GeoDataFrame
        ``name``, ``admin_level`` (int), ``teryt`` ("" if none), (Multi)Polygon: relations that could be assembled.
    broken_boundaries : tuple of str
        Names of boundary relations that the extract cuts.
    count : Count
        Of the objects; sensitive ones by kind only.
    admin_levels : dict
        ``admin_level`` -> number of boundary relations of it that the file names.
    public_buildings : DataFrame or None
        ``osm_id``, ``kind`` (value of ``amenity``: school, kindergarten, library, fire_station, community_centre,
        arts_centre, townhall), ``name`` ("" if none), ``lon``, ``lat``: buildings in which a new service may find room.
        None where they were not looked for.
    """

    building_x: NDArray[np.float64]
    building_y: NDArray[np.float64]
    is_residential: NDArray[np.bool_]
    address_x: NDArray[np.float64]
    address_y: NDArray[np.float64]
    objects: pd.DataFrame
    boundaries: gpd.GeoDataFrame
    broken_boundaries: tuple[str, ...]
    landscape: Landscape
    count: Count = field(default_factory=lambda: Count("extract", read=0, kept=0))
    admin_levels: dict[int, int] = field(default_factory=dict)
    public_buildings: pd.DataFrame | None = None

    @property
    def dropped_objects(self) -> dict[str, int]:
        """Number of sensitive objects left out, by the filter that they matched."""
        prefix = "sensitive:"
        found = self.count.left_out.items()
        return {reason.removeprefix(prefix): n for reason, n in found if reason.startswith(prefix)}


@dataclass(frozen=True)
class Count:
    """How many records a stage took in, gave out and left out, by reason; they add up."""

    stage: str
    read: int
    kept: int
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class RunResult:
    """Everything that the map, the reports and the files are made from.

    Attributes
    ----------
    name : str
    gminas : GeoDataFrame
        `GMINAS`.
    services : GeoDataFrame
        `LOCATED_SERVICES`; sensitivity 0 only, places that may be drawn.
    unlocated : DataFrame
        `SERVICES` without a place (address only), and those counted per gmina only (sensitivity 1).
    cells : PopulationCells
        Of the area only (neighbours' people are not counted).
    layers : tuple of CoverageLayer
        One per service type, mode and threshold level, in this order.
    white_spots : GeoDataFrame
        ``white_spot_id, service_type, mode ("all": too far by every mode that counts, else one mode), level, threshold
        (text, e.g. "30"), unit, kind, gmina_teryt ("|"-list), localities ("|"-list), people, people_target (Int64),
        over (people-weighted mean beyond the threshold, minutes or metres, NaN if no service can be had), cost_max,
        nearest_service, nearest_provider, nearest_gmina, cells ("|"-list of cell_id), geometry``.
    isochrones : GeoDataFrame
        ``id`` (service_id, or the type's code for the union of all its places), ``service_type, mode, minutes,
        direction, geometry``; cumulative nested polygons.
    indicators : DataFrame
        The rows of ``luki.csv``.
    problems : tuple of Problem
        Warnings that the reader of the results must know.
    counts : tuple of Count
    network : RoadNetwork
        For drawing the roads.
    extent : Polygon
        Within which the data are known (area CRS).
    what_if : WhatIf or None
        What the map counts people anew with; None where it is to show the figures of the run only.
    map_layers : tuple of MapLayer
        What the map is to show besides.
    barriers : Barriers or None
        None where they were not looked for.
    transit : TransitSummary or None
        None where no timetable was given: nothing is then said of public transport.
    at_home : DataFrame or None
        None where no service is delivered at home.
    hours_short : dict
        Service type -> int64, (cells,): people of the target group for whom services at home have no hours once the ways are
        counted (`brak_godzin` by cell); types of which hours there and hours needed are known. Only sums are told.
    supply : Supply or None
        None where it was not counted.
    """

    name: str
    crs: str
    gminas: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    unlocated: pd.DataFrame
    cells: PopulationCells
    layers: tuple[CoverageLayer, ...]
    white_spots: gpd.GeoDataFrame
    isochrones: gpd.GeoDataFrame
    indicators: pd.DataFrame
    landscape: Landscape
    problems: tuple[object, ...]
    counts: tuple[Count, ...]
    network: object
    extent: object
    info: dict[str, object] = field(default_factory=dict)
    what_if: WhatIf | None = None
    map_layers: tuple[MapLayer, ...] = ()
    barriers: Barriers | None = None
    transit: TransitSummary | None = None
    at_home: pd.DataFrame | None = None
    hours_short: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    supply: Supply | None = None
