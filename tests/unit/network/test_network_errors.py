"""Files that are no roads: what, where and how to mend it, never a traceback."""

import bz2
import gzip

import osmium
import pytest
from drawn_roads import write_drawing

from mapa_uslug.core.errors import InputError
from mapa_uslug.network import read_network, read_speed_profile
from mapa_uslug.network.speed_profile import SPEEDS_FILE

DRAWING, WAYS = "A----B----C", {"ABC": "highway=primary, name=Polna"}


def problem_of(path):
    with pytest.raises(InputError) as raised:
        read_network(path)
    (found,) = raised.value.problems
    assert found.where == str(path)
    assert found.hint
    return found


def test_a_missing_file(tmp_path):
    assert problem_of(tmp_path / "none.osm.pbf").code == "missing_file"


def test_a_file_of_unknown_ending(tmp_path):
    (tmp_path / "roads.docx").write_bytes(b"")
    assert problem_of(tmp_path / "roads.docx").code == "unknown_form"


def as_pbf(folder):
    xml = write_drawing(folder / "a.osm", DRAWING, WAYS)
    with osmium.SimpleWriter(str(folder / "a.osm.pbf")) as writer:
        for entity in osmium.FileProcessor(str(xml)):
            writer.add(entity)
    return folder / "a.osm.pbf"


def test_every_form_of_osm_gives_the_same(tmp_path):
    xml = write_drawing(tmp_path / "a.osm", DRAWING, WAYS)
    (tmp_path / "a.osm.gz").write_bytes(gzip.compress(xml.read_bytes()))
    (tmp_path / "a.osm.bz2").write_bytes(bz2.compress(xml.read_bytes()))
    (tmp_path / "CAPITALS.OSM").write_bytes(xml.read_bytes())
    paths = [xml, tmp_path / "CAPITALS.OSM", tmp_path / "a.osm.gz", tmp_path / "a.osm.bz2", as_pbf(tmp_path)]
    lengths = {float(read_network(path).network.edge_length_m[0]) for path in paths}
    assert len(lengths) == 1


@pytest.mark.parametrize("share", [0.6, 0.9, 0.99])
def test_a_pbf_cut_in_transfer(tmp_path, share):
    path = as_pbf(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert problem_of(path).code == "osm_unreadable"


@pytest.mark.parametrize("name", ["a.osm.pbf", "a.osm", "a.osm.gz", "a.osm.bz2"])
@pytest.mark.parametrize("content", [b"", b"no map at all\n" * 50])
def test_a_file_of_another_kind(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert problem_of(tmp_path / name).code in ("osm_unreadable", "no_roads")


def test_an_osm_file_without_roads(tmp_path):
    path = write_drawing(tmp_path / "river.osm", DRAWING, {"ABC": "waterway=river"})
    assert problem_of(path).code == "no_roads"


def test_roads_of_which_no_node_is_there(tmp_path):
    path = write_drawing(tmp_path / "bare.osm", DRAWING, WAYS, missing="ABC")
    assert problem_of(path).code == "no_roads"


@pytest.mark.parametrize("text", ["walk_ms = 1", "not toml", "[car]\nfactor = 'fast'"])
def test_a_speed_table_that_is_none(tmp_path, text):
    path = tmp_path / "speeds.toml"
    path.write_text(text)
    with pytest.raises(InputError) as raised:
        read_speed_profile(path)
    assert raised.value.problems[0].code == "speed_table"


@pytest.mark.parametrize("figure", ["-5", "0", "true", "'fast'", "nan"])
def test_a_speed_that_is_none(tmp_path, figure):
    path = tmp_path / "speeds.toml"
    path.write_text(SPEEDS_FILE.read_text().replace("walk_ms = 1.2 ", f"walk_ms = {figure} "))
    with pytest.raises(InputError):
        read_speed_profile(path)


def test_an_own_speed_table_is_read(tmp_path):
    path = tmp_path / "speeds.toml"
    path.write_text(SPEEDS_FILE.read_text().replace("walk_ms = 1.2 ", "walk_ms = 1.0 "))
    assert read_speed_profile(path).walk_ms == 1.0
