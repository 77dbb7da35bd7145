"""Sentences on how many people changed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapa_uslug.contracts.changes import PARTS
from mapa_uslug.core.text import Text
from mapa_uslug.reports.change_tables import name_gmina
from mapa_uslug.reports.change_words import ToldChanges, name_part, write_signed


def tell_change(told: ToldChanges, row: dict[str, Any]) -> str:
    """One service and state: how many more or fewer people, and what it comes from."""
    text, change = told.text, int(row["change"])
    figures = {"service": told.type_name(row["service_type"]), "old": text.number(row["old"]), "new": text.number(row["new"])}  # fmt: skip
    said = _say_change(text, str(row["state"]), change, figures)
    parts = [f"{name_part(text, p).lower()} {write_signed(text, row[p])}" for p in PARTS if row[p]]
    return f"{said} {text('Of this: {parts}.', parts='; '.join(parts))}"


def _say_change(text: Text, state: str, change: int, figures: dict[str, str]) -> str:
    if state == "too_far":
        return text.plural(
            "{service}: {count} more person is too far ({old} before, {new} now).",
            "{service}: {count} more people are too far ({old} before, {new} now).",
            change, **figures,
        ) if change > 0 else text.plural(
            "{service}: {count} fewer person is too far ({old} before, {new} now).",
            "{service}: {count} fewer people are too far ({old} before, {new} now).",
            -change, **figures,
        )  # fmt: skip
    if state == "served":
        return text.plural(
            "{service}: {count} more person is served ({old} before, {new} now).",
            "{service}: {count} more people are served ({old} before, {new} now).",
            change, **figures,
        ) if change > 0 else text.plural(
            "{service}: {count} fewer person is served ({old} before, {new} now).",
            "{service}: {count} fewer people are served ({old} before, {new} now).",
            -change, **figures,
        )  # fmt: skip
    if state == "full":
        return text.plural(
            "{service}: {count} more person is without a free place ({old} before, {new} now).",
            "{service}: {count} more people are without a free place ({old} before, {new} now).",
            change, **figures,
        ) if change > 0 else text.plural(
            "{service}: {count} fewer person is without a free place ({old} before, {new} now).",
            "{service}: {count} fewer people are without a free place ({old} before, {new} now).",
            -change, **figures,
        )  # fmt: skip
    return text.plural(
        "{service}: nothing can be told about {count} more person ({old} before, {new} now).",
        "{service}: nothing can be told about {count} more people ({old} before, {new} now).",
        change, **figures,
    ) if change > 0 else text.plural(
        "{service}: nothing can be told about {count} person fewer ({old} before, {new} now).",
        "{service}: nothing can be told about {count} people fewer ({old} before, {new} now).",
        -change, **figures,
    )  # fmt: skip


def tell_edges(told: ToldChanges) -> Iterator[str]:
    """Places that closed or moved, and people whose next place the data do not reach; the most people first."""
    text = told.text
    edges = told.rows(told.changes.edges, step=told.last)
    keys = ["service_type", "service_id", "provider", "gmina_teryt", "change"]
    sums = (
        edges.groupby(keys, as_index=False)["people"]
        .sum()
        .sort_values("people", ascending=False, kind="stable")
    )
    for row in sums.to_dict("records"):
        figures = {
            "service": told.type_name(row["service_type"]), "provider": row["provider"],
            "gmina": name_gmina(told, row["gmina_teryt"]),
        }  # fmt: skip
        if row["change"] == "closed":
            yield text.plural(
                "{service}: since “{provider}” (gmina {gmina}) left the list, nothing can be told about {count} person: the data end before "
                "the next place. Ask gmina {gmina}.",
                "{service}: since “{provider}” (gmina {gmina}) left the list, nothing can be told about {count} people: the data end before "
                "the next place. Ask gmina {gmina}.",
                int(row["people"]), **figures,
            )  # fmt: skip
        else:
            yield text.plural(
                "{service}: since “{provider}” (gmina {gmina}) moved, nothing can be told about {count} person: the data end before the next "
                "place. Ask gmina {gmina}.",
                "{service}: since “{provider}” (gmina {gmina}) moved, nothing can be told about {count} people: the data end before the next "
                "place. Ask gmina {gmina}.",
                int(row["people"]), **figures,
            )  # fmt: skip
