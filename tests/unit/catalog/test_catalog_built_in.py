from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.errors import InputError


def test_fourteen_areas_in_the_order_of_the_act() -> None:
    areas = read_catalog().areas
    assert [a.number for a in areas] == list(range(1, 15))
    assert areas[0].name == "polityka prorodzinna"
    assert "polityki rodzinnej" in areas[0].aliases
    assert len({a.symbol for a in areas}) == 14


def test_only_the_way_to_school_is_statutory() -> None:
    statutory = {
        (t.code, m) for t in read_catalog().types for m, x in t.thresholds.items() if "ustawowy" in x.kinds
    }
    assert statutory == {("SP", "walk")}
    school = read_catalog().by_code["SP"].thresholds["walk"]
    assert (school.values[:2], school.unit) == ((3000, 4000), "m")


@pytest.mark.parametrize(
    ("code", "sensitivity"),
    [("SOW", 2), ("PZR", 2), ("HOS", 2), ("MT", 1), ("POW", 1), ("RDP", 1), ("DPS", 0)],
)
def test_sensitivity(code: str, sensitivity: int) -> None:
    service_type = read_catalog().by_code[code]
    assert service_type.sensitivity == sensitivity
    assert service_type.is_measured == (sensitivity == 0)


def test_who_travels() -> None:
    types = read_catalog().by_code
    assert (types["UO"].direction, types["DDP"].direction) == ("from", "to")
    assert not types["TEL"].is_measured


def test_aliases_name_one_type_only() -> None:
    seen: dict[str, str] = {}
    for service_type in read_catalog().types:
        for label in {x.casefold() for x in (service_type.code, service_type.name, *service_type.aliases)}:
            assert label not in seen, (label, seen[label], service_type.code)
            seen[label] = service_type.code


def test_broken_catalog_tells_every_key(tmp_path: Path) -> None:
    path = tmp_path / "k.toml"
    path.write_text(
        'version = "1"\nsource = "x"\n[[areas]]\nnumber = 1\nname = "a"\nname_en = "a"\nsymbol = "A"\n'
        '[[types]]\ncode = "x"\nname = "n"\nname_en = "n"\nareas = [1]\ndelivery = "Q"\nthreshold_class = "none"\n'
    )
    with pytest.raises(InputError) as caught:
        read_catalog(path)
    keys = {dict(p.values)["key"] for p in caught.value.problems}
    assert {"types.1.code", "types.1.delivery"} <= keys
    assert any(k.startswith("types.1.thresholds.car.values") for k in keys)
