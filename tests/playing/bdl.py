"""Plays the Local Data Bank (BDL) of GUS: units, variables, subjects and data by variable, in pages counted from 0."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mapa_uslug.sources.parts.bdl_variables import COLUMNS
from playing.server import Answer, Asked, PlayedServer

YEARS = (2010, 2014, 2015, 2019, 2020, 2024, 2025)
LABELS: dict[int, tuple[str, str, str]] = {
    72305: ("P2137", "ogółem", "ogółem"),
    454048: ("P2137", "0-14", "ogółem"),
    47739: ("P2137", "60-64", "ogółem"),
    72239: ("P2137", "65-69", "ogółem"),
    72240: ("P2137", "70 i więcej", "ogółem"),
    76023: ("P2137", "75-79", "ogółem"),
    76024: ("P2137", "80-84", "ogółem"),
    76025: ("P2137", "85 i więcej", "ogółem"),
    410639: ("P3001", "dzieci w wieku do lat 3", "ogółem"),
    1617119: ("P3002", "w wieku 3-6 lat", ""),
}
SUBJECTS = {
    "P2137": "Ludność wg grup wieku i płci",
    "P3001": "Dzieci",
    "P3002": "Dzieci w wieku przedszkolnym",
}
GROUPS = {
    72305: "all", 454048: "0-14", 47739: "60-64", 72239: "65-69", 72240: "70+", 76023: "75-79", 76024: "80-84",
    76025: "85+", 410639: "0-2", 1617119: "3-6",
}  # fmt: skip
"""Variable -> group, as `Bank.values` names it."""


@dataclass
class Bank:
    """What BDL holds.

    Attributes
    ----------
    names : dict
        Code with its kind, WWPPGGK (4, 5: parts of 3) -> name.
    values : callable
        (WWPPGGK, group, year) -> people, None where there is nothing.
    labels : dict
        Variable -> subject, first and second dimension.
    """

    names: Mapping[str, str]
    values: Callable[[str, str, int], float | None]
    labels: dict[int, tuple[str, str, str]] = field(default_factory=lambda: dict(LABELS))
    subjects: dict[str, str] = field(default_factory=lambda: dict(SUBJECTS))
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)


def unit_id(code: str) -> str:
    """BDL's id of a wojewodztwo (2 digits), powiat (4) or gmina with its kind (7); regions are made up."""
    powiat, rest = code[2:4], code[4:]
    region = f"{int(code[:2]) % 5 + 1}{int(powiat or 0) % 9 + 11}"
    return f"01{code[:2]}" + (f"{region}{powiat}{rest or '000'}" if powiat else "00000000")


def play_bank(server: PlayedServer, bank: Bank, *, prefix: str = "/api/v1") -> str:
    """Serve a bank; the base address."""

    def player(asked: Asked) -> Answer:
        parts = asked.path.removeprefix(f"{prefix}/").split("/")
        if parts == ["units"]:
            return _page(asked, _units(bank, int(asked.query["level"]), asked.query.get("parent-id", "")))
        if parts[0] == "variables" and int(parts[1]) in bank.labels:
            return _json(_variable(bank, int(parts[1])))
        if parts[0] == "subjects" and parts[1] in bank.subjects:
            return _json({"id": parts[1], "name": bank.subjects[parts[1]], "hasVariables": True})
        if parts[:2] == ["data", "by-variable"] and int(parts[2]) in bank.labels:
            years = [int(value) for name, value in asked.pairs if name == "year"]
            parent = asked.query["unit-parent-id"]
            return _page(asked, _data(bank, GROUPS[int(parts[2])], parent, years), variableId=int(parts[2]))
        return Answer(b'{"errors":[{"errorResult":404,"errorReason":"brak"}]}', 404, "application/json")

    return server.play(prefix, player)


