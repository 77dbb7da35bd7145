"""The six-cell town with a diagnosis: a survey, other years, priorities; everything by hand but the sums of the stage."""

from dataclasses import fields, replace
from functools import lru_cache

import pandas as pd

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.local_plan import (
    BarrierSheet,
    Leaders,
    LocalPlan,
    Needs,
    Offer,
    ProviderNetwork,
    Strategy,
    Uncertainty,
)
from mapa_uslug.core.text import Text
from mapa_uslug.diagnosis.default_needs import read_default_needs
from mapa_uslug.diagnosis.growth import no_years
from mapa_uslug.diagnosis.people import count_people
from mapa_uslug.diagnosis.priorities import rank_priorities
from mapa_uslug.diagnosis.reach import count_unreached
from mapa_uslug.reports.local_plan.findings import find_plan

CATALOG = lru_cache(maxsize=1)(read_catalog)
SURVEY_COLUMNS = ["gmina_teryt", "service_type", "urgent", "difficult", "answers", "source"]
YEARS = pd.DataFrame(
    [
        ("086001", 2011, "counted", "all", 250),
        ("086001", 2040, "forecast", "all", 176),
        ("086002", 2011, "counted", "all", 80),
        ("086002", 2040, "forecast", "all", 40),
    ],
    columns=["gmina_teryt", "year", "kind", "group", "people"],
)
SURVEY = (
    ("086001", "DDP", 0.5, 0.25, 40.0, "ankieta.csv"),
    ("086001", "KS", 0.8, 0.05, 40.0, "ankieta.csv"),
    ("", "DDP", 0.4, 0.3, 100.0, "ankieta.csv"),
)
RANGES = (("DDP", "", 140, 90, 200), ("DDP", "086001", 80, 60, 90))


def build_plan(
    town, *, gminas=("086001", "086002"), survey=(), years=None, absent=("KS",), ranges=(), options=None
):
    """A local plan of the town whose diagnosis alone is filled."""
    catalog, default = CATALOG(), read_default_needs()
    of_area = pd.DataFrame(town.gminas[town.gminas["is_area"]][["gmina_teryt", "gmina"]])
    answers = pd.DataFrame(survey, columns=SURVEY_COLUMNS)
    asked = set(answers["gmina_teryt"])
    needs = Needs(answers.astype({"urgent": float, "difficult": float, "answers": float}), default.table, default.source,
                  tuple(c for c in sorted(of_area["gmina_teryt"]) if c not in asked))  # fmt: skip
    reach = count_unreached(town, catalog, absent=set(absent))
    weights = (options or {}).get("weights", "own")
    sure = pd.DataFrame(ranges, columns=["service_type", "gmina_teryt", "people", "low", "high"])
    return LocalPlan(
        result=town,
        gminas=tuple(gminas),
        people=count_people(town.cells, of_area, no_years() if years is None else years),
        needs=needs,
        priorities=rank_priorities(reach, needs, weights=weights),
        offer=_blank(Offer, on=""),
        barrier_sheet=_blank(BarrierSheet),
        providers=_blank(ProviderNetwork, unknown_partners=()),
        leaders=_blank(Leaders, weights={}),
        strategy=_blank(Strategy, plans=(), proposals=()),
        uncertainty=Uncertainty(sure, pd.DataFrame(), 0.2),
        options=options or {},
    )


def find_town(town, language="pl", **changes):
    """Its findings, in a language."""
    return find_plan(build_plan(town, **changes), CATALOG(), text=Text(language))


def rename(town, names):
    """The town with other names of gminas, code -> name."""
    gminas = town.gminas.assign(
        gmina=[
            names.get(code, name)
            for code, name in zip(town.gminas["gmina_teryt"], town.gminas["gmina"], strict=True)
        ]
    )
    return replace(town, gminas=gminas)


def sections_of(section):
    """A section and all below it, in their order."""
    yield section
    for part in section.sections:
        yield from sections_of(part)


def blocks_of(section):
    """Every block of a section and those below it."""
    return [block for part in sections_of(section) for block in part.blocks]


def _blank(kind, **given):
    return kind(**{f.name: given.get(f.name, pd.DataFrame()) for f in fields(kind)})
