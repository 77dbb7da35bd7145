"""From sheets and OSM objects to services: located, unlocated, counted per gmina only, left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.contracts.cases import WORKLIST_END
from mapa_uslug.contracts.sheet import is_example
from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.registry.meaning.gmina_check import GminaClaim, check_gminas
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.placing import GminaIndex, Issue, Place, place_row
from mapa_uslug.registry.meaning.row_dates import Validity, read_validity
from mapa_uslug.registry.meaning.rows import read_hidden_record, read_precision, read_record
from mapa_uslug.registry.meaning.sensitivity import is_declared_well, row_sensitivity
from mapa_uslug.registry.osm_objects import services_from_objects
from mapa_uslug.registry.outcome import Registry, Sorted, build_registry, keep_gmina_only, rejected_row
from mapa_uslug.registry.tables.sheets import Sheet, read_sheet

__all__ = ["Registry", "read_services"]


PlacesFinder = Callable[[pd.DataFrame, Sheet], tuple[pd.DataFrame, Sequence[Problem]]]
"""Gives rows of a sheet back with the places that their addresses tell, and what is to be said of them."""


@dataclass(frozen=True, eq=False)
class _Means:
    """What rows are read with; `worklist` is the name of the one that stands beside the sheet, ``""`` if none does."""

    index: GminaIndex
    matcher: TypeMatcher
    catalog: Catalog
    on: date | None
    find_places: PlacesFinder | None = None
    worklist: str = ""


def read_services(
    paths: Sequence[Path],
    *,
    catalog: Catalog,
    gminas: gpd.GeoDataFrame | None,
    crs: str,
    columns: Mapping[str, str] | None = None,
    objects: pd.DataFrame | None = None,
    dropped_objects: Mapping[str, int] | None = None,
    object_types: Sequence[str] = (),
    on: date | None = None,
    find_places: PlacesFinder | None = None,
) -> Registry:
    """Read services from sheets and OSM objects.

    Rows of kinds that are never kept are dropped before anything is said of them. A row that cannot be used is
    reported and left out; it never stops the others.

    Parameters
    ----------
    paths
        Sheets (see `registry.tables.sheets.read_sheet`).
    gminas
        `GMINAS` of the area and its neighbours, in `crs`; without them places cannot be checked against them.
    objects
        ``OsmFeatures.objects``, if the extract's objects are services too.
    dropped_objects
        Sensitive objects that the extract's reader left out, by kind.
    object_types
        Types of service that objects are taken for; all of the catalog if empty.
    on
        Day for which services are asked: those that are not given on it are left out (``not_valid``), and their places
        are not missed.
    find_places
        Asked for the rows that may be shown and have no coordinates.

    Raises
    ------
    InputError
        Sheets that cannot be read at all, every one of them.
    """
    means, out = _Means(GminaIndex(gminas, crs), TypeMatcher(catalog), catalog, on, find_places), Sorted()
    for path, sheet in zip(paths, _read_all(paths, columns or {}), strict=True):
        _sort_sheet(sheet, replace(means, worklist=_worklist_beside(path)), out)
    if objects is not None:
        known = services_from_objects(objects, catalog=catalog, index=means.index)
        found = [r for r in known if not object_types or r["service_type"] in object_types]
        out.located += [r for r in found if r["sensitivity"] == 0]
        out.unlocated += [keep_gmina_only(r) for r in found if r["sensitivity"] == 1]
        dropped = dict(dropped_objects or {})
        out.rejected += [
            rejected_row("", "never_kept", kind) for kind, n in sorted(dropped.items()) for _ in range(n)
        ]
        losses = {"never_kept": sum(dropped.values()), "not_asked": len(known) - len(found)}
        out.counts.append(Count("registry: OSM", len(known) + sum(dropped.values()), len(found),
                                {reason: n for reason, n in losses.items() if n}))  # fmt: skip
    return build_registry(out, crs)


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


def _worklist_beside(sheet: Path) -> str:
    worklist = sheet.with_name(f"{sheet.stem}{WORKLIST_END}.xlsx")
    return worklist.name if worklist.is_file() else ""


def _sort_sheet(sheet: Sheet, means: _Means, out: Sorted) -> None:
    out.problems += sheet.problems
    left_out: Counter[str] = Counter()
    for row in _with_places(sheet, means, out).to_dict("records"):
        reason, kind = _sort_row(row, sheet, means, out)
        if reason:
            # Of what is never kept only the kind is counted.
            left_out[f"{reason}:{kind}" if kind else reason] += 1
            source = "" if reason == "never_kept" else f"{sheet.name}:{row['row']}"
            out.rejected.append(rejected_row(source, reason, kind))
    for aside in sheet.set_aside:
        left_out[aside.reason] += 1
        out.rejected.append(rejected_row(f"{sheet.name}:{aside.row.number}", aside.reason, ""))
    read = len(sheet.rows) + len(sheet.set_aside)
    out.counts.append(
        Count(f"registry: {sheet.name}", read, read - left_out.total(), dict(sorted(left_out.items())))
    )


def _with_places(sheet: Sheet, means: _Means, out: Sorted) -> pd.DataFrame:
    """Rows with the places that were found for those that have none; what may not be shown is not asked for."""
    rows = sheet.rows
    if means.find_places is None:
        return rows
    wanted = [
        not (row["lat"] or row["lon"] or is_example(row["usluga_id"]))
        and row_sensitivity(row, means.matcher)[0] == 0
        for row in rows.to_dict("records")
    ]
    found, problems = means.find_places(rows[wanted], sheet)
    out.problems += problems
    completed = rows.copy()
    completed.loc[wanted] = found.to_numpy()
    return completed


def _sort_row(row: dict[str, Any], sheet: Sheet, means: _Means, out: Sorted) -> tuple[str, str]:
    """Put a row where it belongs; returns the reason (and kind) if it is left out."""
    if is_example(row["usluga_id"]):
        return "example", ""
    level, kind = row_sensitivity(row, means.matcher)
    if level == 2:
        return "never_kept", kind
    service_type = means.matcher.find(row["usluga_kod"])
    if service_type is None:
        issue = _unknown_type(row["usluga_kod"], means)
        # It may be any of those that it resembles: nobody of its gmina may be called too far from them.
        place, _ = place_row(
            row["teryt7"], "" if level else row["lon"], "" if level else row["lat"], index=means.index
        )
        likely = [t for t in means.matcher.suggest_types(row["usluga_kod"]) if t.is_measured]
        out.unplaced += [(t.code, place.gmina_teryt) for t in likely if place.gmina_teryt]
        out.problems.append(_row_problem(row, sheet, _hushed(issue) if level else issue))
        return "unknown_service", ""
    issues: list[Issue] = []
    validity = read_validity(row, issues)
    if means.on and not validity.includes(means.on):
        issue = _not_valid(validity, means.on)
        out.problems.append(_row_problem(row, sheet, _hushed(issue) if level else issue))
        return "not_valid", ""
    # What is counted per gmina only has no point: its coordinates are not even looked at.
    lon, lat = ("", "") if level else (row["lon"], row["lat"])
    place, place_issues = _settle_dispute(row, *place_row(row["teryt7"], lon, lat, index=means.index), means)
    issues = [*_id_issues(row, out.ids), *place_issues, *_sensitivity_issues(row), *issues]
    service = _record(row, service_type, place, validity, sheet, means, issues, is_hidden=bool(level))
    out.problems += [_row_problem(row, sheet, _hushed(issue) if level else issue) for issue in issues]
    fatal = next((issue for issue in issues if issue.is_fatal), None)
    if fatal or (service_type.is_measured and not (place.is_located and _is_territory_known(issues))):
        out.unplaced.append((service_type.code, place.gmina_teryt))
    elif place.disputed and service_type.is_measured:
        out.unplaced.append((service_type.code, place.disputed))
    if fatal:
        return fatal.code, ""
    out.ids.add(row["usluga_id"])
    _keep(service, place, out)
    return "", ""


def _settle_dispute(
    row: Mapping[str, str], place: Place, issues: list[Issue], means: _Means
) -> tuple[Place, list[Issue]]:
    """An office that sits in the town next to its gmina, and says so, is no contradiction."""
    if not place.disputed:
        return place, issues
    claim = GminaClaim(
        row["gmina"] or means.index.names[place.disputed], row["powiat"], row["teryt7"], row["nazwa"],
        row["miejscowosc"], (place.x, place.y),
    )  # fmt: skip
    if check_gminas([claim], index=means.index)[0].place != "seat_elsewhere":
        return place, issues
    return replace(place, disputed=""), [i for i in issues if i.code != "other_gmina"]


def _record(
    row: Mapping[str, str],
    service_type: ServiceType,
    place: Place,
    validity: Validity,
    sheet: Sheet,
    means: _Means,
    issues: list[Issue],
    *,
    is_hidden: bool,
) -> dict[str, Any]:
    if is_hidden:
        return read_hidden_record(
            row,
            service_type,
            place,
            validity=validity,
            sheet=sheet.name,
            matcher=means.matcher,
            issues=issues,
        )
    record = read_record(
        row, service_type, place, validity=validity, sheet=sheet.name, index=means.index, catalog=means.catalog,
        matcher=means.matcher, issues=issues,
    )  # fmt: skip
    quality, radius_m = read_precision(row, issues)
    return record | {"quality": quality, "radius_m": radius_m}


def _keep(service: dict[str, Any], place: Place, out: Sorted) -> None:
    if service["sensitivity"] == 1:
        out.unlocated.append({**service, "reason": "gmina_only"})
    elif place.is_located:
        out.located.append({**service, "x": place.x, "y": place.y})
    else:
        out.unlocated.append({**service, "reason": "no_coordinates"})


def _not_valid(validity: Validity, on: date) -> Issue:
    first, last = (
        (validity.event, validity.event) if validity.event else (validity.valid_from, validity.valid_until)
    )
    return Issue("not_valid", "wazne_do", "The service is not given on {on} (first day: {first}, last day: {last}): it was left out.",
                 "Correct the days if it is given; else nothing needs doing.",
                 {"on": on.isoformat(), "first": first or "-", "last": last or "-"}, is_fatal=False)  # fmt: skip


def _is_territory_known(issues: Iterable[Issue]) -> bool:
    return not any(issue.column == "gminy_obslugiwane" for issue in issues)


def _hushed(issue: Issue) -> Issue:
    """An issue of a row that is counted per gmina only: what its cells say is not repeated."""
    return replace(issue, values={k: v if k == "file" else "…" for k, v in issue.values.items()})


def _sensitivity_issues(row: Mapping[str, Any]) -> list[Issue]:
    if is_declared_well(row["wrazliwosc"]):
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


def _unknown_type(text: str, means: _Means) -> Issue:
    if means.worklist:
        # An imported sheet: its rows wait for a person in the work list, not for a change by hand.
        return Issue("unknown_service", "usluga_kod", "The catalog has no service called {value}: the row was left out.",
                     "Decide in {file} and run: mapa-uslug registry resolve {file}",
                     {"value": text or "-", "file": means.worklist}, is_fatal=False)  # fmt: skip
    suggestion = means.matcher.suggest(text)
    hint = (
        mark("Did you mean: {suggestion}?")
        if suggestion
        else mark("Use a code or a name of the catalog (docs/katalog.md).")
    )
    return Issue("unknown_service", "usluga_kod", "The catalog has no service called {value}.", hint,
                 {"value": text or "-", "suggestion": suggestion})  # fmt: skip


def _row_problem(row: Mapping[str, Any], sheet: Sheet, issue: Issue) -> Problem:
    where = sheet.where(row["row"], issue.column.partition(",")[0])
    return problem(
        issue.message, where=where if where.endswith("]") else f"{where} [{issue.column}]", hint=issue.hint, code=issue.code,
        severity="error" if issue.is_fatal else "warning", **issue.values,
    )  # fmt: skip
