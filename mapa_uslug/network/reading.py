"""Reads a road network from whatever form it comes in."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.overpass_json import is_overpass_json
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.network.caching import cache_path, is_whole, read_cached, write_cached
from mapa_uslug.network.speed_profile import SpeedProfile, default_profile

logger = logging.getLogger(__name__)

OSM_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
GRAPH_SUFFIXES = (".graphml",)
NETWORK_SUFFIXES = (".net",)
LINE_SUFFIXES = (".shp", ".gpkg", ".geojson", ".json", ".gml", ".xml")
_ROADS = "roads"
"""Stands for the road file in the problems that are kept."""


@dataclass(frozen=True, eq=False)
class LoadedNetwork:
    """A network with what was read and left out.

    Attributes
    ----------
    network : RoadNetwork
    counts : mapping of str to int
        What was read, used and dropped by reason; which counts there are depends on the form of the input.
    problems : tuple of Problem
        Warnings about the data.
    """

    network: RoadNetwork
    counts: Mapping[str, int]
    problems: tuple[Problem, ...] = field(default=())


def read_network(
    path: Path,
    *,
    crs: str | None = None,
    options: SpeedProfile | None = None,
    elevation: Sequence[Path] = (),
    cache: bool = True,
) -> LoadedNetwork:
    """Read roads of any supported form; the name's ending says which.

    Parameters
    ----------
    path : Path
        ``.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2`` (OpenStreetMap); ``.graphml`` (OSMnx); ``.shp``,
        ``.gpkg``, ``.geojson``, ``.gml``, ``.xml`` (lines, BDOT10k among them: vertices shared by two lines are
        junctions); ``.net`` (a network as this product keeps it, its speeds with it); ``.json`` is an answer of Overpass or GeoJSON, which its content tells.
    crs : str, optional
        Metric CRS of the result; by default the usual one for the middle of the data.
    options : SpeedProfile, optional
        Speeds; by default the table that ships with the product.
    elevation : sequence of Path
        Models of heights (`slopes.with_slopes`); without any, all roads count as level.
    cache : bool
        Keep the built network in the cache folder and take it from there next time.

    Raises
    ------
    InputError
        The file is missing, of another kind, damaged, or holds no usable road.
    """
    path = Path(path)
    profile = options or default_profile()
    if not path.is_file():
        raise InputError([_missing(path)])
    if path.name.lower().endswith(NETWORK_SUFFIXES) and not elevation:
        # What is built already needs no second copy.
        return _build(path, profile, crs)
    if not cache:
        return _on_slopes(_build(path, profile, crs), path, elevation)
    kept = cache_path(path, profile_digest=profile.digest, crs=crs, elevation=elevation)
    found = read_cached(kept)
    if found is not None:
        network, counts, problems = found
        return LoadedNetwork(network, counts, _rename(problems, _ROADS, str(path)))
    # The level network is worth keeping too: models come and go, and building is what takes long.
    loaded = read_network(path, crs=crs, options=options) if elevation else _build(path, profile, crs)
    loaded = _on_slopes(loaded, path, elevation)
    _keep(kept, loaded, path)
    return loaded


def _keep(target: Path, loaded: LoadedNetwork, path: Path) -> None:
    try:
        write_cached(target, loaded.network, loaded.counts, _rename(loaded.problems, str(path), _ROADS))
    except OSError as error:
        # A full disk or a read-only home makes the next run slower, not this one wrong.
        logger.warning("The network cache %s was not written: %s", target, error)


def _rename(problems: tuple[Problem, ...], old: str, new: str) -> tuple[Problem, ...]:
    """Problems of the roads under another name: the same content may be read from elsewhere next time."""
    return tuple(replace(p, where=new) if p.where == old else p for p in problems)


def _on_slopes(loaded: LoadedNetwork, path: Path, elevation: Sequence[Path]) -> LoadedNetwork:
    if not elevation:
        return loaded
    from mapa_uslug.network.slopes import with_slopes
    from mapa_uslug.network.spans import read_spans

    is_osm = path.name.lower().endswith(OSM_SUFFIXES) or is_overpass_json(path)
    spans = read_spans(path) if is_osm else None
    network, problems = with_slopes(loaded.network, elevation, spans=spans)
    return replace(loaded, network=network, problems=(*loaded.problems, *problems))


def _build(path: Path, profile: SpeedProfile, crs: str | None) -> LoadedNetwork:
    # Readers are imported when needed: each drags in libraries that the others do without.
    name = path.name.lower()
    if name.endswith(OSM_SUFFIXES) or is_overpass_json(path):
        from mapa_uslug.network.contraction import build_network
        from mapa_uslug.network.osm_reading import read_osm_roads

        roads, osm_counts = read_osm_roads(path, profile)
        return LoadedNetwork(
            build_network(roads, crs=crs), osm_counts, tuple(_broken_turns(path, osm_counts))
        )
    if name.endswith(GRAPH_SUFFIXES):
        from mapa_uslug.network.osmnx_graphs import read_graphml

        return LoadedNetwork(*read_graphml(path, crs=crs, profile=profile))
    if name.endswith(LINE_SUFFIXES):
        from mapa_uslug.network.contraction import build_network
        from mapa_uslug.network.line_reading import read_line_roads

        lines, metric, line_counts, problems = read_line_roads(path, crs=crs, profile=profile)
        return LoadedNetwork(build_network(lines, crs=metric), line_counts, problems)
    if name.endswith(NETWORK_SUFFIXES):
        return _built(path, crs)
    raise InputError([_unknown_form(path)])


def _built(path: Path, crs: str | None) -> LoadedNetwork:
    found = read_cached(path)
    if found is None or not is_whole(found[0]):
        raise InputError([_damaged_network(path)])
    network, counts, problems = found
    if crs not in (None, network.crs):
        raise InputError([_other_crs(path, network.crs)])
    return LoadedNetwork(network, counts, _rename(problems, _ROADS, str(path)))


def _broken_turns(path: Path, counts: Mapping[str, int]) -> list[Problem]:
    broken = counts["turns_broken"]
    if not broken:
        return []
    return [
        problem(
            "Turn restrictions of the OSM file that cannot be understood and are left out: {n}.",
            where=str(path),
            hint="Their members do not meet, or their kind is unknown: times are as if all turns were allowed there.",
            code="turns_broken",
            severity="warning",
            n=broken,
        )
    ]


def _missing(path: Path) -> Problem:
    return problem(
        "The road file does not exist.",
        where=str(path),
        hint="Check the path of the roads.",
        code="missing_file",
    )


def _unknown_form(path: Path) -> Problem:
    return problem(
        "Roads cannot be read from a file named like this.",
        where=str(path),
        hint="Use {endings}.",
        code="unknown_form",
        endings=", ".join(OSM_SUFFIXES + GRAPH_SUFFIXES + LINE_SUFFIXES + NETWORK_SUFFIXES),
    )


def _damaged_network(path: Path) -> Problem:
    return problem(
        "The built network is damaged, or another version of the program wrote it.",
        where=str(path),
        hint="Build it anew from the roads that it was made of, or give those roads themselves.",
        code="network_damaged",
    )


def _other_crs(path: Path, crs: str) -> Problem:
    return problem(
        "The built network is in the coordinate system {crs}.",
        where=str(path),
        hint="Write the same into crs under [area], or leave it out there.",
        code="network_crs",
        crs=crs,
    )
