"""Front page and directory of the public edition as a browser shows them: found, filtered, read out, printed."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from screens import ROOT

sys.path.insert(0, str(ROOT / "tests" / "unit" / "reports"))
from public_edition import build_edition, build_entry

from mapa_uslug.reports.public_directory import write_public_directory
from mapa_uslug.reports.public_index import Download, write_public_index

pytestmark = pytest.mark.browser
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOCALITIES = {
    "Zalewo": ("Zalewo",),
    "Zalewiska": ("Łęki",),
    "Łąkta": ("Łęki",),
    "Kępa Łęcka": ("Łęki",),
    "Nowa": ("Łęki", "Zalewo"),
}
_PAGES = ("index.html", "baza_informacji.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("Strona urzędu")
    edition = build_edition(localities=LOCALITIES)
    write_public_index(edition, [Download("baza_informacji.html", "Baza informacji", 1000)], path / _PAGES[0])
    write_public_directory(edition, path / _PAGES[1])
    return path


@pytest.fixture(scope="module")
def long_folder(tmp_path_factory):
    """Thirty doctors, three of what the fixture has."""
    path = tmp_path_factory.mktemp("Długa baza")
    made = build_edition().directory
    doctors = tuple(build_entry(service_id=f"U-{n}", provider=f"Przychodnia {n:02}") for n in range(30))
    write_public_directory(build_edition(directory=replace(made, entries=doctors)), path / _PAGES[1])
    return path


@pytest.fixture
def show(browser, folder):
    contexts = []

    def opened(name=_PAGES[1], width=1280, height=800, *, where=folder, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda r: page.asked.append(r.url))
        page.on("console", lambda m: page.complaints.append(m.text))
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.goto((where / name).as_uri())
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
    assert shown.inner_text() == "Znaleziono 4 usługi"
    assert (shown.get_attribute("role"), shown.get_attribute("aria-live")) == ("status", "polite")
    page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "szukaj"
    page.keyboard.type("LAKA Lekarz")
    assert shown.inner_text() == "Znaleziono 1 usługę"
    assert page.locator("article:visible h3").all_inner_texts() == ["Przychodnia „Łąka”"]
    # Headings of what was not found go, too.
    assert page.locator("main h2:visible").all_inner_texts() == ["Lekarz rodzinny"]
    page.fill("#szukaj", "Łąka")
    assert shown.inner_text() == "Znaleziono 1 usługę"
    page.fill("#szukaj", "czegoś takiego nie ma")
    assert "Nie znaleziono" in shown.inner_text()
    page.get_by_role("button", name="Wyczyść wyszukiwanie").press("Enter")
    assert shown.inner_text() == "Znaleziono 4 usługi"
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


@pytest.mark.parametrize(
    ("words", "count", "said"),
    [
        # Nothing stands there: what its gmina has, the library and the flat.
        ("Łąkta", 2, "Nie znaleziono usługi w miejscowości Łąkta; pokazujemy usługi gminy: Łęki. Znaleziono 2 usługi"),
        ("kępa łęcka biblioteka", 1, "w miejscowości Kępa Łęcka"),
        ("w Kępie Łęckiej", 0, "Nie znaleziono żadnej"),
        # A place of that name in two gminas: three services of both.
        ("Nowa", 3, "pokazujemy usługi gminy: Łęki, Zalewo."),
        ("Łąkta apteka", 0, "Nie znaleziono żadnej"),
        # Other cases of the name in three addresses; but one place is no case of another.
        ("Zalewo", 3, "Znaleziono 3"), ("Zalewem", 3, "Znaleziono 3"), ("w Zalewie", 3, "Znaleziono 3"),
        ("Zalewiska", 2, "w miejscowości Zalewiska"),
        ("dla niepelnosprawnych", 1, "Znaleziono 1"), ("biblioteki", 1, "Znaleziono 1"), ("przemysłowa", 0, "Nie znaleziono"),
        ("dla", 4, "Znaleziono 4"), ("klub, seniora!", 1, "Znaleziono 1"), ("kultura fizyczna", 0, "Nie znaleziono"),
    ],
)  # fmt: skip
def test_places_without_a_service_and_other_cases_of_words_are_found(show, words, count, said):
    page = show()
    page.fill("#szukaj", words)
    assert page.locator("[data-words]:visible").count() == count
    assert said in page.locator("#shown").inner_text()
    assert page.complaints == []


def test_a_long_list_is_shown_by_and_by_and_printed_whole(show, long_folder):
    page = show(width=390, where=long_folder)
    cards, more = page.locator("[data-words]:visible"), page.get_by_role("button", name="Pokaż więcej usług")
    assert page.locator("#shown").inner_text() == "Znaleziono 31 usług, poniżej pierwsze 12"
    assert cards.count() == 12
    more.press("Enter")
    assert cards.count() == 24
    # Who reads with a screen reader goes on where the list went on.
    assert page.evaluate("document.activeElement.textContent") == "Przychodnia 12"
    more.press("Enter")
    assert (cards.count(), more.count()) == (31, 0)
    assert page.locator("#shown").inner_text() == "Znaleziono 31 usług"
    page.fill("#szukaj", "przychodnia")
    assert cards.count() == 12
    page.emulate_media(media="print")
    assert cards.count() == 30


def test_a_heading_of_services_that_come_later_is_not_shown(show, long_folder):
    page = show(where=long_folder)
    assert page.locator("main h2:visible").all_inner_texts() == ["Lekarz rodzinny"]


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
