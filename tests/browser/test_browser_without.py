"""The map in a browser that lacks something, and from a place that files are seldom opened from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIGURES = "document.querySelector('.states').innerText"


def test_without_decompression_of_its_own_the_page_unpacks_all_the_same(
    example_run: Path, open_file: Callable
) -> None:
    usual = open_file(example_run / "mapa.html").page
    opened = open_file(example_run / "mapa.html", first="delete window.DecompressionStream")
    page = opened.page
    assert page.evaluate("typeof DecompressionStream") == "undefined"
    assert page.evaluate(FIGURES) == usual.evaluate(FIGURES)
    page.evaluate("MapaUslug.session.model.loadWays()")
    assert (opened.requests, opened.complaints) == ([], [])


def test_without_storage_or_clipboard_nothing_breaks(example_run: Path, open_file: Callable) -> None:
    opened = open_file(
        example_run / "mapa.html",
        first="Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "for (const name of ['localStorage', 'sessionStorage'])"
        "  Object.defineProperty(window, name, { get() { throw new Error('refused') } });",
    )
    assert opened.page.locator(".states").is_visible()
    assert opened.complaints == []


def test_from_a_usb_stick_with_spaces_and_polish_letters(
    example_run: Path, open_file: Callable, tmp_path: Path
) -> None:
    folder = tmp_path / "Pamięć USB (E)" / "Zażółć gęślą jaźń #1 & 50%"
    folder.mkdir(parents=True)
    opened = open_file(Path(shutil.copy(example_run / "mapa.html", folder / "mapa usług – kopia.html")))
    assert opened.page.locator(".states").is_visible()
    assert (opened.requests, opened.complaints) == ([], [])
