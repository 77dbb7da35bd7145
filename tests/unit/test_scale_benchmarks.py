"""What the benchmarks of scale compute from what they measure."""

from __future__ import annotations

import types
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.bench_country_sweeps import bytes_a_node, people_by_state
from benchmarks.bench_scale_runs import move_one
from benchmarks.made_country import keeping
from benchmarks.made_country.files import area_toml
from benchmarks.made_country.keeping import keep_country, lay_lean
from benchmarks.made_country.sizes import SIZES
from benchmarks.scale import available_mb, log_slope, skipped
from benchmarks.staged_runs import START, Mark, Stage, run_staged, stages_of
from mapa_uslug.contracts.reading import read_area_config
from mapa_uslug.engine.graph import NEVER

SIZE = SIZES["proba"]


def test_a_slope_is_the_power_of_the_size() -> None:
    # 3 x^2 at 1, 10, 100: 3, 300, 30,000.
    assert log_slope([1, 10, 100], [3, 300, 30_000]) == pytest.approx(2.0)
    # Logarithms to the base of 10: sizes 0, 1, 2, costs 0, 2, 1; mean 1 each; (-1)(-1) + 0 + 1 * 0 = 1 over 1 + 0 + 1 = 2.
    assert log_slope([1, 10, 100], [1, 100, 10]) == pytest.approx(0.5)


def test_free_memory_is_read_and_a_size_that_needs_more_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available_mb("MemTotal:  9 kB\nMemAvailable:    2048 kB\nBuffers: 1 kB\n") == 2.0
    monkeypatch.setattr("benchmarks.scale.available_mb", lambda meminfo: 5_000.0)
    assert skipped("wojewodztwo", "whole run") is None
    row = skipped("polska", "whole run")
    assert row is not None
    assert row.is_met is None
    assert row.note == "skipped: it may take 12,000 MB, and 5,000 MB are free"


def test_stages_lie_between_marks() -> None:
    # Start 0 to 2 s; roads 2 to 5; cells 5 to 6; nothing 6 to 7; roads again 7 to 8, until the end. Each mark has the peak before it.
    marks = [
        Mark(START, 0.0, 0.0, 0.0), Mark("roads", 2.0, 1.5, 90.0), Mark("cells", 5.0, 6.5, 300.0), Mark("", 6.0, 7.0, 250.0),
        Mark("roads", 7.0, 7.5, 260.0), Mark("", 8.0, 9.5, 400.0),
    ]  # fmt: skip
    assert stages_of(marks) == (
        Stage(START, 2.0, 1.5, 90.0),
        Stage("roads", 4.0, 7.0, 400.0),
        Stage("cells", 1.0, 0.5, 250.0),
    )


def test_people_are_counted_by_how_far_their_nearest_place_is() -> None:
    # Ticks are tenths of a second: 100.0 s is within 100 s, 100.1 s is not.
    ticks = np.array([1000, 1001, 0, NEVER], dtype=np.uint32)
    assert people_by_state(ticks, 100.0, np.array([5, 7, 2, 11])).tolist() == [7, 7, 11]
    assert people_by_state(ticks[:1], 100.0, np.array([5])).tolist() == [5, 0, 0]


def test_bytes_of_a_node_are_whole_cache_lines() -> None:
    # Roads 0 - 1 and 0 - 8. A line holds eight labels, so 0 and 1 share one and 8 lies in another. Each of the three nodes brings its
    # label, its pointer and a line of arcs: 9 lines; 0 and 8 bring one more each for the other's label: 11 lines of 64 bytes.
    pointer = np.array([0, 2, 3, 3, 3, 3, 3, 3, 3, 4])
    arcs = np.array([1, 8, 0, 0], dtype=np.uint64)
    graph = types.SimpleNamespace(adjacency=(pointer, arcs, None))
    assert bytes_a_node(graph) == pytest.approx(11 * 64 / 3)


def test_one_service_goes_to_where_another_of_its_gmina_stands() -> None:
    sheet = (
        "usluga_id;teryt7;lat;lon;nr\nA;01;50.1;20.1;007\nB;02;50.2;20.2;\nC;01;50.1;20.1;\nD;01;50.4;20.4;\n"
    )
    # B is of another gmina, C stands where A does.
    before, after = (
        pd.read_csv(StringIO(text), sep=";", dtype=str, keep_default_na=False)
        for text in (sheet, move_one(sheet))
    )
    assert after.loc[0].tolist() == ["A", "01", "50.4", "20.4", "007"]
    pd.testing.assert_frame_equal(after[1:], before[1:])


def test_a_country_is_made_once_and_what_other_sources_made_goes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keeping, "cache_folder", lambda: tmp_path)
    kept = tmp_path / "benchmarks" / "countries"
    (kept / "proba-old").mkdir(parents=True)
    (kept / "powiat-old").mkdir()
    folder = keep_country(SIZE)
    assert {path.name for path in kept.iterdir()} == {folder.name, "powiat-old"}
    assert folder.name == f"proba-{keeping.digest_of_sources()}"
    assert (folder / "area.toml").read_text(encoding="utf-8") == area_toml(
        SIZE, "drogi.osm.pbf", is_lean=False
    )
    made = (folder / "uslugi.csv").stat().st_mtime_ns
    assert keep_country(SIZE) == folder
    assert (folder / "uslugi.csv").stat().st_mtime_ns == made

    lean = read_area_config(lay_lean(folder, SIZE, tmp_path / "lean"))
    assert tuple(lean.roads.modes) == ("car",)
    assert not lean.map.draw
    assert lean.isochrones.per_place is False
    assert (tmp_path / "lean" / "uslugi.csv").resolve() == folder.resolve() / "uslugi.csv"


def test_a_country_that_cannot_be_made_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keeping, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(keeping, "ROOT", tmp_path / "nowhere")
    with pytest.raises(Exception, match="returned non-zero"):
        keep_country(SIZE)
    assert not list((tmp_path / "benchmarks" / "countries").iterdir())


@pytest.mark.slow
def test_a_run_tells_its_stages(tmp_path: Path) -> None:
    country = keep_country(SIZE)
    run = run_staged(lay_lean(country, SIZE, tmp_path / "lean"), tmp_path / "out", tmp_path / "cache")
    names = [stage.name for stage in run.stages]
    assert names[0] == START
    assert {"Reading the roads", "Measuring travel times", "Writing tables and layers"} <= set(names)
    assert "Drawing the map" not in names
    assert not (tmp_path / "out" / "mapa.html").exists()
    assert run.services == SIZE.services
    # What the process takes to end belongs to no stage.
    assert 0.0 < sum(stage.seconds for stage in run.stages) < run.seconds
    assert 0.0 < sum(stage.cpu_seconds for stage in run.stages) < run.cpu_seconds
    # Python with its libraries alone takes as much, on any machine.
    assert all(50.0 < stage.peak_mb <= run.peak_mb for stage in run.stages)
