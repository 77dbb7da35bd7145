"""Tables of the balance of one service type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.cooperation import OPEN, OWN, TERMS, Terms
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.contracts.travel_times import STEP
from mapa_uslug.cooperation.border import border_table, known_or_missing
from mapa_uslug.cooperation.coalitions import SetList, everybody
from mapa_uslug.cooperation.counting import (
    SetCounts,
    SetFlows,
    count_people,
    fill_states,
    sum_saved,
    trace_people,
)
from mapa_uslug.cooperation.question import Gminas, Level, Question, only_residents
from mapa_uslug.cooperation.ranking import rank_people
from mapa_uslug.cooperation.reach import Reach

_ONE: NDArray[np.uint64] = np.array([1], dtype=np.uint64)
StateKey = tuple[str, str, str, str]
PeopleKey = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class TypeTables:
    """Rows of one service type, see `CooperationBalance`."""

    figures: pd.DataFrame
    hosting: pd.DataFrame
    load: pd.DataFrame
    border: pd.DataFrame
    states: dict[StateKey, NDArray[np.uint8]]
    people: dict[PeopleKey, NDArray[np.int32]]


@dataclass(frozen=True, eq=False)
class TypeRanks:
    """Rankings of one service type, and people gained by set and partner, all modes together, by either terms."""

    rankings: pd.DataFrame
    agreed: NDArray[np.int64]
    declared: NDArray[np.int64]


class TypeCounter:
    """Counts the tables of a service type; what both terms have in common is counted once."""

    def __init__(self, question: Question, gminas: Gminas, *, workers: int | None = None) -> None:
        self._question, self._gminas, self._workers = question, gminas, workers
        self._codes = np.array(gminas.partner_codes, dtype=object)
        self._hosts = np.array(gminas.codes, dtype=object)
        self._rows = len(self._codes)
        self._place_bit = gminas.bits[question.room.host]
        # Ways are shown in minutes and metres.
        self._unit = np.array([STEP["s"] if m.unit == "s" else 1.0 for m in question.modes])
        self._reaches: dict[Terms, Reach] = {}

    @cached_property
    def _main(self) -> Level:
        return Level(self._question, self._gminas, MAIN_LEVEL)

    def main_reach(self, terms: Terms) -> Reach:
        """Reach of sets at the main threshold."""
        if terms not in self._reaches:
            self._reaches[terms] = self._main.reach(terms)
        return self._reaches[terms]

    @property
    def distinct_terms(self) -> tuple[Terms, ...]:
        """Terms that do not come to the same."""
        same = self._question.sets["declared"] is self._question.sets["agreed"]
        return TERMS[:1] if same else TERMS

    @property
    def place_bit(self) -> NDArray[np.int8]:
        """Partner in whom each place stands, -1 if none."""
        return self._place_bit

    def rank(self, sets: SetList) -> TypeRanks:
        """Rank every set."""
        found = [self._rank(sets, terms) for terms in self.distinct_terms]
        frames, gains = [frame for frame, _ in found], {t: g for t, (_, g) in zip(TERMS, found, strict=False)}
        return TypeRanks(
            pd.concat(self._for_both(frames), ignore_index=True), gains.get("agreed", gains["declared"]), gains["declared"]
        )  # fmt: skip

    def tables(self, shown: SetList) -> TypeTables:
        """Count everything else, for the sets that are shown."""
        levels = [
            self._main if n == MAIN_LEVEL else Level(self._question, self._gminas, n) for n in range(LEVELS)
        ]
        figures, hosting, load = [], [], []
        counted: dict[tuple[str, str], NDArray[np.int64]] = {}
        for terms in self.distinct_terms:
            for level in levels:
                reach = self.main_reach(terms) if level is self._main else level.reach(terms)
                figures += [self._set_figures(level, reach, shown, terms), self._own_figures(level, terms)]
            flows = self._trace(self.main_reach(terms), shown.masks)
            hosting.append(self._hosting(flows, shown.keys, terms))
            load.append(self._load(flows, shown.keys, terms, shown.holds(self._place_bit)))
            counted |= self._set_states(terms)
        figures, hosting, load = (self._for_both(frames) for frames in (figures, hosting, load))
        if len(self.distinct_terms) == 1:
            counted |= {("agreed", regime): states for (_, regime), states in counted.items()}
        figures += [self._open_figures(level) for level in levels]
        open_reach, open_key = self._main.open_reach(), np.array([OPEN], dtype=object)
        flows = self._trace(open_reach, _ONE)
        hosting.append(self._hosting(flows, open_key, "declared"))
        load.append(self._load(flows, open_key, "declared", np.ones((1, len(self._place_bit)), dtype=bool)))
        counted["declared", OPEN] = fill_states(open_reach, 1)[0]
        figures, hosting, load = (pd.concat(frames, ignore_index=True) for frames in (figures, hosting, load))
        border = border_table(self._question, self._gminas)
        return TypeTables(figures, hosting, load, border, self._states(counted), self._people(counted))

    def _for_both(self, frames: list[pd.DataFrame]) -> list[pd.DataFrame]:
        """The same rows for the terms that come to the same."""
        if len(self.distinct_terms) == len(TERMS):
            return frames
        return [*frames, *(frame.assign(terms="agreed") for frame in frames)]

    def _set_states(self, terms: Terms) -> dict[tuple[str, str], NDArray[np.int64]]:
        """Of every gmina on its own, and of all partners together."""
        reach, own, all_of_them = self.main_reach(terms), self._main.own_states, everybody(tuple(self._codes))
        together = fill_states(reach, int(all_of_them.masks[0]))[0]
        is_member = (reach.bit >= 0)[:, None]
        return {(terms, OWN): own, (terms, str(all_of_them.keys[0])): np.where(is_member, together, own)}

    def _trace(self, reach: Reach, sets: NDArray[np.uint64]) -> SetFlows:
        return trace_people(reach, sets, rows=self._rows, hosts=len(self._hosts), workers=self._workers)

    @cached_property
    def _own_flows(self) -> SetFlows:
        return self._trace(self._main.own_reach, _ONE)

    @property
    def _modes(self) -> NDArray[np.object_]:
        return np.array([*self._question.mode_names, ALL_MODES], dtype=object)

    def _set_figures(self, level: Level, reach: Reach, shown: SetList, terms: Terms) -> pd.DataFrame:
        counts = count_people(reach, shown.masks, rows=self._rows, workers=self._workers)
        saved = sum_saved(reach, shown.masks, rows=self._rows, workers=self._workers)
        return self._figures(level, counts, saved, terms, shown.keys, shown.is_member)

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

    def _rank(self, sets: SetList, terms: Terms) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """One row per set and mode; people gained by set and partner, all modes together."""
        reach, masks = self.main_reach(terms), sets.masks
        counts = rank_people(reach, masks, rows=self._rows, place_bit=self._place_bit, workers=self._workers)
        residents = only_residents(reach)
        saved_s = sum_saved(residents, masks, rows=self._rows, workers=self._workers)[..., 0].sum(axis=1)
        saved = np.column_stack([saved_s / self._unit, np.full(len(sets), np.nan)])
        least = np.where(sets.is_member[:, :, None], counts.gained, np.iinfo(np.int64).max).min(axis=1)
        total, modes = counts.gained.sum(axis=1), len(self._modes)
        with np.errstate(divide="ignore", invalid="ignore"):
            per_place = np.where(counts.shared > 0, total / counts.shared, np.nan)
        frame = pd.DataFrame(
            {
                "terms": terms,
                "service_type": self._question.service_type,
                "mode": np.repeat(self._modes, len(sets)),
                "level": MAIN_LEVEL,
                "size": np.tile(sets.sizes, modes),
                "regime": np.tile(sets.keys, modes),
                "gained": total.T.ravel(),
                "least_gained": least.T.ravel(),
                "shared_places": counts.shared.T.ravel(),
                "gained_per_place": per_place.T.ravel(),
                "saved": saved.T.ravel(),
            }
        )
        return frame, counts.gained[..., -1]

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
                "people_target": known_or_missing(found[:, -1], is_known=found.shape[1] > 1),
            }
        )

    def _load(
        self, flows: SetFlows, keys: NDArray[np.object_], terms: Terms, is_in: NDArray[np.bool_]
    ) -> pd.DataFrame:
        """One row per set, mode and place of its members (sets, places) with a known capacity."""
        room = self._question.room
        is_counted = np.isfinite(room.capacity) & (room.demand is not None)
        modes = len(self._question.modes)
        own_taken = self._own_flows.taken[0]
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
                "wanted_before": own_taken[mode, place],
                "wanted_after": flows.taken[k, mode, place],
                "from_others": flows.from_others[k, mode, place],
            }
        )

    def _states(self, counted: dict[tuple[str, str], NDArray[np.int64]]) -> dict[StateKey, NDArray[np.uint8]]:
        """State of most people of each cell, by mode."""
        return {
            (*key, self._question.service_type, mode): of_mode
            for key, states in counted.items()
            for mode, of_mode in zip(self._modes, states[:, 0].argmax(axis=-1).astype(np.uint8), strict=True)
        }

    def _people(
        self, counted: dict[tuple[str, str], NDArray[np.int64]]
    ) -> dict[PeopleKey, NDArray[np.int32]]:
        """People of each cell by state, by all modes together."""
        return {
            (*key, self._question.service_type): states[-1, 0].astype(np.int32)
            for key, states in counted.items()
        }


def _round_hosts(hosted: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole people, running totals over the hosts right to half a person."""
    totals = np.floor(np.cumsum(hosted, axis=-2) + 0.5 + 1e-7).astype(np.int64)
    return np.diff(totals, axis=-2, prepend=0)


def join_tables(parts: Sequence[TypeTables]) -> TypeTables:
    """Tables of several types as one."""
    states: dict[StateKey, NDArray[np.uint8]] = {}
    people: dict[PeopleKey, NDArray[np.int32]] = {}
    for part in parts:
        states |= part.states
        people |= part.people

    def join(name: str) -> pd.DataFrame:
        return pd.concat([getattr(part, name) for part in parts], ignore_index=True)

    return TypeTables(join("figures"), join("hosting"), join("load"), join("border"), states, people)
