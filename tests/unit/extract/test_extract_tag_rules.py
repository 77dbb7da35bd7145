import pytest

from mapa_uslug.catalog.tag_filters import FilterSet, TagFilter
from mapa_uslug.extract.tag_rules import card_tags, is_home, teryt_of


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("amenity=library", {"amenity": "library"}, True),
        ("amenity=library", {"amenity": "bank"}, False),
        ("amenity=library", {"shop": "library"}, False),
        ("amenity=library", {"amenity": "cafe;library"}, True),
        ("amenity=library", {"amenity": "cafe; library"}, True),
        ("amenity=library", {"amenity": "toy_library"}, False),
        ("a=1&b=2", {"a": "1", "b": "2", "c": "3"}, True),
        ("a=1&b=2", {"a": "1", "b": "3"}, False),
        ("a=1&b=2", {"a": "1"}, False),
        ("office=*", {"office": "anything"}, True),
    ],
)
def test_filter_holds_when_every_pair_does(text: str, tags: dict[str, str], expected: bool) -> None:
    assert TagFilter.parse(text).matches(tags) is expected


@pytest.mark.parametrize("text", ["amenity", "=library", "amenity=", "a=1&", ""])
def test_a_text_that_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a tag filter"):
        TagFilter.parse(text)


def test_a_set_finds_a_filter_by_any_of_its_keys() -> None:
    filters = FilterSet.parse(["a=1&b=2", "a=3", "c=4"])
    assert filters.first_match({"a": "3"}) == "a=3"
    assert filters.first_match({"c": "4"}) == "c=4"
    assert filters.first_match({"a": "1", "b": "2"}) == "a=1&b=2"
    assert filters.first_match({"a": "1"}) is None
    assert filters.keys == {"a", "b", "c"}


@pytest.mark.parametrize("value", ["house", "apartments", "farm", "residential", "yes", "house;garage"])
def test_people_may_live_in(value: str) -> None:
    assert is_home({"building": value})


@pytest.mark.parametrize(
    "value", ["garage", "barn", "shed", "church", "industrial", "greenhouse", "school", "hut", "cabin"]
)
def test_nobody_lives_in(value: str) -> None:
    assert not is_home({"building": value})


def test_a_plain_building_with_another_use_is_no_home() -> None:
    assert not is_home({"building": "yes", "amenity": "fire_station"})
    assert is_home({"building": "yes", "addr:housenumber": "5"})


def test_a_card_keeps_only_what_it_shows() -> None:
    tags = {"name": "A", "email": "x@y", "addr:city": "B", "amenity": "library", "building": "yes"}
    assert card_tags(tags, frozenset(["amenity"])) == {"addr:city": "B", "amenity": "library", "name": "A"}


def test_teryt_is_read_from_any_of_its_tags() -> None:
    assert teryt_of({"teryt:terc": " 0601072 "}) == "0601072"
    assert teryt_of({"ref:teryt": "0601072"}) == "0601072"
    assert teryt_of({"ref": "0601072"}) == ""
