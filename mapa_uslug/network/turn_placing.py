"""From the members of turn restrictions to rows of road that may not be gone along one after the other.

A *step* is the piece of road between two neighbouring points of a run in one direction: ``2 * m`` from member m of
`RawRoads.run_points` to the next, ``2 * m + 1`` back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mapa_uslug.network.raw_roads import ForbiddenSteps, RawRoads
from mapa_uslug.network.turn_rules import TurnRule
from mapa_uslug.network.way_rules import CLOSED

Steps = tuple[int, ...]


@dataclass(frozen=True)
class _Row:
    steps: Steps
    modes: int


def place_turns(roads: RawRoads, rules: Sequence[TurnRule]) -> tuple[ForbiddenSteps, list[str]]:
    """Find the roads of turn restrictions.

    ``only_*`` forbids every other way on, from the first member as far as to the last; turning round where it begins
    stays free. It is left out for a mode that may not go where it points to, for nobody is to be trapped by a road that
    is closed to them.

    Returns
    -------
    turns : ForbiddenSteps
    fates : list of str
        Of every rule ``used``, ``off_roads`` (a member is no road that is read), or ``broken`` (its members do not
        meet, or meet in the middle of a way, where one cannot tell which half is meant).
    """
    ways = _MemberWays(roads, rules)
    rows: dict[Steps, int] = {}
    fates = []
    for rule in rules:
        found = ways.place(rule)
        fates.append(found if isinstance(found, str) else "used")
        for row in [] if isinstance(found, str) else found:
            rows[row.steps] = rows.get(row.steps, 0) | row.modes
    kept = sorted((steps, modes) for steps, modes in rows.items() if modes)
    ptr = np.cumsum([0, *(len(steps) for steps, _ in kept)]).astype(np.int64)
    return ForbiddenSteps(
        ptr,
        np.array([step for steps, _ in kept for step in steps], dtype=np.int64),
        np.array([modes for _, modes in kept], dtype=np.uint8),
    ), fates


class _MemberWays:
    """Runs of the ways that rules name, and what meets at their points."""

    def __init__(self, roads: RawRoads, rules: Sequence[TurnRule]) -> None:
        named = {way for rule in rules for way in (*rule.from_ways, *rule.via_ways, *rule.to_ways)}
        self._points, self._ptr = roads.run_points, roads.run_ptr
        self._runs: dict[int, list[int]] = defaultdict(list)
        for run in np.flatnonzero(np.isin(roads.run_source_id, np.fromiter(named, np.int64))).tolist():
            self._runs[int(roads.run_source_id[run])].append(run)
        nodes = np.fromiter({r.via_node for r in rules if r.via_node is not None}, np.int64)
        rows = np.flatnonzero(np.isin(roads.point_id, nodes))
        self._row_of_node = dict(zip(roads.point_id[rows].tolist(), rows.tolist(), strict=True))
        ends = {p for runs in self._runs.values() for run in runs for p in self._of_run(run)}
        members = np.flatnonzero(np.isin(self._points, np.fromiter(ends, np.int64)))
        own = np.searchsorted(self._ptr, members, side="right") - 1
        self._leaving: dict[int, list[int]] = defaultdict(list)
        for m, point, first, last in zip(
            members.tolist(),
            self._points[members].tolist(),
            self._ptr[own].tolist(),
            self._ptr[own + 1].tolist(),
            strict=True,
        ):
            if m > first:
                self._leaving[point].append(2 * (m - 1) + 1)
            if m + 1 < last:
                self._leaving[point].append(2 * m)
        self._modes = (
            [_open_modes(pace.forward) for pace in roads.paces],
            [_open_modes(pace.backward) for pace in roads.paces],
        )
        self._pace = roads.run_pace

    def place(self, rule: TurnRule) -> list[_Row] | str:
        """Forbidden rows of a rule, or its fate."""
        if any(way not in self._runs for way in (*rule.from_ways, *rule.via_ways, *rule.to_ways)):
            return "off_roads"
        rows: list[_Row] = []
        for start in rule.from_ways:
            for end in rule.to_ways:
                ways = self._ways_between(rule, start, end)
                if not ways:
                    return "broken"
                for way in ways:
                    rows += self._forbid(way, rule)
        return rows

    def _forbid(self, way: Steps, rule: TurnRule) -> list[_Row]:
        modes = rule.modes
        for step in way:
            modes &= self._open_to(step)
        if not rule.is_only:
            return [_Row(way, modes)]
        return [
            _Row((*way[:i], other), modes)
            for i in range(1, len(way))
            for other in self._leaving[self._head(way[i - 1])]
            if other != way[i] and not (i == 1 and other == way[0] ^ 1)
        ]

    def _ways_between(self, rule: TurnRule, start: int, end: int) -> list[Steps]:
        """Rows of steps from the last of one way over the via to the first of another."""
        if rule.via_node is not None:
            point = self._row_of_node.get(rule.via_node, -1)
            return [
                (came ^ 1, goes) for came in self._at_end(start, point) for goes in self._at_end(end, point)
                if (came == goes) == (start == end)  # of a ring only turning round goes back along the same piece
            ]  # fmt: skip
        found = []
        for point in self._end_points(start):
            for path, last in self._along(point, rule.via_ways):
                found += [
                    (came ^ 1, *path, goes) for came in self._at_end(start, point) for goes in self._at_end(end, last)
                ]  # fmt: skip
        return found

    def _along(self, point: int, ways: Sequence[int]) -> list[tuple[Steps, int]]:
        """Ways from a point from end to end of each of some ways, and where they lead to."""
        paths: list[tuple[Steps, int]] = [((), point)]
        for way in ways:
            paths = [
                (path + steps, last) for path, at in paths for steps, last in self._whole(way) if self._tail(steps[0]) == at
            ]  # fmt: skip
        return paths

    def _whole(self, way: int) -> Iterable[tuple[Steps, int]]:
        """Both directions of every run of a way, and where they lead to."""
        for run in self._runs[way]:
            first, last = int(self._ptr[run]), int(self._ptr[run + 1])
            yield tuple(2 * m for m in range(first, last - 1)), int(self._points[last - 1])
            yield tuple(2 * m + 1 for m in range(last - 2, first - 1, -1)), int(self._points[first])

    def _at_end(self, way: int, point: int) -> list[int]:
        """Steps of a way that leave a point which is an end of it."""
        steps = [steps[0] for steps, _ in self._whole(way) if self._tail(steps[0]) == point]
        return list(dict.fromkeys(steps))

    def _end_points(self, way: int) -> list[int]:
        return list(dict.fromkeys(last for _, last in self._whole(way)))

    def _of_run(self, run: int) -> list[int]:
        points: list[int] = self._points[self._ptr[run] : self._ptr[run + 1]].tolist()
        return points

    def _tail(self, step: int) -> int:
        return int(self._points[(step >> 1) + (step & 1)])

    def _head(self, step: int) -> int:
        return int(self._points[(step >> 1) + 1 - (step & 1)])

    def _open_to(self, step: int) -> int:
        run = int(np.searchsorted(self._ptr, step >> 1, side="right")) - 1
        return self._modes[step & 1][int(self._pace[run])]


def _open_modes(pace: Sequence[float]) -> int:
    return sum(1 << row for row, seconds in enumerate(pace) if seconds < CLOSED)


def count_fates(others: int, broken: int, fates: Sequence[str]) -> dict[str, int]:
    """Turn restrictions by what became of them, for the counts of a network."""
    of = Counter(fates)
    return {
        "turns_read": others + broken + len(fates),
        "turns_used": of["used"],
        "turns_of_others": others,
        "turns_off_roads": of["off_roads"],
        "turns_broken": broken + of["broken"],
    }
