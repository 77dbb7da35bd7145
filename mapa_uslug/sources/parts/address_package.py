"""Address points out of the packages of the register (shapefiles in a zip), cut to some gminas while they are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from mapa_uslug.contracts.address_columns import TEXT_FIELDS, match_columns, missing_fields
from mapa_uslug.core.crs import PL_1992, transform_xy
from mapa_uslug.core.errors import InputError, ProblemLog
from mapa_uslug.core.safe_zip import find_members, open_zip
from mapa_uslug.core.text import mark
from mapa_uslug.core.vectors import VectorLayer, identify_crs, list_layers
from mapa_uslug.sources.forms.answer_checks import is_zip, refuse_web_page
from mapa_uslug.sources.parts.address_rows import AddressRow

NO_ADDRESSES: Final = mark(
    "there is no layer of address points with a locality, a number and the code of the gmina"
)
NOT_READ: Final = mark("the file of address points cannot be read")
_NAME: Final = "punktyadres"
_ZIP_BYTES: Final = 20_000_000_000
_BLOCK_ROWS: Final = 65_536
_FIELDS: Final = ("gmina_teryt", "gmina", "locality", "simc", "street", "number", "postcode")


def read_package(path: Path, codes: Collection[str]) -> Iterator[AddressRow]:
    """Points of the gminas with these codes (six digits), in the order of the file; the rest is never held in memory.

    Parameters
    ----------
    path
        Zip of shapefiles, or another vector file.

    Raises
    ------
    ValueError
        With a message id: no such file, or it cannot be read.
    """
    try:
        layer, columns, crs = _open(path)
        yield from _read(layer, columns, crs, frozenset(codes))
    except (InputError, DataSourceError, DataLayerError, pa.ArrowException, RuntimeError, OSError) as error:
        raise ValueError(NOT_READ) from error


def check_package(path: Path) -> None:
    """Raise `ValueError` with a message id unless a file is one of address points."""
    try:
        _open(path)
    except (InputError, OSError) as error:
        raise ValueError(NOT_READ) from error


def _open(path: Path) -> tuple[VectorLayer, dict[str, str], str]:
    """The layer of address points, our field -> its column, and its CRS."""
    for layer in _layers(path):
        columns = match_columns(layer.columns)
        if not missing_fields(columns) and "gmina_teryt" in columns:
            crs = identify_crs(layer, log=ProblemLog())
            if crs is not None:
                return layer, {f: c for f, c in columns.items() if f in TEXT_FIELDS}, crs
    raise ValueError(NO_ADDRESSES)


def _layers(path: Path) -> list[VectorLayer]:
    refuse_web_page(path)
    if not is_zip(path):
        return list_layers(path)
    with open_zip(path, max_bytes=_ZIP_BYTES) as archive:
        members = [name for name in find_members(archive, ".shp") if _NAME in name.lower()]
    # Read where they lie: nothing is unpacked to the disk.
    return [one for name in members for one in list_layers(Path(f"/vsizip/{{{path.resolve()}}}/{name}"))]


def _read(
    layer: VectorLayer, columns: dict[str, str], crs: str, codes: frozenset[str]
) -> Iterator[AddressRow]:
    wanted = pa.array(sorted(codes))
    # Files of the register are in UTF-8, and do not always say so.
    with pyogrio.open_arrow(
        layer.path, layer=layer.layer, columns=sorted(set(columns.values())), batch_size=_BLOCK_ROWS, use_pyarrow=True,
        encoding="UTF-8" if layer.path.suffix.lower() == ".shp" else None,
    ) as (meta, reader):  # fmt: skip
        geometry = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            of_rows = _codes(batch.column(columns["gmina_teryt"]), wanted)
            is_wanted = _is_of(of_rows, wanted)
            if is_wanted.true_count:
                block, of_block = batch.filter(is_wanted), of_rows.filter(is_wanted)
                yield from _rows(block, of_block.to_pylist(), columns, geometry, crs)


def _codes(column: pa.Array, wanted: pa.Array) -> pa.Array:
    """Codes as text; where the file has them as numbers, with the zero that these have lost.

    Six digits may be a whole code without the kind, or one of seven without its zero: what is wanted tells.
    """
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pc.replace_substring(column, "_", "")
    digits = column.cast(pa.int64(), safe=False).cast(pa.string())
    ways = [pc.utf8_lpad(digits, width, "0") for width in (7, 6)]
    return max(ways, key=lambda codes: _is_of(codes, wanted).true_count)


def _is_of(codes: pa.Array, wanted: pa.Array) -> pa.BooleanArray:
    return pc.is_in(pc.utf8_slice_codeunits(codes, 0, 6), value_set=wanted)


def _rows(
    block: pa.RecordBatch, codes: list[str], columns: dict[str, str], geometry: str, crs: str
) -> Iterator[AddressRow]:
    points = shapely.from_wkb(block.column(geometry).to_numpy(zero_copy_only=False))
    x, y = transform_xy(shapely.get_x(points), shapely.get_y(points), crs, PL_1992)
    texts = [_texts(block.column(columns[f])) if f in columns else [""] * block.num_rows for f in _FIELDS[1:]]
    for *text, east, north in zip(codes, *texts, x.tolist(), y.tolist(), strict=True):
        has_point = bool(np.isfinite(east) and np.isfinite(north))
        yield AddressRow._make((*text, *((east, north) if has_point else (None, None))))


def _texts(column: pa.Array) -> list[str]:
    return ["" if value is None else str(value).strip() for value in column.to_pylist()]
