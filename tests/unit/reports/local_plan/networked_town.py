"""The six-cell town with providers, ties, helpers and candidates written by hand."""

from dataclasses import replace

import pandas as pd
from diagnosed_town import CATALOG, build_plan

from mapa_uslug.contracts.local_plan import LEADER_CRITERIA, Leaders, ProviderNetwork
from mapa_uslug.core.text import Text
from mapa_uslug.reports.local_plan.findings import find_plan

PROVIDERS = (
    # key, name, gmina, locality, sector, types, people, community, degree, is_isolated
    ("P-1", "OPS w Zalewie", "086001", "Zalewo", "public", "OPS|UO", 220, 1, 2, False),
    ("P-2", "Dzienny Dom „Brzoza”", "086001", "Zalewo", "ngo", "DDP", 100, 1, 1, False),
    ("P-3", "Koło Łąka", "086002", "Podlesie", "unknown", "KS", None, 1, 1, False),
    ("P-4", "Biblioteka w Zarzeczu", "086002", "Zarzecze", "public", "BIB", 20, 0, 0, True),
)
TIES = (
    ("P-1", "P-2", "declared", 1.0, True, "", 100),
    ("P-1", "P-3", "complementary", 1.0, False, "65+", None),
    ("P-1", "P-2", "complementary", 1.0, True, "65+", 100),
)
HELPERS = (
    ("DDP-1-all-1", "DDP", "086002", "Podlesie", 60, "P-2", "Dzienny Dom „Brzoza”", "ngo", 2.04, "same_type", "tel. 1"),
    ("DDP-1-all-1", "DDP", "086002", "Podlesie", 60, "P-1", "OPS w Zalewie", "public", 1.5, "same_area", ""),
)  # fmt: skip


def build_network(providers=PROVIDERS, ties=TIES, helpers=HELPERS, *, unknown=(), unplaced=()):
    """A network out of rows."""
    table = pd.DataFrame(providers, columns=["provider_key", "provider", "gmina_teryt", "locality", "sector", "service_types", "people",
                                             "community", "degree", "is_isolated"])  # fmt: skip
    table = table.assign(
        services=[t.count("|") + 1 for t in table["service_types"]],
        areas="4",
        x=300_500.0,
        y=500_500.0,
        contact="",
    )
    table["people"] = table["people"].astype("Int64")
    tied = pd.DataFrame(
        ties, columns=["provider_a", "provider_b", "kind", "weight", "same_gmina", "target", "people"]
    )
    tied["people"] = tied["people"].astype("Int64")
    near = pd.DataFrame(helpers, columns=["white_spot_id", "service_type", "gmina_teryt", "localities", "people", "provider_key",
                                          "provider", "sector", "km", "why", "contact"])  # fmt: skip
    return ProviderNetwork(table, tied, near, tuple(unknown), tuple(unplaced))


def candidate(area, key, rank, *, without=None, score=0.5, gmina="086001", known=6, **criteria):
    """A row of `Leaders.table`."""
    values = dict.fromkeys(LEADER_CRITERIA, 1) | {"stability": 1.0, "capacity_share": 0.5} | criteria
    others = {f"rank_without_{c}": (without or {}).get(c, rank) for c in LEADER_CRITERIA}
    return {"area": area, "provider_key": key, "provider": f"Podmiot {key}", "gmina_teryt": gmina, **values, "score": score, "rank": rank,
            "is_tied": False, "known": known, **others}  # fmt: skip


def build_leaders(*rows, weights=None):
    """Candidates out of rows; those of one area and rank are tied."""
    columns = list(candidate(1, "", 1))
    table = pd.DataFrame(rows, columns=columns)
    table["is_tied"] = table.duplicated(["area", "rank"], keep=False)
    for name in ("rank", *(c for c in columns if c.startswith("rank_"))):
        table[name] = table[name].astype("Int64")
    return Leaders(table, weights or dict.fromkeys(LEADER_CRITERIA, 1.0))


def find_networked(town, *, network=None, leaders=None, gminas=("086001", "086002"), ranges=()):
    """Findings of the town, in Polish."""
    plan = build_plan(town, gminas=gminas, ranges=ranges, options={"partner_km": 15.0})
    plan = replace(plan, providers=network or build_network(), leaders=leaders or build_leaders())
    return find_plan(plan, CATALOG(), text=Text("pl"))
