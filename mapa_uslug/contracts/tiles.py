"""Addresses of map tiles on the web, and the one server that a page with them may ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

OSM_TILES: Final = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
OSM_CREDIT: Final = "© OpenStreetMap contributors"
PLACES: Final = ("{z}", "{x}", "{y}")
"""What the zoom, column and row of a tile are put in place of."""

# A host in plain letters and nothing that could end the page's policy or an attribute: no user, quotes, spaces, semicolons.
_ADDRESS = re.compile(
    r"https://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?)/[\w.~:/?#@!$&()*+,=%{}-]*", re.ASCII
)
_FIELD = re.compile(r"\{[^{}]*\}|[{}]")


@dataclass(frozen=True)
class TileSource:
    """Where tiles come from, and whom they are owed to.

    Attributes
    ----------
    url : str
        With `PLACES` in it.
    attribution : str
        Shown on the map while the tiles are.
    """

    url: str
    attribution: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: all of the web that a page with these tiles may ask."""
        return f"https://{self.host}"

    @property
    def host(self) -> str:
        """Host, with its port where one is given."""
        return check_tiles_url(self.url)


def check_tiles_url(url: str) -> str:
    """The host of an address of tiles.

    Raises
    ------
    ValueError
        With a code: ``tiles_not_https``, ``tiles_address`` (no plain host, or a character that has no business in an
        address), ``tiles_places`` (not each of `PLACES`, or another field).
    """
    if not url.startswith("https://"):
        raise ValueError("tiles_not_https")
    match = _ADDRESS.fullmatch(url)
    if match is None:
        raise ValueError("tiles_address")
    if set(_FIELD.findall(url)) != set(PLACES):
        raise ValueError("tiles_places")
    return match[1]
