import geopandas as gpd
import numpy as np
import pytest
from drawn_district import CRS, X0, Y0
from shapely.geometry import Point

from mapa_uslug.maps import bands
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.shapes import Frame

FRAME = Frame.around(CRS, (X0, Y0, X0 + 12_000, Y0 + 12_000))


def add(isochrones: gpd.GeoDataFrame) -> tuple[dict[str, list[object]], list[list[object]]]:
    pack = ArrayPack()
    outlines, kept = bands.outline_bands(isochrones, FRAME)
    outlines.add_to(pack, "bands")
    return pack.directory, bands.describe_bands(kept)


@pytest.fixture
def isochrones() -> gpd.GeoDataFrame:
    """Bands of a type, and of two places of it among them."""
    rows = [
        {"id": who, "service_type": "DDP", "mode": "car", "minutes": minutes, "direction": "to",
         "geometry": Point(X0 + 6000, Y0 + 6000).buffer(100.0 * minutes + n)}
        for minutes in (15, 30) for n, who in enumerate(("U-1", "DDP", "U-2"))
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def test_every_outline_is_described_in_its_place(isochrones):
    directory, described = add(isochrones)
    assert directory["bands.features"][2] == len(described) == 6
    assert described[:2] == [["DDP", "DDP", "car", 15], ["DDP", "DDP", "car", 30]]
    assert sorted(row[0] for row in described[2:]) == ["U-1", "U-1", "U-2", "U-2"]


@pytest.mark.parametrize("at_a_time", [1, 3, 1000])
def test_without_room_only_whole_types_keep_their_outlines(isochrones, monkeypatch, at_a_time):
    _, all_described = add(isochrones)
    monkeypatch.setattr(bands, "_AT_A_TIME", at_a_time)
    assert add(isochrones)[1] == all_described
    own = isochrones[isochrones["id"] != "DDP"]
    vertices = bands._outline(own.geometry.to_numpy(), FRAME).vertices
    monkeypatch.setattr(bands, "MOST_VERTICES", vertices)
    assert add(isochrones)[1] == all_described
    monkeypatch.setattr(bands, "MOST_VERTICES", vertices - 1)
    directory, described = add(isochrones)
    assert described == all_described[:2]
    assert directory["bands.features"][2] == 2


def test_a_map_without_isochrones(isochrones):
    directory, described = add(isochrones.iloc[:0])
    assert described == []
    assert directory["bands.features"] == ["u4", directory["bands.features"][1], 0]


def test_a_type_without_outlines_of_its_places(isochrones):
    joint = isochrones[np.asarray(isochrones["id"] == "DDP")]
    assert add(joint)[1] == [["DDP", "DDP", "car", 15], ["DDP", "DDP", "car", 30]]
