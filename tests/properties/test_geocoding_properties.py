"""What holds of the geocoder whatever is asked, on a small generated register."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.polish_addresses import Address, make_addresses, write_csv
from benchmarks.polish_queries import as_written, with_typo
from mapa_uslug.contracts.places import LEAST_RADIUS_M, PROBLEMS, QUALITIES, AddressQuery, FoundPlace
from mapa_uslug.core.address_text import (
    locality_key,
    number_forms,
    split_address,
    split_street_number,
    street_key,
)
from mapa_uslug.core.folding import fold
from mapa_uslug.geocoding import AddressIndex, locate, open_index

COUNT = 4000
SAME = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text("aąbcćełńóśźżABCŁ 0123456789.,/-;'\n\"", max_size=30)


@lru_cache(maxsize=1)
def _register() -> list[Address]:
    return make_addresses(COUNT)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> AddressIndex:
    folder = tmp_path_factory.mktemp("generated")
    write_csv(folder / "a.csv", _register())
    return open_index([folder / "a.csv"], folder=folder)


def _locate(index: AddressIndex, *queries: AddressQuery) -> list[FoundPlace]:
    return locate(queries, index=index, gminas=None)


@SAME
@given(
    query=st.builds(
        AddressQuery, locality=TEXT, street=TEXT, number=TEXT, postcode=TEXT, gmina_teryt=TEXT, gmina=TEXT, powiat=TEXT,
        wojewodztwo=TEXT, lon=st.floats(), lat=st.floats(), is_private=st.booleans(),
    )
)  # fmt: skip
@example(query=AddressQuery())
def test_every_query_gets_an_answer_that_keeps_the_contract(index: AddressIndex, query: AddressQuery) -> None:
    (found,) = _locate(index, query)
    assert found.problem in ("", *PROBLEMS)
    assert found.best is not None or found.problem
    assert found.best not in found.candidates
    for place in (*found.candidates, *((found.best,) if found.best else ())):
        assert place.quality in QUALITIES
        assert place.radius_m >= LEAST_RADIUS_M[place.quality]
        assert 0.0 < place.score <= 100.0
        assert math.isfinite(place.lon)
        assert math.isfinite(place.lat)


@SAME
@given(row=st.integers(0, COUNT - 1), seed=st.integers(0, 10_000))
def test_case_diacritics_and_abbreviations_never_change_the_answer(
    index: AddressIndex, row: int, seed: int
) -> None:
    query = as_written(_register()[row], random.Random(seed))
    plain = query.street.replace("ul. ", "").replace("ulica ", "")
    ways = [
        replace(query, street=query.street.upper(), locality=query.locality.upper()),
        replace(query, street=fold(query.street), locality=fold(query.locality)),
        replace(
            query, street=f"  {query.street} ", locality=f"{query.locality}  ", number=f" {query.number}"
        ),
        replace(query, street=plain, number=query.number.lower()),
    ]
    answers = {(f.best, f.problem) for f in _locate(index, query, *ways)}
    assert len(answers) == 1


@SAME
@given(rows=st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=12), seed=st.integers(0, 10_000))
def test_an_answer_does_not_depend_on_what_stands_beside_it(
    index: AddressIndex, rows: list[int], seed: int
) -> None:
    random_ = random.Random(seed)
    queries = [with_typo(as_written(_register()[row], random_), random_) for row in rows]
    together = _locate(index, *queries)
    assert together == [_locate(index, query)[0] for query in queries]
    assert together[::-1] == _locate(index, *queries[::-1])


@SAME
@given(row=st.integers(0, COUNT - 1))
def test_a_register_finds_its_own_rows(index: AddressIndex, row: int) -> None:
    a = _register()[row]
    query = AddressQuery(a.locality, a.street, a.number, a.postcode, a.gmina_teryt, a.gmina)
    (found,) = _locate(index, query)
    assert found.best is not None
    assert (found.best.quality, found.problem, found.best.score) == ("punkt_adresowy", "", 100.0)
    assert (found.best.lon, found.best.lat) == pytest.approx((a.lon, a.lat), abs=1e-6)


@SAME
@given(row=st.integers(0, COUNT - 1), seed=st.integers(0, 10_000))
def test_saying_less_never_makes_the_answer_another_house(index: AddressIndex, row: int, seed: int) -> None:
    query = as_written(_register()[row], random.Random(seed))
    (whole,) = _locate(index, query)
    for less in (
        replace(query, postcode=""),
        replace(query, gmina=""),
        replace(query, number="", street=query.street.split(" 1")[0]),
    ):
        (found,) = _locate(index, less)
        if found.best is not None and found.best.quality == "punkt_adresowy" and whole.best is not None:
            assert whole.best.text.split(" ", 1)[-1] == found.best.text.split(" ", 1)[-1] or not less.number


@given(text=TEXT)
def test_text_functions_take_anything(text: str) -> None:
    assert locality_key(locality_key(text)) == locality_key(text)
    assert street_key(text) == street_key(text.upper().lower())
    number = split_street_number(text)[1]
    assert all(form[0].isdigit() for form in number_forms(number))
    assert "".join(number.split()) in "".join(text.split())
    parts = split_address(text)
    letters = sorted(c for c in text if c.isalpha())
    kept = "".join((parts.name, parts.street, parts.number, parts.locality, parts.post_town, parts.rest))
    assert set(letters) - set("ul") <= set(kept) | set("ul")


def test_the_same_index_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = _register()[:1500]
    write_csv(tmp_path / "a.csv", rows)
    (tmp_path / "other").mkdir()
    write_csv(tmp_path / "other" / "a.csv", random.Random(1).sample(rows, len(rows)))
    random_ = random.Random(2)
    queries = [with_typo(as_written(a, random_), random_) for a in rows[::10]]
    one = open_index([tmp_path / "a.csv"], folder=tmp_path / "one")
    two = open_index([tmp_path / "other" / "a.csv"], folder=tmp_path / "two")
    assert _locate(one, *queries) == _locate(two, *queries)
