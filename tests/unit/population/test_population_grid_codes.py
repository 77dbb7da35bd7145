import numpy as np
import pandas as pd
import pytest

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.population.grid_codes import parse_grid_codes


def corners(*codes: str | None) -> list[tuple[float, float, float]]:
    found = parse_grid_codes(pd.Series(list(codes), dtype=object))
    return list(zip(found.east, found.north, found.step_m, strict=True))


def test_long_and_short_forms_name_the_lower_left_corner() -> None:
    assert corners("CRS3035RES1000mN3045000E5035000", "PL_CRS3035RES1000mN3045000E5035000", "1kmN2186E5020",
                   "CZ-PL_CRS3035RES1000mN1E2", "CRS3035RES1kmN3045000E5035000") == [
        (5_035_000.0, 3_045_000.0, 1000.0), (5_035_000.0, 3_045_000.0, 1000.0), (5_020_000.0, 2_186_000.0, 1000.0),
        (2.0, 1.0, 1000.0), (5_035_000.0, 3_045_000.0, 1000.0),
    ]  # fmt: skip


def test_short_codes_drop_the_zeros_that_the_side_implies() -> None:
    assert corners("250mN302550E479425", "100mN30255E47942", "10kmN218E502") == [
        (4_794_250.0, 3_025_500.0, 250.0), (4_794_200.0, 3_025_500.0, 100.0), (5_020_000.0, 2_180_000.0, 10_000.0),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["PL_unallocated", "", None, "CRS3035RES1000mE5035000N3045000", "N1E2"])
def test_other_texts_give_no_corner(code: str | None) -> None:
    assert np.isnan(corners(code)[0]).all()


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (19.0678, 52.6483, "CRS3035RES1000mN3320000E4932000"),
        (17.9744, 53.7958, "CRS3035RES1000mN3438000E4845000"),
        (15.5064, 51.9356, "CRS3035RES1000mN3217000E4699000"),
        (20.9869, 50.0121, "CRS3035RES1000mN3047000E5105000"),
    ],
)
def test_places_lie_in_the_cell_of_their_code(lon: float, lat: float, code: str) -> None:
    x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, "EPSG:3035")
    east, north, step = corners(code)[0]
    assert 0 <= x[0] - east < step
    assert 0 <= y[0] - north < step
