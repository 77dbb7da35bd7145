"""Whom to call about white spots, gmina by gmina."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Range, Section, Table
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.local_plan.provider_words import name_sector

MOST_SERVICES: Final = 8
"""Services told of a gmina on paper, those that most people are too far from first."""
_READ: Final = 5
"""Rows of a gmina on paper, where it is not the only one."""
_NEAREST: Final = 2
_THIRD_SECTOR: Final = ("ngo", "social_economy", "church")
_PLACES: Final = 3


def describe_calls(found: PlanFindings) -> Section | None:
    """Providers near the white spots of each gmina, to be asked; None where there are no white spots."""
    text = found.text
    spots = _headline_spots(found)
    if spots.empty:
        return None
    tables = [table for code in found.plan.gminas for table in _table_of(found, code, spots)]
    blocks: list[Block] = [
        Paragraph(
            text(
                "For every white spot, by every mode at the main threshold: who gives the same service nearest, and who works in the "
                "same field for the same group, or comes to people as well, and may know what could help. Bodies other than public offices are told besides, even where offices are nearer. "
                "Whether they are willing and able, only a talk can tell."
            )
        ),
        *tables,
    ]
    lonely = list(_tell_lonely(found, spots))
    if lonely:
        blocks.append(Bullets(tuple(lonely)))
    return Section("sieciowanie-kontakty", text("Whom to call about white spots"), tuple(blocks))


def _headline_spots(found: PlanFindings) -> pd.DataFrame:
    """White spots by all modes at the main threshold, by the gmina that most of their people live in."""
    spots = pd.DataFrame(found.plan.result.white_spots)
    spots = spots[(spots["mode"] == ALL_MODES) & (spots["level"] == MAIN_LEVEL)]
    spots = spots.assign(gmina=[str(codes).split("|")[0] for codes in spots["gmina_teryt"]])
    return spots[spots["gmina"].isin(found.plan.gminas)]


def _table_of(found: PlanFindings, gmina: str, spots: pd.DataFrame) -> Iterator[Table]:
    text = found.text
    own = spots[spots["gmina"] == gmina]
    order = own.groupby("service_type")["people"].sum().sort_values(ascending=False, kind="stable").index
    by_service = [list(_rows_of(found, gmina, str(code), own)) for code in order]
    rows = [row for of_service in by_service for row in of_service]
    if not rows:
        return
    note = text("The number of people is that of the service in the gmina, and stands with every provider. Distances are straight lines from the nearest white spot.")  # fmt: skip
    yield Table(
        caption=text("Whom to call: gmina {gmina}", gmina=found.place_name(gmina)),
        columns=(
            Column(text("Service")), Column(text("Where")), Column(text("Too far"), "range"), Column(text("Provider")), Column(text("Sector")),
            Column(text("Distance"), "decimal", "km"), Column(text("Gives")), Column(text("Contact")),
        ),
        rows=tuple(rows),
        note=note,
        source=cite_access(found),
        read=_READ if len(found.plan.gminas) > 1 else sum(map(len, by_service[:MOST_SERVICES])),
    )  # fmt: skip


def _rows_of(found: PlanFindings, gmina: str, code: str, spots: pd.DataFrame) -> Iterator[tuple[Cell, ...]]:
    text = found.text
    own = spots[spots["service_type"] == code]
    people = found.people_too_far(code, gmina)
    for helper in _choose(found, own).itertuples(index=False):
        gives = text("the same service") if helper.why == "same_type" else text("services of the same field")
        yield (
            found.found.type_title(code), _name_places(found, own), _people(people), str(helper.provider),
            name_sector(text, str(helper.sector)), float(helper.km), gives, str(helper.contact) or None,
        )  # fmt: skip


def _people(people: Range | None) -> Range | None:
    return people if people is not None and people.high > 0 else None


def _choose(found: PlanFindings, spots: pd.DataFrame) -> pd.DataFrame:
    """Helpers of any of some spots: the nearest for each reason, and the nearest of the third sector besides."""
    helpers = found.plan.providers.helpers
    own = helpers[helpers["white_spot_id"].isin(spots["white_spot_id"])]
    # The same service first; "same_type" is the later word.
    own = own.sort_values(["why", "km", "provider_key"], ascending=[False, True, True], kind="stable")
    own = own.drop_duplicates("provider_key")
    is_third = own["sector"].isin(_THIRD_SECTOR)
    is_near = own.groupby("why").cumcount() < _NEAREST
    is_near_third = is_third & (own.assign(third=is_third).groupby(["why", "third"]).cumcount() < 1)
    return own[is_near | is_near_third]


def _name_places(found: PlanFindings, spots: pd.DataFrame) -> str | None:
    """Localities of spots, those of the largest first; of many the first."""
    ordered = spots.sort_values(["people", "white_spot_id"], ascending=[False, True], kind="stable")
    names = list(dict.fromkeys(n for places in ordered["localities"] for n in str(places).split("|") if n))
    if len(names) > _PLACES + 1:
        more = found.text.plural(
            "and {count} more locality", "and {count} more localities", len(names) - _PLACES
        )
        return f"{', '.join(names[:_PLACES])} {more}"
    return ", ".join(names) or None


def _tell_lonely(found: PlanFindings, spots: pd.DataFrame) -> Iterator[str]:
    """Services of gminas for whose white spots nobody is near."""
    known = set(found.plan.providers.helpers["white_spot_id"])
    for code, own in spots.groupby("service_type", sort=True):
        gminas = [
            g
            for g in found.plan.gminas
            if (here := set(own.loc[own["gmina"] == g, "white_spot_id"])) and not here & known
        ]
        if gminas:
            yield found.text.plural(
                "{service}: the list names nobody near who gives it or something like it (gmina: {gminas}).",
                "{service}: the list names nobody near who gives it or something like it (gminas: {gminas}).",
                len(gminas), service=found.found.type_title(str(code)), gminas=", ".join(map(found.place_name, gminas)),
            )  # fmt: skip
