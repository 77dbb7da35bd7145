"""Outlines of what is reached from places, as units of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.program import program_digest
from mapa_uslug.engine.graph import ModeGraph
from mapa_uslug.engine.graph_ground import GraphGround
from mapa_uslug.engine.pixels import (
    PixelGrid,
    PixelSurface,
    SnappedPixels,
    TickRaster,
    paint_nearest,
    paint_source,
)
from mapa_uslug.engine.surface import SearchPoints, edge_costs
from mapa_uslug.engine.sweeps import new_scratch
from mapa_uslug.isochrones.bands import Band, contour_band
from mapa_uslug.work.units import Arrays, name_of

_PIXELS: Final = "pixel_"


@dataclass(frozen=True)
class Levels:
    """Which outlines are drawn of every raster, in ticks.

    Attributes
    ----------
    ticks : tuple of int
        Bands, see `contour_band`.
    margin : int
        Of a walk across a pixel.
    limit : float
        Seconds up to which the surface must be known.
    """

    ticks: tuple[int, ...]
    margin: int
    limit: float


@dataclass(frozen=True, eq=False)
class SurfaceGround:
    """A graph and its surface of pixels; see `work.units.Ground`."""

    graph: ModeGraph
    surface: SnappedPixels

    @property
    def live(self) -> tuple[ModeGraph, PixelSurface]:
        """Both."""
        return self.graph, self.surface

    @property
    def name(self) -> str:
        """Digest of both."""
        return name_of(f"{GraphGround(self.graph).name}|{self.surface.name}", ())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The graph's, the boxes of nodes and edges, and every pixel."""
        self.surface.prepare_all()
        pixels = {_PIXELS + name: array for name, array in self.surface.targets._asdict().items()}
        boxes = {"node_box": self.surface.node_box, "edge_box": self.surface.edge_box}
        return GraphGround(self.graph).arrays() | boxes | pixels

    def about(self) -> dict[str, Any]:
        """What there is to know of the graph, and the grid."""
        return GraphGround(self.graph).about() | {"grid": asdict(self.surface.grid)}

    @staticmethod
    def revive(
        arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]
    ) -> tuple[ModeGraph, PixelSurface]:
        """The graph and a surface all pixels of which are placed."""
        graph = GraphGround.revive(arrays, about)
        targets = SearchPoints(*(arrays[_PIXELS + name] for name in SearchPoints._fields))
        grid = PixelGrid(**about["grid"])
        return graph, PixelSurface(grid, edge_costs(graph), arrays["node_box"], arrays["edge_box"], targets)


@dataclass(frozen=True, eq=False)
class Outlines:
    """Outlines of what each of some places reaches, or all of them together; see `work.units.Task`."""

    sources: SearchPoints
    levels: Levels
    is_joint: bool

    @property
    def kind(self) -> str:
        """See `work.units.Task`."""
        return f"outlines {program_digest()}|{self.levels}|{self.is_joint}"

    @property
    def content(self) -> SearchPoints:
        """See `work.units.Task`."""
        return self.sources

    @property
    def answers(self) -> frozenset[str]:
        """See `work.units.Task`."""
        return _ANSWERS

    def on(self, live: tuple[ModeGraph, PixelSurface], workers: int | None = None) -> Arrays:
        """The outlines, source by source, then level by level; see `work.units.Task`. Always in one thread."""
        del workers
        levels = self.levels
        return pack_bands([
            contour_band(raster, level=level, margin=levels.margin)
            for raster in self._rasters(*live)
            for level in levels.ticks
        ])  # fmt: skip

    def _rasters(self, graph: ModeGraph, surface: PixelSurface) -> Iterable[TickRaster]:
        limit = self.levels.limit
        if self.is_joint:
            yield paint_nearest(graph, surface, self.sources, limit=limit)
            return
        scratch = new_scratch(graph, with_length=False)
        for row in range(len(self.sources.edge)):
            yield paint_source(graph, surface, self.sources, row, limit=limit, scratch=scratch)


def pack_bands(bands: Sequence[Band]) -> Arrays:
    """Bands end to end: their arrays, and ``count``, of vertices, rings and polygons of each."""
    found: Arrays = {
        f.name: np.concatenate([_NOTHING[f.name], *(getattr(band, f.name) for band in bands)]) for f in fields(Band)
    }  # fmt: skip
    counts = [[len(band.xy), len(band.ring_ptr), len(band.polygon_ptr)] for band in bands]
    return found | {"count": np.array(counts, dtype=np.int64).reshape(-1, 3)}


def unpack_bands(arrays: Arrays) -> list[Band]:
    """What `pack_bands` packed."""
    ends = np.cumsum(arrays["count"], axis=0)[:-1]
    parts = [np.split(arrays[f.name], ends[:, i]) for i, f in enumerate(fields(Band))]
    return [Band(*part) for part in zip(*parts, strict=True)] if len(arrays["count"]) else []


_NOTHING: Final = {
    "xy": np.empty((0, 2)), "ring_ptr": np.empty(0, np.int64), "polygon_ptr": np.empty(0, np.int64)
}  # fmt: skip
_ANSWERS: Final = frozenset([*_NOTHING, "count"])
