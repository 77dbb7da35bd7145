"""Reading `area.toml` and plans, with every problem told at once: file, key, value, and how to mend it."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from mapa_uslug.contracts.batch_config import BatchConfig
from mapa_uslug.contracts.config import AreaConfig
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.teryt import TerytError
from mapa_uslug.contracts.tiles import OSM_TILES
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark

_Model = TypeVar("_Model", bound=BaseModel)

# Kind of error (as pydantic names it) -> what to say. ``{expected}`` is filled from the error's context.
_MESSAGES = {
    "missing": (mark("The key {key} is missing."), mark("Add it; {page} lists the keys with examples.")),
    "extra_forbidden": (mark("There is no key {key}."), mark("Keys that exist here: {suggestion}.")),
    "misspelt": (mark("There is no key {key}."), mark("Did you mean: {suggestion}?")),
    "string_type": (mark("{key} must be text (given: {value})."), mark("Write it in quotation marks.")),
    "list_type": (mark("{key} must be a list (given: {value})."), mark("Write it in square brackets.")),
    "tuple_type": (mark("{key} must be a list (given: {value})."), mark("Write it in square brackets.")),
    "too_long": (mark("{key} has too many entries (given: {value})."), mark("Give at most {expected}.")),
    "dict_type": (mark("{key} must be a section (given: {value})."), mark("Write its keys below a line with its name in square brackets.")),
    "model_type": (mark("{key} must be a section (given: {value})."), mark("Write its keys below a line with its name in square brackets.")),
    "bool_type": (mark("{key} must be true or false (given: {value})."), mark("Write true or false, without quotation marks.")),
    "bool_parsing": (mark("{key} must be true or false (given: {value})."), mark("Write true or false, without quotation marks.")),
    "path_type": (mark("{key} must be text (given: {value})."), mark("Write it in quotation marks.")),
    "too_short": (mark("{key} has too few entries (given: {value})."), mark("Give at least {expected}.")),
    "string_too_short": (mark("{key} is empty."), mark("Write the text between the quotation marks.")),
    "literal_error": (mark("{key} cannot be {value}."), mark("Use one of: {expected}.")),
    "greater_than_equal": (mark("{key} is too small (given: {value})."), mark("Give at least {expected}.")),
    "greater_than": (mark("{key} is too small (given: {value})."), mark("Give more than {expected}.")),
    "less_than_equal": (mark("{key} is too large (given: {value})."), mark("Give at most {expected}.")),
    "int_type": (mark("{key} must be a whole number (given: {value})."), mark("Write a number without quotation marks.")),
    "int_from_float": (mark("{key} must be a whole number (given: {value})."), mark("Write a number without a decimal point.")),
    "finite_number": (mark("{key} must be a number (given: {value})."), mark("Write a number without quotation marks.")),
    "int_parsing": (mark("{key} must be a whole number (given: {value})."), mark("Write a number without quotation marks.")),
    "float_type": (mark("{key} must be a number (given: {value})."), mark("Write a number without quotation marks.")),
    "float_parsing": (mark("{key} must be a number (given: {value})."), mark("Write a number without quotation marks.")),
    "string_pattern_mismatch": (mark("{key} has the wrong form (given: {value})."), mark("It must match {expected}.")),
    "file_missing": (mark("{key}: the file {value} does not exist."), mark("Check the name; paths are relative to the folder of this file.")),
    "not_ascending": (mark("{key} must ascend (given: {value})."), mark("Write three different minutes, the shortest first.")),
    "runs_twice": (mark("Two runs have the same name (capital letters make no difference)."), mark("Give every run a name of its own: it names the folder of its results.")),
    "closes_nothing": (mark("{key} closes no road."), mark("Give the numbers of OSM ways in `ways`, or a file of polygons in `area`.")),
    "window": (mark("{key} is not a stretch of time (given: {value})."), mark("Write it like this: 06:00-18:00.")),
    "crs_unknown": (mark("{key}: there is no coordinate system {value}."), mark("Write EPSG:2180 for Poland, or leave the key out.")),
    "crs_not_metric": (mark("{key}: {value} does not measure in metres."), mark("Write EPSG:2180 for Poland, or leave the key out.")),
    "tiles_not_https": (mark("{key} does not begin with https:// (given: {value})."), mark("Give the https address of the tiles, or leave the key out for those of OpenStreetMap.")),
    "tiles_address": (mark("{key} is not the address of a server (given: {value})."), mark("Write it like this: {expected}")),
    "tiles_places": (mark("{key} does not say where zoom, column and row of a tile go, or has other fields (given: {value})."), mark("Write it like this: {expected}")),
    "teryt": (mark("{key}: {value} is not a TERYT code of a gmina."), mark("Write the six or seven digits in quotation marks.")),
}  # fmt: skip
_ANY = mark("{key}: {reason} (given: {value})"), mark("See {page} for what is expected.")
_EXPECTED = ("expected", "ge", "gt", "le", "lt", "pattern", "min_length", "max_length")
# Fields of an address of tiles must not be taken for those of a message.
_EXAMPLES = {"tiles_address": OSM_TILES, "tiles_places": OSM_TILES}
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_area_config(path: Path) -> AreaConfig:
    """Read and check ``area.toml``; file names in it become paths.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    return read_toml(path, AreaConfig)


