"""What could be done: measures by cause, best places, plans, targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.catalog.measure_words import explain_measure, name_hindrance, name_measure
from mapa_uslug.catalog.words import name_group
from mapa_uslug.contracts.local_plan import MANY_PEOPLE, MEASURES
from mapa_uslug.core.text import capital, mark
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.diagnosis_words import tell_silent, whole
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.local_plan.offer_areas import MANY_GMINAS
from mapa_uslug.reports.local_plan.proposals import describe_plans, describe_proposals
from mapa_uslug.reports.local_plan.provider_words import partner_km
from mapa_uslug.reports.local_plan.targets import describe_targets
from mapa_uslug.reports.local_plan.uncertainty import tell_range
from mapa_uslug.reports.local_plan.untold import tell_untold

_TOLD_ROWS: Final = 3
_NAMED: Final = 4
_READ: Final = 6
"""Rows of a table on paper."""
_BLANK: Final = mark(
    "Without a figure: a confidential cell could be told from it, or the group is not counted."
)
_OF_TOO_FAR: Final = frozenset(("new_place", "mobile", "sharing", "crossing"))


def describe_strategy(found: PlanFindings) -> Section:
    """Measures by what stands in people's way, new places and plans with effect and cost, and targets. Nothing is called best."""
    text = found.text
    return Section(
        "strategia",
        text("Strategy"),
        (
            Paragraph(
                text(
                    "What follows are possibilities with their effect, to be talked about; they stand by the number of people, and none is "
                    "recommended. One person may stand in several rows, once for every service."
                )
            ),
            *tell_silent(found),
        ),
        (
            _describe_measures(found),
            _describe_repair(found),
            describe_proposals(found),
            describe_plans(found),
            describe_targets(found),
        ),
    )


def _own(found: PlanFindings) -> pd.DataFrame:
    """Measures of the gminas that the plan speaks of."""
    measures = found.plan.strategy.measures
    return measures[measures["gmina_teryt"].isin(found.plan.gminas)]


def _describe_measures(found: PlanFindings) -> Section:
    text, measures = found.text, _own(found)
    blocks: list[Block] = []
    for measure in MEASURES:
        rows = measures[measures["measure"] == measure]
        if measure == "data_repair" or rows.empty:
            continue
        blocks += [
            Paragraph(name_measure(text, measure), is_heading=True),
            Paragraph(explain_measure(text, measure, many=MANY_PEOPLE, partner_km=partner_km(found))),
            Bullets(tuple(_tell(found, own, measure) for own in _most_of(rows))),
            *_tables(found, rows, text("Measures: {measure}", measure=name_measure(text, measure))),
        ]
    if not blocks:
        said = text("No one is known to be too far, without a place, or bound to a car.")
        blocks.append(Paragraph(f"{said} {tell_untold(found)}".rstrip()))
    return Section("strategia-srodki", text("Measures by cause"), tuple(blocks))


def _describe_repair(found: PlanFindings) -> Section:
    text, measures = found.text, _own(found)
    rows = measures[measures["measure"] == "data_repair"]
    if rows.empty:
        blocks: tuple[Block, ...] = (Paragraph(text("Of every resident and every service it can be told.")),)
    else:
        blocks = (
            Paragraph(
                text(
                    "Of these people nothing can be told until the data are mended; they are in none of the measures above, and must not be "
                    "added to them."
                )
            ),
            Bullets(tuple(_tell(found, own, "") for own in _most_of(rows))),
            *_tables(found, rows, text("Repair of the data")),
        )
    return Section("strategia-dane", text("Data to be mended first"), blocks)


