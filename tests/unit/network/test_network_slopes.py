import zipfile
from dataclasses import replace

import numpy as np
import pytest
from drawn_roads import CELL_M, DEGREE_M, LAT, LON, node_id, write_drawing
from hand_networks import Road, make_network
from hand_rasters import write_hgt_zip, write_raster, write_surface

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.network import read_network, slopes
from mapa_uslug.network.slopes import cycling_factor, walking_factor, with_slopes

WALK, SLOW, BIKE = MODES.index("walk"), MODES.index("walk_slow"), MODES.index("bike")
X, Y = 500_000.0, 400_000.0
BOX = (X - 1500, Y - 1500, X + 3000, Y + 1500)
# Slopes of 5 %: exp(3.5 * 0.05) up, exp(-3.5 * 0.05) down; a bicycle loses 5 * 0.4002 of 6.01 m/s, gains 5 * 0.2379.
WALK_UP, WALK_DOWN = 1.191246, 0.839457
BIKE_UP, BIKE_DOWN = 6.01 / 4.009, 6.01 / 7.1995


def straight(x=1000.0, y=0.0, via=()):
    """One road from (X, Y); walking at 1 m/s, cycling at 5 m/s, driving in 60 s."""
    return make_network({1: (X, Y), 2: (X + x, Y + y)}, [Road(1, 2, 60.0, 60.0, via=via)])


def plane(path, east=0.05, north=0.0, **options):
    return write_surface(
        path, lambda x, y: 200.0 + east * (x - X) + north * (y - Y), **{"box": BOX} | options
    )


def factors(network, files, **options):
    steep, problems = with_slopes(network, files, **options)
    ahead = steep.seconds_forward[:, 0] / network.seconds_forward[:, 0]
    back = steep.seconds_backward[:, 0] / network.seconds_backward[:, 0]
    return ahead, back, problems


def test_an_even_slope(tmp_path):
    ahead, back, problems = factors(straight(), [plane(tmp_path / "a.tif")])
    # Cars keep their times.
    assert ahead == pytest.approx([1.0, WALK_UP, WALK_UP, BIKE_UP], rel=1e-4)
    assert back == pytest.approx([1.0, WALK_DOWN, WALK_DOWN, BIKE_DOWN], rel=1e-4)
    assert problems == ()


def test_a_road_across_the_slope_is_level(tmp_path):
    ahead, back, _ = factors(straight(0.0, 1000.0), [plane(tmp_path / "a.tif")])
    assert ahead == pytest.approx(np.ones(4))
    assert back == pytest.approx(np.ones(4))


def test_a_bend_is_followed(tmp_path):
    # 500 m up the slope, then 500 m across it: half of the way at the pace of each.
    network = straight(500.0, 500.0, via=((X + 500.0, Y),))
    ahead, _, _ = factors(network, [plane(tmp_path / "a.tif")])
    assert ahead[WALK] == pytest.approx((WALK_UP + 1.0) / 2.0, rel=2e-3)


def test_a_hill_within_an_edge_counts(tmp_path):
    # 10 % up and 10 % down: exp(3.5 * 0.1) and exp(0) on foot, 6.01 / 2.008 and 6.01 / 8.389 by bicycle, half the way each.
    def tent(x, y):
        return 50.0 - 0.1 * np.abs(x - X - 500.0) + 0.0 * y

    ahead, back, _ = factors(straight(), [write_surface(tmp_path / "a.tif", tent, box=BOX)])
    assert ahead[WALK] == pytest.approx((1.419068 + 1.0) / 2.0, rel=0.02)
    assert ahead[BIKE] == pytest.approx((6.01 / 2.008 + 6.01 / 8.389) / 2.0, rel=0.06)
    assert ahead == pytest.approx(back, rel=2e-3)


def test_noise_of_the_model_is_no_slope(tmp_path):
    noise = np.random.default_rng(1)
    rough = write_surface(
        tmp_path / "a.tif", lambda x, y: 100.0 + noise.normal(0.0, 1.0, x.shape) + 0.0 * y, box=BOX, step=90.0
    )
    ahead, back, _ = factors(straight(), [rough])
    assert ahead == pytest.approx(np.ones(4), abs=0.005)
    assert back == pytest.approx(np.ones(4), abs=0.005)


