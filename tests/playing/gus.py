"""Plays the INSPIRE download service of GUS: a feed of data sets, a feed of one, and its zip archive."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.core.grid_codes import GRID_CRS, parse_grid_codes
from playing.server import Answer, Asked, PlayedServer

FILE_ID = "2795b7ed9098f86ab761352519ba1d85"
FILE = "GRID_NSP2021_RES.zip"
CODE = "PD.GRID.2021"
_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:inspire_dls="http://inspire.ec.europa.eu/schemas/inspire_dls/1.0" xml:lang="pl">
 <title>{title}</title><id>{id}</id><updated>2024-01-15T10:00:00Z</updated>
{entries}</feed>
"""


def feed_of_service(entries: Mapping[str, str]) -> bytes:
    """A feed whose entries lead from the code of a data set to its own feed."""
    text = "".join(
        f"""<entry><title>Rozmieszczenie ludności {code}</title><id>{code}</id>
 <link rel="describedby" href="https://example.invalid/csw?id={code}" type="application/xml"/>
 <link rel="alternate" href="{href.replace("&", "&amp;")}" type="application/atom+xml"/>
 <inspire_dls:spatial_dataset_identifier_code>{code}</inspire_dls:spatial_dataset_identifier_code></entry>
"""
        for code, href in entries.items()
    )
    return _FEED.format(title="Usługa pobierania", id="PD", entries=text).encode()


def feed_of_dataset(links: Mapping[str, str]) -> bytes:
    """A feed whose entries lead to files."""
    text = "".join(
        f"""<entry><title>{title}</title><id>{title}</id>
 <link rel="alternate" href="{href.replace("&", "&amp;")}" type="application/x-shapefile" hreflang="pl"/></entry>
"""
        for title, href in links.items()
    )
    return _FEED.format(title="Siatka", id=CODE, entries=text).encode()


def grid_zip(
    cells: pd.DataFrame, *, stem: str = "GRID_NSP2021_RES", more: Mapping[str, bytes] | None = None
) -> bytes:
    """The archive as GUS packs it: a shapefile in EPSG:2180 with whole figures, empty where they are confidential."""
    corners = parse_grid_codes(cells["CODE"])
    east, north = (np.nan_to_num(v) for v in (corners.east, corners.north))
    squares = shapely.box(east, north, east + 1000.0, north + 1000.0)
    frame = gpd.GeoDataFrame(cells.reset_index(drop=True), geometry=squares, crs=GRID_CRS).to_crs("EPSG:2180")
    whole = {name: frame[name].astype("Int32") for name in frame.columns if name.startswith(("RES", "TOT"))}
    out = BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        frame.assign(**whole).to_file(Path(folder) / f"{stem}.shp", encoding="UTF-8", engine="pyogrio")
        for path in sorted(Path(folder).iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
        for name, body in (more or {}).items():
            archive.writestr(zipfile.ZipInfo(name), body)
    return out.getvalue()


def play_gus(
    server: PlayedServer, cells: pd.DataFrame, *, prefix: str = "/atom-web", archive: bytes | None = None
) -> str:
    """Serve a table of cells (CODE, RES, RES_0_14, RES_15_64, RES_65_; NaN: confidential); the base address.

    Parameters
    ----------
    archive
        Sent in place of the cells.
    """
    body = grid_zip(cells) if archive is None else archive
    # The feeds name the service's own address, wherever it is asked.
    own = "https://geo.stat.gov.pl/atom-web"

    def player(asked: Asked) -> Answer:
        if asked.path == f"{prefix}/atom/PD":
            code = asked.query.get("spatial_dataset_identifier_code")
            query = "spatial_dataset_identifier_code={}&spatial_dataset_identifier_namespace=http://geo.stat.gov.pl/id/dataset/PL"
            if code is None:
                feeds = {c: f"{own}/atom/PD?{query.format(c)}" for c in ("PD.GRID.2011", CODE)}
                return Answer(feed_of_service(feeds), kind="application/atom+xml")
            others = (
                {"GRID_NSP2021_TOT.zip": "00", FILE: FILE_ID} if code == CODE else {"GRID_2011.zip": "11"}
            )
            links = {name: f"{own}/download/?fileId={i}&name={name}" for name, i in others.items()}
            return Answer(feed_of_dataset(links), kind="application/atom+xml")
        if asked.path == f"{prefix}/download/" and asked.query.get("fileId") == FILE_ID:
            return Answer(body, kind="application/zip", has_ranges=True)
        return Answer(b"nie ma", 404, "text/plain")

    return server.play(prefix, player)