def _most_of(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows of the services and gminas of most people, those of every cause together; whose number is not told, last."""
    of_each = [own for _, own in rows.groupby(["service_type", "gmina_teryt"], sort=False)]
    people = [_sum(own["people"]) for own in of_each]
    order = sorted(range(len(of_each)), key=lambda n: -1 if people[n] is None else -1 - int(people[n] or 0))
    return [of_each[n] for n in order[:_TOLD_ROWS]]


def _tell(found: PlanFindings, rows: pd.DataFrame, measure: str) -> str:
    """What, for whom, where, how many, why and how sure, of one gmina and service."""
    text, service, gmina = found.text, str(rows["service_type"].iloc[0]), str(rows["gmina_teryt"].iloc[0])
    causes = [name_hindrance(text, str(cause)) for cause in rows["cause"]]
    said = text(
        "{service}, gmina {gmina}: {people}; why: {cause}; where: {places}.",
        service=found.found.type_title(service),
        gmina=found.place_name(gmina),
        people=_people(found, service, _sum(rows["people"]), _sum(rows["target"])),
        cause=causes[0] if len(set(causes)) == 1 else _list(found, rows, causes, between=", "),
        places=_name_places(found, _join_places(rows)),
    )
    value = found.people_too_far(service, gmina) if measure in _OF_TOO_FAR else None
    if value is None:
        return said
    return f"{said} " + text(
        "Too far in this gmina altogether: {range}.", range=tell_range(found, service, gmina)
    )


def _people(found: PlanFindings, service: str, count: int | None, target: int | None) -> str:
    text = found.text
    if count is None:
        return text("number not told (confidential)")
    people = found.found.count_people(count)
    group = found.catalog.by_code[service].target
    if group == "all" or target is None:
        return people
    if target == count:
        return text("{people} ({group})", people=people, group=name_group(text, group))
    return text(
        "{people} ({group}: {count})",
        people=people,
        group=name_group(text, group),
        count=text.number(target),
    )


def _join_places(rows: pd.DataFrame) -> str:
    """Localities of rows ("|"), each once."""
    return "|".join(dict.fromkeys("|".join(rows["localities"]).split("|")))


def _name_places(found: PlanFindings, localities: str) -> str:
    names = [n for n in localities.split("|") if n]
    if not names:
        return found.text("locality not known")
    told, rest = ", ".join(names[:_NAMED]), len(names) - _NAMED
    if rest <= 0:
        return told
    return found.text.plural("{names} and {count} other", "{names} and {count} others", rest, names=told)


def _tables(found: PlanFindings, rows: pd.DataFrame, caption: str) -> Iterator[Table]:
    """For paper services by gminas where these find room as columns; a number a row with all that is known for the workbook."""
    gminas = [g for g in found.plan.gminas if g in set(rows["gmina_teryt"])]
    if 1 < len(found.plan.gminas) <= MANY_GMINAS:
        yield _by_gmina(found, rows, gminas, caption)
    else:
        yield _by_service_only(found, rows, caption)
    yield _sheet(found, rows, caption)


def _by_gmina(found: PlanFindings, rows: pd.DataFrame, gminas: list[str], caption: str) -> Table:
    text = found.text
    people = rows.groupby(["service_type", "gmina_teryt"])["people"].apply(_sum)
    return Table(
        caption=caption,
        columns=(
            Column(text("Service")),
            Column(text("Together"), "people"),
            *(Column(found.place_name(g), "people") for g in gminas),
        ),
        rows=tuple(
            (found.found.type_title(code), _sum(own["people"]), *(
                whole(people[code, g]) if (code, g) in people.index else 0 for g in gminas
            ))
            for code, own in _by_service(rows)
        ),
        blank=text("Without a figure: a confidential cell could be told from it."),
        source=cite_access(found),
        read=_READ,
        is_sheet=False,
    )  # fmt: skip


def _by_service(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Rows of each service, those of most people first."""
    sums = rows.groupby("service_type")["people"].sum()
    for code in sorted(sums.index, key=lambda c: (-sums[c], c)):
        yield str(code), rows[rows["service_type"] == code]


def _by_service_only(found: PlanFindings, rows: pd.DataFrame, caption: str) -> Table:
    """A row for every service: people of all gminas, why, and how many in which gmina where there are several."""
    text = found.text
    has_gminas = len(found.plan.gminas) > 1
    return Table(
        caption=caption,
        columns=(
            Column(text("Service")),
            Column(text("People"), "people"),
            Column(text("Of them the target group"), "people"),
            Column(text("Why (people)")),
            *([Column(text("Gminas (people)"))] if has_gminas else []),
            Column(text("Localities, most people first")),
        ),
        rows=tuple(_service_rows(found, rows, has_gminas=has_gminas)),
        blank=text(_BLANK),
        source=cite_access(found),
        read=_READ,
        is_sheet=False,
    )


def _sheet(found: PlanFindings, rows: pd.DataFrame, caption: str) -> Table:
    """A row for every service, gmina and cause, with its numbers."""
    text = found.text
    return Table(
        caption=caption,
        columns=(
            Column(text("Service")),
            Column(text("Gmina")),
            Column(text("Why")),
            Column(text("People"), "people"),
            Column(text("Of them the target group"), "people"),
            Column(text("Localities, most people first")),
        ),
        rows=tuple(
            (
                found.found.type_title(code), found.place_name(str(row["gmina_teryt"])), capital(name_hindrance(text, str(row["cause"]))),
                whole(row["people"]), Void() if found.catalog.by_code[code].target == "all" else whole(row["target"]),
                ", ".join(n for n in str(row["localities"]).split("|") if n),
            )
            for code, own in _by_service(rows) for row in own.to_dict("records")
        ),
        blank=text(_BLANK),
        source=cite_access(found),
        read=0,
    )  # fmt: skip


def _service_rows(found: PlanFindings, rows: pd.DataFrame, *, has_gminas: bool) -> Iterator[tuple[Cell, ...]]:
    text = found.text
    for code, own in _by_service(rows):
        group = found.catalog.by_code[str(code)].target
        yield (
            found.found.type_title(str(code)),
            _sum(own["people"]),
            Void() if group == "all" else _sum(own["target"]),
            _list(found, own, [name_hindrance(text, str(c)) for c in own["cause"]]),
            *(
                [_list(found, own, [found.place_name(str(g)) for g in own["gmina_teryt"]])]
                if has_gminas
                else []
            ),
            _name_places(found, _join_places(own)),
        )


def _sum(figures: pd.Series) -> int | None:
    return None if figures.isna().any() else int(figures.sum())


def _list(found: PlanFindings, rows: pd.DataFrame, names: list[str], *, between: str = "; ") -> str:
    """Names with the people of their rows; a number that is not told in full is left out."""
    people: dict[str, list[object]] = {}
    for name, count in zip(names, rows["people"], strict=True):
        people.setdefault(name, []).append(count)
    told = {name: _sum(pd.Series(counts, dtype="Int64")) for name, counts in people.items()}
    ordered = sorted(told.items(), key=lambda item: (-(item[1] or 0), item[0]))
    return between.join(
        name if count is None else f"{name} ({found.text.number(count)})" for name, count in ordered
    )
