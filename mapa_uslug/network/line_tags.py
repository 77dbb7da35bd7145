"""What the columns of a layer of lines say of each line, as tags that our rules read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.network.bdot10k import has_directions, recognise, tags_of
from mapa_uslug.network.way_rules import RULE_KEYS

DEFAULT_CLASS: Final = "road"
_ONEWAY_WORDS: Final = {"true": "yes", "t": "yes", "f": "no", "false": "no"}


def line_tags(columns: Mapping[str, Any], count: int, where: str, log: ProblemLog) -> list[dict[str, str]]:
    """Tags of every line from the columns of its layer.

    Columns of BDOT10k where it is one of theirs (and the file has no column `highway`), else those named like OSM keys.

    Parameters
    ----------
    columns : mapping of str to array
        By name as written.
    count : int
        Lines.
    """
    names = {name.lower(): column for name, column in columns.items()}
    official = {} if "highway" in names else recognise(columns)
    if official:
        if not has_directions(official):
            log.add(
                "The roads of BDOT10k tell no one-way streets: every street is driven both ways.",
                where=where,
                hint="Times by car in towns may be too short. Add a column kierunek (0 both ways, 1 as drawn, 2 against), or use OpenStreetMap.",
                code="no_directions",
                severity="warning",
            )
        said = {meaning: [_text_of(v) for v in columns[name].tolist()] for meaning, name in official.items()}
        return [tags_of({meaning: texts[row] for meaning, texts in said.items()}) for row in range(count)]
    tags: list[dict[str, str]] = [{} for _ in range(count)]
    for key in sorted(RULE_KEYS & names.keys()):
        for row, value in enumerate(names[key].tolist()):
            text = _text_of(value)
            if text:
                tags[row][key] = _ONEWAY_WORDS.get(text.lower(), text) if key == "oneway" else text
    if "highway" not in names:
        for row_tags in tags:
            row_tags["highway"] = DEFAULT_CLASS
    return tags


def _text_of(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
