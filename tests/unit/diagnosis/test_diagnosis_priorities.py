"""Default weights, whom services do not reach, and the order that follows, worked out by hand."""

import itertools
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.local_plan import WEIGHTINGS, Needs
from mapa_uslug.diagnosis.default_needs import read_default_needs
from mapa_uslug.diagnosis.priorities import rank_priorities
from mapa_uslug.diagnosis.reach import count_unreached, find_target_states

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from six_cell_town import build_town

CATALOG = read_catalog()


def _survey(*rows):
    columns = ["gmina_teryt", "service_type", "urgent", "difficult", "answers", "source"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"urgent": float, "difficult": float, "answers": float})


def _default(*rows):
    return pd.DataFrame(rows, columns=["item", "urgent", "difficult", "service_types"])


def _needs(survey=(), default=()):
    return Needs(_survey(*survey), _default(*default), "źródło")


def _reach(*rows):
    columns = ["gmina_teryt", "service_type", "people", "unreached", "unknown"]
    return pd.DataFrame(rows, columns=columns).astype({c: float for c in columns[2:]})


def _row(priorities, gmina, service):
    table = priorities.table
    return table[(table["gmina_teryt"] == gmina) & (table["service_type"] == service)].iloc[0]


def _ranks(priorities, column="rank", gmina=""):
    table = priorities.table
    told = table[(table["gmina_teryt"] == gmina) & table[column].notna()]
    return {s: int(r) for s, r in zip(told["service_type"], told[column], strict=True)}


# --- default weights


def test_the_lubuskie_columns_add_up_to_188_and_131_of_several_answers():
    table = read_default_needs().table
    assert round(table["urgent"].sum() * 100) == 188
    assert round(table["difficult"].sum() * 100) == 131
    assert len(table[table["urgent"].notna()]) == 14  # the items of the first list, "Inne" among them
    assert len(table[table["difficult"].notna()]) == 11
    other = table[table["item"] == "Inne"].iloc[0]
    assert (other["urgent"], other["difficult"], other["service_types"]) == (0.27, 0.28, "")


def test_every_code_of_the_lubuskie_figures_is_in_the_catalog_and_stands_once():
    table = read_default_needs().table
    for kind in ("urgent", "difficult"):
        codes = [
            c for codes in table.loc[table[kind].notna(), "service_types"] for c in codes.split("|") if c
        ]
        assert set(codes) <= set(CATALOG.by_code)
        assert len(codes) == len(set(codes))


def test_every_item_is_worded_in_each_list_that_names_it():
    table = read_default_needs().table
    assert (table["item"] != "").tolist() == table["urgent"].notna().tolist()
    assert (table["item_difficult"] != "").tolist() == table["difficult"].notna().tolist()


# --- whom services do not reach


def test_unreached_are_those_too_far_by_every_mode_or_without_a_place():
    reach = count_unreached(build_town(), CATALOG).set_index(["gmina_teryt", "service_type"])
    # At the main level c1 has no place for 30, c3 (40) and c5 (60) are too far by both modes, c4 (30) is not known; a fifth is 65+.
    assert reach.loc[("086001", "DDP")].tolist() == [44.0, 6.0 + 8.0, 6.0]
    assert reach.loc[("086002", "DDP")].tolist() == [16.0, 12.0, 0.0]
    assert reach.loc[("", "DDP")].tolist() == [60.0, 26.0, 6.0]


def test_who_has_no_hours_once_the_ways_are_counted_is_not_reached_and_nobody_twice():
    # Within the threshold are c1 (20), c2 (10) and c6 (4) of those aged 65+; c3 (8) is too far: short of hours or not, once.
    short = np.array([12, 2, 5, 0, 0, 1])
    town = replace(build_town(), hours_short={"DDP": short})
    reach = count_unreached(town, CATALOG).set_index(["gmina_teryt", "service_type"])
    assert reach.loc[("086001", "DDP")].tolist() == [44.0, 12.0 + 2.0 + 8.0, 6.0]
    assert reach.loc[("086002", "DDP")].tolist() == [16.0, 12.0 + 1.0, 0.0]
    (layer,) = [x for x in town.layers if (x.service_type, x.mode, x.level) == ("DDP", "car", 1)]
    (walked,) = [x for x in town.layers if (x.service_type, x.mode, x.level) == ("DDP", "walk_slow", 1)]
    states = find_target_states((layer, walked), CATALOG.by_code["DDP"], hours_short=short)
    assert states.sum(axis=1).tolist() == (town.cells.table["people_65_plus"]).tolist()


