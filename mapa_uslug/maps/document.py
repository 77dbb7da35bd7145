"""The data that a map carries: one JSON document and one pack of arrays."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.contracts.combined import ALL_MODES, TOO_FAR, Combined
from mapa_uslug.contracts.tables import PopulationCells, RunResult
from mapa_uslug.core.crs import WGS84
from mapa_uslug.core.text import Text, mark
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.maps.background import BackgroundSource, detail_m, list_place_names, recall_background
from mapa_uslug.maps.bands import describe_bands, outline_bands
from mapa_uslug.maps.descriptions import (
    SPOT_COLUMNS,
    describe_answer,
    describe_area,
    describe_caveats,
    describe_gminas,
    describe_info,
    describe_problems,
    describe_services,
    describe_types,
    describe_white_spots,
)
from mapa_uslug.maps.elements import to_json
from mapa_uslug.maps.kept import Memo
from mapa_uslug.maps.map_layers import add_map_layers
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.shapes import Frame, make_shapes
from mapa_uslug.maps.spot_causes import add_spot_causes
from mapa_uslug.maps.states import list_answers, state_bytes, sum_by_gmina
from mapa_uslug.maps.what_if import add_what_if
from mapa_uslug.maps.words import collect_words

LARGEST_MB: Final = 30
"""Larger files are slow to open and do not pass through offices' mail."""
FORMAT: Final = 1
"""Raised whenever a page of before could no longer be read as one of now: `reading` refuses others."""
NO_COST = 65535
_MARGIN_SHARE = 0.4
_MIN_MARGIN_M = 3000.0
_NOTE_WITHOUT: Final = mark(
    "This file holds the figures of the run only: travel times were left out, so that thresholds, places and "
    "partners cannot be changed here. `mapa-uslug scenario run` counts such plans."
)

SumsAdder = Callable[[ArrayPack, int, Combined], None]
"""Adds the people by state of an answer, whose number its arrays are called by."""


@dataclass(frozen=True, eq=False)
class MapDocument:
    """What the page embeds, and where it looks at first (south-west, north-east) [deg].

    Attributes
    ----------
    data
        JSON document.
    arrays
        Encoded `ArrayPack` of all that the first view needs.
    ways
        Another one, of the costs between all pairs of cells: unpacked when a place is added. Empty without them.
    """

    data: dict[str, Any]
    arrays: str
    ways: str
    bounds: list[list[float]]

    @property
    def size(self) -> int:
        """About how many bytes of the page the data take."""
        return len(to_json(self.data).encode("utf-8")) + len(self.arrays) + len(self.ways)

    @property
    def what_if(self) -> str:
        """What can be tried out: ``full``, ``places`` or ``none``, as in `MapOptions`."""
        if self.data["what_if"] is None:
            return "none"
        return "full" if self.ways else "places"


def make_document(
    result: RunResult, catalog: Catalog, *, text: Text, memo: Memo | None = None
) -> MapDocument:
    """Collect everything the page shows: the figures of the run, or what it counts them from.

    What would make the file larger than `LARGEST_MB` (or ``largest_mb`` of the run's info) is left out, the costs of new
    places first. Cells that the source keeps confidential have a state, but no people to be shown: these stand only in
    sums. What the page counts with holds the estimates of this product for them, as sums are made of these.
    """
    largest = float(str(result.info.get("largest_mb", LARGEST_MB))) * 1e6
    ground = _collect_ground(result, catalog, text, memo)
    document = _complete(ground, result, catalog, text)
    if document.size > largest and document.what_if == "full":
        document = replace(document, data={**document.data, "way_arrays": {}}, ways="")
    if document.size > largest and document.what_if == "places":
        document = _complete(ground, replace(result, what_if=None), catalog, text)
    return document


def collect_document(
    result: RunResult, catalog: Catalog, text: Text, *, add_sums: SumsAdder | None = None
) -> MapDocument:
    """Collect what the page shows, whatever its size.

    Parameters
    ----------
    add_sums
        Adds the people by state of each stored answer; where left out, those of the layers are added gmina by gmina.
    """
    return _complete(_collect_ground(result, catalog, text, None), result, catalog, text, add_sums=add_sums)


@dataclass(frozen=True, eq=False)
class _Ground:
    """What a page shows whether or not anything can be tried out in it: collected once, however often the rest is."""

    data: dict[str, Any]
    pack: ArrayPack
    frame: Frame
    answers: list[Combined]


