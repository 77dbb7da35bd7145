"""`area.toml` as models that check themselves; the plan of a scenario is in `plan_config`.

Field descriptions and examples here are what ``docs/area_toml.md`` is generated from.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from mapa_uslug.contracts.config_values import (
    ExistingFile,
    FileOrOsm,
    FileOrOsmnx,
    GminaCode,
    MetricCrs,
    Minutes,
    Mode,
    Number,
    Section,
    TilesUrl,
    check_window,
    gmina_code,
)
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions, Target
from mapa_uslug.contracts.publication_config import PublicationOptions
from mapa_uslug.contracts.tiles import OSM_CREDIT, OSM_TILES
from mapa_uslug.contracts.timetable import DayType


class Area(Section):
    """What the run is about."""

    name: Annotated[str, Field(strict=True, min_length=1)] = Field(
        description="Name of the area, as it stands in the titles of the map and the report.",
        examples=["powiat zalewski"],
    )
    gminas: list[GminaCode] = Field(
        default=[],
        description="TERYT codes (6 or 7 digits) of the gminas that make up the area. The other gminas of the "
        "boundary file are neighbours: their services count, their people do not. Empty: all of them.",
        examples=[["086001", "086002"]],
    )
    crs: MetricCrs | None = Field(
        default=None,
        pattern=r"^EPSG:\d{4,6}$",
        description="Metric coordinate system of the calculations. Empty: EPSG:2180 in Poland, else the UTM zone.",
        examples=["EPSG:2180"],
    )

    attribution: str | list[str] | None = Field(
        default=None,
        description="Credits of the sources, one or a list, shown on the map and in the reports. Empty: OpenStreetMap's, when the "
        "roads are.",
        examples=["dane zmyślone"],
    )

    @property
    def credits(self) -> list[str]:
        """The credits as a list."""
        given = self.attribution or []
        return [given] if isinstance(given, str) else list(given)


class Inputs(Section):
    """Files, relative to the folder of area.toml."""

    roads: FileOrOsmnx = Field(
        description="Road network: OSM `.osm.pbf`, `.osm`, `.osm.gz`, `.osm.bz2`, or an answer of Overpass `.json`; an OSMnx graph "
        "`.graphml`; BDOT10k (SKJZ, SKRP) or other lines in `.shp`, `.gpkg`, `.gml`, `.xml`, `.geojson`; a network built before, `.net`; or the word "
        "`osmnx` to download it once with osmnx.",
        examples=["drogi.osm.pbf"],
    )
    boundaries: FileOrOsm = Field(
        description="Gmina boundaries: PRG `.shp` or `.gpkg` (JPT_KOD_JE, JPT_NAZWA_), `.geojson` with `terc`, "
        "`JPT_KOD_JE` or `TERYT`; or the word `osm` for the boundary relations of the extract.",
        examples=["gminy.geojson"],
    )
    services: list[FileOrOsm] = Field(
        min_length=1,
        description="Sheets of services (`.csv`, `.xlsx`, `.ods`, `.xls`; one row a service), and/or the word `osm` for the objects of "
        "the extract that the catalog knows.",
        examples=[["uslugi.csv"]],
    )
    addresses: list[FileOrOsm] = Field(
        default=[],
        description="Known addresses, to find services by: PRG export (`.gpkg`, `.shp`, `.gml`, `.geojson`, `.parquet`, `.csv`), "
        "OSM extract or answer of Overpass, and/or the word `osm` for the addresses of the extract. Empty: only services with coordinates are located.",
        examples=[["adresy_powiat.gpkg"]],
    )
    localities: list[ExistingFile] = Field(
        default=[],
        description="Official list of localities (SIMC, `.csv`): which village lies in which gmina.",
        examples=[["SIMC.csv"]],
    )
    population: ExistingFile | None = Field(
        default=None,
        description="Population grid: GUS form (CODE, RES, RES_0_14 ...) or Eurostat's (GRD_ID, T, Y_LT15 ..., or its long form) as "
        "`.shp`, `.gpkg`, `.geojson` or `.csv`, also in the published `.zip`; or any grid in a GeoPackage with "
        "`population.columns`. Empty: `totals` are spread over residential buildings.",
        examples=["siatka_1km.gpkg"],
    )
    population_raster: list[ExistingFile] = Field(
        default=[],
        description="Models of population (GHS-POP, WorldPop: `.tif`, also in a `.zip`; tiles side by side): where people live within a "
        "cell of the grid or a gmina that has neither buildings nor addresses; without a grid and `totals` also how many (no age "
        "groups; every output says that it is a model).",
        examples=[["GHS_POP_E2020_GLOBE_R2023A_54009_100_V1_0_R4_C20.zip"]],
    )
    totals: ExistingFile | None = Field(
        default=None,
        description="People per gmina now (`.csv`, `.ods`, `.xlsx`): `gmina_teryt` or `name`, `people`, `people_0_14`, `people_15_64`, "
        "`people_65_plus`, and finer groups such as `people_75_plus`. The grid is rescaled to it.",
        examples=["ludnosc_gmin.csv"],
    )
    features: ExistingFile | None = Field(
        default=None,
        description="OSM extract, or answer of Overpass (`.json`), with buildings, place names, water and forests. Empty: the road file, when it is OSM.",
        examples=["drogi.osm.pbf"],
    )
    catalog: ExistingFile | None = Field(
        default=None,
        description="Your own service catalog instead of the built-in one.",
        examples=["katalog.toml"],
    )
    elevation: list[ExistingFile] = Field(
        default=[],
        description="Elevation models (`.tif`, `.hgt`, `.asc`, or one of them in a `.zip`; any coordinate system, tiles side by side): "
        "walking and cycling times follow the slopes. Empty: all roads count as level.",
        examples=[["N53E017.hgt.zip", "N53E018.hgt.zip"]],
    )
    timetables: list[ExistingFile] = Field(
        default=[],
        description="Timetables of public transport: GTFS feeds (`.zip`) and tables made by hand (`.xlsx`, from `mapa-uslug template "
        "--timetable`). Empty: public transport is not measured.",
        examples=[["gtfs.zip", "kursy_gminne.xlsx"]],
    )
    needs: list[ExistingFile] = Field(
        default=[],
        description="Surveys of needs (`.csv`, `.xlsx`, `.ods`; from `mapa-uslug template --needs`): how many of those asked name a service "
        "as urgent, or as hard to provide, per service and gmina. Empty: the figures of the Lubuskie diagnosis are taken, and said.",
        examples=[["ankieta_potrzeb.csv"]],
    )
    people_by_year: ExistingFile | None = Field(
        default=None,
        description="People per gmina in other years (`.csv`, `.xlsx`, `.ods`): `gmina_teryt`, `rok`, `rodzaj` (`stan` or `prognoza`), `people` and "
        "groups such as `people_65_plus`. Empty: nothing is said of growth.",
        examples=["ludnosc_lata.csv"],
    )
    ledger: ExistingFile | None = Field(
        default=None,
        description="Ledger of the files that `mapa-uslug fetch` brought: where each came from, when and on what terms. It is repeated in "
        "the manifest.",
        examples=["data/raw/ledger.json"],
    )
    fetched: ExistingFile | None = Field(
        default=None,
        description="Record of what `mapa-uslug fetch` brought, and of the sources that gave nothing: the reports warn of these.",
        examples=["data/pobrane.json"],
    )
    extent: ExistingFile | None = Field(
        default=None,
        description="Polygon within which the road data are complete. Empty: derived from the roads themselves.",
        examples=["zasieg_danych.geojson"],
    )

    @field_validator("population_raster", "elevation", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class BoundaryOptions(Section):
    """How boundaries are read."""

    admin_level: int = Field(
        default=7, ge=2, le=11, description="`admin_level` of the gminas among OSM relations (Poland: 7)."
    )


class PopulationOptions(Section):
    """How people are read and placed."""

    columns: dict[str, str] = Field(
        default={},
        description="Our column name -> the grid's: `cell_id`, `people`, `people_0_14`, `people_15_64`, `people_65_plus`.",
        examples=[{"people": "asukkaita"}],
    )
    cell_m: int = Field(
        default=250,
        ge=50,
        le=1000,
        description="Side of the sub-cells [m] that people are counted in (1000: no splitting).",
    )
    year: int | None = Field(
        default=None, ge=1990, le=2100, description="Year that the people are of; stated in every output."
    )


class ServiceOptions(Section):
    """How services are read."""

    columns: dict[str, str] = Field(
        default={},
        description="Official column name -> the sheet's own (for sheets with other headers).",
        examples=[{"usluga_kod": "typ", "lon": "longitude"}],
    )
    known_beyond_km: float = Field(
        default=0.0,
        ge=0.0,
        le=30.0,
        description="How far beyond the area the list of services is complete [km]. People who could reach the end of "
        "the known within the threshold are 'cannot tell', never a white spot.",
    )
    on: date | None = Field(
        default=None,
        description="Day that the picture is of: services that are not given on it (`wazne_od`, `wazne_do`) are left out. "
        "Empty: validity is not looked at.",
        examples=["2026-11-25"],
    )
    types: list[str] = Field(
        default=[],
        description="Codes of the catalog to analyse. Empty: every type found.",
        examples=[["DDP", "ZLO"]],
    )
    osm_types: list[str] = Field(
        default=[],
        description="Codes of the catalog that the word `osm` in `inputs.services` stands for: those that no list tells, so that nothing "
        "is counted twice. Empty: every type that objects of the extract are known for.",
        examples=[["BIB", "DK"]],
    )


class RoadOptions(Section):
    """How travel is measured."""

    modes: list[Mode] = Field(
        default=["car", "walk", "walk_slow", "bike", "transit"],
        min_length=1,
        description="Modes to measure; each service type uses those that the catalog names for it. `transit` is measured where "
        "`inputs.timetables` are given.",
    )
    terminal_s: dict[Mode, Annotated[float, Field(ge=0.0, le=3600.0)]] = Field(
        default={"car": 120.0, "bike": 30.0},
        description="Seconds added to every trip of a mode for parking and walking to the door.",
    )
    max_snap_m: float = Field(
        default=1000.0,
        ge=50.0,
        le=5000.0,
        description="Straight line [m] to the nearest road beyond which a place counts as having no road in the data.",
    )


class TransitDays(Section):
    """Days that the kinds of day are looked up on in dated feeds."""

    school: date | None = Field(default=None, description="A school day.", examples=["2026-05-13"])
    free: date | None = Field(default=None, description="A weekday free of school.", examples=["2026-07-15"])
    saturday: date | None = Field(default=None, description="A Saturday.", examples=["2026-05-16"])
    sunday: date | None = Field(
        default=None, description="A Sunday or public holiday.", examples=["2026-05-17"]
    )

    def of(self, day_type: DayType) -> date | None:
        """Date given for a kind of day."""
        found: date | None = getattr(self, day_type)
        return found


class TransitOptions(Section):
    """How public transport is measured."""

    day: DayType = Field(
        default="school",
        description="Kind of day that decides who is served by public transport: `school`, `free` (a weekday free of school), "
        "`saturday`, `sunday`.",
    )
    days: TransitDays = Field(
        default=TransitDays(),
        description="Date of each kind of day to look up in dated feeds. Empty: an ordinary day that all of them cover, "
        "with as many courses as most days of its kind have; never today.",
    )
    window: Annotated[str, AfterValidator(check_window)] = Field(
        default="06:00-18:00",
        description="When people may leave home.",
        examples=["06:00-18:00"],
    )
    stay_min: int = Field(
        default=60, ge=10, le=480, description="Least stay at the service within its opening hours [min]."
    )
    stay_max: int = Field(
        default=240,
        ge=10,
        le=720,
        description="Longest stay; with three hours for both ways together it bounds the time away from home [min].",
    )
    hours: Annotated[str, AfterValidator(check_window)] = Field(
        default="08:00-16:00",
        description="Opening hours taken for services of which none are known, or which are shut on days of the kind (umowne).",
        examples=["08:00-16:00"],
    )
    walk: Literal["walk", "walk_slow"] = Field(
        default="walk", description="Pace of the walk to and from stops: `walk` 1.2 m/s, `walk_slow` 0.8 m/s."
    )
    max_walk_min: int = Field(
        default=20, ge=1, le=60, description="Longest walk to a stop, from a stop, or all the way [min]."
    )
    max_change_walk_min: int = Field(
        default=10, ge=0, le=60, description="Longest walk between two vehicles [min]."
    )
    change_s: int = Field(
        default=60, ge=1, le=1800, description="Least time between getting off and getting on [s]."
    )
    complete: list[GminaCode] = Field(
        default=[],
        description="Gminas of which every course of public transport is in the timetables given. In all others nobody is called too "
        "far by public transport: no known timetable is not the same as no bus.",
        examples=[["086001"]],
    )


class BarrierOptions(Section):
    """How barriers are looked for."""

    find: bool = Field(
        default=True, description="Whether barriers, crossings and critical links are looked for."
    )
    detour: float = Field(
        default=3.0,
        ge=1.5,
        le=20.0,
        description="Way by road / straight line between neighbouring cells from which there is a barrier between them (umowne).",
    )
    ordinary_detour: float = Field(
        default=1.4,
        ge=1.0,
        le=3.0,
        description="Way by road / straight line that is ordinary (umowne): people who would be within the threshold with it are too "
        "far because of the way round.",
    )
    households_without_car: dict[str, Annotated[float, Field(ge=0.0, le=1.0)]] = Field(
        default={},
        description="Share of households without a car: TERYT code of a gmina, or `all`, -> share.",
        examples=[{"all": 0.25}],
    )

    @field_validator("households_without_car")
    @classmethod
    def _codes(cls, shares: dict[str, float]) -> dict[str, float]:
        return {code if code == "all" else gmina_code(code): share for code, share in shares.items()}


class AtHomeOptions(Section):
    """How care at home is counted (umowne)."""

    shift_h: Number = Field(
        default=8.0,
        ge=1.0,
        le=24.0,
        description="Length of a carer's shift, ways included [h] (umowne).",
        examples=[8.0],
    )
    visit_h: Number = Field(
        default=1.5, ge=0.25, le=12.0, description="Length of a visit at home [h] (umowne).", examples=[1.5]
    )


class SupplyOptions(Section):
    """How much there is for whom: floating catchments, overlaps, what one trip reaches."""

    weights: Annotated[list[Annotated[float, Field(ge=0.0, le=1.0)]], Field(min_length=3, max_length=3)] = (
        Field(
            default=[1.0, 0.68, 0.22],
            description="Weights of the bands that end at the three thresholds, in floating catchments (E2SFCA).",
        )
    )
    one_trip_m: int = Field(
        default=500,
        ge=50,
        le=5000,
        description="Places so near to each other [m, as the crow flies] are reached by one trip.",
    )
    overlap_share: float = Field(
        default=0.5,
        gt=0.0,
        le=1.0,
        description="Share of the people of the smaller of two catchments that both reach, from which a pair is listed as a possible overlap.",
    )


class Sharing(Section):
    """Whose services count for whom."""

    regime: Literal["open", "own", "partners"] = Field(
        default="open",
        description="`open`: everybody may use every service; `own`: only those of one's own gmina; "
        "`partners`: those of the gminas in one's group. Declared territories always hold.",
    )
    groups: list[list[GminaCode]] = Field(
        default=[],
        description="Groups of gminas that share, for `partners`.",
        examples=[[["086001", "086002"]]],
    )


class DemandRate(Section):
    """A demand rate in place of the catalog's."""

    service: str = Field(description="Code of the service type.", examples=["DDP"])
    rate: float = Field(
        gt=0.0, le=1.0, description="Share of the target group that wants the service (umowny)."
    )


