"""The made country: what making it takes, and how fast its roads are read from OSM and from the network's own form."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.bench_network import Process, environment_in, run_fresh
from benchmarks.common import ROOT, Row, show

SIZE = "wojewodztwo"
MAKE = """
import sys
from pathlib import Path
from benchmarks.made_country.files import write_country
from benchmarks.made_country.sizes import SIZES
write_country(SIZES[sys.argv[1]], Path(sys.argv[2]))
"""
READ = """
import sys
from pathlib import Path
from mapa_uslug.network import read_network
read_network(Path(sys.argv[1]), cache=False)
"""
KEEP = """
import sys
from pathlib import Path
from mapa_uslug.network import read_network
from mapa_uslug.network.caching import write_cached
loaded = read_network(Path(sys.argv[1]), cache=False)
write_cached(Path(sys.argv[2]), loaded.network, loaded.counts, loaded.problems)
"""


def rows() -> list[Row]:
    """Make a voivodeship, then read its roads in a fresh process with kernels compiled."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder, environment = Path(name), environment_in(name)
        made = run_fresh(MAKE, SIZE, name, environment=environment)
        objects = count_objects(folder / "drogi.osm.pbf")
        run_fresh(KEEP, str(folder / "drogi.osm.pbf"), str(folder / "drogi.net"), environment=environment)
        read = run_fresh(READ, str(folder / "drogi.osm.pbf"), environment=environment)
        kept = run_fresh(READ, str(folder / "drogi.net"), environment=environment)
    return [
        Row(f"a made {SIZE}: written", show(made.seconds), note=_also(made)),
        Row(
            f"a made {SIZE}: network from a PBF of {objects:,} objects", show(read.seconds),
            note=f"{objects / read.cpu_seconds:,.0f} objects a second of processor time; {_also(read)}",
        ),
        Row(f"a made {SIZE}: network from its own form, checked", show(kept.seconds), note=_also(kept)),
    ]  # fmt: skip


def count_objects(path: Path) -> int:
    """Nodes, ways and relations of an OSM file."""
    code = "import osmium, sys; print(sum(1 for _ in osmium.FileProcessor(sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return int(done.stdout)


def _also(process: Process) -> str:
    return f"start of Python included, {process.cpu_seconds:.1f} s of processor time, peak {process.peak_mb:.0f} MB"


if __name__ == "__main__":
    for row in rows():
        print(*row.__dict__.values(), sep=" | ")