def read_area_config_leniently(path: Path) -> tuple[AreaConfig | None, list[Problem]]:
    """Read ``area.toml``, leaving out the optional keys that cannot be used, so that the other inputs can be checked.

    Returns
    -------
    config : AreaConfig or None
        None where what is wrong cannot be left out.
    problems : list of Problem
        Empty when everything can be used.
    """
    try:
        return read_area_config(path), []
    except InputError as error:
        problems = list(error.problems)
    keys = [tuple(p.where.rpartition("[")[2].rstrip("]").split(".")) for p in problems]
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        for key in keys:
            raw.get(key[0], {}).pop(key[1] if len(key) > 1 else None, None)
        return AreaConfig.model_validate(raw, context={"base": path.parent}), problems
    except (OSError, ValueError, AttributeError, TypeError):
        return None, problems


def read_batch_config(path: Path) -> BatchConfig:
    """Read and check a file of runs.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    return read_toml(path, BatchConfig)


def read_scenario_config(path: Path) -> ScenarioConfig:
    """Read and check the plan of a scenario.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    return read_toml(path, ScenarioConfig)


def read_toml(path: Path, model: type[_Model]) -> _Model:
    """Read a TOML file and check it against a model; paths in it are taken from the file's folder.

    Hints name the page of documentation in the model's `page`, by default that of ``area.toml``.

    Raises
    ------
    InputError
        For a file that cannot be read or is no TOML, else with every key that cannot be used.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError([problem("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                                  hint="Check the name and the folder.")]) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([describe_toml_error(path, error)]) from error
    except RecursionError as error:
        raise InputError([problem("Lists stand in lists too deep to be read.", where=path.name, code="toml",
                                  hint="Write lists at most a few levels deep.")]) from error  # fmt: skip
    try:
        return model.model_validate(raw, context={"base": path.parent})
    except ValidationError as error:
        raise InputError(describe_faults(path, model, error)) from error


def describe_toml_error(path: Path, error: ValueError) -> Problem:
    """A file that is no TOML: the parser's own words are English, so only its line and column are told."""
    if place := _PLACE.search(str(error)):
        where, line, column = f"{path.name}:{place[1]}", place[1], place[2]
        return problem("Line {line} cannot be understood from character {column} on.", where=where, code="toml",
                       line=line, column=column,
                       hint="Text stands in quotation marks, lists in square brackets, every key once.")  # fmt: skip
    if isinstance(error, UnicodeDecodeError):
        return problem("The file is not UTF-8 text.", where=path.name, code="toml", hint="Save it in UTF-8.")
    return problem("The file ends in the middle of an entry.", where=path.name, code="toml",
                   hint="Close the quotation mark or bracket that was left open.")  # fmt: skip


def describe_faults(path: Path, model: type[BaseModel], error: ValidationError) -> list[Problem]:
    """One problem for each key that does not fit a model."""
    return [_problem(path, model, dict(e)) for e in error.errors()]


def _problem(path: Path, model: type[BaseModel], error: dict[str, Any]) -> Problem:
    # Faults of a whole file have no key of their own. Entries of a list are counted from one, as people count them.
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"]) or path.name
    kind = _kind(error)
    near, names = _suggest(model, error["loc"])
    message, hint = _MESSAGES.get("misspelt" if kind == "extra_forbidden" and near else kind, _ANY)
    context = error.get("ctx", {})
    expected = str(next((context[k] for k in _EXPECTED if k in context), _EXAMPLES.get(kind, "")))
    return problem(
        message, where=f"{path.name} [{key}]" if error["loc"] else path.name, hint=hint, code=kind, key=key, value=str(error["input"])[:120],
        expected=expected.replace(" or ", ", "), reason=str(context.get("error", error["msg"])),
        suggestion=near or ", ".join(names), page=getattr(model, "page", "docs/area_toml.md"),
    )  # fmt: skip


def _kind(error: dict[str, Any]) -> str:
    reason = error.get("ctx", {}).get("error")
    if isinstance(reason, TerytError):
        return "teryt"
    return str(reason) if str(reason) in _MESSAGES else str(error["type"])


def _suggest(model: type[BaseModel], loc: tuple[Any, ...]) -> tuple[str, list[str]]:
    """The key that was likely meant, if any, and all that may stand there."""
    section: Any = model
    for part in loc[:-1]:
        if not isinstance(part, int):
            info = getattr(section, "model_fields", {}).get(part)
            section = _section_of(info.annotation if info else None)
    names = list(getattr(section, "model_fields", {}))
    near = difflib.get_close_matches(str(loc[-1]), names, n=1) if loc else []
    return near[0] if near else "", names


def _section_of(annotation: Any) -> Any:
    """The model in an annotation such as ``list[Model]`` or ``Model | None``."""
    return next((a for a in get_args(annotation) if hasattr(a, "model_fields")), annotation)
