"""What a dataset is made of and its digest."""

from pathlib import Path

import pytest

from mapa_uslug.core.files import files_of_dataset, sha256_of, sha256_of_dataset

PARTS = (".shp", ".dbf", ".prj", ".cpg", ".shx")


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    for suffix in (*PARTS, ".txt"):
        (tmp_path / f"a{suffix}").write_text(suffix)
    (tmp_path / "ab.dbf").write_text("of another dataset")
    return tmp_path / "a.shp"


def test_a_single_file_has_the_digest_of_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_text("x")
    (tmp_path / "a.dbf").write_text("of nobody")
    assert files_of_dataset(path) == [path]
    assert sha256_of_dataset(path) == sha256_of(path)


@pytest.mark.parametrize("suffix", PARTS)
def test_any_part_of_a_shapefile_changes_its_digest(shapefile: Path, suffix: str) -> None:
    before = sha256_of_dataset(shapefile)
    shapefile.with_suffix(suffix).write_text("changed")
    changed = sha256_of_dataset(shapefile)
    if suffix != ".shp":
        shapefile.with_suffix(suffix).unlink()
    assert len({before, changed, sha256_of_dataset(shapefile)}) == (3 if suffix != ".shp" else 2)


def test_what_is_no_part_and_the_name_change_nothing(shapefile: Path) -> None:
    before = sha256_of_dataset(shapefile)
    shapefile.with_suffix(".txt").write_text("notes")
    (shapefile.parent / "ab.dbf").unlink()
    assert sha256_of_dataset(shapefile) == before
    for suffix in PARTS:
        shapefile.with_suffix(suffix).rename(shapefile.parent / f"B{suffix.upper()}")
    assert sha256_of_dataset(shapefile.parent / "B.SHP") == before


def test_the_manifest_describes_a_shapefile_with_its_parts(shapefile: Path) -> None:
    from mapa_uslug.reports.manifest import _describe_file

    said = _describe_file(shapefile)
    assert said == {"file": "a.shp", "bytes": 4 * len(PARTS), "sha256": sha256_of_dataset(shapefile)}
