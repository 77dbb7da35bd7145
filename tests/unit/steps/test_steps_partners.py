"""Who meets about what: names, codes, and everything that can be wrong with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mapa_uslug.core.errors import InputError
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.partners import choose_participants

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example" / "area.toml"


@pytest.fixture(scope="module")
def data() -> AreaData:
    return load_area(EXAMPLE)


def codes_of(data: AreaData, **asked: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        choose_participants(data, **asked)  # type: ignore[arg-type]
    return [p.code for p in caught.value.problems]


def test_names_and_codes_are_understood_in_any_case_without_diacritics(data: AreaData) -> None:
    named = choose_participants(data, gminas=[" zalewsk", "JEZIERZEC", "0860032"])
    assert named.partners == ("086001", "086002", "086003")
    assert named.largest == 3
    assert "DDP" in named.services


def test_services_are_asked_for_by_code_or_name(data: AreaData) -> None:
    asked = choose_participants(
        data, gminas=["Zalewsk", "Jezierzec"], services=["ddp", "Żłobek lub klub dzieciecy", " "]
    )
    assert asked.services == ("DDP", "ZLO")


def test_the_same_gmina_twice_is_one(data: AreaData) -> None:
    assert codes_of(data, gminas=["Zalewsk", "086001"]) == ["too_few_gminas"]


def test_nothing_named_is_told_once(data: AreaData) -> None:
    assert codes_of(data, gminas=[""]) == ["too_few_gminas"]


def test_everything_wrong_is_told_at_once(data: AreaData) -> None:
    asked = {
        "gminas": ["Zalewsc", "Jezierzec"],
        "services": ["APX", "DDP"],
        "largest": 1,
        "terms": "friendly",
    }
    assert sorted(codes_of(data, **asked)) == ["set_size", "terms", "unknown_gmina", "unknown_service"]


def test_the_nearest_spelling_is_offered_and_all_that_exist(data: AreaData) -> None:
    with pytest.raises(InputError) as caught:
        choose_participants(data, gminas=["Zalewsc", "Kraków", "Jezierzec"], services=["apteki"])
    told = {dict(p.values)["value"]: (p.hint, dict(p.values)) for p in caught.value.problems}
    assert told["Zalewsc"][1]["nearest"] == "Zalewsk"
    assert told["Kraków"][0] == "The area has: {names}."
    # In the order of the alphabet.
    assert told["Kraków"][1]["names"].startswith("Borowiska (086005), Grodzieniec (086004)")
    assert told["apteki"][1]["nearest"] == "apteka"


def test_gminas_of_one_name_are_told_apart_by_code(data: AreaData) -> None:
    gminas = data.gminas.copy()
    gminas.loc[gminas["gmina_teryt"] == "086002", "gmina"] = "Zalewsk"
    twins = replace(data, gminas=gminas)
    with pytest.raises(InputError) as caught:
        choose_participants(twins, gminas=["Zalewsk", "Modrzewno", "Borowiska"])
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.values)["codes"]) == ("ambiguous_gmina", "086001, 086002")
    assert choose_participants(twins, gminas=["086001", "Modrzewno"]).partners == ("086001", "086003")


def test_sensitive_services_are_never_named(data: AreaData) -> None:
    with pytest.raises(InputError) as caught:
        choose_participants(data, gminas=["Zalewsk", "Jezierzec"], services=["HOS"])
    (problem,) = caught.value.problems
    listed = dict(problem.values)["names"]
    assert not any(t.code in listed.split() for t in data.catalog.types if t.sensitivity)


def test_an_area_of_one_gmina_is_told_that_others_belong_in_it(data: AreaData) -> None:
    """To name two of one cannot be asked of anybody, whatever was typed."""
    gminas = data.gminas.assign(is_area=data.gminas["gmina"] == "Jezierzec")
    for typed in (["Jezierzec"], ["Jezierzec", "Zalewsk"], []):
        with pytest.raises(InputError) as caught:
            choose_participants(replace(data, gminas=gminas), gminas=typed)
        (told,) = caught.value.problems
        assert (told.code, dict(told.values)["name"]) == ("one_gmina_area", "Jezierzec")
        assert "area.gminas" in told.hint
