"""Causes of white spots and who depends on a car, on figures written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.barriers.causes import NO_RETURN, NO_STOP, NOT_TOLD, CauseQuestion, find_causes
from mapa_uslug.barriers.nearest_ways import NearestWays, measure_nearest_ways
from mapa_uslug.barriers.no_car import count_no_car
from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.combined import CANNOT_TELL, SERVED, TOO_FAR
from mapa_uslug.contracts.tables import REASONS, CoverageLayer
from mapa_uslug.coverage.white_spots import cell_squares, find_white_spots
from tests.hand_networks import CRS
from tests.unit.barriers.two_banks import BRIDGE, NORTH, SOUTH, people, valley

NOT_ELIGIBLE = REASONS.index("not_eligible")
PEOPLE = (10, 30, 20, 40)


def coverage(
    mode: str,
    costs: Sequence[float],
    *,
    states: Sequence[int] = (TOO_FAR,) * 4,
    threshold: int = 20,
    unit: str = "min",
    reasons: Sequence[int] = (0,) * 4,
    target: Sequence[int] | None = None,
) -> CoverageLayer:
    """A layer of a type TYP for the four cells, each in one state."""

    def by_state(counts: Sequence[int]) -> Any:
        table = np.zeros((4, 4), dtype=np.int32)
        table[np.arange(4), list(states)] = counts
        return table

    return CoverageLayer(
        "TYP", mode, 1, threshold, unit, "umowny", False, by_state(PEOPLE), None if target is None else by_state(target),
        np.array(reasons, dtype=np.uint8), np.array(costs, dtype=np.float32), np.full(4, -1, dtype=np.int32),
    )  # fmt: skip


def ways(straight: Sequence[float], network: Sequence[float], y: float = 5000.0) -> NearestWays:
    """Ways to a place due north of each cell."""
    return NearestWays(
        np.array(straight, float),
        np.array([0.0, 0.0, 1000.0, 1000.0]),
        np.full(4, y),
        np.array(network, float),
    )


def barrier_lines(*lines: shapely.LineString) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"barrier_id": [f"b{i}" for i in range(len(lines))]}, geometry=list(lines), crs=CRS
    )


def causes_of(
    layers: Sequence[CoverageLayer],
    *,
    given_ways: dict[str, NearestWays] | None = None,
    transit: Sequence[int] | None = None,
    terminal_s: dict[str, float] | None = None,
    lines: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Causes, with the spots' mode and people beside them."""
    cells = people()
    services = gpd.GeoDataFrame({"service_id": [], "provider": [], "gmina_teryt": []}, geometry=[], crs=CRS)
    spots = find_white_spots(layers, cells=cells, services=services, squares=cell_squares(cells))
    question = CauseQuestion(
        ways={("TYP", mode): w for mode, w in (given_ways or {}).items()},
        transit={} if transit is None else {"TYP": np.array(transit, dtype=np.int8)},
        terminal_s=terminal_s or {},
        barrier_detour=3.0,
        ordinary_detour=1.4,
        lines=barrier_lines() if lines is None else lines,
    )
    table = find_causes(spots, layers, cells=cells, question=question)
    leading = (
        table[table["is_leading"]].groupby("white_spot_id")[["people", "people_target"]].sum(min_count=1)
    )
    told = spots.set_index("white_spot_id")[["people", "people_target"]].astype("Int64")
    pd.testing.assert_frame_equal(leading.loc[told.index].astype("Int64"), told)
    return table.merge(spots[["white_spot_id", "mode"]], on="white_spot_id")


def led(table: pd.DataFrame, mode: str) -> dict[str, int]:
    rows = table[table["is_leading"] & (table["mode"] == mode)]
    return dict(zip(rows["cause"], rows["people"], strict=True))


