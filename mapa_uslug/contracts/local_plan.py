"""What the seven steps of building a local system of services tell of an area, before it is put into words.

Every record is made of plain tables. ``gmina_teryt`` is the six-digit code, "" all gminas together; ``service_type`` is a code of
the catalog. A figure that is not known is missing (NaN, NA, None), never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.changes import Changes
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.contracts.tables import RunResult

BARRIERS: Final = (
    "financial", "legal", "staff", "organisational", "transport", "attitudes", "authorities", "partners",
)  # fmt: skip
"""The eight barriers of the diagnosis, in its order."""
OFFER_STATES: Final = ("service", "nearby", "none", "no_data")
"""Of an area of services in a gmina: given in it; given by a place elsewhere that is for its people; not given, and the data would tell;
the data do not tell of this area at all."""
WEIGHTINGS: Final = ("own", "lubuskie", "equal", "urgency", "difficulty")
"""Weights that priorities are ranked under: see `Priorities`."""
MEASURES: Final = (
    "new_place", "mobile", "transport", "capacity", "sharing", "crossing", "staff", "data_repair",
)  # fmt: skip
"""The standard measures, by what stands in people's way."""
MANY_PEOPLE: Final = 300
"""Residents of one white spot from which a place of its own is listed, and not a service that comes now and then (umowne)."""

LEADER_CRITERIA: Final = ("reach", "capacity_share", "breadth", "gminas_served", "stability", "ties")
"""What providers of an area of services are compared by: see `Leaders`."""


@dataclass(frozen=True, eq=False)
class PeopleFigures:
    """Who lives where.

    Attributes
    ----------
    by_gmina : DataFrame
        ``gmina_teryt, group ("all" and each group of the cells), people, share`` (of all people there).
    by_locality : DataFrame
        ``gmina_teryt, locality, people, people_65_plus, is_estimated`` (any confidential cell); the elderly are missing where a
        confidential cell could be told from them.
    by_year : DataFrame
        ``gmina_teryt, year, kind ("counted" | "forecast"), group, people``; the run's own year among them; empty where nothing was given.
    quality : dict
        Group -> ``grid`` (counted in cells) or ``gmina_share``, as in `PopulationCells`.
    """

    by_gmina: pd.DataFrame
    by_locality: pd.DataFrame
    by_year: pd.DataFrame
    quality: dict[str, str]


