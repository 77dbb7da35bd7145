"""Nobody's work is lost by an import: sources, unread answers and a sheet that was changed by hand stay."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.registry.worklist.decisions import read_kept_decisions
from mapa_uslug.registry.worklist.worklist_reading import read_decisions
from mapa_uslug.steps.worklists import ImportFiles


def check_targets(names: ImportFiles, sources: Iterable[Path]) -> None:
    """Refuse to write over a source, or over a work list with answers that were not taken over yet.

    Raises
    ------
    InputError
        Either of them.
    """
    refuse_overwriting(names.sheet, sources)
    if not names.worklist.is_file():
        return
    found, _ = read_decisions(names.worklist, partial=True)
    kept = {(d.case_id, d.answer, d.changes) for d in read_kept_decisions(names.decisions)}
    waiting = [d for d in found if (d.case_id, d.answer, d.changes) not in kept]
    if waiting:
        raise InputError([problem(
            "The work list holds answers that were not taken over yet: {count}.", where=names.worklist.name, code="unread_answers",
            count=len(waiting), hint="Run registry resolve {file} first, or move the work list away.", file=names.worklist.name,
        )])  # fmt: skip


def refuse_overwriting(out: Path, sources: Iterable[Path]) -> None:
    """Raise `InputError` where an output would replace one of its own sources.

    Raises
    ------
    InputError
        It would.
    """
    if out.resolve() in {source.resolve() for source in sources}:
        raise InputError([problem("The answer would replace its own source.", where=str(out), code="overwrites_source",
                                  hint="Give --out another name.")])  # fmt: skip


def keep_former(sheet: Path) -> list[Problem]:
    """Copy a sheet that is there already: somebody may have changed it by hand since it was written."""
    if not sheet.is_file():
        return []
    former = sheet.with_name(f"{sheet.stem}_poprzedni{sheet.suffix}")
    with atomic_path(former) as part:
        shutil.copyfile(sheet, part)
    return [problem("The sheet was there already; its former state is kept as {file}.", where=sheet.name, code="former_kept",
                    severity="warning", file=former.name, hint="Corrections made by hand belong in the source list or the work list.")]  # fmt: skip
