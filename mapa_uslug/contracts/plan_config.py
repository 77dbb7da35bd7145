"""The plan of a scenario, as models that check themselves.

Field descriptions and examples here are what ``docs/scenario_toml.md`` is generated from.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from mapa_uslug.contracts.config import ExistingFile, GminaCode, Mode, Number, Section, Sharing, WholeNumber


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
    closed: list[ClosedLinks] = Field(default=[], description="Roads that close together.")
    partners: Sharing | None = Field(
        default=None, description="Whose services count, in place of the area's `sharing`."
    )
