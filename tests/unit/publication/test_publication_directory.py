"""The residents' directory: what an entry says, what it never says, who is listed."""

import dataclasses

import pandas as pd
import pytest

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.tables import blank_service
from mapa_uslug.core.text import Text
from mapa_uslug.publication.cleaning import clean_services, is_person
from mapa_uslug.publication.directory import build_directory

GMINAS = {"086001": "Zalewo", "086002": "Łąki", "086009": "Obca"}
AREA = ("086001", "086002")


def service(**values):
    base = blank_service() | {
        "service_id": "U-1", "provider": "Dom Pomocy", "service_type": "DDP", "gmina_teryt": "086001",
        "locality": "Zalewo", "address": "Szkolna 4", "provider_kind": "gmina",
    }  # fmt: skip
    return base | values


def listed(*rows, counted=(), publisher="", language="en"):
    table = pd.DataFrame([*rows, *counted])
    public = table[table["sensitivity"] == 0].reset_index(drop=True)
    clean = clean_services(public, neutral="private provider")
    return build_directory(
        clean,
        table,
        catalog=read_catalog(),
        gminas=GMINAS,
        area=AREA,
        publisher=publisher,
        text=Text(language),
    )


def test_an_entry_says_what_residents_ask_in_plain_words():
    row = service(
        hours="Mo-Fr 08:00-16:00; Sa off", target="65+", fee="bezpłatne", transport="tak", accessibility="częściowo", outsiders="umowa",
        territory="086001|086002", contact="sekretariat, tel. 1", source_date="2026-09-30", keeper="OPS", corrections="ops@zalewo.example",
    )  # fmt: skip
    (entry,) = listed(row, language="pl").entries
    assert entry.name == "Dzienny pobyt i zajęcia dla osób starszych"
    assert (entry.provider, entry.place, entry.gmina) == ("Dom Pomocy", "Szkolna 4, Zalewo", "Zalewo")
    assert entry.hours == "pn.–pt. 08:00–16:00; sob. nieczynne"
    assert entry.way == "Usługa na miejscu. Jest dowóz."
    assert (
        entry.outsiders
        == "Obsługuje gminy: Łąki, Zalewo. Dla mieszkańców innych gmin na podstawie porozumienia gmin."
    )
    assert entry.accessibility.startswith("częściowo")
    assert (entry.keeper, entry.correction, entry.date) == ("OPS", "ops@zalewo.example", "2026-09-30")


def test_nothing_that_is_not_given_is_made_up():
    (entry,) = listed(service()).entries
    assert (entry.hours, entry.fee, entry.accessibility, entry.contact, entry.date, entry.keeper) == ("",) * 6
    assert entry.outsiders == ""
    assert entry.correction == ""


@pytest.mark.parametrize(
    ("values", "publisher", "expected"),
    [
        ({"corrections": "a", "keeper": "b", "contact": "c"}, "d", "a"),
        ({"keeper": "b", "contact": "c"}, "d", "b"),
        ({"contact": "c"}, "d", "c"),
        ({}, "d", "d"),
        ({"corrections": "Anna Nowak", "keeper": "OPS"}, "", "OPS"),
    ],
)
def test_a_mistake_is_told_to_whoever_is_named_first(values, publisher, expected):
    (entry,) = listed(service(**values), publisher=publisher).entries
    assert entry.correction == expected


def test_a_village_without_streets_has_its_number_behind_its_name():
    (entry,) = listed(service(address="42", locality="Malinowo")).entries
    assert entry.place == "Malinowo 42"


def test_neighbours_are_listed_when_they_serve_the_area():
    rows = [
        service(service_id="own"),
        service(service_id="open", gmina_teryt="086009", is_open=True),
        service(service_id="shut", gmina_teryt="086009", is_open=False),
        service(service_id="named", gmina_teryt="086009", is_open=False, territory="086009|086002"),
        service(service_id="other", gmina_teryt="086009", is_open=True, territory="086009"),
    ]
    assert {e.service_id for e in listed(*rows).entries} == {"own", "open", "named"}


