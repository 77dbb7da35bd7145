"""What an index is built from: files of address points, OSM extracts, the list of localities (SIMC)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.files import sha256_of_dataset
from mapa_uslug.core.folding import fold
from mapa_uslug.core.overpass_json import is_overpass_json
from mapa_uslug.geocoding.table_reading import CSV_SUFFIXES, csv_headers

OSM_SUFFIXES: Final = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")

# Districts of great cities have codes of their own, and each lists the city's name again; their gmina is the city.
_PARTS_OF_CITIES: Final = ("8", "9")

OsmReader = Callable[[Path], tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Count]]
"""Reads an OSM file: addresses (``locality simc street number postcode lon lat``), places (``name simc lon lat``),
named streets (``name lon lat``) in degrees, and the count of addresses."""


@dataclass(frozen=True)
class AddressSource:
    """A file that addresses are read from, and who reads it if it is an OSM file (a stage of its own does)."""

    path: Path
    read_osm: OsmReader | None = None

    @property
    def is_osm(self) -> bool:
        """Whether it is an OSM file, by its name, or an answer of Overpass."""
        return self.path.name.lower().endswith(OSM_SUFFIXES) or is_overpass_json(self.path)


@dataclass(frozen=True)
class LocalityRow:
    """A village, town, or a part of one (then with the `parent` that it belongs to), as SIMC lists it.

    `simc` is empty for what a district of a great city lists: it does not identify the city.
    """

    simc: str
    name: str
    gmina_teryt: str
    parent: str = ""


def is_locality_list(path: Path) -> bool:
    """Whether a file is the official list of localities."""
    if path.suffix.lower() not in CSV_SUFFIXES or not path.is_file():
        return False
    headers = {fold(header).strip("\ufeff") for header in csv_headers(path)[0]}
    return {"woj", "pow", "gmi", "nazwa", "sym", "sympod"} <= headers


def read_locality_list(path: Path, *, log: ProblemLog) -> list[LocalityRow]:
    """Read SIMC (``WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA``); rows without a code or name are counted."""
    headers, encoding, separator = csv_headers(path)
    at = {fold(header).strip("\ufeff"): i for i, header in enumerate(headers)}
    if not {"woj", "pow", "gmi", "nazwa", "sym", "sympod"} <= set(at):
        log.add("This is not the official list of localities.", where=path.name, code="locality_list",
                hint="Give the file SIMC from eteryt.stat.gov.pl (columns WOJ, POW, GMI, NAZWA, SYM, SYMPOD).")  # fmt: skip
        return []
    rows, faulty = [], 0
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=separator)
        next(reader, None)
        for cells in reader:
            if not any(cells):
                continue
            row = _locality(cells, at)
            faulty += row is None
            rows += [row] if row else []
    if faulty:
        log.add(
            "Rows of the list of localities without a code or name: {count}.",
            where=path.name,
            hint="Download the list (SIMC) again from eteryt.stat.gov.pl.",
            code="locality_rows",
            severity="warning",
            count=faulty,
        )
    return rows


def _locality(cells: Sequence[str], at: dict[str, int]) -> LocalityRow | None:
    if len(cells) < len(at):
        return None
    woj, pow_, gmi, name, sym, parent = (
        cells[at[k]].strip() for k in ("woj", "pow", "gmi", "nazwa", "sym", "sympod")
    )
    is_part = "rodz_gmi" in at and cells[at["rodz_gmi"]].strip() in _PARTS_OF_CITIES
    teryt = f"{woj:0>2}{pow_:0>2}{'01' if is_part else gmi:0>2}"
    if not (name and sym.isdigit() and teryt.isdigit() and len(teryt) == 6):
        return None
    if is_part:
        return LocalityRow("", name, teryt)
    return LocalityRow(sym.zfill(7), name, teryt, "" if parent == sym else parent.zfill(7))


def digest_of(paths: Iterable[Path], *extra: str) -> str:
    """One hex digest of the content of several files, whatever their names, order and repetition."""
    parts = sorted({f"{''.join(path.suffixes).lower()} {sha256_of_dataset(path)}" for path in paths})
    return hashlib.sha256("\n".join((*parts, *extra)).encode()).hexdigest()
