"""The example's barriers, links, buses and excluded localities on the map, as they were planted when it was drawn."""

from __future__ import annotations

import json
import re
import sys
from datetime import date

import pytest
from screens import DESKTOP, PHONE, ROOT

sys.path.insert(0, str(ROOT / "tests"))

from example_buses import feed_stops, feed_trips

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TRUTH = json.loads((ROOT / "data" / "example" / "prawda.json").read_text(encoding="utf-8"))
LAYERS = {
    "barriers": "Barriers",
    "critical_links": "Bridges, railway crossings and only roads (any service)",
    "ways_round": "Ways round",
    "new_crossings": "New ways across (any service)",
    "stops": "Stops and courses",
    "excluded": "Localities excluded from public transport",
    "school_only": "By public transport on school days only (any service)",
}


@pytest.fixture
def page(example_run, open_file):
    opened = open_file(example_run / "mapa.html")
    yield opened.page
    assert (opened.requests, opened.complaints) == ([], [])


def open_table(page, title):
    if not page.locator("#tables").is_visible():
        page.locator(".drawer-toggle").dispatch_event("click")
    page.get_by_role("tab", name=title, exact=True).dispatch_event("click")


def rows_of(page, title):
    """Rows of a layer's table by heading."""
    open_table(page, title)
    heads = page.locator("#table thead th").all_inner_texts()
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#table tbody tr").all()]
    return [dict(zip(heads, [cell.replace("\u00a0", " ") for cell in row], strict=True)) for row in rows]


def card_of(page, title, name):
    """Facts of the card that a row of a layer's table opens."""
    open_table(page, title)
    page.locator("#table").get_by_role("button", name=name, exact=True).first.dispatch_event("click")
    card = page.locator(".card")
    terms, values = card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts()
    return dict(zip(terms, [value.replace("\u00a0", " ") for value in values], strict=True))


def spot_card(page, place):
    """Reasons that the card of the white spot at a planted place gives, for health centres."""
    page.evaluate(
        """({ lat, lon }) => {
            const { model, store } = MapaUslug.session;
            const { question, plan, filters } = store.state;
            const [x, y] = model.frame.steps({ lat, lng: lon });
            const near = (spot) => Math.min(...spot.cells.map((c) => Math.hypot(model.cells.x[c] - x, model.cells.y[c] - y)));
            const spots = [...model.answer(question, plan, filters).spots].sort((a, b) => near(a) - near(b));
            map_uslugi.fire('click', { latlng: L.latLng(model.atOf(spots[0].cells[0])) });
        }""",
        place,
    )
    return page.locator(".card dd li").all_inner_texts()


def planted(name):
    return next(place for place in TRUTH["places"] if place["name"] == name)


def test_every_layer_is_in_the_legend_and_off_at_first(page):
    for key, title in LAYERS.items():
        row = page.locator("label.layer", has=page.locator(f"#layer-layer\\.{key}"))
        assert row.inner_text().startswith(title)
        assert not row.locator("input").is_checked()


def test_the_planted_river_comes_first_and_says_which_bridges_are_near(page):
    river = TRUTH["barriers"]["river"]
    first = rows_of(page, LAYERS["barriers"])[0]
    assert first["Name"] == f"The river {river['name']}"
    card = card_of(page, LAYERS["barriers"], first["Name"])
    sides = card["Localities on one side"], card["Localities on the other side"]
    assert any(set(river["localities"]) == set(side.split(", ")) for side in sides)
    assert any(river["across"] in side for side in sides)
    for place in river["places_by_bridges"]:
        assert place in card["Nearest ways across"]
    # From some pair of neighbours it is seven or more times as far by road.
    assert float(card["Way round by car (km)"]) > 7 * float(card["Straight line (km)"])
    # Nobody calls 3.5 km of road a bridge.
    assert card["Best new way across"].startswith("new road with a bridge (")


def test_a_river_is_one_row_for_walkers_and_cars(page):
    names = [row["Name"] for row in rows_of(page, LAYERS["barriers"])]
    assert names.count("The river Warcica") == 1
    kinds = [
        0 if name.startswith("The river") or "motorway" in name else 1 if "forest" in name else 2
        for name in names
    ]
    assert kinds == sorted(kinds)


def test_a_bridge_is_one_row_with_the_way_round_it(page):
    shut = TRUTH["barriers"]["bridge_shut"]
    links = rows_of(page, LAYERS["critical_links"])
    bridges = [row for row in links if row["Name"] == f"Bridge ({shut['name']})"]
    # Two bridges were built over it.
    assert 1 <= len(bridges) <= len(TRUTH["bridges"])
    worst = bridges[0]
    beyond = int(worst["People newly beyond the threshold"].replace(",", ""))
    assert shut["people_beyond_at_least"] <= beyond <= shut["people_beyond_at_most"]
    assert worst["People cut off"] == "0"
    assert int(worst["Services concerned"]) > 10
    assert float(worst["Way round (km)"]) > 50
    around = rows_of(page, LAYERS["ways_round"])
    assert around[0]["Name"] == f"Way round: bridge ({shut['name']})"
    assert around[0]["Way round (km)"] == worst["Way round (km)"]


