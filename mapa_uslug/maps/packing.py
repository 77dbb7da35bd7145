"""Many typed arrays in one compressed text, so that a map stays one small file."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEVEL, _GZIP = 6, 31
_KINDS = {"uint8": "u1", "uint16": "u2", "uint32": "u4", "int32": "i4", "float64": "f8"}


class ArrayPack:
    """Collects arrays by name; `directory` says where each lies in `encoded`.

    Arrays are little-endian and aligned to eight bytes, so that the browser views them without a copy.
    """

    def __init__(self) -> None:
        # Compressed as it comes: tables of a large area are hundreds of megabytes.
        self._compressor = zlib.compressobj(_LEVEL, wbits=_GZIP)
        self._parts: list[bytes] = []
        self._size = 0
        self.directory: dict[str, list[Any]] = {}

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Add an array; its shape is flattened row by row."""
        kind = _KINDS[array.dtype.name]
        data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        self.directory[name] = [kind, self._size, int(array.size)]
        padding = -data.nbytes % 8
        self._parts += [self._compressor.compress(part) for part in (data.data, b"\0" * padding)]
        self._size += data.nbytes + padding

    def copy(self) -> ArrayPack:
        """Another pack of the same arrays, to which others can be added."""
        pack = ArrayPack()
        pack._compressor = self._compressor.copy()
        pack._parts, pack._size, pack.directory = [*self._parts], self._size, {**self.directory}
        return pack

    def encoded(self) -> str:
        """All arrays, gzip (without a time stamp: same arrays, same text), base64."""
        end = self._compressor.copy().flush()
        return base64.b64encode(b"".join([*self._parts, end])).decode("ascii")
