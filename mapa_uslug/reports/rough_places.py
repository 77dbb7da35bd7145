"""Places known only to their street, village or gmina: which they are, and for how many people that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd

from mapa_uslug.catalog.words import name_quality
from mapa_uslug.contracts.places import EXACT_RADIUS_M, QUALITIES
from mapa_uslug.reports.content import Block, Column, Paragraph, Table
from mapa_uslug.reports.figures import sum_by_reason
from mapa_uslug.reports.words import NBSP, name_unit

if TYPE_CHECKING:
    from mapa_uslug.reports.findings import Findings

MAX_PLACES: Final = 40
"""Places listed in the report; all of them stand in ``wyniki.gpkg``."""


def describe_rough_places(found: Findings) -> list[Block]:
    """Say how many places are known only roughly, what follows for the figures, and which they are."""
    text, rough = found.text, _find_rough(found)
    if not len(rough):
        return []
    blocks: list[Block] = [
        Paragraph(_count_sentence(found, rough), is_notice=True),
        Paragraph(
            text(
                "Such a place may lie anywhere within its radius. Whoever is within the threshold wherever it lies is served, "
                "whoever is beyond it wherever it lies is too far, and of the others it is not known. Times, medians and "
                "bands are those of the middle."
            )
        ),
        _type_table(found, rough),
        _place_table(found, rough.head(MAX_PLACES)),
    ]
    if len(rough) > MAX_PLACES:
        rest = text.number(len(rough) - MAX_PLACES)
        blocks.append(
            Paragraph(
                text(
                    "Further places not listed here: {count}. All of them stand in the file wyniki.gpkg.",
                    count=rest,
                )
            )
        )
    return blocks


def _find_rough(found: Findings) -> gpd.GeoDataFrame:
    """Rough places, the least known first."""
    services = found.result.services
    rough = services[services["radius_m"] > EXACT_RADIUS_M]
    return rough.sort_values(["radius_m", "service_id"], ascending=[False, True])


def _count_sentence(found: Findings, rough: gpd.GeoDataFrame) -> str:
    text, counts = found.text, rough["quality"].value_counts()
    kinds = ", ".join(f"{name_quality(text, q)} ({text.number(counts[q])})" for q in QUALITIES if q in counts)
    return text.plural(
        "{count} place of {all} is known only to: {kinds}.",
        "{count} places of {all} are known only to: {kinds}.",
        len(rough),
        all=text.number(len(found.result.services)),
        kinds=kinds,
    )


def _type_table(found: Findings, rough: gpd.GeoDataFrame) -> Table:
    text, all_of = found.text, found.result.services["service_type"].value_counts()
    rows: list[tuple[str, int, int, int | None]] = []
    for code, count in rough["service_type"].value_counts().items():
        main = found.main.get(str(code))
        people = None if main is None else sum_by_reason(main).get("uncertain_place", 0)
        rows.append((found.type_title(str(code)), int(count), int(all_of[code]), people))
    rows.sort(key=lambda row: (-(row[3] or 0), row[0]))
    return Table(
        caption=text(
            "Services with places known only roughly, and the people for whom that decides (main thresholds)"
        ),
        columns=(
            Column(text("Service")),
            Column(text("Places known only roughly"), "people"),
            Column(text("All its places"), "people"),
            Column(text("People not known because of it"), "people"),
        ),
        rows=tuple(rows),
        note=text("A dash stands where access to the service is not measured."),
    )


def _place_table(found: Findings, rough: gpd.GeoDataFrame) -> Table:
    text, names = found.text, found.gmina_names()
    columns = (
        "provider",
        "service_type",
        "gmina_teryt",
        "locality",
        "address",
        "quality",
        "radius_m",
        "source",
    )
    rows = [
        (
            str(provider),
            found.type_name(str(code)),
            names.get(str(gmina), str(gmina)),
            ", ".join(part for part in (locality, address) if isinstance(part, str) and part) or None,
            f"{name_quality(text, str(quality))} (±{NBSP}{name_unit(text, 'm', float(radius))})",
            str(source),
        )
        for provider, code, gmina, locality, address, quality, radius, source in zip(
            *(rough[c] for c in columns), strict=True
        )
    ]
    titles = (
        text("Provider"), text("Service"), text("Gmina"), text("Address"), text("Known only to"), text("Source"),
    )  # fmt: skip
    return Table(
        caption=text("Places known only to their street, village or gmina, the least known first"),
        columns=tuple(Column(title) for title in titles),
        rows=tuple(rows),
        note=text(
            "To mend it, give the coordinates (columns lat and lon) or the full address in the sheet of services, or decide in "
            "the work list."
        ),
    )
