"""Links that bring a view of the map back."""

from __future__ import annotations

import pytest
from what_if_page import CLOSED, SERVICE, add_by_click, changes, close, figures, load, slide, wait

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_link_brings_the_whole_view_back(page, example_run, open_file):
    slide(page, "car", 17)
    close(page, CLOSED)
    add_by_click(page)
    page.locator("#narrow").click()
    page.locator("[id^=sector-]").first.uncheck()
    page.locator("#group-target").check(force=True)
    page.locator("#layer-served").uncheck()
    page.evaluate("MapaUslug.session.map.setView([52.08, 15.25], 12, { animate: false })")
    seen = (figures(page), changes(page))
    wait(page, "location.hash.includes('widok=52.08')")
    link = page.evaluate("location.href")
    other = open_file(example_run / "mapa.html")
    other.page.evaluate("hash => { location.hash = hash; }", link[link.index("#") :])
    wait(other.page, "MapaUslug.session.store.state.plan.open.length === 1")
    other.page.reload()
    other.page.wait_for_selector("html[data-ready]")
    assert (figures(other.page), changes(other.page)) == seen
    assert not other.page.locator("#layer-served").is_checked()
    assert other.page.locator("#group-target").is_checked()
    assert other.page.evaluate("map_uslugi.getZoom()") == 12
    assert other.page.locator(".narrowed").is_visible()
    assert (other.requests, other.complaints) == ([], [])


def test_a_link_to_what_is_not_there_is_followed_as_far_as_it_goes(page):
    page.evaluate("location.hash = '#usluga=XYZ&srodek=rocket&prog=car:abc&plan=AAAA&warstwy=-nothing'")
    wait(page, "document.querySelector('.told').textContent !== ''")
    assert sum(figures(page)) > 0


def test_the_first_view_has_an_address_without_words_and_reset_comes_back_to_it(example_run, open_file):
    page = open_file(example_run / "mapa.html").page
    page.wait_for_timeout(600)
    assert page.evaluate("location.hash") == ""
    first, service = figures(page), page.locator("#service").input_value()
    page.select_option("#service", SERVICE)
    slide(page, "car", 11)
    close(page, CLOSED)
    page.evaluate("MapaUslug.session.map.setZoom(13, { animate: false })")
    page.locator("#reset").click()
    assert (figures(page), changes(page), page.locator("#service").input_value()) == (first, [], service)
    assert page.evaluate("location.hash") == ""
    page.locator("#undo").click()
    assert len(changes(page)) == 1


CLIPBOARD = """Object.defineProperty(navigator, "clipboard", {{ value: {} }});"""


def test_the_link_is_copied(example_run, open_file):
    first = CLIPBOARD.format("{ writeText: async (text) => { window.copied = text; } }")
    page = open_file(example_run / "mapa.html", first=first).page
    page.select_option("#service", SERVICE)
    slide(page, "car", 17)
    page.locator("#copy-link").click()
    wait(page, "document.querySelector('.told').textContent !== ''")
    assert page.locator(".told").inner_text() == "The link to this view is in the clipboard."
    assert page.evaluate("window.copied") == page.evaluate("location.href")
    assert "prog=car:17" in page.evaluate("window.copied")
    assert page.locator(".link-field").is_hidden()


def test_the_link_is_shown_to_be_copied_where_there_is_no_clipboard(example_run, open_file):
    page = open_file(example_run / "mapa.html", first=CLIPBOARD.format("undefined")).page
    page.select_option("#service", SERVICE)
    slide(page, "car", 17)
    page.locator("#copy-link").click()
    field = page.locator(".link-field")
    assert field.is_visible()
    assert field.input_value() == page.evaluate("location.href")
    assert "prog=car:17" in field.input_value()
    # Marked as a whole, for the keys that copy.
    assert page.evaluate("String(document.activeElement.selectionEnd)") == str(len(field.input_value()))
    assert "Ctrl+C" in page.locator(".told").inner_text()


def test_a_link_too_long_to_be_read_is_not_copied(example_run, open_file):
    first = CLIPBOARD.format("{ writeText: async (text) => { window.copied = text; } }")
    page = open_file(example_run / "mapa.html", first=first).page
    page.evaluate(
        """() => {
            const { store } = MapaUslug.session;
            let seed = 1;
            const random = () => (seed = (seed * 48271) % 2147483647).toString(36);
            store.change({ plan: { ...store.state.plan, rest: { road: Array.from({ length: 9000 }, random) } } });
        }"""
    )
    page.locator("#copy-link").click()
    wait(page, "document.querySelector('.told').textContent !== ''")
    assert "too long for a link: nothing was copied" in page.locator(".told").inner_text()
    assert page.evaluate("window.copied") is None
    assert page.locator(".link-field").is_hidden()


def test_a_link_that_was_cut_off_says_so(page, example_run, open_file):
    close(page, CLOSED)
    wait(page, "location.hash.includes('plan=')")
    link = page.evaluate("location.hash")
    other = open_file(example_run / "mapa.html")
    other.page.evaluate("hash => { location.hash = hash; }", link[:-8])
    wait(other.page, "document.querySelector('.told').textContent !== ''")
    assert "could be read in part only" in other.page.locator(".told").inner_text()
    assert changes(other.page) == []
    assert other.page.locator("#service").input_value() == SERVICE


def test_a_plan_that_only_moves_another_services_threshold_is_in_the_link(
    page, tmp_path, example_run, open_file
):
    path = tmp_path / "plan.toml"
    path.write_text(
        'name = "x"\n[[threshold]]\nservice = "OPS"\nmode = "car"\nvalue = 44\n', encoding="utf-8"
    )
    load(page, path)
    assert len(changes(page)) == 1
    wait(page, "location.hash.includes('plan=')")
    other = open_file(example_run / "mapa.html")
    other.page.evaluate("hash => { location.hash = hash; }", page.evaluate("location.hash"))
    wait(other.page, "MapaUslug.session.store.state.plan.threshold.length === 1")
    assert changes(other.page) == changes(page)
