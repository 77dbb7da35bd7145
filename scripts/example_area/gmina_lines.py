"""Lines that gmina Jezierzec runs itself, without a feed, and the door-to-door services of two gminas."""

from __future__ import annotations

from dataclasses import dataclass

from example_area.timetable import Course, Line, Stops, run, seconds_of

GMINA_LINES = (
    Line("G1", "Smolary - Jezierzec (szkolna)", ("Smolary", "Jelenie", "Jelenie, kolonia", "Jezierzec")),
    Line("G2", "Podjezierze - Rudnia - Jezierzec", (
        "Podjezierze", "Rudnia", "Rudnia, kolonia", "Brzezinka", "Lipówka", "Jezierzec")),
    Line("G3", "Topolin - Zalewsk", ("Topolin", "Zalewsk")),
    Line("Dzień Seniora", "Dzień Seniora w Zalewsku", ("Wydmy", "Sadowice", "Zalewsk")),
)  # fmt: skip

EVENT_DAY = "2026-10-01"
# line | > there, < back | days on which it runs: S school day, W weekday free of school, 6, 7, or a date | departures
_COURSES = f"""
G1 | > | S | 7:05 10:05
G1 | < | S | 13:15 15:20
G2 | > | S W | 6:20 8:45 13:40
G2 | > | S | 7:10
G2 | > | 6 | 8:45
G2 | < | S W | 7:35 12:10 15:35
G2 | < | S | 16:35
G2 | < | 6 | 12:10
G3 | > | S W | 8:10
Dzień Seniora | > | {EVENT_DAY} | 9:30
Dzień Seniora | < | {EVENT_DAY} | 14:30
"""


@dataclass(frozen=True)
class DoorToDoor:
    """A service that fetches people where they live: codes are six digits, "" is anybody, anywhere."""

    name: str
    gminas: str
    destinations: str
    days: str
    hours: tuple[str, str]
    extra_min: int
    booking: str
    groups: str


DOOR_TO_DOOR = (
    DoorToDoor("PomocNa Taksówka w Modrzewnie", "086003", "086003", "S W", ("7:00", "15:00"), 10,
               "tel. 00 000 00 00 do 12:00 dnia poprzedniego", ""),
    DoorToDoor("Taksówka seniora w Zalewsku", "086001", "086001", "S W 6", ("8:00", "16:00"), 15,
               "tel. 00 000 00 00 dzień wcześniej", "osoby od 75 lat"),
)  # fmt: skip


def gmina_courses(stops: Stops) -> list[Course]:
    """All courses of the table, line by line; times are whole minutes, the stop's included."""
    lines = {line.number: line for line in GMINA_LINES}
    courses = []
    for row in _COURSES.strip().splitlines():
        number, way, days, departures = (part.strip() for part in row.split("|"))
        names = lines[number].stops[:: -1 if way == "<" else 1]
        for text in departures.split():
            calls = run(stops, names, seconds_of(text), whole=60, dwell=0)
            courses.append(Course(number, way == "<", days, calls))
    return courses