def test_a_stop_tells_its_courses_of_every_kind_of_day(page):
    stop = next(key for key, row in feed_stops().items() if row["stop_name"] == "Trzcinno")
    card = card_of(page, LAYERS["stops"], "Trzcinno")
    heads = {
        "school": "Departures on a school day", "free": "Departures on a weekday free of school",
        "saturday": "Departures on a Saturday", "sunday": "Departures on a Sunday or public holiday",
    }  # fmt: skip
    for kind, head in heads.items():
        day = date.fromisoformat(TRUTH["transit"]["days"][kind])
        # Where a course ends nobody gets on.
        assert int(card[head]) == sum(stop in [s for s, _, _ in trip.calls[:-1]] for trip in feed_trips(day))


def test_excluded_localities_are_those_of_the_page_to_print(page, example_run, open_file):
    rows = rows_of(page, LAYERS["excluded"])
    html = (example_run / "wykluczenie.html").read_text(encoding="utf-8")
    table = re.search(r'id="wykluczone".*?</table>', html, re.S)[0]
    printed = [
        re.sub(r"<[^>]+>", "", cell).strip()
        for cell in re.findall(r"<th scope=\"row\">(.*?)</th>", table, re.S)
    ]
    assert [row["Name"] for row in rows] == printed
    assert {"Jodłowice", "Topolin"} <= set(printed)
    # A gmina whose timetables are not complete has no excluded localities.
    names = {gmina["gmina_teryt"]: gmina["gmina"] for gmina in TRUTH["gminas"]}
    assert {row["Gmina"] for row in rows} <= {names[code] for code in TRUTH["transit"]["complete"]}


@pytest.mark.parametrize(
    ("village", "reason"), [("Zakole", "the river Warcica: "), ("Głusza", "the place is remote: ")]
)
def test_a_white_spot_says_why_it_is_white(page, village, reason):
    page.select_option("#service", "POZ")
    assert spot_card(page, planted(village))[0].startswith(reason)


def test_what_ifs_show_no_cause_of_the_run(page):
    page.select_option("#service", "POZ")
    assert any("Warcica" in line for line in spot_card(page, planted("Zakole")))
    open_table(page, "White spots")
    assert "Warcica" in page.locator("#table").inner_text()
    for change in (
        # One minute less than the main threshold; the shorter threshold of the run; a place closed.
        "state.question = { ...state.question, limits: { ...state.question.limits, car: state.question.limits.car - 1 } }",
        "state.question = { ...state.question, limits: Object.fromEntries(model.measuresOf('POZ').map((m) => [m.mode, m.values[0]])) }",
        "state.plan = { ...state.plan, close: [model.servicesOf('POZ')[0].service_id] }",
    ):
        page.evaluate(
            f"""() => {{
                const {{ model, store }} = MapaUslug.session;
                window.before ??= {{ question: store.state.question, plan: store.state.plan }};
                const state = {{ ...window.before }};
                {change};
                store.change(state);
            }}"""
        )
        reasons = spot_card(page, planted("Zakole"))
        assert reasons
        assert not any("Warcica" in line for line in reasons)
        assert "Warcica" not in page.locator("#table").inner_text()
    page.evaluate("() => MapaUslug.session.store.change(window.before)")
    assert any("Warcica" in line for line in spot_card(page, planted("Zakole")))


def test_a_layers_table_is_sorted_by_keyboard(page):
    open_table(page, LAYERS["excluded"])
    page.get_by_role("tab", name=LAYERS["excluded"]).focus()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("tab", name=LAYERS["stops"]).get_attribute("aria-selected") == "true"
    head = page.locator("#table").get_by_role("button", name="Departures on a school day")
    head.focus()
    page.keyboard.press("Enter")
    counts = [int(cell) for cell in page.locator("#table tbody td:nth-child(3)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing_with_every_layer_on(example_maps, open_file, language, size):
    opened = open_file(example_maps[language], size)
    page = opened.page
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    page.evaluate("() => { document.querySelector('.legend').open = true; }")
    for key in LAYERS:
        page.locator(f"#layer-layer\\.{key}").check(force=True)
    page.locator(".drawer-toggle").dispatch_event("click")
    for key in (None, "barriers", "critical_links", "excluded"):
        if key:
            page.locator(f"#tab-layer-{key}").dispatch_event("click")
            page.locator("#table tbody th button").first.dispatch_event("click")
            assert page.locator(".card").count() == 1
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert (opened.requests, opened.complaints) == ([], [])


def test_on_a_phone_the_tabs_are_one_row_and_the_chosen_one_is_in_sight(example_run, open_file):
    page = open_file(example_run / "mapa.html", PHONE).page
    open_table(page, LAYERS["school_only"])
    row, tab = (
        page.locator(part).bounding_box() for part in ("[role=tablist]", "[role=tab][aria-selected=true]")
    )
    assert row["height"] < 60
    assert row["x"] - 1 <= tab["x"]
    # A long name is wider than the row; its beginning can be read.
    assert tab["x"] < row["x"] + row["width"] / 2
