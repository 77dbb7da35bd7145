"""The report's answers: what cannot be told, the headline, figures per service type and per gmina."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL, Catalog
from mapa_uslug.catalog.words import name_group, name_reason
from mapa_uslug.contracts.tables import REASONS, RunResult
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.content import (
    Block,
    Bullets,
    Cell,
    Column,
    Gap,
    Legend,
    Paragraph,
    Section,
    States,
    Table,
)
from mapa_uslug.reports.figures import (
    CANNOT_TELL,
    FULL,
    TOO_FAR,
    Combined,
    StateCounts,
    combine_all,
    count_unknown_everywhere,
    share,
    sum_by_gmina,
    sum_by_reason,
    sum_states,
)
from mapa_uslug.reports.rough_places import describe_rough_places
from mapa_uslug.reports.words import name_states, name_type, write_share

UNKNOWN_FIRST: Final = 0.2
"""Share of people who cannot be told about above which the report begins with them."""
_COMPLETE: Final = 0.995
_GMINAS_PER_TABLE: Final = 6
_TOP: Final = 3


@dataclass(frozen=True, eq=False)
class Findings:
    """A result with what every part of the report needs of it."""

    result: RunResult
    catalog: Catalog
    text: Text
    levels: dict[str, tuple[Combined, ...]]

    @cached_property
    def main(self) -> dict[str, Combined]:
        """Service types at the main level, the largest gap first; those whose own group nobody has counted, last."""
        found = {code: x for code, xs in self.levels.items() for x in xs if x.level == MAIN_LEVEL}
        return dict(sorted(found.items(), key=lambda kv: (*self.rank_key(kv[1], _too_far(kv[1])), kv[0])))

    def rank_key(self, combined: Combined | None, people: int) -> tuple[bool, int]:
        """What every ranking of gaps goes by, the smallest first: types whose own group nobody has counted come last."""
        return combined is not None and not self.knows_group(combined), -people

    def knows_group(self, combined: Combined) -> bool:
        """Whether the figures are of the group that the service is for, and not of all residents in its stead."""
        return combined.target is not None or self.catalog.by_code[combined.service_type].target == "all"

    @property
    def people(self) -> int:
        """All people of the area."""
        return int(self.result.cells.table["people"].sum())

    def type_name(self, code: str) -> str:
        """Name of a service type."""
        return name_type(self.text, code, self.catalog)

    def type_title(self, code: str) -> str:
        """Name of a service type as it begins a sentence or a row."""
        name = self.type_name(code)
        return capital(name)

    def count_people(self, count: int) -> str:
        """A number of people, with the noun that fits."""
        return self.text.plural("{count} person", "{count} people", count)

    def gmina_names(self) -> dict[str, str]:
        """Name of every gmina, with its code where another bears the same name."""
        return self._gmina_names

    @cached_property
    def _gmina_names(self) -> dict[str, str]:
        gminas = self.result.gminas
        repeated = set(gminas.loc[gminas["gmina"].duplicated(keep=False), "gmina"])
        return {
            str(code): f"{name} ({code})" if name in repeated else str(name)
            for code, name in zip(gminas["gmina_teryt"], gminas["gmina"], strict=True)
        }


def find(result: RunResult, catalog: Catalog, text: Text) -> Findings:
    """Prepare a result for the report."""
    return Findings(result, catalog, text, combine_all(result))


def _too_far(combined: Combined) -> int:
    return int(combined.people[:, TOO_FAR].sum())


def _unknown(combined: Combined) -> int:
    return int(combined.people[:, CANNOT_TELL].sum())


def unknown_comes_first(found: Findings) -> bool:
    """Whether so little is known that everything else must be read in its light."""
    main = list(found.main.values())
    mean = share(sum(_unknown(x) for x in main), len(main) * found.people)
    return max(mean, share(count_unknown_everywhere(main), found.people)) > UNKNOWN_FIRST


def describe_unknown(found: Findings) -> Section:
    """What cannot be told and why, with what would mend it."""
    text = found.text
    unknown = {code: x for code, x in found.main.items() if _unknown(x)}
    blocks: list[Block] = [Paragraph(line, is_notice=True) for line in _unknown_sentences(found)]
    if unknown:
        blocks.append(_reason_table(found, unknown))
        used = {r for x in unknown.values() for r in sum_by_reason(x)}
        blocks.append(Bullets(tuple(_remedies(text, used))))
        blocks.append(
            Paragraph(text("People who cannot be told about are never counted as living in a white spot."))
        )
    blocks += describe_rough_places(found)
    return Section("nie-wiadomo", text("What these data cannot tell"), tuple(blocks))


def _unknown_sentences(found: Findings) -> list[str]:
    text, main = found.text, list(found.main.values())
    everywhere = count_unknown_everywhere(main)
    sentences = []
    covered = _covered_share(found.result)
    if covered is not None and covered < _COMPLETE:
        sentences.append(
            text("The data reach over {share} of the surface of the area.", share=write_share(text, covered))
        )
    if everywhere:
        sentences.append(
            text(
                "Residents about whom nothing can be told, for any service: {people} ({share}).",
                people=found.count_people(everywhere),
                share=write_share(text, share(everywhere, found.people)),
            )
        )
    worst = max(main, key=_unknown, default=None)
    if worst is None or not _unknown(worst):
        return [*sentences, text("Every resident could be placed in one of the three known states.")]
    if _unknown(worst) > everywhere:
        sentences.append(
            text(
                "The least is known about: {service} (not known: {people}, {share} of the residents).",
                service=found.type_name(worst.service_type),
                people=found.count_people(_unknown(worst)),
                share=write_share(text, share(_unknown(worst), found.people)),
            )
        )
    return sentences


def _covered_share(result: RunResult) -> float | None:
    """Share of the area's surface within which the data are known; None where that is not told."""
    if not isinstance(result.extent, BaseGeometry) or result.extent.is_empty:
        return None
    area = shapely.union_all(
        shapely.make_valid(result.gminas.loc[result.gminas["is_area"], "geometry"].to_numpy())
    )
    return share(area.intersection(result.extent).area, area.area)


