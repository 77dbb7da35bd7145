"""Service types and thresholds that differ between snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.contracts.snapshots import Snapshot

COLUMNS: Final = ("service_type", "change", "mode", "old", "new")


def compare_catalogs(old: Snapshot, new: Snapshot) -> pd.DataFrame:
    """Types that were added or removed, modes and thresholds that changed, as `Changes.catalog` has them without ``step``.

    Told from what was measured: a type of which no place is known is measured in neither.
    """
    return pd.DataFrame(list(_compare(_thresholds(old), _thresholds(new))), columns=list(COLUMNS), dtype=object)  # fmt: skip


def _thresholds(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Thresholds of every type by mode, as text: ``15/30/45 min``."""
    rows = snapshot.gaps[["service_type", "mode", "level", "threshold", "unit"]].drop_duplicates()
    found: dict[str, dict[str, str]] = {}
    for (service_type, mode), group in rows.sort_values("level").groupby(["service_type", "mode"], sort=True):
        values = "/".join(str(v) for v in group["threshold"])
        found.setdefault(str(service_type), {})[str(mode)] = f"{values} {group['unit'].iloc[0]}"
    return found


def _compare(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> Iterator[tuple[str, ...]]:
    for service_type in sorted({*old, *new}):
        before, after = old.get(service_type), new.get(service_type)
        if before is None or after is None:
            yield service_type, "added" if before is None else "removed", "", "", ""
            continue
        for mode in sorted({*before, *after}):
            first, second = before.get(mode, ""), after.get(mode, "")
            if first != second:
                change = "mode_added" if not first else "mode_removed" if not second else "threshold"
                yield service_type, change, mode, first, second
