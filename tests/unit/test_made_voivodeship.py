"""The voivodeship that the map's benchmark draws, at a small scale."""

import numpy as np
import pytest
import shapely

from benchmarks.made_costs import PACES
from benchmarks.made_voivodeship import make_voivodeship
from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.tables import CELLS, GMINAS, LOCATED_SERVICES, RunResult, group_column
from mapa_uslug.contracts.travel_times import STEP_BEYOND, STEP_NEVER
from mapa_uslug.core.text import Text
from mapa_uslug.maps.document import make_document

COUNT = 300


@pytest.fixture(scope="module")
def made() -> RunResult:
    return make_voivodeship(read_catalog(), cells=COUNT)


def test_tables_are_those_of_a_run(made):
    cells, services = made.cells.table, made.services
    assert set(GMINAS) <= set(made.gminas.columns)
    assert set(LOCATED_SERVICES) <= set(services.columns)
    assert set(CELLS) <= set(cells.columns)
    assert cells["cell_id"].is_monotonic_increasing
    assert cells["cell_id"].is_unique
    assert services["service_id"].is_unique
    codes = set(made.gminas["gmina_teryt"])
    assert set(cells["gmina_teryt"]) | set(services["gmina_teryt"]) <= codes
    everybody = cells["people"].to_numpy()
    assert all((cells[group_column(g)].to_numpy() <= everybody).all() for g in made.cells.groups)


def test_it_keeps_its_proportions(made):
    assert len(made.cells.table) == pytest.approx(COUNT, rel=0.2)
    assert len(made.services) == pytest.approx(COUNT * 3 / 8, rel=0.4)  # every type has a place
    assert made.network.node_count == pytest.approx(COUNT * 450 / 8, rel=0.01)
    assert made.network.edge_count == pytest.approx(made.network.node_count * 1.27, rel=0.01)
    assert shapely.union_all(made.gminas.geometry.to_numpy()).area == pytest.approx(
        made.gminas.geometry.area.sum(), rel=1e-3
    )


def test_roads_run_from_junction_to_junction(made):
    roads = made.network
    assert len(roads.vertex_ptr) == roads.edge_count + 1
    assert roads.vertex_ptr[-1] == len(roads.vertex_x) == len(roads.vertex_y)
    first, last = roads.vertex_ptr[:-1], roads.vertex_ptr[1:] - 1
    assert roads.vertex_x[first] == pytest.approx(roads.node_x[roads.edge_u])
    assert roads.vertex_y[last] == pytest.approx(roads.node_y[roads.edge_v])
    assert (np.diff(roads.edge_u) >= 0).all()


def test_every_table_of_costs_fits_its_cells_and_places(made):
    cells = len(made.cells.table)
    for way, pace in zip(made.what_if.ways, PACES, strict=True):
        assert way.steps.shape == (cells, cells)
        told = way.steps[(way.steps != STEP_BEYOND) & (way.steps != STEP_NEVER)]
        assert 0 < told.max() <= pace.largest
        assert ((way.steps == STEP_NEVER).all(axis=1) == ~way.is_snapped).all()
    for found in made.what_if.types:
        assert set(made.services["service_type"].iloc[found.places]) == {found.service_type}
        for measure in found.measures.values():
            assert measure.steps.shape == (len(found.places), cells)
            assert measure.sure.shape == measure.least.shape == (len(measure.rough), cells)
            assert (measure.least <= measure.steps[measure.rough]).all()
            assert (measure.sure >= measure.steps[measure.rough]).all()


def test_it_is_the_same_every_time(made):
    again = make_voivodeship(read_catalog(), cells=COUNT)
    assert again.cells.table.equals(made.cells.table)
    assert (again.what_if.ways[0].steps == made.what_if.ways[0].steps).all()


def test_a_map_can_be_drawn_of_it(made):
    document = make_document(made, read_catalog(), text=Text("en"))
    assert document.what_if == "full"
    assert document.data["first"] is not None
    assert len(document.data["bands"]) == len(made.isochrones)