def _reason_table(found: Findings, unknown: dict[str, Combined]) -> Table:
    text = found.text
    sums = {code: sum_by_reason(x) for code, x in unknown.items()}
    used = [r for r in (*REASONS[1:], "") if any(r in s for s in sums.values())]
    ordered = sorted(unknown, key=lambda code: (-_unknown(unknown[code]), code))
    return Table(
        caption=text("People who cannot be told about, by service and reason (main thresholds)"),
        columns=(
            Column(text("Service")),
            Column(text("People"), "people"),
            Column(text("Share of residents"), "share"),
            *(Column(name_reason(text, r), "people") for r in used),
        ),
        rows=tuple(
            (
                found.type_title(code),
                _unknown(unknown[code]),
                share(_unknown(unknown[code]), found.people),
                *(sums[code].get(r, 0) for r in used),
            )
            for code in ordered
        ),
    )


def _remedies(text: Text, used: Iterable[str]) -> Iterable[str]:
    remedies = {
        "no_road": text("No road near: add the missing road to the map data, then run the analysis again."),
        "not_connected": text(
            "Road not connected: check the crossing or bridge where it should join the others."
        ),
        "data_edge": text(
            "Data end: take roads and services from a wider belt around the area; a place beyond the border may be near."
        ),
        "outside_data": text("Beyond the road data: take roads that cover the whole area."),
        "no_paths": text(
            "No footpaths in the data: take a road network with paths, for instance of OpenStreetMap."
        ),
        "unplaced_service": text(
            "Place of a service not known: give its address or coordinates in the sheet of services, or decide in the work list."
        ),
        "uncertain_place": text(
            "Place known only to its street, village or gmina: give its coordinates or full address, or decide in the work list; "
            "which places these are stands below."
        ),
        "no_timetable": text(
            "Not every course known: add the missing timetables, then name the gmina in `[transit] complete` of area.toml."
        ),
    }
    return [remedies[r] for r in REASONS if r in used and r in remedies]


