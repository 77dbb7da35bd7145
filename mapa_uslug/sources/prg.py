"""Boundaries of gminas from the state register of boundaries (PRG) of GUGiK."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import shapely

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched, GminaUnit
from mapa_uslug.contracts.unit_names import plain_powiat
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.core.wojewodztwa import wojewodztwo_name
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.parts.boundary_rows import BoundaryRow, join_rows, missing_codes, write_boundaries
from mapa_uslug.sources.parts.prg_layer import BoundaryLayer
from mapa_uslug.sources.parts.prg_service import BoundaryService, Box

TERMS: Final = Terms(
    key="prg",
    title="Państwowy Rejestr Granic (GUGiK)",
    url="https://mapy.geoportal.gov.pl/wss/service/PZGIK/PRG/WFS/AdministrativeBoundaries",
    licence="dane PZGiK udostępniane bezpłatnie (art. 40a ust. 2 Prawa geodezyjnego i kartograficznego)",
    credit="Granice: Państwowy Rejestr Granic, GUGiK, $date",
    missing=mark("Without boundaries of gminas nothing can be computed."),
)
PACKAGE_TERMS: Final = Terms(
    key="prg_package",
    title="Państwowy Rejestr Granic (GUGiK), paczka krajowa",
    url="https://opendata.geoportal.gov.pl/prg/granice/00_jednostki_administracyjne.zip",
    licence=TERMS.licence,
    credit=TERMS.credit,
    missing=TERMS.missing,
    # The server knows no ranges: what breaks off begins anew.
    total_s=7_200.0,
    max_bytes=1_500_000_000,
)
FILE_NAME: Final = "gminy.geojson"
_NOT_THERE: Final = mark("it has no boundary of the gmina")
_OTHER_DATE: Final = mark("Give boundaries of the same year as the list of gminas: --file prg=FILE.")
_Source = BoundaryService | BoundaryLayer


def list_units(getter: Getter) -> tuple[tuple[GminaUnit, ...], str]:
    """All gminas by their names and codes in the register of boundaries, and the day on which it was asked.

    The user's file (``--file prg=``) goes first, then the service, then the national package.

    Raises
    ------
    SourceFailed
        It gives no list.
    """
    terms, source = _open(getter)
    try:
        gminas, powiats, wojewodztwa = _names(terms, source)
    except SourceFailed as error:
        if getter.given.get(TERMS.key):
            raise
        terms, source = _open_package(getter, error)
        gminas, powiats, wojewodztwa = _names(terms, source)
    units = {
        GminaUnit(
            code[:6], code[6:7], name, plain_powiat(powiats.get(code[:4], "")), wojewodztwa.get(code[:2], "").lower() or wojewodztwo_name(code)
        )
        for code, name in ((code.replace("_", ""), name) for code, name in gminas.items())
        if code[6:] not in ("8", "9")
    }  # fmt: skip
    return tuple(sorted({unit.code6: unit for unit in sorted(units)}.values())), _day(getter, terms)


def _names(terms: Terms, source: _Source) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Code -> name of all gminas, powiats and wojewodztwa."""
    gminas = source.names(6)
    if not gminas:
        raise SourceFailed(terms, mark("its answer is empty"))
    return gminas, source.names(4), source.names(2)


