"""Two runs beside each other, in one page."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.map_layers import MAP_NAME
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import Text


def compare_maps(first: Path, second: Path, out: Path, *, language: str = "pl") -> Path:
    """Write a page that shows the maps of two runs beside each other, and what differs.

    Parameters
    ----------
    first, second : Path
        Folders of results, or the ``mapa.html`` in them; the same one twice compares it with itself.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    InputError
        With everything that is wrong with the inputs and the output; then nothing is written.
    """
    from mapa_uslug.maps import DrawnMap, draw_comparison, read_drawn_map, write_map

    problems: list[Problem] = []
    drawn: dict[Path, DrawnMap] = {}
    for given in dict.fromkeys((first, second)):
        try:
            drawn[given] = read_drawn_map(find_map(given))
        except InputError as error:
            problems += error.problems
    problems += _check_out(out, (first, second))
    if problems:
        raise InputError(problems)
    page = draw_comparison(drawn[first], drawn[second], read_catalog(), text=Text(language))
    try:
        write_map(page, out)
    except OSError as error:
        raise InputError([_unwritable(out)]) from error
    return out


def find_map(given: Path) -> Path:
    """The map of a run.

    Raises
    ------
    InputError
        If there is neither such a file nor a folder with a map in it.
    """
    if given.is_dir():
        given_map = given / MAP_NAME
        if given_map.is_file():
            return given_map
        raise InputError([problem("The folder holds no {name}", where=str(given), code="no_map", name=MAP_NAME,
                                  hint="Give the folder that `mapa-uslug run` or `scenario run` has written, or the mapa.html in it.")])  # fmt: skip
    if not given.exists():
        raise InputError([problem("There is no such folder or file", where=str(given), code="no_map",
                                  hint="Give the folder that `mapa-uslug run` or `scenario run` has written, or the mapa.html in it.")])  # fmt: skip
    return given


def _check_out(out: Path, given: tuple[Path, Path]) -> list[Problem]:
    inputs = {(path / MAP_NAME if path.is_dir() else path).resolve() for path in given}
    if out.resolve() in inputs:
        return [problem("The comparison would be written over a map that it is made from", where="--out", code="out",
                        hint="Give another file, such as porownanie.html.")]  # fmt: skip
    parent = next(p for p in out.absolute().parents if p.exists())
    try:
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError:
        return [_unwritable(out)]
    return [_unwritable(out)] if out.is_dir() else []


def _unwritable(out: Path) -> Problem:
    return problem("The comparison cannot be written to {value}", where="--out", code="out", value=out,
                   hint="Give a file in a folder that you may write to, such as porownanie.html.")  # fmt: skip
