"""The map for everybody, in a browser: hidden counts are told as such, nothing is asked of anybody, axe finds nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from screens import DESKTOP, ROOT

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_public_map, write_map
from mapa_uslug.pipeline import analyse, load_area
from mapa_uslug.publication.figures import publish_figures
from mapa_uslug.publication.white_spots import publish_white_spots

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = (390, 844)
# Pharmacies by public transport: it is told who is served, and not who of the others is too far.
HIDDEN = "#usluga=APT&srodek=transit"
NOTE = "Ukryte są liczby osób od 1 do 9"


@pytest.fixture(scope="session")
def public_maps(once):
    """The example's public map in both languages, of a few service types."""

    def make(folder):
        data = load_area(ROOT / "data" / "example" / "area.toml", lambda step: None)
        result = analyse(data, data.registry.located, data.config.sharing, for_map=False, explains=False)
        layers = tuple(
            x for x in result.layers if x.service_type in ("APT", "DDP", "SP") and x.level == MAIN_LEVEL
        )
        area = sorted(result.gminas.loc[result.gminas["is_area"], "gmina_teryt"])
        figures = publish_figures(layers, cells=result.cells, gminas=area)
        spots = publish_white_spots(result.white_spots, layers, cells=result.cells, untold_ways=())
        shown = replace(result, layers=layers, white_spots=spots)
        for language in ("pl", "en"):
            drawn = draw_public_map(shown, data.catalog, figures, text=Text(language))
            write_map(drawn, folder / f"mapa {language}.html")

    folder = once("Strona urzędu", make)
    return {language: folder / f"mapa {language}.html" for language in ("pl", "en")}


def follow(page, link):
    page.evaluate("link => { location.hash = link }", link)
    page.wait_for_function("() => document.getElementById('service').value === 'APT'")


def test_it_opens_from_disk_tells_the_edition_and_asks_for_nothing(public_maps, open_file):
    opened = open_file(public_maps["pl"])
    page = opened.page
    assert "wydanie publiczne" in page.locator(".subtitle").inner_text()
    assert NOTE in page.locator("#edition").inner_text()
    assert page.locator("#what-if").count() == 0
    assert (opened.requests, opened.complaints) == ([], [])


def test_hidden_counts_are_words_in_panel_bar_strip_and_tables(public_maps, open_file):
    opened = open_file(public_maps["pl"])
    page = opened.page
    follow(page, HIDDEN)
    assert "ukryta*" in page.locator("#headline").inner_text()
    cells = page.locator(".states tbody tr").nth(2).locator("td").all_inner_texts()
    assert cells == ["ukryte*", ""]
    assert page.locator(".result > div > .bar .hidden-part").bounding_box()["width"] > 20
    assert page.locator(".strip .hidden-part").count() == 1
    assert "ukryte*" in page.locator(".rows .row.gmina").last.inner_text()
    page.click("#tables-toggle")
    page.click("#tab-gminas")
    assert "ukryte*" in page.locator("#table tbody").inner_text()
    assert NOTE in page.locator("#table .note").last.inner_text()
    assert "NaN" not in page.locator("body").inner_text()
    assert not re.search(r"-1\b", page.locator("#table tbody").inner_text())
    assert (opened.requests, opened.complaints) == ([], [])


def test_hidden_rows_come_last_however_the_table_is_sorted(public_maps, open_file):
    page = open_file(public_maps["pl"]).page
    follow(page, HIDDEN)
    page.click("#tables-toggle")
    page.click("#tab-gminas")
    head = page.locator("#table thead button", has_text="Za daleko")
    for _ in range(2):
        head.click()
        column = [
            row.locator("td").nth(5).inner_text() for row in page.locator("#table tbody tr:not(.total)").all()
        ]
        first_hidden = column.index("ukryte*")
        assert set(column[first_hidden:]) == {"ukryte*"}


def test_a_file_has_an_empty_cell_where_a_count_is_hidden_and_the_note_beside(public_maps, open_file):
    page = open_file(public_maps["pl"]).page
    follow(page, HIDDEN)
    page.click("#tables-toggle")
    page.click("#tab-gminas")
    with page.expect_download() as caught:
        page.click("#save-csv")
    head, *rows = caught.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert head.endswith("Uwaga")
    at = head.split(";").index("Za daleko")
    assert "" in [row.split(";")[at] for row in rows]
    assert all(NOTE in row for row in rows)


def test_the_card_of_a_cell_tells_state_and_minutes_and_no_people(public_maps, open_file):
    page = open_file(public_maps["pl"]).page
    page.evaluate("MapaUslug.session.actions.openCell(5)")
    facts = page.locator(".card dt").all_inner_texts()
    assert "Osoby" not in facts
    assert "Gmina" in facts


def test_the_one_threshold_stands_in_words_and_no_link_names_it(public_maps, open_file):
    page = open_file(public_maps["pl"]).page
    follow(page, HIDDEN)
    assert page.locator("input[name=level]").count() == 0
    assert re.search(r"\d+\smin .*\(.+\)", page.locator(".only-limit").inner_text())
    assert "prog" not in page.evaluate("MapaUslug.session ? location.hash : ''")


def test_white_spots_have_minutes_and_no_people(public_maps, open_file):
    page = open_file(public_maps["pl"]).page
    follow(page, "#usluga=APT&srodek=walk")
    labels = page.locator(".spot-label").all_inner_texts()
    assert labels
    assert all(re.fullmatch(r"\+\d+\smin|–", label.strip()) for label in labels)
    page.locator("#spot-0").click()
    facts = page.locator(".card dt").all_inner_texts()
    assert "Osoby" not in facts
    assert any("progiem" in fact or "próg" in fact for fact in facts)
    assert "nie dla białych plam" in page.locator("#edition").inner_text()


def test_on_paper_the_note_stands_beside_the_summary(public_maps, open_file):
    page = open_file(public_maps["pl"]).page
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert NOTE in page.locator(".paper-head").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing(public_maps, open_file, language, size):
    if not AXE.exists():
        pytest.fail("axe-core is missing; `make test` installs it")
    opened = open_file(public_maps[language], size)
    page = opened.page
    follow(page, HIDDEN)
    if size == PHONE:
        page.click(".sheet-toggle")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    else:
        page.click("#tables-toggle")
        page.click("#tab-gminas")
        page.locator(".legend-key summary").click()
    # Its policy lets in no script of another, so that axe is run as the browser's own.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert (opened.requests, opened.complaints) == ([], [])
