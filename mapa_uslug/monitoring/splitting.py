"""A change in people by state, split into what brought it about: people for people, so that the parts add up.

Shift accounting per cell, after Dunn (1960) and Kitagawa (1955): first the cell's people change at the states that they were in, then
those who are left go from state to state, all of a cell for one reason, found by rules in a fixed order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.changes import PARTS
from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, TOO_FAR
from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.monitoring.ways import Modes, Side, Ways, align, join_modes, list_cells, scale_states

COLUMNS: Final = ("unit", "service_type", "state", "old", "new", "change", *PARTS)
_PLACE_REASONS: Final = ("uncertain_place", "unplaced_service")
_NO_WAY: Final = ("no_road", "not_connected", "outside_data")
_TRANSIT: Final = "transit"
_SHARED_CELLS: Final = 0.5
_NUMBER: Final = {part: i for i, part in enumerate(PARTS)}


@dataclass(frozen=True)
class Evidence:
    """What is known of two snapshots besides their cells.

    Attributes
    ----------
    possible : frozenset of str
        Families that may have changed at all: by files, settings and records.
    altered : dict
        Service type -> ids (old and new) of services that opened, closed, moved or changed what they hold or whom they serve.
    corrected : frozenset of str
        Ids of services of which only more or less is known.
    same : dict
        Old id -> new id of services that both have.
    is_broad : bool
        A setting changed of which no rule tells whom it moves.
    has_rates : bool
        Demand rates may have changed.
    has_ground : bool
        What is known of roads, courses or the edge of the data may have changed.
    has_versions : bool
        Another version of the product or its libraries.
    """

    possible: frozenset[str] = frozenset()
    altered: dict[str, frozenset[str]] | None = None
    corrected: frozenset[str] = frozenset()
    same: dict[str, str] | None = None
    is_broad: bool = False
    has_rates: bool = False
    has_ground: bool = False
    has_versions: bool = False


def find_obstacle(old: Snapshot, new: Snapshot) -> str:
    """Why cells cannot be compared: ``cell_m``, ``grid`` (most people live in cells that the other does not have); "" they can."""
    if old.cell_m != new.cell_m:
        return "cell_m"
    people = [_count_cells(s) for s in (old, new)]
    shared = people[0].index.intersection(people[1].index)
    if any(p.sum() and p[shared].sum() < _SHARED_CELLS * p.sum() for p in people):
        return "grid"
    return ""


def _count_cells(snapshot: Snapshot) -> pd.Series:
    cells = snapshot.states.drop_duplicates("cell_id").set_index("cell_id")
    return cells[list(STATES)].sum(axis=1)


def split_people(
    old: Snapshot, new: Snapshot, units: Sequence[str], unit_of: Callable[[int, str], str], evidence: Evidence, *, obstacle: str = ""
) -> pd.DataFrame:  # fmt: skip
    """Split the change in people of every unit, service type and state (all modes together, main threshold).

    Parameters
    ----------
    units
        Those that both snapshots have; people elsewhere are left out.
    unit_of
        (0 old | 1 new, code) -> unit of the gmina.
    obstacle
        See `find_obstacle`: where there is one, the whole change is ``not_separable``.

    Returns
    -------
    DataFrame
        `COLUMNS`; a row for every unit (and "" all together), type that both have, and state.
    """
    cells = list_cells(old, new)
    rank = {unit: i for i, unit in enumerate(units)}
    rows = np.array([_rank_cell(a, b, rank, unit_of) for a, b in zip(cells["old_code"], cells["new_code"], strict=True)],
                    dtype=np.int64)  # fmt: skip
    cells, rows = cells[rows >= 0], rows[rows >= 0]
    sides = align(old, cells["cell_id"]), align(new, cells["cell_id"])
    types = sorted(sides[0].types.keys() & sides[1].types.keys())
    rivals = _has_people_changed(sides, types)
    tables = []
    for service_type in types:
        modes = sides[0].types[service_type], sides[1].types[service_type]
        before, after = join_modes(modes[0]), join_modes(modes[1])
        if obstacle:
            parts = np.zeros((len(cells), len(PARTS), len(STATES)), dtype=np.int64)
            parts[:, _NUMBER["not_separable"]] = after - before
        else:
            parts = _split_type(service_type, modes, before, after, evidence, has_rivals=rivals)
        tables.append(_sum_units(service_type, units, rows, before, after, parts))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))


def _rank_cell(
    old_code: object, new_code: object, rank: dict[str, int], unit_of: Callable[[int, str], str]
) -> int:
    """Number of a cell's unit, by the newer gmina where it has one; -1 elsewhere."""
    side, code = (1, new_code) if isinstance(new_code, str) else (0, old_code)
    return rank.get(unit_of(side, str(code)), -1)


