"""Changing thresholds, places and partners on the map of the example, by hand and by keyboard alone."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest
from screens import DESKTOP, PHONE, ROOT

from mapa_uslug.pipeline import run_plan

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AREA = ROOT / "data" / "example" / "area.toml"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SERVICE = "DDP"
CLOSED, OTHER = "U-085", "U-058"
MALINOWO = (52.0599036, 15.2049976)


@pytest.fixture
def opened(example_run, open_file):
    opened = open_file(example_run / "mapa.html")
    opened.page.select_option("#service", SERVICE)
    return opened


@pytest.fixture
def page(opened):
    yield opened.page
    # Whatever was done, nobody was asked and nothing complained.
    assert (opened.requests, opened.complaints) == ([], [])


def whole(text):
    return int(re.sub(r"[^\d]", "", text) or 0)


def wait(page, condition):
    """Ask again and again: the page's policy lets nothing of playwright's own poll it."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came: {condition}")


def figures(page):
    """People by state."""
    return [whole(cell) for cell in page.locator(".states tbody td:nth-child(2)").all_inner_texts()]


def differences(page):
    """The column of changes, as it is seen."""
    return page.locator(".states .difference [aria-hidden]").all_inner_texts()


def changes(page):
    return page.locator(".changes .change > :first-child").all_inner_texts()


def slide(page, mode, value):
    page.locator(f"#limit-{mode}").evaluate(
        "(field, value) => { field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }",
        str(value),
    )
    wait(page, f"MapaUslug.session.store.state.question.limits['{mode}'] === {value}")


def click_at(page, at):
    point = page.evaluate("at => map_uslugi.latLngToContainerPoint(at)", list(at))
    page.locator("#map_uslugi").click(position={"x": point["x"], "y": point["y"]})


def add_by_click(page, at=MALINOWO):
    before = page.evaluate("MapaUslug.session.store.state.plan.open.length")
    page.locator("#add-place").click()
    click_at(page, at)
    wait(page, f"MapaUslug.session.store.state.plan.open.length > {before}")


def close(page, place):
    page.evaluate("id => MapaUslug.session.actions.openPlace(id)", place)
    page.locator(".card").get_by_role("button", name="Close in the plan").click()
    page.keyboard.press("Escape")


def save(page, name):
    page.locator("#plan-name").fill(name)
    with page.expect_download() as waiting:
        page.locator("#save-plan").click()
    return waiting.value


def load(page, path):
    page.evaluate("document.getElementById('plan-told').replaceChildren()")
    page.locator("#plan-file").set_input_files(path)
    wait(page, "document.getElementById('plan-told').textContent !== ''")


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


def test_saved_counts_are_those_of_the_command_line(page, tmp_path):
    slide(page, "car", 21)
    close(page, CLOSED)
    add_by_click(page)
    page.locator("#edit-nowy-1").click()
    page.locator("#edit-capacity").fill("30")
    page.locator("#edit-gmina").select_option(index=2)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#sharing").click()
    page.locator("#regime-partners").check(force=True)
    for box in page.locator("[id^=partner-]").all()[:3]:
        box.check()
    page.locator("#narrow").click()
    page.locator("[id^=sector-]").first.uncheck()
    download = save(page, "Plan łączony")
    assert download.suggested_filename == "plan_łączony.toml"
    path = tmp_path / download.suggested_filename
    download.save_as(path)
    plan = tomllib.loads(path.read_text(encoding="utf-8"))
    assert plan["name"] == "Plan łączony"
    assert plan["threshold"] == [{"service": SERVICE, "mode": "car", "value": 21}]
    page.locator("#group-target").check(force=True)
    target = sums(page, "target")
    everybody = sums(page, "all")
    run_plan(AREA, path, tmp_path / "po zmianie", language="en")
    assert everybody == table_sums(tmp_path / "po zmianie" / "luki.csv", "all")
    assert target == table_sums(tmp_path / "po zmianie" / "luki.csv", "target")


def sums(page, group):
    """People by state of each gmina with people, by each mode."""
    return page.evaluate(
        """group => {
            const { model, store } = MapaUslug.session;
            const { question, plan, filters } = store.state;
            const found = {};
            for (const mode of Object.keys(question.limits)) {
                const rows = model.answer({ ...question, mode }, plan, filters).sums(group).gminas;
                rows.forEach((row, g) => {
                    if (row.some((n) => n > 0)) found[`${mode}, ${model.data.gminas[g].name}`] = row;
                });
            }
            return found;
        }""",
        group,
    )


def table_sums(path: Path, group):
    with path.open(encoding="utf-8") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if (row["usluga"], row["poziom"], row["grupa"]) == (SERVICE, "2", group) and int(row["osoby"])
        ]
    columns = ("obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")
    return {f"{row['srodek']}, {row['gmina']}": [int(row[c]) for c in columns] for row in rows}


