"""Several plans side by side: plany.html, plany.xlsx, plany.csv."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.catalog.words import name_group, name_mode
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Report, Section, Table
from mapa_uslug.reports.html import render_report
from mapa_uslug.reports.local_plan.offer_words import write_amount
from mapa_uslug.reports.plan_table import write_plan_table
from mapa_uslug.reports.words import name_type

_TOTAL: Final = ""
_MINUTES_PER_HOUR: Final = 60.0


@dataclass(frozen=True, eq=False)
class _Told:
    """What every part of the page needs."""

    outcomes: Sequence[PlanOutcome]
    gminas: Mapping[str, str]
    catalog: Catalog
    text: Text


def write_plans(
    outcomes: Sequence[PlanOutcome],
    *,
    area: str,
    gminas: Mapping[str, str],
    catalog: Catalog,
    html: Path,
    csv: Path,
    text: Text,
) -> Report:
    """Write the page and the table of all figures, each atomically; the report is given back for other forms.

    Parameters
    ----------
    gminas
        Name of every gmina of the area by code, in the order in which they are to be listed.
    """
    report = compose_plans(outcomes, area=area, gminas=gminas, catalog=catalog, text=text)
    write_text(html, render_report(report, text=text))
    write_plan_table(outcomes, csv, gminas=gminas, catalog=catalog)
    return report


def compose_plans(
    outcomes: Sequence[PlanOutcome], *, area: str, gminas: Mapping[str, str], catalog: Catalog, text: Text
) -> Report:
    """Compose the comparison. Plans stand in the order in which they were given: none is called the best."""
    told = _Told(outcomes, gminas, catalog, text)
    return Report(
        language=text.language,
        title=text("Plans side by side: {area}", area=area),
        lead=text(
            "{plans}, each against the area as it is. They stand in the order in which they were given.",
            plans=text.plural("{count} plan", "{count} plans", len(outcomes)),
        ),
        sections=(
            Section("plany", text("All plans"), (*_sentences(told), *_overview(told), _costs(told))),
            Section("gminy", text("By gmina"), (_by_gmina(told),)),
            *(_plan_section(told, i, outcome) for i, outcome in enumerate(outcomes, start=1)),
            Section("zasady", text("What these words mean"), (Bullets(_rules(text)),)),
        ),
        attribution=(text("Made with mapa_uslug. The figures are as good as the data named above."),),
    )


def _sentences(told: _Told) -> list[Block]:
    return [Bullets(tuple(tell_plan(told.text, outcome, told.catalog) for outcome in told.outcomes))]


def tell_plan(text: Text, outcome: PlanOutcome, catalog: Catalog, *, gmina: str = "", where: str = "") -> str:
    """Residents who gain or lose a service by a plan, how many are of its target group, and the room that it adds.

    Parameters
    ----------
    gmina
        Code of the gmina whose people are told of; "" for all.
    where
        What stands behind the plan's name, to say so.
    """
    plan, (gaining, losing) = outcome.name + where, outcome.people(gmina)
    parts = [_tell_people(text, plan, gaining, losing)]
    groups = [
        text("{service} ({group}): {count}", service=name_type(text, row.service_type, catalog),
             group=name_group(text, catalog.by_code[row.service_type].target), count=text.number(row.gained))
        for row in _main(outcome.figures, "target", gmina).itertuples()
        if row.gained and row.service_type in catalog.by_code and catalog.by_code[row.service_type].target != "all"
    ]  # fmt: skip
    if groups:
        parts.append(text("Of them the target group: {list}.", list="; ".join(groups)))
    room = [_tell_room(text, row, catalog) for row in outcome.room.to_dict("records")]
    if room:
        parts.append(text("The plan as a whole: {list}.", list="; ".join(room)))
    return " ".join(parts)


def _tell_people(text: Text, plan: str, gaining: int, losing: int) -> str:
    if not gaining and not losing:
        return text("{plan}: nobody gains or loses access to a service.", plan=plan)
    said = text(
        "{plan}: {gaining} at least one service",
        plan=plan,
        gaining=text.plural(
            "{count} resident of any age gains", "{count} residents of any age gain", gaining
        ),
    )
    if losing:
        said = text(
            "{said}; {losing} at least one",
            said=said,
            losing=text.plural("{count} resident loses", "{count} residents lose", losing),
        )
    return f"{said}."


def _tell_room(text: Text, row: Mapping[Hashable, Any], catalog: Catalog) -> str:
    """Places that open and close, and what they add to the capacity."""
    code, capacity = str(row["service_type"]), float(row["capacity"])
    known = catalog.by_code.get(code)
    if pd.isna(capacity):
        amount = text("capacity not known")
    else:
        sign = "+" if capacity > 0 else "−" if capacity < 0 else ""
        amount = sign + write_amount(text, abs(capacity), known.capacity_unit if known else "")
    return text(
        "{service}: {amount} (opened: {opened}, closed: {closed})",
        service=name_type(text, code, catalog),
        amount=amount,
        opened=text.number(int(row["opened"])),
        closed=text.number(int(row["closed"])),
    )


def _overview(told: _Told) -> tuple[Table, ...]:
    text = told.text
    modes = _modes_in_minutes(told.outcomes)
    columns = (
        Column(text("Plan")),
        Column(text("Residents who gain a service"), "people"),
        Column(text("Residents who lose one"), "people"),
        Column(text("White spots cured"), "people"),
        Column(text("White spots made"), "people"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (o.name, o.gaining, o.losing, _spots(o, _TOTAL, "cured"), _spots(o, _TOTAL, "made"))
        for o in told.outcomes
    )
    travel = (Column(text("Plan")), *(Column(name_mode(text, mode), "decimal") for mode in modes))
    hours: tuple[tuple[Cell, ...], ...] = tuple(
        (o.name, *(_hours(o, mode) for mode in modes)) for o in told.outcomes
    )
    return (
        Table(text("What the plans change"), columns, rows),
        Table(text("Hours of travel saved, one way of all residents together"), travel, hours),
    )


def _modes_in_minutes(outcomes: Sequence[PlanOutcome]) -> list[str]:
    found = [m for o in outcomes for m in o.minutes.loc[o.minutes["unit"] == "min", "mode"]]
    return list(dict.fromkeys(found))


def _spots(outcome: PlanOutcome, gmina: str, column: str) -> int:
    table = outcome.white_spots
    return int(table.loc[table["gmina_teryt"] == gmina, column].sum())


def _hours(outcome: PlanOutcome, mode: str, gmina: str = _TOTAL) -> float:
    table = outcome.minutes
    own = (table["mode"] == mode) & (table["unit"] == "min") & (table["gmina_teryt"] == gmina)
    return float(table.loc[own, "saved"].sum()) / _MINUTES_PER_HOUR


def _costs(told: _Told) -> Block:
    text = told.text
    if all(o.cost.once is None and o.cost.yearly is None for o in told.outcomes):
        return Paragraph(
            text(
                "No plan says what it costs. Write it in its section cost, and the cost of every person gained stands here."
            )
        )
    columns = (
        Column(text("Plan")),
        Column(text("Cost once [zł]"), "people"),
        Column(text("Cost every year [zł]"), "people"),
        Column(text("Cost once for a resident who gains access [zł]"), "people"),
        Column(text("Cost every year for a resident who gains access [zł]"), "people"),
        Column(text("Source")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            o.name, o.cost.once, o.cost.yearly, _for_each(o.cost.once, o.gaining), _for_each(o.cost.yearly, o.gaining),
            o.cost.source or None,
        )
        for o in told.outcomes
    )  # fmt: skip
    return Table(
        text("What the plans cost"),
        columns,
        rows,
        note=text("Costs are those that the plans name; they are not checked."),
    )


def _for_each(cost: float | None, people: int) -> float | None:
    return None if cost is None or not people else cost / people


def _by_gmina(told: _Told) -> Table:
    text = told.text
    columns = (
        Column(text("Gmina")),
        *(
            Column(text("{plan}: {what}", plan=o.name, what=what), "people")
            for o in told.outcomes
            for what in (text("gain"), text("lose"))
        ),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *(people_of_plan(o, code, column) for o in told.outcomes for column in ("gained", "lost")))
        for code, name in told.gminas.items()
    )
    note = text(
        "Residents are counted once for every kind of service that they gain or lose by all modes together."
    )
    return Table(text("Who gains and who loses, by gmina, all services together"), columns, rows, note=note)


def people_of_plan(outcome: PlanOutcome, code: str, column: str, group: str = "all") -> int:
    """People of a gmina who gain or lose (`column`), once for every kind of service."""
    return int(_main(outcome.figures, group, code)[column].sum())


def _main(figures: pd.DataFrame, group: str, code: str) -> pd.DataFrame:
    """Rows of all modes together at the main threshold."""
    is_main = (figures["mode"] == ALL_MODES) & (figures["level"] == MAIN_LEVEL) & (figures["group"] == group)
    return figures[is_main & (figures["gmina_teryt"] == code)]


def _plan_section(told: _Told, number: int, outcome: PlanOutcome) -> Section:
    text = told.text
    rows = tuple(_service_rows(told, outcome))
    blocks: tuple[Block, ...] = (
        Paragraph(text("No kind of service changes for anybody."))
        if not rows
        else Table(
            text("{plan}: what changes, by kind of service", plan=outcome.name),
            (
                Column(text("Service")), Column(text("Group")), Column(text("Gain"), "people"), Column(text("Lose"), "people"),
                Column(text("Served before"), "people"), Column(text("Served after"), "people"),
                Column(text("Too far before"), "people"), Column(text("Too far after"), "people"),
                Column(text("White spots cured"), "people"), Column(text("White spots made"), "people"),
            ),
            rows,
        ),
        *((_gminas_of_plan(told, outcome),) if rows else ()),
        *_minutes_blocks(told, outcome),
    )  # fmt: skip
    return Section(f"plan-{number}", outcome.name, blocks)


def _gminas_of_plan(told: _Told, outcome: PlanOutcome) -> Table:
    """Everything about one plan, gmina by gmina; those for whom nothing changes too."""
    text, modes = told.text, _modes_in_minutes(told.outcomes)
    columns = (
        Column(text("Gmina")), Column(text("Gain"), "people"), Column(text("Lose"), "people"),
        Column(text("Gain, target group"), "people"), Column(text("Lose, target group"), "people"),
        Column(text("White spots cured"), "people"), Column(text("White spots made"), "people"),
        *(Column(text("Hours saved, {mode}", mode=name_mode(text, mode)), "decimal") for mode in modes),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            name, *(people_of_plan(outcome, code, column, group) for group in ("all", "target") for column in ("gained", "lost")),
            _spots(outcome, code, "cured"), _spots(outcome, code, "made"), *(_hours(outcome, mode, code) for mode in modes),
        )
        for code, name in told.gminas.items()
    )  # fmt: skip
    note = text(
        "A white spot that lies in two gminas counts in both. The target group is that of each service, where it is known."
    )
    return Table(text("{plan}: what changes, by gmina", plan=outcome.name), columns, rows, note=note)


def _service_rows(told: _Told, outcome: PlanOutcome) -> list[tuple[Cell, ...]]:
    text = told.text
    table = outcome.white_spots
    spots = table[table["gmina_teryt"] == _TOTAL].set_index("service_type")
    rows: list[tuple[Cell, ...]] = []
    for group in ("all", "target"):
        for row in _main(outcome.figures, group, _TOTAL).itertuples():
            if not _is_changed(row):
                continue
            known = told.catalog.by_code.get(row.service_type)
            audience = name_group(text, known.target if known and group == "target" else "all")
            cured, made = (
                int(spots.at[row.service_type, k])
                if group == "all" and row.service_type in spots.index
                else None
                for k in ("cured", "made")
            )
            rows.append((name_type(text, row.service_type, told.catalog), audience, row.gained, row.lost, row.served_before,
                         row.served_after, row.too_far_before, row.too_far_after, cured, made))  # fmt: skip
    return sorted(rows, key=lambda cells: str(cells[0]))


def _is_changed(row: object) -> bool:
    served = row.gained or row.lost  # type: ignore[attr-defined]
    return bool(served or row.too_far_before != row.too_far_after)  # type: ignore[attr-defined]


def _minutes_blocks(told: _Told, outcome: PlanOutcome) -> list[Block]:
    text, table = told.text, outcome.minutes
    own = table[(table["gmina_teryt"] == _TOTAL) & (table["saved"].abs() >= 1.0)]
    if not len(own):
        return []
    rows = tuple(
        (name_type(text, r.service_type, told.catalog), name_mode(text, r.mode),
         r.saved / _MINUTES_PER_HOUR if r.unit == "min" else None, r.saved / 1000.0 if r.unit == "m" else None)
        for r in own.itertuples()
    )  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("How people travel")), Column(text("Hours saved together"), "decimal"),
        Column(text("Kilometres saved together"), "decimal"),
    )  # fmt: skip
    return [Table(text("{plan}: travel saved, one way", plan=outcome.name), columns, rows)]


def _rules(text: Text) -> tuple[str, ...]:
    return (
        text("Access is counted at the main threshold, by all modes together: one that is enough is enough."),
        text(
            "Somebody who gains several services counts once among residents who gain a service, and once for each service elsewhere."
        ),
        text(
            "A white spot is cured when nobody in it is too far any more, made when nobody in it was too far before."
        ),
        text(
            "Travel saved is that of one way of every resident to the nearest place; ways beyond the upper threshold count as that "
            "threshold, and a minus means that ways grow longer. It tells how plans differ, not how often people travel."
        ),
        text("Thresholds that no law sets are a convention; area.toml may change them."),
    )
