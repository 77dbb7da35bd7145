"""Values and the base of every section of settings: files beside the file that names them, codes, numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from mapa_uslug.contracts.clock import parse_window
from mapa_uslug.contracts.teryt import Teryt
from mapa_uslug.contracts.tiles import check_tiles_url
from mapa_uslug.core.crs import is_metric

Mode = Literal["car", "walk", "walk_slow", "bike", "transit"]
Minutes = Annotated[int, Field(ge=1, le=240)]


def _no_word(value: object) -> object:
    """Text and truth values are no numbers, though they could be taken for some."""
    if isinstance(value, str | bool):
        raise ValueError("float_type")
    return value


Number = Annotated[float, BeforeValidator(_no_word), Field(allow_inf_nan=False)]
WholeNumber = Annotated[int, BeforeValidator(_no_word)]

OSM_SOURCE = "osm"
"""Word used in place of a file name: take it from the OSM extract named in ``inputs.roads`` or ``inputs.features``."""
OSMNX_SOURCE = "osmnx"
"""Word used in place of a road file: download the roads with osmnx."""


def _resolve(value: Path, info: ValidationInfo) -> Path:
    base = (info.context or {}).get("base", Path())
    return value if value.is_absolute() else base / value


def _existing_file(value: Path, info: ValidationInfo) -> Path:
    path = _resolve(value, info)
    if not path.is_file():
        raise ValueError("file_missing")
    return path


def _file_or_word(word: str) -> AfterValidator:
    def check(value: Path, info: ValidationInfo) -> Path:
        return value if str(value) == word else _existing_file(value, info)

    return AfterValidator(check)


def gmina_code(value: str) -> str:
    """Six digits of a TERYT code."""
    return Teryt.parse(value).code6


def check_window(value: str) -> str:
    """A window of the day, as given, when it can be read."""
    parse_window(value)
    return value


def _metric_crs(value: str) -> str:
    try:
        usable = is_metric(value)
    except ValueError:
        raise ValueError("crs_unknown") from None
    if not usable:
        raise ValueError("crs_not_metric")
    return value


def _tiles_url(value: str) -> str:
    check_tiles_url(value)
    return value


MetricCrs = Annotated[str, AfterValidator(_metric_crs)]
TilesUrl = Annotated[str, AfterValidator(_tiles_url)]
ExistingFile = Annotated[Path, AfterValidator(_existing_file)]
FileOrOsm = Annotated[Path, _file_or_word(OSM_SOURCE)]
FileOrOsmnx = Annotated[Path, _file_or_word(OSMNX_SOURCE)]
GminaCode = Annotated[str, AfterValidator(gmina_code)]


class Section(BaseModel):
    """A section of a file of settings: nothing unknown in it, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)
