from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mapa_uslug.catalog import Threshold, read_catalog
from mapa_uslug.contracts.tables import REASONS, CoverageLayer, PopulationCells
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.core.rounding import round_running
from mapa_uslug.coverage.allotment import allot_places
from mapa_uslug.coverage.states import Demand, PlaceBounds, classify_people


@given(hnp.arrays(np.float64, st.integers(0, 40), elements=st.floats(0, 1000)))
def test_running_rounding_is_down_or_up_and_keeps_the_total(values: np.ndarray) -> None:
    rounded = round_running(values)
    assert np.all((rounded >= np.floor(values - 1e-6)) & (rounded <= np.ceil(values + 1e-6)))
    assert abs(rounded.sum() - values.sum()) <= 0.5 + 1e-4


def _brute_force(
    pairs: list[tuple[float, int, int]], demand: list[float], capacity: list[float]
) -> list[float]:
    left, room = list(demand), list(capacity)
    for _, cell, place in sorted(pairs):
        taken = min(left[cell], room[place])
        left[cell] -= taken
        room[place] -= taken
    return left


@st.composite
def allotments(draw: st.DrawFn) -> tuple[list[tuple[float, int, int]], list[float], list[float]]:
    cells, places = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    demand = draw(st.lists(st.integers(0, 9).map(float), min_size=cells, max_size=cells))
    capacity = draw(st.lists(st.integers(0, 9).map(float), min_size=places, max_size=places))
    chosen = draw(st.sets(st.tuples(st.integers(0, cells - 1), st.integers(0, places - 1))))
    pairs = [(float(draw(st.integers(0, 5))), c, p) for c, p in sorted(chosen)]
    return pairs, demand, capacity


def _share(pairs: list[tuple[float, int, int]], demand: list[float], capacity: list[float]) -> np.ndarray:
    step, cell, place = (np.array([p[i] for p in pairs]) for i in range(3))
    return allot_places(cell=cell.astype(np.int64), place=place.astype(np.int32), step=step.astype(np.float64),
                        demand=np.array(demand), capacity=np.array(capacity))  # fmt: skip


@given(allotments())
def test_allotment_equals_brute_force(
    case: tuple[list[tuple[float, int, int]], list[float], list[float]],
) -> None:
    pairs, demand, capacity = case
    left = _share(pairs, demand, capacity) * np.array(demand)
    assert np.allclose(left, _brute_force(pairs, demand, capacity))


@given(allotments(), st.randoms())
def test_order_of_pairs_changes_nothing(
    case: tuple[list[tuple[float, int, int]], list[float], list[float]], random: object
) -> None:
    pairs, demand, capacity = case
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert np.array_equal(_share(pairs, demand, capacity), _share(shuffled, demand, capacity))


@given(allotments(), st.data())
def test_more_capacity_leaves_no_more_people_over(case: tuple[list[tuple[float, int, int]], list[float], list[float]], data: st.DataObject) -> None:  # fmt: skip
    pairs, demand, capacity = case
    more = list(capacity)
    more[data.draw(st.integers(0, len(more) - 1))] += 3.0
    before = (_share(pairs, demand, capacity) * np.array(demand)).sum()
    after = (_share(pairs, demand, more) * np.array(demand)).sum()
    assert after <= before + 1e-9


