"""Settings of reports on the seven steps: what is weighed in the diagnosis, and what is to be reached."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mapa_uslug.contracts.config_values import GminaCode, Number, Section, WholeNumber

Indicator = Literal["too_far", "too_far_share", "served_share", "places_per_1000", "places", "staff_fte"]
"""What a target speaks of: people of the target group too far by every mode, their share, the share of those served, capacity
per 1,000 of the target group, capacity, staff."""


class DiagnosisOptions(Section):
    """How needs are weighed and what counts as old or uncertain (umowne)."""

    weights: Literal["own", "lubuskie"] = Field(
        default="own",
        description="Whose needs weigh: `own`: the surveys of `inputs.needs`, and the Lubuskie figures for what they do not tell; "
        "`lubuskie`: these alone.",
    )
    speed_change: Annotated[float, Field(gt=0.0, lt=0.5)] = Field(
        default=0.2,
        description="How much quicker or slower travel may be than the speed profile says, for ranges of people.",
    )
    old_months: WholeNumber = Field(
        default=12, ge=1, le=120, description="Age from which a record of a service has grown old [months]."
    )
    funding_months: WholeNumber = Field(
        default=12, ge=1, le=120, description="Funding that ends within so many months is told as a risk."
    )
    partner_km: Number = Field(
        default=15.0,
        gt=0.0,
        le=100.0,
        description="Providers within so many kilometres by straight line may work together [km].",
    )
    complete_areas: list[Annotated[int, Field(ge=1)]] = Field(
        default=[],
        description="Numbers of the areas of services of which the sheets name every place. A service of theirs that nobody gives is then "
        "known to be missing; of other areas it is not told, and has no priority.",
        examples=[[4, 7]],
    )
    map_link: str = Field(
        default="mapa.html",
        min_length=1,
        description="Where readers of the report find the map.",
        examples=["mapa.html"],
    )


class Target(Section):
    """What is to be reached in a service: 'jak ma być'."""

    service: str = Field(description="Code of the service type.", examples=["DDP"])
    gmina: GminaCode | None = Field(
        default=None, description="Code of the gmina. Empty: the whole area.", examples=["086001"]
    )
    indicator: Indicator = Field(
        description="What is measured: `too_far` (people too far by every mode), `too_far_share`, `served_share` (shares 0-1), "
        "`places_per_1000` (capacity per 1,000 of the target group), `places` (capacity) or `staff_fte`.",
        examples=["too_far"],
    )
    value: Number = Field(ge=0.0, description="Value to be reached.", examples=[100])
    year: WholeNumber | None = Field(
        default=None, ge=2000, le=2100, description="Year by whose end it is to be reached.", examples=[2028]
    )
    note: str = Field(
        default="", description="Where the target comes from.", examples=["Strategia rozwoju usług, cel 2"]
    )
