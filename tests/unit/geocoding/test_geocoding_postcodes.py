from __future__ import annotations

import pytest

from mapa_uslug.geocoding.postcodes import is_foreign_postcode


@pytest.mark.parametrize(
    ("postcode", "gmina", "is_foreign"),
    [
        ("95-047", "120101", True),  # Lodz's district, a gmina of malopolskie
        ("95-047", "102101", False),
        ("30-336", "126101", False),
        ("38-300", "181105", False),  # district of Krakow, wojewodztwo podkarpackie
        ("66-400", "086101", False),
        ("00-950", "320101", True),
        ("", "120101", False),
        ("95-047", "", False),
        ("95-047", "000101", False),  # units without official codes
    ],
)
def test_postcodes_tell_the_part_of_the_country(postcode: str, gmina: str, is_foreign: bool) -> None:
    assert is_foreign_postcode(postcode, gmina) is is_foreign
