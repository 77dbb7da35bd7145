"""Who lives here: people by gmina, group and locality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pandas as pd

from mapa_uslug.reports.content import Block, Bullets, Cell, Column, ColumnKind, Paragraph, Section, Table
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.local_plan.diagnosis_growth import describe_growth
from mapa_uslug.reports.local_plan.diagnosis_words import area_gminas, chosen_gminas, group_title
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_people
from mapa_uslug.reports.words import write_share

MOST_LOCALITIES: Final = 15
"""Localities that are read on paper; the workbook has all."""
_SPOKEN: Final = ("65+", "0-14")
_IN_SENTENCES: Final = 2
_OLDEST: Final = 1000
_GMINA_SHARE: Final = "gmina_share"
_Counts = Mapping[str, int]


def describe_people(found: PlanFindings) -> Section:
    """People by gmina and group, indicators of their ages, growth, and the largest localities."""
    counts = {gmina: _counts_of(found, gmina) for gmina in area_gminas(found)}
    together = _add_up(counts.values())
    indicators = _indicator_table(found, counts, together)
    blocks: list[Block] = [
        _tell_people(found, counts, together),
        *_group_tables(found, counts, together),
        *([indicators] if indicators is not None else []),
    ]
    parts = (describe_growth(found), _describe_localities(found))
    return Section(
        "diagnoza-ludnosc",
        found.text("Who lives here"),
        tuple(blocks),
        tuple(part for part in parts if part.blocks),
    )


def _counts_of(found: PlanFindings, gmina: str) -> _Counts:
    table = found.plan.people.by_gmina
    rows = table[table["gmina_teryt"] == gmina]
    return {str(group): int(people) for group, people in zip(rows["group"], rows["people"], strict=True)}


def _add_up(counts: Iterable[_Counts]) -> _Counts:
    together: dict[str, int] = {}
    for of_gmina in counts:
        for group, people in of_gmina.items():
            together[group] = together.get(group, 0) + people
    return together


def _tell_people(found: PlanFindings, counts: Mapping[str, _Counts], together: _Counts) -> Block:
    """One gmina or two in a sentence each; of more the tables tell, and a sentence between which shares they are."""
    chosen = chosen_gminas(found)
    if len(chosen) <= _IN_SENTENCES:
        return Bullets(tuple(_gmina_sentence(found, g, counts[g], together) for g in chosen))
    spoken = [group for group in _SPOKEN if group in together]
    said = found.text.plural(
        "{count} person lives in all gminas together.",
        "{count} people live in all gminas together.", together.get("all", 0),
    )  # fmt: skip
    return Paragraph(" ".join([said, *(_range_sentence(found, g, counts, together, chosen) for g in spoken)]))


def _range_sentence(
    found: PlanFindings, group: str, counts: Mapping[str, _Counts], together: _Counts, chosen: list[str]
) -> str:
    """Share of a group in all gminas, and the lowest and highest of those spoken of."""
    text = found.text
    shares = {g: share(counts[g].get(group, 0), counts[g]["all"]) for g in chosen if counts[g].get("all", 0)}
    ordered = sorted(shares, key=lambda g: shares[g])
    own = text(
        "{group}: {count} ({share})",
        group=group_title(found, group),
        count=text.number(together[group]),
        share=write_share(text, share(together[group], together["all"])),
    )
    low, high = (write_share(text, shares[g]) for g in (ordered[0], ordered[-1])) if ordered else ("", "")
    if low == high:
        return f"{own}."
    return text(
        "{own}, by gmina from {low} ({first}) to {high} ({last}).",
        own=own, low=low, high=high, first=found.place_name(ordered[0]), last=found.place_name(ordered[-1]),
    )  # fmt: skip


def _gmina_sentence(found: PlanFindings, gmina: str, counts: _Counts, together: _Counts) -> str:
    text, people = found.text, counts.get("all", 0)
    parts = [
        text.plural(
            "{count} person lives in gmina {gmina}.",
            "{count} people live in gmina {gmina}.",
            people,
            gmina=found.place_name(gmina),
        )
    ]
    spoken = [group for group in _SPOKEN if people and group in counts]
    return " ".join([*parts, *(_group_sentence(found, group, counts, together) for group in spoken)])


def _group_sentence(found: PlanFindings, group: str, counts: _Counts, together: _Counts) -> str:
    text = found.text
    own = text(
        "{group}: {count} ({share})",
        group=group_title(found, group),
        count=text.number(counts[group]),
        share=write_share(text, share(counts[group], counts["all"])),
    )
    if counts == together:
        return f"{own}."
    all_share = write_share(text, share(together[group], together["all"]))
    return text("{own}; in all gminas together {share}.", own=own, share=all_share)


def _group_tables(found: PlanFindings, counts: Mapping[str, _Counts], together: _Counts) -> Iterator[Table]:
    """People by group, and the shares of the groups: one table of both would be too wide for a page."""
    text = found.text
    groups = sorted((group for group in together if group != "all"), key=_ages)
    titles = [group_title(found, group) for group in groups]
    named = list(_named(found, counts, together))
    yield Table(
        caption=text("People by gmina and age group"),
        columns=(
            Column(text("Gmina")),
            Column(group_title(found, "all"), "people"),
            *(Column(title, "people") for title in titles),
        ),
        rows=tuple((name, c.get("all", 0), *(c.get(group) for group in groups)) for name, c in named),
        note=_tell_spread(found),
        source=cite_people(found),
    )
    if groups:
        yield Table(
            caption=text("Shares of the age groups"),
            columns=(Column(text("Gmina")), *(Column(title, "share") for title in titles)),
            rows=tuple(
                (name, *(_ratio(c, (group,), ("all",), "share") for group in groups)) for name, c in named
            ),
            note=_tell_spread(found),
            source=cite_people(found),
        )


def _ages(group: str) -> tuple[int, int, str]:
    """Where a group stands among the others: by its first age, the wider one first; groups without ages last."""
    ages = [int(part) for part in group.removesuffix("+").split("-") if part.isdigit()]
    return (ages[0], -(ages[1] if len(ages) > 1 else _OLDEST), group) if ages else (_OLDEST, 0, group)


def _named(
    found: PlanFindings, counts: Mapping[str, _Counts], together: _Counts
) -> Iterator[tuple[str, _Counts]]:
    for gmina, of_gmina in counts.items():
        yield found.place_name(gmina), of_gmina
    if len(counts) > 1:
        yield found.place_name(""), together


def _tell_spread(found: PlanFindings) -> str:
    spread = [group for group, quality in found.plan.people.quality.items() if quality == _GMINA_SHARE]
    if not spread:
        return ""
    return found.text(
        "Known for whole gminas only, and spread over localities with the gmina's share: {groups}.",
        groups=", ".join(spread),
    )


def _indicator_table(found: PlanFindings, counts: Mapping[str, _Counts], together: _Counts) -> Table | None:
    """Usual indicators of ages, as far as the groups allow; None where they allow none."""
    text = found.text
    # Title, kind, groups above the line, groups below it.
    asked: tuple[tuple[str, ColumnKind, tuple[str, ...], tuple[str, ...]], ...] = (
        (text("65+ per 100 aged 0–14"), "decimal", ("65+",), ("0-14",)),
        (text("0–14 and 65+ per 100 aged 15–64"), "decimal", ("0-14", "65+"), ("15-64",)),
        (text("75+ among 65+"), "share", ("75+",), ("65+",)),
        (text("80+ among 65+"), "share", ("80+",), ("65+",)),
        (text("85+ per 100 aged 50–64"), "decimal", ("85+",), ("50-64",)),
    )
    told = [x for x in asked if set(x[2]) | set(x[3]) <= set(together)]
    if not told:
        return None
    return Table(
        caption=text("Indicators of age"),
        columns=(Column(text("Gmina")), *(Column(title, kind) for title, kind, _, _ in told)),
        rows=tuple(
            (name, *(_ratio(of_gmina, above, below, kind) for _, kind, above, below in told))
            for name, of_gmina in _named(found, counts, together)
        ),
        source=cite_people(found),
    )


def _ratio(counts: _Counts, above: tuple[str, ...], below: tuple[str, ...], kind: str) -> float | None:
    whole = sum(counts.get(group, 0) for group in below)
    if not whole:
        return None
    part = sum(counts.get(group, 0) for group in above) / whole
    return part if kind == "share" else part * 100


def _describe_localities(found: PlanFindings) -> Section:
    text, table = found.text, found.plan.people.by_locality
    chosen = chosen_gminas(found)
    rows = table[table["gmina_teryt"].isin(chosen) & (table["locality"] != "")]
    told = rows[rows["people"].notna()].sort_values(
        ["people", "gmina_teryt", "locality"], ascending=[False, True, True]
    )
    heading = text("Largest localities")
    if told.empty:
        return Section("diagnoza-miejscowosci", heading, ())
    blocks: tuple[Block, ...] = (
        *_half_sentences(found, told),
        Table(
            caption=text("Localities, most people first"),
            columns=(
                Column(text("Locality")),
                Column(text("Gmina")),
                Column(text("People"), "people"),
                Column(group_title(found, "65+"), "people"),
                Column(text("Partly estimated")),
            ),
            rows=tuple(_locality_row(found, row) for _, row in told.iterrows()),
            note=_tell_left_out(found, len(rows) - len(told), bool(told["people_65_plus"].isna().any())),
            source=cite_people(found),
            read=MOST_LOCALITIES,
        ),
    )  # fmt: skip
    return Section("diagnoza-miejscowosci", heading, blocks)


def _half_sentences(found: PlanFindings, told: pd.DataFrame) -> list[Block]:
    """In how few localities every second resident lives, of gminas that have several."""
    by_gmina = [(gmina, told[told["gmina_teryt"] == gmina]) for gmina in chosen_gminas(found)]
    sentences = tuple(_half_sentence(found, gmina, rows) for gmina, rows in by_gmina if len(rows) > 1)
    return [Bullets(sentences)] if sentences else []


def _half_sentence(found: PlanFindings, gmina: str, localities: pd.DataFrame) -> str:
    running = localities["people"].astype(int).cumsum().to_numpy()
    needed = int((running < running[-1] / 2).sum()) + 1
    return found.text(
        "Gmina {gmina}: every second resident lives in {count} of {all} localities ({names}).",
        gmina=found.place_name(gmina),
        count=found.text.number(needed),
        all=found.text.number(len(localities)),
        names=", ".join(localities["locality"].head(min(needed, 3))) + (" …" if needed > 3 else ""),
    )


def _locality_row(found: PlanFindings, row: pd.Series) -> tuple[Cell, ...]:
    elders = row["people_65_plus"]
    return (
        str(row["locality"]),
        found.place_name(str(row["gmina_teryt"])),
        int(row["people"]),
        None if pd.isna(elders) else int(elders),
        found.text("yes") if row["is_estimated"] else found.text("no"),
    )


def _tell_left_out(found: PlanFindings, others: int, is_hidden: bool) -> str:
    text, notes = found.text, []
    if others > 0:
        notes.append(
            text.plural(
                "{count} locality from whose people a confidential cell would follow is not listed.",
                "{count} localities from whose people a confidential cell would follow are not listed.",
                others,
            )
        )
    if is_hidden:
        notes.append(text("An age group from which a confidential cell would follow is not told."))
    return " ".join(notes)
