import hashlib
import json

from mapa_uslug.reports.manifest import write_manifest


def _write(town, folder, options=None):
    source = folder / "drogi.osm.pbf"
    source.write_bytes(b"roads")
    path = folder / "manifest.json"
    write_manifest(town, path, inputs={"roads": source}, options=options or {"modes": ["car"]})
    return path


def test_inputs_are_named_with_their_hash(town, tmp_path):
    manifest = json.loads(_write(town, tmp_path).read_text(encoding="utf-8"))
    assert manifest["inputs"]["roads"] == {
        "file": "drogi.osm.pbf",
        "bytes": 5,
        "sha256": hashlib.sha256(b"roads").hexdigest(),
    }


def test_counts_of_every_stage_add_up(town, tmp_path):
    counts = json.loads(_write(town, tmp_path).read_text(encoding="utf-8"))["counts"]
    assert [c["stage"] for c in counts] == ["registry", "population"]
    assert all(c["read"] == c["kept"] + sum(c["left_out"].values()) for c in counts)


def test_no_folder_and_no_time_of_run_inside(town, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    options = [{"config": folder / "area.toml", "extra": [str(folder / "x.csv")]} for folder in (one, two)]
    first, second = _write(town, one, options[0]), _write(town, two, options[1])
    assert first.read_bytes() == second.read_bytes()
    assert str(tmp_path) not in first.read_text(encoding="utf-8")


def test_versions_name_the_product_and_what_computes(town, tmp_path):
    versions = json.loads(_write(town, tmp_path).read_text(encoding="utf-8"))["versions"]
    assert {"mapa-uslug", "python", "numpy", "shapely", "PROJ", "GDAL"} <= set(versions)
    assert all(versions.values())
