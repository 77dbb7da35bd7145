"""The seven steps of the example in a browser, as ``report`` writes them: all chapters, real tables and drawings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from screens import DESKTOP, PHONE, ROOT

from mapa_uslug.pipeline import run_report

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
EXAMPLE = ROOT / "data" / "example"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with some of its services: every chapter is there, and it is quick."""
    area = tmp_path_factory.mktemp("plan") / "powiat"
    shutil.copytree(EXAMPLE, area)
    said = (area / "area.toml").read_text(encoding="utf-8")
    said = said.replace("[services]\n", '[services]\ntypes = ["DDP", "UO", "ZLO", "POZ", "EKO", "OPS"]\n', 1)
    (area / "area.toml").write_text(said, encoding="utf-8")
    plans = [area / "plan_dzienny_dom.toml"]
    run_report(area / "area.toml", area / "plan", forms=("html",), plans=plans, proposals=1)
    return area / "plan" / "plan_uslug.html"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    """The report; nobody else is asked and nothing complains."""
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    asked, complaints = [], []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: complaints.append(m.text))
    page.goto(report.as_uri())
    yield page
    page.close()
    assert (asked, complaints) == ([report.as_uri()], [])


def test_axe_finds_nothing(page: Page):
    if not AXE.is_file():
        pytest.fail("axe-core is missing; `make test` installs it")
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found] == []


def test_the_seven_steps_stand_in_their_order(page: Page):
    headings = [h.replace("\u00a0", " ") for h in page.locator("main h2").all_inner_texts()]
    assert [h.split(".")[0] for h in headings[:7]] == [str(n) for n in range(1, 8)]


def test_every_drawing_says_in_words_what_it_shows(page: Page):
    figures = page.locator("figure")
    assert figures.count() >= 5
    for number in range(figures.count()):
        told = figures.nth(number).locator("details p").text_content() or ""
        assert len(told.strip()) > 40


def test_the_page_never_scrolls_sideways(page: Page):
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
