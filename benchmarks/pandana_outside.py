"""pandana as a rival, in a process and an environment of its own, being AGPL."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.files import cache_folder

_CODE = """
import json, sys, time
import numpy as np, pandas as pd, pandana
data = np.load(sys.argv[1])
nodes = np.arange(len(data["x"]))
start = time.perf_counter()
frame = lambda name: pd.Series(data[name])
network = pandana.Network(
    pd.Series(data["x"], nodes), pd.Series(data["y"], nodes), frame("tail"), frame("head"),
    pd.DataFrame({"seconds": data["cost"]}), twoway=False,
)
built = time.perf_counter()
at = data["sources"]
limit, count = float(sys.argv[3]), int(sys.argv[4])
network.set_pois("places", limit, count, pd.Series(data["x"][at]), pd.Series(data["y"][at]))
found = network.nearest_pois(limit, "places", num_pois=count, include_poi_ids=True)
done = time.perf_counter()
np.save(sys.argv[2], found.iloc[:, :count].to_numpy(dtype=float))
with open(sys.argv[5], "w") as told:
    json.dump({"build": built - start, "query": done - built, "version": pandana.__version__}, told)
"""


def run_pandana(
    arcs: dict[str, NDArray[Any]], nodes: NDArray[np.integer[Any]], *, limit_s: float, count: int
) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """Nearest places of every node.

    Parameters
    ----------
    arcs : dict
        ``x``, ``y`` of the nodes; ``tail``, ``head`` and ``cost`` [s] of the arcs as traffic runs: searches run from the
        node to the place.
    nodes : int, (places,)
    limit_s : float
        The farthest that is looked for.
    count : int
        Places a node.

    Returns
    -------
    told : dict
        Seconds of ``build`` and ``query``, and pandana's ``version``.
    costs : float64, (nodes, count)

    Raises
    ------
    subprocess.CalledProcessError, OSError
        It cannot be installed here, or does not run.
    """
    python = _python()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        given, found = Path(folder) / "graph.npz", Path(folder) / "costs.npy"
        np.savez(given, sources=nodes, **arcs)  # type: ignore[arg-type]
        # Not to its output: pandana writes there too, after the last of ours.
        told = Path(folder) / "told.json"
        subprocess.run(
            [str(python), "-c", _CODE, str(given), str(found), str(limit_s), str(count), str(told)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(told.read_text()), np.load(found)


def why_not(error: Exception) -> str:
    """What to say of a pandana that did not run."""
    return " ".join(str(getattr(error, "stderr", "") or error).strip().splitlines()[-1:])[:160]


def _python() -> Path:
    """Python of the environment that pandana is installed in, made at first."""
    folder = cache_folder() / "benchmarks" / "pandana"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(folder)], check=True, capture_output=True
        )
        install = ["-m", "pip", "--quiet", "install", "--only-binary", ":all:", "pandana"]
        subprocess.run([str(python), *install], check=True, capture_output=True, text=True)
        (folder / "ready").touch()
    return python
