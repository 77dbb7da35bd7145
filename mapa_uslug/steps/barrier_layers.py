"""What the map shows of barriers: their lines, links that much depends on, ways round them, new ways across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapa_uslug.catalog.barrier_words import name_link, name_new_crossing, name_obstacle, write_distance
from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.barriers import FARTHEST_M, Barriers
from mapa_uslug.contracts.map_layers import MapLayer
from mapa_uslug.core.text import Text, capital, mark
from mapa_uslug.reports.barrier_lines import group_lines, tell_crossings, title_of
from mapa_uslug.reports.links import rank_links, worst_links
from mapa_uslug.reports.new_crossings import BestCrossings, rank_crossings, tell_of_crossings
from mapa_uslug.reports.words import name_type
from mapa_uslug.steps.features import Facts, Feature, list_names, make_layer

MOST_LINKS: Final = 60
"""Links drawn on the map, the worst first; all of them stand in ``wyniki.gpkg``."""
MOST_WAYS_ROUND: Final = 12
"""Ways round drawn: those of every link would cover every road."""
MOST_CROSSINGS: Final = 60
_NAMED: Final = 2
_KM: Final = 1000.0


def build_barrier_layers(barriers: Barriers, catalog: Catalog, *, crs: str, text: Text) -> Iterator[MapLayer]:
    """Build the layers of barriers, without rows where there is nothing to show."""
    words, crossings = _Words(text, catalog), BestCrossings(barriers)
    yield make_layer(
        "barriers", mark("Barriers"), mark("neighbouring places with a long way round between them"), "line",
        [_line(crossings, group, words) for group in group_lines(barriers)], crs=crs,
    )  # fmt: skip
    yield make_layer(
        "critical_links", mark("Bridges, railway crossings and only roads (any service)"),
        mark("links whose closing would cost most, whatever service is chosen; for which ones stands in the card"), "line", _links(barriers, words), crs=crs,
    )  # fmt: skip
    yield make_layer(
        "ways_round", mark("Ways round"), mark("the way that is left when one of the worst links is closed, to the service named in the card"), "line",
        _ways_round(barriers, words), crs=crs,
    )  # fmt: skip
    yield make_layer(
        "new_crossings", mark("New ways across (any service)"),
        mark("where a bridge, a crossing or a path would help most, whatever service is chosen; for which ones stands in the card"), "line",
        _crossings(barriers, words), crs=crs,
    )  # fmt: skip


class _Words:
    """Words of one language for the codes of a result."""

    def __init__(self, text: Text, catalog: Catalog) -> None:
        self.text, self._catalog = text, catalog

    def service(self, code: object) -> str:
        return name_type(self.text, str(code), self._catalog)

    def use(self, code: object, mode: object) -> str:
        """A service with how one gets there."""
        return self.text(
            "{service}, {mode}", service=self.service(code), mode=name_mode(self.text, str(mode))
        )


def _line(crossings: BestCrossings, group: pd.DataFrame, words: _Words) -> Feature:
    text, line = words.text, group.iloc[0]
    facts: list[tuple[str, object]] = [
        (mark("People on one side"), int(line["people_left"])),
        (mark("Localities on one side"), list_names(line["localities_left"])),
        (mark("People on the other side"), int(line["people_right"])),
        (mark("Localities on the other side"), list_names(line["localities_right"])),
        (mark("Straight line (km)"), line["straight_m"] / _KM),
        (mark("Way round on foot (km)"), _way_of(group, "walk", text)),
        (mark("Way round by car (km)"), _way_of(group, "car", text)),
        (mark("Nearest ways across"), tell_crossings(text, line) or None),
    ]
    best = crossings.best(group["barrier_id"])
    if best is not None:
        what = name_new_crossing(text, str(best["kind"]), str(best["mode"]), float(best["length_m"]))
        facts += [
            (mark("Best new way across"), what),
            (mark("It would help most"), words.use(best["service_type"], best["mode"])),
            (mark("People it would bring within the threshold"), int(best["people"])),
            (mark("Person-minutes saved (to compare)"), round(float(best["person_minutes"]))),
            (mark("New ways across, by service"), _by_service(crossings.across(group["barrier_id"]), words)),
        ]
    return title_of(text, line), tuple(facts), line["geometry"]


def _by_service(crossings: Sequence[Mapping[str, Any]], words: _Words) -> str | None:
    """Of every service and mode whom the best new way across would bring within the threshold; None where nobody."""
    told: dict[tuple[object, object], str] = {}
    for crossing in crossings:
        if crossing["people"]:
            told.setdefault((crossing["service_type"], crossing["mode"]), _use_with_people(crossing, words))
    return "; ".join(told.values()) or None


def _use_with_people(crossing: Mapping[Any, Any], words: _Words) -> str:
    """A service with how one gets there, and how many people the way across would bring within the threshold, if any."""
    use, people = words.use(crossing["service_type"], crossing["mode"]), int(crossing["people"])
    if not people:
        return use
    text = words.text
    return text("{use}: {people}", use=use, people=text.plural("{count} person", "{count} people", people))


def _way_of(group: pd.DataFrame, mode: str, text: Text) -> object:
    """Kilometres round a barrier by a mode; None where it bars others only."""
    ways = zip(group["mode"].tolist(), group["network_m"].tolist(), strict=True)
    metres = next((metres for way_mode, metres in ways if way_mode == mode), None)
    if metres is None:
        return None
    if not np.isfinite(metres):
        return text("no way there and back in the data")
    if metres >= FARTHEST_M:
        return text("more than {distance}", distance=write_distance(text, FARTHEST_M))
    return metres / _KM


def _links(barriers: Barriers, words: _Words) -> list[Feature]:
    ranked, worst = rank_links(barriers), worst_links(barriers).head(MOST_LINKS)
    uses = dict(iter(ranked.groupby("place")))
    return [_link(row, uses[row["place"]], words) for _, row in worst.iterrows()]


def _link(worst: pd.Series, uses: pd.DataFrame, words: _Words) -> Feature:
    text = words.text
    others = [
        text(
            "{use}: {people}",
            use=words.use(row["service_type"], row["mode"]),
            people=text.plural("{count} person", "{count} people", int(row["people_beyond"])),
        )
        for _, row in uses.iloc[1:].iterrows()
        if row["people_beyond"]
    ]
    facts = (
        (mark("Localities"), list_names(worst["localities"])),
        (mark("Services concerned"), int(worst["services"])),
        (mark("Closed, it would hurt most"), words.use(worst["service_type"], worst["mode"])),
        (mark("People newly beyond the threshold"), int(worst["people_beyond"])),
        (mark("People cut off"), int(worst["people_cut_off"])),
        *_loss(worst, text),
        (mark("Newly beyond the threshold, other services"), "; ".join(others) or None),
    )
    return capital(_name_link(worst, text)), facts, worst["geometry"]


def _name_link(link: pd.Series, text: Text) -> str:
    """A link by what it crosses; by whom it is for where it crosses nothing that has a name."""
    name = name_link(text, str(link["kind"]), str(link["name"]))
    places = [place for place in str(link["localities"]).split("|") if place][:_NAMED]
    if link["name"] or not places:
        return name
    return text("{link} (for {places})", link=name, places=", ".join(places))


def _loss(link: pd.Series, text: Text) -> Facts:
    """What those lose who still get there; nothing where nobody does."""
    is_longer = bool(link["people_farther"])
    return (
        (mark("People with a longer way"), int(link["people_farther"])),
        (mark("Person-minutes lost"), round(float(link["person_minutes"])) if is_longer else None),
        (mark("Longest extra time (min)"), link["alternative_min"] if is_longer else None),
        (mark("Way round (km)"), link["alternative_m"] / _KM),
        (mark("Way round, caution"), _caution(link, text)),
    )  # fmt: skip


def _caution(link: pd.Series, text: Text) -> str | None:
    """What roads beyond the data might do; of a link without a way round in the data they cannot shorten one."""
    if not link["may_be_shorter"]:
        return None
    if np.isfinite(link["alternative_m"]):
        return text("may be shorter over roads beyond the data")
    return text("none in the data, but there may be one over roads beyond them")


def _ways_round(barriers: Barriers, words: _Words) -> list[Feature]:
    """From beyond the worst links, the way that is left."""
    text = words.text
    return [
        (
            text("Way round: {link}", link=_name_link(row, text)),
            (
                (mark("Localities"), list_names(row["localities"])),
                (mark("Closed, it would hurt most"), words.use(row["service_type"], row["mode"])),
                *_loss(row, text),
            ),
            row["alternative"],
        )
        for _, row in _with_way_round(worst_links(barriers)).head(MOST_WAYS_ROUND).iterrows()
    ]


def _with_way_round(links: pd.DataFrame) -> pd.DataFrame:
    return links[np.isfinite(links["alternative_m"]) & (links["alternative_m"] > 0)]


def _crossings(barriers: Barriers, words: _Words) -> list[Feature]:
    """Of each barrier the few that help most; one that helps several services is one line and tells of all of them."""
    ranked, told = rank_crossings(barriers), tell_of_crossings(barriers)
    shapes = barriers.crossings.geometry
    place = pd.Series(shapely.to_wkb(shapes.to_numpy()), index=shapes.index)
    uses = dict(iter(ranked.groupby(place.reindex(ranked.index), sort=False)))
    shown = place.reindex(told.index).drop_duplicates()[:MOST_CROSSINGS]
    return [_crossing(uses[where], shapes[row], words) for row, where in shown.items()]


def _crossing(rows: pd.DataFrame, shape: BaseGeometry, words: _Words) -> Feature:
    text, best = words.text, rows.iloc[0]
    what = name_new_crossing(text, str(best["kind"]), str(best["mode"]), float(best["length_m"]))
    where = name_obstacle(text, str(best["kind"]), str(best["name"]))
    others = [_use_with_people(row, words) for row in rows.iloc[1:].to_dict("records")]
    facts = (
        (mark("It would help most"), words.use(best["service_type"], best["mode"])),
        (mark("Localities"), list_names(best["localities"])),
        (mark("Length (m)"), round(float(best["length_m"]))),
        (mark("People it would bring within the threshold"), int(best["people"])),
        (mark("People with a shorter way"), int(best["people_nearer"])),
        (mark("Person-minutes saved (to compare)"), round(float(best["person_minutes"]))),
        (mark("It would help besides"), "; ".join(others) or None),
    )
    return text("{crossing}: {obstacle}", crossing=capital(what), obstacle=where), facts, shape
