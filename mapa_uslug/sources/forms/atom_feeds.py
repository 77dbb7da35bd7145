"""Atom feeds of INSPIRE download services: which file is the data set's."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.terms import Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.forms.xml_reading import parse_xml

NO_FEED: Final = mark("its list of data sets cannot be read")
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_CODE: Final = "spatial_dataset_identifier_code"


def check_feed(path: Path) -> None:
    """Raise `ValueError` unless a file is an Atom feed."""
    refuse_web_page(path)
    _root(path)


def find_link(path: Path, *, code: str, name: str) -> tuple[str, str]:
    """Addresses that a feed gives for a data set.

    Parameters
    ----------
    path
        Feed of the service, or of the data set.
    code
        Identifier of the data set.
    name
        Of the file that is wanted.

    Returns
    -------
    file, feed : str
        Address of the file; address of the data set's own feed. "" where the feed has none.
    """
    links = [
        (entry, link.get("href", "")) for entry in _root(path).iter(f"{_ATOM}entry") for link in _links(entry)
    ]
    file = next((href for _, href in links if _names(href, "name", name)), "")
    feed = next((href for entry, href in links if _names(href, _CODE, code) or _code_of(entry) == code), "")
    return file, "" if feed == file else feed


def own_address(terms: Terms, published: Terms, href: str) -> str:
    """A link as it may be followed: encrypted, on the source's own computer, below the address that is in use.

    Parameters
    ----------
    terms, published
        The source at the address in use, and as it is published; the feed may name either.

    Returns
    -------
    str
        "" for a link to anywhere else.
    """
    address = urljoin(f"{terms.url}/", href)
    if urlsplit(address).netloc == urlsplit(published.url).netloc:
        path = address.split(urlsplit(published.url).netloc, 1)[1]
        base = urlsplit(published.url).path
        return terms.url + path.removeprefix(base) if path.startswith(base) else ""
    return address if address.startswith(f"{terms.url}/") else ""


def _root(path: Path) -> ET.Element:
    root = parse_xml(path.read_bytes(), reason=NO_FEED)
    if root.tag != f"{_ATOM}feed":
        raise ValueError(NO_FEED)
    return root


def _links(entry: ET.Element) -> Iterator[ET.Element]:
    return (link for link in entry.iter(f"{_ATOM}link") if link.get("rel", "alternate") != "describedby")


def _names(href: str, field: str, value: str) -> bool:
    return value in parse_qs(urlsplit(href).query).get(field, [])


def _code_of(entry: ET.Element) -> str:
    found = (child.text or "" for child in entry if child.tag.endswith(f"}}{_CODE}"))
    return next(found, "").strip()
