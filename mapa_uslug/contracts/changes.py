"""What changed between results of an area, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

FAMILIES: Final = ("population", "services", "roads", "timetable", "method", "data")
"""What can change: people; what is given where and how much of it; roads; courses of public transport; thresholds, rates and rules
of the calculation; what is known and how well."""
PARTS: Final = (*FAMILIES, "not_separable")
"""Parts of a change in people; they add up to it. The last: the data do not tell the causes apart."""
SERVICE_CHANGES: Final = (
    "opened", "closed", "moved", "capacity", "territory", "hours", "fee", "funding", "staff", "occupied", "record_date", "count",
    "better_located", "worse_located", "corrected_place",
)  # fmt: skip
"""What happens to a service; ``count``: services that are only counted per gmina. The last three change what is known, not what is."""
KNOWLEDGE_CHANGES: Final = ("better_located", "worse_located", "corrected_place")
GMINA_CHANGES: Final = (
    "renamed", "new_kind", "new_code", "merged", "split", "border_moved", "added", "removed",
)  # fmt: skip
INDICATORS: Final = (
    "people", "served", "full", "too_far", "cannot_tell", "places", "capacity", "capacity_per_1000",
)  # fmt: skip
"""Indicators of the time series: people by state (all modes together, main threshold), places and what they hold."""
ALARMS: Final = (
    "area_lost", "type_lost", "service_vanished", "white_spot_grown", "full_grown", "unknown_grown", "capacity_fell",
    "funding_ended", "funding_ends", "record_old", "rough_place",
)  # fmt: skip
"""What is told as an alarm, in the order in which alarms are listed."""
EDGE_COLUMNS: Final = (
    "step", "unit", "service_type", "service_id", "provider", "gmina_teryt", "change", "people",
)  # fmt: skip
"""Columns of `Changes.edges`."""


@dataclass(frozen=True)
class AlarmLimits:
    """From when something is told as an alarm (umowne).

    Attributes
    ----------
    growth : float
        Share by which people too far, without a free place or not known must have become more.
    least_people : int
        How many more they must be, too: one person more of three is no trend.
    capacity_fall : float
        Share by which the capacity of a service must have fallen.
    funding_months, old_months : int
    """

    growth: float = 0.10
    least_people: int = 10
    capacity_fall: float = 0.0
    funding_months: int = 12
    old_months: int = 12


USUAL_LIMITS: Final = AlarmLimits()


@dataclass(frozen=True, eq=False)
class Changes:
    """Changes over two or more snapshots in the order given.

    ``step`` is the number of the newer one of two neighbouring snapshots (2 is what happened from the first to the second). Gminas whose
    border, name or code changed are compared as one ``unit``: the code of the newer snapshot, or "|"-codes; "" all together.

    Attributes
    ----------
    snapshots : DataFrame
        ``number`` (from 1), ``name, date`` ("" not known), ``date_from`` (see `Snapshot`), ``people, services, version``.
    inputs : DataFrame
        What differs in files, settings and versions: ``step, kind ("input" | "option" | "version"), item, old, new`` (text, "" absent),
        ``families`` ("|"-list of `FAMILIES` that it can change; "" none).
    people : DataFrame
        ``step, unit, service_type, state, old, new, change`` and one column for each of `PARTS`, which add up to ``change``.
    not_separable : dict
        Step -> why nothing can be split ("cell_m" | "grid"); only totals are then compared.
    services : DataFrame
        ``step, service_id`` ("" where only counted), ``provider, service_type, gmina_teryt, change`` (of `SERVICE_CHANGES`), ``old, new``
        (text, "" not told).
    gminas : DataFrame
        ``step, old_code, new_code, old_name, new_name, change`` (of `GMINA_CHANGES`), ``unit``.
    units : dict
        Unit -> its name in the newest snapshot.
    catalog : DataFrame
        ``step, service_type, change ("added" | "removed" | "threshold" | "mode_added" | "mode_removed"), mode, old, new``.
    series : DataFrame
        ``number`` (snapshot), ``unit, service_type, indicator`` (of `INDICATORS`), ``value`` (missing where not known). Units are those of
        the newest snapshot; a snapshot that has no such unit has no rows of it.
    alarms : DataFrame
        Of the newest snapshot: ``alarm`` (of `ALARMS`), ``unit, area`` (number of the area of services; 0 none), ``service_type,
        service_id, provider, old, new`` (text), ``since`` (date; "" not known), ``ask`` (office or contact that the record names; "" none),
        in the order of `ALARMS`.
    edges : DataFrame
        People about whom nothing can be told since the place nearest to them closed or moved, because the data end before the next:
        ``step, unit`` (of the people), ``service_type, service_id, provider, gmina_teryt`` (of the place), ``change ("closed" |
        "moved"), people``.
    limits : AlarmLimits
    notes : tuple of str
        Codes of what the reader must know: ``dates_fall`` (the order given is not that of the dates), ``language``, ``version``.
    """

    snapshots: pd.DataFrame
    inputs: pd.DataFrame
    people: pd.DataFrame
    services: pd.DataFrame
    gminas: pd.DataFrame
    units: dict[str, str]
    catalog: pd.DataFrame
    series: pd.DataFrame
    alarms: pd.DataFrame
    limits: AlarmLimits = USUAL_LIMITS
    not_separable: dict[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    edges: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(EDGE_COLUMNS)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all differs."""
        tables = (self.inputs, self.services, self.gminas, self.catalog)
        return all(t.empty for t in tables) and not (self.people["change"] != 0).any()
