"""Networking: who works beside whom, in which groups, who stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.contracts.local_plan import ProviderNetwork
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.reports.content import Block, Cell, Column, Figure, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access, cite_services
from mapa_uslug.reports.local_plan.network_calls import describe_calls
from mapa_uslug.reports.local_plan.network_ties import describe_declared, describe_suggested
from mapa_uslug.reports.local_plan.provider_words import name_provider, name_sector, partner_km, say_some
from mapa_uslug.reports.pictures import Node, Web

MOST_ROWS: Final = 150
"""Providers drawn, and listed on paper; of a larger area those with most ties."""
_MOST_DRAWN: Final = 120
_MOST_KINDS: Final = 5


def describe_network(found: PlanFindings) -> Section:
    """The network of providers, partnerships and possible ties apart, and whom to call about white spots."""
    text, own = found.text, _own_providers(found)
    heading = text("Networking")
    if own.empty:
        return Section("sieciowanie", heading, (Paragraph(text("The list names no provider whose place may be shown.")),))  # fmt: skip
    drawn = own if len(own) <= MOST_ROWS else _most_tied(own)
    blocks: list[Block] = [
        Paragraph(" ".join(_tell_partnerships(found, own))),
        Paragraph(" ".join(_tell_groups(found, own))),
    ]
    if own["community"].max() > 0:
        blocks.append(_groups_table(found, own))
    blocks += [_figure(found, drawn), _providers_table(found, own, drawn)]
    parts = (describe_declared(found, own), describe_suggested(found, own), describe_calls(found))
    return Section("sieciowanie", heading, tuple(blocks), tuple(part for part in parts if part is not None))


def _own_providers(found: PlanFindings) -> pd.DataFrame:
    """Providers of the gminas spoken of: by group, then gmina, then name; those in no group last."""
    providers = found.plan.providers.providers
    own = providers[providers["gmina_teryt"].isin(found.plan.gminas)]
    order = sorted(
        range(len(own)),
        key=lambda n: (
            own["community"].iloc[n] or len(providers) + 1,
            str(own["gmina_teryt"].iloc[n]),
            polish_key(str(own["provider"].iloc[n])),
            str(own["provider_key"].iloc[n]),
        ),
    )
    return own.iloc[order]


def _most_tied(own: pd.DataFrame) -> pd.DataFrame:
    most = own.sort_values("degree", ascending=False, kind="stable").head(MOST_ROWS)
    return own[own["provider_key"].isin(most["provider_key"])]


def _tell_partnerships(found: PlanFindings, own: pd.DataFrame) -> Iterator[str]:
    text, network = found.text, found.plan.providers
    yield text.plural(
        "The list names {count} provider whose place may be shown.",
        "The list names {count} providers whose places may be shown.",
        len(own),
    )
    declared = _declared_of(network, own)
    strange = (*network.unknown_partners, *network.unplaced_partners)
    if not (network.ties["kind"] == "declared").any() and not strange:
        yield text(
            "It says nothing of partnerships (its column `partnerzy` is empty): which of them work together is not known."
        )
        return
    partners = set(declared["provider_a"]) | set(declared["provider_b"])
    without = int((~own["provider_key"].isin(partners)).sum())
    if declared.empty:
        yield text(
            "Of none of them is a partner with a known place given: they may have no partners, or their records may not tell."
        )
    else:
        yield text.plural("{count} partnership is declared.", "{count} partnerships are declared.", len(declared))  # fmt: skip
    if without and len(declared):
        yield text.plural(
            "Of {count} provider none is given: it may have no partner, or its record may not tell.",
            "Of {count} providers none is given: they may have no partners, or their records may not tell.",
            without,
        )
    if network.unplaced_partners:
        yield text.plural(
            "{count} partner has no place that is known, and is not in the network: {names}.",
            "{count} partners have no place that is known, and are not in the network: {names}.",
            len(network.unplaced_partners), names=say_some(text, list(network.unplaced_partners)),
        )  # fmt: skip
    if network.unknown_partners:
        yield text.plural(
            "{count} partner is not in the list: {names}.", "{count} partners are not in the list: {names}.",
            len(network.unknown_partners), names=say_some(text, list(network.unknown_partners)),
        )  # fmt: skip


def _declared_of(network: ProviderNetwork, own: pd.DataFrame) -> pd.DataFrame:
    declared = network.ties[network.ties["kind"] == "declared"]
    keys = own["provider_key"]
    return declared[declared["provider_a"].isin(keys) | declared["provider_b"].isin(keys)]


def _tell_groups(found: PlanFindings, own: pd.DataFrame) -> Iterator[str]:
    text = found.text
    groups = own.loc[own["community"] > 0, "community"].nunique()
    if groups:
        if found.is_whole_area:
            yield text.plural("Their ties make {count} group.", "Their ties make {count} groups.", groups)
        else:
            yield text.plural(
                "They belong to {count} group of the whole area, and stand under its number there; members elsewhere are not listed.",
                "They belong to {count} groups of the whole area, and stand under their numbers there; members elsewhere are not listed.",
                groups,
            )
        yield text(
            "A group is made of providers that are tied among themselves more than to others: by a declared partnership, by "
            "services for the same people that add to one another, or by people who have both within reach. It may become a "
            "partnership; the figures do not say that it is one."
        )
    alone = own[own["is_isolated"]]
    if len(alone):
        names = [
            name_provider(found, *row) for row in zip(alone["provider"], alone["gmina_teryt"], strict=True)
        ]
        yield text.plural(
            "{count} provider stands alone: {names}. No partner is declared, nobody else is in its locality, and nobody within {km} km "
            "gives the same group what it lacks (services for everybody are not counted).",
            "{count} providers stand alone: {names}. No partner is declared, nobody else is in their localities, and nobody within {km} km "
            "gives the same group what they lack (services for everybody are not counted).",
            len(alone), names=say_some(text, names), km=text.number(partner_km(found)),
        )  # fmt: skip
    elif (own["locality"] != "").any():
        yield text(
            "No provider stands alone: each has a partner, somebody beside it, or somebody near whose services add to its own."
        )


def _groups_table(found: PlanFindings, own: pd.DataFrame) -> Table:
    text = found.text
    rows: list[tuple[Cell, ...]] = []
    for number, members in own[own["community"] > 0].groupby("community", sort=True):
        gminas = [
            found.place_name(str(code)) for code in members["gmina_teryt"].value_counts(sort=False).index
        ]
        kinds = pd.Series([t for types in members["service_types"] for t in types.split("|")]).value_counts()
        first = sorted(kinds.index, key=lambda code: (-kinds[code], found.found.type_name(code)))[
            :_MOST_KINDS
        ]
        most = members.loc[members["degree"].idxmax()]
        rows.append((
            text("group {number}", number=number), len(members), ", ".join(sorted(gminas, key=polish_key)), len(kinds),
            ", ".join(found.found.type_name(code) for code in first), str(most["provider"]) if most["degree"] else None,
        ))  # fmt: skip
    return Table(
        caption=text("Groups of providers"),
        columns=(
            Column(text("Group")), Column(text("Providers"), "people"), Column(text("Gminas")), Column(text("Kinds of service"), "people"),
            Column(text("Most often given")), Column(text("Most ties")),
        ),
        rows=tuple(rows),
        source=cite_access(found),
    )  # fmt: skip


def _figure(found: PlanFindings, listed: pd.DataFrame) -> Figure:
    text, gminas = found.text, found.plan.result.gminas
    ties, left_out = _drawn_ties(found, listed)
    nodes = tuple(
        Node(str(p.provider_key), str(p.provider), float(p.x), float(p.y), int(p.community), float(p.degree))
        for p in listed.itertuples(index=False)
    )
    outlines = tuple(gminas.loc[gminas["gmina_teryt"].isin(found.plan.gminas), "geometry"])
    said = " ".join([
        text.plural(
            "{count} provider at its place on the ground; the numbers are those of the table “Providers and their groups”.",
            "{count} providers at their places on the ground; the numbers are those of the table “Providers and their groups”.",
            len(nodes),
        ),
        text.plural("{count} tie is drawn.", "{count} ties are drawn.", len(ties)),
        *([text("Ties by people within reach of both are left out, since there are too many.")] if left_out else []),
    ])  # fmt: skip
    return Figure(text("Network of providers"), said, Web(nodes, ties, outlines), cite_access(found))


def _drawn_ties(
    found: PlanFindings, listed: pd.DataFrame
) -> tuple[tuple[tuple[int, int, str, float], ...], bool]:
    """Ties between those listed, kind by kind as long as they can be told apart; and whether any kind is left out."""
    text, ties = found.text, found.plan.providers.ties
    names = {
        "declared": text("declared partnership"),
        "complementary": text("services that add to one another"),
        "shared_people": text("people within reach of both"),
    }
    place = {key: n for n, key in enumerate(listed["provider_key"])}
    drawn: list[tuple[int, int, str, float]] = []
    between = ties[ties["kind"].isin(names) & ties["provider_a"].isin(place) & ties["provider_b"].isin(place)]
    # Two that are tied in several ways have one line, of the tie that is told first.
    between = between.sort_values("kind", key=lambda kinds: kinds.map(list(names).index), kind="stable")
    between = between.drop_duplicates(["provider_a", "provider_b"])
    for kind, name in names.items():
        own = between[between["kind"] == kind]
        if len(drawn) + len(own) > _MOST_DRAWN and drawn:
            return tuple(drawn), True
        drawn += [
            (place[t.provider_a], place[t.provider_b], name, 0.0 if pd.isna(t.weight) else float(t.weight))
            for t in own.itertuples(index=False)
        ]
    return tuple(drawn), False


def _providers_table(found: PlanFindings, own: pd.DataFrame, drawn: pd.DataFrame) -> Table:
    """All providers, those that are drawn first, since they bear the numbers of the drawing."""
    text, count = found.text, len(drawn)
    listed = pd.concat([drawn, own[~own["provider_key"].isin(drawn["provider_key"])]])
    rows = tuple(
        (
            str(p.provider), number if number <= count else Void(), found.place_name(str(p.gmina_teryt)), name_sector(text, str(p.sector)), int(p.services),
            None if pd.isna(p.people) else int(p.people), text("group {number}", number=p.community) if p.community else text("in no group"),
            int(p.degree),
        )
        for number, p in enumerate(listed.itertuples(index=False), start=1)
    )  # fmt: skip
    notes = [
        text(
            "Within reach: within the main threshold of any of its services, by some mode that counts. Ties: partners that are declared, "
            "and the nearest providers that give the same group other services."
        )
    ]
    if count < len(own):
        notes.append(text.plural("Drawn is {count} provider, the one with most ties.", "Drawn are {count} providers, those with most ties.", count))  # fmt: skip
    return Table(
        caption=text("Providers and their groups"),
        columns=(
            Column(text("Provider")), Column(text("No. in the drawing"), "whole"), Column(text("Gmina")), Column(text("Sector")),
            Column(text("Services"), "people"), Column(text("People within reach"), "people"), Column(text("Group")),
            Column(text("Ties"), "people"),
        ),
        rows=rows,
        note=" ".join(notes),
        source=cite_services(found),
        read=count,
    )  # fmt: skip
