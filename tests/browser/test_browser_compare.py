"""Two maps beside each other, as a planner opens them: from disk, without a network."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from drawn_district import NASTY, build_district
from screens import DESKTOP, PHONE, ROOT

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map
from mapa_uslug.steps.comparing import compare_maps

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
EXAMPLE = ROOT / "data" / "example"
EAST_M = 60_000.0


@pytest.fixture(scope="session")
def plan_run(once) -> Path:
    """The example after its plan: a day centre opens, another closes (English)."""
    from mapa_uslug.pipeline import run_plan

    return once(
        "compared_plan",
        lambda out: (
            run_plan(EXAMPLE / "area.toml", EXAMPLE / "plan_dzienny_dom.toml", out, language="en") and None
        ),
    )


@pytest.fixture(scope="session")
def strict_run(once) -> Path:
    """The example with a plan's threshold of 20 min by car to a day centre."""
    from mapa_uslug.pipeline import run_plan

    def run(out: Path) -> None:
        plan = out / "blizej.toml"
        plan.write_text(
            'name = "Bliżej"\n[[threshold]]\nservice = "DDP"\nmode = "car"\nvalue = 20\n', encoding="utf-8"
        )
        run_plan(EXAMPLE / "area.toml", plan, out / "wyniki", language="en")

    return once("compared_strict", run) / "wyniki"


@pytest.fixture(scope="session")
def compared(tmp_path_factory, example_run, plan_run, strict_run):
    """Compares runs by name, once for each pair and language."""
    folder, made = tmp_path_factory.mktemp("Porównania ż ó ł ć"), {}
    runs = {"before": example_run, "after": plan_run, "strict": strict_run}

    def write(first: str, second: str, language: str = "en") -> Path:
        key = f"{first} {second} {language}.html"
        if key not in made:
            made[key] = compare_maps(runs[first], runs[second], folder / key, language=language)
        return made[key]

    return write


@pytest.fixture(scope="session")
def drawn_pair(tmp_path_factory):
    """Compares two drawn districts, whose maps hold the figures of their runs only."""
    folder, catalog = tmp_path_factory.mktemp("Obszary"), read_catalog()

    def write(name: str, second: dict[str, object], first: dict[str, object] | None = None) -> Path:
        paths = []
        for part, changes in (("a", first or {}), ("b", second)):
            paths.append(folder / f"{name} {part}.html")
            write_map(draw_map(build_district(**changes), catalog, text=Text("en")), paths[-1])
        return compare_maps(*paths, folder / f"{name}.html", language="en")

    return write


