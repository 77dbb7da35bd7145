"""Choices that are equally good, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.siting import may_shorten, shorten_ways
from mapa_uslug.siting.choice import tell_siting

INF = float("inf")
# Three villages of 10, 20 and 30 people. Sites 0 and 1 both cover the first two within 10; site 2 covers the third, and
# site 3 does so more cheaply, but is nobody's else.
COST = np.array([[9.0, 2.0, INF, INF], [9.0, 3.0, INF, INF], [INF, 40.0, 8.0, 1.0]])
PEOPLE = np.array([10.0, 20.0, 30.0])
NONE = np.zeros(4, dtype=bool)


def problem(k: int = 2) -> SitingProblem:
    return SitingProblem(COST, PEOPLE, NONE.copy(), k, 10.0)


def test_places_are_exchanged_for_equal_ones_with_shorter_ways() -> None:
    found = tell_siting(problem(), "mclp", np.array([0, 2]), bound=60.0)
    short = shorten_ways(problem(), found, stays=NONE)
    assert short.chosen.tolist() == [1, 3]
    assert (short.value, short.bound, short.gap) == (60.0, 60.0, 0.0)
    # (10 x 2 + 20 x 3 + 30 x 1) / 60.
    assert short.mean_cost == pytest.approx(110 / 60)


def test_nobody_is_given_up_for_shorter_ways() -> None:
    # One place: site 0 covers 30 of the first two villages, site 3 the 30 of the third with the least travel of all that
    # are as good: without a way somebody travels as far as the longest one, 40.
    found = tell_siting(problem(1), "mclp", np.array([0]), bound=30.0)
    short = shorten_ways(problem(1), found, stays=NONE)
    # Site 1: 10 x 2 + 20 x 3 + 30 x 40 = 1280; site 3: 30 x 40 + 30 x 1 = 1230.
    assert short.chosen.tolist() == [3]
    assert short.value == 30.0


def test_existing_places_stay_and_room_and_travel_are_left_alone() -> None:
    found = tell_siting(problem(), "mclp", np.array([0, 2]), bound=60.0)
    stays = np.array([True, False, False, False])
    assert shorten_ways(problem(), found, stays=stays).chosen.tolist() == [0, 3]
    roomy = replace(problem(), capacity=np.full(4, 99.0))
    assert not may_shorten(roomy, found)
    assert shorten_ways(roomy, found, stays=NONE) is found
