"""Where a row says that it is: codes of gminas, coordinates, and whether the two agree."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mapa_uslug.contracts.gmina_lookup import BORDER_TOLERANCE_M
from mapa_uslug.contracts.gmina_lookup import GminaIndex as GminaIndex
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.text import mark


@dataclass(frozen=True)
class Issue:
    """What is wrong with a row: its code, the column, the message with its values, and whether the row is still usable."""

    code: str
    column: str
    message: str
    hint: str
    values: dict[str, object]
    is_fatal: bool = True


@dataclass(frozen=True)
class Place:
    """A row's place: metric coordinates, or none.

    Attributes
    ----------
    disputed : str
        Code of the gmina that the row declares and its point does not lie in: the service may be there all the same.
    """

    gmina_teryt: str
    x: float = math.nan
    y: float = math.nan
    disputed: str = ""

    @property
    def is_located(self) -> bool:
        """Whether it has coordinates."""
        return not math.isnan(self.x)


def read_gmina(text: str, *, index: GminaIndex) -> tuple[str, Issue | None]:
    """Six-digit code that a cell names, ``""`` where it names none that can be used."""
    if not text:
        return "", None
    try:
        return Teryt.parse(text, known=index.codes).code6, None
    except TerytError as error:
        if error.code == "lost_zero" and error.suggestion[:6] in index.codes:
            return error.suggestion[:6], Issue(
                "teryt_lost_zero", "teryt7", "The TERYT code {value} has lost its leading zero; {used} was used.",
                "Format the column as text and write {used}.", {"value": text, "used": error.suggestion}, is_fatal=False,
            )  # fmt: skip
        messages = {
            "form": mark("{value} is not a TERYT code."),
            "range": mark("{value} is not a TERYT code: no such wojewodztwo, powiat or kind."),
            "ambiguous": mark(
                "The TERYT code {value} can be read in two ways (a leading zero may be missing)."
            ),
            "lost_zero": mark(
                "The TERYT code {value} has lost its leading zero, and {used} is no gmina of the boundary file."
            ),
            "unknown": mark("No gmina of the boundary file has the TERYT code {value}."),
        }
        return "", Issue(
            "teryt_" + error.code, "teryt7", messages[error.code], "Correct the code; format the column as text so that zeros stay.",
            {"value": text, "used": error.suggestion},
        )  # fmt: skip


def read_coordinates(lon_text: str, lat_text: str) -> tuple[float, float] | Issue | None:
    """Degrees from two cells; None where both are empty."""
    if not lon_text and not lat_text:
        return None
    try:
        lon, lat = (float(t.replace(",", ".").replace("\u00a0", "")) for t in (lon_text, lat_text))
    except ValueError:
        lon = lat = math.nan
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        return Issue(
            "bad_coordinates", "lat, lon", "The coordinates are not degrees (lat {lat}, lon {lon}).",
            "Write degrees such as 52,1034 and 15,2211, or leave both cells empty.", {"lat": lat_text, "lon": lon_text},
        )  # fmt: skip
    return lon, lat


def place_row(
    teryt_text: str, lon_text: str, lat_text: str, *, index: GminaIndex
) -> tuple[Place, list[Issue]]:
    """Place a row: by its coordinates if they hold against the gmina it declares, else without a point.

    Swapped axes land inside Poland most of the time, so the test is the declared gmina, not the country.
    """
    code, issue = read_gmina(teryt_text, index=index)
    issues = [issue] if issue else []
    degrees = read_coordinates(lon_text, lat_text)
    if isinstance(degrees, Issue):
        return Place(code), [*issues, degrees]
    if degrees is None:
        return Place(code), issues
    x, y = (
        float(v[0]) for v in transform_xy(np.array([degrees[0]]), np.array([degrees[1]]), WGS84, index.crs)
    )
    if not index.codes:
        return Place(code, x, y), issues
    at = index.at(x, y)
    if issue and issue.code == "teryt_unknown" and not at:
        # Beyond the boundary file: nothing contradicts the row, and people may travel there.
        return Place("", x, y), []
    if not code and not at:
        issues.append(Issue(
            "outside", "lat, lon",
            "The point (lat {lat}, lon {lon}) lies in no gmina of the boundary file, and the row names none.",
            "Check the coordinates and write the TERYT code of the gmina.",
            {"lat": degrees[1], "lon": degrees[0]}, is_fatal=False))  # fmt: skip
    if not code or at == code or index.distance_m(code, x, y) <= BORDER_TOLERANCE_M:
        return Place(code or at, x, y), issues
    return _contradiction(code, at, degrees, (x, y), issues, index)


def _contradiction(
    code: str,
    at: str,
    degrees: tuple[float, float],
    xy: tuple[float, float],
    issues: list[Issue],
    index: GminaIndex,
) -> tuple[Place, list[Issue]]:
    # A town and the villages around it often share a name: codes tell them apart.
    named = [f"{index.names.get(c, '?')} ({c})" if c else "?" for c in (code, at)]
    values = {"gmina": named[0], "lat": degrees[1], "lon": degrees[0], "at": named[1],
              "km": round(index.distance_m(code, *xy) / 1000, 1)}  # fmt: skip
    if _fits_when_swapped(code, degrees, index):
        return Place(code), [*issues, Issue(
            "swapped_axes", "lat, lon",
            "The axes are swapped: lat {lat}, lon {lon} lies {km} km from {gmina}, and in {gmina} when swapped.",
            "Exchange the two coordinates.", values)]  # fmt: skip
    return Place(at or code, *xy, disputed=code), [*issues, Issue(
        "other_gmina", "teryt7", "The point (lat {lat}, lon {lon}) lies {km} km from the declared gmina {gmina}, in: {at}.",
        "Check the coordinates and the code; the point was used.", values, is_fatal=False)]  # fmt: skip


def _fits_when_swapped(code: str, degrees: tuple[float, float], index: GminaIndex) -> bool:
    candidates = [(degrees[1], degrees[0])]
    east, north = transform_xy(np.array([degrees[0]]), np.array([degrees[1]]), WGS84, PL_1992)
    candidates += list(zip(*(v.tolist() for v in transform_xy(north, east, PL_1992, WGS84)), strict=True))
    for lon, lat in candidates:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            continue
        x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, index.crs)
        if (
            np.isfinite([x[0], y[0]]).all()
            and index.distance_m(code, float(x[0]), float(y[0])) <= BORDER_TOLERANCE_M
        ):
            return True
    return False
