"""Snapshots of two gminas of four cells, made by hand.

c1 (100 people) and c2 (50) lie in A, c3 (40) and c4 (10) in B; a place U-1 of DDP in A, threshold 30 minutes by car.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from mapa_uslug.contracts.snapshots import OFFER_COLUMNS, STATE_TABLE_COLUMNS, Snapshot
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.monitoring.reading import GAP_COLUMNS

A, B = "086001", "086002"
CRS = "EPSG:2180"
CELLS = {"c1": (A, 100), "c2": (A, 50), "c3": (B, 40), "c4": (B, 10)}
COSTS = {"c1": 10.0, "c2": 20.0, "c3": 25.0, "c4": 40.0}
SQUARES = {A: box(0, 0, 1000, 1000), B: box(1000, 0, 2000, 1000)}


def way(
    cell,
    cost,
    *,
    people=None,
    nearest="U-1",
    threshold=30,
    mode="car",
    kind="DDP",
    gmina="",
    full=0,
    reason="",
):
    """A row of states: within the threshold served but `full`, beyond it too far, with a reason (or no cost) not known."""
    code, usual = CELLS.get(cell, ("", 0))
    n = usual if people is None else people
    counts = dict.fromkeys(STATES, 0)
    if reason:
        counts["cannot_tell"] = n
    elif cost is not None and cost <= threshold:
        counts |= {"served": n - full, "full": full}
    else:
        counts["too_far"] = n
    return {
        "cell_id": cell, "gmina_teryt": gmina or code, "service_type": kind, "mode": mode, "threshold": threshold, "unit": "min",
        **counts, "reason": reason, "cost": float("nan") if cost is None else cost, "nearest": nearest if cost is not None else "",
    }  # fmt: skip


def ways(costs=COSTS, **given):
    return [way(cell, cost, **given) for cell, cost in costs.items()]


def place(service_id="U-1", *, kind="DDP", gmina=A, x=100.0, y=100.0, **given):
    """A service as oferta.csv holds it."""
    row = dict.fromkeys(OFFER_COLUMNS, "") | {
        "service_id": service_id, "provider": f"Podmiot {service_id}", "service_type": kind, "gmina_teryt": gmina,
        "locality": "Zalewo", "address": f"Długa {service_id}", "services": 1, "capacity": 20.0, "capacity_unit": "miejsca",
        "occupied": float("nan"), "waiting": float("nan"), "staff_fte": float("nan"), "is_open": "true", "quality": "punkt_adresowy",
        "radius_m": 30.0, "x": x, "y": y, "sensitivity": 0, "source_date": "2026-09-30",
    }  # fmt: skip
    return row | given


def hidden(count, *, kind="MW", gmina=A, capacity=float("nan"), unit=""):
    """Services that are counted per gmina only."""
    figures = dict.fromkeys(("occupied", "waiting", "staff_fte", "radius_m", "x", "y"), float("nan"))
    row = dict.fromkeys(OFFER_COLUMNS, "") | figures
    return row | {"service_type": kind, "gmina_teryt": gmina, "services": count, "capacity": capacity, "capacity_unit": unit, "sensitivity": 1}  # fmt: skip


def gminas(shapes=SQUARES, names=None, kinds=None):
    names, kinds = names or {}, kinds or {}
    rows = [
        (code, f"{code}{kinds.get(code, '2')}", names.get(code, f"Gmina {code[-1]}"), True) for code in shapes
    ]
    table = pd.DataFrame(rows, columns=["gmina_teryt", "gmina_kod", "gmina", "is_area"])
    return gpd.GeoDataFrame(table, geometry=list(shapes.values()), crs=CRS)


def snapshot(states=None, services=None, *, shapes=SQUARES, names=None, kinds=None, date="2026-09-30", name="a", files=None,
             options=None, cell_m=250, version="0.1.0", levels=(15, 30, 45)):  # fmt: skip
    """A snapshot; `files`: role -> digest, `options`: settings."""
    rows = ways() if states is None else states
    table = pd.DataFrame(rows, columns=list(STATE_TABLE_COLUMNS))
    offer = pd.DataFrame([place()] if services is None else services, columns=list(OFFER_COLUMNS))
    manifest = {
        "name": "obszar", "crs": CRS, "cell_m": cell_m,
        "inputs": {role: {"file": f"{role}.x", "sha256": digest} for role, digest in (files or {}).items()},
        "options": options or {}, "versions": {"mapa-uslug": version},
    }  # fmt: skip
    return Snapshot(
        name=name, date=date, date_from="source_date" if date else "order", manifest=manifest, gaps=_gaps(table, levels),
        gminas=gminas(shapes, names, kinds), services=offer, states=table, options=manifest["options"],
    )  # fmt: skip


def _gaps(states, levels):
    """Rows of luki.csv of all people, at three levels; the main threshold is that of the states."""
    rows = []
    keys = ["gmina_teryt", "service_type", "mode", "threshold", "unit"]
    for (code, kind, mode, threshold, unit), group in states.groupby(keys):
        sums = group[list(STATES)].sum()
        for level, value in enumerate((levels[0], threshold, levels[2]), start=1):
            rows.append({
                "gmina_teryt": code, "gmina": code, "service_type": kind, "mode": mode, "group": "all", "threshold": value, "unit": unit,
                "level": level, "people": int(sums.sum()), **sums.to_dict(), "target": "all",
            })  # fmt: skip
    return pd.DataFrame(rows, columns=list(GAP_COLUMNS))
