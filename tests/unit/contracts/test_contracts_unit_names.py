"""Names and codes as people write them become gminas, or a question that can be answered."""

from __future__ import annotations

import pytest

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.contracts.unit_names import find_units
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.core.text import Text

BOLESLAWIEC_TOWN = GminaUnit("020101", "1", "Bolesławiec", "bolesławiecki", "dolnośląskie")
BOLESLAWIEC = GminaUnit("020102", "2", "Bolesławiec", "bolesławiecki", "dolnośląskie")
BOLESLAWIEC_FAR = GminaUnit("101801", "2", "Bolesławiec", "wieruszowski", "łódzkie")
LODZ = GminaUnit("106101", "1", "Łódź", "Łódź", "łódzkie")
BRZESKO = GminaUnit("120202", "3", "Brzesko", "brzeski", "małopolskie")
BRZEG = GminaUnit("160101", "1", "Brzeg", "brzeski", "opolskie")
CZERSK = GminaUnit("220204", "3", "Czersk", "chojnicki", "pomorskie")
CHOJNICE = GminaUnit("220203", "2", "Chojnice", "chojnicki", "pomorskie")
MIEJSKA_GORKA = GminaUnit("302203", "3", "Miejska Górka", "rawicki", "wielkopolskie")
UNITS = (
    BOLESLAWIEC_TOWN, BOLESLAWIEC, BOLESLAWIEC_FAR, LODZ, BRZESKO, BRZEG, CZERSK, CHOJNICE, MIEJSKA_GORKA,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Czersk", CZERSK), ("czersk", CZERSK), ("  CZERSK ", CZERSK), ("gmina Czersk", CZERSK), ("gm. Czersk", CZERSK),
        ("Miasto i Gmina Czersk", CZERSK), ("Lodz", LODZ), ("m. Łódź", LODZ), ("m.Łódź", LODZ), ("Miasto Łódź", LODZ),
        ("Łódź-Bałuty", LODZ),
        # "Miejska" belongs to the name here, not to the kind.
        ("gmina Miejska Górka", MIEJSKA_GORKA), ("Miejska Górka", MIEJSKA_GORKA),
        ("gmina wiejska Bolesławiec, powiat bolesławiecki", BOLESLAWIEC), ("gmina miejska bolesławiec", BOLESLAWIEC_TOWN),
        ("Bolesławiec, woj. łódzkie", BOLESLAWIEC_FAR), ("Bolesławiec, pow. wieruszowski", BOLESLAWIEC_FAR),
        ("220204", CZERSK), ("2204 ", None), ("2202043", CZERSK), ("220204_3", CZERSK), ("2 202 043", CZERSK),
        # The kind has changed since the code was written down.
        ("2202042", CZERSK), ("2202044", CZERSK), ("1061029", LODZ), ("106102_9", LODZ),
    ],
)  # fmt: skip
def test_one_gmina_is_meant(name: str, unit: GminaUnit | None) -> None:
    if unit is None:
        with pytest.raises(InputError):
            find_units([name], "gmina", UNITS)
    else:
        assert find_units([name], "gmina", UNITS) == [unit]


@pytest.mark.parametrize(
    ("name", "level", "units"),
    [
        ("powiat bolesławiecki", "powiat", [BOLESLAWIEC_TOWN, BOLESLAWIEC]),
        ("Chojnicki", "powiat", [CHOJNICE, CZERSK]), ("pow. chojnicki", "powiat", [CHOJNICE, CZERSK]),
        ("m. Łódź", "powiat", [LODZ]), ("2202", "powiat", [CHOJNICE, CZERSK]), ("brzeski, woj. opolskie", "powiat", [BRZEG]),
        ("woj. pomorskie", "wojewodztwo", [CHOJNICE, CZERSK]), ("POMORSKIE", "wojewodztwo", [CHOJNICE, CZERSK]),
        ("województwo łódzkie", "wojewodztwo", [LODZ, BOLESLAWIEC_FAR]), ("22", "wojewodztwo", [CHOJNICE, CZERSK]),
    ],
)  # fmt: skip
def test_all_gminas_of_a_larger_unit_are_meant(name: str, level: str, units: list[GminaUnit]) -> None:
    assert find_units([name], level, UNITS) == sorted(units)  # type: ignore[arg-type]


