"""From sheets and OSM objects to services: located, unlocated, counted per gmina only, left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.contracts.sheet import LIST_SEPARATOR
from mapa_uslug.contracts.tables import LOCATED_SERVICES, SERVICES, Count, blank_service
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.registry.matching import TypeMatcher, never_kept_kind
from mapa_uslug.registry.osm_objects import services_from_objects
from mapa_uslug.registry.placing import GminaIndex, Issue, Place, place_row, read_gmina
from mapa_uslug.registry.sheets import Sheet, read_sheet

_AS_GIVEN = {"quality": "rejestr", "radius_m": LEAST_RADIUS_M["rejestr"]}
_SENSITIVITIES = {"": 0, "0": 0, "1": 1, "2": 2}
# Forms of a unit that mean the same.
_UNITS = {
    "miejsce": "miejsca",
    "miejsc": "miejsca",
    "godzin/mies.": "godziny/mies.",
    "osob": "osoby",
    "lozek": "lozka",
    "rodzin": "rodziny",
}


@dataclass(frozen=True, eq=False)
class Registry:
    """Services by what may be done with them.

    Attributes
    ----------
    located : GeoDataFrame
        `LOCATED_SERVICES`, sensitivity 0, by service_id.
    unlocated : DataFrame
        `SERVICES` and ``reason``: ``no_coordinates`` (address only) or ``gmina_only`` (sensitivity 1: no address kept).
    unplaced : DataFrame
        ``service_type, gmina_teryt`` (``""`` not known) of services that exist but whose place is not known, for
        whatever reason: nobody of that gmina may be called too far from them.
    rejected : DataFrame
        ``source, reason, kind``: rows left out; those of kinds that are never kept have no source.
    problems : tuple of Problem
    counts : tuple of Count
    """

    located: gpd.GeoDataFrame
    unlocated: pd.DataFrame
    unplaced: pd.DataFrame
    rejected: pd.DataFrame
    problems: tuple[Problem, ...]
    counts: tuple[Count, ...]


@dataclass
class _Sorted:
    located: list[dict[str, Any]] = field(default_factory=list)
    unlocated: list[dict[str, Any]] = field(default_factory=list)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def read_services(
    paths: Sequence[Path],
    *,
    catalog: Catalog,
    gminas: gpd.GeoDataFrame | None,
    crs: str,
    columns: Mapping[str, str] | None = None,
    objects: pd.DataFrame | None = None,
    dropped_objects: Mapping[str, int] | None = None,
) -> Registry:
    """Read services from sheets and OSM objects.

    Rows of kinds that are never kept are dropped before anything is said of them. A row that cannot be used is
    reported and left out; it never stops the others.

    Parameters
    ----------
    paths
        Sheets (see `registry.sheets.read_sheet`).
    gminas
        `GMINAS` of the area and its neighbours, in `crs`; without them places cannot be checked against them.
    objects
        ``OsmFeatures.objects``, if the extract's objects are services too.
    dropped_objects
        Sensitive objects that the extract's reader left out, by kind.

    Raises
    ------
    InputError
        Sheets that cannot be read at all, every one of them.
    """
    index, matcher, out = GminaIndex(gminas, crs), TypeMatcher(catalog), _Sorted()
    for sheet in _read_all(paths, columns or {}):
        _sort_sheet(sheet, index=index, matcher=matcher, out=out)
    if objects is not None:
        found = services_from_objects(objects, catalog=catalog, index=index)
        out.located += [r for r in found if r["sensitivity"] == 0]
        out.unlocated += [_gmina_only(r) for r in found if r["sensitivity"] == 1]
        dropped = dict(dropped_objects or {})
        out.rejected += [
            _rejected("", "never_kept", kind) for kind, n in sorted(dropped.items()) for _ in range(n)
        ]
        out.counts.append(Count("registry: OSM", len(found) + sum(dropped.values()), len(found),
                                {"never_kept": sum(dropped.values())} if dropped else {}))  # fmt: skip
    return _registry(out, crs)


def _read_all(paths: Iterable[Path], columns: Mapping[str, str]) -> list[Sheet]:
    sheets, problems = [], []
    for path in paths:
        try:
            sheets.append(read_sheet(path, columns=columns))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return sheets


def _sort_sheet(sheet: Sheet, *, index: GminaIndex, matcher: TypeMatcher, out: _Sorted) -> None:
    left_out: Counter[str] = Counter()
    for row in sheet.rows.to_dict("records"):
        reason, kind = _sort_row(row, sheet.name, index=index, matcher=matcher, out=out)
        if reason:
            # Of what is never kept only the kind is counted.
            left_out[f"{reason}:{kind}" if kind else reason] += 1
            source = "" if reason == "never_kept" else f"{sheet.name}:{row['row']}"
            out.rejected.append(_rejected(source, reason, kind))
    read = len(sheet.rows)
    out.counts.append(
        Count(f"registry: {sheet.name}", read, read - left_out.total(), dict(sorted(left_out.items())))
    )


def _sort_row(
    row: dict[str, Any], sheet: str, *, index: GminaIndex, matcher: TypeMatcher, out: _Sorted
) -> tuple[str, str]:
    """Put a row where it belongs; returns the reason (and kind) if it is left out."""
    service_type = matcher.find(row["usluga_kod"])
    kind = never_kept_kind(row["usluga_kod"], row["nazwa"], service_type)
    if kind or _sensitivity(row, service_type) == 2:
        return "never_kept", kind or (service_type.code if service_type else "wrazliwosc 2")
    if service_type is None:
        out.problems.append(_row_problem(row, sheet, _unknown_type(row["usluga_kod"], matcher)))
        return "unknown_service", ""
    row_issues = _id_issues(row, out.ids)
    # What is counted per gmina only has no point: its coordinates are not even looked at.
    sensitivity = _sensitivity(row, service_type)
    is_hidden = sensitivity == 1
    lon, lat = ("", "") if is_hidden else (row["lon"], row["lat"])
    place, issues = place_row(row["teryt7"], lon, lat, index=index)
    issues = [*row_issues, *issues, *_sensitivity_issues(row)]
    service = _service(row, service_type, place, sheet, index=index, issues=issues)
    out.problems += [_row_problem(row, sheet, _hushed(issue) if is_hidden else issue) for issue in issues]
    fatal = next((issue for issue in issues if issue.is_fatal), None)
    if fatal or (service_type.is_measured and not (place.is_located and _is_territory_known(issues))):
        out.unplaced.append((service_type.code, place.gmina_teryt))
    if fatal:
        return fatal.code, ""
    out.ids.add(row["usluga_id"])
    _keep(service, place, out)
    return "", ""


def _keep(service: dict[str, Any], place: Place, out: _Sorted) -> None:
    if service["sensitivity"] == 1:
        out.unlocated.append(_gmina_only(service))
    elif place.is_located:
        out.located.append({**service, **_AS_GIVEN, "x": place.x, "y": place.y})
    else:
        out.unlocated.append({**service, "reason": "no_coordinates"})


def _is_territory_known(issues: Iterable[Issue]) -> bool:
    return not any(issue.column == "gminy_obslugiwane" for issue in issues)


def _hushed(issue: Issue) -> Issue:
    """An issue of a row that is counted per gmina only: what its cells say is not repeated."""
    return replace(issue, values=dict.fromkeys(issue.values, "…"))


def _sensitivity_issues(row: Mapping[str, Any]) -> list[Issue]:
    text = str(row["wrazliwosc"])
    if text.removesuffix(".0") in _SENSITIVITIES:
        return []
    return [Issue("bad_sensitivity", "wrazliwosc", "The sensitivity must be 0, 1 or 2.",
                  "Write 0 (public), 1 (counted per gmina only) or 2 (never kept); the row was left out.", {})]  # fmt: skip


def _id_issues(row: Mapping[str, Any], ids: set[str]) -> list[Issue]:
    issues = []
    if not row["usluga_id"]:
        issues.append(
            Issue(
                "missing_id", "usluga_id", "The service has no id.", "Give it one that no other row has.", {}
            )
        )
    elif row["usluga_id"] in ids:
        issues.append(Issue("duplicate_id", "usluga_id", "Another service already has the id {value}.",
                            "Give every service an id of its own; the first one was kept.", {"value": row["usluga_id"]}))  # fmt: skip
    if not row["nazwa"]:
        issues.append(
            Issue("missing_name", "nazwa", "The provider has no name.", "Write the name of the provider.", {})
        )
    return issues


def _unknown_type(text: str, matcher: TypeMatcher) -> Issue:
    suggestion = matcher.suggest(text)
    hint = (
        mark("Did you mean: {suggestion}?")
        if suggestion
        else mark("Use a code or a name of the catalog (docs/katalog.md).")
    )
    return Issue("unknown_service", "usluga_kod", "The catalog has no service called {value}.", hint,
                 {"value": text or "-", "suggestion": suggestion})  # fmt: skip


def _service(
    row: Mapping[str, Any],
    service_type: ServiceType,
    place: Place,
    sheet: str,
    *,
    index: GminaIndex,
    issues: list[Issue],
) -> dict[str, Any]:
    return blank_service() | {
        "service_id": row["usluga_id"],
        "provider": row["nazwa"],
        "service_type": service_type.code,
        "gmina_teryt": place.gmina_teryt,
        "locality": row["miejscowosc"],
        "address": " ".join(filter(None, (row["ulica"], row["nr"]))),
        "capacity": _capacity(row["pojemnosc"], issues),
        "capacity_unit": _unit(row, service_type, issues),
        "territory": _territory(row["gminy_obslugiwane"], index, issues),
        "is_open": fold(row["dla_spoza"]) != "nie",
        "sensitivity": _sensitivity(row, service_type),
        "hours": " ".join(filter(None, (row["dni"], row["godziny"]))),
        "contact": row["kontakt_rola"],
        "source": row["zrodlo"] or sheet,
        "source_date": row["data_stanu"],
    }


def _sensitivity(row: Mapping[str, Any], service_type: ServiceType | None) -> int:
    """The stricter of what the row and the catalog say; a cell that cannot be read counts as 1."""
    text = str(row["wrazliwosc"]).removesuffix(".0")
    declared = _SENSITIVITIES.get(text, 1)
    return max(declared, service_type.sensitivity if service_type else 0)


def _capacity(text: str, issues: list[Issue]) -> float:
    if not text:
        return math.nan
    try:
        value = float(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        value = -1.0
    if value >= 0 and math.isfinite(value):
        return value
    issues.append(Issue("bad_capacity", "pojemnosc", "The capacity {value} is not a number of places.",
                        "Write a number, or leave the cell empty when it is not known.", {"value": text}, is_fatal=False))  # fmt: skip
    return math.nan


def _unit(row: Mapping[str, Any], service_type: ServiceType, issues: list[Issue]) -> str:
    """Unit of the capacity; the catalog's own where it means the same."""
    given, wanted = str(row["jednostka"]), service_type.capacity_unit
    key = fold(given)
    if not given or not wanted or fold(wanted) in (key, _UNITS.get(key, key)):
        return wanted if given else given
    if row["pojemnosc"]:
        issues.append(Issue("other_unit", "jednostka", "The capacity is in {value}, the catalog counts {expected}: it was not weighed against demand.",
                            "Give the capacity in {expected}.", {"value": given, "expected": wanted}, is_fatal=False))  # fmt: skip
    return given


