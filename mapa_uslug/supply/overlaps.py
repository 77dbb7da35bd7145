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

Counts of people are Int64; one that would tell the people of a single confidential cell is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.confidential import MIN_IMPUTED
from mapa_uslug.supply.reach import Reach, find_sole_places, join_reach

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


@dataclass(frozen=True, eq=False)
class Choice:
    """Places of one service type and target group, and who reaches them.

    Attributes
    ----------
    places : DataFrame
        `LOCATED_SERVICES` of the group, with ``is_rough``.
    by_mode : dict of Reach
        Cells surely within the main threshold, by mode.
    nearest : Reach
        Cells to which each place is the nearest by some mode.
    """

    service_type: str
    target: str
    places: pd.DataFrame
    by_mode: Mapping[str, Reach]
    nearest: Reach

    @property
    def reach(self) -> Reach:
        """By some mode."""
        return join_reach(list(self.by_mode.values()))


def main_mode(choice: Choice, people: NDArray[np.int64]) -> str:
    """The mode that brings most people within the threshold; the first of equals."""
    return max(choice.by_mode, key=lambda m: int(people[choice.by_mode[m].places_of_cell > 0].sum()))


def count_choices(choice: Choice, residents: Residents) -> pd.DataFrame:
    """People who reach one place and two or more, by all modes together and by the main one."""
    mode = main_mode(choice, residents.people)
    gminas = sorted(set(residents.gmina))
    rows = [
        _count_choice(choice, residents, name, reach.places_of_cell, gmina)
        for name, reach in ((ALL_MODES, choice.reach), (mode, choice.by_mode[mode]))
        for gmina in ("", *gminas)
    ]
    return pd.DataFrame(rows, columns=list(CHOICE_COLUMNS)).astype(
        {"target_people": "Int64", "target_twice": "Int64"}
    )


def _count_choice(
    choice: Choice, residents: Residents, mode: str, reached: NDArray[np.int64], gmina: str
) -> dict[str, Any]:
    here = (residents.gmina == gmina) | (gmina == "")
    people, target = residents.people, residents.target
    return {
        "service_type": choice.service_type, "target": choice.target, "mode": mode, "gmina_teryt": gmina,
        "places": len(choice.places), "people": int(people[here].sum()),
        "people_within": int(people[here & (reached > 0)].sum()),
        "people_twice": int(people[here & (reached > 1)].sum()),
        "target_people": pd.NA if target is None else int(target[here].sum()),
        "target_twice": pd.NA if target is None else int(target[here & (reached > 1)].sum()),
    }  # fmt: skip


def list_places(
    choice: Choice,
    residents: Residents,
    *,
    cannot_tell: NDArray[np.bool_],
    without_room: pd.Series | None,
) -> pd.DataFrame:
    """Every place with its people, and what its closing would do.

    Parameters
    ----------
    cannot_tell : bool, (cells,)
        Whether people of a cell that reaches one place only could not be told about, were that place closed.
    without_room : Series or None
        Int64, one per place: people who would find the others full; None where demand or capacity is not known.
    """
    reach, places = choice.reach, choice.places
    alone = reach.where(~reach.is_shared)
    crossing, unknown = (
        alone.where(~cannot_tell[alone.cell]),
        alone.where(cannot_tell[alone.cell]),
    )
    people_crossing, people_unknown = _people(crossing, residents), _people(unknown, residents)
    # What is left of the people reached would tell what is kept silent.
    is_silent = people_crossing.isna() | people_unknown.isna()
    return pd.DataFrame(
        {
            "service_type": choice.service_type,
            "target": choice.target,
            **{c: places[c].to_numpy() for c in ("service_id", "provider", "gmina_teryt", "locality")},
            "mode": _mode_of_places(choice, residents.people),
            "is_rough": places["is_rough"].to_numpy(dtype=bool),
            "people_reached": _people(reach, residents),
            "people_shared": _people(reach.where(reach.is_shared), residents).mask(is_silent),
            "people_nearest": _people(choice.nearest, residents),
            "people_crossing": people_crossing,
            "people_unknown": people_unknown,
            "target_crossing": _target(crossing, residents),
            **{c: places[c].to_numpy() for c in ("capacity", "capacity_unit", "occupied")},
            "free": _free(places),
            "people_without_room": pd.array([pd.NA] * len(places), dtype="Int64")
            if without_room is None
            else without_room.to_numpy(),
        },
        columns=list(PLACE_COLUMNS),
    )


