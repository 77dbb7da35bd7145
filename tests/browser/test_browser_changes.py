"""What the map counts as a change, where it says so, and how each is taken back; what is told goes when it is no news."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from screens import DESKTOP, PHONE, ROOT
from what_if_page import (
    CLOSED,
    MALINOWO,
    SERVICE,
    add_by_click,
    changes,
    click_at,
    close,
    differences,
    figures,
    load,
    save,
    slide,
    wait,
)

from mapa_uslug.pipeline import run_plan

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AREA = ROOT / "data" / "example" / "area.toml"


def plain(text):
    return text.replace("\u00a0", " ")


def written_differences(path: Path):
    """The change of each state as `scenario run` writes it, for the service by every mode at the main threshold."""
    with path.open(encoding="utf-8") as stream:
        (row,) = (
            row
            for row in csv.DictReader(stream)
            if (row["gmina_teryt"], row["usluga"], row["srodek"], row["grupa"], row["poziom"])
            == ("", SERVICE, "wszystkie", "all", "2")
        )
    states = ("obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")
    return [int(row[f"{state}_zmiana"]) for state in states]


def shown_differences(page):
    return [int(text.replace("−", "-").replace(",", "")) for text in differences(page)]


def test_a_moved_threshold_changes_what_the_command_line_says_it_changes(page, tmp_path):
    slide(page, "car", 21)
    close(page, CLOSED)
    said = plain(page.locator(".changed").inner_text())
    assert said.startswith(
        "Change against today at the threshold of 30 min by car, 15 min on foot, slow pace and 60 min by public transport: "
    )
    path = tmp_path / "plan.toml"
    save(page, "Bliżej").save_as(path)
    run_plan(AREA, path, tmp_path / "run", language="en")
    assert shown_differences(page) == written_differences(tmp_path / "run" / "roznice.csv")


def test_a_moved_threshold_is_a_line_with_its_way_back_also_on_paper(page):
    before = figures(page)
    slide(page, "car", 25)
    line = "Threshold of “day centre for older people”: 25\u00a0min instead of 30\u00a0min, by car"
    assert changes(page) == [line]
    page.emulate_media(media="print")
    assert page.locator(".changes li").is_visible()
    page.emulate_media(media="screen")
    page.locator("#back-moved-0").click()
    assert (figures(page), changes(page)) == (before, [])
    assert page.locator("#limit-car").input_value() == "30"
    # Another of the three levels is another question, and no change.
    page.locator("#level-2").check(force=True)
    assert changes(page) == []
    assert page.locator(".changed").count() == 0


def test_a_form_that_is_being_filled_in_outlives_a_moved_slider(page):
    add_by_click(page)
    page.locator("#edit-nowy-1").click()
    page.locator("#edit-name").fill("Dom")
    slide(page, "car", 25)
    assert page.locator("#edit-name").input_value() == "Dom"


def test_narrowing_is_seen_folded_listed_and_taken_back(page):
    before = figures(page)
    page.locator("#narrow").click()
    page.locator("[id^=sector-]").first.uncheck()
    page.locator("#narrow").click()
    assert "(in force)" in page.locator("#narrow").inner_text()
    assert page.locator(".mark-on").is_visible()
    assert changes(page)[0].startswith("Narrowed to: ")
    assert "narrowed to “" in page.locator(".changed").inner_text()
    page.locator("#back-narrowed").click()
    assert (figures(page), changes(page)) == (before, [])
    assert page.locator(".mark-on").is_hidden()


def test_figures_of_a_large_change_stand_apart(page):
    slide(page, "car", 2)
    cells = page.locator(".states tbody tr").first.locator("td")
    boxes = [
        cell.evaluate(
            "c => { const r = document.createRange(); r.selectNodeContents(c); const b = r.getBoundingClientRect(); return [b.left, b.right]; }"
        )
        for cell in cells.all()
    ]
    assert all(right[0] - left[1] >= 6 for left, right in itertools.pairwise(boxes))


def test_a_loaded_plan_is_shown_for_the_service_that_it_changes(page):
    page.select_option("#service", "APT")
    load(page, ROOT / "data" / "example" / "plan_dzienny_dom.toml")
    assert page.locator("#service").input_value() == SERVICE
    assert page.locator(".changed").is_visible()


def test_what_is_told_of_a_file_goes_with_the_next_change(page):
    load(page, ROOT / "data" / "example" / "plan_dzienny_dom.toml")
    assert page.locator("#plan-told").inner_text()
    page.locator("#undo").click()
    assert page.locator("#plan-told").inner_text() == ""
    add_by_click(page, (52.0821, 15.1623))
    assert page.locator(".told").is_visible()
    page.locator("#reset").click()
    assert page.locator(".told").is_hidden()


@pytest.mark.parametrize(("text", "capacity"), [("35,5", 35.5), ("5.5", 5.5)])
def test_a_capacity_is_read_as_it_is_typed(example_maps, open_file, text, capacity):
    page = open_file(example_maps["pl"]).page
    page.select_option("#service", SERVICE)
    page.evaluate("id => MapaUslug.session.actions.openPlace(id)", CLOSED)
    field = page.locator("#card-capacity")
    for wrong in ("-1", "dużo", "1e3"):
        field.fill(wrong)
        page.keyboard.press("Enter")
        assert field.get_attribute("aria-invalid") == "true"
        assert "musi być liczbą" in page.locator("#card-problem").inner_text()
        assert changes(page) == []
    field.fill(text)
    page.keyboard.press("Enter")
    wait(page, f"MapaUslug.session.store.state.plan.capacity[0]?.capacity === {capacity}")


def test_nobody_lives_there_is_said_on_the_map_too(page):
    page.locator("#add-place").click()
    page.evaluate("MapaUslug.session.map.setView([52.5, 16.5], 11, { animate: false })")
    click_at(page, (52.5, 16.5))
    assert "Nobody lives there" in page.locator(".told").inner_text()


def test_a_click_on_a_symbol_while_adding_adds_there(page):
    page.locator("#add-place").click()
    page.locator(".leaflet-marker-icon.place").first.click()
    wait(page, "MapaUslug.session.store.state.plan.open.length === 1")
    assert page.locator(".card").count() == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_what_was_added_is_not_covered_by_the_words_about_it(example_run, open_file, size):
    page = open_file(example_run / "mapa.html", size).page
    page.evaluate("MapaUslug.session.store.change({ adding: true })")
    lowest = page.locator("#map_uslugi").bounding_box()
    # The map moved so that the new place stands at its foot.
    page.evaluate(
        """([at, height]) => {
            const map = MapaUslug.session.map;
            map.setView(at, 12, { animate: false });
            map.panBy([0, -(height / 2 - 40)], { animate: false });
        }""",
        [list(MALINOWO), lowest["height"]],
    )
    page.evaluate("at => MapaUslug.session.map.fire('click', { latlng: L.latLng(at) })", list(MALINOWO))
    wait(page, "MapaUslug.session.store.state.plan.open.length === 1")
    sign = page.locator(".place .symbol.added").first.bounding_box()
    told = page.locator(".told").bounding_box()
    assert sign["y"] + sign["height"] <= told["y"] or sign["x"] > told["x"] + told["width"]


def test_a_card_lies_over_the_controls_and_goes_with_the_map(page):
    page.evaluate("id => MapaUslug.session.actions.openPlace(id)", CLOSED)
    page.evaluate(
        """() => {
            const { map } = MapaUslug.session;
            const [card, box] = [".leaflet-popup", "#map_uslugi"].map((one) => document.querySelector(one).getBoundingClientRect());
            map.panBy([card.left - box.left - 4, card.top - box.top - 4], { animate: false });
        }"""
    )
    at = page.locator(".leaflet-control-zoom-in").bounding_box()
    found = page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.leaflet-popup'))",
        [at["x"] + at["width"] / 2, at["y"] + at["height"] / 2],
    )
    assert found


def test_the_start_says_that_nothing_is_changed_and_how_to_run_it(example_run, open_file):
    page = open_file(example_run / "mapa.html").page
    assert "Nothing is changed yet" in page.locator(".what-if").inner_text()
    assert page.locator(".command code").inner_text().startswith("mapa-uslug scenario run area.toml")


def test_white_spots_are_told_of_the_group_asked_about(page):
    slide(page, "car", 15)
    page.locator("#group-target").check(force=True)
    listed = page.locator("[id^=spot-] .figure").first.inner_text()
    largest = page.evaluate(
        """() => {
            const { model, store } = MapaUslug.session;
            const { question, plan, filters } = store.state;
            return Math.max(...model.answer(question, plan, filters).spots.map((spot) => spot.peopleTarget ?? 0));
        }"""
    )
    assert int(listed.replace(",", "")) == largest


def test_the_gminas_are_saved_with_codes_and_what_they_are_of(page):
    slide(page, "car", 21)
    page.locator(".drawer-toggle").click()
    page.locator("#tab-gminas").click()
    with page.expect_download() as waiting:
        page.locator("#save-csv").click()
    download = waiting.value
    assert download.suggested_filename == "powiat_zalewski_-_day_centre_for_older_people_-_Gminas.csv"
    with Path(download.path()).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    heads = list(rows[0])
    assert heads[:2] == ["TERYT", "Gmina"]
    assert [head for head in heads if head.endswith("%")] == [
        "Served %",
        "No free place %",
        "Too far %",
        "Not known %",
    ]
    assert len(set(heads)) == len(heads)
    assert {len(row["TERYT"]) for row in rows[:-1]} == {6}
    assert (
        plain(rows[0]["Threshold"])
        == "21 min by car, 15 min on foot, slow pace and 60 min by public transport"
    )


def test_large_letters_show_the_way_to_the_question(example_run, open_file):
    page = open_file(example_run / "mapa.html", (683, 384)).page
    link = page.locator("a.skip[href='#question']")
    assert link.bounding_box()["y"] >= 0
    assert link.bounding_box()["x"] >= 0
    link.click()
    assert page.evaluate("document.activeElement.id") == "question"
