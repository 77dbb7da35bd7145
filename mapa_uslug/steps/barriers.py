"""Why places are white: barrier lines, new crossings, critical links, causes, and who has no way but by car."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.barriers.causes import NOT_TOLD, CauseQuestion, find_causes, find_leading
from mapa_uslug.barriers.finding import find_barriers
from mapa_uslug.barriers.nearest_ways import NearestWays, measure_nearest_ways
from mapa_uslug.barriers.no_car import count_no_car
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.barriers import Barriers
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.core.kept_tables import pack, unpack
from mapa_uslug.steps.critical_links import CriticalLinks
from mapa_uslug.steps.kept_stages import KeptStages
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.new_crossings import NewCrossings
from mapa_uslug.steps.part_journeys import part_journeys
from mapa_uslug.steps.public_transport import TRANSIT
from mapa_uslug.work.units import Arrays

_TABLES: Final = "tables"
_MOST_THREADS: Final = 8
"""Each holds a forest of the whole network."""


@dataclass(frozen=True, eq=False)
class _Look:
    """What is in the way to a service by a mode: ways, rows of new crossings and of critical links."""

    ways: NearestWays
    crossings: list[dict[str, Any]]
    links: list[dict[str, Any]]


def explain_white_spots(
    data: AreaData,
    measurer: Measurer,
    measures: Sequence[Measure],
    layers: Sequence[CoverageLayer],
    white_spots: gpd.GeoDataFrame,
    *,
    kept: KeptStages,
) -> Barriers | None:
    """Find what is in the way; None where `area.toml` does not ask for it."""
    options = data.config.barriers
    if not options.find:
        return None
    lines, candidates = unpack(
        kept.of_area("barriers", lambda: {_TABLES: pack(_find_by_modes(data, measurer))})[_TABLES]
    )
    crossings, links = NewCrossings(data, candidates), CriticalLinks(data, measurer, measures)

    def look_at(measure: Measure) -> Arrays:
        parts = part_journeys(data, measurer, measure)
        return {
            **asdict(_ways(data, measurer, measure)),
            _TABLES: pack([crossings.describe(measure, parts), links.describe(measure, parts)]),
        }

    def recall(measure: Measure) -> _Look:
        found = dict(kept.of_measure("barriers of a service", measure, lambda: look_at(measure)))
        new, critical = unpack(found.pop(_TABLES))
        return _Look(NearestWays(**found), new, critical)

    on_roads = [m for m in measures if m.mode != TRANSIT]
    # Each thread keeps what one measure at a time needs; the searches themselves run without the interpreter's lock.
    with ThreadPoolExecutor(min(measurer.runner.threads, _MOST_THREADS)) as pool:
        looks = list(pool.map(recall, on_roads))
    question = CauseQuestion(
        ways={(m.service_type.code, m.mode): look.ways for m, look in zip(on_roads, looks, strict=True)},
        transit={
            m.service_type.code: _transit_causes(data, measurer, m) for m in measures if m.mode == TRANSIT
        },
        terminal_s={m.mode: measurer.terminal_s(m.mode) for m in measures},
        barrier_detour=options.detour,
        ordinary_detour=options.ordinary_detour,
        lines=lines,
    )
    return Barriers(
        lines=lines,
        crossings=crossings.tabulate([row for look in looks for row in look.crossings]),
        links=links.tabulate([row for look in looks for row in look.links]),
        causes=find_causes(white_spots, layers, cells=data.cells, question=question),
        no_car=count_no_car(
            layers, cells=data.cells, targets={t.code: t.target for t in data.catalog.types},
            households_without_car=options.households_without_car, level=MAIN_LEVEL,
        ),
        leading=find_leading(layers, question=question, level=MAIN_LEVEL),
        transit_lacks=dict(question.transit),
    )  # fmt: skip


def _find_by_modes(data: AreaData, measurer: Measurer) -> list[gpd.GeoDataFrame]:
    """Lines and links across them, see `FoundBarriers`: barriers to those on foot where the data hold their paths, and to those in cars."""
    modes = [m for m in ("walk", "car") if m in data.modes and measurer.knows_all_ways(m)] or ["car"]
    each = [
        find_barriers(
            data.roads, cells=data.cells, snaps=measurer.snaps("cells", mode), landscape=data.landscape, mode=mode,
            detour=data.config.barriers.detour, extent=data.extent, edge_m=measurer.metres_to_edge(mode),
        )
        for mode in modes
    ]  # fmt: skip
    candidates = [f.candidates.assign(mode=mode) for f, mode in zip(each, modes, strict=True)]
    return [_join([f.lines for f in each]), _join(candidates)]


def _join(tables: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    kept = [t for t in tables if len(t)] or tables[:1]
    return gpd.GeoDataFrame(pd.concat(kept, ignore_index=True), crs=tables[0].crs)


def _ways(data: AreaData, measurer: Measurer, measure: Measure) -> NearestWays:
    return measure_nearest_ways(
        data.roads, measurer.parts(measure), cell_points=data.cells.table.geometry.to_numpy(),
        cell_snaps=measurer.snaps("cells", measure.mode), place_points=measurer.place_points(measure),
        place_snaps=measurer.places(measure).snaps, mode=measure.mode, direction=measure.service_type.direction,
        weight=measure.weight,
    )  # fmt: skip


def _transit_causes(data: AreaData, measurer: Measurer, measure: Measure) -> NDArray[np.int8]:
    """What the people of every cell lack to get to a service and back by public transport."""
    of_type = measurer.rows_of(measure.service_type)
    causes = np.full(len(data.cells.table), NOT_TOLD, dtype=np.int8)
    for rows, allowed in measurer.parts(measure):
        causes[rows] = measurer.transit.what_lacks(rows, of_type[allowed])
    return causes
