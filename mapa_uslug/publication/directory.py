"""The residents' directory of services (baza informacji): what is offered, where, for whom, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_groups, name_plainly
from mapa_uslug.contracts.public import Directory, DirectoryEntry, HiddenService
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import Text
from mapa_uslug.publication.cleaning import CleanServices

_FIRST_OFFICES: Final = ("OPS", "PCPR")
"""Types whose office is asked about services that have no entry of their own, in this order."""
_OPEN: Final = "|"
_DAY: Final = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b")


def build_directory(
    clean: CleanServices,
    counted: pd.DataFrame,
    *,
    catalog: Catalog,
    gminas: Mapping[str, str],
    area: Sequence[str],
    publisher: str = "",
    text: Text,
) -> Directory:
    """Write every service that people of the area may use as an entry.

    Services of other gminas are listed when they serve one of the area. Of services that are only counted (sensitivity 1) the
    directory says per gmina that there is such a one, not how many, nor by whom: a single flat or childminder would be found.

    Parameters
    ----------
    clean
        Services of sensitivity 0, cleaned.
    counted
        Rows of which some have sensitivity 1; those of the area's gminas are told.
    gminas
        Code -> name, neighbours included.
    area
        Codes of the area's gminas.
    publisher
        Contact of the office that publishes, where a record names nobody to tell a mistake to.
    """
    writer = _Writer(catalog, gminas, area, publisher, text)
    public = clean.table[clean.table["sensitivity"] == 0]
    rows = [row for row in public.to_dict("records") if writer.is_for_area(row)]
    entries = [writer.write(row) for row in rows]
    entries.sort(
        key=lambda e: (polish_key(e.name), polish_key(e.gmina), polish_key(e.provider), e.service_id)
    )
    hidden = writer.tell_hidden(counted[counted["sensitivity"] == 1], public)
    listed = {e.service_id for e in entries}
    doubtful = tuple(i for i in clean.doubtful if i in listed)
    return Directory(tuple(entries), tuple(hidden), dict(clean.removed), doubtful)


class _Writer:
    """Words of entries, in one language."""

    def __init__(
        self, catalog: Catalog, gminas: Mapping[str, str], area: Sequence[str], publisher: str, text: Text
    ) -> None:
        self.catalog, self.gminas, self.area, self.publisher, self.text = (
            catalog,
            gminas,
            area,
            publisher,
            text,
        )

    def is_for_area(self, row: Mapping[str, object]) -> bool:
        """Whether a service stands in the area, or serves people of it."""
        territory = {c for c in _told(row, "territory").split(_OPEN) if c}
        if _told(row, "gmina_teryt") in self.area:
            return True
        return bool(territory & set(self.area)) if territory else bool(row["is_open"])

    def write(self, row: Mapping[str, object]) -> DirectoryEntry:
        """Write an entry."""
        code, gmina = _told(row, "service_type"), _told(row, "gmina_teryt")
        return DirectoryEntry(
            service_id=_told(row, "service_id"),
            service_type=code,
            name=name_plainly(self.text, code, self.catalog),
            official=self._official(code),
            provider=_told(row, "provider"),
            areas=self._areas(row, code),
            gmina_teryt=gmina,
            gmina=self.gminas.get(gmina, gmina),
            place=_write_place(_told(row, "address"), _told(row, "locality")),
            hours=self._hours(_told(row, "hours")),
            target=self._target(_told(row, "target"), code),
            fee=_told(row, "fee"),
            way=self._way(row, code),
            accessibility=self._accessibility(_told(row, "accessibility")),
            outsiders=self._outsiders(row),
            contact=_told(row, "contact"),
            date=_told(row, "source_date"),
            keeper=_told(row, "keeper"),
            correction=self._correction(row),
        )

    def tell_hidden(self, counted: pd.DataFrame, public: pd.DataFrame) -> list[HiddenService]:
        """Tell each kind of service once a gmina."""
        pairs = {(_told(r, "gmina_teryt"), _told(r, "service_type")) for r in counted.to_dict("records")}
        told = [self._hidden(gmina, code, public) for gmina, code in pairs if gmina in self.area]
        return sorted(told, key=lambda h: (polish_key(h.gmina), polish_key(h.name), h.service_type))

    def _hidden(self, gmina: str, code: str, public: pd.DataFrame) -> HiddenService:
        office = self._office(gmina, public)
        return HiddenService(
            service_type=code,
            name=name_plainly(self.text, code, self.catalog),
            official=self._official(code),
            areas=self._areas({}, code),
            gmina_teryt=gmina,
            gmina=self.gminas.get(gmina, gmina),
            target=self._target("", code),
            office=_told(office, "provider"),
            contact=_told(office, "contact"),
        )

    def _office(self, gmina: str, public: pd.DataFrame) -> Mapping[str, object]:
        """The office to ask: the gmina's own, else the first of the area's powiat."""
        for code, places in zip(_FIRST_OFFICES, ([gmina], list(self.area)), strict=True):
            is_office = (public["service_type"] == code) & public["gmina_teryt"].isin(places)
            found = public[is_office].sort_values("service_id", kind="stable").to_dict("records")
            if found:
                return {str(k): v for k, v in found[0].items()}
        return {}

    def _official(self, code: str) -> str:
        known = self.catalog.by_code.get(code)
        return code if known is None else known.name if self.text.language == "pl" else known.name_en

    def _areas(self, row: Mapping[str, object], code: str) -> tuple[int, ...]:
        given = [int(n) for n in _told(row, "areas").split(_OPEN) if n.isdigit()]
        known = self.catalog.by_code.get(code)
        return tuple(sorted(given)) or (known.areas if known else ())

    def _target(self, given: str, code: str) -> str:
        known = self.catalog.by_code.get(code)
        group = given or (known.target if known else "")
        return name_groups(self.text, group) if group else ""

    def _hours(self, given: str) -> str:
        """Opening hours with the days in words; what was given in other words stays as it was."""
        text = self.text
        days = {
            "Mo": text("Mon."), "Tu": text("Tue."), "We": text("Wed."), "Th": text("Thu."), "Fr": text("Fri."),
            "Sa": text("Sat."), "Su": text("Sun."),
        }  # fmt: skip
        if given == "24/7":
            return text("day and night, every day")
        told = _DAY.sub(lambda found: days[found[0]], given)
        return told if told == given else told.replace("-", "–").replace(" off", f" {text('shut')}")

    def _way(self, row: Mapping[str, object], code: str) -> str:
        text, known = self.text, self.catalog.by_code.get(code)
        letters = _told(row, "delivery") or (known.delivery if known else "")
        words = {
            "D": text("It comes to the home."), "M": text("It comes to where people live."),
            "Z": text("It works from afar, nobody travels."), "L": text("It is a dwelling."),
            "S": text("One goes there."), "C": text("One stays there day and night."),
        }  # fmt: skip
        fetched = {"tak": text("Users are fetched."), "nie": text("Users are not fetched.")}
        told = [words[x] for x in letters.split(_OPEN) if x in words]
        travels = set(letters.split(_OPEN)) & {"S", "C"}
        return " ".join(
            [*told, *([fetched[t]] if (t := _told(row, "transport")) in fetched and travels else [])]
        )

    def _accessibility(self, given: str) -> str:
        text = self.text
        words = {
            "tak": text("accessible to persons with limited mobility"),
            "nie": text("not accessible to persons with limited mobility"),
            "częściowo": text("partly accessible to persons with limited mobility"),
            "nieznana": "",
        }
        return words.get(given, given)

    def _outsiders(self, row: Mapping[str, object]) -> str:
        text = self.text
        own = _told(row, "gmina_teryt")
        served = [c for c in _told(row, "territory").split(_OPEN) if c]
        names = ", ".join(sorted((self.gminas.get(c, c) for c in served), key=polish_key))
        words = {
            "tak": text("Also for people of other gminas."), "nie": text("For people of the gmina only."),
            "umowa": text("For people of other gminas by an agreement between gminas."),
        }  # fmt: skip
        answer = words.get(_told(row, "outsiders"), "")
        if not served:
            return answer
        if served == [own]:
            return words["nie"]
        serves = text("It serves the gminas: {names}.", names=names)
        return serves if _told(row, "outsiders") in ("", "nie") else f"{serves} {answer}"

    def _correction(self, row: Mapping[str, object]) -> str:
        places = (_told(row, "corrections"), _told(row, "keeper"), _told(row, "contact"), self.publisher)
        return next(filter(None, places), "")


def _write_place(address: str, locality: str) -> str:
    """Street, number and locality; a village without streets has the number behind its name."""
    if address[:1].isdigit() and locality:
        return f"{locality} {address}"
    return (
        address if locality and address.endswith(locality) else ", ".join(filter(None, (address, locality)))
    )


def _told(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()
