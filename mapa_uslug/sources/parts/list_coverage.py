"""Of which neighbours a list tells something: a list that has nothing of a powiat may be an export that left it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.core.wojewodztwa import wojewodztwo_name
from mapa_uslug.sources.forms.list_reading import ListTable
from mapa_uslug.sources.parts.area_rows import plain, read_code

_COLUMNS: Final = (
    ("TERYT", "Kod TERYT", "TERYT gminy", "Kod TERYT gminy", "idTerytGmina", "Kod terytorialny gmina"),
    ("Województwo",),
    ("Powiat", "Nazwa powiatu"),
    ("Gmina", "Nazwa gminy"),
)  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """What a row says of its place; names as `plain` gives them."""

    code: str
    wojewodztwo: str
    powiat: str
    gmina: str


def uncovered_powiats(area: FetchArea, tables: Iterable[ListTable]) -> tuple[str, ...]:
    """Powiats with neighbours of the area of which lists have nothing, by name.

    Parameters
    ----------
    tables
        The whole lists, as they were before rows of other places were left out; together they are judged.

    Notes
    -----
    A list tells of a powiat by its name or by a TERYT code; one that knows neither tells of whole wojewodztwa, one that
    knows nothing of places tells of nobody. Rows of the area's own gminas tell nothing of the neighbours.
    """
    lists = [_places(area, table) for table in tables]
    return powiats_of(area, lambda unit: not any(_tells(places, unit) for places in lists))


def uncovered_gminas(area: FetchArea, tables: Iterable[ListTable]) -> tuple[str, ...]:
    """Neighbours of the area of which lists have nothing, by name, where every gmina is sure to have an entry.

    Lists that name no gminas are judged by powiats (see `uncovered_powiats`).
    """
    tables = list(tables)
    places = [place for table in tables for place in _places(area, table)]
    if not any(place.code or place.gmina for place in places):
        return uncovered_powiats(area, tables)
    untold = [unit for unit in area.neighbours if not any(_is_in(place, unit) for place in places)]
    return tuple(sorted({unit.name or unit.code6 for unit in untold}))


def powiats_of(area: FetchArea, is_wanted: Callable[[GminaUnit], bool]) -> tuple[str, ...]:
    """Names of the powiats of some neighbours; the code of one without a name."""
    return tuple(sorted({unit.powiat or unit.code6[:4] for unit in area.neighbours if is_wanted(unit)}))


def _places(area: FetchArea, table: ListTable) -> list[_Place]:
    """Every place that a list names outside the area's own gminas, once."""
    at = [table.at(*names) for names in _COLUMNS]
    told = {tuple("" if i is None else row[i] for i in at) for row in table.rows}
    places = {_Place(read_code(code), *map(plain, names)) for code, *names in told}
    return [place for place in places if not any(_is_in(place, unit) for unit in area.units)]


def _is_in(place: _Place, unit: GminaUnit) -> bool:
    """Whether a place is this gmina, as far as it tells."""
    if place.code:
        return place.code == unit.code6
    is_powiat = place.powiat in ("", plain(unit.powiat))
    return place.gmina == plain(unit.name) and is_powiat and place.wojewodztwo in ("", _wojewodztwo(unit))


def _tells(places: Iterable[_Place], unit: GminaUnit) -> bool:
    """Whether a list has something of the powiat of a gmina."""
    every = list(places)
    if any(p.code[:4] == unit.code6[:4] for p in every):
        return True
    if any(p.code or p.powiat for p in every):
        return any(
            p.powiat and p.powiat == plain(unit.powiat) and p.wojewodztwo in ("", _wojewodztwo(unit))
            for p in every
        )
    return any(p.wojewodztwo and p.wojewodztwo == _wojewodztwo(unit) for p in every)


def _wojewodztwo(unit: GminaUnit) -> str:
    return plain(unit.wojewodztwo or wojewodztwo_name(unit.code6))
