"""Of whom it cannot be told whether a service is too far: said wherever else nobody would seem to be."""

from __future__ import annotations

import numpy as np

from mapa_uslug.contracts.combined import CANNOT_TELL
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.reports.figures import Combined, share, sum_by_gmina
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.words import write_share


def tell_untold(found: PlanFindings) -> str:
    """How many services it cannot be told of for some residents of the gminas spoken of, and the one of most; "" where there is none."""
    text = found.text
    counts = {code: states_of_chosen(found, combined) for code, combined in found.found.main.items()}
    untold = {code: states for code, states in counts.items() if states[CANNOT_TELL]}
    if not untold:
        return ""
    code = min(untold, key=lambda c: (-untold[c][CANNOT_TELL], c))
    unknown, everybody = untold[code][CANNOT_TELL], sum(untold[code])
    return text.plural(
        "It cannot be told of everybody who is too far: so it is of {count} service; the most, {people} ({share} of the residents), of "
        "this one: {service}.",
        "It cannot be told of everybody who is too far: so it is of {count} services; the most, {people} ({share} of the residents), of "
        "this one: {service}.",
        len(untold),
        people=found.found.count_people(unknown),
        share=write_share(text, share(unknown, everybody)),
        service=found.found.type_name(code),
    )


def states_of_chosen(found: PlanFindings, combined: Combined) -> tuple[int, int, int, int]:
    """Residents of the gminas spoken of, by state."""
    by_gmina = sum_by_gmina(found.plan.result, combined.people)
    sums = np.sum([by_gmina[g] for g in found.plan.gminas if g in by_gmina], axis=0, dtype=np.int64)
    served, full, too_far, unknown = (int(n) for n in np.broadcast_to(sums, (len(STATES),)))
    return served, full, too_far, unknown