class ThresholdChange(Section):
    """Thresholds in place of the catalog's (umowne)."""

    service: str = Field(description="Code of the service type.", examples=["DDP"])
    mode: Mode = Field(description="Mode that they hold for.")
    values: Annotated[list[Minutes], Field(min_length=3, max_length=3)] = Field(
        description="Three ascending thresholds [min]; the middle one is the main one.",
        examples=[[15, 30, 45]],
    )

    @field_validator("values")
    @classmethod
    def _ascending(cls, values: list[int]) -> list[int]:
        if sorted(set(values)) != values:
            raise ValueError("not_ascending")
        return values


class IsochroneOptions(Section):
    """Which isochrones are drawn."""

    resolution_m: int | None = Field(
        default=None,
        ge=20,
        le=1000,
        description="Pixel of the travel-time surface [m]. Left out: 100, and coarser in areas larger than a voivodeship, by whole "
        "hundreds of metres.",
        examples=[100],
    )
    per_place: bool | None = Field(
        default=None,
        description="Bands of every single place, besides those per service type. Left out: where there are no more than 500 "
        "places; the map colours cells by their minutes to a place where it has no bands of it.",
    )


class MapOptions(Section):
    """What the map offers besides what it draws itself, and how large it may be."""

    draw: bool = Field(
        default=True,
        description="Whether the map is drawn at all. Off: only reports, tables and layers, for areas as large as a country.",
    )
    what_if: Literal["full", "places", "none"] = Field(
        default="full",
        description="What can be tried out in the map: `full`: everything; `places`: thresholds, closing, capacity and partners, "
        "but no new places (a smaller file); `none`: the figures of the run only.",
    )
    largest_mb: int = Field(
        default=30,
        ge=5,
        le=500,
        description="Largest size of the map's file [MB]. One that would be larger does without new places, then without "
        "anything to try out; a warning says so.",
    )
    online_tiles: bool = Field(
        default=False,
        description="Whether the map has a layer of pictures from the web, switched off at first. Off: the file can ask no "
        "server for anything. On: once a reader switches the layer on, the server of `tiles_url` sees which part of the map "
        "they look at. A convenience only: servers may refuse pages that are opened from disk.",
    )
    tiles_url: TilesUrl = Field(
        default=OSM_TILES,
        description="Address of the pictures, `https` only; `z`, `x` and `y` in braces stand for zoom, column and row.",
        examples=[OSM_TILES],
    )
    tiles_attribution: Annotated[str, Field(min_length=1)] = Field(
        default=OSM_CREDIT, description="Credit shown while the pictures are.", examples=[OSM_CREDIT]
    )


class AreaConfig(Section):
    """Everything a run needs to know."""

    area: Area
    inputs: Inputs
    boundaries: BoundaryOptions = BoundaryOptions()
    population: PopulationOptions = PopulationOptions()
    services: ServiceOptions = ServiceOptions()
    roads: RoadOptions = RoadOptions()
    transit: TransitOptions = TransitOptions()
    barriers: BarrierOptions = BarrierOptions()
    at_home: AtHomeOptions = AtHomeOptions()
    sharing: Sharing = Sharing()
    supply: SupplyOptions = SupplyOptions()
    isochrones: IsochroneOptions = IsochroneOptions()
    map: MapOptions = MapOptions()
    diagnosis: DiagnosisOptions = DiagnosisOptions()
    publication: PublicationOptions = PublicationOptions()
    demand: list[DemandRate] = Field(default=[], description="Demand rates in place of the catalog's.")
    threshold: list[ThresholdChange] = Field(default=[], description="Thresholds in place of the catalog's.")
    target: list[Target] = Field(
        default=[], description="What is to be reached, and by when: 'jak ma być' beside 'jak jest'."
    )
