"""Services on the web, stood in for by functions: asked only when they may and need be."""

from __future__ import annotations

import pytest
from hand_register import point_of

from mapa_uslug.contracts.places import AddressQuery, Candidate
from mapa_uslug.geocoding import locate

SCHOOL = point_of("Zalewo", "ulica Szkolna", "4")
MISSING = AddressQuery(locality="Zalewo", street="Szkolna", number="6", gmina_teryt="000101")


class Service:
    """A geocoder that remembers what it was asked."""

    def __init__(self, *answers: Candidate, fails: bool = False) -> None:
        self.answers, self.fails, self.asked = answers, fails, []

    def __call__(self, query: AddressQuery) -> tuple[Candidate, ...]:
        self.asked.append(query)
        if self.fails:
            raise ConnectionError("503")
        return self.answers


def _house(
    lon: float = SCHOOL.lon, lat: float = SCHOOL.lat, quality: str = "punkt_adresowy", score: float = 75.0
) -> Candidate:
    return Candidate(
        lon,
        lat,
        quality,
        30.0 if quality == "punkt_adresowy" else 2000.0,
        "Zalewo, Szkolna 6",
        score,
        source="uug",
    )


def test_a_house_found_by_a_service_is_finer_than_the_street(index, gminas):
    service, second = Service(_house()), Service()
    (found,) = locate([MISSING], index=index, gminas=gminas, online=[service, second])
    assert (found.best, found.problem) == (_house(), "")
    assert found.candidates[0].quality == "ulica"
    assert (len(service.asked), second.asked) == (1, [])


@pytest.mark.parametrize(
    "query",
    [
        AddressQuery(locality="Zalewo", street="Szkolna", number="6", gmina_teryt="000101", is_private=True),
        AddressQuery(locality="Zalewo", street="Szkolna", number="4", gmina_teryt="000101"),
        AddressQuery(lon=SCHOOL.lon, lat=SCHOOL.lat, locality="Zalewo", gmina_teryt="000101"),
    ],
    ids=["private", "house-known", "coordinates-given"],
)
def test_services_are_not_asked(index, gminas, query):
    service = Service(_house())
    locate([query], index=index, gminas=gminas, online=[service])
    assert service.asked == []


def test_a_service_that_fails_is_noted_for_its_row_and_the_others_go_on(index, gminas):
    broken, working = Service(fails=True), Service(_house())
    failed, fine = locate(
        [MISSING, AddressQuery(locality="Zalewo", street="Szkolna", number="4", gmina_teryt="000101")],
        index=index, gminas=gminas, online=[broken],
    )  # fmt: skip
    assert (failed.best.quality, failed.problem) == ("ulica", "online_failed")
    assert (fine.best.quality, fine.problem) == ("punkt_adresowy", "")
    (found,) = locate([MISSING], index=index, gminas=gminas, online=[broken, working])
    assert (found.best, found.problem) == (_house(), "online_failed")


def test_an_answer_in_another_gmina_is_only_offered(index, gminas):
    far = point_of("Kutno Leśne", "", "4")
    (found,) = locate([MISSING], index=index, gminas=gminas, online=[Service(_house(far.lon, far.lat))])
    assert (found.best.quality, found.problem) == ("ulica", "number_unknown")
    assert _house(far.lon, far.lat) in found.candidates


def test_a_coarser_answer_does_not_replace_a_finer_one(index, gminas):
    (found,) = locate([MISSING], index=index, gminas=gminas, online=[Service(_house(quality="miejscowosc"))])
    assert (found.best.quality, found.problem) == ("ulica", "number_unknown")


def test_two_houses_as_good_are_for_a_person(index, gminas):
    other = point_of("Zalewo", "Rynek", "2")
    (found,) = locate(
        [MISSING], index=index, gminas=gminas, online=[Service(_house(), _house(other.lon, other.lat))]
    )
    assert found.best.quality == "ulica"
    assert {_house(), _house(other.lon, other.lat)} <= set(found.candidates)
