"""What the reader of the results must know about how people were placed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.text import mark
from mapa_uslug.population.homes import ADDRESS, BUILDING, MODEL, Homes
from mapa_uslug.population.imputation import SMALL_CELL_PEOPLE, ImputedUnits
from mapa_uslug.population.totals import GminaTotals
from mapa_uslug.population.units import Units, kind_of_units

_WHERE = "area.toml [population]"


def note_no_people(log: ProblemLog) -> None:
    """Neither a grid nor totals nor a raster."""
    log.add(
        "There is neither a population grid nor a file of totals.",
        where=_WHERE,
        hint="Name one of them in inputs.population or inputs.totals.",
        code="no_population",
    )


def note_spread(
    gminas: gpd.GeoDataFrame, whole: Units, homes: Homes, *, has_grid: bool, log: ProblemLog
) -> None:
    """People of whole gminas were spread: over what, and why."""
    kind = kind_of_units(whole, homes)
    names = gminas["gmina"].to_numpy(dtype=object)[whole.gmina]
    kinds = {
        "residential buildings": kind == BUILDING,
        "address points": kind == ADDRESS,
        "model": kind == MODEL,
        "cells along roads": kind < 0,
    }
    templates = {
        "residential buildings": mark("People were spread evenly over residential buildings in: {names}"),
        "address points": mark(
            "There are no residential buildings; people were spread evenly over address points in: {names}"
        ),
        "model": mark(
            "There are neither residential buildings nor addresses; people were spread as the population raster (a model) "
            "has them in: {names}"
        ),
        "cells along roads": mark(
            "There are neither residential buildings nor addresses; people were spread evenly over cells "
            "that a road touches (all cells where no road is known) in: {names}"
        ),
    }
    for name, chosen in kinds.items():
        if chosen.any():
            log.add(
                templates[name],
                where=_WHERE,
                hint="A population grid with people in these gminas gives better figures."
                if has_grid
                else "A population grid gives better figures.",
                code="people_spread",
                severity="warning",
                names=", ".join(sorted(names[chosen])),
            )


def note_placed_by_model(cells: int, *, log: ProblemLog) -> None:
    """Cells whose people stand where a raster has them."""
    if cells:
        log.add(
            "In {count} cells of the grid without buildings and addresses people were placed as the population raster (a model) "
            "has them.",
            where=_WHERE,
            hint="Nothing to correct: how many people a cell has is the grid's figure. Buildings or addresses would place them "
            "better.",
            code="placed_by_model",
            severity="warning",
            count=cells,
        )


def note_counted_by_model(names: list[str], *, log: ProblemLog) -> None:
    """Gminas of which nothing but a raster says how many people live there."""
    if names:
        log.add(
            "The people of these gminas were counted by a model (the population raster), not by a census: {names}. There are no "
            "age groups of theirs, and figures of single places are rough.",
            where=_WHERE,
            hint="Give a census grid in inputs.population, or current people per gmina in inputs.totals.",
            code="counted_by_model",
            severity="warning",
            names=", ".join(sorted(names)),
        )


def note_without_people(
    gminas: gpd.GeoDataFrame, chosen: NDArray[np.bool_], totals: GminaTotals, *, log: ProblemLog
) -> None:
    """Gminas of the area that nobody is known to live in: no figures at all is an error."""
    for position in np.flatnonzero(chosen & (totals.people != 0.0)):
        log.add(
            "No people are known in gmina {name} ({teryt}).",
            where=_WHERE,
            hint="Add the gmina to the file of totals, or use a grid that covers it.",
            code="gmina_without_people",
            name=gminas["gmina"].iloc[position],
            teryt=gminas["gmina_teryt"].iloc[position],
        )


def note_imputed(imputed: ImputedUnits, *, log: ProblemLog) -> None:
    """Confidential figures and groups that did not add up."""
    if imputed.is_imputed.any():
        log.add(
            "Figures of {count} cells are confidential and were imputed.",
            where=_WHERE,
            hint="Read the figures of single cells with this in mind; sums of gminas are not affected where totals are given.",
            code="imputed",
            severity="warning",
            count=int(imputed.is_imputed.sum()),
        )
    if imputed.has_small_figure.any():
        log.add(
            "{count} confidential cells were given {people} people each (in proportion, where a border crosses them): no "
            "total says more.",
            where=_WHERE,
            hint="Give current totals of the gminas.",
            code="small_figure",
            severity="warning",
            count=int(imputed.has_small_figure.sum()),
            people=int(SMALL_CELL_PEOPLE),
        )
    if imputed.corrected:
        log.add(
            "In {count} cells the age groups do not add up to the people; they were scaled to them.",
            where=_WHERE,
            hint="Check the columns of the age groups.",
            code="groups_do_not_add_up",
            severity="warning",
            count=imputed.corrected,
        )


def note_group_incomplete(group: str, *, log: ProblemLog) -> None:
    """A finer group that some gmina has no figure for."""
    log.add(
        "Group {group} is missing for some gminas and was left out.",
        where=_WHERE,
        hint="Fill the column for every gmina.",
        code="group_incomplete",
        severity="warning",
        group=group,
    )


def note_group_too_large(group: str, *, log: ProblemLog) -> None:
    """A finer group that does not fit into the groups it is part of."""
    log.add(
        "Group {group} does not fit into the age groups that contain it and was left out.",
        where=_WHERE,
        hint="Check the figures of this group in the file of totals.",
        code="group_too_large",
        severity="warning",
        group=group,
    )
