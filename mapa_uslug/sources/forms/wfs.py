"""Questions to a Web Feature Service 2.0, page by page, with every row counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.gml import Feature, Page, check_page, read_page

REPEATS: Final = mark("its pages repeat rows or leave some out (rows that came, rows that it counted)")
NO_COUNT: Final = mark("it does not say how many rows there are")
_MOST_PAGES: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked for.

    Attributes
    ----------
    layer : str
        With its namespace: ``ms:A03_Granice_gmin``.
    params : sequence of pairs
        Filter, box, coordinate system: all but the page.
    id_field : str
        Field that names a row; no two rows of an answer may have the same.
    page_rows : int
        Rows asked for at once.
    stem : str
        Beginning of the names of the raw files.
    """

    layer: str
    params: Sequence[tuple[str, str]]
    id_field: str
    page_rows: int
    stem: str

    def ask(self, terms: Terms, page: tuple[tuple[str, str], ...], name: str) -> Ask:
        """The question for one page, or for the number of rows."""
        params = (
            ("SERVICE", "WFS"), ("VERSION", "2.0.0"), ("REQUEST", "GetFeature"), ("TYPENAMES", self.layer),
            *self.params, *page,
        )  # fmt: skip
        digest = hashlib.sha256(repr(tuple(self.params)).encode()).hexdigest()[:12]
        return Ask(url=terms.url, name=f"{self.stem}-{digest}-{name}.gml", params=params)


Accept = Callable[[Sequence[Feature]], None]
"""Raises `ValueError` with a message id when rows are not what the service hands out."""


def count_features(getter: Getter, terms: Terms, question: Question) -> int:
    """How many rows answer a question, by the server's own count.

    Raises
    ------
    SourceFailed
        The service does not answer, or does not count.
    """
    page, path = _page(getter, terms, question.ask(terms, (("RESULTTYPE", "hits"),), "hits"))
    if page.matched is None:
        path.unlink(missing_ok=True)
        raise SourceFailed(terms, NO_COUNT)
    return page.matched


def read_features(
    getter: Getter,
    terms: Terms,
    question: Question,
    *,
    expected: int | None = None,
    accept: Accept = lambda features: None,
) -> list[Feature]:
    """All rows that answer a question, in the order of the server.

    A page may be shorter than was asked for and still not be the last (MapServer, pull request 7328), so that the end is
    where the server's own count is reached; where it gives none, where a page has no rows. Pages that do not fit together
    are not kept: they would be the answer for ever.

    Parameters
    ----------
    expected
        Number of rows, as `count_features` gives it; else that which the pages tell.
    accept
        Looks at all rows before they are believed.

    Raises
    ------
    SourceFailed
        The service does not answer, its pages repeat a row, or there are fewer or more than it counts itself.
    """
    found: list[Feature] = []
    paths: list[Path] = []
    for _ in range(_MOST_PAGES):
        part = (("COUNT", str(question.page_rows)), ("STARTINDEX", str(len(found))))
        page, path = _page(getter, terms, question.ask(terms, part, f"{len(found):06d}"))
        found += page.features
        paths.append(path)
        matched = page.matched if expected is None else expected
        if not page.features or (matched is not None and len(found) >= matched):
            break
    try:
        _check_count(question, found, matched)
        accept(found)
    except ValueError as error:
        for path in paths:
            path.unlink(missing_ok=True)
        raise SourceFailed(terms, str(error)) from error
    return found


def _page(getter: Getter, terms: Terms, ask: Ask) -> tuple[Page, Path]:
    path = getter.get(terms, ask, check=check_page)
    try:
        return read_page(path), path
    except ValueError as error:
        path.unlink(missing_ok=True)
        raise SourceFailed(terms, str(error)) from error


def _check_count(question: Question, found: Sequence[Feature], matched: int | None) -> None:
    ids = {feature.values.get(question.id_field, "") for feature in found}
    expected = len(found) if matched is None else matched
    if len(ids) != len(found) or len(found) != expected:
        raise ValueError(f"{REPEATS}: {len(ids)}, {expected}")
