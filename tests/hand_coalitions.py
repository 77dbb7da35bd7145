"""Questions of cooperation made from tables of minutes, and runs of the coverage stage to hold them against."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.catalog import ServiceType, Threshold
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.cooperation.question import Border, Gminas, Question, Regime
from mapa_uslug.cooperation.reach import BLANK, UNPLACED, UNTOLD, CellsOfMode, Costs, Room
from mapa_uslug.coverage.states import Demand, PlaceBounds, classify_people

THRESHOLD = Threshold(values=(10, 20, 30))
MODES = ("car", "walk", "bike")
INF = np.inf


@dataclass(frozen=True)
class Town:
    """Cells and places of gminas A, B, C ...; minutes by mode, (modes, cells, places).

    `declared` tells whom a place says it serves, (gminas, places). `spread` is how much more a place may cost than
    the minutes say, `least` the least that it may cost, `leaving` the minutes to beyond the data, `back` from there.
    """

    minutes: np.ndarray
    cell_gmina: list[int]
    place_gmina: list[int]
    people: list[int]
    gminas: int
    declared: np.ndarray | None = None
    wanted: list[float] | None = None
    capacity: list[float] | None = None
    target: list[int] | None = None
    spread: list[float] | None = None
    leaving: list[float] | None = None
    back: list[float] | None = None
    flags: np.ndarray | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple("ABCDEFGHIJKLMNOP"[: self.gminas])

    @property
    def serves(self) -> np.ndarray:
        full = np.ones((self.gminas, len(self.place_gmina)), dtype=bool)
        return full if self.declared is None else self.declared

    @property
    def flags_by_mode(self) -> np.ndarray:
        shape = self.minutes.shape[:2]
        return np.zeros(shape, dtype=np.uint8) if self.flags is None else self.flags

    def modes(self) -> list[CellsOfMode]:
        limits = tuple(60.0 * v for v in THRESHOLD.values)
        return [
            CellsOfMode(MODES[i], limits, "s", flags, needs_way=True)
            for i, flags in enumerate(self.flags_by_mode)
        ]

    def per_place(self, values: list[float] | None, default: float) -> np.ndarray:
        return np.full(len(self.place_gmina), default) if values is None else np.array(values, dtype=float)

    def bounds_of(self, allowed: np.ndarray, mode: int) -> tuple[np.ndarray, np.ndarray]:
        """Least cost of rough places and spreads, seconds; a rough place may be as near as half of what is measured."""
        spread = self.per_place(self.spread, 0.0) * 60.0
        half = np.where(allowed & (spread > 0), self.minutes[mode] * 30.0, INF)
        return half.min(axis=1, initial=INF), spread

    def edge_of(self, allowed: np.ndarray) -> np.ndarray:
        leaving = np.full(len(self.people), INF) if self.leaving is None else np.array(self.leaving) * 60.0
        back = self.per_place(self.back, 0.0) * 60.0
        return leaving + np.where(allowed, back, INF).min(axis=1, initial=INF)

    def costs_of(self, allowed_by_partner: np.ndarray, mode: int) -> Costs:
        """From (partners, cells, places)."""
        seconds = self.minutes[mode] * 60.0
        columns, pairs = [], []
        for bit, allowed in enumerate(allowed_by_partner):
            cost = np.where(allowed, seconds, INF)
            least, spread = self.bounds_of(allowed, mode)
            sure = cost + spread if self.spread else cost
            sure = np.where(cost <= 1800.0, sure, INF) if self.spread else sure
            columns.append([*_nearest(cost), *_nearest(sure), np.minimum(least, self.edge_of(allowed))])
            cell, place = np.nonzero((cost <= 1800.0) & np.isfinite(sure))
            pairs.append(
                (
                    np.full(len(cell), bit, dtype=np.int8),
                    cell.astype(np.int32),
                    place.astype(np.int32),
                    sure[cell, place],
                )
            )
        cost, near, sure, sure_near, may = (np.stack(c) for c in zip(*columns, strict=True))
        return Costs(cost, near, sure, sure_near, may, *(np.concatenate(p) for p in zip(*pairs, strict=True)))

    def allowed(self, members: set[int] | None, *, agreed: bool = False) -> np.ndarray:
        """Who may use what, (cells, places), where `members` share and all others keep to their own; None: open."""
        home, host = np.array(self.cell_gmina)[:, None], np.array(self.place_gmina)[None, :]
        may = self.serves[np.array(self.cell_gmina)]
        if members is None:
            return may
        both = np.isin(home, list(members)) & np.isin(host, list(members))
        return np.where(both, agreed | may, (home == host) & may)

    def question(self, partners: tuple[int, ...]) -> tuple[Question, Gminas]:
        home, host = np.array(self.cell_gmina), np.array(self.place_gmina)
        gminas = Gminas(self.codes, partners, home.astype(np.int32))
        of_partner = (np.array(partners)[:, None] == host)[:, None, :]
        declared = of_partner & self.serves[home][None]
        agreed = np.broadcast_to(of_partner, declared.shape)
        open_ = self.serves[home][None]
        own = open_ & (home[:, None] == host)[None]
        everywhere = [_nearest(m * 60.0) for m in self.minutes]
        declared_or_not = np.pad(self.serves, ((0, 0), (0, 1)))
        people = [self.people] if self.target is None else [self.people, self.target]
        capacity = self.per_place(self.capacity, INF)

        def regime(allowed: np.ndarray) -> Regime:
            return Regime([self.costs_of(allowed, m) for m in range(len(self.minutes))], allowed.any(axis=2))

        return (
            Question(
                service_type="X", service_ids=np.array([f"P{i}" for i in range(len(host))], dtype=object),
                modes=self.modes(), people=np.array(people, dtype=np.int64),
                room=Room(host.astype(np.int32), None if self.wanted is None else np.array(self.wanted, dtype=float), capacity),
                own=regime(own), open=regime(open_),
                sets={"declared": regime(declared), "agreed": regime(agreed)},
                border=[Border(cost, place, declared_or_not[home, place]) for cost, place in everywhere],
            ),
            gminas,
        )  # fmt: skip

    def run(self, allowed: np.ndarray, mode: int, level: int) -> CoverageLayer:
        """The coverage stage on what each cell may use."""
        cost = np.where(allowed, self.minutes[mode] * 60.0, INF)
        nearest, place = _nearest(cost)
        cell, pair_place = np.nonzero(cost <= 1800.0)
        flags = self.flags_by_mode[mode]
        is_snapped = (flags & BLANK) == 0
        least, spread = self.bounds_of(allowed, mode)
        times = TravelTimes(
            mode=MODES[mode], direction="to", unit="s", is_snapped=is_snapped, nearest_cost=nearest, nearest_place=place,
            pair_ptr=np.cumsum([0, *np.bincount(cell, minlength=len(self.people))]), pair_place=pair_place.astype(np.int32),
            pair_cost=cost[cell, pair_place].astype(np.float32), limit=1800.0, edge_cost=self.edge_of(allowed),
        )  # fmt: skip
        return classify_people(
            self.cells(), times, service_type=service_type(self.target is not None), threshold=THRESHOLD, level=level,
            demand=Demand(None if self.wanted is None else np.array(self.wanted, dtype=float), self.per_place(self.capacity, INF)),
            is_outside_data=np.zeros(len(self.people), dtype=bool), has_eligible=allowed.any(axis=1),
            knows_all_ways=not (flags & UNTOLD).any(), has_unplaced=(flags & UNPLACED) != 0,
            bounds=PlaceBounds(least, spread) if self.spread else None,
        )  # fmt: skip

    def cells(self) -> PopulationCells:
        columns = {"people": self.people, "is_imputed": [False] * len(self.people),
                   "gmina_teryt": [self.codes[g] for g in self.cell_gmina]}  # fmt: skip
        if self.target is not None:
            columns["people_65_plus"] = self.target
        table = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=[shapely.Point(0, 0)] * len(self.people))
        return PopulationCells(table, "EPSG:2180", 1000, {} if self.target is None else {"65+": "grid"})


def service_type(has_target: bool) -> ServiceType:
    return SimpleNamespace(code="X", target="65+" if has_target else "all")  # type: ignore[return-value]


def _nearest(cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not cost.shape[1]:
        return np.full(len(cost), INF), np.full(len(cost), -1, dtype=np.int32)
    place = cost.argmin(axis=1).astype(np.int32)
    least = cost.min(axis=1)
    return least, np.where(np.isfinite(least), place, -1).astype(np.int32)
