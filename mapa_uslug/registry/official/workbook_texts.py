"""What the official workbook says to those who fill it in."""

from __future__ import annotations

from typing import Final

DELIVERIES: Final = {
    "S": "mieszkańcy przyjeżdżają albo przychodzą do miejsca usługi",
    "D": "pracownik przyjeżdża albo przychodzi do domu mieszkańca",
    "M": "usługa mobilna: pojazd albo zespół dociera do mieszkańców",
    "Z": "usługa zdalna, na przykład przez telefon",
    "C": "pobyt całodobowy",
    "L": "usługą jest mieszkanie",
}
SENSITIVITIES: Final = {
    0: "publiczna, wolno pokazać miejsce",
    1: "tylko w liczbach gminy, bez punktu na mapie",
    2: "nigdy nie zapisywana; nie wpisuj adresu",
}
MEANINGS: Final = {
    "typ_podmiotu": {
        "gmina": "gmina albo jej jednostka, na przykład OPS, CUS, szkoła",
        "powiat": "powiat albo jego jednostka, na przykład PCPR",
        "woj": "samorząd województwa albo jego jednostka",
        "NGO": "organizacja pozarządowa: stowarzyszenie, fundacja",
        "PES": "podmiot ekonomii społecznej, na przykład spółdzielnia socjalna",
        "kościelny": "kościół albo związek wyznaniowy i ich jednostki, na przykład Caritas",
        "prywatny": "przedsiębiorca: spółka albo osoba prowadząca firmę",
    },
    "klasa_wsp": {
        "reczny": "punkt wskazany ręcznie na mapie",
        "rejestr": "współrzędne z rejestru albo z ewidencji",
        "punkt_adresowy": "znaleziono numer domu",
        "ulica": "znaleziono ulicę, bez numeru domu",
        "miejscowosc": "znaleziono tylko miejscowość",
        "kod_pocztowy": "znaleziono tylko kod pocztowy",
        "gmina": "wiadomo tylko, w której gminie",
    },
    "tryb": DELIVERIES,
    "jednostka": {
        "miejsca": "ile osób może skorzystać w tym samym czasie",
        "osoby": "ilu osobom świadczy się usługę",
        "godziny/mies.": "ile godzin usługi w miesiącu",
        "rodziny": "ile rodzin może skorzystać",
        "łóżka": "ile łóżek",
        "lokale": "ile mieszkań",
        "urządzenia": "ile urządzeń, na przykład opasek SOS",
        "kursy/mies.": "ile przejazdów w miesiącu",
        "zlecenia/mies.": "ile zleceń w miesiącu",
    },
    "dla_spoza": {
        "tak": "mogą korzystać mieszkańcy innych gmin",
        "nie": "tylko mieszkańcy gmin, które usługa obejmuje",
        "umowa": "mieszkańcy innych gmin na podstawie umowy albo porozumienia",
    },
    "dowoz": {"tak": "jest dowóz uczestników", "nie": "każdy dociera sam"},
    "dostepnosc_arch": {
        "tak": "wejście, wnętrze i toaleta są dostępne dla osoby na wózku",
        "nie": "osoba na wózku nie wejdzie bez pomocy",
        "częściowo": "dostępna jest tylko część budynku",
        "nieznana": "nikt tego nie sprawdził",
    },
    "wrazliwosc": {str(level): meaning for level, meaning in SENSITIVITIES.items()},
}
"""Column -> choice -> what it means."""

