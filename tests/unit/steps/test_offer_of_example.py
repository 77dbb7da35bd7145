"""The offer of the example, against what was planted in it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import BarrierSheet, Offer
from mapa_uslug.diagnosis.barrier_sheet import fill_barrier_sheet
from mapa_uslug.diagnosis.offer import sum_up_offer
from mapa_uslug.steps.loading import load_area

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"
TRUTHS = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))["seven_steps"]
PUBLIC = ("gmina", "powiat")


@pytest.fixture(scope="module")
def found() -> tuple[Offer, BarrierSheet]:
    data = load_area(EXAMPLE / "area.toml")
    located, unlocated = data.registry.located, data.registry.unlocated
    offer = sum_up_offer(
        located, unlocated, data.cells, data.gminas, data.catalog,
        on=date.fromisoformat(TRUTHS["on"]), options=DiagnosisOptions(),
    )  # fmt: skip
    nothing = dict.fromkeys(("at_home", "transit", "supply", "barriers", "white_spots")) | {"layers": ()}
    result: Any = SimpleNamespace(
        services=located, unlocated=unlocated, cells=data.cells, gminas=data.gminas, **nothing
    )
    no_priorities = pd.DataFrame(columns=["gmina_teryt", "service_type", "rank"])
    sheet = fill_barrier_sheet(
        result, offer, data.catalog, priorities=no_priorities, home_bases=pd.DataFrame()
    )
    return offer, sheet


def test_areas_are_given_where_they_were_planted(found: tuple[Offer, BarrierSheet]) -> None:
    given = found[0].coverage.query("state == 'service'").groupby("area")["gmina_teryt"].apply(list)
    assert {str(area): codes for area, codes in given.items()} == TRUTHS["areas"]["gminas_by_area"]


def test_sectors_of_services_and_providers(found: tuple[Offer, BarrierSheet]) -> None:
    whole = found[0].sectors.query("gmina_teryt == ''").set_index("sector")
    for column in ("services", "providers"):
        planted = TRUTHS["sectors"][column]
        assert whole.loc["public", column] == sum(planted[kind] for kind in PUBLIC)
        others = whole.loc[["ngo", "social_economy", "church", "private"], column].tolist()
        assert others == [planted[kind] for kind in ("NGO", "PES", "kościelny", "prywatny")]
    assert whole.loc["unknown", ["services", "hidden"]].tolist() == [TRUTHS["sectors"]["hidden_services"]] * 2


def test_old_records_and_funding_that_ends(found: tuple[Offer, BarrierSheet]) -> None:
    by_issue = {issue: rows for issue, rows in found[0].records.groupby("issue")}
    assert sorted(by_issue["old_record"]["service_id"]) == TRUTHS["records"]["old"]
    assert by_issue["old_record"]["value"].min() == TRUTHS["records"]["oldest"]
    ends = dict(zip(by_issue["funding_ends"]["service_id"], by_issue["funding_ends"]["value"], strict=True))
    assert ends == TRUTHS["records"]["funding_ends"]


def test_people_who_wait_moved_on_and_places_kept(found: tuple[Offer, BarrierSheet]) -> None:
    offer, _ = found
    whole = offer.by_type.query("gmina_teryt == ''")
    assert whole["waiting"].sum() == sum(TRUTHS["records"]["waiting"].values())
    told = offer.institutional.set_index("gmina_teryt").loc[""]
    planted = TRUTHS["moved_and_reserved"]
    assert [told["moved"], told["reserved"]] == [
        planted["moved_of_public_rows"],
        planted["reserved_of_public_rows"],
    ]


def test_potential_of_every_centre(found: tuple[Offer, BarrierSheet]) -> None:
    centres = found[1].centres
    told = centres[["provider", "gmina_teryt", "services", "staff_fte"]].to_dict("records")
    columns = ("provider", "gmina_teryt", "services", "staff_fte")
    assert told == [{c: row[c] for c in columns} for row in TRUTHS["centres"]["rows"]]
    planted = [row["people_per_fte"] for row in TRUTHS["centres"]["rows"]]
    assert centres["people_per_fte"].tolist() == pytest.approx(planted, abs=0.05)


def test_baskets_of_flats(found: tuple[Offer, BarrierSheet]) -> None:
    baskets = found[1].baskets.set_index("gmina_teryt")["basket"]
    assert {code: basket.split("|") for code, basket in baskets.items()} == TRUTHS["baskets"]