def test_groups_that_nobody_counted_and_services_not_measured_are_missing_never_zero():
    reach = count_unreached(build_town(), CATALOG).set_index(["gmina_teryt", "service_type"])
    assert reach.loc[("", "PRZ")].isna().all()  # measured, but nobody has counted those aged 3-6
    assert reach.loc[("", "KS")].isna().all()  # not measured


def test_a_service_that_nobody_gives_reaches_nobody_where_the_data_would_tell():
    reach = count_unreached(build_town(), CATALOG, absent={"KS", "MT", "ZLO"}).set_index(
        ["gmina_teryt", "service_type"]
    )
    assert reach.loc[("086001", "KS")].tolist() == [44.0, 44.0, 0.0]
    assert reach.loc[("", "KS")].tolist() == [60.0, 60.0, 0.0]
    assert reach.loc[("", "MT")].isna().all()  # distance to it is never measured
    assert reach.loc[("", "ZLO")].isna().all()  # nobody has counted those aged 0-2


def test_whom_nothing_reaches_in_a_gmina_without_records_is_unknown():
    town = build_town()
    silent = replace(town, unlocated=town.unlocated[town.unlocated["gmina_teryt"] != "086002"])
    reach = count_unreached(silent, CATALOG, absent={"KS"}).set_index(["gmina_teryt", "service_type"])
    # Podlesie: 4 of 16 aged 65+ are served from Zalewo, the 12 of c5 may have a day centre that nobody wrote down.
    people, unreached, unknown = reach.loc[("086002", "DDP")]
    assert (people, unknown) == (16.0, 12.0)
    assert math.isnan(unreached)
    assert reach.loc[("086001", "DDP")].tolist() == [44.0, 14.0, 6.0]
    assert reach.loc[("", "DDP")].tolist() == [60.0, 14.0, 18.0]
    # Of an area of services that is said to be complete nobody gives one: silence tells then.
    assert reach.loc[("086002", "KS")].tolist() == [16.0, 16.0, 0.0]


def test_services_that_are_never_named_have_no_row():
    reach = count_unreached(build_town(), CATALOG, absent={"HOS", "SOW", "PZR"})
    assert not {"HOS", "SOW", "PZR"} & set(reach["service_type"])


# --- the order


def test_priority_is_need_x_unreached_x_difficulty():
    needs = _needs(default=[("a", 0.2, 0.1, "UO"), ("b", 0.1, 0.4, "DDP|KS")])
    found = rank_priorities(
        _reach(("", "UO", 100, 50, 0), ("", "DDP", 100, 50, 10), ("", "KS", 100, 10, 0)), needs
    )
    # UO 0.2 x 50 x 0.1 = 1; DDP 0.1 x 50 x 0.4 = 2; KS 0.1 x 10 x 0.4 = 0.4
    assert found.table["service_type"].tolist() == ["DDP", "UO", "KS"]
    assert found.table["priority"].tolist() == pytest.approx([1.0, 0.5, 0.2])
    assert _ranks(found) == {"DDP": 1, "UO": 2, "KS": 3}
    assert _ranks(found, "rank_equal") == {"UO": 1, "DDP": 1, "KS": 3}
    assert _ranks(found, "rank_urgency") == {"UO": 1, "DDP": 2, "KS": 3}  # 10, 5, 1
    assert _ranks(found, "rank_difficulty") == {"DDP": 1, "UO": 2, "KS": 3}  # 20, 5, 4
    assert set(found.table["need_source"]) == {"lubuskie"}


