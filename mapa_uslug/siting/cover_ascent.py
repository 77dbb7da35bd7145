"""Prices of covering found step by step: nearly the bound of the linear programme, in a second where that takes minutes."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mapa_uslug.siting.cover_relaxation import Relaxation
from mapa_uslug.siting.covering import Covering

_ROUNDS: Final = 400
_PATIENCE: Final = 10
_LEAST_STEP: Final = 1e-3
_MEMORY: Final = 0.3
"""Part of the last direction that is kept in the next, so that the prices do not swing."""
_FADING: Final = 0.95


def approach(covering: Covering, k: int, value: float) -> Relaxation:
    """A bound by subgradient steps towards the value of the best choice known (Held, Wolfe & Crowder 1974).

    Any prices prove a bound, see `cover_relaxation.relax`; the price of a group falls while several of the k sites worth
    most cover it, and rises while none does. The parts of sites are how often, of late, each was among the k.
    """
    covers, people = sparse.csr_array(covering.covers, dtype=float), covering.people
    by_site = covers.T.tocsr()
    prices = best = people / 2.0
    least, step, idle = np.inf, 1.0, 0
    turn, parts = np.zeros(len(people)), np.zeros(len(covering.sites))
    for _ in range(_ROUNDS):
        worth = by_site @ prices
        is_top = np.zeros(len(parts))
        is_top[np.argpartition(-worth, k - 1)[:k]] = 1.0
        bound = float((people - prices).sum() + worth @ is_top)
        parts = _FADING * parts + (1.0 - _FADING) * is_top
        idle += 1
        if bound < least * (1.0 - 1e-6):
            least, best, idle = bound, prices, 0
        elif idle >= _PATIENCE:
            step, prices, idle = step / 2.0, best, 0
        turn = (1.0 - _MEMORY) * (covers @ is_top - 1.0) + _MEMORY * turn
        move = _free_part(turn, prices, people)
        length = float(move @ move)
        if step < _LEAST_STEP or length == 0.0 or least <= value:
            break
        prices = np.clip(prices - step * (bound - value) / length * move, 0.0, people)
    worth = by_site @ best
    bound = float((people - best).sum() + np.sort(worth)[::-1][:k].sum())
    return Relaxation(bound, parts, worth)


def _free_part(
    turn: NDArray[np.float64], prices: NDArray[np.float64], people: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The direction without what would push a price out of its bounds."""
    is_stuck = ((prices <= 0.0) & (turn > 0.0)) | ((prices >= people) & (turn < 0.0))
    return np.where(is_stuck, 0.0, turn)
