"""What a plan changes for people: who gains and who loses, minutes, white spots cured and made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import ALL_MODES, SERVED, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.plan_outcomes import ROOM_COLUMNS, PlanOutcome
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells

ALL_GMINAS: Final = ""
_FIGURES: Final = (
    "service_type", "mode", "level", "group", "gmina_teryt", "people", "served_before", "served_after", "gained", "lost",
    "too_far_before", "too_far_after",
)  # fmt: skip
_MINUTES: Final = ("service_type", "mode", "unit", "gmina_teryt", "saved")
_SPOTS: Final = ("service_type", "gmina_teryt", "cured", "made")


def measure_outcome(
    plan: ScenarioConfig,
    *,
    file: str,
    before: Sequence[CoverageLayer],
    after: Sequence[CoverageLayer],
    spots_before: pd.DataFrame,
    spots_after: pd.DataFrame,
    cells: PopulationCells,
    main_level: int,
    room: pd.DataFrame | None = None,
) -> PlanOutcome:
    """Compare the layers and white spots of an area before and after a plan; `room` is that of `compare_room`.

    Types that only one side has are compared with nobody served. Layers are of the same cells.
    """
    gminas = _Gminas(cells)
    pairs = _pair(before, after)
    gained, lost = _who_changes([p for p in pairs if p[0].mode == ALL_MODES and p[0].level == main_level])
    sums = zip(gminas.codes, gminas.sums(gained).tolist(), gminas.sums(lost).tolist(), strict=True)
    return PlanOutcome(
        name=plan.name,
        file=file,
        cost=plan.cost,
        gaining=int(gained.sum()),
        losing=int(lost.sum()),
        figures=pd.DataFrame(
            [row for old, new in pairs for row in _count(old, new, gminas)], columns=list(_FIGURES)
        ),
        minutes=pd.DataFrame(_save(before, after, cells, gminas, main_level), columns=list(_MINUTES)),
        white_spots=_compare_spots(spots_before, spots_after, before, after, main_level, cells),
        by_gmina={code: (int(plus), int(minus)) for code, plus, minus in sums if code != ALL_GMINAS},
        **({} if room is None else {"room": room}),
    )


def compare_room(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Places and capacity that a plan adds, by service type: `PlanOutcome.room`.

    Parameters
    ----------
    before, after
        Services as they are and as planned: ``service_id, service_type, capacity``.
    """
    columns = ["service_id", "service_type", "capacity"]
    joined = before[columns].merge(after[columns], "outer", ["service_id", "service_type"], suffixes=("_was", "_is"), indicator=True)  # fmt: skip
    was, now = (pd.to_numeric(joined[f"capacity_{side}"]) for side in ("was", "is"))
    opens, closes = joined["_merge"] == "right_only", joined["_merge"] == "left_only"
    added = now.mask(closes, 0.0) - was.mask(opens, 0.0)
    is_changed = opens | closes | ((was != now) & ~(was.isna() & now.isna()))
    table = pd.DataFrame(
        {"service_type": joined["service_type"], "opened": opens.astype(int), "closed": closes.astype(int), "capacity": added}
    )[is_changed]  # fmt: skip
    grouped = table.groupby("service_type", sort=True)
    sums = grouped[["opened", "closed"]].sum()
    sums["capacity"] = grouped["capacity"].apply(lambda part: part.sum(skipna=False))
    return sums.reset_index()[list(ROOM_COLUMNS)]


class _Gminas:
    """Sums of cells by gmina, and over all."""

    def __init__(self, cells: PopulationCells) -> None:
        codes, self._row = np.unique(cells.table["gmina_teryt"].to_numpy(dtype=str), return_inverse=True)
        self.codes = [*codes.tolist(), ALL_GMINAS]

    def sums(self, values: NDArray[np.floating] | NDArray[np.integer]) -> NDArray[np.float64]:
        """(gminas + 1,): those of every gmina, then of all."""
        sums = np.bincount(self._row, weights=values, minlength=len(self.codes) - 1)
        return np.append(sums, sums.sum())


def _pair(before: Sequence[CoverageLayer], after: Sequence[CoverageLayer]) -> list[tuple[Combined, Combined]]:
    """Every type, mode and level of either side, also all modes together; a side that lacks it has everybody too far."""
    sides = [_combined_by_key(layers) for layers in (before, after)]
    keys = sorted({*sides[0], *sides[1]})
    return [(sides[0].get(k) or _nobody(sides[1][k]), sides[1].get(k) or _nobody(sides[0][k])) for k in keys]


def _combined_by_key(layers: Sequence[CoverageLayer]) -> dict[tuple[str, str, int], Combined]:
    groups: dict[tuple[str, int], list[CoverageLayer]] = {}
    for layer in layers:
        groups.setdefault((layer.service_type, layer.level), []).append(layer)
    found = {
        (layer.service_type, layer.mode, layer.level): combine_layers([layer], layer.mode) for layer in layers
    }
    return found | {
        (code, ALL_MODES, level): combine_layers(group) for (code, level), group in groups.items()
    }


