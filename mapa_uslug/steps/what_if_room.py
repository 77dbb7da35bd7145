"""Whether a map has room for its what-ifs, told from a sample: a voivodeship's tables take minutes to make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import numpy as np

from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.maps.what_if import order_near, size_between_cells
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.public_transport import TRANSIT
from mapa_uslug.steps.what_if_questions import WayKey, key_of
from mapa_uslug.traveltime.steps import answer_steps, ask_steps
from mapa_uslug.work.units import Unit

_BLOCKS: Final = 2
_ROWS_OF_BLOCK: Final = 32
_BEST_PACKED: Final = 100.0
"""No table of places was ever packed to less than a twentieth; with this nothing is left out that might fit."""
_BYTES_OF_MB: Final = 1e6

Room = Literal["full", "places", "none"]


def find_room(
    data: AreaData, measurer: Measurer, measures: Sequence[Measure], largest: Mapping[WayKey, float]
) -> Room:
    """What may fit into the map out of what `area.toml` asks for, as `MapOptions.what_if` has it."""
    options = data.config.map
    if options.what_if == "none":
        return "none"
    limit, cells = options.largest_mb * _BYTES_OF_MB, len(data.cells.table)
    if sum(len(measurer.rows_of(m.service_type)) for m in measures) * cells > _BEST_PACKED * limit:
        return "none"
    if options.what_if == "places":
        return "places"
    ways = {key_of(m): m for m in measures if m.mode != TRANSIT}
    if cells * cells * len(ways) <= limit:
        return "full"
    # What else the map holds (the tables of places alone take half the room of a voivodeship's) is not in the estimate, so
    # that one a little too high leaves nothing out that would fit; what just fits is made, and weighed itself.
    return "places" if _estimate(data, measurer, ways, largest) > limit else "full"


def _estimate(
    data: AreaData, measurer: Measurer, ways: Mapping[WayKey, Measure], largest: Mapping[WayKey, float]
) -> float:
    """Bytes of the tables between all pairs of cells in the file, from rows of a few places along the curve."""
    order = order_near(data.cells)
    starts = np.linspace(0, max(len(order) - _ROWS_OF_BLOCK, 0), _BLOCKS + 2)[1:-1].astype(np.int64)
    total = 0.0
    for key, measure in ways.items():
        snaps = measurer.snaps("cells", measure.mode)
        for start in starts:
            rows = order[start : start + _ROWS_OF_BLOCK]
            asked = ask_between_cells(measurer, measure, largest[key], snaps, snaps.take(rows))
            (steps,) = answer_steps(measurer.runner, [asked])
            total += size_between_cells(steps, order) * len(order) / len(rows) / _BLOCKS
    return total


def ask_between_cells(
    measurer: Measurer, measure: Measure, largest: float, cells: Snaps, places: Snaps | None = None
) -> Unit:
    """From places that may open, by default one where the people of every cell live, to all cells."""
    return ask_steps(
        measurer.roads, place_snaps=cells if places is None else places, cell_snaps=cells, mode=measure.mode,
        direction="from", largest=largest, weight=measure.weight, terminal_s=measurer.terminal_s(measure.mode),
    )  # fmt: skip
