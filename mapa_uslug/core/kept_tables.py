"""Small tables and records as text that gives back the very same values, for what is kept between runs."""

from __future__ import annotations

import json
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

_SHAPE: Final = "wkb"
_GEOMETRY: Final = "geometry"
_MISSING: Final = {"missing": True}


def pack(value: Any) -> NDArray[np.uint8]:
    """Bytes of tables, and of lists, dicts, texts, numbers and shapes in any depth.

    Indexes of tables are not kept. Tuples come back as lists, numbers of NumPy as those of Python.
    """
    return np.frombuffer(json.dumps(value, default=_encode).encode(), dtype=np.uint8)


def unpack(packed: NDArray[np.uint8]) -> Any:
    """What `pack` packed."""
    return json.loads(packed.tobytes(), object_hook=_decode)


def _encode(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        crs = str(value.crs) if isinstance(value, gpd.GeoDataFrame) and value.crs else None
        active = value.geometry.name if isinstance(value, gpd.GeoDataFrame) else None
        columns = {str(name): [str(value[name].dtype), _listed(value[name])] for name in value.columns}
        return {"table": columns, "crs": crs, "active": active}
    if isinstance(value, shapely.Geometry):
        return {_SHAPE: shapely.to_wkb(value, hex=True)}
    if isinstance(value, np.generic):
        return value.item()
    if value is pd.NA:
        return dict(_MISSING)
    raise TypeError(f"cannot keep a {type(value).__name__}")


def _listed(column: pd.Series) -> list[Any]:
    # A nullable column marks what is missing with a value of its own, which text has no word for.
    return [None if value is pd.NA else value for value in column.tolist()]


def _decode(found: dict[str, Any]) -> Any:
    if found == _MISSING:
        return pd.NA
    if found.keys() == {_SHAPE}:
        return shapely.from_wkb(found[_SHAPE])
    if found.keys() != {"table", "crs", "active"}:
        return found
    columns = {name: _column(*column) for name, column in found["table"].items()}
    if found["active"] is None:
        return pd.DataFrame(columns)
    return gpd.GeoDataFrame(columns, geometry=found["active"], crs=found["crs"])


def _column(dtype: str, values: list[Any]) -> Any:
    if dtype == _GEOMETRY:
        return gpd.GeoSeries(values)
    return pd.Series(values, dtype=dtype)
