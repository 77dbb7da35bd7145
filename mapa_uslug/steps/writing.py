"""Every result into one folder: all of it, or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.config import Sharing, TransitOptions
from mapa_uslug.contracts.config_values import OSMNX_SOURCE
from mapa_uslug.contracts.map_layers import MAP_NAME
from mapa_uslug.contracts.tables import Count, CoverageLayer, RunResult
from mapa_uslug.contracts.tiles import TileSource
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import folder_in_making
from mapa_uslug.core.program import program_digest
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports import (
    write_at_home,
    write_barrier_table,
    write_excluded_localities,
    write_exclusion_page,
    write_gap_table,
    write_layers,
    write_manifest,
    write_offer,
    write_one_trip,
    write_possible_overlaps,
    write_report,
    write_states,
    write_supply,
)
from mapa_uslug.reports import write_differences as _write_differences
from mapa_uslug.scenarios import ClosedRoads, PlannedRoads
from mapa_uslug.steps.loading import AreaData, Progress, extract_path
from mapa_uslug.steps.map_layers import build_map_layers
from mapa_uslug.steps.measuring import Measurer, plan_measures
from mapa_uslug.steps.new_courses import ROLE as COURSE_ROLE
from mapa_uslug.steps.reach import write_reach
from mapa_uslug.transit.visits import longest_away_s
from mapa_uslug.work.runners import Keeping, Runner, recall
from mapa_uslug.work.units import Arrays, name_of

_NOT_ALWAYS = (
    MAP_NAME,
    "stany.csv",
    "stany.parquet",
    "roznice.csv",
    "bariery.csv",
    "miejscowosci_bez_dojazdu.csv",
    "wykluczenie.html",
    "uslugi_w_domu.csv",
    "dublowanie.csv",
    "jedna_podroz.csv",
    "dostepnosc_miejsc.csv",
)
"""Files that only some runs write: those of an earlier run would tell of what this one did not examine."""


def check_out_folder(out: Path) -> None:
    """Refuse a place that results cannot be written to, before anything is computed.

    Raises
    ------
    InputError
        A file of that name, or a folder that cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise InputError([problem("The results cannot be written to {value}.", where="--out", code="out", value=out,
                                  hint="Give a folder that you may write to, not a file.")]) from error  # fmt: skip


def check_map_tools(data: AreaData) -> None:
    """Refuse to compute what could not be drawn in the end.

    Raises
    ------
    InputError
        The map is asked for, and its script or style was not built.
    """
    if data.config.map.draw:
        from mapa_uslug.maps.assets import read_assets

        read_assets()


def write_results(
    result: RunResult, data: AreaData, out: Path, *, language: str, progress: Progress, plan: Path | None = None,
    base: RunResult | None = None,
) -> RunResult:  # fmt: skip
    """Write map, report, table, layers, rasters and manifest; with `base`, the differences too.

    Returns
    -------
    RunResult
        As given, with what writing it has to warn of.

    They are written beside the folder first and moved in together, so that a run that fails leaves the results of
    the last one whole.
    """
    text, what_if = Text(language), "none"
    try:
        with folder_in_making(out) as part:
            progress("Writing tables and layers")
            inputs = data.inputs | ({"plan": plan} if plan else {})
            write_snapshot(result, data, part, language=language, inputs=inputs)
            if result.barriers is not None:
                write_barrier_table(result, data.catalog, part / "bariery.csv")
            if result.transit is not None:
                write_excluded_localities(result, part / "miejscowosci_bez_dojazdu.csv")
            write_at_home(result, part / "uslugi_w_domu.csv")
            write_possible_overlaps(result, data.catalog, part / "dublowanie.csv")
            write_one_trip(result, data.catalog, part / "jedna_podroz.csv")
            write_supply(result, data.catalog, part / "dostepnosc_miejsc.csv")
            write_reach(
                Measurer(data, result.services, data.config.sharing),
                plan_measures(data, result.services),
                part / "rastry",
            )
            progress("Writing the report")
            write_report(result, data.catalog, part / "raport.html", text=text)
            if result.transit is not None:
                write_exclusion_page(result, part / "wykluczenie.html", text=text)
            if data.config.map.draw:
                progress("Drawing the map")
                what_if = _write_map(result, data, part / MAP_NAME, text=text)
            if base is not None:
                _write_differences(base, result, part / "roznice.csv")
            _clear_old(part, out)
    finally:
        progress("")
    return replace(result, problems=(*result.problems, *_warn_of_size(what_if, data)))


def _write_map(result: RunResult, data: AreaData, path: Path, *, text: Text) -> str:
    """Draw the map; returns what can be tried out in it, as `MapOptions.what_if` has it."""
    from mapa_uslug.maps import draw_map, write_map

    layers = (*result.map_layers, *build_map_layers(result, data.catalog, text=text))
    memo = partial(_recall, data.runner) if isinstance(data.runner, Keeping) else None
    drawn = draw_map(replace(result, map_layers=layers), data.catalog, text=text, memo=memo)
    write_map(drawn, path)
    what_if: str = drawn.what_if
    return what_if


def _recall(
    runner: Runner, about: str, content: Sequence[NDArray[Any]], make: Callable[[], Arrays]
) -> Arrays:
    """A part of a map, named by all that it hangs on, the program to the letter among it."""
    return recall(runner, name_of(f"map|{program_digest()}|{about}", content), make)