@given(allotments(), st.data())
def test_a_place_that_opens_leaves_nobody_with_less(
    case: tuple[list[tuple[float, int, int]], list[float], list[float]], data: st.DataObject
) -> None:
    """Of no cell does a larger share find no room, ties and the new place's rank among the ids whatever they are.

    Pairs have one strict order for cells and places alike, so the allotment is the stable one of both: another place takes
    cells away from places, and room that this leaves is only ever offered to others.
    """
    pairs, demand, capacity = case
    new = data.draw(st.integers(0, len(capacity)))
    room = data.draw(st.one_of(st.integers(0, 9).map(float), st.just(np.inf)))
    with_room = [*capacity[:new], room, *capacity[new:]]
    moved = [(step, cell, place + (place >= new)) for step, cell, place in pairs]
    steps = st.integers(0, 5).map(float)
    reached = data.draw(st.dictionaries(st.integers(0, len(demand) - 1), steps, max_size=len(demand)))
    opened = moved + [(step, cell, new) for cell, step in reached.items()]
    before, after = _share(pairs, demand, capacity), _share(opened, demand, with_room)
    assert np.all(after <= before + 1e-9)
    # And none who had no place before takes from those who had.
    assert (after * demand).sum() <= (before * demand).sum() + 1e-9


class RoughTown:
    """Costs of cells to places, each at best, by the place measured and at worst."""

    def __init__(
        self, nominal: np.ndarray, nearer: np.ndarray, farther: np.ndarray, capacity: np.ndarray
    ) -> None:
        self.nominal, self.nearer, self.farther, self.capacity = nominal, nearer, farther, capacity

    def with_exact(self, nominal: np.ndarray) -> RoughTown:
        """The town with one more place, which is known exactly."""
        return self.with_place(len(self.capacity), nominal, radius=0.0, capacity=5.0)

    def with_place(self, at: int, nominal: np.ndarray, *, radius: float, capacity: float) -> RoughTown:
        """The town with one more place, so many rows from the first, which is known to so many seconds."""
        more = [
            np.insert(old, at, new)
            for old, new in ((self.nearer, radius), (self.farther, radius), (self.capacity, capacity))
        ]
        return RoughTown(np.insert(self.nominal, at, nominal, axis=1), *more)

    def layer(self, *, is_bounded: bool = True) -> CoverageLayer:
        cells, limit = len(self.nominal), 2700.0
        is_pair = self.nominal <= limit
        rough = self.farther > 0.0
        times = TravelTimes(
            mode="car", direction="to", unit="s", is_snapped=np.ones(cells, bool), nearest_cost=self.nominal.min(axis=1),
            nearest_place=self.nominal.argmin(axis=1).astype(np.int32), limit=limit,
            pair_ptr=np.concatenate([[0], np.cumsum(is_pair.sum(axis=1))]), pair_cost=self.nominal[is_pair].astype(np.float32),
            pair_place=np.nonzero(is_pair)[1].astype(np.int32), edge_cost=np.full(cells, np.inf),
        )  # fmt: skip
        least = np.maximum(self.nominal - self.nearer, 0.0)[:, rough].min(axis=1, initial=np.inf)
        return classify_people(
            _cells(cells), times, service_type=read_catalog().by_code["DDP"], threshold=Threshold(values=(15, 30, 45)),
            level=1, demand=Demand(np.full(cells, 2.0), self.capacity), is_outside_data=np.zeros(cells, bool),
            has_eligible=np.ones(cells, bool), bounds=PlaceBounds(least, self.farther) if is_bounded else None,
        )  # fmt: skip


def _cells(count: int) -> PopulationCells:
    table = pd.DataFrame(
        {
            "people": 7 * np.arange(1, count + 1),
            "people_65_plus": np.arange(1, count + 1),
            "is_imputed": False,
        }
    ).assign(gmina_teryt="086001")
    points = gpd.points_from_xy(np.arange(count), np.zeros(count))
    return PopulationCells(
        gpd.GeoDataFrame(table, geometry=points, crs="EPSG:2180"), "EPSG:2180", 250, {"65+": "grid"}
    )


def _tenths(least: int, most: int) -> st.SearchStrategy[float]:
    return st.integers(10 * least, 10 * most).map(lambda n: n / 10)