def test_units_come_once_and_by_code() -> None:
    assert find_units(["Łódź", "czersk", "220204"], "gmina", UNITS) == [LODZ, CZERSK]


def test_all_names_that_are_not_plain_are_told_at_once() -> None:
    told = _problems(["Bolesławiec", "Czrsk", "Czersk", "201011", "999999", "Zqwx"], "gmina")
    assert {p.where: p.code for p in told} == {
        "Bolesławiec": "ambiguous_unit", "Czrsk": "unknown_unit", "201011": "lost_zero", "999999": "unknown_unit_code",
        "Zqwx": "unknown_unit",
    }  # fmt: skip


def test_namesakes_are_listed_with_kind_place_and_code() -> None:
    (told,) = _problems(["Bolesławiec"], "gmina")
    values = dict(told.values)
    assert values["candidates"].split("; ") == [
        "Bolesławiec (gmina miejska), powiat bolesławiecki, woj. dolnośląskie: 020101",
        "Bolesławiec (gmina wiejska), powiat bolesławiecki, woj. dolnośląskie: 020102",
        "Bolesławiec (gmina wiejska), powiat wieruszowski, woj. łódzkie: 101801",
    ]
    assert values["example"] == "020101"
    assert find_units([values["example"]], "gmina", UNITS) == [BOLESLAWIEC_TOWN]


def test_what_was_told_leaves_only_the_namesakes_there() -> None:
    (told,) = _problems(["Bolesławiec, powiat bolesławiecki"], "gmina")
    assert "101801" not in dict(told.values)["candidates"]


def test_a_powiat_of_which_there_are_two_is_asked_for() -> None:
    (told,) = _problems(["brzeski"], "powiat")
    assert dict(told.values)["candidates"] == (
        "powiat brzeski, woj. małopolskie: 1202; powiat brzeski, woj. opolskie: 1601"
    )


@pytest.mark.parametrize(
    ("name", "level", "near"),
    [
        ("Czrsk", "gmina", "Czersk (gmina miejsko-wiejska), powiat chojnicki, woj. pomorskie: 220204"),
        ("gmina Chojnce", "gmina", "Chojnice (gmina wiejska), powiat chojnicki, woj. pomorskie: 220203"),
        ("chojnickii", "powiat", "powiat chojnicki, woj. pomorskie: 2202"),
        ("pomorske", "wojewodztwo", "woj. pomorskie: 22"),
    ],
)
def test_a_misspelt_name_is_answered_with_a_near_one(name: str, level: str, near: str) -> None:
    (told,) = _problems([name], level)
    assert dict(told.values)["near"] == near
    assert "{near}" in told.hint


@pytest.mark.parametrize(
    ("name", "level", "told"),
    [
        # 018100 and 09 are no codes: nothing to put a zero before.
        ("18100", "gmina", ""), ("9", "wojewodztwo", ""), ("02010", "gmina", "020101 020102"), ("2202", "gmina", "220203 220204"),
        ("22020", "gmina", "220203 220204"), ("10", "powiat", "1018 1061"),
    ],
)  # fmt: skip
def test_a_code_that_is_none_is_answered_with_those_that_begin_so(name: str, level: str, told: str) -> None:
    (problem,) = _problems([name], level)
    values = dict(problem.values)
    assert (problem.code, "suggestion" in values) == ("unknown_unit_code", False)
    assert [shown.rpartition(": ")[2] for shown in values["candidates"].split("; ") if shown] == told.split()
    assert ("{candidates}" in problem.hint) == bool(told)


@pytest.mark.parametrize(
    ("name", "level", "suggestion"), [("201011", "gmina", "0201011"), ("20101", "gmina", "020101"), ("201", "powiat", "0201"), ("2", "wojewodztwo", "02")]
)  # fmt: skip
def test_a_lost_zero_is_never_put_back_in_silence(name: str, level: str, suggestion: str) -> None:
    (told,) = _problems([name], level)
    assert (told.code, dict(told.values)["suggestion"]) == ("lost_zero", suggestion)
    assert Text("pl").tell(told.hint, dict(told.values)).endswith(f"{suggestion}.")


def _problems(names: list[str], level: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        find_units(names, level, UNITS)  # type: ignore[arg-type]
    return caught.value.problems
