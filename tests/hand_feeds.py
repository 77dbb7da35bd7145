"""Tiny GTFS feeds, small enough to see through."""

from __future__ import annotations

import zipfile
from pathlib import Path

# Two stops 1 km apart and a third; one trip on weekdays of one week (Monday 2026-05-11 to Sunday 2026-05-17).
FEED = {
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,Rynek,52.0,15.0\nB,Szkoła,52.01,15.0\nC,Szpital,52.02,15.0\n",
    "routes.txt": "route_id,route_short_name,route_long_name,route_type\nR1,7,Rynek - Szpital,3\n",
    "trips.txt": "route_id,service_id,trip_id,trip_headsign\nR1,WK,T1,Szpital\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,7:00:00,7:01:00,A,1\nT1,7:10:00,7:10:00,B,2\nT1,7:20:00,7:21:00,C,3\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "WK,1,1,1,1,1,0,0,20260511,20260517\n",
}
NAME = "gtfs.zip"


def write_feed(folder: Path, changes: dict[str, str | bytes | None] | None = None, name: str = NAME) -> Path:
    """Write `FEED` with some files exchanged; None takes a file out."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in {**FEED, **(changes or {})}.items():
            if text is not None:
                archive.writestr(file, text)
    return path


def with_line(file: str, *lines: str) -> dict[str, str | bytes | None]:
    """A file of `FEED` with lines added at its end."""
    return {file: FEED[file] + "".join(f"{line}\n" for line in lines)}
