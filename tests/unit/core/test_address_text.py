"""Addresses as offices write them, split by hand (every name here is invented)."""

from __future__ import annotations

import pytest

from mapa_uslug.core.address_text import (
    is_abbreviation,
    is_inflected_form,
    locality_key,
    number_forms,
    number_key,
    split_address,
    split_street_number,
    street_key,
    street_tokens,
)
from mapa_uslug.core.street_names import as_surname, compare_given


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Zalewska 15", "Zalewska", "15"),
        ("Aleja Wojska Leśnego 181", "Aleja Wojska Leśnego", "181"),
        ("591", "", "591"),
        ("rynek Rynek 2", "rynek Rynek", "2"),
        ("3 Maja 4", "3 Maja", "4"),
        ("11 Listopada", "11 Listopada", ""),
        ("8 Pułku Zalewskiego 32", "8 Pułku Zalewskiego", "32"),
        ("os. 1000-lecia 5/12", "os. 1000-lecia", "5/12"),
        ("ul. Jawora 36 bud. 2", "ul. Jawora", "36 bud. 2"),
        ("Leśna 1A/3", "Leśna", "1A/3"),
        ("Leśna 16/18", "Leśna", "16/18"),
        ("Leśna 5 m. 3", "Leśna", "5 m. 3"),
        ("Leśna 5 lok. 2", "Leśna", "5 lok. 2"),
        ("Leśna nr 5", "Leśna", "5"),
        ("Lipowo 75 A", "Lipowo", "75 A"),
        ("Leśna 17, 17A", "Leśna", "17, 17A"),
        ("448a, 448b ", "", "448a, 448b"),
        ("J. Jawora, 14", "J. Jawora", "14"),
        ("pl. Św. Kazimierza 7-8", "pl. Św. Kazimierza", "7-8"),
        ("ul. Źródlana 3,", "ul. Źródlana", "3"),
        ("Jana Pawła II 3", "Jana Pawła II", "3"),
        ("dz. nr 123/4", "dz. nr 123/4", ""),
        ("działka 12", "działka 12", ""),
        ("", "", ""),
    ],
)
def test_street_and_number_are_told_apart(text: str, street: str, number: str) -> None:
    assert split_street_number(text) == (street, number)


@pytest.mark.parametrize(
    ("text", "house", "flat", "forms"),
    [
        ("1 a / 3", "1A", "3", ("1A/3", "1A")),
        ("12/14", "12", "14", ("12/14", "12")),
        ("5 m. 3", "5", "3", ("5",)),
        ("5 lok. 2", "5", "2", ("5",)),
        ("36 bud. 2", "36", "2", ("36",)),
        ("7-8", "7-8", "", ("7-8", "7", "8")),
        ("17, 17A", "17", "", ("17", "17A")),
        ("nr 5", "5", "", ("5",)),
        ("92a", "92A", "", ("92A",)),
        ("-", "-", "", ()),
        ("", "", "", ()),
    ],
)
def test_numbers_are_comparable(text: str, house: str, flat: str, forms: tuple[str, ...]) -> None:
    key = number_key(text)
    assert (key.house, key.flat) == (house, flat)
    assert number_forms(text) == forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ul. ks. Jana Jawora", "Jawora"),
        ("ulica Polna", "POLNA"),
        ("3 Maja", "Trzeciego Maja"),
        ("3 Maja", "ul. 3-go Maja"),
        ("1-ego Maja", "1 maja"),
        ("Jana Pawła II", "św. Jana Pawła 2"),
        ("Króla Jana III Jaworskiego", "Jaworskiego"),
        ("al. 1000-lecia", "Tysiąclecia"),
        ("XX-lecia", "20-lecia"),
        ("rynek Rynek", "Rynek"),
        ("al. Aleja Jawora", "aleja Jawora"),
        ("os. Osiedle Słoneczne", "Słoneczne"),
        ("MB Leśnej", "Matki Boskiej Leśnej"),
        ("I Armii WP", "1 Armii Wojska Polskiego"),
        ("Jawora Jana", "Jana Jawora"),
        ("Jawora-Lisa", "Jawora Lisa"),
        ("Żwirki i Wigury", "Zwirki Wigury"),
        ("Boh. Leśnych", "Bohaterów Leśnych"),
    ],
)
def test_spellings_of_one_street_agree(one: str, other: str) -> None:
    assert street_key(one) == street_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zalewska", "Stara Zalewska"),
        ("Zalewska", "Zalewska Boczna"),
        ("3 Maja", "9 Maja"),
        ("Jana Pawła II", "Jana"),
        ("Park Dolny", "Dolny"),
        ("Jawora", "Jawornika"),
        ("Rynek Górny", "Rynek"),
    ],
)
def test_other_streets_do_not_agree(one: str, other: str) -> None:
    assert street_key(one) != street_key(other)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Jana Jawora", "Jana Jawora", 3),
        ("J. Jawora", "Jana Jawora", 2),
        ("Jawora", "ks. Jana Jawora", 2),
        ("Adama Jawora", "Jana Jawora", 0),
        ("A. Jawora", "Jana Jawora", 0),
        ("Jana Adama Jawora", "Adama Jawora", 2),
    ],
)
def test_first_names_may_be_left_out_but_not_contradict(one: str, other: str, agree: int) -> None:
    assert compare_given(street_tokens(one), street_tokens(other)) == agree


