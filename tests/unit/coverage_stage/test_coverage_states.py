"""Six cells in a row, one place: every state worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapa_uslug.catalog import ServiceType, Threshold, read_catalog
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.tables import STATES, CoverageLayer, PopulationCells
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.core.rounding import round_running
from mapa_uslug.coverage.allotment import allot_places
from mapa_uslug.coverage.eligibility import find_eligible
from mapa_uslug.coverage.indicators import GminaMedians, count_by_gmina, count_headline
from mapa_uslug.coverage.states import (
    Demand,
    PlaceBounds,
    classify_people,
    estimate_demand,
)
from mapa_uslug.coverage.white_spots import cell_squares, find_white_spots

DDP = read_catalog().by_code["DDP"]
MINUTES_30 = Threshold(values=(15, 30, 45))
INF = np.inf


def make_cells(people: list[int], elderly: list[int], cols: list[int] | None = None, gminas: list[str] | None = None) -> PopulationCells:  # fmt: skip
    n = len(people)
    cols = cols or list(range(n))
    table = pd.DataFrame(
        {
            "cell_id": [f"c{i}" for i in range(n)], "gmina_teryt": gminas or ["086001"] * n, "locality": [f"Wieś {i}" for i in range(n)],
            "grid_col": cols, "grid_row": 0, "people": people, "is_imputed": False, "people_65_plus": elderly,
        }
    )  # fmt: skip
    points = gpd.points_from_xy(np.array(cols) * 250 + 125, [125] * n)
    return PopulationCells(
        gpd.GeoDataFrame(table, geometry=points, crs="EPSG:2180"), "EPSG:2180", 250, {"65+": "grid"}
    )


def make_services(capacity: list[float], **columns: object) -> gpd.GeoDataFrame:
    n = len(capacity)
    table = pd.DataFrame({"service_id": [f"U{i}" for i in range(n)], "provider": "Dom", "service_type": "DDP", "gmina_teryt": "086001",
                          "territory": "", "is_open": True, "capacity": capacity, "capacity_unit": "miejsca"})  # fmt: skip
    return gpd.GeoDataFrame(
        table.assign(**columns), geometry=gpd.points_from_xy([0] * n, [0] * n), crs="EPSG:2180"
    )


def make_times(minutes: list[float], *, snapped: list[bool] | None = None, edge: list[float] | None = None, mode: str = "car") -> TravelTimes:  # fmt: skip
    cost = np.array(minutes) * 60.0
    n = len(cost)
    has_pair = np.isfinite(cost)
    return TravelTimes(
        mode=mode, direction="to", unit="s",
        is_snapped=np.array(snapped or [True] * n), nearest_cost=cost, nearest_place=np.where(has_pair, 0, -1).astype(np.int32),
        pair_ptr=np.concatenate([[0], np.cumsum(has_pair)]).astype(np.int64), pair_place=np.zeros(has_pair.sum(), np.int32),
        pair_cost=cost[has_pair].astype(np.float32), limit=1e9, edge_cost=np.array(edge or [INF] * n) * 60.0,
    )  # fmt: skip


def classify(cells: PopulationCells, times: TravelTimes, services: gpd.GeoDataFrame, *, rate: float | None = None,
             outside: list[bool] | None = None, eligible: list[bool] | None = None, service_type: ServiceType = DDP,
             level: int = 1, bounds: PlaceBounds | None = None) -> CoverageLayer:  # fmt: skip
    n = len(cells.table)
    return classify_people(
        cells, times, service_type=service_type, threshold=MINUTES_30, level=level,
        demand=estimate_demand(cells, service_type, services, rate=rate),
        is_outside_data=np.array(outside or [False] * n), has_eligible=np.array(eligible or [True] * n),
        bounds=bounds,
    )  # fmt: skip


def make_bounds(least_minutes: list[float], spread_minutes: list[float]) -> PlaceBounds:
    return PlaceBounds(np.array(least_minutes) * 60.0, np.array(spread_minutes) * 60.0)


def test_each_state_for_its_reason() -> None:
    cells = make_cells([10, 20, 30, 40, 50, 60, 70], [1] * 7)
    times = make_times([30.0, 30.1, INF, INF, 31.0, 5.0, INF], snapped=[True, True, False, True, True, True, True],
                       edge=[1, INF, INF, INF, 30.0, 1, INF])  # fmt: skip
    layer = classify(
        cells, times, make_services([9.0]), outside=[False] * 5 + [True, False], eligible=[True] * 6 + [False]
    )
    #                      served full too_far cannot_tell
    assert layer.people.tolist() == [
        [10, 0, 0, 0],  # exactly at the threshold, though the data's edge is near
        [0, 0, 20, 0],  # six seconds beyond it
        [0, 0, 0, 30],  # no road
        [0, 0, 0, 40],  # a road that leads to no place
        [0, 0, 0, 50],  # a nearer place may lie beyond the data's edge
        [0, 0, 0, 60],  # lies beyond the data itself
        [0, 0, 70, 0],  # nobody serves this gmina
    ]  # fmt: skip
    assert layer.reason.tolist() == [0, 0, 1, 2, 3, 4, 5]
    assert layer.people.sum() == 280
    assert not layer.is_capacity_known


def test_a_roughly_known_place_serves_only_whom_it_serves_wherever_it_stands() -> None:
    # The place is known to ten minutes: 30 minutes are sure up to 20, and possible down to a least cost of 30.
    cells = make_cells([10, 20, 30, 40, 50, 60, 70], [1] * 7)
    times = make_times([20.0, 20.1, 29.0, 38.0, 41.0, 10.0, 35.0], snapped=[True] * 6 + [False],
                       edge=[INF, INF, INF, 1.0, 1.0, INF, INF])  # fmt: skip
    bounds = make_bounds([12.0, 12.1, 21.0, 30.0, 30.1, 2.0, 25.0], [10.0])
    layer = classify(cells, times, make_services([9.0]), outside=[False] * 5 + [True, False], bounds=bounds)
    assert layer.people.tolist() == [
        [10, 0, 0, 0],  # 20 + 10: just within, wherever the place stands
        [0, 0, 0, 20],  # within the threshold by the place measured, beyond it if it stands badly
        [0, 0, 0, 30],
        [0, 0, 0, 40],  # beyond the threshold by the place measured, within it if it stands well
        [0, 0, 0, 50],  # only the end of the data makes this one unknown
        [0, 0, 0, 60],  # beyond the road data
        [0, 0, 0, 70],  # no road
    ]
    assert layer.reason.tolist() == [0, 8, 8, 8, 3, 4, 1]
    assert layer.cost.tolist() == pytest.approx([20.0, 20.1, 29.0, 38.0, 41.0, 10.0, np.nan], nan_ok=True)


def test_beyond_the_reach_of_a_rough_place_people_are_too_far() -> None:
    bounds = make_bounds([30.1, 30.0, INF], [10.0])
    layer = classify(
        make_cells([10, 20, 30], [1] * 3), make_times([40.0, 40.0, 40.0]), make_services([9.0]), bounds=bounds
    )
    assert layer.people.tolist() == [[0, 0, 10, 0], [0, 0, 0, 20], [0, 0, 30, 0]]


def two_places(minutes: list[tuple[float, float]]) -> TravelTimes:
    """Costs of every cell to both of two places."""
    cost = np.array(minutes) * 60.0
    n = len(cost)
    return TravelTimes(
        mode="car", direction="to", unit="s", is_snapped=np.ones(n, bool), nearest_cost=cost.min(axis=1),
        nearest_place=cost.argmin(axis=1).astype(np.int32), pair_ptr=np.arange(0, 2 * n + 1, 2),
        pair_place=np.tile([0, 1], n).astype(np.int32), pair_cost=cost.ravel().astype(np.float32), limit=1e9,
        edge_cost=np.full(n, INF),
    )  # fmt: skip


def test_an_exact_place_within_the_threshold_settles_it_though_a_rough_one_is_nearer() -> None:
    # Place 0 is known to 25 minutes, place 1 exactly.
    times = two_places([(10.0, 30.0), (10.0, 30.1), (4.0, 99.0)])
    bounds = make_bounds([0.0, 0.0, 0.0], [25.0, 0.0])
    layer = classify(make_cells([10, 20, 30], [1] * 3), times, make_services([9.0, 9.0]), bounds=bounds)
    assert layer.people.tolist() == [[10, 0, 0, 0], [0, 0, 0, 20], [30, 0, 0, 0]]
    assert layer.nearest_place.tolist() == [0, 0, 0]


def test_people_left_uncertain_take_no_places() -> None:
    # 65+: 100 each, rate 2 %: 2 wanted each. The rough place 0 has 2 places and surely serves cell 0 alone; cell 1 may
    # or may not reach it and takes nothing; the exact place 1 has 3 and serves cells 0 and 2, whose 4 are 2 + 2 with it.
    cells = make_cells([1000, 1000, 1000], [100, 100, 100])
    times = two_places([(5.0, 25.0), (10.0, 40.0), (28.0, 20.0)])
    bounds = make_bounds([0.0, 0.0, 18.0], [21.0, 0.0])
    layer = classify(cells, times, make_services([2.0, 3.0]), rate=0.02, bounds=bounds)
    assert layer.people.tolist() == [[1000, 0, 0, 0], [0, 0, 0, 1000], [1000, 0, 0, 0]]
    # Were the uncertain pair of cell 2 and place 0 used, a single place left at the exact one would do.
    short = classify(cells, times, make_services([4.0, 1.0]), rate=0.02, bounds=bounds)
    assert short.people.tolist() == [[1000, 0, 0, 0], [0, 0, 0, 1000], [500, 500, 0, 0]]


def test_without_the_ways_of_a_mode_nobody_is_called_too_far() -> None:
    cells, demand = make_cells([10, 20], [1, 1]), Demand(None, np.array([np.inf]))
    layer = classify_people(
        cells, make_times([30.0, 99.0]), service_type=DDP, threshold=MINUTES_30, level=1, demand=demand,
        is_outside_data=np.zeros(2, bool), has_eligible=np.ones(2, bool), knows_all_ways=False,
    )  # fmt: skip
    assert layer.people.tolist() == [[10, 0, 0, 0], [0, 0, 0, 20]]
    assert layer.reason.tolist() == [0, 6]


def test_full_is_what_demand_leaves_over_weighted_back_to_people() -> None:
    # 65+: 100 and 300; rate 2 % -> 2 and 6 wanted; 5 places: the nearer cell takes 2, the farther 3 of 6.
    cells = make_cells([1000, 2001], [100, 300])
    layer = classify(cells, make_times([10.0, 20.0]), make_services([5.0]), rate=0.02)
    assert layer.people.tolist() == [[1000, 0, 0, 0], [1000, 1001, 0, 0]]
    assert layer.target is not None
    assert layer.target.tolist() == [[100, 0, 0, 0], [150, 150, 0, 0]]


def test_unknown_capacity_makes_nobody_unserved() -> None:
    cells = make_cells([1000], [500])
    layer = classify(cells, make_times([10.0]), make_services([float("nan")]), rate=0.02)
    assert layer.people.tolist() == [[1000, 0, 0, 0]]
    assert not layer.is_capacity_known


def test_capacity_in_another_unit_is_not_compared() -> None:
    layer = classify(
        make_cells([1000], [500]),
        make_times([10.0]),
        make_services([1.0], capacity_unit="godziny"),
        rate=0.02,
    )
    assert not layer.is_capacity_known


def test_group_without_figures_has_none() -> None:
    layer = classify(
        make_cells([10], [1]),
        make_times([10.0]),
        make_services([1.0]),
        service_type=read_catalog().by_code["SDS"],
    )
    assert layer.target is None


def test_ties_go_to_the_lower_cell_then_place() -> None:
    share = allot_places(
        cell=np.array([1, 0, 0], dtype=np.int64), place=np.array([0, 1, 0], dtype=np.int32), step=np.array([1.0, 1.0, 1.0]),
        demand=np.array([3.0, 3.0]), capacity=np.array([2.0, 2.0]),
    )  # fmt: skip
    # Cell 0 takes 2 of place 0 and 1 of place 1; cell 1 may only use place 0, which is empty by then.
    assert share.tolist() == [0.0, 1.0]


def test_running_rounding_keeps_totals() -> None:
    assert round_running(np.array([0.5, 0.5, 0.5, 0.5])).tolist() == [1, 0, 1, 0]
    assert round_running(np.array([0.3] * 10)).sum() == 3


@pytest.mark.parametrize(
    ("sharing", "expected"),
    [
        (Sharing(), [[True, True, False], [True, False, True]]),
        (Sharing(regime="own"), [[True, False, False], [False, False, True]]),
        (
            Sharing(regime="partners", groups=[["086001", "086002"]]),
            [[True, True, False], [True, False, True]],
        ),
        (
            Sharing(regime="partners", groups=[["086001", "086003"]]),
            [[True, False, False], [False, False, True]],
        ),
    ],
)
def test_whose_places_count(sharing: Sharing, expected: list[list[bool]]) -> None:
    # U0 of gmina 1 is open to all; U1 of gmina 2 serves gmina 1 only; U2 of gmina 2 is closed to outsiders.
    services = make_services(
        [1.0] * 3,
        gmina_teryt=["086001", "086002", "086002"],
        territory=["", "086001", ""],
        is_open=[True, True, False],
    )
    got = find_eligible(services, gminas=["086001", "086002"], sharing=sharing, is_at_home=False)
    assert got.tolist() == expected


def test_home_service_without_territory_serves_its_own_gmina() -> None:
    services = make_services([1.0] * 2, gmina_teryt=["086001", "086002"], territory=["", "086001|086002"])
    got = find_eligible(services, gminas=["086001", "086002", "086003"], sharing=Sharing(), is_at_home=True)
    assert got.tolist() == [[True, True], [False, True], [False, False]]


def test_touching_cells_are_one_spot_named_after_its_villages() -> None:
    cells = make_cells([10, 20, 30, 40], [1, 2, 3, 4], cols=[0, 1, 3, 9])
    car = classify(cells, make_times([40.0, 50.0, 60.0, 10.0]), make_services([9.0]))
    spots = find_white_spots([car], cells=cells, services=make_services([9.0]), squares=cell_squares(cells))
    by_car = spots[spots["mode"] == "car"]
    assert by_car["people"].tolist() == [30, 30]
    first = by_car[by_car["cells"] == "c0|c1"].iloc[0]
    assert first["localities"] == "Wieś 1|Wieś 0"
    assert first["over"] == pytest.approx((10 * 10 + 20 * 20) / 30)
    assert (first["people_target"], first["nearest_service"], first["cost_max"]) == (3, "U0", 50.0)
    assert first.geometry.area == pytest.approx(2 * 250 * 250)


def test_the_farthest_of_a_spot_is_empty_where_no_place_can_be_had() -> None:
    cells = make_cells([10, 20, 30, 40], [1, 1, 1, 1], cols=[0, 1, 5, 6])
    services = make_services([9.0])
    times = make_times([50.0, INF, INF, INF])
    car = classify(cells, times, services, eligible=[True, False, False, False])
    spots = find_white_spots([car], cells=cells, services=services, squares=cell_squares(cells))
    farthest = spots[spots["mode"] == "car"].set_index("cells")["cost_max"]
    assert farthest["c0|c1"] == 50.0
    assert np.isnan(farthest["c2|c3"])


def test_headline_is_too_far_by_every_mode() -> None:
    cells = make_cells([10, 20, 30], [1, 1, 1])
    services = make_services([9.0])
    car = classify(cells, make_times([40.0, 10.0, INF], edge=[INF, INF, 1.0]), services)
    walk = classify(cells, make_times([90.0, 90.0, 90.0], mode="walk_slow"), services)
    spots = find_white_spots([car, walk], cells=cells, services=services, squares=cell_squares(cells))
    # By car cell 2 cannot be told, so it is no white spot by all modes, though it is one on foot.
    assert spots[spots["mode"] == "all"]["people"].tolist() == [10]
    assert spots[spots["mode"] == "walk_slow"]["people"].tolist() == [60]
    head = count_headline(
        [car, walk], cells=cells, gminas=pd.DataFrame({"gmina_teryt": ["086001"], "gmina": ["Zalewo"]})
    )
    assert head[["osoby", "za_daleko", "tylko_samochodem"]].to_numpy().tolist() == [[60, 10, 20]]


def test_indicators_add_up_per_gmina_and_group() -> None:
    cells = make_cells([10, 20, 30], [1, 2, 3], gminas=["086001", "086002", "086002"])
    layer = classify(cells, make_times([10.0, 40.0, 20.0]), make_services([9.0]))
    gminas = pd.DataFrame({"gmina_teryt": ["086001", "086002", "086003"], "gmina": ["A", "B", "C"]})
    rows = count_by_gmina([layer], cells=cells, gminas=gminas, catalog=read_catalog())
    assert rows[["gmina_teryt", "grupa", "osoby", "obsluzone", "za_daleko"]].to_numpy().tolist() == [
        ["086001", "all", 10, 10, 0], ["086002", "all", 50, 30, 20], ["086003", "all", 0, 0, 0],
        ["086001", "target", 1, 1, 0], ["086002", "target", 5, 3, 2], ["086003", "target", 0, 0, 0],
    ]  # fmt: skip
    medians = rows["mediana_min"].tolist()
    assert medians[:2] == [10.0, 20.0]
    assert np.isnan(medians[2])
    assert list(STATES) == ["served", "full", "too_far", "cannot_tell"]


def test_median_of_a_gmina_is_where_half_of_its_people_are() -> None:
    # Gminas 0 and 2 have the same three costs; gmina 1 has nobody, and one cell is of none.
    cost = np.array([5.0, 1.0, 9.0, 0.5, 5.0, 1.0, 9.0, np.inf], dtype=np.float32)
    medians = GminaMedians(np.array([0, 0, 0, -1, 2, 2, 2, 2]), 3)
    # Gmina 0: 30 of 60 live within 1 min. Gmina 2: 20 of 50 within 5 min; of those who reach nothing nobody counts.
    got = medians.of(cost, np.array([10, 30, 20, 99, 10, 10, 30, 99], dtype=np.int32))
    assert got[[0, 2]].tolist() == [1.0, 9.0]
    assert np.isnan(got[1])
    # The same costs, other people: 20 of 50 in gmina 0 within 5 min, 30 of 60 in gmina 2 within 1 min.
    got = medians.of(cost, np.array([10, 10, 30, 99, 10, 30, 20, 99], dtype=np.int32))
    assert got[[0, 2]].tolist() == [9.0, 1.0]


def test_cell_outline_lies_where_the_grid_says() -> None:
    square = cell_squares(make_cells([1], [0], cols=[3]))[0]
    assert square.equals(shapely.box(750, 0, 1000, 250))
