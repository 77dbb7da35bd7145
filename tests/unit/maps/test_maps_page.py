import base64
import hashlib
import re

import folium
import pytest
from drawn_district import NASTY, build_district

from mapa_uslug.contracts.tiles import TileSource
from mapa_uslug.core.errors import InputError
from mapa_uslug.maps import draw_map, write_map
from mapa_uslug.maps.assets import read_assets

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def draw(catalog, text, assets, **changes):
    return draw_map(build_district(**changes), catalog, text=text, assets=assets)


def test_the_page_names_its_language_and_area(catalog, text, stub_assets):
    page = draw(catalog, text, stub_assets).get_root().render()
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>powiat zalewski: Map of social services</title>" in page


def test_no_address_of_any_server_stands_in_the_page(catalog, text, stub_assets):
    page = draw(catalog, text, stub_assets).get_root().render()
    assert not re.findall(r"(?:https?:)?//[\w.-]+\.\w+", page)


def test_the_policy_names_every_script_and_no_other_source(catalog, text, stub_assets):
    page = draw(catalog, text, stub_assets).get_root().render()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in SCRIPT.findall(page)
    ]
    assert len(hashes) == 2
    assert f"script-src {' '.join(hashes)};" in policy
    assert "default-src 'none'" in policy


def pictures_let_in(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


def test_only_the_server_of_tiles_that_were_asked_for_may_send_pictures(catalog, text, stub_assets):
    tiles = TileSource("https://mapy.example.pl:8443/{z}/{x}/{y}.png?a=b", "© Urząd")
    info = build_district().info
    plain = pictures_let_in(draw(catalog, text, stub_assets).get_root().render())
    told = pictures_let_in(draw(catalog, text, stub_assets, info=info | {"tiles": tiles}).get_root().render())
    assert plain["img-src"] == "data: blob:"
    assert told["img-src"] == "data: blob: https://mapy.example.pl:8443"
    assert {k: v for k, v in told.items() if k != "img-src"} == {
        k: v for k, v in plain.items() if k != "img-src"
    }


def test_a_source_of_tiles_that_would_widen_the_policy_is_refused(catalog, text, stub_assets):
    tiles = TileSource("https://a.pl; script-src */{z}/{x}/{y}.png", "a")
    with pytest.raises(ValueError, match="tiles_address"):
        draw(catalog, text, stub_assets, info=build_district().info | {"tiles": tiles}).get_root().render()


def test_no_template_runs_over_data_or_assets(catalog, text, stub_assets):
    page = draw(catalog, text, stub_assets, nasty="{{ 7 * 7 }}{% include 'x' %}").get_root().render()
    assert "powiat zalewski{{ 7 * 7 }}{% include" in page
    assert stub_assets.script in page
    assert stub_assets.style in page


def test_strangers_words_open_no_element(catalog, text, stub_assets):
    plain = draw(catalog, text, stub_assets).get_root().render()
    nasty = draw(catalog, text, stub_assets, nasty=NASTY).get_root().render()
    assert re.findall(r"<\w+", nasty) == re.findall(r"<\w+", plain)


def test_the_same_run_gives_the_same_bytes(catalog, text, stub_assets, tmp_path):
    for name in ("a.html", "b.html"):
        write_map(draw(catalog, text, stub_assets), tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_rendering_twice_changes_nothing(catalog, text, stub_assets):
    root = draw(catalog, text, stub_assets).get_root()
    assert root.render() == root.render()


def test_foliums_own_elements_can_be_added(catalog, text, stub_assets):
    drawn = draw(catalog, text, stub_assets)
    folium.CircleMarker([52.0, 15.0]).add_to(drawn)
    assert "L.circleMarker(" in drawn.get_root().render()


def test_a_front_end_that_was_not_built_is_told_with_the_way_to_build_it(tmp_path):
    with pytest.raises(InputError) as caught:
        read_assets(tmp_path)
    assert [dict(p.values)["name"] for p in caught.value.problems] == ["map.css", "map.js"]
    assert all("npm run build" in p.hint for p in caught.value.problems)
