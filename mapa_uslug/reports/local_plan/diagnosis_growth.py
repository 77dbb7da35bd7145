"""People in other years: how their number has changed, and what is forecast."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Figure, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.diagnosis_words import area_gminas, chosen_gminas, group_title
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.pictures import Lines, Series

_MOST_LINES = 6
_MOST_ROWS = 12
"""Of more rows the sentences and drawings tell enough on paper."""
_DRAWN = ("all", "65+")
_FORECAST = "forecast"
_LEAST_SHARE = 0.005
_YEARS_ROLE = "people_by_year"


def describe_growth(found: PlanFindings) -> Section:
    """Growth and forecast: a sentence a gmina, lines, and the figures; one sentence where nothing was given."""
    text = found.text
    years = _with_sums(found)
    heading = text("Growth and forecast")
    if years.empty or years["year"].nunique() < 2:
        told = text(
            "No data: people of other years were not given, so that neither growth nor a forecast can be told."
        )
        return Section("diagnoza-zmiana", heading, (Paragraph(told),))
    places = _places(found)
    sentences = [s for place in places if (s := _place_sentence(found, years, place))]
    blocks: list[Block] = [Bullets(tuple(sentences))] if sentences else []
    blocks += [_figure(found, years, group) for group in _DRAWN if (years["group"] == group).any()]
    blocks.append(_table(found, years, places))
    return Section("diagnoza-zmiana", heading, tuple(blocks))


def _places(found: PlanFindings) -> list[str]:
    chosen = chosen_gminas(found)
    return [*chosen, ""] if len(area_gminas(found)) > 1 else chosen


def _with_sums(found: PlanFindings) -> pd.DataFrame:
    """Years of every gmina, and of all together ("") where each of them is told and in one kind."""
    years, number = found.plan.people.by_year, len(area_gminas(found))
    if years.empty or number < 2:
        return years
    keys = ["year", "group"]
    sums = years.groupby(keys, as_index=False).agg(
        people=("people", "sum"),
        gminas=("gmina_teryt", "nunique"),
        kinds=("kind", "nunique"),
        kind=("kind", "first"),
    )
    sums = sums[(sums["gminas"] == number) & (sums["kinds"] == 1)].assign(gmina_teryt="")
    return pd.concat([years, sums[list(years.columns)]], ignore_index=True)


def _place_sentence(found: PlanFindings, years: pd.DataFrame, place: str) -> str:
    """Change between the counted years and to the last forecast, for everybody and for the elderly."""
    text = found.text
    of_place = years[years["gmina_teryt"] == place]
    parts = [
        text("{group}: {changes}", group=group_title(found, group), changes="; ".join(changes))
        for group in _DRAWN
        if (changes := list(_changes(found, of_place[of_place["group"] == group].sort_values("year"))))
    ]
    if not parts:
        return ""
    name = text("Gmina {gmina}", gmina=found.place_name(place)) if place else found.place_name("")
    return f"{name}. {'. '.join(parts)}."


def _changes(found: PlanFindings, rows: pd.DataFrame) -> Iterator[str]:
    text = found.text
    counted, ahead = rows[rows["kind"] != _FORECAST], rows[rows["kind"] == _FORECAST]
    if len(counted) > 1:
        first, last = counted.iloc[0], counted.iloc[-1]
        yield text(
            "{before} in {first}, {after} in {last} ({change})",
            before=text.number(int(first["people"])),
            first=int(first["year"]),
            after=text.number(int(last["people"])),
            last=int(last["year"]),
            change=_write_change(found, int(first["people"]), int(last["people"])),
        )
    if len(counted) and len(ahead):
        last, goal = counted.iloc[-1], ahead.iloc[-1]
        yield text(
            "forecast for {year}: {people} ({change} against {last})",
            year=int(goal["year"]),
            people=text.number(int(goal["people"])),
            change=_write_change(found, int(last["people"]), int(goal["people"])),
            last=int(last["year"]),
        )


def _write_change(found: PlanFindings, before: int, after: int) -> str:
    """A change with its sign; in people where the share says nothing: of nobody, or less than half a per cent."""
    text = found.text
    if before == after:
        return text("no change")
    sign = "+" if after > before else "−"
    change = abs(after - before)
    if change < before * _LEAST_SHARE or not before:
        return f"{sign}{found.found.count_people(change)}"
    return f"{sign}{text.percent(change / before)}"


def _figure(found: PlanFindings, years: pd.DataFrame, group: str) -> Figure:
    text = found.text
    rows = years[years["group"] == group]
    chosen = chosen_gminas(found)
    drawn = chosen if len(chosen) <= _MOST_LINES else [""]
    points = sorted({int(year) for year in rows.loc[rows["gmina_teryt"].isin(drawn), "year"]})
    ahead = {int(year) for year in rows.loc[rows["kind"] == _FORECAST, "year"]}
    series = []
    for place in drawn:
        told = rows[rows["gmina_teryt"] == place].set_index("year")["people"].to_dict()
        values = tuple(float(told[year]) if year in told else None for year in points)
        series.append(Series(found.place_name(place), values))
    title = group_title(found, group)
    lines = Lines(
        tuple(map(str, points)), tuple(series), text("people"), tuple(year in ahead for year in points)
    )
    spoken = [f"{s.name} {_first_and_last(found, s)}" for s in series if any(v is not None for v in s.values)]
    return Figure(
        caption=text("{group} by year", group=title),
        alternative=text("{group} from {first} to {last}: {lines}.", group=title, first=points[0] if points else "",
                         last=points[-1] if points else "", lines="; ".join(spoken)),
        picture=lines,
        source=cite_years(found),
    )  # fmt: skip


def _first_and_last(found: PlanFindings, series: Series) -> str:
    told = [v for v in series.values if v is not None]
    return f"{found.text.number(told[0])} – {found.text.number(told[-1])}"


def _table(found: PlanFindings, years: pd.DataFrame, places: list[str]) -> Table:
    text = found.text
    groups = [g for g in dict.fromkeys([*_DRAWN, *years["group"]]) if (years["group"] == g).any()]
    told = {
        (str(r.gmina_teryt), int(r.year), str(r.kind), str(r.group)): int(r.people)
        for r in years.itertuples()
    }
    keys = sorted(
        {key[:3] for key in told if key[0] in places}, key=lambda k: (places.index(k[0]), k[1], k[2])
    )
    rows: list[tuple[Cell, ...]] = [
        (
            found.place_name(place),
            year,
            text("forecast") if kind == _FORECAST else text("counted"),
            *(told.get((place, year, kind, group)) for group in groups),
        )
        for place, year, kind in keys
    ]
    return Table(
        caption=text("People by year and forecast"),
        columns=(
            Column(text("Gmina")),
            Column(text("Year"), "whole"),
            Column(text("Kind of figure")),
            *(Column(group_title(found, group), "people") for group in groups),
        ),
        rows=tuple(rows),
        blank=text("Without a figure: it was not given."),
        source=cite_years(found),
        read=None if len(rows) <= _MOST_ROWS else 0,
    )


def cite_years(found: PlanFindings) -> str:
    """Where figures of other years come from."""
    inputs = found.plan.result.info.get("inputs")
    names = inputs if isinstance(inputs, dict) else {}
    files = [str(name) for role, name in names.items() if role.split(" ")[0] == _YEARS_ROLE]
    own = found.plan.result.cells.year
    file = ", ".join(files) or found.text("not given")
    if own is None:
        return found.text("Source: {file}.", file=file)
    return found.text(
        "Source: {file}; the year {year}: the population of this analysis.", file=file, year=own
    )
