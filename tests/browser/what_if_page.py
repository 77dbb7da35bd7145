"""What the tests of what-ifs do on the map of the example: ask, close, add, save and load."""

from __future__ import annotations

import re
from typing import Final

import pytest

SERVICE: Final = "DDP"
CLOSED: Final = "U-085"
MALINOWO: Final = (52.0599036, 15.2049976)


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
