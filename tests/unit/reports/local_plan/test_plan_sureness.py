"""Words of ranges, grids, measures and targets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.catalog.measure_words import name_hindrance
from mapa_uslug.contracts.local_plan import Priorities, Strategy, Uncertainty
from mapa_uslug.contracts.plan_config import PlanCost
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Paragraph, Range, Section, Table
from mapa_uslug.reports.local_plan.findings import PlanFindings, find_plan
from mapa_uslug.reports.local_plan.proposals import write_cost
from mapa_uslug.reports.local_plan.strategy import describe_strategy
from mapa_uslug.reports.local_plan.targets import describe_targets
from mapa_uslug.reports.local_plan.uncertainty import describe_uncertainty, tell_range

ZALEWO, PODLESIE = "086001", "086002"
RANGES = ["service_type", "gmina_teryt", "people", "low", "high", "low_speed", "high_speed", "low_place", "high_place", "low_cells", "high_cells"]  # fmt: skip
PRIORITIES = ["gmina_teryt", "service_type", "unreached", "unknown", "rank"]
GRIDS = ["service_type", "grid", "people", "white_spots", "rank", "gmina_order"]
MEASURES = ["gmina_teryt", "service_type", "measure", "cause", "people", "target", "localities"]
TARGETS = [
    "service_type",
    "gmina_teryt",
    "indicator",
    "now",
    "value",
    "distance",
    "year",
    "note",
    "is_reached",
    "told",
    "of",
]


def find_in(result: Any, *, ranges: list[Any] = [], grids: list[Any] = [], measures: list[Any] = [], targets: list[Any] = []) -> PlanFindings:  # noqa: B006  # fmt: skip
    whole = ("DDP", "", 100, 40, 160, 60, 150, 100, 110, 90, 105)
    plan = SimpleNamespace(
        result=result, gminas=(ZALEWO, PODLESIE), options={},
        priorities=Priorities(pd.DataFrame(columns=PRIORITIES).astype({"rank": "Int64"})),
        uncertainty=Uncertainty(
            pd.DataFrame(ranges or [whole, ("DDP", ZALEWO, 40, *[40] * 8), ("DDP", PODLESIE, 60, 0, 120, *[60] * 6)], columns=RANGES),
            pd.DataFrame(grids or [("DDP", "own", 100, 2, 1, f"{ZALEWO}|{PODLESIE}")], columns=GRIDS), 0.2,
        ),
        strategy=Strategy(
            pd.DataFrame(measures, columns=MEASURES).astype({"people": "Int64", "target": "Int64"}), (), (),
            pd.DataFrame(targets, columns=TARGETS[: len(targets[0])] if targets else TARGETS).reindex(columns=TARGETS),
        ),
    )  # fmt: skip
    return find_plan(plan, read_catalog(), text=Text("pl"))  # type: ignore[arg-type]


def sentences(section: Section) -> list[str]:
    own = [
        line
        for block in section.blocks
        for line in (
            [block.text]
            if isinstance(block, Paragraph)
            else block.items
            if isinstance(block, Bullets)
            else []
        )
    ]
    return own + [line for part in section.sections for line in sentences(part)]


def read_tables(section: Section) -> dict[str, Table]:
    """Tables of a section and its parts that are read on paper."""
    parts = (section, *section.sections)
    return {b.caption: b for one in parts for b in one.blocks if isinstance(b, Table) and b.read != 0}


def tables(section: Section) -> dict[str, Table]:
    own = {block.caption: block for block in section.blocks if isinstance(block, Table)}
    return own | {caption: t for part in section.sections for caption, t in tables(part).items()}


def test_ranges_stand_in_words_and_as_ranges(town: Any) -> None:
    section = describe_uncertainty(find_in(town))
    assert section.id == "pewnosc"
    said = sentences(section)
    assert any("o 20\u00a0% szybciej lub wolniej" in s for s in said)
    assert any(
        "dzienny dom pomocy – policzono: 100 osób" in s and "od 40 do 160" in s and "prędkości" in s
        for s in said
    )
    (row,) = tables(section)["Przedziały osób za daleko"].rows
    assert row == (
        "Dzienny dom pomocy",
        100,
        Range(40, 100, 160),
        Range(60, 100, 150),
        Range(100, 100, 110),
        Range(90, 100, 105),
    )
    assert tables(section)["Przedziały w gminach"].rows == (
        ("Dzienny dom pomocy", Range(40, 40, 40), Range(0, 60, 120)),
    )


def test_grids_say_what_holds_and_what_does_not(town: Any) -> None:
    both, turned = f"{ZALEWO}|{PODLESIE}", f"{PODLESIE}|{ZALEWO}"
    grids = [
        ("DDP", "own", 100, 2, 1, both), ("DDP", "1km", 90, 1, 1, both), ("DDP", "2km", 80, 1, 2, both),
        ("KS", "own", 90, 3, 2, both), ("KS", "1km", 80, 2, 2, turned), ("KS", "2km", 95, 2, 1, both),
        ("POZ", "own", 10, 1, 3, ZALEWO), ("POZ", "1km", 10, 1, 3, ZALEWO), ("POZ", "2km", 10, 1, 3, ZALEWO),
    ]  # fmt: skip
    said = sentences(describe_uncertainty(find_in(town, grids=grids)))
    # DDP and KS change places on 2 km; POZ stays behind both.
    assert "Z 3 par usług 2 zachowują kolejność na każdej siatce." in said
    assert "To, w której usłudze luka jest największa, zależy od siatki: dzienny dom pomocy (1000 m (własna); 1 km); klub seniora (2 km)." in said  # fmt: skip
    assert "Kolejność gmin jest na każdej siatce taka sama: dzienny dom pomocy." in said
    assert "Kolejność gmin zależy od siatki i nie należy się na nią powoływać: klub seniora." in said


def test_nobody_too_far_is_one_sentence(town: Any) -> None:
    section = describe_uncertainty(find_in(town, ranges=[("DDP", "", *[0] * 9)]))
    assert (len(section.blocks), section.sections) == (1, ())


@pytest.mark.parametrize(
    ("people", "words"),
    [(0, "0 osób"), (1, "1 osoba"), (2, "2 osoby"), (5, "5 osób"), (12, "12 osób"), (22, "22 osoby"), (112, "112 osób")],
)  # fmt: skip
def test_numbers_and_nouns_agree(town: Any, people: int, words: str) -> None:
    ranges = [("DDP", "", people, *[people] * 8), ("DDP", ZALEWO, people, 0, people + 9, *[people] * 6)]
    found = find_in(town, ranges=ranges, measures=[(ZALEWO, "DDP", "mobile", "far", people, pd.NA, "Dąb")])
    assert tell_range(found, "DDP", "") == f"{words} (tyle samo przy każdym sprawdzonym założeniu)"
    assert tell_range(found, "DDP", ZALEWO) == f"{words} (od 0 do {people + 9})"
    assert tell_range(found, "PRZ", "") == ""
    assert (
        f"Dzienny dom pomocy, gmina Zalewo: {words}; przyczyna: miejsce jest odległe; gdzie: Dąb. "
        f"Za daleko w tej gminie razem: {words} (od 0 do {people + 9})."
    ) in sentences(describe_strategy(found))


def test_measures_stand_by_cause_and_data_repair_apart(town: Any) -> None:
    measures = [
        (ZALEWO, "DDP", "mobile", "far", 40, 8, "A|B|C|D|E|F"), (PODLESIE, "DDP", "mobile", "far", 20, 4, "G"),
        (ZALEWO, "KS", "mobile", "no_provider", pd.NA, pd.NA, "A"), (PODLESIE, "DDP", "data_repair", "no_road", 7, pd.NA, ""),
        ("086009", "DDP", "capacity", "full", 999, 99, "X"),
    ]  # fmt: skip
    section = describe_strategy(find_in(town, measures=measures))
    found = tables(section)
    assert list(found) == ["Środki: Usługa dojeżdżająca", "Naprawa danych"]
    assert found["Środki: Usługa dojeżdżająca"].rows == (
        ("Dzienny dom pomocy", "Zalewo", "Miejsce jest odległe", 40, 8, "A, B, C, D, E, F"),
        ("Dzienny dom pomocy", "Podlesie", "Miejsce jest odległe", 20, 4, "G"),
        ("Klub seniora", "Zalewo", "Nikt nie obsługuje gminy", None, None, "A"),
    )
    # On paper a row a service: both gminas together, then each.
    assert read_tables(section)["Środki: Usługa dojeżdżająca"].rows == (
        ("Dzienny dom pomocy", 60, 40, 20),
        ("Klub seniora", None, None, 0),
    )
    (repair,) = found["Naprawa danych"].rows
    assert (repair[:2], repair[3:5]) == (("Dzienny dom pomocy", "Podlesie"), (7, None))
    said = sentences(section)
    assert any("Klub seniora, gmina Zalewo: liczby nie podano (tajemnica statystyczna)" in s for s in said)
    assert not any("999" in s for s in said)


def test_a_sentence_adds_up_the_causes_of_a_gmina_and_service_as_the_table_does(town: Any) -> None:
    measures = [
        (ZALEWO, "KS", "transport", "no_stop", 60, 12, "A"), (PODLESIE, "DDP", "transport", "no_stop", 50, 10, "G"),
        (ZALEWO, "DDP", "transport", "no_course", 40, 8, "A|B"), (ZALEWO, "DDP", "transport", "no_return", 30, 6, "B|C"),
        (PODLESIE, "KS", "transport", "no_stop", 20, pd.NA, "G"), (PODLESIE, "KS", "transport", "no_course", pd.NA, pd.NA, "H"),
    ]  # fmt: skip
    section = describe_strategy(find_in(town, measures=measures))
    # 40 + 30 of day homes in Zalewo are more than 60 and 50; of what is not told in full there is no number.
    told = [s for s in sentences(section) if ", gmina " in s]
    assert [s.split(";")[0] for s in told] == [
        "Dzienny dom pomocy, gmina Zalewo: 70 osób (osoby 65+: 14)",
        "Klub seniora, gmina Zalewo: 60 osób (osoby 65+: 12)",
        "Dzienny dom pomocy, gmina Podlesie: 50 osób (osoby 65+: 10)",
    ]
    names = [name_hindrance(Text("pl"), cause) for cause in ("no_course", "no_return")]
    assert f"przyczyna: {names[0]} (40), {names[1]} (30); gdzie: A, B, C." in told[0]
    assert read_tables(section)["Środki: Transport"].rows[0] == ("Dzienny dom pomocy", 120, 70, 50)


def test_targets_say_what_is_left(town: Any) -> None:
    targets = [
        ("DDP", "", "too_far", 95.0, 50.0, 45.0, 2028, "", False), ("DDP", ZALEWO, "served_share", 0.5, 0.8, 0.3, pd.NA, "", False),
        ("DDP", "", "places", 30.0, 20.0, 0.0, pd.NA, "", True), ("DDP", "", "staff_fte", None, 2.0, None, pd.NA, "", pd.NA),
    ]  # fmt: skip
    said = sentences(describe_strategy(find_in(town, targets=targets)))[-4:]
    assert said == [
        "Dzienny dom pomocy, wszystkie gminy razem, osoby z grupy docelowej, które mają za daleko: jest 95, ma być najwyżej 50, o 45 za dużo "
        "(do końca 2028 r.).",
        "Dzienny dom pomocy, gmina Zalewo, odsetek grupy docelowej z dostępem do usługi [%]: jest 50,0, ma być co najmniej 80,0, brakuje 30,0.",
        "Dzienny dom pomocy, wszystkie gminy razem, pojemność: jest 30, ma być 20 – cel osiągnięty.",
        "Dzienny dom pomocy, wszystkie gminy razem, personel [etaty]: ma być 2,0; jak jest, nie wiadomo.",
    ]  # fmt: skip


def test_a_sum_that_some_services_do_not_tell_is_told_as_the_least(town: Any) -> None:
    targets = [
        ("DDP", "", "places", 30.0, 40.0, 10.0, 2028, "", pd.NA, 1, 3),
        ("DDP", ZALEWO, "places", 30.0, 20.0, 0.0, 2028, "", True, 1, 2),
        ("DDP", "", "places", 30.0, 40.0, 10.0, 2028, "", False, 3, 3),
    ]
    section = describe_targets(find_in(town, targets=targets))
    said = sentences(section)
    assert said[0].endswith(
        "jest co najmniej 30 (podaje to 1 z 3 usług), ma być co najmniej 40, brakuje najwyżej 10 (do końca 2028 r.)."
    )
    assert said[1].endswith(
        "jest co najmniej 30 (podaje to 1 z 2 usług), ma być 20 – cel osiągnięty (do końca 2028 r.)."
    )
    assert "co najmniej 30" not in said[2]
    table = tables(section)["Jak jest i jak ma być"]
    assert [row[4] for row in table.rows] == ["1 z 3", "1 z 2", "3 z 3"]
    assert "co najmniej tyle" in table.note


def test_costs_that_are_not_known_are_not_zero(town: Any) -> None:
    found = find_in(town)
    assert write_cost(found, PlanCost()) == "koszt nieznany"
    assert (
        write_cost(found, PlanCost(once=0, yearly=180000.0))
        == "koszt: 0 zł jednorazowo, 180\u00a0000 zł rocznie"
    )


def test_new_place_and_sharing_are_said_to_be_parts_of_one_whole_and_what_parts_them(town: Any) -> None:
    measures = [
        (ZALEWO, "DDP", "new_place", "far", 30, 6, "A"),
        (ZALEWO, "DDP", "sharing", "border", 10, 2, "B"),
    ]
    said = sentences(describe_strategy(find_in(town, measures=measures)))
    (place,) = (s for s in said if s.startswith("Wymienione tam, gdzie w jednej białej plamie"))
    (sharing,) = (s for s in said if s.startswith("Wymieniona tam, gdzie ludzie mają za daleko, a do"))
    for sentence in (place, sharing):
        assert "15 km" in sentence  # as `partner_km` is set where nobody sets it
        assert "częściami jednej całości" in sentence
