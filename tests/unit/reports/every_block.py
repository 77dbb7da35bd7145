"""A report made by hand with every kind of block and cell."""

from __future__ import annotations

from mapa_uslug.reports.content import (
    Bullets,
    Column,
    Figure,
    Gap,
    Legend,
    Paragraph,
    Range,
    Report,
    Section,
    States,
    Table,
    Void,
)  # fmt: skip
from mapa_uslug.reports.pictures import Bars, Series

SOURCE = "Źródło: arkusz usługi.csv, stan na 31.12.2025; adres znany dla 41 z 44 miejsc."
PEOPLE_SOURCE = "Źródło: siatka GUS 1 km, 2021, komórki 250 m."
AREAS = (
    "Rodzina i piecza", "Osoby starsze", "Niepełnosprawność", "Zdrowie", "Zdrowie psychiczne", "Uzależnienia", "Przemoc",
    "Bezdomność", "Kultura", "Sport i rekreacja", "Edukacja", "Rynek pracy", "Mieszkalnictwo", "Cudzoziemcy",
)  # fmt: skip
GMINAS = ("Zalewsk", "Jezierzec", "Modrzewno", "Stara Wieś nad Rzeką", "Brzozów Wielki", "Kąty")

EVERY_CELL = Table(
    "Osoby w zasięgu usług",
    (
        Column("Gmina"), Column("Osoby", "people"), Column("Za daleko", "range", "osoby"), Column("Udział", "share"),
        Column("Czas", "decimal", "min"), Column("Rok", "whole"), Column("Luka", "gap"), Column("Stany", "states"),
    ),
    (
        ("Zalewsk", 12345, Range(412, 460, 530), 0.335, 17.25, 2025, Gap(100, 60, 300), States((141, 30, 100, 29))),
        ("Nowa | Stara *Wieś*", 0, Range(7, 7, 7), 0.001, 1234.5, 1999, Gap(0, 0, 10), States((10, 0, 0, 0))),
        ("w Kątach", None, None, None, None, None, None, Void()),
    ),
    note="Osoby w obwodzie szkoły i poza nim.",
    source=SOURCE,
)  # fmt: skip
MATRIX = Table(
    "Usługi w 14 obszarach",
    (Column("Gmina"), *(Column(area, "whole") for area in AREAS)),
    tuple(
        (gmina, *((i * j) % 4 if (i + j) % 5 else None for j in range(14))) for i, gmina in enumerate(GMINAS)
    ),
    note="Liczba usług; brak danych to nie zero.",
    source=SOURCE,
)
LONG = Table(
    "Miejscowości z osobami za daleko",
    (Column("Miejscowość"), Column("Gmina"), Column("Osoby", "people"), Column("Za daleko", "range", "osoby"), Column("Ponad próg", "decimal", "min")),
    tuple((f"Miejscowość {i}", GMINAS[i % 6], 100 + 37 * i, Range(10 + i, 12 + i, 20 + 2 * i), 1.5 * i) for i in range(60)),
    source=PEOPLE_SOURCE,
)  # fmt: skip
CALLS = Table(
    "Z kim rozmawiać o białych plamach",
    (Column("Biała plama"), Column("Podmiot"), Column("Dlaczego ten podmiot"), Column("Odległość", "decimal", "km")),
    (
        ("Zalewsk Dolny i okolice", "Stowarzyszenie Pomocy Sąsiedzkiej „Razem”", "Działa na rzecz osób w wieku emerytalnym (art. 4 ust. 1 pkt 10 ustawy o działalności pożytku) i ma siedzibę w sąsiedniej gminie.", 4.2),
        ("Modrzewno", "Parafia pw. św. Anny", "Prowadzi świetlicę z posiłkami; nie prowadzi usług w domu.", 11.0),
    ),
)  # fmt: skip
FIGURE = Figure(
    "Osoby za daleko od domu dziennego pobytu",
    "Słupki dla 3 gmin: Zalewsk 460 osób, Jezierzec 210, Modrzewno 90.",
    Bars(("Zalewsk", "Jezierzec", "Modrzewno"), (Series("Za daleko", (460.0, 210.0, 90.0), (412.0, 200.0, 80.0), (530.0, 240.0, 99.0)),), "osoby"),
    source=PEOPLE_SOURCE,
)  # fmt: skip

REPORT = Report(
    "pl",
    "Diagnoza usług społecznych: powiat próbny",
    "W 6 gminach mieszka 16 588 osób. Do domu dziennego pobytu nie dotrze w 30 minut od 412 do 530 osób.",
    (
        Section(
            "diagnoza", "Diagnoza",
            (Paragraph("Mieszkańcy 6 gmin, w tym 12 345 osób w gminie Zalewsk, i ich potrzeby."),),
            (
                Section(
                    "ludzie", "Ludzie",
                    (
                        Paragraph("O 29 osobach nic nie wiadomo: brakuje dróg w danych.", is_notice=True), Legend(), EVERY_CELL,
                        Bullets(("W gminie Zalewsk 460 osób jest za daleko.", "W gminie Kąty brak danych <o osobach>.")), FIGURE,
                    ),
                    (Section("wiek", "Wiek", (Paragraph("Osób w wieku 75 lat i więcej jest 1200."),)),),
                ),
                Section("miejscowosci", "Miejscowości", (LONG, Paragraph("Co dalej", is_heading=True), Paragraph("Sprawdzić 3 miejscowości."))),
            ),
        ),
        Section("oferta", "Analiza oferty", (), (Section("obszary", "Obszary usług", (Paragraph("W każdej gminie policzono usługi w 14 obszarach."), MATRIX)),)),
        Section("sieciowanie", "Sieciowanie", (CALLS, Paragraph("Mapa usług (w przeglądarce)", link="mapa usług.html#DDP"))),
    ),
    ("© autorzy OpenStreetMap, licencja ODbL.", "GUS, siatka 2021."),
)  # fmt: skip
