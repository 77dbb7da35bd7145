"""Causes of white spots in words."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reports"))

from hand_causes import build_barriers

from mapa_uslug.catalog.cause_words import tell_causes
from mapa_uslug.core.text import Text

SPOTS = ("DDP-1-all-1", "DDP-1-all-2", "PRZ-1-all-1")


def _told(language="en", *, spots=SPOTS, **options):
    causes = tell_causes(Text(language), build_barriers(), spots, **options)
    return {spot: [line.replace("\u00a0", " ") for line in lines] for spot, lines in causes.items()}


def test_a_detour_names_what_is_in_the_way_and_its_bridge_then_what_holds_besides():
    assert _told()["DDP-1-all-1"] == [
        "the river Żeglina: 15.2 km by road, while the nearest place of the service is 1.2 km away in a straight line; "
        "nearest bridge: 14 km (Zalewo)",
        "besides: no course that gets there",
    ]


def test_a_remote_place_says_how_far_it_is():
    assert _told("pl")["DDP-1-all-2"] == [
        "miejsce jest odległe: 26 km drogą, a najbliższe miejsce tej usługi jest 20 km w linii prostej"
    ]


def test_several_leading_causes_come_by_their_people_and_tell_no_figure_of_them():
    lines = _told()["PRZ-1-all-1"]
    assert [line.split(":")[0] for line in lines] == ["the river Żeglina", "nobody serves the gmina"]
    assert "60" not in " ".join(lines)


def test_causes_told_elsewhere_and_other_spots_are_left_out():
    assert set(_told(spots=["DDP-1-all-2"])) == {"DDP-1-all-2"}
    assert len(_told(but=("no_provider",))["PRZ-1-all-1"]) == 1


@pytest.mark.parametrize("change", [{"barrier_id": ""}, {"barrier_id": "B9"}])
def test_a_detour_round_nothing_that_is_known_says_only_that(change):
    barriers = build_barriers()
    causes = barriers.causes.assign(**change)
    told = tell_causes(Text("en"), replace(barriers, causes=causes), ["DDP-1-all-1"])["DDP-1-all-1"][0]
    assert (
        told.replace("\u00a0", " ")
        == "the way leads round an obstacle: 15.2 km by road, while the nearest place of the service "
        "is 1.2 km away in a straight line"
    )
