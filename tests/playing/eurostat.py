"""Plays GISCO of Eurostat: the census grid of Poland in the long form, and that of Europe in the wide one."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO

import hand_census_grid
import pandas as pd

from playing.server import Answer, Asked, PlayedServer

LONG_HEADER = hand_census_grid.LONG_HEADER.split(",")
WIDE_HEADER = ["GRD_ID", *hand_census_grid.STATS, "LAND_SURFACE", "POPULATED", "CNTR_ID"]
_OTHERS = ("M", "F", "EMP", "NAT", "EU_OTH", "OTH", "SAME", "CHG_IN", "CHG_OUT")


def long_rows(code: str, figures: Mapping[str, str], *, middle: str = "Y15-64") -> list[list[str]]:
    """Rows of a cell: every statistic, "" confidential."""
    numbers = {stat: int(value) if value else None for stat, value in figures.items()}
    cell = hand_census_grid.long_cell(code, dict.fromkeys(_OTHERS, 1) | numbers, middle=middle)
    return [row.split(",") for row in cell]


def long_zip(rows: Iterable[list[str]]) -> bytes:
    """The package of Poland."""
    return _zip("CSV/CENSUS_GRID_N_PL_2021.csv", LONG_HEADER, rows)


def wide_zip(cells: pd.DataFrame) -> bytes:
    """The package of Europe; columns that are not given are 0."""
    rows = [[str(row.get(name, 0)) for name in WIDE_HEADER] for row in cells.to_dict("records")]
    return _zip("Eurostat_Census-GRID_2021_V3/ESTAT_Census_2021_V3.csv", WIDE_HEADER, rows)


def play_eurostat(
    server: PlayedServer, *, poland: bytes = b"", europe: bytes = b"", prefix: str = "/census/2021"
) -> str:
    """Serve packages, those that are given; the base address."""
    files = {"/INSPIRE/Data/PL_PD_3035_CSV.zip": poland, "/Eurostat_Census-GRID_2021_V3.zip": europe}

    def player(asked: Asked) -> Answer:
        body = files.get(asked.path.removeprefix(prefix), b"")
        return Answer(body, kind="application/zip", has_ranges=True) if body else Answer(b"Not Found", 404)

    return server.play(prefix, player)


def _zip(name: str, header: list[str], rows: Iterable[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([header, *rows])
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.csv", "a\n1\n")
        archive.writestr(name, text.getvalue())
    return out.getvalue()
