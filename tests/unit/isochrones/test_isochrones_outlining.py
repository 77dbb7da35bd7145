"""Outlines as units of work: equal wherever they are drawn, named by all that they hang on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_networks import Road, make_network
from hand_searches import arrays_as_bytes

from mapa_uslug.core.array_files import map_arrays, write_arrays
from mapa_uslug.core.kept_files import KeptArrays
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints
from mapa_uslug.isochrones import IsochroneOptions, ask_isochrones, ask_minutes_raster, draw_isochrones
from mapa_uslug.isochrones.bands import Band
from mapa_uslug.isochrones.outlining import pack_bands, unpack_bands
from mapa_uslug.work.runners import InProcess, InThreads, Keeping, answer
from mapa_uslug.work.units import Unit


def lattice(*, slow: float = 60.0) -> RoutableNetwork:
    """Streets 500 m apart, 8 by 8; the first takes `slow` seconds, the others a minute."""
    places = {r * 8 + c: (500_000.0 + 500 * c, 500_000.0 + 500 * r) for r in range(8) for c in range(8)}
    ends = [(n, n + 1) for n in places if (n + 1) % 8] + [(n, n + 8) for n in places if n + 8 in places]
    roads = [Road(u, v, slow if (u, v) == (0, 1) else 60.0, 60.0) for u, v in ends]
    return RoutableNetwork(make_network(places, roads))


def points_on(roads: RoutableNetwork, count: int = 40) -> PlacedPoints:
    draw = np.random.default_rng(5)
    x, y = 500_000.0 + draw.uniform(0, 3500, (2, count))
    return PlacedPoints(np.arange(count).astype(str).astype(object), roads.snap(x, y, mode="car"))


OPTIONS = IsochroneOptions((3, 6), "car", resolution_m=50.0)


@pytest.mark.parametrize("kind", ["places", "joint", "raster"])
def test_a_task_on_a_mapped_file_draws_as_the_unit_does(tmp_path: Path, kind: str) -> None:
    roads = lattice()
    if kind == "raster":
        units: tuple[Unit, ...] = (ask_minutes_raster(roads, points_on(roads), OPTIONS),)
    else:
        joint_id = "all" if kind == "joint" else None
        units = ask_isochrones(roads, points_on(roads), OPTIONS, joint_id=joint_id).units
    # 40 places, 16 a unit: the last one holds eight.
    assert len(units) == (3 if kind == "places" else 1)
    ground, path = units[0].ground, tmp_path / "ground"
    write_arrays(path, ground.arrays(), ground.about(), magic=b"test\n")
    mapped = map_arrays(path, magic=b"test\n")
    assert mapped is not None
    for unit in units:
        assert unit.ground.name == ground.name
        own = unit.run()
        assert own.keys() == unit.task.answers
        assert max(array.size for array in own.values()) > 100
        assert arrays_as_bytes(unit.task.on(ground.revive(*mapped))) == arrays_as_bytes(own)


def test_threads_and_kept_answers_draw_the_same(tmp_path: Path) -> None:
    roads = lattice()
    question = ask_isochrones(roads, points_on(roads), OPTIONS)
    expected = question.tell(answer(InProcess(), question.units))
    assert len(expected) == 80
    kept = Keeping(InThreads(3), KeptArrays(tmp_path, max_bytes=1 << 30))
    for _ in range(2):
        found = question.tell(answer(kept, question.units))
        assert found.geometry.to_wkb().tolist() == expected.geometry.to_wkb().tolist()
        assert found["id"].tolist() == expected["id"].tolist()
    assert draw_isochrones(roads, points_on(roads), OPTIONS).geometry.to_wkb().tolist() == expected.geometry.to_wkb().tolist()  # fmt: skip


def test_a_name_tells_all_that_an_outline_hangs_on() -> None:
    def raster(options: IsochroneOptions) -> str:
        return ask_minutes_raster(roads, points_on(roads), options).name

    def name(
        roads: RoutableNetwork, options: IsochroneOptions, count: int = 5, joint_id: str | None = None
    ) -> str:
        return ask_isochrones(roads, points_on(roads, count), options, joint_id=joint_id).units[0].name

    roads = lattice()
    first = name(roads, OPTIONS)
    assert name(lattice(), OPTIONS) == first
    others = [
        name(lattice(slow=61.0), OPTIONS), name(roads, OPTIONS, count=6), name(roads, OPTIONS, joint_id="all"),
        name(roads, IsochroneOptions((3, 7), "car", resolution_m=50.0)),
        name(roads, IsochroneOptions((3, 6), "car", resolution_m=40.0)),
        name(roads, IsochroneOptions((3, 6), "car", resolution_m=50.0, off_road_m=100.0)),
        name(roads, IsochroneOptions((3, 6), "car", resolution_m=50.0, terminal_s=60.0)),
        name(roads, IsochroneOptions((3, 6), "walk", resolution_m=50.0)),
        name(roads, IsochroneOptions((3, 6), "car", direction="from", resolution_m=50.0)),
    ]  # fmt: skip
    assert len({first, *others}) == 1 + len(others)
    rasters = [
        OPTIONS, replace(OPTIONS, minutes=(3, 7)), replace(OPTIONS, terminal_s=30.0), replace(OPTIONS, mode="walk")
    ]  # fmt: skip
    assert len({raster(options) for options in rasters}) == 4
    assert raster(replace(OPTIONS, minutes=(2, 6))) == raster(
        OPTIONS
    )  # minutes up to the last limit either way


def test_bands_are_packed_and_unpacked() -> None:
    square = Band(np.array([[0.0, 0], [1, 0], [1, 1], [0, 0]]), np.array([0, 4]), np.array([0, 1]))
    empty = Band(np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64))
    for bands in ([], [empty], [square, empty, square]):
        found = unpack_bands(pack_bands(bands))
        assert [b.xy.tolist() for b in found] == [b.xy.tolist() for b in bands]
        assert [b.ring_ptr.tolist() for b in found] == [b.ring_ptr.tolist() for b in bands]
        assert [b.polygon_ptr.tolist() for b in found] == [b.polygon_ptr.tolist() for b in bands]