def test_own_answers_go_before_those_of_the_area_and_these_before_the_lubuskie_figures():
    needs = _needs(
        survey=[
            ("086001", "UO", 0.5, np.nan, 40, "a.csv"),
            ("", "UO", 0.3, 0.6, 100, "a.csv"),
            ("", "DDP", 0.4, np.nan, 100, "a.csv"),
        ],
        default=[("a", 0.2, 0.1, "UO|DDP|KS")],
    )
    reach = _reach(*((g, s, 100, 50, 0) for g in ("086001", "086002") for s in ("UO", "DDP", "KS")))
    found = rank_priorities(reach, needs)
    rows = {
        (r.gmina_teryt, r.service_type): (r.need, r.difficulty, r.need_source)
        for r in found.table.itertuples()
    }
    assert rows == {
        ("086001", "UO"): (0.5, 0.6, "survey"),
        ("086001", "DDP"): (0.4, 0.1, "survey"),
        ("086001", "KS"): (0.2, 0.1, "lubuskie"),
        ("086002", "UO"): (0.3, 0.6, "survey"),
        ("086002", "DDP"): (0.4, 0.1, "survey"),
        ("086002", "KS"): (0.2, 0.1, "lubuskie"),
    }


def test_a_neighbour_s_answers_do_not_speak_for_a_gmina_but_for_all_together():
    needs = _needs(
        survey=[("086001", "UO", 0.5, 0.2, 30, "a.csv"), ("086002", "UO", 0.1, 0.6, 10, "a.csv")],
        default=[("a", 0.2, 0.1, "UO")],
    )
    reach = _reach(*((g, "UO", 100, 50, 0) for g in ("", "086001", "086003")))
    found = rank_priorities(reach, needs)
    assert _row(found, "086003", "UO")[["need", "need_source"]].tolist() == [0.2, "lubuskie"]
    together = _row(found, "", "UO")
    assert together["need"] == pytest.approx(0.4)  # (0.5 x 30 + 0.1 x 10) / 40
    assert together["difficulty"] == pytest.approx(0.3)  # (0.2 x 30 + 0.6 x 10) / 40
    assert together["need_source"] == "survey"


def test_gminas_of_which_only_shares_are_known_count_alike_together():
    needs = _needs(survey=[("086001", "UO", 0.5, 0.2, np.nan, "a"), ("086002", "UO", 0.1, 0.6, 10, "a")])
    found = rank_priorities(_reach(("", "UO", 100, 50, 0)), needs)
    assert _row(found, "", "UO")["need"] == pytest.approx(0.3)


def test_the_lubuskie_figures_alone_weigh_where_that_is_asked_for():
    needs = _needs(
        survey=[("", "UO", 0.01, 0.01, 40, "a.csv")], default=[("a", 0.5, 0.5, "UO"), ("b", 0.4, 0.4, "KS")]
    )
    reach = _reach(("", "UO", 100, 50, 0), ("", "KS", 100, 50, 0))
    own, default = rank_priorities(reach, needs), rank_priorities(reach, needs, weights="lubuskie")
    assert _ranks(own) == {"KS": 1, "UO": 2} == _ranks(own, "rank_own")
    assert _ranks(own, "rank_lubuskie") == {"UO": 1, "KS": 2}
    assert _ranks(default) == {"UO": 1, "KS": 2} == _ranks(default, "rank_lubuskie")
    assert _ranks(default, "rank_own") == {"KS": 1, "UO": 2}
    assert _row(default, "", "UO")["need_source"] == "lubuskie"


def test_what_is_not_known_has_no_rank_and_is_no_zero():
    needs = _needs(default=[("a", 0.2, 0.1, "UO|DDP"), ("b", np.nan, 0.3, "AR")])
    reach = _reach(
        ("", "UO", 100, 50, 0),
        ("", "DDP", np.nan, np.nan, np.nan),
        ("", "AR", 100, 50, 0),
        ("", "BIB", 9, 3, 0),
    )
    found = rank_priorities(reach, needs)
    assert _ranks(found) == {"UO": 1}
    for weighting in WEIGHTINGS:
        assert _ranks(found, f"rank_{weighting}") == {"UO": 1}
    assert math.isnan(_row(found, "", "DDP")["priority"])
    assert _row(found, "", "AR")["need_source"] == "none"
    assert "BIB" in set(found.table["service_type"])  # people are known, nobody has said it is needed


def test_a_difficulty_that_is_not_known_weighs_as_the_median_of_the_known_ones():
    needs = _needs(
        default=[
            ("a", 0.1, 0.1, "UO"),
            ("b", 0.1, 0.3, "DDP"),
            ("c", 0.1, 0.2, "KS"),
            ("d", 0.1, np.nan, "REH"),
        ]
    )
    reach = _reach(*(("", s, 100, 50, 0) for s in ("UO", "DDP", "KS", "REH")))
    found = rank_priorities(reach, needs)
    assert _ranks(found) == {"DDP": 1, "KS": 2, "REH": 2, "UO": 4}
    assert math.isnan(_row(found, "", "REH")["difficulty"])


