"""A proposal as a plan, and the plan as a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.plan_config import CloseService, OpenService, ScenarioConfig


def plan_of(
    places: pd.DataFrame, service_type: ServiceType, *, name: str, closing: Iterable[str], capacity: float | None
) -> ScenarioConfig:  # fmt: skip
    """The plan that opens places and closes others.

    Parameters
    ----------
    places
        `place_id`, `name`, `cell_id`, `lon`, `lat`.
    """
    opened = [
        OpenService(
            id=p.place_id, service=service_type.code, name=f"{service_type.name}: {p.name}", cell=p.cell_id or None,
            lon=None if p.cell_id else p.lon, lat=None if p.cell_id else p.lat, capacity=capacity,
        )
        for p in places.itertuples()
    ]  # fmt: skip
    return ScenarioConfig(name=name, open=opened, close=[CloseService(id=c) for c in closing])


def write_plan_toml(plan: ScenarioConfig, *, note: str) -> str:
    """A plan as the text of a TOML file, with a remark above it."""
    return "\n".join([f"# {line}" for line in note.splitlines()] + list(_lines(plan))) + "\n"


def _lines(plan: ScenarioConfig) -> Iterator[str]:
    yield f"name = {_value(plan.name)}"
    for section in ("open", "close"):
        for change in getattr(plan, section):
            yield ""
            yield f"[[{section}]]"
            given = change.model_dump(exclude_none=True, exclude_defaults=True)
            yield from (f"{key} = {_value(value)}" for key, value in given.items())


def _value(value: Any) -> str:
    """A text or number of TOML; JSON writes both the same way."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
