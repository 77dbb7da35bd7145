"""The official flat sheet of services: one row a service, Polish headers, lists inside a cell separated by ``|``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapa_uslug.contracts.places import QUALITIES
from mapa_uslug.core.folding import fold

LIST_SEPARATOR: Final = "|"
EXAMPLE_ID: Final = "PRZYKŁAD"
"""`usluga_id` of the row that shows how to fill in the others; it is no service."""
PROVIDER_KINDS: Final = ("gmina", "powiat", "woj", "NGO", "PES", "kościelny", "prywatny")
CAPACITY_UNITS: Final = (
    "miejsca", "osoby", "godziny/mies.", "rodziny", "łóżka", "lokale", "urządzenia", "kursy/mies.", "zlecenia/mies.",
)  # fmt: skip


@dataclass(frozen=True)
class SheetColumn:
    """A column of the sheet: header, what it holds, whether a row is useless without it, an example, and the values
    that may be chosen from (others are questioned, not refused).
    """

    name: str
    meaning: str
    is_required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()


SHEET_COLUMNS: Final = (
    SheetColumn("usluga_id", "identyfikator usługi, jeden w całym pliku", True, "U-012"),
    SheetColumn("podmiot_id", "identyfikator podmiotu", example="P-07"),
    SheetColumn("nazwa", "nazwa podmiotu", True, "Dzienny Dom Pomocy w Zalewie"),
    SheetColumn(
        "typ_podmiotu",
        "kto prowadzi: gmina | powiat | woj | NGO | PES | kościelny | prywatny",
        example="gmina",
        choices=PROVIDER_KINDS,
    ),
    SheetColumn("krs_regon", "numer KRS albo REGON"),
    SheetColumn("teryt7", "kod TERYT gminy, w której jest miejsce usługi", True, "0860011"),
    SheetColumn("teryt_rok", "rok, z którego jest kod TERYT", example="2026"),
    SheetColumn("gmina", "nazwa gminy", example="Zalewo"),
    SheetColumn("powiat", "nazwa powiatu", example="zalewski"),
    SheetColumn("wojewodztwo", "nazwa województwa"),
    SheetColumn("miejscowosc", "miejscowość", example="Zalewo"),
    SheetColumn("simc", "identyfikator miejscowości SIMC"),
    SheetColumn("ulica", "ulica", example="Szkolna"),
    SheetColumn("nr", "numer domu", example="4"),
    SheetColumn("kod", "kod pocztowy", example="00-000"),
    SheetColumn("lat", "szerokość geograficzna WGS 84 [stopnie]", example="52.1034"),
    SheetColumn("lon", "długość geograficzna WGS 84 [stopnie]", example="15.2211"),
    SheetColumn("zrodlo_wsp", "skąd są współrzędne", example="geoportal"),
    SheetColumn("klasa_wsp", "dokładność położenia", example="punkt_adresowy", choices=QUALITIES[:-1]),
    SheetColumn(
        "promien_wsp", "w jakim promieniu od punktu leży miejsce [m]; puste = według klasy", example="30"
    ),
    SheetColumn("usluga_kod", "kod, nazwa albo dawna nazwa usługi z katalogu", True, "DDP"),
    SheetColumn("obszar_cus", "numery obszarów ustawy o CUS, po |", example="4"),
    SheetColumn(
        "tryb",
        "sposób świadczenia: S, D, M, Z, C, L, po |",
        example="S",
        choices=("S", "D", "M", "Z", "C", "L"),
    ),
    SheetColumn("grupa", "dla kogo", example="65+"),
    SheetColumn("wiek_od", "wiek od [lata]", example="60"),
    SheetColumn("wiek_do", "wiek do [lata]"),
    SheetColumn("kryteria", "kryteria przyjęcia"),
    SheetColumn("pojemnosc", "ile osób, miejsc albo godzin; puste = nieznane", example="30"),
    SheetColumn("jednostka", "jednostka pojemności", example="miejsca", choices=CAPACITY_UNITS),
    SheetColumn("zajete", "ile zajętych", example="28"),
    SheetColumn("kolejka", "ile osób czeka"),
    SheetColumn("godziny", "godziny", example="Mo-Fr 07:30-15:30"),
    SheetColumn("dni", "dni"),
    SheetColumn("termin", "data wydarzenia [RRRR-MM-DD], gdy usługa jest jednorazowa"),
    SheetColumn(
        "punkt_zbiorki", "skąd i o której odjeżdża zorganizowany dojazd", example="09:30 przy bibliotece"
    ),
    SheetColumn("odplatnosc", "odpłatność"),
    SheetColumn("gminy_obslugiwane", "kody TERYT gmin, które usługa obejmuje, po |", example="086001|086003"),
    SheetColumn(
        "dla_spoza",
        "czy dla mieszkańców innych gmin: tak | nie | umowa",
        example="tak",
        choices=("tak", "nie", "umowa"),
    ),
    SheetColumn("dowoz", "czy jest dowóz: tak | nie", choices=("tak", "nie")),
    SheetColumn(
        "dostepnosc_arch",
        "dostępność architektoniczna: tak | nie | częściowo | nieznana",
        choices=("tak", "nie", "częściowo", "nieznana"),
    ),
    SheetColumn("kadra_etaty", "etaty"),
    SheetColumn("zarezerwowane", "ile miejsc czeka na osoby wychodzące z opieki całodobowej", example="2"),
    SheetColumn("przeszli", "ile osób przeszło stąd w ciągu roku do usług w środowisku", example="3"),
    SheetColumn(
        "koszyk",
        "usługi, które mieszkańcy mieszkania wspomaganego dostają na miejscu: kody po |",
        example="UO|REH",
    ),
    SheetColumn(
        "partnerzy",
        "identyfikatory albo nazwy podmiotów, z którymi zawarto partnerstwo, po |",
        example="P-02|P-11",
    ),
    SheetColumn("finansowanie_do", "do kiedy jest finansowanie [RRRR-MM-DD]"),
    SheetColumn("wazne_od", "pierwszy dzień świadczenia usługi [RRRR-MM-DD]"),
    SheetColumn("wazne_do", "ostatni dzień świadczenia usługi [RRRR-MM-DD]"),
    SheetColumn("data_stanu", "data, na którą dane są prawdziwe [RRRR-MM-DD]", example="2026-09-30"),
    SheetColumn("zrodlo", "źródło danych", example="ewidencja OPS"),
    SheetColumn("prowadzi_wpis", "komórka, która aktualizuje ten wpis (nie osoba)", example="OPS w Zalewie"),
    SheetColumn(
        "zgloszenia", "dokąd zgłaszać poprawki: telefon albo adres biura", example="ops@zalewo.example"
    ),
    SheetColumn(
        "wrazliwosc",
        "0 publiczna, 1 tylko w liczbach gminy, 2 nigdy nie zapisywana",
        example="0",
        choices=("0", "1", "2"),
    ),
    SheetColumn(
        "kontakt_rola", "telefon albo adres biura (nie osoby)", example="sekretariat, tel. 00 000 00 00"
    ),
)
COLUMN_NAMES: Final = tuple(c.name for c in SHEET_COLUMNS)
REQUIRED_COLUMNS: Final = tuple(c.name for c in SHEET_COLUMNS if c.is_required)


def is_example(usluga_id: str) -> bool:
    """Whether a row is the example of the empty sheet, by its id; letter case and diacritics do not matter."""
    return fold(usluga_id) == fold(EXAMPLE_ID)
