"""Matrices, demand and supply of analysts: what is read, and everything that can be wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.core.errors import InputError
from mapa_uslug.steps.cost_reading import read_amounts, read_cost_table

MATRIX = "origin_id,destination_id,cost\nB,q,7\nA,q,3\nA,p,2.5\n"
DEMAND = "id,people\nA,10\nB,20\nC,5\n"
SUPPLY = "id,capacity\np,4\nq,6\nr,1\n"


def write(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_bytes(text.encode("utf-8"))
    return paths


def faults(folder: Path, matrix: str = MATRIX, demand: str = DEMAND, supply: str = SUPPLY) -> list[str]:
    """Codes and places of the problems, in the order of the lines."""
    with pytest.raises(InputError) as caught:
        read_cost_table(*write(folder, M=matrix, D=demand, S=supply))
    return sorted(f"{p.where} {p.code}" for p in caught.value.problems)


def test_pairs_are_sorted_by_origin_and_place(tmp_path: Path) -> None:
    table = read_cost_table(*write(tmp_path, M=MATRIX, D=DEMAND, S=SUPPLY))
    assert table.demand.ids == ("A", "B", "C")
    assert table.place_ids == ("p", "q", "r")
    assert table.pair_ptr.tolist() == [0, 2, 3, 3]
    assert table.pair_place.tolist() == [0, 1, 1]
    assert table.pair_cost.tolist() == [2.5, 3.0, 7.0]
    assert table.dense().tolist() == [[2.5, 3.0, np.inf], [np.inf, 7.0, np.inf], [np.inf] * 3]
    assert table.supply is not None
    assert table.supply.amount.tolist() == [4.0, 6.0, 1.0]
    assert not table.problems


def test_without_a_list_places_stand_in_the_order_of_the_matrix(tmp_path: Path) -> None:
    table = read_cost_table(*write(tmp_path, M=MATRIX, D=DEMAND))
    assert table.place_ids == ("q", "p")
    assert table.pair_place.tolist() == [0, 1, 0]
    assert table.supply is None


@pytest.mark.parametrize(
    "matrix",
    [
        "\ufeffORIGIN_ID; Destination_Id;cost\r\nB;q;7\r\nA;q;3,0\r\nA;p;2,5\r\n",
        "note,cost,destination_id,origin_id\nx,7,q,B\n\ny,3,q,A\n,,,\nz,2.5,p,A\n",
        'origin_id,destination_id,cost\nB," q",7\nA,q ,"3,0"\nA,p,2.5\n',
        "\norigin_id\tdestination_id\tcost\nB\tq\t7\nA\tq\t3\nA\tp\t2.5\nC\tp\tinf\n",
    ],
)
def test_files_as_people_write_them_read_alike(tmp_path: Path, matrix: str) -> None:
    table = read_cost_table(*write(tmp_path, M=matrix, D=DEMAND, S=SUPPLY))
    assert table.pair_ptr.tolist() == [0, 2, 3, 3]
    assert table.pair_cost.tolist() == [2.5, 3.0, 7.0]
    assert not table.problems


def test_polish_letters_of_windows_are_read(tmp_path: Path) -> None:
    for name, text in (("M", MATRIX), ("D", DEMAND)):
        (tmp_path / f"{name}.csv").write_bytes(text.replace("A,", "Żabia Łąka,").encode("cp1250"))
    table = read_cost_table(tmp_path / "M.csv", tmp_path / "D.csv")
    assert table.demand.ids[0] == "Żabia Łąka"
    assert table.pair_ptr.tolist() == [0, 2, 3, 3]


def test_zeros_in_front_are_part_of_an_id(tmp_path: Path) -> None:
    assert faults(tmp_path, MATRIX.replace("A,", "01,"), DEMAND.replace("A,", "1,")) == [
        "M.csv:3 unknown_origin_id"
    ]


def test_everything_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    matrix = "origin_id,destination_id,cost\nA,p,-1\nA,q,\nB,p,nan\nB,q,soon\n\nX,p,1\nX,q,1\nA,Y,1\n,p,1\nB\nC,p,1\nC,p,2\n"
    demand = "id,people\nA,10\nB,-3\nA,4\nC,inf\n"
    supply = "id,capacity\np,\nq,1_0\n"
    assert faults(tmp_path, matrix, demand, supply) == sorted(
        ["M.csv:2 bad_cost", "M.csv:3 bad_cost", "M.csv:4 bad_cost", "M.csv:5 bad_cost", "M.csv:10 missing_origin_id",
         "M.csv:11 short_row", "M.csv:13 contradiction", "D.csv:3 bad_people", "D.csv:4 duplicate_id",
         "D.csv:5 bad_people", "S.csv:2 bad_capacity", "S.csv:3 bad_capacity"]
    )  # fmt: skip


def test_an_unknown_id_is_told_once_where_it_first_is(tmp_path: Path) -> None:
    matrix = MATRIX + "X,p,1\nX,q,1\nA,Y,1\n"
    assert faults(tmp_path, matrix) == ["M.csv:5 unknown_origin_id", "M.csv:7 unknown_destination_id"]


def test_what_a_fault_says(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_cost_table(*write(tmp_path, M=MATRIX + "A,p,2\nB,p,dwa\n", D=DEMAND, S=SUPPLY))
    said = [(p.where, p.message.format(**dict(p.values))) for p in caught.value.problems]
    assert said == [
        ("M.csv:5", "The pair A, p has the cost 2, and 2.5 in another row."),
        ("M.csv:6", "cost cannot be dwa."),
    ]


def test_a_repeated_row_counts_once_and_is_told(tmp_path: Path) -> None:
    table = read_cost_table(*write(tmp_path, M=MATRIX + "A,p,2.5\nA,p,2.50\n", D=DEMAND, S=SUPPLY))
    assert table.pair_cost.tolist() == [2.5, 3.0, 7.0]
    assert [(p.code, dict(p.values)["count"], p.severity) for p in table.problems] == [
        ("repeated_pair", "2", "warning")
    ]


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    matrix = "origin_id,destination_id,cost\n" + "".join(f"A,p{i},x\n" for i in range(80))
    found = faults(tmp_path, matrix, supply="id,capacity\n" + "".join(f"p{i},1\n" for i in range(80)))
    assert len(found) == 51
    assert "M.csv more_bad_cost" in found


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ("", "M.csv empty"),
        ("origin_id,destination_id,cost\n", "M.csv empty"),
        ("origin_id,destination_id,cost\n\n,,\n", "M.csv empty"),
        ("origin_id,destination_id,minutes\nA,p,1\n", "M.csv missing_column"),
        ("\x81\x83\x88\n", "M.csv missing_column"),
    ],
)
def test_files_that_are_no_matrix(tmp_path: Path, matrix: str, code: str) -> None:
    assert set(faults(tmp_path, matrix)) == {code}


def test_missing_files_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_cost_table(tmp_path / "M.csv", tmp_path / "D.csv", tmp_path / "S.csv")
    assert [p.where for p in caught.value.problems] == ["D.csv", "M.csv", "S.csv"]


def test_units_of_people(tmp_path: Path) -> None:
    (path,) = write(tmp_path, D="unit,id,people\nGmina,A,1\n,B,2\n")
    amounts = read_amounts(path, "people")
    assert amounts.unit == ("Gmina", "")
    assert amounts.amount.tolist() == [1.0, 2.0]


def test_a_state_that_says_so_means_no_way_where_the_cost_is_empty(tmp_path: Path) -> None:
    head = "origin_id,destination_id,state,Minutes\n"
    matrix = head + "A,p,ok,2.5\nA,q,ok,3\nB,p,unsnapped,\nB,q,ok,7\nC,p,unreachable,\n"
    table = read_cost_table(*write(tmp_path, M=matrix, D=DEMAND, S=SUPPLY), cost="minutes")
    assert table.pair_ptr.tolist() == [0, 2, 3, 3]
    assert table.pair_cost.tolist() == [2.5, 3.0, 7.0]
    # Another state, no state or a cost that is a word are no reason.
    matrix = head + "A,p,ok,\nA,q,far,\nB,p,,\nB,q,unreachable,far\nC,q,unreachable,\n"
    with pytest.raises(InputError) as caught:
        read_cost_table(*write(tmp_path, M=matrix, D=DEMAND, S=SUPPLY), cost="minutes")
    assert [f"{p.where} {p.code}" for p in caught.value.problems] == [
        f"M.csv:{line} bad_minutes" for line in (2, 3, 4, 5)
    ]
