"""UUG against a server on this machine that replays the forms of its answers, with invented places."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_server import FakeTime, Loopback, Reply, as_json, serve

from mapa_uslug.contracts.places import LEAST_RADIUS_M, AddressQuery, Candidate
from mapa_uslug.sources.geocoders.answer_cache import AnswerCache
from mapa_uslug.sources.geocoders.answer_fields import number_of, text_of
from mapa_uslug.sources.geocoders.online import OnlineGeocoder, tidy_query
from mapa_uslug.sources.geocoders.services import ServiceFailed
from mapa_uslug.sources.geocoders.uug import form_requests, read_answer, uug_geocoder
from mapa_uslug.sources.geocoders.web import PoliteClient, _Reply

Make = Callable[..., OnlineGeocoder]

# A point whose degrees are known from another conversion: 21.035765, 52.258432.
POINT = {"x": "638901.1258", "y": "489996.4866"}
HOUSE = {
    "city": "Łąkowo", "citypart": None, "street": "ulica Stawowa", "number": "1", "teryt": "149901", "simc": "0999123",
    "ulic": "99808", "code": "03-925", "jednostka": "{Polska,mazowieckie,łąkowski,Łąkowo}", **POINT,
    "geometry_wkt": "POINT(638901.1258 489996.4866)", "accuracy": "0.75", "city_accuracy": "1",
    "street_accuracy": "0.571429", "id": 1,
}  # fmt: skip
QUERY = AddressQuery(locality="Łąkowo", street="ul. Stawowa", number="1", gmina_teryt="149901")


def answer(*items: object, kind: str = "address") -> dict[str, object]:
    results = {str(i): item for i, item in enumerate(items, 1)} if items else None
    return {
        "type": kind,
        "found objects": 15,
        "returned objects": len(items),
        "results": results,
        "request time": 0.07,
    }


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build(server: Loopback, time: FakeTime | None = None, **rest: object) -> OnlineGeocoder:
        asker = PoliteClient(pacer=(time or FakeTime()).pacer(), read_timeout_s=5.0, **rest)  # type: ignore[arg-type]
        return uug_geocoder(base_url=server.url, client=asker, cache=AnswerCache(tmp_path / "answers.sqlite"))

    return build


def find(query: AddressQuery, *items: object, kind: str = "address") -> tuple[Candidate, ...]:
    """What the geocoder makes of one answer, without a server."""
    return _StubClient.geocoder(json.dumps(answer(*items, kind=kind)))(query)


class _StubClient(PoliteClient):
    """Answers everything with one text."""

    @classmethod
    def geocoder(cls, text: str) -> OnlineGeocoder:
        stub = cls(pacer=FakeTime().pacer(), max_failures=10**9)
        object.__setattr__(stub, "text", text)
        return uug_geocoder(client=stub, cache=_NoCache())

    def _request(self, service: object, params: object) -> _Reply:
        return _Reply(200, {}, self.text.encode())  # type: ignore[attr-defined]


class _NoCache(AnswerCache):
    def get(self, service: str, params: object) -> str | None:
        return None

    def put(self, service: str, params: object, answer: str) -> None:
        pass


def test_a_house_is_found_where_it_is(make: Make) -> None:
    with serve(as_json(answer(HOUSE))) as server:
        (found,) = make(server)(QUERY)
    assert server.asked == [{"request": "GetAddress", "address": "Łąkowo, Stawowa 1"}]
    assert found.lon == pytest.approx(21.035765, abs=2e-6)
    assert found.lat == pytest.approx(52.258432, abs=2e-6)
    assert replace(found, lon=0.0, lat=0.0) == Candidate(
        0.0,
        0.0,
        "punkt_adresowy",
        30.0,
        "ulica Stawowa 1, 03-925 Łąkowo, gm. Łąkowo",
        100.0,
        "149901",
        "GUGiK UUG",
    )


@pytest.mark.parametrize(
    ("parts", "addresses"),
    [
        (("Łąkowo", "ul. Stawowa", "1"), ["Łąkowo, Stawowa 1", "Łąkowo, Stawowa", "Łąkowo"]),
        (("Łąkowo", "Stawowa", ""), ["Łąkowo, Stawowa", "Łąkowo"]),
        (("Łąkowo", "", ""), ["Łąkowo"]),
        (("Stare Olszyny", "", "13"), ["Stare Olszyny 13", "Stare Olszyny"]),
        (("Stare Olszyny", "ul. Stare Olszyny", "13"), ["Stare Olszyny 13", "Stare Olszyny"]),
        (("Stare Olszyny", "Stare Olszyny 13", ""), ["Stare Olszyny 13", "Stare Olszyny"]),
        (("Łąkowo", "Ulica  Stawowa 12 a", ""), ["Łąkowo, Stawowa 12A", "Łąkowo, Stawowa", "Łąkowo"]),
        (("Łąkowo", "Stawowa", "12/14"), ["Łąkowo, Stawowa 12/14", "Łąkowo, Stawowa 12", "Łąkowo, Stawowa", "Łąkowo"]),
        (("Łąkowo", "Stawowa", "5 m. 3"), ["Łąkowo, Stawowa 5", "Łąkowo, Stawowa", "Łąkowo"]),
        (("Łąkowo", "al. Lipowa", "2"), ["Łąkowo, aleja Lipowa 2", "Łąkowo, aleja Lipowa", "Łąkowo"]),
        (("Łąkowo", "os. Leśne", "2"), ["Łąkowo, osiedle Leśne 2", "Łąkowo, osiedle Leśne", "Łąkowo"]),
        (("Łąkowo", "Oslo", "2"), ["Łąkowo, Oslo 2", "Łąkowo, Oslo", "Łąkowo"]),
        (("Łąkowo, Dolne", "Stawowa,", "1"), ["Łąkowo Dolne, Stawowa 1", "Łąkowo Dolne, Stawowa", "Łąkowo Dolne"]),
        (("", "Stawowa", "1"), []),
    ],
)  # fmt: skip
def test_questions_have_the_comma_that_uug_needs(parts: tuple[str, str, str], addresses: list[str]) -> None:
    asked = list(form_requests(tidy_query(AddressQuery(*parts, postcode="00-999", gmina="Poza"))))
    assert asked == [{"request": "GetAddress", "address": address} for address in addresses]


def test_what_is_not_found_is_asked_more_coarsely(make: Make) -> None:
    city = {
        "city": "Łąkowo",
        "voivodeship": "mazowieckie",
        "county": "łąkowski",
        "commune": "Łąkowo",
        **POINT,
    }
    with serve(as_json(answer()), as_json(answer()), as_json(answer(city, kind="city"))) as server:
        (found,) = make(server)(QUERY)
    assert [asked["address"] for asked in server.asked] == ["Łąkowo, Stawowa 1", "Łąkowo, Stawowa", "Łąkowo"]
    # 15 off for each of number and street.
    assert (found.quality, found.radius_m, found.score, found.text) == (
        "miejscowosc", 2000.0, 70.0, "Łąkowo, gm. Łąkowo",
    )  # fmt: skip


def test_a_street_is_a_street() -> None:
    street = {"street": "ulica Stawowa", "city": "Łąkowo", **POINT}
    (found,) = find(QUERY, street, kind="street")
    assert (found.quality, found.radius_m, found.score) == ("ulica", 500.0, 85.0)
    (found,) = find(replace(QUERY, number=""), street, kind="street")
    assert found.score == 100.0


def test_nothing_found_is_an_answer(make: Make) -> None:
    with serve(as_json(answer())) as server:
        assert make(server)(QUERY) == ()
        assert len(server.asked) == 3


@pytest.mark.parametrize(
    "body",
    [{"results": []}, {"results": {}}, {"results": None}, {"found objects": 0}, {"found objects": "0"}],
)
def test_every_form_of_nothing_is_nothing(body: dict[str, object]) -> None:
    assert read_answer(body) == []


@pytest.mark.parametrize("number", ["2", "1A", "11", "1/3", "1-2", None, ""])
def test_another_number_only_tells_the_street(number: str | None) -> None:
    (found,) = find(QUERY, HOUSE | {"number": number})
    assert (found.quality, found.radius_m, found.score) == ("ulica", 500.0, 85.0)


def test_another_number_of_a_village_only_tells_the_village() -> None:
    village = AddressQuery(locality="Stare Olszyny", number="13")
    house = HOUSE | {"city": "Stare Olszyny", "street": None, "number": "13", "street_accuracy": None}
    (found,) = find(village, house)
    assert (found.quality, found.score, found.text) == (
        "punkt_adresowy",
        100.0,
        "Stare Olszyny 13, 03-925 Stare Olszyny, gm. Łąkowo",
    )
    (found,) = find(village, house | {"number": "31"})
    assert (found.quality, found.radius_m, found.score) == ("miejscowosc", 2000.0, 85.0)


@pytest.mark.parametrize("number", ["1a", "1 A", " 1A", "nr 1a", "1A m. 4"])
def test_numbers_agree_in_any_writing(number: str) -> None:
    (found,) = find(replace(QUERY, number=number), HOUSE | {"number": "1 a"})
    assert (found.quality, found.score) == ("punkt_adresowy", 100.0)


def test_a_flat_behind_a_slash_is_the_second_reading(make: Make) -> None:
    with serve(as_json(answer()), as_json(answer(HOUSE | {"number": "12"}))) as server:
        (found,) = make(server)(replace(QUERY, number="12/14"))
    assert [asked["address"] for asked in server.asked] == ["Łąkowo, Stawowa 12/14", "Łąkowo, Stawowa 12"]
    assert (found.quality, found.score) == ("punkt_adresowy", 97.0)


HOMONYMS = [
    HOUSE
    | {
        "street": None,
        "city": "Zalesie",
        "number": "45",
        "code": code,
        "teryt": teryt,
        "x": x,
        "jednostka": units,
    }
    for code, teryt, x, units in (
        ("63-910", "302201", "370000", "{Polska,wielkopolskie,rawski,Miejska Kępa}"),
        ("13-200", "280302", "580000", '{Polska,warmińsko-mazurskie,"nowy działkowski","Działki Wielkie"}'),
        ("06-425", "141102", "640000", "{Polska,mazowieckie,makowy,Karnin}"),
    )
]
VILLAGE = AddressQuery(locality="Zalesie", number="45")


@pytest.mark.parametrize(
    "told",
    [
        {"gmina_teryt": "280302"},
        {"gmina": "DZIAŁKI WIELKIE"},
        {"gmina": "gmina Działki Wielkie", "powiat": "powiat nowy działkowski"},
        {"wojewodztwo": "województwo warmińsko-mazurskie"},
        {"powiat": "Nowy Działkowski"},
    ],
)
def test_the_declared_gmina_tells_homonyms_apart(told: dict[str, str]) -> None:
    first, *others = find(replace(VILLAGE, **told), *HOMONYMS)  # type: ignore[arg-type]
    assert (first.gmina_teryt, first.score) == ("280302", 100.0)
    assert [(c.gmina_teryt, c.score) for c in others] == [("302201", 59.0), ("141102", 59.0)]


def test_homonyms_of_no_declared_gmina_are_equals_unless_a_postcode_speaks() -> None:
    assert [c.score for c in find(VILLAGE, *HOMONYMS)] == [100.0] * 3
    found = find(replace(VILLAGE, postcode="06-425"), *HOMONYMS)
    assert [(c.gmina_teryt, c.score) for c in found] == [
        ("141102", 100.0),
        ("302201", 90.0),
        ("280302", 90.0),
    ]
    # A town's postcode for letters differs from those of its streets.
    assert find(replace(VILLAGE, postcode="06-400"), *HOMONYMS)[0].score == 97.0


def test_the_only_answer_in_another_gmina_is_kept_as_doubtful_and_the_village_is_asked_for(
    make: Make,
) -> None:
    city = {"city": "Zalesie", "teryt": "280302", **POINT}
    with serve(as_json(answer(HOMONYMS[0])), as_json(answer(city, kind="city"))) as server:
        found = make(server)(replace(VILLAGE, gmina_teryt="280302"))
    assert [(c.quality, c.gmina_teryt, c.score) for c in found] == [
        ("miejscowosc", "280302", 85.0),
        ("punkt_adresowy", "302201", 59.0),
    ]


def test_names_of_gminas_count_where_there_is_no_code() -> None:
    item = HOUSE | {"teryt": None}
    assert find(replace(QUERY, gmina="Łąkowo"), item)[0].score == 100.0
    assert find(replace(QUERY, gmina="Olszyny"), item)[0].score == 59.0
    # The code decides where both have one: names repeat.
    assert find(replace(QUERY, gmina="Olszyny"), HOUSE)[0].score == 100.0
    assert find(replace(QUERY, gmina_teryt="149902", gmina="Łąkowo"), HOUSE)[0].score == 59.0


@pytest.mark.parametrize(
    "gmina", ["gm. Łąkowo", "M. ŁĄKOWO", "Miasto i gmina Łąkowo", "Łąkowo (gmina wiejska)", "m.st. Łąkowo"]
)
def test_words_for_the_kind_of_unit_do_not_count(gmina: str) -> None:
    assert find(replace(QUERY, gmina_teryt="", gmina=gmina), HOUSE)[0].score == 100.0
    assert find(replace(QUERY, gmina_teryt="", gmina=f"{gmina} Dolne"), HOUSE)[0].score == 59.0


def test_a_street_that_only_sounds_alike_comes_second() -> None:
    alike = HOUSE | {"street": "ulica Sternicza", "street_accuracy": "0.45", "x": "639900"}
    query = replace(QUERY, street="Miernicza")
    found = find(query, alike, HOUSE | {"street": "ulica Miernicza"})
    assert [(c.text.split(",")[0], c.score) for c in found] == [
        ("ulica Miernicza 1", 100.0),
        ("ulica Sternicza 1", 45.0),
    ]
    # "miernicza" and "sternicza" share 7 of 9 letters: 77.8 of 100, where the service says nothing.
    for silent in (None, True, "high", "7", "-1", "nan"):
        assert find(query, alike | {"street_accuracy": silent})[0].score == pytest.approx(77.8)


@pytest.mark.parametrize(
    ("asked", "found", "score"),
    [
        ("ul. gen. Andrzejewskiego", "ulica generała Jana Andrzejewskiego", 97.0),
        ("Andrzejewskiego Jana", "ulica gen. Jana Andrzejewskiego", 100.0),
        ("Adama Andrzejewskiego", "ulica Jana Andrzejewskiego", 55.0),
        ("3-go Maja", "ulica Trzeciego Maja", 100.0),
        ("al. Lipowa", "ulica Lipowa", 90.0),
        ("Lipowa", "aleja Lipowa", 100.0),
        ("STAWOWA", "ulica Stawowa", 100.0),
    ],
)
def test_streets_are_compared_as_poles_write_them(asked: str, found: str, score: float) -> None:
    assert find(replace(QUERY, street=asked), HOUSE | {"street": found})[0].score == score


def test_a_place_whose_names_are_missing_is_doubtful() -> None:
    for nothing in (None, True, ["Łąkowo"], {}, 1.5, "\u200b", ""):
        (found,) = find(QUERY, HOUSE | {"city": nothing})
        assert (found.score, found.text) == (50.0, "ulica Stawowa 1, 03-925, gm. Łąkowo")
    assert find(QUERY, HOUSE | {"street": None})[0].score == 50.0
    assert find(replace(QUERY, street=""), HOUSE)[0].score == 55.0
    part = HOUSE | {"street": None, "citypart": "Dolne"}
    assert find(replace(QUERY, street="Dolne"), part)[0].score == 100.0
    assert find(replace(QUERY, locality="Osiedle"), HOUSE | {"citypart": "Osiedle"})[0].score == 100.0


def test_numbers_may_be_numbers_and_keys_may_be_missing() -> None:
    item = {
        "city": "Łąkowo",
        "street": "Stawowa",
        "number": 1,
        "teryt": 20101,
        "x": 638901.1258,
        "y": 489996.4866,
    }
    (found,) = find(replace(QUERY, gmina_teryt="020101"), item)
    assert (found.quality, found.gmina_teryt, found.score) == ("punkt_adresowy", "020101", 100.0)
    assert found.lon == pytest.approx(21.035765, abs=2e-6)


@pytest.mark.parametrize("teryt", ["14990", "14990x", "", True, 14.5, ["149901"], "١٤٩٩٠١"])
def test_a_code_that_is_none_is_not_given(teryt: object) -> None:
    (found,) = find(replace(QUERY, gmina_teryt=""), HOUSE | {"teryt": teryt})
    assert found.gmina_teryt == ""


@pytest.mark.parametrize("units", ["{}", "{Polska,mazowieckie}", "x", None, '{"', "{,,,,}"])
def test_units_that_cannot_be_read_do_not_contradict(units: str | None) -> None:
    query = replace(QUERY, gmina_teryt="", gmina="Olszyny")
    (found,) = find(query, HOUSE | {"jednostka": units})
    assert (found.score, found.text) == (100.0, "ulica Stawowa 1, 03-925 Łąkowo")
    assert find(query, HOUSE | {"jednostka": units, "commune": "Łąkowo"})[0].score == 59.0


def test_values_are_taken_only_for_what_they_are() -> None:
    assert [text_of(v) for v in ("a\u00a0 b\n", 7, -7, "a\ud800b", "x" * 999, 10**400)] == [
        "a b", "7", "-7", "ab", "x" * 300, "",
    ]  # fmt: skip
    assert [number_of(v) for v in ("1.5", " 2 ", 3, 4.5)] == [1.5, 2.0, 3.0, 4.5]
    assert all(math.isnan(number_of(v)) for v in ("inf", "1,5", "", None, True, [], math.inf, 10**400))


def test_degrees_are_taken_for_degrees() -> None:
    (found,) = find(QUERY, HOUSE | {"x": "21.0357645", "y": "52.2584321"})
    assert (found.lon, found.lat) == (21.0357645, 52.2584321)


BAD_PLACES = [
    {"x": "52.2584321", "y": "21.0357645"}, {"x": "0", "y": "0"}, {"x": "nan", "y": "490000"}, {"x": None}, {"y": "inf"},
    {"x": True}, {"x": [638901]}, {"x": "1e300"}, {"x": 10**400}, {"x": "-5", "y": "-5"}, {"x": "999999", "y": "999999"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_PLACES, ids=range(len(BAD_PLACES)))
def test_a_place_outside_of_poland_is_none(bad: dict[str, object]) -> None:
    assert len(find(QUERY, HOUSE | bad, HOUSE)) == 1
    with pytest.raises(ServiceFailed):
        find(QUERY, HOUSE | bad)


@pytest.mark.parametrize(
    "body", [None, [], "text", 5, {}, {"error": "x"}, {"results": "x"}, {"results": 5}, {"results": False}, {"results": [None]}]
)  # fmt: skip
def test_other_shapes_are_failures_and_are_not_kept(make: Make, body: object) -> None:
    with serve(as_json(body), as_json(answer(HOUSE))) as server:
        geocode = make(server)
        with pytest.raises(ServiceFailed, match="something else than its usual answer"):
            geocode(QUERY)
        assert len(geocode(QUERY)) == 1


def test_answers_are_kept_for_good_and_need_no_waiting(make: Make) -> None:
    time = FakeTime()
    with serve(as_json(answer(HOUSE))) as server:
        first = make(server, time)(QUERY)
        waited = list(time.slept)
        again = make(server, time)(replace(QUERY, locality="ŁĄKOWO", postcode="03-925"))
    assert [c.lon for c in again] == [c.lon for c in first]
    assert (len(server.asked), time.slept) == (1, waited)


def test_an_empty_answer_is_kept_too(make: Make) -> None:
    with serve(as_json(answer())) as server:
        make(server)(QUERY)
        asked = len(server.asked)
        assert make(server)(QUERY) == ()
    assert len(server.asked) == asked == 3


def test_kept_answers_come_even_from_a_service_that_is_down(make: Make) -> None:
    with serve(as_json(answer(HOUSE)), Reply(status=500)) as server:
        geocode = make(server, max_failures=1)
        geocode(QUERY)
        for _ in range(2):
            with pytest.raises(ServiceFailed):
                geocode(replace(QUERY, number="2"))
        assert len(geocode(QUERY)) == 1
    assert len(server.asked) == 2


def test_a_kept_answer_that_cannot_be_read_is_asked_for_again(make: Make) -> None:
    with serve(as_json(answer(HOUSE))) as server:
        geocode = make(server)
        for text in ("{", "[]", "[" * 100_000):
            geocode.cache.put(
                geocode.service.url, {"request": "GetAddress", "address": "Łąkowo, Stawowa 1"}, text
            )
            assert len(geocode(QUERY)) == 1
    assert len(server.asked) == 3


def test_without_a_place_to_keep_answers_nothing_is_asked(make: Make, tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"this is no database, but long enough to be looked at" * 50)
    with (
        serve(as_json(answer(HOUSE))) as server,
        pytest.raises(ServiceFailed, match="cannot be kept") as caught,
    ):
        make(server)(QUERY)
    assert server.asked == []
    assert "answers.sqlite" in caught.value.hint


def test_private_addresses_go_nowhere(make: Make, tmp_path: Path) -> None:
    with serve(as_json(answer(HOUSE))) as server, pytest.raises(ValueError, match="private"):
        make(server)(replace(QUERY, is_private=True))
    assert server.asked == []
    assert list(tmp_path.iterdir()) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
ITEMS = st.fixed_dictionaries(
    {}, optional={key: JSON | st.sampled_from([value, str(value)]) for key, value in HOUSE.items()}
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["address", "street", "city"]) | JSON,
    JSON | st.lists(ITEMS | JSON) | st.dictionaries(st.text(), ITEMS),
)
def test_any_json_is_candidates_or_a_failure(kind: object, results: object) -> None:
    geocode = _StubClient.geocoder(json.dumps({"type": kind, "results": results}))
    try:
        found = geocode(QUERY)
    except ServiceFailed as failure:
        assert "usual answer" in str(failure)  # noqa: PT017
        return
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    for candidate in found:
        assert math.isfinite(candidate.lon + candidate.lat + candidate.radius_m)
        assert candidate.radius_m >= LEAST_RADIUS_M[candidate.quality]
        assert 0.0 <= candidate.score <= 100.0
        candidate.text.encode()


@settings(deadline=None)
@given(st.builds(AddressQuery, *[st.text() for _ in range(8)]))
def test_any_query_can_be_asked(query: AddressQuery) -> None:
    for params in form_requests(tidy_query(query)):
        params["address"].encode()
        assert params["address"].strip()
    for candidate in find(query, HOUSE):
        assert 0.0 <= candidate.score <= 100.0
