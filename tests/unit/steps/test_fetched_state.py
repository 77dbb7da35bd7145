"""What earlier fetches brought: kept by area, replaced by source and role."""

from __future__ import annotations

from pathlib import Path

import shapely

from mapa_uslug.contracts.fetching import Artefact, FetchArea, GminaUnit
from mapa_uslug.steps.fetched_state import STATE_NAME, FetchedState

CZERSK = GminaUnit("220203", "3", "Czersk", "chojnicki", "pomorskie")
BRUSY = GminaUnit("220202", "3", "Brusy", "chojnicki", "pomorskie")


def _area(folder: Path, *units: GminaUnit, buffer_m: float = 5000.0) -> FetchArea:
    square = shapely.box(0, 0, 1000, 1000)
    return FetchArea(units, (), square, square.buffer(buffer_m), buffer_m, folder)


def _artefact(folder: Path, role: str, source: str, name: str, **more: object) -> Artefact:
    (folder / name).write_text(name)
    return Artefact(role, folder / name, source, **more)  # type: ignore[arg-type]


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    grid = _artefact(
        tmp_path,
        "population",
        "gus_grid",
        "siatka.csv",
        year=2021,
        credit="GUS",
        columns=(("people", "RES"),),
    )
    state = FetchedState.read(tmp_path).for_area(_area(tmp_path, CZERSK)).with_new([grid])
    state.save("abc")
    again = FetchedState.read(tmp_path)
    assert again == FetchedState(tmp_path, ("220203",), 5000.0, (grid,), written="abc")


def test_powiats_that_a_list_leaves_out_are_kept(tmp_path: Path) -> None:
    units = _artefact(tmp_path, "register", "rjps", "rjps.csv", uncovered=("bytowski", "tucholski"))
    FetchedState.read(tmp_path).for_area(_area(tmp_path, CZERSK)).with_new([units]).save("")
    assert FetchedState.read(tmp_path).artefacts == (units,)


def test_files_of_another_area_are_not_its_files(tmp_path: Path) -> None:
    grid = _artefact(tmp_path, "population", "gus_grid", "siatka.csv")
    state = FetchedState(tmp_path).for_area(_area(tmp_path, CZERSK)).with_new([grid])
    assert state.for_area(_area(tmp_path, CZERSK)).artefacts == (grid,)
    assert state.for_area(_area(tmp_path, BRUSY)).artefacts == ()
    assert state.for_area(_area(tmp_path, CZERSK, buffer_m=9000.0)).artefacts == ()


def test_a_new_grid_takes_the_place_of_another_sources_grid_but_lists_stand_side_by_side(
    tmp_path: Path,
) -> None:
    old = [
        _artefact(tmp_path, "population", "eurostat_grid", "e.csv"),
        _artefact(tmp_path, "register", "apteki", "a.csv"),
        _artefact(tmp_path, "timetables", "gtfs", "one.zip"),
    ]
    new = [
        _artefact(tmp_path, "population", "gus_grid", "g.csv"),
        _artefact(tmp_path, "register", "zlobki", "z.csv"),
        _artefact(tmp_path, "timetables", "gtfs", "two.zip"),
    ]
    names = [a.path.name for a in FetchedState(tmp_path).with_new(old).with_new(new).artefacts]
    assert names == ["g.csv", "a.csv", "z.csv", "two.zip"]


def test_official_roads_leave_the_extract(tmp_path: Path) -> None:
    extract = _artefact(tmp_path, "roads", "geofabrik", "drogi.osm.pbf")
    state = FetchedState(tmp_path).with_new([extract])
    official = _artefact(tmp_path, "roads", "bdot10k", "drogi.geojson")
    assert state.with_new([official]).artefacts == (official, extract)
    other = _artefact(tmp_path, "roads", "overpass", "inne.osm.pbf")
    assert state.with_new([other]).artefacts == (other,)


def test_a_file_that_was_deleted_is_forgotten_and_a_damaged_record_is_none(tmp_path: Path) -> None:
    gone = _artefact(tmp_path, "population", "gus_grid", "g.csv")
    FetchedState(tmp_path, ("220203",), 0.0).with_new([gone]).save("")
    gone.path.unlink()
    assert FetchedState.read(tmp_path).artefacts == ()
    (tmp_path / STATE_NAME).write_text('{"files": [')
    assert FetchedState.read(tmp_path) == FetchedState(tmp_path)
