"""Decisions: their file, and what they do to the rows."""

import random
from itertools import permutations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.contracts.cases import CASE_KINDS, Decision
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.errors import InputError
from mapa_uslug.registry.worklist.decision_effects import apply_decisions
from mapa_uslug.registry.worklist.decisions import (
    CHANGEABLE_COLUMNS,
    merge_decisions,
    read_kept_decisions,
    write_kept_decisions,
)


def rows_of(*rows, columns=COLUMN_NAMES):
    return pd.DataFrame(
        [dict.fromkeys(columns, "") | row for row in rows], columns=list(columns), dtype=object
    )


def changed(number, service, **changes):
    return Decision(f"c{number}", "other_gmina", (service,), "1", tuple(changes.items()))


def pair(number, first, second, answer="scal"):
    return Decision(f"d{number}", "duplicate", (first, second), answer)


def left_out(number, service):
    return Decision(f"p{number}", "no_place", (service,), "pomin")


def as_dict(decided):
    return {r["usluga_id"]: r for r in decided.rows.to_dict("records")}


# --- the file


def test_the_file_is_what_a_spreadsheet_opens(tmp_path):
    path = tmp_path / "uslugi_decyzje.csv"
    write_kept_decisions(
        [
            left_out(2, "U-2"),
            changed(1, "U|1", nazwa="a=b|c\\d", ulica="Polna\nDolna"),
            pair(1, "U-1", "U-3"),
        ],
        path,
    )
    assert path.read_bytes().decode("utf-8") == (
        "\ufeffcase_id;rodzaj;usluga_id;odpowiedz;zmiany\n"
        "c1;other_gmina;U\\|1;1;nazwa=a=b\\|c\\\\d|ulica=Polna\\nDolna\n"
        "d1;duplicate;U-1|U-3;scal;\n"
        "p2;no_place;U-2;pomin;\n"
    )  # fmt: skip


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=8)  # fmt: skip
_DECISIONS = st.builds(
    Decision,
    case_id=_TEXT.filter(bool),
    kind=st.sampled_from(CASE_KINDS),
    service_ids=st.lists(_TEXT.filter(bool), min_size=1, max_size=3).map(tuple),
    answer=_TEXT.filter(bool),
    changes=st.lists(st.tuples(st.sampled_from(sorted(CHANGEABLE_COLUMNS)), st.text(st.sampled_from("ab|\\\n\r=;\"'ń"), max_size=6)), max_size=4).map(tuple),
)  # fmt: skip


@given(st.lists(_DECISIONS, max_size=6, unique_by=lambda d: d.case_id), st.randoms())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(tmp_path_factory, decisions, shuffler):
    path = tmp_path_factory.mktemp("kept") / "x_decyzje.csv"
    write_kept_decisions(decisions, path)
    written = path.read_bytes()
    assert read_kept_decisions(path) == sorted(decisions)
    shuffler.shuffle(decisions)
    write_kept_decisions(decisions, path)
    assert path.read_bytes() == written


def test_a_file_saved_again_by_a_polish_spreadsheet_is_read(tmp_path):
    path = tmp_path / "x_decyzje.csv"
    path.write_bytes(
        'case_id,rodzaj,usluga_id,odpowiedz,zmiany\r\n"c1",other_gmina,U-1,1,miejscowosc=Łąki\r\n'.encode("cp1250")
    )  # fmt: skip
    assert read_kept_decisions(path) == [changed(1, "U-1", miejscowosc="Łąki")]


def test_no_file_is_no_decision(tmp_path):
    assert read_kept_decisions(tmp_path / "none_decyzje.csv") == []


def test_formulas_are_guarded_in_the_file_and_come_back(tmp_path):
    path = tmp_path / "x_decyzje.csv"
    decision = Decision("=1+1", "no_place", ("@x",), "-1", (("nazwa", "=2"),))
    write_kept_decisions([decision], path)
    assert "\n'=1+1;no_place;'@x;'-1;nazwa==2" in path.read_text(encoding="utf-8")
    assert read_kept_decisions(path) == [decision]


