"""Costs of a service type to the places of every partner, each searched once whatever sets are asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import Terms
from mapa_uslug.contracts.travel_times import CostUnit
from mapa_uslug.cooperation.question import Border, Gminas, Question, Regime
from mapa_uslug.cooperation.reach import BLANK, UNPLACED, UNTOLD, CellsOfMode, Costs, Room
from mapa_uslug.coverage.eligibility import find_eligible
from mapa_uslug.coverage.states import estimate_demand
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.public_transport import TRANSIT

_Pairs = tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.int32], NDArray[np.floating]]
"""Partner, cell, place and cost of each."""


@dataclass(frozen=True, eq=False)
class _Block:
    """Costs of all cells to some of a type's places; unit of the measure.

    Attributes
    ----------
    cost, sure, least : float64, (cells,)
        To the nearest, to the surely nearest, the least to a rough one.
    place, sure_place : int32, (cells,)
    back : float
        From the end of the data to any of them.
    pair_cell, pair_place, pair_cost
    """

    cost: NDArray[np.float64]
    place: NDArray[np.int32]
    sure: NDArray[np.float64]
    sure_place: NDArray[np.int32]
    least: NDArray[np.float64]
    back: float
    pair_cell: NDArray[np.int32]
    pair_place: NDArray[np.int32]
    pair_cost: NDArray[np.floating]

    def pairs_of(self, cells: NDArray[np.bool_], bit: int) -> _Pairs:
        """Pairs of some of the cells, as of a partner."""
        keep = cells[self.pair_cell]
        bits = np.full(int(keep.sum()), bit, dtype=np.int8)
        return bits, self.pair_cell[keep], self.pair_place[keep], self.pair_cost[keep]


def _join_pairs(pairs: Sequence[_Pairs]) -> _Pairs:
    bit, cell, place, cost = zip(*pairs, strict=True)
    return np.concatenate(bit), np.concatenate(cell), np.concatenate(place), np.concatenate(cost)


class _PlaceBlocks:
    """Blocks of one measure, each searched once."""

    def __init__(self, measurer: Measurer, measure: Measure, cells: int) -> None:
        self._measurer, self._measure = measurer, measure
        self._all = np.arange(cells, dtype=np.int64)
        of_type = measurer.rows_of(measure.service_type)
        self._rough = measurer.rough_of(measure)
        self._spread = None if self._rough is None else measurer.spreads(measure, self._rough)
        self._back = measurer.returning(measure, of_type, self._rough)
        self._known: dict[bytes, _Block] = {}

    def of(self, allowed: NDArray[np.int64]) -> _Block:
        """Block of some of the type's places."""
        key = allowed.tobytes()
        if key not in self._known:
            self._known[key] = self._search(allowed)
        return self._known[key]

    def _search(self, allowed: NDArray[np.int64]) -> _Block:
        cells = len(self._all)
        times = self._measurer.part_times(self._measure, self._all, allowed, edge_cost=np.zeros(cells))
        place = np.append(allowed, -1)[times.nearest_place].astype(np.int32)
        pair_cell = np.repeat(self._all, np.diff(times.pair_ptr)).astype(np.int32)
        pair_place = allowed[times.pair_place].astype(np.int32)
        cost, back = times.nearest_cost, float(self._back[allowed].min(initial=np.inf))
        if self._rough is None or self._spread is None:
            never = np.full(cells, np.inf)
            return _Block(cost, place, cost, place, never, back, pair_cell, pair_place, times.pair_cost)
        pair_cost = times.pair_cost + self._spread[pair_place]
        sure, sure_place = _least_pairs(pair_cell, pair_place, pair_cost, cells)
        least = self._measurer.least_costs(self._measure, self._rough, self._all, allowed)
        return _Block(cost, place, sure, sure_place, least, back, pair_cell, pair_place, pair_cost)


