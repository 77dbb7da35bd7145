"""Plans on the map of the example: saved, loaded, counted as the command line counts them."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from screens import ROOT
from what_if_page import CLOSED, SERVICE, add_by_click, changes, close, figures, load, save, slide

from mapa_uslug.pipeline import run_plan

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AREA = ROOT / "data" / "example" / "area.toml"


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
