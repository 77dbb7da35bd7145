"""Possible overlaps: places of one service type for one group of people that the same people reach.

People *reach* a place when some mode that counts for the type brings them surely within its main threshold: wherever in
its disc a place stands that is known only roughly. Sharing people does not show that a place is not needed: two providers
may be a choice, and both may be full. So capacity, and who would find no room, stand beside the people.

``choices``, one row per type, group, mode and gmina
    ``service_type, target, mode`` (``all``: some mode; and the single mode that brings most people within),
    ``gmina_teryt`` ("": all), ``places, people, people_within, people_twice`` (reach two places or more),
    ``target_people, target_twice`` (Int64, missing where the population has no such group).
``spare_places``, one row per place of a type and group of which there are two or more
    ``service_type, target, service_id, provider, gmina_teryt, locality, mode`` (that brings most people within it),
    ``is_rough`` (known only roughly), ``people_reached, people_shared`` (reach another one too), ``people_nearest`` (it is
    their nearest by some mode; equally near ones all count), ``people_crossing`` (nobody else is within the threshold of
    theirs by any mode: they would be too far by all), ``people_unknown`` (likewise, but of some mode it could not be
    told), ``target_crossing``, ``capacity, capacity_unit, occupied, free`` (NaN where not known),
    ``people_without_room`` (have room now and would find the others full; missing where demand or capacity is not known).
``overlaps``, one row per pair of places that share at least so much of the smaller catchment
    ``service_type, target, service_a, service_b, provider_a, provider_b, gmina_a, gmina_b, locality_a, locality_b,
    people_shared, target_shared, share`` (of the people of the smaller catchment), ``free_a, free_b, is_same_provider,
    is_same_gmina``.

Counts of people are Int64. In ``spare_places`` and ``overlaps`` those of a single confidential cell are missing, and so is
what they would follow from in the same row: another part of the people reached, or the share of a pair. A target group is
missing where it is told of fewer than `MIN_IMPUTED` confidential cells, in ``choices`` also of what it leaves of the whole.
Totals of gminas are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.confidential import MIN_IMPUTED
from mapa_uslug.supply.reach import Reach, join_reach

CHOICE_COLUMNS: Final = (
    "service_type", "target", "mode", "gmina_teryt", "places", "people", "people_within", "people_twice", "target_people",
    "target_twice",
)  # fmt: skip
PLACE_COLUMNS: Final = (
    "service_type", "target", "service_id", "provider", "gmina_teryt", "locality", "mode", "is_rough", "people_reached",
    "people_shared", "people_nearest", "people_crossing", "people_unknown", "target_crossing", "capacity", "capacity_unit",
    "occupied", "free", "people_without_room",
)  # fmt: skip
PAIR_COLUMNS: Final = (
    "service_type", "target", "service_a", "service_b", "provider_a", "provider_b", "gmina_a", "gmina_b", "locality_a",
    "locality_b", "people_shared", "target_shared", "share", "free_a", "free_b", "is_same_provider", "is_same_gmina",
)  # fmt: skip


Columns = dict[str, NDArray[Any]]
"""Columns of a table, all of one length; counts of people are objects, None where they are not told."""


@dataclass(frozen=True, eq=False)
class Residents:
    """People of the cells, and what may be told of them.

    Attributes
    ----------
    people : int64, (cells,)
    target : int64, (cells,) or None
        Of the target group; None where the population has no such group.
    is_imputed : bool, (cells,)
        Cells whose figures the source kept confidential.
    gmina : object, (cells,)
        Six-digit codes.
    """

    people: NDArray[np.int64]
    target: NDArray[np.int64] | None
    is_imputed: NDArray[np.bool_]
    gmina: NDArray[np.object_]

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """1 for cells with people."""
        return (self.people > 0).astype(np.int64)

    @cached_property
    def imputed_members(self) -> NDArray[np.int64]:
        """1 for confidential cells with people."""
        return np.asarray(self.members * self.is_imputed, dtype=np.int64)

    @cached_property
    def _by_gmina(self) -> tuple[list[str], NDArray[np.int64]]:
        codes, row = np.unique(self.gmina.astype(str), return_inverse=True)
        return [str(code) for code in codes], row.astype(np.int64)

    @property
    def areas(self) -> list[str]:
        """Empty text for all together, then the codes of the gminas."""
        return ["", *self._by_gmina[0]]

    def sum_by_area(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """Sums over the cells of each of `areas`."""
        codes, row = self._by_gmina
        sums = np.bincount(row, weights=values, minlength=len(codes)).astype(np.int64)
        return np.concatenate([[sums.sum()], sums])


@dataclass(frozen=True, eq=False)
class Choice:
    """Places of one service type and target group, and who reaches them.

    Attributes
    ----------
    places : dict of arrays
        Columns of `LOCATED_SERVICES` of the group, and ``is_rough``.
    by_mode : dict of Reach
        Cells surely within the main threshold, by mode.
    nearest : Reach
        Cells to which each place is the nearest by some mode.
    """

    service_type: str
    target: str
    places: Columns
    by_mode: Mapping[str, Reach]
    nearest: Reach

    @cached_property
    def reach(self) -> Reach:
        """By some mode."""
        return join_reach(list(self.by_mode.values()))


def join_tables(parts: Sequence[Columns], columns: tuple[str, ...]) -> pd.DataFrame:
    """Columns of several types and groups as one table."""
    if not parts:
        return pd.DataFrame(columns=list(columns))
    table = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in columns})
    counts = [name for name in columns if name.split("_")[0] in ("people", "target") and name != "target"]
    return table.astype(dict.fromkeys(counts, "Int64"))


def main_mode(choice: Choice, people: NDArray[np.int64]) -> str:
    """The mode that brings most people within the threshold; the first of equals."""
    return max(choice.by_mode, key=lambda m: int(people[choice.by_mode[m].places_of_cell > 0].sum()))


def count_choices(choice: Choice, residents: Residents) -> Columns:
    """People who reach one place and two or more, by all modes together and by the main one: rows of ``choices``."""
    mode = main_mode(choice, residents.people)
    parts = [
        _count_choice(choice, residents, name, reach.places_of_cell)
        for name, reach in ((ALL_MODES, choice.reach), (mode, choice.by_mode[mode]))
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in CHOICE_COLUMNS}


def _count_choice(choice: Choice, residents: Residents, mode: str, reached: NDArray[np.int64]) -> Columns:
    people, target, total = residents.people, residents.target, residents.sum_by_area
    areas = residents.areas
    nothing = np.full(len(areas), None, dtype=object)
    is_twice = reached > 1
    hides_target = _hides_parts(total(residents.imputed_members * is_twice), total(residents.imputed_members))
    return {
        **_same({"service_type": choice.service_type, "target": choice.target, "mode": mode}, len(areas)),
        "gmina_teryt": np.array(areas, dtype=object),
        "places": np.full(len(areas), choice.nearest.place_count),
        "people": total(people),
        "people_within": total(people * (reached > 0)),
        "people_twice": total(people * is_twice),
        "target_people": nothing if target is None else total(target).astype(object),
        "target_twice": nothing if target is None else _silence(total(target * is_twice), hides_target),
    }


def _hides_parts(imputed: NDArray[np.int64], of_all: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Areas of whose target group a part is not told, since it, or what it leaves of the whole, is of few confidential cells.

    Parameters
    ----------
    imputed, of_all : int64, (areas,)
        Confidential cells of the part, and all of them; the first area is the sum of the others.
    """
    left = of_all - imputed
    hides = _are_few(imputed) | _are_few(left)
    # All together, less the gminas that are told, is the sum of those that are not.
    silent = hides[1:]
    hides[0] |= bool(_are_few(imputed[1:][silent].sum()) | _are_few(left[1:][silent].sum()))
    return hides