def describe_services(found: Findings) -> Section:
    """Figures per service type: the four states at the main threshold, and the three thresholds side by side."""
    text = found.text
    blocks: list[Block] = [Legend(), _state_table(found)]
    if any(_too_far(x) for levels in found.levels.values() for x in levels):
        blocks.append(_level_table(found))
        blocks += [Paragraph(_rank_sentence(found))] if len(found.main) > 1 else []
    return Section("uslugi", text("Services: how many people are in which state"), tuple(blocks))


def _state_table(found: Findings) -> Table:
    text, main = found.text, found.main
    has_unrated = any(not x.is_capacity_known for x in main.values())
    return Table(
        caption=text("People by state, at the main thresholds, by every mode that counts"),
        columns=(
            Column(text("Service")),
            Column(text("States"), "states"),
            *(
                Column(w, "gap" if state == TOO_FAR else "people")
                for state, w in enumerate(name_states(text))
            ),
            Column(text("Target group")),
            Column(text("Too far, target group"), "people"),
        ),
        rows=tuple(_state_row(found, code, x) for code, x in main.items()),
        note=text("A dash under “No free place” means that places were not weighed against demand.")
        if has_unrated
        else "",
    )


def _state_row(found: Findings, code: str, combined: Combined) -> tuple[Cell, ...]:
    served, full, too_far, unknown = sum_states(combined.people).tolist()
    known = found.catalog.by_code.get(code)
    group = known.target if known else "all"
    target = combined.people if group == "all" else combined.target
    return (
        found.type_title(code),
        States((served, full, too_far, unknown)),
        served,
        full if combined.is_capacity_known else None,
        Gap(too_far, 0, found.people),
        unknown,
        name_group(found.text, group),
        None if target is None else int(target[:, TOO_FAR].sum()),
    )


def rank_by_level(found: Findings) -> list[dict[str, int]]:
    """Place of every service type with a gap, 1 the largest, for each level; equal gaps share a place.

    Types whose own group nobody has counted come after all the others.
    """
    ranks = []
    for level in range(LEVELS):
        at_level = {code: x for code, xs in found.levels.items() for x in xs if x.level == level}
        keys = {code: found.rank_key(x, _too_far(x)) for code, x in at_level.items() if _too_far(x)}
        ranks.append({code: 1 + sum(other < key for other in keys.values()) for code, key in keys.items()})
    return ranks


