"""Changing thresholds, places and partners on the map of the example, by hand and by keyboard alone."""

from __future__ import annotations

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
    slide,
    wait,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def test_a_slider_counts_anew_while_it_moves_and_says_what_it_stands_at(page):
    slider = page.locator("#limit-car")
    seen = []
    for minutes in (10, 20, 30, 45):
        slide(page, "car", minutes)
        seen.append(figures(page)[2])
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > seen[-1]
    slide(page, "car", 17)
    assert slider.get_attribute("aria-valuetext") == "17\u00a0min, own threshold"
    assert page.locator("output[for=limit-car]").inner_text() == "17\u00a0min, own threshold"
    assert page.locator("[name=level]:checked").count() == 0
    page.locator("#level-1").check(force=True)
    assert slider.get_attribute("aria-valuetext") == "30\u00a0min, a convention"


def test_a_slider_moves_with_the_keyboard_and_keeps_the_focus(page):
    slider = page.locator("#limit-car")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    wait(page, "MapaUslug.session.store.state.question.limits.car === 27")
    assert page.evaluate("document.activeElement.id") == "limit-car"
    page.keyboard.press("Home")
    wait(page, "MapaUslug.session.store.state.question.limits.car === 2")


def test_the_result_is_read_out_once_it_has_settled(page):
    spoken = page.locator("#spoken")
    wait(page, "document.getElementById('spoken').textContent !== ''")
    page.evaluate(
        """() => {
            window.said = 0;
            new MutationObserver(() => { window.said += 1; }).observe(document.getElementById('spoken'), { childList: true });
        }"""
    )
    # In one go, as a drag is: on a busy machine single steps might lie apart.
    page.locator("#limit-car").evaluate(
        """(field) => {
            for (let minutes = 10; minutes < 30; minutes += 1) {
                field.value = String(minutes);
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }"""
    )
    wait(page, "document.getElementById('spoken').textContent.includes('29')")
    assert page.evaluate("window.said") <= 2
    assert page.locator("[aria-live]").count() == 1
    assert spoken.inner_text().startswith(page.locator("#headline p").first.inner_text())


def test_closing_is_told_as_a_change_and_can_be_taken_back(page):
    before = figures(page)
    close(page, CLOSED)
    after = figures(page)
    assert after != before
    assert sum(after) == sum(before)
    assert differences(page) == [
        "0" if now == then else f"{'+' if now > then else '−'}{abs(now - then):,}"
        for now, then in zip(after, before, strict=True)
    ]
    # None of them is known to have lost a place: there may be one beyond the data.
    assert (
        page.locator(".changed").inner_text()
        == f"Change against today: nothing is known any more of {after[3] - before[3]:,} people."
    )
    assert len(changes(page)) == 1
    page.locator("#back-0").click()
    assert (figures(page), changes(page), differences(page)) == (before, [], [])
    assert page.evaluate("document.activeElement.id") == "undo"


def test_undo_and_redo_by_button_and_by_key(page):
    first = figures(page)
    close(page, CLOSED)
    second = figures(page)
    add_by_click(page)
    third = figures(page)
    page.locator("#undo").click()
    assert figures(page) == second
    page.keyboard.press("Control+z")
    assert figures(page) == first
    page.keyboard.press("Control+Shift+z")
    page.locator("#redo").click()
    assert figures(page) == third
    page.locator("#plan-name").fill("x")
    page.keyboard.press("Control+z")
    # In a text field the keys belong to the text.
    assert figures(page) == third
    page.locator("#clear-changes").click()
    assert figures(page) == first
    page.locator("#undo").click()
    assert figures(page) == third


def test_a_place_is_added_by_a_click(page):
    before = figures(page)
    add_by_click(page)
    assert figures(page)[0] > before[0]
    assert changes(page) == [
        "Opened: New place, Malinowo – day centre for older people, no capacity given: room for everybody"
    ]
    assert page.locator("body.is-adding").count() == 0
    assert "Malinowo" in page.locator(".told").inner_text()


