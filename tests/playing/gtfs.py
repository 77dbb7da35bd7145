"""Plays a place where timetables lie beside each other: ``/KEY.zip``."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from playing.server import Answer, Asked, Player

FILES = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n1,PKS,https://example.org,Europe/Warsaw\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\na,Łęg,52.2,19.3\nb,Kutno,52.23,19.36\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_type\nr,1,7,3\n",
    "trips.txt": "route_id,service_id,trip_id\nr,s,t\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,08:00:00,08:00:00,a,1\nt,08:20:00,08:20:00,b,2\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "s,1,1,1,1,1,0,0,20260101,20261231\n",
}  # fmt: skip


def feed(changes: Mapping[str, str | None] | None = None, *, folder: str = "") -> bytes:
    """A feed of one course, with other files in place of some, or without them (None)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                archive.writestr(zipfile.ZipInfo(folder + name), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def gtfs(feeds: Mapping[str, bytes]) -> Player:
    """Feeds by their key."""

    def play(asked: Asked) -> Answer:
        key = asked.path.rpartition("/")[2].removesuffix(".zip")
        return (
            Answer(feeds[key], kind="application/zip")
            if key in feeds
            else Answer(b"not here", 404, "text/plain")
        )

    return play
