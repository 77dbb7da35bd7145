"""Between rows of the official sheet and places: what is asked of a row, and what is written back into it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pandas as pd

from mapa_uslug.contracts.places import EXACT_RADIUS_M, LEAST_RADIUS_M, QUALITIES, AddressQuery, Candidate
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.meaning.placing import read_coordinates
from mapa_uslug.registry.tables.sheets import Sheet
from mapa_uslug.steps.place_finding import DECIDED, AskedPlace, PlacedRow, PlaceFinder

# As the index writes an address.
_TOWN_AND_STREET: Final = re.compile(r"^(?:\d\d-\d{3} )?(?P<town>[^,]+), (?P<street>.+) \S+$")


def ask_for_place(row: Mapping[str, str]) -> AskedPlace:
    """What a row of the official sheet says of its place.

    Coordinates that are none are left out here; the reader of the sheet reports them.
    """
    degrees = read_coordinates(row["lon"], row["lat"])
    lon, lat = degrees if isinstance(degrees, tuple) else (math.nan, math.nan)
    return AskedPlace(
        query=AddressQuery(
            locality=row["miejscowosc"], street=row["ulica"], number=row["nr"], postcode=row["kod"],
            gmina=row["gmina"], powiat=row["powiat"], wojewodztwo=row["wojewodztwo"], lon=lon, lat=lat,
            is_private=row["wrazliwosc"] not in ("", "0"),
        ),
        provider=row["nazwa"], teryt=row["teryt7"],
        quality=row["klasa_wsp"] if row["klasa_wsp"] in QUALITIES else "",
        radius_m=_number(row["promien_wsp"]), is_settled=row["zrodlo_wsp"] == DECIDED,
    )  # fmt: skip


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return math.nan
    return value if value > 0 and math.isfinite(value) else math.nan


def fill_in_places(
    rows: pd.DataFrame, placed: Sequence[PlacedRow], gmina_names: Mapping[str, str]
) -> pd.DataFrame:
    """Rows with the places that were found, and the gmina where the row names none or its code is another's.

    What a row says itself stays: its own point and words are never overwritten. Rows that are counted per gmina only
    get no point.
    """
    written = [_filled(row, p, gmina_names) for row, p in zip(rows.to_dict("records"), placed, strict=True)]
    return pd.DataFrame(written, columns=rows.columns, dtype=object)


def find_missing_places(
    finder: PlaceFinder,
) -> Callable[[pd.DataFrame, Sheet], tuple[pd.DataFrame, list[Problem]]]:
    """A function that gives rows of a sheet the places that their addresses tell, and says what is not sure of them."""

    def find(rows: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, list[Problem]]:
        placed = finder.find([ask_for_place(row) for row in rows.to_dict("records")])
        numbers = rows["row"].tolist()
        told = [_tell(p, sheet.where(n, "miejscowosc")) for p, n in zip(placed, numbers, strict=True)]
        return fill_in_places(rows, placed, finder.gmina_names), [t for t in told if t is not None]

    return find


def _tell(placed: PlacedRow, where: str) -> Problem | None:
    """What a person should know of a place that was found by its address; nothing where a house was found as written."""
    best = placed.found.best
    if best is None:
        return problem(
            "No place was found for the address.", where=where, code="place_not_found", severity="warning",
            hint="Correct the address, or write the coordinates; until then nobody of its gmina is called too far.",
        )  # fmt: skip
    if placed.found.problem == "near_match":
        return problem(
            "The address was not found as written; a similar one was taken: {text}.", where=where, code="near_match",
            severity="warning", text=best.text, hint="Correct the address if another place is meant.",
        )  # fmt: skip
    if best.radius_m > EXACT_RADIUS_M:
        return problem(
            "The place is known only roughly, within {radius} m: {text}.", where=where, code="approximate_place",
            severity="warning", radius=round(best.radius_m), text=best.text,
            hint="Write the coordinates or a full address: where it matters, people's state cannot be told.",
        )  # fmt: skip
    return None


def _filled(row: dict[str, str], placed: PlacedRow, gmina_names: Mapping[str, str]) -> dict[str, str]:
    changes: dict[str, str] = {}
    best, check = placed.found.best, placed.check
    if (
        placed.is_contradicted
        and not check.declared
        and best is not None
        and _is_own_point(row, best.lon, best.lat)
    ):
        # Somewhere else, nobody knows where: a point that is surely wrong must not serve people.
        return {**row, "lat": "", "lon": "", "klasa_wsp": "", "promien_wsp": "", "zrodlo_wsp": ""}
    is_hidden = row["wrazliwosc"] not in ("", "0")
    if best is not None and not is_hidden and not _is_own_point(row, best.lon, best.lat):
        changes |= {
            "lon": f"{best.lon:.6f}", "lat": f"{best.lat:.6f}", "klasa_wsp": best.quality,
            "promien_wsp": f"{_radius_m(placed, best):.0f}", "zrodlo_wsp": best.source,
        }  # fmt: skip
    elif best is not None and not is_hidden and not row["klasa_wsp"]:
        changes["klasa_wsp"] = best.quality
    if best is not None and not is_hidden:
        changes |= _street_for_village(row, best)
    code = check.declared or check.at
    if code and (not row["teryt7"] or check.code in ("wrong", "unknown")):
        changes["teryt7"] = code
    if code and not row["gmina"]:
        changes["gmina"] = gmina_names.get(code, "")
    return {**row, **changes}


def _street_for_village(row: Mapping[str, str], best: Candidate) -> dict[str, str]:
    """Town and street where a cell such as ``Polna 1, 00-001 Zalewo`` was read as a village and its post town."""
    found = (
        _TOWN_AND_STREET.match(best.text) if best.quality == "punkt_adresowy" and not row["ulica"] else None
    )
    if found is None or fold(row["miejscowosc"]) not in fold(found["street"]) or not row["miejscowosc"]:
        return {}
    return {"miejscowosc": found["town"], "ulica": row["miejscowosc"]}


def _radius_m(placed: PlacedRow, best: Candidate) -> float:
    """A place of a similar name is no exact one before somebody has confirmed it."""
    return (
        max(best.radius_m, LEAST_RADIUS_M["miejscowosc"]) if placed.problem == "near_match" else best.radius_m
    )


def _is_own_point(row: Mapping[str, str], lon: float, lat: float) -> bool:
    own = read_coordinates(row["lon"], row["lat"])
    return (
        isinstance(own, tuple)
        and math.isclose(own[0], lon, abs_tol=1e-7)
        and math.isclose(own[1], lat, abs_tol=1e-7)
    )
