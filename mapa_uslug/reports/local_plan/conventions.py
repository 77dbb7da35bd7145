"""What figures of access rest on that somebody agreed on: thresholds that no law sets, and how many want a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_group
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.words import write_share

_BY_LAW = "ustawowy"


def tell_conventions(found: PlanFindings, codes: Iterable[str]) -> str:
    """Which main thresholds of some services the law sets, and by what share of the group free places are counted; "" of none."""
    asked = set(codes)
    layers = [x for x in found.plan.result.layers if x.level == MAIN_LEVEL and x.service_type in asked]
    return " ".join(_sentences(found, layers))


def _sentences(found: PlanFindings, layers: list[CoverageLayer]) -> Iterator[str]:
    text = found.text
    measured = list(dict.fromkeys(x.service_type for x in layers))
    by_law = [code for code in measured if any(x.service_type == code and x.kind == _BY_LAW for x in layers)]
    if not measured:
        return
    if not by_law:
        yield text("The thresholds are conventions: no law sets any of them.")
    elif len(by_law) == len(measured):
        yield text("The thresholds are set by law.")
    else:
        names = ", ".join(found.found.type_name(code) for code in by_law)
        yield text("The law sets the thresholds of: {services}; the others are conventions.", services=names)
    weighed = [c for c in measured if any(x.service_type == c and x.is_capacity_known for x in layers)]
    if shares := "; ".join(_tell_demand(found, code) for code in weighed if _has_rate(found, code)):
        yield text(
            "Who finds no free place follows from the share of the group that is taken to want the service, a convention as well: {shares}.",
            shares=shares,
        )


def _has_rate(found: PlanFindings, code: str) -> bool:
    known = found.catalog.by_code.get(code)
    return known is not None and known.demand_rate is not None


def _tell_demand(found: PlanFindings, code: str) -> str:
    known, text = found.catalog.by_code[code], found.text
    return text(
        "{service} – {share} ({group})",
        service=found.found.type_name(code),
        share=write_share(text, float(known.demand_rate or 0.0)),
        group=name_group(text, known.target),
    )
