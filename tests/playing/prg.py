"""Plays the service and the package of the register of boundaries out of any layer of gminas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely

from playing.server import Answer, Asked, PlayedServer

Order = Literal["north_east", "east_north"]
_WFS = "http://www.opengis.net/wfs/2.0"
_GML = "http://www.opengis.net/gml/3.2"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<wfs:FeatureCollection xmlns:ms="http://mapserver.gis.umn.edu/mapserver" '
    f'xmlns:gml="{_GML}" xmlns:wfs="{_WFS}" numberMatched="{{matched}}" numberReturned="{{returned}}">'
)
_URN = "urn:ogc:def:crs:EPSG::{}"


def read_gminas(layer: Path | gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A layer with ``JPT_KOD_JE`` and ``JPT_NAZWA_`` (``terc`` and ``name`` are taken for these), in EPSG:2180."""
    frame = gpd.read_file(layer) if isinstance(layer, Path) else layer
    frame = frame.rename(columns={"terc": "JPT_KOD_JE", "name": "JPT_NAZWA_"})
    return frame[["JPT_KOD_JE", "JPT_NAZWA_", "geometry"]].to_crs("EPSG:2180").reset_index(drop=True)


class PrgPlayer:
    """Answers GetFeature for gminas (A03), and the names of powiats (A02) and wojewodztwa (A01).

    Parameters
    ----------
    order
        What is written first.
    box_order
        How boxes are read; by default as `order`.
    knows_degrees
        Whether it writes the system that it is asked for; else always EPSG:2180.
    counts
        Whether it says how many rows there are; MapServer may say ``unknown``.
    """

    def __init__(
        self,
        layer: Path | gpd.GeoDataFrame,
        *,
        order: Order = "north_east",
        box_order: Order | None = None,
        knows_degrees: bool = True,
        counts: bool = True,
        powiats: Mapping[str, str] | None = None,
        wojewodztwa: Mapping[str, str] | None = None,
    ) -> None:
        self.gminas = read_gminas(layer)
        self.order, self.box_order = order, box_order or order
        self.knows_degrees, self.counts = knows_degrees, counts
        codes = self.gminas["JPT_KOD_JE"]
        self.higher = {
            "ms:A02_Granice_powiatow": dict(powiats or {code: f"powiat {code}" for code in codes.str[:4]}),
            "ms:A01_Granice_wojewodztw": dict(wojewodztwa or {code: f"woj {code}" for code in codes.str[:2]}),
        }
        self._by_code = {code: row for row, code in enumerate(codes)}
        self._shapes = self.gminas.geometry.to_numpy()
        self._degrees = self.gminas.geometry.to_crs("EPSG:4326").to_numpy()
        self._tree = shapely.STRtree(self._shapes)
        self._written: dict[tuple[int, str, bool], str] = {}

    def __call__(self, asked: Asked) -> Answer:
        """Answer a question."""
        query = {key.upper(): value for key, value in asked.query.items()}
        layer = query.get("TYPENAMES", "")
        start, count = int(query.get("STARTINDEX", "0")), int(query.get("COUNT", "1000000"))
        if layer in self.higher:
            rows = sorted(self.higher[layer].items())
            body = [
                _member(layer, code, name, "", key) for key, (code, name) in enumerate(rows[start:][:count])
            ]
            return self._answer(body, len(rows))
        if layer != "ms:A03_Granice_gmin" or query.get("REQUEST") != "GetFeature":
            return Answer(
                b'<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"><ows:Exception>'
                b"<ows:ExceptionText>msWFSDispatch(): unknown layer</ows:ExceptionText></ows:Exception>"
                b"</ows:ExceptionReport>",
                200,
                "text/xml",
            )
        found = self._select(query)
        in_degrees = query.get("SRSNAME", "").endswith("4326") and self.knows_degrees
        has_shapes = "PROPERTYNAME" not in query
        body = [self._row(row, in_degrees, has_shapes) for row in found[start : start + count]]
        return self._answer(body, len(found))

    def _answer(self, members: list[str], matched: int) -> Answer:
        head = _HEAD.format(matched=matched if self.counts else "unknown", returned=len(members))
        body = head + "".join(members) + "</wfs:FeatureCollection>"
        return Answer(body.encode(), 200, "text/xml; subtype=gml/3.2; charset=UTF-8")

    def _select(self, query: Mapping[str, str]) -> list[int]:
        if "FILTER" in query:
            codes = re.findall(r"<fes:Literal>([^<]*)</fes:Literal>", query["FILTER"])
            return sorted(self._by_code[code] for code in codes if code in self._by_code)
        if "BBOX" in query:
            first, second, third, fourth = (float(v) for v in query["BBOX"].split(",")[:4])
            box = (
                (second, first, fourth, third)
                if self.box_order == "north_east"
                else (first, second, third, fourth)
            )
            return sorted(int(row) for row in self._tree.query(shapely.box(*box), predicate="intersects"))
        return list(range(len(self.gminas)))

    def _row(self, row: int, in_degrees: bool, has_shape: bool) -> str:
        kind = "degrees" if in_degrees else "metres"
        if (row, kind, has_shape) not in self._written:
            shape = (self._degrees if in_degrees else self._shapes)[row]
            srs = _URN.format(4326 if in_degrees else 2180)
            gml = (
                _surface(shape, srs, f"A03.{row}", self.order == "north_east", 9 if in_degrees else 2)
                if has_shape
                else ""
            )
            code, name = self.gminas.loc[row, ["JPT_KOD_JE", "JPT_NAZWA_"]]
            self._written[row, kind, has_shape] = _member("ms:A03_Granice_gmin", code, name, gml, row)
        return self._written[row, kind, has_shape]