def _mode_of_places(choice: Choice, people: NDArray[np.int64]) -> NDArray[np.object_]:
    modes = np.array(list(choice.by_mode), dtype=object)
    sums = np.stack([reach.sum_by_place(people) for reach in choice.by_mode.values()])
    return np.where(sums.max(axis=0) > 0, modes[sums.argmax(axis=0)], "")


def _people(reach: Reach, residents: Residents) -> pd.Series:
    """People by place, missing where they are those of a single confidential cell."""
    has_people = residents.people > 0
    members = reach.sum_by_place(has_people.astype(np.int64))
    imputed = reach.sum_by_place((has_people & residents.is_imputed).astype(np.int64))
    told = pd.Series(reach.sum_by_place(residents.people), dtype="Int64")
    return told.mask((members == 1) & (imputed == 1))


def _target(reach: Reach, residents: Residents) -> pd.Series:
    """Target group by place, missing where a confidential cell's age group could be derived."""
    if residents.target is None:
        return pd.Series(pd.NA, index=range(reach.place_count), dtype="Int64")
    imputed = reach.sum_by_place(((residents.people > 0) & residents.is_imputed).astype(np.int64))
    told = pd.Series(reach.sum_by_place(residents.target), dtype="Int64")
    return told.mask((imputed > 0) & (imputed < MIN_IMPUTED))


def _free(places: pd.DataFrame) -> NDArray[np.float64]:
    """Free places: less than none is none."""
    left = places["capacity"].to_numpy(dtype=np.float64) - places["occupied"].to_numpy(dtype=np.float64)
    return np.where(np.isnan(left), np.nan, np.maximum(left, 0.0))


def list_pairs(choice: Choice, residents: Residents, *, overlap_share: float) -> pd.DataFrame:
    """Pairs of places that share at least `overlap_share` of the people of the smaller catchment, most people first."""
    reach, places = choice.reach, choice.places
    shared = reach.sum_by_pair(residents.people).tocoo()
    above = (shared.row < shared.col) & (shared.data > 0)
    one, other, people = shared.row[above], shared.col[above], shared.data[above]
    own = reach.sum_by_place(residents.people)
    share = people / np.minimum(own[one], own[other])
    order = np.lexsort((other, one, -people))
    rows = order[share[order] >= overlap_share]
    one, other, people, share = one[rows], other[rows], people[rows], share[rows]
    ends = {"a": places.iloc[one], "b": places.iloc[other]}
    named = {
        f"{name}_{end}": part[column].to_numpy()
        for end, part in ends.items()
        for name, column in (("service", "service_id"), ("provider", "provider"), ("gmina", "gmina_teryt"),
                             ("locality", "locality"))
    }  # fmt: skip
    imputed = reach.sum_by_pair(residents.is_imputed & (residents.people > 0))
    members = reach.sum_by_pair((residents.people > 0).astype(np.int64))
    of_pair = _at(members, one, other), _at(imputed, one, other)
    return pd.DataFrame(
        named
        | {
            "service_type": choice.service_type,
            "target": choice.target,
            "people_shared": pd.Series(people, dtype="Int64").mask((of_pair[0] == 1) & (of_pair[1] == 1)),
            "target_shared": _target_of_pairs(reach, residents, one, other, of_pair[1]),
            "share": share,
            "free_a": _free(ends["a"]),
            "free_b": _free(ends["b"]),
            "is_same_provider": ends["a"]["provider"].to_numpy() == ends["b"]["provider"].to_numpy(),
            "is_same_gmina": ends["a"]["gmina_teryt"].to_numpy() == ends["b"]["gmina_teryt"].to_numpy(),
        },
        columns=list(PAIR_COLUMNS),
    )


def _target_of_pairs(
    reach: Reach, residents: Residents, one: NDArray[Any], other: NDArray[Any], imputed: NDArray[np.int64]
) -> pd.Series:
    if residents.target is None:
        return pd.Series(pd.NA, index=range(len(one)), dtype="Int64")
    told = pd.Series(_at(reach.sum_by_pair(residents.target), one, other), dtype="Int64")
    return told.mask((imputed > 0) & (imputed < MIN_IMPUTED))


def _at(matrix: Any, one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.int64]:
    """Entries of a sparse matrix."""
    if not len(one):
        return np.zeros(0, dtype=np.int64)
    return np.asarray(matrix[one, other]).ravel().astype(np.int64)


def find_sole(choice: Choice) -> NDArray[np.int64]:
    """The place of the choice that each cell would lose all reach without, -1 if there is none; (cells,)."""
    return find_sole_places(choice.reach)
