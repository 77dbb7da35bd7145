"""Plans over the example area: roads, courses, and what a plan leaves alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hand_feeds import write_feed
from hand_steps import measure_steps

from mapa_uslug.barriers.road_lines import edge_lines
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.travel_times import count_steps
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.scenarios import ClosedRoads, PlannedRoads
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measure, Measurer, plan_measures
from mapa_uslug.steps.new_crossings import NewCrossings
from mapa_uslug.steps.part_journeys import part_journeys
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.steps.timetables import load_timetable

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"
FERRY = [[15.3190419, 52.1084386], [15.3190419, 52.0784386]]
"""From Zakole over the river, some three kilometres through fields."""
MAIN = 1

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data() -> AreaData:
    return load_area(EXAMPLE / "area.toml")


def change(data: AreaData, **changes: Any) -> tuple[AreaData, Measurer]:
    """The area after a plan, and what measures it."""
    plan = ScenarioConfig.model_validate({"name": "p", **changes})
    after, services = plan_area(data, plan, plan_name="plan.toml")
    return after, Measurer(after, services, after.config.sharing)


def measures_of(data: AreaData, codes: set[str], modes: set[str]) -> list[Measure]:
    return [
        m for m in plan_measures(data, data.registry.located) if m.service_type.code in codes and m.mode in modes
    ]  # fmt: skip


def near(measurer: Measurer, measure: Measure) -> int:
    """People with a place within the main threshold, whether it has room or not."""
    return int(measurer.layers(measure)[MAIN].people[:, :2].sum())


def test_a_crossing_built_by_a_plan_brings_whom_the_search_for_crossings_says(data: AreaData) -> None:
    after, measurer = change(data, road=[{"name": "prom", "points": FERRY, "speed_kmh": 40.0}])
    _, before = change(data)
    assert isinstance(after.roads, PlannedRoads)
    told = 0
    for measure in measures_of(data, {"POZ", "BIB", "SZP", "PRZ"}, {"car", "walk", "bike"}):
        if before.rough_of(measure) is not None:
            continue
        link = next(k for k in after.roads.built.links if np.isfinite(k.seconds[MODES.index(measure.mode)]))
        ends = shapely.get_coordinates(link.line)[[0, -1]]
        candidates = gpd.GeoDataFrame(
            {"barrier_id": "b", "kind": "river", "name": "", "mode": "car" if measure.mode == "car" else "walk"},
            geometry=[shapely.LineString(ends)], index=[0], crs=data.crs,
        ).assign(length_m=lambda t: t.length)  # fmt: skip
        crossings = NewCrossings(data, candidates)
        found = crossings.tabulate(crossings.describe(measure, part_journeys(data, before, measure)))
        people = int(found["people"].sum())
        assert near(measurer, measure) - near(before, measure) == people, measure
        told += people
    assert told > 300


def test_new_roads_serve_nobody_less_and_people_add_up(data: AreaData) -> None:
    _, measurer = change(data, road=[{"name": "prom", "points": FERRY}])
    _, before = change(data)
    for measure in measures_of(data, {"POZ", "DDP", "UO"}, {"car", "walk", "transit"}):
        old, new = before.layers(measure)[MAIN], measurer.layers(measure)[MAIN]
        assert (new.people.sum(axis=1) == old.people.sum(axis=1)).all()
        # Within reach: served, or near a place without room.
        assert (new.people[:, :2].sum(axis=1) >= old.people[:, :2].sum(axis=1)).all()
        assert (new.people[:, 2] <= old.people[:, 2]).all()


def test_a_road_that_leads_nowhere_new_changes_no_figure(data: AreaData) -> None:
    """Beside a street, both ends on it: who goes along the street goes as before."""
    network = data.roads.network
    edge = int(np.argmax(network.edge_length_m * (np.diff(network.vertex_ptr) == 2)))
    x = [network.node_x[network.edge_u[edge]], network.node_x[network.edge_v[edge]]]
    y = [network.node_y[network.edge_u[edge]], network.node_y[network.edge_v[edge]]]
    lon, lat = transform_xy(np.array(x), np.array(y), data.crs, WGS84)
    points = np.column_stack([lon, lat]).tolist()
    _, measurer = change(data, road=[{"name": "obok", "points": points, "modes": ["walk"]}])
    _, before = change(data)
    for measure in measures_of(data, {"POZ"}, {"car", "bike"}):
        assert (measurer.layers(measure)[MAIN].people == before.layers(measure)[MAIN].people).all()


def test_a_what_if_of_the_map_is_measured_on_the_new_roads(data: AreaData) -> None:
    after, measurer = change(data, road=[{"name": "prom", "points": FERRY}])
    assert after.config.map.what_if == data.config.map.what_if
    measure = measures_of(data, {"POZ"}, {"car"})[0]
    steps = measure_steps(
        after.roads, place_snaps=measurer.places(measure).snaps, cell_snaps=measurer.snaps("cells", "car"), mode="car",
        direction="to", largest=measure.limit, terminal_s=measurer.terminal_s("car"),
    )  # fmt: skip
    nearest = measurer.times(measure).nearest_cost
    known = nearest <= measure.limit
    assert len(measurer.parts(measure)) == 1
    assert known.any()
    assert (count_steps(nearest[known], "s") == steps.min(axis=0)[known]).all()


def test_a_bridge_closed_and_a_temporary_one_beside_it_hold_together(data: AreaData) -> None:
    bridge = {"name": "remont", "ways": [85]}
    network = data.roads.network
    edge = np.flatnonzero(network.edge_source_id == 85)
    line = edge_lines(network, edge)[0]
    x, y = shapely.get_coordinates(shapely.line_interpolate_point(line, [0.4, 0.6], normalized=True)).T
    beside = np.column_stack(transform_xy(x, y, data.crs, WGS84)).tolist()
    _, before = change(data)
    _, shut = change(data, closed=[bridge])
    both, measurer = change(data, closed=[bridge], road=[{"name": "most tymczasowy", "points": beside}])
    assert isinstance(both.roads, PlannedRoads)
    assert both.roads.counts == {"remont": 1}
    assert both.config.map.what_if == "none"
    for measure in measures_of(data, {"SZP"}, {"car"}):
        figures = [near(m, measure) for m in (before, shut, measurer)]
        assert figures[1] < figures[2] <= figures[0]


def test_courses_that_are_added_lower_nobodys_access(data: AreaData, tmp_path: Path) -> None:
    assert data.timetable is not None
    few = replace_timetables(data, ["rozklad_pks.zip"])
    after, measurer = change(few, course=[{"timetable": EXAMPLE / "kursy_gminne.xlsx"}])
    _, before = change(few)
    assert after.timetable is not None
    assert few.timetable is not None
    assert after.timetable.trip_count > few.timetable.trip_count
    assert [p.name for r, p in after.inputs.items() if r.startswith("course")] == ["kursy_gminne.xlsx"]
    gained = 0
    for measure in measures_of(data, {"POZ", "BIB", "APT"}, {"transit"}):
        old, new = before.times(measure).nearest_cost, measurer.times(measure).nearest_cost
        assert (new <= old).all()
        gained += int((new < old).sum())
    assert gained > 0


def replace_timetables(data: AreaData, names: list[str]) -> AreaData:
    """The area with some of its timetables only."""
    inputs = data.config.inputs.model_copy(update={"timetables": [EXAMPLE / n for n in names]})
    config = data.config.model_copy(update={"inputs": inputs})
    timetable, _, _ = load_timetable(config, data.gminas)
    return replace(data, config=config, timetable=timetable)


def test_what_is_wrong_with_roads_courses_and_services_is_told_at_once(
    data: AreaData, tmp_path: Path
) -> None:
    broken = tmp_path / "kursy.xlsx"
    broken.write_bytes(b"nic")
    with pytest.raises(InputError) as caught:
        change(
            data, close=[{"id": "U-999"}], course=[{"timetable": broken}],
            closed=[{"name": "x", "ways": [123456789]}],
            road=[{"name": "daleko", "points": [[52.1, 15.3], [15.31, 52.1]]}],
            hours=[{"id": "U-001", "hours": "zwykle rano"}],
        )  # fmt: skip
    codes = {p.code for p in caught.value.problems}
    assert {"unknown_service_id", "unknown_way", "road_end_too_far", "hours_unread"} < codes
    assert any(p.where.startswith("kursy.xlsx") for p in caught.value.problems)


def test_courses_need_timetables_to_join(data: AreaData) -> None:
    without = replace(data, timetable=None)
    with pytest.raises(InputError) as caught:
        change(without, course=[{"timetable": EXAMPLE / "kursy_gminne.xlsx"}])
    assert [p.code for p in caught.value.problems] == ["no_timetables"]


def test_a_feed_of_other_days_would_take_courses_away_and_is_refused(data: AreaData, tmp_path: Path) -> None:
    feed = write_feed(tmp_path, name="nowe.zip")  # of a week in May; the area counts days from October on
    with pytest.raises(InputError) as caught:
        change(data, course=[{"timetable": feed}])
    assert {p.code for p in caught.value.problems} == {"no_such_day"}
    assert "nowe.zip" in str(caught.value)


def test_an_empty_plan_leaves_every_layer_as_it_is(data: AreaData) -> None:
    after, _measurer = change(data)
    assert after.roads is data.roads
    assert not isinstance(after.roads, ClosedRoads)
    assert after.timetable is data.timetable