def test_a_street_of_two_first_names_may_be_told_by_its_second() -> None:
    whole = as_surname(street_tokens("Józefa Marka"))
    assert (whole.core, whole.given) == (("marka",), ("jozefa",))
    assert street_tokens("J. Marka").core == ("marka",)
    assert as_surname(street_tokens("Jana Pawła II")) == street_tokens("Jana Pawła II")


def test_kinds_of_streets_are_kept_apart() -> None:
    assert [street_tokens(t).kind for t in ("ul. Jawora", "al. Jawora", "pl. Jawora", "os. Jawora", "Jawora")] == [
        "ul", "al", "pl", "os", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Góra św. Małgorzaty", "Góra Świętej Małgorzaty"),
        ("Zalew-Zdrój", "zalew zdroj"),
        ("m. Łódka", "Łódka"),
        ("ŻÓŁWIN", "zolwin"),
        ("  Nowa   Wieś ", "Nowa Wieś"),
    ],
)
def test_spellings_of_one_locality_agree(one: str, other: str) -> None:
    assert locality_key(one) == locality_key(other)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Kutnowie", "Kutnów"), ("Kutnie", "Kutno"), ("Bochni", "Bochnia"), ("Starym Sączu", "Stary Sącz"),
        ("Kluczach", "Klucze"), ("Zalewsku", "Zalewsk"), ("Górnej Wsi", "Górna Wieś"), ("Lipowej", "Lipowa"),
        ("Białce Leśnej", "Białka Leśna"), ("Zatorze", "Zator"), ("Bobrku", "Bobrek"), ("Zakątnem", "Zakątne"),
        ("Rożdżałach", "Rożdżały"), ("Grabiu", "Grabie"), ("Łodzi", "Łódź"), ("Dąbrowice", "Dąbrowica"),
    ],
)  # fmt: skip
def test_declined_names_are_recognised(form: str, name: str) -> None:
    assert is_inflected_form(form, name)


@pytest.mark.parametrize(
    ("form", "name"), [("Kutno", "Kutno"), ("Kutno", "Bochnia"), ("Stary Sącz", "Sącz"), ("Lipa", "Lipnica")]
)
def test_names_that_are_no_declined_forms(form: str, name: str) -> None:
    assert not is_inflected_form(form, name)


def test_names_shortened_with_dots_are_recognised() -> None:
    assert is_abbreviation("Zalew Maz.", "Zalew Mazowiecki")
    assert not is_abbreviation("Zalew Maz", "Zalew Mazowiecki")
    assert not is_abbreviation("Z. M.", "Zalew Mazowiecki")