def test_detour_is_what_an_ordinary_way_would_mend() -> None:
    """All four cells are 26 min away by car, 2 of them for parking: 24 min for 12 km, 2 min a kilometre.

    An ordinary way is 1.4 times the straight line: for 5 km 7 km, 2 + 14 = 16 min, within 20; for 6.4 km 8.96 km,
    19.92 min, within; for 6.5 km 9.1 km, 20.2 min, beyond; for 9 km beyond."""
    table = causes_of(
        [coverage("car", [26.0] * 4)],
        given_ways={"car": ways([5000, 6400, 6500, 9000], [12000] * 4)},
        terminal_s={"car": 120.0},
    )
    assert led(table, "car") == {"detour": 10 + 30, "far": 20 + 40}
    detour = table[(table["cause"] == "detour") & (table["mode"] == "car")].iloc[0]
    # (10 * 5 + 30 * 6.4) / 40 km and (10 * 12 / 5 + 30 * 12 / 6.4) / 40.
    assert detour["straight_km"] == pytest.approx(6.05)
    assert detour["network_km"] == pytest.approx(12.0)
    assert detour["detour"] == pytest.approx(2.00625)


def test_a_long_way_round_stands_besides_though_a_direct_one_would_be_beyond_too() -> None:
    """A school at 3.7 km with a threshold of 4 km: 1.4 times it is beyond, so it is far; 11.1 km by road is three times it."""
    table = causes_of(
        [coverage("walk", [11_100.0] * 4, threshold=4000, unit="m")],
        given_ways={"walk": ways([3700] * 4, [11_100, 11_099, 15_000, 4_000])},
    )
    assert led(table, "walk") == {"far": 100}
    besides = table[~table["is_leading"] & (table["mode"] == "walk")]
    assert dict(zip(besides["cause"], besides["people"], strict=True)) == {"detour": 10 + 20}


def test_metres_need_no_pace() -> None:
    """A threshold of 3000 m: 1.4 times 2000 m is within, 1.4 times 2200 m (3080 m) is not."""
    table = causes_of(
        [coverage("walk", [4000.0] * 4, threshold=3000, unit="m")],
        given_ways={"walk": ways([2000, 2200, 2200, 2200], [4000] * 4)},
    )
    assert led(table, "walk") == {"detour": 10, "far": 90}


def test_who_is_cut_off_goes_round_without_end_and_is_not_simply_far() -> None:
    """Closed roads leave the first two no way. The others drive 12 and 24 km in 24 min after 2 min of parking: 2 and 1 min
    a kilometre, 1.5 between them. An ordinary way of 7 km then takes 2 + 10.5 min, within 20; of 14 km 23 min, beyond."""
    table = causes_of(
        [coverage("car", [np.inf, np.inf, 26.0, 26.0])],
        given_ways={"car": ways([5000, 10000, 9000, 20000], [np.inf, np.inf, 12000, 24000])},
        terminal_s={"car": 120.0},
    )
    assert led(table, "car") == {"detour": 10, "far": 30 + 20 + 40}
    assert np.isnan(table[(table["cause"] == "detour") & (table["mode"] == "car")].iloc[0]["network_km"])


def test_where_nobody_has_a_way_no_pace_is_known() -> None:
    table = causes_of([coverage("car", [np.inf] * 4)], given_ways={"car": ways([1000] * 4, [np.inf] * 4)})
    assert led(table, "car") == {"far": 100}


def test_nobody_serves_the_gmina_comes_first() -> None:
    table = causes_of(
        [coverage("car", [np.inf, np.inf, 26.0, 26.0], reasons=(NOT_ELIGIBLE, NOT_ELIGIBLE, 0, 0))],
        given_ways={"car": ways([np.inf, np.inf, 1000, 9000], [np.inf, np.inf, 12000, 12000])},
    )
    assert led(table, "car") == {"no_provider": 40, "detour": 20, "far": 40}
    none = table[(table["cause"] == "no_provider") & (table["mode"] == "car")].iloc[0]
    assert np.isnan(none["detour"])


