"""OpenStreetMap of a small area, asked of Overpass square by square."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.overpass_json import write_osm
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter, Sift
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page_in
from mapa_uslug.sources.osm_extract import REGION_HINT, ROADS_NAME, missing_roads
from mapa_uslug.sources.parts.osm_coverage import complete_within, to_degrees, write_extent
from mapa_uslug.sources.parts.osm_wanted import Wanted
from mapa_uslug.sources.parts.overpass_query import Tile, cut_into_tiles, query_of

TERMS: Final = Terms(
    key="overpass",
    title="OpenStreetMap (Overpass)",
    url="https://overpass-api.de/api",
    licence="ODbL 1.0",
    credit="© autorzy OpenStreetMap (ODbL), stan na $date",
    missing=mark(
        "Without roads no travel time can be measured: give an OpenStreetMap extract of the region with --file geofabrik=FILE."
    ),
    pause_s=5.0,
    total_s=1800.0,
    max_bytes=400_000_000,
)
MOST_KM2: Final = 2500.0
"""Largest surroundings: a gmina with 15 km around it. Whoever wants more is asked by the service to take an extract."""
_PATIENCE: Final = 15.0
"""How many times longer than elsewhere the first pause is: half a minute after a refusal is what its operators ask for."""
_TOO_LARGE: Final = mark("the area with its surroundings is too large for it, in square kilometres")
_TAKE_EXTRACT: Final = mark("Take the extract of the region (--only geofabrik), or a smaller area.")
_STOPPED: Final = mark("it stopped before its answer was complete")
_OTHER: Final = mark("its answer is not the list of objects that was asked for")
_NO_ROADS_HERE: Final = mark("it knows no road in a whole part of the area, which cannot be")
_SLOT: Final = re.compile(r"Slot available after: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")
_CLOCK: Final = re.compile(r"Current time: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")
_LEAST_KM2: Final = 25.0


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Ask for roads, landscape, places, buildings and services, and cut them to the surroundings.

    The questions are our own and go through the getter: osmnx, which asks Overpass too, tries again for ever, 55
    seconds after every refusal, whatever the server says of pauses.

    Returns
    -------
    Fetched
        ``drogi.osm.pbf`` (roads) and ``zasieg.geojson`` (extent).

    Raises
    ------
    SourceFailed
        The area is too large, an answer does not come, is not complete, or holds no road.
    """
    from mapa_uslug.sources.parts.osm_cutting import NoRoadsError, Window, cut_osm

    terms, wanted = getter.terms(TERMS), Wanted.of(read_catalog())
    given = getter.given.get(TERMS.key, ())
    if given:
        answers = [getter.take(terms, path, check=_check, sift=_sift_of(wanted)) for path in given]
    else:
        answers = _ask(terms, getter, area, wanted)
    moment = min(filter(None, map(_moment, answers)), default="")
    target = area.folder / ROADS_NAME
    with tempfile.TemporaryDirectory(prefix="mapa-uslug-") as folder:
        try:
            # Ours are whole each for itself; of those that are given one may hold the nodes of another.
            groups = [answers] if given else [[answer] for answer in answers]
            pieces = [_as_extract(group, Path(folder) / f"{n}.osm.pbf") for n, group in enumerate(groups)]
            window = Window(to_degrees(area.around), to_degrees(area.shape))
            cut_osm(pieces, target, window=window, wanted=wanted, moment=moment)
        except NoRoadsError as error:
            raise SourceFailed(terms, str(error), hint=REGION_HINT) from error
        except InputError as error:
            raise SourceFailed(terms, _OTHER) from error
    # What was asked for is complete; a file that was given may be of anything.
    extent = complete_within(area.around, polygons=[], cut=target) if given else area.around
    year = int(moment[:4]) if moment else None
    credit = getter.credit(TERMS, moment[:10])
    return Fetched(
        (
            Artefact("roads", target, TERMS.key, year, credit),
            Artefact("extent", write_extent(extent, area.folder), TERMS.key, year, credit),
        ),
        tuple(missing_roads(area, extent)),
    )


def _as_extract(answers: list[Path], target: Path) -> Path:
    write_osm(answers, target)
    return target


