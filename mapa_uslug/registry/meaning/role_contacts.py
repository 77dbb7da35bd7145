"""Contacts of offices: names and mailboxes of people are not taken over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mapa_uslug.core.folding import fold

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Words by which a mailbox is known to be an office's.
_ROLE = re.compile(
    r"ops|mopr|cus|pcpr|dps|sds|wtz|zaz|cis|kis|owes|sekr|biur|kontakt|poczt|info|office|urzad|gmin|miast|powiat|starost|rodo|iod"
    r"|admin|dyrek|kierow|ksieg|kadr|rejestr|recep|klub|senior|zlob|przedsz|szkol|sp\d|dom|osrod|centr|swietl|bibl|kult|fund|stow"
    r"|caritas|parafia|placow|oddzial|pomoc|pracown|apte|przych|med|zdrow|spzoz|szpital|zespol|projekt|dzial|filia|mail"
)  # fmt: skip
# The most frequent first names, folded: with one of them a mailbox belongs to a person.
_NAMES_TEXT: Final = """
adam adrian agata agnieszka aleksander aleksandra alicja alina amelia andrzej aneta anita anna antoni
arkadiusz artur barbara bartosz beata bogdan bogumila boguslawa bozena cecylia celina damian daniel danuta
dariusz dawid dominik dominika dorota edward edyta elzbieta emil emilia ewa ewelina filip franciszek
gabriela grazyna grzegorz halina hanna helena henryk hubert ilona irena iwona izabela jacek jadwiga jakub
jan janina janusz jaroslaw jerzy joanna jolanta jozef julia justyna kamil kamila karol karolina katarzyna
kazimierz kinga klaudia konrad krystyna krzysztof lena lidia lucyna lukasz maciej magdalena maja malgorzata
marcin marek maria mariola mariusz marlena marta martyna marzena mateusz michal mieczyslaw mikolaj milena
miroslaw miroslawa monika natalia nina norbert oliwia oskar patrycja patryk paulina pawel piotr przemyslaw
radoslaw rafal regina renata robert roman ryszard sandra sebastian slawomir stanislaw stanislawa stefan
stefania sylwester sylwia szymon tadeusz teresa tomasz urszula wanda weronika wieslaw wieslawa wiktoria
witold wladyslaw wojciech zbigniew zdzislaw zenon zofia zuzanna zygmunt
"""
_FIRST_NAMES: Final = frozenset(_NAMES_TEXT.split())
_CAPITAL = r"[A-ZĄĆĘŁŃÓŚŹŻ][\w-]+"
_TWO_CAPITALS = re.compile(rf"(?<![\w-])(?=({_CAPITAL})\s+({_CAPITAL}))")
_TITLED = re.compile(rf"(?<![\w-])(?:p\.|pani|pana?|panią|mgr|dr)\s+(?:{_CAPITAL})", re.IGNORECASE)
# Behind these a name is a patron's: of a school, a parish, a street.
_PATRON = re.compile(r"(?:\b(?:im|św|sw|ul|al|pl|os|ks|bł)\.|\b(?:imienia|świętej|świętego|ulica|aleja|plac))\s*(?:[\w.]+\s+)?$", re.IGNORECASE)  # fmt: skip


def drop_personal_emails(text: str, *, known: Iterable[str] = ()) -> tuple[str, int]:
    """Contact without mailboxes that look like a person's, and how many they were.

    Parameters
    ----------
    known
        Names of the provider and its place: their words in a mailbox are no surname.
    """
    if "@" not in text:
        return text, 0
    words = _words_of(known)
    personal = [m for m in _EMAIL.findall(text) if _is_personal(m, words)]
    for mailbox in personal:
        text = text.replace(mailbox, "")
    return re.sub(r"(?:^|\s*[,;])\s*(?=[,;]|$)", "", " ".join(text.split())).strip(" ,;"), len(personal)


def names_person(text: str, *, known: Iterable[str] = ()) -> bool:
    """Whether a contact names a person: a frequent first name beside a surname, or "p. Nowak".

    Words of offices, of the provider and of its place are no surname, and patrons of schools and streets are none that
    is asked for. A surname alone is not known for one.

    Parameters
    ----------
    known
        As `drop_personal_emails` takes them.
    """
    if any(
        not _PATRON.search(text[: found.start()]) and found[0].split()[-1][0].isupper()
        for found in _TITLED.finditer(text)
    ):
        return True
    for found in _TWO_CAPITALS.finditer(text):
        pair = (fold(found[1]), fold(found[2]))
        surnames = [word for word in pair if word not in _FIRST_NAMES]
        if len(surnames) == 2 or _PATRON.search(text[: found.start()]):
            continue
        words = _words_of(known)
        if not any(_ROLE.search(word) or any(word[:4] == w[:4] for w in words) for word in surnames):
            return True
    return False


def _words_of(known: Iterable[str]) -> set[str]:
    return {word for name in known for word in re.split(r"[^a-z0-9]+", fold(name)) if len(word) > 3}


def _is_personal(mailbox: str, words: set[str]) -> bool:
    parts = [p for p in re.split(r"[._+-]", fold(mailbox.split("@")[0])) if p]
    if any(p in _FIRST_NAMES for p in parts):
        return True
    if len(parts) != 2 or not all(p.isalpha() for p in parts):
        return False
    # Only the beginnings are compared, because names of places are inflected.
    is_known = any(p[:4] == w[:4] for p in parts if len(p) > 3 for w in words)
    return not is_known and not any(_ROLE.search(p) for p in parts)
