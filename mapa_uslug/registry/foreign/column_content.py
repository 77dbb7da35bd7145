"""What the cells of a column look like, for lists whose headers do not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.address_text import split_address, split_street_number
from mapa_uslug.registry.foreign.foreign_cells import is_unknown, split_pair, tidy
from mapa_uslug.registry.meaning.matching import TypeMatcher

LEAST_SHARE: Final = 0.8
"""Share of the filled cells that must look alike."""
_LEAST_CELLS: Final = 3
_MOST_CELLS: Final = 200
_POSTCODE = re.compile(r"^\d{2}\s?-\s?\d{3}$")
_HAS_POSTCODE = re.compile(r"(?<![\d-])\d{2}\s?-\s?\d{3}(?![\d-])")
_DECIMAL = re.compile(r"^-?\d{1,2}[.,]\d{2,}$")
_PHONE = re.compile(
    r"^(?:tel\.?:?\s*)?(?:\+?48)?[\s()/-]*(?:\d[\s()/-]*){9}(?:w(?:ew)?\.?\s*\d+)?$", re.IGNORECASE
)
_STREET = re.compile(r"^(?:ul\.|al\.|os\.|pl\.|ulica|aleja|osiedle|plac)\s*\S.*\d", re.IGNORECASE)
# Degrees between which Poland lies.
_LAT: Final = (48.9, 55.0)
_LON: Final = (14.0, 24.3)


def column_kind(cells: Sequence[str]) -> str:
    """Official or composite column that most filled cells look like, ``""`` if none."""
    filled = [tidy(c) for c in cells if not is_unknown(tidy(c))][:_MOST_CELLS]
    if len(filled) < _LEAST_CELLS:
        return ""
    return next((kind for kind, test in _TESTS if _share(filled, test) >= LEAST_SHARE), "")


def names_types(cells: Sequence[str], matcher: TypeMatcher) -> bool:
    """Whether at least half of the filled cells name types of the catalog."""
    filled = [tidy(c) for c in cells if c.strip()][:_MOST_CELLS]
    return (
        bool(filled) and _share(filled, lambda c: bool(matcher.find(c) or matcher.guess_from_name(c))) >= 0.5
    )


def holds_numbers(cells: Sequence[str]) -> bool:
    """Whether at least half of the filled cells end in a house number."""
    filled = [tidy(c) for c in cells if c.strip()][:_MOST_CELLS]
    return bool(filled) and _share(filled, lambda c: bool(split_street_number(c)[1])) >= 0.5


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_degrees(cell: str, limits: tuple[float, float]) -> bool:
    return _DECIMAL.match(cell) is not None and limits[0] <= float(cell.replace(",", ".")) <= limits[1]


def _is_pair(cell: str, first: tuple[float, float], second: tuple[float, float]) -> bool:
    pair = split_pair(cell)
    return (
        pair is not None
        and first[0] <= float(pair[0]) <= first[1]
        and second[0] <= float(pair[1]) <= second[1]
    )


def _is_teryt(cell: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{7}|\d{6}_\d", cell)) and bool(Teryt.parse(cell))
    except TerytError:
        return False


def _has_name_and_address(cell: str) -> bool:
    return _is_address(cell) and len(split_address(cell).name.split()) > 1


def _is_address(cell: str) -> bool:
    return _HAS_POSTCODE.search(cell) is not None and split_address(cell).is_full


_TESTS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("kod", lambda c: _POSTCODE.match(c) is not None),
    ("teryt7", _is_teryt),
    ("lat", lambda c: _is_degrees(c, _LAT)),
    ("lon", lambda c: _is_degrees(c, _LON)),
    ("lon_lat", lambda c: _is_pair(c, _LON, _LAT)),
    ("lat_lon", lambda c: _is_pair(c, _LAT, _LON)),
    ("kontakt_rola", lambda c: _PHONE.match(c) is not None),
    ("nazwa_i_adres", _has_name_and_address),
    ("adres_pelny", _is_address),
    ("ulica_nr", lambda c: _STREET.match(c) is not None),
)  # fmt: skip