def test_steep_ground_has_limits(tmp_path):
    ahead, back, _ = factors(straight(), [plane(tmp_path / "a.tif", east=0.8)])
    # As on 40 %: exp(3.5 * 0.4) and exp(3.5 * 0.3); a bicycle keeps a quarter of its speed up and 35 km/h down.
    assert ahead[WALK] == pytest.approx(np.exp(1.4), rel=1e-4)
    assert back[WALK] == pytest.approx(np.exp(1.05), rel=1e-4)
    assert ahead[BIKE] == pytest.approx(4.0, rel=1e-4)
    assert back[BIKE] == pytest.approx(6.01 / (35.0 / 3.6), rel=1e-4)


def test_a_pushed_bicycle_goes_as_a_walker_does(tmp_path):
    network = straight()
    pushed = network.seconds_forward.copy()
    pushed[BIKE] = 1.1 * pushed[WALK]
    network = replace(network, seconds_forward=pushed)
    ahead, _, _ = factors(network, [plane(tmp_path / "a.tif")])
    assert ahead[BIKE] == pytest.approx(WALK_UP, rel=1e-4)


@pytest.mark.parametrize("kind", ["steps", "ferry"])
def test_what_has_times_of_its_own_keeps_them(tmp_path, kind):
    network = replace(straight(), classes=(kind,))
    ahead, back, problems = factors(network, [plane(tmp_path / "a.tif")])
    assert ahead == pytest.approx(np.ones(4))
    assert back == pytest.approx(np.ones(4))
    assert problems == ()


def test_closed_stays_closed(tmp_path):
    network = straight()
    closed = network.seconds_backward.copy()
    closed[BIKE] = np.inf
    steep, _ = with_slopes(replace(network, seconds_backward=closed), [plane(tmp_path / "a.tif")])
    assert np.isinf(steep.seconds_backward[BIKE]).all()
    assert np.isfinite(steep.seconds_forward[BIKE]).all()


def test_gaps_are_counted_and_told(tmp_path):
    network = make_network(
        {1: (X, Y), 2: (X + 1000, Y), 3: (X + 1000, Y + 1000)},
        [Road(1, 2, 60.0, 60.0), Road(2, 3, 60.0, 60.0)],
    )

    def gap(x, y):
        return np.where(y > Y + 500, -32768.0, 200.0 + 0.05 * (x - X))

    steep, problems = with_slopes(network, [write_surface(tmp_path / "a.tif", gap, box=BOX, nodata=-32768.0)])
    assert steep.seconds_forward[WALK] == pytest.approx([1191.246, 1000.0], rel=1e-3)
    (told,) = problems
    assert (told.code, told.severity) == ("no_elevation", "warning")
    assert dict(told.values) == {"count": "1", "edges": "2"}


def test_a_gap_that_the_model_does_not_declare_is_no_hole_in_the_ground(tmp_path):
    def gap(x, y):
        return np.where(x > X + 500, -32768.0, 100.0 + 0.0 * y)

    ahead, _, problems = factors(straight(), [write_surface(tmp_path / "a.tif", gap, box=BOX)])
    assert ahead == pytest.approx(np.ones(4))
    assert [p.code for p in problems] == ["no_overlap"]


def test_tiles_side_by_side_are_one_model(tmp_path):
    west = plane(tmp_path / "w.tif", box=(BOX[0], BOX[1], X + 510, BOX[3]))
    east = plane(tmp_path / "e.tif", box=(X + 510, BOX[1], BOX[2], BOX[3]))
    ahead, _, problems = factors(straight(), [west, east])
    assert ahead[WALK] == pytest.approx(WALK_UP, rel=1e-3)
    assert problems == ()


def test_the_first_model_counts_and_the_next_fills_its_gaps(tmp_path):
    good = plane(tmp_path / "good.tif", box=(BOX[0], BOX[1], X + 2000, BOX[3]))
    flat = plane(tmp_path / "flat.tif", east=0.0)
    assert factors(straight(), [good, flat])[0][WALK] == pytest.approx(WALK_UP, rel=1e-3)
    assert factors(straight(), [flat, good])[0][WALK] == pytest.approx(1.0)


def test_a_fine_model_is_averaged(tmp_path):
    # Ridges of one metre, two metres apart: none of it is the slope of a road.
    fine = write_surface(
        tmp_path / "a.tif",
        lambda x, y: 0.05 * (x - X) + (np.floor(x) % 2) + 0.0 * y,
        box=(X - 300, Y - 300, X + 1300, Y + 300),
        step=1.0,
    )
    assert factors(straight(), [fine])[0][WALK] == pytest.approx(WALK_UP, rel=1e-3)


