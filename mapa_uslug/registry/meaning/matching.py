"""From what people write to a type of the catalog."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz, process

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.meaning.sensitivity import never_kept_kind

__all__ = ["TypeMatcher", "is_cus", "never_kept_kind"]

_LEAST_LIKENESS: Final = 72.0
_MOST_SUGGESTIONS: Final = 3
# Codes of two letters are words or parts of other names too often ("SP", "KS", "US").
_LEAST_CODE: Final = 3
# Bodies whose names tell what they care about, not what they are ("Stowarzyszenie Przyjaciół Biblioteki").
_FORMS: Final = re.compile(r"\b(?:stowarzyszeni|fundacj|towarzystw|przyjaci|spoldzielni|zwiaz|kolo\b)")
# Words that tell whose a place is, not what it is.
_LEVELS: Final = ("gminn", "miejsk", "powiatow", "samorzadow", "wojewodzk")
_CUS: Final = re.compile(r"\bcentr\w* uslug spolecznych\b|\b(?:m|g|mg|s|sub)?cus\b")


class TypeMatcher:
    """Finds types of a catalog by code, name or alias."""

    def __init__(self, catalog: Catalog) -> None:
        self._by_key: dict[str, ServiceType] = {}
        phrases: dict[tuple[str, ...], ServiceType] = {}
        for service_type in catalog.types:
            for label in (service_type.code, service_type.name, service_type.name_en, *service_type.aliases):
                self._by_key.setdefault(_key(label), service_type)
                words = tuple(_words(label))
                if len(words) > 1 or len(words[0]) >= _LEAST_CODE:
                    phrases.setdefault(words, service_type)
        self._codes = frozenset(tuple(_words(t.code)) for t in catalog.types)
        # Forms of a word share their first letters (see `_is_form`).
        self._by_stem: dict[str, list[tuple[tuple[str, ...], ServiceType]]] = {}
        for words, service_type in sorted(phrases.items(), key=lambda item: -len(item[0])):
            self._by_stem.setdefault(words[0][:_LEAST_CODE], []).append((words, service_type))

    def find(self, text: str) -> ServiceType | None:
        """The type that is called so, if any: by its code, name or alias, or by two of these ("DPS - dom pomocy społecznej")."""
        found = self._by_key.get(_key(text))
        if found or not text:
            return found
        parts = [p for p in re.split(r"\s[-–—]\s|[(),:;]", text) if p.strip()]
        types = [self._by_key.get(_key(part)) for part in parts]
        return types[0] if len(parts) > 1 and all(t is types[0] for t in types) else None

    def suggest(self, text: str) -> str:
        """Names that look alike, for a message."""
        return ", ".join(f"{t.code} ({t.name})" for t in self.suggest_types(text))

    def suggest_types(self, text: str) -> list[ServiceType]:
        """Types whose names look alike, the likeliest first; the one that the text seems to name stands before all."""
        guess = self.guess_from_name(text)
        key = _key(text)
        scored = process.extract(
            key, list(self._by_key), scorer=_likeness, score_cutoff=_LEAST_LIKENESS, limit=12
        )
        ranked = [self._by_key[k] for k, _, _ in sorted(scored, key=lambda s: (-s[1], s[0]))]
        types = {t.code: t for t in ([guess] if guess else []) + ranked}
        return list(types.values())[:_MOST_SUGGESTIONS]

    def guess_from_name(self, name: str) -> ServiceType | None:
        """The type that a provider's name holds ("Dom Pomocy Społecznej w Kutnie"), None if it holds none or several.

        Only a suggestion, for lists without a column of types; a type that is given stands. Words may be inflected;
        of names that overlap the first one counts ("dzienny dom pomocy" in "Dzienny Dom Pomocy Społecznej").
        """
        words = _words(name)
        is_about = _FORMS.search(fold(name)) is not None
        found: list[ServiceType | None] = []
        at = 0
        while at < len(words):
            length, service_type = self._phrase_at(words, at)
            if service_type is not None and not (is_about and length == 1):
                found.append(
                    None if at and self._is_other(words[at - 1], words[at], service_type) else service_type
                )
            at += max(length, 1)
        return found[0] if found and all(t is found[0] for t in found) else None

    def _is_other(self, before: str, first: str, service_type: ServiceType) -> bool:
        """Whether the word before a type's name begins another one's: "środowiskowy dom pomocy społecznej" is either."""
        if before.startswith(_LEVELS):
            return False
        return any(
            len(phrase) > 1
            and other is not service_type
            and _is_form(before, phrase[0])
            and _is_form(first, phrase[1])
            for phrase, other in self._by_stem.get(before[:_LEAST_CODE], [])
        )

    def _phrase_at(self, words: list[str], at: int) -> tuple[int, ServiceType | None]:
        """The longest name of a type that begins at a word: its length and type."""
        for phrase, service_type in self._by_stem.get(words[at][:_LEAST_CODE], []):
            piece = words[at : at + len(phrase)]
            # A code has no declined forms: "powiat" is none of POW.
            fits = (piece == list(phrase)) if phrase in self._codes else all(map(_is_form, piece, phrase))
            if len(piece) == len(phrase) and fits:
                return len(phrase), service_type
        return 0, None


def is_cus(text: str) -> bool:
    """Whether a name or type says centrum usług społecznych, which the catalog counts among social assistance centres."""
    return _CUS.search(" ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())) is not None


def _key(text: str) -> str:
    """Text for comparing whole: without case, diacritics and punctuation but ``+``."""
    return " ".join(re.sub(r"[^\w\s+]", " ", fold(text)).split())


def _words(text: str) -> list[str]:
    return _key(text.replace("-", " ")).split()


def _is_form(word: str, of: str) -> bool:
    """Whether a word is a form of another: the same but for an ending (``domu`` of ``dom``, ``szkole`` of ``szkoła``)."""
    if word == of:
        return True
    if min(len(word), len(of)) < _LEAST_CODE or "+" in of:
        return False
    stem = max(_LEAST_CODE, len(of) - 2 if len(of) < 8 else len(of) - 3)
    return word[:stem] == of[:stem] and abs(len(word) - len(of)) <= 3


def _likeness(one: str, other: str, **options: object) -> float:
    """0 to 100; words may stand in another order."""
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
