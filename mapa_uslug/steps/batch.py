"""Several runs: their inputs, what was done of them, so that a batch goes on where it was, and the one table of all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from mapa_uslug import __version__
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.batch_config import BatchConfig, BatchRun
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.reading import read_scenario_config
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.core.files import sha256_of_dataset, write_text
from mapa_uslug.core.program import program_digest
from mapa_uslug.reports.manifest import MANIFEST
from mapa_uslug.steps.loading import AreaData, Progress, load_area
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.work.runners import Runner

LEDGER: Final = "przebiegi.json"
SUMMARY: Final = "podsumowanie.csv"
_OF_TYPE: Final = ["usluga", "usluga_nazwa", "srodek", "prog", "prog_jednostka"]
_PEOPLE: Final = ["osoby", "obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]


@dataclass(frozen=True, eq=False)
class LoadedRun:
    """A run with its inputs: the area, after the plan if there is one."""

    entry: BatchRun
    data: AreaData
    services: gpd.GeoDataFrame
    changes: ScenarioConfig | None


@dataclass(frozen=True, eq=False)
class RunsOfArea:
    """Runs that share the inputs of an area."""

    data: AreaData
    runs: tuple[LoadedRun, ...]


def load_batch(config: BatchConfig, runner: Runner, progress: Progress) -> list[RunsOfArea]:
    """Read every area once, and every plan.

    Raises
    ------
    InputError
        With the problems of all of them.
    """
    loaded, problems = [], list[Problem]()
    for area in dict.fromkeys(run.area.resolve() for run in config.run):
        entries = [run for run in config.run if run.area.resolve() == area]
        try:
            data = replace(load_area(area, progress), runner=runner)
        except InputError as error:
            problems += _of_run(error, entries[0])
            continue
        runs = []
        for entry in entries:
            try:
                runs.append(_load_run(entry, data))
            except InputError as error:
                problems += _of_run(error, entry)
        loaded.append(RunsOfArea(data, tuple(runs)))
    if problems:
        raise InputError(problems)
    return loaded


def _load_run(entry: BatchRun, data: AreaData) -> LoadedRun:
    if entry.plan is None:
        return LoadedRun(entry, data, data.registry.located, None)
    changes = read_scenario_config(entry.plan)
    planned, services = plan_area(data, changes, plan_name=entry.plan.name)
    return LoadedRun(entry, planned, services, changes)


def _of_run(error: InputError, entry: BatchRun) -> list[Problem]:
    """Problems with the run that they belong to: files of several may bear one name."""
    return [replace(p, where=f"{entry.name}: {p.where}") for p in error.problems if p.severity == "error"]


class BatchLedger:
    """Runs done in a folder, by name: from what, and their rows of the summary."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._done: dict[str, dict[str, Any]] = {}
        with suppress(OSError, ValueError, TypeError):  # none yet, or damaged: everything is computed
            self._done = dict(json.loads((out / LEDGER).read_text(encoding="utf-8")))

    def is_done(self, name: str, digest: str) -> bool:
        """Whether the results of a run are there, from the very same inputs."""
        kept = self._done.get(name, {})
        return kept.get("digest") == digest and (self._out / name / MANIFEST).is_file()

    def note(self, name: str, digest: str, result: RunResult) -> None:
        """Write down that a run is done."""
        self._done[name] = {"digest": digest, "rows": summarise(result)}
        write_text(self._out / LEDGER, json.dumps(self._done, ensure_ascii=False, indent=1) + "\n")

    def write_summary(self, names: Sequence[str]) -> Path:
        """People by state of every run, in the order of `names`: one row a service type and mode, the main threshold."""
        parts = [
            pd.DataFrame(self._done[name]["rows"], columns=[*_OF_TYPE, *_PEOPLE]).assign(przebieg=name)
            for name in names
        ]
        table = pd.concat(parts)[["przebieg", *_OF_TYPE, *_PEOPLE]]
        write_text(self._out / SUMMARY, table.to_csv(index=False, lineterminator="\n"))
        return self._out / SUMMARY


def summarise(result: RunResult) -> list[list[Any]]:
    """Rows of the summary of one run: sums over its gminas, in the order of its layers."""
    rows = result.indicators
    rows = rows[(rows["grupa"] == "all") & (rows["poziom"] == MAIN_LEVEL + 1)]
    sums = rows.groupby(_OF_TYPE, sort=False)[_PEOPLE].sum().reset_index()
    return list(json.loads(sums.to_json(orient="values")))


def digest_of_run(inputs: Mapping[str, Path], plan: Path | None, *, language: str) -> str:
    """Digest of all that the results of a run hang on."""
    files = {**inputs, **({"plan": plan} if plan else {})}
    content = {role: sha256_of_dataset(file) for role, file in files.items()}
    about = [__version__, program_digest(), language, sorted(content.items())]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()