def test_a_card_stands_still_as_soon_as_it_is_open(page):
    # Near the rim the map must move; a button that moved away under the pointer would lose its click.
    page.evaluate("map_uslugi.setView([52.05, 15.2], 12, { animate: false })")
    before, after = page.evaluate(
        """async ([id, dy]) => {
            const { actions, model } = MapaUslug.session;
            const place = model.data.services.find((one) => one.service_id === id);
            map_uslugi.panTo(place.at, { animate: false }).panBy([0, dy], { animate: false });
            const box = () => JSON.stringify(document.getElementById('card-toggle').getBoundingClientRect());
            const top = map_uslugi.getCenter();
            actions.openPlace(id);
            const at_once = box();
            await new Promise((done) => setTimeout(done, 500));
            return [[at_once, top.lat], [box(), map_uslugi.getCenter().lat]];
        }""",
        [CLOSED, 300],
    )
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_escape_gives_adding_up(page):
    page.locator("#add-place").click()
    page.keyboard.press("Escape")
    assert page.locator("#adding-locality").count() == 0
    assert page.evaluate("document.activeElement.id") == "add-place"
    click_at(page, MALINOWO)
    assert changes(page) == []


def test_nobody_lives_in_a_lake(page):
    page.locator("#add-place").click()
    page.evaluate("MapaUslug.session.map.setView([52.5, 16.5], 11, { animate: false })")
    click_at(page, (52.5, 16.5))
    assert "Nobody lives there" in page.locator(".adding-box .problem").last.inner_text()
    assert changes(page) == []


def tab_to(page, wanted, most=150):
    for _ in range(most):
        if page.evaluate("document.activeElement.id") == wanted:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} was not reached with the keyboard")


def test_a_place_is_added_changed_and_removed_with_the_keyboard_alone(page):
    before = figures(page)
    tab_to(page, "add-place")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "adding-locality"
    page.keyboard.type("malin")
    page.keyboard.press("ArrowDown")
    active = page.locator("#adding-locality").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").inner_text().startswith("Malinowo")
    page.keyboard.press("Enter")
    tab_to(page, "adding-name")
    page.keyboard.type("Dom w Malinowie")
    tab_to(page, "adding-capacity")
    page.keyboard.type("many")
    tab_to(page, "adding-add")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "adding-capacity"
    assert "must be a number" in page.locator("#adding-problem").inner_text()
    page.keyboard.press("Control+a")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".changes li")
    assert changes(page) == ["Opened: Dom w Malinowie – day centre for older people, capacity 1"]
    small = figures(page)
    assert small[0] > before[0]
    assert page.evaluate("document.activeElement.id") == "add-place"
    tab_to(page, "edit-nowy-1")
    page.keyboard.press("Enter")
    tab_to(page, "edit-capacity")
    page.keyboard.press("Control+a")
    page.keyboard.type("200")
    page.keyboard.press("Enter")
    wait(page, "MapaUslug.session.store.state.plan.open[0].capacity === 200")
    assert figures(page)[0] > small[0]
    assert page.evaluate("document.activeElement.id") == "edit-nowy-1"
    tab_to(page, "back-0")
    page.keyboard.press("Enter")
    assert figures(page) == before


def test_capacity_of_a_place_on_its_card(page):
    before = figures(page)
    page.evaluate("id => MapaUslug.session.actions.openPlace(id)", CLOSED)
    card = page.locator(".card")
    card.locator("#card-capacity").fill("500")
    page.keyboard.press("Enter")
    page.wait_for_selector(".changes li")
    assert figures(page)[1] < before[1]
    assert "capacity 500 instead of" in changes(page)[0]


def test_partners_are_chosen_from_the_gminas(page):
    before = figures(page)
    page.locator("#sharing").click()
    page.locator("#regime-own").check(force=True)
    own = figures(page)
    assert own[2] > before[2]
    page.locator("#regime-partners").check(force=True)
    assert figures(page) == own
    boxes = page.locator("[id^=partner-]")
    for box in boxes.all():
        box.check()
    # All of them as partners is everybody for everybody, but for what the end of the data leaves open.
    assert figures(page)[2] < own[2]
    assert changes(page)[0].startswith("Gminas share their services: ")
    assert "of partners" in page.locator("#sharing").inner_text()
    page.locator("#regime-open").check(force=True)
    assert (figures(page), changes(page)) == (before, [])