def _collect_ground(result: RunResult, catalog: Catalog, text: Text, memo: Memo | None) -> _Ground:
    pack = ArrayPack()
    frame = Frame.around(result.crs, _window(result))
    # Drawn beside each other, and packed one after the other: the first compressed while the second is still drawn.
    with ThreadPoolExecutor(2) as pool:
        background = pool.submit(recall_background, _background_of(result, frame), memo=memo)
        bands = pool.submit(outline_bands, result.isochrones, frame, memo=memo)
        for name, shapes in background.result().items():
            shapes.add_to(pack, name)
        _add_cells(pack, result.cells, result, frame)
        _add_outlines(pack, result, frame)
        outlines, isochrones = bands.result()
    outlines.add_to(pack, "bands")
    answers = list_answers(result)
    data: dict[str, Any] = {
        "format": FORMAT,
        "language": text.language,
        "name": result.name,
        "words": collect_words(text, is_planned=bool(result.info.get("plan"))),
        "frame": [frame.x0, frame.y0, frame.side],
        "bounds": _bounds(result),
        "areas": [describe_area(a, text) for a in catalog.areas],
        "first": _first_question(answers, result, catalog),
        "gminas": describe_gminas(result),
        "localities": _localities(result.cells),
        "services": describe_services(result, catalog),
        "bands": describe_bands(isochrones),
        "spot_causes": add_spot_causes(pack, result, text),
        "layers": add_map_layers(pack, result.map_layers, frame, text),
        "place_names": list_place_names(result.landscape, crs=result.crs, frame=frame),
        "notes": [*describe_caveats(result, text), *describe_problems(result, text)],
        "info": describe_info(result),
        "cell_ids": [str(c) for c in result.cells.table["cell_id"]],
    }
    return _Ground(data, pack, frame, answers)


def _complete(
    ground: _Ground, result: RunResult, catalog: Catalog, text: Text, *, add_sums: SumsAdder | None = None
) -> MapDocument:
    """The document with what its page counts from, or where the result has nothing such, with the figures of the run."""
    pack, ways, answers = ground.pack.copy(), ArrayPack(), ground.answers
    data = ground.data | {"types": describe_types(answers, result, catalog, text)}
    if result.what_if is None:
        data |= _stored_answers(pack, answers, result, ground.frame, add_sums or _sums_of_layers(result))
        data |= {"what_if": None, "what_if_note": text(_NOTE_WITHOUT)}
    else:
        what_if = add_what_if(pack, ways, result, catalog)
        data |= {"answers": [], "white_spots": [], "white_spot_columns": SPOT_COLUMNS, "what_if": what_if}
    data |= {"arrays": pack.directory, "way_arrays": ways.directory}
    return MapDocument(data, pack.encoded(), ways.encoded() if ways.directory else "", data["bounds"])


def _stored_answers(
    pack: ArrayPack, answers: list[Combined], result: RunResult, frame: Frame, add_sums: SumsAdder
) -> dict[str, Any]:
    """The answers to every question of the run, for a page that cannot count them."""
    _add_answers(pack, answers, add_sums)
    spots, answer_of_spot = _answered_spots(result, answers)
    make_shapes(spots.geometry.values, frame, tolerance_m=0.0).add_to(pack, "white_spots")
    return {
        "answers": [describe_answer(a) for a in answers],
        "white_spot_columns": SPOT_COLUMNS,
        "white_spots": describe_white_spots(spots, answer_of_spot, result),
    }


def _background_of(result: RunResult, frame: Frame) -> BackgroundSource:
    if not isinstance(result.network, RoadNetwork):
        raise TypeError(f"network: expected a RoadNetwork, got {type(result.network).__name__}")
    area = shapely.union_all(_area_gminas(result).geometry.to_numpy())
    return BackgroundSource(result.landscape, result.network, area, result.cells, frame)


def _area_gminas(result: RunResult) -> Any:
    is_area = result.gminas["is_area"].to_numpy(dtype=bool)
    return result.gminas[is_area] if is_area.any() else result.gminas


def _window(result: RunResult) -> tuple[float, float, float, float]:
    """The area with a margin, so that neighbours' roads and places give it a setting."""
    west, south, east, north = (float(v) for v in _area_gminas(result).total_bounds)
    margin = max(_MIN_MARGIN_M, _MARGIN_SHARE * max(east - west, north - south))
    return west - margin, south - margin, east + margin, north + margin


def _bounds(result: RunResult) -> list[list[float]]:
    west, south, east, north = (float(v) for v in _area_gminas(result).to_crs(WGS84).total_bounds)
    return [[round(south, 5), round(west, 5)], [round(north, 5), round(east, 5)]]


