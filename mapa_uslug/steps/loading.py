"""Every input of an area, read with all problems told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import geopandas as gpd
import shapely

from mapa_uslug.catalog import Catalog, ServiceType, Threshold, read_catalog
from mapa_uslug.catalog.reading import BUILT_IN
from mapa_uslug.contracts.config import AreaConfig
from mapa_uslug.contracts.config_values import OSM_SOURCE, OSMNX_SOURCE
from mapa_uslug.contracts.reading import read_area_config_leniently
from mapa_uslug.contracts.schemas import check_table
from mapa_uslug.contracts.tables import (
    CELLS,
    GMINAS,
    LOCATED_SERVICES,
    Count,
    Landscape,
    OsmFeatures,
    PopulationCells,
)
from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.core.crs import PL_1992, WGS84
from mapa_uslug.core.errors import InputError, Problem, ProblemLog
from mapa_uslug.core.overpass_json import is_overpass_json
from mapa_uslug.core.vectors import identify_crs, list_layers, read_layer
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.registry import Registry
from mapa_uslug.steps.missing_inputs import (
    check_words,
    tell_lacking,
    tell_missing_paths,
    tell_missing_services,
)
from mapa_uslug.steps.place_finding import PlaceSources, finder_for
from mapa_uslug.steps.row_places import find_missing_places
from mapa_uslug.steps.sharing_check import check_sharing
from mapa_uslug.work.runners import InProcess, Runner

Progress = Callable[[str], None]
_DOWNLOADED_ROADS: Final = "drogi_osmnx.graphml"
_Read = TypeVar("_Read")

OSM_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
OSMNX_MARGIN_KM = 10.0
"""Roads downloaded with osmnx reach this far beyond the area: more would strain the public servers."""


@dataclass(frozen=True, eq=False)
class AreaData:
    """Everything that a run is computed from.

    Attributes
    ----------
    inputs : dict
        Role -> file, for the manifest.
    extent : Polygon
        Within which the road data are known.
    known : Polygon
        Within which the list of services is complete.
    timetable : Timetable or None
        None where no timetables are given.
    runner : Runner
        Who searches the roads.
    """

    config: AreaConfig
    catalog: Catalog
    crs: str
    gminas: gpd.GeoDataFrame
    roads: RoutableNetwork
    extent: shapely.Geometry
    known: shapely.Geometry
    registry: Registry
    cells: PopulationCells
    features: OsmFeatures | None
    problems: tuple[Problem, ...]
    counts: tuple[Count, ...]
    inputs: dict[str, Path]
    timetable: Timetable | None = None
    runner: Runner = field(default_factory=InProcess)

    @property
    def modes(self) -> tuple[str, ...]:
        """Modes to measure: those asked for, public transport only where a timetable is given."""
        return tuple(m for m in self.config.roads.modes if m != "transit" or self.timetable is not None)

    @property
    def landscape(self) -> Landscape:
        """Background of the map; empty where there is no extract."""
        if self.features is not None:
            return self.features.landscape
        shapes = gpd.GeoDataFrame({"name": [], "kind": []}, geometry=[], crs=self.crs)
        return Landscape(shapes, shapes, shapes, shapes, shapes)


class _Loader:
    """Runs readers one after the other; what fails leaves its problems and a gap."""

    def __init__(self, progress: Progress) -> None:
        self.log, self.counts, self._progress = ProblemLog(), [], progress
        self.has_failed = False

    counts: list[Count]

    def read(self, step: str, reader: Callable[[], _Read]) -> _Read | None:
        self._progress(step)
        try:
            return reader()
        except InputError as error:
            self.refuse(error.problems)
            return None

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Note what stops the run; the other readers still tell their problems."""
        self.has_failed = self.has_failed or bool(problems)
        self.log.extend(problems)


def load_area(path: Path, progress: Progress = lambda step: None) -> AreaData:
    """Read all inputs that an ``area.toml`` names.

    Raises
    ------
    InputError
        When any of them cannot be used at all; carries the problems of all of them.
    """
    data, problems = _try_load(path, progress)
    if data is None:
        raise InputError(problems)
    return data


def check_area(
    path: Path,
    progress: Progress = lambda step: None,
    *,
    further: Callable[[AreaData], Sequence[Problem]] = lambda data: (),
) -> list[Problem]:
    """Every problem of every input, and what `further` finds where all of them can be used."""
    try:
        data, problems = _try_load(path, progress)
        return sorted({*problems, *(further(data) if data is not None else ())})
    except InputError as error:
        return list(error.problems)
    finally:
        progress("")


