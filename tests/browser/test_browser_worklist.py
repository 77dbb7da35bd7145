"""The work list's page as a browser shows it, prints it and reads it out."""

from __future__ import annotations

import re

import pytest
from hand_cases import build_cases, build_decided, build_gminas
from screens import ROOT

from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.crs import PL_1992
from mapa_uslug.core.text import Text
from mapa_uslug.maps.case_maps import draw_case
from mapa_uslug.reports.worklist_page import write_worklist_page

pytestmark = pytest.mark.browser
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_KINDS = 9


@pytest.fixture(scope="module")
def page_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("Do decyzji") / "do decyzji.html"
    gminas, text = build_gminas(), Text("pl")
    pictures = {c.case_id: draw_case(c, gminas=gminas, text=text) for c in build_cases()}
    write_worklist_page(
        build_cases(), path, pictures=pictures, text=text, decided=build_decided()[2:],
        gminas=GminaIndex(gminas, PL_1992), workbook="do_decyzji.xlsx",
    )  # fmt: skip
    return path


@pytest.fixture
def show(browser, page_path):
    contexts = []

    def opened(width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda r: page.asked.append(r.url))
        page.on("console", lambda m: page.complaints.append(m.text))
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.goto(page_path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(show, width):
    if not _AXE.exists():
        pytest.fail("axe-core is missing; `make test` installs it")
    page = show(width)
    page.add_script_tag(path=str(_AXE))
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
    assert found == []


def test_only_the_file_itself_is_asked_for_and_nothing_complains(show, page_path):
    page = show()
    assert (page.asked, page.complaints) == ([page_path.as_uri()], [])


@pytest.mark.parametrize("width", [1280, 960, 641, 390, 320])
def test_nothing_scrolls_sideways_or_is_cut_off(show, width):
    page = show(width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    cut = page.evaluate(
        """[...document.querySelectorAll('.case, .case *:not(svg *)')].filter(e => {
            const own = e.getBoundingClientRect(), outer = e.closest('.case').getBoundingClientRect();
            return own.width > 1 && (own.right > outer.right + 1 || own.left < outer.left - 1);
        }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert cut == []


def test_without_a_script_everything_is_there_and_no_dead_filter(show):
    page = show(java_script_enabled=False)
    assert page.locator("article.case:visible").count() == _KINDS
    assert page.locator("select:visible").count() == 0


def test_the_filter_shows_one_kind_by_keyboard_and_says_how_many(show):
    page = show()
    page.locator("#kind").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("article.case:visible").count() == 1
    assert page.locator("section:visible").get_attribute("data-kind") == "other_gmina"
    assert page.locator("#shown").get_attribute("role") == "status"
    assert " 1 " in f" {page.locator('#shown').inner_text()} "
    # A link of the summary shows its kind even when another one is chosen.
    page.locator("nav a").last.click()
    assert page.locator("article.case:visible").count() == _KINDS
    assert page.evaluate("document.activeElement !== null && location.hash") == "#duplicate"


def test_the_first_tab_stop_skips_to_the_content(show):
    page = show()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "tresc"


def test_every_map_is_read_out_and_drawn(show):
    page = show()
    maps = page.locator("svg.case-map")
    assert maps.count() == _KINDS - 1  # A wrong code has no place.
    for i in range(maps.count()):
        assert maps.nth(i).get_attribute("role") == "img"
        assert len(maps.nth(i).get_attribute("aria-label")) > 20
        box = maps.nth(i).bounding_box()
        assert (round(box["width"]), round(box["height"])) == (360, 260)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_maps_fit_a_phone(show):
    page = show(390)
    widths = page.evaluate(
        "[...document.querySelectorAll('svg.case-map')].map(e => e.getBoundingClientRect().width)"
    )
    assert all(300 < w <= 360 for w in widths)
    # The head of the table is not seen there, but it stays a table for those who have it read out.
    table = page.locator("table.answers").first
    assert table.get_by_role("columnheader").count() == 3
    assert table.get_by_role("row").count() == 3


def test_cases_are_not_cut_by_the_end_of_a_page(show):
    page = show()
    page.emulate_media(media="print")
    styles = page.evaluate(
        "[...document.querySelectorAll('.case')].map(e => getComputedStyle(e).breakInside)"
    )
    assert set(styles) == {"avoid"}
    page.set_viewport_size({"width": 688, "height": 1000})  # 182 mm between the margins of A4
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    tallest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.case')].map(e => e.getBoundingClientRect().height))"
    )
    assert tallest < 990  # 263 mm


def test_it_prints_on_few_pages(show):
    page = show()
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) in range(3, _KINDS)
