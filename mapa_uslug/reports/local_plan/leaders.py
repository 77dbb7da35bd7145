"""Choosing leaders: who could lead in each area of services, side by side, to talk about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.local_plan import LEADER_CRITERIA
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.local_plan.provider_words import name_criterion, name_provider, say_some

FIRST: Final = 5
_NAMED: Final = 3
_MOST: Final = 10
"""Rows of an area on paper where several share the fifth place."""


def describe_leaders(found: PlanFindings) -> Section:
    """Criteria of the first providers of each area, what the order depends on, and where there is nobody to compare."""
    text, table = found.text, _own_candidates(found)
    heading = text("Choosing leaders")
    if table.empty:
        return Section("liderzy", heading, (Paragraph(text("The list names no provider whose place may be shown.")),))  # fmt: skip
    counts = _candidates(found).groupby("area").size()
    many = [(int(area), own) for area, own in table.groupby("area", sort=True) if counts[area] > 1]
    blocks: list[Block] = [
        Paragraph(
            text(
                "This is a list to talk about, not a decision: it says how many people a provider reaches and how broadly it works, not "
                "whether it is willing and able to lead others, nor whether they would follow."
            ),
            is_notice=True,
        ),
        Paragraph(" ".join(_tell_weights(found))),
    ]
    alone = tuple(_tell_alone(found, table[table["area"].map(counts) == 1]))
    if alone:
        blocks += [Paragraph(text("Areas in which the list names one provider only, so that there is nothing to compare:")), Bullets(alone)]  # fmt: skip
    sections = tuple(_describe_area(found, area, own) for area, own in many)
    return Section("liderzy", heading, tuple(blocks), sections)


def _candidates(found: PlanFindings) -> pd.DataFrame:
    table = found.plan.leaders.table
    return table[table["rank"].notna()]


def _own_candidates(found: PlanFindings) -> pd.DataFrame:
    table = _candidates(found)
    return table[table["gmina_teryt"].isin(found.plan.gminas)]


def _tell_weights(found: PlanFindings) -> Iterator[str]:
    text, weights = found.text, found.plan.leaders.weights
    names = ", ".join(name_criterion(text, c) for c in weights)
    if len(set(weights.values())) == 1:
        yield text("All criteria weigh the same: {names}.", names=names)
    else:
        shown = ", ".join(f"{name_criterion(text, c)} {text.number(w, 0 if float(w).is_integer() else 1)}" for c, w in weights.items())  # fmt: skip
        yield text("Weights of the criteria: {weights}.", weights=shown)
    yield text(
        "Of each criterion the share of the largest value in the area counts, and the score is their mean. What is not known is left "
        "out of it: a high score from few known criteria says little."
    )
    yield text(
        "Place 1 has the highest score. In brackets the best and the worst place when each criterion is left out in turn; last, how many criteria are known."
    )


def _tell_alone(found: PlanFindings, table: pd.DataFrame) -> Iterator[str]:
    for area, own in table.groupby("area", sort=True):
        row = own.iloc[0]
        yield f"{found.area_name(int(area))}: {name_provider(found, row['provider'], row['gmina_teryt'])}"


def _describe_area(found: PlanFindings, area: int, own: pd.DataFrame) -> Section:
    name = found.area_name(area)
    everybody = _candidates(found)
    everybody = everybody[everybody["area"] == area]
    # The first are told of whatever gmina they are of, so that the table shows them, too.
    first = everybody[everybody["provider_key"].isin(_first(everybody, "rank")[:_NAMED])]
    listed = pd.concat([first[~first["provider_key"].isin(own["provider_key"])], own])
    places = own["rank"].sort_values()
    read = (
        len(listed) - len(own) + min(int((own["rank"] <= places.iloc[min(FIRST, len(own)) - 1]).sum()), _MOST)
    )
    said = " ".join([*_tell_first(found, everybody), *_tell_unknown(found, everybody)])
    return Section(
        f"liderzy-{area}",
        capital(name),
        (Paragraph(said), _table(found, area, listed, read)),
    )


def _tell_first(found: PlanFindings, own: pd.DataFrame) -> Iterator[str]:
    """Who has the highest score, whether alone, and which criteria that hangs on."""
    text = found.text
    first = _first(own, "rank")
    if len(first) > _NAMED:
        yield text.plural(
            "The highest score is shared by {count} provider, too many to tell them apart by these criteria: {names}.",
            "The highest score is shared by {count} providers, too many to tell them apart by these criteria: {names}.",
            len(first), names=_names(found, own, first),
        )  # fmt: skip
        return
    if len(first) > 1:
        yield text("The highest score is shared by: {names}.", names=_names(found, own, first))
    else:
        yield text("The highest score: {name}.", name=_names(found, own, first))
    changes = [
        (c, other) for c in found.plan.leaders.weights if (other := _first(own, f"rank_without_{c}")) != first
    ]
    if not changes:
        yield text("It stays first whichever criterion is left out.") if len(first) == 1 else text("This holds whichever criterion is left out.")  # fmt: skip
        return
    yield text(
        "The first place changes if one criterion is left out: {changes}.",
        changes="; ".join(
            text("without “{criterion}”: {names}", criterion=name_criterion(text, c), names=_names(found, own, other) or text("nobody"))
            for c, other in changes
        ),
    )  # fmt: skip


def _first(own: pd.DataFrame, column: str) -> list[str]:
    ranks = own[column]
    return [str(k) for k in own.loc[(ranks == ranks.min()).fillna(False).astype(bool), "provider_key"]]


def _names(found: PlanFindings, own: pd.DataFrame, keys: list[str]) -> str:
    rows = own[own["provider_key"].isin(keys)]
    names = [name_provider(found, *row) for row in zip(rows["provider"], rows["gmina_teryt"], strict=True)]
    return say_some(found.text, names, _NAMED)


def _tell_unknown(found: PlanFindings, own: pd.DataFrame) -> Iterator[str]:
    missing = [c for c in found.plan.leaders.weights if own[c].isna().all()]
    if missing:
        names = ", ".join(name_criterion(found.text, c) for c in missing)
        yield found.text("Not known of anybody in this area: {names}.", names=names)


def _table(found: PlanFindings, area: int, listed: pd.DataFrame, read: int) -> Table:
    text = found.text
    weighed = sum(w > 0 for w in found.plan.leaders.weights.values())
    kinds = {"capacity_share": "share", "stability": "share"}
    told = [c for c in LEADER_CRITERIA if listed[c].notna().any()]
    criteria = tuple(Column(_head(text, c), "share" if c in kinds else "people") for c in told)
    notes = []
    if "capacity_share" in told:
        notes.append(text("Share of capacity: the mean over all units in which capacity is known in the area; what a provider has none of counts as 0."))  # fmt: skip
    if not listed["gmina_teryt"].isin(found.plan.gminas).all():
        notes.append(text("First places of other gminas stand here, too: everybody is compared with them."))
    return Table(
        caption=text("Candidates: {area}", area=found.area_name(area)),
        columns=(
            Column(text("Provider")), *criteria, Column(text("Score"), "share"), Column(text("Place (from – to)")), Column(text("Known")),
        ),
        rows=tuple(_row(found, row, told, weighed) for _, row in listed.iterrows()),
        note=" ".join(notes),
        source=cite_access(found),
        read=read,
    )  # fmt: skip


def _head(text: Text, criterion: str) -> str:
    """A criterion as it heads a narrow column; an unknown code is given back."""
    words = {
        "reach": text("People within reach"),
        "capacity_share": text("Share of capacity"),
        "breadth": text("Kinds of service"),
        "gminas_served": text("Gminas"),
        "stability": text("Stability"),
        "ties": text("Ties"),
    }
    return words.get(criterion, criterion)


def _row(found: PlanFindings, row: pd.Series, criteria: list[str], weighed: int) -> tuple[Cell, ...]:
    text = found.text
    place = str(row["rank"])
    others = [
        int(row[f"rank_without_{c}"])
        for c in found.plan.leaders.weights
        if pd.notna(row[f"rank_without_{c}"])
    ]
    said = text("{place} shared", place=place) if row["is_tied"] else place
    span = [str(n) for n in sorted({min(others), max(others)})] if others else []
    return (
        name_provider(found, row["provider"], row["gmina_teryt"]),
        *(_cell(row[c], is_share=c in ("capacity_share", "stability")) for c in criteria),
        float(row["score"]),
        f"{said} ({'–'.join(span)})" if span else said,
        text("{known} of {all}", known=row["known"], all=weighed),
    )


def _cell(value: Any, *, is_share: bool) -> Cell:
    if pd.isna(value):
        return None
    return float(value) if is_share else int(value)
