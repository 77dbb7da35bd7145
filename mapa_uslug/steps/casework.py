"""From rows and what was found of their places to the questions that a person must answer."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.contracts.cases import Case, Choice
from mapa_uslug.contracts.places import EXACT_RADIUS_M, Candidate, FoundPlace
from mapa_uslug.core.text import Text, mark
from mapa_uslug.registry.decisions import KEEP, MERGE
from mapa_uslug.registry.duplicates import find_duplicates
from mapa_uslug.registry.gmina_check import GminaCheck
from mapa_uslug.registry.matching import TypeMatcher
from mapa_uslug.registry.placing import read_coordinates
from mapa_uslug.steps.place_finding import PlacedRow

DECIDED: Final = "decyzja"
"""In `zrodlo_wsp`: a person has settled the place."""
_NOWHERE: Final = PlacedRow(FoundPlace(None), GminaCheck("no_point", ""))
_ADDRESS_COLUMNS: Final = ("lat", "lon", "miejscowosc", "ulica", "nr", "kod")
_MOST_CHOICES: Final = 8
_PLACE_CASES: Final = {
    "swapped_axes": (
        "swapped_axes",
        mark("The coordinates seem to be in the wrong order: as given, the point is not in the gmina {gmina}."),
        mark("Choose the place that is right, or write the address or the coordinates."),
    ),
    "other_gmina": (
        "other_gmina",
        mark("The point lies {km} km from the gmina {gmina} that the record names, in: {at}."),
        mark("Say what is right: the point or the gmina; or write the address or the coordinates."),
    ),
    "ambiguous": (
        "ambiguous_place",
        mark("Several places fit the address."),
        mark("Choose one, or write more of the address."),
    ),
    "near_match": (
        "near_match",
        mark("The address was not found as written; a similar one was taken: {text}."),
        mark("Confirm it, choose another one, or correct the address."),
    ),
    "inflected": (
        "no_place",
        mark("The locality {locality} is not known; it may be a declined form of another name."),
        mark("Choose the place that is meant, or write the name as it is in the register."),
    ),
}  # fmt: skip
# What the known addresses could not tell.
_TO_MEND: Final = ("number_unknown", "street_unknown", "not_found")
_NO_PLACE: Final = (
    "no_place",
    mark("No place was found for the address."),
    mark("Choose a place if one is offered, correct the address, or write the coordinates."),
)
_APPROXIMATE: Final = (
    "approximate_place",
    mark("The place is known only roughly, within {radius} m: {text}."),
    mark("Write the coordinates or a full address; or confirm that this is all that is known."),
)


@dataclass(frozen=True, eq=False)
class QuestionableRows:
    """Rows of the official sheet (with ``origin``) and what was found of the place of each.

    Attributes
    ----------
    rows, with_places : DataFrame
        As they came, which is what is asked about; and with the places that were found.
    knows_addresses : bool
        Whether there were addresses to look in: where none are, every place would be a question.
    """

    rows: pd.DataFrame
    with_places: pd.DataFrame
    placed: tuple[PlacedRow, ...]
    catalog: Catalog
    gmina_names: Mapping[str, str]
    knows_addresses: bool = True

    def each(self) -> Iterator[RowInQuestion]:
        """One after the other; rows that are counted per gmina only raise no question about their place."""
        matcher = TypeMatcher(self.catalog)
        for row, placed in zip(self.rows.to_dict("records"), self.placed, strict=True):
            service_type = matcher.find(row["usluga_kod"])
            yield RowInQuestion(row, row["origin"], placed, service_type)


def find_cases(questionable: QuestionableRows, *, text: Text, settled: Collection[str] = ()) -> list[Case]:
    """Every question about a set of rows, sorted by service; those whose decision was applied are not asked again."""
    rows = list(questionable.each())
    cases = [
        *place_cases(
            rows, gmina_names=questionable.gmina_names, knows_addresses=questionable.knows_addresses
        ),
        *type_cases(rows, TypeMatcher(questionable.catalog)),
        *duplicate_cases(questionable.with_places, TypeMatcher(questionable.catalog), text=text),
    ]
    return sorted(
        (c for c in cases if c.case_id not in settled), key=lambda c: (c.service_ids, c.kind, c.case_id)
    )


@dataclass(frozen=True)
class RowInQuestion:
    """A row of the official sheet and what was found of its place."""

    row: Mapping[str, str]
    origin: str
    placed: PlacedRow
    service_type: ServiceType | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether it is counted per gmina only."""
        return self.row["wrazliwosc"] not in ("", "0") or bool(
            self.service_type and self.service_type.sensitivity
        )

    @property
    def is_measured(self) -> bool:
        """Whether distance to it means anything; what it is may still be unknown."""
        return self.service_type is None or self.service_type.is_measured

    @property
    def subject(self) -> str:
        """Provider and address as given, on one line."""
        row = self.row
        address = " ".join(filter(None, (row["ulica"], row["nr"])))
        town = " ".join(filter(None, (row["kod"], row["miejscowosc"])))
        gmina = f"gm. {row['gmina']}" if row.get("gmina") else ""
        return " · ".join(
            filter(None, (" ".join(row["nazwa"].split()), ", ".join(filter(None, (address, town))), gmina))
        )