def _nobody(other: Combined) -> Combined:
    """The states where there is no place of a type at all."""

    def all_too_far(states: NDArray[np.int64]) -> NDArray[np.int64]:
        moved = np.zeros_like(states)
        moved[:, TOO_FAR] = states.sum(axis=1)
        return moved

    target = None if other.target is None else all_too_far(other.target)
    return Combined(
        other.service_type,
        other.mode,
        other.level,
        other.layers,
        all_too_far(other.people),
        target,
        other.reason,
    )


def _who_changes(pairs: Sequence[tuple[Combined, Combined]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """People of every cell who gain, and who lose, at least one service."""
    changes = np.stack([new.people[:, SERVED] - old.people[:, SERVED] for old, new in pairs])
    return changes.clip(min=0).max(axis=0), (-changes).clip(min=0).max(axis=0)


def _count(old: Combined, new: Combined, gminas: _Gminas) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    groups = [("all", old.people, new.people)]
    if old.target is not None and new.target is not None:
        groups.append(("target", old.target, new.target))
    for group, was, now in groups:
        change = now[:, SERVED] - was[:, SERVED]
        columns = [
            was.sum(axis=1), was[:, SERVED], now[:, SERVED], change.clip(min=0), (-change).clip(min=0), was[:, TOO_FAR], now[:, TOO_FAR],
        ]  # fmt: skip
        sums = np.stack([gminas.sums(column) for column in columns], axis=1).astype(np.int64)
        head = old.service_type, old.mode, old.level, group
        rows += [(*head, code, *row.tolist()) for code, row in zip(gminas.codes, sums, strict=True)]
    return rows


def _save(
    before: Sequence[CoverageLayer],
    after: Sequence[CoverageLayer],
    cells: PopulationCells,
    gminas: _Gminas,
    level: int,
) -> list[tuple[object, ...]]:
    people = cells.table["people"].to_numpy(dtype=np.float64)
    longest = _longest([*before, *after])
    was = {(x.service_type, x.mode): x for x in before if x.level == level}
    rows: list[tuple[object, ...]] = []
    for new in (x for x in after if x.level == level):
        key = new.service_type, new.mode
        ways = [_bounded(layer, longest[key]) for layer in (was.get(key), new)]
        saved = gminas.sums(people * (ways[0] - ways[1]))
        rows += [(*key, new.unit, code, s) for code, s in zip(gminas.codes, saved.tolist(), strict=True)]
    return rows


def _longest(layers: Sequence[CoverageLayer]) -> dict[tuple[str, str], float]:
    """The widest threshold of every type and mode."""
    found: dict[tuple[str, str], float] = {}
    for layer in layers:
        key = layer.service_type, layer.mode
        found[key] = max(found.get(key, 0.0), float(layer.threshold))
    return found


def _bounded(layer: CoverageLayer | None, longest: float) -> NDArray[np.float64] | float:
    """Ways to the nearest place; one longer than is asked about, or none, counts as that, and so does an unknown one."""
    if layer is None:
        return longest
    return np.minimum(np.nan_to_num(layer.cost.astype(np.float64), nan=longest), longest)


def _compare_spots(
    spots_before: pd.DataFrame,
    spots_after: pd.DataFrame,
    before: Sequence[CoverageLayer],
    after: Sequence[CoverageLayer],
    level: int,
    cells: PopulationCells,
) -> pd.DataFrame:
    """White spots that are gone, and new ones; a spot that grew, shrank or fell apart is neither."""
    ids = cells.table["cell_id"].to_numpy(dtype=object)
    white = [_white_cells(layers, level, ids) for layers in (before, after)]
    rows: list[tuple[object, ...]] = []
    for code in sorted({*white[0], *white[1]}):
        cured = _untouched(spots_before, code, level, white[1].get(code, frozenset()))
        made = _untouched(spots_after, code, level, white[0].get(code, frozenset()))
        rows += [(code, gmina, cured[gmina], made[gmina]) for gmina in sorted({*cured, *made, ALL_GMINAS})]
    return pd.DataFrame(rows, columns=list(_SPOTS))


def _white_cells(
    layers: Sequence[CoverageLayer], level: int, ids: NDArray[np.object_]
) -> dict[str, frozenset[str]]:
    found: dict[str, NDArray[np.bool_]] = {}
    for layer in (x for x in layers if x.level == level):
        is_white = layer.people[:, TOO_FAR] > 0
        found[layer.service_type] = found.get(layer.service_type, np.ones(len(ids), dtype=bool)) & is_white
    return {code: frozenset(ids[is_white].tolist()) for code, is_white in found.items()}


def _untouched(spots: pd.DataFrame, code: str, level: int, white: frozenset[str]) -> Counter[str]:
    """Spots of a type none of whose cells is among some, by every gmina that they lie in, and all of them."""
    own = spots[(spots["service_type"] == code) & (spots["mode"] == ALL_MODES) & (spots["level"] == level)]
    gminas = [
        str(gmina).split("|")
        for ids, gmina in zip(own["cells"], own["gmina_teryt"], strict=True)
        if white.isdisjoint(str(ids).split("|"))
    ]
    return Counter([ALL_GMINAS] * len(gminas)) + Counter(code for codes in gminas for code in codes)
