"""Objects of OpenStreetMap that must leave no trace are told by their tags and by their own words."""

from __future__ import annotations

import pytest

from mapa_uslug.catalog.tag_filters import SENSITIVE_FILTERS, HiddenPlaces

HIDDEN = HiddenPlaces.parse(SENSITIVE_FILTERS)
SOCIAL = {"amenity": "social_facility", "social_facility": "outreach"}


@pytest.mark.parametrize(
    "tags",
    [
        SOCIAL | {"name": "Hostel dla ofiar przemocy"},
        SOCIAL | {"name": "HOSTEL"},
        SOCIAL | {"official_name": "Specjalistyczny Ośrodek Wsparcia"},
        {"building": "yes", "alt_name": "Dom Samotnej Matki"},
        {"addr:housenumber": "13", "name": "Rodzinny Dom Dziecka"},
        {"office": "ngo", "operator": "Schronienie dla Kobiet"},
        {"amenity": "clinic", "description": "Hostel dla kobiet"},
        # The name of what is hidden counts on a tourist's hostel too, and where a street is the place.
        {"tourism": "hostel", "name": "Hostel dla ofiar przemocy"},
        {"highway": "service", "building": "yes", "name": "Dom Samotnej Matki"},
        # Words that only together tell of a stay.
        SOCIAL | {"name": "Ośrodek Interwencji Kryzysowej", "description": "miejsca noclegowe"},
    ],
)
def test_words_hide(tags: dict[str, str]) -> None:
    assert HIDDEN.first_match(tags) == "name"


@pytest.mark.parametrize("value", ["women", "Woman", "family;women", "victim", "domestic_violence", "abused"])
def test_values_hide(value: str) -> None:
    assert (HIDDEN.first_match({"social_facility:for": value}) or "").startswith("social_facility:for=")


@pytest.mark.parametrize(
    "tags",
    [
        {},
        SOCIAL | {"name": "Gminny Ośrodek Pomocy Społecznej", "operator": "Gmina Czersk"},
        SOCIAL | {"name": "Środowiskowy Dom Samopomocy"},
        {"amenity": "place_of_worship", "name": "Kościół Matki Bożej Częstochowskiej"},
        {"amenity": "clinic", "name": "Poradnia dla kobiet"},
        {"tourism": "hostel", "name": "Hostel Pod Lipą"},
        {"building": "yes", "tourism": "hostel", "name": "Hostel turystyczny"},
        {"amenity": "parking", "name": "Parking Hostel"},
        {"highway": "residential", "name": "Domu Samotnej Matki"},
        {"amenity": "library", "name": "Biblioteka"},
        {"social_facility:for": "senior"},
    ],
)
def test_others_stay(tags: dict[str, str]) -> None:
    assert HIDDEN.first_match(tags) is None
