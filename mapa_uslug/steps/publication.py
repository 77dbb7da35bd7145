"""A run, cleaned and counted for everybody, into a folder for the office's site: all of it, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.public import Directory
from mapa_uslug.contracts.tables import CoverageLayer, RunResult
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import folder_in_making
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import Text
from mapa_uslug.publication.cleaning import CleanServices, clean_services
from mapa_uslug.publication.contacts import clean_contact
from mapa_uslug.publication.directory import build_directory
from mapa_uslug.publication.figures import publish_figures
from mapa_uslug.publication.white_spots import publish_white_spots
from mapa_uslug.reports.locality_places import place_localities
from mapa_uslug.reports.public_directory import write_public_directory
from mapa_uslug.reports.public_index import Download, Edition, write_public_index
from mapa_uslug.reports.public_layers import write_public_layers
from mapa_uslug.reports.public_tables import write_directory_table, write_figures_table, write_spots_table
from mapa_uslug.steps.loading import AreaData, Progress
from mapa_uslug.steps.writing import attribution_of

SMALLEST_K: Final = 3
FILES: Final = (
    "index.html", "mapa.html", "baza_informacji.html", "baza_informacji.csv", "dostep_do_uslug.csv",
    "biale_plamy.csv", "dane_publiczne.gpkg",
)  # fmt: skip
"""What an edition consists of; always all of it, so that nothing of an earlier one stays."""


def check_k(k: int) -> None:
    """Refuse a threshold that hides nothing, or only single persons.

    Raises
    ------
    InputError
        Below `SMALLEST_K`.
    """
    if k < SMALLEST_K:
        raise InputError(
            [
                problem(
                    "Counts cannot be hidden below {k}: with fewer than {least}, one of two people would know the other.",
                    where="--k", code="k_small", k=k, least=SMALLEST_K,
                    hint="Give at least {least}; 10 is usual.",
                )
            ]
        )  # fmt: skip


def write_publication(
    result: RunResult, data: AreaData, out: Path, *, k: int, language: str, progress: Progress
) -> tuple[tuple[Problem, ...], tuple[Path, ...]]:
    """Write `FILES` into a folder; given back with what the editor must look at.

    A rerun on the same inputs gives the same bytes.
    """
    from mapa_uslug.maps import write_map
    from mapa_uslug.maps.public import draw_public_map

    text = Text(language)
    try:
        progress("Hiding small counts")
        area = [str(c) for c in result.gminas.loc[result.gminas["is_area"], "gmina_teryt"].sort_values()]
        figures = publish_figures(result.layers, cells=result.cells, gminas=area, k=k)
        clean = _clean_all(result, text)
        untold_ways = list_untold_ways(result, clean)
        publisher = clean_contact(data.config.publication.contact)
        bare = take_persons_out(keep_main_threshold(result), clean)
        directory = _list(result, clean, area, publisher.text, data, text)
        polish = directory if language == "pl" else _list(
            result, _clean_all(result, Text("pl")), area, publisher.text, data, Text("pl")
        )  # fmt: skip
        edition = Edition(
            name=result.name,
            gminas=_names(result, area),
            figures=figures,
            directory=directory,
            catalog=data.catalog,
            options=data.config.publication,
            contact=publisher.text,
            year=result.cells.year,
            is_modelled=result.cells.is_modelled,
            sources=tuple(attribution_of(data)),
            text=text,
            localities=_name_localities(result, area),
        )
        with folder_in_making(out) as part:
            progress("Writing tables and layers")
            write_directory_table(polish, part / "baza_informacji.csv")
            write_figures_table(bare, figures, data.catalog, part / "dostep_do_uslug.csv")
            write_spots_table(bare, data.catalog, part / "biale_plamy.csv")
            write_public_layers(bare, polish, figures, data.catalog, part / "dane_publiczne.gpkg")
            progress("Drawing the map")
            drawn = draw_public_map(bare, data.catalog, figures, text=text, untold_ways=untold_ways)
            write_map(drawn, part / "mapa.html")
            write_public_directory(edition, part / "baza_informacji.html")
            write_public_index(edition, _downloads(part, text), part / "index.html")
    finally:
        progress("")
    problems = (*result.problems, *_tell_missing(data, publisher.removed.total()), *_tell_doubtful(directory))
    return problems, tuple(out / name for name in FILES)  # type: ignore[return-value]


def keep_main_threshold(result: RunResult) -> RunResult:
    """Leave of the layers those at the main threshold: between two thresholds stand people whom nobody counts for the public."""
    return replace(result, layers=tuple(x for x in result.layers if x.level == MAIN_LEVEL))


def list_untold_ways(result: RunResult, clean: CleanServices) -> set[str]:
    """Service types of which some place is that of who works under an own name.

    From the ways of a few cells to it, or from those of its neighbours that end where its own begin, its address can be
    worked out.
    """
    located = [i for i in clean.table.index if i < len(result.services)]
    return set(clean.table.loc[located, "service_type"][clean.is_trader.loc[located]].astype(str))


def take_persons_out(result: RunResult, clean: CleanServices) -> RunResult:
    """Leave of the services only those that may be drawn, with what may be told of them, and of white spots no people.

    Places of who works under an own name are often their homes: they have no point, and of their types no ways are told,
    nor the bands around all places together. What is within the threshold and what is too far stays.
    """
    own = clean.table.loc[[i for i in clean.table.index if i < len(result.services)]]
    is_drawn = (~clean.is_trader.loc[own.index]).to_numpy(dtype=bool)
    shapes = result.services.geometry.to_numpy()
    located = gpd.GeoDataFrame(
        own[is_drawn].reset_index(drop=True).reindex(columns=result.services.columns.drop("geometry")),
        geometry=shapes[is_drawn], crs=result.crs,
    )  # fmt: skip
    untold_ways = list_untold_ways(result, clean)
    # Rows of places have moved.
    row_of = np.append(np.where(is_drawn, np.cumsum(is_drawn) - 1, -1), -1).astype(np.int32)
    layers = [replace(x, nearest_place=row_of[x.nearest_place]) for x in result.layers]
    bands = result.isochrones
    shown = {*located["service_id"].astype(str), *({x.service_type for x in result.layers} - untold_ways)}
    return replace(
        result,
        services=located,
        unlocated=result.unlocated.iloc[:0],
        layers=tuple(_forget_ways(x) if x.service_type in untold_ways else x for x in layers),
        white_spots=publish_white_spots(
            result.white_spots, result.layers, cells=result.cells, untold_ways=untold_ways
        ),
        isochrones=bands[bands["id"].astype(str).isin(shown)].reset_index(drop=True),
        problems=(),
    )


def _forget_ways(layer: CoverageLayer) -> CoverageLayer:
    return replace(
        layer, cost=np.full_like(layer.cost, np.nan), nearest_place=np.full_like(layer.nearest_place, -1)
    )


def _clean_all(result: RunResult, text: Text) -> CleanServices:
    """Every service of sensitivity 0, those with a place first, in the run's order."""
    placed = pd.DataFrame(result.services.drop(columns="geometry"))
    unplaced = result.unlocated[result.unlocated["sensitivity"] == 0]
    both = [t for t in (placed, unplaced) if len(t)]
    table = pd.concat(both, ignore_index=True) if both else placed
    return clean_services(table, neutral=text("private provider"))


