"""How good a choice of places is: value, bound, gap, what the method promises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.core.text import Text
from mapa_uslug.reports.words import name_unit

_PROVEN: Final = 1e-9
_ROUNDING: Final = 1e-6


def tell_quality(text: Text, proposal: Proposal) -> Iterator[str]:
    """Sentences about the objective, its bound and the method; for the page and for the screen."""
    siting, scale = proposal.siting, proposal.per_person
    value, bound = siting.value / scale, siting.bound / scale
    yield _tell_value(text, proposal, value, bound)
    yield _tell_proof(text, proposal)
    if siting.method == "greedy":
        yield _tell_promise(text, proposal)
    if siting.is_out_of_time:
        yield text(
            "The search ended with its time: the best choice found is told, with what is proven of it."
        )
    covered = siting.covered / proposal.scale
    if np.isfinite(siting.covered) and proposal.weighed and proposal.objective != "p-median":
        yield text("Within the threshold: {count} people of those weighed ({share}).", count=text.number(round(covered)),
                   share=text.percent(covered / proposal.weighed, 1))  # fmt: skip
    if np.isfinite(siting.mean_cost) and len(proposal.modes) == 1:
        mean = siting.mean_cost / (60.0 if proposal.unit == "min" else 1.0)
        yield text(
            "Mean way of all who have one: {mean}.", mean=name_unit(text, proposal.unit, round(mean, 1))
        )


def _tell_value(text: Text, proposal: Proposal, value: float, bound: float) -> str:
    whole = round(value)
    told = {"value": text.number(whole), "bound": text.number(_whole_bound(proposal, whole, bound))}
    if proposal.objective == "mclp":
        return text(
            "People within the threshold: {value}; no choice of so many places can have more than {bound}.",
            **told,
        )
    if proposal.objective == "lscp":
        return text("Places chosen: {value}; fewer than {bound} cannot be enough.", **told)
    if proposal.unit == "min":
        return text(
            "Travel of all together: {value} person-minutes; no choice of so many places can have less than {bound}.",
            **told,
        )
    return text(
        "Travel of all together: {value} person-kilometres; no choice of so many places can have less than {bound}.",
        **told,
    )


def _whole_bound(proposal: Proposal, value: int, bound: float) -> int:
    """A bound as a whole number that is as true: people and places are whole, travel is not."""
    if proposal.siting.gap < _PROVEN:
        return value
    if proposal.objective == "mclp":
        return max(value, math.floor(bound + _ROUNDING))
    return min(
        value, math.ceil(bound - _ROUNDING) if proposal.objective == "lscp" else math.floor(bound + _ROUNDING)
    )


def _tell_proof(text: Text, proposal: Proposal) -> str:
    gap = proposal.siting.gap
    if gap < _PROVEN:
        return text("No other choice is better: this is proven.")
    return text("It is not proven that no other choice is better: between this one and the bound there is a gap of {gap}.",
                gap=text.percent(gap, 2 if gap < 0.01 else 1))  # fmt: skip


def _tell_promise(text: Text, proposal: Proposal) -> str:
    guarantee = proposal.siting.guarantee
    if guarantee <= 0.0:
        return text(
            "Places were added one after the other, each where it did most at the time (greedy); this promises nothing by itself."
        )
    return text("Places were added one after the other, each where it did most at the time (greedy); this promises at least {share} of "
                "the best possible.", share=text.percent(guarantee))  # fmt: skip


def tell_closures_lost(text: Text, proposal: Proposal) -> str:
    """What the places that the plan closes take together, in what was sought."""
    value = proposal.closures_lost / proposal.per_loss
    shown = text.number(round(value)) if np.isfinite(value) else "–"
    return text("Lost by those that the plan closes, together: {value}.", value=shown)
