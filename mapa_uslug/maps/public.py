"""The map for everybody: states of cells and counts with the small ones hidden, nothing else about people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.combined import FULL, Combined
from mapa_uslug.contracts.public import PublicFigures
from mapa_uslug.contracts.tables import STATES, CoverageLayer, PopulationCells, RunResult, group_column
from mapa_uslug.core.text import Text
from mapa_uslug.maps.assets import Assets
from mapa_uslug.maps.descriptions import tiles_of
from mapa_uslug.maps.document import MapDocument, SumsAdder, collect_document
from mapa_uslug.maps.drawing import draw_document
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.public_words import collect_public_words, public_labels

HIDDEN: Final = -1
"""In place of a count that is hidden, in the arrays ``figures.<answer>`` and ``target_figures.<answer>``."""
_COLUMNS: Final = ["people", *STATES]
_GROUPS: Final = {"all": "figures", "target": "target_figures"}
"""Name of the arrays that hold a group's figures."""


def draw_public_map(
    result: RunResult,
    catalog: Catalog,
    figures: PublicFigures,
    *,
    text: Text,
    untold_ways: Collection[str] = (),
    assets: Assets | None = None,
) -> folium.Map:
    """Draw a run for everybody: the map of `draw_map` with nothing to count from, and only what may be told.

    Parameters
    ----------
    result
        Services that may be drawn, with contacts that may be told; layers and white spots that are published.
    figures
        Counts of the same run.
    untold_ways
        Types of which the page says that ways are not told, rather than that there are none.

    Raises
    ------
    ValueError
        If a service that may not be drawn is among them, or the figures are of another run.
    InputError
        If the front end was not built.
    """
    document = make_public_document(result, catalog, figures, text=text, untold_ways=untold_ways)
    title = f"{result.name}: {text('Map of social services, public edition')}"
    drawn = draw_document(
        document, title=title, labels=public_labels(text), language=text.language, assets=assets
    )
    drawn.get_root().tiles = tiles_of(result)
    return drawn


def make_public_document(
    result: RunResult,
    catalog: Catalog,
    figures: PublicFigures,
    *,
    text: Text,
    untold_ways: Collection[str] = (),
) -> MapDocument:
    """Collect what the page shows, from a run of which the people were taken out before.

    Arrays ``figures.<answer>`` and ``target_figures.<answer>`` (int32) hold, for every gmina and then for all together,
    people and people by state; `HIDDEN` stands for what is hidden.
    """
    bare = take_people_out(result)
    document = collect_document(bare, catalog, text, add_sums=_adder_of(figures, result))
    date, year = document.data["info"]["date"], document.data["info"]["year"]
    words = collect_public_words(text, k=figures.k, date=date, year=year)
    headline = {**document.data["words"]["headline"], **words["headline"]}
    data = {
        **document.data,
        "words": {**document.data["words"], **words, "headline": headline},
        "public": {"k": figures.k, "untold_ways": sorted(untold_ways)},
    }
    del data["what_if_note"]
    return replace(document, data=data)


def take_people_out(result: RunResult) -> RunResult:
    """Leave of a run only what everybody may know: where the map looks for figures of people, there are none.

    In the layers one "person" stands in every cell, in the state that the cell is drawn in. Warnings are left out (they name
    files and rows), and why white spots are white (with means weighted by people of cells).
    """
    return replace(
        result,
        services=_bare_services(result.services),
        cells=_bare_cells(result.cells),
        layers=tuple(_bare_layer(layer) for layer in result.layers),
        white_spots=_bare_spots(result.white_spots),
        indicators=pd.DataFrame(),
        problems=(),
        counts=(),
        what_if=None,
        map_layers=(),
        barriers=None,
        at_home=None,
        hours_short={},
        supply=None,
    )


def _bare_services(services: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Who works and who waits there is not everybody's, nor is the name of the file it was read from."""
    return services.assign(occupied=np.nan, waiting=np.nan, staff_fte=np.nan, source="")


def _bare_cells(cells: PopulationCells) -> PopulationCells:
    groups = [group_column(group) for group in cells.groups]
    return replace(cells, table=cells.table.drop(columns=groups).assign(people=0), groups={})


def _bare_layer(layer: CoverageLayer) -> CoverageLayer:
    people = _mark_states(layer.people)
    return replace(layer, people=people, target=None if layer.target is None else people)


def _mark_states(people: NDArray[np.int32]) -> NDArray[np.int32]:
    """One in the state of every cell that anybody lives in, as `state_bytes` chooses it."""
    state = np.where(people[:, FULL] > 0, FULL, people.argmax(axis=1))
    marks = np.zeros_like(people)
    marks[np.arange(len(people)), state] = people.any(axis=1)
    return marks


def _bare_spots(spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    nothing = pd.array([pd.NA] * len(spots), dtype="Int64")
    return spots.assign(people=nothing, people_target=nothing)


def _adder_of(figures: PublicFigures, result: RunResult) -> SumsAdder:
    keys = ["service_type", "mode", "level", "group"]
    tables: Mapping[Any, pd.DataFrame] = dict(iter(figures.figures.groupby(keys)))
    codes = [*result.gminas["gmina_teryt"].astype(str), ""]

    def add_figures(pack: ArrayPack, number: int, answer: Combined) -> None:
        for group, name in _GROUPS.items():
            if group == "target" and answer.target is None:
                continue
            table = tables.get((answer.service_type, answer.mode, answer.level, group))
            if table is None:
                raise ValueError(
                    f"no figures of {answer.service_type} by {answer.mode}, level {answer.level}"
                )
            pack.add(f"{name}.{number}", _as_array(table, codes))

    return add_figures


def _as_array(table: pd.DataFrame, codes: list[str]) -> NDArray[np.int32]:
    """People and people by state of gminas in this order; nobody of those that the figures are not of."""
    told = table.set_index(table["gmina_teryt"].astype(str))[_COLUMNS].astype("Int64").fillna(HIDDEN)
    return np.asarray(told.reindex(codes).fillna(0).to_numpy(dtype=np.int32))
