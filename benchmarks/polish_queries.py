"""Addresses as Polish officials would write them, and with a slip of the pen."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.polish_addresses import Address
from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.folding import fold


def as_written(address: Address, random_: random.Random) -> AddressQuery:
    """The address as an official would write it: abbreviations, case, flats, titles and first names left out or not."""
    street = _street_as_written(address.street, random_) if address.street else ""
    number = _number_as_written(address.number, random_)
    locality = _cased(address.locality, random_)
    query = AddressQuery(
        locality=locality, street=street, number=number, postcode=address.postcode if random_.random() < 0.7 else "",
        gmina_teryt=address.gmina_teryt, gmina=address.gmina if random_.random() < 0.5 else "",
    )  # fmt: skip
    way = random_.random()
    if not street and way < 0.4:
        # Villages are often written as a street of themselves, or of the town that has the post office.
        return replace(query, street=locality, locality=address.gmina if way < 0.15 else locality)
    if way < 0.3:
        return replace(query, street=f"{street} {number}".strip(), number="")
    return query


def _street_as_written(street: str, random_: random.Random) -> str:
    kind, _, name = street.partition(" ")
    words = name.split()
    if words[-1][-2:] == "go" and len(words) > 1:
        words = _patron_as_written(words, random_)
    short = {
        "ulica": random_.choice(["ul. ", "ul.", "", "ulica "]),
        "aleja": "al. ",
        "plac": "pl. ",
        "osiedle": "os. ",
    }[kind]
    name = " ".join(words)
    if name == "3 Maja":
        name = random_.choice(["3 Maja", "3-go Maja", "Trzeciego Maja", "3 maja"])
    return _cased(short + name, random_)


def _patron_as_written(words: list[str], random_: random.Random) -> list[str]:
    title = words[:-2] if len(words) > 2 else []
    first, last = words[-2], words[-1]
    way = random_.random()
    if way < 0.3:
        return [*title, first, last]
    if way < 0.5:
        return [last]
    if way < 0.65:
        return [f"{first[0]}.", last]
    if way < 0.8:
        return [first, last]
    return [last, first] if way < 0.9 else [*title, last]


def _number_as_written(number: str, random_: random.Random) -> str:
    way = random_.random()
    written = number
    if number[-1].isalpha() and way < 0.5:
        written = f"{number[:-1]} {number[-1]}" if way < 0.25 else number.lower()
    flat = random_.random()
    if "/" in number or flat > 0.2:
        return written
    return f"{written}/{random_.randint(1, 30)}" if flat < 0.14 else f"{written} m. {random_.randint(1, 30)}"


def _cased(text: str, random_: random.Random) -> str:
    way = random_.random()
    return (
        text.upper()
        if way < 0.08
        else text.lower()
        if way < 0.12
        else fold(text).title()
        if way < 0.2
        else text
    )


def with_typo(query: AddressQuery, random_: random.Random) -> AddressQuery:
    """The query with one letter of the street's or the locality's name substituted, left out, doubled with another, or swapped.

    Words of one and two letters, abbreviations with a dot and figures are left alone: nothing can be told from them.
    """
    fields = ["street", "locality"] if query.street else ["locality"]
    for field in random_.sample(fields, len(fields)):
        text = getattr(query, field)
        changed = _edited(text, random_)
        if changed != text:
            return replace(query, **{field: changed})
    return query


def _edited(text: str, random_: random.Random) -> str:
    words = text.split(" ")
    usable = [
        i
        for i, w in enumerate(words)
        if len(w) > 3 and w.isalpha() and w.lower() not in ("ulica", "aleja", "plac", "osiedle")
    ]
    if not usable:
        return text
    at = random_.choice(usable)
    for _ in range(50):
        edited = _edit_word(words[at], random_)
        if fold(edited) != fold(words[at]):
            return " ".join([*words[:at], edited, *words[at + 1 :]])
    return text


def _edit_word(word: str, random_: random.Random) -> str:
    at = random_.randrange(len(word))
    letter = random_.choice("aąbcćdeęfghijklłmnńoóprsśtuwyzźż")
    way = random_.randrange(4)
    if way == 0:
        return word[:at] + letter + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at + 1 :]
    if way == 2:
        return word[:at] + letter + word[at:]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
