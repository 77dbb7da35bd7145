"""The map: size of its file, time to draw it, time to open it in a browser, and to count and draw a change anew."""

from __future__ import annotations

import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.common import ROOT, Row, show, within
from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map
from mapa_uslug.pipeline import run_area

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

POWIAT_MB, VOIVODESHIP_MB = 5.0, 30.0
POWIAT_START_S, VOIVODESHIP_START_S = 1.0, 4.0
POWIAT_RECOUNT_S, VOIVODESHIP_RECOUNT_S = 0.030, 0.150
STARTS, CHANGES = 3, 20
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
_SIZE: Final = {"width": 1366, "height": 768}
_PREPARE: Final = """() => {
  const { map, model, store } = MapaUslug.session;
  const types = [...model.data.what_if.types];
  const placesOf = (type) => Math.max(...type.measures.map((measure) => measure.places.length));
  const workOf = (type) => type.measures.length * placesOf(type);
  const type = types.sort((a, b) => workOf(b) - workOf(a))[0];
  const measures = model.measuresOf(type.code);
  const question = {
    type: type.code, mode: model.modesOf(type.code)[0], group: "all",
    limits: Object.fromEntries(measures.map((measure) => [measure.mode, measure.values[1]])),
  };
  window.twoFrames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  window.timed = async (change) => {
    performance.clearMeasures();
    const start = performance.now();
    await change();
    const seen = performance.now() - start;
    await twoFrames();
    const sum = (name) => performance.getEntriesByName(name, "measure").reduce((total, entry) => total + entry.duration, 0);
    return { recount: sum("mapa:recount"), redraw: sum("mapa:redraw"), page: seen };
  };
  store.change({ question });
  return { type: type.code, places: placesOf(type), modes: measures.length, cells: model.cells.count };
}"""
_SLIDER: Final = """async (count) => {
  const { model, store } = MapaUslug.session;
  const { question } = store.state;
  const [measure] = model.measuresOf(question.type);
  const found = [];
  for (let i = 2; i < count + 2; i += 1) {
    const value = measure.values[1] + measure.step * Math.floor(i / 2) * (i % 2 ? -1 : 1);
    const limits = { ...question.limits, [measure.mode]: value };
    found.push(await timed(() => store.change({ question: { ...question, limits } })));
  }
  return found;
}"""
_CLOSE: Final = """async (count) => {
  const { model, store, actions } = MapaUslug.session;
  const ids = model.places(store.state.question.type).map((place) => place.id).slice(0, count);
  const found = [];
  for (const id of ids) {
    found.push(await timed(() => actions.toggleClosed(id)));
    store.undo();
    await twoFrames();
  }
  return found;
}"""
_ADD: Final = """async (count) => {
  const { model, store, actions } = MapaUslug.session;
  const every = Math.floor(model.cells.count / count);
  const found = [];
  for (let i = 0; i < count; i += 1) {
    found.push(await timed(() => actions.addAt(i * every)));
    store.undo();
    await twoFrames();
  }
  return found;
}"""
_UNPACK: Final = """async () => {
  const { model, store, actions } = MapaUslug.session;
  const start = performance.now();
  await model.loadWays();
  const loaded = performance.now();
  performance.clearMeasures();
  actions.addAt(0);
  while (!performance.getEntriesByName("mapa:recount", "measure").length) await twoFrames();
  const done = performance.now();
  store.undo();
  return { load: (loaded - start) / 1e3, whole: (done - start) / 1e3 };
}"""


