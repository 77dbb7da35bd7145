"""Ids of services that stay the same when the list is issued again, in whatever order, with more or fewer rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import count

from mapa_uslug.registry.tables.headers import header_key

# 48 bits: among 100,000 services two share a digest once in 56,000 lists.
_DIGITS = 12
_SEPARATOR = "\x1f"
PLACE_COLUMNS = ("miejscowosc", "kod", "ulica", "nr")
GMINA_COLUMNS = ("teryt7", "gmina", "powiat", "wojewodztwo")


def digest_id(parts: Iterable[str], *, prefix: str = "") -> str:
    """Id made of texts; case, diacritics and punctuation do not count."""
    text = _SEPARATOR.join(header_key(part) for part in parts)
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{prefix}-{digest}" if prefix else digest


def service_digest(row: Mapping[str, str], service_code: str, *, prefix: str = "") -> str:
    """Id of a public service: provider, address, type, criteria and group, but nothing that changes every month."""
    return digest_id(
        (
            row["podmiot_id"],
            row["nazwa"],
            *(row[c] for c in PLACE_COLUMNS),
            service_code,
            row["kryteria"],
            row["grupa"],
        ),
        prefix=prefix,
    )


def hidden_digest(row: Mapping[str, str], *, prefix: str = "") -> str:
    """Id of a service that is counted per gmina only, made of nothing but what is kept of it.

    A digest of the address would let anybody who has a list of addresses find out which one it is.
    """
    return digest_id((row["usluga_kod"], *(row[c] for c in GMINA_COLUMNS), row["pojemnosc"]), prefix=prefix)


class IdRegister:
    """Gives every row its own id: the second and later rows of one id get a number."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def claim(self, wanted: str) -> tuple[str, bool]:
        """Id to use, and whether the wanted one was taken."""
        numbered = (f"{wanted}-{n}" for n in count(2))
        is_taken = wanted in self._used
        given = next(text for text in numbered if text not in self._used) if is_taken else wanted
        self._used.add(given)
        return given, is_taken
