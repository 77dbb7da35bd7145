"""Plays a server of regional extracts: the file, its checksum and its polygon, all below ``/europe/poland/``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from playing.server import Answer, Asked, Player


def geofabrik(
    extracts: Mapping[str, bytes],
    polygons: Mapping[str, str] | None = None,
    *,
    has_sums: bool = True,
) -> Player:
    """Extracts and polygons by the name of their region."""

    def play(asked: Asked) -> Answer:
        name = asked.path.rpartition("/europe/poland/")[2]
        region = name.removesuffix(".md5").removesuffix(".poly").removesuffix("-latest.osm.pbf")
        if name.endswith(".poly") and polygons and region in polygons:
            return Answer(polygons[region].encode(), kind="text/plain")
        if region not in extracts or name.endswith(".poly") or (name.endswith(".md5") and not has_sums):
            return Answer(b"<html>404</html>", 404, "text/html")
        if name.endswith(".md5"):
            digest = hashlib.md5(extracts[region], usedforsecurity=False).hexdigest()
            return Answer(f"{digest}  {region}-latest.osm.pbf\n".encode(), kind="text/plain")
        return Answer(extracts[region], has_ranges=True)

    return play


def poly_text(*rings: list[tuple[float, float]], holes: tuple[list[tuple[float, float]], ...] = ()) -> str:
    """A ``.poly`` file of rings in degrees."""
    lines = ["region"]
    for mark, group in (("", rings), ("!", holes)):
        for number, ring in enumerate(group, start=1):
            points = [f"   {lon:.6E}   {lat:.6E}" for lon, lat in ring]
            lines += [f"{mark}{number}", *points, "END"]
    return "\n".join([*lines, "END", ""])
