"""Plays GISCO of Eurostat: the census grid of Poland in the long form, and that of Europe in the wide one."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO

import pandas as pd

from playing.server import Answer, Asked, PlayedServer

LONG_HEADER = [
    "DATAFLOW",
    "FREQ",
    "STAT",
    "SPATIAL",
    "TIME_PERIOD",
    "OBS_VALUE",
    "NOT_COUNTED_PROPORTION",
    "GENERAL_STATUS",
    "OBS_STATUS",
    "STATUS",
    "LAND_SURFACE",
    "SPECIAL_VALUE",
    "APPROXIMATELY_LOCATED_POPULATION_PROPORTION",
    "OBS_NOTE",
    "MEASURE",
    "MEASUREMENT_METHOD",
    "UNIT_MEASURE",
    "CONVENTIONALLY_LOCATED_PROPORTION",
    "UNIVERSE",
    "POPULATED",
    "AREA_OF_DISSEMINATION",
    "INSPIREID",
]
WIDE_HEADER = [
    "GRD_ID",
    "T",
    "M",
    "F",
    "Y_LT15",
    "Y_1564",
    "Y_GE65",
    "EMP",
    "NAT",
    "EU_OTH",
    "OTH",
    "SAME",
    "CHG_IN",
    "CHG_OUT",
    "LAND_SURFACE",
    "POPULATED",
    "CNTR_ID",
]
_OTHERS = ("M", "F", "EMP", "NAT", "EU_OTH", "OTH", "SAME", "CHG_IN", "CHG_OUT")


def long_rows(code: str, figures: Mapping[str, str], *, middle: str = "Y15-64") -> list[list[str]]:
    """Rows of a cell: every statistic, "" confidential."""
    rows = []
    for stat, value in (*figures.items(), *((other, "1") for other in _OTHERS)):
        row = dict.fromkeys(LONG_HEADER, "")
        row |= {"DATAFLOW": "ESTAT:CENSUS_INS21ES(1.0)", "FREQ": "A", "STAT": middle if stat == "Y_1564" else stat, "SPATIAL": code,
                "TIME_PERIOD": "2021", "OBS_VALUE": value, "SPECIAL_VALUE": "" if value else "confidential", "LAND_SURFACE": "1",
                "POPULATED": "0" if value == "0" else "1"}  # fmt: skip
        rows.append(list(row.values()))
    return rows


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
