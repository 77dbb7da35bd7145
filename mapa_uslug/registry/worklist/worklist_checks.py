"""What a person typed into a work list, held against its form, the gmina it should lie in, and the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mapa_uslug.contracts.cases import Case
from mapa_uslug.contracts.gmina_lookup import BORDER_TOLERANCE_M, GminaIndex
from mapa_uslug.core.crs import PL_1992_DEGREES, WGS84, transform_xy
from mapa_uslug.registry.meaning.placing import Issue, read_coordinates, read_gmina

_SWAPPED_HINT = "Exchange the two coordinates."


def check_form(typed: Mapping[str, str]) -> tuple[list[tuple[str, str]], list[Issue]]:
    """Changes that typed cells mean, and what is wrong with their form whatever the case.

    Coordinates become decimal degrees with a point; a place that a person typed is of the class ``reczny``.
    """
    changes = dict(typed)
    if "teryt7" in changes:
        # A name goes before a code: the old one would still speak for the other gmina.
        changes.setdefault("gmina", "")
    if not {"lat", "lon"} & set(typed):
        return list(changes.items()), []
    if not {"lat", "lon"} <= set(typed):
        missing = "lon" if "lat" in typed else "lat"
        return list(changes.items()), [Issue(
            "half_a_place", "lat, lon", "One coordinate is filled in and {column} is not.",
            "Fill in both, or empty both.", {"column": missing})]  # fmt: skip
    degrees = read_coordinates(typed["lon"], typed["lat"])
    if degrees is None or isinstance(degrees, Issue):
        return list(changes.items()), [degrees] if degrees else []
    lon, lat = degrees
    changes |= {"lon": _write(lon), "lat": _write(lat)}
    for column, text in (("klasa_wsp", "reczny"), ("promien_wsp", ""), ("zrodlo_wsp", "decyzja")):
        changes.setdefault(column, text)
    return list(changes.items()), _swapped_in_poland(lon, lat)


def _write(degrees: float) -> str:
    return f"{degrees:.7f}".rstrip("0").rstrip(".")


def _swapped_in_poland(lon: float, lat: float) -> list[Issue]:
    west, south, east, north = PL_1992_DEGREES
    if west <= lat <= east and south <= lon <= north:
        return [Issue("swapped_axes", "lat, lon", "The axes are swapped: lat {lat}, lon {lon} would lie in Poland when exchanged.",
                      _SWAPPED_HINT, {"lat": lat, "lon": lon})]  # fmt: skip
    return []


def make_place_check(index: GminaIndex) -> Callable[[Case, Mapping[str, str]], Sequence[Issue]]:
    """A check of typed codes and coordinates against gminas: the code must be one of them, the place lie in it.

    Where no code is typed the place is held against the gmina that the case declares.
    """

    def check(case: Case, typed: Mapping[str, str]) -> list[Issue]:
        code, issue = read_gmina(typed.get("teryt7", ""), index=index)
        issues = [issue] if issue else []
        declared = code or case.gmina_teryt
        if "lat" not in typed or "lon" not in typed or declared not in index.codes:
            return issues
        return issues + _check_place(declared, float(typed["lon"]), float(typed["lat"]), index)

    return check


def _check_place(declared: str, lon: float, lat: float, index: GminaIndex) -> list[Issue]:
    far = _distance_m(declared, lon, lat, index)
    if far <= BORDER_TOLERANCE_M:
        return []
    values = {
        "lat": lat,
        "lon": lon,
        "gmina": index.names[declared],
        "km": f"{far / 1000.0:.1f}".replace(".", ","),
    }
    if abs(lon) <= 90.0 and _distance_m(declared, lat, lon, index) <= BORDER_TOLERANCE_M:
        return [Issue("swapped_axes", "lat, lon", "The axes are swapped: lat {lat}, lon {lon} lies in {gmina} when exchanged.",
                      _SWAPPED_HINT, values)]  # fmt: skip
    return [Issue("other_gmina", "lat, lon", "The place (lat {lat}, lon {lon}) lies {km} km from the gmina {gmina}.",
                  "Check the coordinates; if the service really is there, write the code of that gmina in teryt7 too.", values)]  # fmt: skip


def _distance_m(code: str, lon: float, lat: float, index: GminaIndex) -> float:
    x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, index.crs)
    return index.distance_m(code, float(x[0]), float(y[0])) if np.isfinite([x[0], y[0]]).all() else np.inf


def make_service_check(
    knows: Callable[[str], bool], suggest: Callable[[str], str] = lambda text: ""
) -> Callable[[Case, Mapping[str, str]], Sequence[Issue]]:
    """A check of typed services against a catalog that `knows` codes and names, and may `suggest` similar ones."""

    def check(case: Case, typed: Mapping[str, str]) -> list[Issue]:
        text = typed.get("usluga_kod", "")
        if not text or knows(text):
            return []
        suggestion = suggest(text)
        if suggestion:
            return [Issue("unknown_service", "usluga_kod", "The catalog has no service called {value}.",
                          "Did you mean: {suggestion}?", {"value": text, "suggestion": suggestion})]  # fmt: skip
        return [Issue("unknown_service", "usluga_kod", "The catalog has no service called {value}.",
                      "Use a code or a name of the catalog (docs/katalog.md).", {"value": text})]  # fmt: skip

    return check