def _try_load(path: Path, progress: Progress) -> tuple[AreaData | None, list[Problem]]:
    config, faults = read_area_config_leniently(path)
    if config is None:
        return None, faults
    loader = _Loader(progress)
    loader.log.extend(faults)
    loader.has_failed = bool(faults)
    has_extract = extract_path(config) is not None
    loader.read("Checking the settings", lambda: check_words(config, has_extract=has_extract))
    # What one reader cannot give is put in its place as well as may be, so that the others still tell their problems.
    catalog = loader.read("Reading the catalog", lambda: _catalog(config)) or read_catalog()
    loaded = loader.read("Reading the roads", lambda: _read_roads(config, path.parent))
    crs = loaded.network.crs if loaded is not None else config.area.crs or PL_1992
    features = loader.read("Reading the OSM extract", lambda: _features(config, catalog, crs))
    gminas = loader.read("Reading the boundaries", lambda: _gminas(config, crs, features, loader))
    registry = loader.read("Reading the services", lambda: _registry(config, catalog, gminas, features, crs))
    roads = None if loaded is None else RoutableNetwork(loaded.network)
    place = loader.read("Finding where the data end", lambda: _extent(config, roads, gminas))
    timetable = loader.read(
        "Reading the timetables", lambda: _timetable(config, gminas, roads, place, loader)
    )
    cells = loader.read("Reading the population", lambda: _cells(config, gminas, features, roads, loader))
    log = loader.log
    log.extend(tell_lacking(config))
    if loaded is not None:
        log.extend([*loaded.problems, *tell_missing_paths(config, loaded)])
        loader.counts.insert(0, _network_count(loaded.counts))
    if registry is not None:
        log.extend(registry.problems)
        log.extend(_shut(config, timetable, registry, catalog))
        loader.counts += [*registry.counts, _located_count(registry)]
    if loader.has_failed or not (catalog and registry and roads and cells and place) or gminas is None:
        return None, log.problems
    extent, known = place
    check_table(gminas, GMINAS, name="boundaries", crs=roads.network.crs)
    check_table(registry.located, LOCATED_SERVICES, name="registry", crs=roads.network.crs)
    check_table(cells.table, CELLS, name="population", crs=roads.network.crs)
    return AreaData(
        config=config, catalog=catalog, crs=roads.network.crs, gminas=gminas, roads=roads, extent=extent, known=known,
        registry=registry, cells=cells, features=features, problems=tuple(dict.fromkeys(log.problems)),
        counts=tuple(loader.counts), inputs=_input_files(config, path), timetable=timetable,
    ), log.problems  # fmt: skip


def _catalog(config: AreaConfig) -> Catalog:
    catalog = read_catalog(config.inputs.catalog or BUILT_IN)
    log = ProblemLog()
    services = config.services
    named = [("services.types", c) for c in services.types] + [
        ("services.osm_types", c) for c in services.osm_types
    ]
    named += [("demand", d.service) for d in config.demand]
    for key, code in [*named, *(("threshold", t.service) for t in config.threshold)]:
        if code not in catalog.by_code:
            log.add("The catalog has no service called {value}.", where=f"area.toml [{key}]", code="unknown_service",
                    hint="Use a code of the catalog (docs/katalog.md).", value=code)  # fmt: skip
    log.raise_errors()
    return _with_changes(catalog, config)


def _with_changes(catalog: Catalog, config: AreaConfig) -> Catalog:
    rates = {d.service: d.rate for d in config.demand}

    def changed(t: ServiceType) -> ServiceType:
        thresholds = dict(t.thresholds)
        for change in config.threshold:
            if change.service == t.code:
                low, middle, high = change.values
                thresholds[change.mode] = Threshold(values=(low, middle, high))
        return t.model_copy(
            update={"thresholds": thresholds, "demand_rate": rates.get(t.code, t.demand_rate)}
        )

    return catalog.with_types(changed(t) for t in catalog.types)


def _read_roads(config: AreaConfig, folder: Path) -> Any:
    from mapa_uslug.network.reading import read_network

    path = config.inputs.roads
    if str(path) == OSMNX_SOURCE:
        from mapa_uslug.sources.osmnx_roads import download_roads

        path = download_roads(_surroundings(config), folder / _DOWNLOADED_ROADS)
    return read_network(path, crs=config.area.crs, elevation=config.inputs.elevation)


def _network_count(counts: Mapping[str, int]) -> Count:
    """Ways or lines of the file by what became of them; a graph's edges are joined in pairs, which leaves none out."""
    kind = next((k for k in ("ways_", "features_") if f"{k}read" in counts), "")
    if not kind:
        used = counts.get("edges_used", 0)
        return Count("network", used, used)
    read, used = counts[f"{kind}read"], counts[f"{kind}used"]
    parts = {
        k.removeprefix(kind): n
        for k, n in counts.items()
        if k.startswith(kind) and k[len(kind) :] not in ("read", "used") and n
    }
    if sum(parts.values()) != read - used:
        parts = {"not_usable": read - used} if read > used else {}
    return Count("network", read, used, parts)


