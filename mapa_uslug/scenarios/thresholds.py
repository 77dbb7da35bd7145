"""Main thresholds that a plan changes."""

from __future__ import annotations

from mapa_uslug.catalog import Catalog, ServiceType, Threshold
from mapa_uslug.catalog.models import MAIN_LEVEL, METRES_PER_STEP
from mapa_uslug.contracts.plan_config import NewThreshold, ScenarioConfig
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import mark

_MOST_MINUTES = 240


def check_thresholds(plan: ScenarioConfig, catalog: Catalog, plan_name: str) -> list[Problem]:
    """Everything that is wrong with the thresholds of a plan."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for change in plan.threshold:
        where = f"{plan_name} [threshold {change.service}]"
        service_type = catalog.by_code.get(change.service)
        if service_type is None:
            problems.append(problem("The catalog has no service called {value}.", where=where, code="unknown_service",
                                    hint="Use a code of the catalog (docs/katalog.md).", value=change.service))  # fmt: skip
        elif change.mode not in service_type.thresholds:
            problems.append(problem("The mode {value} does not count for this service.", where=where, code="unknown_mode",
                                    hint="Use one of: {expected}.", value=change.mode, expected=", ".join(service_type.thresholds)))  # fmt: skip
        else:
            problems += _check_value(change, service_type.thresholds[change.mode], where)
        if (change.service, change.mode) in seen:
            problems.append(problem("The threshold of {value} is changed more than once.", where=where, code="changed_twice",
                                    hint="Leave one change for each service and mode.", value=f"{change.service}, {change.mode}"))  # fmt: skip
        seen.add((change.service, change.mode))
    return problems


def _check_value(change: NewThreshold, threshold: Threshold, where: str) -> list[Problem]:
    if threshold.unit == "m":
        if change.value % METRES_PER_STEP == 0 and change.value >= 2 * METRES_PER_STEP:
            return []
        hint = mark(
            "Give whole hundreds of metres, at least 200: the threshold of this service is a distance."
        )
    elif change.value <= _MOST_MINUTES:
        return []
    else:
        hint = mark("Give whole minutes, at most 240.")
    return [
        problem(
            "The threshold cannot be {value}.", where=where, code="threshold", hint=hint, value=change.value
        )
    ]


def change_thresholds(catalog: Catalog, plan: ScenarioConfig) -> Catalog:
    """The catalog with the thresholds of a plan, which have been checked."""
    if not plan.threshold:
        return catalog
    changes: dict[tuple[str, str], int] = {(c.service, c.mode): c.value for c in plan.threshold}

    def changed(service_type: ServiceType) -> ServiceType:
        thresholds = {
            mode: scale_threshold(t, changes[service_type.code, mode])
            if (service_type.code, mode) in changes
            else t
            for mode, t in service_type.thresholds.items()
        }
        return service_type.model_copy(update={"thresholds": thresholds})

    return catalog.with_types(changed(t) for t in catalog.types)


def scale_threshold(threshold: Threshold, main: int) -> Threshold:
    """A new main value; the others keep their ratio to it, in whole steps and in ascending order."""
    step = METRES_PER_STEP if threshold.unit == "m" else 1
    shorter, former, longer = threshold.values[0], threshold.values[MAIN_LEVEL], threshold.values[-1]
    low = max(step, min(round(shorter * main / former / step) * step, main - step))
    high = max(main + step, round(longer * main / former / step) * step)
    return Threshold(values=(low, main, high), unit=threshold.unit)
