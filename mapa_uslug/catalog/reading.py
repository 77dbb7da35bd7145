"""Reading a catalog from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.reading import describe_faults, describe_toml_error
from mapa_uslug.core.errors import InputError

BUILT_IN = Path(__file__).with_name("services.toml")


def read_catalog(path: Path = BUILT_IN) -> Catalog:
    """Read a catalog; types take the thresholds of the class they name.

    Raises
    ------
    InputError
        With every key that cannot be used.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Catalog.model_validate(_with_thresholds(raw))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([describe_toml_error(path, error)]) from error
    except ValidationError as error:
        raise InputError(describe_faults(path, Catalog, error)) from error


def _with_thresholds(raw: Mapping[str, Any]) -> dict[str, Any]:
    classes = raw.get("threshold_class", {})
    types = []
    for entry in raw.get("types", []):
        entry = dict(entry)
        name = entry.pop("threshold_class", None)
        if name is not None:
            limits = {"values": f"threshold_class = {name}"} if name not in classes else None
            entry["thresholds"] = (
                {"car": limits} if limits else {**classes[name], **entry.get("thresholds", {})}
            )
        types.append(entry)
    return {k: v for k, v in raw.items() if k not in ("threshold_class", "types")} | {"types": types}