def _located_count(registry: Registry) -> Count:
    reasons = registry.unlocated["reason"].value_counts().sort_index()
    kept = len(registry.located)
    return Count(
        "registry: located",
        kept + len(registry.unlocated),
        kept,
        {str(k): int(n) for k, n in reasons.items()},
    )


def _surroundings(config: AreaConfig) -> shapely.Geometry:
    """The area with the roads that its people may use beyond it, in degrees."""
    from mapa_uslug.boundaries import read_boundaries

    gminas, _, _ = read_boundaries(
        config.inputs.boundaries,
        crs=config.area.crs,
        area_gminas=tuple(config.area.gminas),
        admin_level=config.boundaries.admin_level,
    )
    area = gpd.GeoSeries(gminas.geometry[gminas["is_area"]])
    around = area.union_all().buffer(OSMNX_MARGIN_KM * 1000.0)
    return gpd.GeoSeries([around], crs=gminas.crs).to_crs(WGS84).iloc[0]


def extract_path(config: AreaConfig) -> Path | None:
    """The OSM extract to take everything but roads from, if there is one."""
    if config.inputs.features:
        return config.inputs.features
    roads = config.inputs.roads
    return roads if roads.name.lower().endswith(OSM_SUFFIXES) or is_overpass_json(roads) else None


def _features(config: AreaConfig, catalog: Catalog, crs: str) -> OsmFeatures | None:
    path = extract_path(config)
    if path is None:
        return None
    from mapa_uslug.extract import read_osm_features
    from mapa_uslug.registry.osm_objects import object_filters

    wanted, never = object_filters(catalog)
    wants_objects = any(str(s) == OSM_SOURCE for s in config.inputs.services)
    return read_osm_features(
        path, crs=crs, object_filters=wanted if wants_objects else (), excluded_filters=never,
        admin_level=config.boundaries.admin_level,
    )  # fmt: skip


def _gminas(
    config: AreaConfig, crs: str, features: OsmFeatures | None, loader: _Loader
) -> gpd.GeoDataFrame | None:
    from mapa_uslug.boundaries import read_boundaries

    source: Any = config.inputs.boundaries
    if str(source) == OSM_SOURCE:
        source = features
    if source is None:
        return None
    gminas, problems, count = read_boundaries(
        source,
        crs=crs,
        area_gminas=tuple(config.area.gminas),
        admin_level=config.boundaries.admin_level,
    )
    loader.log.extend(problems)
    loader.counts.append(count)
    loader.refuse(check_sharing(config.sharing, gminas, where="area.toml [sharing]"))
    return gminas


def _registry(
    config: AreaConfig,
    catalog: Catalog,
    gminas: gpd.GeoDataFrame | None,
    features: OsmFeatures | None,
    crs: str,
) -> Registry:
    from mapa_uslug.registry import read_services

    sheets = [s for s in config.inputs.services if str(s) != OSM_SOURCE]
    wants_objects = len(sheets) < len(config.inputs.services) and features is not None
    finder = finder_for(gminas, _place_sources(config)) if gminas is not None else None
    registry = read_services(
        sheets, catalog=catalog, gminas=gminas, crs=crs, columns=config.services.columns, on=config.services.on,
        find_places=find_missing_places(finder) if finder is not None and finder.index is not None else None,
        objects=features.objects if features and wants_objects else None,
        dropped_objects=features.dropped_objects if features and wants_objects else None,
        object_types=config.services.osm_types,
    )  # fmt: skip
    notes = () if finder is None else finder.problems
    return replace(
        registry, problems=(*notes, *registry.problems, *tell_missing_services(config, catalog, registry))
    )


def _timetable(
    config: AreaConfig, gminas: gpd.GeoDataFrame | None, roads: RoutableNetwork | None, place: Any, loader: _Loader
) -> Timetable | None:  # fmt: skip
    if not config.inputs.timetables or "transit" not in config.roads.modes:
        return None
    from mapa_uslug.steps.loose_stops import tell_loose_stops
    from mapa_uslug.steps.timetables import load_timetable

    timetable, problems, counts = load_timetable(config, gminas)
    loader.log.extend(problems)
    if roads is not None and place:
        loader.log.extend(tell_loose_stops(
            roads, timetable, mode=config.transit.walk, max_distance_m=config.roads.max_snap_m, extent=place[0]
        ))  # fmt: skip
    loader.counts += counts
    return timetable


