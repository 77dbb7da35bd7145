"""Stops of a feed, and the transfers that it prescribes between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.transit.feed_tables import FeedTable, number

_PLATFORM: Final = ("", "0")
# Numbers of the GTFS reference: transfer_type.
_RECOMMENDED, _TIMED, _LEAST_TIME, _IMPOSSIBLE = "0", "1", "2", "3"
_MOST_TRANSFERS: Final = 2_000_000
Transfers = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
"""From, to (rows of stops), and least seconds, -1 where one cannot change."""


@dataclass(frozen=True, eq=False)
class FeedStops:
    """Stops that vehicles call at and that have a place.

    Attributes
    ----------
    ids, names : object of str, (stops,)
    lon, lat : float64, (stops,)
        Degrees.
    parent : int32, (stops,)
        As in `Timetable.stop_parent`.
    rows : dict
        Id -> row.
    unusable : frozenset of str
        Ids that stand in the file and cannot be called at, each told already.
    members : dict
        Id of a stop or station -> rows of its stops.
    read : int
        Rows of the file that are stops.
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    parent: NDArray[np.int32]
    rows: dict[str, int]
    unusable: frozenset[str]
    members: dict[str, list[int]]
    read: int


def read_stops(table: FeedTable, log: ProblemLog) -> FeedStops:
    """Take the stops out of ``stops.txt``; those without a usable place are left out and told."""
    ids = table["stop_id"].texts
    is_stop = np.isin(table["location_type"].texts.astype(str), _PLATFORM)
    usable = is_stop & _have_ids(table, is_stop, log) & ~_are_repeated(table, log)
    usable &= _are_placed(table, usable, log)
    rows = np.flatnonzero(usable)
    stations = table["parent_station"].texts
    members: dict[str, list[int]] = {}
    for row, (own, station) in enumerate(zip(ids[rows], stations[rows], strict=True)):
        members.setdefault(own, []).append(row)
        if station and station != own:
            members.setdefault(station, []).append(row)
    parent = [members[station][0] if station else row for row, station in enumerate(stations[rows])]
    return FeedStops(
        ids=ids[rows], names=table["stop_name"].texts[rows],
        lon=table["stop_lon"].parsed(number)[rows], lat=table["stop_lat"].parsed(number)[rows],
        parent=np.array(parent, np.int32), rows={own: row for row, own in enumerate(ids[rows])},
        unusable=frozenset(ids[~usable]) - frozenset(ids[rows]), members=members, read=int(is_stop.sum()),
    )  # fmt: skip


def _have_ids(table: FeedTable, is_stop: NDArray[np.bool_], log: ProblemLog) -> NDArray[np.bool_]:
    lacking = table["stop_id"].is_empty
    table.tell("The stop has no stop_id and was left out.", log, lacking & is_stop, code="missing_id",
               hint="Give every stop an id of its own.")  # fmt: skip
    return ~lacking


def _are_repeated(table: FeedTable, log: ProblemLog) -> NDArray[np.bool_]:
    repeated = repeated_rows(table["stop_id"].texts) & ~table["stop_id"].is_empty
    table.tell("The stop {stop} stands in the file already; this line was left out.", log, repeated, code="repeated",
               hint="Keep one of the two lines.", stop=table["stop_id"])  # fmt: skip
    return repeated


def _are_placed(table: FeedTable, asked: NDArray[np.bool_], log: ProblemLog) -> NDArray[np.bool_]:
    lat, lon = table["stop_lat"].parsed(number), table["stop_lon"].parsed(number)
    missing = np.isnan(lat) | np.isnan(lon)
    with np.errstate(invalid="ignore"):
        outside = ~missing & (
            (np.abs(lat) > 90) | (np.abs(lon) > 180) | ((np.abs(lat) < 0.01) & (np.abs(lon) < 0.01))
        )
    table.tell("The stop {stop} has no coordinates; it was left out, and trips pass it by.", log, asked & missing,
               hint="Write stop_lat and stop_lon in degrees, with a decimal point.", code="no_coordinates",
               stop=table["stop_id"])  # fmt: skip
    table.tell("The stop {stop} is nowhere on land ({latitude}, {longitude}); it was left out, and trips pass it by.", log, asked & outside,
               hint="Write stop_lat and stop_lon in degrees, with a decimal point.", code="no_coordinates",
               stop=table["stop_id"], latitude=table["stop_lat"], longitude=table["stop_lon"])  # fmt: skip
    return ~missing & ~outside


