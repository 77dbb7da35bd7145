"""Maps read back from their files, and two of them joined in one page."""

from __future__ import annotations

import base64
import gzip
import json
import re

import numpy as np
import pytest
from drawn_district import NASTY, build_district

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_comparison, draw_map, read_drawn_map, write_map
from mapa_uslug.maps.comparison import make_comparison
from mapa_uslug.maps.document import FORMAT, make_document
from mapa_uslug.maps.elements import ARRAYS_ID, DATA_ID, to_json

DATA = re.compile(rf'(<script type="application/json" id="{DATA_ID}">)(.*?)(</script>)', re.DOTALL)
PACK = re.compile(rf'(<script type="text/plain" id="{ARRAYS_ID}">)(.*?)(</script>)', re.DOTALL)


@pytest.fixture(scope="session")
def page(catalog, tmp_path_factory):
    """The district's map as a text, drawn with a front end of no matter."""
    from mapa_uslug.maps.assets import Assets

    path = tmp_path_factory.mktemp("map") / "mapa.html"
    write_map(draw_map(build_district(), catalog, text=Text("en"), assets=Assets("window.a=1;", "a{}")), path)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def spoil(page, tmp_path):
    """Writes the map with a change to its document, or to its text."""

    def write(change=None, *, text=None):
        path = tmp_path / "mapa.html"
        changed = page if text is None else text(page)
        if change is not None:
            data = json.loads(DATA.search(page)[2])
            change(data)
            changed = DATA.sub(lambda m: m[1] + to_json(data) + m[3], page)
        path.write_text(changed, encoding="utf-8")
        return path

    return write


def refusal(path):
    with pytest.raises(InputError) as caught:
        read_drawn_map(path)
    (found,) = caught.value.problems
    assert (found.where, bool(found.hint)) == (str(path), True)
    return found.code


def test_a_map_is_read_back_as_it_was_drawn(spoil, catalog, text):
    drawn = read_drawn_map(spoil())
    document = make_document(build_district(), catalog, text=text)
    assert drawn.data == json.loads(to_json(document.data))
    packed = gzip.decompress(base64.b64decode(document.arrays))
    assert set(drawn.arrays) == set(document.data["arrays"])
    for name, (kind, offset, size) in document.data["arrays"].items():
        np.testing.assert_array_equal(drawn.arrays[name], np.frombuffer(packed, f"<{kind}", size, offset))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE html><title>Anything</title>", "no_map"),
        (b"\xff\xfe\x00", "no_map"),
        (b"", "no_map"),
        (f'<script type="application/json" id="{DATA_ID}">{{'.encode(), "no_map"),
        (f'<script type="application/json" id="{DATA_ID}">{{"a":</script>'.encode(), "map_damaged"),
        (f'<script type="application/json" id="{DATA_ID}">[1]</script>'.encode(), "map_damaged"),
        (f'<script type="application/json" id="{DATA_ID}">{{"format":NaN}}</script>'.encode(), "map_damaged"),
        (f'<script type="application/json" id="{DATA_ID}">{"[" * 99999}</script>'.encode(), "map_damaged"),
    ],
)
def test_what_is_no_map_is_refused(tmp_path, content, code):
    path = tmp_path / "mapa.html"
    path.write_bytes(content)
    assert refusal(path) == code


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert refusal(tmp_path / "mapa.html") == "map_unreadable"


@pytest.mark.parametrize("version", [None, FORMAT + 1, str(FORMAT)])
def test_a_map_of_another_version_is_refused(spoil, version):
    assert refusal(spoil(lambda data: data.update(format=version))) == "map_format"


def test_a_map_from_before_maps_had_versions_is_refused(spoil):
    assert refusal(spoil(lambda data: data.pop("format"))) == "map_format"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("gminas"),
        lambda data: data.update(types={}),
        lambda data: data.update(types=[1]),
        lambda data: data.update(language="xx"),
        lambda data: data["arrays"].pop("cells.gmina"),
        lambda data: data["cell_ids"].pop(),
        lambda data: data["arrays"].update(more=["u1", 10**9, 1]),
        lambda data: data["arrays"].update(more=["u1", -1, 1]),
        lambda data: data["arrays"].update(more=["x9", 0, 1]),
        lambda data: data["arrays"].update(more="u1"),
    ],
)
def test_a_map_that_lacks_a_part_is_refused(spoil, change):
    assert refusal(spoil(change)) == "map_damaged"


