"""Where rows are: known addresses, gmina borders and, if asked for, services on the web, joined for every command."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.places import LEAST_RADIUS_M, QUALITIES, AddressQuery, Candidate, FoundPlace
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.meaning.gmina_check import GminaCheck, GminaClaim, check_gminas

if TYPE_CHECKING:
    import geopandas as gpd

    from mapa_uslug.geocoding import AddressIndex, OnlineGeocoder

ONLINE_SERVICES: Final = ("uug", "nominatim")
DECIDED: Final = "decyzja"
"""In `zrodlo_wsp`: a person has settled the place."""
_COARSE: Final = QUALITIES[QUALITIES.index("ulica") :]
_BY_ADDRESS: Final = ("punkt_adresowy", "ulica", "miejscowosc")


@dataclass(frozen=True)
class PlaceSources:
    """What places are found by; all of it may be empty.

    Attributes
    ----------
    addresses : tuple of Path
        Files of known addresses.
    localities : tuple of Path
        Official lists of localities (SIMC).
    gminas : Path or None
        Boundaries.
    online : tuple of str
        Of `ONLINE_SERVICES`, in the order in which they are asked.
    """

    addresses: tuple[Path, ...] = ()
    localities: tuple[Path, ...] = ()
    gminas: Path | None = None
    online: tuple[str, ...] = ()

    def check(self) -> list[Problem]:
        """What is wrong with the names given."""
        missing = [p for p in (*self.addresses, *self.localities, self.gminas) if p and not p.is_file()]
        unknown = [name for name in self.online if name not in ONLINE_SERVICES]
        return [
            *(_missing(p) for p in missing),
            *(problem("There is no online service {value}.", where="--online", code="online_service", value=name,
                      hint="Use one of: {expected}.", expected=", ".join(ONLINE_SERVICES)) for name in unknown),
        ]  # fmt: skip


@dataclass(frozen=True)
class AskedPlace:
    """A row as far as its place goes: the address in parts, what it says of its gmina, and how its point is known.

    Attributes
    ----------
    quality : str
        Class that the record gives to its own point, empty if none.
    is_settled : bool
        A person has decided that its point is the place.
    radius_m : float
        Likewise, ``nan`` if none.
    """

    query: AddressQuery
    provider: str = ""
    teryt: str = ""
    quality: str = ""
    radius_m: float = math.nan
    is_settled: bool = False


@dataclass(frozen=True)
class PlacedRow:
    """Where a row was found, how that agrees with the gmina that it names, and how the row's own point does.

    Attributes
    ----------
    own : GminaCheck or None
        Of the row's own point; None if it has none, or a person has settled it.
    is_contradicted : bool
        That point lies elsewhere than its gmina.
    """

    found: FoundPlace
    check: GminaCheck
    own: GminaCheck | None = None
    is_contradicted: bool = False

    @property
    def problem(self) -> str:
        """Code of what a person should look at, empty if nothing."""
        if self.is_contradicted and self.found.problem != "swapped_axes":
            return "other_gmina"
        if self.found.problem in ("", "seat_elsewhere") or (
            self.found.problem == "other_gmina" and self.own is not None
        ):
            return "seat_elsewhere" if self.check.place == "seat_elsewhere" else ""
        return self.found.problem


@dataclass
class PlaceFinder:
    """Finds places of rows; what it needs is opened once."""

    gminas: gpd.GeoDataFrame | None
    index: AddressIndex | None
    localities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    online: Sequence[OnlineGeocoder] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def knows_houses(self) -> bool:
        """Whether any address is known: without them every place would stay rough."""
        return self.index is not None and self.index.count.kept > 0

    @cached_property
    def gmina_names(self) -> dict[str, str]:
        """Names of gminas by code."""
        return self._lookup.names

    @cached_property
    def _lookup(self) -> GminaIndex:
        return GminaIndex(self.gminas, PL_1992 if self.gminas is None else str(self.gminas.crs))

    def declared_gmina(self, row: AskedPlace) -> str:
        """Code of the gmina that a row names, empty where that cannot be told."""
        return self._check([row], [None])[0].declared

    def find(self, rows: Sequence[AskedPlace]) -> list[PlacedRow]:
        """The place of every row, in order.

        A name of a gmina is trusted before a code. A row whose own point is coarse, or lies elsewhere than its gmina,
        is looked for by its address too: the better of the two is used, the other is offered.
        """
        declared = self._check(rows, [None] * len(rows))
        queries = [replace(r.query, gmina_teryt=c.declared) for r, c in zip(rows, declared, strict=True)]
        found = [_as_recorded(f, r) for f, r in zip(self._locate(queries), rows, strict=True)]
        checks = self._check(rows, [_own_point(r) for r in rows])
        doubtful = [
            i
            for i, c in enumerate(checks)
            if _is_own(found[i], rows[i])
            and not rows[i].is_settled
            and (_contradicts(c, rows[i]) or rows[i].quality in _COARSE)
        ]
        again = self._locate([replace(queries[i], lon=math.nan, lat=math.nan) for i in doubtful])
        for i, by_address in zip(doubtful, again, strict=True):
            found[i] = _weigh(found[i], by_address, is_contradicted=_contradicts(checks[i], rows[i]))
        after = self._check(rows, [f.best for f in found])
        return [
            PlacedRow(f, c, *_own_check(r, own))
            for f, c, own, r in zip(found, after, checks, rows, strict=True)
        ]

    def _locate(self, queries: Sequence[AddressQuery]) -> list[FoundPlace]:
        from mapa_uslug.geocoding import locate

        return locate(queries, index=self.index, gminas=self.gminas, online=self.online)

    def _check(self, rows: Sequence[AskedPlace], places: Sequence[Candidate | None]) -> list[GminaCheck]:
        points = self._points_of(places)
        claims = [
            GminaClaim(
                r.query.gmina, r.query.powiat, r.teryt, r.provider, r.query.locality, p, r.query.wojewodztwo
            )
            for r, p in zip(rows, points, strict=True)
        ]
        return check_gminas(claims, index=self._lookup, localities=self.localities)

    def _points_of(self, places: Sequence[Candidate | None]) -> list[tuple[float, float] | None]:
        """Places in the CRS of the gminas, all in one transformation; none where there are no gminas."""
        points: list[tuple[float, float] | None] = [None] * len(places)
        known = [(i, p.lon, p.lat) for i, p in enumerate(places) if p is not None]
        if known and self._lookup.codes:
            at, lon, lat = (np.array(column) for column in zip(*known, strict=True))
            x, y = transform_xy(lon, lat, WGS84, self._lookup.crs)
            for i, east, north in zip(at, x, y, strict=True):
                points[i] = float(east), float(north)
        return points


def _own_point(row: AskedPlace) -> Candidate | None:
    query = row.query
    if math.isnan(query.lon) or math.isnan(query.lat):
        return None
    return Candidate(query.lon, query.lat, "rejestr", LEAST_RADIUS_M["rejestr"], "", 100.0)


def _own_check(row: AskedPlace, check: GminaCheck) -> tuple[GminaCheck | None, bool]:
    if _own_point(row) is None or row.is_settled:
        return None, False
    return check, _contradicts(check, row)


def _contradicts(check: GminaCheck, row: AskedPlace) -> bool:
    """Whether a row's own point lies elsewhere than its gmina, and nobody has said that this is right."""
    return check.place == "contradiction" and not row.is_settled


