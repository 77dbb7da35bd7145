"""Which rows must never be kept, told before anything else is read of them.

Secrecy wins over completeness: a row that may be a place where people hide, or a family that cares for children, is
dropped and counted by kind. What stays public is counselling: an office, a helpline, a consultation point.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from mapa_uslug.core.folding import fold

if TYPE_CHECKING:
    from mapa_uslug.catalog import ServiceType
    from mapa_uslug.registry.meaning.matching import TypeMatcher

_DECLARED: Final = {"": 0, "0": 0, "1": 1, "2": 2}
UNREADABLE: Final = 1
"""Level of a row whose declared level cannot be read."""

# Characters that cannot be seen are left out, quotation marks and brackets read as spaces.
_UNSEEN: Final[dict[int, str | None]] = {
    **{
        code: None
        for code in (*range(0x10000), *range(0xE0000, 0xE0080))
        if unicodedata.category(chr(code)) == "Cf"
    },
    **dict.fromkeys(map(ord, "\"'„”“«»()_"), " "),
}
_VIOLENCE: Final = r"przemoc|maltretowan|krzywdzon|handl\w+ ludzmi"
# Mothers' houses, but not houses named after Our Lady or a nun.
_MOTHERS: Final = (
    r"\bdom\w* (?:\w+ )?(?:dla )?(?:samotn\w+ )?mat(?:ek|ki|kom)\b(?! (?:boz|bosk|teres|milosierdz|kosciol|bolesn|najsw|niepokal|elzbiet|weronik))"
    r"|\bmat(?:ek|ki|kom|kami)\b (?:samotn\w+ )?(?:z|i|oraz) (?:malolet\w+ |mal\w+ |ich )?dzie"
    r"|\bkobiet\w* (?:w ciazy|ciezarn\w+)|\bsamotn\w+ mat(?:ek|kami|kom|ki)\b"
)
_REFUGE: Final = r"\bhostel|schronieni\w* dla (?:kobiet|ofiar|matek|osob doznaj)|schronisk\w* dla (?:kobiet|ofiar|matek|osob doznaj)|miejsc\w* schronienia|\b(?:dom\w*|osrod\w* wsparcia|mieszkani\w*) dla (?:kobiet|ofiar)"
_FOSTER: Final = (
    r"\brodzin(?:a|y|e|ie|om|ami|ach)?\b (?:\w+ )?zastepcz|zastepcz\w* rodzin|rodzinn\w* dom\w* dziecka|pogotowi\w* (?:\w+ )?rodzinn|rodzin\w* pomocow"
    r"|(?<!organizator )(?<!koordynator )(?<!organizatora )(?<!koordynatora )rodzinn\w* (?:form\w* )?piecz\w* zastepcz|piecz\w* zastepcz\w* rodzinn"
)
# Subcategory 41 of the national register: violence x round-the-clock.
_ROUND_THE_CLOCK: Final = r"calodob"
_LIST_41: Final = re.compile(r"^(?:\d{1,2}\W+)*41(?:\W+\d{1,2})*\W*$")
_SAID_41: Final = re.compile(
    r"podkategori\w*\W+(?:\w+\W+)??(?:\d{1,2}\W+)*41\b"
    rf"|(?:kategori\w*|grup\w*)\W+8\b.*{_ROUND_THE_CLOCK}|^8\W+{_ROUND_THE_CLOCK}"
)
# Counselling about violence is public unless people stay.
_COUNSEL: Final = re.compile(
    r"konsultacyj|konsultac|poradni|porad|infolini|telefon|profilakty|przeciwdzialani|interdyscyplin|korekcyjn|edukac|informacyj|osrod\w* pomocy spolecznej"
    r"|centr\w* uslug spolecznych|centr\w* pomocy rodzinie|\b[mg]{0,2}ops\b|\bpcpr\b|pelnomocnik"
)
_STAY: Final = re.compile(
    rf"{_REFUGE}|schron|nocleg|pobyt|mieszkan|{_ROUND_THE_CLOCK}|osrod\w* wsparcia|\bdom(?:u|y|ow|em)?\b(?! pomocy spolecznej| kultury)"
)
_FAMILY: Final = re.compile(_FOSTER)
_HIDING: Final = re.compile(f"{_MOTHERS}|{_REFUGE}")
_ABOUT_VIOLENCE: Final = re.compile(_VIOLENCE)
# Of services that people only visit the provider's name counts where it says that others stay there in secret.
_SECRET_NAME: Final = re.compile(
    rf"{_MOTHERS}|schronieni\w* dla (?:kobiet|ofiar|matek|osob doznaj)|hostel.*(?:przemoc|kryzys|interwenc|ofiar|matek|kobiet)"
    rf"|(?:przemoc|kryzys|interwenc|ofiar|matek|kobiet).*hostel|osrod\w* wsparcia (?:dla |osob |ofiar )+.*(?:przemoc|ofiar)"
)


def row_sensitivity(row: Mapping[str, str], matcher: TypeMatcher) -> tuple[int, str]:
    """Level of a row and its kind; to be asked before any of its cells is copied anywhere.

    Parameters
    ----------
    row
        Official columns (missing ones are empty).

    Returns
    -------
    tuple
        ``(2, kind)``: never kept, only the kind may be counted; ``(1, code)``: counted per gmina only (kind ``""``
        where its type is not known); ``(0, "")``: public.
    """
    text, name = row.get("usluga_kod", ""), row.get("nazwa", "")
    service_type = matcher.find(text)
    others = "\n".join(row.get(column, "") for column in ("grupa", "kryteria", "obszar_cus"))
    kind = never_kept_kind(text, name, service_type, others=others)
    # A guess may only make a row more secret.
    guess = service_type or matcher.guess_from_name(text) or matcher.guess_from_name(name)
    if guess is not service_type and is_for_tourists(f"{text} {name}"):
        guess = None
    if not kind and guess is not None and guess.sensitivity == 2:
        kind = guess.code
    declared = declared_level(row.get("wrazliwosc", ""))
    if kind or declared == 2:
        return 2, kind or (service_type.code if service_type else "wrazliwosc 2")
    level = max(declared, guess.sensitivity if guess else 0)
    return level, service_type.code if level and service_type else ""


def declared_level(text: str) -> int:
    """Level that a cell declares; one that cannot be read counts as `UNREADABLE`."""
    return _DECLARED.get(str(text).strip().removesuffix(".0"), UNREADABLE)


def is_declared_well(text: str) -> bool:
    """Whether the cell is empty, 0, 1 or 2."""
    return str(text).strip().removesuffix(".0") in _DECLARED


def never_kept_kind(
    service_text: str, provider: str, service_type: ServiceType | None, *, others: str = ""
) -> str:
    """Kind of a row that must not leave the reader, ``""`` for others.

    What the service is called always counts. The provider's name and the `others` (whom it is for, who is taken in)
    count where people stay overnight or the type is unknown; where they only visit, the name counts if it names a
    place of refuge itself: an office that also counsels about violence is public. "Hostel" is taken for a place of
    refuge unless it says that it is for tourists.
    """
    if service_type is not None and service_type.sensitivity == 2:
        return service_type.code
    is_stay = service_type is None or service_type.delivery in "CL"
    called, name = _plain(service_text), _plain(provider)
    more = [_plain(part) for part in others.split("\n")]
    if any(map(_SAID_41.search, (called, name, *more))) or any(map(_LIST_41.search, (called, *more))):
        return "podkategoria 41"
    if not is_stay and _SECRET_NAME.search(name):
        return "przemoc"
    texts = [called, name, *more, " ".join((called, name, *more))] if is_stay else [called]
    return next(filter(None, map(_kind_of, texts)), "")


def _kind_of(text: str) -> str:
    if not text or is_for_tourists(text):
        return ""
    if _FAMILY.search(text):
        return "piecza zastepcza"
    is_violence = _ABOUT_VIOLENCE.search(text) and (_STAY.search(text) or not _COUNSEL.search(text))
    return "przemoc" if is_violence or _HIDING.search(text) else ""


def is_for_tourists(text: str) -> bool:
    """Whether a text says that beds are for tourists, and nothing of violence."""
    plain = _plain(text)
    return "turystyczn" in plain and not _ABOUT_VIOLENCE.search(plain)


def _plain(text: str) -> str:
    """Folded text without characters that cannot be seen (soft hyphens, zero-width spaces) and quotation marks."""
    return " ".join(fold(text.translate(_UNSEEN)).split())