def test_target_group_adds_up_too() -> None:
    table = causes_of(
        [coverage("car", [26.0] * 4, target=(1, 2, 3, 4))],
        given_ways={"car": ways([1000, 9000, 9000, 9000], [12000] * 4)},
    )
    by_cause = table[table["mode"] == "car"].set_index("cause")["people_target"]
    assert by_cause.to_dict() == {"detour": 1, "far": 9}
    assert str(table["people_target"].dtype) == "Int64"


def test_public_transport_says_why_itself() -> None:
    table = causes_of([coverage("transit", [90.0] * 4)], transit=(NO_STOP, NO_STOP, NO_RETURN, NOT_TOLD))
    assert led(table, "transit") == {"no_stop": 40, "no_return": 20, "far": 40}
    assert led(table, "all") == led(table, "transit")


def test_by_all_modes_the_one_that_misses_least_leads_and_others_stand_besides() -> None:
    """By car 6 min too far, on foot 100: the car leads. By transit there is no stop for two of the cells."""
    table = causes_of(
        [coverage("car", [26.0] * 4), coverage("walk", [120.0] * 4), coverage("transit", [90.0] * 4)],
        given_ways={"car": ways([9000] * 4, [12000] * 4), "walk": ways([500, 9000, 9000, 9000], [12000] * 4)},
        transit=(NO_STOP, NO_STOP, NOT_TOLD, NOT_TOLD),
    )
    together = table[table["mode"] == "all"]
    assert led(table, "all") == {"far": 100}
    besides = together[~together["is_leading"]]
    assert dict(zip(besides["cause"], besides["people"], strict=True)) == {"detour": 10, "no_stop": 40}
    assert besides["network_km"].isna().all()


def test_detour_names_the_line_that_most_people_would_have_to_cross() -> None:
    """Everybody's place is due north. The first line parts the northern cells (30 people) and the southern ones behind
    them from it, all 100 people; the second only those at x = 1000, 60 people."""
    lines = barrier_lines(
        shapely.LineString([(900, 900), (1100, 900)]), shapely.LineString([(-100, 800), (1100, 800)])
    )
    table = causes_of(
        [coverage("car", [26.0] * 4)], given_ways={"car": ways([1000] * 4, [12000] * 4)}, lines=lines
    )
    assert set(table["barrier_id"]) == {"b1"}
    far_away = barrier_lines(shapely.LineString([(9000, 900), (9100, 900)]))
    table = causes_of(
        [coverage("car", [26.0] * 4)], given_ways={"car": ways([1000] * 4, [12000] * 4)}, lines=far_away
    )
    assert set(table["barrier_id"]) == {""}


def test_run_without_white_spots_has_no_causes() -> None:
    assert causes_of([coverage("car", [5.0] * 4, states=(SERVED,) * 4)]).empty


metres = st.lists(st.floats(1.0, 30_000.0), min_size=4, max_size=4)


@given(
    metres, metres, metres, st.lists(st.sampled_from([NOT_TOLD, NO_STOP, NO_RETURN]), min_size=4, max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4),
)  # fmt: skip
def test_everybody_in_a_spot_has_one_leading_cause(
    straight: list[float], network: list[float], costs: list[float], transit: list[int], is_served: list[bool]
) -> None:
    """The sums are compared in `causes_of`."""
    states = [SERVED if served else TOO_FAR for served in is_served]
    table = causes_of(
        [
            coverage("car", costs, states=states, target=(1, 2, 3, 4)),
            coverage("walk", costs[::-1], target=(1, 2, 3, 4)),
            coverage("transit", costs, target=(1, 2, 3, 4)),
        ],
        given_ways={"car": ways(straight, network), "walk": ways(network, straight)},
        transit=transit,
    )
    assert set(table["cause"]) <= set(CAUSES)
    assert not table.duplicated(["white_spot_id", "cause", "is_leading"]).any()
    assert not (table["cause"][~table["is_leading"]] == "far").any()


