"""Addresses, places and streets of small OSM files written by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.errors import InputError
from mapa_uslug.extract.addresses import read_osm_addresses
from mapa_uslug.geocoding import locate, open_index
from mapa_uslug.geocoding.sources import AddressSource

OSM = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
 <node id="1" version="1" lat="52.000" lon="19.000"><tag k="place" v="town"/><tag k="name" v="Zalewo"/></node>
 <node id="2" version="1" lat="52.001" lon="19.001"><tag k="addr:city" v="Zalewo"/><tag k="addr:street" v="Polna"/>
  <tag k="addr:housenumber" v="5"/><tag k="addr:postcode" v="00-100"/><tag k="addr:city:simc" v="1000001"/>
  <tag k="name" v="Own Name"/><tag k="amenity" v="pub"/></node>
 <node id="3" version="1" lat="52.050" lon="19.050"><tag k="addr:place" v="Klimkowo"/><tag k="addr:housenumber" v="67"/></node>
 <node id="4" version="1" lat="52.002" lon="19.000"/>
 <node id="5" version="1" lat="52.002" lon="19.002"/>
 <node id="6" version="1" lat="52.004" lon="19.002"/>
 <node id="7" version="1" lat="52.004" lon="19.000"/>
 <node id="8" version="1" lat="52.0011" lon="19.0015"><tag k="addr:street" v="Polna"/><tag k="addr:housenumber" v="7"/></node>
 <node id="9" version="1" lat="52.000" lon="19.500"><tag k="addr:street" v="Daleka"/><tag k="addr:housenumber" v="1"/></node>
 <node id="10" version="1" lat="52.05" lon="19.06"><tag k="place" v="hamlet"/><tag k="name" v="Pustki"/></node>
 <node id="11" version="1" lat="52.05" lon="19.06"><tag k="place" v="neighbourhood"/><tag k="name" v="Kąt"/></node>
 <node id="12" version="1" lat="52.0005" lon="19.0005"><tag k="addr:street" v="Nowa"/><tag k="addr:housenumber" v="2"/></node>
 <node id="13" version="1" lat="52.0007" lon="19.0007"><tag k="addr:city" v="Zalewo"/><tag k="addr:street" v="Tajna"/>
  <tag k="addr:housenumber" v="77"/><tag k="social_facility" v="shelter"/></node>
 <node id="14" version="1" lat="52.0008" lon="19.0008"><tag k="addr:city" v="Zalewo"/><tag k="addr:street" v="Tajna"/>
  <tag k="addr:housenumber" v="79"/><tag k="social_facility:for" v="abused"/></node>
 <way id="20" version="1"><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="4"/>
  <tag k="building" v="yes"/><tag k="addr:city" v="Zalewo"/><tag k="addr:street" v="Leśna"/><tag k="addr:housenumber" v="1;3"/></way>
 <way id="21" version="1"><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/><tag k="name" v="Cicha"/></way>
 <way id="22" version="1"><nd ref="4"/><nd ref="98"/><nd ref="99"/><tag k="building" v="yes"/><tag k="addr:city" v="Zalewo"/>
  <tag k="addr:housenumber" v="9"/></way>
</osm>
"""


@pytest.fixture
def osm(tmp_path: Path) -> Path:
    path = tmp_path / "a.osm"
    path.write_text(OSM, encoding="utf-8")
    return path


