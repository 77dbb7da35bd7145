"""The ready mappings against invented lists in the forms that they are for."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.contracts.sheet import COLUMN_NAMES, SHEET_COLUMNS
from mapa_uslug.registry.foreign.applying_mapping import ImportedRows, apply_mapping
from mapa_uslug.registry.foreign.mapping import Mapping
from mapa_uslug.registry.foreign.ready_mappings import find_ready, ready_mappings
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.tables.workbooks import read_tables

MATCHER = TypeMatcher(read_catalog())
NURSERIES = (
    "Typ instytucji,Nazwa,Województwo,Powiat,Gmina,Miejscowość,Ulica,Nr domu,Nr lokalu,Kod pocztowy,Geolokalizacja,Liczba miejsc,"
    "Liczba dzieci zapisanych,Godziny otwarcia,Podmiot prowadzący - nazwa,Podmiot prowadzący - REGON,Telefon żłobka/klubu,"
    "E-mail żłobka/klubu,Czy podmiot prowadzący zawiesił działalność instytucji opieki?"
)  # fmt: skip
CELLS = (
    "ID ZOZ,kodResortVIII,Nazwa komórki,Teryt,Ulica,Budynek,Lokal,Kod pocztowy,Miejscowość,Data rozpoczęcia działalności komórki,"
    "Data zakończenia działalności komórki,Początek okresu zawieszenia,Koniec okresu zawieszenia"
)  # fmt: skip
FACILITIES = "id,nazwa,typ,typ_krotki,ulica,miejscowosc,kod_pocztowy,powiat,wojewodztwo,latitude,longitude,liczba_miejsc,koszt_pobytu,profil_opieki,telefon,www"
OFFICES = (
    "typ,id_jednostki,wojewodztwo,powiat,gmina,nazwa,kod_pocztowy,miejscowosc,ulica,numer_domu,telefon,www,email,godziny_pracy,"
    "teryt_gminy,latitude,longitude,geo_precyzja,uwagi"
)  # fmt: skip
# Mapping -> headers and rows; cells of a row are separated by "|".
FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "rjps": (
        "Id,Nazwa jednostki,Typ jednostki,Podkategorie,Województwo,Powiat,Gmina,Miejscowość,Kod pocztowy,Ulica,Nr domu,x,y,Telefon,E-mail,Data aktualizacji",
        (
            "7|CUS w Zalewie|Centrum Usług Społecznych|22, 23|w|zalewski|Zalewo|Zalewo|00-100|Szkolna|4|15.25|52.125|11 22|cus@zalewo.example|2030-05-06",
            "8|Klub w Borze|Klub Integracji Społecznej|38|w|zalewski|Bór|Bór|00-200||7|15.5|52.25||ewa.lis@bor.example|06.05.2030",
            "9|Dom Zacisze|Ośrodek wsparcia|13,41|w|zalewski|Tajne|Tajne|00-300|Ukryta|9|15.75|52.5|99 88||2030-05-06",
            "10|Punkt|Punkt konsultacyjny|43|w|zalewski|Bór|Bór|00-200||8|15.5|52.25|||",
        ),
    ),
    "zlobki": (
        NURSERIES,
        (
            "Żłobek|Miś|W|zalewski|Zalewo|Zalewo|Szkolna|4|2|00-100|15.25;52.125|30|28|pon.-pt. 7-17|Miś sp. z o.o.|123456785|11 22|mis@mis.example|NIE",
            "Klub dziecięcy|Sowa|W|zalewski|Bór|Bór||7||00-200||15|16|Brak danych|Anna Lis|Brak danych|33 44|anna.lis@sowa.example|nie",
            "Żłobek|Zamknięty|W|zalewski|Bór|Bór|Polna|1||00-200|15.5;52.25|10|0||Gmina|||x@bor.example|TAK",
            "Dzienny opiekun|Opieka Nowak|W|zalewski|Bór|Tajne|Ukryta|9||00-300|15.75;52.5|5|5||Ewa Nowak||99 88||NIE",
        ),
    ),
    "rspo": (
        "Numer RSPO,REGON,Typ,Nazwa,Kod terytorialny gmina,Kod terytorialny miejscowość,Województwo,Powiat,Gmina,Miejscowość,Ulica,Numer budynku,"
        "Numer lokalu,Kod pocztowy,Telefon,E-mail,Imię i nazwisko dyrektora,Data likwidacji,Typ organu prowadzącego,Liczba uczniów,Specyfika placówki",
        (
            "101|1|Przedszkole|Przedszkole nr 1|0860011|0912345|W|zalewski|Zalewo|Zalewo|Szkolna|4|2|00-100|11|p1@zalewo.example|Jan Lis||Gmina|75|brak specyfiki",
            "102|2|Szkoła podstawowa|SP w Borze|0860021|0912346|W|zalewski|Bór|Bór||7||00-200|22||Ewa Lis||Stowarzyszenia|120|specjalna",
            "103|3|Szkoła podstawowa|Dawna SP|0860021|0912346|W|zalewski|Bór|Bór||9||00-200|||Ewa Lis|2020-08-31|Gmina|0|",
            "104|4|Liceum ogólnokształcące|LO|0860011|0912345|W|zalewski|Zalewo|Zalewo|Polna|1||00-100|||Jan Lis||Powiat ziemski|300|",
        ),
    ),
    "rspo_api": (
        "Numer RSPO,REGON,Typ,Nazwa,Kod terytorialny gmina,Kod terytorialny miejscowość,Województwo,Powiat,Gmina,Miejscowość,Ulica,Numer budynku,"
        "Numer lokalu,Kod pocztowy,Telefon,E-mail,Data likwidacji,Liczba uczniów,Specyfika szkoły,Długość geograficzna,Szerokość geograficzna",
        (
            "101|1|Przedszkole|Przedszkole nr 1|0860011|0912345|W|zalewski|Zalewo|Zalewo|Szkolna|4|2|00-100|11|p1@zalewo.example||75||15.25|52.125",
            "104|4|Liceum ogólnokształcące|LO|0860011|0912345|W|zalewski|Zalewo|Zalewo|Polna|1||00-100||||300||15.25|52.125",
        ),
    ),
    "sio": (
        "Typ podmiotu,Publiczność,Specyfika szkoły,Nazwa placówki,Miejscowość,Ulica,Numer domu,Kod pocztowy,idTerytWojewodztwo,idTerytGmina,w tym_w oddz_przedszk",
        (
            "Szkoła podstawowa|publiczna|brak specyfiki|SP nr 2|Zalewo|Szkolna|5|00-100|08|0860011|12",
            "Technikum|publiczna||Technikum|Zalewo|Szkolna|6|00-100|08|0860011|0",
        ),
    ),
    "rpwdl": (
        CELLS,
        (
            "5|0010|Poradnia lekarza POZ|0860011|Szkolna|4|2|00-100|Zalewo|2001-01-01|NULL|NULL|NULL",
            "6|0010|Poradnia POZ|0860021|NULL|7|NULL|00-200|Bór|2001-01-01|2020-01-01|NULL|NULL",
            "7|0010|Gabinet POZ|0860021|Polna|1|NULL|00-200|Bór|2001-01-01|NULL|2020-01-01|NULL",
            "8|1800|Poradnia stomatologiczna|0860021|Polna|2|NULL|00-200|Bór|2001-01-01|NULL|NULL|NULL",
        ),
    ),
    "opp": (
        "Lp.,Numer KRS,Nazwa,Siedziba,Województwo",
        ("1|0000000001|Fundacja Pomost|ul. Szkolna 4, 00-100 Zalewo|W", "2|0000000002|Stowarzyszenie Klub Seniora w Borze|Bór|W"),
    ),
    "owes": (
        "Nazwa OWES,Adres,Telefon,E-mail,Województwo",
        ("OWES Zalewo|ul. Szkolna 4, 00-100 Zalewo|11 22|biuro@owes.example|W",),
    ),
    "dps_typy": (
        "Lp.,Powiat,Dom Pomocy Społecznej (nazwa i adres),Typ DPS (zgodnie z art. 56 ustawy),Liczba miejsc zgodnie z decyzją Wojewody*,"
        "Liczba osób umieszczonych,Liczba osób oczekujących na umieszczenie",
        (
            "1.|zalewski|X|X|90|88|4",
            "||Dom Pomocy Społecznej w Zalewie,      ul. Szkolna 4, 00-100 Zalewo|dla osób w podeszłym wieku|60|59|4",
            "|||dla osób przewlekle somatycznie chorych|30|29|0",
        ),
    ),
    "dps_nazwa_i_adres": (
        "Lp,Powiat,Nazwa i adres domu pomocy społecznej,Liczba wolnych miejsc wg. stanu na dzień 31.03.2030 r.",
        ("1|zalewski|Dom Pomocy Społecznej w Zalewie, ul. Szkolna 4, 00-100 Zalewo|3", "2|Powiat Leśny|DPS „Dąb”, 00-200 Bór, Zarzecze 7|0", "|||3"),
    ),
    "senior_plus": (
        "Lp,Rodzaj,Liczba miejsc,JST,Woj,Ulica,Kod,Miasto,Tel,Email,Rok",
        ("1|Klub Senior+|25|Zalewo|W|ul. Szkolna 4|00-100|Zalewo|11 22|ops@zalewo.example|2019", '2|Dzienny Dom "Senior+"|20|Bór|W|Bór 7|00-200|Bór|||2020'),
    ),
    "apteki": (
        "Nazwa apteki,Rodzaj apteki,Status apteki,Miejscowość,Ulica,Numer domu,Kod pocztowy,Telefon",
        ("Pod Dębem|ogólnodostępna|AKTYWNA|Zalewo|Szkolna|4|00-100|11 22", "Dawna|ogólnodostępna|NIEAKTYWNA|Bór|Polna|1|00-200|"),
    ),
    "placowki_ze_wspolrzednymi": (
        FACILITIES,
        (
            "3|Dom Pomocy Społecznej w Zalewie|DPS|DPS|Aleja Lipowa 18|Zalewo|00-100|zalewski|w|52.125|15.25|60|7000|dla osób w podeszłym wieku|11 22|",
            "4|Środowiskowy Dom Samopomocy|ŚDS|ŚDS|591|Bór|00-200|zalewski|w|52.25|15.5|||A,B||",
            "5|Klub Senior+ — Bór|Klub Senior+|Klub Senior+|Bór, ul. Leśna 3|Zalewo|00-100|zalewski|w|52.25|15.5|20||||",
        ),
    ),
    "ops_cus_pcpr": (
        OFFICES,
        (
            "CUS|132.0|w|zalewski|Zalewo|Centrum Usług Społecznych w Zalewie|00-100|Zalewo|ul. Szkolna|4|11 22||cus@zalewo.example|pon. 7:30 - 15:30|0860011|52.125|15.25|miejscowosc|źródło: RJPS eksport 06.03.2030",
            "OPS|10067|w|zalewski|Bór|GOPS w Borze||Bór|Bór|7|||||0860021|52.25|15.5|gmina_centrum|Źródło: strona gminy",
        ),
    ),
}  # fmt: skip


def save(folder: Path, name: str) -> Path:
    """A list of a form as a file: CSV as the register gives it, or a workbook."""
    headers, rows = FORMS[name]
    table = [headers.split(","), *(row.split("|") for row in rows)]
    if name in ("opp", "sio", "senior_plus", "dps_typy", "dps_nazwa_i_adres"):
        book = openpyxl.Workbook()
        for row in table:
            book.active.append([cell or None for cell in row])
        book.save(folder / f"{name}.xlsx")
        return folder / f"{name}.xlsx"
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(table)
    return path


def load(folder: Path, name: str) -> RawTable:
    (table,) = read_tables(save(folder, name))
    return table


def imported(folder: Path, name: str) -> ImportedRows:
    table = load(folder, name)
    mapping = find_ready(table)
    assert mapping is not None
    result = apply_mapping(table, mapping, matcher=MATCHER)
    assert result.count.read == len(FORMS[name][1]) == result.count.kept + sum(result.count.left_out.values())
    assert result.rows["usluga_id"].is_unique
    return result


def test_there_is_a_form_for_every_mapping() -> None:
    assert set(FORMS) == set(ready_mappings())


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_list_is_recognised_by_its_headers(tmp_path: Path, name: str) -> None:
    assert find_ready(load(tmp_path, name)) is ready_mappings()[name]


@pytest.mark.parametrize("name", sorted(FORMS))
def test_words_of_the_sheet_are_those_that_it_offers(tmp_path: Path, name: str) -> None:
    rows = imported(tmp_path, name).rows
    for column in SHEET_COLUMNS:
        if column.choices and column.name != "typ_podmiotu":
            assert set(rows[column.name]) <= {"", *column.choices}, column.name
    types = {text: MATCHER.find(text) for text in rows["usluga_kod"]}
    unknown = {text for text, found in types.items() if found is None}
    assert unknown <= {"", "ośrodek wsparcia ekonomii społecznej", "Punkt konsultacyjny"}


def test_an_unknown_list_is_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nazwa;Typ;Miejscowość\nKlub;KS;Bór\nDom;DPS;Las\n", encoding="utf-8")
    (table,) = read_tables(path)
    assert find_ready(table) is None
    own = Mapping(name="moja", required=("Nazwa", "Typ"), columns={"nazwa": "Nazwa", "usluga_kod": "Typ"})
    assert find_ready(table, own=[own]) is own
    # Two mappings that fit equally well: a person must choose.
    assert find_ready(table, own=[own, own.model_copy(update={"name": "druga"})]) is None
    assert find_ready(table, own=[own.model_copy(update={"sheet": "Arkusz*"})]) is None


def test_own_mappings_go_before_ready_ones(tmp_path: Path) -> None:
    own = Mapping(name="moja", required=("Nazwa",), columns={"nazwa": "Nazwa", "usluga_kod": "Typ"})
    assert find_ready(load(tmp_path, "rspo"), own=[own]) is own


def test_rjps_drops_subcategory_41_and_keeps_the_rest(tmp_path: Path) -> None:
    result = imported(tmp_path, "rjps")
    assert result.count.left_out == {"never_kept:podkategoria 41": 1}
    rows = result.rows
    assert list(rows["usluga_kod"]) == ["CUS", "KIS", "Punkt konsultacyjny"]
    first = rows.iloc[0]
    assert (first["usluga_id"], first["lon"], first["lat"], first["data_stanu"]) == (
        "RJPS-7",
        "15.25",
        "52.125",
        "2030-05-06",
    )
    assert list(rows["kontakt_rola"]) == ["11 22, cus@zalewo.example", "", ""]
    text = rows.to_csv() + result.left_out.to_csv() + str(result.problems)
    assert not any(word in text for word in ("Zacisze", "Ukryta", "Tajne", "99 88", "ewa.lis"))


def test_an_rjps_export_made_after_its_page_needs_no_id(tmp_path: Path) -> None:
    # The headers of docs/zrodla/rjps.md, in the encoding of an office's spreadsheet.
    head = "nazwa jednostki;typ jednostki;{};województwo;powiat;gmina;miejscowość;ulica;numer;x;y"
    rows = (
        "GOPS w Borze;Ośrodek Pomocy Społecznej;20;w;zalewski;Bór;Bór;Szkolna;7;15.5;52.25",
        "Dom Zacisze;Ośrodek wsparcia;13, 41;w;zalewski;Bór;Tajne;Ukryta;9;15.75;52.5",
    )
    ids = set()
    for category in ("podkategorie", "podkat.", "Kategoria wsparcia", "kat.", "Numery podkategorii"):
        path = tmp_path / "eksport.csv"
        path.write_text("\n".join((head.format(category), *rows)), "windows-1250")
        (table,) = read_tables(path)
        mapping = find_ready(table)
        assert mapping is ready_mappings()["rjps"]
        result = apply_mapping(table, mapping, matcher=MATCHER)
        assert result.count.left_out == {"never_kept:podkategoria 41": 1}
        (row,) = result.rows.to_dict("records")
        assert (row["usluga_kod"], row["ulica"], row["nr"], row["lon"], row["lat"]) == (
            "OPS", "Szkolna", "7", "15.5", "52.25",
        )  # fmt: skip
        assert not any("Identyfikator" in str(p) for p in result.problems)
        ids.add(row["usluga_id"])
    (given,) = ids
    assert re.fullmatch(r"RJPS-[0-9a-f]{12}", given)


def test_nurseries(tmp_path: Path) -> None:
    result = imported(tmp_path, "zlobki")
    assert result.count.left_out == {"suspended": 1}
    mis, sowa, keeper = result.rows.to_dict("records")
    assert (mis["usluga_kod"], mis["lon"], mis["lat"], mis["nr"], mis["pojemnosc"], mis["zajete"]) == (
        "ZLO", "15.25", "52.125", "4/2", "30", "28",
    )  # fmt: skip
    assert (mis["krs_regon"], mis["kontakt_rola"]) == ("123456785", "11 22, mis@mis.example")
    assert (sowa["usluga_kod"], sowa["lon"], sowa["godziny"], sowa["kontakt_rola"]) == (
        "ZLO",
        "",
        "",
        "33 44",
    )
    # More children than places is bad data, which is kept for a person to see.
    assert (sowa["pojemnosc"], sowa["zajete"]) == ("15", "16")
    assert {k: v for k, v in keeper.items() if v and k not in ("origin", "usluga_id")} == {
        "nazwa": "dzienny opiekun", "usluga_kod": "DO", "wojewodztwo": "W", "powiat": "zalewski", "gmina": "Bór",
        "pojemnosc": "5", "jednostka": "miejsca", "zrodlo": "Rejestr żłobków", "wrazliwosc": "1",
    }  # fmt: skip


def test_schools(tmp_path: Path) -> None:
    result = imported(tmp_path, "rspo")
    assert result.count.left_out == {"closed": 1, "not_in_catalog": 1}
    assert list(result.rows["usluga_id"]) == ["RSPO-101", "RSPO-102"]
    assert list(result.rows["usluga_kod"]) == ["PRZ", "SP"]
    assert list(result.rows["typ_podmiotu"]) == ["gmina", "NGO"]
    assert list(result.rows["nr"]) == ["4/2", "7"]
    assert list(result.rows["zajete"]) == ["75", "120"]
    # The head of a school is a person.
    assert "Lis" not in result.rows.to_csv()
    yearly = imported(tmp_path, "sio")
    assert (list(yearly.rows["usluga_kod"]), yearly.count.left_out) == (["SP"], {"not_in_catalog": 1})
    assert yearly.rows["teryt7"][0] == "0860011"


def test_cells_of_clinics(tmp_path: Path) -> None:
    result = imported(tmp_path, "rpwdl")
    assert result.count.left_out == {"closed": 1, "not_in_catalog": 1, "suspended": 1}
    (row,) = result.rows.to_dict("records")
    assert (row["usluga_kod"], row["ulica"], row["nr"], row["teryt7"]) == ("POZ", "Szkolna", "4/2", "0860011")
    assert (row["wazne_od"], row["wazne_do"]) == ("2001-01-01", "")


def test_lists_of_voivodes(tmp_path: Path) -> None:
    types = imported(tmp_path, "dps_typy")
    assert types.count.left_out == {"subtotal": 1}
    assert list(types.rows["kryteria"]) == [
        "dla osób w podeszłym wieku",
        "dla osób przewlekle somatycznie chorych",
    ]
    assert list(types.rows["zajete"]) == ["59", "29"]
    homes = imported(tmp_path, "dps_nazwa_i_adres")
    assert homes.count.left_out == {"total": 1}
    assert list(zip(homes.rows["miejscowosc"], homes.rows["nr"], homes.rows["kod"], homes.rows["powiat"], strict=True)) == [
        ("Zalewo", "4", "00-100", "zalewski"), ("Zarzecze", "7", "00-200", "Leśny"),
    ]  # fmt: skip
    # Free places alone do not tell how many there are.
    assert set(homes.rows["pojemnosc"]) == set(homes.rows["zajete"]) == {""}
    assert set(homes.rows["data_stanu"]) == {"2030-03-31"}
    clubs = imported(tmp_path, "senior_plus").rows
    assert list(clubs["usluga_kod"]) == ["KS", "DDP"]
    assert list(clubs["nazwa"]) == ["Klub Senior+ Zalewo", 'Dzienny Dom "Senior+" Bór']
    assert list(zip(clubs["ulica"], clubs["nr"], strict=True)) == [("Szkolna", "4"), ("", "7")]


def test_organisations_support_centres_and_pharmacies(tmp_path: Path) -> None:
    opp = imported(tmp_path, "opp").rows
    assert list(opp["typ_podmiotu"]) == ["NGO", "NGO"]
    # A register of organisations does not tell what they do: only a name may.
    assert opp["usluga_kod"][0] == ""
    assert list(opp["miejscowosc"]) == ["Zalewo", "Bór"]
    assert list(opp["usluga_id"]) == ["OPP-0000000001", "OPP-0000000002"]
    owes = imported(tmp_path, "owes").rows
    assert (owes["ulica"][0], owes["typ_podmiotu"][0]) == ("Szkolna", "PES")
    pharmacies = imported(tmp_path, "apteki")
    assert (list(pharmacies.rows["usluga_kod"]), pharmacies.count.left_out) == (["APT"], {"closed": 1})


def test_lists_with_coordinates_say_how_well_they_are_known(tmp_path: Path) -> None:
    places = imported(tmp_path, "placowki_ze_wspolrzednymi").rows
    assert list(places["usluga_kod"]) == ["DPS", "SDS", "KS"]
    assert list(zip(places["ulica"], places["nr"], places["miejscowosc"], strict=True)) == [
        ("Aleja Lipowa", "18", "Zalewo"), ("", "591", "Bór"), ("Leśna", "3", "Bór"),
    ]  # fmt: skip
    assert set(places["klasa_wsp"]) == {"miejscowosc"}
    offices = imported(tmp_path, "ops_cus_pcpr").rows
    assert list(offices["klasa_wsp"]) == ["miejscowosc", "gmina"]
    assert list(offices["usluga_kod"]) == ["CUS", "OPS"]
    assert list(offices["usluga_id"]) == ["JPS-132", "JPS-10067"]
    assert list(zip(offices["ulica"], offices["nr"], strict=True)) == [("Szkolna", "4"), ("", "7")]
    assert list(offices["data_stanu"]) == ["2030-03-06", ""]
    assert list(offices["zrodlo"]) == ["RJPS eksport 06.03.2030", "strona gminy"]


def test_left_hand_sides_are_columns_of_the_sheet() -> None:
    for mapping in ready_mappings().values():
        assert {*mapping.columns, *mapping.constants, *mapping.values} <= set(COLUMN_NAMES)
        assert mapping.required