def fetch_units(
    units: Sequence[GminaUnit],
    buffer_m: float,
    folder: Path,
    getter: Getter,
    *,
    known: Sequence[GminaUnit] = (),
) -> tuple[FetchArea, Fetched]:
    """Boundaries of gminas and of those that their surroundings touch.

    The user's file (``--file prg=``) goes first, then the service, then the national package.

    Parameters
    ----------
    units
        Gminas of the area.
    buffer_m
        How far around them data are wanted [m].
    folder
        `FILE_NAME` is written here: GeoJSON, EPSG:4326, ``JPT_KOD_JE`` and ``JPT_NAZWA_``.
    getter
        Brings the files.
    known
        All gminas, which the neighbours take their names of powiat and wojewodztwo from.

    Raises
    ------
    SourceFailed
        Boundaries cannot be had, or a gmina of the area is not among them.
    """
    terms, source = _open(getter)
    try:
        own, near = _read(source, terms, units, buffer_m)
    except SourceFailed as error:
        if getter.given.get(TERMS.key) or _NOT_THERE in error.reason:
            raise
        terms, source = _open_package(getter, error)
        own, near = _read(source, terms, units, buffer_m)
    rows, mended = join_rows(near)
    shape = shapely.union_all([row.shape for row in join_rows(own)[0]])
    around = shapely.buffer(shape, buffer_m)
    rows = [row for row in rows if shapely.intersects(around, row.shape)]
    area = FetchArea(tuple(sorted(units)), _neighbours(rows, units, known), shape, around, buffer_m, folder)
    write_boundaries(folder / FILE_NAME, rows)
    artefact = Artefact("boundaries", folder / FILE_NAME, TERMS.key, credit=getter.credit(terms))
    return area, Fetched((artefact,), (*source.problems, *_told(mended)))


def _open(getter: Getter) -> tuple[Terms, _Source]:
    terms = getter.terms(TERMS)
    for path in getter.given.get(TERMS.key, ()):
        return terms, BoundaryLayer(terms, getter.take(terms, path))
    return terms, BoundaryService(getter, terms)


def _open_package(getter: Getter, error: SourceFailed) -> tuple[Terms, _Source]:
    """The national package, offline the one that stood in before; the first failure is told if there is none."""
    if TERMS.key in getter.bases and PACKAGE_TERMS.key not in getter.bases:
        # Whoever moved the service elsewhere does not want the usual address to be asked after all.
        raise error
    terms = getter.terms(PACKAGE_TERMS)
    try:
        path = getter.get(
            terms, Ask(url=terms.url, name="jednostki_administracyjne.zip"), check=_check_package
        )
        return terms, BoundaryLayer(terms, path)
    except SourceFailed:
        raise error from None


def _check_package(path: Path) -> None:
    try:
        BoundaryLayer(PACKAGE_TERMS, path)
    except SourceFailed as error:
        raise ValueError(error.reason) from error


def _read(
    source: _Source, terms: Terms, units: Sequence[GminaUnit], buffer_m: float
) -> tuple[list[BoundaryRow], list[BoundaryRow]]:
    """Boundaries of the area's gminas, and these with all around."""
    own = source.of_units(units)
    codes = [unit.code6 for unit in units]
    absent = missing_codes(own, codes)
    if absent:
        names = {unit.code6: unit.name for unit in units}
        listed = ", ".join(f"{names[code]} ({code})" for code in absent)
        raise SourceFailed(terms, f"{_NOT_THERE}: {listed}", hint=_OTHER_DATE)
    return own, source.within(_box(own, buffer_m), codes)


def _box(rows: Sequence[BoundaryRow], buffer_m: float) -> Box:
    west, south, east, north = shapely.total_bounds([row.shape for row in rows])
    return (
        math.floor(west - buffer_m), math.floor(south - buffer_m), math.ceil(east + buffer_m),
        math.ceil(north + buffer_m),
    )  # fmt: skip


def _neighbours(
    rows: Sequence[BoundaryRow], units: Sequence[GminaUnit], known: Sequence[GminaUnit]
) -> tuple[GminaUnit, ...]:
    own = {unit.code6 for unit in units}
    by_code = {unit.code6: unit for unit in known}
    return tuple(sorted(
        by_code.get(row.code6, GminaUnit(row.code6, row.code[6:7], row.name, "", ""))
        for row in rows if row.code6 not in own
    ))  # fmt: skip


def _told(mended: Sequence[str]) -> list[Problem]:
    if not mended:
        return []
    return [problem(
        "Boundaries that crossed themselves were mended: {names}", where=TERMS.key, code="invalid_geometry",
        severity="warning", hint="Nothing needs to be done; areas may differ by a few square metres.",
        names=", ".join(mended),
    )]  # fmt: skip


def _day(getter: Getter, terms: Terms) -> str:
    days = [entry.fetched_at[:10] for entry in getter.ledger.entries if entry.source == terms.key]
    return max(days, default=getter.clock().date().isoformat())
