"""One family of errors and one shape of a problem: what, where, how to fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the data, told so that its owner can mend it.

    `message` and `hint` are English message ids with ``{name}`` fields; they are translated and
    filled with `values` only when shown, so that the log is English and the screen Polish.
    """

    where: str
    message: str
    hint: str
    severity: Severity = "error"
    code: str = "invalid"
    values: tuple[tuple[str, str], ...] = ()


def problem(
    message: str,
    *,
    where: str,
    hint: str,
    code: str = "invalid",
    severity: Severity = "error",
    **values: object,
) -> Problem:
    """Build a `Problem`; keyword values fill the ``{name}`` fields of message and hint."""
    return Problem(where, message, hint, severity, code, tuple((k, str(v)) for k, v in values.items()))


class MapaUslugError(Exception):
    """Base of every error that the product raises on purpose."""


class InputError(MapaUslugError, ValueError):
    """Inputs cannot be used; carries every problem found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("; ".join(f"{p.where}: {p.message.format(**dict(p.values))}" for p in self.problems))


class ProblemLog:
    """Collects problems while a stage reads on; raises them together at the end."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self,
        message: str,
        *,
        where: str,
        hint: str,
        code: str = "invalid",
        severity: Severity = "error",
        **values: object,
    ) -> None:
        """Note one problem."""
        self.problems.append(problem(message, where=where, hint=hint, code=code, severity=severity, **values))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems that another reader found."""
        self.problems.extend(problems)

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a run."""
        return [p for p in self.problems if p.severity == "error"]

    def raise_errors(self) -> None:
        """Raise `InputError` with everything noted, if any of it is an error."""
        if self.errors:
            raise InputError(self.problems)