def test_addresses_on_nodes_and_buildings_are_read(osm: Path) -> None:
    addresses, places, streets, count = read_osm_addresses(osm)
    rows = [tuple(row) for row in addresses.itertuples(index=False)]
    assert rows == [
        ("", "", "Daleka", "1", "", 19.5, 52.0),
        ("", "", "Nowa", "2", "", 19.0005, 52.0005),
        ("", "", "Polna", "7", "", 19.0015, 52.0011),
        ("Klimkowo", "", "", "67", "", 19.05, 52.05),
        ("Zalewo", "", "Leśna", "1;3", "", pytest.approx(19.001), pytest.approx(52.003)),
        ("Zalewo", "1000001", "Polna", "5", "00-100", 19.001, 52.001),
    ]
    assert [tuple(row) for row in places.itertuples(index=False)] == [
        ("Pustki", "", 19.06, 52.05), ("Zalewo", "", 19.0, 52.0),
    ]  # fmt: skip
    assert [tuple(row) for row in streets.itertuples(index=False)] == [
        ("Cicha", pytest.approx(19.001), pytest.approx(52.002))
    ]
    assert (count.read, count.kept, count.left_out) == (9, 6, {"no_geometry": 1, "sensitive": 2})


def test_compressed_files_are_read_alike(osm: Path, tmp_path: Path) -> None:
    packed = tmp_path / "a.osm.gz"
    packed.write_bytes(gzip.compress(osm.read_bytes()))
    assert read_osm_addresses(packed)[0].equals(read_osm_addresses(osm)[0])


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(b"nothing")
    with pytest.raises(InputError) as caught:
        read_osm_addresses(tmp_path / "a.osm.pbf")
    assert [p.code for p in caught.value.problems] == ["osm_unreadable"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (AddressQuery(locality="Zalewo", street="Polna", number="5"), ("punkt_adresowy", 19.001)),
        # No town is tagged: that of the nearest house of the street.
        (AddressQuery(locality="Zalewo", street="Polna", number="7"), ("punkt_adresowy", 19.0015)),
        # ... or of the nearest place, where the street has no other house.
        (AddressQuery(locality="Zalewo", street="Nowa", number="2"), ("punkt_adresowy", 19.0005)),
        (AddressQuery(locality="Zalewo", street="ul. Leśna", number="3"), ("punkt_adresowy", 19.001)),
        (AddressQuery(locality="Klimkowo", number="67"), ("punkt_adresowy", 19.05)),
        # A street without a house, a hamlet without one.
        (AddressQuery(locality="Zalewo", street="Cicha"), ("ulica", 19.001)),
        (AddressQuery(locality="Pustki", number="5"), ("miejscowosc", 19.06)),
    ],
)
def test_an_index_is_built_of_it(
    osm: Path, tmp_path: Path, query: AddressQuery, expected: tuple[str, float]
) -> None:
    index = open_index([osm], read_osm=read_osm_addresses, folder=tmp_path / "kept")
    # The building with two numbers is two addresses; Daleka lies far from every place.
    assert (index.count.read, index.count.kept) == (10, 6)
    assert index.count.left_out == {"no_geometry": 1, "no_locality": 1, "sensitive": 2}
    (found,) = locate([query], index=index, gminas=None)
    assert (found.best.quality, found.best.lon) == (expected[0], pytest.approx(expected[1], abs=1e-6))


def test_nothing_but_the_address_is_kept(osm: Path, tmp_path: Path) -> None:
    index = open_index([osm], read_osm=read_osm_addresses, folder=tmp_path / "kept")
    content = index.path.read_bytes()
    assert b"Polna" in content
    assert b"Own Name" not in content
    assert b"Tajna" not in content
    assert b"shelter" not in content


def test_addresses_of_an_overpass_answer_are_read(tmp_path: Path) -> None:
    answer = tmp_path / "a.json"
    tags = {"addr:housenumber": "7", "addr:street": "Leśna", "addr:city": "Wola"}
    answer.write_text(json.dumps({"elements": [
        {"type": "node", "id": 1, "lat": 52.0, "lon": 21.0, "tags": tags},
        {"type": "way", "id": 2, "center": {"lat": 52.1, "lon": 21.1}, "tags": tags | {"building": "house"}},
    ]}))  # fmt: skip
    addresses, _, _, count = read_osm_addresses(answer)
    assert sorted(addresses["lat"].round(6)) == [52.0, 52.1]
    assert count.kept == 2
    assert AddressSource(answer).is_osm
