"""Plays the service of address points (KINA) and the packages of the register out of a table of points."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import geopandas as gpd

from playing.server import Answer, Asked, PlayedServer

_SERVICE = "https://mapy.geoportal.gov.pl/wss/ext/wfs/KrajowaIntegracjaNumeracjiAdresowej"
FIELDS = (
    "ID_IIP", "ID_GMINY", "NAZWA_GMINY", "NAZWA_MIEJSCOWOSCI", "ID_MIEJSCOWOSCI", "NAZWA_ULICY", "NUMER_PORZADKOWY",
    "KOD_POCZTOWY",
)  # fmt: skip
PACKAGE_FIELDS = {
    "ID_GMINY": "TERYT_GMI", "NAZWA_GMINY": "NAZWA_GMI", "NAZWA_MIEJSCOWOSCI": "NAZWA_MSC", "ID_MIEJSCOWOSCI": "ID_SIMC",
    "NAZWA_ULICY": "NAZWA_ULC", "NUMER_PORZADKOWY": "NUMER_PORZ", "KOD_POCZTOWY": "KOD_POCZT", "ID_IIP": "ID_IIP",
}  # fmt: skip
"""Columns of the packages since July 2026."""


class KinaPlayer:
    """Answers GetFeature by gmina.

    Parameters
    ----------
    points
        `FIELDS`, with ``x`` (east) and ``y`` in EPSG:2180.
    order
        What is written first.
    most
        Rows that a page may have at most, whatever is asked for.
    sorts
        Whether it can sort; else such a question is refused.
    """

    def __init__(
        self,
        points: Sequence[Mapping[str, object]],
        *,
        order: Literal["north_east", "east_north"] = "north_east",
        most: int = 1_000_000,
        sorts: bool = True,
    ) -> None:
        self.points, self.order, self.most, self.sorts = points, order, most, sorts

    def __call__(self, asked: Asked) -> Answer:
        """Answer a question."""
        query = {key.upper(): value for key, value in asked.query.items()}
        prefix = re.fullmatch(r"ID_GMINY LIKE '(\d+)%'", query.get("CQL_FILTER", ""))
        is_known = query.get("TYPENAMES") == "adresyUlice:A07_Punkty_adresowe"
        if not prefix or not is_known or ("SORTBY" in query and not self.sorts):
            return Answer(
                b'<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"><ows:Exception><ows:ExceptionText>'
                b"cannot do that</ows:ExceptionText></ows:Exception></ows:ExceptionReport>",
                400,
                "text/xml",
            )
        found = [p for p in self.points if str(p["ID_GMINY"]).startswith(prefix[1])]
        if "SORTBY" in query:
            found.sort(key=lambda p: str(p[query["SORTBY"]]))
        start, count = int(query.get("STARTINDEX", "0")), min(int(query.get("COUNT", "1000000")), self.most)
        page = [] if query.get("RESULTTYPE") == "hits" else found[start : start + count]
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
            f'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:adresyUlice="{_SERVICE}" numberMatched="{len(found)}" '
            f'numberReturned="{len(page)}">{"".join(map(self._member, page))}</wfs:FeatureCollection>'
        )
        return Answer(body.encode(), 200, "application/gml+xml; version=3.2")

    def _member(self, point: Mapping[str, object]) -> str:
        fields = "".join(f"<adresyUlice:{f}>{point[f]}</adresyUlice:{f}>" for f in FIELDS if point.get(f))
        pair = (point["y"], point["x"]) if self.order == "north_east" else (point["x"], point["y"])
        return (
            f"<wfs:member><adresyUlice:A07_Punkty_adresowe>{fields}<adresyUlice:GEOMETRIA>"
            f'<gml:Point srsName="urn:ogc:def:crs:EPSG::2180"><gml:pos>{pair[0]} {pair[1]}</gml:pos></gml:Point>'
            "</adresyUlice:GEOMETRIA></adresyUlice:A07_Punkty_adresowe></wfs:member>"
        )


def play_kina(server: PlayedServer, points: Sequence[Mapping[str, object]], **options: object) -> str:
    """Let a server play the service of address points; the base address for ``--base-url kina=``."""
    return server.play("/kina", KinaPlayer(points, **options))  # type: ignore[arg-type]


def write_address_package(
    points: Sequence[Mapping[str, object]],
    target: Path,
    *,
    name: str = "PRG_PunktyAdresowe_POLSKA",
    are_codes_numbers: bool = False,
) -> Path:
    """A package of the register: a zip with the shapefile of points, columns as since July 2026."""
    rows = [{new: point.get(old) for old, new in PACKAGE_FIELDS.items()} for point in points]
    if are_codes_numbers:
        for row in rows:
            row["TERYT_GMI"] = int(str(row["TERYT_GMI"]))
    frame = gpd.GeoDataFrame(
        rows, geometry=gpd.points_from_xy([p["x"] for p in points], [p["y"] for p in points]), crs="EPSG:2180"
    )
    with TemporaryDirectory() as made:
        frame.to_file(Path(made) / f"{name}.shp", encoding="UTF-8")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(made).iterdir()):
                archive.write(path, path.name)
    return target