def repeated_rows(keys: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Rows whose key an earlier row has."""
    repeated = np.ones(len(keys), bool)
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        first.setdefault(key, row)
    repeated[list(first.values())] = False
    return repeated


def read_transfers(table: FeedTable, stops: FeedStops, log: ProblemLog) -> Transfers:
    """Rules of ``transfers.txt`` that hold between any two trips: from, to, least seconds (-1: impossible).

    A rule between stations holds between all their stops; one that names the stops themselves goes before it.
    """
    kind = table["transfer_type"].texts
    narrowed = np.zeros(len(table), bool)
    for name in ("from_trip_id", "to_trip_id", "from_route_id", "to_route_id"):
        narrowed |= ~table[name].is_empty
    narrowed |= np.isin(kind.astype(str), ("4", "5"))
    if narrowed.any():
        log.add("Transfers that hold between single trips or lines only were not read: {number}.", where=table.place, code="not_read",
                hint="Nothing needs doing: people change there as they do elsewhere.", severity="warning", number=narrowed.sum())  # fmt: skip
    seconds = _transfer_seconds(table)
    known = np.array([a in stops.members and b in stops.members for a, b in _ends(table)], bool)
    told = np.array([(a in stops.unusable or b in stops.unusable) for a, b in _ends(table)], bool)
    table.tell("The transfer names a stop that is not in stops.txt; it was left out.", log, ~narrowed & ~known & ~told, code="unknown_stop",
               hint="Correct from_stop_id and to_stop_id, or take the line out.")  # fmt: skip
    table.tell("The transfer has no usable transfer_type or min_transfer_time and was left out.", log, ~narrowed & known & np.isnan(seconds),
               code="transfer", hint="Types are 0 to 3; type 2 needs min_transfer_time in seconds.")  # fmt: skip
    return _spread(table, np.flatnonzero(~narrowed & known & ~np.isnan(seconds)), seconds, stops, log)


def _ends(table: FeedTable) -> list[tuple[str, str]]:
    return list(zip(table["from_stop_id"].texts, table["to_stop_id"].texts, strict=True))


def _transfer_seconds(table: FeedTable) -> NDArray[np.float64]:
    kind = table["transfer_type"].texts
    least = table["min_transfer_time"].parsed(number)
    least[(least < 0) | (least > 86_400)] = np.nan
    seconds = np.full(len(table), np.nan)
    seconds[np.isin(kind.astype(str), ("", _RECOMMENDED, _TIMED))] = 0.0
    seconds[kind == _LEAST_TIME] = least[kind == _LEAST_TIME]
    seconds[kind == _IMPOSSIBLE] = -1.0
    return seconds


def _spread(
    table: FeedTable,
    rows: NDArray[np.int64],
    seconds: NDArray[np.float64],
    stops: FeedStops,
    log: ProblemLog,
) -> Transfers:
    ends = _ends(table)
    # Those that name most stations first, so that what is said of the stops themselves is said last and stays.
    ranked = sorted(rows.tolist(), key=lambda row: -sum(end not in stops.rows for end in ends[row]))
    rules: dict[tuple[int, int], int] = {}
    for row in ranked:
        start, end = stops.members[ends[row][0]], stops.members[ends[row][1]]
        if len(rules) + len(start) * len(end) > _MOST_TRANSFERS:
            log.add("The transfers between stations are more than {number} pairs of stops; the rest was not read.", where=table.place,
                    hint="Name the stops themselves where that matters.", code="not_read", severity="warning", number=_MOST_TRANSFERS)  # fmt: skip
            break
        rules.update({(a, b): int(seconds[row]) for a in start for b in end})
    pairs = np.array([(a, b, s) for (a, b), s in sorted(rules.items())], np.int32).reshape(-1, 3)
    return pairs[:, 0], pairs[:, 1], pairs[:, 2]
