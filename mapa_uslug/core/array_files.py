"""Arrays in a file that is either what was written or told to be damaged."""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.files import atomic_path

_ALIGN: Final = 64


def write_arrays(
    target: Path, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any], *, magic: bytes
) -> None:
    """Write arrays whole or not at all; of writers at the same time the last one stays.

    Parameters
    ----------
    about
        What else the reader is to know, as JSON holds it.
    magic
        First line of the file, which tells what it is.
    """
    layout, offset = {}, 0
    for name, array in arrays.items():
        layout[name] = (array.dtype.str, array.shape, offset)
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    body = bytearray(offset)
    for name, array in arrays.items():
        begin = layout[name][2]
        body[begin : begin + array.nbytes] = np.ascontiguousarray(array).tobytes()
    text = json.dumps({**about, "layout": layout, "size": offset}).encode()
    with atomic_path(target) as part, part.open("wb") as stream:
        stream.write(magic)
        stream.write(_checksum(text, body))
        stream.write(len(text).to_bytes(8, "little"))
        stream.write(text)
        stream.write(bytes(-stream.tell() % _ALIGN))
        stream.write(body)


def map_arrays(target: Path, *, magic: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, Any]] | None:
    """Arrays of a file as views of it (private to the process), read from disk as they are used, and what is said of them.

    None where there is no file or its checksum tells that it is not what was written.
    """
    try:
        with target.open("rb") as stream:
            return _unpack(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY), magic)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def load_arrays(target: Path, *, magic: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, Any]] | None:
    """As `map_arrays`, but read into memory: for small files, of which many are read."""
    try:
        return _unpack(bytearray(target.read_bytes()), magic)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _unpack(
    whole: mmap.mmap | bytearray, magic: bytes
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]] | None:
    at = len(magic)
    if whole[:at] != magic:
        return None
    checksum, size = whole[at : at + 32], int.from_bytes(whole[at + 32 : at + 40], "little")
    text = bytes(whole[at + 40 : at + 40 + size])
    begin = -(-(at + 40 + size) // _ALIGN) * _ALIGN
    body = memoryview(whole)[begin:]
    if _checksum(text, body) != checksum:
        return None
    about = json.loads(text)
    if len(body) != about["size"]:
        return None
    return {name: _view(body, *place) for name, place in about["layout"].items()}, about


def _view(body: memoryview, dtype: str, shape: list[int], offset: int) -> NDArray[Any]:
    count = int(np.prod(shape))
    return np.frombuffer(body, np.dtype(dtype), count, offset).reshape(shape)


def _checksum(text: bytes, body: bytearray | memoryview) -> bytes:
    digest = hashlib.sha256(text)
    digest.update(body)
    return digest.digest()
