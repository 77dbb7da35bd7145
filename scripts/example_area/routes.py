"""The plan of the roads between settlements and of the railway: which places each joins, and of which class."""

from __future__ import annotations

from dataclasses import dataclass

from example_area.gazetteer import by_name
from example_area.plane import Point

EXTENT_KM = (-8.6, -8.6, 30.95, 33.6)
"""Where the road data are complete: west, south, east, north. In the east it is the area's own end."""


@dataclass(frozen=True)
class Route:
    """A road along settlements and points, drawn as one smooth line."""

    key: str
    highway: str
    stops: tuple[Point, ...]
    tags: tuple[tuple[str, str], ...] = ()
    roughness: float = 0.06


def _stop(text: str) -> Point:
    text = text.strip()
    if text[0] in "-0123456789":
        x, y = text.split()
        return 1000.0 * float(x), 1000.0 * float(y)
    return by_name()[text].middle


_PRIMARY = (("ref", "85"), ("surface", "asphalt"), ("lanes", "2"))
_PLAN = """
primary     | 85   | 5.3 -9.4; Olesznica; Wilcze; 4.95 2.75; Borowiska; Radlice; 4.9 9.6; Zalewsk; 5.62 11.35; 5.85 12.2; Podgaje; Kalinówka; 5.3 19.0; Jezierzec; Kobylniki Zalewskie; Osetno; 7.4 34.4
secondary   | 399  | Zalewsk; 6.6 10.2; 8.6 9.9; Nowe Pole; Ługi; Stary Przewóz; Trzcinno; 21.2 7.9; Grodzieniec; 23.9 7.4; Mostki; 26.2 10.0; 26.3 11.2; Nadrzecze; Piaskowiec; Modrzewno; 24.9 21.2; Kamieniska; Sokolarnia; 24.9 34.4
secondary   | 391  | -9.4 22.9; Chełmsko; -1.0 21.7; Krzemienica; Jezierzec; 7.6 21.9; Lipówka; Brzezinka; Rudnia; Stare Siedlisko; Nowiny; Świerki; Modrzewno; Zagórki; 32.0 15.7
tertiary    | 1201 | Borowiska; Ostrowiska; Gołębin; -9.4 5.1
tertiary    | 1202 | Borowiska; Łąkta; 11.0 5.4; Podborze; Żurawiniec; Cegielnia; Grodzieniec
tertiary    | 1203 | Radlice; Kuźnica Stara; Przybysławie; -9.4 7.0
tertiary    | 1204 | Zalewsk; 4.5 10.5; 3.3 9.9; 1.9 8.8; Kuźnica Stara
tertiary    | 1205 | 5.85 12.2; 4.4 13.2; Topolin; 0.0 14.4; Staropole; -9.4 14.0
tertiary    | 1206 | Zalewsk; 6.3 9.7; Malinowo
tertiary    | 1207 | Kalinówka; Smolary
tertiary    | 1208 | Jezierzec; Jelenie
tertiary    | 1209 | Brzezinka; Bukowina; 13.4 34.4
tertiary    | 1210 | Stare Siedlisko; Jagniątki; Czapliniec; 22.0 34.4
tertiary    | 1211 | Modrzewno; 23.6 18.9; Zajezierze
tertiary    | 1212 | Dębina Zalewska; Piaskowiec
tertiary    | 1213 | Wierzbie; Nadrzecze; Turowiec; 32.0 12.6
tertiary    | 1214 | Grodzieniec; 21.9 4.4; Kłonice; Wólka Grodzieniecka; Topornica; 23.6 -9.4
tertiary    | 1215 | Grodzieniec; 24.6 6.6; Stawiszcze; 32.0 7.7
tertiary    | 1216 | Kłonice; Rębiska; Rzepin Mały; 17.4 -9.4
tertiary    | 1217 | Wilcze; Suchodół; -2.0 0.4; Mchy; -9.4 -4.2
tertiary    | 1219 | Łąkta; 8.0 6.4; Malinowo
tertiary    | 1218 | Dąbrówka Zalewska; Borówno; Gajówka; 32.0 0.4
unclassified|      | 5.85 12.2; 7.4 13.0; Sadowice; 10.2 14.3; Wydmy
unclassified|gravel| Wydmy; 12.5 15.2; 13.3 14.5; 13.4 13.6; 14.3 13.1; 14.9 13.9; Zakole
unclassified|gravel| Zakole; 17.5 14.0; Kępa Zalewska
unclassified|      | Smolary; Jelenie; Lipówka
unclassified|      | Rudnia; 16.3 22.2; Podjezierze
unclassified|      | Krzemienica; Wrzosy; Kobylniki Zalewskie; Lipówka
unclassified|      | Wrzosy; Lisie Jamy; Wądoły; -9.4 30.1
unclassified|      | Lisie Jamy; Osetno; Bukowina; Jagniątki; Sokolarnia; 28.0 31.0; 28.6 34.4
unclassified|gravel| Zajezierze; 21.7 20.2; 21.1 21.6; Nowiny
unclassified|      | Zajezierze; Dębina Zalewska; Wierzbie
unclassified|      | Świerki; Kamieniska
unclassified|      | Modrzewno; 26.1 19.7; Olszyna Leśna
unclassified|gravel| Olszyna Leśna; 27.2 22.0; Skrajnia; 29.6 23.4; 32.0 23.3
unclassified|      | Turowiec; Zagórki
unclassified|      | Łąkta; 9.6 6.2; Jodłowice; 13.2 7.9; Ługi
unclassified|      | Jodłowice; 11.6 8.2; Nowe Pole
unclassified|      | Malinowo; 9.6 8.9; Nowe Pole
unclassified|      | Łąkta; 8.5 3.3; Grabina; Gozdno; 11.4 -9.4
tertiary    | 1220 | Strugi; Grabina; Wilcze
unclassified|      | Podborze; 13.2 3.6; Strugi
unclassified|      | Strugi; 14.7 1.1; Rębiska
unclassified|      | Suchodół; Ostrowiska
unclassified|      | Suchodół; Suszki; 0.7 -9.4
unclassified|      | Suszki; Olesznica; Gozdno; Rzepin Mały; Topornica; Zimna Woda; 32.0 -4.4
unclassified|      | Gajówka; Zimna Woda; 28.0 -9.4
unclassified|      | Gołębin; Przybysławie
unclassified|      | Staropole; Wiatraki; Chełmsko; Wądoły
unclassified|      | Mchy; Gołębin
unclassified|      | Trzcinno; Cegielnia
unclassified|      | Mostki; Stawiszcze; 27.6 5.2; Borówno
unclassified|      | Kłonice; Dąbrówka Zalewska; 24.1 4.9; 22.9 5.9; Grodzieniec
unclassified|gravel| Stary Przewóz; 17.2 8.0; Żurawiniec
unclassified|gravel| Ługi; 14.3 7.2; Podborze
track       |      | Smolary; 9.9 18.3; 10.9 17.6; 11.6 18.5; 12.7 18.0; 13.2 18.6; Głusza
"""