def _territory(text: str, index: GminaIndex, issues: list[Issue]) -> str:
    codes = []
    for part in filter(None, (p.strip() for p in text.split(LIST_SEPARATOR))):
        code, issue = read_gmina(part, index=index)
        if issue:
            # A code that cannot be used leaves open whom the service is for; that is said and weighed, not guessed.
            issues.append(replace(issue, column="gminy_obslugiwane", is_fatal=False))
        codes.append(code or (part[:6] if issue and issue.code == "teryt_unknown" else ""))
    return LIST_SEPARATOR.join(sorted(set(filter(None, codes))))


def _gmina_only(service: Mapping[str, Any]) -> dict[str, Any]:
    """What may be kept of a row of sensitivity 1: its kind, gmina and capacity."""
    kept = (
        "service_id",
        "service_type",
        "gmina_teryt",
        "capacity",
        "capacity_unit",
        "sensitivity",
        "source_date",
    )
    return blank_service() | {k: service[k] for k in kept} | {"reason": "gmina_only"}


def _rejected(source: str, reason: str, kind: str) -> dict[str, str]:
    return {"source": source, "reason": reason, "kind": kind}


def _row_problem(row: Mapping[str, Any], sheet: str, issue: Issue) -> Problem:
    return problem(
        issue.message, where=f"{sheet}:{row['row']} [{issue.column}]", hint=issue.hint, code=issue.code,
        severity="error" if issue.is_fatal else "warning", **issue.values,
    )  # fmt: skip


def _registry(out: _Sorted, crs: str) -> Registry:
    located = pd.DataFrame(out.located, columns=[*SERVICES, "quality", "radius_m", "x", "y"]).sort_values(
        "service_id", ignore_index=True
    )
    located = located.astype({"capacity": float, "is_open": bool, "sensitivity": "int64"})
    points = gpd.points_from_xy(located.pop("x").astype(float), located.pop("y").astype(float))
    unlocated = pd.DataFrame(out.unlocated, columns=[*SERVICES, "reason"]).sort_values(
        "service_id", ignore_index=True
    )
    return Registry(
        located=gpd.GeoDataFrame(located, geometry=points, crs=crs)[list(LOCATED_SERVICES)],
        unlocated=unlocated,
        unplaced=pd.DataFrame(
            sorted(set(out.unplaced)), columns=["service_type", "gmina_teryt"], dtype=object
        ),
        rejected=pd.DataFrame(out.rejected, columns=["source", "reason", "kind"]),
        problems=tuple(out.problems),
        counts=tuple(out.counts),
    )
