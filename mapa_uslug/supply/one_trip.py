"""What one trip reaches: kinds of service whose places stand together.

A *site* is a place with all places that stand within `one_trip_m` of it. Each place is the middle of a site of its own and
may belong to others': joining neighbours of neighbours would make one site of a whole street of shops, whose ends nobody
walks between. So no two places of a site are farther apart than twice `one_trip_m`. A place known only roughly belongs to
a site only where it is near wherever in its disc it stands.

A trip has one mode. It *reaches a kind* of service when a place of it at the site is surely within the main threshold by
that mode. ``trip_kinds`` is the number of kinds of the best trip from a cell. Services that come to people, and those
without a place, are no part of it.

``one_trip``, rows of two sorts by ``scope``
    ``gmina``: ``gmina_teryt`` ("": all), ``people, kinds_mean`` (by people), ``people_0, people_1, people_2, people_3,
    people_4, people_5_plus`` (by the kinds of their best trip), ``share_one`` (have one kind at most; NaN without people).
    ``pair``: two kinds for one target group (``service_a, service_b, target``) that ``people`` reach both by one mode
    within their thresholds, but never by one trip; ``people_both`` reach both at all so. `gmina_teryt` as above.
    Columns of the other sort are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.supply.reach import Reach

LARGEST_COUNTED: Final = 5
TRIP_COLUMNS: Final = (
    "scope", "gmina_teryt", "service_a", "service_b", "target", "people", "people_both", "kinds_mean",
    *(f"people_{n}" for n in range(LARGEST_COUNTED)), "people_5_plus", "share_one",
)  # fmt: skip


def find_sites(
    points: NDArray[np.object_], radius_m: NDArray[np.float64], *, within_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sites that each place belongs to.

    Parameters
    ----------
    points : Points, (places,)
        In metres.
    radius_m : float64, (places,)
        Of the disc that the true place lies in; 0 where it is known.

    Returns
    -------
    pointer : int64, (places + 1,)
    site : int64, (memberships,)
        Sites of place i are ``site[pointer[i]:pointer[i + 1]]``, by the place in their middle.
    """
    place, middle = shapely.STRtree(points).query(points, predicate="dwithin", distance=within_m)
    x, y = shapely.get_x(points), shapely.get_y(points)
    apart = np.hypot(x[place] - x[middle], y[place] - y[middle]) + radius_m[place] + radius_m[middle]
    keep = (apart <= within_m) | (place == middle)
    place, middle = place[keep], middle[keep]
    order = np.lexsort((middle, place))
    pointer = np.zeros(len(points) + 1, dtype=np.int64)
    np.cumsum(np.bincount(place, minlength=len(points)), out=pointer[1:])
    return pointer, middle[order].astype(np.int64)