GUIDE: Final = (
    ("Jak wypełnić arkusz usług", (
        "Wypełniasz arkusz „Usługi”. Jeden wiersz to jedna usługa w jednym miejscu. Podmiot, który prowadzi trzy usługi, ma "
        "trzy wiersze.",
        "W pustym arkuszu wiersz z identyfikatorem PRZYKŁAD pokazuje, jak wypełnić kolumny. Program go pomija. Możesz go usunąć.",
        "Kolumny obowiązkowe mają ciemny nagłówek i pogrubiony napis: usluga_id, nazwa, teryt7, usluga_kod. Pozostałe "
        "wypełnij, jeśli znasz dane.",
        "Wskaż nagłówek myszą: pojawi się opis kolumny i przykład. Nie zmieniaj nagłówków i nie łącz komórek. Kolejność "
        "kolumn może być inna.",
    )),
    ("Puste to nie zero", (
        "Pusta komórka znaczy „nie wiadomo”. Zero znaczy „nie ma ani jednego”. Jeśli nie znasz liczby, zostaw komórkę pustą. "
        "Nie wpisuj kresek ani słów „brak danych”.",
    )),
    ("Miejsce", (
        "Kod TERYT gminy ma siedem cyfr. Zero na początku jest ważne. Kolumny z kodami są przygotowane jako tekst, więc zero "
        "zostaje. Gdy wklejasz dane z innego pliku, użyj polecenia „Wklej specjalnie” i wklej same wartości albo sam tekst.",
        "Podaj adres: miejscowość, ulicę, numer domu i kod pocztowy. We wsi bez ulic wystarczą miejscowość i numer domu.",
        "Współrzędnych nie musisz podawać: program szuka miejsca po adresie. Jeśli je znasz, lat to szerokość geograficzna (w "
        "Polsce od 49 do 55 stopni), a lon to długość (od 14 do 24 stopni).",
    )),
    ("Usługa i pojemność", (
        "W kolumnie usluga_kod wybierz kod z listy. Kody i nazwy usług są w arkuszu „Katalog”. Zamiast kodu możesz wpisać "
        "nazwę.",
        "Kilka wartości w jednej komórce rozdziel znakiem |, na przykład S|D.",
        "Pojemność podaj w jednostce z arkusza „Katalog”. Liczbę wpisz bez słów: 30, a nie „30 miejsc”.",
        "Przy mieszkaniu wspomaganym wpisz w kolumnie koszyk kody usług, które mieszkańcy dostają na miejscu. Zarezerwowane to "
        "miejsca, które czekają na osoby wychodzące z opieki całodobowej, a przeszli to osoby, które w ciągu ostatniego roku "
        "przeszły stąd do usług w środowisku.",
        "Daty zapisuj tak: 2026-09-30. W kolumnie data_stanu podaj dzień, na który dane są prawdziwe.",
    )),
    ("Partnerzy i opieka nad wpisem", (
        "W kolumnie partnerzy podaj podmioty, z którymi zawarto partnerstwo: ich podmiot_id z tego arkusza albo nazwy, po |.",
        "Prowadzi_wpis to komórka, która aktualizuje wiersz, a zgloszenia to jej telefon albo skrzynka: tam mieszkańcy i inne "
        "urzędy zgłoszą poprawkę.",
    )),
    ("Czego nie wpisywać", (
        "Nie wpisuj imion i nazwisk. W kolumnach kontakt_rola, prowadzi_wpis i zgloszenia podaj biuro, jego telefon albo "
        "skrzynkę, nie osobę. Komórkę z nazwiskiem program pomija i mówi o tym.",
        "Nie wpisuj żadnych danych osób, które korzystają z usług: ani nazwisk, ani adresów, ani przyznanych świadczeń.",
        "Nie wpisuj adresów, których nie wolno ujawniać: schronień dla osób doznających przemocy, hosteli interwencyjnych, "
        "rodzin zastępczych. Takie wiersze program pomija i tylko liczy.",
    )),
    ("Wrażliwość", (
        "0: usługa publiczna, jej miejsce wolno pokazać. 1: usługa wchodzi tylko do liczb gminy i nie ma punktu na mapie, na "
        "przykład mieszkanie wspomagane. 2: usługa nie jest zapisywana nigdzie. Pusta komórka znaczy to samo co 0, ale o "
        "usługach chronionych i tak rozstrzyga „Katalog”.",
    )),
    ("Sprawdzenie", (
        "Zapisz plik. Wpisz jego nazwę w pliku area.toml, w sekcji [inputs], po słowie services. Potem uruchom: "
        "mapa-uslug check area.toml",
        "Program pokaże wszystkie błędy naraz: wiersz, kolumnę i sposób poprawy.",
    )),
    ("Kolory nagłówków", (
        "Kolor pokazuje, czego dotyczy kolumna. Podaje to też ostatni wiersz opisu przy nagłówku.",
    )),
)  # fmt: skip
"""Headings, each with its paragraphs."""