def _ask(terms: Terms, getter: Getter, area: FetchArea, wanted: Wanted) -> list[Path]:
    size = shapely.area(area.around) / 1e6
    if size > MOST_KM2:
        raise SourceFailed(terms, f"{_TOO_LARGE}: {size:.0f} > {MOST_KM2:.0f}", hint=_TAKE_EXTRACT)
    patient = replace(
        getter,
        first_pause_s=getter.first_pause_s * _PATIENCE,
        max_pause_s=max(getter.max_pause_s, terms.total_s),
        read_timeout_s=max(getter.read_timeout_s, 200.0),
    )
    return [_ask_tile(terms, patient, tile, wanted) for tile in cut_into_tiles(area.around, area.shape)]


def _ask_tile(terms: Terms, getter: Getter, tile: Tile, wanted: Wanted) -> Path:
    ask = Ask(
        url=f"{terms.url}/interpreter",
        name=tile.name,
        body=urlencode({"data": query_of(tile, wanted)}).encode(),
        content_type="application/x-www-form-urlencoded",
    )
    if getter.ledger.state(terms.key, ask.name, ask.digest) != "good" and not getter.is_offline:
        _await_slot(terms, getter)
    # Of the sea and of a corner nothing need be known.
    is_land = shapely.area(tile.homes) > _LEAST_KM2 * 1e6
    return getter.get(terms, ask, check=_check_land if is_land else _check, sift=_sift_of(wanted))


def _await_slot(terms: Terms, getter: Getter) -> None:
    """Hold back until the server has a place for us, if it says when that will be."""
    with tempfile.TemporaryDirectory(prefix="mapa-uslug-") as folder:
        asker = replace(getter, raw=Path(folder), tries=1)
        try:
            told = asker.get(terms, Ask(url=f"{terms.url}/status", name="status.txt")).read_text(
                "utf-8", "replace"
            )
        except SourceFailed:
            return
    pause = slot_pause(told)
    if pause > terms.total_s:
        raise SourceFailed(terms, f"{mark('it asks for a pause, in seconds')}: {pause:.0f}")
    if pause > 0:
        getter.pacer.hold(terms.host, pause)


def slot_pause(status: str) -> float:
    """Seconds until one may ask again, from what Overpass tells under ``/status``; 0 where a place is free or nothing is told."""
    if re.search(r"^[1-9]\d* slots? available now", status, re.MULTILINE):
        return 0.0
    free = [_time(text) for text in _SLOT.findall(status)]
    now = [_time(text) for text in _CLOCK.findall(status)]
    return max((min(free) - now[0]).total_seconds() + 1.0, 0.0) if free and now else 0.0


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _sift_of(wanted: Wanted) -> Sift:
    """Takes the tags from places where people hide; an answer that cannot be read whole is not written at all."""

    def sift(body: bytes) -> tuple[bytes, int]:
        answer = _answer_of(body)
        hidden = [element for element in answer["elements"] if wanted.hides(element.get("tags", {}))]
        for element in hidden:
            del element["tags"]
        return (json.dumps(answer, ensure_ascii=False).encode() if hidden else body), len(hidden)

    return sift


def _check(path: Path) -> None:
    _elements(path)


def _check_land(path: Path) -> None:
    if not any("highway" in element.get("tags", {}) for element in _elements(path)):
        raise ValueError(_NO_ROADS_HERE)


def _elements(path: Path) -> list[dict[str, Any]]:
    """Objects of an answer that is whole."""
    answer = _answer_of(path.read_bytes())
    # A server that runs out of time or memory sends what it has, with status 200.
    if remark := answer.get("remark"):
        raise ValueError(f"{_STOPPED}: {str(remark)[:200]}")
    elements: list[dict[str, Any]] = answer["elements"]
    return elements


def _answer_of(body: bytes) -> dict[str, Any]:
    """An answer of Overpass, refused with `ValueError` where it is none: a page, a part of one, something else."""
    refuse_web_page_in(body)
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(_OTHER) from error
    elements = answer.get("elements") if isinstance(answer, dict) else None
    if not isinstance(elements, list) or not all(map(_is_object, elements)):
        raise ValueError(_OTHER)
    return dict(answer)


def _is_object(element: Any) -> bool:
    if not isinstance(element, dict) or not isinstance(element.get("tags", {}), dict):
        return False
    return all(isinstance(value, str) for value in element.get("tags", {}).values())


def _moment(path: Path) -> str:
    """Moment that an answer is of, "" where it does not tell."""
    told = json.loads(path.read_bytes()).get("osm3s")
    moment = str(told.get("timestamp_osm_base", "")) if isinstance(told, dict) else ""
    return moment if re.match(r"\d{4}-\d\d-\d\d", moment) else ""