def play_bdl(server: PlayedServer, people: pd.DataFrame, *, prefix: str = "/api/v1") -> str:
    """Serve people of gminas; the base address.

    Parameters
    ----------
    people
        ``gmina_teryt`` (7 digits), ``name``, ``people`` and any of the columns ``people_0_14``, ``people_65_plus``,
        ``people_75_plus``, ``people_80_plus``, ``people_60_plus``, ``people_0_2``, ``people_3_6``; those that are missing are made up
        of usual shares. Older years have a little fewer people.
    """
    rows = {str(row["gmina_teryt"]): _groups(row) for row in people.to_dict("records")}
    names = {str(row["gmina_teryt"]): str(row["name"]) for row in people.to_dict("records")}
    parts = {f"{code[:6]}{kind}": names[code] for code in names if code[6] == "3" for kind in "45"}

    def values(code: str, group: str, year: int) -> float | None:
        whole = rows.get(code) or rows[f"{code[:6]}3"]
        share = {"4": 0.4, "5": 0.6}.get(code[6], 1.0)
        return round(whole[group] * share * (1.0 - 0.002 * (YEARS[-1] - year)))

    return play_bank(server, Bank(names | parts, values), prefix=prefix)


def _groups(row: Mapping[Any, Any]) -> dict[str, int]:
    """Figures of the variables that make the columns of a row (see `COLUMNS`)."""
    everybody = int(row["people"])
    usual = {"people_0_14": 0.15, "people_65_plus": 0.2, "people_75_plus": 0.08, "people_80_plus": 0.04, "people_60_plus": 0.27,
             "people_0_2": 0.025, "people_3_6": 0.04}  # fmt: skip
    assert set(usual) <= set(COLUMNS)
    known = {
        c: int(row[c]) if c in row and row[c] == row[c] else round(everybody * s) for c, s in usual.items()
    }
    old, older, oldest = known["people_65_plus"], known["people_75_plus"], known["people_80_plus"]
    from_70 = older + (old - older) // 2
    return {
        "all": everybody, "0-14": known["people_0_14"], "60-64": max(known["people_60_plus"] - old, 0),
        "65-69": old - from_70, "70+": from_70, "75-79": older - oldest, "80-84": oldest // 2, "85+": oldest - oldest // 2,
        "0-2": known["people_0_2"], "3-6": known["people_3_6"],
    }  # fmt: skip


def _units(bank: Bank, level: int, parent: str) -> list[dict[str, Any]]:
    length = {2: 2, 5: 4, 6: 7}[level]
    below = _beginning(parent)
    codes = sorted({code[:length] for code in bank.names})
    return [
        {"id": unit_id(code), "name": bank.names.get(code, code), "parentId": parent, "level": level, "hasDescription": False,
         **({"kind": code[6]} if level == 6 else {})}
        for code in codes
        if unit_id(code).startswith(below)
    ]  # fmt: skip


def _variable(bank: Bank, number: int) -> dict[str, Any]:
    subject, first, second = bank.labels[number]
    told = {"id": number, "subjectId": subject, "n1": first, "level": 6, "measureUnitId": 26, "measureUnitName": "osoba",
            "years": list(YEARS)}  # fmt: skip
    return told | ({"n2": second} if second else {}) | bank.changed.get(number, {})


def _data(bank: Bank, group: str, parent: str, years: Sequence[int]) -> list[dict[str, Any]]:
    rows = []
    for code, name in sorted(bank.names.items()):
        found = [(year, bank.values(code, group, year)) for year in sorted(years)]
        told = [{"year": str(year), "val": value, "attrId": 1} for year, value in found if value is not None]
        if unit_id(code).startswith(_beginning(parent)) and told:
            rows.append({"id": unit_id(code), "name": name, "values": told})
    return rows


def _beginning(parent: str) -> str:
    """What ids below a unit begin with."""
    return parent[:4] if parent.endswith("00000000") else parent[:9]


def _page(asked: Asked, rows: list[dict[str, Any]], **more: object) -> Answer:
    size, page = min(int(asked.query.get("page-size", 10)), 100), int(asked.query.get("page", 0))
    part = rows[page * size : (page + 1) * size]
    return _json(
        {"totalRecords": len(rows), "page": page, "pageSize": size, **more, "links": {}, "results": part}
    )


def _json(answer: Mapping[str, Any]) -> Answer:
    return Answer(json.dumps(answer, ensure_ascii=False).encode(), kind="application/json; charset=utf-8")
