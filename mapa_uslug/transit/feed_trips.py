"""Trips of a feed with the line and the service they belong to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.transit.feed_services import FeedServices
from mapa_uslug.transit.feed_stops import repeated_rows
from mapa_uslug.transit.feed_tables import FeedTable


@dataclass(frozen=True, eq=False)
class FeedTrips:
    """Rows of ``trips.txt`` that can be used.

    Attributes
    ----------
    table : FeedTable
    row : int64, (trips,)
        Row of the table that a trip is.
    ids, lines, headsigns : object of str, (trips,)
    service : int32, (trips,)
        Row of `FeedServices.runs`.
    index : dict
        Id -> trip.
    left_out : dict
        Reason -> number of rows; they and `row` add up to the table.
    """

    table: FeedTable
    row: NDArray[np.int64]
    ids: NDArray[np.object_]
    lines: NDArray[np.object_]
    headsigns: NDArray[np.object_]
    service: NDArray[np.int32]
    index: dict[str, int]
    left_out: dict[str, int]

    def tell(self, message: str, log: ProblemLog, trips: NDArray[np.int64], *, hint: str, code: str) -> None:
        """Warn of trips, by the lines they stand in."""
        self.table.tell(message, log, self.row[trips], hint=hint, code=code, trip=self.table["trip_id"])


def read_trips(
    table: FeedTable, routes: FeedTable | None, services: FeedServices, log: ProblemLog
) -> FeedTrips:
    """Take the trips whose service is known; others, and those named before, are left out and told."""
    ids = table["trip_id"]
    nameless = ids.is_empty
    table.tell("The trip has no trip_id and was left out.", log, nameless, code="missing_id",
               hint="Give every trip an id of its own.")  # fmt: skip
    repeated = repeated_rows(ids.texts) & ~nameless
    table.tell("The trip {trip} stands in the file already; this line was left out.", log, repeated, code="repeated",
               hint="Keep one of the two lines.", trip=ids)  # fmt: skip
    service = table["service_id"].rows_of(services.rows)
    unserved = (service < 0) & ~nameless & ~repeated
    table.tell("Nothing says on which days the service {service} of the trip runs; the trip was left out.", log, unserved,
               hint="Add the service to calendar.txt or calendar_dates.txt.", code="unknown_days", service=table["service_id"])  # fmt: skip
    row = np.flatnonzero(~nameless & ~repeated & ~unserved)
    kept = ids.texts[row]
    counts = {"missing_name": nameless, "repeated": repeated, "unknown_days": unserved}
    return FeedTrips(
        table=table, row=row, ids=kept, lines=_lines(table, routes, log)[row], headsigns=table["trip_headsign"].texts[row],
        service=service[row].astype(np.int32), index={trip: i for i, trip in enumerate(kept)},
        left_out={reason: int(rows.sum()) for reason, rows in counts.items() if rows.any()},
    )  # fmt: skip


def _lines(table: FeedTable, routes: FeedTable | None, log: ProblemLog) -> NDArray[np.object_]:
    """What each trip's line is called: its short name, else its long one, else its id."""
    ids = table["route_id"]
    names: dict[str, str] = {}
    if routes is not None:
        columns = (routes[name].texts for name in ("route_id", "route_short_name", "route_long_name"))
        for own, short, long in zip(*columns, strict=True):
            names.setdefault(own, short or long or own)
        unknown = np.array([w not in names for w in ids.words], bool)[ids.codes]
        table.tell("The line {line_id} of the trip is not in routes.txt; it is called by its id.", log, unknown, code="unknown_line",
                   hint="Add it to routes.txt.", line_id=ids)  # fmt: skip
    return np.array([names.get(word, word) for word in ids.words], object)[ids.codes]
