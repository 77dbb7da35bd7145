"""The planted pair of gminas, overlap and best new place of the example are found, with the planted people."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from mapa_uslug.cli import main
from mapa_uslug.contracts.cooperation import set_key
from mapa_uslug.steps.cooperation import balance_cooperation
from mapa_uslug.steps.loading import load_area

pytestmark = pytest.mark.slow
EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
AREA = EXAMPLE / "area.toml"
PLANTED = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
TRUTH = PLANTED["cooperation"]


@pytest.fixture(scope="module")
def balance():
    data = load_area(AREA, lambda step: None)
    codes = sorted(data.gminas.loc[data.gminas["is_area"], "gmina_teryt"])
    return balance_cooperation(data, data.registry.located, codes)


@pytest.mark.parametrize("terms", ["declared", "agreed"])
def test_the_planted_pair_gains_most_of_all_pairs_and_as_many_as_planted(balance, terms):
    pair = TRUTH["pair"]
    table = balance.rankings
    own = table[
        (table["terms"] == terms) & (table["service_type"] == pair["service_type"]) & (table["mode"] == pair["mode"])
        & (table["level"] == pair["level"]) & (table["size"] == 2)
    ]  # fmt: skip
    assert len(own) == 10
    best = own.sort_values("gained", ascending=False).iloc[:2]
    assert best.iloc[0]["regime"] == set_key([pair["host"], pair["gainer"]])
    assert best.iloc[0]["gained"] == pair["people"]
    assert best.iloc[1]["gained"] < pair["people"]


def test_the_planted_gmina_gains_everybody_and_the_host_nobody(balance):
    pair, table = TRUTH["pair"], balance.figures
    own = table[
        (table["terms"] == "agreed") & (table["regime"] == set_key([pair["host"], pair["gainer"]]))
        & (table["service_type"] == pair["service_type"]) & (table["mode"] == pair["mode"])
        & (table["level"] == pair["level"]) & (table["group"] == "all")
    ].set_index("gmina_teryt")  # fmt: skip
    assert own.at[pair["gainer"], "gained"] == own.at[pair["gainer"], "served"] == pair["people"]
    assert own.at[pair["host"], "gained"] == 0


def test_the_planted_overlap_is_listed_with_its_people(example_run):
    overlap = TRUTH["overlap"]
    with (example_run / "dublowanie.csv").open(encoding="utf-8") as stream:
        rows = [r for r in csv.DictReader(stream) if r["usluga"] == overlap["service_type"]]
    pairs = [r for r in rows if r["zakres"] == "para"]
    assert [[r["usluga_id"], r["druga_usluga_id"]] for r in pairs] == [overlap["services"]]
    assert int(pairs[0]["wspolne"]) >= overlap["people_shared_at_least"]
    # Zalewsk reaches both however slowly one drives; from the farthest home of Borowiska it is half an hour at usual
    # speeds, and 45 minutes are allowed.
    people = {
        g["gmina_teryt"]: g["people"] for g in PLANTED["gminas"] if g["gmina"] in ("Zalewsk", "Borowiska")
    }
    assert overlap["people_shared_by_gmina"].items() <= people.items()
    assert len(people) == 2
    for mode in ("wszystkie", "car"):
        own = {r["gmina_teryt"]: r for r in rows if r["zakres"] == "gmina" and r["srodek"] == mode}
        assert {code: int(own[code]["wspolne"]) for code in people} == people
        assert {code: int(own[code]["osoby"]) for code in people} == people
    places = [r for r in rows if r["zakres"] == "miejsce"]
    assert sorted(r["usluga_id"] for r in places) == overlap["services"]
    assert {int(r["bez_niego_za_progiem"]) for r in places} == {overlap["people_beyond_if_one_closed"]}


def test_the_planted_place_is_proposed_and_gains_the_planted_people(tmp_path, capsys):
    site = TRUTH["best_site"]
    with pytest.raises(SystemExit) as caught:
        main(
            [
                "siting",
                str(AREA),
                "--service",
                site["service_type"],
                "--mode",
                site["mode"],
                "--k",
                "1",
                "--out",
                str(tmp_path),
            ]
        )
    assert not caught.value.code, capsys.readouterr().err
    with (tmp_path / "nowe_miejsca.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert row["miejscowosc"] in site["localities"]
    assert int(row["osoby_zyskaly"]) == site["people"]