def _add_cells(pack: ArrayPack, cells: PopulationCells, result: RunResult, frame: Frame) -> None:
    """Corners, gmina, locality and people of every cell (none where the source keeps them confidential)."""
    table = cells.table
    col, row = (table[c].to_numpy(dtype=np.float64) for c in ("grid_col", "grid_row"))
    corners = [
        frame.quantise((col + dx) * cells.cell_m, (row + dy) * cells.cell_m, crs=cells.grid_crs)
        for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))
    ]
    quads = np.stack(corners, axis=1).reshape(len(table), 8)
    is_imputed = table["is_imputed"].to_numpy(dtype=bool)
    people = table["people"].to_numpy(dtype=np.int64)
    x, y = shapely.get_coordinates(table.geometry.values).T
    pack.add("cells.quads", quads)
    for name, values in zip("xy", frame.quantise(x, y).T, strict=True):
        pack.add(f"cells.{name}", values)
    pack.add("cells.col", table["grid_col"].to_numpy().astype(np.int32))
    pack.add("cells.row", table["grid_row"].to_numpy().astype(np.int32))
    pack.add("cells.gmina", _gmina_index(result, table["gmina_teryt"]).astype(np.uint16))
    pack.add("cells.locality", _codes_of(table["locality"], _localities(cells)))
    pack.add("cells.people", np.where(is_imputed, 0, people).astype(np.uint32))
    pack.add("cells.is_imputed", is_imputed.astype(np.uint8))


def _gmina_index(result: RunResult, codes: pd.Series) -> NDArray[np.int64]:
    order = pd.Index(result.gminas["gmina_teryt"].astype(str))
    index = order.get_indexer(codes.astype(str))
    if (index < 0).any():
        raise ValueError(f"cells of gminas that are not in the table: {sorted(set(codes[index < 0]))}")
    return np.asarray(index, dtype=np.int64)


def _localities(cells: PopulationCells) -> list[str]:
    return sorted({str(name) for name in cells.table["locality"].dropna() if name})


def _codes_of(names: pd.Series, order: list[str]) -> NDArray[np.uint16]:
    """Index into `order` plus one; 0 where there is no name."""
    index = {name: i + 1 for i, name in enumerate(order)}
    return np.array([index.get(str(n), 0) if isinstance(n, str) else 0 for n in names], dtype=np.uint16)


def _sums_of_layers(result: RunResult) -> SumsAdder:
    gmina_of = _gmina_index(result, result.cells.table["gmina_teryt"])
    gminas = len(result.gminas)

    def add_sums(pack: ArrayPack, number: int, answer: Combined) -> None:
        pack.add(f"sums.{number}", sum_by_gmina(answer.people, gmina_of, gminas))
        if answer.target is not None:
            pack.add(f"target_sums.{number}", sum_by_gmina(answer.target, gmina_of, gminas))

    return add_sums


def _add_answers(pack: ArrayPack, answers: list[Combined], add_sums: SumsAdder) -> None:
    for number, answer in enumerate(answers):
        pack.add(f"state.{number}", state_bytes(answer))
        add_sums(pack, number, answer)
        if answer.mode != ALL_MODES and answer.level == MAIN_LEVEL:
            layer = answer.layers[0]
            cost = np.where(np.isfinite(layer.cost), np.ceil(layer.cost), NO_COST)
            pack.add(f"cost.{answer.service_type}.{answer.mode}", np.minimum(cost, NO_COST).astype(np.uint16))
            nearest = layer.nearest_place.astype(np.int64) + 1
            pack.add(f"nearest.{answer.service_type}.{answer.mode}", nearest.astype(np.uint16))


def _add_outlines(pack: ArrayPack, result: RunResult, frame: Frame) -> None:
    detail = detail_m(frame)
    make_shapes(result.gminas.geometry.values, frame, tolerance_m=detail).add_to(pack, "gminas")
    make_shapes([result.extent], frame, tolerance_m=detail).add_to(pack, "extent")


def _first_question(answers: list[Combined], result: RunResult, catalog: Catalog) -> dict[str, Any] | None:
    """The question that the map opens with: the type with the largest white spot, by every mode, at the main level.

    Types whose own group nobody has counted come after the others: all residents stand in for it there.
    """
    widest = {a.service_type: a for a in reversed(answers) if a.level == MAIN_LEVEL}
    spots = result.white_spots[result.white_spots["level"] == MAIN_LEVEL]
    most = spots.groupby(["service_type", "mode"])["people"].max().dropna()
    largest = {key: int(n) for key, n in most.items()}
    order = sorted(
        widest.values(),
        key=lambda a: (
            a.target is None and catalog.by_code[a.service_type].target != "all",
            -largest.get((a.service_type, a.mode), 0),
            -int(a.people[:, TOO_FAR].sum()),
            a.service_type,
        ),
    )
    return {"type": order[0].service_type, "mode": order[0].mode, "level": MAIN_LEVEL} if order else None


def _answered_spots(result: RunResult, answers: list[Combined]) -> tuple[gpd.GeoDataFrame, list[int]]:
    """White spots of questions that can be asked (``all`` of a single mode says the same twice), and their answers."""
    number = {(a.service_type, a.mode, a.level): i for i, a in enumerate(answers)}
    table = result.white_spots
    keys = zip(table["service_type"], table["mode"], table["level"], strict=True)
    answer = np.array([number.get((str(t), str(m), int(n)), -1) for t, m, n in keys], dtype=np.int64)
    return table[answer >= 0], answer[answer >= 0].tolist()
