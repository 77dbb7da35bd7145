"""What reports and maps say of new roads and courses."""

from __future__ import annotations

import shapely

from mapa_uslug.catalog.built_words import tell_built_roads, tell_new_courses
from mapa_uslug.contracts.built_roads import BuiltRoad
from mapa_uslug.core.text import Text

LINE = shapely.LineString([(0, 0), (9, 9)])


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_nothing_is_said_where_nothing_was_built() -> None:
    for info in ({}, {"built": (), "courses": []}):
        assert tell_built_roads(Text("en"), info) == ""
        assert tell_new_courses(Text("pl"), info) == ""


def test_roads_are_told_with_length_and_modes() -> None:
    info = {
        "built": (
            BuiltRoad("Kładka", ("walk", "bike"), 123.4, LINE),
            BuiltRoad("Most", ("car",), 3593.6, LINE),
        )
    }
    assert plain(tell_built_roads(Text("en"), info)).startswith(
        "New roads are counted here as if they existed: Kładka (123 m, on foot, by bicycle), Most (3,594 m, by car)."
    )
    assert plain(tell_built_roads(Text("pl"), info)).startswith(
        "Policzono z nowymi drogami, jakby już istniały: Kładka (123 m, pieszo, rowerem), Most (3594 m, samochodem)."
    )


def test_courses_are_told_by_their_files() -> None:
    info = {"courses": ["nowe.xlsx", "busy.zip"]}
    assert tell_new_courses(Text("en"), info) == (
        "New courses are counted here besides those that run: nowe.xlsx, busy.zip."
    )
