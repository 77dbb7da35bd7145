"""What one trip reaches: kinds of service whose places stand together.

A *site* is a place with all places that stand within `one_trip_m` of it. Each place is the middle of a site of its own and
may belong to others': joining neighbours of neighbours would make one site of a whole street of shops, whose ends nobody
walks between. So no two places of a site are farther apart than twice `one_trip_m`. A place known only roughly belongs to
a site only where it is near wherever in its disc it stands.

A trip has one mode. It *reaches a kind* of service when a place of it at the site is surely within the main threshold by
that mode. ``trip_kinds`` is the number of kinds of the best trip from a cell. Services that come to people, and those
without a place, are no part of it.

``one_trip``, rows of two sorts by ``scope``
    ``gmina``: ``gmina_teryt`` ("": all), ``people``, ``people_0, people_1, people_2, people_3, people_4, people_5_plus`` (by
    the kinds of their best trip), ``people_unknown`` (nothing can be told of any kind), and of the others ``kinds_mean`` (by
    people) and ``share_one`` (have one kind at most); NaN without people.
    ``pair``: two kinds for one target group (``service_a, service_b, target``) that ``people`` reach both by one mode
    within their thresholds, but never by one trip; ``people_both`` reach both at all so. `gmina_teryt` as above.
    Columns of the other sort are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.supply.overlaps import Residents
from mapa_uslug.supply.reach import Reach

Row = dict[str, Any]
LARGEST_COUNTED: Final = 5
TRIP_COLUMNS: Final = (
    "scope", "gmina_teryt", "service_a", "service_b", "target", "people", "people_both", "kinds_mean",
    *(f"people_{n}" for n in range(LARGEST_COUNTED)), "people_5_plus", "people_unknown", "share_one",
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


@dataclass(frozen=True, eq=False)
class Trips:
    """What one trip from each cell reaches.

    Attributes
    ----------
    kinds : int32, (cells,)
        Kinds of service of the best trip.
    both : bool, (pairs, cells)
        Cells that reach both of two kinds by one mode.
    together : bool, (pairs, cells)
        Those of them that one trip brings to both.
    """

    kinds: NDArray[np.int32]
    both: NDArray[np.bool_]
    together: NDArray[np.bool_]


def find_trips(
    by_mode: Mapping[str, Reach],
    kind: NDArray[np.int64],
    sites: tuple[NDArray[np.int64], NDArray[np.int64]],
    pairs: Sequence[tuple[int, int]],
) -> Trips:
    """Go through every site that each cell reaches something at.

    Parameters
    ----------
    by_mode
        Cells surely within the main threshold of places of every kind, by mode.
    kind : int64, (places,)
        0, 1, 2 ...
    sites
        Of `find_sites`.
    pairs
        Pairs of kinds asked about.
    """
    cells, kinds = next(iter(by_mode.values())).cell_count, int(kind.max(initial=-1)) + 1
    pair_row = np.full((kinds, kinds), -1, dtype=np.int64)
    for row, (a, b) in enumerate(pairs):
        pair_row[a, b] = pair_row[b, a] = row
    best = np.zeros(cells, dtype=np.int32)
    both, together = (np.zeros((len(pairs), cells), dtype=np.bool_) for _ in range(2))
    for reach in by_mode.values():
        _visit(reach.cell, reach.place, kind, *sites, pair_row, best, both, together)
    return Trips(best, both, together)


@kernel
def _visit(
    cell: NDArray[np.int64],
    place: NDArray[np.int64],
    kind: NDArray[np.int64],
    pointer: NDArray[np.int64],
    site: NDArray[np.int64],
    pair_row: NDArray[np.int64],
    best: NDArray[np.int32],
    both: NDArray[np.bool_],
    together: NDArray[np.bool_],
) -> None:
    kinds, sites = pair_row.shape[0], pointer.size - 1
    # The cell that a kind, a site, and a kind at a site was last met from: nothing is cleared between cells.
    met_kind = np.full(kinds, -1, dtype=np.int64)
    met_site = np.full(sites, -1, dtype=np.int64)
    met = np.full((sites, kinds), -1, dtype=np.int64)
    count = np.zeros(sites, dtype=np.int32)
    for i in range(cell.size):
        c, k = cell[i], kind[place[i]]
        if met_kind[k] != c:
            met_kind[k] = c
            for other in range(kinds):
                if met_kind[other] == c and pair_row[k, other] >= 0:
                    both[pair_row[k, other], c] = True
        for j in range(pointer[place[i]], pointer[place[i] + 1]):
            s = site[j]
            if met_site[s] != c:
                met_site[s] = c
                count[s] = 0
            if met[s, k] != c:
                met[s, k] = c
                count[s] += 1
                best[c] = max(best[c], count[s])
                for other in range(kinds):
                    if met[s, other] == c and pair_row[k, other] >= 0:
                        together[pair_row[k, other], c] = True


def tabulate_trips(
    kinds: NDArray[np.int32], residents: Residents, is_unknown: NDArray[np.bool_] | None = None
) -> list[Row]:
    """Rows of ``one_trip`` about kinds: all together, then every gmina.

    Parameters
    ----------
    is_unknown : bool, (cells,)
        Cells of whose people nothing can be told of any kind; None for no cell.
    """
    total = residents.sum_by_area
    people = residents.people if is_unknown is None else residents.people * ~is_unknown
    sums = {f"people_{n}": total(people * (kinds == n)) for n in range(LARGEST_COUNTED)}
    sums["people_5_plus"] = total(people * (kinds >= LARGEST_COUNTED))
    everybody, weighed, all_people = total(people), total(people * kinds), total(residents.people)
    return [
        {
            "scope": "gmina",
            "gmina_teryt": code,
            "people": int(all_people[row]),
            "people_unknown": int(all_people[row] - everybody[row]),
            "kinds_mean": _part(weighed[row], everybody[row]),
            **{name: int(values[row]) for name, values in sums.items()},
            "share_one": _part(sums["people_0"][row] + sums["people_1"][row], everybody[row]),
        }
        for row, code in enumerate(residents.areas)
    ]


def _part(some: int, everybody: int) -> float:
    return float(some / everybody) if everybody else np.nan


def tabulate_uncombined(
    trips: Trips, named: Sequence[tuple[str, str, str]], residents: Residents
) -> list[Row]:
    """Rows of ``one_trip`` about pairs of kinds that somebody cannot combine, most people first.

    Parameters
    ----------
    named
        Both codes and the target group of every pair.
    """
    people, apart = residents.people, trips.both & ~trips.together
    lost = {
        row: residents.sum_by_area(people * apart[row]) for row in map(int, np.flatnonzero(apart.any(axis=1)))
    }
    rows: list[Row] = []
    for row in sorted(lost, key=lambda r: (-int(lost[r][0]), named[r])):
        with_both = residents.sum_by_area(people * trips.both[row])
        one, other, target = named[row]
        rows += [
            {"scope": "pair", "gmina_teryt": code, "service_a": one, "service_b": other, "target": target,
             "people": int(lost[row][at]), "people_both": int(with_both[at])}
            for at, code in enumerate(residents.areas) if lost[row][at]
        ]  # fmt: skip
    return rows


def join_trips(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as the table ``one_trip``."""
    table = pd.DataFrame(list(rows), columns=list(TRIP_COLUMNS))
    counts = [c for c in TRIP_COLUMNS if c.startswith("people")]
    return table.astype(dict.fromkeys(counts, "Int64") | {"kinds_mean": float, "share_one": float})
