"""Laws of new places for an area, whatever services exist, whoever shares them and whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.steps.siting_area import propose_places
from mapa_uslug.steps.siting_change import count_states
from mapa_uslug.steps.siting_question import AreaSiting, check_question

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
GMINAS = ("086002", "086003", "086004", "086005")
"""Each has three localities at least; the town has one."""
SHARING = (
    Sharing(),
    Sharing(regime="own"),
    Sharing.model_validate({"regime": "partners", "groups": [["086001", "086002"], ["086004", "086005"]]}),
)


@lru_cache(maxsize=1)
def example() -> AreaData:
    return load_area(EXAMPLE / "area.toml")


@st.composite
def questions(draw: st.DrawFn) -> tuple[AreaData, AreaSiting]:
    """The example with some of its places and any sharing, and a question about it."""
    data = example()
    service = draw(st.sampled_from(["POZ", "DDP", "APT", "UO"]))
    located = data.registry.located
    of_type = located[located["service_type"] == service]["service_id"].tolist()
    kept = draw(st.lists(st.sampled_from(of_type), unique=True, max_size=len(of_type)))
    left = located[(located["service_type"] != service) | located["service_id"].isin(kept)].reset_index(
        drop=True
    )
    config = data.config.model_copy(update={"sharing": draw(st.sampled_from(SHARING))})
    changed = replace(data, registry=replace(data.registry, located=left), config=config)
    modes = [m for m in data.catalog.by_code[service].thresholds if m in data.modes and m != "transit"]
    moves = draw(st.lists(st.sampled_from(kept), unique=True, max_size=2)) if kept else []
    close = draw(st.integers(0, min(1, len(kept) - len(moves))))
    question = AreaSiting(
        service, draw(st.integers(1, 3)), draw(st.sampled_from([*modes, "all"])),
        gminas=tuple(draw(st.lists(st.sampled_from(GMINAS), unique=True, max_size=2))), level=draw(st.integers(1, 3)),
        group=draw(st.sampled_from(["target", "all"])), moves=tuple(moves), close=close,
        method=draw(st.sampled_from(["exact", "greedy"])),
    )  # fmt: skip
    return changed, question


@pytest.mark.slow
@settings(max_examples=30)
@given(asked=questions())
def test_a_proposal_says_what_its_plan_does(asked: tuple[AreaData, AreaSiting]) -> None:
    data, question = asked
    subject = check_question(question, data)
    proposal = propose_places(data, question)
    planned, services = plan_area(data, proposal.plan, plan_name="plan.toml")
    before, after = (
        count_states(area, located, area.config.sharing, subject)
        for area, located in ((data, data.registry.located), (planned, services))
    )
    change = proposal.everybody
    for mine, theirs in ((change.before, before), (change.after, after)):
        assert (mine.sum(axis=0) == theirs.people.sum(axis=0)).all()
    served = change.after[:, SERVED] - change.before[:, SERVED]
    assert (served == change.gained + change.settled - change.lost).all()
    assert (change.gained >= 0).all()
    assert (change.lost >= 0).all()
    if not question.close:
        # What was optimised is whom a run finds within the threshold, of those who could be told about before.
        group = count_group(data.cells, subject.group)
        assert group is not None
        is_within = after.people[:, [SERVED, FULL]].sum(axis=1) > 0
        told = before.people[:, CANNOT_TELL] == 0
        has_people = data.cells.table["people"].to_numpy() > 0
        assert proposal.siting.covered == group[is_within & told & has_people].sum()
        if not question.moves:
            assert not change.lost.any()
    assert proposal.siting.value <= proposal.siting.bound
    if question.method == "exact":
        assert proposal.siting.gap == 0.0


@pytest.mark.slow
@settings(max_examples=15)
@given(asked=questions())
def test_more_places_and_a_better_method_never_do_worse(asked: tuple[AreaData, AreaSiting]) -> None:
    data, question = asked
    question = replace(question, close=0, gminas=())
    values = [
        propose_places(data, replace(question, method=method, k=k)).siting.value
        for method, k in (("greedy", 2), ("exact", 2), ("exact", 3))
    ]
    # With places that were free to move, one more may stay or open.
    assert values == sorted(values)
    assert np.isfinite(values).all()
