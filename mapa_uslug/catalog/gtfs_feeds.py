"""The list of known timetables in GTFS form."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mapa_uslug.contracts.reading import describe_faults, describe_toml_error
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import mark

FEEDS_FILE: Final = Path(__file__).with_name("gtfs_feeds.toml")

Box = tuple[float, float, float, float]


class GtfsFeed(BaseModel):
    """A timetable somebody publishes.

    Attributes
    ----------
    box : tuple of float
        West, south, east, north [degrees]: roughly where its stops lie.
    checked_on : str
        Day on which somebody fetched it and it was a feed; "" if nobody has.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9_]+$")
    operator: str = Field(min_length=1)
    url: str = Field(pattern=r"^https://[^\s@]+$")
    box: Box
    licence: str = Field(min_length=1)
    credit: str
    note: str
    checked_on: str = ""

    @model_validator(mode="after")
    def _is_of_this_world(self) -> GtfsFeed:
        west, south, east, north = self.box
        if not (-180.0 <= west < east <= 180.0 and -90.0 <= south < north <= 90.0):
            raise ValueError(f"{mark('a box is west, south, east, north in degrees')}: {self.box}")
        if self.checked_on:
            date.fromisoformat(self.checked_on)
        return self

    @cached_property
    def host(self) -> str:
        """Computer that hands it out."""
        return urlsplit(self.url).hostname or ""

    def meets(self, box: Box) -> bool:
        """Whether its stops may lie in another box."""
        west, south, east, north = self.box
        return west <= box[2] and box[0] <= east and south <= box[3] and box[1] <= north


class GtfsFeeds(BaseModel):
    """The whole list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feeds: tuple[GtfsFeed, ...]

    @model_validator(mode="after")
    def _keys_differ(self) -> GtfsFeeds:
        keys = [feed.key for feed in self.feeds]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"{mark('keys that stand twice')}: {', '.join(twice)}")
        return self


def read_gtfs_feeds(path: Path = FEEDS_FILE) -> tuple[GtfsFeed, ...]:
    """Read a list of timetables.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    try:
        return GtfsFeeds.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).feeds
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([describe_toml_error(path, error)]) from error
    except ValidationError as error:
        raise InputError(describe_faults(path, GtfsFeeds, error)) from error