def district_elsewhere() -> dict[str, object]:
    """The district's gminas and cells far to the east, under other codes and names."""
    run = build_district()

    def moved(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return table.set_geometry(table.geometry.translate(EAST_M))

    gminas = moved(run.gminas)
    codes = {code: f"10{code[2:]}" for code in gminas["gmina_teryt"]}
    gminas = gminas.assign(gmina_teryt=gminas["gmina_teryt"].map(codes), gmina=gminas["gmina"] + " II")
    table = moved(run.cells.table)
    table = table.assign(
        cell_id="e" + table["cell_id"],
        gmina_teryt=table["gmina_teryt"].map(codes),
        grid_col=table["grid_col"] + int(EAST_M) // run.cells.cell_m,
    )
    cells = type(run.cells)(table, run.cells.grid_crs, run.cells.cell_m, run.cells.groups, run.cells.year)
    return {
        "name": "powiat wschodni", "gminas": gminas, "cells": cells, "services": moved(run.services),
        "white_spots": moved(run.white_spots), "isochrones": moved(run.isochrones),
        "extent": shapely.affinity.translate(run.extent, EAST_M),
    }  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ").replace("\u2212", "-")


def sentences(page):
    return [plain(line) for line in page.locator("#headline p").all_inner_texts()]


def class_counts(page):
    """People and cells of each class of differences."""
    rows = page.locator(".difference-classes tbody tr").all()
    return [[plain(cell.inner_text()) for cell in row.locator("td").all()] for row in rows]


def views_once(page, holds):
    """Views as soon as they are as they should be: how long a movement takes is the machine's affair."""
    for _ in range(100):
        found = views(page)
        if holds(found):
            return found
        page.wait_for_timeout(100)
    pytest.fail(f"never came: {found}")


def views(page):
    return page.evaluate(
        """() => window.MapaUslug.comparison.maps.map((map) => {
            const { lat, lng } = map.getCenter();
            return [Number(lat.toFixed(5)), Number(lng.toFixed(5)), map.getZoom()];
        })"""
    )


def pixels(page, side, pane):
    return page.evaluate(
        """([side, pane]) => {
            const canvas = document.querySelector(`#side-${side} .leaflet-${pane}-pane canvas`);
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let painted = 0;
            for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
            return painted;
        }""",
        [side, pane],
    )


def gmina_rows(page):
    return {
        row.locator("th").inner_text(): [plain(cell.inner_text()) for cell in row.locator("td").all()]
        for row in page.locator("#table tbody tr").all()
    }


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_opening_from_disk_asks_nothing_of_any_server(compared, open_file, language, size):
    opened = open_file(compared("before", "after", language), size)
    page = opened.page
    assert page.locator("html").get_attribute("lang") == language
    assert all(
        pixels(page, side, pane) for side in (0, 1) for pane in ("ground", "coverage", "roads", "names")
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert (opened.requests, opened.complaints) == ([], [])


def test_areas_fill_their_boxes(compared, open_file):
    for size in (DESKTOP, PHONE, (1100, 700)):
        page = open_file(compared("before", "after"), size).page
        free = page.evaluate(
            """() => window.MapaUslug.comparison.maps.map((map, number) => {
                const bounds = L.latLngBounds(window.MapaUslug.comparison.sides[number].data.bounds);
                const [low, high] = [bounds.getSouthWest(), bounds.getNorthEast()].map((at) => map.latLngToContainerPoint(at));
                const size = map.getSize();
                return Math.min(size.x - (high.x - low.x), size.y - (low.y - high.y));
            })"""
        )
        # What is fitted keeps 8 to 14 pixels from the rim; a step of the scale is less than a tenth of the map.
        assert all(0 <= pixels_free <= 28 + 0.08 * size[0] for pixels_free in free), (size, free)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_strangers_words_stay_words_and_leave_room_for_the_maps(drawn_pair, open_file, size):
    nasty = f"{NASTY}\u061c\u2067 {'Ż' * 10_000}"
    path = drawn_pair("hostile", {"nasty": nasty, "name": f"powiat: plan{nasty}"}, {"nasty": nasty})
    opened = open_file(path, size)
    page = opened.page
    page.locator("#tables-toggle").click()
    for tab in ("places", "gminas"):
        page.locator(f"#tab-{tab}").click()
        assert page.locator("#table tbody tr").count() >= 1
    for summary in page.locator(".about summary").all():
        summary.click()
    with page.expect_download() as download:
        page.locator("#save-csv").click()
    assert len(download.value.suggested_filename) < 255
    page.locator("#tables-toggle").click()
    page.locator("#side-1 .place").first.dispatch_event("click")
    assert "onerror" in page.locator("#side-1 .leaflet-popup").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, a[href^='javascript']").count() == 0
    assert "{{ 7 * 7 }}" in page.locator("#side-name-1").inner_text()
    told = page.locator("body").evaluate(
        "body => body.innerText + document.title + body.outerHTML.replace(/<script[^]*?<.script>/g, '')"
    )
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", told)
    assert "Ż" * 600 not in told
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for side in (0, 1):
        box = page.locator(f"#side-{side} .side-map").bounding_box()
        assert box["height"] > 0.3 * size[1], side
    assert (opened.requests, opened.complaints) == ([], [])


def test_a_page_that_is_loaded_again_shows_its_first_view(compared, open_file):
    opened = open_file(compared("before", "after"))
    page = opened.page
    start = (views(page), sentences(page), class_counts(page))
    page.locator("#separate").check()
    page.select_option("#own2-service", "SP")
    page.locator("#own1-limit-car").focus()
    page.keyboard.press("ArrowLeft")
    page.locator("#layer-difference").uncheck()
    page.locator("#side-0 .leaflet-control-zoom-in").click()
    page.locator("#tables-toggle").click()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert (views(page), sentences(page), class_counts(page)) == start
    # A browser that fills in what stood there before must not show another question than was answered.
    assert not page.locator("#separate").is_checked()
    assert page.locator("#layer-difference").is_checked()
    assert page.locator("#both-service").input_value() == "DDP"
    assert page.locator("#both-limit-car").input_value() == "30"
    assert pixels(page, 1, "difference")
    assert (opened.requests, opened.complaints) == ([], [])


def test_maps_of_other_thresholds_are_each_asked_with_their_own(compared, strict_run, open_file):
    page = open_file(compared("before", "strict")).page
    limits = (
        "() => window.MapaUslug.comparison.session.shown.questions.map((question) => question.limits.car)"
    )
    told = page.locator("#own-thresholds")
    differ = "The thresholds of the maps differ: 30 min by car on the first map, 20 min by car on the second."
    assert page.locator("#separate").is_checked()
    assert page.evaluate(limits) == [30, 20]
    assert plain(told.inner_text()) == f"{differ} That is why each map has a question of its own."
    page.locator("#tables-toggle").click()
    change = gmina_rows(page)["Together"][5].split("\n")[0].replace(",", "")
    assert int(change) == changes_of(strict_run, "wszystkie")["razem"] < 0
    # One question for both: it is said whose threshold it has.
    page.locator("#separate").uncheck()
    assert page.evaluate(limits) == [30, 30]
    assert plain(told.inner_text()) == f"{differ} Here both maps are asked with the threshold of the first."
    page.locator("#both-limit-car").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"() => ({limits})().every((limit) => limit === 20)")
    assert plain(told.inner_text()) == f"{differ} Here both maps are asked with the threshold of the second."
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"() => ({limits})().every((limit) => limit === 19)")
    assert plain(told.inner_text()) == differ
    # Another service, in which they do not differ.
    page.select_option("#both-service", "SP")
    assert told.inner_text() == ""


