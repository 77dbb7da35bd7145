"""Reading `area.toml` and plans, with every problem told at once: file, key, value, and how to mend it."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mapa_uslug.contracts.config import AreaConfig, ScenarioConfig
from mapa_uslug.core.errors import InputError, Problem, problem

_Model = TypeVar("_Model", bound=BaseModel)

# Kind of error (as pydantic names it) -> what to say. ``{expected}`` is filled from the error's context.
_MESSAGES = {
    "missing": ("The key {key} is missing.", "Add it; docs/area_toml.md lists the keys with examples."),
    "extra_forbidden": ("There is no key {key}.", "{suggestion}"),
    "string_type": ("{key} must be text (given: {value}).", "Write it in quotation marks."),
    "list_type": ("{key} must be a list (given: {value}).", "Write it in square brackets."),
    "too_short": ("{key} is empty.", "Give at least one entry."),
    "string_too_short": ("{key} is empty.", "Write the text between the quotation marks."),
    "literal_error": ("{key} cannot be {value}.", "Use one of: {expected}."),
    "greater_than_equal": ("{key} is too small (given: {value}).", "Give at least {expected}."),
    "greater_than": ("{key} is too small (given: {value}).", "Give more than {expected}."),
    "less_than_equal": ("{key} is too large (given: {value}).", "Give at most {expected}."),
    "int_type": ("{key} must be a whole number (given: {value}).", "Write a number without quotation marks."),
    "int_parsing": ("{key} must be a whole number (given: {value}).", "Write a number without quotation marks."),
    "float_type": ("{key} must be a number (given: {value}).", "Write a number without quotation marks."),
    "float_parsing": ("{key} must be a number (given: {value}).", "Write a number without quotation marks."),
    "string_pattern_mismatch": ("{key} has the wrong form (given: {value}).", "It must match {expected}."),
    "file_missing": ("{key}: the file {value} does not exist.", "Check the name; paths are relative to the folder of this file."),
    "teryt": ("{key}: {value} is not a TERYT code of a gmina.", "Write the six or seven digits in quotation marks."),
}  # fmt: skip
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
    message, hint = _MESSAGES.get(
        kind, ("{key}: {reason} (given: {value})", "See docs/area_toml.md for what is expected.")
    )
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
