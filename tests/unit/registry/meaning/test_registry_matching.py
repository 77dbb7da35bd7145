"""Types by name and inside names, and the rows that must be dropped before anything is said of them."""

from __future__ import annotations

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.meaning.matching import TypeMatcher, is_cus
from mapa_uslug.registry.meaning.sensitivity import row_sensitivity


@pytest.fixture(scope="module")
def matcher() -> TypeMatcher:
    return TypeMatcher(read_catalog())


@pytest.mark.parametrize(
    ("text", "code"),
    [("DPS", "DPS"), ("dom pomocy spolecznej", "DPS"), ("Dom Pomocy Społecznej.", "DPS"), ("DPS - dom pomocy społecznej", "DPS"),
     ("DPS (dom pomocy społecznej)", "DPS"), ("Dzienny Dom „Senior+”", "DDP"), ("ŚDS", "SDS"), ("nursery", "ZLO")],
)  # fmt: skip
def test_found(matcher: TypeMatcher, text: str, code: str) -> None:
    found = matcher.find(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "czary", "DPS - biblioteka", "dom", "Dom Pomocy Społecznej w Kutnie"])
def test_a_given_type_is_never_stretched(matcher: TypeMatcher, text: str) -> None:
    assert matcher.find(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("dom pomocy spolecznei", "DPS"), ("bibloteka", "BIB"), ("klub seniora+", "KS"), ("pomocy społecznej dom", "DPS"),
     ("Gminny Ośrodek Pomocy Społecznej w Zalewie", "OPS")],
)  # fmt: skip
def test_suggestions_begin_with_what_is_meant(matcher: TypeMatcher, text: str, code: str) -> None:
    assert matcher.suggest(text).startswith(f"{code} (")


def test_nothing_like_it_nothing_suggested(matcher: TypeMatcher) -> None:
    assert matcher.suggest("czary") == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Dom Pomocy Społecznej w Kutnie", "DPS"), ("Filia Domu Pomocy Społecznej", "DPS"), ("DPS Zalewo", "DPS"),
        ("Dzienny Dom Pomocy Społecznej", "DDP"), ("Rodzinny Dom Pomocy", "RDP"), ("Centrum Usług Społecznych w Zalewie", "OPS"),
        ("GOPS Zalewo", "OPS"), ("Miejsko-Gminny Ośrodek Pomocy Społecznej", "OPS"), ("Warsztaty Terapii Zajęciowej", "WTZ"),
        ("Szkoła Podstawowa nr 3", "SP"), ("Zakład Opiekuńczo-Leczniczy", "ZOL"), ("Klub Senior+", "KS"),
        ("Rodzinny Dom Dziecka", "PZR"), ("Dom Dziecka", "POW"),
    ],
)  # fmt: skip
def test_type_in_a_name(matcher: TypeMatcher, name: str, code: str) -> None:
    found = matcher.guess_from_name(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "name",
    # Two types, a word that makes it another thing, a body that cares about something, nothing.
    ["Dom Kultury i Biblioteka", "Środowiskowy Dom Pomocy Społecznej", "Stowarzyszenie Przyjaciół Biblioteki", "Dom Radosnej Starości", "SP ZOZ", ""],
)  # fmt: skip
def test_no_type_in_a_name(matcher: TypeMatcher, name: str) -> None:
    assert matcher.guess_from_name(name) is None


def test_a_powiat_is_no_children_s_home(matcher: TypeMatcher) -> None:
    """The code POW must not be found in every list that names a powiat."""
    assert matcher.guess_from_name("powiat zalewski") is None
    found = matcher.guess_from_name("POW nr 3")
    assert found is not None
    assert found.code == "POW"


@pytest.mark.parametrize(
    "text", ["Centrum Usług Społecznych w Zalewie", "Gminne Centrum  Usług Społecznych", "CUS", "GCUS Zalewo"]
)
def test_cus(text: str) -> None:
    assert is_cus(text)


@pytest.mark.parametrize("text", ["Ośrodek Pomocy Społecznej", "Centrum Usług Wspólnych", "Fokus", "OPS", ""])
def test_no_cus(text: str) -> None:
    assert not is_cus(text)


