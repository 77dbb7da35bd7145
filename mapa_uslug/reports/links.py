"""The report's answers about what much depends on: bridges, crossings and only roads."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.barrier_words import name_link, write_distance
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.reports.cause_layers import lengths
from mapa_uslug.reports.causes import list_localities
from mapa_uslug.reports.content import Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.findings import Findings

MAX_LINKS: Final = 20
"""Links listed in the report; all of them stand in ``wyniki.gpkg``."""
_TOP: Final = 3


def worst_links(links: pd.DataFrame) -> pd.DataFrame:
    """Every link once, with the service and mode for which its closing would cost most; the worst link first.

    ``alternative_m`` is the length of the way round [m], NaN if there is none; ``others`` the number of further services
    and modes that it matters to.
    """
    table = pd.DataFrame(links.drop(columns="geometry")).assign(alternative_m=lengths(links["alternative"]))
    order = table.sort_values(
        ["people_beyond", "people_cut_off", "person_minutes", "link_id"],
        ascending=[False, False, False, True],
        kind="stable",
    )
    uses = order.groupby("link_id").size()
    worst = order.drop_duplicates("link_id")
    return worst.assign(others=uses.reindex(worst["link_id"]).to_numpy() - 1).reset_index(drop=True)


def describe_links(found: Findings) -> Section | None:
    """What closing a bridge, a crossing or the only road would do; None where links were not examined."""
    text, barriers = found.text, found.result.barriers
    if barriers is None:
        return None
    worst = worst_links(barriers.links)
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
    name = name_link(text, link["kind"], str(link["name"]))
    told = [
        text(
            "{link}, {places}: {service}, {mode}",
            link=name[:1].upper() + name[1:],
            places=list_localities(found, link["localities"]),
            service=found.type_name(link["service_type"]),
            mode=name_mode(text, link["mode"]),
        ),
        text.plural(
            "{count} person would be newly beyond the threshold",
            "{count} people would be newly beyond the threshold",
            int(link["people_beyond"]),
        ),
    ]
    if link["people_cut_off"]:
        told.append(
            text.plural(
                "of them {count} person could not get there at all",
                "of them {count} people could not get there at all",
                int(link["people_cut_off"]),
            )
        )
    if np.isfinite(link["alternative_m"]):
        told.append(
            text("the way round is {distance} long", distance=write_distance(text, link["alternative_m"]))
        )
    if np.isfinite(link["alternative_min"]) and link["alternative_min"] > 0:
        told.append(
            text(
                "the journey would grow by up to {minutes} min", minutes=text.number(link["alternative_min"])
            )
        )
    return "; ".join(told) + "."


def _link_table(found: Findings, worst: pd.DataFrame) -> Table:
    text = found.text
    shown = worst.head(MAX_LINKS)
    note = text("A dash under “Way round” means that there is none.")
    if len(worst) > len(shown):
        note += " " + text("Further ones stand in the file wyniki.gpkg, layer mosty_i_przejazdy.")
    return Table(
        caption=text("Links whose closing would cost most"),
        columns=(
            Column(text("Link")),
            Column(text("Localities")),
            Column(text("Service and mode")),
            Column(text("Newly beyond the threshold"), "people"),
            Column(text("Of them cut off"), "people"),
            Column(text("With a longer way"), "people"),
            Column(text("Person-minutes lost"), "people"),
            Column(text("Longest extra time")),
            Column(text("Way round")),
        ),
        rows=tuple(_row(found, row) for _, row in shown.iterrows()),
        note=note,
    )


def _row(found: Findings, link: pd.Series) -> tuple[Cell, ...]:
    text = found.text
    name = name_link(text, link["kind"], str(link["name"]))
    extra = float(link["alternative_min"])
    return (
        name[:1].upper() + name[1:],
        list_localities(found, link["localities"]),
        text(
            "{service}, {mode}",
            service=found.type_name(link["service_type"]),
            mode=name_mode(text, link["mode"]),
        ),
        int(link["people_beyond"]),
        int(link["people_cut_off"]),
        int(link["people_farther"]),
        float(np.round(link["person_minutes"])),
        f"{text.number(extra)}\u00a0min" if np.isfinite(extra) else None,
        write_distance(text, link["alternative_m"]) if np.isfinite(link["alternative_m"]) else None,
    )