def place_cases(
    rows: Sequence[RowInQuestion], *, gmina_names: Mapping[str, str], knows_addresses: bool = True
) -> list[Case]:
    """One case for every row whose place a person should look at.

    Rows that a person has settled, and rows of services that no distance is measured to, raise none.
    """
    return [
        case
        for r in rows
        if r.row["zrodlo_wsp"] != DECIDED and not r.is_hidden
        for case in _cases_of(r, gmina_names, knows_addresses=knows_addresses)
    ]


def _cases_of(r: RowInQuestion, names: Mapping[str, str], *, knows_addresses: bool) -> Iterator[Case]:
    best, code = r.placed.found.best, r.placed.problem
    if code in _PLACE_CASES and (best is not None or code != "near_match"):
        yield _place_case(r, *_PLACE_CASES[code], names)
    elif best is None and knows_addresses:
        yield _place_case(r, *_NO_PLACE, names)
    elif (
        best is not None
        and best.radius_m > EXACT_RADIUS_M
        and _is_to_mend(r, knows_addresses=knows_addresses)
    ):
        yield _place_case(r, *_APPROXIMATE, names)


def _is_to_mend(r: RowInQuestion, *, knows_addresses: bool) -> bool:
    return knows_addresses and r.is_measured and r.placed.found.problem in _TO_MEND


def _place_case(r: RowInQuestion, kind: str, message: str, hint: str, names: Mapping[str, str]) -> Case:
    found, check, row = r.placed.found, r.placed.check, r.row
    best, own = found.best, r.placed.own or check
    values = {
        "gmina": names.get(own.declared, own.declared or row["gmina"]),
        "at": names.get(own.at, "?"),
        "km": f"{own.distance_m / 1000:.1f}".replace(".", ","),
        "locality": row["miejscowosc"],
        "text": best.text if best else "",
        "radius": f"{best.radius_m:.0f}" if best else "",
    }  # fmt: skip
    used = {name: value for name, value in values.items() if f"{{{name}}}" in message + hint}
    choices = _choices(r, kind, names)
    degrees = read_coordinates(row["lon"], row["lat"])
    given = degrees if isinstance(degrees, tuple) else (math.nan, math.nan)
    where = [
        row[c] for c in ("usluga_id", "lat", "lon", "teryt7", "gmina", "miejscowosc", "ulica", "nr", "kod")
    ]
    return Case(
        case_id=case_id(kind, *where),
        kind=kind, service_ids=(row["usluga_id"],), source=r.origin, subject=r.subject, message=message, hint=hint,
        values=tuple(used.items()), choices=choices, gmina_teryt=check.declared,
        lon=given[0], lat=given[1],
        columns=(*_ADDRESS_COLUMNS, "teryt7"),
    )  # fmt: skip


