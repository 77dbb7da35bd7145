"""The report on the seven steps as files: all of the forms asked for, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from mapa_uslug.contracts.local_plan import LocalPlan
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import folder_in_making
from mapa_uslug.core.text import Text, mark
from mapa_uslug.reports.local_plan.outline import PLAN_MANIFEST, compose_local_plan
from mapa_uslug.reports.manifest import write_manifest
from mapa_uslug.reports.plan_layers import write_plan_layers
from mapa_uslug.reports.report_forms import FORMS, write_form
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.writing import options_of

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
    plan: LocalPlan,
    data: AreaData,
    out: Path,
    *,
    forms: Sequence[str],
    language: str,
    plans: Sequence[Path] = (),
    asked: Mapping[str, Any],
) -> tuple[Path, ...]:
    """Write ``plan_uslug`` in every form asked for, and a manifest of its own: that of a run may stand in the same folder.

    The report leads to the map only where there is one.

    Parameters
    ----------
    plans
        Plans that are compared in it.
    asked
        What else the report was asked for, for the manifest.
    """
    text = Text(language)
    plan = replace(plan, map_link=plan.map_link if _leads_somewhere(plan.map_link, out) else "")
    report = compose_local_plan(plan, data.catalog, text=text)
    with folder_in_making(out) as part:
        for form in forms:
            if form == LAYERS:
                write_plan_layers(plan, data.catalog, part / f"{NAME}.{LAYERS}")
            else:
                write_form(report, form, part / f"{NAME}.{form}", text=text)
        write_manifest(
            plan.result,
            part / PLAN_MANIFEST,
            inputs=data.inputs | {f"plan {i}": p for i, p in enumerate(plans, start=1)},
            options=options_of(data, language) | {"report": {"gminas": plan.gminas, "forms": forms, **asked}},
        )
    return (*(out / f"{NAME}.{form}" for form in forms), out / PLAN_MANIFEST)


def _leads_somewhere(link: str, out: Path) -> bool:
    """An address, or a file found from where the report is."""
    return "://" in link or (out / link).is_file()
