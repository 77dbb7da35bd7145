"""Possible overlaps and trips in table, layer, report and map, from figures written down by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.supply import Supply
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Paragraph, Table
from mapa_uslug.reports.findings import find
from mapa_uslug.reports.one_trip import describe_one_trip, write_one_trip
from mapa_uslug.reports.overlaps_section import describe_possible_overlaps
from mapa_uslug.reports.possible_overlaps import (
    find_possible,
    lay_possible_overlaps,
    write_possible_overlaps,
)
from mapa_uslug.steps.overlap_layers import build_overlap_layers
from mapa_uslug.supply.one_trip import TRIP_COLUMNS, join_trips
from mapa_uslug.supply.overlaps import CHOICE_COLUMNS, PAIR_COLUMNS, PLACE_COLUMNS, join_tables

_NBSP = "\u00a0"


def place(
    service_id, *, crossing=0, unknown=0, room=None, shared=100, reached=120, provider="Klub", capacity=np.nan
):
    row = {
        "service_type": "DDP", "target": "65+", "service_id": service_id, "provider": provider, "gmina_teryt": "086001",
        "locality": "Zalewo", "mode": "car", "is_rough": False, "people_reached": reached, "people_shared": shared,
        "people_nearest": 0, "people_crossing": crossing, "people_unknown": unknown, "target_crossing": None,
        "capacity": capacity, "capacity_unit": "miejsca", "occupied": np.nan, "free": np.nan, "people_without_room": room,
    }  # fmt: skip
    return {name: np.array([value], dtype=object) for name, value in row.items()}


def places(*rows):
    table = join_tables(list(rows), PLACE_COLUMNS)
    numbers = dict.fromkeys(("capacity", "occupied", "free"), float)
    return table.astype(numbers)


def choices(within=300, twice=100):
    row = ("DDP", "65+", "all", "", 2, 300, within, twice, 60, 20)
    parts = [dict(zip(CHOICE_COLUMNS, (np.array([v], dtype=object) for v in row), strict=True))]
    return join_tables(parts, CHOICE_COLUMNS)


def pairs(people=100, share=0.5, free=(np.nan, np.nan)):
    row = ("DDP", "65+", "U-1", "U-2", "=CMD()", "Dom w Zalewie", "086001", "086001", "Zalewo", "Zalewo", people, 20, share,
           *free, False, True)  # fmt: skip
    table = join_tables(
        [dict(zip(PAIR_COLUMNS, (np.array([v], dtype=object) for v in row), strict=True))], PAIR_COLUMNS
    )
    return table.astype({"share": float, "free_a": float, "free_b": float})


def trips(people=40):
    kinds = {f"people_{n}": 0 for n in range(5)}
    whole = {"scope": "gmina", "gmina_teryt": "", "people": 320, "kinds_mean": 1.5, **kinds, "people_1": 150,
             "people_2": 150, "people_5_plus": 0, "people_unknown": 20, "share_one": 0.5}  # fmt: skip
    apart = {"scope": "pair", "gmina_teryt": "", "service_a": "DDP", "service_b": "KS", "target": "65+",
             "people": people, "people_both": 90}  # fmt: skip
    return join_trips([whole, apart])


def supplied(town, **parts):
    given = {
        "choices": choices(),
        "spare_places": places(place("U-1"), place("U-2")),
        "overlaps": pairs(),
        "one_trip": trips(),
    }
    info = town.info | {"supply": {"one_trip_m": 500}}
    return replace(town, supply=Supply(**(given | parts)), info=info)


def described(town, catalog, language="pl", **parts):
    section = describe_possible_overlaps(find(supplied(town, **parts), catalog, Text(language)))
    assert section is not None
    return section.blocks


def sentences(blocks):
    return [b.text for b in blocks if isinstance(b, Paragraph)]


def test_only_places_that_nobody_would_lose_and_whose_people_have_room_are_possible_overlaps() -> None:
    table = places(
        place("none"), place("some cross", crossing=1), place("some unknown", unknown=1), place("others full", room=3),
        place("others have room", room=0, shared=110), place("serves nobody", reached=0, shared=0),
        place("silent", crossing=None),
    )  # fmt: skip
    assert find_possible(table)["service_id"].tolist() == ["others have room", "none"]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "Bez każdego z tych miejsc ktoś znalazłby się za progiem albo zastałby pozostałe pełne, albo nie da się tego ustalić."),
        (1, "Jest 1 miejsce, bez którego nikt nie znalazłby się za progiem"),
        (2, "Są 2 miejsca, bez których nikt nie znalazłby się za progiem, jeśli patrzeć na każde z nich osobno"),
        (5, "Jest 5 miejsc, bez których nikt nie znalazłby się za progiem, jeśli patrzeć na każde z nich osobno"),
        (22, "Są 22 miejsca, bez których"),
    ],
)  # fmt: skip
def test_numbers_of_places_read_aloud_in_polish(town, catalog, count, told) -> None:
    ids = ["U-1"] * count or ["U-1"]
    table = places(*(place(one, crossing=int(count == 0)) for one in ids))
    blocks = described(town, catalog, spare_places=table)
    assert sentences(blocks)[1].startswith(told)
    assert ("naraz" in sentences(blocks)[1]) == (count > 1)


@pytest.mark.parametrize(
    ("people", "told"),
    [(1, "oba ma w progu 1 osoba"), (3, "oba mają w progu 3 osoby"), (12, "oba ma w progu 12 osób"),
     (22, "oba mają w progu 22 osoby"), (101, "oba ma w progu 101 osób")],
)  # fmt: skip
def test_pairs_read_aloud_in_polish(town, catalog, people, told) -> None:
    blocks = described(town, catalog, overlaps=pairs(people))
    (bullets,) = (b for b in blocks if isinstance(b, Bullets))
    assert bullets.items == (
        f"Dzienny dom pomocy: =CMD() (Zalewo) oraz Dom w Zalewie (Zalewo): {told} (50{_NBSP}% mniejszego z obu zasięgów).",
    )


def test_free_places_of_a_pair_are_told_where_both_are_known(town, catalog) -> None:
    one = described(town, catalog, overlaps=pairs(free=(2.0, np.nan)))
    both = described(town, catalog, overlaps=pairs(free=(2.0, 0.0)))
    texts = [next(b for b in blocks if isinstance(b, Bullets)).items[0] for blocks in (one, both)]
    assert "Wolne" not in texts[0]
    assert texts[1].endswith("Wolne miejsca: 2 i 0.")


def test_the_section_never_says_that_a_place_should_close(town, catalog) -> None:
    blocks = described(town, catalog)
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].is_notice
    text = " ".join(sentences(blocks) + [b.note + b.caption for b in blocks if isinstance(b, Table)])
    assert "zamkn" not in text
    assert "likwid" not in text


def test_figures_of_the_section(town, catalog) -> None:
    blocks = described(
        town, catalog, "en", spare_places=places(place("U-1", capacity=30.0), place("U-2", crossing=5))
    )
    service, listed = (b for b in blocks if isinstance(b, Table))
    # 100 of 300 reach both: a third; one of the two may be missing; neither is the nearest for anybody.
    assert service.rows[0][2:] == (2, 300, 100, pytest.approx(1 / 3), 1, 2)
    assert len(listed.rows) == 1
    assert listed.rows[0][0] == "Klub (Zalewo)"
    assert listed.rows[0][2:] == (120, 100, 0, 30, None, None)


def test_without_supply_nothing_is_said_or_written(town, catalog, tmp_path) -> None:
    found = find(town, catalog, Text("en"))
    assert describe_possible_overlaps(found) is None
    assert describe_one_trip(found) is None
    write_possible_overlaps(town, catalog, tmp_path / "dublowanie.csv")
    write_one_trip(town, catalog, tmp_path / "jedna_podroz.csv")
    assert not list(tmp_path.iterdir())
    assert len(lay_possible_overlaps(town, catalog)) == 0
    assert build_overlap_layers(town, catalog, text=Text("en")) == ()


def test_rows_of_the_file(town, catalog, tmp_path) -> None:
    path = tmp_path / "dublowanie.csv"
    write_possible_overlaps(supplied(town), catalog, path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert table["zakres"].tolist() == ["gmina", "miejsce", "miejsce", "para"]
    whole, first, _, pair = (row for _, row in table.iterrows())
    assert whole[["gmina", "srodek", "osoby", "w_progu", "wspolne", "osoby_grupa"]].tolist() == [
        "razem", "wszystkie", "300", "300", "100", "60",
    ]  # fmt: skip
    assert set(table["grupa_nazwa"]) == {"osoby 65+"}
    assert set(lay_possible_overlaps(supplied(town), catalog)["grupa_nazwa"]) == {"osoby 65+"}
    assert first[["usluga_id", "w_progu", "wspolne", "najblizej", "bez_niego_za_progiem", "bez_niego_brak_miejsc"]].tolist() == [
        "U-1", "120", "100", "0", "0", "",
    ]  # fmt: skip
    # A name that a spreadsheet would run is guarded.
    assert pair["nazwa"] == "'=CMD()"
    assert pair[["wspolne", "wspolne_procent", "ten_sam_podmiot", "ta_sama_gmina"]].tolist() == [
        "100",
        "50",
        "nie",
        "tak",
    ]


def test_a_sensitive_place_is_never_named(town, catalog, tmp_path) -> None:
    hidden = town.services.assign(sensitivity=[1, 0])
    result = supplied(replace(town, services=hidden))
    path = tmp_path / "dublowanie.csv"
    write_possible_overlaps(result, catalog, path)
    written = path.read_text(encoding="utf-8")
    assert "U-2" in written
    assert "U-1" not in written
    assert "para" not in written
    assert lay_possible_overlaps(result, catalog)["usluga_id"].tolist() == ["U-2"]
    (layer,) = build_overlap_layers(result, catalog, text=Text("pl"))
    assert len(layer.table) == 1


def test_the_layer_of_the_map(town, catalog) -> None:
    result = supplied(town, spare_places=places(place("U-1"), place("U-2", crossing=4)))
    (layer,) = build_overlap_layers(result, catalog, text=Text("pl"))
    assert (layer.key, layer.kind) == ("overlaps", "point")
    assert layer.table["title"].tolist() == ["Klub"]
    facts = dict(layer.table["facts"].iloc[0])
    assert facts["People within the threshold"] == 120
    assert facts["Who reach another too"] == 100
    assert facts["Capacity"] is None
    assert Text("pl")(layer.title) == "Możliwe dublowanie (dowolna usługa)"
    assert layer.table.geometry.iloc[0].equals(town.services.geometry.iloc[0])


@pytest.mark.parametrize(
    ("people", "told"), [(1, "1 osoba"), (2, "2 osoby"), (5, "5 osób"), (14, "14 osób"), (24, "24 osoby")]
)
def test_services_that_no_trip_combines_read_aloud_in_polish(town, catalog, people, told) -> None:
    section = describe_one_trip(find(supplied(town, one_trip=trips(people)), catalog, Text("pl")))
    assert section is not None
    (bullets,) = (b for b in section.blocks if isinstance(b, Bullets))
    assert bullets.items == (f"Dzienny dom pomocy i klub seniora (osoby 65+): {told}.",)
    assert f"najwyżej 500{_NBSP}m" in sentences(section.blocks)[0]


def test_trips_by_gmina(town, catalog, tmp_path) -> None:
    result = supplied(town)
    section = describe_one_trip(find(result, catalog, Text("en")))
    assert section is not None
    (table,) = (b for b in section.blocks if isinstance(b, Table))
    assert table.rows == (("Together", 320, 1.5, 0, 150, 150, 0, 0, 0, 20, 0.5),)
    write_one_trip(result, catalog, tmp_path / "jedna_podroz.csv")
    written = pd.read_csv(tmp_path / "jedna_podroz.csv", keep_default_na=False)
    assert written["zakres"].tolist() == ["gmina", "para"]
    assert written["grupa_nazwa"].tolist() == ["", "osoby 65+"]
    figures = ["gmina", "rodzaje_srednio", "rodzaje_1", "nie_wiadomo", "najwyzej_jeden_procent"]
    assert written.loc[0, figures].astype(str).tolist() == ["razem", "1.5", "150", "20", "50"]
    assert written.loc[1, ["usluga", "druga_usluga", "osoby", "osoby_obie"]].astype(str).tolist() == [
        "DDP",
        "KS",
        "40",
        "90",
    ]


def test_an_area_without_places_has_tables_without_rows(town, catalog, tmp_path) -> None:
    nothing = Supply(one_trip=pd.DataFrame(columns=list(TRIP_COLUMNS)))
    result = replace(town, supply=nothing)
    found = find(result, catalog, Text("pl"))
    assert describe_possible_overlaps(found) is None
    assert describe_one_trip(found) is None
    write_possible_overlaps(result, catalog, tmp_path / "dublowanie.csv")
    write_one_trip(result, catalog, tmp_path / "jedna_podroz.csv")
    assert [len(pd.read_csv(path)) for path in sorted(tmp_path.iterdir())] == [0, 0]


def test_one_service_does_not_hide_the_others(town, catalog) -> None:
    """Three places of each service are listed, those first that are nearest to fewest people; an unnamed village is its gmina's."""
    rows = [place(f"U-{n % 2 + 1}", provider=f"Klub {n}") for n in range(5)]
    for n, row in enumerate(rows):
        row["people_nearest"] = np.array([50 - n], dtype=object)
    rows[4] |= {"locality": np.array([""], dtype=object), "gmina_teryt": np.array(["086002"], dtype=object)}
    other = place("U-2", provider="Przedszkole", shared=5)
    other["service_type"] = np.array(["PRZ"], dtype=object)
    blocks = described(town, catalog, spare_places=places(*rows, other))
    _, listed = (b for b in blocks if isinstance(b, Table))
    named = [row[0] for row in listed.rows]
    assert named == ["Klub 4 (Podlesie)", "Klub 3 (Zalewo)", "Klub 2 (Zalewo)", "Przedszkole (Zalewo)"]
