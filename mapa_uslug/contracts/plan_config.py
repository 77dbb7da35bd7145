"""The plan of a scenario, as models that check themselves.

Field descriptions and examples here are what ``docs/scenario_toml.md`` is generated from.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.config_values import ExistingFile, GminaCode, Mode, Number, Section, WholeNumber


class OpenService(Section):
    """A new place of service."""

    id: str = Field(
        min_length=1, description="Id of the new service; must not exist yet.", examples=["nowy-1"]
    )
    service: str = Field(description="Code of the service type.", examples=["DDP"])
    name: str = Field(default="", description="Name shown on the map.")
    cell: str | None = Field(
        default=None,
        description="Populated cell at whose representative point it opens (`cell_id` in the layer `komorki` of wyniki.gpkg).",
    )
    lon: Number | None = Field(
        default=None, ge=-180.0, le=180.0, description="Longitude [deg], when no cell is given."
    )
    lat: Number | None = Field(
        default=None, ge=-90.0, le=90.0, description="Latitude [deg], when no cell is given."
    )
    gmina: GminaCode | None = Field(default=None, description="Gmina that runs it. Empty: where it stands.")
    capacity: Number | None = Field(
        default=None, ge=0.0, description="Capacity in the catalog's unit. Empty: not known."
    )


class CloseService(Section):
    """A place that closes."""

    id: str = Field(description="`usluga_id` of the service.", examples=["U-012"])


class ChangeCapacity(Section):
    """A place whose capacity changes."""

    id: str = Field(description="`usluga_id` of the service.", examples=["U-012"])
    capacity: Number = Field(ge=0.0, description="New capacity in the unit of the sheet.")


class NewThreshold(Section):
    """A main threshold in place of the area's (umowny); the shorter and the longer one keep their ratio to it."""

    service: str = Field(description="Code of the service type.", examples=["DDP"])
    mode: Mode = Field(description="Mode that it holds for.", examples=["car"])
    value: WholeNumber = Field(
        ge=2,
        le=25_000,
        description="New main threshold: whole minutes, at most 240; whole hundreds of metres where the threshold is a distance.",
        examples=[20],
    )


class ClosedLinks(Section):
    """Roads that close together (a flood, works): nobody passes through, by any mode."""

    name: Annotated[str, Field(min_length=1)] = Field(
        description="What closes them; stands in messages.", examples=["Powódź na Zalewce"]
    )
    ways: list[WholeNumber] = Field(
        default=[],
        description="Numbers of OpenStreetMap ways that close, each with every piece of road joined to it (see `osm_id` in the layer "
        "`mosty_i_przejazdy`), often a whole street. People who live on one still come to its nearer end.",
        examples=[[30, 63]],
    )
    area: ExistingFile | None = Field(
        default=None,
        description="Polygons (`.geojson`, `.gpkg`, `.shp`), relative to the folder of the plan: every road is closed where it lies "
        "in them, and whoever's road is under them is cut off.",
        examples=["powodz.geojson"],
    )

    @model_validator(mode="after")
    def _names_roads(self) -> ClosedLinks:
        if not self.ways and self.area is None:
            raise ValueError("closes_nothing")
        return self


class MoveService(Section):
    """A place that moves."""

    id: str = Field(description="`usluga_id` of the service.", examples=["U-012"])
    cell: str | None = Field(
        default=None,
        description="Populated cell to whose representative point it moves (`cell_id` in the layer `komorki` of wyniki.gpkg).",
    )
    lon: Number | None = Field(
        default=None, ge=-180.0, le=180.0, description="Longitude [deg], when no cell is given."
    )
    lat: Number | None = Field(
        default=None, ge=-90.0, le=90.0, description="Latitude [deg], when no cell is given."
    )


class ChangeHours(Section):
    """A place whose opening hours change; they decide which visits by public transport are possible."""

    id: str = Field(description="`usluga_id` of the service.", examples=["U-012"])
    hours: str = Field(
        min_length=1,
        description="New opening hours, in the words of the sheet.",
        examples=["pn-pt 8:00-18:00"],
    )


class ShareService(Section):
    """A place that opens to people of other gminas, or no longer does."""

    id: str = Field(description="`usluga_id` of the service.", examples=["U-012"])
    open: bool = Field(default=True, description="Whether people of other gminas may use it.")


class ChangeTerritory(Section):
    """A place that serves other gminas than before (in D-mode: where its workers go)."""

    id: str = Field(description="`usluga_id` of the service.", examples=["U-012"])
    gminas: list[GminaCode] = Field(
        description="Gminas that it serves from then on; empty: it declares no limit.",
        examples=[["086001", "086002"]],
    )


class NewRoad(Section):
    """A new road or crossing, joined to the nearest roads at both its ends."""

    name: Annotated[str, Field(min_length=1)] = Field(
        description="Name; stands in messages and on the map.", examples=["Kładka w Zarzeczu"]
    )
    points: Annotated[
        list[Annotated[list[Number], Field(min_length=2, max_length=2)]], Field(min_length=2)
    ] = Field(
        description="Its line: pairs of longitude and latitude [deg].",
        examples=[[[15.201, 52.051], [15.204, 52.053]]],
    )
    modes: Annotated[list[Literal["car", "walk", "bike"]], Field(min_length=1)] = Field(
        default=["car", "walk", "bike"],
        description="Who may use it; `walk` holds for every pace, and for the way to stops.",
        examples=[["walk", "bike"]],
    )
    speed_kmh: Number = Field(default=40.0, gt=0.0, le=140.0, description="Speed of cars [km/h].")


class NewCourse(Section):
    """New courses of public transport."""

    timetable: ExistingFile = Field(
        description="Timetables that join those of the area: a workbook (`mapa-uslug template --timetable`) or a GTFS feed, relative "
        "to the folder of the plan.",
        examples=["nowe_kursy.xlsx"],
    )


class PlanCost(Section):
    """What the plan costs, as those who plan it estimate; only compared, never computed with."""

    once: Number | None = Field(
        default=None, ge=0.0, description="Cost that is paid once [zł].", examples=[250000.0]
    )
    yearly: Number | None = Field(
        default=None, ge=0.0, description="Cost of every year [zł].", examples=[180000.0]
    )
    source: str = Field(default="", description="Where the figures come from; stands beside them.")


class ScenarioConfig(Section):
    """A plan: what changes against the base."""

    page: ClassVar[str] = "docs/scenario_toml.md"

    name: Annotated[str, Field(min_length=1)] = Field(
        description="Name of the plan, as it stands in the titles.", examples=["Dzienny dom w Zarzeczu"]
    )
    open: list[OpenService] = Field(default=[], description="Services that open.")
    close: list[CloseService] = Field(default=[], description="Services that close.")
    capacity: list[ChangeCapacity] = Field(default=[], description="Capacities that change.")
    threshold: list[NewThreshold] = Field(default=[], description="Thresholds that change.")
    move: list[MoveService] = Field(default=[], description="Services that move.")
    hours: list[ChangeHours] = Field(default=[], description="Opening hours that change.")
    share: list[ShareService] = Field(default=[], description="Services that open to people of other gminas.")
    territory: list[ChangeTerritory] = Field(default=[], description="Gminas served that change.")
    closed: list[ClosedLinks] = Field(default=[], description="Roads that close together.")
    road: list[NewRoad] = Field(default=[], description="New roads and crossings.")
    course: list[NewCourse] = Field(default=[], description="New courses of public transport.")
    cost: PlanCost = Field(default=PlanCost(), description="What the plan costs.")
    partners: Sharing | None = Field(
        default=None, description="Whose services count, in place of the area's `sharing`."
    )
