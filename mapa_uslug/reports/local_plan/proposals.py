"""New places that are proposed and plans that are compared, with effect and cost."""

from __future__ import annotations

from collections.abc import Sequence

from mapa_uslug.contracts.combined import TOO_FAR
from mapa_uslug.contracts.plan_config import PlanCost
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.contracts.siting_proposal import Change, Proposal
from mapa_uslug.core.text import capital
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.diagnosis_words import focus_of
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.local_plan.uncertainty import tell_range
from mapa_uslug.reports.plans import people_of_plan, tell_plan
from mapa_uslug.reports.siting_gains import name_places, tell_gained


def describe_proposals(found: PlanFindings) -> Section:
    """The one best new place for each of the first priorities."""
    text, proposals = found.text, found.plan.strategy.proposals
    heading = text("Where a new place would do most")
    if not proposals:
        return Section("strategia-propozycje", heading, (Paragraph(text("No new place was looked for: no service that was measured has both a rank and people too far.")),))  # fmt: skip
    blocks: tuple[Block, ...] = (
        Paragraph(
            text(
                "For the services that come first in the priorities and that people are too far from: the one locality in which a new place would bring most people of the "
                "target group (all residents, where the group is not counted) within the main threshold by any mode."
            )
        ),
        Bullets(tuple(_tell(found, proposal) for proposal in proposals)),
        _overview(found, proposals),
        _by_gmina(found, proposals),
    )
    return Section("strategia-propozycje", heading, blocks)


def _tell(found: PlanFindings, proposal: Proposal) -> str:
    text = found.text
    return text(
        "{service}, {place}: {gained} Too far today: {range}; {cost}.",
        service=found.found.type_title(proposal.service_type),
        place=_place(found, proposal),
        gained=tell_gained(text, proposal),
        range=tell_range(found, proposal.service_type, focus_of(found)),
        cost=write_cost(found, proposal.plan.cost),
    )


def _place(found: PlanFindings, proposal: Proposal) -> str:
    return ", ".join(name_places(found.text, proposal).values())


def _overview(found: PlanFindings, proposals: Sequence[Proposal]) -> Table:
    text = found.text
    costs = [(p.plan.cost, int(p.everybody.gained.sum())) for p in proposals]
    return Table(
        caption=text("New places and their effect"),
        columns=(
            Column(text("Service")),
            Column(text("Place")),
            Column(text("People who gain"), "people"),
            Column(text("Of them the target group"), "people"),
            Column(text("Too far today"), "people"),
            Column(text("Too far then"), "people"),
            *_cost_columns(found, [cost for cost, _ in costs]),
        ),
        rows=tuple(
            (
                found.found.type_title(p.service_type), _place(found, p), gained,
                _of_group(found, p), int(p.everybody.before[:, TOO_FAR].sum()),
                int(p.everybody.after[:, TOO_FAR].sum()), *_cost_cells(found, cost, gained, [c for c, _ in costs]),
            )
            for p, (cost, gained) in zip(proposals, costs, strict=True)
        ),
        note=text("Each place by itself, with room for everybody; all residents unless the column says otherwise."),
        source=cite_access(found),
    )  # fmt: skip


def _of_group(found: PlanFindings, proposal: Proposal) -> Cell:
    """People of the target group who gain; none apart where everybody is the group, not known where it was not counted."""
    if found.catalog.by_code[proposal.service_type].target == "all":
        return Void()
    return None if proposal.target is None else int(proposal.target.gained.sum())


def _by_gmina(found: PlanFindings, proposals: Sequence[Proposal]) -> Table:
    text = found.text
    return Table(
        caption=text("Who gains by new places"),
        columns=(
            Column(text("Gmina")),
            *(Column(f"{found.found.type_title(p.service_type)}, {_place(found, p)}", "people") for p in proposals),
        ),
        rows=tuple(
            (found.place_name(gmina), *(_gained(p.everybody, gmina) for p in proposals)) for gmina in found.plan.gminas
        ),
        source=cite_access(found),
    )  # fmt: skip


def _gained(change: Change, gmina: str) -> int:
    return sum(int(n) for code, n in zip(change.gminas, change.gained, strict=True) if code == gmina)


def describe_plans(found: PlanFindings) -> Section:
    """Plans that were given, side by side in their order."""
    text, plans = found.text, found.plan.strategy.plans
    heading = text("Plans compared")
    if not plans:
        said = text("No plan was given to compare (option --plan).")
        return Section("strategia-plany", heading, (Paragraph(said),))
    costs = [outcome.cost for outcome in plans]
    overview = Table(
        caption=text("Plans, effect and cost"),
        columns=(
            Column(text("Plan")),
            Column(text("Residents who gain a service"), "people"),
            Column(text("Residents who lose one"), "people"),
            Column(text("White spots cured"), "people"),
            Column(text("White spots made"), "people"),
            *_cost_columns(found, costs),
        ),
        rows=tuple(
            (o.name, o.gaining, o.losing, _spots(o, "cured"), _spots(o, "made"), *_cost_cells(found, o.cost, o.gaining, costs))
            for o in plans
        ),
        note=text("Costs are those that the plans name; they are not checked."),
        source=cite_access(found),
    )  # fmt: skip
    by_gmina = Table(
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
            (found.place_name(g), *(people_of_plan(o, g, column) for o in plans for column in ("gained", "lost")))
            for g in found.plan.gminas
        ),
        note=text(
            "Residents are counted once for every kind of service that they gain or lose by all modes together."
        ),
        source=cite_access(found),
    )  # fmt: skip
    told = tuple(f"{tell_plan(text, o)} {_sentence(write_cost(found, o.cost))}" for o in plans)
    return Section("strategia-plany", heading, (Bullets(told), overview, by_gmina))


def _sentence(words: str) -> str:
    return f"{capital(words)}."


def _spots(outcome: PlanOutcome, column: str) -> int:
    table = outcome.white_spots
    return int(table.loc[table["gmina_teryt"] == "", column].sum())


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
