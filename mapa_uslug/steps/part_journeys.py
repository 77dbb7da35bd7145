"""People's ways by one measure, one part for each set of cells that may use the same places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.core.lazy import lazy
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer

MINUTE_S = 60.0
_MOST_NAMES = 6
_MOST_LABELS = 20_000_000
"""Costs of nodes that may be kept for all parts of a measure, some 20 bytes each."""


@dataclass(frozen=True, eq=False)
class Part:
    """Ways of the people of some cells.

    Attributes
    ----------
    roads : RoutableNetwork
    journeys : Journeys
        To the places that they may use, at the main threshold; people in columns: everybody, the target group.
    rows : int64, (cells,)
        Of these cells among all.
    locality : object of str, (cells,)
    is_imputed : bool, (cells,)
        Cells whose figures the source kept confidential.
    least_back : float
        The least that it costs to come back to a place from where the data end; seconds or metres.
    """

    roads: RoutableNetwork
    journeys: Journeys
    rows: NDArray[np.int64]
    locality: NDArray[np.object_]
    is_imputed: NDArray[np.bool_]
    least_back: float

    @lazy
    def searched(self) -> SearchedJourneys:
        """The same with their search."""
        return SearchedJourneys(self.roads, self.journeys)

    def count_localities(self, cells: NDArray[np.int64]) -> dict[str, int]:
        """People of some of the cells by locality."""
        sums: dict[str, int] = {}
        people = self.journeys.people[cells, 0].tolist()
        for name, number in zip(self.locality[cells].tolist(), people, strict=True):
            sums[str(name)] = sums.get(str(name), 0) + number
        return sums

    def has_confidential(self, cells: NDArray[np.int64]) -> bool:
        """Whether people of confidential cells are among those of some of the cells."""
        return bool((self.is_imputed[cells] & (self.journeys.people[cells, 0] > 0)).any())


def let_go(part: Part, parts: Sequence[Part]) -> None:
    """Let go what the search of one of several parts holds by node of the network, and that can be had again: forests
    always, costs too where those of all parts together would take much memory.
    """
    if len(parts) == 1:
        return
    part.searched.drop_forest()
    if len(parts) * part.roads.network.node_count > _MOST_LABELS:
        part.searched.drop_search()


def part_journeys(data: AreaData, measurer: Measurer, measure: Measure) -> list[Part]:
    """All parts; cells beyond the data have nobody in them."""
    everybody = data.cells.table["people"].to_numpy(dtype=np.int64)
    target = count_group(data.cells, measure.service_type.target)
    people = np.column_stack([everybody] if target is None else [everybody, target])
    people = np.where(measurer.is_outside[:, None], 0, people)
    locality = data.cells.table["locality"].fillna("").to_numpy(dtype=object)
    is_imputed = data.cells.table["is_imputed"].to_numpy(dtype=bool)
    back = measurer.returning(measure, measurer.rows_of(measure.service_type), measurer.rough_of(measure))
    places, cells = measurer.places(measure).snaps, measurer.snaps("cells", measure.mode)
    limit = float(measure.threshold.values[MAIN_LEVEL] * (MINUTE_S if measure.weight == "time" else 1.0))
    return [
        Part(
            data.roads,
            Journeys(
                place_snaps=places.take(allowed), cell_snaps=cells.take(rows), people=people[rows], mode=measure.mode,
                direction=measure.service_type.direction, weight=measure.weight, limit=limit,
                terminal_s=measurer.terminal_s(measure.mode),
            ),
            rows,
            locality[rows],
            is_imputed[rows],
            float(back[allowed].min(initial=np.inf)),
        )
        for rows, allowed in measurer.parts(measure)
        if len(allowed)
    ]  # fmt: skip


def name_most(counts: Iterable[Mapping[str, int]]) -> str:
    """Localities joined by ``|``, those of most people first, out of people by locality of every part."""
    sums: Counter[str] = Counter()
    for of_part in counts:
        sums.update(of_part)
    ordered = sorted((n for n in sums if n and sums[n] > 0), key=lambda n: (-sums[n], n))
    return "|".join(ordered[:_MOST_NAMES])
