from __future__ import annotations

import pytest

from mapa_uslug.contracts.tiles import OSM_CREDIT, OSM_TILES, TileSource, check_tiles_url


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (OSM_TILES, "tile.openstreetmap.org"),
        ("https://mapy.example.pl:8443/wmts?l=a&z={z}&x={x}&y={y}&key=Ab-1", "mapy.example.pl:8443"),
        ("https://localhost/{z}/{y}/{x}", "localhost"),
    ],
)
def test_the_origin_is_all_that_a_page_may_ask(url: str, host: str) -> None:
    assert check_tiles_url(url) == host
    assert TileSource(url, OSM_CREDIT).origin == f"https://{host}"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://tile.openstreetmap.org/{z}/{x}/{y}.png", "tiles_not_https"),
        ("//tile.openstreetmap.org/{z}/{x}/{y}.png", "tiles_not_https"),
        ("", "tiles_not_https"),
        ("https://{s}.tile.openstreetmap.org/{z}/{x}/{y}.png", "tiles_address"),
        ("https://user@tile.example.pl/{z}/{x}/{y}.png", "tiles_address"),
        ("https://*/{z}/{x}/{y}.png", "tiles_address"),
        ("https:///{z}/{x}/{y}.png", "tiles_address"),
        ("https://tile.example.pl; script-src *;/{z}/{x}/{y}.png", "tiles_address"),
        ('https://tile.example.pl/{z}/{x}/{y}.png"><script>', "tiles_address"),
        ("https://tile.example.pl/{z}/{x}/{y}.png; connect-src *", "tiles_address"),
        ("https://tile.example.pl/{z}/{x}/{y}.png\n", "tiles_address"),
        ("https://tile.example.pl/{z}/{x}.png", "tiles_places"),
        ("https://tile.example.pl/{z}/{x}/{y}{r}.png", "tiles_places"),
        ("https://tile.example.pl/{{z}}/{x}/{y}.png", "tiles_places"),
    ],
)
def test_what_is_no_address_of_tiles_is_refused_by_what_is_wrong_with_it(url: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        check_tiles_url(url)
