"""Address points of the area's gminas and their neighbours, from the national register kept by GUGiK (KINA, PRG)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched, GminaUnit
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.sources import prg
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_garbled
from mapa_uslug.sources.forms.gml import REFUSED, Feature, names_of
from mapa_uslug.sources.forms.wfs import Question, count_features, read_features
from mapa_uslug.sources.parts.address_package import check_package, read_package
from mapa_uslug.sources.parts.address_rows import AddressRow, write_addresses
from mapa_uslug.sources.parts.boundary_rows import to_metres

TERMS: Final = Terms(
    key="kina",
    title="Punkty adresowe (GUGiK, KINA)",
    url="https://mapy.geoportal.gov.pl/wss/ext/wfs/KrajowaIntegracjaNumeracjiAdresowej",
    licence=prg.TERMS.licence,
    credit="Punkty adresowe: Państwowy Rejestr Granic, GUGiK, $date",
    missing=mark(
        "Addresses of services are looked up in OpenStreetMap alone, so that fewer of them are found to the house."
    ),
)
PACKAGE_TERMS: Final = Terms(
    key="kina_package",
    title="Punkty adresowe (GUGiK), paczki powiatów",
    url="https://opendata.geoportal.gov.pl/prg/adresy/PunktyAdresowe",
    licence=TERMS.licence,
    credit=TERMS.credit,
    missing=TERMS.missing,
)
FILE_NAME: Final = "adresy.csv"
_LAYER: Final = "adresyUlice:A07_Punkty_adresowe"
_PAGE_ROWS: Final = 10_000
_METRES: Final = "urn:ogc:def:crs:EPSG::2180"
# Borders of the register and points beside them are not of the same day.
_TOLERANCE_M: Final = 500.0
_ENOUGH: Final = 0.8
_ERROR_400: Final = "400"
WRONG_PLACE: Final = mark(
    "its points do not lie in the gminas that they name, whichever coordinate comes first"
)
_FIELDS: Final = (
    "ID_GMINY", "NAZWA_GMINY", "NAZWA_MIEJSCOWOSCI", "ID_MIEJSCOWOSCI", "NAZWA_ULICY", "NUMER_PORZADKOWY", "KOD_POCZTOWY",
)  # fmt: skip


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Address points of the area's gminas and their neighbours, as CSV (see `address_rows`).

    The user's file goes first (package of Poland, a wojewodztwo or a powiat), then the service, gmina by gmina, then the
    packages of the powiats.

    Raises
    ------
    SourceFailed
        No points.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(TERMS.key, ())
    if given:
        rows, problems = _from_files(area, getter, terms, given), list[Problem]()
    else:
        try:
            rows, problems = _from_service(area, getter, terms)
        except SourceFailed as error:
            terms, rows, problems = *_from_packages(area, getter, error), []
    if not rows:
        raise SourceFailed(terms, mark("it has no address point in the area"))
    target = area.folder / FILE_NAME
    write_addresses(target, rows)
    artefact = Artefact("addresses", target, TERMS.key, credit=getter.credit(terms))
    return Fetched((artefact,), (*problems, *_told(area, terms, rows)))


def _told(area: FetchArea, terms: Terms, rows: Sequence[AddressRow]) -> list[Problem]:
    """Gminas that no row is of: those of the area one by one, their neighbours together."""
    there = {row.gmina_teryt[:6] for row in rows}
    told = [problem(
        "There are no address points of the gmina {name} ({teryt}).", where=terms.key, code="no_addresses",
        severity="warning", hint="Look whether the code of the gmina has changed.", name=unit.name, teryt=unit.code6,
    ) for unit in area.units if unit.code6 not in there]  # fmt: skip
    beside = [f"{unit.name} ({unit.code6})" for unit in area.neighbours if unit.code6 not in there]
    if beside:
        told.append(problem(
            "There are no address points of these gminas beside the area: {names}", where=terms.key,
            code="no_addresses_beside", severity="warning", names=", ".join(beside),
            hint="Services there are looked up in OpenStreetMap alone; give files of their powiats too, if you gave files.",
        ))  # fmt: skip
    return told


def _from_service(area: FetchArea, getter: Getter, terms: Terms) -> tuple[list[AddressRow], list[Problem]]:
    found = [feature for unit in area.all_units for feature in _of_gmina(getter, terms, unit)]
    east_first, problems = _is_east_first(area, terms, found), []
    if east_first:
        problems.append(problem(
            "The service of addresses writes east before north, against its standard; the coordinates were exchanged.",
            where=terms.key, code="axis_order", severity="warning",
            hint="Look at the map: are the addresses where they should be?",
        ))  # fmt: skip
    return [_row(feature, east_first=east_first) for feature in found], problems


def _of_gmina(getter: Getter, terms: Terms, unit: GminaUnit) -> list[Feature]:
    """Rows of one gmina, each once, as many as the service counts."""
    # By six digits: the seventh changes when a village becomes a town.
    params = (("CQL_FILTER", f"ID_GMINY LIKE '{unit.code6}%'"), ("SRSNAME", _METRES))
    plain = Question(
        layer=_LAYER, params=params, id_field="ID_IIP", page_rows=_PAGE_ROWS, stem=f"adresy-{unit.code6}"
    )
    expected = count_features(getter, terms, plain)
    if expected == 0:
        return []
    ordered = Question(
        layer=_LAYER, params=(*params, ("SORTBY", "ID_IIP")), id_field="ID_IIP", page_rows=_PAGE_ROWS,
        stem=f"adresy-{unit.code6}",
    )  # fmt: skip
    try:
        return read_features(getter, terms, ordered, expected=expected, accept=_accept)
    except SourceFailed as error:
        if not (error.reason.startswith(REFUSED) or error.reason.endswith(_ERROR_400)):
            raise
        # Some servers cannot sort; the count and the ids tell whether the pages fit together all the same.
        return read_features(getter, terms, plain, expected=expected, accept=_accept)


def _accept(found: Sequence[Feature]) -> None:
    refuse_garbled(names_of(found, "NAZWA_MIEJSCOWOSCI"))
    refuse_garbled(names_of(found, "NAZWA_ULICY"))


def _is_east_first(area: FetchArea, terms: Terms, found: Sequence[Feature]) -> bool:
    """Whether points lie in the gminas that they name only with the first coordinate as east."""
    shapes = _shapes_by_code(area)
    points: dict[str, list[tuple[float, float]]] = {}
    for feature in found:
        if feature.shape is not None:
            points.setdefault(feature.values.get("ID_GMINY", "")[:6], []).append(
                (feature.shape.x, feature.shape.y)
            )
    inside = np.zeros(2)
    count = 0
    for code, pairs in points.items():
        shape = shapely.buffer(shapes.get(code, area.around), _TOLERANCE_M)
        shapely.prepare(shape)
        first, second = np.array(pairs).T
        inside += [
            shapely.contains_xy(shape, second, first).sum(),
            shapely.contains_xy(shape, first, second).sum(),
        ]
        count += len(pairs)
    if count and inside.max() < _ENOUGH * count:
        raise SourceFailed(terms, WRONG_PLACE)
    return bool(inside[1] > inside[0])


def _shapes_by_code(area: FetchArea) -> Mapping[str, shapely.Geometry]:
    """Boundaries of the gminas, as they were fetched before, in EPSG:2180."""
    path = area.folder / prg.FILE_NAME
    if not path.is_file():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        row["properties"]["JPT_KOD_JE"][:6]: to_metres(shapely.geometry.shape(row["geometry"]), "EPSG:4326")
        for row in rows
    }


def _row(feature: Feature, *, east_first: bool) -> AddressRow:
    texts = [feature.values.get(field, "") for field in _FIELDS]
    if feature.shape is None:
        return AddressRow._make((*texts, None, None))
    first, second = feature.shape.x, feature.shape.y
    return AddressRow._make((*texts, *((first, second) if east_first else (second, first))))


def _from_files(area: FetchArea, getter: Getter, terms: Terms, given: Sequence[Path]) -> list[AddressRow]:
    paths = [getter.take(terms, path, check=check_package) for path in given]
    return [row for path in paths for row in _cut(area, terms, path)]


def _from_packages(area: FetchArea, getter: Getter, error: SourceFailed) -> tuple[Terms, list[AddressRow]]:
    """Packages of the powiats, some megabytes each, offline those that stood in before.

    The first failure is told if they cannot be had either.
    """
    if TERMS.key in getter.bases and PACKAGE_TERMS.key not in getter.bases:
        # Whoever moved the service elsewhere does not want the usual address to be asked after all.
        raise error
    terms = getter.terms(PACKAGE_TERMS)
    powiats = sorted({unit.code6[:4] for unit in area.all_units})
    try:
        asks = [Ask(url=f"{terms.url}/{code[:2]}/{code}.zip", name=f"{code}.zip") for code in powiats]
        paths = [getter.get(terms, ask, check=check_package) for ask in asks]
        return terms, [row for path in paths for row in _cut(area, terms, path)]
    except SourceFailed:
        raise error from None


def _cut(area: FetchArea, terms: Terms, path: Path) -> Iterator[AddressRow]:
    try:
        yield from read_package(path, {unit.code6 for unit in area.all_units})
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error
