"""The report's section on possible overlaps: where the same people reach several places, and what each alone keeps."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog.words import name_groups
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.possible_overlaps import find_possible, told_pairs, told_places
from mapa_uslug.reports.words import write_share

PLACES_OF_SERVICE: Final = 3
PAIRS_OF_SERVICE: Final = 2
"""Listed of each service, so that one of which there are many does not hide the others; the file has all."""


def describe_possible_overlaps(found: Findings) -> Section | None:
    """Who reaches two places or more, and without which places nobody would be too far; None where not counted."""
    text, supply = found.text, found.result.supply
    if supply is None or not len(supply.choices):
        return None
    places, pairs = told_places(found.result, supply), told_pairs(found.result, supply)
    possible = find_possible(places)
    blocks: list[Block] = [
        Paragraph(
            text(
                "Several places that the same people reach may be a choice that they value, or capacity that they need: it looks "
                "alike in these figures. They say what is worth talking about, not which place is too many, and know nothing of what the "
                "law asks of every gmina."
            ),
            is_notice=True,
        ),
        _choices_table(found, supply.choices, places, possible),
        Paragraph(_tell_possible(found, len(possible))),
    ]
    if len(possible):
        blocks.append(_places_table(found, possible))
    if len(pairs):
        blocks += [
            Paragraph(
                text("Pairs of places that most people share, up to {n} of each service:", n=PAIRS_OF_SERVICE)
            ),
            Bullets(tuple(_pair_sentence(found, pair) for _, pair in _largest(pairs).iterrows())),
        ]
    return Section("mozliwe-dublowanie", text("Possible overlaps"), tuple(blocks))


def _choices_table(
    found: Findings, choices: pd.DataFrame, places: pd.DataFrame, possible: pd.DataFrame
) -> Table:
    text = found.text
    whole = choices[(choices["gmina_teryt"] == "") & (choices["mode"] == "all")]
    nearest = places[(places["people_nearest"] == 0).fillna(False)]
    rows = []
    for _, row in whole.iterrows():
        key = row["service_type"], row["target"]
        within, twice = int(row["people_within"]), int(row["people_twice"])
        cells: tuple[Cell, ...] = (
            found.type_title(str(key[0])), _group(found, str(key[1])), int(row["places"]), within, twice,
            twice / within if within else None, _count(possible, key), _count(nearest, key),
        )  # fmt: skip
        rows.append(cells)
    return Table(
        caption=text("People who reach two places or more of one service, by some mode that counts"),
        columns=(
            Column(text("Service")),
            Column(text("Group")),
            Column(text("Places"), "people"),
            Column(text("Within the threshold"), "people"),
            Column(text("Of two or more"), "people"),
            Column(text("Share"), "share"),
            Column(text("Nobody too far without it"), "people"),
            Column(text("Nearest to nobody"), "people"),
        ),
        rows=tuple(rows),
        note=text(
            "People are all residents; the group says whom the places are for. Only places whose position is known well enough to "
            "say for certain that they are within the threshold count."
        ),
    )


def _group(found: Findings, target: str) -> str:
    return name_groups(found.text, target)


def _count(places: pd.DataFrame, key: tuple[object, object]) -> int:
    return (
        int(((places["service_type"] == key[0]) & (places["target"] == key[1])).sum()) if len(places) else 0
    )


def _tell_possible(found: Findings, count: int) -> str:
    text = found.text
    if not count:
        return text(
            "Without any of the places somebody would be too far, or find the others full, or it cannot be told."
        )
    return text.plural(
        "There is {count} place without which nobody would be too far by every mode, and, where capacity and demand are known, "
        "nobody would find the others full.",
        "There are {count} places without any one of which nobody would be too far by every mode, and, where capacity and demand are "
        "known, nobody would find the others full. This holds for one place at a time: without two of them it may be otherwise.",
        count,
    )


def _places_table(found: Findings, possible: pd.DataFrame) -> Table:
    text = found.text
    shown = _first_of_each(possible, ["people_nearest", "people_shared"], [True, False], PLACES_OF_SERVICE)
    return Table(
        caption=text(
            "Places without any one of which nobody would be too far: up to {n} of each service, those first that are nearest to "
            "fewest people",
            n=PLACES_OF_SERVICE,
        ),
        columns=(
            Column(text("Place of service")),
            Column(text("Service")),
            Column(text("Within the threshold"), "people"),
            Column(text("Who reach another too"), "people"),
            Column(text("Nearest for"), "people"),
            Column(text("Capacity"), "people"),
            Column(text("Free"), "people"),
            Column(text("Would find no room"), "people"),
        ),
        rows=tuple(_place_row(found, place) for _, place in shown.iterrows()),
        note=" ".join(
            [
                text(
                    "A dash: capacity, free places or demand are not known, or a confidential cell could be told from the figure."
                ),
                text("All places stand in the file dublowanie.csv."),
            ]
        ),
    )


def _first_of_each(table: pd.DataFrame, by: list[str], ascending: list[bool], count: int) -> pd.DataFrame:
    """The first rows of each service and group, in the order of the catalog; what is missing comes last."""
    ids = [name for name in ("service_id", "service_a", "service_b") if name in table]
    ordered = table.sort_values([*by, *ids], ascending=[*ascending, *[True] * len(ids)], kind="stable")
    first = ordered.groupby(["service_type", "target"], sort=False).head(count)
    rank = {code: n for n, code in enumerate(dict.fromkeys(table.sort_index()["service_type"]))}
    return first.sort_values("service_type", key=lambda codes: codes.map(rank), kind="stable")


def _place_row(found: Findings, place: pd.Series) -> tuple[Cell, ...]:
    counts = [_whole(place[c]) for c in ("people_reached", "people_shared", "people_nearest")]
    return (
        _named(found, place["provider"], place["locality"], place["gmina_teryt"]),
        found.type_title(str(place["service_type"])),
        *counts,
        _whole(place["capacity"]),
        _whole(place["free"]),
        _whole(place["people_without_room"]),
    )


def _named(found: Findings, provider: object, locality: object, gmina: object) -> str:
    """A provider with the village, or the gmina where that is not known, unless its name says so already."""
    name = _plain(provider)
    where = _plain(locality) or found.gmina_names().get(str(gmina), "")
    return f"{name} ({where})" if where and where not in name else name


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""


def _largest(pairs: pd.DataFrame) -> pd.DataFrame:
    told = pairs[pairs["people_shared"].notna()]
    return _first_of_each(told, ["people_shared"], [False], PAIRS_OF_SERVICE)


def _pair_sentence(found: Findings, pair: pd.Series) -> str:
    text = found.text
    told = text.plural(
        "{service}: {one} and {other}: {count} person reaches both ({share} of the smaller catchment).",
        "{service}: {one} and {other}: {count} people reach both ({share} of the smaller catchment).",
        int(pair["people_shared"]),
        service=found.type_title(str(pair["service_type"])),
        one=_named(found, pair["provider_a"], pair["locality_a"], pair["gmina_a"]),
        other=_named(found, pair["provider_b"], pair["locality_b"], pair["gmina_b"]),
        share=write_share(text, float(pair["share"])),
    )
    if pd.isna(pair["free_a"]) or pd.isna(pair["free_b"]):
        return told
    return told + " " + text(
        "Free places: {one} and {other}.", one=text.number(pair["free_a"]), other=text.number(pair["free_b"])
    )  # fmt: skip


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else round(float(value))
