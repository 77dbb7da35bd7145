"""The map of the example area: its figures are those of the gap table, its cells those that were planted."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest
from screens import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EXAMPLE = ROOT / "data" / "example"
STATES = ("obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")
STATE_NAMES = {"served": "Served", "full": "No free place", "too_far": "Too far", "cannot_tell": "Not known"}
LIMIT_MB = 5.0


@pytest.fixture(scope="module")
def folder(example_run: Path) -> Path:
    return example_run


@pytest.fixture
def opened(folder, open_file):
    return open_file(folder / "mapa.html")


def ask(page, **question):
    """Answer the form as a hand would, but without waiting between the clicks."""
    page.evaluate(
        """question => {
            for (const [name, value] of Object.entries(question)) {
                const field = document.getElementById(name === 'service' ? name : `${name}-${value}`);
                if (name === 'service') field.value = value; else field.checked = true;
                field.dispatchEvent(new Event('change'));
            }
        }""",
        question,
    )


def whole(text):
    return int(text.replace(",", ""))


def test_a_powiat_fits_in_a_small_file_that_opens_without_a_word(folder, opened):
    assert (folder / "mapa.html").stat().st_size < LIMIT_MB * 1e6
    assert (opened.requests, opened.complaints) == ([], [])


def test_every_figure_of_the_gap_table_stands_in_the_map_to_the_person(folder, opened):
    page = opened.page
    page.locator(".drawer-toggle").click()
    page.locator("#tab-gminas").click()
    expected = defaultdict(dict)
    with (folder / "luki.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            key = (row["usluga"], row["srodek"], int(row["poziom"]) - 1, row["grupa"])
            expected[key][row["gmina"]] = [int(row[c]) for c in ("osoby", *STATES)]
    assert len(expected) > 200
    for (service, mode, level, group), gminas in expected.items():
        if not any(row[0] for row in gminas.values()) or (
            group == "target" and service_has_no_group(page, service)
        ):
            continue
        ask(page, service=service)
        ask(page, mode=mode)
        ask(page, level=level)
        if page.locator(f"#group-{group}").count():
            ask(page, group=group)
        rows = page.evaluate(
            "[...document.querySelectorAll('#table tbody tr')].map(r => [...r.children].map(c => c.innerText))"
        )
        # People without a free place are a dash, not nought, where capacity was not assessed.
        seen = {
            name: [0 if i == 3 and cells[i] == "–" else whole(cells[i]) for i in (0, 1, 3, 5, 7)]
            for name, *cells in rows[:-1]
        }
        assert seen == {name: row for name, row in gminas.items() if row[0]}, (service, mode, level, group)


def service_has_no_group(page, service):
    """Services for everybody have one group only."""
    ask(page, service=service)
    return page.locator("#group-target").count() == 0


def test_planted_villages_are_in_the_state_that_they_were_planted_in(opened):
    page = opened.page
    page.locator("#layer-white_spots").uncheck()
    truths = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
    seen, planted = [], []
    for place in truths["places"]:
        for truth in place["expected"]:
            ask(page, service=truth["service_type"])
            ask(page, mode=truth["mode"])
            ask(page, level=truth["level"])
            card = page.evaluate(
                """at => {
                    map_uslugi.fire('click', { latlng: L.latLng(at) });
                    const card = document.querySelector('.card h3');
                    const text = card ? card.innerText : 'no cell';
                    map_uslugi.closePopup();
                    return text.trim();
                }""",
                [place["lat"], place["lon"]],
            )
            name = (place["name"], truth["service_type"], truth["mode"])
            seen.append((name, card))
            planted.append((name, STATE_NAMES[truth["state"]]))
    assert len(planted) > 10
    assert seen == planted


def test_white_spots_of_planted_villages_have_their_people(opened):
    page = opened.page
    truths = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
    cut_off = [p for p in truths["places"] if p["planted_as"] == "cut off by the river"]
    assert cut_off
    page.locator(".drawer-toggle").click()
    for place in cut_off:
        truth = place["expected"][0]
        ask(page, service=truth["service_type"])
        ask(page, mode=truth["mode"])
        ask(page, level=truth["level"])
        rows = [row.inner_text().split("\t") for row in page.locator("#table tbody tr").all()]
        people = {name.strip(): whole(cells[1]) for name, *cells in rows}
        assert people.get(place["name"]) == place["people"], people
