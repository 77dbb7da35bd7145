"""A register of invented addresses drawn by hand: three gminas, squares of 10 km in EPSG:2180.

Zalewo (000101) and Dolina (000102) touch, Górno (000201) lies 20 km east of Dolina.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
from shapely.geometry import box

from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy

SQUARES = {
    ("000101", "Zalewo"): (500_000, 510_000),
    ("000102", "Dolina"): (510_000, 520_000),
    ("000201", "Górno"): (540_000, 550_000),
}
# Not as far north as east: with the axes swapped no point of a gmina may fall into it.
SOUTH, NORTH = 600_000, 610_000
# gmina, locality, SIMC, street, number, postcode, metres east and north of the gmina's south-west corner
_ROWS = """
000101|Zalewo|1000001|ulica Szkolna|2|00-100|5000|5000
000101|Zalewo|1000001|ulica Szkolna|4|00-100|5000|5040
000101|Zalewo|1000001|ulica Szkolna|8|00-100|5080|5120
000101|Zalewo|1000001|ulica ks. Jana Jawora|1A|00-100|5200|5000
000101|Zalewo|1000001|ulica ks. Jana Jawora|12/14|00-100|5200|5100
000101|Zalewo|1000001|ulica Adama Sowy|3|00-100|5300|5000
000101|Zalewo|1000001|ulica Marii Sowy|3|00-100|5300|5200
000101|Zalewo|1000001|ulica Wolności|1|00-100|5400|5000
000101|Zalewo|1000001|plac Wolności|1|00-100|5500|5000
000101|Zalewo|1000001|ulica 3 Maja|4|00-101|5600|5000
000101|Zalewo|1000001|ulica Jana Pawła II|7|00-101|5700|5000
000101|Zalewo|1000001|ulica Stara Krakowska|3|00-101|5800|5000
000101|Zalewo|1000001|ulica Polna|5|00-101|5900|5000
000101|Zalewo|1000001|ulica Rolna|6|00-101|6000|5000
000101|Zalewo|1000001|osiedle Słoneczne|5|00-101|6100|5000
000101|Zalewo|1000001|Rynek|2|00-101|6200|5000
000101|Zalewo|1000001|ulica Generała Stanisława Nowakowskiego|9|00-101|6300|5000
000101|Zalewo|1000001|ulica Lipowska|5|00-101|6400|5000
000101|Zalewo|1000001|ulica Klimkowa|67|00-101|6500|5000
000101|Dąbrowa|1000002||1|00-102|1000|1000
000101|Dąbrowa|1000002||67|00-102|1100|1000
000101|Klimkowo|1000003||67|00-103|2000|8000
000101|Klimkowo|1000003||12|00-103|2100|8000
000101|Lipno|1000004||3|00-103|3000|8000
000101|Lipniki Małe|1000005||3|00-103|3500|8000
000102|Dolina|2000001|ulica Leśna|1|00-200|5000|5000
000102|Dolina|2000001|ulica Krakowska|3|00-200|5100|5000
000102|Dolina|2000001|ulica Dolna|5|00-200|5200|5000
000102|Zalesie|2000002||5|00-201|8000|2000
000102|Lipnie|2000003||3|00-202|2000|2000
000201|Górno|3000001|ulica Szkolna|2|00-300|5000|5000
000201|Dąbrowa|3000002||1|00-301|1000|1000
000201|Dąbrowa|3000002||67|00-301|1100|1000
000201|Kutno Leśne|3000003||4|00-302|2000|2000
000201|Lipna|3000004||3|00-303|3000|3000
000201|Lipnik|3000005||3|00-303|3200|3000
"""


@dataclass(frozen=True)
class Point:
    """A row of the register: its parts, and its place in metres (EPSG:2180) and degrees."""

    gmina_teryt: str
    gmina: str
    locality: str
    simc: str
    street: str
    number: str
    postcode: str
    x: float
    y: float
    lon: float
    lat: float


def hand_points() -> list[Point]:
    names = {code: (name, west) for (code, name), (west, _) in SQUARES.items()}
    found = []
    for line in _ROWS.split("\n"):
        if not line:
            continue
        code, locality, simc, street, number, postcode, east, north = line.split("|")
        x, y = names[code][1] + float(east), SOUTH + float(north)
        lon, lat = transform_xy(np.array([x]), np.array([y]), PL_1992, WGS84)
        found.append(
            Point(
                code,
                names[code][0],
                locality,
                simc,
                street,
                number,
                postcode,
                x,
                y,
                float(lon[0]),
                float(lat[0]),
            )
        )
    return found


def hand_gminas() -> gpd.GeoDataFrame:
    codes = list(SQUARES)
    return gpd.GeoDataFrame(
        {
            "gmina_teryt": [code for code, _ in codes], "gmina_kod": [f"{code}2" for code, _ in codes],
            "gmina": [name for _, name in codes], "is_area": True,
        },
        geometry=[box(west, SOUTH, east, NORTH) for west, east in SQUARES.values()], crs=PL_1992,
    )  # fmt: skip


def write_register(path: Path, points: list[Point] | None = None, *, is_swapped: bool = False) -> Path:
    """The register as a CSV of PRG form in metres."""
    rows = [
        "NAZWA_GMINY;ID_GMINY;NAZWA_MIEJSCOWOSCI;ID_MIEJSCOWOSCI;NAZWA_ULICY;NUMER_PORZADKOWY;KOD_POCZTOWY;x;y"
    ]
    for p in hand_points() if points is None else points:
        x, y = (p.y, p.x) if is_swapped else (p.x, p.y)
        rows.append(
            f"{p.gmina};{p.gmina_teryt}2;{p.locality};{p.simc};{p.street};{p.number};{p.postcode};{x};{y}"
        )
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def point_of(locality: str, street: str, number: str, gmina_teryt: str = "") -> Point:
    (found,) = [
        p for p in hand_points()
        if (p.locality, p.street, p.number) == (locality, street, number) and gmina_teryt in ("", p.gmina_teryt)
    ]  # fmt: skip
    return found
