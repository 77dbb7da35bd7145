from __future__ import annotations

import pytest

from mapa_uslug.contracts.sheet import PROVIDER_KINDS
from mapa_uslug.registry.meaning.providers import provider_kind


@pytest.mark.parametrize("kind", PROVIDER_KINDS)
def test_official_words_stand(kind: str) -> None:
    assert provider_kind(kind.upper(), "Caritas") == (kind, "given")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("samorząd gminny", "gmina"), ("jednostka gminy", "gmina"), ("miasto", "gmina"), ("spółka komunalna", "gmina"),
        ("powiat zalewski", "powiat"), ("samorząd powiatowy", "powiat"), ("samorząd województwa", "woj"), ("woj.", "woj"),
        ("stowarzyszenie", "NGO"), ("fundacja", "NGO"), ("organizacja pozarządowa", "NGO"), ("Koło Gospodyń Wiejskich", "NGO"),
        ("Caritas", "kościelny"), ("fundacja Caritas", "kościelny"), ("parafia", "kościelny"), ("zgromadzenie", "kościelny"),
        ("zgromadzenie zakonne", "kościelny"), ("spółdzielnia socjalna", "PES"), ("przedsiębiorstwo społeczne", "PES"),
        ("sp. z o.o.", "prywatny"), ("osoba fizyczna", "prywatny"), ("prywatna", "prywatny"),
    ],
)  # fmt: skip
def test_words_of_sheets(text: str, kind: str) -> None:
    assert provider_kind(text, "") == (kind, "given")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Gminny Ośrodek Pomocy Społecznej w Zalewie", "gmina"), ("MOPS Zalewo", "gmina"), ("Powiatowe Centrum Pomocy Rodzinie", "powiat"),
        ("Dom Pomocy Społecznej Caritas Diecezji Zalewskiej", "kościelny"), ("Dom Zgromadzenia Sióstr Albertynek", "kościelny"),
        ("Fundacja Jutro", "NGO"), ("Spółdzielnia Socjalna Razem", "PES"), ("Apteka Zdrowie sp. z o.o.", "prywatny"),
    ],
)  # fmt: skip
def test_a_name_only_suggests(name: str, kind: str) -> None:
    assert provider_kind("", name) == (kind, "guessed")
    assert provider_kind("co to jest", name) == (kind, "guessed")


@pytest.mark.parametrize(
    "name",
    [
        # Where it is, whose name it bears, or who it is for tells nothing of who runs it.
        "Dom Pomocy Społecznej w Zalewie", "Klub Seniora w Gminie Zalewo", "Dzienny Dom w Zakonnie", "Dom im. Siostry Faustyny",
        "Niepubliczny Żłobek Miś", "Apteka Miejska", "Klub Seniora przy ul. Powiatowej", "Fundacja prowadząca Przedsiębiorstwo Społeczne", "",
    ],
)  # fmt: skip
def test_names_that_do_not_tell(name: str) -> None:
    assert provider_kind("", name) == ("", "")
