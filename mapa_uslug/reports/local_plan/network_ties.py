"""Partnerships that are declared, and ties worth talking about, apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.words import name_group
from mapa_uslug.reports.content import Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access, cite_services
from mapa_uslug.reports.local_plan.provider_words import name_provider, partner_km

_READ: Final = 8
_OF_EACH: Final = 3
"""Rows of one provider before the others have theirs."""


def describe_declared(found: PlanFindings, own: pd.DataFrame) -> Section | None:
    """Partnerships that records declare; None where they declare none."""
    text, ties = found.text, found.plan.providers.ties
    declared = _of(ties[ties["kind"] == "declared"], own)
    if declared.empty:
        return None
    return Section(
        "sieciowanie-partnerstwa",
        text("Declared partnerships"),
        (
            Paragraph(_tell_borders(found, int((~declared["same_gmina"].astype(bool)).sum()))),
            *_pairs_tables(
                found, declared, text("Declared partnerships"), cite_services(found), has_group=False
            ),
        ),
    )


def _tell_borders(found: PlanFindings, across: int) -> str:
    if not across:
        return found.text("None of them reaches across the border of a gmina.")
    return found.text.plural(
        "{count} partnership reaches across the border of a gmina.",
        "{count} partnerships reach across the border of a gmina.",
        across,
    )


def describe_suggested(found: PlanFindings, own: pd.DataFrame) -> Section | None:
    """Pairs that give different services to the same people and declare no partnership; None where there are none."""
    text, ties = found.text, found.plan.providers.ties
    declared = {
        (t.provider_a, t.provider_b) for t in ties[ties["kind"] == "declared"].itertuples(index=False)
    }
    adding = _of(ties[ties["kind"] == "complementary"], own)
    pairs = zip(adding["provider_a"], adding["provider_b"], strict=True)
    is_new = np.array([pair not in declared for pair in pairs], dtype=bool)
    possible = adding[is_new].sort_values(
        ["people", "provider_a", "provider_b"], ascending=[False, True, True], na_position="last", kind="stable"
    )  # fmt: skip
    if possible.empty:
        return None
    is_first = np.array(_spread(possible), dtype=bool)
    shown = pd.concat([possible[is_first], possible[~is_first]])
    return Section(
        "sieciowanie-propozycje",
        text("Ties worth talking about"),
        (
            Paragraph(
                text.plural(
                    "{count} pair of providers gives different services to the same group within {km} km and declares no partnership.",
                    "{count} pairs of providers give different services to the same group within {km} km and declare no partnership.",
                    len(possible),
                    km=text.number(partner_km(found)),
                )
                + " "
                + text("Those that have most people within reach of both come first; pairs of a provider that stands in {n} rows already come after all others.", n=_OF_EACH)
            ),
            *_pairs_tables(found, shown, text("Ties worth talking about"), cite_access(found), has_group=True),
        ),
    )  # fmt: skip


def _of(ties: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    keys = own["provider_key"]
    return ties[ties["provider_a"].isin(keys) | ties["provider_b"].isin(keys)]


def _spread(ties: pd.DataFrame) -> list[bool]:
    """The first pairs of everybody, so that one provider does not fill the table."""
    count: dict[str, int] = {}
    kept = []
    for pair in ties.itertuples(index=False):
        ends = (str(pair.provider_a), str(pair.provider_b))
        kept.append(all(count.get(end, 0) < _OF_EACH for end in ends))
        if kept[-1]:
            count.update({end: count.get(end, 0) + 1 for end in ends})
    return kept


def _pairs_tables(
    found: PlanFindings, ties: pd.DataFrame, caption: str, source: str, *, has_group: bool
) -> tuple[Table, Table]:
    """Pairs as they are read; and with the services of both for the workbook."""
    full = _pairs_table(found, ties, caption, source, has_group=has_group)
    kept = [0, 2, *range(4, len(full.columns))]
    short = replace(
        full,
        columns=tuple(full.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in full.rows),
        read=_READ,
        is_sheet=False,
    )
    return short, replace(full, read=0)


def _pairs_table(
    found: PlanFindings, ties: pd.DataFrame, caption: str, source: str, *, has_group: bool
) -> Table:
    text = found.text
    by_key = found.plan.providers.providers.set_index("provider_key")

    def row(tie: Any) -> tuple[Cell, ...]:
        ends = (by_key.loc[tie.provider_a], by_key.loc[tie.provider_b])
        names = tuple(name_provider(found, end["provider"], end["gmina_teryt"]) for end in ends)
        given = tuple(
            ", ".join(found.found.type_name(code) for code in str(end["service_types"]).split("|"))
            for end in ends
        )
        group = (name_group(text, str(tie.target)),) if has_group else ()
        return (
            names[0],
            given[0],
            names[1],
            given[1],
            *group,
            None if pd.isna(tie.people) else int(tie.people),
        )

    return Table(
        caption=caption,
        columns=(
            Column(text("Provider")), Column(text("Its services")), Column(text("With whom")), Column(text("Services of the other")),
            *([Column(text("For whom"))] if has_group else []), Column(text("People within reach of both"), "people"),
        ),
        rows=tuple(row(tie) for tie in ties.itertuples(index=False)),
        source=source,
    )  # fmt: skip