def _least_pairs(
    cell: NDArray[np.int32], place: NDArray[np.int32], cost: NDArray[np.float64], cells: int
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    order = np.lexsort((place, cost, cell))
    order = order[np.isfinite(cost[order])]
    found, first = np.unique(cell[order], return_index=True)
    least, nearest = np.full(cells, np.inf), np.full(cells, -1, dtype=np.int32)
    least[found], nearest[found] = cost[order[first]], place[order[first]]
    return least, nearest


class TypeMeasurer:
    """Measures one service type for all regimes."""

    def __init__(
        self, data: AreaData, services: gpd.GeoDataFrame, measurer: Measurer, measures: Sequence[Measure], gminas: Gminas
    ) -> None:  # fmt: skip
        self._data, self._measurer, self._measures, self._gminas = data, measurer, measures, gminas
        self._type: ServiceType = measures[0].service_type
        self._places = services.iloc[measurer.rows_of(self._type)]
        number = {code: i for i, code in enumerate(gminas.codes)}
        self._host = np.array([number[str(c)] for c in self._places["gmina_teryt"]], dtype=np.int32)

    def question(self) -> Question:
        """All that the balance of the type is counted from."""
        declared = find_eligible(
            self._places, gminas=self._gminas.codes, sharing=Sharing(regime="open"),
            is_at_home=self._type.direction == "from",
        )  # fmt: skip
        is_own = np.arange(len(self._gminas.codes))[:, None] == self._host
        of_partner = np.array(self._gminas.partners)[:, None] == self._host
        by_terms = {
            "declared": of_partner[:, None, :] & declared[None],
            "agreed": np.broadcast_to(of_partner[:, None, :], (len(of_partner), *declared.shape)),
        }
        blocks = [_PlaceBlocks(self._measurer, m, len(self._gminas.of_cell)) for m in self._measures]
        demand = estimate_demand(self._data.cells, self._type, self._places, rate=self._type.demand_rate)
        has_room = demand.wanted is not None
        sets: dict[Terms, Regime] = {
            "declared": self._regime(by_terms["declared"], blocks, has_room=has_room)
        }
        partners = list(self._gminas.partners)
        is_same = np.array_equal(by_terms["declared"][:, partners], by_terms["agreed"][:, partners])
        sets["agreed"] = (
            sets["declared"] if is_same else self._regime(by_terms["agreed"], blocks, has_room=has_room)
        )
        return Question(
            service_type=self._type.code,
            service_ids=self._places["service_id"].to_numpy(dtype=object),
            modes=[self._cells_of(m) for m in self._measures],
            people=self._people(),
            room=Room(self._host, demand.wanted, demand.capacity),
            own=self._regime((declared & is_own)[None], blocks, has_room=has_room),
            open=self._regime(declared[None], blocks, has_room=has_room, is_open=True),
            sets=sets,
            border=[self._border(b, declared) for b in blocks],
        )

    def _people(self) -> NDArray[np.int64]:
        everybody = self._data.cells.table["people"].to_numpy(dtype=np.int64)
        target = count_group(self._data.cells, self._type.target) if self._type.target != "all" else None
        return np.stack([everybody] if target is None else [everybody, target])

    def _cells_of(self, measure: Measure) -> CellsOfMode:
        mode, measurer = measure.mode, self._measurer
        lacks = measurer.lacks_timetable(mode)
        is_blank = measurer.is_outside | ~measurer.snaps("cells", mode).is_snapped
        is_untold = np.full(len(is_blank), not measurer.knows_all_ways(mode)) if lacks is None else lacks
        flags = BLANK * is_blank + UNPLACED * measurer.has_unplaced(measure) + UNTOLD * is_untold
        unit: CostUnit = "s" if measure.weight == "time" else "m"
        per_value = 60.0 if measure.threshold.unit == "min" else 1.0
        limits = tuple(value * per_value for value in measure.threshold.values)
        return CellsOfMode(mode, limits, unit, flags.astype(np.uint8), mode != TRANSIT)

    def _regime(
        self, allowed: NDArray[np.bool_], blocks: Sequence[_PlaceBlocks], *, has_room: bool, is_open: bool = False
    ) -> Regime:  # fmt: skip
        """Costs to the places allowed, (partners, gminas, places)."""
        costs = [
            self._costs(allowed, block, measure, has_room=has_room, is_open=is_open)
            for block, measure in zip(blocks, self._measures, strict=True)
        ]
        may_use = np.asarray(allowed.any(axis=2), dtype=bool)
        return Regime(costs, may_use[:, self._gminas.of_cell])

    def _costs(
        self, allowed: NDArray[np.bool_], blocks: _PlaceBlocks, measure: Measure, *, has_room: bool, is_open: bool
    ) -> Costs:  # fmt: skip
        shape = len(allowed), len(self._gminas.of_cell)
        cost, sure, may = (np.full(shape, np.inf) for _ in range(3))
        place, sure_place = (np.full(shape, -1, dtype=np.int32) for _ in range(2))
        beyond = self._measurer.leaving(measure, ends_services=False)
        # Whoever may go anywhere may find a place beyond the end of the list of services.
        anywhere = None
        if is_open and measure.service_type.direction == "to":
            anywhere = self._measurer.leaving(measure, ends_services=True)
        pairs: list[_Pairs] = []
        for bit, here, block in self._blocks_of(allowed, blocks):
            cost[bit, here], place[bit, here] = block.cost[here], block.place[here]
            sure[bit, here], sure_place[bit, here] = block.sure[here], block.sure_place[here]
            edge = beyond + block.back if anywhere is None else anywhere
            may[bit, here] = np.minimum(block.least, edge)[here]
            pairs.append(block.pairs_of(here & has_room, bit))
        return Costs(cost, place, sure, sure_place, may, *_join_pairs(pairs))

    def _blocks_of(
        self, allowed: NDArray[np.bool_], blocks: _PlaceBlocks
    ) -> Iterator[tuple[int, NDArray[np.bool_], _Block]]:
        """For each partner, cells whose people may use the same of its places."""
        for bit, by_gmina in enumerate(allowed):
            subsets, number = np.unique(by_gmina, axis=0, return_inverse=True)
            of_cell = number.reshape(-1)[self._gminas.of_cell]
            for i in np.unique(of_cell):
                yield bit, of_cell == i, blocks.of(np.flatnonzero(subsets[i]))

    def _border(self, blocks: _PlaceBlocks, declared: NDArray[np.bool_]) -> Border:
        block = blocks.of(np.arange(len(self._host)))
        may_use = np.zeros(len(block.place), dtype=bool)
        has = block.place >= 0
        may_use[has] = declared[self._gminas.of_cell[has], block.place[has]]
        return Border(block.cost, block.place, may_use)
