"""Pages of the public edition: what they say, what they say is missing, and what they never say."""

import html
import re
from datetime import date

import pytest
from public_edition import build_edition, build_entry

from mapa_uslug.contracts.public import Directory
from mapa_uslug.contracts.publication_config import PublicationOptions
from mapa_uslug.core.text import Text
from mapa_uslug.reports.public_directory import link_mailboxes, write_public_directory
from mapa_uslug.reports.public_index import Download, tabulate_access, write_public_index, write_size

FILES = [Download("mapa.html", "Mapa usług", 1_234_567), Download("biale_plamy.csv", "Białe plamy", 800)]
FULL = PublicationOptions(
    office="OPS w Zalewie", contact="tel. 00", licence="CC BY 4.0", declaration="https://ops.example/d", on=date(2026, 12, 1)
)  # fmt: skip


def plain(page: str) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.fixture
def index(tmp_path):
    def write(**values):
        write_public_index(build_edition(**values), FILES, tmp_path / "index.html")
        return (tmp_path / "index.html").read_text(encoding="utf-8")

    return write


@pytest.fixture
def directory(tmp_path):
    def write(**values):
        write_public_directory(build_edition(**values), tmp_path / "baza.html")
        return (tmp_path / "baza.html").read_text(encoding="utf-8")

    return write


def test_the_table_says_hidden_in_words_and_nought_as_a_number():
    (table,) = tabulate_access(build_edition())
    assert [c.title for c in table.columns] == ["Usługa", "Łęki", "Zalewo", "Wszystko razem"]
    assert table.rows == (
        # Of 1000 in Zalewo, and of 1000 among the 1500, nothing is known.
        ("Biblioteka", 20, "nie wiadomo", "nie wiadomo"),
        ("Lekarz rodzinny", 0, 50, 50),
        ("Spotkania i zajęcia dla seniorów", "ukryte", "ukryte", 19),
    )


@pytest.mark.parametrize(("unknown", "told"), [(200, 0), (201, "nie wiadomo")])
def test_a_figure_is_not_told_when_more_than_a_fifth_are_unknown(unknown, told):
    figures = build_edition().figures
    table = figures.figures.copy()
    own = (table["service_type"] == "POZ") & (table["gmina_teryt"] == "086001")
    table.loc[own, ["too_far", "cannot_tell"]] = [0, unknown]
    (access,) = tabulate_access(build_edition(figures=type(figures)(table, figures.k)))
    assert next(row for row in access.rows if row[0] == "Lekarz rodzinny")[2] == told


def test_services_that_anybody_finds_full_stand_in_a_table_of_their_own():
    figures = build_edition().figures
    table = figures.figures.copy()
    clubs = table["service_type"] == "KS"
    table.loc[clubs, "full"] = [None, 0, 2592]
    _, full = tabulate_access(build_edition(figures=type(figures)(table, figures.k)))
    assert full.rows == (("Spotkania i zajęcia dla seniorów", 0, "ukryte", 2592),)


def test_one_number_of_services_on_both_pages(index, directory):
    words = plain(index())
    assert "Baza informacji zawiera 4 usługi. O 1 z nich podajemy tylko gminę i kogo pytać." in words
    assert directory().count("data-words=") == 4


def test_no_free_place_and_not_known_are_told_apart_from_too_far(index):
    words = plain(index())
    assert "W zasięgu, ale bez wolnego miejsca, dla największej liczby osób: Spotkania" not in words
    figures = build_edition().figures
    table = figures.figures.copy()
    table.loc[(table["service_type"] == "POZ") & (table["gmina_teryt"] == "086002"), ["served", "full"]] = [
        90,
        410,
    ]
    words = plain(index(figures=type(figures)(table, figures.k)))
    before, after = words.split("Gmina Zalewo")
    assert "bez wolnego miejsca, dla największej liczby osób: Lekarz rodzinny: 410 osób." in before
    # The library has 20 too far and nobody else is within reach of all: no service is left of which nobody lacks it.
    assert "o nikim nie wiadomo" not in before
    assert "nie wiadomo tego o więcej niż jednej piątej osób: Biblioteka: 1000 osób." in after


def test_the_front_page_tells_each_gmina_in_words(index):
    words = plain(index())
    assert (
        "Policzono 1000 mieszkańców. Każdym środkiem za daleko, dla największej liczby osób: Lekarz rodzinny: 50 osób."
        in words
    )
    assert words.count("Ukryto liczbę 1 usługi.") == 2
    assert "Nazwisk i skrzynek pocztowych osób usunięto: 3." in words
    assert "1 usługę świadczy osoba" in words


