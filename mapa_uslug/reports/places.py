"""The report's answers about places: the headline, white spots, only by car, no free place, services without a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.cause_words import tell_causes
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_group
from mapa_uslug.contracts.confidential import hide_confidential_targets
from mapa_uslug.reports.content import Block, Bullets, Column, Paragraph, Section, Table
from mapa_uslug.reports.figures import TOO_FAR, share
from mapa_uslug.reports.findings import Findings, full_people, tell_ranked_last, unknown_comes_first
from mapa_uslug.reports.words import name_unit, write_share

ALL_MODES: Final = "all"
MAX_SPOTS: Final = 60
"""White spots listed in the report; the rest stand in ``wyniki.gpkg``."""
MAX_LOCALITIES: Final = 20
"""Localities listed in the report."""
_TOP: Final = 3
_MAX_NAMES: Final = 5


def main_white_spots(found: Findings) -> pd.DataFrame:
    """White spots by every mode that counts, at the main level, most people first.

    Those of types whose own group nobody has counted come last.
    """
    spots = found.result.white_spots
    chosen = spots[(spots["mode"] == ALL_MODES) & (spots["level"] == MAIN_LEVEL)]
    chosen = chosen.assign(people_target=hide_confidential_targets(chosen, found.result.cells.table))
    main = found.main
    keys = [
        found.rank_key(main.get(code), int(people))
        for code, people in zip(chosen["service_type"], chosen["people"], strict=True)
    ]
    order = chosen.assign(rank=keys).sort_values(["rank", "white_spot_id"])
    return pd.DataFrame(order.drop(columns=["rank", "geometry"]))


def describe_headline(found: Findings) -> Section:
    """The largest gaps and the largest white spots, in sentences."""
    text, spots = found.text, main_white_spots(found)
    gaps = [code for code, x in found.main.items() if x.people[:, TOO_FAR].sum()][:_TOP]
    blocks: list[Block] = []
    if not gaps:
        blocks.append(Paragraph(_no_gap_sentence(found), is_notice=True))
    else:
        blocks += [
            Paragraph(
                text("The largest gap. {sentence}", sentence=_gap_sentence(found, gaps[0])), is_notice=True
            ),
            *_further_gaps(found, gaps[1:]),
            *([Paragraph(last)] if (last := tell_ranked_last(found)) else []),
            Paragraph(text("Largest white spots:")),
            Bullets(tuple(_spot_sentences(found, spots.head(_TOP)))),
        ]
        blocks += [Paragraph(_farthest_sentence(found, *far[0]))] if (far := far_localities(found)) else []
    return Section("najwazniejsze", text("In brief"), tuple(blocks))


def _further_gaps(found: Findings, codes: list[str]) -> list[Block]:
    if not codes:
        return []
    lines = Bullets(tuple(_gap_sentence(found, code) for code in codes))
    return [Paragraph(found.text("Further services that many live too far from:")), lines]


def _no_gap_sentence(found: Findings) -> str:
    if unknown_comes_first(found):
        return found.text(
            "No white spot was found. That is no proof that there is none: too little is known, as said above."
        )
    return found.text("No white spot was found: nobody is known to live beyond the main thresholds.")


def _gap_sentence(found: Findings, code: str) -> str:
    text, combined = found.text, found.main[code]
    count = int(combined.people[:, TOO_FAR].sum())
    values = {
        "service": found.type_title(code),
        "people": found.count_people(count),
        "share": write_share(text, share(count, found.people)),
    }
    if combined.target is None:
        return text("{service}: {people} too far ({share} of the residents).", **values)
    return text(
        "{service}: {people} too far ({share} of the residents); in the target group ({group}): {target}.",
        **values,
        group=name_group(text, found.catalog.by_code[code].target),
        target=found.count_people(int(combined.target[:, TOO_FAR].sum())),
    )


def _spot_sentences(found: Findings, spots: pd.DataFrame) -> Iterator[str]:
    causes = _causes(found, spots)
    for _, spot in spots.iterrows():
        sentence, cause = _spot_sentence(found, spot), causes.get(str(spot["white_spot_id"]))
        yield found.text("{sentence} Cause: {cause}.", sentence=sentence, cause=cause) if cause else sentence


def _spot_sentence(found: Findings, spot: pd.Series) -> str:
    text = found.text
    values = {
        "place": _localities(found, spot),
        "gminas": _gminas(found, spot["gmina_teryt"]),
        "service": found.type_name(spot["service_type"]),
        "people": found.count_people(int(spot["people"])),
    }
    if not np.isfinite(spot["over"]):
        return text("{place} ({gminas}): {service}, {people}; they have access to no place.", **values)
    return text(
        "{place} ({gminas}): {service}, {people}; the nearest place ({nearest}) lies {over} beyond the threshold on average.",
        **values,
        nearest=_nearest(found, spot),
        over=name_unit(text, spot["unit"], round(float(spot["over"]))),
    )


def _farthest_sentence(found: Findings, place: str, gmina: str, residents: int, services: int, _: int) -> str:
    text = found.text
    return text(
        "Too far from most services: {place} (gmina {gmina}, {residents}), {services}.",
        place=place,
        gmina=gmina,
        residents=text.plural("{count} resident", "{count} residents", residents),
        services=text.plural("{count} service too far", "{count} services too far", services),
    )


def _localities(found: Findings, spot: pd.Series) -> str:
    names = [name for name in str(spot["localities"]).split("|") if name]
    if not names:
        return found.text("place without a name")
    if len(names) <= _MAX_NAMES:
        return ", ".join(names)
    rest = len(names) - _MAX_NAMES
    more = found.text.plural("and {count} other", "and {count} others", rest)
    return f"{', '.join(names[:_MAX_NAMES])} {more}"


def _gminas(found: Findings, codes: str) -> str:
    names = found.gmina_names()
    listed = [names.get(c, c) for c in str(codes).split("|") if c]
    return found.text.plural("gmina {names}", "gminas {names}", len(listed), names=", ".join(listed))


def _nearest(found: Findings, spot: pd.Series) -> str:
    gmina = found.gmina_names().get(str(spot["nearest_gmina"]), str(spot["nearest_gmina"]))
    return found.text("{provider}, gmina {gmina}", provider=spot["nearest_provider"], gmina=gmina)


def describe_white_spots(found: Findings) -> Section:
    """White spots as a table."""
    text, spots = found.text, main_white_spots(found)
    shown, rest = spots.head(MAX_SPOTS), spots.iloc[MAX_SPOTS:]
    intro = text(
        "A white spot is a group of touching inhabited cells whose people live beyond the threshold by every mode that "
        "counts for the service. People without a free place and people who cannot be told about are counted apart."
    )
    blocks: list[Block] = [Paragraph(intro)]
    if len(spots):
        blocks += [_locality_table(found, far)] if (far := far_localities(found)) else []
        blocks.append(_spot_table(found, shown))
    else:
        blocks.append(Paragraph(text("No white spot was found at the main thresholds.")))
    if len(rest):
        blocks.append(
            Paragraph(
                text(
                    "Further white spots not listed here: {count}. All of them stand in the file wyniki.gpkg.",
                    count=text.number(len(rest)),
                )
            )
        )
    return Section("biale-plamy", text("White spots"), tuple(blocks))


def far_localities(found: Findings) -> list[tuple[str, str, int, int, int]]:
    """Localities that are too far from several services at once, the most services first.

    Each is name, gmina, residents, services too far, people too far from the worst of them.
    """
    names, table = found.gmina_names(), found.result.cells.table
    places = pd.MultiIndex.from_arrays([table["gmina_teryt"].astype(str), table["locality"].fillna("")])
    sums = pd.DataFrame({code: x.people[:, TOO_FAR] for code, x in found.main.items()}, index=places)
    by_place = sums.groupby(level=[0, 1]).sum()
    residents = pd.Series(table["people"].to_numpy(), index=places).groupby(level=[0, 1]).sum()
    services, worst = (by_place > 0).sum(axis=1), by_place.max(axis=1)
    is_listed = (services > 1) & (by_place.index.get_level_values(1) != "")
    figures = zip(*(x[is_listed].tolist() for x in (residents, services, worst)), strict=True)
    rows = [
        (str(name), names.get(str(gmina), str(gmina)), *counts)
        for (gmina, name), counts in zip(by_place.index[is_listed], figures, strict=True)
    ]
    return sorted(rows, key=lambda r: (-r[3], -r[4], r[0], r[1]))


def _locality_table(found: Findings, far: Sequence[tuple[str, str, int, int, int]]) -> Table:
    text = found.text
    return Table(
        caption=text("Localities that are too far from several services"),
        columns=(
            Column(text("Locality")),
            Column(text("Gmina")),
            Column(text("Residents"), "people"),
            Column(text("Services too far"), "people"),
            Column(text("People too far, at most"), "people"),
        ),
        rows=tuple(far[:MAX_LOCALITIES]),
    )


def _spot_table(found: Findings, spots: pd.DataFrame) -> Table:
    text = found.text
    columns = (
        Column(text("Localities")),
        Column(text("Gmina")),
        Column(text("Service")),
        Column(text("People"), "people"),
        Column(text("Target group"), "people"),
        Column(text("Beyond the threshold, on average")),
        Column(text("Nearest place")),
        *([Column(text("Cause"))] if found.result.barriers is not None else []),
    )
    names = found.gmina_names()
    causes = _causes(found, spots)
    rows = []
    for _, spot in spots.iterrows():
        is_reached = bool(np.isfinite(spot["over"]))
        listed = [names.get(c, c) for c in str(spot["gmina_teryt"]).split("|")]
        rows.append(
            (
                _localities(found, spot),
                ", ".join(listed),
                found.type_name(spot["service_type"]),
                int(spot["people"]),
                None if pd.isna(spot["people_target"]) else int(spot["people_target"]),
                name_unit(text, spot["unit"], round(float(spot["over"])))
                if is_reached
                else text("no access"),
                _nearest(found, spot) if is_reached else text("no place"),
                *([causes.get(str(spot["white_spot_id"]))] if found.result.barriers is not None else []),
            )
        )
    dash = text(
        "A dash under “Target group” means that the group is not known there or must stay confidential."
    )
    return Table(
        caption=text("White spots at the main thresholds, most people first"),
        columns=columns,
        rows=tuple(rows),
        note=" ".join(filter(None, (tell_ranked_last(found), dash))),
    )


def _causes(found: Findings, spots: pd.DataFrame) -> dict[str, str]:
    """The leading cause of each white spot, that of most people where there are several."""
    if found.result.barriers is None:
        return {}
    told = tell_causes(found.text, found.result.barriers, spots["white_spot_id"].astype(str))
    return {spot: causes[0] for spot, causes in told.items()}


def describe_by_car_only(found: Findings) -> Section | None:
    """People who are within the threshold by car and by no other mode; None when there are none."""
    headline = found.result.info.get("headline")
    if not isinstance(headline, pd.DataFrame):
        return None
    main = headline[headline["poziom"] == MAIN_LEVEL + 1]
    sums = main.groupby("usluga")["tylko_samochodem"].sum()
    listed = sorted(
        ((code, int(n)) for code, n in sums.items() if n and code in found.main), key=lambda x: (-x[1], x[0])
    )
    if not listed:
        return None
    text = found.text
    table = Table(
        caption=text("People within the main threshold by car only"),
        columns=(
            Column(text("Service")),
            Column(text("People"), "people"),
            Column(text("Share of residents"), "share"),
        ),
        rows=tuple((found.type_title(code), n, share(n, found.people)) for code, n in listed),
    )
    intro = text(
        "These people are not in a white spot, but without a car they do not reach the service within the threshold."
    )
    return Section("tylko-samochodem", text("Only by car"), (Paragraph(intro), table))


def describe_full(found: Findings) -> Section:
    """People near a place that has no room for them, and the types for which that was not weighed."""
    text = found.text
    rated = {code: x for code, x in found.main.items() if x.is_capacity_known}
    unrated = [found.type_name(code) for code, x in found.main.items() if not x.is_capacity_known]
    sums = {code: full_people(x) for code, x in rated.items() if full_people(x)}
    full = dict(sorted(sums.items(), key=lambda kv: (-kv[1], kv[0])))
    blocks: list[Block] = []
    if full:
        blocks.append(
            Table(
                caption=text("People within the main threshold without a free place"),
                columns=(
                    Column(text("Service")),
                    Column(text("People"), "people"),
                    Column(text("Share of residents"), "share"),
                ),
                rows=tuple((found.type_title(c), n, share(n, found.people)) for c, n in full.items()),
                note=text(
                    "Demand is a convention: a share of the target group is taken to want the service."
                ),
            )
        )
    elif rated:
        blocks.append(Paragraph(text("Places were enough wherever they were weighed against demand.")))
    if unrated:
        listed = "; ".join(unrated)
        blocks.append(
            Paragraph(
                text("Capacity was not weighed (no demand rate or no capacity known): {services}.", services=listed)
            )
        )  # fmt: skip
    return Section("brak-miejsc", text("No free place"), tuple(blocks))


def describe_services_without_point(found: Findings) -> Section | None:
    """Services counted per gmina only, and services whose place is not known; None when there are neither."""
    text, unlocated = found.text, found.result.unlocated
    discreet = unlocated[unlocated["sensitivity"] == 1]
    lost = unlocated[unlocated["sensitivity"] == 0]
    blocks: list[Block] = []
    if len(discreet):
        blocks.append(_discreet_table(found, discreet))
    if len(lost):
        count = text.plural("{count} service", "{count} services", len(lost))
        blocks.append(
            Paragraph(text("Without a known place, so not in the figures above: {services}.", services=count))
        )
        blocks.append(_count_table(found, lost))
    if not blocks:
        return None
    return Section("bez-polozenia", text("Services without a point on the map"), tuple(blocks))


def _discreet_table(found: Findings, services: pd.DataFrame) -> Table:
    text, names = found.text, found.gmina_names()
    grouped = services.groupby(["gmina_teryt", "service_type"])["capacity"]
    rows = []
    for (gmina, code), capacity in grouped:
        known = capacity.dropna()
        rows.append(
            (
                names.get(str(gmina), str(gmina)),
                found.type_name(str(code)),
                len(capacity),
                float(known.sum()) if len(known) else None,
            )
        )
    return Table(
        caption=text("Services counted per gmina only, because their place must not be shown"),
        columns=(
            Column(text("Gmina")),
            Column(text("Service")),
            Column(text("Number"), "people"),
            Column(text("Capacity known"), "people"),
        ),
        rows=tuple(rows),
    )


def _count_table(found: Findings, services: pd.DataFrame) -> Table:
    text = found.text
    counts = sorted(services["service_type"].value_counts().items(), key=lambda x: (-int(x[1]), str(x[0])))
    return Table(
        caption=text("Services whose place is not known"),
        columns=(Column(text("Service")), Column(text("Number"), "people")),
        rows=tuple((found.type_title(str(code)), int(n)) for code, n in counts),
    )