def test_narrowing_counts_only_places_of_a_kind_and_says_so(page):
    before = figures(page)
    page.locator("#narrow").click()
    labels = page.locator("[id^=sector-]").evaluate_all(
        "boxes => boxes.map(box => box.parentElement.innerText)"
    )
    assert "the gmina" in labels
    page.get_by_label("the gmina", exact=True).uncheck()
    assert figures(page) != before
    assert page.locator(".narrowed").inner_text().startswith("Narrowed to: ")
    page.locator("#narrow-clear").click()
    assert figures(page) == before
    assert page.locator(".narrowed").is_hidden()
    services = page.locator("#service option").count()
    page.locator("#audience").select_option(index=1)
    assert 0 < page.locator("#service option").count() < services


def test_a_service_that_is_not_in_the_data_says_something_once_a_place_is_added(page):
    missing = page.locator("#service option", has_text="(not in the data)").first
    page.select_option("#service", missing.get_attribute("value"))
    assert "No place of this service is in the data" in page.locator("#headline").inner_text()
    assert page.locator(".states").is_hidden()
    add_by_click(page)
    assert figures(page)[0] > 0


def test_the_focus_stays_in_the_panel_when_the_last_step_is_undone(page):
    close(page, CLOSED)
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "redo"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "undo"
    page.locator("#clear-changes").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "undo"


def test_a_double_click_adds_one_place(page):
    page.locator("#add-place").click()
    page.locator("#adding-locality").fill("malin")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    # Both come while the costs of new places are still being unpacked.
    page.evaluate(
        """() => {
            const { model } = MapaUslug.session;
            const load = model.loadWays.bind(model);
            model.loadWays = () => new Promise((done) => setTimeout(done, 300)).then(load);
        }"""
    )
    page.locator("#adding-add").dblclick()
    wait(page, "MapaUslug.session.store.state.plan.open.length > 0")
    page.wait_for_timeout(600)
    assert page.evaluate("MapaUslug.session.store.state.plan.open.length") == 1


def test_a_new_places_form_says_what_no_capacity_means_and_holds_no_endless_name(page, tmp_path):
    page.locator("#add-place").click()
    assert "room for everybody" in page.locator(".adding-box").inner_text()
    page.keyboard.press("Escape")
    path = tmp_path / "plan.toml"
    cell = page.evaluate("MapaUslug.session.model.cells.ids[0]")
    path.write_text(
        f'name = "x"\n[[open]]\nid = "n"\nservice = "{SERVICE}"\ncell = "{cell}"\ngmina = "020101"\n'
        f'name = "{"a" * 10_010}"\n',
        encoding="utf-8",
    )
    load(page, path)
    page.locator("#edit-n").click()
    assert len(page.locator("#edit-name").input_value()) == 120
    # A gmina that the map does not have is kept.
    assert page.locator("#edit-gmina").input_value() == "020101"


def test_a_file_without_travel_times_says_so_and_has_levels_only(drawn, open_file):
    page = open_file(drawn()).page
    assert "travel times were left out" in page.locator(".what-if").inner_text()
    assert page.locator("input[type=range]").count() == 0
    assert page.locator("#add-place").count() == 0
    assert page.locator("#narrow").is_hidden()
    assert page.locator("#sharing").is_hidden()
    page.locator("#level-2").check(force=True)
    assert page.locator("#level-2").is_checked()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing_with_every_part_of_the_panel_opened(example_maps, open_file, language, size):
    page = open_file(example_maps[language], size).page
    page.select_option("#service", SERVICE)
    load(page, ROOT / "data" / "example" / "plan_dzienny_dom.toml")
    page.locator("#narrow").click()
    page.locator("[id^=sector-]").first.uncheck()
    page.locator("#sharing").click()
    page.locator("#regime-partners").check(force=True)
    page.locator("#edit-nowy-1").click()
    page.locator("#add-place").click()
    page.locator("#adding-locality").fill("no")
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_on_a_phone_adding_leaves_the_map_in_sight(example_run, open_file):
    page = open_file(example_run / "mapa.html", PHONE).page
    page.locator(".sheet-toggle").click()
    page.locator("#add-place").click()
    assert page.locator("#stage").bounding_box()["height"] > 180
    page.locator("#stage").scroll_into_view_if_needed()
    add_at = page.evaluate("map_uslugi.latLngToContainerPoint([52.0599036, 15.2049976])")
    page.locator("#map_uslugi").click(position={"x": add_at["x"], "y": add_at["y"]})
    page.wait_for_selector(".changes li")