def rows() -> list[Row]:
    """The example's map, a powiat's, and that of a made voivodeship."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_area(ROOT / "data" / "example" / "area.toml", folder / "powiat")
        powiat, voivodeship = folder / "powiat" / "mapa.html", folder / "wojewodztwo.html"
        drawing = _draw_voivodeship(voivodeship)
        return [
            _size_row("map of a powiat (the example)", powiat, POWIAT_MB),
            _size_row("map of a voivodeship (made)", voivodeship, VOIVODESHIP_MB, drawing.pop()),
            *drawing,
            *_browser_rows("powiat", powiat, POWIAT_START_S, POWIAT_RECOUNT_S),
            *_browser_rows("voivodeship", voivodeship, VOIVODESHIP_START_S, VOIVODESHIP_RECOUNT_S),
        ]


def _size_row(subject: str, path: Path, at_most: float, note: str = "") -> Row:
    megabytes = path.stat().st_size / 1e6
    return Row(f"{subject}: file", f"{megabytes:.1f} MB", bar=f"under {at_most:g} MB", is_met=megabytes < at_most, note=note)  # fmt: skip


def _draw_voivodeship(path: Path) -> list[Any]:
    """Rows of time and memory, and last what is in the file."""
    from benchmarks.made_voivodeship import make_voivodeship

    catalog = read_catalog()
    result = make_voivodeship(catalog)
    before = _peak_mb(start_anew=True)
    start, used = time.perf_counter(), _processor_s()
    write_map(draw_map(result, catalog, text=Text("pl")), path)
    taken, used = time.perf_counter() - start, _processor_s() - used
    peak = _peak_mb()
    amounts = (
        f"{len(result.cells.table):,} cells, {len(result.services):,} places, {len(result.gminas)} gminas, "
        f"{result.network.node_count:,} junctions"  # type: ignore[attr-defined]
    )
    return [
        Row("the same, drawn by Python", show(taken), note=f"{show(used)} of processor time"),
        Row("the same, peak memory", f"{peak:.0f} MB", note=f"{before:.0f} MB of it hold the run's result"),
        amounts,
    ]


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak_mb(*, start_anew: bool = False) -> float:
    """Most memory that this process had [MB]; where Linux lets it, since it was last asked to start anew."""
    if start_anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _browser_rows(name: str, path: Path, start_s: float, recount_s: float) -> list[Row]:
    starts = [_time_start(path) for _ in range(STARTS)]
    start = within(f"map of a {name}: opened from disk, until it answers", min(starts), at_most_s=start_s, note=f"headless Chromium, least of {STARTS}")  # fmt: skip
    with _opened(path) as page:
        asked = page.evaluate(_PREPARE)
        page.wait_for_timeout(1000)
        memory = [_renderer_mb(page)]
        changes = {
            "slider moved by a step": page.evaluate(_SLIDER, CHANGES),
            "a place closed": page.evaluate(_CLOSE, CHANGES),
        }
        unpacked = page.evaluate(_UNPACK)
        changes["a place added"] = page.evaluate(_ADD, CHANGES)
        memory.append(_renderer_mb(page))
    of_type = f"{asked['type']}: {asked['places']} places by {asked['modes']} modes, {asked['cells']:,} cells"
    return [
        start,
        *(_recount_row(name, what, found, recount_s, of_type) for what, found in changes.items()),
        Row(
            f"map of a {name}: costs of new places, first use", show(unpacked["whole"]),
            note=f"unpacking {show(unpacked['load'])}, then the first place's own counting",
        ),
        Row(f"map of a {name}: memory of the page", f"{memory[0]:.0f} MB", note=f"{memory[1]:.0f} MB once places were added; anonymous memory of the renderer"),
    ]  # fmt: skip


def _recount_row(name: str, what: str, found: list[dict[str, float]], at_most_s: float, note: str) -> Row:
    """Median of counting and drawing together, as the page measures them itself."""
    recount, redraw, page = (
        statistics.median(one[key] for one in found) / 1e3 for key in ("recount", "redraw", "page")
    )
    both = statistics.median(one["recount"] + one["redraw"] for one in found) / 1e3
    parts = f"recount {show(recount)}, redraw {show(redraw)}"
    if what != "a place added":
        parts += f"; {show(page)} with panel, symbols and tables"
    return within(f"map of a {name}: {what}, counted and drawn anew", both, at_most_s=at_most_s, note=f"{parts}; {note}; median of {len(found)}")  # fmt: skip


def _time_start(path: Path) -> float:
    with _opened(path) as page:
        return float(page.evaluate("Number(document.documentElement.dataset.ready)")) / 1e3


@contextmanager
def _opened(path: Path) -> Iterator[Page]:
    """A file in a browser of its own, with every request refused but for the file itself."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise SystemExit("No Chromium on this machine: `make browser` installs one where there is apt-get.")
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=found, args=_OPTIONS)
        page = browser.new_context(viewport=_SIZE).new_page()  # type: ignore[arg-type]
        page.route(
            "**/*",
            lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort(),
        )
        page.set_default_timeout(120_000)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        yield page
        browser.close()


def _renderer_mb(page: Page) -> float:
    """Memory of its own of the process that shows the page [MB]; another one stands by."""
    browser = page.context.browser
    assert browser is not None
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [f"/proc/{int(p['id'])}/status" for p in processes if p["type"] == "renderer"]
    return max(int(Path(p).read_text(encoding="ascii").split("RssAnon:")[1].split()[0]) for p in pages) / 1024
