"""What is known in advance of the seven steps: needs, offer, staff, partnerships, targets, all counted from the tables drawn."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from example_area.gazetteer import GMINAS, by_name
from example_area.needs import ASKED, NOT_ASKED, answers, people_by_year
from example_area.offer_records import (
    ALONE,
    COMMUNITY,
    OLD_DATES,
    ON,
    PAIR,
    PARTNERS,
    UNKNOWN_PARTNER,
    offer_columns,
    record_date,
)
from example_area.people import totals_by_gmina
from example_area.providers import ADDRESS_ONLY, Provider, Service, providers
from mapa_uslug.catalog import read_catalog

SOON: Final = "2027-10-31"
"""Twelve months after `ON`."""
TARGETS: Final = (
    ("DDP", "086005", "places", 24, 2028, "Strategia rozwiązywania problemów społecznych gminy Borowiska (zmyślona)"),
    ("UO", "", "staff_fte", 36, 2030, "Lokalny plan rozwoju usług społecznych powiatu zalewskiego (zmyślony)"),
    ("POZ", "", "too_far", 100, 2030, ""),
)  # fmt: skip
"""Service, gmina ("" the whole area), indicator, value, year, note of each target of ``area.toml``."""


def step_truths() -> dict[str, Any]:
    """Truths of the seven steps."""
    return {
        "on": ON,
        "needs": _needs(),
        "growth": _growth(),
        "areas": _areas(),
        "sectors": _sectors(),
        "centres": _centres(),
        "records": _records(),
        "moved_and_reserved": _moved_and_reserved(),
        "baskets": _baskets(),
        "partnerships": _partnerships(),
        "targets": _targets(),
    }


def _rows(*levels: int) -> list[tuple[Provider, Service, dict[str, str]]]:
    """Services of these sensitivities with every column of theirs that is filled."""
    return [
        (p, s, offer_columns(p, s) | dict(s.columns))
        for p in providers()
        for s in p.services
        if s.sensitivity in levels
    ]


def _gmina(provider: Provider) -> str:
    return by_name()[provider.settlement].gmina


def _needs() -> dict[str, Any]:
    rows = answers()

    def first(code: str, column: str) -> str:
        return str(
            max((r for r in rows if r["gmina_teryt"] == code), key=lambda r: int(r[column]))["usluga_kod"]
        )

    urgent = Counter({code: sum(r["pilne"] for r in rows if r["gmina_teryt"] == code) for code in ASKED})
    return {
        "missing_gminas": [NOT_ASKED],
        "asked": ASKED,
        "most_urgent": {code: first(code, "pilne") for code in ASKED},
        "hardest": {code: first(code, "trudne") for code in ASKED},
        "urgent_answers_per_person": {code: round(urgent[code] / ASKED[code], 3) for code in ASKED},
        "why": "Everybody asked could name several services, so the answers are more than the people; the gmina left out was not asked.",
    }


def _growth() -> dict[str, Any]:
    old = {(r["gmina_teryt"], r["rok"]): int(r["people_65_plus"]) for r in people_by_year()}
    change = {g.code6: old[g.code6, 2035] / old[g.code6, 2026] for g in GMINAS}
    most = max(change, key=change.__getitem__)
    return {
        "counted": [2016, 2021, 2026],
        "forecast": [2030, 2035],
        "fastest_65_plus": {
            "gmina_teryt": most,
            "people_2026": old[most, 2026],
            "people_2035": old[most, 2035],
        },
        "all_65_plus_2035": sum(old[g.code6, 2035] for g in GMINAS),
    }


def _areas() -> dict[str, Any]:
    """In which gminas each area of social services has a service; public bodies of a gmina told apart."""
    types = read_catalog().by_code
    given: dict[int, set[str]] = {n: set() for n in range(1, 15)}
    by_gmina_body: set[int] = set()
    for provider, service, columns in _rows(0, 1):
        told = columns.get("obszar_cus", "").split("|")
        for number in map(int, told if told[0] else map(str, types[service.code].areas)):
            given[number].add(_gmina(provider))
            if provider.kind == "gmina":
                by_gmina_body.add(number)
    return {
        "gminas_by_area": {str(n): sorted(codes) for n, codes in given.items()},
        "only_in_one": {str(n): min(codes) for n, codes in given.items() if len(codes) == 1},
        "by_no_body_of_a_gmina": [n for n in given if n not in by_gmina_body],
    }


def _sectors() -> dict[str, Any]:
    public = _rows(0)
    return {
        "services": dict(sorted(Counter(p.kind for p, _, _ in public).items())),
        "providers": dict(sorted(Counter({p.provider_id: p.kind for p, _, _ in public}.values()).items())),
        "hidden_services": len(_rows(1)),
    }


def _centres() -> dict[str, Any]:
    people = {r["gmina_teryt"]: int(str(r["people"])) for r in totals_by_gmina()}
    rows: list[dict[str, Any]] = []
    for provider in (p for p in providers() if any(s.code == "OPS" for s in p.services)):
        own = [(s, columns) for p, s, columns in _rows(0) if p is provider]
        staff = sum(_number(columns.get("kadra_etaty", "0")) for _, columns in own)
        code = _gmina(provider)
        rows.append({
            "provider_id": provider.provider_id, "provider": provider.name, "gmina_teryt": code, "services": len(own), "staff_fte": staff,
            "people_per_fte": round(people[code] / staff, 1),
        })  # fmt: skip
    by_load = sorted(rows, key=lambda row: float(row["people_per_fte"]))
    return {
        "rows": rows,
        "most_staff_per_people": by_load[0]["provider_id"],
        "least_staff_per_people": by_load[-1]["provider_id"],
    }


def _records() -> dict[str, Any]:
    public = _rows(0)
    return {
        "old": [s.service_id for p, s, _ in public if p.provider_id in OLD_DATES],
        "oldest": min(record_date(p) for p, _, _ in public),
        "funding_ends": {
            s.service_id: columns["finansowanie_do"]
            for _, s, columns in public
            if ON <= columns.get("finansowanie_do", "") <= SOON
        },
        "funding_ends_later": [
            s.service_id for _, s, columns in public if columns.get("finansowanie_do", "") > SOON
        ],
        "waiting": {
            s.service_id: int(columns["kolejka"]) for _, s, columns in public if "kolejka" in columns
        },
    }


def _moved_and_reserved() -> dict[str, Any]:
    def total(column: str, *levels: int) -> int:
        return sum(int(columns.get(column, "0")) for _, _, columns in _rows(*levels))

    return {
        "moved": total("przeszli", 0, 1),
        "moved_of_public_rows": total("przeszli", 0),
        "reserved": total("zarezerwowane", 0, 1),
        "reserved_of_public_rows": total("zarezerwowane", 0),
    }


def _baskets() -> dict[str, Any]:
    """Per gmina, as nothing more of supported flats may be told."""
    return {
        _gmina(p): sorted(columns["koszyk"].split("|")) for p, _, columns in _rows(1) if "koszyk" in columns
    }


def _partnerships() -> dict[str, Any]:
    ids = {p.name: p.provider_id for p in providers()} | {p.provider_id: p.provider_id for p in providers()}
    declared = {
        tuple(sorted((one, ids[other])))
        for one, others in PARTNERS.items()
        for other in others
        if other in ids
    }
    unplaced = {p.provider_id for p in providers() if all(s.what in ADDRESS_ONLY for s in p.services)}
    alone = next(p for p in providers() if p.provider_id == ALONE)
    return {
        "declared": [list(pair) for pair in sorted(declared)],
        "declared_placed": [list(pair) for pair in sorted(declared) if not unplaced & {*pair}],
        "community": list(COMMUNITY),
        "pair": list(PAIR),
        "address_only": sorted(unplaced & set(COMMUNITY)),
        "unknown_partners": [UNKNOWN_PARTNER],
        "alone": {
            "provider_id": ALONE, "locality": alone.settlement,
            "others_there": sum(p.settlement == alone.settlement for p in providers()) - 1,
        },
        "why": "Five bodies of one gmina work for the old together, a home and a centre in pair, one names a partner that has no record; "
        "the school alone in its village declares nobody.",
    }  # fmt: skip


def _targets() -> list[dict[str, Any]]:
    """Targets with what is there now, where that is plain adding up."""
    rows = []
    for service, gmina, indicator, value, year, _ in TARGETS:
        own = [(s, columns) for p, s, columns in _rows(0) if s.code == service and gmina in ("", _gmina(p))]
        now: float | None = None
        if indicator == "places":
            now = sum(int(s.capacity) for s, _ in own)
        elif indicator == "staff_fte":
            now = sum(_number(columns["kadra_etaty"]) for _, columns in own)
        rows.append(
            {
                "service_type": service,
                "gmina_teryt": gmina,
                "indicator": indicator,
                "now": now,
                "value": value,
                "year": year,
            }
        )
    return rows


def _number(text: str) -> float:
    return float(text.replace(",", "."))