def test_any_coordinate_system(tmp_path):
    from mapa_uslug.core.crs import transform_xy

    lon, lat = transform_xy(np.array([X]), np.array([Y]), "EPSG:2180", "EPSG:4326")
    step = 1.0 / 1200.0

    def surface(x, y):
        east, north = transform_xy(x.ravel(), y.ravel(), "EPSG:4326", "EPSG:2180")
        return (0.05 * (east - X) + 0.0 * north).reshape(x.shape)

    box = (lon[0] - 0.05, lat[0] - 0.05, lon[0] + 0.05, lat[0] + 0.05)
    model = write_surface(tmp_path / "a.tif", surface, box=box, step=step, crs="EPSG:4326")
    assert factors(straight(), [model])[0][WALK] == pytest.approx(WALK_UP, rel=2e-3)


def drawn_tile(folder, east=0.05):
    """An SRTM tile around the drawings, rising to the east."""
    scale = DEGREE_M * np.cos(np.radians(LAT))
    return write_hgt_zip(folder, 51, 19, lambda x, y: 300.0 + east * (x - LON) * scale + 0.0 * y)


def test_a_tile_as_it_is_published(tmp_path):
    # 3 km along the parallel; whole metres of height and cells of 57 m leave some roughness.
    drawing = "\n" * 5 + "A" + "-" * 28 + "B"
    rows = drawing.strip("\n")
    path = write_drawing(tmp_path / "a.osm", "     \n" * 3 + rows, {"AB": "highway=residential"})
    tile = drawn_tile(tmp_path)
    level = read_network(path, cache=False).network
    steep = read_network(path, elevation=[tile], cache=False).network
    factor = np.sort(
        [
            steep.seconds_forward[WALK, 0] / level.seconds_forward[WALK, 0],
            steep.seconds_backward[WALK, 0] / level.seconds_backward[WALK, 0],
        ]
    )
    assert factor == pytest.approx([WALK_DOWN, WALK_UP], rel=0.01)


VALLEY = "A---B---C---D---E"
VALLEY_WAYS = {
    "AB": "highway=residential",
    "BCD": "highway=residential, bridge=yes",
    "DE": "highway=residential",
}


def valley(folder):
    """A valley 60 m deep, 800 m wide, that the drawn road crosses between B and D."""
    scale = DEGREE_M * np.cos(np.radians(LAT))

    def surface(x, y):
        return 300.0 - np.maximum(60.0 - np.abs((x - LON) * scale - 8 * CELL_M) * 0.15, 0.0) + 0.0 * y

    box = (LON - 0.05, LAT - 0.05, LON + 0.05, LAT + 0.05)
    return write_surface(folder / "valley.tif", surface, box=box, step=1.0 / 3600.0, crs="EPSG:4326")


def times(network, mode=WALK):
    return float(network.seconds_forward[mode].sum()), float(network.seconds_backward[mode].sum())


def test_a_bridge_leads_straight_over_the_valley(tmp_path):
    path = write_drawing(tmp_path / "a.osm", VALLEY, VALLEY_WAYS)
    level = read_network(path, cache=False).network
    over = read_network(path, elevation=[valley(tmp_path)], cache=False).network
    assert times(over) == pytest.approx(times(level), rel=0.02)
    through = write_drawing(tmp_path / "b.osm", VALLEY, {k: "highway=residential" for k in VALLEY_WAYS})
    down_and_up = read_network(through, elevation=[valley(tmp_path)], cache=False).network
    # 15 % down (exp(3.5 * 0.05)) and up (exp(3.5 * 0.15)) on half of the way: 1 + (0.191 + 0.690) / 4, a little less
    # since smoothing rounds the bottom and the rims.
    assert times(down_and_up)[0] / times(level)[0] == pytest.approx(1.2, abs=0.03)


