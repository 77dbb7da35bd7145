"""Tables of the balance of one service type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.cooperation import OPEN, OWN, TERMS, Terms
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.contracts.travel_times import STEP
from mapa_uslug.cooperation.coalitions import SetList
from mapa_uslug.cooperation.counting import (
    SetCounts,
    SetFlows,
    count_people,
    fill_states,
    sum_saved,
    trace_people,
)
from mapa_uslug.cooperation.question import Gminas, Level, Question, only_residents
from mapa_uslug.cooperation.reach import BLANK, Reach

_ONE: NDArray[np.uint64] = np.array([1], dtype=np.uint64)
StateKey = tuple[str, str, str, str]


@dataclass(frozen=True, eq=False)
class TypeTables:
    """Rows of one service type, see `CooperationBalance`."""

    figures: pd.DataFrame
    rankings: pd.DataFrame
    hosting: pd.DataFrame
    load: pd.DataFrame
    border: pd.DataFrame
    states: dict[StateKey, NDArray[np.uint8]]


def count_type(
    question: Question, gminas: Gminas, sets: SetList, *, workers: int | None = None
) -> TypeTables:
    """Count everything of a service type, for every set."""
    return _TypeCounter(question, gminas, sets, workers).tables()


class _TypeCounter:
    """Counts a type's tables; what both terms have in common is counted once."""

    def __init__(self, question: Question, gminas: Gminas, sets: SetList, workers: int | None) -> None:
        self._question, self._gminas, self._sets, self._workers = question, gminas, sets, workers
        self._codes = np.array(gminas.partner_codes, dtype=object)
        self._hosts = np.array(gminas.codes, dtype=object)
        self._rows = len(self._codes)
        # Ways are shown in minutes and metres.
        self._unit = np.array([STEP["s"] if m.unit == "s" else 1.0 for m in question.modes])
        self._own_taken = np.zeros(0)

    def tables(self) -> TypeTables:
        levels = [Level(self._question, self._gminas, level) for level in range(LEVELS)]
        main = levels[MAIN_LEVEL]
        states: dict[StateKey, NDArray[np.uint8]] = {}
        figures, rankings, hosting, load = [], [], [], []
        self._own_taken = self._trace(main.own_reach, _ONE).taken[0]
        for terms in self._distinct_terms():
            for level in levels:
                figures.append(self._set_figures(level, level.reach(terms), terms))
                figures.append(self._own_figures(level, terms))
            reach = main.reach(terms)
            rankings.append(self._rank(reach, terms))
            flows = self._trace(reach, self._sets.shown)
            hosting.append(self._hosting(flows, self._sets.shown_keys, terms))
            load.append(self._load(flows, self._sets.shown_keys, terms, self._sets.shown))
            states |= self._states(self.own_key(terms), main.own_states)
            own, together = main.own_states, fill_states(reach, int(self._sets.everybody))[0]
            is_member = reach.bit >= 0
            states |= self._states(
                (terms, self._sets.everybody_key), np.where(is_member[:, None], together, own)
            )
        if len(self._distinct_terms()) == 1:
            for frames in (figures, rankings, hosting, load):
                frames += [frame.assign(terms="agreed") for frame in frames]
            states |= {("agreed", *key[1:]): value for key, value in states.items()}
        figures += [self._open_figures(level) for level in levels]
        open_reach = main.open_reach()
        flows = self._trace(open_reach, _ONE)
        hosting.append(self._hosting(flows, np.array([OPEN], dtype=object), "declared"))
        load.append(self._load(flows, np.array([OPEN], dtype=object), "declared", None))
        states |= self._states(("declared", OPEN), fill_states(open_reach, 1)[0])
        return TypeTables(
            pd.concat(figures, ignore_index=True), pd.concat(rankings, ignore_index=True),
            pd.concat(hosting, ignore_index=True), pd.concat(load, ignore_index=True), self._border(), states,
        )  # fmt: skip

    def _distinct_terms(self) -> tuple[Terms, ...]:
        same = self._question.sets["declared"] is self._question.sets["agreed"]
        return TERMS[:1] if same else TERMS

    @staticmethod
    def own_key(terms: Terms) -> tuple[str, str]:
        return terms, OWN

    def _trace(self, reach: Reach, sets: NDArray[np.uint64]) -> SetFlows:
        return trace_people(reach, sets, rows=self._rows, hosts=len(self._hosts), workers=self._workers)

    @property
    def _modes(self) -> NDArray[np.object_]:
        return np.array([*self._question.mode_names, ALL_MODES], dtype=object)

    def _set_figures(self, level: Level, reach: Reach, terms: Terms) -> pd.DataFrame:
        shown = self._sets.shown
        counts = count_people(reach, shown, rows=self._rows, workers=self._workers)
        saved = sum_saved(reach, shown, rows=self._rows, workers=self._workers)
        return self._figures(level, counts, saved, terms, self._sets.shown_keys, self._sets.is_member(shown))

    def _own_figures(self, level: Level, terms: Terms) -> pd.DataFrame:
        return self._single(
            level, level.own_reach._replace(own_served=level.own_states[..., 0].copy()), terms, OWN
        )

    def _open_figures(self, level: Level) -> pd.DataFrame:
        return self._single(level, level.open_reach(), "declared", OPEN)

    def _single(self, level: Level, reach: Reach, terms: Terms, regime: str) -> pd.DataFrame:
        counts = count_people(reach, _ONE, rows=self._rows, workers=1)
        saved = sum_saved(reach, _ONE, rows=self._rows, workers=1)
        everyone = np.ones((1, self._rows), dtype=bool)
        return self._figures(level, counts, saved, terms, np.array([regime], dtype=object), everyone)

    def _figures(
        self, level: Level, counts: SetCounts, saved: NDArray[np.float64], terms: Terms, keys: NDArray[np.object_],
        is_member: NDArray[np.bool_],
    ) -> pd.DataFrame:  # fmt: skip
        """One row per set, member, mode and group."""
        modes, groups = counts.gained.shape[2:]
        k, row = (np.repeat(axis, modes * groups) for axis in np.nonzero(is_member))
        members = int(is_member.sum())
        mode = np.tile(np.repeat(np.arange(modes), groups), members)
        group = np.tile(np.arange(groups), members * modes)
        at = k, row, mode, group
        shown = np.concatenate(
            [saved / self._unit[:, None], np.full((*saved.shape[:2], 1, groups), np.nan)], axis=2
        )
        return pd.DataFrame(
            {
                "terms": terms,
                "regime": keys[k],
                "service_type": self._question.service_type,
                "mode": self._modes[mode],
                "level": level.level,
                "group": np.array(self._question.groups, dtype=object)[group],
                "gmina_teryt": self._codes[row],
                **{name: counts.states[(*at, i)] for i, name in enumerate(STATES)},
                "gained": counts.gained[at],
                "lost": counts.lost[at],
                "saved": shown[at],
            }
        )

    def _rank(self, reach: Reach, terms: Terms) -> pd.DataFrame:
        """One row per set and mode."""
        sets, reach = self._sets.counted, only_residents(reach)
        counts = count_people(reach, sets, rows=self._rows, workers=self._workers)
        saved_s = sum_saved(reach, sets, rows=self._rows, workers=self._workers)[..., 0].sum(axis=1)
        saved = np.column_stack([saved_s / self._unit, np.full(len(sets), np.nan)])
        gained = counts.gained[..., 0]
        is_member = self._sets.is_member(sets)[:, :, None]
        least = np.where(is_member, gained, np.iinfo(np.int64).max).min(axis=1)
        total, modes = gained.sum(axis=1), len(self._modes)
        with np.errstate(divide="ignore", invalid="ignore"):
            per_place = np.where(counts.shared > 0, total / counts.shared, np.nan)
        return pd.DataFrame(
            {
                "terms": terms,
                "service_type": self._question.service_type,
                "mode": np.repeat(self._modes, len(sets)),
                "level": MAIN_LEVEL,
                "size": np.tile(self._sets.sizes, modes),
                "regime": np.tile(self._sets.counted_keys, modes),
                "gained": total.T.ravel(),
                "least_gained": least.T.ravel(),
                "shared_places": counts.shared.T.ravel(),
                "gained_per_place": per_place.T.ravel(),
                "saved": saved.T.ravel(),
            }
        )

    def _hosting(self, flows: SetFlows, keys: NDArray[np.object_], terms: Terms) -> pd.DataFrame:
        people = _round_hosts(flows.hosted)
        own = np.zeros((self._rows, len(self._hosts)), dtype=bool)
        own[np.arange(self._rows), list(self._gminas.partners)] = True
        k, mode, row, host = np.nonzero(people.any(axis=-1) & ~own)
        found = people[k, mode, row, host]
        return pd.DataFrame(
            {
                "terms": terms,
                "regime": keys[k],
                "service_type": self._question.service_type,
                "mode": self._modes[mode],
                "gmina_teryt": self._codes[row],
                "host": self._hosts[host],
                "people": found[:, 0],
                "people_target": _second(found),
            }
        )

    def _load(
        self, flows: SetFlows, keys: NDArray[np.object_], terms: Terms, sets: NDArray[np.uint64] | None
    ) -> pd.DataFrame:  # fmt: skip
        """One row per set, mode and place with a known capacity; of open borders (`sets` None) all such places."""
        room = self._question.room
        is_counted = np.isfinite(room.capacity) & (room.demand is not None)
        is_in = np.ones((len(keys), len(room.capacity)), dtype=bool)
        if sets is not None:
            is_in = self._sets.holds_place(sets, room.host, self._gminas)
        modes = len(self._question.modes)
        k, place = np.nonzero(is_in & is_counted)
        k, place, mode = np.repeat(k, modes), np.repeat(place, modes), np.tile(np.arange(modes), len(k))
        return pd.DataFrame(
            {
                "terms": terms,
                "regime": keys[k],
                "service_type": self._question.service_type,
                "mode": self._modes[mode],
                "service_id": self._question.service_ids[place],
                "gmina_teryt": self._hosts[room.host[place]],
                "capacity": room.capacity[place],
                "wanted_before": self._own_taken[mode, place],
                "wanted_after": flows.taken[k, mode, place],
                "from_others": flows.from_others[k, mode, place],
            }
        )

    def _states(self, key: tuple[str, str], states: NDArray[np.int64]) -> dict[StateKey, NDArray[np.uint8]]:
        most = states[:, 0].argmax(axis=-1).astype(np.uint8)
        return {
            (*key, self._question.service_type, mode): of_mode
            for mode, of_mode in zip(self._modes, most, strict=True)
        }

    def _border(self) -> pd.DataFrame:
        return pd.concat(list(self._borders()), ignore_index=True)

    def _borders(self) -> Iterator[pd.DataFrame]:
        question, bit = self._question, self._gminas.bit_of_cell
        for i, (mode, border) in enumerate(zip(question.modes, question.border, strict=True)):
            own = question.own.costs[i].cost[0]
            nearer = (border.place >= 0) & (border.cost < own) & (bit >= 0) & ((mode.flags & BLANK) == 0)
            cell = np.flatnonzero(nearer)
            host = question.room.host[border.place[cell]]
            cell, host = cell[host != self._gminas.of_cell[cell]], host[host != self._gminas.of_cell[cell]]
            saved = np.where(np.isfinite(own[cell]), own[cell] - border.cost[cell], 0.0) / self._unit[i]
            people = question.people[:, cell]
            frame = pd.DataFrame(
                {
                    "gmina_teryt": self._codes[bit[cell]],
                    "host": self._hosts[host],
                    "may_use": border.may_use[cell],
                    "people": people[0],
                    "people_target": people[-1],
                    "saved": people[0] * saved,
                }
            )
            sums = frame.groupby(["gmina_teryt", "host", "may_use"], as_index=False, sort=True).sum()
            sums = sums.assign(
                service_type=question.service_type, mode=mode.mode,
                people_target=_or_missing(sums["people_target"].to_numpy(), len(people) > 1),
            )  # fmt: skip
            yield sums[
                ["service_type", "mode", "gmina_teryt", "host", "people", "people_target", "saved", "may_use"]
            ]


def _round_hosts(hosted: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole people, running totals over the hosts right to half a person."""
    totals = np.floor(np.cumsum(hosted, axis=-2) + 0.5 + 1e-7).astype(np.int64)
    return np.diff(totals, axis=-2, prepend=0)


def _second(found: NDArray[np.int64]) -> pd.arrays.IntegerArray:
    return _or_missing(found[:, -1], found.shape[1] > 1)


def _or_missing(values: NDArray[np.int64], is_known: bool) -> pd.arrays.IntegerArray:
    return pd.array(values if is_known else [pd.NA] * len(values), dtype="Int64")


def join_tables(parts: Sequence[TypeTables]) -> TypeTables:
    """Tables of several types as one."""
    states: dict[StateKey, NDArray[np.uint8]] = {}
    for part in parts:
        states |= part.states

    def join(name: str) -> pd.DataFrame:
        return pd.concat([getattr(part, name) for part in parts], ignore_index=True)

    return TypeTables(
        join("figures"), join("rankings"), join("hosting"), join("load"), join("border"), states
    )
