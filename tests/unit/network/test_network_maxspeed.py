import math

import pytest

from mapa_uslug.network.maxspeed import Limit, parse_conditional, parse_maxspeed


@pytest.mark.parametrize(
    ("text", "kmh", "built_up"),
    [
        ("50", 50, None),
        ("90 km/h", 90, None),
        ("90km/h", 90, None),
        ("30 mph", 48.28032, None),
        ("30mph", 48.28032, None),
        ("walk", 7, True),
        ("PL:urban", 50, True),
        ("PL:rural", 90, False),
        ("PL:motorway", 140, False),
        ("PL:expressway", 120, False),
        ("PL:trunk", 120, False),
        ("PL:living_street", 20, True),
        ("PL:zone30", 30, True),
        ("DE:zone:30", 30, True),
        ("DE:30", 30, True),
        ("zone:20", 20, True),
        ("RO:urban", 50, True),
        ("DE:rural", 100, False),
        ("LI:rural", 80, False),
        ("gb:nsl_single", 96.56064, False),
        ("XX:rural", 90, False),
        ("signals", None, None),
        ("variable", None, None),
        ("sign", None, None),
        ("", None, None),
        ("0", None, None),
        ("PL:nonsense", None, None),
    ],
)
def test_values_by_hand(text, kmh, built_up):
    limit = parse_maxspeed(text)
    assert limit.kmh == (None if kmh is None else pytest.approx(kmh))
    assert limit.is_built_up is built_up


def test_no_limit_is_infinite_and_outside():
    assert parse_maxspeed("none") == Limit(math.inf, False)


@pytest.mark.parametrize("text", ["50;70", "50; 70", "['50', '70']", "50|70"])
def test_lists_take_the_mean_time_not_the_first(text):
    # 1 km at 50 and 1 km at 70 take 72 + 51.43 s, that is 58.33 km/h.
    assert parse_maxspeed(text).kmh == pytest.approx(58.3333, abs=1e-3)


def test_order_of_a_list_does_not_matter():
    assert parse_maxspeed("90;50") == parse_maxspeed("50;90")


def test_a_list_of_unlike_surroundings_names_none():
    assert parse_maxspeed("PL:urban;PL:rural").is_built_up is None


@pytest.mark.parametrize(
    ("text", "kmh"),
    [("80 @ (22:00-06:00)", 80), ("30 @ (Mo-Fr 07:00-17:00); 50 @ (wet)", 30), ("60 @ snow", 60)],
)
def test_conditional_gives_its_first_value(text, kmh):
    assert parse_conditional(text).kmh == kmh
