"""Two drawn maps in one page: what both hold alike stands in it once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps.comparison_words import collect_comparison_words
from mapa_uslug.maps.descriptions import describe_area, name_type
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.reading import DrawnMap
from mapa_uslug.maps.words import collect_words

# The page has its own words and packs, and draws neither bands nor further layers.
_KEYS_LEFT_OUT: Final = frozenset(
    ("format", "words", "arrays", "way_arrays", "bands", "layers", "what_if_note")
)
_ARRAYS_LEFT_OUT: Final = ("bands.", "layer.")
_ENDS_LEFT_OUT: Final = (".to", ".from")
"""Arrays of new places (``back.0.to``), which cannot be added here."""


@dataclass(frozen=True, eq=False)
class ComparisonDocument:
    """What the page embeds.

    Attributes
    ----------
    data
        JSON document: `shared` and the two `sides` together are the documents of the maps.
    packs
        Encoded `ArrayPack`s: of what both maps hold, of the first alone, of the second alone.
    """

    data: dict[str, Any]
    packs: tuple[str, str, str]


def make_comparison(first: DrawnMap, second: DrawnMap, catalog: Catalog, *, text: Text) -> ComparisonDocument:
    """Collect what two maps hold, once what is the same in both."""
    sides = [_document(drawn, catalog, text) for drawn in (first, second)]
    same = [key for key in sides[0] if key in sides[1] and sides[0][key] == sides[1][key]]
    shared_pack, own_packs = _pack(first, second)
    packs = (shared_pack, *own_packs)
    data = {
        "language": text.language,
        "words": {**collect_words(text), **collect_comparison_words(text)},
        "shared": {key: sides[0][key] for key in same},
        "sides": [{key: side[key] for key in side if key not in same} for side in sides],
        "directories": [pack.directory for pack in packs],
    }
    shared, one, two = (pack.encoded() for pack in packs)
    return ComparisonDocument(data, (shared, one, two))


def _document(drawn: DrawnMap, catalog: Catalog, text: Text) -> dict[str, Any]:
    """A map's document without what this page does not need, its services named in the language of the page."""
    data = {key: value for key, value in drawn.data.items() if key not in _KEYS_LEFT_OUT}
    # The page asks nothing of any server, whatever its maps may.
    data["info"] = data["info"] | {"tiles": None}
    if data["language"] == text.language:
        return data
    areas = {area.number: area for area in catalog.areas}
    types = [
        row | name_type(catalog.by_code[row["code"]], text) if row["code"] in catalog.by_code else row
        for row in data["types"]
    ]
    named = [
        describe_area(areas[row["number"]], text) if row["number"] in areas else row for row in data["areas"]
    ]
    return data | {"types": types, "areas": named}


def _pack(first: DrawnMap, second: DrawnMap) -> tuple[ArrayPack, tuple[ArrayPack, ArrayPack]]:
    shared, own = ArrayPack(), (ArrayPack(), ArrayPack())
    one, two = (_wanted(drawn.arrays) for drawn in (first, second))
    for name, array in one.items():
        (shared if name in two and _is_same(array, two[name]) else own[0]).add(name, array)
    for name, array in two.items():
        if name not in shared.directory:
            own[1].add(name, array)
    return shared, own


def _wanted(arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {
        name: array
        for name, array in arrays.items()
        if not name.startswith(_ARRAYS_LEFT_OUT) and not name.endswith(_ENDS_LEFT_OUT)
    }


def _is_same(one: NDArray[Any], two: NDArray[Any]) -> bool:
    # Bytes, since costs that are no number differ from themselves.
    return (
        one.dtype == two.dtype
        and one.size == two.size
        and np.array_equal(one.view(np.uint8), two.view(np.uint8))
    )
