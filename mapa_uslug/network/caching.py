"""Built networks kept by the content they were built from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.array_files import map_arrays, write_arrays
from mapa_uslug.core.errors import Problem
from mapa_uslug.core.files import cache_folder, sha256_of, sha256_of_dataset
from mapa_uslug.engine.road_network import MODES, RoadNetwork

READER_VERSION: Final = 6
"""To be raised whenever the same file would give another network."""
SLOPES_VERSION: Final = 1
"""The same for the same heights and other times."""

_MAGIC: Final = b"mapa_uslug network\n"


def cache_path(source: Path, *, profile_digest: str, crs: str | None, elevation: Sequence[Path] = ()) -> Path:
    """Where the network of a file is kept: named by its content, the speeds, the CRS, the heights and the reader."""
    content = sha256_of_dataset(source)
    key = f"{READER_VERSION}|{''.join(source.suffixes).lower()}|{content}|{profile_digest}|{crs}"
    if elevation:
        heights = "|".join(f"{path.name} {sha256_of(path)}" for path in elevation)
        key += f"|{SLOPES_VERSION}|{heights}"
    return cache_folder() / "networks" / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.net"


def write_cached(
    target: Path, network: RoadNetwork, counts: Mapping[str, int], problems: tuple[Problem, ...]
) -> None:
    """Write a network whole or not at all; of writers at the same time the last one stays."""
    arrays = {f.name: getattr(network, f.name) for f in fields(network) if f.name not in ("crs", "classes")}
    about = {
        "crs": network.crs,
        "classes": network.classes,
        "counts": dict(counts),
        "problems": [[p.where, p.message, p.hint, p.severity, p.code, p.values] for p in problems],
    }
    write_arrays(target, arrays, about, magic=_MAGIC)


def read_cached(target: Path) -> tuple[RoadNetwork, dict[str, int], tuple[Problem, ...]] | None:
    """Read a kept network, None where there is none or its checksum tells that it is not what was written.

    The arrays are views of the mapped file (private to the process), read from disk as they are used.
    """
    found = map_arrays(target, magic=_MAGIC)
    try:
        return None if found is None else _unpack(*found)
    except (ValueError, KeyError, TypeError):
        return None


def is_whole(network: RoadNetwork) -> bool:
    """Whether the arrays fit together: what the checksum cannot tell of a file that another program wrote."""
    nodes, edges, vertices = network.node_count, network.edge_count, len(network.vertex_x)
    expected = {
        "node_y": (nodes,), "node_id": (nodes,), "edge_v": (edges,), "edge_length_m": (edges,), "edge_class": (edges,),
        "edge_source_id": (edges,), "seconds_forward": (len(MODES), edges), "seconds_backward": (len(MODES), edges),
        "vertex_ptr": (edges + 1,), "vertex_y": (vertices,), "turn_ptr": (len(network.turn_modes) + 1,),
    }  # fmt: skip
    return (
        edges > 0
        and all(getattr(network, name).shape == shape for name, shape in expected.items())
        and all(_is_index(ends, nodes) for ends in (network.edge_u, network.edge_v))
        and _is_index(network.edge_class, len(network.classes))
        and _is_index(network.turn_halves, 2 * edges)
        and _is_pointer(network.vertex_ptr, vertices, least=2)
        and _is_pointer(network.turn_ptr, len(network.turn_halves), least=2)
    )


def _is_index(values: NDArray[Any], size: int) -> bool:
    return not len(values) or (int(values.min()) >= 0 and int(values.max()) < size)


def _is_pointer(ptr: NDArray[Any], items: int, *, least: int) -> bool:
    return int(ptr[0]) == 0 and int(ptr[-1]) == items and bool((np.diff(ptr) >= least).all())


def _unpack(
    arrays: dict[str, NDArray[Any]], about: dict[str, Any]
) -> tuple[RoadNetwork, dict[str, int], tuple[Problem, ...]]:
    network = RoadNetwork(crs=about["crs"], classes=tuple(about["classes"]), **arrays)
    problems = tuple(
        Problem(where, message, hint, severity, code, tuple((k, v) for k, v in values))
        for where, message, hint, severity, code, values in about["problems"]
    )
    return network, about["counts"], problems
