"""propozycja.html: where new places of a service should stand, a page to print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.siting_words import name_candidate, name_objective, name_unusable
from mapa_uslug.catalog.words import name_group, name_kind, name_mode
from mapa_uslug.contracts.combined import FULL
from mapa_uslug.contracts.siting_proposal import Change, Proposal
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import (
    Block,
    Bullets,
    Cell,
    Column,
    Legend,
    Paragraph,
    Report,
    Section,
    States,
    Table,
)
from mapa_uslug.reports.figures import share
from mapa_uslug.reports.html import render_report
from mapa_uslug.reports.siting_gains import (
    name_places,
    name_ways,
    tell_gained,
    tell_needless,
    tell_other_modes,
    tell_run,
)
from mapa_uslug.reports.siting_quality import tell_closures_lost, tell_quality
from mapa_uslug.reports.words import name_type

_NAMED: Final = 12


def write_siting_page(proposal: Proposal, catalog: Catalog, path: Path, *, text: Text) -> None:
    """Write ``propozycja.html``, a page to print, in the language of `text`."""
    write_text(path, render_report(compose_siting(proposal, catalog, text=text), text=text))


def compose_siting(proposal: Proposal, catalog: Catalog, *, text: Text) -> Report:
    """Compose the page of `write_siting_page`."""
    sections = (
        Section("miejsca", text("Proposed places"), tuple(_place_blocks(text, proposal, catalog))),
        Section("skutek", text("What the plan would change"), tuple(_change_blocks(text, proposal, catalog))),
        Section("pewnosc", text("How good this choice is"), (Bullets(tuple(tell_quality(text, proposal))),)),
        _alternatives(text, proposal),
        _closures(text, proposal),
        _left_out(text, proposal),
        Section("zasady", text("What these words mean"), (Bullets(tuple(_rules(text, proposal, catalog))),)),
    )
    return Report(
        language=text.language,
        title=text("New places: {service}, {area}", service=name_type(text, proposal.service_type, catalog), area=proposal.area),
        lead=tell_gained(text, proposal),
        sections=tuple(s for s in sections if s is not None),
        attribution=(*proposal.attribution, text("Made with mapa_uslug. The figures are as good as the data named above.")),
    )  # fmt: skip


def _place_blocks(text: Text, proposal: Proposal, catalog: Catalog) -> Iterator[Block]:
    yield Paragraph(text(
        "Sought: {aim}. Places chosen: {places}; candidates: {candidates}.", aim=name_objective(text, proposal.objective),
        places=text.number(len(proposal.places)), candidates=text.number(proposal.candidates),
    ))  # fmt: skip
    if proposal.capacity is not None:
        unit = catalog.by_code[proposal.service_type].capacity_unit
        yield Paragraph(text("Room of a new place: {capacity} ({unit}); that of existing places counts where it is known.",
                             capacity=text.number(proposal.capacity), unit=unit))  # fmt: skip
        yield Paragraph(text(
            "Places were chosen so that there is room for as many as can be, whoever goes where. Below people are counted as a run "
            "counts them, each place taking the nearest first, so that fewer may find room."
        ), is_notice=True)  # fmt: skip
    if not int(proposal.everybody.gained.sum()):
        yield Paragraph(text("Nobody gains: whoever can be told to be too far stays so with any of these places."),
                        is_notice=True)  # fmt: skip
    full = int(proposal.everybody.before[:, FULL].sum())
    if full and proposal.capacity is None:
        yield Paragraph(text.plural(
            "{count} person within the threshold finds no free place today. Room was not counted when places were chosen; option "
            "--capacity does.",
            "{count} people within the threshold find no free place today. Room was not counted when places were chosen; option "
            "--capacity does.", full,
        ), is_notice=True)  # fmt: skip
    if len(proposal.places):
        yield _place_table(text, proposal)
    if proposal.needless:
        yield Paragraph(tell_needless(text, proposal), is_notice=True)
    if proposal.closing:
        yield Paragraph(text("Free to move and not chosen, so that the plan closes them: {ids}.", ids=", ".join(proposal.closing)))  # fmt: skip


def _place_table(text: Text, proposal: Proposal) -> Table:
    has_target = proposal.target is not None
    mean = text("Mean way, minutes") if proposal.unit == "min" else text("Mean way, metres")
    columns = [Column(text("Proposed place")), Column(text("What is there")), Column(text("Locality")), Column(text("Gmina")),
               Column(text("People who gain"), "people")]  # fmt: skip
    columns += [Column(text("Of the target group"), "people")] if has_target else []
    columns += [Column(text("Nearest for (people)"), "people"), Column(mean, "decimal")]
    names = name_places(text, proposal)
    rows = [
        (names[str(p.place_id)], name_candidate(text, str(p.kind)), p.locality, p.gmina, _whole(p.people), *([_whole(p.target)] if has_target else []),
         _whole(p.nearest), None if pd.isna(p.mean_cost) else float(p.mean_cost))
        for p in proposal.places.itertuples()
    ]  # fmt: skip
    return Table(text("Proposed places and what they give"), tuple(columns), tuple(rows),
                 note=text("A dash: no such figure, or one from which a confidential cell could be told."))  # fmt: skip


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]


def _change_blocks(text: Text, proposal: Proposal, catalog: Catalog) -> Iterator[Block]:
    yield Legend()
    names = dict(zip(proposal.gminas["gmina_teryt"], proposal.gminas["gmina"], strict=True))
    yield _change_table(
        text, proposal.everybody, names, caption=text("People by gmina before and after the plan")
    )
    if proposal.target is not None:
        group = name_group(text, catalog.by_code[proposal.service_type].target)
        caption = text("The same of the target group: {group}", group=group)
        yield _change_table(text, proposal.target, names, caption=caption)
    settled = int(proposal.everybody.settled.sum())
    if settled:
        yield Paragraph(text.plural(
            "{count} person of whom nothing can be told today would be served for certain. This is not counted as a gain: the "
            "service may be there already.",
            "{count} people of whom nothing can be told today would be served for certain. This is not counted as a gain: the "
            "service may be there already.", settled,
        ))  # fmt: skip
        yield Paragraph(tell_run(text, proposal))


def _change_table(text: Text, change: Change, names: dict[str, str], *, caption: str) -> Table:
    columns = (Column(text("Gmina")), Column(text("Today"), "states"), Column(text("After the plan"), "states"),
               Column(text("Gain"), "people"), Column(text("Lose"), "people"))  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (names.get(code, code), _states(change.before[i]), _states(change.after[i]), int(change.gained[i]), int(change.lost[i]))
        for i, code in enumerate(change.gminas)
    ]  # fmt: skip
    total = (text("Together"), _states(change.before.sum(axis=0)), _states(change.after.sum(axis=0)),
             int(change.gained.sum()), int(change.lost.sum()))  # fmt: skip
    return Table(caption, columns, (*rows, total))


def _states(counts: object) -> States:
    served, full, too_far, unknown = (int(n) for n in counts)  # type: ignore[attr-defined]
    return States((served, full, too_far, unknown))


def _lost_column(text: Text, proposal: Proposal, title: str) -> Column:
    unit = text("people")
    if proposal.objective == "p-median":
        unit = text("person-minutes") if proposal.unit == "min" else text("person-kilometres")
    return Column(f"{title} ({unit})", "people")


def _lost(proposal: Proposal, value: float) -> float | None:
    """Loss as it is shown; None where there is no such figure, or where somebody would have no way at all."""
    return None if not abs(value) < float("inf") else value / proposal.per_loss


def _alternatives(text: Text, proposal: Proposal) -> Section | None:
    if not len(proposal.alternatives):
        return None
    names = name_places(text, proposal)
    columns = (Column(text("Proposed place")), _lost_column(text, proposal, text("Lost without it")), Column(text("Best place instead")),
               _lost_column(text, proposal, text("Lost with that one")))  # fmt: skip
    rows = tuple(
        (str(names[a.place_id]), _lost(proposal, a.left_out), a.instead or None, _lost(proposal, a.lost))
        for a in proposal.alternatives.itertuples()
    )
    note = text("What is lost is counted in what was sought, the other places standing. A dash: somebody would have no way at all, "
                "no other place is left, or a confidential cell could be told from the figure.")  # fmt: skip
    caption = text("Every place left out, and the second best in its stead")
    return Section(
        "inaczej", text("Other choices nearly as good"), (Table(caption, columns, rows, note=note),)
    )


def _closures(text: Text, proposal: Proposal) -> Section | None:
    if not len(proposal.closures):
        return None
    names = dict(zip(proposal.gminas["gmina_teryt"], proposal.gminas["gmina"], strict=True))
    warning = text(
        "Figures of ways only. Whether the others have room, who works there, what else the place gives and who prefers it is not "
        "in them: this is a question to talk about, not an advice to close."
    )
    others = [name.removeprefix("out_") for name in proposal.closures.columns if name.startswith("out_")]
    columns = (Column(text("Existing place")), Column(text("Locality")), Column(text("Gmina")),
               _lost_column(text, proposal, text("Lost if it alone closes")), *(Column(_name_out(text, m), "people") for m in others),
               Column(text("Closed in the plan")))  # fmt: skip
    rows = tuple(
        (str(c.provider), str(c.locality or ""), names.get(c.gmina_teryt, ""), _lost(proposal, c.lost),
         *(_whole(getattr(c, f"out_{m}")) for m in others), text("yes") if c.is_chosen else "")
        for c in proposal.closures.itertuples()
    )  # fmt: skip
    note = tell_closures_lost(text, proposal)
    table = Table(
        text("Existing places by what closing each would take, once the new ones are open"),
        columns,
        rows,
        note=note,
    )
    return Section(
        "zamkniecia",
        text("Which closures harm least"),
        (Paragraph(warning, is_notice=True), table, *_other_modes(text, proposal)),
    )


def _name_out(text: Text, mode: str) -> str:
    return text("Out of the threshold {mode} (people)", mode=name_mode(text, mode))


def _other_modes(text: Text, proposal: Proposal) -> Iterator[Block]:
    if proposal.by_other_mode:
        head, *lines = tell_other_modes(text, proposal)
        yield Paragraph(head, is_notice=True)
        yield Bullets(tuple(lines))


def _left_out(text: Text, proposal: Proposal) -> Section | None:
    if not len(proposal.left_out):
        return None
    items = []
    for reason, rows in proposal.left_out.groupby("reason"):
        names = [str(name) for name in rows["name"] if name]
        more = ", ..." if len(names) > _NAMED else ""
        shown = f" ({', '.join(names[:_NAMED])}{more})" if names else ""
        items.append(f"{name_unusable(text, str(reason))}: {text.number(len(rows))}{shown}")
    return Section("pominieto", text("Candidates left out"), (Bullets(tuple(items)),))


def _rules(text: Text, proposal: Proposal, catalog: Catalog) -> Iterator[str]:
    service_type = catalog.by_code[proposal.service_type]
    kinds = {
        service_type.thresholds[m].kinds[proposal.level]
        for m in proposal.modes
        if m in service_type.thresholds
    }
    yield text(
        "Threshold: {ways} ({kind}).",
        ways=name_ways(text, proposal),
        kind=", ".join(name_kind(text, k) for k in sorted(kinds)),
    )
    yield text("Weighed: {group}, {count} people. Not weighed, since nothing can be told of them as things are: {untold}.",
               group=name_group(text, proposal.group), count=text.number(proposal.weighed), untold=text.number(proposal.untold))  # fmt: skip
    if proposal.beyond:
        yield text("Of those weighed, no candidate and no existing place reaches {count} ({share}).",
                   count=text.number(proposal.beyond), share=text.percent(share(proposal.beyond, proposal.weighed), 1))  # fmt: skip
    yield text(
        "A new place in a locality or cell stands where its people live: at the representative point of the locality's most populous "
        "cell, or of the cell. It is open to all unless the area's sharing says otherwise."
    )
    yield text(
        "Gains are people who were too far or found no free place and are served after the plan. The command scenario run counts them "
        "with the file plan.toml, and with them those of whom nothing can be told today; that file makes map, report and tables of the "
        "plan."
    )
    if proposal.is_shortest:
        yield text(
            "Among choices that are equally good one was taken whose ways no exchange of a single place would shorten."
        )
    elif proposal.objective != "p-median":
        yield text("Among choices that are equally good any may be told here: their ways were not compared.")
