"""A report of nested parts in a browser: opened from disk, read by axe, on a phone, on paper."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from screens import DESKTOP, PHONE, ROOT

sys.path.insert(0, str(ROOT / "tests" / "unit" / "reports"))

from every_block import FIGURE, REPORT

from mapa_uslug.core.text import Text
from mapa_uslug.reports.report_forms import write_form

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
A4_PX = 688
"""182 mm between the margins."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("Plan lokalny") / "plan.html"
    write_form(REPORT, "html", path, text=Text("pl"))
    return path


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    """The report; whatever is done to it, nobody else is asked and nothing complains."""
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
    page.locator("summary").click()
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


def test_the_page_never_scrolls_sideways(page: Page):
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_what_a_drawing_shows_can_be_read_with_keys(page: Page):
    told = page.locator("figure details p")
    assert not told.is_visible()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert told.inner_text().replace("\u00a0", " ") == FIGURE.alternative


def test_a_drawing_is_large_enough_to_read(page: Page):
    drawn = page.locator(".drawing svg").bounding_box()
    # On a phone it is scrolled sideways within its frame, not shrunk.
    assert drawn["width"] >= 540


def test_the_listener_hears_a_range_as_a_sentence(page: Page):
    cell = page.locator("td.range").first
    assert cell.locator("[aria-hidden]").inner_text() == "412–530"
    assert cell.locator(".unseen").text_content() == "od 412 do 530, policzono 460"


def test_paper_holds_everything_between_its_margins(page: Page):
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PX, "height": 1000})
    wide = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 60))"
    assert page.evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX
    for hidden in ("nav", ".skip", "details"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.evaluate("getComputedStyle(document.querySelector('tbody tr')).breakInside") == "avoid"
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
