"""Decisions against rows that have changed since, and rows that a decision shows to be sensitive."""

from __future__ import annotations

import pandas as pd
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.cases import Decision
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.steps.decided_rows import settle_rows
from mapa_uslug.steps.place_cases import place_case_id, type_case_id

MATCHER = TypeMatcher(read_catalog())
ROW = dict.fromkeys((*COLUMN_NAMES, "origin"), "") | {
    "usluga_id": "K1", "nazwa": "Cicha Przystań", "usluga_kod": "czary", "miejscowosc": "Zalewo", "ulica": "Polna", "nr": "1",
    "gmina": "Zalewo", "pojemnosc": "5", "jednostka": "miejsca", "origin": "lista.csv:2",
}  # fmt: skip


def settle(
    row: dict[str, str], *decisions: Decision
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], frozenset[str]]:
    settled = settle_rows(pd.DataFrame([row], dtype=object), decisions, MATCHER)
    codes = [p.code for p in settled.problems]
    return settled.decided.rows, settled.decided.left_out, codes, settled.hidden


def point(row: dict[str, str]) -> Decision:
    return Decision(place_case_id("near_match", row), "near_match", ("K1",), "1", (("lat", "52.1"), ("lon", "15.1"), ("zrodlo_wsp", "decyzja")))  # fmt: skip


def kind(row: dict[str, str], code: str) -> Decision:
    return Decision(
        type_case_id("unknown_service", row), "unknown_service", ("K1",), "wpisano", (("usluga_kod", code),)
    )


def test_a_decision_holds_while_its_question_stands() -> None:
    rows, _, codes, hidden = settle(ROW, point(ROW))
    assert (rows.iloc[0]["lat"], codes, hidden) == ("52.1", [], frozenset())
    # What else the list says of the service does not matter.
    assert settle(ROW | {"pojemnosc": "9"}, point(ROW))[0].iloc[0]["lat"] == "52.1"


@pytest.mark.parametrize(
    "change", [{"nr": "2"}, {"ulica": "Leśna"}, {"gmina": "Borki"}, {"lat": "52.2", "lon": "15.2"}]
)
def test_a_decided_point_does_not_outlive_its_address(change: dict[str, str]) -> None:
    rows, _, codes, _ = settle(ROW | change, point(ROW))
    assert (rows.iloc[0]["zrodlo_wsp"], codes) == ("", ["outdated_decision"])


def test_a_question_that_was_asked_after_another_decision_stands_too() -> None:
    after = ROW | {"nr": "7"}
    first = Decision(place_case_id("no_place", ROW), "no_place", ("K1",), "wpisano", (("nr", "7"),))
    rows, _, codes, _ = settle(ROW, point(after), first)
    assert (rows.iloc[0]["nr"], rows.iloc[0]["lat"], codes) == ("7", "52.1", [])


def test_a_row_that_is_decided_to_be_never_kept_is_gone() -> None:
    rows, left_out, _, hidden = settle(ROW, kind(ROW, "SOW"))
    assert (len(rows), hidden) == (0, {"K1"})
    assert left_out["reason"].str.startswith("never_kept").tolist() == [True]
    assert "Polna" not in left_out.to_csv()
    assert "Cicha" not in left_out.to_csv()


def test_a_row_that_is_decided_to_be_hidden_keeps_its_gmina_and_capacity() -> None:
    rows, _, _, hidden = settle(ROW, kind(ROW, "MT"), point(ROW))
    kept = {column: value for column, value in rows.iloc[0].items() if value}
    assert hidden == {"K1"}
    assert (kept["usluga_kod"], kept["wrazliwosc"], kept["pojemnosc"], kept["gmina"]) == (
        "MT",
        "1",
        "5",
        "Zalewo",
    )
    assert not {"lat", "lon", "ulica", "nr", "miejscowosc"} & set(kept)
    assert "Cicha" not in str(kept)
