"""Parts of a map that need not be made again while nothing that they hang on has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.maps.shapes import Shapes
from mapa_uslug.work.units import Arrays

Memo = Callable[[str, Sequence[NDArray[Any]], Callable[[], Arrays]], Arrays]
"""Gives what was made before of the same words and arrays (all that the answer hangs on but the program), or makes it."""

_FIELDS = ("xy", "part_ptr", "feature_ptr")


def recall_shapes(
    memo: Memo | None,
    about: str,
    content: Callable[[], Sequence[NDArray[Any]]],
    make: Callable[[], dict[str, Shapes]],
) -> dict[str, Shapes]:
    """Shapes by name, out of a memo or made; without a memo nobody asks for the content."""
    if memo is None:
        return make()
    arrays = memo(about, content(), lambda: _flatten(make()))
    names = dict.fromkeys(key.rpartition(".")[0] for key in arrays)
    return {name: Shapes(*(arrays[f"{name}.{field}"] for field in _FIELDS)) for name in names}


def _flatten(shapes: Mapping[str, Shapes]) -> Arrays:
    return {f"{name}.{field}": getattr(shape, field) for name, shape in shapes.items() for field in _FIELDS}


def content_of(geometries: Any) -> list[NDArray[np.uint8]]:
    """Geometries as arrays to name a memo by: well-known binary is read out faster than coordinates and all pointers."""
    # One of none is an array of one byte, which no geometry is.
    return [
        np.frombuffer(wkb or b"-", np.uint8) for wkb in shapely.to_wkb(np.asarray(geometries, dtype=object))
    ]
