"""What targets say is given, against the offer of the same services, by hand."""

from __future__ import annotations

import math
from typing import Any

from offer_tables import A, B, N, cells, gminas, located, service, unlocated

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import Offer
from mapa_uslug.diagnosis.given_amounts import sum_given
from mapa_uslug.diagnosis.offer import sum_up_offer

CATALOG = read_catalog()


def offer_of(*rows: dict[str, Any]) -> Offer:
    return sum_up_offer(
        located(*rows), unlocated(), cells(), gminas(), CATALOG, on=None, options=DiagnosisOptions()
    )


def given(offer: Offer, gmina: str = "", kind: str = "DDP") -> list[float | None]:
    found = sum_given(offer, CATALOG.by_code[kind], gmina=gmina, area=[A, B])
    names = ("places", "places_told", "staff_fte", "staff_told", "services")
    return [None if math.isnan(found[name]) else found[name] for name in names]


def test_a_capacity_without_a_unit_or_in_another_is_no_place() -> None:
    assert CATALOG.by_code["DDP"].capacity_unit == "miejsca"
    offer = offer_of(
        service("U1", "DDP", A, capacity=30.0, capacity_unit="miejsca", staff_fte=4.0), service("U2", "DDP", A, capacity=7.0),
        service("U3", "DDP", B, capacity=60.0, capacity_unit="godziny/mies.", staff_fte=1.5), service("U4", "DDP", N, capacity=99.0,
                capacity_unit="miejsca", staff_fte=9.0), service("U5", "POZ", B),
    )  # fmt: skip
    # Of the two of A one tells its places and its staff; of B's one the hours are no places. The neighbour's is none of the area.
    assert given(offer, A) == [30.0, 1.0, 4.0, 1.0, 2.0]
    assert given(offer, B) == [None, 0.0, 1.5, 1.0, 1.0]
    assert given(offer) == [30.0, 1.0, 5.5, 2.0, 3.0]
    own = offer.by_type[(offer.by_type["gmina_teryt"] == "") & (offer.by_type["capacity_unit"] == "miejsca")]
    assert own.loc[own["service_type"] == "DDP", "capacity"].tolist() == [30.0]


def test_no_place_is_zero_and_a_gmina_without_records_is_not_known() -> None:
    offer = offer_of(service("U1", "DDP", A, capacity=30.0, capacity_unit="miejsca"))
    assert given(offer, A, "WTZ") == [0.0] * 5
    assert given(offer, B) == [None] * 5
    assert given(offer, A) == [30.0, 1.0, None, 0.0, 1.0]