@pytest.mark.parametrize(
    ("cell", "name", "street", "number", "locality", "postcode", "town"),
    [
        ("Dom Pomocy Społecznej w Zalewie ul. Polna 27,00-300 Zalew", "Dom Pomocy Społecznej w Zalewie", "Polna", "27",
         "Zalew", "00-300", "Zalew"),
        ("DPS, 00-047 Jeżowo, Dąbrowa 1", "DPS", "", "1", "Dąbrowa", "00-047", "Jeżowo"),
        ("DPS, 00-047 Jeżowo, ul. Polna 1", "DPS", "Polna", "1", "Jeżowo", "00-047", "Jeżowo"),
        ("Lipowska 272, 00-854 Lipowo", "", "", "272", "Lipowska", "00-854", "Lipowo"),
        ("DPS\nul. Polna 2\n00-400 Zalew", "DPS", "Polna", "2", "Zalew", "00-400", "Zalew"),
        ("Sosnowice 62, 00-122 Góra św. Anny", "", "", "62", "Sosnowice", "00-122", "Góra św. Anny"),
        ("ul.Polna 49", "", "Polna", "49", "", "", ""),
        ("Dom w Pniewie 91, 00-311 Bedlin", "Dom w Pniewie", "", "91", "Pniewie", "00-311", "Bedlin"),
        ("Dom w Lipnej 289A, 00-625 Lipna", "Dom w Lipnej", "", "289A", "Lipna", "00-625", "Lipna"),
        ("Dom w Lipnej,      00-625 Lipna 7", "Dom w Lipnej", "", "7", "Lipna", "00-625", "Lipna"),
        ("DPS Lipowo Lipowo 72 00-200 Zalew", "DPS Lipowo", "", "72", "Lipowo", "00-200", "Zalew"),
        ("Dom dla Przewlekle Chorych Lipowo 7", "Dom dla Przewlekle Chorych", "", "7", "Lipowo", "", ""),
        ("Dom, ul. J. Jawora, 14 00-300 Zalew", "Dom", "J. Jawora", "14", "Zalew", "00-300", "Zalew"),
        ("448a, 448b, 00-300 Zalew", "", "", "448a, 448b", "Zalew", "00-300", "Zalew"),
        ("DPS, ul. Polna 17, 17A, 00-300 Zalew", "DPS", "Polna", "17, 17A", "Zalew", "00-300", "Zalew"),
        ("DPS, ul. Polna 17, Lipowo", "DPS", "Polna", "17", "Lipowo", "", ""),
        ("Sosny, ul. Polna 107", "", "Polna", "107", "Sosny", "", ""),
        ("ul. Leśna 1, Chechełko", "", "Leśna", "1", "Chechełko", "", ""),
        ("Wola Lipna ul. ks. Jawora 32", "", "ks. Jawora", "32", "Wola Lipna", "", ""),
        ("Dom, os. Słoneczne 5, 00-917 Zalew", "Dom", "os. Słoneczne", "5", "Zalew", "00-917", "Zalew"),
        ("Dom \"Pod Dębem\" Lipowo 3, 00-050  Zalew Leśny", 'Dom "Pod Dębem"', "", "3", "Lipowo", "00-050", "Zalew Leśny"),
    ],
)  # fmt: skip
def test_cells_of_offices_are_split(
    cell: str, name: str, street: str, number: str, locality: str, postcode: str, town: str
) -> None:
    parts = split_address(cell)
    assert (parts.name, parts.street, parts.number, parts.locality, parts.postcode, parts.post_town) == (
        name, street, number, locality, postcode, town,
    )  # fmt: skip


def test_the_seat_before_a_name_is_kept_apart() -> None:
    parts = split_address("Gmina Lipowo             Dom Pomocy w Lipowie,      Lipowo 591, 00-825 Lipowo")
    assert (parts.rest, parts.name, parts.number, parts.locality) == (
        "Gmina Lipowo",
        "Dom Pomocy w Lipowie",
        "591",
        "Lipowo",
    )
    assert parts.is_full


@pytest.mark.parametrize("text", ["", "-", "ul.", "00-000", "Dom", "ul. , 00-000", "\n\n", "12", "os. 5"])
def test_any_text_gives_an_answer_in_which_no_word_is_lost(text: str) -> None:
    parts = split_address(text)
    kept = " ".join(
        (parts.name, parts.street, parts.number, parts.locality, parts.postcode, parts.post_town, parts.rest)
    )
    assert all(word.strip(".,") in kept for word in text.replace("ul.", "").split() if word.strip(".,-"))
