"""What officials read: gettext with English message ids, Polish numbers and plural forms."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("pl", "en")
_LOCALES = Path(__file__).resolve().parent.parent / "locale"
_MINUS = "\u2212"
_NBSP = "\u00a0"
_MEASURED = frozenset(("km", "lat", "lon"))
_DECIMAL = re.compile(r"-?\d+\.\d+")


@lru_cache(maxsize=4)
def translation(language: str) -> gettext.NullTranslations:
    """Translations of a language; English (the message ids) where they have not been compiled."""
    return gettext.translation("mapa_uslug", _LOCALES, [language], fallback=True)


class Text:
    """Speaks one language: messages, plural forms and numbers.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.
    """

    def __init__(self, language: str = "pl") -> None:
        self.language = language
        self._translation = translation(language)

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a message and fill its ``{name}`` fields."""
        translated = self._translation.gettext(message) if message else ""
        return translated.format(**values) if values else translated

    def tell(self, message: str, values: Mapping[str, str]) -> str:
        """Fill a problem's message or hint.

        What its ``reason`` says before a colon is translated too, its ``meaning``, and each of its ``users``.
        """
        head, colon, rest = values.get("reason", "").partition(": ")
        reason = {"reason": f"{self(head)}{colon}{rest}"} if head else {}
        users = {"users": ", ".join(map(self, values["users"].split(", ")))} if "users" in values else {}
        meaning = {"meaning": self(values["meaning"])} if "meaning" in values else {}
        return self(message, **(self._localised(values) | reason | users | meaning))

    def _localised(self, values: Mapping[str, str]) -> dict[str, str]:
        """Figures that the product itself measured, with the language's decimal sign; what was read stays as it was."""
        if self.language != "pl":
            return dict(values)
        return {
            k: v.replace(".", ",") if k in _MEASURED and _DECIMAL.fullmatch(v) else v
            for k, v in values.items()
        }

    def plural(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """Translate by number: ``{count}`` is written as a number of the language."""
        return self._translation.ngettext(singular, plural, count).format(count=self.number(count), **values)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the language's separators (Polish: no-break space and decimal comma), and a real minus."""
        written = f"{value:,.{digits}f}".replace("-", _MINUS)
        if self.language == "pl":
            whole, _, rest = written.partition(".")
            # Polish leaves four-digit numbers together.
            whole = whole.replace(",", "" if abs(value) < 9999.5 else _NBSP)
            return f"{whole},{rest}" if rest else whole
        return written

    def percent(self, share: float, digits: int = 0) -> str:
        """A share (0 to 1) as per cent."""
        return f"{self.number(share * 100, digits)}{_NBSP if self.language == 'pl' else ''}%"


def capital(words: str) -> str:
    """Words as they begin a sentence, a heading or a row."""
    return words[:1].upper() + words[1:]


def mark(message: str) -> str:
    """Mark a message id that is translated later, when it is shown."""
    return message