def test_where_everybody_is_reached_nothing_comes_first_and_priorities_are_zero():
    needs = _needs(default=[("a", 0.2, 0.1, "UO|DDP")])
    found = rank_priorities(_reach(("", "UO", 100, 0, 0), ("", "DDP", 100, 0, 0)), needs)
    for column in ("rank", *(f"rank_{weighting}" for weighting in WEIGHTINGS)):
        assert _ranks(found, column) == {}
    assert found.table["priority"].tolist() == [0.0, 0.0]


def test_a_product_of_zero_has_no_place_among_others_and_weighs_no_median():
    needs = _needs(
        default=[("a", 0.2, 0.4, "UO"), ("b", 0.0, 0.2, "DDP"), ("c", 0.3, 0.0, "KS"), ("d", 0.1, 0.1, "POZ"),
                 ("e", 0.1, np.nan, "REH")]
    )  # fmt: skip
    found = rank_priorities(
        _reach(("", "UO", 100, 50, 0), ("", "DDP", 100, 50, 0), ("", "KS", 100, 50, 0), ("", "POZ", 100, 0, 0),
               ("", "REH", 100, 30, 0)), needs,
    )  # fmt: skip
    # UO 0.2 x 50 x 0.4 = 4; REH 0.1 x 30 x 0.2 (the middle of 0.4 and 0 of those asked for and not reached) = 0.6.
    assert _ranks(found) == {"UO": 1, "REH": 2}
    assert _row(found, "", "REH")["priority"] == pytest.approx(0.6 / 4)
    # Nobody named DDP as urgent, nobody KS as hard to provide, POZ reaches everybody.
    assert {c: _row(found, "", c)["priority"] for c in ("DDP", "KS", "POZ")} == {"DDP": 0, "KS": 0, "POZ": 0}


def test_nothing_to_rank():
    assert rank_priorities(_reach(), _needs()).table.empty


# --- properties

_SHARES = st.one_of(st.just(np.nan), st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.55, 1.0]))
_PEOPLE = st.one_of(st.just(np.nan), st.integers(0, 40).map(float))
_SERVICES = ("DDP", "KS", "POZ", "REH", "UO", "ZLO")


@st.composite
def _cases(draw):
    survey, reach, default = [], [], []
    for service in _SERVICES:
        default.append((service, draw(_SHARES), draw(_SHARES), service))
        for gmina in ("", "086001", "086002"):
            unreached = draw(_PEOPLE)
            reach.append((gmina, service, 50.0, unreached, 0.0))
            if draw(st.booleans()):
                survey.append((gmina, service, draw(_SHARES), draw(_SHARES), 20.0, "a.csv"))
    return reach, survey, default


@settings(max_examples=30)
@given(case=_cases(), weights=st.sampled_from(["own", "lubuskie"]))
def test_ranks_under_any_weights_are_a_permutation_in_which_ties_share_the_better_place(case, weights):
    reach, survey, default = case
    found = rank_priorities(_reach(*reach), _needs(survey, default), weights=weights)
    for _, part in found.table.groupby("gmina_teryt"):
        for column in ("rank", *(f"rank_{w}" for w in WEIGHTINGS)):
            ranks = sorted(part[column].dropna().astype(int))
            # Standing at place k means that k - 1 others stand before: 1, 2, 2, 4.
            assert ranks == [1 + sum(other < rank for other in ranks) for rank in ranks]
        product = part["priority"].dropna()
        by_rank = part.loc[product.index].sort_values("rank")["priority"].tolist()
        assert all(a >= b - 1e-9 for a, b in itertools.pairwise(by_rank))


@settings(max_examples=30)
@given(case=_cases(), data=st.data())
def test_the_order_of_the_rows_changes_nothing(case, data):
    reach, survey, default = case
    one = rank_priorities(_reach(*reach), _needs(survey, default))
    other = rank_priorities(
        _reach(*data.draw(st.permutations(reach))),
        _needs(data.draw(st.permutations(survey)), data.draw(st.permutations(default))),
    )
    pd.testing.assert_frame_equal(one.table, other.table)
