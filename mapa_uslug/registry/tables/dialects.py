"""Dialect of a text file: its delimiter, found among titles, quoted line breaks and decimal commas."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from mapa_uslug.registry.tables.headers import is_known_header

DELIMITERS: Final = ("\t", ";", "|", ",")
"""In the order in which they are believed where nothing else tells."""
_LOOK_AT: Final = 60
_NEAR: Final = 0.15
_DIRECTIVE = re.compile(r"\s*\"?sep=(.)\"?\s*(\r\n|\r|\n|$)")


@dataclass(frozen=True)
class Dialect:
    """How cells are set apart.

    Attributes
    ----------
    has_directive : bool
        The first line is ``sep=;``, an order to Excel and no row.
    skips_spaces : bool
        A blank stands between a delimiter and the quotation mark of the next cell.
    """

    delimiter: str
    has_directive: bool = False
    skips_spaces: bool = False


@dataclass(frozen=True)
class _Trial:
    """What a delimiter makes of the sample."""

    delimiter: str
    known: int
    share: float
    width: int
    first: int
    is_decimal: bool


def find_dialect(sample: str) -> Dialect:
    """Find the dialect from the beginning of a text.

    A delimiter is believed that makes headers of known words; then one that cuts most rows into the same number of
    cells; among those about equal the one that does so from the first row on, then the one with more cells. A comma that
    mostly stands between digits is a decimal comma where another delimiter would do.
    """
    sample = sample.removeprefix("\ufeff")
    directive = _DIRECTIVE.match(sample)
    if directive:
        return Dialect(directive[1], has_directive=True, skips_spaces=_skips_spaces(sample, directive[1]))
    trials = [t for d in DELIMITERS if (t := _try(sample, d)) is not None]
    if not trials:
        return Dialect(",")
    if len(trials) > 1:
        trials = [t for t in trials if not t.is_decimal] or trials
    best = max(t.share for t in trials)
    believed = [t for t in trials if t.share >= best - _NEAR or t.known >= 2]
    chosen = max(
        believed,
        key=lambda t: (
            t.known if t.known >= 2 else 0,
            -t.first,
            t.share,
            t.width,
            -DELIMITERS.index(t.delimiter),
        ),
    )
    return Dialect(chosen.delimiter, skips_spaces=_skips_spaces(sample, chosen.delimiter))


def _try(sample: str, delimiter: str) -> _Trial | None:
    if delimiter not in sample:
        return None
    rows = _rows(sample, delimiter)
    widths = [len(row) for row in rows]
    several = Counter(w for w in widths if w > 1)
    if not several:
        return None
    width = max(several, key=lambda w: (several[w], w))
    known = max((sum(map(is_known_header, row)) for row in rows[:_LOOK_AT]), default=0)
    return _Trial(
        delimiter=delimiter,
        known=known,
        share=several[width] / len(widths),
        width=width,
        first=widths.index(width),
        is_decimal=delimiter == "," and _is_decimal(sample),
    )


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    """Non-blank rows of the sample; its last line may be cut and is left aside where there are others."""
    skips = _skips_spaces(sample, delimiter)
    rows = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=skips):
            if any(cell.strip() for cell in row):
                rows.append(row)  # noqa: PERF401 - what was read before an endless cell counts
    except csv.Error:
        pass
    return rows[:-1] if len(rows) > _LOOK_AT else rows


def _is_decimal(sample: str) -> bool:
    commas = sample.count(",")
    return commas > 0 and len(re.findall(r"(?<=\d),(?=\d)", sample)) > 0.8 * commas


def _skips_spaces(sample: str, delimiter: str) -> bool:
    spaced = len(re.findall(re.escape(delimiter) + r' +"', sample))
    return spaced > sample.count(f'{delimiter}"')
