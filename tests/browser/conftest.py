"""A headless Chromium of the system, and pages of which every request is refused and noted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route
from screens import DESKTOP, ROOT
from what_if_page import SERVICE

sys.path.insert(0, str(ROOT / "tests" / "unit" / "maps"))

from drawn_district import build_district

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map
from mapa_uslug.pipeline import analyse, load_area
from mapa_uslug.steps.map_layers import build_map_layers


@dataclass
class Opened:
    """A page with what it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Draws the district once for each language and set of strangers' words."""
    catalog, made = read_catalog(), {}

    def draw(language: str = "en", nasty: str = "") -> Path:
        if (language, nasty) not in made:
            # A folder as on a planner's USB stick.
            path = tmp_path_factory.mktemp("Mapy usług") / f"mapa {language}.html"
            write_map(draw_map(build_district(nasty=nasty), catalog, text=Text(language)), path)
            made[language, nasty] = path
        return made[language, nasty]

    return draw


@pytest.fixture(scope="session")
def example_maps(example_run: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> dict[str, Path]:
    """The example's map in both languages."""

    def draw(folder: Path) -> None:
        data = load_area(ROOT / "data" / "example" / "area.toml", lambda step: None)
        result = analyse(data, data.registry.located, data.config.sharing)
        text = Text("pl")
        result = replace(result, map_layers=build_map_layers(result, data.catalog, text=text))
        write_map(draw_map(result, data.catalog, text=text), folder / "mapa usług.html")

    return {
        "en": example_run / "mapa.html",
        "pl": once("Pamięć USB, powiat zalewski", draw) / "mapa usług.html",
    }


@pytest.fixture
def open_file(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Opens a file from disk with the network refused, and waits until the map has started."""
    contexts = []

    def open_path(path: Path, size: tuple[int, int] = DESKTOP, *, first: str = "") -> Opened:
        """`first`: a script that runs before any of the page's, to take something from the browser."""
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        if first:
            context.add_init_script(first)
        opened = Opened(context.new_page())
        page = opened.page
        page.set_default_timeout(15_000)

        def refuse(route: Route) -> None:
            if route.request.url.startswith("file:"):
                route.continue_()
            else:
                opened.requests.append(route.request.url)
                route.abort()

        page.route("**/*", refuse)
        page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        return opened

    yield open_path
    for context in contexts:
        context.close()


@pytest.fixture
def opened(example_run: Path, open_file: Callable[..., Opened]) -> Opened:
    """The map of the example at the service that what-ifs are tried on."""
    opened = open_file(example_run / "mapa.html")
    opened.page.select_option("#service", SERVICE)
    return opened


@pytest.fixture
def page(opened: Opened) -> Iterator[Page]:
    yield opened.page
    # Whatever was done, nobody was asked and nothing complained.
    assert (opened.requests, opened.complaints) == ([], [])
