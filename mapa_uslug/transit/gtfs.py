"""GTFS feeds (General Transit Feed Specification, schedule) as a timetable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import Count
from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.transit.feed_calls import Calls, read_calls
from mapa_uslug.transit.feed_files import FeedFiles, open_feed
from mapa_uslug.transit.feed_frequencies import Runs, calls_of_runs, read_runs
from mapa_uslug.transit.feed_services import WEEKDAYS, FeedServices, read_services
from mapa_uslug.transit.feed_stops import FeedStops, Transfers, read_stops, read_transfers
from mapa_uslug.transit.feed_tables import FeedTable, read_feed_table
from mapa_uslug.transit.feed_trips import FeedTrips, read_trips
from mapa_uslug.transit.sources import Source

_NEEDED: Final = {
    "stops.txt": ("stop_id", "stop_lat", "stop_lon"),
    "trips.txt": ("trip_id", "service_id"),
    "stop_times.txt": ("trip_id", "stop_id", "stop_sequence"),
    "routes.txt": ("route_id",),
    "calendar.txt": ("service_id", *WEEKDAYS, "start_date", "end_date"),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs"),
    "transfers.txt": ("from_stop_id", "to_stop_id"),
}
_USED: Final = {
    "stops.txt": ("stop_name", "location_type", "parent_station"),
    "trips.txt": ("route_id", "trip_headsign"),
    "stop_times.txt": ("arrival_time", "departure_time", "pickup_type", "drop_off_type"),
    "routes.txt": ("route_short_name", "route_long_name"),
    "transfers.txt": (
        "transfer_type", "min_transfer_time", "from_trip_id", "to_trip_id", "from_route_id", "to_route_id",
    ),
}  # fmt: skip
_NO_TRANSFERS: Final = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32))
_VITAL: Final = ("stops.txt", "trips.txt", "stop_times.txt")


def read_gtfs(path: Path) -> Source:
    """Read a feed; what is broken in it is left out and told with file and line, the rest is used.

    Parameters
    ----------
    path
        Archive or folder.

    Raises
    ------
    InputError
        A feed in which nothing can be used: no archive, a file or column missing, no trip left.
    """
    log = ProblemLog()
    files = open_feed(path)
    log.extend(files.problems)
    tables = _read_tables(files, log)
    log.raise_errors()
    if files.ignored:
        log.add("The feed has files that are not used: {names}.", where=files.name, code="not_read", severity="warning",
                hint="Nothing needs doing: walking is computed on the roads.", names=", ".join(files.ignored))  # fmt: skip
    stops = read_stops(tables["stops.txt"], log)
    services = read_services(tables.get("calendar.txt"), tables.get("calendar_dates.txt"), log)
    trips = read_trips(tables["trips.txt"], tables.get("routes.txt"), services, log)
    _tell_unknown_trips(tables["stop_times.txt"], trips, log)
    calls, left_out = read_calls(tables["stop_times.txt"], trips, stops, log)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(calls.trip, minlength=len(trips.ids)))])
    runs = read_runs(tables.get("frequencies.txt"), trips, np.flatnonzero(np.diff(ptr)), log)
    transfers = (
        read_transfers(tables["transfers.txt"], stops, log) if "transfers.txt" in tables else _NO_TRANSFERS
    )
    timetable = replace(
        _assemble(files.name, stops, services, trips, calls, ptr, runs, transfers),
        lost_stop=_find_lost(tables["stop_times.txt"], stops, calls, runs),
    )
    if not timetable.trip_count:
        log.add("No trip of the feed can be used.", where=files.name, code="no_trips",
                hint="Look at the warnings about its lines, or download the feed once more.")  # fmt: skip
    log.raise_errors()
    count = _count(files.name, trips, runs, left_out)
    return Source(timetable, tuple(dict.fromkeys(log.problems)), count)


def _count(name: str, trips: FeedTrips, runs: Runs, left_out: dict[str, int]) -> Count:
    """Trips of the file; one that runs often counts once."""
    left_out = trips.left_out | left_out
    kept = len(np.unique(runs.trip))
    if rest := len(trips.table) - sum(left_out.values()) - kept:
        left_out["frequency"] = rest
    return Count(f"timetable: {name}", len(trips.table), kept, left_out)


def _read_tables(files: FeedFiles, log: ProblemLog) -> dict[str, FeedTable]:
    """Tables that have their columns; what a feed cannot do without is an error where it lacks."""
    tables = {}
    for name, needed in _NEEDED.items():
        place, severity = f"{files.name}/{name}", "error" if name in _VITAL else "warning"
        if name not in files.texts:
            if name in _VITAL:
                log.add("The feed has no {file}.", where=files.name, code="missing_file", file=name,
                        hint="Look whether the archive is a GTFS feed, and whole.")  # fmt: skip
            continue
        table = read_feed_table(place, files.texts[name], (*needed, *_USED.get(name, ())), log)
        missing = [column for column in needed if column not in table.columns]
        if name == "stop_times.txt" and not {"arrival_time", "departure_time"} & table.columns.keys():
            missing.append("arrival_time")
        for column in missing:
            log.add("The column {column} is missing.", where=place, code="missing_column", column=column, severity=severity,  # type: ignore[arg-type]
                    hint="The first line of the file names its columns, with commas between them.")  # fmt: skip
        if not missing:
            tables[name] = table
    if not {"calendar.txt", "calendar_dates.txt"} & tables.keys():
        log.add("The feed does not say on which days it runs: calendar.txt and calendar_dates.txt are missing or cannot be used.",
                where=files.name, code="missing_file", hint="Look whether the archive is a GTFS feed, and whole.")  # fmt: skip
    return tables


def _tell_unknown_trips(table: FeedTable, trips: FeedTrips, log: ProblemLog) -> None:
    """Calls of trips that are in no file; trips that were left out have been told."""
    ids, known = table["trip_id"], frozenset(trips.table["trip_id"].words)
    unknown = np.array([word not in known for word in ids.words], bool)[ids.codes]
    table.tell("The trip {trip} is not in trips.txt; its call was left out.", log, unknown, code="unknown_trip",
               hint="Add it to trips.txt, or take the line out.", trip=ids)  # fmt: skip


def _find_lost(table: FeedTable, stops: FeedStops, calls: Calls, runs: Runs) -> NDArray[np.bool_]:
    """Stops at which a trip calls in the file and nowhere else; a trip with a single call carries nobody."""
    ids = table["trip_id"]
    trip = ids.rows_of({word: i for i, word in enumerate(ids.words) if word})
    stop = table["stop_id"].rows_of(stops.rows)
    is_kept, is_called = np.zeros(len(table), bool), (trip >= 0) & (stop >= 0)
    is_kept[calls.row[np.isin(calls.trip, runs.trip)]] = True
    lost = np.flatnonzero(is_called & ~is_kept)
    lost = lost[np.bincount(trip[trip >= 0])[trip[lost]] > 1]
    # A line that stands twice is no call lost.
    pair = trip * len(stops.ids) + stop
    lost = lost[~np.isin(pair[lost], pair[is_kept])]
    found = np.zeros(len(stops.ids), bool)
    found[stop[lost]] = True
    return found


def _assemble(
    name: str,
    stops: FeedStops,
    services: FeedServices,
    trips: FeedTrips,
    calls: Calls,
    ptr: NDArray[np.int64],
    runs: Runs,
    transfers: Transfers,
) -> Timetable:
    ptr, order, shift = calls_of_runs(runs, ptr, calls.departure)
    stop = calls.stop[order]
    return Timetable(
        stop_id=stops.ids, stop_name=stops.names, stop_lon=stops.lon, stop_lat=stops.lat, stop_parent=stops.parent,
        trip_id=runs.name(trips), trip_line=trips.lines[runs.trip],
        trip_headsign=_headsigns(trips.headsigns[runs.trip], stops.names[stop[ptr[1:] - 1]]),
        trip_source=np.full(len(runs.trip), name, object), trip_service=trips.service[runs.trip],
        call_ptr=ptr, call_stop=stop.astype(np.int32),
        call_arrival_s=(calls.arrival[order] + shift).astype(np.int32),
        call_departure_s=(calls.departure[order] + shift).astype(np.int32),
        call_boards=calls.boards[order], call_alights=calls.alights[order],
        first_date=services.first_date, runs_on_date=services.runs,
        runs_on_type=np.zeros((len(services.rows), 4), bool),
        transfer_from=transfers[0], transfer_to=transfers[1], transfer_s=transfers[2],
    )  # fmt: skip


def _headsigns(given: NDArray[np.object_], last_stop: NDArray[np.object_]) -> NDArray[np.object_]:
    """Where a trip goes, as the feed writes it, or else its last stop."""
    return np.where(given == "", last_stop, given)
