"""What is kept as text comes back as it was."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.core.kept_tables import pack, unpack


def table() -> gpd.GeoDataFrame:
    columns = {
        "name": pd.Series(["Łąki", None, ""], dtype=object),
        "word": pd.Series(["a", "ż", "|"], dtype="str"),
        "people": pd.array([3, pd.NA, 0], dtype="Int64"),
        "count": np.array([1, -1, 2**40]),
        "small": np.array([1, 2, 3], dtype=np.int8),
        "share": np.array([0.1 + 0.2, np.nan, -np.inf]),
        "is_known": np.array([True, False, True]),
        "way": pd.Series([shapely.Point(1, 0.1), None, shapely.LineString([(0, 0), (1, 1)])], dtype=object),
    }
    shapes = [shapely.Point(0.1, 1 / 3), shapely.LineString([(0, 0), (1, 2)]), None]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:2180")


def test_a_table_comes_back_with_values_types_and_crs() -> None:
    found = unpack(pack([table(), {"rows": 3}]))
    assert_geodataframe_equal(found[0], table(), check_like=False)
    assert [str(t) for t in found[0].dtypes] == [str(t) for t in table().dtypes]
    assert found[0]["way"][0].equals_exact(shapely.Point(1, 0.1))
    assert found[1] == {"rows": 3}


def test_a_table_without_rows_keeps_its_types() -> None:
    empty = table().iloc[:0].reset_index(drop=True)
    found = unpack(pack(empty))
    assert_geodataframe_equal(found, empty)
    plain = pd.DataFrame({"a": pd.array([], dtype="Int64")})
    assert unpack(pack(plain)).dtypes.tolist() == plain.dtypes.tolist()


@given(st.lists(st.floats(), max_size=5), st.lists(st.text(), max_size=5), st.integers())
def test_numbers_and_texts_come_back_to_the_last_bit(
    numbers: list[float], texts: list[str], whole: int
) -> None:
    found = unpack(pack({"numbers": numbers, "texts": texts, "whole": whole, "one": np.int64(7)}))
    assert np.array_equal(found["numbers"], numbers, equal_nan=True)
    assert found["texts"] == texts
    assert (found["whole"], found["one"]) == (whole, 7)
    none, missing = unpack(pack([None, pd.NA]))
    assert none is None
    assert missing is pd.NA


def test_what_cannot_be_kept_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot keep a set"):
        pack({"a": {1}})