EXPRESSWAY_KM = (
    (-9.4, 3.3), (-4.0, 2.2), (0.0, 2.5), (4.9, 2.75), (9.0, 3.1), (13.0, 3.3), (17.0, 3.7), (21.9, 4.45),
    (25.0, 5.0), (28.0, 5.15), (32.0, 5.5),
)  # fmt: skip
INTERCHANGES_KM = {"Borowiska": (4.95, 2.75), "Grodzieniec": (21.9, 4.4)}
STATIONS_KM = {"Zalewsk": (5.6, 9.4), "Grodzieniec": (22.1, 7.25)}
RAILWAY_KM = (
    (-9.4, 5.9), (-4.5, 6.2), (-0.5, 6.0), (1.6, 6.5), (2.9, 8.1), (4.2, 9.15), (5.6, 9.4), (7.0, 9.25), (9.5, 8.9), (12.2, 8.6),
    (15.2, 7.9), (18.5, 7.9), (20.2, 7.75), (22.1, 7.25), (24.8, 7.55), (27.6, 7.3), (32.0, 6.8),
)  # fmt: skip


def routes() -> tuple[Route, ...]:
    """All planned roads, the most important first (later ones join them)."""
    result = []
    for number, line in enumerate(_PLAN.strip().splitlines()):
        highway, ref, stops = (part.strip() for part in line.split("|"))
        points = tuple(_stop(stop) for stop in stops.split(";"))
        result.append(Route(f"{highway}-{number}", highway, points, _tags(highway, ref), _roughness(highway)))
    return tuple(result)


def _tags(highway: str, ref: str) -> tuple[tuple[str, str], ...]:
    if highway == "primary":
        return _PRIMARY
    if highway == "track":
        return (("surface", "ground"), ("tracktype", "grade4"))
    if ref == "gravel":
        return (("surface", "gravel"),)
    code = ref + "F" if highway == "tertiary" else ref
    return (*((("ref", code),) if code else ()), ("surface", "asphalt"))


def _roughness(highway: str) -> float:
    return {"primary": 0.03, "secondary": 0.05, "tertiary": 0.07}.get(highway, 0.09)
