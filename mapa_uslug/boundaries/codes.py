"""Codes and names of gminas out of a file's columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mapa_uslug.contracts.teryt import UNOFFICIAL_PREFIX, Teryt, TerytError

_PART_OF_NAME = re.compile(r"\s*[-–(]\s*(miasto|obszar wiejski)\s*\)?$")
_TOWN, _COUNTRYSIDE, _WHOLE = "4", "5", "3"
_DISTRICTS = ("8", "9")


@dataclass(frozen=True)
class ParsedCodes:
    """Codes row by row.

    Attributes
    ----------
    code6, kind : object arrays of str
        Empty where the code could not be read.
    fault : object array of str
        Code of `TerytError`, ``district`` or empty.
    suggestion : object array of str
        What a code with a lost zero must have been.
    """

    code6: np.ndarray
    kind: np.ndarray
    fault: np.ndarray
    suggestion: np.ndarray


def parse_codes(values: pd.Series) -> ParsedCodes:
    """Parse a column of TERYT codes; a column that has seven-digit codes has no six-digit ones but by a lost zero."""
    texts = [re.sub(r"(?:[\s\u00a0]|\.0+$)", "", "" if pd.isna(v) else str(v)) for v in values]
    has_seven = any(re.fullmatch(r"\d{7}", text) for text in texts)
    rows = [_parse(text, has_seven=has_seven) for text in texts]
    return ParsedCodes(*(np.array([row[i] for row in rows], dtype=object) for i in range(4)))


def _parse(text: str, *, has_seven: bool) -> tuple[str, str, str, str]:
    if has_seven and re.fullmatch(r"\d{6}", text):
        return "", "", "lost_zero", "0" + text
    try:
        teryt = Teryt.parse(text)
    except TerytError as error:
        return "", "", error.code, error.suggestion
    if teryt.kind in _DISTRICTS:
        return teryt.code6, teryt.kind, "district", ""
    return teryt.code6, teryt.kind, "", ""


def give_unofficial_codes(names: Sequence[str], x: np.ndarray, y: np.ndarray) -> list[str]:
    """Codes for units that have none, by order of name (then from west to east): ``000001``, ``000002``, ..."""
    order = sorted(range(len(names)), key=lambda i: (names[i], x[i], y[i]))
    codes = [""] * len(names)
    for number, row in enumerate(order, start=1):
        codes[row] = f"{UNOFFICIAL_PREFIX}{number:04d}"
    return codes


def plain_name(name: str) -> str:
    """Name of the gmina that a town or countryside part belongs to."""
    return _PART_OF_NAME.sub("", name)


def is_part(kind: str) -> bool:
    """Whether a kind stands for the town or the countryside of an urban-rural gmina."""
    return kind in (_TOWN, _COUNTRYSIDE)


def whole_kind(code6: str, kind: str) -> str:
    """Full code with the kind of the whole gmina."""
    return code6 + (_WHOLE if is_part(kind) else kind)
