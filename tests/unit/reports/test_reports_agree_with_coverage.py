"""Two stages that never import each other must tell the same people too far."""

from dataclasses import replace

import numpy as np
import pytest
from six_cell_town import with_service_in_podlesie, with_unknown_everywhere

from mapa_uslug.coverage.indicators import count_headline
from mapa_uslug.reports.figures import TOO_FAR, combine_all, sum_by_gmina


def _shuffled(town, seed):
    """The town with every layer's cells in drawn states, whole cells at a time as coverage makes them."""
    drawn = np.random.default_rng(seed)
    layers = []
    for layer in town.layers:
        people = np.zeros_like(layer.people)
        people[np.arange(6), drawn.integers(0, 4, 6)] = layer.people.sum(axis=1)
        layers.append(replace(layer, people=people))
    return replace(town, layers=tuple(layers))


@pytest.mark.parametrize("change", [lambda t: t, with_unknown_everywhere, with_service_in_podlesie])
def test_too_far_is_the_same_in_the_headline(town, change):
    _compare(change(town))


@pytest.mark.parametrize("seed", range(20))
def test_too_far_is_the_same_for_any_states(town, seed):
    _compare(_shuffled(town, seed))


def _compare(result):
    area = result.gminas[result.gminas["is_area"]]
    headline = count_headline(result.layers, cells=result.cells, gminas=area)
    expected = {(r.gmina_teryt, r.usluga, r.poziom): r.za_daleko for r in headline.itertuples()}
    ours = {
        (gmina, code, x.level + 1): int(states[TOO_FAR])
        for code, levels in combine_all(result).items()
        for x in levels
        for gmina, states in sum_by_gmina(result, x.people).items()
    }
    assert ours == expected