def test_nearest_ways_are_straight_to_one_place_and_by_road_to_another() -> None:
    """Places at D on the southern bank and at the northern end of the bridge. For A the straight line to D is
    hypot(1000, 400) = 1077 m, and by road the bridge is nearer: 4000 m. B and D go to D, 1000 and 0 m."""
    roads, cells = valley([*NORTH, *SOUTH, BRIDGE]), people()
    points = cells.table.geometry.to_numpy()
    places = shapely.points([[1000.0, -200.0], [4000.0, 200.0]])
    snaps, place_snaps = (
        roads.snap(shapely.get_x(p), shapely.get_y(p), mode="car") for p in (points, places)
    )
    found = measure_nearest_ways(
        roads, [(np.arange(3), np.array([0, 1])), (np.array([3]), np.array([], dtype=np.int64))],
        cell_points=points, cell_snaps=snaps, place_points=places, place_snaps=place_snaps, mode="car", direction="to",
        weight="length",
    )  # fmt: skip
    assert found.straight_m.tolist() == pytest.approx([1077.033, 1000.0, 400.0, np.inf], abs=0.01)
    assert found.network_m.tolist() == pytest.approx([4000.0, 1000.0, 3000.0, np.inf])
    assert found.place_y[:3].tolist() == [-200.0] * 3
    assert np.isnan(found.place_x[3])


def no_car(layers: Sequence[CoverageLayer], **options: Any) -> pd.DataFrame:
    cells = people(gminas=("120101", "120101", "120102", "120102"))
    given_options = {"targets": {"TYP": "65+"}, "households_without_car": {}, "level": 1} | options
    return count_no_car(layers, cells=cells, **given_options)


def test_only_car_needs_that_the_other_modes_are_known() -> None:
    """By car everybody; on foot the first cell; by transit nobody, and of the last cell nothing is known.

    Only by car are 30 people in the first gmina and 20 in the second, where of 40 more nothing is known."""
    table = no_car(
        [
            coverage("car", [5.0] * 4, states=(SERVED,) * 4, target=(1, 3, 2, 4)),
            coverage("walk_slow", [9.0] * 4, states=(SERVED, TOO_FAR, TOO_FAR, TOO_FAR), target=(1, 3, 2, 4)),
            coverage(
                "transit", [9.0] * 4, states=(TOO_FAR, TOO_FAR, TOO_FAR, CANNOT_TELL), target=(1, 3, 2, 4)
            ),
        ],
        households_without_car={"all": 0.25, "120102": 0.5},
    )
    assert table["group"].tolist() == ["all", "65+"] * 2
    everybody = table[table["group"] == "all"].set_index("gmina_teryt")
    columns = ["people", "car", "walk", "transit", "only_car", "maybe_only_car"]
    assert everybody.loc["120101", columns].tolist() == [40, 40, 10, 0, 30, 0]
    assert everybody.loc["120102", columns].tolist() == [60, 60, 0, 0, 20, 40]
    assert everybody["bike"].isna().all()
    assert everybody["without_car_estimate"].tolist() == [30 * 0.25, 20 * 0.5]
    older = table[table["group"] == "65+"].set_index("gmina_teryt")
    assert older["only_car"].tolist() == [3, 2]


def test_no_share_gives_no_estimate() -> None:
    table = no_car([coverage("car", [5.0] * 4, states=(SERVED,) * 4), coverage("bike", [9.0] * 4)])
    assert table["only_car"].tolist() == [40, 60]
    assert table["without_car_estimate"].isna().all()
    assert table["households_without_car"].isna().all()


def test_where_only_the_car_counts_nobody_depends_on_it() -> None:
    table = no_car([coverage("car", [5.0] * 4, states=(SERVED,) * 4)], households_without_car={"all": 0.2})
    assert table["only_car"].isna().all()
    assert table["without_car_estimate"].isna().all()


def test_other_levels_do_not_count() -> None:
    assert no_car([coverage("car", [5.0] * 4)], level=0).empty
