"""Answers for analysts who bring their own roads and points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.engine.graph import Weight
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints
from mapa_uslug.network.reading import LoadedNetwork, read_network
from mapa_uslug.steps.points import Points, read_points

TABLE_FORMATS = (".csv", ".parquet")
LAYER_FORMATS = (".gpkg", ".geojson")


@dataclass(frozen=True)
class TravelOptions:
    """How points are joined to the network and what is made least.

    Attributes
    ----------
    mode : str
    weight : {"time", "length"}
    snap : {"edge", "node"}
        ``node``: the ids of the points are nodes of the network.
    direction : {"to", "from"}
    terminal_s : float
        Seconds added to every trip.
    """

    mode: str
    weight: Weight = "time"
    snap: str = "edge"
    direction: Direction = "to"
    terminal_s: float = 0.0

    def __post_init__(self) -> None:
        check_choices(mode=(self.mode, MODES), weight=(self.weight, ("time", "length")),
                      snap=(self.snap, ("edge", "node")), direction=(self.direction, ("to", "from")))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Answer:
    """A table (with geometries for isochrones) and warnings about the files that it was worked out from."""

    table: pd.DataFrame
    problems: tuple[Problem, ...] = field(default=())


def check_choices(**choices: tuple[str, Sequence[str]]) -> None:
    """Refuse option values that are none of the allowed, all at once."""
    problems = [
        problem("{key} cannot be {value}.", where=f"--{key}", hint="Use one of: {expected}.", code="choice", key=f"--{key}",
                value=value, expected=", ".join(allowed))
        for key, (value, allowed) in choices.items() if value not in allowed
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def check_format(out: Path, allowed: Sequence[str]) -> None:
    """Refuse a file ending that cannot be written."""
    check_choices(out=(out.suffix.lower(), allowed))


def measure_pairs(roads: Path, origins: Path, destinations: Path, options: TravelOptions) -> Answer:
    """One row per pair of origin and destination, see `traveltime.matrix.measure_matrix`.

    Raises
    ------
    InputError
        With every problem of the roads and of both files of points, as of all functions here.
    """
    from mapa_uslug.traveltime.matrix import measure_matrix

    network, (starts, ends), problems = _load(roads, (origins, destinations), options)
    table = measure_matrix(
        network, starts, ends, mode=options.mode, weight=options.weight, terminal_s=options.terminal_s
    )
    return Answer(table, problems)


def measure_k_nearest(
    roads: Path, origins: Path, services: Path, options: TravelOptions, *, k: int
) -> Answer:
    """The k nearest services of every origin, see `traveltime.matrix.measure_nearest`."""
    from mapa_uslug.traveltime.matrix import measure_nearest

    network, (starts, ends), problems = _load(roads, (origins, services), options)
    table = measure_nearest(
        network, starts, ends, k=k, mode=options.mode, weight=options.weight, direction=options.direction,
        terminal_s=options.terminal_s,
    )  # fmt: skip
    return Answer(table, problems)


def draw_bands(
    roads: Path,
    points: Path,
    options: TravelOptions,
    *,
    minutes: Sequence[int],
    resolution_m: int,
    crs: str | None,
) -> Answer:
    """Nested bands of every point, see `isochrones.draw_isochrones`."""
    from mapa_uslug.isochrones import IsochroneOptions, draw_isochrones

    network, (placed,), problems = _load(roads, (points,), options)
    drawing = IsochroneOptions(
        minutes=tuple(map(float, minutes)), mode=options.mode, direction=options.direction,
        resolution_m=float(resolution_m), terminal_s=options.terminal_s,
    )  # fmt: skip
    return Answer(draw_isochrones(network, placed, drawing, crs=crs), problems)


def write_bands(bands: gpd.GeoDataFrame, out: Path) -> None:
    """Write isochrones as GeoPackage (the network's CRS) or GeoJSON (WGS84)."""
    from mapa_uslug.core.files import write_text
    from mapa_uslug.isochrones import isochrones_to_geojson

    if out.suffix.lower() == ".geojson":
        write_text(out, isochrones_to_geojson(bands))
        return
    with atomic_path(out) as part:
        bands.to_file(part, layer="izochrony", driver="GPKG", engine="pyogrio")


def _load(
    roads: Path, paths: Sequence[Path], options: TravelOptions
) -> tuple[RoutableNetwork, list[PlacedPoints], tuple[Problem, ...]]:
    """Roads, points on them, and warnings; a bad file does not keep the others from being looked at."""
    loaded: LoadedNetwork | None = None
    points: list[Points] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            points.append(read_points(path, ids_only=options.snap == "node"))
        except InputError as error:
            problems += error.problems
    try:
        loaded = read_network(roads)
    except InputError as error:
        problems += error.problems
    if loaded is None or problems:
        raise InputError(problems)
    network = RoutableNetwork(loaded.network)
    warnings = [*loaded.problems, *(p for read in points for p in read.problems)]
    return network, _place_all(network, points, options), tuple(sorted(set(warnings)))


def _place_all(
    roads: RoutableNetwork, points: Sequence[Points], options: TravelOptions
) -> list[PlacedPoints]:
    if options.snap == "edge":
        return [
            PlacedPoints(p.ids, roads.snap(*p.locate(roads.network.crs), mode=options.mode)) for p in points
        ]
    known = set(roads.network.node_id.tolist())
    unknown = {
        problem("The network has no node {value}.", where=place, code="unknown_node", value=name,
                hint="Use ids of the graph's nodes, or --snap edge with lon and lat.")
        for p in points for name, place in zip(p.ids.tolist(), p.places, strict=True) if name not in known
    }  # fmt: skip
    if unknown:
        raise InputError(unknown)
    return [PlacedPoints(p.ids, roads.snap_nodes(p.ids.astype(np.int64), mode=options.mode)) for p in points]


def write_table(table: pd.DataFrame, out: Path) -> None:
    """Write CSV (UTF-8, decimal point, empty for unknown) or Parquet, whole or not at all."""
    with atomic_path(out) as part:
        if out.suffix.lower() == ".parquet":
            table.to_parquet(part, index=False)
        else:
            import pyarrow
            from pyarrow import csv

            rounded = table.assign(**{c: table[c].round(3) for c in table.select_dtypes("floating")})
            csv.write_csv(pyarrow.Table.from_pandas(rounded, preserve_index=False), part)


def parse_minutes(text: str) -> list[int]:
    """Whole ascending minutes out of ``5,10,15``."""
    try:
        minutes = sorted({int(part) for part in text.split(",") if part.strip()})
    except ValueError:
        minutes = []
    if not minutes or minutes[0] < 1:
        raise InputError([problem("{key} cannot be {value}.", where="--minutes", key="minutes", value=text, code="choice",
                                  hint="Give whole minutes separated by commas, such as 5,10,15.", expected="")])  # fmt: skip
    return minutes