def _has_people_changed(sides: tuple[Side, Side], types: Sequence[str]) -> bool:
    if not types:
        return False
    before, after = (join_modes(side.types[types[0]]).sum(axis=1) for side in sides)
    return bool((before != after).any())


def _sum_units(
    service_type: str, units: Sequence[str], rows: NDArray[np.int64], before: NDArray[np.int64], after: NDArray[np.int64],
    parts: NDArray[np.int64],
) -> pd.DataFrame:  # fmt: skip
    figures = np.concatenate([before[:, None], after[:, None], (after - before)[:, None], parts], axis=1)
    sums = np.zeros((len(units) + 1, *figures.shape[1:]), dtype=np.int64)
    np.add.at(sums, rows + 1, figures)
    sums[0] = figures.sum(axis=0)
    table = pd.DataFrame(sums.transpose(0, 2, 1).reshape(-1, figures.shape[1]), columns=list(COLUMNS[3:]))
    table.insert(0, "unit", np.repeat(["", *units], len(STATES)))
    table.insert(1, "service_type", service_type)
    table.insert(2, "state", list(STATES) * (len(units) + 1))
    return table


def _split_type(
    service_type: str, modes: tuple[Modes, Modes], before: NDArray[np.int64], after: NDArray[np.int64], evidence: Evidence, *,
    has_rivals: bool,
) -> NDArray[np.int64]:  # fmt: skip
    """Parts of the change of every cell, (cells, parts, 4)."""
    parts = np.zeros((len(before), len(PARTS), len(STATES)), dtype=np.int64)
    everybody = after.sum(axis=1)
    kept = np.where((before.sum(axis=1) == 0)[:, None], after, scale_states(before, everybody))
    rest = after - kept
    leading = _find_leading(service_type, modes, rest, evidence, has_rivals=has_rivals)
    parts[np.arange(len(before)), leading] = rest
    parts[:, _NUMBER["population"]] += kept - before
    return parts


def _find_leading(
    service_type: str,
    modes: tuple[Modes, Modes],
    rest: NDArray[np.int64],
    evidence: Evidence,
    *,
    has_rivals: bool,
) -> NDArray[np.int64]:
    """Number of the part that the rest of each cell goes to: that of the first rule that fits, of what can have changed."""
    nobody = np.zeros(len(rest), dtype=bool)
    causes = evidence.possible - {"population"}
    stays_put = (rest[:, TOO_FAR] == 0) & (rest[:, CANNOT_TELL] == 0)
    has_room = stays_put & (rest[:, FULL] != 0)
    altered = (evidence.altered or {}).get(service_type, frozenset())
    differs = _differing_modes(modes, evidence)
    by_transit = differs.pop(_TRANSIT, nobody)
    by_roads = np.any([nobody, *differs.values()], axis=0)
    by_new_mode = "timetable" if _only_transit_mode(modes) and "timetable" in causes else "method"
    rules: list[tuple[NDArray[np.bool_] | bool, str]] = [
        (_crosses_thresholds(modes), "method"),
        (_explained_by_modes(modes, rest), by_new_mode),
        (evidence.is_broad, "method" if causes == {"method"} else "not_separable"),
        (_known_otherwise(modes, rest, evidence), "data"),
        (_served_otherwise(modes, altered, evidence) | (has_room & bool(altered)), "services"),
        (by_transit & ~by_roads, "timetable"),
        (by_transit | by_roads, "roads"),
        (has_room & evidence.has_rates, "method"),
        (stays_put & has_rivals, "population"),
    ]
    allowed = causes | {"population", "not_separable"}
    fitting = [nobody | (rule & (part in allowed)) for rule, part in rules]
    numbers = [_NUMBER[part] for _, part in rules]
    last = _fall_back(causes, evidence, has_rivals=has_rivals)
    return np.select(fitting, numbers, default=_NUMBER[last]).astype(np.int64)


def _fall_back(causes: frozenset[str], evidence: Evidence, *, has_rivals: bool) -> str:
    """Where no rule fits: the only thing that can have changed, more or less being known about it apart."""
    alone = causes - {"data"} or causes
    if len(alone) == 1:
        return next(iter(alone))
    if alone:
        return "not_separable"
    return "population" if has_rivals else "method" if evidence.has_versions else "not_separable"