@st.composite
def rough_towns(draw: st.DrawFn) -> RoughTown:
    cells, places = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    minutes = hnp.arrays(np.float64, (cells, places), elements=st.one_of(_tenths(0, 60), st.just(np.inf)))
    width = hnp.arrays(np.float64, places, elements=st.one_of(st.just(0.0), _tenths(0, 30)))
    capacity = hnp.arrays(np.float64, places, elements=st.integers(0, 9).map(float))
    farther = draw(width) * 60
    return RoughTown(
        draw(minutes) * 60, np.where(farther > 0, draw(width) * 60, 0.0), farther, draw(capacity)
    )


@given(rough_towns(), st.data())
def test_a_larger_radius_never_makes_more_people_served_or_too_far(
    town: RoughTown, data: st.DataObject
) -> None:
    more = data.draw(hnp.arrays(np.float64, len(town.capacity), elements=_tenths(0, 20))) * 60
    wider = RoughTown(town.nominal, town.nearer + more, town.farther + more, town.capacity)
    before, after = town.layer().people, wider.layer().people
    assert np.array_equal(before.sum(axis=1), _cells(len(before)).table["people"])
    assert np.array_equal(after.sum(axis=1), before.sum(axis=1))
    assert np.all(after[:, :2].sum(axis=1) <= before[:, :2].sum(axis=1))
    assert np.all(after[:, 2] <= before[:, 2])


@given(rough_towns())
def test_no_radius_at_all_changes_nothing(town: RoughTown) -> None:
    exact = RoughTown(town.nominal, np.zeros_like(town.nearer), np.zeros_like(town.farther), town.capacity)
    bounded, plain = vars(exact.layer()), vars(exact.layer(is_bounded=False))
    assert all(np.array_equal(bounded[key], plain[key], equal_nan=key == "cost") for key in plain)


@given(rough_towns(), st.data())
def test_one_more_exact_place_makes_nobody_uncertain(town: RoughTown, data: st.DataObject) -> None:
    nominal = data.draw(hnp.arrays(np.float64, len(town.nominal), elements=_tenths(0, 60))) * 60
    before, after = town.layer(), town.with_exact(nominal).layer()
    uncertain = REASONS.index("uncertain_place")
    assert not np.any((after.reason == uncertain) & (before.reason != uncertain))
    assert np.all(after.people[:, :2].sum(axis=1) >= before.people[:, :2].sum(axis=1))


@given(rough_towns(), st.data())
def test_a_place_that_opens_takes_nobody_out_of_the_threshold(town: RoughTown, data: st.DataObject) -> None:
    """Whatever its room and wherever it is known to stand; of those served a cell may lose one person to rounding, no more."""
    reach = st.one_of(_tenths(0, 60), st.just(np.inf))
    nominal = data.draw(hnp.arrays(np.float64, len(town.nominal), elements=reach)) * 60
    opened = town.with_place(
        data.draw(st.integers(0, len(town.capacity))),
        nominal,
        radius=data.draw(st.one_of(st.just(0.0), _tenths(0, 30))) * 60,
        capacity=data.draw(st.one_of(st.integers(0, 9).map(float), st.just(np.inf))),
    )
    before, after = town.layer().people.astype(np.int64), opened.layer().people.astype(np.int64)
    served, full = 0, 1
    assert np.all(after[:, [served, full]].sum(axis=1) >= before[:, [served, full]].sum(axis=1))
    # Full people are rounded along the cells, so that their total is right: a cell's own is rounded down or up.
    assert np.all(after[:, served] >= before[:, served] - 1)


def test_a_place_without_room_is_full_for_all_and_one_of_unknown_room_for_nobody() -> None:
    """One cell of 7 people, 10 minutes from the only place: no room is known to be there (0), or it is not known (inf)."""
    one = np.array([[600.0]]), np.zeros(1), np.zeros(1)
    none, unknown = (RoughTown(*one, np.array([room])).layer().people.tolist() for room in (0.0, np.inf))
    assert none == [[0, 7, 0, 0]]
    assert unknown == [[7, 0, 0, 0]]
