"""Communities of graphs whose parts anybody sees."""

from itertools import combinations

import numpy as np
import pytest

from mapa_uslug.diagnosis.communities import find_communities


def clique(nodes):
    return list(combinations(nodes, 2))


def test_two_cliques_joined_by_one_tie_are_two_communities():
    pairs = np.array([*clique(range(5)), *clique(range(5, 9)), (4, 5)])
    found = find_communities(pairs, np.ones(len(pairs)), 11)
    assert found.tolist() == [1] * 5 + [2] * 4 + [0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_ties_does_not_matter(seed):
    pairs = np.array([*clique(range(4)), *clique(range(3, 8)), (0, 8), (8, 9)])
    weights = np.arange(1.0, len(pairs) + 1)
    order = np.random.default_rng(seed).permutation(len(pairs))
    assert np.array_equal(
        find_communities(pairs[order], weights[order], 10), find_communities(pairs, weights, 10)
    )


def test_a_heavy_tie_decides_whom_one_belongs_to():
    # Node 3 has one tie to each of two triangles; the heavier wins.
    pairs = np.array([*clique((0, 1, 2)), *clique((4, 5, 6)), (2, 3), (3, 4)])
    to_first = find_communities(pairs, np.array([1.0] * 6 + [3.0, 1.0]), 7)
    to_second = find_communities(pairs, np.array([1.0] * 6 + [1.0, 3.0]), 7)
    assert to_first[3] == to_first[0] != to_first[6]
    assert to_second[3] == to_second[6] != to_second[0]


def test_nobody_is_tied():
    assert find_communities(np.empty((0, 2), dtype=np.int64), np.empty(0), 3).tolist() == [0, 0, 0]
