"""A query with its cells taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.address_text import number_forms, split_address, split_street_number


@dataclass(frozen=True)
class Asked:
    """A query with its cells taken apart: `village` is a place that the street's cell names besides the street."""

    query: AddressQuery
    locality: str
    street: str
    number: str
    village: str = ""


def read_query(query: AddressQuery) -> Asked:
    """Take the cells of a query apart: a number in the street's cell, a village before or behind the street."""
    code = re.search(r"(\d{2})\s*[-–]?\s*(\d{3})\b", query.postcode)
    plain = replace(
        query, postcode=f"{code[1]}-{code[2]}" if code and "-" in query.postcode else query.postcode.strip()
    )
    street, number, village = " ".join(query.street.split()).strip(" ,;"), query.number.strip(), ""
    if not number_forms(number) and number:
        number = ""
    if "," in street or re.search(r"\w\s+(?:ul|al|os|pl)\.", street):
        parts = split_address(f"{street} {number}".strip())
        if parts.street and not parts.name:
            return Asked(plain, query.locality.strip(), parts.street, parts.number or number, parts.locality)
    if not number:
        street, number = split_street_number(street)
    if not number and not street:
        written, number = split_street_number(query.locality)
        plain = replace(plain, locality=written) if number else plain
    locality = plain.locality.strip() or (query.gmina.strip() if street or number else "")
    return Asked(plain, locality, street, number, village)
