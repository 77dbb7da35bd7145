"""Real lists of offices, sifted before they are written: the import reads the same of them as of the originals."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.sources.forms.list_reading import is_workbook
from mapa_uslug.sources.forms.list_sifting import sift_book
from mapa_uslug.steps.registry_import import read_lists

LISTS = (
    "wolne_miejsca_dps_2026-08-08.xlsx",
    "lodzkie_dps_2026-07-12.xls",
    "facilities_geocoded_315.csv",
    "ops_cus_pcpr_geocoded_195.csv",
)


@pytest.mark.parametrize("name", LISTS)
def test_what_the_import_reads_of_a_real_list_survives_sifting(
    tmp_path: Path, real_data: Path, name: str
) -> None:
    original = real_data / "providers" / name
    body = original.read_bytes()
    written, dropped = sift_book(body)
    sifted = tmp_path / f"{original.stem}{'.xlsx' if is_workbook(body) else '.csv'}"
    sifted.write_bytes(written)
    catalog = read_catalog()
    matcher = TypeMatcher(catalog)
    before, _, _ = read_lists([original], (), catalog, matcher)
    after, _, _ = read_lists([sifted], (), catalog, matcher)
    # None of these lists holds a place that is never kept; eight offices lose a cell of opening hours
    # in which somebody wrote their tasks, places of refuge among them.
    assert dropped == 0
    assert [len(b.rows) for b in before] == [len(a.rows) for a in after]
    changed = []
    for b, a in zip(before, after, strict=True):
        columns = [c for c in b.rows.columns if c not in ("origin", "usluga_id")]
        pairs = zip(b.rows[columns].to_dict("records"), a.rows[columns].to_dict("records"), strict=True)
        changed += [(key, new[key]) for old, new in pairs for key in columns if old[key] != new[key]]
    assert changed == [("godziny", "")] * (8 if name.startswith("ops_") else 0)
