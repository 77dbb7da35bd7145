"""The report's answers about what much depends on: bridges, crossings and only roads."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.barrier_words import name_link, write_distance
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.barriers import Barriers
from mapa_uslug.core.text import capital
from mapa_uslug.reports.cause_layers import lengths
from mapa_uslug.reports.causes import list_localities
from mapa_uslug.reports.content import Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.overlaps import group_overlapping

MAX_LINKS: Final = 20
"""Links listed in the report; all of them stand in ``wyniki.gpkg``."""
_TOP: Final = 3
_NEAR_M: Final = 1.0
_MOST_FIRST: Final = ["people_beyond", "people_cut_off", "person_minutes", "link_id"]


def rank_links(barriers: Barriers) -> pd.DataFrame:
    """Rows of `Barriers.links`, the worst first; ``place`` numbers the links, each one road however many services need it.

    ``alternative_m`` is the length of the way round [m], NaN if there is none. The first row of a place is the service and
    mode for which closing the link would cost most.
    """
    links = barriers.links
    order = pd.DataFrame(links).assign(alternative_m=lengths(links["alternative"]))
    order = order.sort_values(
        _MOST_FIRST, ascending=[False, False, False, True], kind="stable", ignore_index=True
    )
    first = group_overlapping(order["geometry"].to_numpy(dtype=object), near_m=_NEAR_M)
    return order.assign(place=np.unique(first, return_inverse=True)[1])


def worst_links(barriers: Barriers) -> pd.DataFrame:
    """Every link once, as it is for the service and mode for which its closing would cost most; see `rank_links`.

    ``services`` is the number of service types that it matters to.
    """
    ranked = rank_links(barriers)
    worst = ranked.drop_duplicates("place")
    services = ranked.groupby("place")["service_type"].nunique()
    return worst.assign(services=services.reindex(worst["place"]).to_numpy()).reset_index(drop=True)


def describe_links(found: Findings) -> Section | None:
    """What closing a bridge, a crossing or the only road would do; None where links were not examined."""
    text, barriers = found.text, found.result.barriers
    if barriers is None:
        return None
    worst = worst_links(barriers)
    heading = text("Bridges, railway crossings and only roads")
    if not len(worst):
        nothing = text("No link was found whose closing would leave anybody beyond the threshold.")
        return Section("mosty", heading, (Paragraph(nothing),))
    intro = text(
        "What would happen if a link were closed, for instance by a flood or works: each link alone, for the service and mode that "
        "would suffer most."
    )
    blocks = (
        Paragraph(intro),
        Bullets(tuple(link_sentence(found, row) for _, row in worst.head(_TOP).iterrows())),
        _link_table(found, worst),
    )
    return Section("mosty", heading, blocks)


def link_sentence(found: Findings, link: pd.Series) -> str:
    """What closing a link would do, in one sentence."""
    text = found.text
    told = [
        text(
            "{link}, {places}: {service}, {mode}",
            link=capital(name_link(text, link["kind"], str(link["name"]))),
            places=list_localities(found, link["localities"]),
            service=found.type_name(link["service_type"]),
            mode=name_mode(text, link["mode"]),
        ),
        text.plural(
            "{count} person would be newly beyond the threshold",
            "{count} people would be newly beyond the threshold",
            int(link["people_beyond"]),
        ),
        *_cut_off(found, link),
    ]
    if np.isfinite(link["alternative_m"]):
        distance = write_distance(text, link["alternative_m"])
        told.append(text("from beyond it the way there would be {distance} long", distance=distance))
    if np.isfinite(link["alternative_min"]) and link["alternative_min"] > 0:
        told.append(
            text(
                "the journey would grow by up to {minutes} min", minutes=text.number(link["alternative_min"])
            )
        )
    if link["services"] > 1:
        told.append(
            text.plural(
                "it matters to {count} service", "it matters to {count} services", int(link["services"])
            )
        )
    return "; ".join(told) + "."


def _cut_off(found: Findings, link: pd.Series) -> list[str]:
    """People who could not get there at all: some of them may be beyond the threshold already."""
    count = int(link["people_cut_off"])
    if not count:
        return []
    told = found.text.plural(
        "{count} person could not get there at all", "{count} people could not get there at all", count
    )
    if count > link["people_beyond"]:
        told += found.text(" (those included who are beyond the threshold already)")
    return [told]


def _link_table(found: Findings, worst: pd.DataFrame) -> Table:
    text = found.text
    shown = worst.head(MAX_LINKS)
    notes = [
        text(
            "Figures are of the service that would suffer most; those of every other stand in the file wyniki.gpkg, layer "
            "mosty_i_przejazdy. Cut off are people who could not get there at all, those included who are beyond the threshold "
            "already. Way round: from beyond the closed link to the nearest place; a dash: there is none in the data."
        )
    ]
    if shown["may_be_shorter"].any():
        notes.append(
            text(
                "Roads beyond the end of the data might lead round faster, or at all: the losses are then smaller than told here. Some "
                "of those newly beyond the threshold or cut off might get there in time on such roads; a plan that closes the link "
                "calls them not known."
            )
        )
    if len(worst) > len(shown):
        notes.append(text("Further ones stand in the file wyniki.gpkg, layer mosty_i_przejazdy."))
    return Table(
        caption=text("Links whose closing would cost most"),
        columns=(
            Column(text("Link")),
            Column(text("Localities")),
            Column(text("Services concerned"), "people"),
            Column(text("It would hurt most")),
            Column(text("Newly beyond the threshold"), "people"),
            Column(text("Cut off"), "people"),
            Column(text("With a longer way"), "people"),
            Column(text("Longest extra time")),
            Column(text("Way round")),
        ),
        rows=tuple(_row(found, row) for _, row in shown.iterrows()),
        note=" ".join(notes),
    )


def _row(found: Findings, link: pd.Series) -> tuple[Cell, ...]:
    text = found.text
    extra = float(link["alternative_min"])
    is_longer = np.isfinite(extra) and link["people_farther"] > 0
    return (
        capital(name_link(text, link["kind"], str(link["name"]))),
        list_localities(found, link["localities"]),
        int(link["services"]),
        text(
            "{service}, {mode}",
            service=found.type_name(link["service_type"]),
            mode=name_mode(text, link["mode"]),
        ),
        int(link["people_beyond"]),
        int(link["people_cut_off"]),
        int(link["people_farther"]),
        f"{text.number(extra)}\u00a0min" if is_longer else None,
        write_distance(text, link["alternative_m"]) if np.isfinite(link["alternative_m"]) else None,
    )
