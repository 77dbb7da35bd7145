from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from playing import faults
from playing.gus import feed_of_dataset, grid_zip, play_gus
from playing.server import Answer, PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, Fetched, GminaUnit
from mapa_uslug.core.crs import PL_1992, transform_xy
from mapa_uslug.sources import gus_grid
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.answer_checks import WEB_PAGE
from mapa_uslug.sources.parts.grid_cells import NO_CELLS, keys_around

# Czersk (domain facts): E 432465, N 659501 in EPSG:2180 lies in cell N3438 E4845; the circle of 600 m around the
# middle of that cell (E +500, N +500) reaches 100 m into each of its four neighbours and into none across a corner.
CZERSK = "CRS3035RES1000mN3438000E4845000"
CELLS = pd.DataFrame(
    [
        (CZERSK, 120.0, 20.0, 80.0, 20.0),
        ("CRS3035RES1000mN3438000E4846000", 3.0, np.nan, np.nan, np.nan),
        ("CRS3035RES1000mN3439000E4845000", np.nan, np.nan, np.nan, np.nan),
        ("CRS3035RES1000mN3437000E4845000", 0.0, 0.0, 0.0, 0.0),
        ("CRS3035RES1000mN3438000E4844000", -8888.0, -9999.0, 1.0, 2.0),
        ("CRS3035RES1000mN3439000E4846000", 7.0, 1.0, 5.0, 1.0),
        ("CRS3035RES1000mN3000000E5000000", 9.0, 1.0, 7.0, 1.0),
        ("PL_unallocated", 11.0, 1.0, 9.0, 1.0),
    ],
    columns=["CODE", "RES", "RES_0_14", "RES_15_64", "RES_65_"],
)
# Sorted by code; the cell across the corner, the far one and the one without a place are not there.
WANTED = """CODE,RES,RES_0_14,RES_15_64,RES_65_
CRS3035RES1000mN3437000E4845000,0,0,0,0
CRS3035RES1000mN3438000E4844000,-8888,-9999,1,2
CRS3035RES1000mN3438000E4845000,120,20,80,20
CRS3035RES1000mN3438000E4846000,3,,,
CRS3035RES1000mN3439000E4845000,,,,
"""


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as server:
        yield server


@pytest.fixture
def area(tmp_path: Path) -> FetchArea:
    x, y = transform_xy(np.array([4_845_500.0]), np.array([3_438_500.0]), "EPSG:3035", PL_1992)
    circle = shapely.Point(x[0], y[0]).buffer(600.0)
    unit = GminaUnit("220203", "3", "Czersk", "chojnicki", "pomorskie")
    return FetchArea((unit,), (), circle, circle, 0.0, tmp_path / "data")


def getter(tmp_path: Path, base: str = "", **options: object) -> Getter:
    bases = {"gus_grid": base} if base else {}
    return Getter(
        raw=tmp_path / "data" / "raw", bases=bases, pacer=HostPacer(pause_s=0), first_pause_s=0, **options
    )  # type: ignore[arg-type]


def text_of(fetched: Fetched) -> str:
    (artefact,) = fetched.artefacts
    assert (artefact.role, artefact.source, artefact.year) == ("population", "gus_grid", 2021)
    return artefact.path.read_text(encoding="utf-8")


