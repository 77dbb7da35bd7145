"""Questions to a Web Feature Service 2.0, page by page, with every row counted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.getting import Ask, Getter
from mapa_uslug.sources.gml import Feature, Page, check_page, read_page
from mapa_uslug.sources.terms import SourceFailed, Terms

REPEATS: Final = mark("its pages repeat rows or leave some out (rows that came, rows that it counted)")
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

    def ask(self, terms: Terms, start: int) -> Ask:
        """The question for one page."""
        params = (
            ("SERVICE", "WFS"), ("VERSION", "2.0.0"), ("REQUEST", "GetFeature"), ("TYPENAMES", self.layer),
            *self.params, ("COUNT", str(self.page_rows)), ("STARTINDEX", str(start)),
        )  # fmt: skip
        digest = hashlib.sha256(repr(tuple(self.params)).encode()).hexdigest()[:12]
        return Ask(url=terms.url, name=f"{self.stem}-{digest}-{start:06d}.gml", params=params)


def read_features(getter: Getter, terms: Terms, question: Question) -> list[Feature]:
    """All rows that answer a question, in the order of the server.

    A page may be shorter than was asked for and still not be the last (MapServer, pull request 7328), so that the end is
    where the server's own count is reached; where it gives none, where a page has no rows.

    Raises
    ------
    SourceFailed
        The service does not answer, its pages repeat a row, or there are fewer or more than it counts itself.
    """
    found: list[Feature] = []
    for _ in range(_MOST_PAGES):
        page = _page(getter, terms, question.ask(terms, len(found)))
        found += page.features
        is_all = len(found) >= page.matched if page.matched is not None else not page.features
        if is_all or not page.features:
            _check_count(terms, question, found, page.matched)
            return found
    raise SourceFailed(terms, mark("its answer does not come to an end"))


def _page(getter: Getter, terms: Terms, ask: Ask) -> Page:
    path: Path = getter.get(terms, ask, check=check_page)
    try:
        return read_page(path)
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error


def _check_count(terms: Terms, question: Question, found: list[Feature], matched: int | None) -> None:
    ids = {feature.values.get(question.id_field, "") for feature in found}
    expected = len(found) if matched is None else matched
    if len(ids) != len(found) or len(found) != expected:
        raise SourceFailed(terms, f"{REPEATS}: {len(ids)}, {expected}")
