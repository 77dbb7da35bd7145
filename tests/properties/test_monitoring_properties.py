"""Whatever differs between two snapshots, the parts of a change add up to it."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "monitoring"))
from hand_snapshots import A, B, snapshot

from mapa_uslug.contracts.changes import FAMILIES, PARTS
from mapa_uslug.contracts.tables import REASONS, STATES
from mapa_uslug.monitoring.splitting import Evidence, find_obstacle, split_people
from mapa_uslug.monitoring.ways import scale_states

PLACES = ("U-1", "U-2", "U-3")
counts = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@st.composite
def states(draw, modes=("car", "transit")):
    """Rows of up to six cells: the people of a cell are the same by all modes."""
    rows = []
    for cell in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True)):
        first = draw(counts)
        for mode in draw(st.sampled_from([modes, modes[:1]])) if not rows else {r["mode"] for r in rows}:
            people = first if draw(st.booleans()) else list(np.roll(first, draw(st.integers(0, 3))))
            rows.append({
                "cell_id": cell, "gmina_teryt": A if cell < "d" else B, "service_type": "DDP", "mode": mode, "unit": "min",
                "threshold": 30, **dict(zip(STATES, people, strict=True)), "reason": draw(st.sampled_from(REASONS)),
                "cost": draw(st.sampled_from([5.0, 29.9, 30.0, 31.0, float("nan")])), "nearest": draw(st.sampled_from(("", *PLACES))),
            })  # fmt: skip
    threshold = draw(st.sampled_from([30, 10]))
    return snapshot([r | {"threshold": threshold} for r in rows])


evidence = st.builds(
    Evidence,
    possible=st.frozensets(st.sampled_from(FAMILIES)),
    altered=st.dictionaries(st.just("DDP"), st.frozensets(st.sampled_from(PLACES))),
    corrected=st.frozensets(st.sampled_from(PLACES)),
    same=st.dictionaries(st.sampled_from(PLACES), st.sampled_from(PLACES)),
    is_broad=st.booleans(),
    has_rates=st.booleans(),
    has_ground=st.booleans(),
    has_versions=st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(states(), states(), evidence)
def test_parts_add_up_people_for_people(old, new, known):
    table = split_people(old, new, [A, B], lambda side, code: code, known, obstacle=find_obstacle(old, new))
    parts = table[list(PARTS)]
    assert (parts.sum(axis=1) == table["change"]).all()
    assert (table["old"] + table["change"] == table["new"]).all()
    by_state = table.groupby("unit")[[*PARTS, "change"]].sum()
    # All but population only move people from state to state, where the cells can be compared.
    if not find_obstacle(old, new):
        assert (by_state["population"] == by_state["change"]).all()
        assert not by_state[[p for p in PARTS if p != "population"]].to_numpy().any()
    units = table[table["unit"] != ""].groupby("state")[["old", "new", *PARTS]].sum()
    whole = table[table["unit"] == ""].set_index("state")[["old", "new", *PARTS]]
    assert (units.loc[list(STATES)] == whole.loc[list(STATES)]).all(axis=None)


@pytest.mark.slow
@settings(max_examples=60)
@given(states(), states(), evidence)
def test_only_what_can_have_changed_is_blamed(old, new, known):
    table = split_people(old, new, [A, B], lambda side, code: code, known, obstacle=find_obstacle(old, new))
    blamed = {part for part in PARTS if table[part].any()}
    allowed = known.possible | {"population", "not_separable"} | ({"method"} if known.has_versions else set())
    assert blamed <= allowed


@given(st.lists(counts, min_size=1, max_size=8), st.data())
def test_people_are_scaled_whole_and_keep_their_shares(rows, data):
    before = np.array(rows, dtype=np.int64)
    people = np.array([data.draw(st.integers(0, 200)) for _ in rows], dtype=np.int64)
    after = scale_states(before, people)
    lived = before.sum(axis=1) > 0
    assert (after.sum(axis=1)[lived] == people[lived]).all()
    assert not after[~lived].any()
    exact = before * (people / np.maximum(before.sum(axis=1), 1))[:, None]
    assert (np.abs(after - exact) < 1).all()
    # Nobody new: everybody stays.
    assert (scale_states(before, before.sum(axis=1)) == before).all()
