"""The static map of a report, of the six-cell town."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from six_cell_town import CRS

from mapa_uslug.core.text import Text
from mapa_uslug.reports.drawing import draw_svg
from mapa_uslug.reports.local_plan.sketch import sketch_of

PL = Text("pl")


def _layers(sketch):
    return {x.look: x for x in sketch.layers}


def test_cells_lie_in_the_layer_of_their_state(town):
    layers = _layers(sketch_of(town, service_type="DDP", text=PL))
    # By car or on foot, within 30 and 15 min: c1, c2, c6 served, c3 and c5 too far, c4 not known.
    for state, cells in (("served", 3), ("too_far", 2), ("cannot_tell", 1)):
        area = sum(shapely.area(s) for s in layers[state].shapes)
        assert area == pytest.approx(cells * 1e6, rel=0.02), state
    assert "full" not in layers
    assert layers["too_far"].label == "Za daleko"


def test_only_places_of_the_type_that_may_be_drawn_are_drawn(town):
    shown = _layers(sketch_of(town, service_type="DDP", text=PL))["place"].shapes
    assert [(p.x, p.y) for p in shown] == [(300_500, 500_500)]
    hidden = replace(town, services=town.services.assign(sensitivity=[1, 0]))
    assert "place" not in _layers(sketch_of(hidden, service_type="DDP", text=PL))


def test_localities_are_named_the_largest_first(town):
    # Zalewo 150, Nowa Wieś 70, Podlesie 60, Zarzecze 20.
    names = [name for name, _, _ in sketch_of(town, service_type="DDP", text=PL).names]
    assert names == ["Zalewo", "Nowa Wieś", "Podlesie", "Zarzecze"]


def test_one_gmina_is_shown_alone_with_its_neighbours_as_outlines(town):
    sketch = sketch_of(town, service_type="DDP", text=PL, gminas=("086002",))
    layers = _layers(sketch)
    assert [s.bounds for s in layers["gmina"].shapes] == [(302_000, 500_000, 304_000, 502_000)]
    # Its neighbours on both sides, cut to a margin of 3 % of 2 km.
    assert shapely.total_bounds(list(layers["outline"].shapes)) == pytest.approx(
        (301_940, 500_000, 304_060, 502_000)
    )
    assert [name for name, _, _ in sketch.names] == ["Podlesie", "Zarzecze"]


def test_the_bar_is_a_quarter_of_the_map_at_most(town):
    # The area is 4 km wide and has a margin of 3 % on both sides: a quarter is 1.06 km.
    assert sketch_of(town, service_type="DDP", text=PL).scale_m == 1000


def test_water_beyond_the_map_is_cut(town):
    river = gpd.GeoDataFrame(
        {"name": [""]}, geometry=[shapely.LineString([(200_000, 500_500), (400_000, 500_500)])], crs=CRS
    )
    wet = replace(town, landscape=replace(town.landscape, water=river))
    water = _layers(sketch_of(wet, service_type="DDP", text=PL))["water"]
    assert sum(shapely.length(s) for s in water.shapes) == pytest.approx(4240)


def test_it_is_drawn(town):
    svg = draw_svg(sketch_of(town, service_type="PRZ", text=PL), text=PL, name="a")
    assert "Granica gminy" in svg


def test_a_type_that_was_not_measured_is_refused(town):
    with pytest.raises(ValueError, match="XYZ"):
        sketch_of(town, service_type="XYZ", text=PL)
