"""What the small maps of a meeting stand on, as SVG: gminas, land cover, water, main roads, names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import Landscape, PopulationCells
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.maps.background import rank_of
from mapa_uslug.maps.road_lines import join_edges

UNITS: Final = 2000
"""Steps of the longer side of the drawing."""
_MARGIN_SHARE: Final = 0.03
_LEAST_AREA: Final = 60.0
"""Land cover smaller than that [steps²] is left out."""
_MAIN_RANKS: Final = (0, 1, 2, 3)
_NAME_SIZE: Final = 46
_LETTER_WIDTH: Final = 0.56


@dataclass(frozen=True, eq=False)
class MeetingGround:
    """What a meeting's map is drawn from; area CRS.

    Attributes
    ----------
    gminas : GeoDataFrame
        `GMINAS`.
    partners : tuple of str
        Codes of the gminas that meet: the map shows them, and their neighbours pale.
    """

    crs: str
    gminas: gpd.GeoDataFrame
    partners: tuple[str, ...]
    cells: PopulationCells
    landscape: Landscape
    network: RoadNetwork

    @property
    def is_partner(self) -> NDArray[np.bool_]:
        """Which gminas meet."""
        return np.asarray(self.gminas["gmina_teryt"].isin(self.partners), dtype=bool)


@dataclass(frozen=True)
class View:
    """A window of the area's CRS as a drawing whose y goes down: where it begins, and steps per metre."""

    west: float
    north: float
    width: int
    height: int
    scale: float

    @classmethod
    def around(cls, ground: MeetingGround) -> View:
        """The window that holds the partners, with a margin."""
        west, south, east, north = shapely.total_bounds(ground.gminas.geometry.to_numpy()[ground.is_partner])
        margin = _MARGIN_SHARE * max(east - west, north - south)
        west, south, east, north = west - margin, south - margin, east + margin, north + margin
        scale = UNITS / max(east - west, north - south)
        width, height = (max(1, round(length * scale)) for length in (east - west, north - south))
        return cls(float(west), float(north), width, height, float(scale))

    @property
    def window(self) -> tuple[float, float, float, float]:
        """West, south, east, north [m]."""
        return (
            self.west,
            self.north - self.height / self.scale,
            self.west + self.width / self.scale,
            self.north,
        )

    def steps(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres to steps; shape (points, 2)."""
        return np.column_stack([(x - self.west) * self.scale, (self.north - y) * self.scale])


def draw_ground(ground: MeetingGround, view: View) -> tuple[str, str]:
    """Draw what lies below the coloured cells, and what lies above them."""
    shapes, is_partner = ground.gminas.geometry.to_numpy(), ground.is_partner
    below = [
        f'<rect width="{view.width}" height="{view.height}" class="beyond"/>',
        _path("partners", _clip(shapes[is_partner], view, 0.5), view),
        _path("forest", _cover(ground.landscape.forest, view), view),
        _path("water", _cover(ground.landscape.water, view), view),
        _path("river", _lines(ground.landscape.water, view), view),
    ]
    above = [
        *(
            _path(f"road rank-{rank}", _roads(ground.network, rank, view), view)
            for rank in reversed(_MAIN_RANKS)
        ),
        _path("neighbours", _clip(shapes[~is_partner], view, 0.5), view),
        _path("border", _clip(shapes[is_partner], view, 0.5), view),
        *_names(ground, view),
    ]
    return "".join(below), "".join(above)


def fit_grid(cells: PopulationCells, rows: NDArray[np.int64], view: View, crs: str) -> NDArray[np.float64]:
    """The matrix (2, 3) by which columns and rows of the grid become steps: ``step = matrix @ (column, row, 1)``.

    A grid in another projection is turned and stretched a little; over a powiat it stays within metres of one matrix.
    """
    col, row = (cells.table[c].to_numpy(dtype=np.float64)[rows] for c in ("grid_col", "grid_row"))
    # Corners, so that a single cell has enough points too.
    col, row = (np.concatenate([v, v + a, v + b]) for v, a, b in ((col, 1.0, 0.0), (row, 0.0, 1.0)))
    x, y = transform_xy(col * cells.cell_m, row * cells.cell_m, cells.grid_crs, crs)
    # From the middle, or large numbers would cost digits.
    known = np.column_stack([col - col.mean(), row - row.mean(), np.ones_like(col)])
    matrix = np.linalg.lstsq(known, view.steps(x, y), rcond=None)[0].T
    matrix[:, 2] -= matrix[:, :2] @ (col.mean(), row.mean())
    return np.asarray(matrix, dtype=np.float64)


def _clip(shapes: NDArray[Any], view: View, tolerance_steps: float) -> NDArray[Any]:
    if not len(shapes):
        return np.zeros(0, dtype=object)
    # A step beyond the window, so that its rim is not drawn as a border.
    west, south, east, north = view.window
    rim = 4.0 / view.scale
    clipped = shapely.clip_by_rect(
        shapely.make_valid(shapes), west - rim, south - rim, east + rim, north + rim
    )
    return np.asarray(shapely.simplify(clipped, tolerance_steps / view.scale, preserve_topology=False))


def _of_dimension(table: gpd.GeoDataFrame, dimension: int) -> NDArray[Any]:
    shapes = np.asarray(table.geometry.values, dtype=object) if len(table) else np.zeros(0, dtype=object)
    return shapes[shapely.get_dimensions(shapes) == dimension] if len(shapes) else shapes


def _cover(table: gpd.GeoDataFrame, view: View) -> NDArray[Any]:
    shapes = _clip(_of_dimension(table, 2), view, 1.5)
    parts = shapely.get_parts(shapes)
    return np.asarray(parts[shapely.area(parts) * view.scale**2 >= _LEAST_AREA]) if len(parts) else parts


def _lines(table: gpd.GeoDataFrame, view: View) -> NDArray[Any]:
    return _clip(_of_dimension(table, 1), view, 1.5)


def _roads(network: RoadNetwork, rank: int, view: View) -> NDArray[Any]:
    if not network.edge_count:
        return np.zeros(0, dtype=object)
    ranks = np.array([rank_of(c) for c in network.classes], dtype=np.int64)[network.edge_class]
    west, south, east, north = view.window
    x, y = network.node_x, network.node_y
    is_in = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    edges = np.flatnonzero((ranks == rank) & (is_in[network.edge_u] | is_in[network.edge_v]))
    return _clip(np.array([join_edges(network, edges)], dtype=object), view, 1.0)


def _path(name: str, shapes: Iterable[Any], view: View) -> str:
    drawn = "".join(
        _draw_line(line, view) for line in _rings_and_lines(np.asarray(list(shapes), dtype=object))
    )
    return f'<path class="{name}" d="{drawn}"/>' if drawn else ""


def _rings_and_lines(shapes: NDArray[Any]) -> list[Any]:
    parts = shapely.get_parts(shapely.get_parts(shapes)) if len(shapes) else shapes
    kind = shapely.get_type_id(parts)
    return [*parts[(kind == 1) | (kind == 2)], *shapely.get_rings(parts[kind == 3])]


def _draw_line(line: Any, view: View) -> str:
    x, y = shapely.get_coordinates(line).T
    steps = np.rint(view.steps(x, y)).astype(int)
    moves = np.diff(steps, axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    if not len(moves):
        return ""
    return f"M{steps[0, 0]} {steps[0, 1]}l" + " ".join(f"{dx} {dy}" for dx, dy in moves.tolist())


def _names(ground: MeetingGround, view: View) -> list[str]:
    """Names of the partners, each in the middle of the widest part of its gmina, moved down where two would meet."""
    taken: list[tuple[float, float, float]] = []
    drawn = []
    names, shapes = ground.gminas["gmina"].to_numpy(), ground.gminas.geometry.to_numpy()
    for row in np.flatnonzero(ground.is_partner):
        name = str(names[row])
        x, y = view.steps(*(np.array([v]) for v in _middle(shapes[row])))[0]
        half = _LETTER_WIDTH * _NAME_SIZE * len(name) / 2.0
        x = float(np.clip(x, half, max(half, view.width - half)))
        y = _free(float(y), x, half, taken)
        taken.append((x, y, half))
        drawn.append(f'<text x="{x:.0f}" y="{y:.0f}">{escape(name)}</text>')
    return drawn


def _free(y: float, x: float, half: float, taken: Sequence[tuple[float, float, float]]) -> float:
    """The height at or below `y` at which a name meets no other."""
    for other_x, other_y, other_half in sorted(taken, key=lambda t: t[1]):
        if abs(x - other_x) < half + other_half and abs(y - other_y) < _NAME_SIZE:
            y = other_y + _NAME_SIZE
    return y


def _middle(shape: Any) -> tuple[float, float]:
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    circle = shapely.maximum_inscribed_circle(largest, tolerance=max(1.0, largest.length / 1000.0))
    x, y = shapely.get_coordinates(circle)[0]
    return float(x), float(y)
