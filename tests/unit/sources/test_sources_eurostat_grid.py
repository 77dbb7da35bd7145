from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from playing import faults
from playing.eurostat import LONG_HEADER, long_rows, long_zip, play_eurostat, wide_zip
from playing.server import PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, Fetched
from mapa_uslug.core.crs import PL_1992, transform_xy
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.population.grid_reading import read_grid
from mapa_uslug.sources import eurostat_grid
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.answer_checks import WEB_PAGE
from mapa_uslug.sources.parts.eurostat_forms import NO_TABLE, OTHER_COLUMNS
from mapa_uslug.sources.parts.grid_cells import NO_CELLS

# A circle of 600 m around the middle of cell N3438 E4845 reaches 100 m into its four neighbours, into none across a corner.
HERE, EAST, NORTH, SOUTH, CORNER, FAR = (
    f"CRS3035RES1000mN{n}000E{e}000"
    for n, e in ((3438, 4845), (3438, 4846), (3439, 4845), (3437, 4845), (3439, 4846), (3000, 5000))
)
HEAD = "GRD_ID,T,Y_LT15,Y_1564,Y_GE65,POPULATED,SPECIAL_VALUE\n"


def figures(everybody: str, young: str, middle: str, old: str) -> dict[str, str]:
    return {"T": everybody, "Y_LT15": young, "Y_1564": middle, "Y_GE65": old}


LONG = [
    *long_rows(f"PL_{NORTH}", figures("", "", "", "")),
    *long_rows(f"PL_{HERE}", figures("120", "20", "80", "20")),
    *long_rows(f"PL_{EAST}", figures("3", "", "", ""), middle="Y_1564"),
    *long_rows(f"PL_{SOUTH}", figures("0", "0", "0", "0")),
    *long_rows(f"PL_{CORNER}", figures("9", "1", "7", "1")),
    *long_rows(f"PL_{FAR}", figures("9", "1", "7", "1")),
    *long_rows("PL_unallocated", figures("5", "1", "3", "1")),
]
LONG_WANTED = f"""{HEAD}PL_{SOUTH},0,0,0,0,0,
PL_{HERE},120,20,80,20,1,
PL_{EAST},3,,,,1,confidential
PL_{NORTH},,,,,1,confidential
"""
WIDE = pd.DataFrame(
    [
        {"GRD_ID": NORTH, "T": -8888, "Y_LT15": -8888, "Y_1564": -8888, "Y_GE65": -8888, "POPULATED": 1, "CNTR_ID": "PL"},
        {"GRD_ID": HERE, "T": 120, "Y_LT15": 20, "Y_1564": 80, "Y_GE65": 20, "POPULATED": 1, "CNTR_ID": "CZ-PL"},
        {"GRD_ID": SOUTH, "T": -9999, "Y_LT15": -9999, "Y_1564": -9999, "Y_GE65": -9999, "POPULATED": 1, "CNTR_ID": "PL"},
        {"GRD_ID": FAR, "T": 7, "Y_LT15": 1, "Y_1564": 5, "Y_GE65": 1, "POPULATED": 1, "CNTR_ID": "PL"},
    ]
)  # fmt: skip


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as server:
        yield server


@pytest.fixture
def area(tmp_path: Path) -> FetchArea:
    x, y = transform_xy(np.array([4_845_500.0]), np.array([3_438_500.0]), "EPSG:3035", PL_1992)
    circle = shapely.Point(x[0], y[0]).buffer(600.0)
    return FetchArea((), (), circle, circle, 0.0, tmp_path / "data")


def getter(tmp_path: Path, base: str = "", **options: object) -> Getter:
    bases = {"eurostat_grid": base} if base else {}
    return Getter(
        raw=tmp_path / "data" / "raw", bases=bases, pacer=HostPacer(pause_s=0), first_pause_s=0, **options
    )  # type: ignore[arg-type]


def text_of(fetched: Fetched) -> str:
    (artefact,) = fetched.artefacts
    assert (artefact.role, artefact.source, artefact.year) == ("population", "eurostat_grid", 2021)
    return artefact.path.read_text(encoding="utf-8")