def level(matcher: TypeMatcher, code: str, name: str = "", **more: str) -> tuple[int, str]:
    return row_sensitivity({"usluga_kod": code, "nazwa": name, **more}, matcher)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("41", ""), ("21,41", ""), ("5|41", ""), ("podkategoria: 21, 41", ""), ("kategoria 8/całodobowe", ""), ("8/całodobowe", ""),
        ("przemoc × opieka całodobowa", ""), ("SOW", ""), ("HOS", ""), ("PZR", ""), ("hostel interwencyjny", ""), ("hostel", ""),
        ("hostel młodzieżowy", ""), ("dom dla matek z małoletnimi dziećmi i kobiet w ciąży", ""), ("dom samotnej matki", ""),
        ("dom dla samotnych matek", ""), ("Dom Matki i Dziecka", ""), ("ośrodek wsparcia dla ofiar przemocy", ""), ("schronienie dla kobiet", ""),
        ("rodzina zastępcza zawodowa", ""), ("zawodowa rodzina zastępcza", ""), ("rodzinny dom dziecka", ""), ("pogotowie rodzinne", ""),
        ("rodzinna piecza zastępcza", ""), ("", "Rodzinny Dom Dziecka nr 2"), ("?", "Pogotowie rodzinne Nowakowie"),
        ("?", "Rodzina Zastępcza Nowakowie"), ("?", "Hostel"), ("", "Specjalistyczny Ośrodek Wsparcia dla Ofiar Przemocy w Rodzinie"),
        # The type given is a public one, or a stay; what the name says still hides it.
        ("DPS", "Dom samotnej matki"), ("BEZ", "Schronisko dla matek z dziećmi"), ("OIK", "Ośrodek Interwencji Kryzysowej z hostelem"),
        ("OIK", "Specjalistyczny Ośrodek Wsparcia dla Ofiar Przemocy"), ("PCPR", "Dom dla matek z małoletnimi dziećmi"),
        ("punkt noclegowy dla ofiar handlu ludźmi", ""),
    ],
)  # fmt: skip
def test_never_kept(matcher: TypeMatcher, code: str, name: str) -> None:
    found, kind = level(matcher, code, name)
    assert found == 2
    assert kind


@pytest.mark.parametrize("column", ["grupa", "kryteria"])
def test_whom_a_stay_is_for_hides_it(matcher: TypeMatcher, column: str) -> None:
    assert level(matcher, "BEZ", "Schronisko", **{column: "kobiety doznające przemocy"})[0] == 2
    assert level(matcher, "MT", "Dom", **{column: "matki z dziećmi"})[0] == 2
    assert level(matcher, "OIK", "Ośrodek", **{column: "osoby doznające przemocy"})[0] == 0
    assert level(matcher, "DDP", "Dom", **{column: "21, 41"})[0] == 2


def test_declared(matcher: TypeMatcher) -> None:
    assert level(matcher, "DDP", "Dom", wrazliwosc="2") == (2, "DDP")
    assert level(matcher, "czary", "Dom", wrazliwosc="2.0") == (2, "wrazliwosc 2")
    assert level(matcher, "DDP", "Dom", wrazliwosc="1") == (1, "DDP")
    assert level(matcher, "DDP", "Dom", wrazliwosc="jeden") == (1, "DDP")
    assert level(matcher, "SOW", "Dom", wrazliwosc="0")[0] == 2


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [("mieszkanie wspomagane", "M", "MW"), ("POW", "Dom Dziecka nr 1", "POW"), ("czary", "Mieszkanie chronione nr 3", "MT"), ("", "Placówka opiekuńczo-wychowawcza", "POW")],
)  # fmt: skip
def test_counted_per_gmina_only(matcher: TypeMatcher, code: str, name: str, kind: str) -> None:
    assert level(matcher, code, name) == (1, kind)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("OPS", "Ośrodek Pomocy Społecznej - punkt konsultacyjny ds. przemocy"), ("", "Ośrodek Pomocy Społecznej - punkt konsultacyjny ds. przemocy"),
        ("punkt konsultacyjny ds. przemocy", ""), ("OIK", "Punkt przeciwdziałania przemocy"), ("PCPR", "Organizator rodzinnej pieczy zastępczej"),
        ("organizator rodzinnej pieczy zastępczej", ""), ("PWD", "Świetlica dla dzieci z rodzin zastępczych"), ("SDS", "Środowiskowy Dom Samopomocy"),
        ("DPS", "Dom Matki Bożej"), ("DPS", "Dom Pomocy Społecznej im. Matki Teresy"), ("hostel turystyczny", ""), ("SPO", "Hala sportowa i hostel"),
        ("SP", "Szkoła Podstawowa nr 41"), ("DDP", "Dzienny Dom, ul. Polna 41"),
    ],
)  # fmt: skip
def test_public(matcher: TypeMatcher, code: str, name: str) -> None:
    assert level(matcher, code, name) == (0, "")
