"""Why the run's white spots are white, packed so that the page finds it by any cell of a spot."""

from __future__ import annotations

import numpy as np

from mapa_uslug.catalog.cause_words import tell_causes
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text
from mapa_uslug.maps.packing import ArrayPack


def add_spot_causes(pack: ArrayPack, result: RunResult, text: Text) -> list[list[str]]:
    """Add ``causes.<service type>.<mode>`` for the main level: of every cell the index into the list given, plus one.

    What is 0 has no cause told. That nobody serves a gmina the page tells by itself.

    Returns
    -------
    list
        Causes of a white spot in words, the leading ones first; each list once.
    """
    if result.barriers is None:
        return []
    spots = result.white_spots[result.white_spots["level"] == MAIN_LEVEL]
    told = tell_causes(text, result.barriers, spots["white_spot_id"].astype(str), but=("no_provider",))
    numbers: dict[tuple[str, ...], int] = {}
    row_of = {str(cell): row for row, cell in enumerate(result.cells.table["cell_id"])}
    for (code, mode), of_question in spots.groupby(["service_type", "mode"]):
        causes = np.zeros(len(row_of), dtype=np.uint32)
        for spot, cells in zip(of_question["white_spot_id"].astype(str), of_question["cells"], strict=True):
            words = told.get(spot)
            if words:
                causes[[row_of[cell] for cell in str(cells).split("|")]] = numbers.setdefault(
                    words, len(numbers) + 1
                )
        pack.add(f"causes.{code}.{mode}", causes)
    return [list(words) for words in numbers]