def _is_own(found: FoundPlace, row: AskedPlace) -> bool:
    best = found.best
    return best is not None and (best.lon, best.lat) == (row.query.lon, row.query.lat)


def _as_recorded(found: FoundPlace, row: AskedPlace) -> FoundPlace:
    """The answer with the class that a record gives to its own point; a point that was refused is offered again.

    Where the point contradicts the gmina, the address within it is used; where that is not known, the point after all.
    """
    own = next(
        (
            c
            for c in (found.best, *found.candidates)
            if c and (c.lon, c.lat) == (row.query.lon, row.query.lat)
        ),
        None,
    )
    if own is None:
        return found
    recorded = own
    if row.quality and row.quality != "brak":
        radius = row.radius_m if row.radius_m > 0 else LEAST_RADIUS_M[row.quality]
        recorded = replace(own, quality=row.quality, radius_m=radius)
    others = tuple(c for c in found.candidates if c is not own)
    if row.is_settled:
        return FoundPlace(recorded, others)
    if found.best is own:
        return FoundPlace(recorded, others, found.problem)
    by_address = [c for c in others if c.quality in _BY_ADDRESS]
    best = by_address[0] if by_address else None if found.problem == "swapped_axes" else recorded
    rest = tuple(c for c in (recorded, *others) if c is not best)
    return FoundPlace(best, rest, found.problem)


