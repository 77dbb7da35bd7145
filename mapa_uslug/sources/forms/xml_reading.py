"""XML from strangers: read, or refused in words, whatever its encoding says and whatever it defines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree as ET

from mapa_uslug.core.text import mark

UNREADABLE: Final = mark("its answer is damaged or in a wrong encoding")
ENTITIES: Final = mark("its answer is not the list that was asked for")
_HEAD_BYTES: Final = 4096
_FAULTS: Final = (ET.ParseError, LookupError, ValueError)
"""What the parser raises: of damage, of an encoding that nobody knows, of one that it does not read."""


def parse_xml(body: bytes, *, reason: str = UNREADABLE) -> ET.Element:
    """The root of a whole document.

    Parameters
    ----------
    reason
        Message id of the fault.

    Raises
    ------
    ValueError
        With `reason`: damaged, in an encoding that is not read, or with entities of its own, with which a small file can fill
        the memory.
    """
    if _defines_entities(body[:_HEAD_BYTES]):
        raise ValueError(reason)
    try:
        return ET.fromstring(body)
    except _FAULTS as error:
        raise ValueError(reason) from error


def xml_events(
    path: Path, event: Literal["start", "end"], *, reason: str = UNREADABLE
) -> Iterator[ET.Element]:
    """Elements of a file as they begin (``start``) or end (``end``).

    Raises
    ------
    ValueError
        As `parse_xml`, with `ENTITIES` of entities.
    """
    with path.open("rb") as stream:
        if _defines_entities(stream.read(_HEAD_BYTES)):
            raise ValueError(ENTITIES)
        stream.seek(0)
        try:
            for _, element in ET.iterparse(stream, events=(event,)):
                yield element
        except _FAULTS as error:
            raise ValueError(reason) from error


def _defines_entities(head: bytes) -> bool:
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head
