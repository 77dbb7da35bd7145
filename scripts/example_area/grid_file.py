"""The population grid as a GeoPackage, written with SQLite alone so that its bytes depend on nothing but the people."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

from example_area.people import Square

_LAYER = "siatka_1km"
_EPSG = 3035
_MADE_ON = "2026-01-01T00:00:00.000Z"
# Spelled out: what PROJ prints changes with its version.
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_LAEA = (
    'PROJCS["ETRS89-extended / LAEA Europe",GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",'
    'SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],AUTHORITY["EPSG","6258"]],'
    'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4258"]],PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["latitude_of_center",52],'
    'PARAMETER["longitude_of_center",10],PARAMETER["false_easting",4321000],PARAMETER["false_northing",3210000],'
    'UNIT["metre",1,AUTHORITY["EPSG","9001"]],AUTHORITY["EPSG","3035"]]'
)
_COLUMNS = ("CODE", "RES", "RES_MALE", "RES_FEM", "RES_0_14", "RES_15_64", "RES_65_")
_SCHEMA = f"""
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name));
CREATE TABLE {_LAYER} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POLYGON, CODE TEXT,
  RES MEDIUMINT, RES_MALE MEDIUMINT, RES_FEM MEDIUMINT, RES_0_14 MEDIUMINT, RES_15_64 MEDIUMINT, RES_65_ MEDIUMINT);
"""


def write_grid(path: Path, squares: list[Square]) -> None:
    """Write squares in the form of the GUS grid; figures of confidential squares are empty."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.executescript(
            f"PRAGMA page_size=4096; PRAGMA application_id={0x47504B47}; PRAGMA user_version=10300;"
        )
        connection.executescript("BEGIN;" + _SCHEMA + "COMMIT;")
        with connection:
            _describe(connection, squares)
            marks = ", ".join("?" * (len(_COLUMNS) + 1))
            connection.executemany(
                f"INSERT INTO {_LAYER} (geom, {', '.join(_COLUMNS)}) VALUES ({marks})",
                [_row(s) for s in squares],
            )
    finally:
        connection.close()
    _forget_library_version(path)


def _describe(connection: sqlite3.Connection, squares: list[Square]) -> None:
    systems = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", None),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
        ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, None),
        ("ETRS89-extended / LAEA Europe", _EPSG, "EPSG", _EPSG, _LAEA, None),
    ]
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", systems)
    east, north = [s.east for s in squares], [s.north for s in squares]
    box = [1000.0 * v for v in (min(east), min(north), max(east) + 1, max(north) + 1)]
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, ?)",
        (_LAYER, _LAYER, _MADE_ON, *box, _EPSG),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', ?, 0, 0)", (_LAYER, _EPSG)
    )


def _row(square: Square) -> tuple[object, ...]:
    figures: tuple[int | None, ...] = (square.people, square.men, square.women, *square.ages.values())
    if square.is_confidential:
        figures = (None,) * len(figures)
    return (_polygon(1000.0 * square.east, 1000.0 * square.north), square.code, *figures)


def _polygon(x: float, y: float) -> bytes:
    """GeoPackage blob of a square: header without envelope, then little-endian WKB."""
    ring = ((x, y), (x + 1000.0, y), (x + 1000.0, y + 1000.0), (x, y + 1000.0), (x, y))
    header = b"GP" + struct.pack("<BBi", 0, 1, _EPSG)
    return header + struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<dd", *p) for p in ring)


def _forget_library_version(path: Path) -> None:
    """Overwrite the SQLite version that the file's header records (bytes 96 to 99)."""
    with path.open("r+b") as stream:
        stream.seek(96)
        stream.write(struct.pack(">I", 3_040_000))
