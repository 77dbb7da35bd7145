"""Who provides a service: public, NGO, church, social economy or private, by the sheet's words or, guessed, by the name."""

from __future__ import annotations

import re
from typing import Final, Literal

from mapa_uslug.contracts.sheet import PROVIDER_KINDS
from mapa_uslug.core.folding import fold

How = Literal["given", "guessed", ""]
GUESSED: Final = "?"
"""Mark behind a kind that was guessed from the provider's name."""

# "Niepubliczny" alone says too little: associations and parishes run such places too. The church's social bodies stand before the forms that they take ("Fundacja Caritas", "stowarzyszenie parafialne"),
# social economy before the associations and companies that run it, NGOs before gminas ("stowarzyszenie gmin").
_CHURCH: Final = (
    r"caritas|parafi\w*|zgromadzeni\w* (?:siostr|braci|zakonn\w*|sluzebnic\w*|corek|misj\w*|najsw\w*|sw\.?)|^zgromadzenie$|zakon(?:u|n[yaei]|nych|nego)?|diecezj\w*|archidiecezj\w*"
    r"|koscielny|koscioln\w*|koscielna|kosciol\w*|wyznaniow\w*|siostr(?:y)? (?:\w+ )?(?:zakonn\w*|albertyn\w*|felicjan\w*|elzbiet\w*|szaryt\w*"
    r"|jozefit\w*|nazaret\w*|franciszk\w*|sluzebnic\w*)|bonifrat\w*|salezjan\w*|diakoni\w*"
)
_SOCIAL_ECONOMY: Final = (
    r"spoldzielni\w* socjaln\w*|przedsiebiorstw\w* spoleczn\w*|pes|ekonomi\w* spoleczn\w*|zaklad\w* aktywnosci zawodowej"
    r"|(?:centrum|klub) integracji spolecznej|cis|kis|zaz"
)
_NGO: Final = (
    r"ngo|stowarzyszeni\w*|fundacj\w*|organizacj\w* pozarzadow\w*|towarzystw\w*|opp|organizacj\w* pozytku publicznego|kolo gospodyn\w*|kgw"
    r"|ochotnicz\w* straz\w*|osp|pck|polski czerwony krzyz|zwiazek (?:emerytow|harcerstwa|niewidomych)\w*|trzeci sektor|banki? zywnosci"
)
_PRIVATE: Final = (
    r"prywatn\w*|sp\. ?z ?o\.? ?o\.?|spolka\b.*|s\.a\.|sp\. ?[jk]\.?|przedsiebiorca|osoba fizyczna|dzialalnosc gospodarcza"
    r"|jednoosobow\w* dzialalnos\w*"
)
_VOIVODESHIP: Final = r"woj\.?|wojewodztw\w*|samorzad\w* wojewodztw\w*|wojewodzk\w*|urzad marszalkowski|marszal\w*|regionaln\w* osrod\w* polityki spolecznej|rops"
_POWIAT: Final = r"powiat\w*|samorzad\w* powiat\w*|starostw\w*|pcpr|powiatowe centrum pomocy rodzinie|jednostk\w* powiat\w*"
_GMINA: Final = (
    r"gmin\w*|samorzad\w* gmin\w*|jednostk\w* (?:organizacyjn\w* )?(?:gmin\w*|miast\w*|miejsk\w*)|miasto|miasta|urzad (?:gminy|miasta|miejski)|miejsk\w*"
    r"|miejsko-gminn\w*|m?g?ops|gcus|mcus|osrod\w* pomocy spolecznej|samorzad\w* miasta|miasto i gmina|miasto na prawach powiatu"
)
# A public body's own company is that body's.
_PUBLIC_COMPANY: Final = (
    r"spolka (?:gminna|miejska|komunalna)|zwiazek (?:miedzygminny|gmin)|stowarzyszenie gmin"
)
_BY_WORDS: Final = (
    ("gmina", _PUBLIC_COMPANY), ("kościelny", _CHURCH), ("PES", _SOCIAL_ECONOMY), ("NGO", _NGO), ("prywatny", _PRIVATE), ("woj", _VOIVODESHIP), ("powiat", _POWIAT), ("gmina", _GMINA),
)  # fmt: skip
_FIND: Final = tuple((kind, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")) for kind, words in _BY_WORDS)
# In a name "w Gminie X" or "powiat" tells where, not who: of public bodies only these forms tell.
_NAMED_GMINA: Final = re.compile(
    r"(?:gminn|miejsk|miejsko[- ]gminn|gminno-miejsk|samorzadow)(?:y|e|a|i|ie)\b|(?:m|g|mg)ops\b|mopr\b|(?:osrodek|centrum) (?:pomocy spolecznej|uslug spolecznych)\b|urzad (?:gminy|miasta)"
)
_NAMED_POWIAT: Final = re.compile(r"powiatow(?:y|e|a)\b|pcpr\b|starostwo")
_NAMED_VOIVODESHIP: Final = re.compile(r"wojewodzk(?:i|ie|a)\b|regionalny osrodek polityki spolecznej|rops\b")


def provider_kind(text: str, name: str) -> tuple[str, How]:
    """Kind of a provider (`PROVIDER_KINDS`) and whether it was given or guessed.

    Parameters
    ----------
    text
        What the sheet says (``typ_podmiotu``), in any common form.
    name
        The provider's name, used only where the sheet says nothing that is understood.

    Returns
    -------
    tuple
        ``(kind, "given")``, ``(kind, "guessed")`` or ``("", "")``.
    """
    plain = fold(text)
    exact = next((kind for kind in PROVIDER_KINDS if fold(kind) == plain), "")
    if exact:
        return exact, "given"
    given = _kind_of(plain)
    if given:
        return given, "given"
    guessed = _guess(fold(name))
    return (guessed, "guessed") if guessed else ("", "")


def _kind_of(plain: str) -> str:
    return next((kind for kind, words in _FIND if words.search(plain)), "") if plain else ""


def _guess(name: str) -> str:
    """Kind by a name: its legal form, or the public body that it names at its beginning."""
    private = ("kościelny", "PES", "NGO", "prywatny")
    found = {kind for kind, words in _FIND if kind in private and words.search(name)}
    if found:
        # A church's foundation is the church's; other mixtures leave it open.
        return "kościelny" if "kościelny" in found else found.pop() if len(found) == 1 else ""
    named = (("woj", _NAMED_VOIVODESHIP), ("powiat", _NAMED_POWIAT), ("gmina", _NAMED_GMINA))
    kinds = [kind for kind, words in named if words.match(name)]
    return kinds[0] if len(kinds) == 1 else ""
