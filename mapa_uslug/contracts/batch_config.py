"""Several runs in one go, as a file that checks itself."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from mapa_uslug.contracts.config_values import ExistingFile, Section


class BatchRun(Section):
    """One run: an area, or an area after a plan."""

    name: str = Field(
        pattern=r"^[^\W_][\w -]*$", description="Name of the run, and of the folder of its results.", examples=["stan-2025"]
    )  # fmt: skip
    area: ExistingFile = Field(description="The `area.toml` of the run.")
    plan: ExistingFile | None = Field(default=None, description="A plan; empty: the area as it is.")


def _told_apart(runs: list[BatchRun]) -> list[BatchRun]:
    # Folders on some systems know no capitals.
    if max(Counter(run.name.casefold() for run in runs).values(), default=0) > 1:
        raise ValueError("runs_twice")
    return runs


class BatchConfig(Section):
    """A file of runs."""

    page: ClassVar[str] = "docs/klaster.md"
    run: Annotated[list[BatchRun], AfterValidator(_told_apart)] = Field(
        min_length=1, description="The runs, in the order in which the summary tells them."
    )
