"""The pack for a meeting in a browser: opened from disk, switched by mouse and keys, printed, checked by axe."""

from __future__ import annotations

import re

import pytest
from screens import DESKTOP, PHONE, ROOT

from mapa_uslug.pipeline import run_compare

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
A4_PX = 688


@pytest.fixture(scope="session")
def packs(once):
    """The example's pack in both languages."""

    def make(folder):
        for language in ("pl", "en"):
            run_compare(
                ROOT / "data" / "example" / "area.toml", folder / language, gminas=["Zalewsk", "Jezierzec", "Modrzewno"],
                services=["DDP", "PRZ", "SP"], language=language,
            )  # fmt: skip

    folder = once("Spotkanie gmin, pamięć USB", make)
    return {language: folder / language / "spotkanie.html" for language in ("pl", "en")}


def figures(page) -> str:
    return page.locator("#figures").inner_text()


def drawn(page) -> list[str]:
    """How much is drawn in each state."""
    return page.evaluate(
        "[...document.querySelectorAll('#picture .cells')].map(p => p.getAttribute('d').length)"
    )


def test_it_opens_from_disk_and_asks_for_nothing(packs, open_file):
    opened = open_file(packs["pl"])
    page = opened.page
    assert page.locator("h1").inner_text() == "Co gminy zyskują razem"
    assert page.locator("#picture .cells.served").count() == 1
    assert sum(drawn(page)) > 0
    assert page.locator("#service").input_value() == "PRZ" or page.locator("#service option").count() == 3
    assert (opened.requests, opened.complaints) == ([], [])


def test_a_click_on_another_regime_changes_map_and_figures(packs, open_file):
    page = open_file(packs["pl"]).page
    page.select_option("#service", "DDP")
    together, cells = figures(page), drawn(page)
    assert "Zasada: Razem, po porozumieniu." in together
    page.locator(".chip", has_text="Tylko własne miejsca").click()
    alone = figures(page)
    assert "Zasada: Tylko własne miejsca." in alone
    assert drawn(page) != cells
    # Nobody of Jezierzec has a day centre of their own.
    assert re.search(r"Jezierzec\s+0 \(0.%\)\s+0", alone)
    assert not re.search(r"Jezierzec\s+0 \(0.%\)", together)


def test_keys_are_enough(packs, open_file):
    page = open_file(packs["en"]).page
    page.locator("#service").focus()
    page.keyboard.press("Home")
    first = figures(page)
    page.keyboard.press("ArrowDown")
    assert figures(page) != first
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "regime"
    before = page.locator("input[name=regime]:checked").input_value()
    page.keyboard.press("ArrowRight")
    assert page.locator("input[name=regime]:checked").input_value() != before
    assert page.locator("#figures").get_attribute("aria-live") == "polite"
    assert page.locator(".summary").inner_text() in page.locator("#figures").inner_text()


def test_a_mode_stays_where_the_next_service_has_it(packs, open_file):
    page = open_file(packs["pl"]).page
    page.select_option("#service", "DDP")
    page.select_option("#mode", "car")
    page.select_option("#service", "PRZ")
    assert page.locator("#mode").input_value() == "car"
    page.select_option("#service", "SP")
    assert page.locator("#mode option").all_inner_texts() == ["pieszo"]


def test_every_figure_of_the_map_adds_up_to_the_people(packs, open_file):
    page = open_file(packs["pl"]).page
    for service in ("DDP", "PRZ", "SP"):
        page.select_option("#service", service)
        for regime in page.locator(".chip").all():
            regime.click()
            cells = page.locator("#figures .states td:nth-child(2)").all_inner_texts()
            assert sum(int(re.sub(r"\D", "", n)) for n in cells) == 16_588


def test_sets_are_sorted_when_the_reader_asks(packs, open_file):
    page = open_file(packs["pl"]).page
    gains = page.locator(".sortable tbody td:nth-child(3)")
    at_first = page.locator(".sortable tbody th").all_inner_texts()
    assert at_first[0] == "Jezierzec, Modrzewno"
    page.locator(".sortable .sort").nth(2).click()
    numbers = [int(re.sub(r"\D", "", n)) for n in gains.all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    assert page.locator(".sortable th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_paper_holds_every_regime_with_its_figures_and_no_switches(packs, open_file):
    page = open_file(packs["pl"]).page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PX, "height": 1000})
    assert page.locator(".small-maps figcaption").all_inner_texts() == [
        "Tylko własne miejsca", "Razem, jak zadeklarowano", "Razem, po porozumieniu", "Otwarte dla wszystkich"
    ]  # fmt: skip
    for hidden in ("#ask", "#picture", ".skip", "nav"):
        assert page.locator(hidden).first.is_hidden(), hidden
    for figure in page.locator(".small-maps figure").all():
        assert figure.locator("svg[role=img]").is_visible()
        assert figure.locator("tbody tr").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX
    assert page.pdf(format="A4", print_background=True)[:4] == b"%PDF"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing(packs, open_file, language, size):
    if not AXE.is_file():
        pytest.fail("axe-core is missing; `make test` installs it")
    opened = open_file(packs[language], size)
    page = opened.page
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    for regime in ("own", "agreed"):
        page.locator(f"input[name=regime][value={regime}]").click(force=True)
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
    assert (opened.requests, opened.complaints) == ([], [])


def test_a_phone_has_no_sideways_scrolling(packs, open_file):
    page = open_file(packs["pl"], PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.locator("#picture").bounding_box()["width"] > 0.85 * PHONE[0]