@dataclass(frozen=True, eq=False)
class Needs:
    """What people or offices say they need, and find hard to provide.

    Attributes
    ----------
    survey : DataFrame
        ``gmina_teryt ("" the answers are of the whole area), service_type, urgent, difficult`` (shares 0-1 of those asked; missing
        where not asked), ``answers`` (how many were asked; missing where only shares are known), ``source`` (file, and its own source
        and date where it tells them). Empty where no survey was given.
    default : DataFrame
        The Lubuskie figures: ``item, item_difficult`` (wording in the list of the most urgent and of the hardest; "" where it stands
        in the other only), ``urgent, difficult`` (shares 0-1, missing likewise), ``service_types`` ("|"-list).
    default_source : str
        Where the default figures come from, in the words of a citation.
    missing_gminas : tuple of str
        Codes of gminas that have no answers of their own.
    """

    survey: pd.DataFrame
    default: pd.DataFrame
    default_source: str
    missing_gminas: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Priorities:
    """Need x people not reached x difficulty, per service and gmina.

    Attributes
    ----------
    table : DataFrame
        ``gmina_teryt ("" for all), service_type, need, difficulty`` (shares 0-1), ``need_source`` ("survey" | "lubuskie" | "none"),
        ``people`` (of the target group), ``unreached`` (of them, too far by every mode or without a free place),
        ``unknown`` (cannot tell), ``priority`` (product, as a share of the largest in the gmina), ``rank`` (1 first; ties share the
        better rank; missing where need or people are not known, or the product is 0), and ``rank_<weighting>`` for each of `WEIGHTINGS`.
    """

    table: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Offer:
    """What is given, where, by whom and how much of it.

    Attributes
    ----------
    coverage : DataFrame
        ``gmina_teryt, area (number), state`` (of `OFFER_STATES`), ``services`` (places in the gmina), ``service_types`` ("|"-list).
    by_type : DataFrame
        ``gmina_teryt ("" for all), service_type, places, providers, capacity_unit, capacity, capacity_known`` (places that give one),
        ``occupied, free, free_known`` (places of which it can be told), ``waiting, target`` (name of the group), ``target_people,
        per_1000`` (capacity by unit), ``staff_fte, from_elsewhere`` (services of other gminas that name this one),
        ``reached_elsewhere`` (share of its people within reach of one in another gmina; missing where not measured); of rows of
        sensitivity 1 places and capacity only. A row for every unit and group; gminas without a place have zeros, those
        that no record of any service comes from no row.
    sectors : DataFrame
        ``gmina_teryt ("" for all), sector ("public", "ngo", "church", "social_economy", "private", "unknown"), services, providers,
        guessed`` (services whose sector only the provider's name tells), ``hidden`` (of sensitivity 1, all ``unknown``); missing
        for gminas that no record of any service comes from, here and in ``institutional``.
    institutional : DataFrame
        ``gmina_teryt ("" for all), places_community, places_residential, services_community, services_residential, moved, reserved``.
    records : DataFrame
        One row a service that needs a look: ``service_id, provider, service_type, gmina_teryt, issue ("old_record" | "funding_ends" |
        "no_date" | "no_capacity" | "no_unit" | "over_full" | "no_staff" | "ends_soon"), value`` (date or figure as text).
    facts : DataFrame
        One row a service: ``service_id, provider, provider_id, service_type, gmina_teryt, sector, hours, fee,
        fee_kind ("free", "paid" in part too, "other" words, "not_said"), outsiders, staff_fte, capacity, capacity_unit,
        occupied, waiting, funded_until, source, source_date``; sensitivity 0 only, those of neighbours too.
    on : str
        Day (ISO) that ages are counted to; "" where none is known, and nothing is then called old.
    """

    coverage: pd.DataFrame
    by_type: pd.DataFrame
    sectors: pd.DataFrame
    institutional: pd.DataFrame
    records: pd.DataFrame
    facts: pd.DataFrame
    on: str


@dataclass(frozen=True, eq=False)
class BarrierSheet:
    """Indicators of the eight barriers, as far as the data carry them.

    Attributes
    ----------
    indicators : DataFrame
        ``barrier`` (of `BARRIERS`), ``indicator`` (code), ``gmina_teryt ("" for all), value`` (missing: the data do not tell), ``of`` (out
        of how many; missing where it is no share), ``unit ("people" | "services" | "share" | "h" | "pln" | "fte" | "gminas")``.
    centres : DataFrame
        Potential of each OPS or CUS: ``provider, gmina_teryt, services, service_types ("|"), obligatory, wider`` (kinds beyond what the act
        obliges a gmina to), ``staff_fte, people, people_per_fte, needed`` (kinds among the gmina's ten first priorities),
        ``needed_given`` (of them, given in the gmina).
    home_bases : DataFrame
        Residential homes that could be bases of home services: ``service_id, provider, service_type, gmina_teryt, minutes``
        (reach), ``people`` (65+ within them by car), ``unreached`` (of them, too far from every home service or without its hours), ``staff_fte``.
    baskets : DataFrame
        Supported flats: ``gmina_teryt, flats`` (records), ``places, basket`` ("|"-codes, "" not told), ``flats_told``; counted per gmina only.
    """

    indicators: pd.DataFrame
    centres: pd.DataFrame
    home_bases: pd.DataFrame
    baskets: pd.DataFrame


