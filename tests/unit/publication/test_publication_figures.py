"""Figures for everybody of an area of three cells: what is counted, at which threshold, and which differences are protected."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from drawn_layers import CELLS, make_layer

from mapa_uslug.publication.figures import publish_figures

GMINAS = ("086001", "086002")


def publish(*layers, k=10):
    table = publish_figures(layers, cells=CELLS, gminas=GMINAS, k=k).figures
    return table.set_index(["mode", "group", "gmina_teryt"])


def test_only_the_main_threshold_is_told():
    layers = [make_layer("car", [0, 0, 2], level=level) for level in (0, 1, 2)]
    assert set(publish(*layers)["level"]) == {1}


def test_large_figures_are_told_gmina_by_gmina_and_of_all():
    # 200 and 300 people in the first gmina, 100 in the second; the last cell is too far.
    table = publish(make_layer("car", [0, 0, 2]))
    assert table.loc[("car", "all", "086001"), ["people", "served", "too_far"]].tolist() == [500, 500, 0]
    assert table.loc[("car", "all", "086002"), ["people", "served", "too_far"]].tolist() == [100, 0, 100]
    assert table.loc[("car", "all", ""), ["people", "served", "too_far"]].tolist() == [600, 500, 100]


def test_a_few_people_who_are_far_by_one_mode_alone_are_no_difference_of_two_figures():
    # By car the 200 of the first cell are too far in the first gmina, on foot 203: 3 of the second cell besides.
    car, walk = make_layer("car", [2, 0, 2]), make_layer("walk", [2, 0, 2])
    people = walk.people.copy()
    people[1] = [297, 0, 3, 0]
    told = publish(car, replace(walk, people=people))
    for gmina in ("086001", ""):
        assert any(pd.isna(told.loc[(mode, "all", gmina), "too_far"]) for mode in ("all", "walk"))
    # Thirty more are no secret.
    people[1] = [270, 0, 30, 0]
    told = publish(car, replace(walk, people=people))
    assert [told.loc[(mode, "all", "086001"), "too_far"] for mode in ("all", "walk")] == [200, 230]


def test_a_few_residents_who_are_not_of_the_group_are_no_difference_of_two_figures():
    # In the first gmina 480 are served and 477 of the group; the other 20 are too far, all of the group.
    layer = make_layer("car", [0, 0, 2])
    people = layer.people.copy()
    people[0] = [180, 0, 20, 0]
    target = people.copy()
    target[0, 0] = 177
    told = publish(replace(layer, people=people, target=target))
    assert any(pd.isna(told.loc[("car", g, "086001"), "served"]) for g in ("all", "target"))
    # 180 and 80 are served of whom 100 are not of the group: nothing to protect.
    target[0, 0] = 80
    told = publish(replace(layer, people=people, target=target))
    assert [told.loc[("car", g, "086001"), "served"] for g in ("all", "target")] == [480, 380]


def test_noughts_and_wholes_that_the_map_shows_are_told_beside_small_figures():
    # Nobody of the first gmina is too far, all of the second are; 4 people of the first are full.
    layer = make_layer("car", [0, 0, 2])
    people = layer.people.copy()
    people[1] = [296, 4, 0, 0]
    told = publish(replace(layer, people=people))
    first = told.loc[("car", "all", "086001")]
    assert first[["too_far", "cannot_tell"]].tolist() == [0, 0]
    assert first[["served", "full"]].isna().all()
    assert told.loc[("car", "all", "086002"), ["served", "full", "too_far", "cannot_tell"]].tolist() == [
        0,
        0,
        100,
        0,
    ]