def test_apart_again_each_map_has_its_own_threshold_again(compared, open_file):
    page = open_file(compared("before", "strict")).page
    page.locator("#separate").uncheck()
    page.locator("#separate").check()
    assert [page.locator(f"#own{side}-limit-car").input_value() for side in (1, 2)] == ["30", "20"]


def changes_of(plan_run, mode):
    """People served more after the plan than before, by gmina ("razem": together), as the command line counts them."""
    with (plan_run / "roznice.csv").open(encoding="utf-8") as stream:
        rows = [
            r for r in csv.DictReader(stream) if (r["usluga"], r["poziom"], r["grupa"]) == ("DDP", "2", "all")
        ]
    return {row["gmina"]: int(row["obsluzone_zmiana"]) for row in rows if row["srodek"] == mode}


def test_it_opens_with_the_service_that_the_plan_changes(compared, plan_run, open_file):
    page = open_file(compared("before", "after")).page
    gained = f"{changes_of(plan_run, 'wszystkie')['razem']:,}"
    assert page.locator("#both-service").input_value() == "DDP"
    assert sentences(page) == [
        f"On the second map only, {gained} people have access to “day centre for older people”."
    ]
    first, second, *unknown = class_counts(page)
    assert (first, second[0], unknown) == (["0", "0"], gained, [["0", "0"], ["0", "0"]])
    assert int(second[1]) > 1


def test_a_sentence_in_polish_is_right_in_number_and_case(compared, plan_run, open_file):
    page = open_file(compared("before", "after", "pl")).page
    gained = changes_of(plan_run, "wszystkie")["razem"]
    text = Text("pl")
    assert sentences(page) == [
        text.plural(
            "On the second map only, {people} person has access to “{service}”.",
            "On the second map only, {people} people have access to “{service}”.",
            gained,
            people=plain(text.number(gained)),
            service="dzienny dom pomocy",
        )
    ]