@pytest.mark.parametrize("pack", ["", "!!!", "AAAA", base64.b64encode(gzip.compress(b"\0" * 10**7)).decode()])
def test_a_map_with_a_broken_pack_is_refused(spoil, pack):
    assert refusal(spoil(text=lambda page: PACK.sub(lambda m: m[1] + pack + m[3], page))) == "map_damaged"


def test_what_both_maps_hold_stands_in_the_page_once(spoil, catalog, text):
    first = read_drawn_map(spoil())
    second = read_drawn_map(spoil(lambda data: data.update(name="After")))
    document = make_comparison(first, second, catalog, text=text)
    assert document.data["sides"] == [{"name": "powiat zalewski"}, {"name": "After"}]
    shared, *own = document.data["directories"]
    assert own == [{}, {}]
    assert {"roads.x", "gminas.x", "cells.quads", "cells.people", "state.0"} <= set(shared)
    # Neither bands nor the map's own words are needed.
    assert not [name for name in shared if name.startswith("bands")]
    assert "words" not in document.data["shared"]


def test_what_differs_stands_with_its_side(spoil, catalog, text):
    first, second = read_drawn_map(spoil()), read_drawn_map(spoil())
    states = second.arrays["state.0"].copy()
    states[0] ^= 1
    second.arrays["state.0"] = states
    costs = np.array([np.nan, 1.0])
    first.arrays["leave.0.to.open"], second.arrays["leave.0.to.open"] = costs, costs.copy()
    document = make_comparison(first, second, catalog, text=text)
    shared, one, two = document.data["directories"]
    assert (set(one), set(two)) == ({"state.0"}, {"state.0"})
    assert "leave.0.to.open" in shared
    packed = gzip.decompress(base64.b64decode(document.packs[2]))
    kind, offset, size = two["state.0"]
    np.testing.assert_array_equal(np.frombuffer(packed, f"<{kind}", size, offset), states)


def test_services_are_named_in_the_pages_language_whatever_that_of_the_maps(spoil, catalog):
    drawn = read_drawn_map(spoil())
    document = make_comparison(drawn, drawn, catalog, text=Text("pl"))
    names = {row["code"]: row["name"] for row in document.data["shared"]["types"]}
    assert names["DDP"] == catalog.by_code["DDP"].name
    assert document.data["shared"]["areas"][0]["name"] == catalog.areas[0].name


def test_the_page_asks_nothing_of_a_server_that_its_maps_may_ask(spoil, catalog, text, stub_assets):
    tiles = {"url": "https://tile.example.org/{z}/{x}/{y}.png", "attribution": "", "source": ""}
    drawn = read_drawn_map(spoil(lambda data: data["info"].update(tiles=tiles)))
    page = draw_comparison(drawn, drawn, catalog, text=text, assets=stub_assets).render()
    assert not re.findall(r"(?:https?:)?//[\w.-]+\.\w+", page)
    assert "img-src data: blob:;" in page


def test_strangers_words_open_no_element(catalog, text, stub_assets, tmp_path):
    def compared(nasty):
        path = tmp_path / f"{bool(nasty)}.html"
        write_map(draw_map(build_district(nasty=nasty), catalog, text=text, assets=stub_assets), path)
        drawn = read_drawn_map(path)
        return draw_comparison(drawn, drawn, catalog, text=text, assets=stub_assets).render()

    assert re.findall(r"<\w+", compared(NASTY)) == re.findall(r"<\w+", compared(""))


def test_the_same_maps_give_the_same_bytes(spoil, catalog, text, stub_assets):
    drawn = read_drawn_map(spoil())
    pages = [draw_comparison(drawn, drawn, catalog, text=text, assets=stub_assets).render() for _ in range(2)]
    assert pages[0] == pages[1]
    assert '<html lang="en">' in pages[0]
    assert "<title>powiat zalewski: Comparison of two maps</title>" in pages[0]
