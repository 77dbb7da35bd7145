"""A real feed, given in place of fetching."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import shapely

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.gtfs import fetch, last_day


def test_the_feed_of_minsk_has_ended(real_data: Path, tmp_path: Path) -> None:
    feed = real_data / "gtfs" / "minsk_mazowiecki.zip"
    assert str(last_day(feed)) == "2026-06-26"
    # Beyond Poland, so that nothing else is due.
    home = shapely.box(-500_000, 0, -490_000, 10_000)
    unit = GminaUnit("141201", "1", "Mińsk Mazowiecki", "miński", "mazowieckie")
    area = FetchArea((unit,), (), home, home, 0.0, tmp_path / "data")
    clock = lambda: datetime(2026, 11, 26, tzinfo=UTC)  # noqa: E731
    fetched = fetch(area, Getter(raw=tmp_path / "raw", given={"gtfs": (feed,)}, clock=clock))
    assert [a.path.name for a in fetched.artefacts] == ["rozklad_minsk_mazowiecki.zip"]
    assert fetched.artefacts[0].path.read_bytes() == feed.read_bytes()
    assert [p.code for p in fetched.problems] == ["timetable_ended"]


def test_the_trams_of_krakow_are_a_feed(real_data: Path) -> None:
    assert str(last_day(real_data / "gtfs" / "krakow_gtfsT.zip")) == "2024-06-02"
