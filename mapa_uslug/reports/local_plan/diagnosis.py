"""Step 1, the diagnosis: who lives here, what they need, what comes first, how gminas differ, how sure this is."""

from __future__ import annotations

from mapa_uslug.reports.content import Section
from mapa_uslug.reports.local_plan.diagnosis_comparison import describe_comparison
from mapa_uslug.reports.local_plan.diagnosis_needs import describe_needs
from mapa_uslug.reports.local_plan.diagnosis_people import describe_people
from mapa_uslug.reports.local_plan.diagnosis_priorities import describe_priorities
from mapa_uslug.reports.local_plan.diagnosis_sureness import describe_sureness
from mapa_uslug.reports.local_plan.findings import PlanFindings


def describe_diagnosis(found: PlanFindings) -> Section:
    """The chapter on the diagnosis, of the gminas that the report speaks of; the others are what they are compared with."""
    parts = (
        describe_people(found),
        describe_needs(found),
        describe_priorities(found),
        describe_comparison(found),
        describe_sureness(found),
    )
    return Section(
        "diagnoza", found.text("Diagnosis"), (), tuple(part for part in parts if part.blocks or part.sections)
    )
