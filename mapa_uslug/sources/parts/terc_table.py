"""The list of units TERC, in either of its editions, as gminas with the names of their powiats and wojewodztwa."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.core.text import mark
from mapa_uslug.sources.forms.answer_checks import refuse_garbled
from mapa_uslug.sources.parts.teryt_rows import read_rows

COLUMNS: Final = ("WOJ", "POW", "GMI", "RODZ", "NAZWA", "STAN_NA")
NO_TERC: Final = mark("this is not the list TERC (columns WOJ, POW, GMI, RODZ, NAZWA, STAN_NA)")
_URBAN, _BOTH = "1", "3"
_PARTS: Final = ("4", "5")
_DISTRICTS: Final = ("8", "9")


def parse_terc(body: bytes) -> tuple[tuple[GminaUnit, ...], str]:
    """Read TERC as CSV or XML.

    In the address edition urban-rural gminas have only rows of their parts (4, 5), and cities with districts only rows of
    these (8, 9); they are one gmina each here, and such a city has the name of its powiat.

    Returns
    -------
    units : tuple of GminaUnit
        By code.
    date : str
        Latest date of state (``STAN_NA``), ISO.

    Raises
    ------
    ValueError
        With a message id: it is not TERC, has no gminas, or is in a wrong encoding.
    """
    rows = read_rows(body, COLUMNS)
    wojewodztwa = {row["WOJ"]: row["NAZWA"].lower() for row in rows if not row["POW"]}
    powiats = {row["WOJ"] + row["POW"]: row["NAZWA"] for row in rows if row["POW"] and not row["GMI"]}
    found: dict[str, GminaUnit] = {}
    for row in rows:
        if row["GMI"]:
            unit = _unit(row, powiats, wojewodztwa)
            # A row of the whole gmina says more of its kind than those of its parts.
            if row["RODZ"] not in _PARTS or unit.code6 not in found:
                found[unit.code6] = unit
    if not found or any(len(code) != 6 or not code.isdigit() for code in found):
        raise ValueError(NO_TERC)
    refuse_garbled(unit.name for unit in found.values())
    return tuple(sorted(found.values())), max(row["STAN_NA"] for row in rows)


def _unit(row: Mapping[str, str], powiats: Mapping[str, str], wojewodztwa: Mapping[str, str]) -> GminaUnit:
    code4, kind = row["WOJ"] + row["POW"], row["RODZ"]
    powiat, wojewodztwo = powiats.get(code4, ""), wojewodztwa.get(row["WOJ"], "")
    if kind in _DISTRICTS:
        return GminaUnit(code4 + "01", _URBAN, powiat, powiat, wojewodztwo)
    return GminaUnit(code4 + row["GMI"], _BOTH if kind in _PARTS else kind, row["NAZWA"], powiat, wojewodztwo)
