"""The catalog's records."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mapa_uslug.core.text import mark

Delivery = Literal["S", "C", "D", "M", "Z", "L"]
"""S: people travel to a place; C: round-the-clock stay; D: at home; M: mobile; Z: remote; L: dwelling."""
ThresholdKind = Literal["ustawowy", "umowny"]
LEVELS = 3
METRES_PER_STEP = 100
"""Thresholds in metres are whole multiples of it, see `travel_times.STEP`."""
MAIN_LEVEL = 1
"""Thresholds come in three levels; the middle one is the main one."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CusArea(_Record):
    """One of the areas of social services named in the CUS act."""

    number: int = Field(ge=1)
    name: str
    name_en: str
    symbol: str = Field(min_length=1, max_length=2, description="Letters on the map's markers.")
    aliases: tuple[str, ...] = ()


class Threshold(_Record):
    """Three ascending limits of one mode."""

    values: tuple[int, int, int]
    unit: Literal["min", "m"] = "min"
    kinds: tuple[ThresholdKind, ThresholdKind, ThresholdKind] = ("umowny", "umowny", "umowny")
    legal_basis: str = ""

    @model_validator(mode="after")
    def _ascending_and_justified(self) -> Threshold:
        if not 0 < self.values[0] < self.values[1] < self.values[2]:
            raise ValueError(f"{mark('thresholds must ascend')}: {self.values}")
        if self.unit == "m" and any(v % METRES_PER_STEP for v in self.values):
            raise ValueError(f"{mark('thresholds in metres must be whole hundreds')}: {self.values}")
        if "ustawowy" in self.kinds and not self.legal_basis:
            raise ValueError(mark("a statutory threshold needs its legal basis"))
        return self


class ServiceType(_Record):
    """One type of service.

    `thresholds` maps a mode (``car``, ``walk``, ``walk_slow``, ``bike``, ``transit``) to its limits; its keys
    are the modes that count for the type.
    """

    code: str = Field(pattern=r"^[A-Z0-9]{2,4}$")
    name: str
    name_en: str
    plain_name: str = ""
    """What it offers, in words that everybody knows and nobody is ashamed of; empty: as `name`."""
    plain_name_en: str = ""
    areas: tuple[int, ...] = Field(min_length=1)
    delivery: Delivery
    target: str = "all"
    aliases: tuple[str, ...] = ()
    osm: tuple[str, ...] = ()
    sensitivity: Literal[0, 1, 2] = 0
    capacity_unit: str = ""
    demand_rate: float | None = Field(default=None, gt=0.0, le=1.0)
    units_per_person: float = Field(default=1.0, gt=0.0)
    thresholds: dict[str, Threshold] = {}

    @property
    def direction(self) -> Literal["to", "from"]:
        """Who travels: ``from`` when the service comes to people."""
        return "from" if self.delivery in "DM" else "to"

    @property
    def is_measured(self) -> bool:
        """Whether distance to it means anything and may be shown."""
        return self.sensitivity == 0 and self.delivery in "SCDM" and bool(self.thresholds)


class Catalog(_Record):
    """A dated set of service types and the areas they belong to."""

    version: str
    source: str
    areas: tuple[CusArea, ...]
    types: tuple[ServiceType, ...]

    @model_validator(mode="after")
    def _codes_fit(self) -> Catalog:
        numbers = {a.number for a in self.areas}
        codes = [t.code for t in self.types]
        if len(set(codes)) != len(codes):
            raise ValueError(
                f"{mark('codes of service types repeat')}: {sorted({c for c in codes if codes.count(c) > 1})}"
            )
        for service_type in self.types:
            if not set(service_type.areas) <= numbers:
                raise ValueError(
                    f"{mark('there is no such area')}: {service_type.code}, {service_type.areas}"
                )
        return self

    @cached_property
    def by_code(self) -> dict[str, ServiceType]:
        """Types by code."""
        return {t.code: t for t in self.types}

    def with_types(self, types: Iterable[ServiceType]) -> Catalog:
        """The catalog with other types (a copy of pydantic's would keep the old ones in `by_code`)."""
        return Catalog(version=self.version, source=self.source, areas=self.areas, types=tuple(types))