def _choices(r: RowInQuestion, kind: str, names: Mapping[str, str]) -> tuple[Choice, ...]:
    found, check = r.placed.found, r.placed.check
    options: list[tuple[str, Candidate, tuple[tuple[str, str], ...]]] = []
    if found.best is not None:
        gmina = (
            (("teryt7", check.at), ("gmina", names.get(check.at, "")))
            if kind == "other_gmina" and check.at
            else ()
        )
        options.append((found.best.text, found.best, gmina))
    options += [(c.text, c, ()) for c in found.candidates]
    seen: dict[tuple[float, float], Choice] = {}
    for text, place, more in options[:_MOST_CHOICES]:
        key = round(place.lon, 5), round(place.lat, 5)
        if key not in seen:
            seen[key] = Choice(
                str(len(seen) + 1), text or names.get(place.gmina_teryt, ""), (*_as_changes(place), *more),
                place.lon, place.lat, place.radius_m, place.quality,
            )  # fmt: skip
    return tuple(seen.values())


def _as_changes(place: Candidate) -> tuple[tuple[str, str], ...]:
    return (
        ("lat", f"{place.lat:.6f}"), ("lon", f"{place.lon:.6f}"), ("klasa_wsp", place.quality),
        ("promien_wsp", f"{place.radius_m:.0f}"), ("zrodlo_wsp", DECIDED),
    )  # fmt: skip


def type_cases(rows: Sequence[RowInQuestion], matcher: TypeMatcher) -> list[Case]:
    """One case for every row whose service the catalog does not know."""
    return [_type_case(r, matcher) for r in rows if r.service_type is None]


def _type_case(r: RowInQuestion, matcher: TypeMatcher) -> Case:
    given = r.row["usluga_kod"]
    found = matcher.suggest_types(given or r.row["nazwa"])
    choices = tuple(
        Choice(str(n), f"{t.code} ({t.name})", (("usluga_kod", t.code),))
        for n, t in enumerate(found, start=1)
    )
    return Case(
        case_id=case_id("unknown_service", r.row["usluga_id"], given), kind="unknown_service",
        service_ids=(r.row["usluga_id"],), source=r.origin, subject=r.subject,
        message=mark("The catalog has no service called {value}."), values=(("value", given or "–"),),
        hint=mark("Choose a service, write its code, or leave the row out."),
        choices=choices, columns=("usluga_kod",),
    )  # fmt: skip


def duplicate_cases(rows: pd.DataFrame, matcher: TypeMatcher, *, text: Text) -> list[Case]:
    """One case for every pair of rows that may be one service."""
    by_id = {row["usluga_id"]: row for row in rows.to_dict("records")}
    pairs = find_duplicates(rows.set_index("usluga_id", drop=False), matcher=matcher)
    found = [(by_id[str(p.first)], by_id[str(p.second)], p.score) for p in pairs]
    return [_duplicate_case(*pair, text) for pair in found if not _are_listed_apart(*pair[:2])]


def _are_listed_apart(first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    """Whether one list gives a home several rows, by whom its places are for: two lists word that differently."""
    is_one_list = first["origin"].rpartition(":")[0] == second["origin"].rpartition(":")[0]
    return (
        is_one_list
        and bool(first["kryteria"])
        and bool(second["kryteria"])
        and first["kryteria"] != second["kryteria"]
    )


def _duplicate_case(first: Mapping[str, str], second: Mapping[str, str], score: float, text: Text) -> Case:
    ids = first["usluga_id"], second["usluga_id"]
    subject = " / ".join(RowInQuestion(row, "", _NOWHERE).subject for row in (first, second))
    return Case(
        case_id=case_id("duplicate", *ids), kind="duplicate", service_ids=ids,
        source=f"{first['origin']} / {second['origin']}", subject=subject,
        message=mark("Two rows may be one service (likeness {score} %)."), values=(("score", f"{score:.0f}"),),
        hint=mark("Say whether they are one; then the first is kept and its empty cells are filled from the second."),
        choices=(Choice(MERGE, text("one service: join them")), Choice(KEEP, text("two services: keep both"))),
    )  # fmt: skip


def case_id(*parts: str) -> str:
    """Id of a case: the same for the same question, whatever stands around it."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
