"""Parses the text that libosmium writes for us (OPL): ways with located nodes, and barrier nodes.

Handing objects from C++ to Python one by one is what makes reading OSM slow; text is handed over whole.
"""

# Compiled functions take their types from the arrays that they are called with.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel

MISSING = np.iinfo(np.int32).min
_ESCAPE = re.compile(r"%([0-9a-fA-F]+)%")
_NEWLINE, _SPACE, _COMMA, _MINUS, _DOT = (ord(c) for c in "\n ,-.")
_NODE, _WAY, _TAGS, _NODES, _X, _Y = (ord(c) for c in "nwTNxy")
_ZERO = ord("0")


@dataclass(frozen=True, eq=False)
class OplObjects:
    """Nodes and ways of an OPL text, their tags as places in the text.

    Coordinates are in 1e-7 degrees, `MISSING` where the file lacks the node.
    """

    node_id: NDArray[np.int64]
    node_x: NDArray[np.int32]
    node_y: NDArray[np.int32]
    node_tags: NDArray[np.int64]
    way_id: NDArray[np.int64]
    way_tags: NDArray[np.int64]
    way_ptr: NDArray[np.int64]
    ref_id: NDArray[np.int64]
    ref_x: NDArray[np.int32]
    ref_y: NDArray[np.int32]


def parse_opl(text: NDArray[np.uint8]) -> OplObjects:
    """Parse OPL written with ``locations_on_ways=true,add_metadata=false``."""
    nodes, ways, refs = _count_objects(text)
    objects = OplObjects(
        node_id=np.empty(nodes, np.int64),
        node_x=np.full(nodes, MISSING, np.int32),
        node_y=np.full(nodes, MISSING, np.int32),
        node_tags=np.empty((nodes, 2), np.int64),
        way_id=np.empty(ways, np.int64),
        way_tags=np.empty((ways, 2), np.int64),
        way_ptr=np.zeros(ways + 1, np.int64),
        ref_id=np.empty(refs, np.int64),
        ref_x=np.empty(refs, np.int32),
        ref_y=np.empty(refs, np.int32),
    )
    _parse_objects(
        text, objects.node_id, objects.node_x, objects.node_y, objects.node_tags, objects.way_id, objects.way_tags, objects.way_ptr,
        objects.ref_id, objects.ref_x, objects.ref_y,
    )  # fmt: skip
    return objects


def parse_tags(text: bytes, keys: frozenset[str]) -> dict[str, str]:
    """Tags of one object, of the given keys only; OPL escapes everything but plain characters as ``%hex%``."""
    tags = {}
    for pair in text.decode("utf-8", "replace").split(","):
        key, _, value = pair.partition("=")
        if "%" in key:
            key = unescape(key)
        if key in keys:
            tags[key] = unescape(value) if "%" in value else value
    return tags


def unescape(text: str) -> str:
    """Turn OPL's ``%hex%`` back into characters."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


@kernel
def _count_objects(text):  # type: ignore[no-untyped-def]
    nodes, ways, refs = 0, 0, 0
    at, end = 0, len(text)
    while at < end:
        is_way = text[at] == _WAY
        nodes += text[at] == _NODE
        ways += is_way
        in_nodes = False
        while at < end and text[at] != _NEWLINE:
            if is_way:
                if in_nodes:
                    refs += text[at] == _NODE
                elif text[at] == _SPACE and at + 1 < end and text[at + 1] == _NODES:
                    in_nodes = True
            at += 1
        at += 1
    return nodes, ways, refs


@kernel
def _parse_objects(text, node_id, node_x, node_y, node_tags, way_id, way_tags, way_ptr, ref_id, ref_x, ref_y):  # type: ignore[no-untyped-def]
    nodes, ways, refs = 0, 0, 0
    at, end = 0, len(text)
    while at < end:
        kind = text[at]
        at, number = _parse_int(text, at + 1)
        start, stop = at, at
        while at < end and text[at] != _NEWLINE:
            field = text[at + 1] if at + 1 < end else _NEWLINE
            at += 2
            if field == _TAGS:
                start = at
                while at < end and text[at] != _SPACE and text[at] != _NEWLINE:
                    at += 1
                stop = at
            elif field == _NODES and kind == _WAY:
                while at < end and text[at] == _NODE:
                    at, ref_id[refs] = _parse_int(text, at + 1)
                    at, ref_x[refs] = _parse_degrees(text, at + 1)
                    at, ref_y[refs] = _parse_degrees(text, at + 1)
                    refs += 1
                    if at < end and text[at] == _COMMA:
                        at += 1
            elif field == _X and kind == _NODE:
                at, node_x[nodes] = _parse_degrees(text, at)
            elif field == _Y and kind == _NODE:
                at, node_y[nodes] = _parse_degrees(text, at)
            else:
                while at < end and text[at] != _SPACE and text[at] != _NEWLINE:
                    at += 1
        at += 1
        if kind == _NODE:
            node_id[nodes] = number
            node_tags[nodes, 0], node_tags[nodes, 1] = start, stop
            nodes += 1
        elif kind == _WAY:
            way_id[ways] = number
            way_tags[ways, 0], way_tags[ways, 1] = start, stop
            ways += 1
            way_ptr[ways] = refs


@kernel
def _parse_int(text, at):  # type: ignore[no-untyped-def]
    end = len(text)
    sign = 1
    if at < end and text[at] == _MINUS:
        sign = -1
        at += 1
    value = np.int64(0)
    while at < end and 0 <= text[at] - _ZERO <= 9:
        value = value * 10 + (text[at] - _ZERO)
        at += 1
    return at, sign * value


@kernel
def _parse_degrees(text, at):  # type: ignore[no-untyped-def]
    end = len(text)
    sign = 1
    if at < end and text[at] == _MINUS:
        sign = -1
        at += 1
    value = np.int64(0)
    digits, decimals = 0, -1
    while at < end:
        digit = np.int64(text[at]) - _ZERO
        if 0 <= digit <= 9:
            value = value * 10 + digit
            digits += 1
            decimals += decimals >= 0
        elif text[at] == _DOT:
            decimals = 0
        else:
            break
        at += 1
    if digits == 0:
        return at, MISSING
    for _ in range(7 - max(decimals, 0)):
        value *= 10
    return at, sign * value