def _are_few(imputed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a figure could tell the age groups of a confidential cell, by the number of those that it holds."""
    return np.asarray((imputed > 0) & (imputed < MIN_IMPUTED))


def _same(values: Mapping[str, str], rows: int) -> Columns:
    """Columns that say the same in every row."""
    return {name: np.full(rows, value, dtype=object) for name, value in values.items()}


def list_places(
    choice: Choice,
    residents: Residents,
    *,
    cannot_tell: NDArray[np.bool_],
    without_room: NDArray[np.int64] | None,
) -> Columns:
    """Every place with its people, and what its closing would do: rows of ``spare_places``.

    Parameters
    ----------
    cannot_tell : bool, (cells,)
        Whether people of a cell that reaches one place only could not be told about, were that place closed.
    without_room : int64, (places,), or None
        People who would find the others full; None where demand or capacity is not known.
    """
    reach, places = choice.reach, choice.places
    count = reach.place_count
    alone = reach.where(~reach.is_shared)
    crossing, unknown = alone.where(~cannot_tell[alone.cell]), alone.where(cannot_tell[alone.cell])
    people_shared, people_crossing, people_unknown = _people_of_parts(
        [reach.where(reach.is_shared), crossing, unknown], residents
    )
    return {
        **_same({"service_type": choice.service_type, "target": choice.target}, count),
        **{c: places[c] for c in ("service_id", "provider", "gmina_teryt", "locality", "is_rough")},
        "mode": _mode_of_places(choice, residents.people),
        "people_reached": _people(reach, residents),
        "people_shared": people_shared,
        "people_nearest": _people(choice.nearest, residents),
        "people_crossing": people_crossing,
        "people_unknown": people_unknown,
        "target_crossing": _target(crossing, residents),
        **{c: places[c] for c in ("capacity", "capacity_unit", "occupied")},
        "free": _free(places),
        "people_without_room": np.full(count, None) if without_room is None else without_room.astype(object),
    }


def _mode_of_places(choice: Choice, people: NDArray[np.int64]) -> NDArray[np.object_]:
    modes = np.array(list(choice.by_mode), dtype=object)
    sums = np.stack([reach.sum_by_place(people) for reach in choice.by_mode.values()])
    return np.where(sums.max(axis=0) > 0, modes[sums.argmax(axis=0)], "")


def _silence(values: NDArray[Any], is_silent: NDArray[np.bool_]) -> NDArray[np.object_]:
    told = values.astype(object)
    told[is_silent] = None
    return told


def _people(reach: Reach, residents: Residents) -> NDArray[np.object_]:
    """People by place, None where they are those of a single confidential cell."""
    return _silence(reach.sum_by_place(residents.people), _is_one_confidential(reach, residents))


def _people_of_parts(parts: Sequence[Reach], residents: Residents) -> list[NDArray[np.object_]]:
    """`_people` of the parts that the people reached fall into; where one is not told, another one is not told either.

    That other one, the largest, would tell it: what is reached less what is told.
    """
    people = np.stack([part.sum_by_place(residents.people) for part in parts])
    is_silent = np.stack([_is_one_confidential(part, residents) for part in parts])
    place = np.arange(people.shape[1])
    largest = np.where(is_silent, 0, people).argmax(axis=0)
    is_silent[largest, place] |= (is_silent.sum(axis=0) == 1) & (people[largest, place] > 0)
    return [_silence(values, silent) for values, silent in zip(people, is_silent, strict=True)]


def _is_one_confidential(reach: Reach, residents: Residents) -> NDArray[np.bool_]:
    """Places whose people are those of one confidential cell."""
    members, imputed = (
        reach.sum_by_place(values) for values in (residents.members, residents.imputed_members)
    )
    return np.asarray((members == 1) & (imputed == 1))


def _target(reach: Reach, residents: Residents) -> NDArray[np.object_]:
    """Target group by place, None where a confidential cell's age group could be derived."""
    if residents.target is None:
        return np.full(reach.place_count, None, dtype=object)
    imputed = reach.sum_by_place(residents.imputed_members)
    return _silence(reach.sum_by_place(residents.target), _are_few(imputed))


def _free(places: Columns) -> NDArray[np.float64]:
    """Free places: less than none is none."""
    left = places["capacity"].astype(np.float64) - places["occupied"].astype(np.float64)
    return np.where(np.isnan(left), np.nan, np.maximum(left, 0.0))


def list_pairs(choice: Choice, residents: Residents, *, overlap_share: float) -> Columns:
    """Pairs of places that share at least `overlap_share` of the people of the smaller catchment, most people first:
    rows of ``overlaps``.
    """
    reach, places = choice.reach, choice.places
    one, other, people, share = _find_pairs(reach, residents.people, overlap_share)
    free = _free(places)
    members, imputed = (
        _at(reach, values, one, other) for values in (residents.members, residents.imputed_members)
    )
    target = np.full(len(one), None, dtype=object)
    if residents.target is not None:
        told = _at(reach, residents.target, one, other)
        target = _silence(told, _are_few(imputed))
    # The share of the smaller catchment would tell the people.
    is_silent = (members == 1) & (imputed == 1)
    named = {"service": "service_id", "provider": "provider", "gmina": "gmina_teryt", "locality": "locality"}
    return {
        **_same({"service_type": choice.service_type, "target": choice.target}, len(one)),
        **{f"{name}_a": places[column][one] for name, column in named.items()},
        **{f"{name}_b": places[column][other] for name, column in named.items()},
        "people_shared": _silence(people, is_silent),
        "target_shared": target,
        "share": np.where(is_silent, np.nan, share),
        "free_a": free[one],
        "free_b": free[other],
        "is_same_provider": places["provider"][one] == places["provider"][other],
        "is_same_gmina": places["gmina_teryt"][one] == places["gmina_teryt"][other],
    }


def _find_pairs(
    reach: Reach, people: NDArray[np.int64], least_share: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Both places of each pair, the people shared, and their share of the smaller catchment."""
    shared = reach.sum_by_pair(people).tocoo()
    above = (shared.row < shared.col) & (shared.data > 0)
    one, other = shared.row[above].astype(np.int64), shared.col[above].astype(np.int64)
    both, own = shared.data[above].astype(np.int64), reach.sum_by_place(people)
    share = both / np.minimum(own[one], own[other])
    order = np.lexsort((other, one, -both))
    rows = order[share[order] >= least_share]
    return one[rows], other[rows], both[rows], share[rows]


def _at(
    reach: Reach, values: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Sums over the cells that both of some pairs of places are reached from."""
    if not (len(one) and values.any()):
        return np.zeros(len(one), dtype=np.int64)
    return np.asarray(reach.sum_by_pair(values)[one, other]).ravel().astype(np.int64)
