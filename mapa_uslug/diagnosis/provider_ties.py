"""What ties two providers: a declared partnership, people, services that add to one another, a place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mapa_uslug.core.folding import fold
from mapa_uslug.diagnosis.service_list import split
from mapa_uslug.diagnosis.service_reach import ServiceReach

STRONGEST: Final = 5
"""Ties of each kind but declared ones that are kept of a provider (a convention): in a town everybody is near everybody."""
SHARED_SHARE: Final = 0.5
"""Share of the people of the smaller catchment that two providers must share (a convention)."""
TIE_COLUMNS: Final = ("provider_a", "provider_b", "kind", "weight", "same_gmina", "target", "people")
_SPAN: Final = re.compile(r"^(\d+)(?:-(\d+)|\+)$")
_FOREVER: Final = 1000
_METRES: Final = 1000.0

Pairs = NDArray[np.int64]
"""Rows of two providers, the smaller first; (pairs, 2)."""


def find_declared(
    providers: pd.DataFrame, services: pd.DataFrame, numbers: NDArray[np.int64]
) -> tuple[Pairs, tuple[str, ...]]:
    """Partnerships that records declare, by id or name; and partners that no record bears the id or name of.

    Of several providers of one name that of the same gmina is meant; where none is, it cannot be told which.
    """
    by_id = {fold(str(key)): row for row, key in enumerate(providers["provider_key"])}
    by_name: dict[str, set[int]] = {}
    for name, row in zip(services["provider"], numbers.tolist(), strict=True):
        by_name.setdefault(fold(name), set()).add(row)
    gminas = providers["gmina_teryt"].tolist()
    pairs, unknown = [], set()
    for row, listed in zip(numbers.tolist(), services["partners"], strict=True):
        for partner in split(listed):
            found = {by_id[fold(partner)]} if fold(partner) in by_id else by_name.get(fold(partner), set())
            near = {one for one in found if gminas[one] == gminas[row]}
            meant = found if len(found) == 1 else near
            if len(meant) != 1:
                unknown.add(partner)
            else:
                pairs.append((row, next(iter(meant))))
    return _distinct(pairs), tuple(sorted(unknown))


def find_shared(shared: NDArray[np.float64], service_types: Sequence[str]) -> Pairs:
    """Pairs of providers of different services that share people, the strongest of each.

    Parameters
    ----------
    shared : float64, (providers, providers)
        People whom two reach both; the diagonal is each alone.
    service_types
        Types of each provider, the same text for the same ones: those who give the same do not add to one another.
    """
    alone = np.diag(shared)
    _, types = np.unique(np.array(service_types, dtype=str), return_inverse=True)
    is_tied = shared >= SHARED_SHARE * np.minimum.outer(alone, alone)
    is_tied &= (shared > 0) & (types[:, None] != types[None, :])
    either = np.add.outer(alone, alone) - shared
    # Jaccard's index: being within a catchment that covers everything ties little.
    return _strongest(np.divide(shared, either, out=np.zeros_like(shared), where=is_tied))


def tell_shared(shared: NDArray[np.float64], reach: ServiceReach, pairs: Pairs) -> NDArray[np.float64]:
    """People whom both of two providers reach; missing where one was not measured, or a confidential cell would be told."""
    people = np.where(reach.is_measured[pairs].all(axis=1), shared[pairs[:, 0], pairs[:, 1]], np.nan)
    largest = reach.people[reach.is_imputed].max(initial=0)
    for n in np.flatnonzero((people > 0) & (people <= largest)):
        if reach.tells_confidential(int(pairs[n, 0]), int(pairs[n, 1])):
            people[n] = np.nan
    return people


def _strongest(likeness: NDArray[np.float64]) -> Pairs:
    """The pairs of greatest likeness of each row, of equal ones those that stand first; 0 is no pair."""
    first = np.argsort(-likeness, axis=1, kind="stable")[:, :STRONGEST]
    rows = np.repeat(np.arange(len(likeness)), first.shape[1])
    keep = likeness[rows, first.ravel()] > 0
    return _distinct(np.column_stack([rows[keep], first.ravel()[keep]]))


def find_complementary(
    services: pd.DataFrame, numbers: NDArray[np.int64], *, within_km: float
) -> tuple[Pairs, list[str]]:
    """Pairs of providers near each other that give different services to the same group, the nearest of each, and the group.

    Services for everybody go with all others, which would say nothing: they are left out.
    """
    points = services[["x", "y"]].to_numpy(dtype=np.float64)
    near = (
        cKDTree(points).query_pairs(within_km * _METRES, output_type="ndarray")
        if len(points)
        else np.empty((0, 2), int)
    )
    groups = ["|".join(sorted(split(target))) for target in services["target"]]
    kinds, kind = np.unique(np.array(groups, dtype=str), return_inverse=True)
    common = np.array([[common_group(a, b) for b in kinds] for a in kinds], dtype=object).reshape(
        len(kinds), len(kinds)
    )
    codes, types = np.unique(services["service_type"].to_numpy(dtype=str), return_inverse=True)
    gives = np.zeros((int(numbers.max(initial=-1)) + 1, len(codes)), dtype=bool)
    gives[numbers, types] = True
    a, b = near[:, 0], near[:, 1]
    keep = (numbers[a] != numbers[b]) & (common[kind[a], kind[b]] != "")
    keep &= ~gives[numbers[a], types[b]] | ~gives[numbers[b], types[a]]
    a, b = a[keep], b[keep]
    table = pd.DataFrame({
        "one": np.minimum(numbers[a], numbers[b]), "other": np.maximum(numbers[a], numbers[b]),
        "metres": np.round(np.hypot(*(points[a] - points[b]).T)), "target": common[kind[a], kind[b]],
    })  # fmt: skip
    table = table.sort_values(["metres", "one", "other", "target"], kind="stable").drop_duplicates(
        ["one", "other"]
    )
    kept = table[_is_among_first(table)].sort_values(["one", "other"])
    return kept[["one", "other"]].to_numpy(dtype=np.int64), kept["target"].tolist()


def find_neighbours(providers: pd.DataFrame) -> Pairs:
    """Pairs of providers of one locality, the nearest of each."""
    places = [
        f"{g}|{fold(name)}" if name else ""
        for g, name in zip(providers["gmina_teryt"], providers["locality"], strict=True)
    ]
    points = providers[["x", "y"]].to_numpy(dtype=np.float64)
    pairs = []
    for place, rows in pd.Series(range(len(places))).groupby(np.array(places, dtype=object)):
        own = rows.to_numpy()
        if place and len(own) > 1:
            apart = np.round(np.hypot(*(points[own][:, None] - points[own][None, :]).transpose(2, 0, 1)))
            nearness = 1.0 / (1.0 + apart)
            np.fill_diagonal(nearness, 0.0)
            pairs.append(own[_strongest(nearness)])
    return _distinct(np.concatenate(pairs)) if pairs else _distinct([])


def tabulate_ties(
    providers: pd.DataFrame,
    kinds: Mapping[str, Pairs],
    people: Mapping[str, NDArray[np.float64]],
    targets: Sequence[str],
) -> pd.DataFrame:
    """Ties of several kinds as `ProviderNetwork.ties`; `targets` are the groups of complementary services."""
    keys, gminas = (providers[c].to_numpy(dtype=object) for c in ("provider_key", "gmina_teryt"))
    frames = [
        pd.DataFrame({
            "provider_a": keys[pairs[:, 0]], "provider_b": keys[pairs[:, 1]], "kind": kind,
            "weight": people[kind] if kind == "shared_people" else 1.0,
            "same_gmina": gminas[pairs[:, 0]] == gminas[pairs[:, 1]],
            "target": np.array(targets if kind == "complementary" else [""] * len(pairs), dtype=object),
            "people": pd.array(people[kind], dtype="Float64").round().astype("Int64"),
        })
        for kind, pairs in kinds.items() if len(pairs)
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(TIE_COLUMNS))


def _is_among_first(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows that are among the first of either provider."""
    count: dict[int, int] = {}
    found = np.zeros(len(table), dtype=bool)
    for n, ends in enumerate(zip(table["one"].tolist(), table["other"].tolist(), strict=True)):
        found[n] = any(count.get(end, 0) < STRONGEST for end in ends)
        for end in ends:
            count[end] = count.get(end, 0) + 1
    return found


def _distinct(pairs: Sequence[tuple[int, int]] | NDArray[np.int64]) -> Pairs:
    """Each pair once, the smaller row first; nobody is tied to itself."""
    ends = np.sort(np.asarray(pairs, dtype=np.int64).reshape(-1, 2), axis=1)
    return np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)


def common_group(one: str, other: str) -> str:
    """The group that two services share, the narrower where one holds the other; "" for none.

    Groups of one service are separated by "|". Everybody is no group: services for all go with all others.
    """
    found = {narrow for a in one.split("|") for b in other.split("|") if (narrow := _narrower(a, b))}
    return min(found) if found else ""


def _narrower(a: str, b: str) -> str:
    if "all" in (a, b) or not a:
        return ""
    if a == b:
        return a
    one, other = _span(a), _span(b)
    if one is None or other is None:
        return ""
    if one[0] >= other[0] and one[1] <= other[1]:
        return a
    return b if other[0] >= one[0] and other[1] <= one[1] else ""


def _span(group: str) -> tuple[int, int] | None:
    match = _SPAN.match(group)
    return (int(match[1]), int(match[2]) if match[2] else _FOREVER) if match else None
