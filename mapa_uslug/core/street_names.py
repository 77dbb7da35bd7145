"""Names of Polish streets made comparable: kind, titles, patrons' first names and numerals told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from mapa_uslug.core.folding import fold
from mapa_uslug.core.given_names import GIVEN_NAMES

_KINDS: Final = {
    "ul": "ul", "ulica": "ul", "ulicy": "ul",
    "al": "al", "aleja": "al", "aleje": "al", "alei": "al",
    "os": "os", "osiedle": "os", "osiedlu": "os", "oś": "os",
    "pl": "pl", "plac": "pl", "placu": "pl",
    "skwer": "skwer", "rondo": "rondo", "bulwar": "bulwar", "park": "park", "rynek": "rynek",
}  # fmt: skip
# A name such as "Park Dolny" or "Rynek Górny" is no park of that name: these words stay part of it.
_KEPT_KINDS: Final = frozenset(("park", "rynek", "skwer", "rondo", "bulwar"))
_TITLE_WORDS: Final = """
    ks ksiedza kaplana kard kardynala bp biskupa abp arcybiskupa pralata kan kanonika gen generala plk pulkownika
    pplk podpulkownika mjr majora kpt kapitana por porucznika ppor podporucznika rtm rotmistrza sierz sierzanta
    plut plutonowego kpr kaprala marsz marszalka adm admirala kmdr komandora dr doktora prof profesora inz inzyniera
    mgr magistra lek doc docenta hr hrabiego hrabiny ksiecia ksieznej krola krolowej cesarza hetmana het im imienia
    o ojca s siostry br brata sw swietego swietej swietych bl blogoslawionego blogoslawionej papieza prezydenta prez
    premiera pil pilota druha dh harcmistrza hm wojewody kasztelana rotm
"""
TITLES: Final = frozenset(_TITLE_WORDS.split())
"""Words before a patron's name that may be left out."""
_ORDINALS: Final = {
    "pierwszego": "1", "drugiego": "2", "trzeciego": "3", "czwartego": "4", "piatego": "5", "szostego": "6",
    "siodmego": "7", "osmego": "8", "dziewiatego": "9", "dziesiatego": "10", "jedenastego": "11", "dwunastego": "12",
    "trzynastego": "13", "pietnastego": "15", "tysiaclecia": "1000lecia", "trzydziestolecia": "30lecia",
    "czterdziestolecia": "40lecia", "piecdziesieciolecia": "50lecia", "dwudziestolecia": "20lecia",
    "pieciolecia": "5lecia", "dziesieciolecia": "10lecia",
}  # fmt: skip
_LONG: Final = {
    "mb": ("matki", "boskiej"), "nmp": ("najswietszej", "marii", "panny"), "ak": ("armii", "krajowej"),
    "wp": ("wojska", "polskiego"), "boh": ("bohaterow",), "powst": ("powstancow",), "wlkp": ("wielkopolskich",),
    "obr": ("obroncow",), "narod": ("narodowej",), "woj": ("wojska",), "pol": ("polskiego",), "kr": ("krolowej",),
    "przem": ("przemyslowa",), "sl": ("slaskich",), "pulk": ("pulku",), "bat": ("batalionow",),
    "baonow": ("batalionow",), "chlop": ("chlopskich",), "konst": ("konstytucji",), "solid": ("solidarnosci",),
}  # fmt: skip
_DOTTED_LONG: Final = frozenset(("boh", "powst", "wlkp", "obr", "narod", "pol", "kr", "przem", "sl", "pulk", "bat", "woj",
                                 "chlop", "konst", "solid"))  # fmt: skip
