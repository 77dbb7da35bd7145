"""Stages that are kept: equal to those made anew, and made anew when anything that they hang on changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from mapa_uslug.contracts.barriers import Barriers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.core.kept_files import KeptArrays
from mapa_uslug.coverage.white_spots import cell_squares, find_white_spots
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.steps import barriers as module
from mapa_uslug.steps import kept_stages
from mapa_uslug.steps.barriers import explain_white_spots
from mapa_uslug.steps.kept_stages import KeptStages
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measure, Measurer, measure_coverage, plan_measures
from mapa_uslug.work.runners import InProcess, Keeping

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example" / "area.toml"


@pytest.fixture(scope="module")
def example() -> AreaData:
    return load_area(EXAMPLE)


def explain(data: AreaData, services=None) -> Barriers:
    services = data.registry.located if services is None else services
    sharing = data.config.sharing
    measurer = Measurer(data, services, sharing)
    measures = [m for m in plan_measures(data, services) if m.service_type.code in ("APT", "POZ", "UO")]
    layers = measure_coverage(measurer, measures)
    spots = find_white_spots(layers, cells=data.cells, services=services, squares=cell_squares(data.cells))
    kept = KeptStages(data, services, sharing)
    found = explain_white_spots(data, measurer, measures, layers, spots, kept=kept)
    assert found is not None
    return found


def assert_same(found: Barriers, expected: Barriers) -> None:
    for name in ("lines", "crossings", "links"):
        assert_geodataframe_equal(getattr(found, name), getattr(expected, name))
    assert_frame_equal(found.causes, expected.causes)
    assert_frame_equal(found.no_car, expected.no_car)


@pytest.mark.slow
def test_kept_barriers_are_those_made_anew(
    example: AreaData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[tuple[str, str]] = []
    part_journeys, find_by_modes = module.part_journeys, module._find_by_modes

    def look(data, measurer, measure):
        looked.append((measure.service_type.code, measure.mode))
        return part_journeys(data, measurer, measure)

    def find(*args):
        looked.append(("", "lines"))
        return find_by_modes(*args)

    monkeypatch.setattr(module, "part_journeys", look)
    monkeypatch.setattr(module, "_find_by_modes", find)
    expected = explain(example)
    everything = sorted(looked)
    assert ("", "lines") in everything
    assert len(everything) > 5
    assert min(len(expected.lines), len(expected.crossings), len(expected.links)) > 0

    keeping = replace(example, runner=Keeping(InProcess(), KeptArrays(tmp_path, max_bytes=1 << 30)))
    for then in (everything, []):
        looked.clear()
        assert_same(explain(keeping), expected)
        assert sorted(looked) == then

    # One pharmacy moves: what is told of the other services stays, of pharmacies it is made anew.
    services = example.registry.located.copy()
    moved = int(np.flatnonzero(services["service_type"] == "APT")[0])
    points = services.geometry.to_numpy().copy()
    points[moved] = services.geometry.to_numpy()[int(np.flatnonzero(services["service_type"] == "POZ")[-1])]
    services = services.set_geometry(type(services.geometry)(points, crs=services.crs))
    looked.clear()
    found = explain(keeping, services)
    assert {code for code, _ in looked} == {"APT"}
    assert_same(found, explain(example, services))


def test_names_hold_settings_sharing_program_and_other_roads(
    example: AreaData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    runner = Keeping(InProcess(), KeptArrays(tmp_path, max_bytes=1 << 30))
    data = replace(example, runner=runner)

    def ask(data: AreaData, sharing: Sharing | None = None) -> int:
        def make():
            made.append(1)
            return {"a": np.zeros(1)}

        before = len(made)
        KeptStages(data, data.registry.located, sharing or data.config.sharing).of_area("stage", make)
        return len(made) - before

    assert [ask(data), ask(data)] == [1, 0]

    def ask_of(data: AreaData, measure: Measure) -> int:
        before, kept = len(made), KeptStages(data, data.registry.located, data.config.sharing)

        def make():
            made.append(1)
            return {"a": np.zeros(1)}

        kept.of_measure("stage", measure, make)
        return len(made) - before

    measures = plan_measures(data, data.registry.located)
    assert [sum(ask_of(data, m) for m in measures) for _ in range(2)] == [len(measures), 0]
    first = measures[0]
    tighter = first.threshold.model_copy(update={"values": tuple(v + 1 for v in first.threshold.values)})
    assert ask_of(data, replace(first, threshold=tighter)) == 1
    rated = first.service_type.model_copy(update={"demand_rate": 0.123})
    assert ask_of(replace(data, catalog=data.catalog.with_types([rated])), first) == 1
    other = data.config.model_copy(
        update={"barriers": data.config.barriers.model_copy(update={"detour": 9.0})}
    )
    assert ask(replace(data, config=other)) == 1
    assert ask(data, Sharing(regime="own")) == 1
    totals = tmp_path / "totals.csv"
    totals.write_text("other people")
    assert ask(replace(data, inputs=data.inputs | {"totals": totals})) == 1
    # The extract holds rivers and railways besides the roads.
    extract = tmp_path / "other.osm"
    extract.write_text("other rivers")
    assert ask(replace(data, inputs=data.inputs | {"roads": extract})) == 1
    # The same file may give other roads (osmnx loads them anew): the roads themselves count, not their file.
    network = data.roads.network
    slower = replace(network, seconds_forward=network.seconds_forward * 2.0)
    assert ask(replace(data, roads=RoutableNetwork(slower))) == 1
    assert ask(replace(data, roads=RoutableNetwork(replace(network)))) == 0

    class Closed(RoutableNetwork):
        """As a plan's."""

    closed = Closed(data.roads.network)
    assert [ask(replace(data, roads=closed)), ask(replace(data, roads=closed))] == [1, 1]
    monkeypatch.setattr(kept_stages, "program_digest", lambda: "another version")
    assert ask(data) == 1
    assert ask(replace(data, runner=InProcess())) == 1
