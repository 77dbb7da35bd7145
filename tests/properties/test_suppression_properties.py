"""No published table lets a suppressed count be computed: random small tables, and a brute force that tries every filling."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.publication.suppression import Counts, bound_hidden, hide_small

K = 4


@st.composite
def tables(draw, largest=12):
    """Rows (gminas) by columns (states) with sums of both; sums of rows are known, as people of a gmina are."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(2, 3))
    inner = draw(st.lists(st.integers(0, largest), min_size=rows * columns, max_size=rows * columns))
    return np.array(inner).reshape(rows, columns)


def as_counts(grid):
    rows, columns = grid.shape
    values = np.concatenate([grid.ravel(), grid.sum(axis=1), grid.sum(axis=0), [grid.sum()]]).astype(np.int64)
    cell = np.arange(rows * columns).reshape(rows, columns)
    row_sum, column_sum = rows * columns + np.arange(rows), rows * columns + rows + np.arange(columns)
    total = len(values) - 1
    sums = [(int(row_sum[r]), tuple(cell[r].tolist())) for r in range(rows)]
    sums += [(int(column_sum[c]), tuple(cell[:, c].tolist())) for c in range(columns)]
    sums += [(total, tuple(row_sum.tolist())), (total, tuple(column_sum.tolist()))]
    known = np.zeros(len(values), dtype=bool)
    known[[*row_sum, total]] = values[[*row_sum, total]] >= K
    return Counts(values, tuple(sums), known, np.zeros(len(values), dtype=bool))


def fillings(counts, hidden):
    """Every way to fill in the hidden counts that agrees with all sums (twenty lines, no linear programming)."""
    numbers = np.flatnonzero(hidden)
    most = int(counts.values.max())
    for values in product(range(most + 1), repeat=len(numbers)):
        filled = counts.values.copy()
        filled[numbers] = values
        if all(filled[total] == filled[list(parts)].sum() for total, parts in counts.sums):
            yield values


@given(tables())
def test_no_hidden_count_is_left_exposed(grid):
    counts = as_counts(grid)
    hidden = hide_small(counts, k=K)
    small = (counts.values > 0) & (counts.values < K) & ~counts.known
    assert hidden[small].all()
    bounds = bound_hidden(counts, hidden)
    for i in np.flatnonzero(hidden):
        least, greatest = bounds[int(i)]
        assert least - 1e-6 <= counts.values[i] <= greatest + 1e-6
    # Everything may end up hidden but what is known: then nothing but that can tell.
    exposed = [
        i for i, (least, greatest) in bounds.items() if greatest - least < (K - 1 if small[i] else 1) - 1e-6
    ]
    if exposed:
        assert (hidden | counts.known)[[i for total, parts in counts.sums for i in (total, *parts)]].all()


@given(tables(largest=6), st.data())
def test_ranges_are_those_of_every_filling(grid, data):
    counts = as_counts(grid)
    hidden = np.zeros(len(counts.values), dtype=bool)
    hidden[data.draw(st.lists(st.integers(0, grid.size - 1), min_size=1, max_size=3))] = True
    found = np.array(list(fillings(counts, hidden)))
    for at, (least, greatest) in enumerate(bound_hidden(counts, hidden).values()):
        assert found[:, at].min() == round(least)
        if np.isfinite(greatest):
            assert found[:, at].max() == round(greatest)


@given(tables())
def test_order_of_rows_changes_nothing_that_is_small(grid):
    """Which complement is taken may differ; that nothing is exposed and all that is small is hidden may not."""
    counts = as_counts(grid[::-1])
    hidden = hide_small(counts, k=K)
    assert hidden[(counts.values > 0) & (counts.values < K) & ~counts.known].all()
