"""Gminas that were renamed, merged, divided or given another code between snapshots, and units that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.snapshots import Snapshot

COLUMNS: Final = ("step", "old_code", "new_code", "old_name", "new_name", "change", "unit")
SAME_GROUND: Final = 0.95
"""Share of its ground from which a gmina is taken to lie in another: borders of two years are never drawn exactly alike."""
_Node = tuple[int, str]


@dataclass(frozen=True, eq=False)
class Units:
    """What can be compared over all snapshots.

    Attributes
    ----------
    of : tuple of dict
        For each snapshot: code of a gmina of its area -> unit.
    names : dict
        Unit -> names of its gminas in the newest snapshot that has it.
    changes : DataFrame
        `Changes.gminas`.
    """

    of: tuple[dict[str, str], ...]
    names: dict[str, str]
    changes: pd.DataFrame

    def shared(self, first: int, second: int) -> list[str]:
        """Units that two snapshots (from 0) both have."""
        return sorted({*self.of[first].values()} & {*self.of[second].values()})


def match_gminas(snapshots: Sequence[Snapshot]) -> Units:
    """Find out which gminas of the snapshots are the same ground.

    Gminas of one code are one. Where a code is new or gone, whichever gmina holds at least `SAME_GROUND` of the other is its
    successor. Where populated cells went from one gmina to another, the border moved. Everything so linked is one unit.
    """
    areas = [s.gminas[s.gminas["is_area"]].reset_index(drop=True) for s in snapshots]
    links = {
        step: _link(areas[step - 1], areas[step], snapshots[step - 1], snapshots[step])
        for step in range(1, len(areas))
    }
    groups = _join_linked(areas, links)
    unit_of, names = _name_units(groups, areas)
    maps = tuple({code: unit_of[i, code] for code in areas[i]["gmina_teryt"]} for i in range(len(areas)))
    rows = [
        row
        for step in range(1, len(areas))
        for row in _tell(step, areas[step - 1], areas[step], links[step], unit_of)
    ]
    return Units(maps, names, pd.DataFrame(rows, columns=list(COLUMNS), dtype=object))


def _link(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, before: Snapshot, after: Snapshot
) -> dict[tuple[str, str], str]:
    """Pairs of an old and a new code that share ground, and why: ``code``, ``ground`` or ``cells``."""
    links = {(c, c): "code" for c in set(old["gmina_teryt"]) & set(new["gmina_teryt"])}
    shared, of_old, of_new = _overlaps(old, new)
    codes_old, codes_new = old["gmina_teryt"].tolist(), new["gmina_teryt"].tolist()
    for i, j in zip(*np.nonzero(shared > 0), strict=True):
        pair = codes_old[i], codes_new[j]
        goes_on = pair[0] not in codes_new and of_old[i, j] >= SAME_GROUND
        is_made_of = pair[1] not in codes_old and of_new[i, j] >= SAME_GROUND
        if goes_on or is_made_of:
            links[pair] = "ground"
    for pair in _moved_cells(before, after):
        if pair[0] in codes_old and pair[1] in codes_new:
            links.setdefault(pair, "cells")
    return links


def _overlaps(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Ground that old and new gminas share, and as a share of the old and of the new one; (old, new)."""
    ours = shapely.make_valid(old.to_crs(new.crs).geometry.to_numpy())
    theirs = shapely.make_valid(new.geometry.to_numpy())
    shared = shapely.area(shapely.intersection(ours[:, None], theirs[None, :]))
    return shared, shared / shapely.area(ours)[:, None], shared / shapely.area(theirs)[None, :]


def _moved_cells(before: Snapshot, after: Snapshot) -> set[tuple[str, str]]:
    """Codes of populated cells that went from one gmina to another."""
    if before.cell_m != after.cell_m:
        return set()
    first, second = (
        s.states.drop_duplicates("cell_id").set_index("cell_id")["gmina_teryt"] for s in (before, after)
    )
    both = pd.concat([first, second], axis="columns", keys=["old", "new"], join="inner")
    moved = both[both["old"] != both["new"]]
    return set(zip(moved["old"], moved["new"], strict=True))