@dataclass(frozen=True, eq=False)
class ProviderNetwork:
    """Who works beside whom.

    Attributes
    ----------
    providers : DataFrame
        One row a provider at a place that may be shown: ``provider_key`` (id, else name), ``provider, gmina_teryt, locality, sector,
        services`` (number), ``service_types ("|"), areas ("|"), x, y`` (area CRS [m]), ``people`` (within the main threshold of any of its
        services), ``community`` (number from 1; 0: none), ``degree`` (partners declared or whose services add to its own),
        ``is_isolated`` (no tie but people in common), ``contact``.
    ties : DataFrame
        ``provider_a, provider_b`` (keys, a < b), ``kind ("declared" | "shared_people" | "complementary" | "same_locality")``, ``weight``
        (people shared, missing where confidential; or 1), ``same_gmina, target`` (group that complementary services share; ""),
        ``people`` (within reach of both, Int64; missing where not measured or confidential).
    helpers : DataFrame
        Providers near white spots: ``white_spot_id, service_type, gmina_teryt, localities, people, provider_key, provider, sector, km,
        why ("same_type" | "same_area")`` (of the same field, and for the same group or coming to people as well)``, contact``, the
        nearest first.
    unknown_partners : tuple of str
        Declared partners that no record bears the id or name of.
    unplaced_partners : tuple of str
        Names of declared partners whose records have no place that is known.
    """

    providers: pd.DataFrame
    ties: pd.DataFrame
    helpers: pd.DataFrame
    unknown_partners: tuple[str, ...] = ()
    unplaced_partners: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Leaders:
    """Who could lead in each area of services: a table to talk about, no verdict.

    Attributes
    ----------
    table : DataFrame
        ``area (number), provider_key, provider, gmina_teryt, reach`` (people within the main threshold of its services of the area),
        ``capacity_share`` (of what is known in the area, the mean over all its units; missing), ``breadth`` (kinds of service of the
        area), ``gminas_served``,
        ``stability`` (share of its services whose funding does not end within the horizon; missing where none tells), ``ties`` (degree),
        ``score`` (mean of the columns of `weights` as shares of the largest; what is missing is left out), ``rank`` (ties share the better
        one), ``is_tied``, ``known`` (how many of the weighed columns are known), ``rank_without_<column>`` for each column of `weights`.
    weights : dict
        Column -> weight.
    """

    table: pd.DataFrame
    weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Strategy:
    """What could be done, with effect and cost, and how far it is to the targets.

    Attributes
    ----------
    measures : DataFrame
        ``gmina_teryt, service_type, measure`` (of `MEASURES`), ``cause`` (code of why they are not reached), ``people, target``
        (whom it speaks to; missing where confidential), ``localities ("|")``; largest first. Rows of ``data_repair`` are of people of whom
        nothing can be told, and are never added to the others.
    plans : tuple of PlanOutcome
        Plans that were given to compare.
    proposals : tuple of Proposal
        Best places for the first priorities.
    targets : DataFrame
        ``service_type, gmina_teryt ("" for all), indicator, now, value, distance`` (what is left to be done, 0 if reached; missing where
        the indicator is not known), ``year, note, is_reached, told, of`` (services that give what the indicator sums, and all of
        them; missing where it is no sum of records). Where fewer tell than there are, `now` is the least and `distance` the most
        that it can be, and `is_reached` is missing unless it is reached all the same.
    """

    measures: pd.DataFrame
    plans: tuple[PlanOutcome, ...]
    proposals: tuple[Proposal, ...]
    targets: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """How sure the figures of people too far are.

    Attributes
    ----------
    ranges : DataFrame
        ``service_type, gmina_teryt ("" for all), people`` (too far by every mode at the main threshold), ``low, high`` (all sources
        together), ``low_speed, high_speed, low_place, high_place, low_cells, high_cells`` (each alone).
    grids : DataFrame
        ``service_type, grid ("own", "own_shifted", "1km", "1km_shifted", "2km", "2km_shifted"), people`` (too far),
        ``white_spots, rank`` (of the type among all, most people first), ``gmina_order`` ("|"-codes, most people first).
    speed_change : float
        By how much travel was made quicker and slower.
    """

    ranges: pd.DataFrame
    grids: pd.DataFrame
    speed_change: float


@dataclass(frozen=True, eq=False)
class LocalPlan:
    """Everything that a report on the seven steps says.

    Attributes
    ----------
    result : RunResult
    gminas : tuple of str
        Codes of those it speaks of; the others are neighbours that they are compared with.
    map_link : str
    options : dict
        `DiagnosisOptions` as plain values.
    changes : Changes or None
        What changed since earlier results; None where none were given to compare with.
    """

    result: RunResult
    gminas: tuple[str, ...]
    people: PeopleFigures
    needs: Needs
    priorities: Priorities
    offer: Offer
    barrier_sheet: BarrierSheet
    providers: ProviderNetwork
    leaders: Leaders
    strategy: Strategy
    uncertainty: Uncertainty
    map_link: str = "mapa.html"
    options: dict[str, Any] = field(default_factory=dict)
    changes: Changes | None = None