_ROMAN: Final = re.compile(r"^(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10}
_FIRST_ROMAN: Final = re.compile(r"(?:(?<=^)|(?<=ul\. ))I (?=\w)")
_TOKEN: Final = re.compile(r"[^\W_]+\.?")
_ORDINAL_END: Final = re.compile(r"\b(\d+)\s?-?\s?(?:e?go|ego|ej|gi|ci|ty)\b\.?")
_ANNIVERSARY: Final = re.compile(r"\b(\d+|[ivx]+)\s?-?\s?lecia\b")


@dataclass(frozen=True)
class StreetName:
    """A street's name in parts, folded.

    Attributes
    ----------
    kind : str
        ``ul``, ``al``, ``os``, ``pl``, or empty where it is not said.
    core : tuple of str
        What has to agree: everything but titles, first names, initials and a ruler's number.
    given : tuple of str
        First names and initials (one letter) in order.
    is_all_given : bool
        The name has nothing but first names, which then are its core ("św. Jana", "Józefa Marka").
    text : str
        All words in order, titles too.
    """

    kind: str
    core: tuple[str, ...]
    given: tuple[str, ...] = ()
    is_all_given: bool = False
    text: str = ""

    @property
    def key(self) -> str:
        """The parts that have to agree as one text, in alphabetical order."""
        return " ".join(sorted(self.core))

    def spellings(self) -> tuple[str, ...]:
        """Texts by which the name may be looked up for a slip of the pen: without first names, with them before and behind."""
        core, given = " ".join(self.core), " ".join(self.given)
        return (core, f"{given} {core}", f"{core} {given}") if given and core else (core or given,)


@lru_cache(maxsize=262_144)
def street_tokens(text: str) -> StreetName:
    """Take a street's name apart.

    "ul. ks. Jana Kowalskiego" and "Kowalskiego Jana" have the core (kowalskiego) and the first name (jana);
    "Jana Pawła II" and "św. Jana Pawła 2" the core (jana, pawla, 2).
    """
    kind, words = _split_kind(_words(text))
    whole = " ".join(w.rstrip(".") for w in words)
    plain = [w for w in words if w.rstrip(".") not in TITLES or _is_lone(w, words)]
    given = tuple(w.rstrip(".") for w in plain if _is_given(w))
    core = tuple(w.rstrip(".") for w in plain if not _is_given(w) and w != "i")
    if all(c.isdigit() for c in core):
        names = tuple(w for w in given if len(w) > 1) or given
        initials = tuple(w for w in given if w not in names)
        return StreetName(kind, (*names, *core), initials, is_all_given=bool(names), text=whole)
    if any(len(g) > 1 for g in given):
        core = _without_regnal(plain, core)
    return StreetName(kind, core, given, text=whole)


def street_key(text: str) -> str:
    """What has to agree of two names of one street: "ul. 3-go Maja" and "Trzeciego Maja" have the same."""
    return street_tokens(text).key


def as_surname(name: StreetName) -> StreetName:
    """A name of first names alone, its last one taken for a surname: "Józefa Marka" may be told by "J. Marka"."""
    if not name.is_all_given or len(name.core) < 2 or name.core[-1].isdigit():
        return name
    return StreetName(name.kind, name.core[-1:], (*name.given, *name.core[:-1]), text=name.text)


def compare_given(one: StreetName, other: StreetName) -> int:
    """How the first names of two streets with the same core agree.

    Returns
    -------
    int
        3 the same, 2 one says less than the other (an initial, or nothing), 0 they contradict.
    """
    if one.given == other.given or sorted(one.given) == sorted(other.given):
        return 3
    short, long = sorted((one.given, other.given), key=len)
    left = list(long)
    for name in short:
        match = next((n for n in left if _agree(n, name)), None)
        if match is None:
            return 0
        left.remove(match)
    return 2


def _agree(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long == short or (len(short) <= 2 and long.startswith(short))


def _words(text: str) -> list[str]:
    plain = fold(_FIRST_ROMAN.sub("1 ", text.replace("'", " ").replace("’", " ")))
    plain = _ANNIVERSARY.sub(lambda m: f"{_number(m[1])}lecia", plain)
    plain = _ORDINAL_END.sub(r"\1", plain)
    found = [_spread(word) for word in _TOKEN.findall(plain)]
    return [word for group in found for word in group]


def _spread(word: str) -> tuple[str, ...]:
    bare = word.rstrip(".")
    if bare in _ORDINALS:
        return (_ORDINALS[bare],)
    if bare in _LONG and (
        bare in ("mb", "nmp", "ak", "wp", "baonow") or (word != bare and bare in _DOTTED_LONG)
    ):
        return _LONG[bare]
    if bare != "i" and word == bare and _ROMAN.match(bare) and len(bare) > 1:
        return (_number(bare),)
    return (word,)


def _number(text: str) -> str:
    if text.isdigit():
        return text
    values = [_ROMAN_VALUES[c] for c in text]
    return str(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


def _split_kind(words: list[str]) -> tuple[str, list[str]]:
    kind = ""
    while len(words) > 1 and words[0].rstrip(".") in _KINDS:
        found = _KINDS[words[0].rstrip(".")]
        if found in _KEPT_KINDS and words[1].rstrip(".") != words[0].rstrip("."):
            break
        kind, words = kind or found, words[1:]
        if found in _KEPT_KINDS:
            break
    return kind, words


def _is_lone(word: str, words: list[str]) -> bool:
    """Whether a title is the name itself: "Hetmana", "Królowej"; single letters only with a dot are titles."""
    bare = word.rstrip(".")
    if len(bare) == 1:
        return word == bare
    return all(w.rstrip(".") in TITLES for w in words)


def _is_given(word: str) -> bool:
    return word.rstrip(".") in GIVEN_NAMES or (len(word) == 2 and word[1] == "." and word[0].isalpha())


def _without_regnal(words: list[str], core: tuple[str, ...]) -> tuple[str, ...]:
    """Leave a ruler's number out where a surname follows: Jana III Sobieskiego."""
    after = {b for a, b in pairwise(words) if _is_given(a) and b.isdigit()}
    rest = tuple(c for c in core if c not in after)
    return rest or core
