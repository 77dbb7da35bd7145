"""Two runs to compare: where their maps are looked for, and everything that is wrong told at once."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "maps"))

from drawn_district import build_district

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map
from mapa_uslug.maps.assets import Assets
from mapa_uslug.steps.comparing import compare_maps, find_map


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("Wyniki gminy ż")
    drawn = draw_map(
        build_district(), read_catalog(), text=Text("pl"), assets=Assets("window.a=1;", "a{color:red}")
    )
    write_map(drawn, folder / "mapa.html")
    return folder


def refused(*arguments: Path) -> dict[str, str]:
    """Where each problem is, and its code."""
    with pytest.raises(InputError) as caught:
        compare_maps(*arguments)
    assert all(found.hint for found in caught.value.problems)
    return {found.where: found.code for found in caught.value.problems}


def test_a_folder_or_the_map_in_it_may_be_given(run: Path) -> None:
    assert find_map(run) == find_map(run / "mapa.html") == run / "mapa.html"


def test_the_comparison_is_written_whole_and_makes_its_folder(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "nowy folder" / "porownanie.html"
    assert compare_maps(run, run / "mapa.html", out) == out
    page = out.read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="pl">')
    assert page.endswith("</html>")
    assert [path.name for path in out.parent.iterdir()] == ["porownanie.html"]


def test_everything_wrong_is_told_at_once_and_nothing_written(run: Path, tmp_path: Path) -> None:
    other = tmp_path / "kot.html"
    other.write_text("<html>", encoding="utf-8")
    missing, empty = tmp_path / "nie ma", tmp_path / "pusty"
    empty.mkdir()
    assert refused(missing, other, tmp_path) == {str(missing): "no_map", str(other): "no_map", "--out": "out"}
    assert refused(empty, run, tmp_path / "a.html") == {str(empty): "no_map"}
    assert not (tmp_path / "a.html").exists()


def test_the_same_bad_folder_twice_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        compare_maps(tmp_path, tmp_path, tmp_path / "a.html")
    assert len(caught.value.problems) == 1


def test_no_map_is_written_over(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wyniki"
    shutil.copytree(run, folder)
    before = (folder / "mapa.html").read_bytes()
    assert refused(folder, run, folder / "mapa.html") == {"--out": "out"}
    assert refused(run, folder / "mapa.html", tmp_path / "wyniki" / ".." / "wyniki" / "mapa.html") == {
        "--out": "out"
    }
    assert (folder / "mapa.html").read_bytes() == before


def test_a_comparison_is_no_map_to_compare(run: Path, tmp_path: Path) -> None:
    out = compare_maps(run, run, tmp_path / "porownanie.html")
    assert refused(run, out, tmp_path / "b.html") == {str(out): "no_map"}


def test_a_file_in_place_of_a_folder_to_write_to_is_refused(run: Path, tmp_path: Path) -> None:
    (tmp_path / "plik").write_text("", encoding="utf-8")
    assert refused(run, run, tmp_path / "plik" / "porownanie.html") == {"--out": "out"}