def _weigh(own: FoundPlace, by_address: FoundPlace, *, is_contradicted: bool) -> FoundPlace:
    """The record's own point or what its address says, whichever is known better; the other stays a candidate."""
    assert own.best is not None
    other = by_address.best
    if other is None:
        return replace(own, candidates=(*by_address.candidates, *own.candidates))
    is_better = _rank(other.quality) < _rank(own.best.quality) and by_address.problem in (
        "",
        "number_unknown",
    )
    if is_better or (is_contradicted and other.quality in _BY_ADDRESS):
        problem_code = "other_gmina" if is_contradicted else by_address.problem
        return FoundPlace(other, (own.best, *by_address.candidates, *own.candidates), problem_code)
    return replace(own, candidates=(other, *by_address.candidates, *own.candidates))


def _rank(quality: str) -> int:
    # What a register says of its point is no better than a house number that was found.
    return QUALITIES.index("punkt_adresowy" if quality == "rejestr" else quality)


def check_file(path: Path) -> None:
    """Raise `InputError` unless a file is there.

    Raises
    ------
    InputError
        It is not.
    """
    if not path.is_file():
        raise InputError([_missing(path)])


def _missing(path: Path) -> Problem:
    if path.is_dir():
        return problem(
            "This is a folder, not a file.", where=str(path), code="folder", hint="Give a file in it."
        )
    return problem("The file does not exist.", where=str(path), code="file_missing", hint="Check the path.")


def open_finder(sources: PlaceSources) -> PlaceFinder:
    """Open all that places are found by.

    Raises
    ------
    InputError
        Every file that cannot be used, and every service that does not exist.
    """
    problems = sources.check()
    if problems:
        raise InputError(problems)
    gminas, notes = None, cast("tuple[Problem, ...]", ())
    if sources.gminas is not None:
        from mapa_uslug.boundaries import read_boundaries

        gminas, notes, _ = read_boundaries(sources.gminas)
    return finder_for(gminas, sources, problems=notes)


def finder_for(
    gminas: gpd.GeoDataFrame | None, sources: PlaceSources, *, problems: Sequence[Problem] = ()
) -> PlaceFinder:
    """The same over gminas that were read already.

    Raises
    ------
    InputError
        Every file that cannot be used.
    """
    from mapa_uslug.extract.addresses import read_osm_addresses
    from mapa_uslug.geocoding import open_index, read_locality_list

    paths, log = [*sources.addresses, *sources.localities], ProblemLog()
    log.extend(problems)
    by_name: dict[str, set[str]] = {}
    for path in sources.localities:
        for row in read_locality_list(path, log=log):
            by_name.setdefault(fold(row.name), set()).add(row.gmina_teryt)
    log.raise_errors()
    index = open_index(paths, gminas=gminas, read_osm=read_osm_addresses) if paths else None
    if index is not None:
        log.extend(index.info().problems)
    localities = {name: frozenset(codes) for name, codes in by_name.items()}
    return PlaceFinder(gminas, index, localities, _open_online(sources.online), tuple(log.problems))


def _open_online(names: Sequence[str]) -> tuple[OnlineGeocoder, ...]:
    if not names:
        return ()
    from mapa_uslug.sources.geocoders.nominatim import nominatim_geocoder
    from mapa_uslug.sources.geocoders.uug import uug_geocoder
    from mapa_uslug.sources.geocoders.web import PoliteClient

    # One client for all, so that the limits of a run hold for the run.
    makers, client = {"uug": uug_geocoder, "nominatim": nominatim_geocoder}, PoliteClient()
    return tuple(makers[name](client=client) for name in names)


def describe_online(names: Sequence[str]) -> list[str]:
    """Message ids that say what each service on the web is told."""
    from mapa_uslug.sources.geocoders.services import describe_policy

    return [describe_policy(name) for name in names if name in ONLINE_SERVICES]
