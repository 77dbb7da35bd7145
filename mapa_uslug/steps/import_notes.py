"""What an import noted and decided by itself: lists to look through, in which nothing has to be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pandas as pd

from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.text import Text
from mapa_uslug.registry.meaning.hours import parse_hours
from mapa_uslug.steps.place_cases import label_gmina
from mapa_uslug.steps.place_finding import PlacedRow

NOTE_COLUMNS: Final = ("wiersz", "usluga_id", "podmiot", "uwaga")
CODE_COLUMNS: Final = ("wiersz", "usluga_id", "podmiot", "gmina", "kod_podany", "gmina_kodu", "kod_przyjety")


def list_wrong_codes(
    rows: pd.DataFrame, placed: Sequence[PlacedRow], gmina_names: Mapping[str, str]
) -> pd.DataFrame:
    """Rows whose TERYT code is another gmina's than the name beside it, or no gmina's at all.

    Parameters
    ----------
    rows
        As they came.
    """
    found = [
        (row["origin"], row["usluga_id"], row["nazwa"], row["gmina"], row["teryt7"],
         gmina_names.get(_six_digits(row["teryt7"]), ""), p.check.declared or p.check.at)
        for row, p in zip(rows.to_dict("records"), placed, strict=True) if p.check.code in ("wrong", "unknown")
    ]  # fmt: skip
    return pd.DataFrame(found, columns=list(CODE_COLUMNS), dtype=object)


def list_notes(
    rows: pd.DataFrame, placed: Sequence[PlacedRow], gmina_names: Mapping[str, str], *, text: Text
) -> pd.DataFrame:
    """Notes about rows, in the language of `text`; rows that are counted per gmina only have none."""
    found = [
        (row["origin"], row["usluga_id"], row["nazwa"], note)
        for row, p in zip(rows.to_dict("records"), placed, strict=True)
        if row["wrazliwosc"] in ("", "0")
        for note in _notes(row, p, gmina_names, text)
    ]
    return pd.DataFrame(found, columns=list(NOTE_COLUMNS), dtype=object)


def _notes(row: Mapping[str, str], placed: PlacedRow, names: Mapping[str, str], text: Text) -> Iterator[str]:
    best, check = placed.found.best, placed.own or placed.check
    gmina, at = label_gmina(check.declared, names), label_gmina(check.at, names)
    if check.place == "seat_elsewhere":
        yield text("The office of the gmina {gmina} sits in a neighbouring gmina: {at}.", gmina=gmina, at=at)
    if check.place == "near_border":
        yield text("The point lies {metres} m outside the gmina {gmina}; borders at hand are simplified, so it was taken as inside.",
                   metres=text.number(check.distance_m), gmina=gmina)  # fmt: skip
    if best is not None and best.radius_m > EXACT_RADIUS_M:
        yield text(
            "The place is known only roughly, within {radius} m: {text}.",
            radius=text.number(best.radius_m),
            text=best.text,
        )
    hours = parse_hours(row["godziny"])
    if row["godziny"] and not hours.is_complete:
        yield text(
            "The opening hours were not understood as a whole: {hours}",
            hours=" ".join(row["godziny"].split()),
        )


def _six_digits(text: str) -> str:
    try:
        return Teryt.parse(text).code6
    except TerytError as error:
        return error.suggestion[:6]