def test_the_other_way_around_the_sides_change_places(compared, open_file):
    there = open_file(compared("before", "after")).page
    back = open_file(compared("after", "before")).page
    first, second, *unknown = class_counts(there)
    assert class_counts(back) == [second, first, *unknown]
    assert sentences(back) == [
        line.replace("On the second map", "On the first map") for line in sentences(there)
    ]


def test_the_differences_of_the_gminas_are_those_of_the_command_line(compared, plan_run, open_file):
    page = open_file(compared("before", "after")).page
    page.locator("#both-mode-car").check(force=True)
    page.locator("#tables-toggle").click()
    shown = {}
    for name, row in gmina_rows(page).items():
        change = int(row[5].split("\n")[0].replace(",", ""))
        if change or name == "Together":
            shown["razem" if name == "Together" else name] = change
    expected = changes_of(plan_run, "car")
    assert len(expected) > 1
    assert shown == expected


def test_the_differences_are_drawn_on_both_maps_until_they_are_switched_off(compared, open_file):
    page = open_file(compared("before", "after")).page
    counts = class_counts(page)
    assert pixels(page, 0, "difference")
    assert pixels(page, 1, "difference")
    page.locator("#layer-difference").uncheck()
    page.wait_for_function("() => !window.MapaUslug.comparison.session.shown.layers.difference")
    assert (pixels(page, 0, "difference"), pixels(page, 1, "difference")) == (0, 0)
    # The table of differences stays.
    assert class_counts(page) == counts


