"""The report on the seven steps as files: all of the forms asked for, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.local_plan import LocalPlan
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import folder_in_making
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.local_plan.outline import compose_local_plan
from mapa_uslug.reports.plan_layers import write_plan_layers
from mapa_uslug.reports.report_forms import FORMS, write_form

LAYERS: Final = "gpkg"
PLAN_FORMS: Final = (*FORMS, LAYERS)
USUAL_FORMS: Final = ("html", "docx", "xlsx", LAYERS)
NAME: Final = "plan_uslug"


def check_forms(forms: Sequence[str]) -> tuple[str, ...]:
    """Forms in their order, each once.

    Raises
    ------
    InputError
        With every word that is no form.
    """
    asked = [form.strip().lower() for form in forms if form.strip()] or list(USUAL_FORMS)
    unknown = [form for form in asked if form not in PLAN_FORMS]
    if unknown:
        raise InputError(
            [
                problem(mark("There is no form “{value}”."), where="--form", code="unknown_form", value=form,
                        hint=mark("Write some of: {allowed}."), allowed=", ".join(PLAN_FORMS))
                for form in unknown
            ]
        )  # fmt: skip
    return tuple(form for form in PLAN_FORMS if form in asked)


def write_local_plan(
    plan: LocalPlan, catalog: Catalog, out: Path, *, forms: Sequence[str], language: str
) -> tuple[Path, ...]:
    """Write ``plan_uslug`` in every form asked for."""
    text = Text(language)
    report = compose_local_plan(plan, catalog, text=text)
    with folder_in_making(out) as part:
        for form in forms:
            if form == LAYERS:
                write_plan_layers(plan, catalog, part / f"{NAME}.{LAYERS}")
            else:
                write_form(report, form, part / f"{NAME}.{form}", text=text)
    return tuple(out / f"{NAME}.{form}" for form in forms)
