"""The form of ``siting`` that is asked about an area: its options, and what it says."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mapa_uslug.cli.showing import make_progress, show_warnings
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import Text

if TYPE_CHECKING:
    from mapa_uslug.contracts.siting_proposal import Proposal
    from mapa_uslug.pipeline import AreaSiting


def refuse_other_form(
    area: Path | None, of_matrix: Mapping[str, object], of_area: Mapping[str, object]
) -> None:  # fmt: skip
    """Refuse options that belong to the form of the command that was not asked for, and a form without its inputs.

    Parameters
    ----------
    of_matrix, of_area
        Options of each form by name; None, empty or False where not given.

    Raises
    ------
    InputError
        With every such option.
    """
    problems: list[Problem] = []
    if area is None:
        problems += [
            problem("{key} is missing.", where=key, code="missing", key=key,
                    hint="Give --matrix and --demand, or the file area.toml and --service.")
            for key in ("--matrix", "--demand") if not of_matrix[key]
        ]  # fmt: skip
    elif not of_area["--service"]:
        problems.append(problem("{key} is missing.", where="--service", code="missing", key="--service",
                                hint="Use a code of the catalog (docs/katalog.md)."))  # fmt: skip
    foreign = of_area if area is None else of_matrix
    form = "area.toml" if area is None else "--matrix"
    problems += [
        problem("{key} is an option for {form} only.", where=key, code="other_form", key=key, form=form,
                hint="Leave it out; mapa-uslug siting --help tells which options go together.")
        for key, value in foreign.items() if value not in (None, "", False)
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def propose(area: Path, out: Path, question: "AreaSiting", text: Text) -> list[str]:
    """Ask, write the folder, and tell what was found line by line."""
    from mapa_uslug.pipeline import run_siting_of_area

    proposal = run_siting_of_area(area, out, question, language=text.language, progress=make_progress(text))
    show_warnings(tell_left_out(proposal), text)
    return [*tell_proposal(proposal, text), text("The proposal is in {folder}. Open {page} in a browser.", folder=out,
                                                 page=out / "propozycja.html")]  # fmt: skip


def tell_proposal(proposal: "Proposal", text: Text) -> list[str]:
    """Value, bound and gap, people, places."""
    from mapa_uslug.reports.siting_gains import name_places, tell_needless, tell_other_modes, tell_run
    from mapa_uslug.reports.siting_quality import tell_closures_lost, tell_quality

    lines = list(tell_quality(text, proposal))
    gained = int(proposal.everybody.gained.sum())
    lines.append(text("People who gain: {count}", count=text.number(gained)))
    lines.append(tell_run(text, proposal))
    lines.append(text("Places chosen: {ids}", ids="; ".join(name_places(text, proposal).values()) or "-"))
    lines.append(tell_needless(text, proposal))
    closed = [change.id for change in proposal.plan.close]
    if closed:
        lines.append(text("Places closed: {ids}", ids=", ".join(closed)))
    if len(proposal.closures):
        lines.append(tell_closures_lost(text, proposal))
    lines += tell_other_modes(text, proposal)
    return [line for line in lines if line]


def tell_left_out(proposal: "Proposal") -> list[Problem]:
    """Warnings about candidates that could not be used, one a reason."""
    return [
        problem("Candidates that could not be used: {count} ({reason}).", where="--candidates", code=str(reason), severity="warning",
                count=len(rows), reason=_REASONS.get(str(reason), str(reason)),
                hint="They are listed in propozycja.html; the others were weighed.")
        for reason, rows in proposal.left_out.groupby("reason")
    ]  # fmt: skip


# The words of `name_unusable`, told as a problem's reason, which is translated when shown.
_REASONS = {
    "no_road": "no road near it that the mode may use",
    "outside": "it lies in no gmina of the boundary file",
    "no_locality": "its cells have no name of a locality",
    "sensitive": "sensitive kind, never read",
}
