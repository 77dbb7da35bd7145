"""Settlements and gminas of the invented powiat: where they lie, how many people they have, how they are built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from example_area.plane import Point

Form = Literal["town", "small_town", "seat", "street", "crossroads", "hamlet"]


@dataclass(frozen=True)
class Gmina:
    """A gmina: seven-digit code that no real unit has, name, postcode of its seat."""

    code: str
    name: str
    postcode: str

    @property
    def code6(self) -> str:
        """Code without the kind."""
        return self.code[:6]


@dataclass(frozen=True)
class Settlement:
    """A town or village: name, gmina ("" beyond the area), middle [m], people, form."""

    name: str
    gmina: str
    x: float
    y: float
    people: int
    form: Form
    over_65: float = 0.19
    under_15: float = 0.15

    @property
    def middle(self) -> Point:
        """Middle on the drawing plane [m]."""
        return self.x, self.y


GMINAS = (
    Gmina("0860011", "Zalewsk", "66-990"),
    Gmina("0860022", "Jezierzec", "66-991"),
    Gmina("0860032", "Modrzewno", "66-992"),
    Gmina("0860043", "Grodzieniec", "66-993"),
    Gmina("0860052", "Borowiska", "66-994"),
)

PLANTED = frozenset(
    {"Zakole", "Kępa Zalewska", "Jodłowice", "Głusza", "Borowiska", "Moczary", "Skrajnia", "Zajezierze"}
)
"""Places whose state is known in advance: they have their squares of the grid to themselves."""

# name | gmina (last digit of the six) | x, y [km] | people | form | share over 65 | share under 15
_TABLE = """
Zalewsk              | 1 |  5.40 10.62 | 8987 | town       | .21 | .14
Jezierzec            | 2 |  5.80 20.80 | 1243 | seat       | .19 | .16
Smolary              | 2 |  8.80 17.50 |  214 | street     | .18 | .15
Głusza               | 2 | 13.98 17.74 |   61 | hamlet     | .31 | .08
Zajezierze           | 2 | 21.10 18.60 |  236 | street     | .20 | .16
Moczary              | 2 |  1.74 17.42 |   37 | hamlet     | .30 | .08
Krzemienica          | 2 |  2.20 21.90 |  268 | street     | .17 | .17
Wrzosy               | 2 |  3.10 23.90 |  141 | street     | .21 | .14
Kobylniki Zalewskie  | 2 |  6.50 24.00 |  187 | crossroads | .18 | .16
Lipówka              | 2 |  9.50 22.90 |  243 | street     | .19 | .15
Brzezinka            | 2 | 12.60 23.50 |  176 | crossroads | .20 | .15
Rudnia               | 2 | 15.60 23.40 |  221 | street     | .18 | .17
Stare Siedlisko      | 2 | 18.20 24.10 |  167 | street     | .22 | .13
Podjezierze          | 2 | 16.40 20.90 |  118 | street     | .23 | .12
Jelenie              | 2 |  9.60 20.40 |  172 | street     | .19 | .15
Kalinówka            | 2 |  5.60 17.20 |  247 | street     | .17 | .17
Podgaje              | 2 |  6.10 14.60 |  328 | crossroads | .15 | .19
Topolin              | 2 |  2.90 14.30 |  183 | street     | .19 | .15
Sadowice                | 2 |  8.90 13.70 |  206 | street     | .16 | .18
Wydmy                | 2 | 11.50 14.50 |   88 | street     | .22 | .13
Modrzewno            | 3 | 25.60 18.40 | 1118 | seat       | .20 | .15
Skrajnia             | 3 | 28.35 22.90 |  142 | street     | .22 | .14
Olszyna Leśna        | 3 | 27.20 20.70 |  149 | street     | .19 | .16
Świerki              | 3 | 23.20 21.60 |  163 | street     | .20 | .15
Nowiny               | 3 | 21.20 23.10 |  127 | street     | .18 | .16
Kamieniska             | 3 | 24.40 23.80 |  204 | crossroads | .19 | .15
Dębina Zalewska      | 3 | 22.60 16.20 |  188 | street     | .20 | .15
Piaskowiec           | 3 | 25.30 15.00 |  231 | street     | .17 | .17
Zagórki              | 3 | 28.30 16.50 |  177 | crossroads | .21 | .14
Nadrzecze            | 3 | 26.30 12.20 |  262 | street     | .18 | .16
Wierzbie             | 3 | 23.30 13.10 |  168 | street     | .19 | .16
Turowiec             | 3 | 28.60 12.90 |  136 | street     | .22 | .13
Grodzieniec          | 4 | 21.80  6.50 | 2614 | small_town | .19 | .15
Stary Przewóz              | 4 | 17.40 10.00 |  418 | crossroads | .18 | .16
Zakole               | 4 | 16.30 13.40 |  184 | street     | .25 | .12
Kępa Zalewska        | 4 | 18.90 13.20 |  152 | street     | .25 | .12
Ługi                 | 4 | 14.60  9.30 |  194 | street     | .18 | .16
Trzcinno             | 4 | 20.20  9.00 |  229 | street     | .19 | .15
Mostki               | 4 | 26.10  8.60 |  181 | street     | .18 | .17
Stawiszcze           | 4 | 27.70  6.80 |  174 | crossroads | .19 | .15
Borówno              | 4 | 27.50  3.40 |  203 | street     | .20 | .15
Dąbrówka Zalewska    | 4 | 24.30  3.30 |  212 | street     | .18 | .17
Kłonice              | 4 | 20.60  3.00 |  238 | crossroads | .19 | .15
Żurawiniec           | 4 | 17.60  5.70 |  232 | street     | .18 | .16
Rębiska              | 4 | 17.30  1.50 |  138 | street     | .22 | .13
Wólka Grodzieniecka  | 4 | 23.00  0.90 |  149 | street     | .21 | .14
Gajówka              | 4 | 28.50  0.90 |   72 | street     | .24 | .11
Cegielnia            | 4 | 19.40  7.00 |  131 | street     | .17 | .17
Borowiska            | 5 |  4.60  4.60 | 1064 | seat       | .24 | .14
Jodłowice            | 5 | 11.60  6.90 |  212 | street     | .19 | .15
Ostrowiska             | 5 |  1.40  4.30 |  178 | street     | .20 | .15
Suchodół             | 5 |  2.00  1.10 |  161 | street     | .19 | .15
Wilcze               | 5 |  5.50  0.90 |  198 | street     | .18 | .16
Grabina              | 5 |  8.60  1.50 |  217 | crossroads | .18 | .16
Łąkta                | 5 |  8.10  4.90 |  276 | street     | .18 | .16
Strugi               | 5 | 12.10  2.00 |  208 | street     | .19 | .15
Malinowo             | 5 |  8.50  8.00 |  352 | crossroads | .15 | .19
Radlice              | 5 |  3.80  7.50 |  234 | street     | .17 | .17
Podborze             | 5 | 14.00  5.10 |  153 | street     | .20 | .15
Kuźnica Stara        | 5 |  1.00  7.70 |  119 | street     | .21 | .14
Nowe Pole            | 5 | 11.00  9.60 |  189 | street     | .17 | .17
"""

# Neighbours, drawn thinly: nobody of them is counted.
_BEYOND = """
Gołębin       | -4.90  4.90 | 340
Przybysławie  | -4.20  7.40 | 180
Staropole     | -5.40 14.20 | 260
Chełmsko      | -4.60 22.40 | 420
Wiatraki      | -6.30 18.20 |  90
Osetno        |  6.90 29.00 | 510
Lisie Jamy    |  2.40 28.60 | 140
Bukowina      | 13.10 28.80 | 230
Jagniątki     | 18.60 29.30 | 210
Sokolarnia     | 24.60 29.20 | 330
Czapliniec    | 21.50 31.30 | 120
Wądoły        | -4.00 29.00 | 110
Olesznica     |  5.60 -4.60 | 450
Suszki        |  1.20 -5.20 | 150
Gozdno        | 11.00 -3.90 | 190
Rzepin Mały   | 17.20 -4.60 | 280
Topornica     | 23.80 -4.80 | 240
Zimna Woda    | 28.30 -4.20 | 130
Mchy          | -5.20 -3.60 | 160
"""


@cache
def settlements() -> tuple[Settlement, ...]:
    """Settlements of the area, in the order of their gminas."""
    rows = []
    for line in _TABLE.strip().splitlines():
        name, gmina, place, people, form, over_65, under_15 = (part.strip() for part in line.split("|"))
        x, y = (1000.0 * float(part) for part in place.split())
        code = GMINAS[int(gmina) - 1].code6
        rows.append(Settlement(name, code, x, y, int(people), form, float(over_65), float(under_15)))  # type: ignore[arg-type]
    return tuple(rows)


@cache
def settlements_beyond() -> tuple[Settlement, ...]:
    """Villages of the neighbouring powiaty that the road data reach."""
    rows = []
    for line in _BEYOND.strip().splitlines():
        name, place, people = (part.strip() for part in line.split("|"))
        x, y = (1000.0 * float(part) for part in place.split())
        rows.append(Settlement(name, "", x, y, int(people), "street"))
    return tuple(rows)


@cache
def by_name() -> dict[str, Settlement]:
    """All settlements by name (names are unique here)."""
    return {s.name: s for s in (*settlements(), *settlements_beyond())}


@cache
def gmina_of(code6: str) -> Gmina:
    """Gmina of a six-digit code."""
    return next(g for g in GMINAS if g.code6 == code6)
