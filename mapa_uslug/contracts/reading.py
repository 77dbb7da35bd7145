"""Reading `area.toml` and plans, with every problem told at once: file, key, value, and how to mend it."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mapa_uslug.contracts.config import AreaConfig, ScenarioConfig
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark

_Model = TypeVar("_Model", bound=BaseModel)

# Kind of error (as pydantic names it) -> what to say. ``{expected}`` is filled from the error's context.
_MESSAGES = {
    "missing": (mark("The key {key} is missing."), mark("Add it; docs/area_toml.md lists the keys with examples.")),
    "extra_forbidden": (mark("There is no key {key}."), mark("{suggestion}")),
    "string_type": (mark("{key} must be text (given: {value})."), mark("Write it in quotation marks.")),
    "list_type": (mark("{key} must be a list (given: {value})."), mark("Write it in square brackets.")),
    "too_short": (mark("{key} is empty."), mark("Give at least one entry.")),
    "string_too_short": (mark("{key} is empty."), mark("Write the text between the quotation marks.")),
    "literal_error": (mark("{key} cannot be {value}."), mark("Use one of: {expected}.")),
    "greater_than_equal": (mark("{key} is too small (given: {value})."), mark("Give at least {expected}.")),
    "greater_than": (mark("{key} is too small (given: {value})."), mark("Give more than {expected}.")),
    "less_than_equal": (mark("{key} is too large (given: {value})."), mark("Give at most {expected}.")),
    "int_type": (mark("{key} must be a whole number (given: {value})."), mark("Write a number without quotation marks.")),
    "int_parsing": (mark("{key} must be a whole number (given: {value})."), mark("Write a number without quotation marks.")),
    "float_type": (mark("{key} must be a number (given: {value})."), mark("Write a number without quotation marks.")),
    "float_parsing": (mark("{key} must be a number (given: {value})."), mark("Write a number without quotation marks.")),
    "string_pattern_mismatch": (mark("{key} has the wrong form (given: {value})."), mark("It must match {expected}.")),
    "file_missing": (mark("{key}: the file {value} does not exist."), mark("Check the name; paths are relative to the folder of this file.")),
    "teryt": (mark("{key}: {value} is not a TERYT code of a gmina."), mark("Write the six or seven digits in quotation marks.")),
}  # fmt: skip
_ANY = mark("{key}: {reason} (given: {value})"), mark("See docs/area_toml.md for what is expected.")
_EXPECTED = ("expected", "ge", "gt", "le", "lt", "pattern")


def read_area_config(path: Path) -> AreaConfig:
    """Read and check ``area.toml``; file names in it become paths.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    return _read(path, AreaConfig)


def read_scenario_config(path: Path) -> ScenarioConfig:
    """Read and check the plan of a scenario.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    return _read(path, ScenarioConfig)


def _read(path: Path, model: type[_Model]) -> _Model:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError([problem("The file does not exist or cannot be read.", where=path.name, code="file_missing",
                                  hint="Check the name and the folder.")]) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([problem("This is not a readable TOML file: {reason}", where=path.name, code="toml",
                                  hint="Correct the file at the place named.", reason=error)]) from error  # fmt: skip
    try:
        return model.model_validate(raw, context={"base": path.parent})
    except ValidationError as error:
        raise InputError(_problem(path, model, dict(e)) for e in error.errors()) from error


def _problem(path: Path, model: type[BaseModel], error: dict[str, Any]) -> Problem:
    key = ".".join(str(part) for part in error["loc"])
    kind = _kind(error)
    message, hint = _MESSAGES.get(kind, _ANY)
    context = error.get("ctx", {})
    expected = next((context[k] for k in _EXPECTED if k in context), "")
    return problem(
        message, where=f"{path.name} [{key}]", hint=hint, code=kind, key=key, value=str(error["input"])[:120],
        expected=expected, reason=error["msg"], suggestion=_suggest(model, error["loc"]),
    )  # fmt: skip


def _kind(error: dict[str, Any]) -> str:
    reason = error.get("ctx", {}).get("error")
    if isinstance(reason, ValueError):
        return "file_missing" if str(reason) == "file_missing" else "teryt"
    return str(error["type"])


def _suggest(model: type[BaseModel], loc: tuple[Any, ...]) -> str:
    fields: Any = model
    for part in loc[:-1]:
        info = getattr(fields, "model_fields", {}).get(part)
        fields = info.annotation if info else None
    names = list(getattr(fields, "model_fields", {}))
    near = difflib.get_close_matches(str(loc[-1]), names, n=1)
    return f"{near[0]}?" if near else ", ".join(names)
