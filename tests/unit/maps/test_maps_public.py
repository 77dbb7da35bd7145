"""The map for everybody: it tells what may be told, and nothing else about people is in the file."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drawn_district import build_district

from mapa_uslug.contracts.combined import TOO_FAR
from mapa_uslug.contracts.public import PublicFigures
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_public_map, read_drawn_map, write_map
from mapa_uslug.maps.elements import to_json
from mapa_uslug.maps.public import HIDDEN, make_public_document, take_people_out
from mapa_uslug.maps.states import list_answers, state_bytes

# A number of its own for every cell, larger than any step of the frame, so that one in the file would be seen.
PEOPLE = 1_000_003 + 977 * np.arange(144)
GMINAS = ("086001", "086002", "086009")
COLUMNS = ["people", *STATES]
# By answer (the main level of day centres): the state that is hidden of each gmina and of all.
HIDDEN_OF_DDP = {"086001": "full", "086002": "cannot_tell", "": "too_far"}
FORMS = {
    "quads", "x", "y", "col", "row", "gmina", "locality", "is_imputed", "roads", "rail", "waterway", "water", "forest",
    "builtup", "buildings", "gminas", "extent", "white_spots", "bands",
}  # fmt: skip


@pytest.fixture(scope="module")
def result():
    """The district with people of each cell that stand nowhere else, and causes, warnings and plans that must go."""
    made = build_district()
    table = made.cells.table.assign(people=PEOPLE, people_65_plus=PEOPLE // 7)
    layers = tuple(_with_people(layer) for layer in made.layers)
    spots = made.white_spots.assign(
        cells=[_cells_of(layers, row) for row in made.white_spots.itertuples()], over=777.7
    )
    spots["people"] = [sum(int(PEOPLE[int(c[1:])]) for c in cells.split("|")) for cells in spots["cells"]]
    spots["people_target"] = (spots["people"] // 7).astype("Int64")
    return replace(
        made,
        cells=replace(made.cells, table=table),
        layers=layers,
        white_spots=spots,
        services=made.services.assign(staff_fte=31337.5, waiting=31338.0, occupied=31339.0, source="tajny.xlsx"),
        problems=(problem("{n} people are missing", where="plik.xlsx", hint="", severity="warning", n="31340"),),
    )  # fmt: skip


def _with_people(layer):
    state = layer.people.astype(bool)
    people = np.where(state, PEOPLE[:, None], 0).astype(np.int32)
    mixed = state.sum(axis=1) > 1
    people[mixed, 0] -= 40_000
    people[mixed, 1] = 40_000
    return replace(
        layer, people=people, target=None if layer.target is None else (people // 7).astype(np.int32)
    )


def _cells_of(layers, spot):
    own = [
        x.people[:, TOO_FAR] > 0
        for x in layers
        if (x.service_type, x.level) == (spot.service_type, spot.level) and spot.mode in (x.mode, "all")
    ]
    return "|".join(f"c{i:03d}" for i in np.flatnonzero(np.logical_and.reduce(own)))


@pytest.fixture(scope="module")
def figures(result):
    """Every count told but one of each row of the main question."""
    rows = []
    codes = result.cells.table["gmina_teryt"].to_numpy()
    for answer in list_answers(result):
        for group, states in (("all", answer.people), ("target", answer.target)):
            if states is None:
                continue
            for code in (*GMINAS[:2], ""):
                counts = states[(codes == code) | (code == "")].sum(axis=0)
                key = (answer.service_type, answer.mode, answer.level, group, code)
                rows.append([*key, counts.sum(), *counts])
    keys = ["service_type", "mode", "level", "group", "gmina_teryt"]
    table = pd.DataFrame(rows, columns=[*keys, *COLUMNS]).astype(dict.fromkeys(COLUMNS, "Int64"))
    for code, state in HIDDEN_OF_DDP.items():
        is_hidden = (table["service_type"] == "DDP") & (table["level"] == 1) & (table["gmina_teryt"] == code)
        table.loc[is_hidden, state] = pd.NA
    return PublicFigures(table, 10)


@pytest.fixture(scope="module")
def written(result, figures, catalog, tmp_path_factory):
    path = tmp_path_factory.mktemp("public") / "mapa.html"
    write_map(draw_public_map(result, catalog, figures, text=Text("en")), path)
    return path


@pytest.fixture(scope="module")
def drawn(written):
    return read_drawn_map(written, takes_public=True)


def _numbers(value):
    """Every number of a JSON document, and every one that a text of it spells."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        return set().union(*map(_numbers, value)) if value else set()
    if isinstance(value, str):
        digits = "".join(c if c.isdigit() else " " for c in value.replace(",", ""))
        return {int(n) for n in digits.split()}
    return {int(value)} if isinstance(value, int | float) and not isinstance(value, bool) else set()