def test_the_example_plan_is_loaded_and_saved_again(page, tmp_path):
    before = figures(page)
    load(page, ROOT / "data" / "example" / "plan_dzienny_dom.toml")
    assert "was loaded" in page.locator("#plan-told").inner_text()
    assert len(changes(page)) == 2
    assert page.locator("#plan-name").input_value() == "Dzienny dom w Malinowie"
    assert figures(page) != before
    after = figures(page)
    download = save(page, "Dzienny dom w Malinowie")
    download.save_as(tmp_path / "plan.toml")
    page.locator("#clear-changes").click()
    assert figures(page) == before
    load(page, tmp_path / "plan.toml")
    assert figures(page) == after


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", ["this is no TOML"]),
        (
            'name = "x"\n[[close]]\nid = "U-999"\n[[open]]\nid = "nowy-1"\nservice = "DDP"\n[[capacity]]\nid = "U-085"\ncapacity = -1\n',
            [
                "there is no such place",
                "it needs `cell`, or `lon` and `lat`",
                "`capacity` = -1 is out of its range",
            ],
        ),
        (
            f'name = "<img src=x onerror=alert(1)>"\n[[close]]\nid = "{"x" * 10_000}"\n',
            ["there is no such place"],
        ),
        (
            'name = "x"\n[[close]]\nid = "U-085"\nuntil = 1\n[[opne]]\nid = "n"\n'
            '[[threshold]]\nservice = "DDP"\nmode = "bike"\nvalue = 20\n',
            [
                "there is no key `until`",
                "there is no key `opne`; did you mean `open`?",
                "not measured for this way of travelling: Bicycle",
            ],
        ),
    ],
)
def test_a_bad_file_changes_nothing_and_every_fault_is_told_at_once(page, tmp_path, text, told):
    close(page, CLOSED)
    before, listed = figures(page), changes(page)
    path = tmp_path / "zły.toml"
    path.write_text(text, encoding="utf-8")
    load(page, path)
    problems = page.locator("#plan-told .problems li").all_inner_texts()
    assert len(problems) == len(told)
    assert all(any(words in problem for problem in problems) for words in told)
    assert (figures(page), changes(page)) == (before, listed)
    assert page.locator("img").count() == 0


def test_unknown_kinds_of_change_are_kept_and_told(page, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text('name = "x"\n[[ferry]]\nfrom = "A"\nto = "B"\n', encoding="utf-8")
    load(page, path)
    assert changes(page) == ["ferry: unknown to this map; this version of the program may refuse it"]
    download = save(page, "x")
    assert tomllib.loads(Path(download.path()).read_text(encoding="utf-8"))["ferry"] == [
        {"from": "A", "to": "B"}
    ]


def test_changes_that_only_a_run_counts_are_kept_and_said_to_be(page, tmp_path):
    path = tmp_path / "plan.toml"
    road = {"name": "Kładka", "points": [[15.2, 52.05], [15.21, 52.06]], "modes": ["walk"]}
    path.write_text(
        'name = "x"\n[[road]]\nname = "Kładka"\npoints = [[15.2, 52.05], [15.21, 52.06]]\nmodes = ["walk"]\n',
        encoding="utf-8",
    )
    load(page, path)
    assert changes(page) == [
        "New roads of the plan: not counted in this map, only by mapa-uslug scenario run"
    ]
    assert tomllib.loads(Path(save(page, "x").path()).read_text(encoding="utf-8"))["road"] == [road]


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


def test_a_threshold_moved_back_stays_moved_back_when_its_service_is_left(page, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(
        f'name = "x"\n[[threshold]]\nservice = "{SERVICE}"\nmode = "car"\nvalue = 17\n', encoding="utf-8"
    )
    load(page, path)
    assert page.locator("#limit-car").input_value() == "17"
    slide(page, "car", 30)
    page.select_option("#service", index=0)
    page.select_option("#service", SERVICE)
    assert page.locator("#limit-car").input_value() == "30"
    saved = tomllib.loads(Path(save(page, "x").path()).read_text(encoding="utf-8"))
    assert saved == {"name": "x"}


def test_a_threshold_longer_than_the_map_can_count_is_told_and_kept(page, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(f'[[threshold]]\nservice = "{SERVICE}"\nmode = "car"\nvalue = 240\n', encoding="utf-8")
    load(page, path)
    most = page.locator("#limit-car").get_attribute("max")
    assert page.locator("#limit-car").input_value() == most
    assert any(
        f"240\u00a0min; this map cannot count it, only up to {most}\u00a0min" in row for row in changes(page)
    )
    # A plan without a name is read, and the command's wish for one is told.
    assert "It has no name" in page.locator("#plan-told").inner_text()
    saved = tomllib.loads(Path(save(page, "").path()).read_text(encoding="utf-8"))
    assert saved["threshold"] == [{"service": SERVICE, "mode": "car", "value": 240}]
    assert saved["name"] == "My plan"


def test_the_command_holds_no_more_of_a_plans_name_than_a_plain_word(page, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text("name = \"x; rm -rf ~ $(reboot) `id` & 'y'\"\n", encoding="utf-8")
    load(page, path)
    command = page.locator(".command code").inner_text()
    assert command == "mapa-uslug scenario run area.toml x_rm_-rf_reboot_id_y_.toml --out FOLDER"
    assert page.evaluate(
        "document.getElementById('panel').scrollWidth <= document.getElementById('panel').clientWidth"
    )
    save(page, "a" * 120)
    told = page.locator("#plan-told")
    assert told.evaluate("box => box.scrollWidth <= box.clientWidth")


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


def test_people_whom_partners_leave_out_are_not_said_to_be_out_of_reach(page):
    page.locator("#sharing").click()
    page.locator("#regime-partners").check(force=True)
    barred = page.evaluate(
        """() => {
            const { model, store, actions } = MapaUslug.session;
            const { question, plan, filters } = store.state;
            const { states } = model.answer(question, plan, filters);
            const cell = states.findIndex((byte) => byte >> 2 === 5);
            if (cell >= 0) actions.openCell(cell);
            return cell;
        }"""
    )
    assert barred >= 0
    card = page.locator(".card").inner_text()
    assert "no provider serves this gmina" in card
    assert "no place can be reached" not in card
    page.keyboard.press("Escape")
    page.locator(".drawer-toggle").click()
    assert "no provider serves this gmina" in page.locator("#drawer").inner_text()


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