def test_a_bridge_of_several_ways_and_a_junction_upon_it(tmp_path):
    # The ramp CF is a bridge as well: C hangs between the three ends, all of them at 300 m.
    drawing = "A---B---C---D---E\n        |\n        |\n        |\n        F"
    ways = {
        "AB": "highway=residential",
        "BC": "highway=residential, bridge=yes",
        "CD": "highway=primary, bridge=viaduct",
        "DE": "highway=residential",
        "CF": "highway=service, bridge=yes",
    }
    path = write_drawing(tmp_path / "a.osm", drawing, ways)

    def surface(x, y):
        # Only the middle of the valley is low, so that the ramp's end F stands on the plateau too.
        scale = DEGREE_M * np.cos(np.radians(LAT))
        away = np.hypot((x - LON) * scale - 8 * CELL_M, (y - LAT) * DEGREE_M)
        return 300.0 - 60.0 * np.exp(-((away / 100.0) ** 2))

    box = (LON - 0.05, LAT - 0.05, LON + 0.05, LAT + 0.05)
    model = write_surface(tmp_path / "a.tif", surface, box=box, step=1.0 / 3600.0, crs="EPSG:4326")
    level = read_network(path, cache=False).network
    over = read_network(path, elevation=[model], cache=False).network
    assert over.node_id.tolist().count(node_id("C")) == 1
    assert over.seconds_forward[WALK] == pytest.approx(level.seconds_forward[WALK])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no raster at all", "to nie jest raster w znanej postaci albo jego początek jest uszkodzony"),
        (b"", "plik jest pusty"),
        (b"\n<html>404</html>", "to strona internetowa albo inny tekst ze znacznikami, a nie raster"),
        (b"II*\x00" + b"\xff" * 50, "plik jest uszkodzony albo ucięty"),
    ],
)
def test_what_is_no_raster_is_told_in_the_language_of_the_reader(tmp_path, body, reason):
    path = tmp_path / "model.tif"
    path.write_bytes(body)
    with pytest.raises(InputError) as caught:
        with_slopes(straight(), [path])
    (told,) = caught.value.problems
    assert told.where == "model.tif"
    assert told.code == "raster_unreadable"
    assert Text("pl").tell(told.message, dict(told.values)).endswith(f": {reason}")


def test_a_cut_off_raster_is_told(tmp_path):
    path = plane(tmp_path / "model.tif")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError) as caught:
        with_slopes(straight(), [path])
    assert {(p.code, dict(p.values)["reason"]) for p in caught.value.problems} == {
        ("raster_unreadable", "it is damaged or cut short")
    }


def test_zips_that_are_no_model_are_told(tmp_path):
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("N51E019.hgt", bytes(60_000_000))
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and no more")
    codes = []
    for path in (empty, bomb, broken):
        with pytest.raises(InputError) as caught:
            with_slopes(straight(), [path])
        codes += [p.code for p in caught.value.problems]
    assert codes == ["rasters_in_zip", "zip_bomb", "raster_unreadable"]
    assert dict(caught.value.problems[0].values)["reason"] == "it is no zip archive, or its end is missing"


def test_a_model_without_a_coordinate_system(tmp_path):
    # Where Poland lies in PL-1992 it can be told, and is said; elsewhere not.
    guessed = write_raster(
        tmp_path / "pl.tif",
        np.full((100, 100), 5.0, np.float32),
        west=X - 500,
        north=Y + 1500,
        step=30,
        crs=None,
    )
    _, problems = with_slopes(straight(), [guessed])
    assert [p.code for p in problems] == ["crs_guessed"]
    unknown = write_raster(tmp_path / "x.tif", np.ones((9, 9), np.float32), west=5, north=9, step=1, crs=None)
    with pytest.raises(InputError) as caught:
        with_slopes(straight(), [unknown])
    assert "crs_missing" in {p.code for p in caught.value.problems}


def test_the_network_on_slopes_is_kept_by_what_is_in_the_models(tmp_path, monkeypatch):
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path / "cache"))
    path = write_drawing(tmp_path / "a.osm", VALLEY, VALLEY_WAYS)
    tile = drawn_tile(tmp_path)
    level = read_network(path).network
    first = read_network(path, elevation=[tile])
    assert times(first.network) != times(level)
    original = slopes.with_slopes

    def fail(*_, **__):
        raise AssertionError("sloped again")

    monkeypatch.setattr(slopes, "with_slopes", fail)
    second = read_network(path, elevation=[tile])
    assert times(second.network) == times(first.network)
    assert times(read_network(path).network) == times(level)
    monkeypatch.setattr(slopes, "with_slopes", original)
    drawn_tile(tmp_path, east=0.1)
    assert times(read_network(path, elevation=[tile]).network) != times(first.network)


def test_factors_at_known_slopes():
    assert walking_factor(np.array([0.0, -0.05, 0.1])) == pytest.approx([1.0, 0.839457, 1.419068], rel=1e-5)
    # 12 % up would leave 1.2 m/s, less than a quarter of 6.01; 20 % down would give more than 35 km/h.
    assert cycling_factor(np.array([0.0, 0.12, -0.2])) == pytest.approx(
        [1.0, 4.0, 6.01 / (35 / 3.6)], rel=1e-6
    )
