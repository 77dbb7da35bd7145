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
    gmina_of = _gmina_of(cells, codes)
    medians_of = GminaMedians(gmina_of, len(codes))
    parts: list[dict[str, Any]] = []
    for layer in layers:
        service_type = catalog.by_code[layer.service_type]
        for group, counts in (("all", layer.people), ("target", layer.target)):
            if counts is None:
                continue
            medians = medians_of.of(layer.cost, counts.sum(axis=1))
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
    codes = gminas["gmina_teryt"].to_numpy(dtype=object)
    gmina_of, people = _gmina_of(cells, codes), cells.table["people"].to_numpy(dtype=np.int64)

    def count(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        here = chosen & (gmina_of >= 0)
        return np.bincount(gmina_of[here], people[here], minlength=len(codes)).astype(np.int64)

    everybody = count(np.ones(len(people), dtype=bool))
    parts: list[pd.DataFrame] = []
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
        parts.append(pd.DataFrame({
            "gmina_teryt": codes, "usluga": code, "poziom": level + 1, "osoby": everybody, "za_daleko": count(everywhere),
            "tylko_samochodem": count(car_only),
        }))  # fmt: skip
    columns = ["gmina_teryt", "usluga", "poziom", "osoby", "za_daleko", "tylko_samochodem"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _gmina_of(cells: PopulationCells, codes: Sequence[str] | NDArray[np.object_]) -> NDArray[np.int64]:
    """Row of the gmina of every cell, -1 where it is none of these."""
    rows = pd.Index(codes, dtype=object).get_indexer(cells.table["gmina_teryt"])
    return np.asarray(rows, dtype=np.int64)


def _sums(counts: NDArray[np.int32], gmina_of: NDArray[np.int64], n: int) -> dict[str, Any]:
    sums = np.stack(
        [np.bincount(gmina_of, weights=counts[:, s], minlength=n) for s in range(counts.shape[1])], axis=1
    )
    whole = sums.astype(np.int64)
    return dict(zip(_STATE_COLUMNS, whole.T, strict=True)) | {"osoby": whole.sum(axis=1)}


class GminaMedians:
    """Weighted medians of gminas; cells are put in order once for layers of the same costs.

    Parameters
    ----------
    gmina_of : int64, (cells,)
        Row of the gmina, -1 where it is none of them.
    gminas : int
    """

    def __init__(self, gmina_of: NDArray[np.int64], gminas: int) -> None:
        self._gmina_of, self._gminas = gmina_of, gminas
        self._cost, self._order = np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int64)

    def of(self, cost: NDArray[np.float32], people: NDArray[np.int32]) -> NDArray[np.float64]:
        """The smallest cost within which half of a gmina's people are who can reach a place at all; NaN if none can."""
        if not np.array_equal(cost, self._cost, equal_nan=True):
            self._cost, self._order = cost, np.lexsort((cost, self._gmina_of))
        usable = (np.isfinite(cost) & (people > 0) & (self._gmina_of >= 0))[self._order]
        rows = self._order[usable]
        # Sums of people are whole numbers: a running one over all gminas is as exact as one for each.
        running = np.cumsum(people[rows].astype(np.float64))
        ends = np.searchsorted(self._gmina_of[rows], np.arange(self._gminas), side="right")
        reached = np.append(0.0, running)[np.append(0, ends)]
        at = np.searchsorted(running, (reached[:-1] + reached[1:]) / 2.0)
        has_people = np.diff(reached) > 0
        medians = np.full(self._gminas, np.nan)
        # One by one: NumPy rounds halves of arrays otherwise.
        medians[has_people] = [round(value, 1) for value in cost[rows[at[has_people]]].tolist()]
        return medians
