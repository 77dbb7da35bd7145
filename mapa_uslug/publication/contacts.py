"""What of a contact may be published: telephones, addresses and mailboxes of offices, never those of a person.

Where it cannot be told, the person is protected: a shortened mailbox such as ``akowalska`` goes, since the office has another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from mapa_uslug.core.folding import fold
from mapa_uslug.core.given_names import GIVEN_NAMES
from mapa_uslug.core.person_names import (
    COMMON_SURNAMES,
    GIVEN_NAMES_NOMINATIVE,
    NAMES_LIKE_WORDS,
    SURNAME_ENDINGS,
    looks_like_surname,
)

NAME: Final = "name"
MAILBOX: Final = "mailbox"

_MAILBOX: Final = re.compile(r"(?:mailto:)?[\w.+%-]+@[\w.-]*\w", re.UNICODE)
_PARTS: Final = re.compile(r"(\s*[,;|\n/]\s*|\s+[–—-]\s+)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*\.?", re.UNICODE)
_ROLE_WORDS_TEXT: Final = """
administracja apteka asystent asystenci biblioteka biuro bip centrum cis cus czytelnia ddp dds dom dps dyrekcja dyrektor
dzial edukacja ewidencja fundacja gabinet gci gck gmina gminny gok gopr gops gosir info informacja interwencja
kadry kancelaria kasa kierownik kis klub kontakt koordynator kryzys ksiegowosc kultura lecznica mail mck mdk media
mgops mieszkalnictwo mok mops mopr mosir muzeum ngo nzoz ochrona office oik opieka ops osrodek parafia pcpr pfron
placowka poczta pomoc poradnia poz powiat praca prezes promocja przedszkole przychodnia punkt pup recepcja referat
rehabilitacja rejestracja rodzina sanatorium sds sekretariat sekretarz senior seniorzy  skargi sluzba
socjalny sp spolecznosc spoldzielnia starostwo stowarzyszenie swietlica szkola szpital teleopieka terapia transport
uslugi urzad ug um umig uslugispoleczne warsztat wojt burmistrz wsparcie wtz wypozyczalnia zaz zdrowie zespol zgloszenia
zlobek zlo zol zpo zs zsp
"""
_ROLE_WORDS: Final = frozenset(_ROLE_WORDS_TEXT.split())
_ROLE_STEMS: Final = (
    "gmin", "miejsk", "wiejsk", "powiat", "miast", "urzad", "bibliotek", "przedszkol", "zlob", "szkol", "szpital",
    "przychodni", "aptek", "fundac", "stowarzysz", "sekretar", "biuro", "kontakt", "osrod", "porad", "swietlic", "uslug",
    "opiek", "senior", "pomoc", "klub", "centrum", "rejestr", "rehab",
)  # fmt: skip
_OFFICES: Final = (
    "kierowni", "dyrekto", "koordynato", "inspekto", "specjalist", "pracowni", "asysten", "opiekun", "prezes",
    "referen", "doradc", "ksiegow", "sekreta", "zastepc", "wojt", "burmistrz", "starost", "soltys", "terapeut", "psycholog",
    "pielegniark", "poloz", "rejestrator", "przewodnicz", "osoba", "kontakt", "dyzur",
)  # fmt: skip
"""How words for what somebody is in an office begin: the word stays, the name beside it goes."""
_PLACES_TEXT: Final = """
ul ulica ulicy al aleja aleje alei pl plac placu os osiedle osiedlu im imienia sw swietego swietej swietych rondo skwer
bulwar patrona
"""
_PLACES: Final = frozenset(_PLACES_TEXT.split())
"""Whoever is named after one of these is a patron, not somebody to be called."""
_ADDRESSES_TEXT: Final = """
p pan pani pana panem pania panstwo ks ksiadz siostra s brat dr mgr inz lek med prof lic
"""
_ADDRESSES: Final = frozenset(_ADDRESSES_TEXT.split())
_NO_SURNAMES_TEXT: Final = """
apteka gabinet przychodnia poradnia osrodek dom domu klub zlobek przedszkole szkola centrum fundacja stowarzyszenie
spoldzielnia zespol zaklad warsztat biblioteka punkt biuro sekretariat rejestracja recepcja kancelaria urzad referat
dzial telefon tel fax faks kom email mail adres kontakt poczta pokoj parter pietro miejski miejska miejskie gminny
gminna gminne wiejski wiejska powiatowy powiatowa wojewodzki wojewodzka spoleczna spoleczny polska polski ludzka
lekarski lekarska dentystyczny stomatologiczny logopedyczny psychologiczny rehabilitacyjny fizjoterapii masazu
praktyka indywidualna specjalistyczna specjalistyczny prywatny prywatna prywatne niepubliczny niepubliczna niepubliczne
opieka opieki senior seniora uslugi firma salon studio pracownia pogotowie ambulatorium hospicjum parafia kosciol
swietlica teatr kino muzeum galeria
"""
_NO_SURNAMES: Final = frozenset(_NO_SURNAMES_TEXT.split())


@dataclass(frozen=True)
class Cleaned:
    """What may be published, how much was taken out, by kind, and mailboxes of which it cannot be told whose they are."""

    text: str
    removed: Counter[str] = field(default_factory=Counter)
    doubtful: int = 0


def clean_contact(given: str, *, known: Iterable[str] = ()) -> Cleaned:
    """Take names of persons and mailboxes that look like a person's out of a contact; the rest stays as it was given.

    A person is whoever is named by a given name, by a surname after a form of address, a title or an office, or by an
    initial with a surname. Patrons of streets and institutions stay.

    Parameters
    ----------
    known
        Names of the provider and its place: their words in a mailbox are no surname.
    """
    words = _words_of(known)
    removed: Counter[str] = Counter()
    doubtful = 0

    def weigh(found: re.Match[str]) -> str:
        nonlocal doubtful
        kind = weigh_mailbox(found[0].removeprefix("mailto:"), known=words)
        doubtful += kind == "unknown"
        if kind != "person":
            return found[0]
        removed[MAILBOX] += 1
        return ""

    pieces = _PARTS.split(_MAILBOX.sub(weigh, given))
    kept = []
    for number in range(0, len(pieces), 2):
        told, names = _drop_names(pieces[number])
        removed[NAME] += names
        separator = pieces[number - 1] if number else ""
        if _says_something(told, was=pieces[number]):
            kept.append((separator, told))
    text = "".join(told if not at else separator + told for at, (separator, told) in enumerate(kept))
    return Cleaned(text if +removed else given, +removed, doubtful)


def _says_something(told: str, *, was: str) -> bool:
    """Whether a part is still worth telling: a lone word of what somebody is, or of how to reach them, is not."""
    if told == was.strip():
        return bool(told)
    words = [fold(w).rstrip(".") for w in _WORD.findall(told)]
    bare = all(w in {"tel", "telefon", "kom", "email", "mail", "e-mail", "do", "u"} for w in words)
    return bool(told.strip(" .:()")) and not (bare and not re.search(r"\d|@", told))


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(w for name in names for w in re.split(r"[^a-z]+", fold(name)) if len(w) > 3)


def weigh_mailbox(mailbox: str, *, known: frozenset[str] = frozenset()) -> str:
    """Whose a mailbox seems to be: ``person``, ``office``, or ``unknown``.

    A given name makes it a person's, whatever else it says; else a word of an office, or of the domain, makes it an
    office's; else an initial before a word, or a surname, also behind an initial, a person's.
    """
    local, _, domain = mailbox.partition("@")
    words = [w for w in re.split(r"[^a-z]+", fold(local)) if w]
    if any(w in GIVEN_NAMES_NOMINATIVE or (len(words) > 1 and w in NAMES_LIKE_WORDS) for w in words):
        return "person"
    labels = {w for w in re.split(r"[^a-z]+", fold(domain)) if len(w) > 2}
    # Only the beginnings are compared, because names of places are inflected.
    named = {w[:4] for w in known}
    if any(_is_office(w) or w in labels or (len(w) > 3 and w[:4] in named) for w in words):
        return "office"
    if any(_is_surname(w) for w in words) or (len(words) == 2 and min(map(len, words)) == 1):
        return "person"
    starts = [
        w
        for w in words
        if any(w.startswith(n) or w.endswith(n) for n in GIVEN_NAMES_NOMINATIVE if len(n) > 4)
    ]
    return "person" if starts else "unknown"


def _is_office(word: str) -> bool:
    return word in _ROLE_WORDS or word.startswith(_ROLE_STEMS)


def _is_surname(word: str) -> bool:
    shortened = (word, word[1:]) if len(word) > 4 else (word,)
    return any(w in COMMON_SURNAMES for w in shortened) or (len(word) > 4 and word.endswith(SURNAME_ENDINGS))


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    written: str

    @property
    def folded(self) -> str:
        return fold(self.written).rstrip(".")

    @property
    def is_capital(self) -> bool:
        return self.written[:1].isupper()

    @property
    def is_initial(self) -> bool:
        return self.is_capital and len(self.folded) == 1


def holds_person(name: str) -> bool:
    """Whether a name of a provider holds that of a person: a given name with a surname, or a title or initial with one."""
    return any(len(run) > 1 for run in _find_names(name))


def _drop_names(part: str) -> tuple[str, int]:
    runs = _find_names(part)
    told = part
    for run in reversed(runs):
        told = told[: run[0].start] + told[run[-1].end :]
    if not runs:
        return part.strip(), 0
    told = re.sub(r"\(\s*\)", "", told)
    return re.sub(r"\s+", " ", told).strip(" ,:-"), len(runs)


def _find_names(part: str) -> list[list[_Word]]:
    """Names of persons in a part of a text: runs of words with the form of address or title before."""
    words = [_Word(m.start(), m.end(), m[0]) for m in _WORD.finditer(part)]
    found: list[list[_Word]] = []
    at = 0
    while at < len(words):
        run = _name_at(words, at, part)
        if run:
            found.append(run)
            at = words.index(run[-1]) + 1
        else:
            at += 1
    return found


def _name_at(words: list[_Word], at: int, part: str) -> list[_Word]:
    """The name that begins at a word, the form of address included; empty if none does."""
    word = words[at]
    if _is_patron(words, at, part):
        return []
    start = at
    while at < len(words) and words[at].folded in _ADDRESSES and not words[at].is_initial:
        at += 1
    if at == len(words):
        return []
    is_addressed = at > start
    word = words[at]
    if _is_given(word, words, at, is_addressed=is_addressed):
        end = _past_surname(words, at + 1)
        return words[start:end]
    if word.is_initial and at + 1 < len(words) and _may_be_surname(words[at + 1]):
        return words[start : at + 2]
    is_surname = _may_be_surname(word) and (
        is_addressed or _is_office_before(words, start) or _is_alone(words, at, part)
    )
    if is_surname and (is_addressed or looks_like_surname(word.folded)):
        return words[start : at + 1]
    follows = at + 1 < len(words) and _is_given(words[at + 1], words, at + 1, is_addressed=False)
    if _may_be_surname(word) and looks_like_surname(word.folded) and follows:
        return words[start : at + 2]
    return []


def _is_given(word: _Word, words: list[_Word], at: int, *, is_addressed: bool) -> bool:
    folded = word.folded
    following = words[at + 1] if at + 1 < len(words) else None
    is_named = following is not None and _may_be_surname(following)
    if not word.is_capital:
        pair = following is not None and looks_like_surname(following.folded)
        return folded in GIVEN_NAMES_NOMINATIVE and pair
    if folded in GIVEN_NAMES_NOMINATIVE:
        return True
    if folded in NAMES_LIKE_WORDS:
        return is_addressed or (is_named and following is not None and looks_like_surname(following.folded))
    return folded in GIVEN_NAMES and is_named


def _past_surname(words: list[_Word], at: int) -> int:
    """Position after a surname of one or two words, and a second given name or initial before it."""
    if at < len(words) and (words[at].is_initial or words[at].folded in GIVEN_NAMES_NOMINATIVE):
        at += 1
    if at < len(words):
        is_shouted = (
            words[at - 1].written.isupper() and words[at].written.isupper() and len(words[at].folded) > 2
        )
        if is_shouted or _may_be_surname(words[at]) or looks_like_surname(words[at].folded):
            at += 1
    return at


def _may_be_surname(word: _Word) -> bool:
    known = word.folded in _NO_SURNAMES or word.folded in _ROLE_WORDS or word.folded.startswith(_OFFICES)
    # Shorter words in capitals are names of offices, such as GOPS.
    is_short_code = word.written.isupper() and len(word.written) < 6
    return word.is_capital and len(word.folded) > 2 and not known and not is_short_code


def _is_office_before(words: list[_Word], at: int) -> bool:
    return at > 0 and words[at - 1].folded.startswith(_OFFICES)


def _is_alone(words: list[_Word], at: int, part: str) -> bool:
    """Whether nothing but the word, and perhaps a telephone number with what announces it, stands in the part."""
    rest = [w.folded for i, w in enumerate(words) if i != at]
    after = part[words[at].end :].strip()
    is_house = bool(re.match(r"\d{1,4}[a-zA-Z]?(\s*/\s*\d+)?$", after))
    return all(w in {"tel", "telefon", "kom"} for w in rest) and not is_house


def _is_patron(words: list[_Word], at: int, part: str) -> bool:
    """Whether a word stands in a name of a street or of an institution's patron, or before the number of a house."""
    before = [w.folded for w in words[:at]]
    if any(w in _PLACES for w in before) or words[at].folded in _PLACES:
        return True
    if re.search(r"\d\s*$", part[: words[at].start]):
        # As in 3 Maja.
        return words[at].folded in ("maja", "stycznia")
    house = re.match(r"(?:\s+[^\W\d_]+\.?){0,2}\s+\d{1,3}[a-zA-Z]?\s*$", part[words[at].end :])
    return words[at].folded in GIVEN_NAMES and bool(house)