def count_trip_kinds(
    by_mode: Mapping[str, Reach], kind: NDArray[np.int64], sites: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> NDArray[np.int32]:
    """Kinds of service that the best trip from each cell reaches.

    Parameters
    ----------
    by_mode
        Cells surely within the main threshold of places of every kind, by mode.
    kind : int64, (places,)
        0, 1, 2 ...
    sites
        Of `find_sites`.

    Returns
    -------
    int32, (cells,)
    """
    kinds = int(kind.max(initial=-1)) + 1
    counts = [_count_kinds(r.cell, r.place, kind, *sites, r.cell_count, kinds) for r in by_mode.values()]
    return np.max(counts, axis=0).astype(np.int32)


@kernel
def _count_kinds(
    cell: NDArray[np.int64],
    place: NDArray[np.int64],
    kind: NDArray[np.int64],
    pointer: NDArray[np.int64],
    site: NDArray[np.int64],
    cell_count: int,
    kinds: int,
) -> NDArray[np.int64]:
    best = np.zeros(cell_count, dtype=np.int64)
    sites = pointer.size - 1
    # The cell that a site, and a kind at a site, was last met from: nothing is cleared between cells.
    met = np.full((sites, kinds), -1, dtype=np.int64)
    met_site = np.full(sites, -1, dtype=np.int64)
    count = np.zeros(sites, dtype=np.int64)
    for i in range(cell.size):
        c, k = cell[i], kind[place[i]]
        for j in range(pointer[place[i]], pointer[place[i] + 1]):
            s = site[j]
            if met_site[s] != c:
                met_site[s] = c
                count[s] = 0
            if met[s, k] != c:
                met[s, k] = c
                count[s] += 1
                best[c] = max(best[c], count[s])
    return best


def find_uncombined(
    by_mode: Mapping[str, Reach],
    kind: NDArray[np.int64],
    sites: tuple[NDArray[np.int64], NDArray[np.int64]],
    pairs: Sequence[tuple[int, int]],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Cells that reach both of two kinds by one mode, and those of them that one trip brings to both.

    Parameters
    ----------
    pairs
        Pairs of kinds.

    Returns
    -------
    both, together : bool, (pairs, cells)
    """
    cells = next(iter(by_mode.values())).cell_count
    both = np.zeros((len(pairs), cells), dtype=bool)
    together = np.zeros((len(pairs), cells), dtype=bool)
    pointer, site = sites
    for reach in by_mode.values():
        if not len(reach.cell):
            continue
        reaches = _cells_by_kind(reach, kind)
        at_sites = {int(k): _sites_by_cell(reach, kind == k, pointer, site) for k in np.unique(kind)}
        for row, (a, b) in enumerate(pairs):
            has_both = reaches[a] & reaches[b]
            both[row] |= has_both
            if has_both.any():
                together[row] |= np.asarray(at_sites[a].multiply(at_sites[b]).sum(axis=1)).ravel() > 0
    return both, together


def _cells_by_kind(reach: Reach, kind: NDArray[np.int64]) -> NDArray[np.bool_]:
    reaches = np.zeros((int(kind.max()) + 1, reach.cell_count), dtype=bool)
    reaches[kind[reach.place], reach.cell] = True
    return reaches


def _sites_by_cell(
    reach: Reach, of_kind: NDArray[np.bool_], pointer: NDArray[np.int64], site: NDArray[np.int64]
) -> Any:
    """Sites at which each cell reaches a kind, as a sparse matrix of booleans."""
    from scipy import sparse

    keep = of_kind[reach.place]
    sites = len(pointer) - 1
    shape = (reach.cell_count, sites)
    pairs = sparse.csr_matrix(
        (np.ones(int(keep.sum()), dtype=np.int32), (reach.cell[keep], reach.place[keep])), shape
    )
    members = sparse.csr_matrix((np.ones(len(site), dtype=np.int32), site, pointer), (sites, sites))
    return (pairs @ members).astype(bool)


def tabulate_trips(
    trip_kinds: NDArray[np.int32],
    *,
    people: NDArray[np.int64],
    gmina: NDArray[np.object_],
) -> pd.DataFrame:
    """Rows of ``one_trip`` about kinds: all together, then every gmina."""
    rows = []
    for code in ("", *sorted(set(gmina))):
        here = (gmina == code) | (code == "")
        sums = np.bincount(
            np.minimum(trip_kinds[here], LARGEST_COUNTED), weights=people[here], minlength=LARGEST_COUNTED + 1
        ).astype(np.int64)
        total = int(people[here].sum())
        mean = float((trip_kinds[here] * people[here]).sum() / total) if total else np.nan
        counted = {f"people_{n}": int(sums[n]) for n in range(LARGEST_COUNTED)}
        rows.append({
            "scope": "gmina", "gmina_teryt": code, "people": total, "kinds_mean": mean, **counted,
            "people_5_plus": int(sums[-1]), "share_one": float((sums[0] + sums[1]) / total) if total else np.nan,
        })  # fmt: skip
    return _typed(rows)


def tabulate_uncombined(
    both: NDArray[np.bool_],
    together: NDArray[np.bool_],
    *,
    named: Sequence[tuple[str, str, str]],
    people: NDArray[np.int64],
    gmina: NDArray[np.object_],
) -> pd.DataFrame:
    """Rows of ``one_trip`` about pairs of kinds that somebody cannot combine, most people first.

    Parameters
    ----------
    named
        Both codes and the target group of every pair.
    """
    rows = []
    apart = both & ~together
    order = sorted(range(len(named)), key=lambda row: (-int(people[apart[row]].sum()), named[row]))
    for row in order:
        for code in ("", *sorted(set(gmina))):
            here = (gmina == code) | (code == "")
            lost = int(people[here & apart[row]].sum())
            if lost:
                a, b, target = named[row]
                rows.append({
                    "scope": "pair", "gmina_teryt": code, "service_a": a, "service_b": b, "target": target,
                    "people": lost, "people_both": int(people[here & both[row]].sum()),
                })  # fmt: skip
    return _typed(rows)


def _typed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(TRIP_COLUMNS))
    counts = [c for c in TRIP_COLUMNS if c.startswith("people")]
    return table.astype(dict.fromkeys(counts, "Int64") | {"kinds_mean": float, "share_one": float})
