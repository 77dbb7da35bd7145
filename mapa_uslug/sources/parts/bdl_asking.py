"""Questions to the Local Data Bank (BDL) of GUS: page by page, within its limits, with a key if there is one.

Form of the answers and the limits: https://api.stat.gov.pl/Home/BdlApi.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.files import cache_folder
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import NOT_TO_MIRROR, TRUST_MIRROR, Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER, refuse_web_page
from mapa_uslug.sources.parts.bdl_tries import UnansweredTries

KEY_VARIABLE: Final = "MAPA_USLUG_BDL_KEY"
"""Environment variable with the user's key; it is sent as a header and written nowhere."""
PAGES: Final = mark("its pages repeat rows or leave some out (rows that came, rows that it counted)")
QUOTA: Final = mark("its limit of questions is used up")
QUOTA_HINT: Final = mark(
    "BDL answers 100 questions in 15 minutes and 1000 in 12 hours to all who share one address, for instance an office. Run the "
    "command again later: what has come is kept. With a free key from api.stat.gov.pl in the variable MAPA_USLUG_BDL_KEY the "
    "limits are five times as wide."
)  # fmt: skip
BAD_KEY: Final = mark("the key in the variable MAPA_USLUG_BDL_KEY has characters that no key has")
KEY_HINT: Final = mark("Copy the key again from the page api.stat.gov.pl, or unset the variable.")
_LIMITS: Final = ((900.0, 100), (43_200.0, 1000))
"""Seconds, and questions that one address may send in them; 5 more a second are kept by the pace of every source."""
_SPARE: Final = 0.95
"""Of the limits; the rest is left to others at the same address."""
_WITH_KEY: Final = 5
_PAGE_ROWS: Final = 100
_MOST_PAGES: Final = 60
_REFUSED: Final = ": 429"


def tries_path(terms: Terms) -> Path:
    """Where tries without an answer are counted: for the machine, as the limits are, not for one area."""
    return (
        cache_folder() / "fetch" / f"{terms.key}-{hashlib.sha256(terms.url.encode()).hexdigest()[:12]}.json"
    )


class BdlAnswers:
    """Answers of BDL, kept as raw files.

    Parameters
    ----------
    getter : Getter
    terms : Terms
        As the getter gives them.

    Attributes
    ----------
    problems : list of Problem
        What is to be told (warnings).
    """

    def __init__(self, getter: Getter, terms: Terms) -> None:
        self.terms = terms
        self._tries = UnansweredTries(tries_path(terms))
        self.getter = replace(getter, on_sent=lambda: self._tries.add(getter.clock()))
        self._key = os.environ.get(KEY_VARIABLE, "").strip()
        if not all("!" <= c <= "~" for c in self._key):
            raise SourceFailed(terms, BAD_KEY, hint=KEY_HINT)
        self.problems: list[Problem] = []
        if self._key and terms.key in getter.mirrored:
            self._key = ""
            self.problems.append(problem(
                "{source} was asked without the key: {reason}.", where=terms.key, code="secret_withheld", severity="warning",
                hint=TRUST_MIRROR, source=terms.title, reason=NOT_TO_MIRROR,
            ))  # fmt: skip

    def units(self, level: int, *, parent: str = "") -> list[Mapping[str, Any]]:
        """Territorial units of a level (2 wojewodztwo, 5 powiat, 6 gmina), below another one."""
        params = [("level", str(level)), *([("parent-id", parent)] if parent else [])]
        return self._rows("units", params, f"units_{level}{'_' if parent else ''}{parent}")

    def variable(self, number: int) -> Mapping[str, Any]:
        """What BDL says of a variable; nothing where it has none of this number."""
        try:
            return self._one(f"variables/{number}", f"variable_{number}.json")
        except SourceFailed as failure:
            if failure.reason.endswith(": 404"):
                return {}
            raise

    def subject(self, name: str) -> Mapping[str, Any]:
        """What BDL says of a subject."""
        return self._one(f"subjects/{name}", f"subject_{name}.json")

    def figures(self, number: int, *, parent: str, years: Sequence[int]) -> list[Mapping[str, Any]]:
        """Values of a variable in the gminas below a unit, parts of urban-rural gminas among them."""
        asked = [("unit-parent-id", parent), ("unit-level", "6"), *(("year", str(year)) for year in years)]
        return self._rows(f"data/by-variable/{number}", asked, f"data_{number}_{parent}")

    def _rows(self, path: str, params: list[tuple[str, str]], name: str) -> list[Mapping[str, Any]]:
        """All rows of a list: its pages are counted from 0 and hold 100 rows at most."""
        rows: list[Mapping[str, Any]] = []
        for page in range(_MOST_PAGES):
            paging = [("page-size", str(_PAGE_ROWS)), ("page", str(page))]
            answer = self._ask(path, [*params, *paging], f"{name}_{page}.json")
            found = answer.get("results")
            if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
                raise SourceFailed(self.terms, OTHER_ANSWER)
            rows += found
            total = answer.get("totalRecords", len(rows))
            if not found or not isinstance(total, int) or len(rows) >= total:
                break
        ids = {row.get("id") for row in rows}
        if len(rows) != total or len(ids) != len(rows):
            raise SourceFailed(self.terms, f"{PAGES}: {len(ids)}, {total}")
        return rows

    def _one(self, path: str, name: str) -> Mapping[str, Any]:
        return self._ask(path, [], name)

    def _ask(self, path: str, params: list[tuple[str, str]], name: str) -> Mapping[str, Any]:
        headers = {"X-ClientId": self._key} if self._key else {}
        ask = Ask(url=f"{self.terms.url}/{path}", name=name, params=(*params, ("lang", "pl"), ("format", "json")),
                  headers=headers)  # fmt: skip
        self._wait(ask)
        before = self._tries.sent
        try:
            answer = self.getter.get(self.terms, ask, check=_check)
            if self._tries.sent > before:
                self._tries.take_back()
            return _read(answer)
        except SourceFailed as failure:
            if failure.reason.endswith(_REFUSED) or failure.reason.startswith("it asks for a pause"):
                raise SourceFailed(self.terms, failure.reason, hint=QUOTA_HINT) from failure
            raise

    def _wait(self, ask: Ask) -> None:
        """Let the time pass that the limits ask for, as the ledger and the tries tell when questions were sent."""
        kept = self.getter.ledger.find(self.terms.key, ask.name)
        if self.getter.is_offline or (kept and kept.request == ask.digest and not self.getter.is_fresh):
            return
        now = self.getter.clock()
        entries = [e for e in self.getter.ledger.entries if e.source == self.terms.key]
        times = [*(datetime.fromisoformat(e.fetched_at) for e in entries), *self._tries.times]
        ages = sorted((now - time).total_seconds() for time in times)
        for span_s, limit in _LIMITS:
            most = int(limit * _SPARE) * (_WITH_KEY if self._key else 1)
            if len(ages) < most or ages[most - 1] >= span_s:
                continue
            if span_s > _LIMITS[0][0]:
                raise SourceFailed(self.terms, QUOTA, hint=QUOTA_HINT)
            self.getter.pacer.sleep(span_s - ages[most - 1])


def _check(path: Path) -> None:
    refuse_web_page(path)
    try:
        _read(path)
    except (ValueError, RecursionError) as error:
        raise ValueError(OTHER_ANSWER) from error


def _read(path: Path) -> Mapping[str, Any]:
    answer = json.loads(path.read_bytes())
    if not isinstance(answer, dict) or not ({"id", "results"} & set(answer)):
        raise ValueError(OTHER_ANSWER)
    return answer
