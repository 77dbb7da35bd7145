"""Figures per gmina: the rows of ``luki.csv``, and the headline by all modes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.combined import TOO_FAR
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells

GAP_COLUMNS = (
    "gmina_teryt", "gmina", "usluga", "srodek", "grupa", "prog", "prog_jednostka", "prog_rodzaj", "osoby", "obsluzone",
    "brak_miejsc", "za_daleko", "nie_wiadomo", "mediana_min", "mediana_m", "poziom", "usluga_nazwa", "grupa_nazwa",
    "pojemnosc_oceniona",
)  # fmt: skip
_STATE_COLUMNS = ("obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")


def count_by_gmina(
    layers: Sequence[CoverageLayer], *, cells: PopulationCells, gminas: pd.DataFrame, catalog: Catalog
) -> pd.DataFrame:
    """Sum the states per gmina, layer and group; one row each, in the order of the layers, then of the gminas.

    The median is weighted by people, over those who can reach a place at all.
    """
    codes = [str(c) for c in gminas["gmina_teryt"]]
    names = [str(n) for n in gminas["gmina"]]
    rank = {code: i for i, code in enumerate(codes)}
    gmina_of = np.array([rank[c] for c in cells.table["gmina_teryt"]], dtype=np.int64)
    parts: list[dict[str, Any]] = []
    for layer in layers:
        service_type = catalog.by_code[layer.service_type]
        for group, counts in (("all", layer.people), ("target", layer.target)):
            if counts is None:
                continue
            medians = _medians(layer.cost, counts.sum(axis=1), gmina_of, len(codes))
            empty = np.full(len(codes), np.nan)
            parts.append(_sums(counts, gmina_of, len(codes)) | {
                "gmina_teryt": codes, "gmina": names, "usluga": layer.service_type, "srodek": layer.mode, "grupa": group,
                "prog": layer.threshold, "prog_jednostka": layer.unit, "prog_rodzaj": layer.kind,
                "mediana_min": medians if layer.unit == "min" else empty,
                "mediana_m": medians if layer.unit == "m" else empty,
                "poziom": layer.level + 1, "usluga_nazwa": service_type.name,
                "grupa_nazwa": service_type.target if group == "target" else "all",
                "pojemnosc_oceniona": layer.is_capacity_known,
            })  # fmt: skip
    return _join(parts, len(codes))


def _join(parts: Sequence[dict[str, Any]], rows: int) -> pd.DataFrame:
    """Parts of so many rows each, one below the other; a single value stands for a whole part."""
    if not parts:
        return pd.DataFrame(columns=list(GAP_COLUMNS))
    columns: dict[str, Any] = {}
    for name in GAP_COLUMNS:
        values = [part[name] for part in parts]
        if np.ndim(values[0]) == 0:
            columns[name] = np.repeat(np.array(values, dtype=object), rows).tolist()
        else:
            columns[name] = np.concatenate(values)
    return pd.DataFrame(columns)


def count_headline(
    layers: Sequence[CoverageLayer], *, cells: PopulationCells, gminas: pd.DataFrame
) -> pd.DataFrame:
    """People too far by every mode that counts, and those within the threshold by car alone.

    Returns
    -------
    DataFrame
        ``gmina_teryt, usluga, poziom, osoby, za_daleko, tylko_samochodem``.
    """
    people = cells.table["people"].to_numpy(dtype=np.int64)
    gmina_of = cells.table["gmina_teryt"].to_numpy(dtype=object)
    rows = []
    groups: dict[tuple[str, int], list[CoverageLayer]] = {}
    for layer in layers:
        groups.setdefault((layer.service_type, layer.level), []).append(layer)
    for (code, level), group in groups.items():
        too_far = {layer.mode: layer.people[:, TOO_FAR] > 0 for layer in group}
        everywhere = np.logical_and.reduce(list(too_far.values()))
        others = [flags for mode, flags in too_far.items() if mode != "car"]
        car_only = np.zeros(len(people), dtype=bool)
        if "car" in too_far and others:
            is_by_car = next(x for x in group if x.mode == "car").people[:, :2].sum(axis=1) > 0
            car_only = is_by_car & np.logical_and.reduce(others)
        for gmina in gminas["gmina_teryt"]:
            here = gmina_of == gmina
            rows.append((gmina, code, level + 1, int(people[here].sum()), int(people[here & everywhere].sum()),
                         int(people[here & car_only].sum())))  # fmt: skip
    return pd.DataFrame(
        rows, columns=["gmina_teryt", "usluga", "poziom", "osoby", "za_daleko", "tylko_samochodem"]
    )


def _sums(counts: NDArray[np.int32], gmina_of: NDArray[np.int64], n: int) -> dict[str, Any]:
    sums = np.stack(
        [np.bincount(gmina_of, weights=counts[:, s], minlength=n) for s in range(counts.shape[1])], axis=1
    )
    whole = sums.astype(np.int64)
    return dict(zip(_STATE_COLUMNS, whole.T, strict=True)) | {"osoby": whole.sum(axis=1)}


def _medians(
    cost: NDArray[np.float32], people: NDArray[np.int32], gmina_of: NDArray[np.int64], n: int
) -> NDArray[np.float64]:
    medians = np.full(n, np.nan)
    usable = np.isfinite(cost) & (people > 0)
    for gmina in range(n):
        here = usable & (gmina_of == gmina)
        if here.any():
            medians[gmina] = round(weighted_median(cost[here].astype(np.float64), people[here]), 1)
    return medians


def weighted_median(values: NDArray[np.float64], weights: NDArray[np.int32]) -> float:
    """The smallest value by which at least half of the weight is reached."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order].astype(np.float64))
    return float(values[order][np.searchsorted(running, running[-1] / 2.0)])
