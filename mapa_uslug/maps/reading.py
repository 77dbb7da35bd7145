"""Reading a drawn map back: the document and the arrays that it carries."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.text import LANGUAGES, mark
from mapa_uslug.maps.document import FORMAT
from mapa_uslug.maps.elements import ARRAYS_ID, DATA_ID

_DATA_TAG: Final = f'<script type="application/json" id="{DATA_ID}">'
_ARRAYS_TAG: Final = f'<script type="text/plain" id="{ARRAYS_ID}">'
_GZIP: Final = 31
_KINDS: Final = ("u1", "u2", "u4", "i4", "f8")
_HINT: Final = mark(
    "Give the folder that `mapa-uslug run` or `scenario run` has written, or the mapa.html in it."
)
_RUN_AGAIN: Final = mark("Run the area again with this version, and take the new mapa.html.")
_INTERNAL: Final = mark("Give the mapa.html that `mapa-uslug run` has written for the office itself.")
# What a page cannot do without, and of which type it is.
_KEYS: Final[dict[str, type | tuple[type, ...]]] = {
    "name": str, "frame": list, "bounds": list, "areas": list, "types": list, "gminas": list, "services": list,
    "place_names": list, "notes": list, "info": dict, "cell_ids": list, "answers": list, "arrays": dict,
    "what_if": (dict, type(None)), "first": (dict, type(None)),
}  # fmt: skip
_ROWS: Final = {"areas": "number", "types": "code", "gminas": "teryt", "services": "service_id"}
"""What every row of a list is known by."""
_CELL_ARRAYS: Final = {"quads": 8, "gmina": 1, "people": 1, "is_imputed": 1, "x": 1, "y": 1}
"""Values of a cell in each of the arrays that every map has."""


@dataclass(frozen=True, eq=False)
class DrawnMap:
    """What a map file holds.

    Attributes
    ----------
    data
        Its JSON document.
    arrays
        By name, flat.
    """

    data: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def read_drawn_map(path: Path, *, takes_public: bool = False) -> DrawnMap:
    """Read a file that `draw_map` has drawn.

    Parameters
    ----------
    takes_public
        Whether a public edition will do, in which the people of cells are not told and some counts are hidden.

    Raises
    ------
    InputError
        If it cannot be read, is no map, one of another version's, or a public edition that will not do.
    """
    page = _read_page(path)
    document = _between(page, _DATA_TAG)
    if document is None:
        raise _refusal(path, mark("This file is no map that this product has drawn"), _HINT, code="no_map")
    data = _parse(document, path)
    if data.get("format") != FORMAT:
        raise _refusal(
            path, mark("This map was drawn by another version of the product"), _RUN_AGAIN, code="map_format"
        )
    if "public" in data and not takes_public:
        raise _refusal(
            path,
            mark(
                "This map is a public edition: some of its numbers are hidden, so that it cannot be compared"
            ),
            _INTERNAL,
            code="map_public",
        )
    arrays = _unpack(_between(page, _ARRAYS_TAG) or "", data, path)
    return DrawnMap(data, arrays)


def _refusal(path: Path, message: str, hint: str, *, code: str) -> InputError:
    return InputError([problem(message, where=str(path), hint=hint, code=code)])


def _damaged(path: Path) -> InputError:
    return _refusal(
        path, mark("This map is damaged: not all of it can be read"), _RUN_AGAIN, code="map_damaged"
    )


def _read_page(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        found = problem(
            "The map cannot be read: {reason}",
            where=str(path),
            hint=_HINT,
            code="map_unreadable",
            reason=error.strerror,
        )
        raise InputError([found]) from error
    except UnicodeDecodeError as error:
        raise _refusal(
            path, mark("This file is no map that this product has drawn"), _HINT, code="no_map"
        ) from error


def _between(page: str, tag: str) -> str | None:
    """What an element of ours holds: neither JSON nor base64 holds the sign that ends it."""
    _, found, rest = page.partition(tag)
    content, end, _ = rest.partition("</script>")
    return content if found and end else None


def _parse(document: str, path: Path) -> dict[str, Any]:
    try:
        data = json.loads(document, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(data, dict):
        raise _damaged(path)
    # What another version has drawn may lack any of it.
    if data.get("format") == FORMAT:
        has_all = all(isinstance(data.get(key, ...), kind) for key, kind in _KEYS.items())
        has_rows = has_all and all(
            isinstance(row, dict) and key in row for name, key in _ROWS.items() for row in data[name]
        )
        if not has_rows or data.get("language") not in LANGUAGES:
            raise _damaged(path)
    return data


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _unpack(encoded: str, data: dict[str, Any], path: Path) -> dict[str, NDArray[Any]]:
    try:
        arrays = _cut(encoded, data["arrays"])
    except (ValueError, TypeError, binascii.Error, zlib.error) as error:
        raise _damaged(path) from error
    cells = len(data["cell_ids"])
    sizes = {name: len(arrays.get(f"cells.{name}", ())) for name in _CELL_ARRAYS}
    if any(sizes[name] != cells * values for name, values in _CELL_ARRAYS.items()):
        raise _damaged(path)
    return arrays


def _cut(encoded: str, directory: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Arrays by name; the pack may not be larger than its directory says, whatever it unpacks to."""
    spans = {name: _span(entry) for name, entry in directory.items()}
    end = max((offset + np.dtype(kind).itemsize * size for kind, offset, size in spans.values()), default=0)
    content = zlib.decompressobj(_GZIP).decompress(base64.b64decode(encoded, validate=True), end + 8)
    if not end <= len(content) < end + 8:
        raise ValueError("the pack is not as long as its directory says")
    return {
        name: np.frombuffer(content, np.dtype(f"<{kind}"), size, offset)
        for name, (kind, offset, size) in spans.items()
    }


def _span(entry: Any) -> tuple[str, int, int]:
    kind, offset, size = entry
    if (
        kind not in _KINDS
        or not isinstance(offset, int)
        or not isinstance(size, int)
        or min(offset, size) < 0
    ):
        raise ValueError(f"no array: {entry}")
    return kind, offset, size