def _join_linked(
    areas: Sequence[gpd.GeoDataFrame], links: dict[int, dict[tuple[str, str], str]]
) -> list[list[_Node]]:
    parent: dict[_Node, _Node] = {
        (i, code): (i, code) for i, area in enumerate(areas) for code in area["gmina_teryt"]
    }

    def root(node: _Node) -> _Node:
        while parent[node] != node:
            node = parent[node]
        return node

    for step, pairs in links.items():
        for old, new in pairs:
            first, second = sorted((root((step - 1, old)), root((step, new))))
            parent[second] = first
    groups: dict[_Node, list[_Node]] = {}
    for node in parent:
        groups.setdefault(root(node), []).append(node)
    return list(groups.values())


def _name_units(
    groups: Sequence[list[_Node]], areas: Sequence[gpd.GeoDataFrame]
) -> tuple[dict[_Node, str], dict[str, str]]:
    """Unit of every gmina of every snapshot: the codes that it has in the last snapshot where it is there; and its name."""
    unit_of: dict[_Node, str] = {}
    names: dict[str, str] = {}
    for group in groups:
        last = max(i for i, _ in group)
        codes = sorted(code for i, code in group if i == last)
        unit = "|".join(codes)
        known = dict(zip(areas[last]["gmina_teryt"], areas[last]["gmina"].astype(str), strict=True))
        names[unit] = " + ".join(known[code] for code in codes)
        unit_of |= dict.fromkeys(group, unit)
    return unit_of, names


def _tell(
    step: int, old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, links: dict[tuple[str, str], str], unit_of: dict[_Node, str]
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    """What happened to gminas from one snapshot to the next, as rows of `Changes.gminas`."""
    before, after = old.set_index("gmina_teryt"), new.set_index("gmina_teryt")
    ahead = {o: sorted(n for x, n in links if x == o) for o, _ in links}
    back = {n: sorted(o for o, x in links if x == n) for _, n in links}
    ious = _shared_of_both(before, after)
    number = step + 1
    for pair, why in sorted(links.items()):
        o, n = pair
        names = str(before.at[o, "gmina"]), str(after.at[n, "gmina"])
        for change in _name_changes(
            pair, why, len(back[n]), len(ahead[o]), ious, names,
            str(before.at[o, "gmina_kod"]), str(after.at[n, "gmina_kod"]),
        ):  # fmt: skip
            yield number, o, n, *names, change, unit_of[step, n]
    for o in sorted(set(before.index) - set(ahead)):
        yield number, o, "", str(before.at[o, "gmina"]), "", "removed", unit_of[step - 1, o]
    for n in sorted(set(after.index) - set(back)):
        yield number, "", n, "", str(after.at[n, "gmina"]), "added", unit_of[step, n]


def _name_changes(
    pair: tuple[str, str], why: str, sources: int, heirs: int, ious: dict[str, float], names: tuple[str, str], old_kind: str,
    new_kind: str,
) -> Iterator[str]:  # fmt: skip
    """Kinds of change that one pair of an old and a new code tells of."""
    is_same = pair[0] == pair[1]
    if why == "cells" or (is_same and sources == heirs == 1 and ious[pair[0]] < SAME_GROUND):
        yield "border_moved"
    elif sources > 1 and why == "ground":
        yield "merged"
    elif heirs > 1 and why == "ground":
        yield "split"
    elif not is_same:
        yield "new_code"
    if is_same and names[0] != names[1]:
        yield "renamed"
    if is_same and len(old_kind) == len(new_kind) == 7 and old_kind[6] != new_kind[6]:
        yield "new_kind"


def _shared_of_both(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> dict[str, float]:
    """Ground that a gmina had and has, as a share of all that it had or has, by code."""
    codes = sorted(set(before.index) & set(after.index))
    ours = shapely.make_valid(before.loc[codes].to_crs(after.crs).geometry.to_numpy())
    theirs = shapely.make_valid(after.loc[codes].geometry.to_numpy())
    both = shapely.area(shapely.intersection(ours, theirs)) / shapely.area(shapely.union(ours, theirs))
    return dict(zip(codes, both.tolist(), strict=True))
