"""manifest.json: what went in, with what, and how many records every stage took and gave."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import pyogrio
import pyproj

from mapa_uslug import __version__
from mapa_uslug.contracts.tables import Count, RunResult
from mapa_uslug.core.errors import Problem
from mapa_uslug.core.files import files_of_dataset, sha256_of_dataset, write_text

MANIFEST: Final = "manifest.json"
"""As a run names it."""
_LIBRARIES: Final = (
    "geopandas", "networkx", "numba", "numpy", "osmium", "osmnx", "pandas", "pyogrio", "pyproj", "rasterio",
    "scipy", "shapely",
)  # fmt: skip


def write_manifest(
    result: RunResult, path: Path, *, inputs: Mapping[str, Path], options: Mapping[str, Any]
) -> None:
    """Write the manifest of a run.

    It holds neither the time of the run nor a folder, only file names: the same inputs give the same bytes on
    any machine with the same libraries.

    Parameters
    ----------
    inputs
        Role (``roads``, ``boundaries``, ``services.1`` ...) -> file that was read; a shapefile is described
        with the files beside it. What the ``ledger`` says of fetched files is repeated.
    options
        What the run was asked to do; paths in it are cut to their names.
    """
    content = {
        "name": result.name,
        "crs": result.crs,
        "cell_m": result.cells.cell_m,
        "inputs": {role: _describe_file(file) for role, file in sorted(inputs.items())},
        **({"sources": _read_ledger(inputs["ledger"])} if "ledger" in inputs else {}),
        "options": _without_folders(options),
        "versions": _versions(),
        "counts": [_describe_count(c) for c in result.counts],
        "warnings": [_describe_problem(p) for p in result.problems if isinstance(p, Problem)],
    }
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _read_ledger(path: Path) -> list[Any]:
    """What was fetched from where, when and on what terms; nothing where the ledger cannot be read."""
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _describe_file(file: Path) -> dict[str, Any]:
    size = sum(part.stat().st_size for part in files_of_dataset(file))
    return {"file": file.name, "bytes": size, "sha256": sha256_of_dataset(file)}


def _describe_count(count: Count) -> dict[str, Any]:
    return {
        "stage": count.stage,
        "read": count.read,
        "kept": count.kept,
        "left_out": dict(sorted(count.left_out.items())),
    }


def _describe_problem(problem: Problem) -> dict[str, str]:
    where = Path(problem.where).name if Path(problem.where).is_absolute() else problem.where
    message = problem.message.format(**dict(problem.values)) if problem.values else problem.message
    return {"code": problem.code, "severity": problem.severity, "where": where, "message": message}


def _without_folders(value: Any) -> Any:
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        return {str(k): _without_folders(v) for k, v in sorted(value.items(), key=lambda kv: str(kv[0]))}
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, (list, tuple)):
        return [_without_folders(v) for v in value]
    if isinstance(value, str) and Path(value).is_absolute():
        return Path(value).name
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _versions() -> dict[str, str]:
    libraries = {name: metadata.version(name) for name in _LIBRARIES}
    return {
        "mapa-uslug": __version__,
        "python": platform.python_version(),
        **libraries,
        "GDAL": pyogrio.__gdal_version_string__,
        "PROJ": pyproj.proj_version_str,
    }
