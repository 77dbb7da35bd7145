"""Barrier lines as they are told: what bars several modes once, obstacles with a name of their kind before the others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.barrier_words import name_obstacle, tell_ways_across, write_distance
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.barriers import FARTHEST_M, Barriers
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.new_crossings import NEAR_M
from mapa_uslug.reports.overlaps import group_overlapping

_RANK: Final = {"forest": 1, "no_road": 2}
"""Kinds told after all the others: thirty missing footpaths of a town must not hide its river."""


def group_lines(barriers: Barriers) -> list[pd.DataFrame]:
    """Rows of `Barriers.lines` by what they are told with: one of each mode, that of most people first.

    Rivers, lakes, railways and motorways come first, then forests, then missing roads; within each, most people first.
    """
    lines = barriers.lines.assign(people=barriers.lines["people_left"] + barriers.lines["people_right"])
    lines = lines.sort_values("people", ascending=False, kind="stable").reset_index(drop=True)
    groups: list[pd.DataFrame] = []
    for _, alike in lines.groupby(["kind", "name"], sort=False):
        first = group_overlapping(alike.geometry.to_numpy(), near_m=NEAR_M)
        # Of one mode, two lines upon each other are two barriers.
        turn = alike.groupby([first, alike["mode"].to_numpy()]).cumcount().to_numpy()
        number = pd.factorize(first * (turn.max(initial=0) + 1) + turn)[0]
        # Rows are moved once for all groups: each is then a slice.
        alike = alike.iloc[np.argsort(number, kind="stable")]
        ends = np.cumsum(np.bincount(number)).tolist()
        groups += [alike.iloc[start:end] for start, end in pairwise([0, *ends])]
    return sorted(groups, key=_rank)


def _rank(group: pd.DataFrame) -> tuple[int, int, str]:
    line = group.iloc[0]
    return _RANK.get(str(line["kind"]), 0), -int(line["people"]), str(line["barrier_id"])


def title_of(text: Text, line: pd.Series) -> str:
    """The obstacle, as it begins a sentence or a row."""
    return capital(name_obstacle(text, str(line["kind"]), str(line["name"])))


def tell_way_round(text: Text, group: pd.DataFrame) -> str:
    """How far it is by each mode in place of how far, each mode once."""
    told: list[str] = []
    for (network, straight), rows in group.groupby(["network_m", "straight_m"], sort=False):
        modes = _join(text, [name_mode(text, str(mode)) for mode in rows["mode"]])
        far = write_distance(text, straight)
        if not np.isfinite(network):
            told.append(
                text(
                    "{mode} the data have no way there and back ({straight} in a straight line)",
                    mode=modes,
                    straight=far,
                )
            )
        elif network >= FARTHEST_M:
            told.append(
                text("{mode} it is more than {network} in place of {straight}", mode=modes,
                     network=write_distance(text, FARTHEST_M), straight=far)
            )  # fmt: skip
        else:
            told.append(
                text("{mode} it is {network} in place of {straight}", mode=modes,
                     network=write_distance(text, network), straight=far)
            )  # fmt: skip
    return ", ".join(told)


def _join(text: Text, words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return text("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def tell_crossings(text: Text, line: pd.Series) -> str:
    """The nearest ways across along an obstacle; "" where there is nothing to cross."""
    ways = [(str(line[name]), float(line[f"{name}_m"])) for name in ("crossing_before", "crossing_after")]
    return tell_ways_across(text, str(line["kind"]), ways)