def test_cells_of_the_long_form_stand_a_row_each_with_their_marks(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    base = play_eurostat(server, poland=long_zip(LONG))
    fetched = eurostat_grid.fetch(area, getter(tmp_path, base))
    assert (text_of(fetched), fetched.problems) == (LONG_WANTED, ())
    again = eurostat_grid.fetch(area, getter(tmp_path, base, is_offline=True))
    assert (text_of(again), len(server.asked)) == (LONG_WANTED, 1)


def test_the_reader_of_grids_takes_what_is_written(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    path = (
        eurostat_grid.fetch(area, getter(tmp_path, play_eurostat(server, poland=long_zip(LONG))))
        .artefacts[0]
        .path
    )
    cells = read_grid(
        path, columns={}, around=np.array([area.around], dtype=object), crs=PL_1992, log=ProblemLog()
    )
    # By east, then north: nobody, 120 people, confidential (no number, not nought), 3 people of unknown age.
    assert cells.people.tolist() == pytest.approx([0.0, 120.0, np.nan, 3.0], nan_ok=True)
    assert cells.groups is not None
    assert cells.groups[1].tolist() == [20.0, 80.0, 20.0]
    assert np.isnan(cells.groups[2:]).all()


def test_where_the_package_of_poland_is_gone_that_of_europe_is_taken_and_told(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    base = play_eurostat(server, europe=wide_zip(WIDE))
    fetched = eurostat_grid.fetch(area, getter(tmp_path, base))
    assert text_of(fetched) == (
        f"{HEAD}{SOUTH},-9999,-9999,-9999,-9999,1,\n{HERE},120,20,80,20,1,\n{NORTH},-8888,-8888,-8888,-8888,1,\n"
    )
    assert [p.code for p in fetched.problems] == ["other_package"]
    log = ProblemLog()
    cells = read_grid(
        fetched.artefacts[0].path,
        columns={},
        around=np.array([area.around], dtype=object),
        crs=PL_1992,
        log=log,
    )
    # -8888 is confidential, -9999 has no figure and is left out; neither is ever summed.
    assert cells.people.tolist() == pytest.approx([120.0, np.nan], nan_ok=True)


@pytest.mark.parametrize(("fault", "reason"), [
    (faults.html_page, WEB_PAGE), (faults.empty, "its answer is empty"), (faults.gateway, "it reports the error"),
    (faults.redirected, "it sends us elsewhere"),
])  # fmt: skip
def test_a_bad_answer_leaves_nothing_behind(
    server: PlayedServer, area: FetchArea, tmp_path: Path, fault: faults.Fault, reason: str
) -> None:
    base = play_eurostat(server, poland=long_zip(LONG), europe=wide_zip(WIDE))
    server.fail("/census", fault)
    got = getter(tmp_path, base)
    with pytest.raises(SourceFailed) as error:
        eurostat_grid.fetch(area, got)
    assert error.value.reason.startswith(reason)
    assert not list(tmp_path.rglob("*.csv"))
    assert not list(tmp_path.rglob("*.zip"))


def zipped(tmp_path: Path, name: str, body: bytes) -> Path:
    path = tmp_path / "own.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return path


@pytest.mark.parametrize(("name", "body", "reason"), [
    ("x.csv", b"a,b\n1,2\n", f"{OTHER_COLUMNS}: a, b"), ("x.gpkg", b"", NO_TABLE),
    ("x.csv", b"", OTHER_COLUMNS), ("../x.csv", b"GRD_ID,T\n", "the zip archive holds names that lead out of it"),
    ("x.csv", b"GRD_ID,T\n" + b"1kmN1E1,1\n" * 6_000_000, "the zip archive unpacks to more than an honest one does"),
])  # fmt: skip
def test_given_archives_that_are_no_grid_are_refused(
    area: FetchArea, tmp_path: Path, name: str, body: bytes, reason: str
) -> None:
    path = zipped(tmp_path, name, body)
    with pytest.raises(SourceFailed) as error:
        eurostat_grid.fetch(area, getter(tmp_path, given={"eurostat_grid": (path,)}))
    assert error.value.reason.startswith(reason)


def test_a_damaged_table_is_told(area: FetchArea, tmp_path: Path) -> None:
    path = tmp_path / "own.zip"
    rows = [
        long_rows(f"PL_CRS3035RES1000mN{n}000E4845000", figures("1", "1", "0", "0"))
        for n in range(2000, 4000)
    ]
    body = bytearray(long_zip([row for cell in rows for row in cell]))
    body[len(body) // 2] ^= 0xFF
    path.write_bytes(bytes(body))
    with pytest.raises(SourceFailed, match="a part of the zip archive is damaged"):
        eurostat_grid.fetch(area, getter(tmp_path, given={"eurostat_grid": (path,)}))


def test_a_given_table_or_archive_goes_first(server: PlayedServer, area: FetchArea, tmp_path: Path) -> None:
    packed, table = tmp_path / "V3.zip", tmp_path / "PL.csv"
    packed.write_bytes(wide_zip(WIDE))
    pd.DataFrame(LONG, columns=LONG_HEADER).to_csv(table, index=False)
    base = play_eurostat(server)
    first = eurostat_grid.fetch(area, getter(tmp_path, base, given={"eurostat_grid": (packed,)}))
    assert text_of(first).count("\n") == 4
    assert (
        text_of(eurostat_grid.fetch(area, getter(tmp_path, base, given={"eurostat_grid": (table,)})))
        == LONG_WANTED
    )
    assert server.asked == []


def test_a_grid_of_elsewhere_is_told(server: PlayedServer, area: FetchArea, tmp_path: Path) -> None:
    rows = long_rows(f"PL_{FAR}", figures("9", "1", "7", "1"))
    with pytest.raises(SourceFailed) as error:
        eurostat_grid.fetch(area, getter(tmp_path, play_eurostat(server, poland=long_zip(rows))))
    assert error.value.reason == NO_CELLS


_READ = """
import resource, sys
from pathlib import Path
import numpy as np
from mapa_uslug.sources.parts.eurostat_forms import read_cells
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
cells = read_cells(Path(sys.argv[1]), np.array([343804845]))
print(len(cells), before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_a_large_table_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("PL.csv", "w", force_zip64=True) as out,
    ):
        out.write((",".join(LONG_HEADER) + "\n").encode())
        for north in range(3000, 3600):
            codes = (f"PL_CRS3035RES1000mN{north}000E{east}000" for east in range(4700, 4800))
            rows = [row for code in codes for row in long_rows(code, figures(str(north), "1", "2", "3"))]
            out.write("\n".join(",".join(row) for row in rows).encode() + b"\n")
        out.write(
            "\n".join(",".join(row) for row in long_rows(f"PL_{HERE}", figures("5", "1", "2", "2"))).encode()
            + b"\n"
        )
    with zipfile.ZipFile(path) as archive:
        unpacked_kb = archive.getinfo("PL.csv").file_size // 1024
    assert unpacked_kb > 60_000
    told = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True
    ).stdout.split()
    found, before, after = map(int, told)
    assert found == 1
    # Kilobytes beyond what the libraries take: far from the table's size, and the same for a table ten times as long.
    assert after - before < 60_000
