"""What the command line says: problems, the step at work, where the results are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from mapa_uslug.contracts.map_layers import MAP_NAME
from mapa_uslug.core.errors import Problem
from mapa_uslug.core.text import Text


def show_problems(problems: Sequence[Problem], text: Text) -> None:
    """Print problems: where, what, how to fix; errors first."""
    for problem in sorted(problems, key=lambda p: (p.severity != "error", p)):
        values = dict(problem.values)
        label = text("Error") if problem.severity == "error" else text("Warning")
        typer.echo(f"{label}: {problem.where}\n  {text.tell(problem.message, values)}\n  {text('How to fix:')} {text.tell(problem.hint, values)}", err=True)  # fmt: skip
    errors = sum(p.severity == "error" for p in problems)
    typer.echo(
        text.plural("{count} error", "{count} errors", errors) + ", "
        + text.plural("{count} warning", "{count} warnings", len(problems) - errors), err=True,
    )  # fmt: skip


def show_warnings(problems: Sequence[Problem], text: Text) -> None:
    """Print problems, if there are any."""
    if problems:
        show_problems(problems, text)


def show_outcome(problems: Sequence[Any], out: Path, text: Text) -> None:
    """Print warnings of a run and where its results are."""
    show_warnings(problems, text)
    if (out / MAP_NAME).is_file():
        typer.echo(text("Results are in {folder}. Open {map} in a browser.", folder=out, map=out / MAP_NAME))
    else:
        typer.echo(
            text("Results are in {folder}. Begin with {report}.", folder=out, report=out / "raport.html")
        )


class _Steps:
    """Names the step at work on standard error: a live line on a terminal, a plain one elsewhere."""

    def __init__(self, text: Text) -> None:
        from rich.console import Console

        self._text, self._console = text, Console(stderr=True, highlight=False)
        self._status = self._console.status("") if self._console.is_terminal else None

    def __call__(self, step: str) -> None:
        if self._status is None:
            self._console.print(self._say(step), markup=False, end="\n" if step else "")
        elif step:
            self._status.update(self._say(step))
            self._status.start()
        else:
            self._status.stop()

    def _say(self, step: str) -> str:
        """A step in the user's language; what follows a colon is a name."""
        head, colon, name = step.partition(": ")
        return f"{self._text(head)}{colon}{name}"


def make_progress(text: Text) -> Callable[[str], None]:
    """A function that names the step at work."""
    return _Steps(text)
