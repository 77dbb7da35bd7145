"""Three gminas of two cells each, with answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hand_coalitions import Town

from mapa_uslug.contracts.cooperation import OPEN, OWN
from mapa_uslug.cooperation.coalitions import largest_counted, list_sets
from mapa_uslug.cooperation.tables import TypeCounter

# Minutes from the cells (rows; A, A, B, B, C, C) to the places (columns; of A, of B, of C). The main threshold is 20.
MINUTES = [
    [5.0, 15.0, 50.0],
    [25.0, 10.0, 50.0],
    [12.0, 8.0, 40.0],
    [40.0, 30.0, 18.0],
    [50.0, 22.0, 35.0],
    [60.0, 60.0, 10.0],
]
PEOPLE = [100, 40, 60, 30, 20, 10]


def town(**more: object) -> Town:
    return Town(
        minutes=np.array([MINUTES]), cell_gmina=[0, 0, 1, 1, 2, 2], place_gmina=[0, 1, 2], people=PEOPLE, gminas=3, **more
    )  # type: ignore[arg-type]  # fmt: skip


def count(of: Town) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    question, gminas = of.question((0, 1, 2))
    counter, sets = TypeCounter(question, gminas, workers=1), list_sets(gminas.partner_codes, k=None)
    tables = counter.tables(sets)
    return counter.rank(sets).rankings, {
        name: getattr(tables, name) for name in ("figures", "hosting", "load", "border", "states")
    }


def served(figures: pd.DataFrame, regime: str, terms: str = "declared") -> dict[str, int]:
    rows = figures.query(
        "level == 1 and group == 'all' and mode == 'car' and regime == @regime and terms == @terms"
    )
    return dict(zip(rows["gmina_teryt"], rows["served"], strict=True))


def test_people_are_served_by_whoever_shares() -> None:
    _, tables = count(town())
    figures = tables["figures"]
    # On their own: the first cell of A (5 min), the first of B (8), the second of C (10).
    assert served(figures, OWN) == {"A": 100, "B": 60, "C": 10}
    # A's second cell has B's place 10 min away; B's second has C's 18 min away; nobody of C gains within 20 min.
    assert served(figures, "A|B") == {"A": 140, "B": 60}
    assert served(figures, "A|C") == {"A": 100, "C": 10}
    assert served(figures, "B|C") == {"B": 90, "C": 10}
    assert served(figures, "A|B|C") == {"A": 140, "B": 90, "C": 10}
    assert served(figures, OPEN) == {"A": 140, "B": 90, "C": 10}


def test_rankings_tell_gains_shared_places_and_minutes() -> None:
    rankings, _ = count(town())
    rows = rankings.query("terms == 'declared' and mode == 'car'").set_index("regime")
    assert rows["gained"].to_dict() == {"A|B": 40, "A|C": 0, "B|C": 30, "A|B|C": 70}
    assert rows["least_gained"].to_dict() == {"A|B": 0, "A|C": 0, "B|C": 0, "A|B|C": 0}
    # B's place for A's second cell; C's for B's second.
    assert rows["shared_places"].to_dict() == {"A|B": 1, "A|C": 0, "B|C": 1, "A|B|C": 2}
    assert rows["gained_per_place"].fillna(-1).to_dict() == {"A|B": 40, "A|C": -1, "B|C": 30, "A|B|C": 35}
    # A to B: 40 people x (25 - 10). B to C: 30 x (30 - 18). C's first cell to B: 20 x (35 - 22), though beyond 20 min.
    assert rows["saved"].to_dict() == {"A|B": 600.0, "A|C": 0.0, "B|C": 620.0, "A|B|C": 1220.0}
    assert rows["size"].to_dict() == {"A|B": 2, "A|C": 2, "B|C": 2, "A|B|C": 3}


def test_hosts_and_the_border_are_told() -> None:
    serves = np.ones((3, 3), dtype=bool)
    serves[1, 2] = False  # C's place does not declare to serve B.
    _, tables = count(town(declared=serves))
    hosting = tables["hosting"].set_index(["terms", "regime", "gmina_teryt", "host"])["people"].to_dict()
    assert hosting == {
        ("declared", "A|B", "A", "B"): 40, ("declared", "A|B|C", "A", "B"): 40, ("declared", OPEN, "A", "B"): 40,
        ("agreed", "A|B", "A", "B"): 40, ("agreed", "A|B|C", "A", "B"): 40,
        ("agreed", "B|C", "B", "C"): 30, ("agreed", "A|B|C", "B", "C"): 30,
    }  # fmt: skip
    border = tables["border"].set_index(["gmina_teryt", "host"])
    assert border["people"].to_dict() == {("A", "B"): 40, ("B", "C"): 30, ("C", "B"): 20}
    assert border["saved"].to_dict() == {("A", "B"): 600.0, ("B", "C"): 360.0, ("C", "B"): 260.0}
    assert border["may_use"].to_dict() == {("A", "B"): True, ("B", "C"): False, ("C", "B"): True}


def test_people_without_a_place_of_their_own_have_no_way_that_is_shorter() -> None:
    # A has no place: its cells' nearest are B's, 15 and 10 min. B's second cell (40 -> 30 min to its own, 18 to C) saves 12.
    bare = Town(
        minutes=np.array([[row[1:] for row in MINUTES]]), cell_gmina=[0, 0, 1, 1, 2, 2], place_gmina=[1, 2], people=PEOPLE,
        gminas=3,
    )  # fmt: skip
    border = count(bare)[1]["border"].set_index(["gmina_teryt", "host"])
    assert border["people"].to_dict() == {("A", "B"): 140, ("B", "C"): 30, ("C", "B"): 20}
    assert border["saved"].fillna(-1).to_dict() == {("A", "B"): -1, ("B", "C"): 360.0, ("C", "B"): 260.0}
    # B's second cell has no way to B's own place: of B's 30 people nothing is told. Its first has one, 60 x (8 - 5) = 180.
    minutes = np.array([MINUTES])
    minutes[0, 3, 1], minutes[0, 2, 2] = np.inf, 5.0
    border = count(
        Town(minutes=minutes, cell_gmina=[0, 0, 1, 1, 2, 2], place_gmina=[0, 1, 2], people=PEOPLE, gminas=3)
    )[1]["border"]
    row = border[border["gmina_teryt"] == "B"]
    assert row[["host", "people", "saved"]].to_numpy().tolist() == [["C", 90, 180.0]]


def test_a_place_that_fills_up_takes_from_its_own_what_it_gives_to_others() -> None:
    # Everybody wants one unit. B's place has 70: B's own first cell (8 min) takes 60, then A's second (10 min) 10 of 40.
    # A's place has 100 and its first cell (5 min) takes it all; so A's second cell has 30 of 40 people without room.
    room = town(wanted=[float(p) for p in PEOPLE], capacity=[100.0, 70.0, 12.0])
    rankings, tables = count(room)
    figures = (
        tables["figures"].query("level == 1 and mode == 'car'").set_index(["terms", "regime", "gmina_teryt"])
    )
    assert figures.loc[("declared", "A|B", "A"), ["served", "full"]].tolist() == [110, 30]
    # C's place has 12: its own second cell (10 min) takes 10, B's second (18 min) 2 of 30.
    assert figures.loc[("declared", "B|C", "B"), ["served", "full"]].tolist() == [62, 28]
    load = tables["load"].set_index(["terms", "regime", "service_id"])
    columns = ["wanted_before", "wanted_after", "from_others"]
    assert load.loc[("declared", "A|B", "P1"), columns].tolist() == [60.0, 70.0, 10.0]
    assert load.loc[("declared", "B|C", "P2"), columns].tolist() == [10.0, 12.0, 2.0]
    hosting = tables["hosting"].set_index(["terms", "regime", "gmina_teryt", "host"])["people"]
    assert hosting["declared", "A|B", "A", "B"] == 10
    assert rankings.query("regime == 'A|B|C' and mode == 'all' and terms == 'agreed'")["gained"].item() == 12


def test_people_who_lose_their_room_to_others_are_told() -> None:
    # B's place has 60 and stands 3 min from A's second cell: 40 of A come first and 40 of B's 60 lose their room.
    minutes = np.array([MINUTES])
    minutes[0, 1, 1] = 3.0
    crowded = Town(
        minutes=minutes, cell_gmina=[0, 0, 1, 1, 2, 2], place_gmina=[0, 1, 2], people=PEOPLE, gminas=3,
        wanted=[float(p) for p in PEOPLE], capacity=[100.0, 60.0, 12.0],
    )  # fmt: skip
    _, tables = count(crowded)
    figures = tables["figures"].query(
        "level == 1 and mode == 'car' and regime == 'A|B' and terms == 'declared'"
    )
    assert figures.set_index("gmina_teryt")[["gained", "lost"]].to_numpy().tolist() == [[40, 0], [0, 40]]


def test_the_map_shows_the_state_of_most_people() -> None:
    _, tables = count(town())
    states = tables["states"]
    assert states["declared", OWN, "X", "car"].tolist() == [0, 2, 0, 2, 2, 0]
    assert states["declared", "A|B|C", "X", "car"].tolist() == [0, 0, 0, 0, 2, 0]
    assert states["declared", OPEN, "X", "all"].tolist() == [0, 0, 0, 0, 2, 0]
    assert set(states) == {
        (terms, regime, "X", mode)
        for terms, regime in [("declared", OWN), ("agreed", OWN), ("declared", "A|B|C"), ("agreed", "A|B|C"), ("declared", OPEN)]
        for mode in ("car", "all")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("partners", "k", "sets", "largest"),
    [
        (3, None, 4, 3),
        (12, None, 4083, 12),
        (12, 2, 67, 2),  # 66 pairs, and all together
        (13, None, 8178, 13),  # 2^13 - 14: still fewer than can be counted
        (
            20,
            None,
            6176,
            4,
        ),  # 190 + 1140 + 4845, and all together; with the 15,504 of five there would be too many
        (20, 3, 1331, 3),
        (60, None, 1771, 2),  # 1770 pairs; 34,220 triples would be too many
    ],
)
def test_sets_are_all_counted_up_to_a_size(partners: int, k: int | None, sets: int, largest: int) -> None:
    codes = tuple(f"{i:06d}" for i in range(partners))
    found = list_sets(codes, k=k)
    assert len(found) == sets
    assert largest_counted(partners, k) == largest
    assert found.keys[0] == "000000|000001"
    assert found.sizes[-1] == partners