def test_every_wrong_row_is_told_at_once(tmp_path):
    path = tmp_path / "x_decyzje.csv"
    path.write_text(
        "case_id;rodzaj;usluga_id;odpowiedz;zmiany\n"
        ";other_gmina;U-1;1;\n"
        "a;nonsens;U-1;1;\n"
        "b;no_place;U-1;1;wrazliwosc=0|pesel=1|usluga_id=X\n"
        "c;no_place;U-1;1;\n"
        "c;no_place;U-1;pomin;\n"
        "c;no_place;U-1;1;\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as raised:
        read_kept_decisions(path)
    found = [(p.where, p.code, dict(p.values)) for p in raised.value.problems]
    assert found == [
        ("x_decyzje.csv:2", "bad_decision", {"column": "case_id"}),
        ("x_decyzje.csv:3", "bad_decision", {"value": "nonsens"}),
        ("x_decyzje.csv:4", "bad_decision", {"column": "pesel"}),
        ("x_decyzje.csv:4", "bad_decision", {"column": "usluga_id"}),
        ("x_decyzje.csv:4", "bad_decision", {"column": "wrazliwosc"}),
        ("x_decyzje.csv:6", "decided_twice", {"case": "c", "row": "5"}),
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a;b\n1;2\n", b'case_id;rodzaj\n"'])
def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "x_decyzje.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_kept_decisions(path)
    assert [p.code for p in raised.value.problems] == ["decisions_file"]


@pytest.mark.parametrize(
    "decisions",
    [
        [changed(1, "U-1", wrazliwosc="0")],
        [changed(1, "U-1", uwagi="x")],
        [Decision("same", "no_place", (i,), "pomin") for i in "ab"],
    ],
)
def test_nothing_but_official_columns_is_kept(tmp_path, decisions):
    path = tmp_path / "x_decyzje.csv"
    with pytest.raises(ValueError, match=r"^(wrazliwosc|uwagi|same)$"):
        write_kept_decisions(decisions, path)
    assert not path.exists()


# --- merging


def test_the_new_decision_of_a_case_counts():
    old = [changed(1, "U-1", nr="1"), changed(2, "U-2", nr="2"), changed(3, "U-3", nr="3")]
    new = [changed(1, "U-1", nr="9"), Decision("c3", "other_gmina", ("U-3",), "cofnij")]
    assert merge_decisions(old, new) == [changed(1, "U-1", nr="9"), changed(2, "U-2", nr="2")]


def test_what_another_case_changes_later_is_taken_from_the_earlier_one():
    old = [
        changed(1, "U-1", teryt7="0860011", nr="4"),
        changed(2, "U-1", kod="00-001"),
        changed(3, "U-2", kod="1"),
    ]
    new = [changed(4, "U-1", teryt7="0860022", kod="00-002")]
    expected = [changed(1, "U-1", nr="4"), changed(3, "U-2", kod="1"), *new]
    assert merge_decisions(old, new) == expected
    # An old decision that is handed in again beside the new one is not new.
    assert merge_decisions(old, [*old, *new]) == expected


@given(st.lists(_DECISIONS, max_size=5), st.lists(_DECISIONS, max_size=5))
@settings(max_examples=60, deadline=None)
def test_merging_twice_changes_nothing_more(old, new):
    once = merge_decisions(old, new)
    assert merge_decisions(once, once) == once
    assert len({d.case_id for d in once}) == len(once)


# --- effects


def test_columns_of_the_named_service_change_and_nothing_else():
    rows = rows_of(
        {"usluga_id": "U-1", "nr": "1", "nazwa": "A"}, {"usluga_id": "U-2", "nr": "1", "nazwa": "B"}
    )
    rows["row"] = [2, 3]
    rows.index = [7, 5]
    before = rows.copy(deep=True)
    decided = apply_decisions(rows, [changed(1, "U-2", nr="4", kod="00-002")])
    expected = before.copy()
    expected.loc[5, "nr"], expected.loc[5, "kod"] = "4", "00-002"
    pd.testing.assert_frame_equal(decided.rows, expected)
    pd.testing.assert_frame_equal(rows, before)
    assert (len(decided.left_out), decided.stale, decided.problems) == (0, (), ())
    assert [d.case_id for d in decided.applied] == ["c1"]


def test_a_row_left_out_comes_back_with_the_reason():
    decided = apply_decisions(
        rows_of({"usluga_id": "U-1"}, {"usluga_id": "U-2", "nazwa": "B"}), [left_out(1, "U-2")]
    )
    assert list(as_dict(decided)) == ["U-1"]
    told = decided.left_out[["usluga_id", "nazwa", "reason", "case_id", "merged_into"]].values.tolist()
    assert told == [["U-2", "B", "left_out_by_decision", "p1", ""]]


def test_the_first_row_of_a_duplicate_is_kept_and_its_blanks_are_filled():
    rows = rows_of(
        {"usluga_id": "B", "nazwa": "Dom B", "miejscowosc": "ZALEWO", "ulica": "Szkolna", "nr": "4", "kod": "00-001",
         "lat": "52.1", "lon": "15.2", "pojemnosc": "30", "jednostka": "miejsca", "zajete": "28", "kontakt_rola": "tel."},
        {"usluga_id": "A", "nazwa": "Dom A", "miejscowosc": "Zalewo", "lat": "52.3", "pojemnosc": "30"},
    )  # fmt: skip
    decided = apply_decisions(rows, [pair(1, "A", "B")])
    kept = {k: v for k, v in as_dict(decided)["A"].items() if v}
    # The place is not made of two halves: A's lat is another one than B's.
    assert kept == {
        "usluga_id": "A", "nazwa": "Dom A", "miejscowosc": "Zalewo", "ulica": "Szkolna", "nr": "4", "kod": "00-001",
        "lat": "52.3", "pojemnosc": "30", "jednostka": "miejsca", "zajete": "28", "kontakt_rola": "tel.",
    }  # fmt: skip
    assert decided.left_out[["usluga_id", "reason", "merged_into"]].values.tolist() == [["B", "merged", "A"]]


def test_no_number_gets_the_unit_of_another():
    rows = rows_of(
        {"usluga_id": "A", "pojemnosc": "30"},
        {"usluga_id": "B", "pojemnosc": "200", "jednostka": "godziny/mies."},
    )
    assert as_dict(apply_decisions(rows, [pair(1, "A", "B")]))["A"]["jednostka"] == ""


@pytest.mark.parametrize(
    ("first", "second", "kept"), [("0", "1", "1"), ("1", "0", "1"), ("", "", ""), ("0", "?", "?")]
)
def test_the_stricter_sensitivity_stays(first, second, kept):
    rows = rows_of({"usluga_id": "A", "wrazliwosc": first}, {"usluga_id": "B", "wrazliwosc": second})
    assert as_dict(apply_decisions(rows, [pair(1, "A", "B")]))["A"]["wrazliwosc"] == kept


def test_a_duplicate_that_is_left_out_gives_nothing():
    rows = rows_of({"usluga_id": "A"}, {"usluga_id": "B", "ulica": "Polna"})
    decided = apply_decisions(rows, [pair(1, "A", "B", "pomin")])
    assert as_dict(decided)["A"]["ulica"] == ""
    assert decided.left_out[["usluga_id", "reason", "merged_into"]].values.tolist() == [
        ["B", "left_out_by_decision", "A"]
    ]


def test_two_services_stay_two():
    rows = rows_of({"usluga_id": "A"}, {"usluga_id": "B", "ulica": "Polna"})
    decided = apply_decisions(rows, [pair(1, "A", "B", "zostaw")])
    pd.testing.assert_frame_equal(decided.rows, rows)
    assert len(decided.applied) == 1


def test_a_chain_is_joined_into_its_first_row_nearest_first():
    rows = rows_of({"usluga_id": "C", "ulica": "C-ulica", "grupa": "C-grupa", "kryteria": "C"},
                   {"usluga_id": "A", "ulica": "A-ulica"}, {"usluga_id": "B", "grupa": "B-grupa"})  # fmt: skip
    for decisions in permutations([pair(1, "A", "B"), pair(2, "B", "C")]):
        decided = apply_decisions(rows, decisions)
        kept = as_dict(decided)
        assert {k: v for k, v in kept["A"].items() if v} == {
            "usluga_id": "A", "ulica": "A-ulica", "grupa": "B-grupa", "kryteria": "C",
        }  # fmt: skip
        assert list(kept) == ["A"]
        assert dict(zip(decided.left_out["usluga_id"], decided.left_out["merged_into"], strict=True)) == {
            "B": "A",
            "C": "A",
        }


@pytest.mark.parametrize("answer", ["scal", "pomin"])
def test_a_ring_ends_and_keeps_one(answer):
    rows = rows_of(*({"usluga_id": i} for i in "CAB"))
    decided = apply_decisions(
        rows, [pair(1, "B", "C", answer), pair(2, "C", "A", answer), pair(3, "A", "B", answer)]
    )
    assert list(as_dict(decided)) == ["A"]
    assert sorted(decided.left_out["usluga_id"]) == ["B", "C"]


def test_nothing_is_joined_with_a_row_that_was_left_out():
    rows = rows_of({"usluga_id": "A"}, {"usluga_id": "B"})
    decided = apply_decisions(rows, [pair(1, "A", "B"), left_out(2, "A")])
    assert list(as_dict(decided)) == ["B"]
    assert [(d.case_id, p.code) for d, p in zip(decided.stale, decided.problems, strict=True)] == [
        ("d1", "stale_decision")
    ]


def test_rows_that_are_two_services_are_not_joined_through_a_third():
    rows = rows_of(*({"usluga_id": i} for i in "ABC"))
    decided = apply_decisions(rows, [pair(1, "A", "B", "zostaw"), pair(2, "A", "C"), pair(3, "B", "C")])
    assert list(as_dict(decided)) == ["A", "B", "C"]
    assert [d.case_id for d in decided.stale] == ["d2", "d3"]
    assert {dict(p.values)["services"] for p in decided.problems} == {"A, B"}


def test_decisions_that_contradict_each_other_are_not_applied():
    rows = rows_of({"usluga_id": "A", "nr": "1", "kod": "2"})
    decided = apply_decisions(
        rows, [changed(1, "A", nr="5", kod="3"), changed(2, "A", nr="6"), changed(3, "A", gmina="G")]
    )
    assert (as_dict(decided)["A"]["nr"], as_dict(decided)["A"]["kod"], as_dict(decided)["A"]["gmina"]) == (
        "1",
        "2",
        "G",
    )
    assert [d.case_id for d in decided.stale] == ["c1", "c2"]
    assert {dict(p.values)["values"] for p in decided.problems} == {"5, 6"}


def test_a_decision_of_a_service_that_is_gone_or_there_twice_is_stale():
    rows = rows_of({"usluga_id": "A"}, {"usluga_id": "T", "nr": "1"}, {"usluga_id": "T", "nr": "2"})
    decisions = [changed(1, "X", nr="1"), left_out(2, "T"), pair(3, "A", "X")]
    decided = apply_decisions(rows, decisions)
    pd.testing.assert_frame_equal(decided.rows, rows)
    assert sorted(decided.stale) == sorted(decisions)
    assert all(p.severity == "warning" for p in decided.problems)


def test_a_decision_never_makes_a_row_less_sensitive():
    rows = rows_of({"usluga_id": "A", "wrazliwosc": "1"})
    assert as_dict(apply_decisions(rows, [changed(1, "A", wrazliwosc="0")]))["A"]["wrazliwosc"] == "1"


_IDS = "ABCDEFGH"
_COLUMNS = (
    "usluga_id",
    "nazwa",
    "miejscowosc",
    "ulica",
    "nr",
    "lat",
    "lon",
    "pojemnosc",
    "jednostka",
    "wrazliwosc",
)


@st.composite
def _registries(draw):
    word = st.sampled_from(["", "", "x", "y"])
    rows = [{"usluga_id": i, **{c: draw(word) for c in _COLUMNS[1:-1]}} for i in _IDS]
    one = st.sampled_from(_IDS)
    ones = draw(st.lists(st.tuples(one, st.sampled_from(["nr", "ulica"]), word), max_size=4))
    twos = draw(
        st.lists(
            st.tuples(one, one, st.sampled_from(["scal", "scal", "zostaw", "pomin"])).filter(
                lambda t: t[0] != t[1]
            ),
            max_size=6,
        )
    )
    gone = draw(st.lists(one, max_size=2))
    decisions = [changed(n, i, **{c: v}) for n, (i, c, v) in enumerate(ones)]
    decisions += [pair(n, *two) for n, two in enumerate(twos)] + [left_out(n, i) for n, i in enumerate(gone)]
    return rows, decisions  # fmt: skip


@given(_registries(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_neither_order_nor_further_rows_matter(registry, shuffler):
    rows, decisions = registry
    first = apply_decisions(rows_of(*rows, columns=_COLUMNS), decisions)
    again = [*rows, *({"usluga_id": f"new-{n}", "nazwa": "x"} for n in range(3))]
    shuffler.shuffle(again)
    shuffler.shuffle(decisions)
    second = apply_decisions(rows_of(*again, columns=_COLUMNS), decisions)
    found = {i: r for i, r in as_dict(second).items() if not i.startswith("new-")}
    assert found == as_dict(first)
    assert len(second.rows) == len(first.rows) + 3
    assert (first.applied, first.stale, first.problems) == (second.applied, second.stale, second.problems)
    columns = ["usluga_id", "reason", "case_id", "merged_into"]
    assert sorted(first.left_out[columns].values.tolist()) == sorted(second.left_out[columns].values.tolist())


@given(_registries())
@settings(max_examples=60, deadline=None)
def test_every_row_and_decision_is_accounted_for(registry):
    rows, decisions = registry
    decided = apply_decisions(rows_of(*rows, columns=_COLUMNS), decisions)
    assert sorted([*decided.rows["usluga_id"], *decided.left_out["usluga_id"]]) == list(_IDS)
    assert sorted({*decided.applied, *decided.stale}) == sorted(set(decisions))
    assert len(decided.applied) + len(decided.stale) == len(set(decisions))
    # Whatever was merged went into a row that is still there.
    assert set(decided.left_out["merged_into"]) - {""} <= set(decided.rows["usluga_id"])


@given(
    st.lists(
        st.tuples(st.sampled_from(_IDS), st.sampled_from(_IDS)).filter(lambda t: t[0] != t[1]), max_size=10
    )
)
@settings(max_examples=60, deadline=None)
def test_one_row_of_every_connected_group_stays(pairs):
    graph = nx.Graph()
    graph.add_nodes_from(_IDS)
    graph.add_edges_from(pairs)
    decided = apply_decisions(
        rows_of(*({"usluga_id": i} for i in _IDS)), [pair(n, *two) for n, two in enumerate(pairs)]
    )
    kept = list(decided.rows["usluga_id"])
    assert all(len(group & set(kept)) == 1 for group in nx.connected_components(graph))
    assert len(kept) == nx.number_connected_components(graph)
    seconds = {b for _, b in pairs}
    for group in nx.connected_components(graph):
        firsts = sorted(group - seconds) or sorted(group)
        assert firsts[0] in kept


def test_many_decisions_on_many_rows():
    ids = [f"U-{n}" for n in range(3000)]
    random.Random(1).shuffle(ids)
    chain = [pair(n, f"U-{n}", f"U-{n + 1}") for n in range(999)]
    decided = apply_decisions(
        rows_of(
            *({"usluga_id": i, "kryteria": i if i == "U-999" else ""} for i in ids),
            columns=("usluga_id", "kryteria"),
        ),
        chain,
    )
    assert len(decided.rows) == 2001
    assert as_dict(decided)["U-0"]["kryteria"] == "U-999"  # fmt: skip
