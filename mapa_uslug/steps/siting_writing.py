"""The folder of a proposal: places, plan and a page to print."""

from __future__ import annotations

from pathlib import Path

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.html import render_report
from mapa_uslug.reports.siting_page import compose_siting
from mapa_uslug.reports.siting_places import write_siting_places
from mapa_uslug.steps.siting_plan import write_plan_toml


def write_proposal(proposal: Proposal, catalog: Catalog, out: Path, *, language: str) -> None:
    """Write ``nowe_miejsca.csv``, ``plan.toml`` and ``propozycja.html``, each whole or not at all."""
    text = Text(language)
    page = render_report(compose_siting(proposal, catalog, text=text), text=text)
    note = text(
        "Plan of the proposal in propozycja.html. To run it: mapa-uslug scenario run area.toml plan.toml --out FOLDER"
    )
    out.mkdir(parents=True, exist_ok=True)
    write_siting_places(proposal, out / "nowe_miejsca.csv")
    write_text(out / "plan.toml", write_plan_toml(proposal.plan, note=note))
    write_text(out / "propozycja.html", page)
