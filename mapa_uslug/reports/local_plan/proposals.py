"""New places that are proposed and plans that are compared, with effect and cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import FULL, TOO_FAR
from mapa_uslug.contracts.plan_config import PlanCost
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.contracts.siting_proposal import Change, Proposal
from mapa_uslug.core.text import capital
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.diagnosis_words import focus_of, priorities_in, target_of
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.local_plan.offer_words import write_amount
from mapa_uslug.reports.local_plan.uncertainty import tell_range
from mapa_uslug.reports.plans import tell_plan
from mapa_uslug.reports.siting_gains import name_places, name_ways, tell_gained


def describe_proposals(found: PlanFindings) -> Section:
    """The one best new place for each of the first priorities, and for which of them none was looked for."""
    text, proposals = found.text, found.plan.strategy.proposals
    heading = text("Where a new place would do most")
    left = _tell_left(found)
    if not proposals:
        none = text("No new place was looked for: no service that was measured has both a rank and people too far or without a free place.")  # fmt: skip
        return Section("strategia-propozycje", heading, (Paragraph(left or none),))
    blocks: tuple[Block, ...] = (
        Paragraph(
            text(
                "For the services that come first in the priorities and do not reach everybody: the one locality of the area in which a new "
                "place would bring most people of the target group (all residents, where the group is not counted) within the main "
                "threshold by any mode; where more people lack a free place than a near one, the one in which a place of average size "
                "would give most of them room."
            )
        ),
        *([Paragraph(left)] if left else []),
        Bullets(tuple(_tell(found, proposal) for proposal in proposals)),
        _overview(found, proposals),
        _by_gmina(found, proposals),
    )
    return Section("strategia-propozycje", heading, blocks)


def _tell_left(found: PlanFindings) -> str:
    """Services at home among the first that lack hours and not a base; "" where there are none."""
    text, proposals, measured = found.text, found.plan.strategy.proposals, found.found.main
    focus = focus_of(found)
    here = (found.plan.result.cells.table["gmina_teryt"].isin([focus]) | (not focus)).to_numpy(dtype=bool)
    codes = list(priorities_in(found, focus).query("unreached > 0")["service_type"].astype(str))
    last = max(
        (codes.index(p.service_type) for p in proposals if p.service_type in codes), default=len(codes) - 1
    )
    left = [
        code for code in codes[: last + 1]
        if code in measured and measured[code].lacks_room(here) and found.catalog.by_code[code].direction == "from"
    ]  # fmt: skip
    if not left:
        return ""
    return text(
        "No base is proposed for services that come to people where more lack hours of staff than are too far, since a base adds no hours: "
        "{services}.",
        services="; ".join(_tell_hours(found, code, measured[code].sum_group(here)) for code in left),
    )


def _tell_hours(found: PlanFindings, code: str, states: NDArray[np.int64]) -> str:
    return found.text(
        "{service} ({group}: {full} without hours, {far} too far)",
        service=found.found.type_name(code),
        group=target_of(found, code),
        full=found.text.number(int(states[FULL])),
        far=found.text.number(int(states[TOO_FAR])),
    )


def _tell(found: PlanFindings, proposal: Proposal) -> str:
    text, focus = found.text, focus_of(found)
    said = text(
        "{service}, {place}: {gained}",
        service=found.found.type_title(proposal.service_type),
        place=_place(found, proposal),
        gained=tell_gained(text, proposal),
    )
    parts = [said]
    if focus:
        people = found.found.count_people(_count(proposal.everybody, "gained", focus))
        parts.append(
            text("Of them in gmina {gmina}: {people}.", gmina=found.place_name(focus), people=people)
        )
    if proposal.capacity is not None:
        parts.append(_tell_room(found, proposal))
    parts.append(
        text(
            "Too far today by every mode ({where}): {range}; {cost}.",
            where=_where(found),
            range=tell_range(found, proposal.service_type, focus),
            cost=write_cost(found, proposal.plan.cost),
        )
    )
    return " ".join(parts)


def _tell_room(found: PlanFindings, proposal: Proposal) -> str:
    """What a place of average size does for those who find no free place."""
    text, focus = found.text, focus_of(found)
    kind = found.catalog.by_code[proposal.service_type]
    return text(
        "The new place is taken to have room of the average of those there are (a convention): {room}. Without a free place ({where}): "
        "{before} today, {after} then.",
        room=write_amount(text, float(proposal.capacity or 0), kind.capacity_unit),
        where=_where(found),
        before=text.number(_count(proposal.everybody, "before", focus, FULL)),
        after=text.number(_count(proposal.everybody, "after", focus, FULL)),
    )


def _where(found: PlanFindings) -> str:
    focus = focus_of(found)
    return (
        found.text("gmina {gmina}", gmina=found.place_name(focus))
        if focus
        else found.text("all gminas together")
    )


def _place(found: PlanFindings, proposal: Proposal) -> str:
    """Where it would be; of a service that comes to people it is a base."""
    named = ", ".join(name_places(found.text, proposal).values())
    if found.catalog.by_code[proposal.service_type].direction == "from":
        return found.text("base: {place}", place=named)
    return named


def _overview(found: PlanFindings, proposals: Sequence[Proposal]) -> Table:
    """Of the gmina that is spoken of, else of all; costs are always of all who gain."""
    text, focus = found.text, focus_of(found)
    costs = [p.plan.cost for p in proposals]
    has_room = any(p.capacity is not None for p in proposals)
    return Table(
        caption=text("New places and their effect: {place}", place=found.place_name(focus)),
        columns=(
            Column(text("Service")),
            Column(text("Place")),
            *([Column(text("People who gain, all gminas together"), "people")] if focus else []),
            Column(text("People who gain, {place}", place=_where(found)), "people"),
            Column(text("Of them the target group"), "people"),
            Column(text("Too far today"), "people"),
            Column(text("Too far then"), "people"),
            *(
                [Column(text("No free place today"), "people"), Column(text("No free place then"), "people")]
                if has_room
                else []
            ),
            *_cost_columns(found, costs),
        ),
        rows=tuple(
            (
                found.found.type_title(p.service_type), _place(found, p),
                *([_count(p.everybody, "gained", "")] if focus else []),
                _count(p.everybody, "gained", focus), _of_group(found, p, focus),
                *(_count(p.everybody, side, focus, TOO_FAR) for side in ("before", "after")),
                *((_count(p.everybody, side, focus, FULL) for side in ("before", "after")) if has_room else ()),
                *_cost_cells(found, p.plan.cost, _count(p.everybody, "gained", ""), costs),
            )
            for p in proposals
        ),
        note=" ".join(_overview_notes(found, proposals)),
        source=cite_access(found),
    )  # fmt: skip


def _overview_notes(found: PlanFindings, proposals: Sequence[Proposal]) -> Iterator[str]:
    text = found.text
    yield text("Each place by itself; residents of every age ({where}), unless the column says otherwise.", where=_where(found))  # fmt: skip
    roomy = [p for p in proposals if p.capacity is not None]
    if len(roomy) < len(proposals):
        yield text("New places have room for everybody, except where their room is told.")
    for p in roomy:
        yield text("{service}: only this way of travelling is looked at: {ways}.",
                   service=found.found.type_title(p.service_type), ways=name_ways(text, p))  # fmt: skip


def _of_group(found: PlanFindings, proposal: Proposal, gmina: str) -> Cell:
    """People of the target group who gain; none apart where everybody is the group, not known where it was not counted."""
    if found.catalog.by_code[proposal.service_type].target == "all":
        return Void()
    return None if proposal.target is None else _count(proposal.target, "gained", gmina)


def _count(change: Change, figure: str, gmina: str, state: int | None = None) -> int:
    """A figure of a change, of one gmina or ("") of all."""
    values = getattr(change, figure)
    values = values if state is None else values[:, state]
    return sum(int(n) for code, n in zip(change.gminas, values, strict=True) if gmina in ("", code))


def _by_gmina(found: PlanFindings, proposals: Sequence[Proposal]) -> Table:
    text = found.text
    return Table(
        caption=text("Who gains by new places"),
        columns=(
            Column(text("Gmina")),
            *(Column(f"{found.found.type_title(p.service_type)}, {_place(found, p)}", "people") for p in proposals),
        ),
        rows=tuple(
            (found.place_name(gmina), *(_count(p.everybody, "gained", gmina) for p in proposals)) for gmina in found.plan.gminas
        ),
        source=cite_access(found),
    )  # fmt: skip


def describe_plans(found: PlanFindings) -> Section:
    """Plans that were given, side by side in their order."""
    text, plans = found.text, found.plan.strategy.plans
    heading = text("Plans compared")
    if not plans:
        said = text("No plan was given to compare (option --plan).")
        return Section("strategia-plany", heading, (Paragraph(said),))
    focus = focus_of(found)
    where = text(", gmina {gmina}", gmina=found.place_name(focus)) if focus else ""
    told = tuple(
        f"{tell_plan(text, o, found.catalog, gmina=focus, where=where)} {_sentence(write_cost(found, o.cost))}" for o in plans
    )  # fmt: skip
    tables = (_plans_overview(found, focus), *([] if focus else [_plans_by_gmina(found)]))
    return Section("strategia-plany", heading, (Bullets(told), *tables))


def _plans_overview(found: PlanFindings, focus: str) -> Table:
    text, plans = found.text, found.plan.strategy.plans
    costs = [outcome.cost for outcome in plans]
    return Table(
        caption=text("Plans, effect and cost"),
        columns=(
            Column(text("Plan")),
            *([Column(text("Residents who gain a service, all gminas together"), "people")] if focus else []),
            Column(text("Residents who gain a service, {place}", place=_where(found)), "people"),
            Column(text("Residents who lose one, {place}", place=_where(found)), "people"),
            Column(text("White spots cured"), "people"),
            Column(text("White spots made"), "people"),
            *_cost_columns(found, costs),
        ),
        rows=tuple(
            (
                o.name, *([o.gaining] if focus else []), *o.people(focus), _spots(o, "cured", focus), _spots(o, "made", focus),
                *_cost_cells(found, o.cost, o.gaining, costs),
            )
            for o in plans
        ),
        note=text(
            "Residents of every age who gain, or lose, at least one service; each counts once. White spots: {place}. Costs are those that "
            "the plans name; they are not checked, and are divided by all who gain.",
            place=_where(found),
        ),
        source=cite_access(found),
    )  # fmt: skip


def _plans_by_gmina(found: PlanFindings) -> Table:
    text, plans = found.text, found.plan.strategy.plans
    return Table(
        caption=text("Plans by gmina"),
        columns=(
            Column(text("Gmina")),
            *(
                Column(text("{plan}: {what}", plan=o.name, what=what), "people")
                for o in plans
                for what in (text("gain"), text("lose"))
            ),
        ),
        rows=tuple(
            (found.place_name(gmina), *(n for o in plans for n in o.people(gmina)))
            for gmina in found.plan.gminas
        ),
        note=text("Residents of every age who gain, or lose, at least one service; each counts once."),
        source=cite_access(found),
    )


def _sentence(words: str) -> str:
    return f"{capital(words)}."


def _spots(outcome: PlanOutcome, column: str, gmina: str) -> int:
    table = outcome.white_spots
    return int(table.loc[table["gmina_teryt"] == gmina, column].sum())


def write_cost(found: PlanFindings, cost: PlanCost) -> str:
    """What something costs once and every year, as far as it is known."""
    text, told = found.text, []
    if cost.once is not None:
        told.append(text("{cost} zł once", cost=text.number(cost.once)))
    if cost.yearly is not None:
        told.append(text("{cost} zł every year", cost=text.number(cost.yearly)))
    return text("cost: {cost}", cost=", ".join(told)) if told else text("cost not known")


def _is_known(costs: Sequence[PlanCost]) -> bool:
    return any(cost.once is not None or cost.yearly is not None for cost in costs)


def _cost_columns(found: PlanFindings, costs: Sequence[PlanCost]) -> tuple[Column, ...]:
    text = found.text
    if not _is_known(costs):
        return (Column(text("Cost")),)
    return (
        Column(text("Cost")),
        Column(text("Once, for a person who gains"), "people", "zł"),
        Column(text("Every year, for a person who gains"), "people", "zł"),
    )


def _cost_cells(
    found: PlanFindings, cost: PlanCost, gaining: int, costs: Sequence[PlanCost]
) -> tuple[Cell, ...]:
    said = write_cost(found, cost)
    if not _is_known(costs):
        return (said,)
    return said, _for_each(cost.once, gaining), _for_each(cost.yearly, gaining)


def _for_each(cost: float | None, people: int) -> int | None:
    return None if cost is None or not people else round(cost / people)
