"""How far the order of priorities depends on what is weighed."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.contracts.local_plan import WEIGHTINGS
from mapa_uslug.reports.content import Column, Table
from mapa_uslug.reports.local_plan.diagnosis_needs import cite_needs
from mapa_uslug.reports.local_plan.diagnosis_words import FIRST, first_in, list_types, priorities_in, whole
from mapa_uslug.reports.local_plan.findings import PlanFindings


def weights_table(found: PlanFindings, focus: str, ranked: pd.DataFrame) -> Table:
    """The place of every ranked service under each weighting."""
    text = found.text
    return Table(
        caption=text("Places under other weights: {place}", place=found.place_name(focus)),
        columns=(
            Column(text("Service")),
            *(Column(name_weighting(found, weighting), "whole") for weighting in _weightings(found)),
        ),
        rows=tuple(
            (
                found.found.type_title(str(r["service_type"])),
                *(whole(r[f"rank_{weighting}"]) for weighting in _weightings(found)),
            )
            for _, r in ranked.iterrows()
        ),
        note=text("Without a figure: there is none to weigh by. Equal ones share a place."),
        source=cite_needs(found),
    )


def name_weighting(found: PlanFindings, weighting: str) -> str:
    """Weights in words, as the heading of a column."""
    text = found.text
    words = {
        "own": text("Own survey"),
        "lubuskie": text("Lubuskie figures"),
        "equal": text("People alone"),
        "urgency": text("Need and people"),
        "difficulty": text("Difficulty and people"),
    }
    return words[weighting]


def tell_stability(found: PlanFindings, focus: str) -> str:
    """Which of the first services stay among the first whatever the weights."""
    text = found.text
    weightings = _weightings(found)
    ranked = priorities_in(found, focus)
    if len(ranked[ranked["unreached"] > 0]) <= FIRST:
        return text.plural(
            "{count} service can be ranked and does not reach everybody: too few for the weights to change who is among the first five.",
            "{count} services can be ranked and do not reach everybody: too few for the weights to change who is among the first five.",
            len(ranked[ranked["unreached"] > 0]),
        )
    by_weights = [first_in(found, focus, f"rank_{weighting}") for weighting in weightings]
    stable = [code for code in first_in(found, focus) if all(code in codes for codes in by_weights)]
    leaders = {tuple(_leaders(found, focus, f"rank_{weighting}")) for weighting in weightings}
    same = (
        text("The first place is the same under all of them.")
        if len(leaders) == 1
        else text("The first place depends on the weights.")
    )
    if not stable:
        return text("No service is among the first five under all {count} weightings. {same}", count=text.number(len(weightings)), same=same)  # fmt: skip
    return text(
        "Among the first five under all {count} weightings: {services}. {same}",
        count=text.number(len(weightings)),
        services=list_types(found, stable),
        same=same,
    )


def _leaders(found: PlanFindings, focus: str, rank: str) -> list[str]:
    ranked = priorities_in(found, focus)
    return sorted(str(code) for code in ranked.loc[ranked[rank] == 1, "service_type"])


def _weightings(found: PlanFindings) -> list[str]:
    """Weights to compare: those of the own survey only where there is one, for else they are the Lubuskie figures again."""
    return [w for w in WEIGHTINGS if w != "own" or len(found.plan.needs.survey)]
