"""Which column of a foreign table is which official one: by name, by the words offices use, by a near miss."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

from rapidfuzz import fuzz, process

from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.folding import fold

NEAR_MISS: Final = 90.0
"""Least likeness (rapidfuzz ratio of folded text, 0 to 100) that lets a misspelt header pass."""
_SHORTEST_NEAR_MISS, _LONGEST_NEAR_MISS = 5, 80
_MOST_WORDS = 8
_JOIN = " / "
_GIVEN = (-1, 0, 0)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NO_WORD = re.compile(r"[\W_]+")
# Words that say that a header speaks of more than its beginning.
_AND = frozenset(("i", "oraz", "lub", "a", "od", "do", "nr", "numer", "adres"))


# Headers that may number houses or records, what stands beside them for the latter, and for the former.
_ANY_NUMBER = frozenset(("nr", "numer", "number"))
_WITH_NUMBER = frozenset(("adres_pelny", "nazwa_i_adres", "ulica_nr", "miejscowosc_nr"))
_LOCALITIES = frozenset(("miejscowosc", "kod_miejscowosc", "kod"))


def _read_words() -> dict[str, dict[str, list[str]]]:
    text = files("mapa_uslug.registry.tables").joinpath("headers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_WORDS: Final = _read_words()
COMPOSITES: Final = tuple(_WORDS["beyond"])
"""Columns beyond the official sheet: cells that hold several official columns, or say something useful beside them."""


def header_key(text: str) -> str:
    """A header for comparing: no case, diacritics, punctuation, line breaks."""
    return " ".join(_NO_WORD.sub(" ", fold(text)).split())


@dataclass(frozen=True, order=True)
class _Claim:
    """A reading of one header: the better, the smaller."""

    rank: tuple[int, int, int]
    column: str
    index: int
    near: str = ""


@dataclass(frozen=True)
class NearMiss:
    """A header that was taken for a column though it is not written as one: what it was read as."""

    column: str
    index: int
    header: str
    read_as: str


@dataclass(frozen=True)
class HeaderMatch:
    """What the columns of a table are.

    Attributes
    ----------
    columns : mapping
        Official or composite column (`COMPOSITES`) -> index of the table's column; each index at most once, unless
        `given` wants it otherwise.
    ambiguous : mapping
        Column -> indices of the headers that fit it equally well; none of them is used.
    unmatched : tuple of int
        Headers that nothing is known of, or that fit only what a better header took; blank ones are not listed.
    near_misses : tuple of NearMiss
        Matches that a person should look at.
    not_found : tuple of str
        Columns whose header in `given` the table has not.
    """

    columns: Mapping[str, int]
    ambiguous: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    unmatched: tuple[int, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    not_found: tuple[str, ...] = ()


def match_headers(headers: Sequence[str], *, given: Mapping[str, str] | None = None) -> HeaderMatch:
    """Find the official and composite columns among the headers of a table.

    Parameters
    ----------
    headers
        As `RawTable.headers` has them: rows joined with `` / ``.
    given
        Column -> header, as a mapping or the area's file names them; goes before everything else.

    Notes
    -----
    In order: the given header, the official name, a known word (headers.toml), the word without brackets, the last of
    joined parts, what the brackets hold, a header that begins with a known word, a near miss. "Nr" alone is the house
    number beside a street or a locality, else the number of the record.
    """
    given = given or {}
    claims, not_found = _given_claims(headers, given)
    for index, header in enumerate(headers):
        claims += [c for c in _claims(header, index) if c.column not in given]
    columns, ambiguous = _assign(sorted(claims))
    if "nr" not in given and _is_ordinal(headers, columns):
        columns.setdefault("lp", columns.pop("nr"))
    used = {*columns.values(), *(i for found in ambiguous.values() for i in found)}
    nears = {(c.column, c.index): c.near for c in reversed(sorted(claims))}
    return HeaderMatch(
        columns=columns,
        ambiguous=ambiguous,
        unmatched=tuple(i for i, h in enumerate(headers) if i not in used and header_key(h)),
        near_misses=tuple(
            NearMiss(column, index, headers[index], nears[column, index])
            for column, index in columns.items()
            if nears.get((column, index))
        ),
        not_found=not_found,
    )


def is_known_header(text: str) -> bool:
    """Whether a cell reads like a header of some list, near misses left aside."""
    return any(True for _ in _exact_claims(text, 0)) if text and len(text) < 120 else False


def _is_ordinal(headers: Sequence[str], columns: Mapping[str, int]) -> bool:
    """Whether "Nr" numbers the records: houses are numbered beside a street, or a locality without addresses."""
    if "nr" not in columns or header_key(headers[columns["nr"]].rsplit(_JOIN, 1)[-1]) not in _ANY_NUMBER:
        return False
    if "ulica" in columns:
        return False
    if _WITH_NUMBER & columns.keys():
        return True
    return "nazwa" in columns and not _LOCALITIES & columns.keys()


def _given_claims(headers: Sequence[str], given: Mapping[str, str]) -> tuple[list[_Claim], tuple[str, ...]]:
    claims, not_found = [], []
    keys = [header_key(h) for h in headers]
    for column, header in given.items():
        same = [i for i, h in enumerate(headers) if h.strip() == header.strip()]
        same = same or [i for i, key in enumerate(keys) if key == header_key(header)]
        claims += [_Claim(_GIVEN, column, i) for i in same]
        if not same:
            not_found.append(column)
    return claims, tuple(not_found)


def _assign(claims: list[_Claim]) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    columns: dict[str, int] = {}
    ambiguous: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    for claim in claims:
        # Who names headers may want one of them to serve two columns.
        is_given = claim.rank == _GIVEN
        if claim.column in columns or claim.column in ambiguous or (claim.index in taken and not is_given):
            continue
        same = [c.index for c in claims if c.column == claim.column and c.rank == claim.rank]
        rivals = tuple(i for i in same if is_given or i not in taken)
        if len(rivals) > 1:
            ambiguous[claim.column] = rivals
            taken.update(rivals)
        else:
            columns[claim.column] = claim.index
            taken.add(claim.index)
    return columns, ambiguous


def _claims(header: str, index: int) -> list[_Claim]:
    found = list(_exact_claims(header, index))
    return found or [*_beginning_claims(header, index), *_near_claims(header, index)]


def _exact_claims(header: str, index: int) -> Iterator[_Claim]:
    for rank, text in enumerate(_readings(header)):
        key = header_key(text)
        for column, place in _known().get(key, ()):
            yield _Claim((0 if rank == 0 and place < 0 else rank + 1, max(place, 0), 0), column, index)


def _readings(header: str) -> Iterator[str]:
    last = header.rsplit(_JOIN, 1)[-1]
    yield header
    yield _BRACKETS.sub(" ", header)
    if last != header:
        yield last
        yield _BRACKETS.sub(" ", last)
    for match in _BRACKETS.finditer(last):
        yield match.group(1) or match.group(2) or ""


def _beginning_claims(header: str, index: int) -> Iterator[_Claim]:
    words = header_key(_BRACKETS.sub(" ", header.rsplit(_JOIN, 1)[-1])).split()
    for length in range(min(len(words) - 1, _MOST_WORDS), 1, -1):
        start = " ".join(words[:length])
        if start in _known() and not _AND.intersection(words[length:]):
            for column, place in _known()[start]:
                yield _Claim((10, len(words) - length, max(place, 0)), column, index, start)
            return


def _near_claims(header: str, index: int) -> Iterator[_Claim]:
    key = header_key(header.rsplit(_JOIN, 1)[-1])
    if not _SHORTEST_NEAR_MISS <= len(key) <= _LONGEST_NEAR_MISS:
        return
    found = process.extract(key, _known().keys(), scorer=fuzz.ratio, score_cutoff=NEAR_MISS, limit=2)
    if not found or (
        len(found) > 1 and found[0][1] == found[1][1] and _known()[found[0][0]] != _known()[found[1][0]]
    ):
        return
    for column, place in _known()[found[0][0]]:
        yield _Claim((11, round(100 - found[0][1]), max(place, 0)), column, index, found[0][0])


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[tuple[str, int], ...]]:
    """Key of a header -> columns that it may stand for, with its place in their lists (-1 the name itself)."""
    known: dict[str, list[tuple[str, int]]] = {}
    words = {**dict.fromkeys(COLUMN_NAMES, ()), **_WORDS["official"], **_WORDS["beyond"]}
    for column, synonyms in words.items():
        for place, text in enumerate([column, *synonyms], start=-1):
            pairs = known.setdefault(header_key(text), [])
            if column not in [c for c, _ in pairs]:
                pairs.append((column, place))
    return {key: tuple(pairs) for key, pairs in known.items()}