def _is_figures(name):
    return name.split(".")[0] in ("figures", "target_figures")


def test_no_people_of_cells_are_in_the_file(drawn):
    assert drawn.arrays["cells.people"].max() == 0
    per_cell = {int(n) for n in (*PEOPLE, *(PEOPLE // 7), *(PEOPLE - 40_000))}
    assert not per_cell & _numbers(json.loads(to_json(drawn.data)))
    for name, array in drawn.arrays.items():
        assert not np.isin(array, list(per_cell)).any(), name


def test_what_the_map_is_drawn_from_holds_marks_in_place_of_people(result):
    bare = take_people_out(result)
    for layer in bare.layers:
        assert layer.people.sum(axis=1).tolist() == [1] * 144
        assert layer.target is None or (layer.target == layer.people).all()
    assert set(bare.cells.table["people"]) == {0}
    assert not [column for column in bare.cells.table if column.startswith("people_")]
    assert (bare.what_if, bare.barriers, bare.supply, bare.problems, len(bare.indicators)) == (
        None,
        None,
        None,
        (),
        0,
    )


def test_a_cell_in_which_nobody_lives_has_no_mark(result):
    first, *others = result.layers
    people = first.people.copy()
    people[0] = 0
    bare = take_people_out(replace(result, layers=(replace(first, people=people), *others)))
    assert bare.layers[0].people[0].tolist() == [0, 0, 0, 0]


def test_every_array_is_one_that_was_thought_about(drawn):
    for name in drawn.arrays:
        first, _, second = name.partition(".")
        known = (
            first in FORMS
            or (first == "cells" and second in FORMS | {"people"})
            or first in ("state", "cost", "nearest")
            or _is_figures(name)
        )
        assert known, name


def test_hidden_counts_are_nowhere(result, figures, drawn):
    """Among numbers that are told nowhere else: a part of another row may be the same as a hidden one."""
    whole = list_answers(result)
    codes = result.cells.table["gmina_teryt"].to_numpy()
    hidden = {int(n) for c in ("people", "people_target") for n in result.white_spots[c]}
    for answer in whole:
        if answer.service_type == "DDP" and answer.level == 1:
            for code, state in HIDDEN_OF_DDP.items():
                rows = (codes == code) | (code == "")
                hidden.add(int(answer.people[rows, STATES.index(state)].sum()))
    told = {int(n) for c in COLUMNS for n in figures.figures[c].dropna()}
    secret = hidden - told - {0}
    assert len(secret) > 5
    assert not secret & _numbers(json.loads(to_json(drawn.data)))
    for name, array in drawn.arrays.items():
        assert not np.isin(array, list(secret)).any(), name


def test_figures_are_those_given_gmina_by_gmina_and_of_all(drawn, figures):
    at = next(i for i, a in enumerate(drawn.data["answers"])
              if (a["type"], a["mode"], a["level"]) == ("DDP", "car", 1))  # fmt: skip
    rows = drawn.arrays[f"figures.{at}"].reshape(-1, 5)
    # Two gminas, a neighbouring one that the figures are not of, and all together.
    assert rows.shape == (4, 5)
    assert rows[2].tolist() == [0] * 5
    for row, code in ((0, "086001"), (1, "086002"), (3, "")):
        state = STATES.index(HIDDEN_OF_DDP[code])
        assert [i for i, n in enumerate(rows[row]) if n == HIDDEN] == [1 + state]
    assert rows[3, 0] == PEOPLE.sum()
    assert "sums.0" not in drawn.arrays


def test_cells_are_drawn_as_on_the_map_of_the_office(result, drawn):
    answers = list_answers(result)
    assert len(answers) == len(drawn.data["answers"])
    for number, answer in enumerate(answers):
        np.testing.assert_array_equal(drawn.arrays[f"state.{number}"], state_bytes(answer))


def test_white_spots_have_no_people(drawn):
    columns = drawn.data["white_spot_columns"]
    rows = [dict(zip(columns, row, strict=True)) for row in drawn.data["white_spots"]]
    assert len(rows) > 3
    assert {(row["people"], row["people_target"]) for row in rows} == {(None, None)}
    assert {row["over"] for row in rows} == {777.7}


def test_types_of_which_ways_are_not_told_are_named(result, figures, catalog, text):
    data = make_public_document(result, catalog, figures, text=text, untold_ways={"DDP"}).data
    assert data["public"]["untold_ways"] == ["DDP"]


def test_staff_waiting_and_files_are_left_out(drawn):
    written = to_json(drawn.data)
    for secret in ("31337", "31338", "31339", "31340", "tajny.xlsx", "plik.xlsx"):
        assert secret not in written
    assert not {"staff_fte", "waiting", "occupied", "source"} & set().union(*drawn.data["services"])


def test_the_note_says_what_is_hidden_and_of_when_the_data_are(drawn):
    assert drawn.data["public"] == {"k": 10, "untold_ways": []}
    note = drawn.data["words"]["hidden_note"]
    assert note.startswith("Public edition. Data as of 2026-11-01. Population of 2021. ")
    assert "from 1 to 9" in note
    assert note.endswith("Numbers of people are given for gminas, not for white spots.")
    assert drawn.data["what_if"] is None
    assert "what_if_note" not in drawn.data
    # Sentences of the usual map are still there.
    assert {"to", "to_hidden", "to_untold"} <= set(drawn.data["words"]["headline"])


def test_polish_words_have_three_forms(result, figures, catalog):
    words = make_public_document(result, catalog, figures, text=Text("pl")).data["words"]
    assert words["confidential"] == "ukryte*"
    starts = [form.split(" ma")[0] for form in words["headline"]["to_hidden"]]
    assert starts == ["Najwyżej {people} osoba", "Najwyżej {people} osoby", "Najwyżej {people} osób"]


def test_the_same_run_gives_the_same_file(result, figures, catalog, text):
    first, second = (make_public_document(result, catalog, figures, text=text) for _ in range(2))
    assert (to_json(first.data), first.arrays) == (to_json(second.data), second.arrays)


def test_a_public_edition_is_no_map_to_compare(written):
    with pytest.raises(InputError) as caught:
        read_drawn_map(written)
    (found,) = caught.value.problems
    assert (found.code, found.where, bool(found.hint)) == ("map_public", str(written), True)


def test_services_that_may_not_be_drawn_are_refused(result, figures, catalog, text):
    secret = replace(result, services=result.services.assign(sensitivity=1))
    with pytest.raises(ValueError, match="may not be drawn"):
        make_public_document(secret, catalog, figures, text=text)


def test_figures_of_another_run_are_refused(result, figures, catalog, text):
    others = replace(figures, figures=figures.figures[figures.figures["service_type"] != "SP"])
    with pytest.raises(ValueError, match="no figures of SP"):
        make_public_document(result, catalog, others, text=text)


def test_a_run_of_which_nothing_is_told_is_drawn_all_the_same(result, figures, catalog, text):
    hidden = figures.figures.assign(
        **dict.fromkeys(COLUMNS, pd.array([pd.NA] * len(figures.figures), dtype="Int64"))
    )
    data = make_public_document(result, catalog, PublicFigures(hidden, 10), text=text).data
    assert data["first"]["type"] in {a["type"] for a in data["answers"]}
    assert data["white_spots"]
