from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.core.crs import metric_crs_for, transform_xy
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import atomic_path, sha256_of, write_text
from mapa_uslug.core.text import Text


@pytest.mark.parametrize(
    ("value", "digits", "polish", "english"),
    [
        (0, 0, "0", "0"),
        (9999, 0, "9999", "9,999"),
        (10000, 0, "10\u00a0000", "10,000"),
        (1234567, 0, "1\u00a0234\u00a0567", "1,234,567"),
        (12.34, 1, "12,3", "12.3"),
        (-12345.6, 1, "\u221212\u00a0345,6", "\u221212,345.6"),
    ],
)
def test_numbers_as_people_write_them(value: float, digits: int, polish: str, english: str) -> None:
    assert Text("pl").number(value, digits) == polish
    assert Text("en").number(value, digits) == english


def test_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    write_text(target, "old")

    def fail_half_way() -> None:
        with atomic_path(target) as part:
            part.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_sha256_is_of_the_content(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "")
    assert sha256_of(tmp_path / "a") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("lon", "lat", "crs"), [(21.0, 52.0, "EPSG:2180"), (9.5, 47.1, "EPSG:32632"), (-8.6, 41.1, "EPSG:32629"), (25.0, 60.2, "EPSG:32635")]
)  # fmt: skip
def test_metric_crs_by_place(lon: float, lat: float, crs: str) -> None:
    assert metric_crs_for(lon, lat) == crs


@pytest.mark.parametrize(
    ("lon", "lat", "east", "north"),
    [
        (19.0678, 52.6483, 504585, 531399),
        (21.0122, 52.2297, 637382, 486757),
        (16.1825, 54.1944, 316254, 707014),
    ],
)
def test_easting_comes_first_in_pl_1992(lon: float, lat: float, east: float, north: float) -> None:
    x, y = transform_xy(np.array([lon]), np.array([lat]), "EPSG:4326", "EPSG:2180")
    assert (x[0], y[0]) == (pytest.approx(east, abs=1), pytest.approx(north, abs=1))


def test_input_error_keeps_problems_that_differ_in_values_only() -> None:
    made = [
        problem("Column {column} is missing.", where="u.csv", hint="h", column=c) for c in ("a", "b", "a")
    ]
    error = InputError(made)
    assert [dict(p.values)["column"] for p in error.problems] == ["a", "b"]
    assert str(error) == "u.csv: Column a is missing.; u.csv: Column b is missing."
