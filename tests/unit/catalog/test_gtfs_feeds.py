"""The list of timetables can be read, and says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.catalog.gtfs_feeds import FEEDS_FILE, read_gtfs_feeds
from mapa_uslug.core.errors import InputError

POLAND = (14.0, 48.9, 24.3, 55.0)


def test_every_feed_lies_in_poland() -> None:
    feeds = read_gtfs_feeds()
    assert 10 <= len(feeds) <= 40
    for feed in feeds:
        assert POLAND[0] <= feed.box[0] < feed.box[2] <= POLAND[2]
        assert POLAND[1] <= feed.box[1] < feed.box[3] <= POLAND[3]
        assert feed.host


def test_boxes_meet_or_do_not() -> None:
    szczecin = next(feed for feed in read_gtfs_feeds() if feed.key == "szczecin")
    assert szczecin.meets((14.9, 53.5, 15.5, 54.0))
    assert not szczecin.meets((15.0, 53.5, 15.5, 54.0))
    assert not szczecin.meets((14.4, 53.7, 14.5, 54.0))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('key = "wkd"', 'key = "WKD!"'),
        ("box = [20.6, 52.05, 21.05, 52.27]", "box = [52.05, 20.6, 52.27, 121.05]"),
        ("box = [20.6, 52.05, 21.05, 52.27]", "box = [21.05, 52.05, 20.6, 52.27]"),
        ('key = "wkd"', 'key = "gzm"'),
        ('url = "https://mkuran.pl/gtfs/wkd.zip"', 'url = "http://mkuran.pl/gtfs/wkd.zip"'),
        ('url = "https://mkuran.pl/gtfs/wkd.zip"', 'url = "https://kto:haslo@mkuran.pl/wkd.zip"'),
        ('key = "wkd"', 'key = "wkd"\nchecked_on = "wczoraj"'),
    ],
)
def test_faults_are_told(tmp_path: Path, before: str, after: str) -> None:
    text = FEEDS_FILE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "feeds.toml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError):
        read_gtfs_feeds(path)
