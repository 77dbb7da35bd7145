"""Who gains and who loses by the places proposed, in sentences for the page and for the screen."""

from __future__ import annotations

from collections.abc import Iterator

from mapa_uslug.catalog.siting_words import name_place
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.combined import TOO_FAR
from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.core.text import Text
from mapa_uslug.reports.words import name_unit


def name_ways(text: Text, proposal: Proposal) -> str:
    """Modes with their thresholds."""
    return "; ".join(
        text("{mode} within {limit}", mode=name_mode(text, mode), limit=name_unit(text, proposal.unit, value))
        for mode, value in zip(proposal.modes, proposal.thresholds, strict=True)
    )


def name_places(text: Text, proposal: Proposal) -> dict[str, str]:
    """What the places chosen are called, by id."""
    return {
        str(p.place_id): name_place(text, str(p.name), str(p.kind), str(p.locality or ""), str(p.gmina))
        for p in proposal.places.itertuples()
    }


def tell_gained(text: Text, proposal: Proposal) -> str:
    """How many would gain, why they have no access today, and what was taken for granted of room."""
    change, ways = proposal.everybody, name_ways(text, proposal)
    gained, far = int(change.gained.sum()), int(change.gained_far.sum())
    told = {"ways": ways, "far": text.number(far), "full": text.number(gained - far)}
    if proposal.capacity is None and gained > far:
        return text.plural(
            "{count} person would gain the service ({ways}), if new places have room for everybody: {far} are too far today, {full} find "
            "no free place.",
            "{count} people would gain the service ({ways}), if new places have room for everybody: {far} are too far today, {full} find "
            "no free place.", gained, **told,
        )  # fmt: skip
    if proposal.capacity is None:
        return text.plural("{count} person would gain the service ({ways}), if new places have room for everybody.",
                           "{count} people would gain the service ({ways}), if new places have room for everybody.", gained, **told)  # fmt: skip
    if gained > far:
        return text.plural(
            "{count} person would gain the service ({ways}): {far} are too far today, {full} find no free place.",
            "{count} people would gain the service ({ways}): {far} are too far today, {full} find no free place.", gained, **told,
        )  # fmt: skip
    return text.plural("{count} person would gain the service ({ways}).", "{count} people would gain the service ({ways}).",
                       gained, **told)  # fmt: skip


def tell_run(text: Text, proposal: Proposal) -> str:
    """What ``scenario run`` and ``scenario compare`` call gained, where they count more; "" where they do not."""
    settled = int(proposal.everybody.settled.sum())
    if not settled:
        return ""
    by_run = text.number(int(proposal.everybody.gained.sum()) + settled)
    return text.plural(
        "Who gain as scenario run and scenario compare count: {by_run}, of whom {count} person of whom nothing can be told today.",
        "Who gain as scenario run and scenario compare count: {by_run}, of whom {count} people of whom nothing can be told today.",
        settled, by_run=by_run,
    )  # fmt: skip


def tell_needless(text: Text, proposal: Proposal) -> str:
    """Which places add nothing to those within the threshold; "" where each does."""
    if not proposal.needless:
        return ""
    named = name_places(text, proposal)
    enough = len(proposal.places) - len(proposal.needless)
    return text.plural(
        "{count} place is enough: as many are within the threshold without {names}.",
        "{count} places are enough: as many are within the threshold without {names}.",
        enough, names=", ".join(named[i] for i in proposal.needless),
    )  # fmt: skip


def tell_other_modes(text: Text, proposal: Proposal) -> Iterator[str]:
    """People too far today and after the plan by each mode that the choice did not look at, where a place closes.

    The first line says what the others are.
    """
    if proposal.by_other_mode:
        yield text(
            "The choice looked at ways {modes} only. By the other modes that count, the plan changes this:",
            modes=", ".join(name_mode(text, m) for m in proposal.modes),
        )
    for mode, change in proposal.by_other_mode.items():
        before, after = (int(states[:, TOO_FAR].sum()) for states in (change.before, change.after))
        yield text(
            "{mode}: too far today {before}, after the plan {after}; {lost} would lose the service.", mode=name_mode(text, mode),
            before=text.number(before), after=text.number(after), lost=text.number(int(change.lost.sum())),
        )  # fmt: skip