def write_snapshot(
    result: RunResult,
    data: AreaData,
    folder: Path,
    *,
    language: str,
    inputs: Mapping[str, Path] | None = None,
) -> None:
    """Write what later results can be compared with: gaps, offer, states of cells, layers and the manifest."""
    write_gap_table(result, folder / "luki.csv")
    write_offer(result, folder / "oferta.csv")
    write_states(result, folder / "stany.csv")
    write_layers(result, data.catalog, folder / "wyniki.gpkg")
    options = options_of(data, language)
    write_manifest(result, folder / "manifest.json", inputs=inputs or data.inputs, options=options)


def _warn_of_size(what_if: str, data: AreaData) -> list[Problem]:
    """Say so where the map can do less than it was asked for."""
    options = data.config.map
    if not options.draw or what_if == options.what_if or options.what_if == "none":
        return []
    message = mark("The map would be larger than {n} MB, so nothing can be tried out in it.")
    if what_if == "places":
        message = mark("The map would be larger than {n} MB, so no new places can be tried out in it.")
    return [problem(message, where="area.toml [map]", code="map_size", severity="warning", n=options.largest_mb,
                    hint="Raise `largest_mb`, analyse a smaller area or fewer types, or use `mapa-uslug scenario run`.")]  # fmt: skip


def _clear_old(part: Path, out: Path) -> None:
    """Take away files of an earlier run that this one does not have: they would tell of what is gone, or was not examined."""
    for old in (out / "rastry").glob("*.tif"):
        if not (part / "rastry" / old.name).exists():
            old.unlink()
    for name in _NOT_ALWAYS:
        if not (part / name).exists():
            (out / name).unlink(missing_ok=True)


def options_of(data: AreaData, language: str) -> dict[str, Any]:
    """The settings that the result depends on, without the paths of this machine."""
    options = data.config.model_dump(mode="json", exclude={"inputs"})
    return options | {"language": language, "catalog_version": data.catalog.version}


def collect_counts(data: AreaData, layers: Sequence[CoverageLayer]) -> tuple[Count, ...]:
    """What every stage took in and gave out."""
    people = int(data.cells.table["people"].sum())
    measured = sorted({x.service_type for x in layers})
    located = data.registry.located
    by_kind = located["service_type"].value_counts()
    skipped = int(by_kind[[t for t in by_kind.index if t not in measured]].sum())
    return (
        *data.counts,
        Count(
            "coverage: services",
            len(located),
            len(located) - skipped,
            {"not_measured": skipped} if skipped else {},
        ),
        Count("coverage: people", people, people),
    )


def collect_info(data: AreaData, sharing: Sharing, *, headline: pd.DataFrame, plan: str) -> dict[str, object]:
    """What the outputs say about how they came about."""
    config = data.config
    return {
        "headline": headline,
        "plan": plan,
        "closed": data.roads.counts if isinstance(data.roads, ClosedRoads) else {},
        "built": data.roads.built.roads if isinstance(data.roads, PlannedRoads) else (),
        "courses": [path.name for role, path in data.inputs.items() if role.startswith(COURSE_ROLE)],
        "sharing": sharing.regime,
        "year": data.cells.year,
        "modes": list(data.modes),
        "terminal_s": dict(config.roads.terminal_s),
        "max_snap_m": config.roads.max_snap_m,
        "known_beyond_km": config.services.known_beyond_km,
        "cell_m": data.cells.cell_m,
        "groups": dict(data.cells.groups),
        "attribution": attribution_of(data),
        "tiles": _tiles(data),
        "largest_mb": config.map.largest_mb,
        "transit": _transit_options(config.transit),
        "barriers": config.barriers.model_dump(mode="json"),
        "supply": config.supply.model_dump(mode="json"),
        "inputs": {role: path.name for role, path in sorted(data.inputs.items())},
        "outside_people": _people_outside(data),
        "catalog_version": data.catalog.version,
        "catalog_source": data.catalog.source,
    }


def _transit_options(options: TransitOptions) -> dict[str, object]:
    """The options, and the longest time away from home that follows from them, minutes."""
    return {
        **options.model_dump(mode="json"),
        "away_max": longest_away_s(options.stay_max * 60) // 60,
    }


def attribution_of(data: AreaData) -> list[str]:
    """Whom the map data are owed to: as `area.toml` says, else OpenStreetMap's contributors where it is theirs."""
    config = data.config
    if config.area.credits:
        return config.area.credits
    is_graph = config.inputs.roads.suffix.lower() == ".graphml" or str(config.inputs.roads) == OSMNX_SOURCE
    return ["© OpenStreetMap contributors (ODbL)"] if is_graph or extract_path(config) else []


def _tiles(data: AreaData) -> TileSource | None:
    """Tiles from the web that the map may show, if `area.toml` asks for them."""
    options = data.config.map
    return TileSource(options.tiles_url, options.tiles_attribution) if options.online_tiles else None


def _people_outside(data: AreaData) -> int:
    """People whose cell lies beyond the road data."""
    import shapely

    points = data.cells.table.geometry.to_numpy()
    inside = shapely.contains_xy(data.extent, shapely.get_x(points), shapely.get_y(points))
    return int(np.asarray(data.cells.table["people"])[~inside].sum())