def _shut(
    config: AreaConfig, timetable: Timetable | None, registry: Registry, catalog: Catalog
) -> list[Problem]:
    if timetable is None:
        return []
    from mapa_uslug.steps.timetables import tell_shut

    return tell_shut(config, timetable, registry.located, catalog)


def _place_sources(config: AreaConfig) -> PlaceSources:
    """What services are found by; the word ``osm`` stands for the extract."""
    extract = extract_path(config)
    addresses = [extract if str(p) == OSM_SOURCE else p for p in config.inputs.addresses]
    return PlaceSources(
        addresses=tuple(p for p in addresses if p is not None), localities=tuple(config.inputs.localities)
    )


def _extent(
    config: AreaConfig, roads: RoutableNetwork | None, gminas: gpd.GeoDataFrame | None
) -> tuple[shapely.Geometry, shapely.Geometry] | None:
    if roads is None or gminas is None:
        return None
    from mapa_uslug.network.extent import data_extent

    area = shapely.union_all(gminas.geometry[gminas["is_area"]].to_numpy())
    if config.inputs.extent:
        extent = _given_extent(config.inputs.extent, roads.network.crs)
    else:
        extent = data_extent(roads.network)
    log = ProblemLog()
    network = roads.network
    if config.inputs.extent and not shapely.contains_xy(extent, network.node_x, network.node_y).any():
        log.add("No road lies within the extent of the data.", where=config.inputs.extent.name, code="no_overlap",
                hint="Give the extent that belongs to these roads, or leave inputs.extent out.")  # fmt: skip
    elif not shapely.intersects(extent, area):
        where = config.inputs.extent or config.inputs.roads
        log.add("The road network does not overlap the area.", where=where.name, code="no_overlap",
                hint="Check that roads and boundaries are of the same place, and the CRS of both files.")  # fmt: skip
    log.raise_errors()
    return extent, shapely.buffer(area, config.services.known_beyond_km * 1000.0)


def _given_extent(path: Path, crs: str) -> shapely.Geometry:
    log = ProblemLog()
    layer = list_layers(path)[0]
    source = identify_crs(layer, log=log)
    log.raise_errors()
    shapes = read_layer(layer).set_crs(source, allow_override=True).to_crs(crs)
    return shapely.union_all(shapes.geometry.to_numpy())


def _cells(
    config: AreaConfig,
    gminas: gpd.GeoDataFrame | None,
    features: OsmFeatures | None,
    roads: RoutableNetwork | None,
    loader: _Loader,
) -> PopulationCells | None:
    if gminas is None:
        return None
    from mapa_uslug.population import read_population

    result = read_population(
        grid=config.inputs.population, totals=config.inputs.totals, rasters=config.inputs.population_raster, gminas=gminas,
        features=features, options=config.population, nearest_road=_nearest_road(roads) if roads else None, crs=str(gminas.crs),
    )  # fmt: skip
    cells, problems, counts = result
    loader.log.extend(problems)
    loader.counts += counts
    return replace(cells, year=config.population.year)


def _nearest_road(roads: RoutableNetwork) -> Callable[[Any, Any], Any]:
    def nearest(x: Any, y: Any) -> tuple[Any, Any, Any]:
        snaps = roads.snap(x, y, mode="walk", max_distance_m=5000.0)
        return snaps.x, snaps.y, snaps.offset_m

    return nearest


def _input_files(config: AreaConfig, path: Path) -> dict[str, Path]:
    inputs = config.inputs
    downloaded = path.parent / _DOWNLOADED_ROADS
    files = {"area": path, "roads": downloaded if str(inputs.roads) == OSMNX_SOURCE else inputs.roads, "boundaries": inputs.boundaries, "population": inputs.population,
             "totals": inputs.totals, "features": inputs.features, "catalog": inputs.catalog or BUILT_IN,
             "extent": inputs.extent, "ledger": inputs.ledger, "fetched": inputs.fetched, "people_by_year": inputs.people_by_year}  # fmt: skip
    files |= {f"addresses {i}": a for i, a in enumerate(inputs.addresses, start=1)}
    files |= {f"localities {i}": a for i, a in enumerate(inputs.localities, start=1)}
    files |= {f"services {i}": s for i, s in enumerate(inputs.services, start=1)}
    files |= {f"population_raster {i}": r for i, r in enumerate(inputs.population_raster, start=1)}
    files |= {f"elevation {i}": e for i, e in enumerate(inputs.elevation, start=1)}
    files |= {f"timetables {i}": t for i, t in enumerate(inputs.timetables, start=1)}
    files |= {f"needs {i}": n for i, n in enumerate(inputs.needs, start=1)}
    return {role: file for role, file in files.items() if file is not None and file.is_file()}