def _list(
    result: RunResult, clean: CleanServices, area: list[str], publisher: str, data: AreaData, text: Text
) -> Directory:
    return build_directory(
        clean, result.unlocated, catalog=data.catalog, gminas=_names(result, result.gminas["gmina_teryt"]), area=area,
        publisher=publisher, text=text,
    )  # fmt: skip


def _names(result: RunResult, codes: object) -> dict[str, str]:
    wanted = {str(c) for c in codes}  # type: ignore[attr-defined]
    both = zip(result.gminas["gmina_teryt"].astype(str), result.gminas["gmina"].astype(str), strict=True)
    return {code: name for code, name in both if code in wanted}


def _name_localities(result: RunResult, area: list[str]) -> dict[str, tuple[str, ...]]:
    """Every locality where somebody lives, and the names of the gminas that have one of that name."""
    names = _names(result, area)
    found: dict[str, set[str]] = {}
    for row in place_localities(result, area).itertuples():
        found.setdefault(str(row.locality), set()).add(names[str(row.gmina_teryt)])
    return {name: tuple(sorted(gminas, key=polish_key)) for name, gminas in sorted(found.items())}


def _downloads(part: Path, text: Text) -> list[Download]:
    titles = {
        "mapa.html": text("Map of services"),
        "baza_informacji.html": text("Directory of services"),
        "baza_informacji.csv": text("Directory of services, a table for a spreadsheet"),
        "dostep_do_uslug.csv": text("Access to services by gmina, a table for a spreadsheet"),
        "biale_plamy.csv": text("White spots, a table for a spreadsheet"),
        "dane_publiczne.gpkg": text("Gminas, services and white spots, layers for QGIS"),
    }
    return [Download(name, title, (part / name).stat().st_size) for name, title in titles.items()]


def _tell_missing(data: AreaData, removed: int) -> list[Problem]:
    """What the edition lacks, since `[publication]` does not give it."""
    options = data.config.publication
    missing = [n for n in ("office", "contact", "licence", "declaration") if not getattr(options, n)]
    found = []
    if missing:
        found.append(
            problem("The public edition says that these are not given: {keys}.", where="area.toml [publication]",
                    code="publication_missing", severity="warning", keys=", ".join(missing),
                    hint="Fill them in before the edition is put on the site.")
        )  # fmt: skip
    if removed:
        found.append(
            problem("The contact of the publisher names a person; that part was taken out.",
                    where="area.toml [publication] contact", code="publication_person", severity="warning",
                    hint="Give the telephone and the mailbox of the office.")
        )  # fmt: skip
    return found


def _tell_doubtful(directory: Directory) -> list[Problem]:
    if not directory.doubtful:
        return []
    return [
        problem("Mailboxes of these services may be those of persons: {ids}. They were left in.", where="baza_informacji.csv",
                code="doubtful_mailbox", severity="warning", ids=", ".join(directory.doubtful),
                hint="Look at them; put the office's own mailbox into the sheet where one is a person's.")
    ]  # fmt: skip
