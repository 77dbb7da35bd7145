"""OpenStreetMap out of regional extracts, in the form in which Geofabrik hands them out, cut to the surroundings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter, Strain
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.parts.osm_coverage import complete_within, read_poly, to_degrees, write_extent
from mapa_uslug.sources.parts.osm_wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

TERMS: Final = Terms(
    key="geofabrik",
    title="OpenStreetMap (wyciąg regionalny, Geofabrik)",
    url="https://download.geofabrik.de",
    licence="ODbL 1.0",
    credit="© autorzy OpenStreetMap (ODbL), stan na $date",
    missing=mark(
        "Without roads no travel time can be measured: give an OpenStreetMap extract of the region with --file geofabrik=FILE."
    ),
    total_s=7200.0,
    max_bytes=3_000_000_000,
)
ROADS_NAME: Final = "drogi.osm.pbf"
REGION_HINT: Final = mark("Give the extract of the region that the area lies in.")
_BROKEN_SUM: Final = mark(
    "its file does not match its checksum: it was damaged on the way, or renewed meanwhile"
)
# The region of Geofabrik that bears the wojewodztwo's name.
_REGIONS: Final = {
    "02": "dolnoslaskie", "04": "kujawsko-pomorskie", "06": "lubelskie", "08": "lubuskie", "10": "lodzkie",
    "12": "malopolskie", "14": "mazowieckie", "16": "opolskie", "18": "podkarpackie", "20": "podlaskie",
    "22": "pomorskie", "24": "slaskie", "26": "swietokrzyskie", "28": "warminsko-mazurskie", "30": "wielkopolskie",
    "32": "zachodniopomorskie",
}  # fmt: skip
_PLACE: Final = "/europe/poland/"
_FULL: Final = 0.999


@dataclass
class _Extracts:
    """Raw files, and the polygons that they were cut to, where these are known of all."""

    files: list[Path] = field(default_factory=list)
    polygons: list[shapely.Geometry] = field(default_factory=list)


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Cut roads, landscape, places, buildings and services out of the extracts of the wojewodztwa.

    Given files go first: extracts (``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2``) and, with the ending ``.poly``,
    the polygons that they were cut to.

    Returns
    -------
    Fetched
        ``drogi.osm.pbf`` (roads) and ``zasieg.geojson`` (extent: where the roads are complete).

    Raises
    ------
    SourceFailed
        No extract comes, one cannot be read, or it holds no road of the area.
    """
    from mapa_uslug.sources.parts.osm_cutting import NoRoadsError, Window, cut_osm, osm_moment, strain_osm

    terms, wanted = getter.terms(TERMS), Wanted.of(read_catalog())
    given = getter.given.get(TERMS.key, ())
    # Extracts are public, yet what people hide in need not lie in our folder as well.
    strain = partial(strain_osm, wanted=wanted)
    extracts = (
        _take(terms, getter, given, strain) if given else _download(terms, getter, area.wojewodztwa, strain)
    )
    target = area.folder / ROADS_NAME
    window = Window(to_degrees(area.around), to_degrees(area.shape))
    try:
        cut_osm(extracts.files, target, window=window, wanted=wanted)
    except NoRoadsError as error:
        raise SourceFailed(terms, str(error), hint=REGION_HINT) from error
    except ValueError as error:
        raise SourceFailed(terms, str(error), hint=mark("Give another copy of the extract.")) from error
    extent = complete_within(area.around, polygons=extracts.polygons, cut=target)
    day = osm_moment(target)[:10]
    year = int(day[:4]) if day else None
    credit = getter.credit(TERMS, day)
    return Fetched(
        (
            Artefact("roads", target, TERMS.key, year, credit),
            Artefact("extent", write_extent(extent, area.folder), TERMS.key, year, credit),
        ),
        tuple(missing_roads(area, extent)),
    )


def missing_roads(area: FetchArea, extent: shapely.Geometry) -> list[Problem]:
    """A warning when the data do not cover the gminas of the area."""
    share = shapely.area(shapely.intersection(area.shape, extent)) / shapely.area(area.shape)
    if share >= _FULL:
        return []
    return [problem(
        "The road data cover {percent} % of the area: of people in the rest nothing can be told.",
        where=ROADS_NAME, code="roads_incomplete", severity="warning", percent=int(share * 100), hint=REGION_HINT,
    )]  # fmt: skip


def _take(terms: Terms, getter: Getter, given: tuple[Path, ...], strain: Strain) -> _Extracts:
    polygons = [path for path in given if path.suffix.lower() == ".poly"]
    files = [path for path in given if path not in polygons]
    if not files:
        raise SourceFailed(terms, mark("only its polygon was given, not the extract"), hint=REGION_HINT)
    return _Extracts(
        [getter.take(terms, path, check=_check_given, strain=strain, suffix=".pbf") for path in files],
        [read_poly(getter.take(terms, path, check=_check_poly)) for path in polygons],
    )


def _download(terms: Terms, getter: Getter, wojewodztwa: tuple[str, ...], strain: Strain) -> _Extracts:
    extracts = _Extracts()
    for code in wojewodztwa:
        if code not in _REGIONS:
            raise SourceFailed(terms, f"{mark('it has no extract of the wojewodztwo with the code')}: {code}")
        name = f"{_REGIONS[code]}-latest.osm.pbf"
        ask = Ask(url=f"{terms.url}{_PLACE}{name}", name=name)
        extracts.files.append(getter.get(terms, ask, check=_check_of(terms, getter, ask), strain=strain))
        extracts.polygons += _polygon(terms, getter, _REGIONS[code])
    if len(extracts.polygons) < len(extracts.files):
        extracts.polygons = []
    return extracts


def _polygon(terms: Terms, getter: Getter, region: str) -> list[shapely.Geometry]:
    """The polygon of an extract; it is not needed, the data can tell themselves."""
    ask = Ask(url=f"{terms.url}{_PLACE}{region}.poly", name=f"{region}.poly")
    try:
        return [read_poly(getter.get(terms, ask, check=_check_poly))]
    except SourceFailed:
        return []


def _check_of(terms: Terms, getter: Getter, ask: Ask) -> Callable[[Path], None]:
    """Looks whether a file is an extract, and the one whose checksum lies beside it."""

    def check(path: Path) -> None:
        _check_pbf(path)
        # Asked for now: both are renewed every day, and an older checksum would be of another file.
        fresh = replace(getter, is_fresh=True)
        try:
            told = fresh.get(terms, Ask(url=f"{ask.url}.md5", name=f"{ask.name}.md5"), check=refuse_web_page)
        except SourceFailed:
            return
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        if told.read_text(encoding="ascii", errors="replace").split()[:1] != [digest]:
            raise ValueError(_BROKEN_SUM)

    return check


def _check_pbf(path: Path) -> None:
    import osmium

    from mapa_uslug.sources.parts.osm_cutting import NO_OSM

    refuse_web_page(path)
    try:
        # Named outright: a file that is still in the making has another ending.
        osmium.io.Reader(osmium.io.File(str(path), "pbf"), osmium.osm.NOTHING).header()
    except RuntimeError as error:
        raise ValueError(NO_OSM) from error


def _check_given(path: Path) -> None:
    from mapa_uslug.sources.parts.osm_cutting import osm_moment

    refuse_web_page(path)
    osm_moment(path)


def _check_poly(path: Path) -> None:
    refuse_web_page(path)
    read_poly(path)