def _shared(modes: tuple[Modes, Modes]) -> list[str]:
    return sorted(modes[0].keys() & modes[1].keys())


def _only_transit_mode(modes: tuple[Modes, Modes]) -> bool:
    return modes[0].keys() ^ modes[1].keys() == {_TRANSIT}


def _crosses_thresholds(modes: tuple[Modes, Modes]) -> NDArray[np.bool_] | bool:
    """Cells that the new thresholds alone would put on the other side, by the ways that they had."""
    shared = _shared(modes)
    if not shared or all(modes[0][m].threshold == modes[1][m].threshold for m in shared):
        return False
    was, would = [], []
    for mode in shared:
        old, new = modes[0][mode], modes[1][mode]
        was.append(old.is_within)
        would.append(old.cost <= new.threshold if old.threshold != new.threshold else old.is_within)
    return np.asarray(np.any(was, axis=0) != np.any(would, axis=0))


def _explained_by_modes(modes: tuple[Modes, Modes], rest: NDArray[np.int64]) -> NDArray[np.bool_] | bool:
    """Cells in which nothing changes by the modes that both snapshots measure."""
    shared = _shared(modes)
    if modes[0].keys() == modes[1].keys() or not shared:
        return not shared
    before, after = (join_modes({m: side[m] for m in shared}) for side in modes)
    kept = np.where((before.sum(axis=1) == 0)[:, None], after, scale_states(before, after.sum(axis=1)))
    return np.asarray(((after - kept) == 0).all(axis=1) & (rest != 0).any(axis=1))


def _differing_modes(modes: tuple[Modes, Modes], evidence: Evidence) -> dict[str, NDArray[np.bool_]]:
    """By mode: cells whose way or nearest place differs."""
    same = evidence.same or {}
    found = {}
    for mode in _shared(modes):
        old, new = modes[0][mode], modes[1][mode]
        nearest = np.array([same.get(i, i) for i in old.nearest], dtype=object)
        found[mode] = _has_other_cost(old, new) | (nearest != new.nearest) | (old.reason != new.reason)
    return found


def _has_other_cost(old: Ways, new: Ways) -> NDArray[np.bool_]:
    return np.asarray(~((old.cost == new.cost) | (np.isnan(old.cost) & np.isnan(new.cost))))


def _known_otherwise(
    modes: tuple[Modes, Modes], rest: NDArray[np.int64], evidence: Evidence
) -> NDArray[np.bool_]:
    """Cells that began or ceased to be unknown for want of data, or whose place is known better or worse."""
    begins, corrected = np.zeros(len(rest), dtype=bool), np.zeros(len(rest), dtype=bool)
    for mode in _shared(modes):
        old, new = modes[0][mode], modes[1][mode]
        turned = old.is_unknown != new.is_unknown
        reason = np.where(old.is_unknown, old.reason, new.reason)
        is_want = np.isin(reason, _PLACE_REASONS) | evidence.has_ground
        begins |= turned & is_want & ~_lay_hidden(old, new, reason)
        is_other = _has_other_cost(old, new) | (old.nearest != new.nearest) | turned
        corrected |= is_other & (_among(old.nearest, evidence.corrected) | _among(new.nearest, evidence.corrected))  # fmt: skip
    return np.asarray((begins & (rest[:, CANNOT_TELL] != 0)) | corrected)


def _lay_hidden(old: Ways, new: Ways, reason: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Cells that were not known beyond their place all along, which shows only when that place is too far or gone."""
    goes = old.is_within & ~(new.cost <= new.threshold)
    comes = new.is_within & ~(old.cost <= old.threshold)
    return np.asarray((goes | comes) & ~np.isin(reason, _NO_WAY))


def _served_otherwise(
    modes: tuple[Modes, Modes], altered: frozenset[str], evidence: Evidence
) -> NDArray[np.bool_]:
    """Cells that have another nearest place, or another way to it, since a service changed."""
    same = evidence.same or {}
    found = [np.zeros(len(ways.cost), dtype=bool) for ways in list(modes[1].values())[:1]]
    for mode in _shared(modes):
        old, new = modes[0][mode], modes[1][mode]
        nearest = np.array([same.get(i, i) for i in old.nearest], dtype=object)
        is_other = (nearest != new.nearest) | _has_other_cost(old, new) | (old.is_within != new.is_within)
        found.append(is_other & (_among(old.nearest, altered) | _among(new.nearest, altered)))
    return np.asarray(np.any(found, axis=0))


def _among(ids: NDArray[np.object_], chosen: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([i in chosen for i in ids], dtype=bool)
