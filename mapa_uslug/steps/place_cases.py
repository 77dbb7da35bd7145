"""What a person should look at in the places of rows."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.cases import Case, Choice
from mapa_uslug.contracts.places import EXACT_RADIUS_M, Candidate
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import Text, mark
from mapa_uslug.registry.meaning.placing import read_coordinates
from mapa_uslug.steps.place_finding import DECIDED, PlacedRow

_ADDRESS_COLUMNS: Final = ("lat", "lon", "miejscowosc", "ulica", "nr", "kod")
_ASKED_ABOUT: Final = ("usluga_id", "lat", "lon", "teryt7", "gmina", "miejscowosc", "ulica", "nr", "kod")
PLACE_KINDS: Final = frozenset(
    (
        "swapped_axes",
        "other_gmina",
        "wrong_teryt",
        "no_place",
        "ambiguous_place",
        "near_match",
        "approximate_place",
    )
)
_MOST_CHOICES: Final = 8
# No two points of Poland are so far apart: it is some 700 km wide and high.
_BEYOND_POLAND_M: Final = 1_000_000.0
_PLACE_CASES: Final = {
    "swapped_axes": (
        "swapped_axes",
        mark("The coordinates seem to be in the wrong order: as given, the point is not where the record says."),
        mark("Choose the place that is right, or write the address or the coordinates."),
    ),
    "other_gmina": (
        "other_gmina",
        mark("The point lies {km} km from the gmina {gmina} that the record names, in: {at}."),
        mark("Say what is right: the point or the gmina; or write the address or the coordinates."),
    ),
    "outside": (
        "other_gmina",
        mark("The point lies in no gmina of the boundary file."),
        mark("Say what is right: choose a place, or write the address or the coordinates."),
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
_OTHER_REGION: Final = (
    "other_gmina",
    mark(
        "The point lies in the gmina {at}, outside the powiat or wojewodztwo that the record names: {region}."
    ),
    mark("Say what is right: choose a place, or write the address or the coordinates."),
)
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


@dataclass(frozen=True)
class PlaceAsker:
    """Asks about places.

    Attributes
    ----------
    gmina_names : mapping
        By code.
    knows_addresses : bool
        Whether there were addresses to look in: where none are, every place would be a question.
    """

    gmina_names: Mapping[str, str]
    text: Text
    knows_addresses: bool = True

    def ask(self, rows: Sequence[RowInQuestion]) -> list[Case]:
        """One case for every row whose place a person should look at.

        Rows that a person has settled, and those that are counted per gmina only, raise none.
        """
        open_rows = [r for r in rows if r.row["zrodlo_wsp"] != DECIDED and not r.is_hidden]
        asked = [(r, self._question(r)) for r in open_rows]
        return [self._case(r, *question) for r, question in asked if question is not None]

    def _question(self, r: RowInQuestion) -> tuple[str, str, str] | None:
        """Kind, message and hint of what is to be asked."""
        best, code = r.placed.found.best, r.placed.problem
        if code == "other_gmina" and not (r.placed.own or r.placed.check).declared:
            return _OTHER_REGION
        if code in _PLACE_CASES and (best is not None or code != "near_match"):
            return _PLACE_CASES[code]
        if not self.knows_addresses:
            return None
        if best is None:
            return _NO_PLACE
        is_rough = best.radius_m > EXACT_RADIUS_M and r.is_measured
        return _APPROXIMATE if is_rough and r.placed.found.problem in _TO_MEND else None

    def _case(self, r: RowInQuestion, kind: str, message: str, hint: str) -> Case:
        best, row = r.placed.found.best, r.row
        own = r.placed.own or r.placed.check
        values = {
            "gmina": label_gmina(own.declared, self.gmina_names) or row["gmina"],
            "at": label_gmina(own.at, self.gmina_names) or "?",
            "km": self.text.number(own.distance_m / 1000.0, 1),
            "region": ", ".join(filter(None, (row["powiat"], row["wojewodztwo"]))),
            "locality": row["miejscowosc"],
            "text": best.text if best else "",
            "radius": self.text.number(best.radius_m) if best else "",
        }  # fmt: skip
        degrees = read_coordinates(row["lon"], row["lat"])
        given = degrees if isinstance(degrees, tuple) else (math.nan, math.nan)
        return Case(
            case_id=place_case_id(kind, row), kind=kind, service_ids=(row["usluga_id"],),
            source=r.origin, subject=r.subject, message=message, hint=hint,
            values=tuple((name, v) for name, v in values.items() if f"{{{name}}}" in message + hint),
            choices=self._choices(r, given), gmina_teryt=r.placed.check.declared, lon=given[0], lat=given[1],
            columns=(*_ADDRESS_COLUMNS, "teryt7"),
        )  # fmt: skip

    def _choices(self, r: RowInQuestion, given: tuple[float, float]) -> tuple[Choice, ...]:
        """Places to choose from, the one in use first; one in another gmina than the declared one changes that too."""
        found, declared = r.placed.found, r.placed.check.declared
        places = (*((found.best,) if found.best else ()), *found.candidates)
        seen: dict[tuple[float, float], Choice] = {}
        possible = [p for p in places if (p.lon, p.lat) != given or not _is_impossible(r.placed, p)]
        for place in possible[:_MOST_CHOICES]:
            key = round(place.lon, 5), round(place.lat, 5)
            if key in seen:
                continue
            code, names = place.gmina_teryt, self.gmina_names
            is_named = code == declared and fold(r.row["gmina"]) in ("", fold(names.get(code, "")))
            gmina = (("teryt7", code), ("gmina", names[code])) if code in names and not is_named else ()
            is_own = (place.lon, place.lat) == given
            label = (
                self.text("the point that the list gives") if is_own else place.text or names.get(code, "")
            )
            changes = (*_as_changes(place), *gmina)
            seen[key] = Choice(
                str(len(seen) + 1), label, changes, place.lon, place.lat, place.radius_m, place.quality
            )
        return tuple(seen.values())


def _is_impossible(placed: PlacedRow, own: Candidate) -> bool:
    """Whether a record's own point cannot be meant: it is offered with its degrees exchanged, or lies in another country."""
    is_exchanged = any((p.lat, p.lon) == (own.lon, own.lat) for p in placed.found.candidates)
    return is_exchanged or (placed.own or placed.check).distance_m > _BEYOND_POLAND_M


def _as_changes(place: Candidate) -> tuple[tuple[str, str], ...]:
    return (
        ("lat", f"{place.lat:.6f}"), ("lon", f"{place.lon:.6f}"), ("klasa_wsp", place.quality),
        ("promien_wsp", f"{place.radius_m:.0f}"), ("zrodlo_wsp", DECIDED),
    )  # fmt: skip


def label_gmina(code: str, names: Mapping[str, str]) -> str:
    """Name and code of a gmina, since neighbours may have one name; empty for no code."""
    return f"{names[code]} ({code})" if code in names else code


def place_case_id(kind: str, row: Mapping[str, str]) -> str:
    """Id of a question about a row's place: another address, point or gmina makes another question."""
    return case_id(kind, *(row[c] for c in _ASKED_ABOUT))


def type_case_id(kind: str, row: Mapping[str, str]) -> str:
    """Id of a question about a row's service."""
    return case_id(kind, row["usluga_id"], row["usluga_kod"])


def case_id(*parts: str) -> str:
    """Id of a case: the same for the same question, whatever stands around it."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
