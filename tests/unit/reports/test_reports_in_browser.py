"""The report as a browser shows it, prints it and reads it out."""

from pathlib import Path

import pytest
from six_cell_town import build_town, with_unknown_everywhere

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.reports.html import write_report

pytestmark = pytest.mark.browser

_AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module", params=["known", "unknown"])
def report(request, tmp_path_factory):
    town = build_town() if request.param == "known" else with_unknown_everywhere(build_town())
    path = tmp_path_factory.mktemp(request.param) / "raport.html"
    write_report(town, read_catalog(), path, text=Text("pl"))
    return path


def _open(browser, path, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(path.as_uri())
    return page, asked


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser, report, width):
    if not _AXE.exists():
        pytest.fail("axe-core is missing; `make test` installs it")
    page, _ = _open(browser, report, width)
    page.add_script_tag(path=str(_AXE))
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
    page.close()
    assert found == []


def test_only_the_file_itself_is_asked_for(browser, report):
    page, asked = _open(browser, report, 1280)
    page.close()
    assert asked == [report.as_uri()]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_never_scrolls_sideways(browser, report, width):
    page, _ = _open(browser, report, width)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    assert wide == 0


def test_the_first_tab_stop_skips_to_the_content(browser, report):
    page, _ = _open(browser, report, 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "tresc"
    page.close()


def test_tables_fit_an_a4_page(browser, report):
    page, _ = _open(browser, report, 1280)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # 182 mm between the margins
    wide = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    page.close()
    assert wide == 0