def test_no_largest_number_is_named_beside_hidden_ones(index):
    figures = build_edition().figures
    table = figures.figures.copy()
    table.loc[(table["service_type"] == "KS") & (table["gmina_teryt"] == "086001"), "cannot_tell"] = None
    words = plain(index(figures=type(figures)(table, figures.k)))
    assert "O części osób dane nie mówią, czy usługa jest w zasięgu." in words
    assert "co najwyżej" not in words


def test_files_are_linked_with_their_sizes(index):
    page = index()
    assert '<a href="mapa.html">Mapa usług</a> (mapa.html, 1,2\u00a0MB)' in page
    assert "(biale_plamy.csv, 1\u00a0kB)" in page
    assert write_size(Text("en"), 999_499) == "999\u00a0kB"


def test_what_is_not_given_is_said_to_be_missing(index):
    words = plain(index())
    for said in (
        "Nie podano, kto publikuje to wydanie.", "Nie podano warunków korzystania", "Nie podano adresu deklaracji",
        "Nie podano dnia publikacji.", "Nie podano, kogo prosić", "1 wpis nie ma daty.",
    ):  # fmt: skip
        assert said in words


def test_what_is_given_stands_there(index):
    page = index(options=FULL)
    words = plain(page)
    for said in (
        "Publikuje: OPS w Zalewie.",
        "Warunki korzystania: CC BY 4.0.",
        "Opublikowano: 1.12.2026.",
        "poprosić: tel. 00.",
    ):
        assert said in words
    assert 'href="https://ops.example/d"' in page
    assert "Nie podano" not in words


def test_pages_are_whole_without_any_request(index, directory):
    for page in (index(options=FULL), directory(options=FULL)):
        assert '<html lang="pl">' in page
        assert re.findall(r'(?:src|href)="(https?:[^"]+)"', page) in ([], ["https://ops.example/d"])
        assert "@import" not in page
        assert "url(http" not in page


def test_the_directory_escapes_what_strangers_wrote_and_links_mailboxes(directory):
    page = directory()
    assert "<b>" not in page
    assert "Biblioteka &lt;b&gt;" in page
    assert '<a href="mailto:ops@zalewo.example">ops@zalewo.example</a>' in page
    assert str(link_mailboxes('<i>"a@b.pl')) == '&lt;i&gt;&#34;<a href="mailto:a@b.pl">a@b.pl</a>'


def test_every_card_says_who_keeps_it_and_where_a_mistake_is_told(directory):
    words = plain(directory())
    assert "z dnia 30.09.2026; prowadzi go: OPS w Zalewie" in words
    assert "bez daty; nie podano, kto go prowadzi" in words
    assert "Błąd we wpisie Nie podano, komu go zgłosić." in words
    assert "gmina Obca (sąsiednia)" in words
    assert (
        "W gminie Łęki działa: Mieszkanie ze wsparciem (mieszkanie wspomagane). Pytaj: GOPS w Łękach, tel. 5."
        in words
    )
    # The library is called by the same name by everybody.
    assert words.count("Nazwa urzędowa") == 2


def test_cards_are_found_by_other_names_without_diacritics(directory):
    found_by = re.findall(r'data-words="([^"]*)"', directory())
    doctor = next(w for w in found_by if "laka" in w)
    assert "lekarz poz" in doctor
    assert "szkolna 4, zalewo" in doctor
    assert all(w.isascii() or not re.search("[ąćęłńóśźż]", w) for w in found_by)
    # Neither telephones nor mailboxes, which nobody would search for.
    assert not [w for w in found_by if "@" in w]


def test_cards_are_found_by_areas_of_the_act_and_by_what_people_in_need_write(directory):
    entries = (
        build_entry(service_id="U-7", service_type="OIK", name="Rozmowa i porada", areas=(4,)),
        build_entry(service_id="U-8", service_type="PCPR", name="Pomoc rodzinie", areas=(2, 6)),
        build_entry(),
    )
    page = directory(directory=Directory(entries, ()))
    advice, families, doctor = re.findall(r'data-words="([^"]*)"', page)
    assert "przemoc" in advice
    assert "przemoc" in families
    assert "przemoc" not in doctor
    assert "pomoc spoleczna" in advice
    assert "wspieranie osob niepelnosprawnych" in families
    # Whom to call stands there whatever is listed.
    assert "W niebezpieczeństwie dzwoń: 112. Przemoc w domu: Niebieska Linia 800 120 002" in plain(page)


def test_an_empty_directory_says_so(directory):
    assert "W bazie nie ma żadnej usługi." in plain(directory(directory=Directory((), ())))


def test_english_pages_are_english(directory, index):
    edition = {"language": "en", "directory": Directory((build_entry(name="Family doctor"),), ())}
    assert '<html lang="en">' in directory(**edition)
    assert "The directory lists 1 service." in plain(index(**edition))
