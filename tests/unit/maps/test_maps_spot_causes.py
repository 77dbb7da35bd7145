"""Causes of white spots as the map carries them."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reports"))

from hand_causes import build_told_town

from mapa_uslug.core.text import Text
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.spot_causes import add_spot_causes


class _Kept(ArrayPack):
    """A pack that remembers what it was given."""

    def __init__(self):
        super().__init__()
        self.arrays = {}

    def add(self, name, array):
        self.arrays[name] = array.tolist()
        super().add(name, array)


@pytest.fixture
def told():
    return build_told_town()


def _words(causes):
    return [[line.replace("\u00a0", " ") for line in lines] for lines in causes]


def test_every_cell_of_a_spot_leads_to_its_causes_and_no_other_does(told):
    pack = _Kept()
    causes = _words(add_spot_causes(pack, told, Text("en")))
    spots = told.white_spots[told.white_spots["level"] == 1]
    cells = told.cells.table["cell_id"].tolist()
    assert set(pack.arrays) == {
        f"causes.{c}.{m}" for c, m in zip(spots["service_type"], spots["mode"], strict=True)
    }
    for spot in spots.itertuples():
        numbers = pack.arrays[f"causes.{spot.service_type}.{spot.mode}"]
        own = {numbers[cells.index(cell)] for cell in spot.cells.split("|")}
        assert len(own) == 1
        if spot.white_spot_id == "DDP-1-all-1":
            assert causes[own.pop() - 1] == [
                "the river Żeglina: 15.2 km by road, while the nearest place of the service is 1.2 km away in a straight line; "
                "nearest bridge: 14 km (Zalewo)",
                "besides: no course that gets there",
            ]
    in_spots = {cell for ids in spots.loc[spots["service_type"] == "DDP", "cells"] for cell in ids.split("|")}
    outside = [
        n for cell, n in zip(cells, pack.arrays["causes.DDP.all"], strict=True) if cell not in in_spots
    ]
    assert outside
    assert set(outside) == {0}


def test_that_nobody_serves_a_gmina_the_page_tells_by_itself(told):
    causes = add_spot_causes(_Kept(), told, Text("en"))
    assert not any("nobody serves" in line for lines in causes for line in lines)


def test_other_levels_are_asked_for_nothing(told):
    pack = _Kept()
    other = told.white_spots.assign(level=[0, 2, 2])
    assert add_spot_causes(pack, replace(told, white_spots=other), Text("en")) == []
    assert pack.arrays == {}


def test_nothing_is_told_where_nobody_looked(told):
    assert add_spot_causes(_Kept(), replace(told, barriers=None), Text("en")) == []
