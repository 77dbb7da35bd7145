"""Words by which lists call what may not be shown, for patterns over `plain_text`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from mapa_uslug.core.folding import fold

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
_REFUGE: Final = r"\bhostel|\bdom\w* azylow|\bazylow\w* dom|\bazyl\w* dla (?:kobiet|ofiar|matek|rodzin|osob)|\bbezpieczn\w* dom(?:u|y|ow|em|ami|ach)?\b|\bdom(?:u|y|ow)? bezpieczn|specjalistyczn\w* osrod\w* wsp|osrod\w* (?:wsparcia specjalistyczn|specjalistyczn\w* wsparcia)|\bsow ?d ?op\b|schronieni\w* dla (?:kobiet|ofiar|matek|osob doznaj)|schronisk\w* dla (?:kobiet|ofiar|matek|osob doznaj)|miejsc\w* schronienia|\b(?:dom\w*|osrod\w* wsparcia|mieszkani\w*) dla (?:kobiet|ofiar)"
# Organisations that say so by their name alone; schronisko is also for tourists and animals.
_WOMEN: Final = r"\b(?:kobiet\w*|mat(?:ek|ki|kom|kami)|ofiar\w*)"
_SHELTER_OF_WOMEN: Final = (
    rf"{_WOMEN}.{{0,60}}\b(?:schronieni|azyl)|\b(?:schronieni|azyl)\w*.{{0,60}}{_WOMEN}"
)
_FOSTER: Final = (
    r"\brdd\b|\brodzin(?:a|y|e|ie|om|ami|ach)?\b (?:\w+ )?zastepcz|zastepcz\w* rodzin|rodzinn\w* dom\w* dziecka|pogotowi\w* (?:\w+ )?rodzinn|pogotowi\w* opiekuncz\w*\W+(?:\w+ )?rodzin|rodzin\w* pomocow"
    r"|(?<!organizator )(?<!koordynator )(?<!organizatora )(?<!koordynatora )rodzinn\w* (?:form\w* )?piecz\w* zastepcz|piecz\w* zastepcz\w* rodzinn"
)
# Subcategory 41 of the national register: violence x round-the-clock.
_ROUND_THE_CLOCK: Final = r"calodob"
LIST_41: Final = re.compile(r"^(?:\d{1,2}\W+)*41(?:\W+\d{1,2})*\W*$")
SAID_41: Final = re.compile(
    r"podkategori\w*\W+(?:\w+\W+)??(?:\d{1,2}\W+)*41\b"
    rf"|(?:kategori\w*|grup\w*)\W+8\b.*{_ROUND_THE_CLOCK}|^8\W+{_ROUND_THE_CLOCK}"
)
# Counselling about violence is public unless people stay.
COUNSEL: Final = re.compile(
    r"konsultacyj|konsultac|poradni|porad|infolini|telefon|profilakty|przeciwdzialani|interdyscyplin|korekcyjn|edukac|informacyj|osrod\w* pomocy spolecznej"
    r"|centr\w* uslug spolecznych|centr\w* pomocy rodzinie|\b[mg]{0,2}ops\b|\bpcpr\b|pelnomocnik"
)
STAY: Final = re.compile(
    rf"{_REFUGE}|schron|nocleg|pobyt|mieszkan|{_ROUND_THE_CLOCK}|osrod\w* wsparcia|\bdom(?:u|y|ow|em)?\b(?! pomocy spolecznej| kultury)"
)
FAMILY: Final = re.compile(_FOSTER)
HIDING: Final = re.compile(f"{_MOTHERS}|{_REFUGE}|{_SHELTER_OF_WOMEN}")
ABOUT_VIOLENCE: Final = re.compile(_VIOLENCE)
CRISIS: Final = re.compile(r"\boik\b|interwencj\w* kryzysow|kryzysow\w* interwencj")
CRISIS_STAY: Final = re.compile(rf"pobyt|nocleg|schroni|miejsc\w* mieszkaln|{_ROUND_THE_CLOCK}")
ON_CALL: Final = re.compile(r"telefon|infolini|dyzur")
MODE_OF_STAY: Final = re.compile(rf"\bc\b|{_ROUND_THE_CLOCK}")
# Abbreviations in the lists of offices; "zast." is also a deputy.
_SHORT: Final = tuple(
    (re.compile(pattern), whole)
    for pattern, whole in (
        (r"\brodz\b\.? ?(?=(?:[\w.]+ )?zast|dom)", "rodzina "), (r"(?<=rodzin[aye] )((?:\w+ )?)zast\b\.?", r"\1zastepcze"),
        (r"\bzast\b\.? ?(?=rodz)", "zastepcza "), (r"(?<=zastepcza )rodz\b\.?", "rodzina"), (r"\bosr\b\.? ?", "osrodek "),
        (r"\bspecj\b\.? ?", "specjalistyczny "), (r"\bmieszk\b\.? ?", "mieszkanie "), (r"\bdz\. ?", "dzienny "),
        (r"\bopiek\w*\.?\W{0,3}wych\w*\.?", "opiekunczo-wychowawcza"), (r"\bplac\b\.? (?=opiekunczo-)", "placowka "),
        (r"\bschr\b\.? ?(?=dla)", "schronisko "), (r"\bbezd\.", "bezdomnych"), (r"\bcalod\.", "calodobowa"),
    )
)  # fmt: skip
# Words for what is counted per gmina only that are no name of a type: what is meant -> type.
HALF_SECRET: Final = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("DO", r"\bdzienn\w* opiekun(?:owie|em|a|ow|om|ami|ka|ki|ek)?\b|\bopiekun(?:owie|em|a|ow|om|ami|ka|ki|ek)? dzienn"),
        ("BEZ", r"schronisk\w* (?:\w+ )?dla (?:\w+ ){0,3}bezdomn|noclegowni|ogrzewalni"),
        ("MW", r"(?:\bmieszka(?:nie|nia|n|niu|niach|niami)|\blokal\w*) (?:\w+ ){0,2}(?:wspieran|wspomagan)|(?:wspieran|wspomagan)\w* (?:mieszka(?:nie|nia|n)\b|lokal)"),
        ("MT", r"(?:\bmieszka(?:nie|nia|n|niu|niach|niami)|\blokal\w*) (?:\w+ ){0,2}(?:chronion|treningow)|(?:chronion|treningow)\w* (?:mieszka(?:nie|nia|n)\b|lokal)"),
        ("POW", r"pogotowi\w* opiekuncz|placow\w* (?:\w+ )?opiekunczo.wychowawcz(?!.*wsparcia dzienn)"),
    )
)  # fmt: skip
# Of services that people only visit the provider's name counts where it says that others stay there in secret.
SECRET_NAME: Final = re.compile(
    rf"{_MOTHERS}|schronieni\w* dla (?:kobiet|ofiar|matek|osob doznaj)|hostel.*(?:przemoc|kryzys|interwenc|ofiar|matek|kobiet)"
    rf"|(?:przemoc|kryzys|interwenc|ofiar|matek|kobiet).*hostel|osrod\w* wsparcia (?:dla |osob |ofiar )+.*(?:przemoc|ofiar)"
)


@lru_cache(maxsize=65_536)
def plain_text(text: str) -> str:
    """Folded text without characters that cannot be seen (soft hyphens, zero-width spaces) and quotation marks.

    Abbreviations are written out.
    """
    plain = " ".join(fold(text.translate(_UNSEEN)).split())
    for short, whole in _SHORT:
        plain = short.sub(whole, plain)
    return " ".join(plain.split())
