"""Results of several runs, from folders to a report on what changed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.changes import USUAL_LIMITS, AlarmLimits, Changes
from mapa_uslug.contracts.snapshots import Snapshot
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.files import folder_in_making
from mapa_uslug.core.text import Text
from mapa_uslug.monitoring.comparing import compare_snapshots
from mapa_uslug.monitoring.reading import check_comparable, read_snapshots
from mapa_uslug.reports.changes import compose_changes, write_changes_csv
from mapa_uslug.reports.report_forms import write_form
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.writing import write_snapshot

_NAME: Final = "zmiany"
_FORMS: Final = ("html", "docx", "xlsx")


def find_changes(
    folders: Sequence[Path], *, catalog: Catalog, limits: AlarmLimits = USUAL_LIMITS
) -> tuple[list[Snapshot], Changes]:
    """Read folders of results and compare them, the oldest first.

    Raises
    ------
    InputError
        With everything that is wrong with the folders.
    """
    snapshots = read_snapshots(folders)
    check_comparable(snapshots)
    areas = {t.code: t.areas for t in catalog.types}
    return snapshots, compare_snapshots(snapshots, limits=limits, areas=areas)


def find_changes_since(old: Path, data: AreaData, result: RunResult, *, language: str) -> Changes:
    """What changed from a folder of results to a run that has just been made.

    Raises
    ------
    InputError
        With everything that is wrong with the folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        text = Text(language)
        now = Path(folder) / text("now")
        now.mkdir()
        write_snapshot(result, data, now, language=language)
        return find_changes([old, now], catalog=data.catalog)[1]


def write_changes(
    folders: Sequence[Path], out: Path, *, limits: AlarmLimits = USUAL_LIMITS, language: str = "pl"
) -> tuple[Changes, tuple[Path, ...]]:
    """Write ``zmiany`` as a page, a document, a workbook and a table into a folder: all of them, or none.

    Names of service types are those of the built-in catalog; a type of an own catalog is told by its code.
    """
    catalog, text = read_catalog(), Text(language)
    snapshots, changes = find_changes(folders, catalog=catalog, limits=limits)
    report = compose_changes(changes, catalog, area=str(snapshots[-1].manifest["name"]), text=text)
    with folder_in_making(out) as part:
        for form in _FORMS:
            write_form(report, form, part / f"{_NAME}.{form}", text=text)
        write_changes_csv(changes, catalog, part / f"{_NAME}.csv", text=text)
    return changes, tuple(out / f"{_NAME}.{form}" for form in (*_FORMS, "csv"))
