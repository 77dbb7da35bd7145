"""Bus stops, lines and courses of the invented carriers, with times that follow from the way along the roads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil

from example_area.gazetteer import by_name
from example_area.network import Network
from example_area.plane import Point
from example_area.ways import FOR_BUSES, Ways

BUS_KMH = 38.0
DWELL_S = 30

# Stops away from the middle of their village: name | x, y [km]; each is put on the road next to it.
_STOPS_APART = """
Zalewsk, dworzec    | 5.60  9.42
Zalewsk, szpital    | 4.85 10.45
Rudnia, kolonia     | 14.50 23.56
Jelenie, kolonia    | 8.40 20.52
"""

STATION = "Zalewsk, dworzec"
"""The one stop with two platforms."""


@dataclass(frozen=True)
class Line:
    """A line: number, name, stops there; back it calls at the same ones the other way round."""

    number: str
    name: str
    stops: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """One run of a line.

    Attributes
    ----------
    days : str
        Service of the feed, or marks of the table made by hand.
    calls : tuple of (stop, arrival, departure)
        Seconds of the service day, past 86400 after midnight.
    """

    line: str
    is_back: bool
    days: str
    calls: tuple[tuple[str, int, int], ...]


PKS_LINES = (
    Line("1", "Zalewsk (miejska) - Malinowo", ("Zalewsk, szpital", "Zalewsk", STATION, "Malinowo")),
    Line("2", "Zalewsk - Stary Przewóz - Grodzieniec", (
        STATION, "Zalewsk", "Nowe Pole", "Ługi", "Stary Przewóz", "Trzcinno", "Grodzieniec")),
    Line("3", "Zalewsk - Jezierzec", (STATION, "Zalewsk", "Podgaje", "Kalinówka", "Jezierzec")),
    Line("4", "Zalewsk - Borowiska - Suchodół", (
        STATION, "Zalewsk", "Radlice", "Borowiska", "Wilcze", "Suchodół")),
    Line("5", "Grodzieniec - Modrzewno", ("Grodzieniec", "Mostki", "Nadrzecze", "Piaskowiec", "Modrzewno")),
    Line("6", "Borowiska - Grodzieniec", (
        "Borowiska", "Łąkta", "Podborze", "Żurawiniec", "Cegielnia", "Grodzieniec")),
    Line("N", "Nocny Zalewsk - Grodzieniec - Nadrzecze", (
        STATION, "Zalewsk", "Stary Przewóz", "Trzcinno", "Grodzieniec", "Mostki", "Nadrzecze")),
)  # fmt: skip

# line | > there, < back | service | departures from its first stop
_PKS_COURSES = """
2 | > | DR | 5:25 7:05 9:30 12:10 15:10 18:20
2 | > | SZ | 6:35 13:25
2 | > | SO | 7:10 11:10 16:10
2 | > | ND | 9:10 15:10
2 | < | DR | 5:30 7:20 10:35 13:15 16:15 19:05
2 | < | SZ | 6:40 14:30
2 | < | SO | 8:15 12:15 17:15
2 | < | ND | 10:15 16:15
3 | > | DR | 6:10 8:40 11:40 14:40 17:10
3 | > | SZ | 13:10 15:40
3 | > | SO | 8:10 13:10
3 | > | ND | 10:10
3 | < | DR | 5:35 7:15 9:40 12:40 15:40
3 | < | SZ | 6:45 14:10
3 | < | SO | 9:10 14:10
3 | < | ND | 17:10
3 | > | WS | 12:10
3 | < | WS | 15:10
4 | > | DR | 6:20 9:20 13:20 15:50
4 | > | SZ | 14:25
4 | > | SO | 9:20
4 | < | DR | 5:40 7:10 10:20 14:20
4 | < | SZ | 6:50
4 | < | SO | 12:20
5 | > | DR | 6:15 10:15 14:45
5 | > | SZ | 13:35
5 | < | DR | 7:00 11:00 15:30
5 | < | SZ | 6:10
6 | > | SZ | 6:40 13:40
6 | < | SZ | 7:35 14:45
N | > | NC | 23:25
"""

HEADWAYS = (
    ("DR", "05:30:00", "08:30:00", 1200),
    ("DR", "08:30:00", "22:30:00", 1800),
    ("SO", "06:30:00", "20:30:00", 3600),
    ("ND", "08:00:00", "20:00:00", 7200),
)
"""Line 1 runs by intervals both ways: service, from, until, seconds."""


class Stops:
    """Where the stops lie, and how long buses need between them."""

    def __init__(self, network: Network) -> None:
        self._ways = Ways(network, FOR_BUSES)
        self.place = cache(self._place)

    def _place(self, name: str) -> Point:
        apart = _stops_apart()
        return self._ways.nearest(apart[name] if name in apart else by_name()[name].middle)

    def metres(self, a: str, b: str) -> float:
        """Way along the roads between two stops [m]."""
        return self._ways.metres(self.place(a), self.place(b))

    def ride_s(self, a: str, b: str, *, whole: int) -> int:
        """Seconds from one stop to the next, rounded up to so many."""
        return whole * ceil(self.metres(a, b) / (BUS_KMH / 3.6) / whole)


@cache
def _stops_apart() -> dict[str, Point]:
    rows = ([part.strip() for part in row.split("|")] for row in _STOPS_APART.strip().splitlines())
    return {name: (1000.0 * float(at.split()[0]), 1000.0 * float(at.split()[1])) for name, at in rows}


def run(
    stops: Stops, names: Sequence[str], start: int, *, whole: int, dwell: int
) -> tuple[tuple[str, int, int], ...]:
    """Calls of a course that leaves its first stop at `start` [s]."""
    calls = [(names[0], start, start)]
    for a, b in pairwise(names):
        arrival = calls[-1][2] + stops.ride_s(a, b, whole=whole)
        calls.append((b, arrival, arrival + (dwell if b != names[-1] else 0)))
    return tuple(calls)


def pks_courses(stops: Stops) -> list[Course]:
    """All courses of the feed that have times of their own, in the order of lines."""
    lines = {line.number: line for line in PKS_LINES}
    courses = []
    for row in _PKS_COURSES.strip().splitlines():
        number, way, service, departures = (part.strip() for part in row.split("|"))
        names = lines[number].stops[:: -1 if way == "<" else 1]
        for text in departures.split():
            calls = run(stops, names, seconds_of(text), whole=30, dwell=DWELL_S)
            courses.append(Course(number, way == "<", service, calls))
    return courses


def headway_courses(stops: Stops) -> list[Course]:
    """Courses of line 1 that intervals repeat; they begin at 0:00, a service and a way each."""
    line = PKS_LINES[0]
    services = dict.fromkeys(service for service, *_ in HEADWAYS)
    return [
        Course(
            line.number,
            is_back,
            service,
            run(stops, line.stops[:: -1 if is_back else 1], 0, whole=30, dwell=DWELL_S),
        )
        for service in services
        for is_back in (False, True)
    ]


def seconds_of(text: str) -> int:
    """Seconds of the day out of ``7:05``."""
    hours, minutes = text.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def clock(seconds: int, *, with_seconds: bool = True) -> str:
    """``07:05:00``, or ``07:05``."""
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if with_seconds else text
