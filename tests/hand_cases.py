"""An invented powiat of six square gminas, and one case of every kind in it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from mapa_uslug.contracts.cases import Case, Choice, Decision
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy

WEST, SOUTH, SIDE = 240_000.0, 470_000.0, 10_000.0
"""Corner of the first gmina and side of each [m, PL-1992]."""
NAMES = ("Zalewo", "Borki", "Łąki Wielkie", "Mostki", "Dąbrowa", "Świerki")
CODES = tuple(f"08600{i}" for i in range(1, 7))


def build_gminas() -> gpd.GeoDataFrame:
    """`GMINAS`: three squares in the south (Zalewo, Borki, Łąki Wielkie), three in the north, from west to east."""
    corners = [(WEST + SIDE * (i % 3), SOUTH + SIDE * (i // 3)) for i in range(6)]
    return gpd.GeoDataFrame(
        {"gmina_teryt": CODES, "gmina_kod": [f"{c}2" for c in CODES], "gmina": NAMES, "is_area": True},
        geometry=[shapely.box(x, y, x + SIDE, y + SIDE) for x, y in corners],
        crs=PL_1992,
    )


def degrees(east_m: float, north_m: float) -> tuple[float, float]:
    """Longitude and latitude of a place so many metres east and north of the south-western corner of Zalewo."""
    lon, lat = transform_xy(np.array([WEST + east_m]), np.array([SOUTH + north_m]), PL_1992, WGS84)
    return round(float(lon[0]), 6), round(float(lat[0]), 6)


def place(key: str, label: str, east_m: float, north_m: float, quality: str, radius_m: float) -> Choice:
    """A choice that puts a row at a place."""
    lon, lat = degrees(east_m, north_m)
    return Choice(key, label, (("lat", f"{lat}"), ("lon", f"{lon}"), ("klasa_wsp", quality)), lon, lat, radius_m, quality)  # fmt: skip


def _case(kind: str, number: int, subject: str, message: str, hint: str, **more: object) -> Case:
    ids = more.pop("service_ids", (f"U-{number:03}",))
    return Case(
        f"{kind}-{number:02}", kind, ids, f"uslugi.xlsx!Arkusz1:{number + 1}", subject, message, hint, **more
    )  # type: ignore[arg-type]


def build_cases() -> list[Case]:
    """One case of every kind, in an order of no meaning."""
    lon, lat = degrees(5_000, 5_000)
    far_lon, far_lat = degrees(14_000, 12_000)
    where = ("lat", "lon", "miejscowosc", "ulica", "nr", "kod", "teryt7")
    return [
        _case("duplicate", 9, "Dom Seniora, Zalewo, Szkolna 4 / DOM SENIORA, Zalewo, ul. Szkolna 4",
              "Two rows look like one service ({score} % alike).", "Decide whether they are one.", values=(("score", "97"),),
              service_ids=("U-009", "U-010"), lon=lon, lat=lat, gmina_teryt="086001",
              choices=(Choice("scal", "jedna usługa: zostaje U-009, puste pola z U-010"), Choice("zostaw", "dwie różne usługi"))),
        _case("swapped_axes", 1, "Klub Seniora „Wrzos”, Zalewo, Leśna 2",
              "The axes are swapped (lat {lat}, lon {lon}).", "Exchange the two coordinates.",
              values=(("lat", f"{lon}"), ("lon", f"{lat}")), lon=lat, lat=lon, gmina_teryt="086001", columns=where,
              choices=(place("1", "zamienić współrzędne: Zalewo", 5_000, 5_000, "rejestr", 30.0),)),
        _case("other_gmina", 2, "Środowiskowy Dom Samopomocy, Borki, Polna 7",
              "The point lies {km} km from the declared gmina.", "Check the coordinates and the code.", values=(("km", "5,7"),),
              lon=far_lon, lat=far_lat, gmina_teryt="086001", columns=where,
              choices=(Choice("1", "punkt jest dobry, gmina to Dąbrowa", (("teryt7", "0860052"),), far_lon, far_lat, 30.0, "rejestr"),
                       place("2", "adres: Zalewo, Polna 7", 6_200, 4_100, "punkt_adresowy", 30.0))),
        _case("wrong_teryt", 3, "Gminny Ośrodek Pomocy Społecznej w Mostkach",
              "The code {code} is no gmina; the name says Mostki.", "Correct the code.", values=(("code", "0869992"),),
              gmina_teryt="", columns=("teryt7",), choices=(Choice("1", "Mostki (0860042)", (("teryt7", "0860042"),)),)),
        _case("no_place", 4, "Teleopieka „Razem”, Świerki", "Nothing was found for this address.", "Write where it is.",
              gmina_teryt="086006", columns=where),
        _case("ambiguous_place", 5, "Świetlica w Woli, Wola 12", "{count} places are called so.", "Choose one.",
              values=(("count", "3"),), gmina_teryt="086002", columns=where,
              choices=(place("1", "Wola (gm. Borki)", 12_000, 3_000, "miejscowosc", 2_000.0),
                       place("2", "Wola (gm. Łąki Wielkie)", 24_000, 6_000, "miejscowosc", 2_000.0),
                       place("3", "Wola (gm. Świerki)", 27_500, 15_000, "miejscowosc", 2_000.0))),
        _case("near_match", 6, "Poradnia Rodzinna, Zalewo, Mickiewcza 1A/3", "There is a similar address.", "Confirm it.",
              gmina_teryt="086001", columns=where,
              choices=(place("1", "Zalewo, Adama Mickiewicza 1A", 5_050, 5_020, "punkt_adresowy", 30.0),
                       place("2", "Zalewo, Adama Mickiewicza", 5_200, 5_100, "ulica", 500.0))),
        _case("approximate_place", 7, "Kuchnia Wydawcza, Dąbrowa", "Only the village is known.", "Write the address.",
              gmina_teryt="086005", columns=where,
              choices=(place("1", "Dąbrowa (środek wsi)", 15_000, 15_000, "miejscowosc", 2_000.0),)),
        _case("unknown_service", 8, "Stowarzyszenie <b>Most</b> & Wiatr", "The catalog has no service called {value}.",
              "Choose one.", values=(("value", "=dom dla seniorów"),), gmina_teryt="086004", columns=("usluga_kod",),
              choices=(Choice("1", "DDP – dzienny dom pomocy", (("usluga_kod", "DDP"),)),
                       Choice("2", "KLUB – klub seniora", (("usluga_kod", "KLUB"),)))),
    ]  # fmt: skip


def build_decided() -> list[Decision]:
    """Earlier decisions: a choice taken, something typed, and one whose question is not asked any more."""
    return [
        Decision("near_match-06", "near_match", ("U-006",), "1", build_cases()[6].choices[0].changes),
        Decision(
            "no_place-04", "no_place", ("U-004",), "wpisano", (("miejscowosc", "Świerki"), ("nr", "12"))
        ),
        Decision("zniknela", "other_gmina", ("U-077",), "pomin"),
    ]