def _level_table(found: Findings) -> Table:
    text, ranks = found.text, rank_by_level(found)
    titles = (text("Lower threshold"), text("Main threshold"), text("Upper threshold"))
    columns = [Column(text("Service"))]
    for title in titles:
        columns += [
            Column(text("{threshold}: too far", threshold=title), "people"),
            Column(text("{threshold}: place", threshold=title), "people"),
        ]
    rows = []
    for code in found.main:
        by_level = {x.level: _too_far(x) for x in found.levels[code]}
        cells = [(by_level.get(level), ranks[level].get(code)) for level in range(LEVELS)]
        rows.append((found.type_title(code), *(c for pair in cells for c in pair)))
    return Table(
        caption=text("People too far at three thresholds, and the place of the gap among all services"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=tell_ranked_last(found),
    )


def tell_ranked_last(found: Findings) -> str:
    """A sentence on the services that every ranking puts last; empty when there is none with a gap."""
    if all(found.knows_group(x) for x in found.main.values() if _too_far(x)):
        return ""
    return found.text(
        "Services whose target group nobody has counted are ranked last: all residents stand in for it there."
    )


def _rank_sentence(found: Findings) -> str:
    """Whether the largest gaps stay the largest when the threshold moves."""
    text, ranks = found.text, rank_by_level(found)
    orders = [sorted(r, key=lambda code: (r[code], code))[:_TOP] for r in ranks]
    if all(order == orders[0] for order in orders):
        return text("The order of the largest gaps is the same at all three thresholds.")
    if len({tuple(order[:1]) for order in orders}) == 1:
        return text("The largest gap is the same at all three thresholds; the order of the next ones is not.")
    first = [found.type_name(order[0]) if order else text("no gap") for order in orders]
    return text(
        "The largest gap depends on the threshold: {lower} at the lower, {main} at the main, {upper} at the upper one.",
        lower=first[0],
        main=first[1],
        upper=first[2],
    )


def describe_gminas(found: Findings) -> Section:
    """Figures per gmina: one sentence each, then people too far by service and gmina."""
    text, names = found.text, found.gmina_names()
    sums = {code: sum_by_gmina(found.result, x.people) for code, x in found.main.items()}
    codes = sorted({c for by_gmina in sums.values() for c in by_gmina}, key=lambda c: (names.get(c, c), c))
    blocks: list[Block] = [Bullets(tuple(_gmina_sentence(found, c, names.get(c, c), sums) for c in codes))]
    for start in range(0, len(codes), _GMINAS_PER_TABLE):
        part = codes[start : start + _GMINAS_PER_TABLE]
        blocks.append(_gmina_table(found, part, names, sums))
    return Section("gminy", text("Gminas"), tuple(blocks))


def _gmina_sentence(found: Findings, gmina: str, name: str, sums: dict[str, dict[str, StateCounts]]) -> str:
    text = found.text
    states = {code: list(map(int, by_gmina[gmina])) for code, by_gmina in sums.items()}
    people = sum(next(iter(states.values()))) if states else 0
    with_gap = [code for code in states if states[code][TOO_FAR]]
    worst = min(
        with_gap, key=lambda code: found.rank_key(found.main[code], states[code][TOO_FAR]), default=""
    )
    residents = text.plural("{count} resident", "{count} residents", people)
    unknown = share(min((s[CANNOT_TELL] for s in states.values()), default=0), people)
    if unknown > UNKNOWN_FIRST:
        return text(
            "{gmina}: {residents}; nothing can be told about {share} of them, for any service.",
            gmina=name,
            residents=residents,
            share=write_share(text, unknown),
        )
    if not worst:
        return text("{gmina}: {residents}; no one is known to live too far.", gmina=name, residents=residents)
    return text(
        "{gmina}: {residents}; largest gap: {service}, too far: {people} ({share}).",
        gmina=name,
        residents=residents,
        service=found.type_name(worst),
        people=found.count_people(states[worst][TOO_FAR]),
        share=write_share(text, share(states[worst][TOO_FAR], people)),
    )


def _gmina_table(
    found: Findings, codes: Sequence[str], names: dict[str, str], sums: dict[str, dict[str, StateCounts]]
) -> Table:
    text = found.text
    rows: list[tuple[Cell, ...]] = []
    for code, by_gmina in sums.items():
        states = [list(map(int, by_gmina[c])) for c in codes]
        rows.append((found.type_title(code), *(Gap(s[TOO_FAR], s[CANNOT_TELL], sum(s)) for s in states)))
    return Table(
        caption=text(
            "People too far by service (main thresholds): {gminas}",
            gminas=", ".join(names.get(c, c) for c in codes),
        ),
        columns=(Column(text("Service")), *(Column(names.get(c, c), "gap") for c in codes)),
        rows=tuple(rows),
        note=text("“Not known” stands where it concerns more than one resident in five."),
    )


def full_people(combined: Combined) -> int:
    """People within the threshold without a free place."""
    return int(combined.people[:, FULL].sum())
