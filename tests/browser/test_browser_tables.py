"""The drawer of tables: sorted, saved, told in words, and always those of the question on the screen."""

from __future__ import annotations

import csv
import io

import pytest
from drawn_district import NASTY
from screens import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def page(drawn, open_file):
    page = open_file(drawn()).page
    page.get_by_role("button", name="Show tables").click()
    return page


def column(page, number):
    cells = page.locator(f"#table tbody tr:not(.total) > :nth-child({number})").all_inner_texts()
    return [cell.replace("\u00a0", " ") for cell in cells]


def save(page):
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as CSV").click()
    return waiting.value


def test_a_table_is_sorted_by_the_button_in_its_head(page):
    page.get_by_role("tab", name="Gminas").click()
    assert page.locator("[aria-sort]").count() == 0
    page.locator("#table").get_by_role("button", name="Too far").click()
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "descending"
    assert column(page, 1) == ["Podlesie", "Zalewo"]
    page.locator("#table").get_by_role("button", name="Too far").click()
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert column(page, 1) == ["Zalewo", "Podlesie"]
    assert page.evaluate("document.activeElement.textContent") == "Too far"
    # The sum stays last.
    assert page.locator("#table tbody tr").last.inner_text().startswith("Together")


def test_an_order_outlives_another_question(page):
    page.get_by_role("tab", name="Gminas").click()
    page.locator("#table").get_by_role("button", name="Gmina", exact=True).click()
    page.locator("#level-2").check(force=True)
    assert column(page, 1) == ["Podlesie", "Zalewo"]
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"


def test_the_words_above_the_table_are_those_of_the_result(page):
    said = page.locator(".summary").inner_text().replace("\u00a0", " ")
    assert said == (
        "Question: day centre for older people, threshold 30 min by car and 15 min on foot, slow pace. "
        "People by state: served: 804 (56%); no free place: 36 (3%); too far: 480 (33%); not known: 120 (8%). "
        "Most people too far live in the gmina of Podlesie: 480 (67%). "
        "1 white spot: Zarzecze, Brzezina, Nowa Wieś… (480)."
    )


def test_the_table_is_saved_as_it_is_sorted(page):
    page.get_by_role("tab", name="Gminas").click()
    page.locator("#table").get_by_role("button", name="Too far").click()
    download = save(page)
    assert download.suggested_filename == "powiat_zalewski_-_day_centre_for_older_people_-_Gminas.csv"
    text = download.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:5] == ["TERYT", "Gmina", "People", "Served", "Served %"]
    assert [row[1:4] for row in rows[1:]] == [
        ["Podlesie", "720", "120"],
        ["Zalewo", "720", "684"],
        ["Together", "1440", "804"],
    ]


def test_polish_files_part_columns_with_semicolons(drawn, open_file):
    page = open_file(drawn("pl")).page
    page.locator(".drawer-toggle").click()
    page.locator("#tab-gminas").click()
    with page.expect_download() as waiting:
        page.locator("#save-csv").click()
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Zalewo;720;684;95;" in content.decode("utf-8-sig")


def test_strangers_words_are_saved_as_words(drawn, open_file):
    opened = open_file(drawn("en", NASTY))
    page = opened.page
    page.locator(".drawer-toggle").click()
    page.locator("#tab-places").click()
    text = save(page).path().read_text(encoding="utf-8-sig")
    (row,) = list(csv.reader(io.StringIO(text)))[1:]
    assert row[0].startswith("Placówka DDP nr 0</script>")
    assert (opened.requests, opened.complaints) == ([], [])


def test_tabs_are_reached_with_arrows_home_and_end(page):
    page.locator("#tab-spots").focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.id"))
    assert seen == ["tab-places", "tab-gminas", "tab-spots", "tab-gminas", "tab-spots", "tab-gminas"]


def test_a_closed_drawer_opens_with_the_question_of_now(drawn, open_file):
    page = open_file(drawn()).page
    page.select_option("#service", "ZLO")
    page.locator(".drawer-toggle").click()
    assert "nursery" in page.locator(".summary").inner_text()
    assert "No white spots" in page.locator(".data-table").inner_text()


def test_figures_stand_on_the_right(page):
    page.get_by_role("tab", name="Gminas").click()
    aligned = page.locator("#table tbody td").evaluate_all(
        "cells => cells.map((cell) => getComputedStyle(cell).textAlign)"
    )
    assert set(aligned) == {"right"}


def test_on_a_phone_tables_scroll_within_themselves(drawn, open_file):
    page = open_file(drawn(), PHONE).page
    page.locator(".drawer-toggle").click()
    page.locator("#tab-places").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_on_a_phone_the_tables_cover_neither_map_nor_their_own_toggle(drawn, open_file):
    page = open_file(drawn(), PHONE).page
    page.locator(".drawer-toggle").click()
    assert page.locator("#stage").bounding_box()["height"] > 100
    page.get_by_role("button", name="Hide tables").click(timeout=2000)
    assert page.locator("#tables").is_hidden()
