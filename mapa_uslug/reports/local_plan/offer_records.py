"""Records that need a look: funding that ends, what is missing, what has grown old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.local_plan.diagnosis_words import silent_gminas
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_services
from mapa_uslug.reports.local_plan.offer_words import name_issue, write_amount
from mapa_uslug.reports.words import write_day, write_share

MOST_ROWS: Final = 60
"""Records listed by name."""
_MOST_READ: Final = 15
_DATES: Final = ("funding_ends", "ends_soon", "old_record")
_FEES: Final = (("free", "free"), ("paid", "paid"), ("other", "other"), ("silent", "not_said"))
_ISSUES: Final = ("funding_ends", "ends_soon", "over_full", "no_unit", "no_capacity", "no_staff", "no_date", "old_record")  # fmt: skip


def describe_records(found: PlanFindings) -> Section | None:
    """When funding ends and for whose places, how complete the records are, and which to look at; None where none may be shown."""
    text, offer = found.text, found.plan.offer
    facts = offer.facts[offer.facts["gmina_teryt"].isin(found.plan.gminas)]
    records = offer.records[offer.records["gmina_teryt"].isin(found.plan.gminas)]
    blocks: list[Block] = (
        [Paragraph(_tell_completeness(text, facts)), Paragraph(_tell_fees(text, facts))] if len(facts) else []
    )
    if not offer.on:
        blocks.append(Paragraph(text("No day is given that ages are counted to, so nothing is called old and no end of funding near."), is_notice=True))  # fmt: skip
    ends = tuple(_tell_funding(found, records, facts))
    if ends:
        blocks += [Paragraph(_head_funding(found), is_heading=True), Bullets(ends)]
    elif offer.on and len(facts):
        blocks.append(Paragraph(_tell_no_end(found, facts)))
    blocks += [_counts(found, records), _list(found, records)] if len(records) else []
    if not blocks:
        return None
    return Section("oferta-wpisy", text("Records that need a look"), tuple(blocks))


def _tell_completeness(text: Text, facts: pd.DataFrame) -> str:
    count = len(facts)
    told = {c: int((facts[c].astype(str) != "").sum()) for c in ("hours", "fee", "outsiders", "funded_until")}
    told["staff_fte"] = int(facts["staff_fte"].notna().sum())

    def part(column: str) -> str:
        return write_share(text, share(told[column], count))

    records = text.plural("{count} record", "{count} records", count)
    return text(
        "Of {records}, {hours} give hours, {fee} whether users pay, {outsiders} whether people of other gminas may come, {staff} staff, and "
        "{funding} until when they are funded.",
        records=records, hours=part("hours"), fee=part("fee"), outsiders=part("outsiders"), staff=part("staff_fte"),
        funding=part("funded_until"),
    )  # fmt: skip


def _tell_fees(text: Text, facts: pd.DataFrame) -> str:
    """How many services are free, and how many are paid for, by the words of their records."""
    kinds = facts["fee_kind"].value_counts()
    if not len(facts) - int(kinds.get("not_said", 0)):
        return text("No record says whether users pay.")
    return text(
        "By the words of the records, free: {free}; paid, in part too: {paid}; told otherwise: {other}; not said: {silent}.",
        **{name: text.number(int(kinds.get(kind, 0))) for name, kind in _FEES},
    )


def _tell_funding(found: PlanFindings, records: pd.DataFrame, facts: pd.DataFrame) -> Iterator[str]:
    """By day: which services lose their funding, and how much they give."""
    text = found.text
    ends = records[records["issue"] == "funding_ends"]
    by_id = facts.set_index("service_id")
    for day, rows in ends.groupby("value"):
        services = []
        for row in rows.itertuples():
            fact = by_id.loc[row.service_id]
            amount = write_amount(text, float(fact["capacity"]), str(fact["capacity_unit"])) if _has_amount(fact) else text("capacity not given")  # fmt: skip
            services.append(f"{found.found.type_name(str(row.service_type))} – {row.provider} ({amount})")
        told, day_words = "; ".join(services), write_day(text, str(day))
        if str(day) < found.plan.offer.on:
            yield text("{day} (already past): {services}", day=day_words, services=told)
        else:
            yield f"{day_words}: {told}"


def _head_funding(found: PlanFindings) -> str:
    months = int(found.plan.options.get("funding_months", DiagnosisOptions().funding_months))
    return found.text.plural(
        "Funding that ends within {count} month:", "Funding that ends within {count} months:", months
    )


def _has_amount(fact: pd.Series) -> bool:
    return bool(pd.notna(fact["capacity"])) and bool(fact["capacity_unit"])


def _tell_no_end(found: PlanFindings, facts: pd.DataFrame) -> str:
    text = found.text
    told = int((facts["funded_until"].astype(str) != "").sum())
    if not told:
        return text(
            "No record says until when the service is funded: whether any funding ends soon is not known."
        )
    return text("Of the records that say until when they are funded, none ends within the months looked at.")


def _counts(found: PlanFindings, records: pd.DataFrame) -> Table:
    text = found.text
    counts = records.groupby(["issue", "gmina_teryt"]).size()
    issues = [i for i in _ISSUES if i in set(records["issue"])]
    silent = silent_gminas(found)
    return Table(
        caption=text("Records that need a look, by gmina"),
        columns=(Column(text("Gmina")), *(Column(name_issue(text, i), "people") for i in issues)),
        rows=tuple(
            (
                found.place_name(code),
                *(None if code in silent else int(counts.get((i, code), 0)) for i in issues),
            )
            for code in found.plan.gminas
        ),
        source=cite_services(found),
    )


def _list(found: PlanFindings, records: pd.DataFrame) -> Table:
    """Records with everything that is the matter with them, the most pressing first."""
    text, of_record = found.text, [rows for _, rows in records.groupby("service_id", sort=False)]
    left = len(of_record) - MOST_ROWS
    return Table(
        caption=text("What to look at in the records"),
        columns=(
            Column(text("Record")),
            Column(text("Service")),
            Column(text("Provider")),
            Column(text("Gmina")),
            Column(text("What is the matter")),
        ),
        rows=tuple(_row(found, rows) for rows in of_record[:MOST_ROWS]),
        note=text.plural(
            "{count} more record is counted in the table by gmina.",
            "{count} more records are counted in the table by gmina.", left,
        )
        if left > 0
        else "",
        source=cite_services(found),
        read=_MOST_READ,
    )  # fmt: skip


def _row(found: PlanFindings, rows: pd.DataFrame) -> tuple[Cell, ...]:
    first = rows.iloc[0]
    matters = [_tell_issue(found.text, *pair) for pair in zip(rows["issue"], rows["value"], strict=True)]
    return (
        str(first["service_id"]),
        found.found.type_title(str(first["service_type"])),
        str(first["provider"]),
        found.place_name(str(first["gmina_teryt"])),
        "; ".join(matters),
    )


def _tell_issue(text: Text, issue: str, value: str) -> str:
    given = write_day(text, value) if issue in _DATES else value
    return f"{name_issue(text, issue)} ({given})" if given else name_issue(text, issue)