def test_hidden_services_are_told_once_a_gmina_with_whom_to_ask_and_nothing_else():
    flats = [
        service(
            service_id=i, service_type="MW", sensitivity=1, provider="Tajny", address="Ukryta 7", capacity=3.0
        )
        for i in ("m1", "m2")
    ]
    shelter = service(service_id="s", service_type="SOW", sensitivity=2, provider="Schronisko")
    outside = service(service_id="m3", service_type="MW", sensitivity=1, gmina_teryt="086009")
    office = service(service_id="o", service_type="OPS", provider="GOPS", contact="tel. 5; Anna Nowak")
    found = listed(office, counted=[*flats, shelter, outside])
    (hidden,) = found.hidden
    assert (hidden.name, hidden.gmina, hidden.office, hidden.contact) == (
        "A flat with support",
        "Zalewo",
        "GOPS",
        "tel. 5",
    )
    written = repr(found)
    assert not [
        word for word in ("Tajny", "Ukryta", "Schronisko", "m1", "3.0", "Nowak", "SOW") if word in written
    ]


def test_without_an_office_of_the_gmina_that_of_the_powiat_is_asked_else_nobody():
    flat = service(service_id="m", service_type="MW", sensitivity=1, gmina_teryt="086002")
    powiat = service(service_id="p", service_type="PCPR", provider="PCPR")
    assert listed(powiat, counted=[flat]).hidden[0].office == "PCPR"
    assert listed(service(), counted=[flat]).hidden[0].office == ""


def test_who_works_under_an_own_name_is_told_neither_by_name_nor_by_address():
    row = service(
        provider="Gabinet Jan Kowalski", provider_kind="prywatny", service_type="POZ", contact="tel. 1"
    )
    found = listed(row)
    (entry,) = found.entries
    assert (entry.provider, entry.place, entry.contact) == ("private provider", "Zalewo", "tel. 1")
    assert found.removed == {"trader": 1}


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Gabinet Jan Kowalski", "prywatny", True),
        ("Gabinet Jan Kowalski", "", True),
        ("Gabinet Jan Kowalski", "prywatny?", True),
        ("Gabinet Jan Kowalski sp. z o.o.", "prywatny", False),
        ("Fundacja Anny Dymnej", "NGO", False),
        ("Fundacja Anny Dymnej", "NGO?", False),
        ("Parafia Jan Chrzciciel", "kościelny", False),
    ],
)
def test_companies_and_bodies_keep_the_names_of_their_founders(name, kind, expected):
    assert is_person(name, kind) is expected


def test_doubtful_mailboxes_are_reported_by_the_id_of_the_service():
    assert listed(service(contact="promyczek@wp.pl")).doubtful == ("U-1",)


def test_every_type_of_the_catalog_has_plain_names_of_its_own():
    types = read_catalog().types
    for names in ([t.plain_name for t in types], [t.plain_name_en for t in types]):
        assert all(name[:1].isupper() for name in names)
        assert len(set(names)) == len(names)
    # No word that one would rather not be seen with, nor one of offices.
    shamed = (
        "społeczn",
        "niepełnospr",
        "bezdomn",
        "bezrobot",
        "przemoc",
        "zastępcz",
        "kryzys",
        "patolog",
        "zaburze",
    )
    plain = {t.code: t.plain_name.lower() for t in types if t.code != "PCPR"}
    assert [c for c, name in plain.items() if any(word in name for word in shamed)] == []


def test_the_order_does_not_depend_on_that_of_the_rows():
    rows = [service(service_id=f"U-{i}", provider=p) for i, p in enumerate(["Żuk", "Łoś", "Lis", "Lis"])]
    one, other = listed(*rows), listed(*reversed(rows))
    assert one == dataclasses.replace(other)
    assert [e.provider for e in one.entries] == ["Lis", "Lis", "Łoś", "Żuk"]
