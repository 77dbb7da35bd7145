"""Gminas by code, by point and by name: the questions that several stages ask of the table `GMINAS`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapa_uslug.core.folding import fold

if TYPE_CHECKING:
    import geopandas as gpd

BORDER_TOLERANCE_M: Final = 500.0
"""Borders at hand are often simplified: a point this near its declared gmina is taken to be in it."""
# Simplified neighbours leave slivers between them.
_NEIGHBOUR_M: Final = 300.0
_URBAN, _RURAL = "1", "2"
_PREFIX = re.compile(r"^(?:gmina i miasto|miasto i gmina|gmina miejska|gmina wiejska|gmina|miasto|m\.)\s+")
_RURAL_WORDS = re.compile(r"\bgminn|^gops\b|\bgmina\b|\bwiejsk")
_URBAN_WORDS = re.compile(r"\bmiejski|^mops\b|^mopr\b|\bmiasto\b")
_BOTH_WORDS = re.compile(r"miejsko-gminn|gminno-miejsk|^mgops\b|miasta i gminy|gminy i miasta")


class GminaIndex:
    """Looks up gminas.

    Parameters
    ----------
    gminas : GeoDataFrame or None
        `GMINAS`, in `crs`; None where no boundaries are known.
    crs : str
        Metric CRS of the points asked about.
    """

    def __init__(self, gminas: gpd.GeoDataFrame | None, crs: str) -> None:
        self.crs = crs
        self.codes: list[str] = [] if gminas is None else [str(c) for c in gminas["gmina_teryt"]]
        self.names: dict[str, str] = (
            {} if gminas is None else dict(zip(self.codes, gminas["gmina"].astype(str), strict=True))
        )
        has_kinds = gminas is not None and "gmina_kod" in gminas
        kinds = gminas["gmina_kod"].fillna("").astype(str).str[6:7] if has_kinds else [""] * len(self.codes)  # type: ignore[index]
        self._kinds = dict(zip(self.codes, kinds, strict=True))
        self._shapes = np.empty(0, dtype=object) if gminas is None else np.asarray(gminas.geometry.values)
        self._tree = shapely.STRtree(self._shapes)
        self._rows = {code: row for row, code in enumerate(self.codes)}

    def at(self, x: float, y: float) -> str:
        """Code of the gmina at a point (nearest within the border tolerance), ``""`` if none."""
        hits = self._tree.query_nearest(shapely.Point(x, y), max_distance=BORDER_TOLERANCE_M)
        return self.codes[int(min(hits))] if len(hits) else ""

    def distance_m(self, code: str, x: float, y: float) -> float:
        """Metres from a point to a gmina (0 inside)."""
        return float(shapely.distance(self._shapes[self._rows[code]], shapely.Point(x, y)))

    def distance_to_region_m(self, prefix: str, x: float, y: float) -> float:
        """Metres from a point to the nearest gmina whose code begins so (powiat, wojewodztwo); ``inf`` if none does."""
        rows = [row for code, row in self._rows.items() if code.startswith(prefix)]
        return float(shapely.distance(self._shapes[rows], shapely.Point(x, y)).min(initial=np.inf))

    def are_neighbours(self, first: str, second: str) -> bool:
        """Whether two gminas share a border."""
        shapes = self._shapes[self._rows[first]], self._shapes[self._rows[second]]
        return first != second and bool(shapely.dwithin(*shapes, _NEIGHBOUR_M))

    def middle_of(self, code: str) -> tuple[float, float, float]:
        """Centroid of a gmina, and the metres from there to its farthest corner."""
        shape = self._shapes[self._rows[code]]
        middle = shapely.centroid(shape)
        far = np.hypot(*(shapely.get_coordinates(shape) - (middle.x, middle.y)).T)
        return float(middle.x), float(middle.y), float(far.max())

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, name in self.names.items():
            found.setdefault(fold(name), []).append(code)
        return {name: sorted(codes) for name, codes in found.items()}

    def named(self, name: str) -> list[str]:
        """Codes of the gminas that are called so; a district (``Kraków-Podgórze``) stands for its city."""
        key = fold(name)
        plain = _PREFIX.sub("", key)
        city = [c for c in self._by_name.get(plain.partition("-")[0], []) if self._kinds[c] in ("", _URBAN)]
        return self._by_name.get(key) or self._by_name.get(plain) or city

    def prefer_kind(self, codes: Iterable[str], words: str) -> list[str]:
        """Of gminas of one name those of the kind that words tell (``Gminny Ośrodek``: the rural one), else all."""
        codes, key = list(codes), fold(words)
        if _BOTH_WORDS.search(key):
            return codes
        wanted = _URBAN if _URBAN_WORDS.search(key) else _RURAL if _RURAL_WORDS.search(key) else ""
        return [c for c in codes if self._kinds[c] == wanted] or codes


def learn_powiats(
    rows: Iterable[tuple[str, str]],
    index: GminaIndex,
    *,
    localities: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, str]:
    """Codes of powiats (four digits) by folded name, from rows whose gmina or locality is in one powiat only.

    Boundary files of gminas hold no names of powiats; a list that names both tells them itself, by majority.

    Parameters
    ----------
    rows
        Pairs of powiat and gmina, or locality, as a list names them.
    localities
        Folded name of a locality -> codes of the gminas that have one.
    """
    votes: dict[str, dict[str, int]] = {}
    for powiat, gmina in rows:
        codes = {*index.named(gmina), *(localities or {}).get(fold(gmina), ())} if powiat else set()
        found = {code[:4] for code in codes}
        if len(found) == 1:
            of_powiat = votes.setdefault(powiat_key(powiat), {})
            (code,) = found
            of_powiat[code] = of_powiat.get(code, 0) + 1
    return {name: min(of, key=lambda code: (-of[code], code)) for name, of in votes.items()}


def powiat_key(name: str) -> str:
    """Name of a powiat for comparing: ``Powiat zgierski``, ``pow. zgierski`` and ``zgierski`` are one."""
    return re.sub(r"^(?:powiat|pow\.|m\. ?st\.|miasto|m\.)\s*", "", fold(name))
