"""What the workbook of timetables tells those who fill it in; always Polish."""

from __future__ import annotations

from typing import Final

GUIDE: Final = (
    ("Rozkłady jazdy: jak wypełnić", (
        "Skoroszyt jest dla linii, których przewoźnik nie publikuje w formacie GTFS: gminnych, szkolnych otwartych dla wszystkich, "
        "dowozów na wydarzenia i przewozów na telefon. Zwykle wystarczy przepisać to, co wisi na przystanku.",
        "Pola na żółtym tle są przykładem. Zastąp je swoimi danymi: program wczytuje wszystko, co stoi w arkuszach.",
    )),
    ("Arkusz „Przystanki”", (
        "Jeden wiersz to jeden przystanek: nazwa, lat (szerokość) i lon (długość) w stopniach, jak podaje je mapa w internecie. "
        "Kolumna gmina jest nieobowiązkowa.",
        "Każdy przystanek ma inną nazwę. Gdy dwie wsie mają przystanek „Szkoła”, dopisz nazwę wsi: „Lipno, szkoła”.",
    )),
    ("Arkusz linii", (
        "Każda linia ma swój arkusz. Skopiuj arkusz „Linia 1” i nazwij go dowolnie. Nazwy „Przystanki”, „Na telefon” i „Jak wypełnić” są zajęte.",
        "W kolumnie A stoją przystanki w kolejności jazdy, a każda następna kolumna to jeden kurs. "
        "Kursy powrotne wpisz niżej, pod nowym wierszem „Kurs”, z przystankami w odwrotnej kolejności.",
        "Linia: nazwa linii. Wpisz ją raz, obok słowa „Linia”. Gdy jej nie ma, linia nazywa się tak jak arkusz.",
        "Kurs: numer albo nazwa kursu.",
        "Dni: S to dni nauki szkolnej, W to dni powszednie wolne od nauki (ferie, wakacje), 6 to soboty, 7 to niedziele i święta. "
        "Znaki łączy się: SW to wszystkie dni powszednie, SW6 to dni powszednie i soboty. "
        "Program rozumie też słowa: soboty, niedziele, pn-pt, codziennie, dni szkolne, wakacje. Wpis, którego nie rozumie, wskaże, a kurs pominie.",
        "Data: wypełnij tylko dla kursu jednorazowego, na przykład autobusu na imprezę: 2026-06-12. "
        "Kilka dat rozdziel średnikami. Wtedy pole „Dni” zostaw puste.",
        "Godziny wpisuj z dwukropkiem: 7:30. Tam, gdzie kurs się nie zatrzymuje, zostaw puste pole albo wpisz kreskę. "
        "Godzinę „ok. 7.30” program przyjmie jako 7:30 i o tym napisze.",
        "Po północy pisz dalej 0:10. Gdy autobus stoi na przystanku dłużej, wpisz przystanek dwa razy pod sobą: z godziną przyjazdu i odjazdu.",
    )),
    ("Arkusz „Na telefon”", (
        "Jeden wiersz to jedna usługa, którą się zamawia: taksówka społeczna, transport „od drzwi do drzwi”, autobus na żądanie.",
        "gminy_obslugiwane: skąd zabiera, kody TERYT albo nazwy gmin, rozdzielone średnikami. dokad: dokąd wozi, tak samo; puste pole znaczy, że dokądkolwiek.",
        "dni: te same znaki co w arkuszu linii. od i do: w jakich godzinach jeździ. "
        "minuty_dodatkowe: o ile minut dłużej niż najkrótszą drogą może trwać przejazd, bo po drodze zabiera innych.",
        "rezerwacja: jak się zamawia, na przykład „tel. do 12:00 dnia poprzedniego”. dla_kogo: dla kogo jest usługa; puste pole znaczy, że dla wszystkich.",
        "Nie wpisuj nazwisk ani numerów telefonów osób prywatnych.",
    )),
    ("Sprawdzenie", (
        "Program wskaże arkusz i komórkę, gdy przystanku nie ma na liście, godziny maleją, kurs ma jeden przystanek albo linia nie ma kursu powrotnego. "
        "Reszta rozkładu zostanie użyta.",
        "W pliku area.toml wpisz gminy, których rozkłady są kompletne. Dopóki gmina nie jest tam wpisana, brak połączenia znaczy „nie wiadomo”, a nie „nie ma autobusu”.",
    )),
)  # fmt: skip
"""Headings and paragraphs of the sheet with instructions."""

COLUMN_NOTES: Final = {
    "nazwa": "Nazwa, której nie ma żaden inny wiersz.",
    "lat": "Szerokość geograficzna w stopniach, na przykład 52,1034.",
    "lon": "Długość geograficzna w stopniach, na przykład 15,2211.",
    "gmina": "Nazwa gminy. Pole nieobowiązkowe.",
    "gminy_obslugiwane": "Skąd zabiera: kody TERYT albo nazwy gmin, rozdzielone średnikami.",
    "dokad": "Dokąd wozi: kody TERYT albo nazwy gmin. Puste: dokądkolwiek.",
    "dni": "S: dni nauki szkolnej, W: dni powszednie wolne od nauki, 6: soboty, 7: niedziele i święta. Znaki łączy się: SW6.",
    "od": "Od której godziny jeździ, na przykład 7:00.",
    "do": "Do której godziny jeździ, na przykład 16:00.",
    "minuty_dodatkowe": "O ile minut dłużej niż najkrótszą drogą może trwać przejazd.",
    "rezerwacja": "Jak się zamawia, na przykład: tel. do 12:00 dnia poprzedniego.",
    "dla_kogo": "Dla kogo jest usługa. Puste: dla wszystkich.",
}
WORD_NOTES: Final = {
    "Linia": "Nazwa linii, w polu obok.",
    "Kurs": "Numer albo nazwa kursu. Nowy wiersz „Kurs” pod przystankami zaczyna następną tabelę, na przykład kursów powrotnych.",
    "Dni": "S: dni nauki szkolnej, W: dni powszednie wolne od nauki, 6: soboty, 7: niedziele i święta. Znaki łączy się: SW6.",
    "Data": "Tylko dla kursu jednorazowego, na przykład 2026-06-12. Wtedy pole „Dni” zostaw puste.",
}
