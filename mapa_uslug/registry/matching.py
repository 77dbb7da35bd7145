"""From what people write to a type of the catalog, and what must never be kept."""

from __future__ import annotations

import difflib
import re

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.core.folding import fold

# Words by which a row of a kind that is never kept is known even when its type is not: places where people hide
# from violence, families that care for children, register subcategory 41.
_NEVER_KEPT = (
    ("przemoc", re.compile(r"przemoc|maltretowan|dom\w* (dla )?(samotn\w+ )?mat(ek|ki)\b|hostel|schronieni\w* dla kobiet")),
    ("piecza zastepcza", re.compile(r"rodzin\w* zastepcz|rodzinn\w* dom\w* dziecka|pogotowi\w* rodzinn")),
    ("podkategoria 41", re.compile(r"^41$|podkategori\w* 41\b")),
)  # fmt: skip


class TypeMatcher:
    """Finds types of a catalog by code, name or alias."""

    def __init__(self, catalog: Catalog) -> None:
        self._by_key: dict[str, ServiceType] = {}
        for service_type in catalog.types:
            for label in (service_type.code, service_type.name, service_type.name_en, *service_type.aliases):
                self._by_key.setdefault(fold(label), service_type)

    def find(self, text: str) -> ServiceType | None:
        """The type that is called so, if any."""
        return self._by_key.get(fold(text))

    def suggest(self, text: str) -> str:
        """Names that look alike, for a message."""
        found = difflib.get_close_matches(fold(text), self._by_key, n=3, cutoff=0.6)
        return ", ".join(dict.fromkeys(f"{self._by_key[k].code} ({self._by_key[k].name})" for k in found))


def never_kept_kind(service_text: str, provider: str, service_type: ServiceType | None) -> str:
    """Kind of a row that must not leave the reader, ``""`` for others.

    The provider's name counts only where people stay overnight or the type is unknown: an office that also
    counsels about violence is a public place.
    """
    if service_type is not None and service_type.sensitivity == 2:
        return service_type.code
    is_stay = service_type is None or service_type.delivery in "CL"
    haystack = fold(service_text), fold(provider) if is_stay else ""
    return next((kind for kind, words in _NEVER_KEPT if any(words.search(h) for h in haystack if h)), "")
