"""A place of refuge that only its name tells is read by nobody: not as a service, a building, an address or a shape."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from playing.osm_drawing import Tags, draw_osm

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.crs import PL_1992
from mapa_uslug.extract import read_osm_features
from mapa_uslug.extract.addresses import read_osm_addresses
from mapa_uslug.registry.osm_objects import object_filters, services_from_objects

SOCIAL = {"amenity": "social_facility", "social_facility": "outreach"}
OPEN = SOCIAL | {"name": "Dzienny Dom Pobytu", "addr:place": "Lipa", "addr:housenumber": "1"}
NAMES = ("Hostel dla ofiar przemocy", "Dom Samotnej Matki", "Rodzinny Dom Dziecka")


def drawn(path: Path, secret: Tags) -> Path:
    # The square of the building is 10 m wide.
    nodes = {
        1: (0.0, 0.0, OPEN), 2: (500.0, 0.0, secret),
        3: (900.0, 0.0), 4: (910.0, 0.0), 5: (910.0, 10.0),
    }  # fmt: skip
    return draw_osm(path, nodes, {1: ([3, 4, 5, 3], secret | {"building": "house"})})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ["name", "official_name", "alt_name", "operator", "description"])
def test_features_and_addresses_are_without_it(tmp_path: Path, name: str, key: str) -> None:
    path = drawn(tmp_path / "a.osm.pbf", SOCIAL | {"addr:place": "Lipa", "addr:housenumber": "13", key: name})
    wanted, never = object_filters(read_catalog())
    features = read_osm_features(path, crs=PL_1992, object_filters=wanted, excluded_filters=never)
    assert features.objects["osm_id"].tolist() == ["n1"]
    assert (len(features.building_x), len(features.address_x)) == (0, 1)
    assert features.dropped_objects == {"name": 2}
    addresses, *_, count = read_osm_addresses(path)
    assert addresses["number"].tolist() == ["1"]
    assert count.left_out == {"sensitive": 2}


@pytest.mark.parametrize("name", NAMES)
def test_no_service_comes_of_it(name: str) -> None:
    objects = pd.DataFrame(
        {
            "osm_id": ["n1", "n2"],
            "tags": [OPEN, SOCIAL | {"name": name}],
            "lon": [19.0, 19.0],
            "lat": [52.0, 52.0],
        }
    )
    services = services_from_objects(objects, catalog=read_catalog(), index=GminaIndex(None, PL_1992))
    assert {s["provider"] for s in services} == {"Dzienny Dom Pobytu"}
