"""Front page and directory of the public edition as a browser shows them: found, filtered, read out, printed."""

from __future__ import annotations

import sys

import pytest
from screens import ROOT

sys.path.insert(0, str(ROOT / "tests" / "unit" / "reports"))
from public_edition import build_edition

from mapa_uslug.reports.public_directory import write_public_directory
from mapa_uslug.reports.public_index import Download, write_public_index

pytestmark = pytest.mark.browser
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_PAGES = ("index.html", "baza_informacji.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("Strona urzędu")
    edition = build_edition()
    write_public_index(edition, [Download("baza_informacji.html", "Baza informacji", 1000)], path / _PAGES[0])
    write_public_directory(edition, path / _PAGES[1])
    return path


@pytest.fixture
def show(browser, folder):
    contexts = []

    def opened(name=_PAGES[1], width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda r: page.asked.append(r.url))
        page.on("console", lambda m: page.complaints.append(m.text))
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.goto((folder / name).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", _PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(show, name, width):
    if not _AXE.exists():
        pytest.fail("axe-core is missing; `make test` installs it")
    page = show(name, width)
    page.add_script_tag(path=str(_AXE))
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
    assert found == []


@pytest.mark.parametrize("name", _PAGES)
def test_only_the_file_itself_is_asked_for_and_nothing_complains(show, folder, name):
    page = show(name)
    assert (page.asked, page.complaints) == ([(folder / name).as_uri()], [])


@pytest.mark.parametrize("name", _PAGES)
@pytest.mark.parametrize("width", [1280, 960, 641, 390, 320])
def test_nothing_scrolls_sideways(show, name, width):
    page = show(name, width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("name", _PAGES)
def test_the_first_tab_stop_skips_to_the_content(show, name):
    page = show(name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "tresc"


def test_without_a_script_everything_is_there_and_no_dead_filter(show):
    page = show(java_script_enabled=False)
    assert page.locator("[data-words]:visible").count() == 4
    assert page.locator(".filter:visible").count() == 0


def test_words_are_found_by_keyboard_without_diacritics_and_the_count_is_told(show):
    page = show()
    shown = page.locator("#shown")
    assert shown.inner_text() == "Pokazano 4 usługi"
    assert (shown.get_attribute("role"), shown.get_attribute("aria-live")) == ("status", "polite")
    page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "szukaj"
    page.keyboard.type("LAKA Lekarz")
    assert shown.inner_text() == "Pokazano 1 usługę"
    assert page.locator("article:visible h3").all_inner_texts() == ["Przychodnia „Łąka”"]
    # Headings of what was not found go, too.
    assert page.locator("main h2:visible").all_inner_texts() == ["Lekarz rodzinny"]
    page.fill("#szukaj", "Łąka")
    assert shown.inner_text() == "Pokazano 1 usługę"
    page.fill("#szukaj", "czegoś takiego nie ma")
    assert "Nie znaleziono" in shown.inner_text()
    page.get_by_role("button", name="Pokaż wszystkie").press("Enter")
    assert shown.inner_text() == "Pokazano 4 usługi"
    assert page.locator("[data-words]:visible").count() == 4


@pytest.mark.parametrize(
    ("field", "value", "count"),
    [("#obszar", "4", 2), ("#obszar", "9", 2), ("#gmina", "Łęki", 2), ("#gmina", "Obca (sąsiednia)", 1), ("#grupa", "osoby 65+", 1)],
)  # fmt: skip
def test_filters_narrow_the_list(show, field, value, count):
    page = show()
    page.select_option(field, value)
    assert page.locator("[data-words]:visible").count() == count
    assert f" {count} " in f" {page.locator('#shown').inner_text()} "


def test_enter_in_the_search_does_not_leave_the_page(show, folder):
    page = show()
    page.locator("#szukaj").press("Enter")
    assert page.url == (folder / _PAGES[1]).as_uri()


def test_on_paper_the_filter_is_gone_and_cards_stay_whole(show):
    page = show()
    page.emulate_media(media="print")
    assert page.locator(".filter:visible").count() == 0
    styles = page.evaluate(
        "[...document.querySelectorAll('.card')].map(e => getComputedStyle(e).breakInside)"
    )
    assert set(styles) == {"avoid"}
