"""The six-cell town as a folder of results."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reports"))
from six_cell_town import build_town

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.reports import write_gap_table, write_layers, write_manifest, write_offer, write_states


def write_town(folder, town=None, *, options=None, inputs=None):
    """What `run` writes of a result and `monitor` reads."""
    town = build_town() if town is None else town
    folder.mkdir(parents=True, exist_ok=True)
    write_gap_table(town, folder / "luki.csv")
    write_offer(town, folder / "oferta.csv")
    write_states(town, folder / "stany.csv")
    write_layers(town, read_catalog(), folder / "wyniki.gpkg")
    write_manifest(town, folder / "manifest.json", inputs=inputs or {}, options=options or {"language": "pl"})
    return folder
