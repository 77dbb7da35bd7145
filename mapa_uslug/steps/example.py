"""What a new user starts from: the example area and the empty sheet of services."""

from __future__ import annotations

import shutil
from pathlib import Path

from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import atomic_path

_PACKAGE = Path(__file__).resolve().parents[1]
# In a wheel the example stands in the package; in a checkout beside it.
_FOLDERS = (_PACKAGE / "example", _PACKAGE.parent / "data" / "example")


def write_example(folder: Path) -> list[Path]:
    """Copy the example area into a folder and return the paths written.

    Raises
    ------
    InputError
        If a file of that name is there already with other content: nobody's work is overwritten.
    """
    source = next(f for f in _FOLDERS if (f / "area.toml").is_file())
    files = sorted(p for p in source.iterdir() if p.is_file())
    taken = [
        p.name
        for p in files
        if (folder / p.name).exists() and (folder / p.name).read_bytes() != p.read_bytes()
    ]
    if taken:
        raise InputError(
            problem("The file exists already and differs from the example.", where=str(folder / name), code="exists",
                    hint="Choose another folder.") for name in taken
        )  # fmt: skip
    for path in files:
        with atomic_path(folder / path.name) as part:
            shutil.copyfile(path, part)
    return [folder / p.name for p in files]


def write_empty_sheet(path: Path) -> Path:
    """Write the empty official sheet as a workbook to fill in.

    Raises
    ------
    InputError
        Another ending than ``.xlsx``, or a file of that name: nobody's work is overwritten.
    """
    from mapa_uslug.catalog import read_catalog
    from mapa_uslug.registry.official.template import write_template

    _check_new_workbook(path)
    return write_template(path, catalog=read_catalog())


def write_empty_timetable(path: Path) -> Path:
    """Write the workbook in which timetables are written down by hand.

    Raises
    ------
    InputError
        As `write_empty_sheet`.
    """
    from mapa_uslug.transit.template import write_timetable_template

    _check_new_workbook(path)
    return write_timetable_template(path)


def write_empty_survey(path: Path) -> Path:
    """Write the sheet in which a survey of needs is summed up, as a workbook or as CSV.

    Raises
    ------
    InputError
        Another ending than ``.xlsx`` and ``.csv``, or a file of that name: nobody's work is overwritten.
    """
    from mapa_uslug.catalog import read_catalog
    from mapa_uslug.diagnosis.survey_template import write_survey_template

    _check_new(path)
    return write_survey_template(path, catalog=read_catalog())


def _check_new_workbook(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise InputError([problem("The sheet cannot be written as {value}.", where=str(path), code="format", value=path.suffix or path.name,
                                  hint="Give a name that ends with .xlsx.")])  # fmt: skip
    _check_new(path)


def _check_new(path: Path) -> None:
    if path.exists():
        raise InputError([problem("The file exists already.", where=str(path), code="exists",
                                  hint="Choose another name.")])  # fmt: skip
