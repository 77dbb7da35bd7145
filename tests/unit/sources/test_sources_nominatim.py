"""Nominatim against a server on this machine that replays the forms of its answers, with invented places."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_server import FakeTime, Loopback, Reply, as_json, serve

from mapa_uslug.contracts.places import LEAST_RADIUS_M, QUALITIES, AddressQuery
from mapa_uslug.sources.geocoders.answer_cache import AnswerCache
from mapa_uslug.sources.geocoders.nominatim import form_requests, nominatim_geocoder, read_answer
from mapa_uslug.sources.geocoders.online import OnlineGeocoder, tidy_query
from mapa_uslug.sources.geocoders.services import NOMINATIM, ServiceFailed
from mapa_uslug.sources.geocoders.uug import uug_geocoder
from mapa_uslug.sources.geocoders.web import PoliteClient

Make = Callable[..., OnlineGeocoder]

TERMS = {
    "format": "jsonv2",
    "countrycodes": "pl",
    "addressdetails": "1",
    "limit": "5",
    "accept-language": "pl",
}
ADDRESS = {
    "house_number": "1", "road": "Stawowa", "quarter": "Dolne", "town": "Łąkowo", "municipality": "gmina Łąkowo",
    "county": "powiat łąkowski", "state": "województwo mazowieckie", "ISO3166-2-lvl4": "PL-14", "postcode": "03-925",
    "country": "Polska", "country_code": "pl",
}  # fmt: skip
HOUSE = {
    "place_id": 1, "licence": "Data © OpenStreetMap contributors, ODbL 1.0", "osm_type": "node", "osm_id": 2,
    "lat": "52.2584321", "lon": "21.0357645", "category": "place", "type": "house", "place_rank": 30,
    "importance": 0.00005, "addresstype": "place", "name": "",
    "display_name": "1, Stawowa, Dolne, Łąkowo, gmina Łąkowo, powiat łąkowski, województwo mazowieckie, 03-925, Polska",
    "address": ADDRESS, "boundingbox": ["52.2583821", "52.2584821", "21.0357145", "21.0358145"],
}  # fmt: skip
WITHOUT_NUMBER = {key: value for key, value in ADDRESS.items() if key != "house_number"}
STREET = HOUSE | {
    "category": "highway", "type": "residential", "place_rank": 26, "addresstype": "road", "name": "Stawowa",
    "address": WITHOUT_NUMBER,
}  # fmt: skip
TOWN = HOUSE | {
    "category": "boundary", "type": "administrative", "place_rank": 16, "addresstype": "town", "name": "Łąkowo",
    "address": {k: v for k, v in WITHOUT_NUMBER.items() if k not in ("road", "quarter")},
}  # fmt: skip
QUERY = AddressQuery(
    locality="Łąkowo", street="ul. Stawowa", number="1", gmina_teryt="149901", gmina="Łąkowo"
)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build(server: Loopback, time: FakeTime | None = None) -> OnlineGeocoder:
        asker = PoliteClient(pacer=(time or FakeTime()).pacer(), read_timeout_s=5.0)
        return nominatim_geocoder(
            base_url=server.url, client=asker, cache=AnswerCache(tmp_path / "answers.sqlite")
        )

    return build


def test_a_house_is_found_where_it_is(make: Make) -> None:
    with serve(as_json([HOUSE])) as server:
        (found,) = make(server)(QUERY)
    assert server.asked == [{"street": "Stawowa 1", "city": "Łąkowo"} | TERMS]
    assert (found.lon, found.lat, found.quality, found.radius_m, found.score) == (
        21.0357645, 52.2584321, "punkt_adresowy", 30.0, 100.0,
    )  # fmt: skip
    assert (found.text, found.gmina_teryt, found.source) == (
        HOUSE["display_name"],
        "",
        "Nominatim (OpenStreetMap)",
    )


@pytest.mark.parametrize(
    ("parts", "first"),
    [
        (("Łąkowo", "ul. Stawowa", "1"), {"street": "Stawowa 1", "city": "Łąkowo"}),
        (("Łąkowo", "al. Lipowa", "2"), {"street": "Lipowa 2", "city": "Łąkowo"}),
        (("Łąkowo", "os. Leśne", "3"), {"street": "Leśne 3", "city": "Łąkowo"}),
        (("Łąkowo", "ul. ks. Jana Żółcińskiego", "4"), {"street": "Jana Żółcińskiego 4", "city": "Łąkowo"}),
        (("Łąkowo", "gen. bł. Żółcińskiego", "4"), {"street": "Żółcińskiego 4", "city": "Łąkowo"}),
        (("Łąkowo", "ul.Gen.Żółcińskiego", "4"), {"street": "Żółcińskiego 4", "city": "Łąkowo"}),
        (("Łąkowo", "Generała Gensza", "4"), {"street": "Generała Gensza 4", "city": "Łąkowo"}),
        (("Łąkowo", "Aleja Lipowa", ""), {"street": "Aleja Lipowa", "city": "Łąkowo"}),
        (("Łąkowo", "os.", "4"), {"street": "os. 4", "city": "Łąkowo"}),
        (("Łąkowo", "Stawowa", "12/14"), {"street": "Stawowa 12/14", "city": "Łąkowo"}),
        (("Stare Olszyny", "", "13 a"), {"q": "Stare Olszyny 13A"}),
        (("Stare Olszyny", "", ""), {"city": "Stare Olszyny"}),
    ],
)  # fmt: skip
def test_questions(parts: tuple[str, str, str], first: dict[str, str]) -> None:
    asked = list(form_requests(tidy_query(AddressQuery(*parts, postcode="00-999", gmina="Poza", powiat="p"))))
    assert asked[0] == first | TERMS
    assert asked[-1] == {"city": parts[0]} | TERMS
    assert len(asked) == (1 if first == {"city": parts[0]} else 2)


def test_without_a_locality_nothing_is_asked() -> None:
    assert list(form_requests(AddressQuery(street="Stawowa", number="1"))) == []


@pytest.mark.parametrize(
    ("change", "quality"),
    [
        ({}, "punkt_adresowy"),
        ({"category": "building", "type": "yes", "addresstype": "building"}, "punkt_adresowy"),
        ({"category": "amenity", "type": "social_facility", "addresstype": "amenity"}, "punkt_adresowy"),
        ({"address": ADDRESS | {"house_number": "1A"}}, "ulica"),
        ({"address": ADDRESS | {"house_number": 1}}, "punkt_adresowy"),
        (STREET, "ulica"),
        (STREET | {"addresstype": None}, "ulica"),
        (STREET | {"category": None, "class": "highway", "addresstype": None}, "ulica"),
        (STREET | {"category": "place", "type": "square", "addresstype": "square"}, "ulica"),
        (TOWN, "miejscowosc"),
        (TOWN | {"category": "place", "type": "village", "addresstype": "village"}, "miejscowosc"),
        (TOWN | {"category": "place", "type": "hamlet", "addresstype": None}, "miejscowosc"),
        (TOWN | {"category": "place", "type": "postcode", "addresstype": "postcode"}, "kod_pocztowy"),
        (TOWN | {"type": "postal_code", "addresstype": "postcode"}, "kod_pocztowy"),
        (TOWN | {"type": "postal_code", "addresstype": None}, "kod_pocztowy"),
        (TOWN | {"addresstype": "municipality", "place_rank": 14}, "gmina"),
        (TOWN | {"addresstype": None, "place_rank": None}, "gmina"),
    ],
)
def test_classes(make: Make, change: dict[str, object], quality: str) -> None:
    with serve(as_json([HOUSE | change])) as server:
        found = make(server)(QUERY)
    assert {c.quality for c in found} == {quality}


@pytest.mark.parametrize(
    "change",
    [
        {"addresstype": "county", "place_rank": 12},
        {"addresstype": "state", "place_rank": "8"},
        {"category": "amenity", "type": "cafe", "addresstype": "amenity"},
        {"category": "highway", "type": "bus_stop", "addresstype": "highway"},
    ],
)
def test_wide_areas_and_things_without_an_address_are_no_places(
    make: Make, change: dict[str, object]
) -> None:
    with serve(as_json([TOWN | change])) as server:
        assert make(server)(QUERY) == ()


def test_scores_say_what_is_lost(make: Make) -> None:
    """15 for the number, the street, the locality each."""
    postcode = TOWN | {"category": "place", "type": "postcode", "addresstype": "postcode"}
    for place, score in ((HOUSE, 100.0), (STREET, 85.0), (TOWN, 70.0), (postcode, 55.0)):
        with serve(as_json([place])) as server:
            assert make(server)(QUERY)[0].score == score


def test_other_gminas_are_told_by_their_names(make: Make) -> None:
    other = HOUSE | {"address": ADDRESS | {"municipality": "gmina Olszyny"}, "lat": "52.3"}
    far = HOUSE | {"address": ADDRESS | {"state": "województwo opolskie"}, "lat": "52.4"}
    silent = HOUSE | {"address": {k: ADDRESS[k] for k in ("house_number", "road", "town")}, "lat": "52.5"}
    query = replace(QUERY, powiat="Łąkowski", wojewodztwo="MAZOWIECKIE")
    with serve(as_json([other, silent, far, HOUSE])) as server:
        found = make(server)(query)
    assert [(c.lat, c.score) for c in found] == [
        (52.2584321, 100.0), (52.5, 100.0), (52.3, 59.0), (52.4, 59.0),
    ]  # fmt: skip


def test_a_village_without_streets(make: Make) -> None:
    address = {"house_number": "13", "village": "Stare Olszyny", "municipality": "gmina Łąkowo"}
    with serve(as_json([HOUSE | {"address": address}])) as server:
        (found,) = make(server)(AddressQuery(locality="Stare Olszyny", number="13", gmina="Łąkowo"))
    assert (found.quality, found.score) == ("punkt_adresowy", 100.0)


def test_the_town_is_asked_for_when_the_street_is_unknown(make: Make) -> None:
    with serve(as_json([]), as_json([TOWN])) as server:
        (found,) = make(server)(QUERY)
    assert [set(asked) - set(TERMS) for asked in server.asked] == [{"street", "city"}, {"city"}]
    assert found.quality == "miejscowosc"


def test_radius_is_half_the_diagonal_where_that_is_larger(make: Make) -> None:
    # 0.08 degrees north (8.90 km) by 0.1 east at 52 N (6.86 km): the diagonal is 11.24 km.
    box = ["51.96", "52.04", "18.95", "19.05"]
    for change, radius in ((box, 5618.0), (["52.0", "52.001", "19.0", "19.001"], 2000.0)):
        with serve(as_json([TOWN | {"boundingbox": change}])) as server:
            assert make(server)(QUERY)[0].radius_m == pytest.approx(radius, abs=15.0)


@pytest.mark.parametrize(
    "box", [None, [], ["a"] * 4, [1, 2, 3, 4], ["52.0", "52.9", "19.0"], {"a": 1}, ["nan"] * 4]
)
def test_a_box_that_is_none_is_left_out(box: object) -> None:
    assert read_answer([TOWN | {"boundingbox": box}])[0].radius_m == 0.0


def test_numbers_may_be_numbers() -> None:
    (entry,) = read_answer([HOUSE | {"lat": 52.25, "lon": 21.03}])
    assert (entry.lon, entry.lat) == (21.03, 52.25)


@pytest.mark.parametrize(
    "body", [None, {}, {"error": {"code": 400}}, "x", [None], [{}], [HOUSE | {"lat": "0"}]]
)
def test_other_shapes_are_failures(make: Make, body: object) -> None:
    with serve(as_json(body)) as server, pytest.raises(ServiceFailed, match="something else"):
        make(server)(QUERY)


def test_the_run_ends_with_a_hundred_requests_and_says_why(make: Make) -> None:
    assert NOMINATIM.max_requests == 100
    with serve(as_json([HOUSE])) as server:
        geocode = make(server)
        for number in range(1, 101):
            geocode(replace(QUERY, number=str(number)))
        with pytest.raises(ServiceFailed, match="100") as caught:
            geocode(replace(QUERY, number="101"))
        assert len(geocode(QUERY)) == 1
    assert "forbids geocoding whole lists" in caught.value.hint
    assert len(server.asked) == 100


def test_questions_are_a_second_apart_and_kept_answers_need_no_waiting(make: Make) -> None:
    time = FakeTime()
    with serve(as_json([HOUSE])) as server:
        geocode = make(server, time)
        for _ in range(2):
            for number in range(1, 6):
                geocode(replace(QUERY, number=str(number)))
    assert time.slept == [1.0] * 4


def test_two_services_keep_apart_what_they_said(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers.sqlite")
    asker = PoliteClient(pacer=FakeTime().pacer())
    uug = {"type": "address", "results": None}
    with serve(as_json([HOUSE])) as one, serve(as_json(uug)) as other:
        first = nominatim_geocoder(base_url=one.url, client=asker, cache=cache)
        second = uug_geocoder(base_url=other.url, client=asker, cache=cache)
        assert [len(geocode(QUERY)) for geocode in (first, second, first, second)] == [1, 0, 1, 0]
        assert (len(one.asked), len(other.asked)) == (1, 3)


def test_private_addresses_go_nowhere(make: Make, tmp_path: Path) -> None:
    with serve(as_json([HOUSE])) as server, pytest.raises(ValueError, match="private"):
        make(server)(replace(QUERY, is_private=True))
    assert server.asked == []
    assert list(tmp_path.iterdir()) == []


def test_too_many_requests_is_a_failure_with_a_reason(make: Make) -> None:
    with serve(Reply(b"<html>429</html>", status=429)) as server, pytest.raises(ConnectionError, match="429"):
        make(server)(QUERY)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
ADDRESSES = st.fixed_dictionaries({}, optional={key: JSON | st.just(value) for key, value in ADDRESS.items()})
ITEMS = st.fixed_dictionaries(
    {},
    optional={key: JSON | st.just(value) for key, value in HOUSE.items()} | {"address": ADDRESSES | JSON},
)


@settings(max_examples=150, deadline=None)
@given(JSON | st.lists(ITEMS | JSON, max_size=5))
def test_any_json_is_entries_or_a_value_error(answer: object) -> None:
    try:
        entries = read_answer(json.loads(json.dumps(answer)))
    except ValueError:
        return
    for entry in entries:
        assert entry.quality in QUALITIES
        assert entry.quality in LEAST_RADIUS_M
        assert 0.0 <= entry.radius_m < 1e6
        entry.text.encode()
