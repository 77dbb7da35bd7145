"""Faults of boundary rows: found, told, mended or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.boundaries.codes import is_part, plain_name, whole_kind
from mapa_uslug.contracts.wojewodztwo_boxes import fits_wojewodztwo
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.text import mark

Severity = Literal["error", "warning"]

# What GEOS says of a shape that is not valid.
GEOS_REASONS = (
    mark("Self-intersection"),
    mark("Ring Self-intersection"),
    mark("Hole lies outside shell"),
    mark("Holes are nested"),
    mark("Nested shells"),
    mark("Duplicate Rings"),
    mark("Interior is disconnected"),
    mark("Too few points in geometry component"),
)

NO_SUCH_CODE = mark("TERYT has no such code; check it in the list at eteryt.stat.gov.pl.")


@dataclass
class Ledger:
    """What was found in a source: problems and rows left out by reason.

    Attributes
    ----------
    where : str
        The source, as messages call it.
    area : collection of str
        Codes of the area's gminas; empty: every gmina.
    """

    where: str
    area: Collection[str]
    log: ProblemLog = field(default_factory=ProblemLog)
    left_out: Counter[str] = field(default_factory=Counter)

    def severity(self, code6: str) -> Severity:
        """``error`` where the gmina belongs to the area, else ``warning``."""
        return "error" if not self.area or code6 in self.area else "warning"

    def row(self, number: object) -> str:
        """Place of a row of the source."""
        return f"{self.where}, #{number}"


def drop_bad_codes(rows: pd.DataFrame, *, ledger: Ledger) -> pd.DataFrame:
    """Leave out rows whose code cannot be used, each told; districts of cities are left out in silence."""
    bad = rows["fault"] != ""
    for number, row in rows[bad].iterrows():
        ledger.left_out["bad_code" if row["fault"] in ("form", "range") else str(row["fault"])] += 1
        if row["fault"] == "lost_zero":
            ledger.log.add(
                "Code {value} ({name}) has lost its leading zero; it must have been {suggestion}.",
                where=ledger.row(number),
                hint="Save the column of codes as text, with its zeros.",
                code="lost_zero",
                severity=ledger.severity(str(row["suggestion"])[:6]),
                value=row["given"],
                name=row["name"],
                suggestion=row["suggestion"],
            )
        elif row["fault"] != "district":
            ledger.log.add(
                "Code {value} ({name}) is not the code of a gmina.",
                where=ledger.row(number),
                hint=NO_SUCH_CODE
                if row["fault"] == "range"
                else mark("Write the TERYT code with six or seven digits."),
                code="bad_teryt",
                severity=ledger.severity(""),
                value=row["given"],
                name=row["name"],
            )
    return rows[~bad]


def drop_null_geometry(rows: gpd.GeoDataFrame, *, ledger: Ledger) -> gpd.GeoDataFrame:
    """Leave out rows without a polygon; a file in which none has one is a single error."""
    is_null = (rows.geometry.isna() | rows.geometry.is_empty).to_numpy()
    is_other = ~is_null & (shapely.get_dimensions(rows.geometry.to_numpy()) != 2)
    if len(rows) and (is_null | is_other).all():
        ledger.log.add(
            "There are no boundaries: every geometry is empty (rows read: {count}).",
            where=ledger.where,
            hint="Download the boundaries again, with geometry; this file holds only the list of gminas.",
            code="all_geometry_null",
            count=len(rows),
        )
        ledger.log.raise_errors()
    for number, row in rows[is_null | is_other].iterrows():
        ledger.left_out["no_geometry"] += 1
        _note_null(row, number, ledger)
    return rows[~(is_null | is_other)]


def _note_null(row: pd.Series, number: object, ledger: Ledger) -> None:
    ledger.log.add(
        "Gmina {name} ({teryt}) has no boundary: the geometry is empty.",
        where=ledger.row(number),
        hint="Add its polygon to the file.",
        code="null_geometry",
        severity=ledger.severity(row["code6"]),
        name=row["name"],
        teryt=row["code6"],
    )


def mend_geometry(rows: gpd.GeoDataFrame, *, ledger: Ledger) -> gpd.GeoDataFrame:
    """Make boundaries that cross themselves valid, each told with the place of the crossing."""
    shapes = rows.geometry.to_numpy().copy()
    broken = np.flatnonzero(~shapely.is_valid(shapes))
    for position in broken:
        row = rows.iloc[position]
        reason = str(shapely.is_valid_reason(shapes[position]))
        ledger.log.add(
            "The boundary of gmina {name} ({teryt}) is not valid and was mended: {reason}",
            where=ledger.row(rows.index[position]),
            hint="Check it at this place (longitude, latitude): {place}",
            code="invalid_geometry",
            severity="warning",
            name=row["name"],
            teryt=row["code6"],
            reason=reason.split("[")[0].strip(),
            place=_place(reason, str(rows.crs)),
        )
    if len(broken):
        shapes[broken] = shapely.make_valid(shapes[broken])
    return rows.set_geometry(gpd.GeoSeries(_polygonal(shapes), index=rows.index, crs=rows.crs))


def _polygonal(shapes: np.ndarray) -> np.ndarray:
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    out = shapes.copy()
    for position in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[position])
        out[position] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return out


def _place(reason: str, crs: str) -> str:
    inner = reason.partition("[")[2].rstrip("]").split()
    if len(inner) < 2:
        return "-"
    lon, lat = transform_xy(np.array([float(inner[0])]), np.array([float(inner[1])]), crs, WGS84)
    return f"{lon[0]:.5f}, {lat[0]:.5f}"


def drop_disguised_codes(rows: gpd.GeoDataFrame, *, ledger: Ledger) -> gpd.GeoDataFrame:
    """Leave out six-digit codes that lie where the seven-digit code with a zero before them would."""
    middles = rows.geometry.representative_point()
    x, y = middles.x.to_numpy(), middles.y.to_numpy()
    codes = rows["code6"].to_numpy(dtype=object)
    padded = np.array(["0" + code[:5] for code in codes], dtype=object)
    crs = str(rows.crs)
    suspect = (rows["kind"] == "").to_numpy() & ~fits_wojewodztwo(codes, x, y, crs)
    suspect &= fits_wojewodztwo(padded, x, y, crs) & np.array(
        [c[1] in "2468" and c[0] == "0" for c in padded], dtype=bool
    )
    faulty = rows[suspect].assign(fault="lost_zero", suggestion="0" + rows.loc[suspect, "code6"])
    drop_bad_codes(faulty, ledger=ledger)
    return rows[~suspect]


def merge_rows(rows: gpd.GeoDataFrame, *, ledger: Ledger) -> gpd.GeoDataFrame:
    """One row per gmina: town and countryside parts dissolve into it, several polygons of one gmina unite.

    Two gminas with one code are an error; parts are dropped where the whole is there too.
    """
    rows = rows.assign(name=[plain_name(str(name)) for name in rows["name"]])
    repeated = rows["code6"].duplicated(keep=False).to_numpy()
    merged = [_as_gmina(rows[~repeated])]
    for code6, group in rows[repeated].groupby("code6", sort=True):
        whole = group[~group["kind"].map(is_part).to_numpy()]
        chosen = whole if len(whole) else group
        ledger.left_out["merged"] += len(group) - 1
        _check_names(str(code6), sorted(set(chosen["name"])), ledger)
        shape = shapely.union_all(chosen.geometry.to_numpy())
        first = chosen.sort_values(["name", "given"]).iloc[[0]]
        merged.append(_as_gmina(first.set_geometry(gpd.GeoSeries([shape], index=first.index, crs=rows.crs))))
    return pd.concat(merged).sort_values("gmina_teryt", ignore_index=True)


def _check_names(code6: str, names: list[str], ledger: Ledger) -> None:
    if len(names) > 1:
        ledger.log.add(
            "Code {teryt} stands for several gminas: {names}",
            where=ledger.where,
            hint="Give each gmina its own code.",
            code="duplicate_teryt",
            severity=ledger.severity(code6),
            teryt=code6,
            names=", ".join(names),
        )


def _as_gmina(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    is_parted = rows["kind"].map(is_part).to_numpy(dtype=bool)
    given = rows["given"].to_numpy(dtype=object).copy()
    given[is_parted] = [whole_kind(*pair) for pair in rows.loc[is_parted, ["code6", "kind"]].to_numpy()]
    given[given == ""] = None
    table = {"gmina_teryt": rows["code6"], "gmina_kod": given, "gmina": rows["name"]}
    return gpd.GeoDataFrame(table, geometry=rows.geometry, crs=rows.crs)
