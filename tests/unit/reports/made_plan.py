"""A local plan of the six-cell town, with tables made by hand."""

import pandas as pd

from mapa_uslug.contracts.local_plan import (
    BarrierSheet,
    Leaders,
    LocalPlan,
    Needs,
    Offer,
    PeopleFigures,
    Priorities,
    ProviderNetwork,
    Strategy,
    Uncertainty,
)

NONE = pd.DataFrame()


def _priorities():
    rows = [
        ("086001", "DDP", 40, 30, 1), ("086001", "PRZ", 0, 30, 2), ("086002", "DDP", 60, 0, 2), ("086002", "PRZ", 80, 0, 1),
        ("086002", "POZ", 0, 0, None), ("", "DDP", 100, 30, 1),
    ]  # fmt: skip
    return Priorities(
        pd.DataFrame(rows, columns=["gmina_teryt", "service_type", "unreached", "unknown", "rank"])
    )


def _offer():
    coverage = pd.DataFrame(
        [("086001", 4, "service"), ("086001", 7, "nearby"), ("086001", 1, "no_data"), ("086002", 4, "none"),
         ("086002", 7, "none"), ("086002", 1, "no_data")],
        columns=["gmina_teryt", "area", "state"],
    )  # fmt: skip
    # POZ of Zalewo stands in two rows, one of them without a place: it is given there all the same.
    by_type = pd.DataFrame(
        [("086001", "DDP", 1), ("086001", "PRZ", 1), ("086001", "POZ", 0), ("086001", "POZ", 2), ("086002", "DDP", 0),
         ("086002", "PRZ", 0), ("086002", "POZ", 1), ("", "DDP", 1)],
        columns=["gmina_teryt", "service_type", "places"],
    )  # fmt: skip
    return Offer(coverage, by_type, NONE, NONE, NONE, NONE, "2026-10-01")


def _providers():
    rows = [
        ("P1", "OPS Zalewo", "086001", "Zalewo", "public", 2, "DDP|PRZ", "4", 300_500.0, 500_500.0, 190, 1, 2, False, "tel. 1"),
        ("P2", "Koło <b>Gospodyń</b>", "086002", "Podlesie", "ngo", 1, "KS", "9", 302_500.0, 500_500.0, None, 1, 1, False, None),
        ("P3", "Świetlica", "086002", "Zarzecze", "unknown", 1, "KS", "9", 303_500.0, 500_500.0, 20, 0, 0, True, None),
    ]  # fmt: skip
    providers = pd.DataFrame(
        rows,
        columns=["provider_key", "provider", "gmina_teryt", "locality", "sector", "services", "service_types", "areas", "x",
                 "y", "people", "community", "degree", "is_isolated", "contact"],
    )  # fmt: skip
    ties = pd.DataFrame(
        [("P1", "P2", "declared", 1.0, None, False), ("P1", "P2", "shared_people", 30.0, 30, False)],
        columns=["provider_a", "provider_b", "kind", "weight", "people", "same_gmina"],
    )
    helpers = pd.DataFrame(
        [("DDP-1-all-1", "DDP", "086002", "Podlesie", 60, "P2", "Koło <b>Gospodyń</b>", "ngo", 0.4, "same_area", None),
         ("DDP-1-all-2", "DDP", "086001", "Nowa Wieś", 40, "P1", "OPS Zalewo", "public", 1.2, "same_type", "tel. 1")],
        columns=["white_spot_id", "service_type", "gmina_teryt", "localities", "people", "provider_key", "provider",
                 "sector", "km", "why", "contact"],
    )  # fmt: skip
    return ProviderNetwork(providers, ties, helpers)


def _strategy():
    measures = pd.DataFrame(
        [("086002", "DDP", "new_place", "far", 60, 12, "Podlesie"), ("086002", "PRZ", "transport", "far", 80, None, "Podlesie|Zarzecze"),
         ("086001", "DDP", "data_repair", "no_road", 30, None, "Nigdzie")],
        columns=["gmina_teryt", "service_type", "measure", "cause", "people", "target", "localities"],
    )  # fmt: skip
    return Strategy(measures, (), (), NONE)


def build_plan(town, gminas=("086001", "086002")):
    people = pd.DataFrame(
        [("086001", "all", 220), ("086001", "65+", 44), ("086002", "all", 80)],
        columns=["gmina_teryt", "group", "people"],
    )
    return LocalPlan(
        result=town,
        gminas=tuple(gminas),
        people=PeopleFigures(people, NONE, NONE, {}),
        needs=Needs(NONE, NONE, ""),
        priorities=_priorities(),
        offer=_offer(),
        barrier_sheet=BarrierSheet(NONE, NONE, NONE, NONE),
        providers=_providers(),
        leaders=Leaders(NONE),
        strategy=_strategy(),
        uncertainty=Uncertainty(NONE, NONE, 0.2),
    )
