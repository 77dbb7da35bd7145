"""Speeds by road class, surroundings and surface: the table and its reader."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mapa_uslug.core.errors import InputError, problem

SPEEDS_FILE = Path(__file__).with_name("speeds.toml")
DEFAULT_LIMITS_KMH = (90.0, 50.0)


@dataclass(frozen=True)
class SpeedProfile:
    """Realistic speeds: what `speeds.toml` holds, checked.

    Speeds of classes are in km/h as (outside, inside built-up areas); walking in m/s. Get one with
    `default_profile` or `read_speed_profile`, and vary it with `dataclasses.replace`.
    """

    car_classes: Mapping[str, tuple[float, float]]
    car_presumed_limits: Mapping[str, tuple[float, float]]
    car_surface: Mapping[str, float]
    bike_classes: Mapping[str, float]
    bike_surface: Mapping[str, float]
    surface_kinds: Mapping[str, str]
    car_share_of_maxspeed: float
    car_destination_factor: float
    car_private_factor: float
    car_private_kmh: float
    car_unknown_limit_kmh: float
    car_factor: float
    walk_ms: float
    walk_slow_ms: float
    steps_factor: float
    bike_push_ms: float
    bike_private_factor: float
    ferry_kmh: float
    ferry_wait_s: float

    @property
    def digest(self) -> str:
        """Hex digest of every figure, for the cache's key."""
        text = json.dumps(asdict(self), sort_keys=True, default=list)
        return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def default_profile() -> SpeedProfile:
    """The profile that ships with the product."""
    return read_speed_profile(SPEEDS_FILE)


def read_speed_profile(path: Path) -> SpeedProfile:
    """Read a speed table in the form of `speeds.toml`.

    Raises
    ------
    InputError
        The file is not TOML, or a key is missing or not a positive number.
    """
    try:
        with path.open("rb") as stream:
            return _profile_from(tomllib.load(stream))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            [
                problem(
                    "The speed table cannot be used: {detail}.",
                    where=str(path),
                    hint="Compare it with the speeds.toml that ships with mapa_uslug; speeds are positive numbers.",
                    code="speed_table",
                    detail=str(error).rstrip("."),
                )
            ]
        ) from error


def _profile_from(table: Mapping[str, Any]) -> SpeedProfile:
    car, foot, bike, ferry = table["car"], table["foot"], table["bike"], table["ferry"]
    return SpeedProfile(
        car_classes={k: _pair(v) for k, v in car["classes"].items()},
        car_presumed_limits={k: _pair(v) for k, v in car["presumed_limits"].items()},
        car_surface={k: _positive(v) for k, v in car["surface"].items()},
        bike_classes={k: _positive(v) for k, v in bike["classes"].items()},
        bike_surface={k: _positive(v) for k, v in bike["surface"].items()},
        surface_kinds={value: kind for kind, values in table["surface_kinds"].items() for value in values},
        car_share_of_maxspeed=_positive(car["share_of_maxspeed"]),
        car_destination_factor=_positive(car["destination_factor"]),
        car_private_factor=_positive(car["private_factor"]),
        car_private_kmh=_positive(car["private_kmh"]),
        car_unknown_limit_kmh=_positive(car["unknown_limit_kmh"]),
        car_factor=_positive(car["factor"]),
        walk_ms=_positive(foot["walk_ms"]),
        walk_slow_ms=_positive(foot["walk_slow_ms"]),
        steps_factor=_positive(foot["steps_factor"]),
        bike_push_ms=_positive(bike["push_ms"]),
        bike_private_factor=_positive(bike["private_factor"]),
        ferry_kmh=_positive(ferry["kmh"]),
        ferry_wait_s=_positive(ferry["wait_s"]),
    )


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000:
        raise ValueError(f"{value!r} is not a positive number")
    return float(value)


def _pair(value: Any) -> tuple[float, float]:
    outside, inside = value
    return _positive(outside), _positive(inside)
