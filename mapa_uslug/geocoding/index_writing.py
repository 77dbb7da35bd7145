"""The index as a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from mapa_uslug.core.address_text import locality_key, street_tokens
from mapa_uslug.geocoding.index_tables import IndexTables
from mapa_uslug.geocoding.powiats import powiat_key

FORMAT_VERSION: Final = 2
"""To be raised whenever the same files would give another index."""

_SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE gmina (id INTEGER PRIMARY KEY, teryt TEXT, name TEXT, key TEXT, powiat TEXT, powiat_key TEXT,
                    wojewodztwo TEXT, lon REAL, lat REAL, radius_m REAL);
CREATE TABLE locality (id INTEGER PRIMARY KEY, key TEXT, name TEXT, gmina_id INTEGER, simc TEXT, lon REAL, lat REAL,
                       radius_m REAL, addresses INTEGER);
CREATE TABLE street (id INTEGER PRIMARY KEY, locality_id INTEGER, name TEXT, core TEXT, lon REAL, lat REAL, radius_m REAL,
                     addresses INTEGER);
CREATE TABLE address (locality_id INTEGER, street_id INTEGER, number TEXT, lon REAL, lat REAL, postcode TEXT,
                      spread_m REAL, source_id INTEGER, PRIMARY KEY (locality_id, street_id, number)) WITHOUT ROWID;
CREATE TABLE postcode (code TEXT PRIMARY KEY, lon REAL, lat REAL, radius_m REAL) WITHOUT ROWID;
CREATE TABLE postcode_locality (code TEXT, locality_id INTEGER, PRIMARY KEY (code, locality_id)) WITHOUT ROWID;
"""
_AFTER: Final = """
CREATE INDEX locality_by_key ON locality (key);
CREATE INDEX locality_by_gmina ON locality (gmina_id);
CREATE INDEX street_by_locality ON street (locality_id);
CREATE INDEX street_by_core ON street (core, locality_id);
CREATE INDEX postcode_by_locality ON postcode_locality (locality_id);
ANALYZE;
"""


def write_index(path: Path, tables: IndexTables, *, sources: Sequence[str], meta: Mapping[str, str]) -> None:
    """Write every table; the file must not exist."""
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192;" + _SCHEMA
        )
        base.executemany("INSERT INTO source VALUES (?,?)", enumerate(sources))
        base.executemany(
            "INSERT INTO gmina VALUES (?,?,?,?,?,?,?,?,?,?)",
            ((i, code, name, locality_key(name), powiat, powiat_key(powiat), woj, lon, lat, radius)
             for i, code, name, powiat, woj, lon, lat, radius in tables.gminas),
        )  # fmt: skip
        base.executemany("INSERT INTO locality VALUES (?,?,?,?,?,?,?,?,?)", tables.localities)
        base.executemany(
            "INSERT INTO street VALUES (?,?,?,?,?,?,?,?)",
            (
                (i, loc, name, street_tokens(name).key, lon, lat, r, n)
                for i, loc, name, lon, lat, r, n in tables.streets
            ),
        )
        base.executemany("INSERT INTO address VALUES (?,?,?,?,?,?,?,?)", tables.addresses())
        base.executemany("INSERT INTO postcode VALUES (?,?,?,?)", tables.postcodes)
        base.executemany("INSERT INTO postcode_locality VALUES (?,?)", tables.postcode_localities)
        base.executemany(
            "INSERT INTO meta VALUES (?,?)", [("format", str(FORMAT_VERSION)), *sorted(meta.items())]
        )
        base.executescript(_AFTER)
        base.commit()
