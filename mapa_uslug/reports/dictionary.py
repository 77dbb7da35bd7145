"""What the columns of the result files mean, in Polish: from here the glossary is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class OutputField:
    """A column of a result file: its name, meaning and unit."""

    name: str
    meaning: str
    unit: str = ""


OUTPUT_FIELDS: Final = (
    OutputField("gmina_teryt", "sześciocyfrowy kod TERYT gminy; przy białej plamie lista kodów po |"),
    OutputField("gmina_kod", "kod gminy w postaci ze źródła, z siódmą cyfrą"),
    OutputField("gmina", "nazwa gminy; w roznice.csv „razem” dla całego obszaru"),
    OutputField("w_obszarze", "czy gmina należy do badanego obszaru, czy jest sąsiadem"),
    OutputField("ludnosc", "wszyscy mieszkańcy gminy", "osoby"),
    OutputField("usluga", "kod rodzaju usługi z katalogu"),
    OutputField("usluga_nazwa", "nazwa rodzaju usługi"),
    OutputField("usluga_id", "identyfikator usługi z arkusza"),
    OutputField(
        "srodek",
        "sposób podróży: car, walk, walk_slow, bike, transit; „wszystkie”: każdy, który się liczy",
    ),
    OutputField("mode", "sposób podróży: car, walk, walk_slow, bike, transit"),
    OutputField("grupa", "all: wszyscy mieszkańcy, target: grupa docelowa usługi"),
    OutputField("grupa_nazwa", "która to grupa"),
    OutputField("poziom", "próg: 1 niższy, 2 główny, 3 wyższy"),
    OutputField("prog", "wartość progu", "prog_jednostka"),
    OutputField("prog_jednostka", "jednostka progu: min albo m"),
    OutputField(
        "prog_rodzaj", "ustawowy: z podstawą prawną; umowny: przyjęty na potrzeby analizy, można go zmienić"
    ),
    OutputField(
        "osoby",
        "ludzie, których dotyczy wiersz: gminy, komórki, plamy albo w danym stanie",
        "osoby",
    ),
    OutputField("osoby_grupa", "osoby z grupy docelowej; puste, gdy nieznane albo poufne", "osoby"),
    OutputField("osoby_0_14", "osoby w wieku 0–14 lat; puste w komórkach poufnych", "osoby"),
    OutputField("osoby_15_64", "osoby w wieku 15–64 lat; puste w komórkach poufnych", "osoby"),
    OutputField("osoby_65_plus", "osoby w wieku 65 lat i więcej; puste w komórkach poufnych", "osoby"),
    OutputField("obsluzone", "osoby w granicach progu, dla których jest miejsce", "osoby"),
    OutputField("brak_miejsc", "osoby w granicach progu, dla których nie ma wolnego miejsca", "osoby"),
    OutputField("za_daleko", "osoby, które dotrą do usługi, ale za progiem", "osoby"),
    OutputField("nie_wiadomo", "osoby, których stanu z tych danych nie da się ustalić", "osoby"),
    OutputField(
        "mediana_min",
        "połowa osób, które mogą dotrzeć do usługi, ma do niej najwyżej tyle; puste, gdy nikt nie może",
        "min",
    ),
    OutputField("mediana_m", "to samo dla progów w metrach", "m"),
    OutputField("pojemnosc_oceniona", "czy miejsca porównano z zapotrzebowaniem; jeśli nie, brak_miejsc = 0"),
    OutputField("zakres", "czego dotyczy wiersz: gmina albo miejscowosc w tej gminie"),
    OutputField(
        "objete",
        "osoby, do których ktoś dojedzie i starczy godzin; gdy godzin nie oceniono, wszyscy, do których ktoś dojedzie",
        "osoby",
    ),
    OutputField("brak_godzin", "osoby, dla których zabraknie godzin pracy; z dojazdami", "osoby"),
    OutputField("poza_obszarem", "osoby, których gminy nikt nie obsługuje: nikt nie przyjedzie", "osoby"),
    OutputField("dojazd_min", "średnio z najbliższej bazy do domu, ważone liczbą osób", "min"),
    OutputField(
        "miedzy_domami_min",
        "średnio od jednej osoby pod opieką do następnej: tyle, w ilu minutach mieszkają dwie osoby chętne",
        "min",
    ),
    OutputField("domow_na_zmiane", "ile domów mieści się w zmianie, razem z drogą, średnio"),
    OutputField("dojazdy_procent", "jaką część czasu pracy zajmuje droga", "%"),
    OutputField("godziny_u_ludzi", "zapotrzebowanie: godziny w domach, bez dojazdów", "godz./mies."),
    OutputField("godziny_potrzebne", "godziny pracy, których ono wymaga, razem z dojazdami", "godz./mies."),
    OutputField(
        "godziny_sa",
        "godziny pracy baz, które obsługują gminę; bazy kilku gmin dzielone według zapotrzebowania",
        "godz./mies.",
    ),
    OutputField("godziny_brak", "ile godzin brakuje", "godz./mies."),
    OutputField("powod", "kod przyczyny stanu, zob. niżej"),
    OutputField("powody_przed", "przyczyny przed zmianą, kod:osoby po |"),
    OutputField("powody_po", "przyczyny po zmianie, kod:osoby po |"),
    OutputField("cell_id", "identyfikator komórki ludności"),
    OutputField("miejscowosc", "miejscowość"),
    OutputField("miejscowosci", "miejscowości w białej plamie, po |"),
    OutputField("uzupelniona", "czy źródło objęło liczby komórki tajemnicą i zostały uzupełnione"),
    OutputField("plama_id", "identyfikator białej plamy"),
    OutputField(
        "ponad_prog",
        "o ile średnio droga jest dłuższa niż próg; puste, gdy nie da się dotrzeć",
        "prog_jednostka",
    ),
    OutputField("najdalej", "najdłuższa droga z plamy do usługi", "prog_jednostka"),
    OutputField("najblizsza_usluga", "identyfikator najbliższej usługi"),
    OutputField("najblizszy_podmiot", "kto ją prowadzi"),
    OutputField("najblizsza_gmina", "w której gminie"),
    OutputField("najblizsza_gmina_teryt", "kod tej gminy"),
    OutputField("nazwa", "nazwa podmiotu"),
    OutputField("adres", "ulica i numer, jak podano"),
    OutputField("pojemnosc", "pojemność usługi", "jednostka"),
    OutputField("jednostka", "jednostka pojemności"),
    OutputField("gminy_obslugiwane", "kody gmin, które usługa obejmuje, po |; puste: bez ograniczenia"),
    OutputField("dla_spoza", "czy dla mieszkańców innych gmin"),
    OutputField("godziny", "godziny otwarcia, jak podano"),
    OutputField("kontakt", "telefon albo adres biura"),
    OutputField("zrodlo", "plik i wiersz, z którego pochodzi zapis"),
    OutputField("data_stanu", "data, na którą zapis jest prawdziwy"),
    OutputField(
        "klasa_wsp",
        "jak dokładnie znane jest położenie: reczny, rejestr, punkt_adresowy, ulica, miejscowosc, kod_pocztowy, gmina",
    ),
    OutputField(
        "promien_wsp", "promień, w którym leży miejsce co najmniej w dziewięciu przypadkach na dziesięć", "m"
    ),
    OutputField(
        "id", "izochrona: identyfikator usługi, albo kod rodzaju usług dla wszystkich miejsc łącznie"
    ),
    OutputField("minutes", "granica izochrony; wielokąty są zagnieżdżone", "min"),
    OutputField("kierunek", "to: ludzie jadą do usługi; from: usługa jedzie do ludzi"),
)
"""Columns of ``luki.csv``, ``roznice.csv``, ``uslugi_w_domu.csv`` and ``wyniki.gpkg``."""

SIDES: Final = {"przed": "przed zmianą", "po": "po zmianie", "zmiana": "różnica: po minus przed"}
"""Endings of the columns of ``roznice.csv``: a state and one of these."""
