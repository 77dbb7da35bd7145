"""Pages of a Web Feature Service (GML 3.2) read into rows and shapes.

Coordinates stay in the order in which they are written: what that order is, the caller finds out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from mapa_uslug.core.text import mark
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.forms.xml_reading import ENTITIES, UNREADABLE, parse_xml, xml_events

REFUSED: Final = mark("it refuses the question")
NOT_ASKED: Final = ENTITIES
_GML: Final = "{http://www.opengis.net/gml/3.2}"
_MEMBERS: Final = ("member", "featureMember", "featureMembers")


@dataclass(frozen=True, eq=False)
class Feature:
    """A row of an answer.

    Attributes
    ----------
    values : dict
        Field, without its namespace -> text.
    shape : shapely geometry or None
        Polygon, MultiPolygon or Point, its coordinates (first, second) as they are written.
    """

    values: dict[str, str]
    shape: shapely.Geometry | None


@dataclass(frozen=True, eq=False)
class Page:
    """An answer: its rows, and how many there are in all (None where the server does not say)."""

    features: tuple[Feature, ...]
    matched: int | None


def check_page(path: Path) -> None:
    """Look at an answer before it is kept.

    Raises
    ------
    ValueError
        With a message id: a web page, a refusal of the server, damaged or wrongly encoded XML, something else.
    """
    refuse_web_page(path)
    root = next(xml_events(path, "start"))
    if _local(root) != "FeatureCollection":
        raise ValueError(f"{REFUSED}: {_refusal(path)}" if _refusal(path) else NOT_ASKED)
    for element in xml_events(path, "end"):
        element.clear()


def read_page(path: Path) -> Page:
    """Rows of an answer that `check_page` let through.

    Raises
    ------
    ValueError
        With a message id, where coordinates are no numbers or rings are not closed.
    """
    root = parse_xml(path.read_bytes())
    matched = root.get("numberMatched", "")
    try:
        features = tuple(_feature(row) for row in _rows(root))
    except (ValueError, shapely.errors.GEOSException) as error:
        raise ValueError(UNREADABLE) from error
    return Page(features, int(matched) if matched.isdigit() else None)


def flip(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape with the two coordinates of every point exchanged."""
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


def _refusal(path: Path) -> str:
    """What the server says of why it refuses, in one line."""
    root = parse_xml(path.read_bytes())
    if "Exception" not in _local(root):
        return ""
    return " ".join(" ".join(root.itertext()).split())[:200] or "?"


def _rows(root: ET.Element) -> Iterator[ET.Element]:
    for child in root:
        if _local(child) in _MEMBERS:
            yield from child


def _feature(row: ET.Element) -> Feature:
    values = {_local(field): (field.text or "").strip() for field in row if not len(field)}
    return Feature(values, _shape(row))


def _shape(row: ET.Element) -> shapely.Geometry | None:
    polygons = [_polygon(e) for tag in ("Polygon", "PolygonPatch") for e in row.iter(f"{_GML}{tag}")]
    if polygons:
        return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    points = [p for e in row.iter(f"{_GML}Point") for p in _coordinates(e)]
    return shapely.Point(points[0]) if points else None


def _polygon(element: ET.Element) -> shapely.Geometry:
    rings = {
        kind: [ring for part in element.findall(f"{_GML}{kind}") for ring in part.iter(f"{_GML}LinearRing")]
        for kind in ("exterior", "interior")
    }
    if not rings["exterior"]:
        raise ValueError(UNREADABLE)
    return shapely.Polygon(_coordinates(rings["exterior"][0]), [_coordinates(r) for r in rings["interior"]])


def _coordinates(element: ET.Element) -> np.ndarray:
    lists = [e for tag in ("posList", "pos") for e in element.iter(f"{_GML}{tag}")]
    if not lists:
        raise ValueError(UNREADABLE)
    width = int(lists[0].get("srsDimension", element.get("srsDimension", "2")))
    numbers = np.array([float(t) for e in lists for t in (e.text or "").split()], dtype=np.float64)
    if not len(numbers) or len(numbers) % width or not np.isfinite(numbers).all():
        raise ValueError(UNREADABLE)
    return numbers.reshape(-1, width)[:, :2]


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def names_of(features: Sequence[Feature], field: str) -> list[str]:
    """Texts of one field, whatever the case of its name."""
    return [next((v for k, v in f.values.items() if k.lower() == field.lower()), "") for f in features]
