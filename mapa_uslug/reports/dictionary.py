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
        "sposób podróży: car, walk, walk_slow, bike, transit, w plikach wydania publicznego słowami; „wszystkie”: każdy, który się liczy",
    ),
    OutputField("mode", "sposób podróży: car, walk, walk_slow, bike, transit"),
    OutputField(
        "grupa",
        "all: wszyscy mieszkańcy, target: grupa docelowa usługi; w plikach wydania publicznego słowami",
    ),
    OutputField(
        "grupa_nazwa",
        "która to grupa: kod (np. 65+, all) w luki.csv i uslugi_w_domu.csv, słowa (np. osoby 65+) w pozostałych plikach",
    ),
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
    OutputField(
        "zakres",
        "czego dotyczy wiersz: gmina, miejscowosc w tej gminie, miejsce usługi albo para (miejsc w dublowanie.csv, rodzajów usług w "
        "jedna_podroz.csv)",
    ),
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
    OutputField("miejscowosci", "miejscowości w białej plamie albo te, których dotyczy odcinek, po |"),
    OutputField("uzupelniona", "czy źródło objęło liczby komórki tajemnicą i zostały uzupełnione"),
    OutputField("plama_id", "identyfikator białej plamy"),
    OutputField(
        "ponad_prog",
        "o ile średnio droga jest dłuższa niż próg; puste, gdy nie da się dotrzeć albo (w wydaniu publicznym) drogi nie podano",
        "prog_jednostka",
    ),
    OutputField("najdalej", "najdłuższa droga z plamy do usługi", "prog_jednostka"),
    OutputField("najblizsza_usluga", "identyfikator najbliższej usługi"),
    OutputField("najblizszy_podmiot", "kto ją prowadzi"),
    OutputField("najblizsza_gmina", "w której gminie"),
    OutputField("najblizsza_gmina_teryt", "kod tej gminy"),
    OutputField("nazwa", "nazwa podmiotu, przeszkody, tego, co przecina odcinek, albo przystanku"),
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
    OutputField(
        "przyczyna",
        "dlaczego jest za daleko: brak_uslugodawcy (nikt nie obsługuje gminy), objazd (droga prowadzi naokoło przeszkody), "
        "brak_przystanku (nie ma go w zasięgu dojścia), brak_kursu (nie ma czym dojechać), brak_powrotu (nie ma czym wrócić tego "
        "samego dnia), za_wolno (podróż trwa za długo), daleko (miejsce jest odległe)",
    ),
    OutputField("wiodaca", "tak: przyczyna wiodąca, każda osoba ma jedną; nie: zachodzi oprócz niej"),
    OutputField(
        "prosto_km",
        "w linii prostej do najbliższego tak miejsca usługi; drogą najbliższe może być inne",
        "km",
    ),
    OutputField("droga_km", "drogą do najbliższego tak miejsca usługi", "km"),
    OutputField("prosto_m", "w linii prostej między komórkami po dwóch stronach bariery", "m"),
    OutputField(
        "droga_m", "drogą między nimi; 64000: ponad 64 km, inf: w danych nie ma drogi tam i z powrotem", "m"
    ),
    OutputField("wydluzenie", "ile razy droga jest dłuższa niż linia prosta"),
    OutputField("bariera_id", "identyfikator bariery"),
    OutputField(
        "bariera_rodzaj",
        "wzdłuż czego biegnie bariera: rzeka, linia_kolejowa, autostrada_lub_ekspresowa, jezioro, las, brak_drogi",
    ),
    OutputField("bariera_nazwa", "nazwa przeszkody"),
    OutputField(
        "przeprawa_przed",
        "miejscowość przy najbliższym przejściu przez przeszkodę, licząc od początku bariery",
    ),
    OutputField(
        "przeprawa_przed_m", "jak daleko wzdłuż przeszkody; puste, gdy w danych nie ma przejścia", "m"
    ),
    OutputField("przeprawa_za", "miejscowość przy najbliższym przejściu, licząc od końca bariery"),
    OutputField("przeprawa_za_m", "jak daleko wzdłuż przeszkody; puste, gdy w danych nie ma przejścia", "m"),
    OutputField(
        "nowe_przejscie_id",
        "nowe przejście, po którym przybyłoby najwięcej osób w progu, a przy równej ich liczbie najwięcej osobominut: jego odcinek_id; tylko "
        "takie, z którego skorzystają ci, którzy przemieszczają się tak jak w wierszu (srodek)",
    ),
    OutputField(
        "nowe_przejscie_srodek",
        "dla kogo to przejście; gdy srodek to wszystkie: sposób przemieszczania się, dla którego dałoby najwięcej",
    ),
    OutputField("nowe_przejscie_osoby", "ile osób przybyłoby dzięki niemu w progu głównym", "osoby"),
    OutputField(
        "nowe_przejscie_osobominuty",
        "ile czasu zaoszczędziłoby w jedną stronę wszystkim razem",
        "osobominuty",
    ),
    OutputField(
        "rodzaj",
        "bariera i nowe przejście: rodzaj przeszkody jak bariera_rodzaj; istniejący odcinek: most, przejazd_kolejowy, "
        "jedyna_droga, droga",
    ),
    OutputField("osoby_lewa", "osoby w oddzielonych komórkach po lewej stronie linii", "osoby"),
    OutputField("osoby_prawa", "osoby w oddzielonych komórkach po prawej stronie linii", "osoby"),
    OutputField("miejscowosci_lewa", "miejscowości po lewej stronie, po |"),
    OutputField("miejscowosci_prawa", "miejscowości po prawej stronie, po |"),
    OutputField(
        "rola",
        "istniejące: odcinek, od którego wiele zależy (osoby: tyle przybyłoby za progiem po jego zamknięciu); proponowane: nowe "
        "przejście (osoby: tyle przybyłoby w progu)",
    ),
    OutputField("odcinek_id", "identyfikator odcinka albo nowego przejścia"),
    OutputField("klasa_drogi", "klasa drogi w OpenStreetMap (highway)"),
    OutputField("osm_id", "numer drogi w danych"),
    OutputField("dlugosc_m", "długość odcinka albo nowego przejścia", "m"),
    OutputField("osoby_odciete", "osoby, które po zamknięciu odcinka nie miałyby jak dotrzeć", "osoby"),
    OutputField("osoby_dalej", "osoby, które po zamknięciu odcinka miałyby dalej", "osoby"),
    OutputField("osoby_blizej", "osoby, które dzięki nowemu przejściu miałyby bliżej", "osoby"),
    OutputField(
        "osobominuty", "czas stracony albo zaoszczędzony w jedną stronę przez wszystkich razem", "osobominuty"
    ),
    OutputField("najwiecej_min", "o ile najwyżej wydłużyłaby się podróż po zamknięciu odcinka", "min"),
    OutputField("objazd_m", "długość drogi naokoło; puste, gdy jej nie ma", "m"),
    OutputField("przystanek_id", "identyfikator przystanku"),
    OutputField("linie", "linie, które się zatrzymują, po przecinku"),
    OutputField(
        "kursy_szkolny",
        "kursy w dzień szkolny: miejscowość: wszystkie, które się w zasięgu dojścia zatrzymują, w obie strony; przystanek: odjazdy; puste: "
        "brak danych, 0: nie ma kursu (gdy stan to nie_wiadomo: żaden nie jest znany)",
        "kursy",
    ),
    OutputField("kursy_wolny", "kursy w dzień powszedni wolny od nauki; puste: brak danych", "kursy"),
    OutputField("kursy_sobota", "kursy w sobotę; puste: brak danych", "kursy"),
    OutputField("kursy_niedziela", "kursy w niedzielę lub święto; puste: brak danych", "kursy"),
    OutputField("pierwszy_odjazd", "pierwszy odjazd w badanym rodzaju dnia (GG:MM)"),
    OutputField("ostatni_odjazd", "ostatni odjazd w badanym rodzaju dnia (GG:MM)"),
    OutputField(
        "stan",
        "wykluczona: mniej niż trzy pary kursów dziennie albo brak przystanku w zasięgu dojścia; nie_wiadomo: nie podano, że "
        "rozkłady jazdy w gminie są kompletne, nie dało się odczytać kursów w gminie, miejscowość leży w zasięgu dojścia od gminy, "
        "której kursów nie znamy, żaden rozkład nie obejmuje badanego rodzaju dnia albo w danych nie ma tam drogi",
    ),
    OutputField("osoby_przy_przystanku", "osoby, które mają przystanek w zasięgu dojścia", "osoby"),
    OutputField("miejsc_uslugi", "ile jest miejsc tej usługi dla tej grupy"),
    OutputField(
        "w_progu",
        "osoby w progu głównym choć jednego miejsca (wiersz gminy) albo tego miejsca (wiersz miejsca); tylko gdy to pewne",
        "osoby",
    ),
    OutputField(
        "wspolne",
        "osoby, które mają w progu głównym co najmniej dwa miejsca (gmina), to i jakieś inne (miejsce), oba (para)",
        "osoby",
    ),
    OutputField("wspolne_grupa", "to samo dla grupy docelowej; puste, gdy nieznane albo poufne", "osoby"),
    OutputField(
        "wspolne_procent", "jaka część osób, które mają w progu to z dwóch miejsc, które ma ich mniej", "%"
    ),
    OutputField("najblizej", "osoby, dla których jakimś sposobem to miejsce jest najbliższe", "osoby"),
    OutputField(
        "bez_niego_za_progiem",
        "osoby, które bez tego jednego miejsca byłyby każdym sposobem za progiem głównym",
        "osoby",
    ),
    OutputField(
        "bez_niego_za_progiem_grupa", "to samo dla grupy docelowej; puste, gdy nieznane albo poufne", "osoby"
    ),
    OutputField(
        "bez_niego_nie_wiadomo",
        "osoby, które bez niego nie miałyby w progu żadnego znanego miejsca, a nie wiadomo, czy nie ma innego",
        "osoby",
    ),
    OutputField(
        "bez_niego_brak_miejsc",
        "osoby, dla których dziś jest wolne miejsce, a bez niego inne byłyby pełne; puste, gdy nie znamy pojemności albo zapotrzebowania",
        "osoby",
    ),
    OutputField("zajete", "ile z pojemności jest zajęte", "jednostka"),
    OutputField("wolne", "pojemność mniej zajęte, nie mniej niż 0; puste, gdy nieznane", "jednostka"),
    OutputField("polozenie_przyblizone", "tak: położenie znane tylko w przybliżeniu"),
    OutputField("druga_usluga_id", "para: identyfikator drugiego miejsca"),
    OutputField("druga_nazwa", "para: kto prowadzi drugie miejsce"),
    OutputField("druga_gmina_teryt", "para: kod gminy drugiego miejsca"),
    OutputField("druga_miejscowosc", "para: miejscowość drugiego miejsca"),
    OutputField("druga_wolne", "para: wolne w drugim miejscu", "jednostka"),
    OutputField("ten_sam_podmiot", "tak: oba miejsca prowadzi podmiot o tej samej nazwie"),
    OutputField("ta_sama_gmina", "tak: oba miejsca są w tej samej gminie"),
    OutputField("druga_usluga", "para: kod drugiego rodzaju usługi"),
    OutputField("druga_usluga_nazwa", "para: nazwa drugiego rodzaju usługi"),
    OutputField("osoby_obie", "osoby, które tym samym sposobem mają w progu obie usługi pary", "osoby"),
    OutputField("rodzaje_srednio", "ile rodzajów usług obejmuje najlepsza jedna podróż, średnio na osobę"),
    *(
        OutputField(
            f"rodzaje_{n}",
            f"osoby, których najlepsza jedna podróż obejmuje tyle rodzajów usług: {n}",
            "osoby",
        )
        for n in range(5)
    ),
    OutputField(
        "rodzaje_5_plus",
        "osoby, których najlepsza jedna podróż obejmuje pięć rodzajów usług lub więcej",
        "osoby",
    ),
    OutputField(
        "najwyzej_jeden_procent", "jaka część osób ma w jednej podróży najwyżej jeden rodzaj usług", "%"
    ),
    OutputField(
        "ostatni_powrot", "o której najpóźniej da się wyruszyć z powrotem do domu (GG:MM); puste: nigdy"
    ),
    OutputField("pasma", "górne granice pasm, po |", "prog_jednostka"),
    OutputField("wagi", "waga każdego pasma, po |"),
    OutputField(
        "na_1000",
        "ile jednostek pojemności placówek w zasięgu przypada na 1000 osób z grupy docelowej, z uwzględnieniem innych osób, które "
        "mają do nich blisko (E2SFCA); średnia tych osób, o których to wiadomo",
        "jednostka na 1000 osób",
    ),
    OutputField(
        "gini", "nierówność między osobami: 0 równo, bliżej 1 nierówno; puste, gdy nikt nic nie ma w zasięgu"
    ),
    OutputField(
        "p90_p10",
        "dziewiąty decyl podzielony przez pierwszy; inf, gdy pierwszy wynosi 0; puste, gdy oba wynoszą 0",
    ),
    OutputField("theil_wewnatrz", "część wskaźnika Theila wewnątrz gmin; tylko w wierszu „razem”"),
    OutputField("theil_miedzy", "część wskaźnika Theila między gminami; tylko w wierszu „razem”"),
    OutputField("podmiot_id", "identyfikator podmiotu z arkusza"),
    OutputField(
        "rodzaj_podmiotu",
        "publiczny, organizacja pozarządowa, kościelny, ekonomia społeczna, prywatny, słowami arkusza; ? przy domyśle z nazwy",
    ),
    OutputField(
        "liczba_uslug", "ile usług opisuje wiersz: 1, a przy usługach liczonych tylko w gminie ich liczba"
    ),
    OutputField("kolejka", "ile osób czeka", "osoby"),
    OutputField("etaty", "zatrudnienie w przeliczeniu na pełne etaty", "etaty"),
    OutputField("odpowiedz_dla_spoza", "odpowiedź arkusza na pytanie o osoby spoza gminy: tak, nie, umowa"),
    OutputField("godziny_otwarcia", "godziny otwarcia w zapisie OpenStreetMap, o ile je odczytano"),
    OutputField("odplatnosc", "odpłatność, jak podano"),
    OutputField("tryb", "jak usługa jest świadczona: S, C, D, M, Z, L, po |"),
    OutputField("obszary_cus", "numery obszarów usług społecznych z ustawy o CUS, po |"),
    OutputField("wazne_od", "pierwszy dzień, w którym usługa jest świadczona"),
    OutputField("wazne_do", "ostatni dzień, w którym usługa jest świadczona"),
    OutputField("finansowanie_do", "dzień, w którym kończy się finansowanie"),
    OutputField("prowadzi_wpis", "urząd albo jednostka, która prowadzi wpis"),
    OutputField("zgloszenia", "gdzie zgłaszać poprawki: telefon albo adres biura"),
    OutputField("x", "współrzędna wschodnia w układzie obszaru; pusta, gdy miejsca nie znamy", "m"),
    OutputField("y", "współrzędna północna w układzie obszaru; pusta, gdy miejsca nie znamy", "m"),
    OutputField("wrazliwosc", "0: usługa jawna; 1: podawana tylko w liczbach gminy"),
    OutputField("co_daje", "co usługa daje, prostymi słowami, jak w bazie informacji"),
    OutputField("dla_kogo", "grupa, dla której jest usługa"),
    OutputField("jak_skorzystac", "czy się przychodzi, czy usługa przyjeżdża, czy jest dowóz"),
    OutputField(
        "dostepnosc_arch", "czy miejsce jest dostępne dla osób o ograniczonej możliwości poruszania się"
    ),
    OutputField("ukryte", "kolumny tego wiersza, których liczby są ukryte, po |"),
    OutputField(
        "droga", "czas albo odległość do najbliższego miejsca; puste, gdy się nie da", "prog_jednostka"
    ),
)
"""Columns of ``luki.csv``, ``oferta.csv``, ``stany.csv``, ``roznice.csv``, ``bariery.csv``, ``miejscowosci_bez_dojazdu.csv``,
``uslugi_w_domu.csv``, ``dostepnosc_miejsc.csv``, ``dublowanie.csv``, ``jedna_podroz.csv``, ``wyniki.gpkg`` and of the public
edition's ``baza_informacji.csv``, ``dostep_do_uslug.csv`` and ``biale_plamy.csv``."""

SIDES: Final = {"przed": "przed zmianą", "po": "po zmianie", "zmiana": "różnica: po minus przed"}
"""Endings of the columns of ``roznice.csv``: a state and one of these."""