def play_prg(
    server: PlayedServer, layer: Path | gpd.GeoDataFrame, *, order: Order = "north_east", **options: object
) -> str:
    """Let a server play the register of boundaries; the base address for ``--base-url prg=``."""
    return server.play("/prg", PrgPlayer(layer, order=order, **options))  # type: ignore[arg-type]


def write_package(
    layer: Path | gpd.GeoDataFrame, target: Path, *, folder: str = "", encoding: str = "UTF-8"
) -> Path:
    """The national package: a zip with the shapefile of gminas, names cut and columns as there."""
    frame = read_gminas(layer)
    with TemporaryDirectory() as made:
        frame.to_file(Path(made) / "A03_Granice_gmin.shp", encoding=encoding)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(made).iterdir()):
                archive.write(path, f"{folder}{path.name}")
    return target


def _member(layer: str, code: str, name: str, shape: str, number: int) -> str:
    written = name.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<wfs:member><{layer} gml:id="{layer[3:]}.{number}">{shape}<ms:JPT_SJR_KO>GMI</ms:JPT_SJR_KO>'
        f"<ms:JPT_KOD_JE>{code}</ms:JPT_KOD_JE><ms:JPT_NAZWA_>{written}</ms:JPT_NAZWA_></{layer}></wfs:member>"
    )


def _surface(shape: shapely.Geometry, srs: str, identity: str, north_first: bool, digits: int) -> str:
    polygons = "".join(
        f'<gml:surfaceMember><gml:Polygon gml:id="{identity}.{number}">{_ring(part.exterior, "exterior", north_first, digits)}'
        f"{''.join(_ring(hole, 'interior', north_first, digits) for hole in part.interiors)}</gml:Polygon></gml:surfaceMember>"
        for number, part in enumerate(shapely.get_parts(shape))
    )
    return (
        f'<ms:msGeometry><gml:MultiSurface gml:id="{identity}" srsName="{srs}">{polygons}</gml:MultiSurface>'
        "</ms:msGeometry>"
    )


def _ring(ring: shapely.LinearRing, kind: str, north_first: bool, digits: int) -> str:
    xy = shapely.get_coordinates(ring)
    numbers = np.round(xy[:, ::-1] if north_first else xy, digits).ravel()
    written = " ".join(map(repr, numbers.tolist()))
    return f'<gml:{kind}><gml:LinearRing><gml:posList srsDimension="2">{written}</gml:posList></gml:LinearRing></gml:{kind}>'
