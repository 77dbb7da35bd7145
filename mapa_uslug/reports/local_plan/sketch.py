"""The static map of a report: who is reached by one service, by all its modes together, and where its places are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import STATES, RunResult
from mapa_uslug.core.text import Text
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.reports.figures import TOO_FAR, combine_modes
from mapa_uslug.reports.layers import draw_cells
from mapa_uslug.reports.locality_places import place_localities
from mapa_uslug.reports.pictures import Layer, SketchMap
from mapa_uslug.reports.words import name_states

MOST_NAMES: Final = 16
"""Localities that may be named, most people first."""
_MAIN_ROADS: Final = ("motorway", "trunk", "primary", "secondary")
_MORE_ROADS: Final = "tertiary"
_BAR_STEPS: Final = (500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


def sketch_of(result: RunResult, *, service_type: str, text: Text, gminas: Sequence[str] = ()) -> SketchMap:
    """Map of one service type at the main threshold: cells by the state of most of their people, places, water, roads.

    Parameters
    ----------
    gminas
        Codes of those that are shown; none: the whole area.

    Raises
    ------
    ValueError
        If the type was not measured.
    """
    if not any(x.service_type == service_type for x in result.layers):
        raise ValueError(f"service type {service_type!r} was not measured")
    codes = set(gminas) or set(result.gminas.loc[result.gminas["is_area"].astype(bool), "gmina_teryt"])
    is_shown = result.gminas["gmina_teryt"].isin(codes).to_numpy()
    shown = result.gminas.geometry.to_numpy()[is_shown]
    window = _window(shown)
    layers = [
        Layer("forest", _cut(result.landscape.forest, window)),
        Layer("water", _cut(result.landscape.water, window), text("Water")),
        *_cell_layers(result, service_type, codes, text),
        Layer("road", _main_roads(result.network, window), text("Main roads")),
        Layer("outline", _cut(result.gminas[~is_shown], window)),
        Layer("gmina", tuple(shown), text("Border of the gmina")),
        Layer("place", _places(result, service_type, window), text("Place of the service")),
    ]
    return SketchMap(
        layers=tuple(x for x in layers if x.shapes),
        names=_names(result, codes),
        scale_m=_bar_length(window),
    )


def _window(shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    """What is seen of the ground around the gminas."""
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    free = 0.03 * max(east - west, north - south)
    return west - free, south - free, east + free, north + free


def _cut(table: gpd.GeoDataFrame, window: tuple[float, float, float, float]) -> tuple[Any, ...]:
    if not len(table):
        return ()
    shapes = np.asarray(table.geometry.to_numpy(), dtype=object)
    near = shapes[shapely.intersects(shapes, shapely.box(*window))]
    return tuple(s for s in shapely.clip_by_rect(shapely.make_valid(near), *window) if not s.is_empty)


def _cell_layers(result: RunResult, service_type: str, codes: set[str], text: Text) -> list[Layer]:
    """Cells with people by the commonest state of theirs; the worse one in a tie is never hidden by the better."""
    people = combine_modes(result, service_type).people
    table = result.cells.table
    is_in = table["gmina_teryt"].isin(codes).to_numpy() & (table["people"].to_numpy() > 0)
    state = len(STATES) - 1 - np.argmax(people[:, ::-1], axis=1)
    squares = draw_cells(result.cells, crs=result.crs).to_numpy()
    found = []
    for number, (name, words) in enumerate(zip(STATES, name_states(text), strict=True)):
        chosen = squares[is_in & (state == number)]
        if not len(chosen):
            continue
        # Cells are cut to a grid that is turned against the map's: a hair's breadth closes the seams between them.
        ground = shapely.union_all(shapely.buffer(chosen, 0.5, join_style="mitre"))
        found.append(Layer(name, (ground,), words))
        if number == TOO_FAR:
            found.append(Layer("white_spot", (ground,)))
    return found


def _main_roads(network: object, window: tuple[float, float, float, float]) -> tuple[Any, ...]:
    """Roads between places; where there are none of the higher classes, those of the next one."""
    if not isinstance(network, RoadNetwork) or not network.edge_count:
        return ()
    return _roads(network, _MAIN_ROADS, window) or _roads(network, (_MORE_ROADS,), window)


def _roads(
    network: RoadNetwork, classes: Sequence[str], window: tuple[float, float, float, float]
) -> tuple[Any, ...]:
    is_main = np.array([c.removesuffix("_link") in classes for c in network.classes], dtype=bool)
    edges = np.flatnonzero(is_main[network.edge_class] & _is_near(network, window))
    if not len(edges):
        return ()
    counts = np.diff(network.vertex_ptr)[edges]
    line = np.repeat(np.arange(len(edges)), counts)
    first = np.repeat(network.vertex_ptr[edges] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    vertex = first + np.arange(len(line))
    lines = shapely.linestrings(network.vertex_x[vertex], network.vertex_y[vertex], indices=line)
    merged = shapely.line_merge(shapely.multilinestrings(lines))
    cut = shapely.clip_by_rect(merged, *window)
    return () if cut.is_empty else (cut,)


def _is_near(network: RoadNetwork, window: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    west, south, east, north = window
    x, y = network.node_x, network.node_y
    is_in = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return np.asarray(is_in[network.edge_u] | is_in[network.edge_v])


def _places(
    result: RunResult, service_type: str, window: tuple[float, float, float, float]
) -> tuple[Any, ...]:
    services = result.services
    is_own = (services["service_type"] == service_type) & (services["sensitivity"] == 0)
    return _cut(services[is_own.to_numpy()].sort_values("service_id"), window)


def _names(result: RunResult, codes: set[str]) -> tuple[tuple[str, float, float], ...]:
    """The largest localities at the middle of their people."""
    places = place_localities(result, codes).head(MOST_NAMES)
    return tuple(
        (str(name), float(x), float(y))
        for name, x, y in places[["locality", "x", "y"]].itertuples(index=False)
    )


def _bar_length(window: tuple[float, float, float, float]) -> int:
    """The longest round length that is at most a quarter of the width of the map."""
    most = (window[2] - window[0]) / 4
    return max((step for step in _BAR_STEPS if step <= most), default=_BAR_STEPS[0])