def test_both_maps_move_and_zoom_together(compared, open_file):
    page = open_file(compared("before", "after")).page
    first = page.locator("#side-0 .folium-map").bounding_box()
    start = views(page)
    assert start[0] == start[1]
    x, y = first["x"] + first["width"] / 2, first["y"] + first["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 60, steps=4)
    page.mouse.up()
    page.locator("#side-1 .leaflet-control-zoom-in").click()
    page.wait_for_function("zoom => window.MapaUslug.comparison.maps[0].getZoom() > zoom", arg=start[0][2])
    moved = views_once(page, lambda found: found[0] == found[1] and found[0][2] == start[0][2] + 1)
    assert moved[0][:2] != start[0][:2]
    page.locator("#side-1 .home button").click()
    # Leaflet puts a view on whole pixels.
    views_once(page, lambda found: found[0][2] == found[1][2] == start[0][2])
    assert views(page) == [pytest.approx(view, abs=1e-3) for view in start]


def test_the_maps_are_moved_and_zoomed_by_keyboard(compared, open_file):
    page = open_file(compared("before", "after")).page
    start = views(page)
    page.locator("#side-1 .folium-map").focus()
    page.keyboard.press("ArrowRight")
    panned = views_once(page, lambda found: found[0] == found[1] != start[1])
    page.keyboard.press("+")
    views_once(page, lambda found: found[0] == found[1] and found[0][2] > panned[0][2])


def test_a_threshold_is_moved_for_both_and_counted_at_once(compared, open_file):
    page = open_file(compared("before", "after")).page
    page.locator("#both-mode-car").check(force=True)
    page.locator("#both-limit-car").focus()
    before = page.locator(".side-figures").all_inner_texts()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => window.MapaUslug.comparison.session.shown.questions[1].limits.car === 20")
    after = page.locator(".side-figures").all_inner_texts()
    assert all("20\u00a0min by car" in text for text in after)
    assert before[0] != after[0] and before[1] != after[1]  # noqa: PT018
    assert (
        page.locator("#both-limit-car").get_attribute("aria-valuetext").replace("\u00a0", " ")
        == "20 min, own threshold"
    )


def test_the_result_is_read_out_once_it_stands_still(compared, open_file):
    page = open_file(compared("before", "after")).page
    told = sentences(page)[0]
    page.wait_for_function("told => document.getElementById('spoken').textContent === told", arg=told)
    assert page.locator("#spoken").get_attribute("aria-live") == "polite"
    page.select_option("#both-service", "SP")
    page.wait_for_function(
        "() => document.getElementById('spoken').textContent.startsWith('The same people')"
    )


def test_one_run_twice_is_asked_by_car_and_on_foot(compared, open_file):
    page = open_file(compared("before", "before")).page
    assert page.locator("#separate").is_checked()
    questions = page.evaluate(
        "() => window.MapaUslug.comparison.session.shown.questions.map(({ type, mode }) => [type, mode])"
    )
    assert questions[0][0] == questions[1][0]
    assert [mode for _, mode in questions] == ["car", "walk"]
    counts = class_counts(page)
    assert counts[0] != ["0", "0"]
    assert counts[1] == ["0", "0"]
    page.select_option("#own2-service", "SP")
    assert page.locator("#own1-service").input_value() != "SP"
    assert "only to what the" in " ".join(sentences(page))
    # Together both are asked what the first one was.
    page.locator("#separate").uncheck()
    assert page.locator("#both-service").input_value() == questions[0][0]
    assert sentences(page) == ["The same people have access on both maps."]


def test_places_of_one_map_only_stand_first_in_their_table(compared, open_file):
    page = open_file(compared("before", "after")).page
    page.locator("#tables-toggle").click()
    page.keyboard.press("Tab")
    page.locator("#tab-gminas").focus()
    page.keyboard.press("ArrowRight")
    rows = [
        [cell.inner_text() for cell in row.locator("th, td").all()]
        for row in page.locator("#table tbody tr").all()
    ]
    assert sorted(row[3] for row in rows[:2]) == ["on the first map only", "on the second map only"]
    assert {row[3] for row in rows[2:]} == {"on both maps"}
    with page.expect_download() as download:
        page.locator("#save-csv").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "on the second map only" in text


def test_a_place_tells_of_itself_and_gives_the_focus_back(compared, open_file):
    page = open_file(compared("before", "after")).page
    place = page.locator("#side-1 .place").first
    place.focus()
    page.keyboard.press("Enter")
    card = page.locator("#side-1 .leaflet-popup")
    assert "day centre for older people" in card.inner_text()
    # The unit as the register writes it, in no case of its own.
    assert re.search(r"\d \(miejsca\)", plain(card.inner_text()))
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    assert page.evaluate("document.activeElement.classList.contains('place')")


def test_areas_that_do_not_overlap_have_views_of_their_own_at_one_scale(drawn_pair, open_file):
    opened = open_file(drawn_pair("elsewhere", district_elsewhere()))
    page = opened.page
    first, second = views(page)
    assert first[2] == second[2]
    assert first[1] != second[1]
    assert page.locator("#layer-difference").count() == 0
    assert "The maps show different areas" in page.locator(".result").inner_text()
    page.locator("#side-0 .leaflet-control-zoom-in").click()
    zoomed = views_once(page, lambda found: found[0][2] == found[1][2] > first[2])
    assert zoomed[1][:2] == second[:2]
    page.locator("#tables-toggle").click()
    rows = gmina_rows(page)
    assert rows["Zalewo"][1] == rows["Zalewo II"][0] == "–"
    assert "A dash stands" in page.locator("#table").inner_text()
    assert (opened.requests, opened.complaints) == ([], [])


def test_cells_of_one_map_only_are_counted_and_said(drawn_pair, open_file):
    run = build_district()
    fewer = type(run.cells)(
        run.cells.table.iloc[1:], run.cells.grid_crs, run.cells.cell_m, run.cells.groups, run.cells.year
    )
    layers = tuple(_without_first(layer) for layer in run.layers)
    page = open_file(drawn_pair("fewer", {"cells": fewer, "layers": layers})).page
    told = plain(page.locator(".result").inner_text())
    assert "Cells of the first map that the second does not have: 1, people: 10." in told
    assert "the second map that the first" not in told


def _without_first(layer):
    import dataclasses

    return dataclasses.replace(
        layer,
        **{
            field.name: value[1:]
            for field in dataclasses.fields(layer)
            if hasattr(value := getattr(layer, field.name), "shape") and value.ndim and len(value) == 144
        },
    )


def test_maps_that_cannot_count_anew_are_compared_at_their_own_thresholds(drawn_pair, open_file):
    page = open_file(drawn_pair("stored", {"name": "powiat zalewski: plan"})).page
    assert page.locator("input[type=range]").count() == 0
    assert "the thresholds of the run can be chosen" in page.locator(".question:visible").inner_text()
    page.select_option("#both-service", "SP")
    page.locator("#both-level-2").check(force=True)
    assert all("5\u00a0km" in text for text in page.locator(".side-figures").all_inner_texts())


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing(compared, open_file, language, size):
    if not AXE.is_file():
        pytest.fail("axe-core is missing; `make test` installs it")
    for second in ("after", "before"):
        page = open_file(compared("before", second, language), size).page
        # Chromium's debugger runs the checker; the page's own policy would not let it in.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        for step in (None, ".place", "#tables-toggle", "#tab-places", ".about summary"):
            if step:
                page.locator(step).first.dispatch_event("click")
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
            assert [(step, v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


def test_everything_is_reached_by_keyboard_in_the_order_of_the_page(compared, open_file):
    page = open_file(compared("before", "after")).page
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        if reached[-1] == "tables-toggle":
            break
    order = [
        "skip",
        "separate",
        "both-service",
        "both-limit-car",
        "layer-difference",
        "layer-places",
        "tables-toggle",
    ]
    found = [next(i for i, name in enumerate(reached) if name.startswith(wanted)) for wanted in order]
    assert found == sorted(found)


def test_it_prints_both_maps_the_sentence_and_the_tables_across(compared, open_file):
    page = open_file(compared("before", "after")).page
    before = views(page)
    pdf = page.pdf(prefer_css_page_size=True)
    # A4 across, on two sheets; each map is one picture, painted finely.
    sheets = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [(round(float(w)), round(float(h))) for w, h in sheets] == [(842, 595)] * 2
    assert sum(int(width) > 2000 for width in re.findall(rb"/Subtype\s*/Image\s*/Width (\d+)", pdf)) == 2
    views_once(page, lambda found: found == before)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    boxes = [page.locator(f"#side-{side} .side-map").bounding_box() for side in (0, 1)]
    assert boxes[0]["width"] == pytest.approx(boxes[1]["width"], abs=1)
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=1)
    for shown in (".paper-tables", "#headline", ".difference-classes", ".paper-head", "#side-head-1"):
        assert page.locator(shown).is_visible(), shown
    assert page.locator(".paper-tables h2").all_inner_texts() == ["GMINAS", "PLACES"]
    for hidden in ("#both-service", "#tables-toggle", ".skip", ".leaflet-control-zoom", "#layer-difference"):
        assert page.locator(hidden).first.is_hidden(), hidden
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".paper-tables").count() == 0


def test_a_phone_shows_one_map_above_the_other(compared, open_file):
    page = open_file(compared("before", "after"), PHONE).page
    first, second = (page.locator(f"#side-{side} .side-map").bounding_box() for side in (0, 1))
    assert second["y"] > first["y"] + first["height"]
    assert first["width"] == pytest.approx(PHONE[0], abs=1)


def test_a_map_of_before_versions_is_told_of_not_shown(example_run, tmp_path):
    from mapa_uslug.core.errors import InputError

    old = tmp_path / "stary"
    old.mkdir()
    shutil.copy(example_run / "mapa.html", old)
    page = (old / "mapa.html").read_text(encoding="utf-8")
    (old / "mapa.html").write_text(page.replace('"format":1,', "", 1), encoding="utf-8")
    with pytest.raises(InputError, match="another version"):
        compare_maps(old, example_run, tmp_path / "a.html")
