"""Folders of results, read again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio

from mapa_uslug.contracts.snapshots import (
    OFFER_COLUMNS,
    OFFER_FIGURES,
    STATE_FIGURES,
    STATE_TABLE_COLUMNS,
    DateSource,
    Snapshot,
)
from mapa_uslug.core.days import parse_day
from mapa_uslug.core.errors import InputError, Problem, ProblemLog
from mapa_uslug.core.safe_cells import restore_text
from mapa_uslug.core.text import mark

GAP_COLUMNS: Final = {
    "gmina_teryt": "gmina_teryt", "gmina": "gmina", "service_type": "usluga", "mode": "srodek", "group": "grupa",
    "threshold": "prog", "unit": "prog_jednostka", "level": "poziom", "people": "osoby", "served": "obsluzone",
    "full": "brak_miejsc", "too_far": "za_daleko", "cannot_tell": "nie_wiadomo", "target": "grupa_nazwa",
}  # fmt: skip
_GAP_FIGURES: Final = ("threshold", "level", "people", "served", "full", "too_far", "cannot_tell")
_GMINA_COLUMNS: Final = {
    "gmina_teryt": "gmina_teryt",
    "gmina_kod": "gmina_kod",
    "gmina": "gmina",
    "is_area": "w_obszarze",
}
_TABLES: Final = {
    "luki.csv": (GAP_COLUMNS, _GAP_FIGURES),
    "oferta.csv": (OFFER_COLUMNS, OFFER_FIGURES),
    "stany.csv": (STATE_TABLE_COLUMNS, STATE_FIGURES),
}
_MAY_BE_EMPTY: Final = ("capacity", "occupied", "waiting", "staff_fte", "radius_m", "x", "y", "cost")
_NEW_FILES: Final = ("oferta.csv", "stany.csv")
"""Files that results of earlier versions do not have."""
_LARGE: Final = ".parquet"
"""What a table is written as when it has too many rows for CSV."""
_MANIFEST_KEYS: Final = {
    "name": str,
    "crs": str,
    "cell_m": int,
    "inputs": dict,
    "options": dict,
    "versions": dict,
}
_RUN_AGAIN: Final = mark("Run `mapa-uslug run` again with this version, from the inputs of that time.")


def read_snapshots(folders: Sequence[Path]) -> list[Snapshot]:
    """Read folders of results, in the order given.

    Raises
    ------
    InputError
        With everything that is wrong with any of them: no folder, no results, files missing, cut or of an older version.
    """
    log = ProblemLog()
    if len(folders) < 2:
        log.add("At least two folders of results are needed.", where="mapa-uslug monitor", code="too_few",
                hint="Give the older folder first, then the newer.")  # fmt: skip
    found = [_read(folder, log) for folder in folders]
    log.raise_errors()
    return [snapshot for snapshot in found if snapshot is not None]


def _read(folder: Path, log: ProblemLog) -> Snapshot | None:
    if not folder.is_dir():
        log.add("There is no such folder.", where=str(folder), code="no_folder",
                hint="Give a folder that `mapa-uslug run` wrote results into.")  # fmt: skip
        return None
    if not (folder / "manifest.json").is_file():
        log.add("The folder holds no results: it has no manifest.json.", where=str(folder), code="no_results",
                hint="Give a folder that `mapa-uslug run` wrote results into.")  # fmt: skip
        return None
    manifest = _read_manifest(folder / "manifest.json", log)
    tables = {
        name: _read_table(folder / name, columns, figures, log)
        for name, (columns, figures) in _TABLES.items()
    }
    gminas = _read_gminas(folder / "wyniki.gpkg", log)
    gaps, services, states = tables.values()
    if manifest is None or gminas is None or gaps is None or services is None or states is None:
        return None
    date, date_from = date_snapshot(manifest, services)
    return Snapshot(
        name=folder.resolve().name, date=date, date_from=date_from, manifest=manifest, gaps=gaps, gminas=gminas,
        services=services, states=states, options=manifest["options"],
    )  # fmt: skip


def _read_manifest(path: Path, log: ProblemLog) -> dict[str, Any] | None:
    hint = mark("Copy the folder again, or run `mapa-uslug run` again.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        line = getattr(error, "lineno", 1)
        log.add("The file cannot be read: it is cut or changed.", where=f"{path}:{line}", code="broken", hint=hint)  # fmt: skip
        return None
    known = content if isinstance(content, dict) else {}
    missing = [key for key, kind in _MANIFEST_KEYS.items() if not isinstance(known.get(key), kind)]
    if missing:
        log.add(
            "The file lacks: {names}.", where=str(path), code="broken", hint=hint, names=", ".join(missing)
        )
        return None
    return known


def _read_table(
    path: Path, columns: Mapping[str, str], figures: Sequence[str], log: ProblemLog
) -> pd.DataFrame | None:
    large = path.with_suffix(_LARGE)
    path = large if large.is_file() and not path.is_file() else path
    if not path.is_file():
        is_old = path.name in _NEW_FILES
        log.add("The file is missing.", where=str(path), code="no_file",
                hint=_RUN_AGAIN if is_old else mark("Copy the folder again, or run `mapa-uslug run` again."))  # fmt: skip
        return None
    try:
        read = pd.read_parquet(path) if path == large else _read_csv(path)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError, pa.ArrowInvalid):
        log.add("The file cannot be read: it is cut or changed.", where=str(path), code="broken",
                hint="Copy the folder again, or run `mapa-uslug run` again.")  # fmt: skip
        return None
    missing = [name for name in columns.values() if name not in read.columns]
    if missing:
        log.add("The file has no column {names}.", where=str(path), code="no_column", hint=_RUN_AGAIN,
                names=", ".join(missing))  # fmt: skip
        return None
    table = read[list(columns.values())].set_axis(list(columns), axis="columns")
    problems = [p for name in figures for p in _take_figures(table, name, columns[name], path)]
    log.extend(problems)
    return None if problems else table


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").apply(_restore)


def _restore(column: pd.Series) -> pd.Series:
    """Texts as they were before they were guarded against spreadsheets; most columns have none."""
    return column.map(restore_text) if column.str.startswith("'").any() else column


def _take_figures(table: pd.DataFrame, name: str, column: str, path: Path) -> list[Problem]:
    """Turn a column into numbers, in place; what is no number is a problem."""
    text = table[name]
    values = pd.to_numeric(text, errors="coerce").replace([np.inf, -np.inf], np.nan)
    is_empty = text.isna() | (text == "")
    bad = values.isna() & ~(is_empty if name in _MAY_BE_EMPTY else False)
    if bad.any():
        log, row = ProblemLog(), int(np.flatnonzero(bad)[0])
        line = row + (1 if path.suffix == _LARGE else 2)
        log.add("{value} is not a number ({n} such cells).", where=f"{path}:{line}, {column}", code="not_a_number",
                hint="Copy the folder again, or run `mapa-uslug run` again.", n=int(bad.sum()),
                value="–" if is_empty.iloc[row] else text.iloc[row])  # fmt: skip
        return log.problems
    table[name] = values if name in _MAY_BE_EMPTY or (values % 1 != 0).any() else values.astype(np.int64)
    return []


def _read_gminas(path: Path, log: ProblemLog) -> gpd.GeoDataFrame | None:
    hint = mark("Copy the folder again, or run `mapa-uslug run` again.")
    if not path.is_file():
        log.add("The file is missing.", where=str(path), code="no_file", hint=hint)
        return None
    try:
        read = pyogrio.read_dataframe(path, layer="gminy", columns=list(_GMINA_COLUMNS.values()))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError):
        log.add(
            "The file cannot be read: it is cut or changed.", where=f"{path}!gminy", code="broken", hint=hint
        )
        return None
    missing = [name for name in _GMINA_COLUMNS.values() if name not in read.columns]
    if missing or read.geometry.isna().any():
        log.add("The file lacks: {names}.", where=f"{path}!gminy", code="broken", hint=hint,
                names=", ".join(missing) or "geometry")  # fmt: skip
        return None
    table = read.rename(columns={theirs: ours for ours, theirs in _GMINA_COLUMNS.items()})
    return table.astype({"gmina_teryt": str, "is_area": bool}).sort_values("gmina_teryt", ignore_index=True)


def date_snapshot(manifest: Mapping[str, Any], services: pd.DataFrame) -> tuple[str, DateSource]:
    """Day (or year) that results are of: the day asked for, else the latest date of a record, else the year of the people."""
    asked = manifest["options"].get("services", {}).get("on")
    if asked:
        return str(asked), "services_on"
    days = [day for told in services["source_date"] if (day := parse_day(str(told)[:10])) is not None]
    if days:
        return max(days).isoformat(), "source_date"
    year = manifest["options"].get("population", {}).get("year")
    return (str(year), "population_year") if year else ("", "order")


def check_comparable(snapshots: Sequence[Snapshot]) -> None:
    """Refuse results that have no gmina in common.

    Raises
    ------
    InputError
        Areas that do not meet: no gmina of one lies where one of the next does.
    """
    log = ProblemLog()
    for old, new in pairwise(snapshots):
        ours, theirs = (s.gminas[s.gminas["is_area"]] for s in (old, new))
        is_same_code = set(ours["gmina_teryt"]) & set(theirs["gmina_teryt"])
        if not is_same_code and not ours.union_all().intersects(theirs.to_crs(ours.crs).union_all()):
            log.add("The results are of another area than those in {other}.", where=new.name, code="other_area", other=old.name,
                    hint="Compare results of the same gminas.")  # fmt: skip
    if log.problems:
        raise InputError(log.problems)