def read_zip(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def folder_of(area: FetchArea) -> list[str]:
    return sorted(p.name for p in area.folder.glob("*") if p.is_file()) if area.folder.exists() else []


def test_cells_that_touch_the_area_are_found_through_the_feeds(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    got = getter(tmp_path, play_gus(server, CELLS))
    fetched = gus_grid.fetch(area, got)
    assert text_of(fetched) == WANTED
    assert fetched.problems == ()
    assert "geo.stat.gov.pl" in fetched.artefacts[0].credit
    assert server.paths() == ["/atom-web/atom/PD", "/atom-web/atom/PD", "/atom-web/download/"]
    assert [entry.name for entry in got.ledger.entries] == [
        "GRID_NSP2021_RES.zip",
        "PD.GRID.2021.xml",
        "PD.xml",
    ]


def test_what_is_kept_is_not_asked_for_again_and_gives_the_same_bytes(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    base = play_gus(server, CELLS)
    first = text_of(gus_grid.fetch(area, getter(tmp_path, base)))
    asked = len(server.asked)
    (area.folder / gus_grid.OUT_NAME).unlink()
    again = gus_grid.fetch(area, getter(tmp_path, base, is_offline=True))
    assert (text_of(again), len(server.asked), again.problems) == (first, asked, ())


@pytest.mark.parametrize("feed", [b"<feed xmlns='http://www.w3.org/2005/Atom'/>", b"not xml", b"<html>Przerwa</html>",
                                  b"<!DOCTYPE x [<!ENTITY a 'b'>]><feed xmlns='http://www.w3.org/2005/Atom'>&a;</feed>"])  # fmt: skip
def test_where_the_feed_does_not_name_the_grid_the_known_address_is_taken_and_told(
    server: PlayedServer, area: FetchArea, tmp_path: Path, feed: bytes
) -> None:
    base = play_gus(server, CELLS)
    server.fail("/atom-web/atom", lambda asked, answer: Answer(feed))
    fetched = gus_grid.fetch(area, getter(tmp_path, base))
    assert text_of(fetched) == WANTED
    assert [p.code for p in fetched.problems] == ["known_address"]


def test_a_feed_that_leads_to_another_computer_is_not_followed(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    base = play_gus(server, CELLS)
    away = feed_of_dataset({"x": "https://example.invalid/download/?fileId=1&name=GRID_NSP2021_RES.zip"})
    server.fail("/atom-web/atom", lambda asked, answer: Answer(away))
    fetched = gus_grid.fetch(area, getter(tmp_path, base))
    assert [p.code for p in fetched.problems] == ["known_address"]
    assert server.paths()[-1] == "/atom-web/download/"


@pytest.mark.parametrize(("fault", "reason"), [
    (faults.html_page, WEB_PAGE), (faults.empty, "its answer is empty"), (faults.gateway, "it reports the error"),
    (faults.redirected, "it sends us elsewhere"),
])  # fmt: skip
def test_a_bad_answer_leaves_nothing_behind(
    server: PlayedServer, area: FetchArea, tmp_path: Path, fault: faults.Fault, reason: str
) -> None:
    base = play_gus(server, CELLS)
    server.fail("/atom-web/download", fault)
    got = getter(tmp_path, base)
    with pytest.raises(SourceFailed) as error:
        gus_grid.fetch(area, got)
    assert error.value.reason.startswith(reason)
    assert folder_of(area) == []
    assert not (got.raw / "gus_grid" / "GRID_NSP2021_RES.zip").exists()


def test_a_file_that_broke_off_goes_on_where_it_stopped(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    base = play_gus(server, CELLS)
    server.fail("/atom-web/download", faults.truncated)
    assert text_of(gus_grid.fetch(area, getter(tmp_path, base))) == WANTED
    assert [a.headers.get("Range") is None for a in server.asked if a.path.endswith("/download/")] == [
        True,
        False,
    ]


def test_a_grid_of_another_population_is_refused_by_its_columns(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    others = CELLS.rename(columns=lambda name: name.replace("RES", "TOT"))
    with pytest.raises(SourceFailed) as error:
        gus_grid.fetch(area, getter(tmp_path, play_gus(server, CELLS, archive=grid_zip(others))))
    assert error.value.reason == f"{gus_grid.NO_RESIDENTS}: CODE, TOT, TOT_0_14, TOT_15_64, TOT_65_"
    assert folder_of(area) == []


def test_columns_of_ages_that_are_not_there_are_told(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    archive = grid_zip(CELLS.drop(columns=["RES_65_"]))
    fetched = gus_grid.fetch(area, getter(tmp_path, play_gus(server, CELLS, archive=archive)))
    assert text_of(fetched).startswith("CODE,RES,RES_0_14,RES_15_64\n")
    assert [(p.code, dict(p.values)["columns"]) for p in fetched.problems] == [("column_missing", "RES_65_")]


def test_a_false_note_of_the_encoding_does_no_harm(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    good = grid_zip(CELLS.assign(NAZWA="Łąg"))
    assert read_zip(good)["GRID_NSP2021_RES.cpg"] == b"UTF-8"
    parts = read_zip(good) | {"GRID_NSP2021_RES.cpg": b"ANSI 99999"}
    parts["GRID_NSP2021_RES.dbf"] = parts["GRID_NSP2021_RES.dbf"].replace(
        "Łąg".encode(), b"\xa3\xb9g\x81\xff"
    )
    archive = write_zip(parts)
    fetched = gus_grid.fetch(area, getter(tmp_path, play_gus(server, CELLS, archive=archive)))
    assert text_of(fetched) == WANTED


@pytest.mark.parametrize(("archive", "reason"), [
    (grid_zip(CELLS, more={"../../x.dbf": b"x"}), "the zip archive holds names that lead out of it"),
    (grid_zip(CELLS)[:-30], "it is no zip archive, or its end is missing"),
])  # fmt: skip
def test_bad_archives_are_refused_and_not_kept(
    server: PlayedServer, area: FetchArea, tmp_path: Path, archive: bytes, reason: str
) -> None:
    with pytest.raises(SourceFailed) as error:
        gus_grid.fetch(area, getter(tmp_path, play_gus(server, CELLS, archive=archive)))
    assert error.value.reason.startswith(reason)
    assert folder_of(area) == []
    assert not list(tmp_path.rglob("x.dbf"))
    assert not (tmp_path / "data" / "raw" / "gus_grid" / "GRID_NSP2021_RES.zip").exists()


def test_an_archive_without_a_table_is_refused(server: PlayedServer, area: FetchArea, tmp_path: Path) -> None:
    archive = write_zip({"czytaj.txt": b"nic"})
    with pytest.raises(SourceFailed, match="no table of cells"):
        gus_grid.fetch(area, getter(tmp_path, play_gus(server, CELLS, archive=archive)))


def test_a_grid_of_elsewhere_is_told(server: PlayedServer, area: FetchArea, tmp_path: Path) -> None:
    with pytest.raises(SourceFailed) as error:
        gus_grid.fetch(area, getter(tmp_path, play_gus(server, CELLS.iloc[6:])))
    assert error.value.reason == NO_CELLS


def test_a_given_file_goes_first_as_archive_or_csv(
    server: PlayedServer, area: FetchArea, tmp_path: Path
) -> None:
    base = play_gus(server, CELLS)
    zipped, sheet = tmp_path / "siatka.zip", tmp_path / "siatka.csv"
    zipped.write_bytes(grid_zip(CELLS))
    CELLS.to_csv(sheet, index=False, sep=";", encoding="utf-8-sig")
    for path in (zipped, sheet):
        fetched = gus_grid.fetch(area, getter(tmp_path, base, given={"gus_grid": (path,)}))
        assert text_of(fetched) == WANTED
    assert server.asked == []


def test_offline_without_the_file_is_told(area: FetchArea, tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="offline"):
        gus_grid.fetch(area, getter(tmp_path, is_offline=True))


def test_cells_around_a_wide_area_are_those_that_a_plain_search_finds() -> None:
    # 30 km, far from the central meridian of either system, where the two grids are turned against each other.
    around = shapely.Point(750_000.0, 200_000.0).buffer(15_000.0)
    keys = keys_around(around)
    points = np.random.default_rng(5).uniform((735_000.0, 185_000.0), (765_000.0, 215_000.0), (4000, 2))
    inside = points[shapely.contains_xy(around, points[:, 0], points[:, 1])]
    east, north = transform_xy(inside[:, 0], inside[:, 1], PL_1992, "EPSG:3035")
    of_points = np.floor(north / 1000).astype(int) * 100_000 + np.floor(east / 1000).astype(int)
    assert np.isin(of_points, keys).all()
    # Area of the circle in cells, and at most one row of cells more along its rim (length 94 km: about 130 cells).
    assert 707 < len(keys) < 707 + 130
