"""What changed, in words: Polish that agrees with its numbers, figures of the tables, nothing that says nothing."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "monitoring"))
from hand_snapshots import COSTS, SQUARES, A, B, place, snapshot, way, ways

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.changes import ALARMS, GMINA_CHANGES, PARTS, SERVICE_CHANGES, AlarmLimits
from mapa_uslug.core.text import Text
from mapa_uslug.monitoring.comparing import compare_snapshots
from mapa_uslug.reports import change_words as words
from mapa_uslug.reports.cells import say_table
from mapa_uslug.reports.change_scope import find_units, narrow_changes
from mapa_uslug.reports.changes import compose_changes, describe_changes
from mapa_uslug.reports.content import Bullets, Figure, Paragraph, Table, Void

CATALOG = read_catalog()
SLOWER = ways(COSTS | {"c3": 33.0})


def report(*snapshots, language="pl", **limits):
    changes = compare_snapshots(snapshots, limits=AlarmLimits(**limits), areas={"DDP": (4,)})
    return compose_changes(changes, CATALOG, area="powiat", text=Text(language))


def blocks(found, kind):
    return [b for _, section in found.walk() for b in section.blocks if isinstance(b, kind)]


def tables(found):
    return {t.caption: t for t in blocks(found, Table)}


def sentences(found):
    return [p.text for p in blocks(found, Paragraph)] + [i for b in blocks(found, Bullets) for i in b.items]


def test_the_change_is_told_with_its_parts():
    found = report(snapshot(files={"roads": "a"}), snapshot(SLOWER, files={"roads": "b"}))
    told = "Dzienny dom pomocy: za daleko ma o 40 osób więcej (było 10, jest 50). Z tego: drogi +40."
    assert told in sentences(found)
    table = tables(found)["Zmiany: za daleko"]
    assert [c.title for c in table.columns] == ["Usługa", "Przed", "Po", "Zmiana", "Drogi"]
    assert table.rows == (("Dzienny dom pomocy", 10, 50, 40, 40),)
    assert tables(found)["Zmiany w gminach: za daleko"].rows == (
        ("Gmina 2", "Dzienny dom pomocy", 10, 50, 40, 40),
    )


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (1, "ma o 1 osobę więcej"), (2, "ma o 2 osoby więcej"), (5, "ma o 5 osób więcej"), (12, "ma o 12 osób więcej"),
        (22, "ma o 22 osoby więcej"), (112, "ma o 112 osób więcej"),
    ],
)  # fmt: skip
def test_polish_agrees_with_the_number(people, said):
    old = [*ways(), way("c9", 25.0, people=people, gmina=B)]
    new = [*ways(), way("c9", 35.0, people=people, gmina=B)]
    more = report(snapshot(old, files={"roads": "a"}), snapshot(new, files={"roads": "b"}))
    assert any(f"za daleko {said}" in line for line in sentences(more))
    fewer = report(snapshot(new, files={"roads": "a"}), snapshot(old, files={"roads": "b"}))
    less = said.replace("więcej", "mniej")
    assert any(f"za daleko {less}" in line and "drogi \u2212" in line for line in sentences(fewer))


def test_nobody_who_changes_is_not_told_as_zero():
    found = report(snapshot(), snapshot())
    assert any("Nic się nie zmieniło" in line for line in sentences(found))
    assert not any("o 0 osób" in line for line in sentences(found))
    assert not any(caption.startswith("Zmiany") for caption in tables(found))


def test_captions_and_ids_are_unique_over_many_steps():
    many = [
        snapshot(date="2024", files={"roads": "a"}),
        snapshot(SLOWER, [place(), place("U-2", gmina=B)], date="2025", files={"roads": "b"}),
        snapshot(date="2026", files={"roads": "c"}, names={B: "Nowa"}),
    ]
    found = report(*many)
    captions = [b.caption for b in blocks(found, Table) + blocks(found, Figure)]
    assert len(captions) == len(set(captions))
    ids = [section.id for _, section in found.walk()]
    assert len(ids) == len(set(ids))
    steps = tables(found)["Krok po kroku: za daleko"]
    assert [row[1:5] for row in steps.rows] == [("2024 – 2025", 10, 50, 40), ("2025 – 2026", 50, 10, -40)]
    services = tables(found)["Zmiany usług"]
    assert [row[1] for row in services.rows] == ["2024 – 2025", "2025 – 2026"]
    figure = blocks(found, Figure)[0]
    assert figure.picture.points == ("2024", "2025", "2026")
    assert figure.picture.series[0].values == (10.0, 50.0, 10.0)
    assert "2024: 10, 2025: 50, 2026: 10" in figure.alternative


def test_results_of_one_day_or_of_none_are_told_apart():
    found = report(snapshot(), snapshot())
    assert found.lead == "Porównano 2 wyniki: pierwszy z 30.09.2026 (1), ostatni z 30.09.2026 (2)."
    blank = report(snapshot(date=""), snapshot(date=""), language="en")
    assert blank.lead == "2 results compared, from result 1 to result 2."


def test_what_the_reader_must_know_is_set_off():
    found = report(snapshot(date="2026-09-30"), snapshot(date="2025-09-30", version="0.2.0", cell_m=500))
    notices = " ".join(p.text for p in blocks(found, Paragraph) if p.is_notice)
    assert "nie są ułożone według dat" in notices
    assert "w różnych wersjach" in notices
    assert "komórki mają inny rozmiar" in notices


def test_alarms_say_what_where_since_when_and_whom_to_ask():
    old = snapshot(services=[place(), place("U-2", gmina=B, keeper="UG Dwójka")], date="2025-09-30")
    found = report(old, snapshot(SLOWER, files={"roads": "b"}))
    rows = {row[0]: row[1:] for row in tables(found)["Alarmy"].rows}
    assert rows["usługi nie ma już w wykazie"][:3] == ("Gmina 2", "Dzienny dom pomocy", "Podmiot U-2")
    assert rows["usługi nie ma już w wykazie"][-2:] == ("30.09.2025 – 30.09.2026", "UG Dwójka")
    assert rows["więcej osób ma za daleko"][-4:] == ("10", "50", "30.09.2025", "urząd gminy")
    assert rows["nie ma już żadnej usługi z tego obszaru"][1] == next(a.name for a in CATALOG.areas if a.number == 4)  # fmt: skip


def test_old_records_are_told_by_who_keeps_them():
    """Five records a year old: three of one office in two gminas, one of another, one that names nobody."""
    days = {
        "U-1": "2024-03-01",
        "U-2": "2024-05-05",
        "U-3": "2024-03-01",
        "U-4": "2024-03-01",
        "U-5": "2024-03-01",
    }
    keepers = {"U-1": "UG Jedynka", "U-2": "UG Jedynka", "U-3": "UG Jedynka", "U-4": "UG Dwójka"}
    given = [
        place(i, gmina=B if i == "U-3" else A, source_date=day, keeper=keepers.get(i, ""))
        for i, day in days.items()
    ]
    found = report(snapshot(services=given), snapshot(services=given))
    rows = [row[1:] for row in tables(found)["Alarmy"].rows]
    assert (
        "Gmina 1; Gmina 2",
        "3 wpisy",
        Void(),
        Void(),
        "1.03.2024 – 5.05.2024",
        "1.03.2024",
        "UG Jedynka",
    ) in rows
    assert (
        "Gmina 1",
        "Dzienny dom pomocy",
        "Podmiot U-4",
        Void(),
        "1.03.2024",
        "1.03.2024",
        "UG Dwójka",
    ) in rows
    assert len(rows) == 3
    each = tables(found)["Przestarzałe wpisy"]
    assert (len(each.rows), each.read) == (5, 0)


def test_a_list_without_two_old_records_of_one_keeper_has_no_table_of_them():
    old = [place(source_date="2024-03-01", keeper="UG Jedynka"), place("U-2", keeper="UG Jedynka")]
    found = report(snapshot(services=old), snapshot(services=old))
    assert len(tables(found)["Alarmy"].rows) == 1
    assert "Przestarzałe wpisy" not in tables(found)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_code_has_words(language):
    text = Text(language)
    named = [
        *((c, words.name_part(text, c)) for c in PARTS),
        *((c, words.name_service_change(text, c)) for c in SERVICE_CHANGES),
        *((c, words.name_gmina_change(text, c)) for c in GMINA_CHANGES),
        *((c, words.name_alarm(text, c)) for c in ALARMS),
    ]
    same = {"moved", "capacity", "fee", "staff"} if language == "en" else set()
    assert {code for code, name in named if name == code} == same


def test_merged_gminas_are_told():
    from shapely.geometry import box

    whole = {"086001": box(0, 0, 2000, 1000)}
    new = [way(c, cost, gmina="086001") for c, cost in COSTS.items()]
    found = report(snapshot(shapes=SQUARES), snapshot(new, shapes=whole))
    assert tables(found)["Zmiany gmin"].rows == (
        ("Gmina 2", B, "Gmina 1", "086001", "połączona z inną gminą", "Gmina 1"),
    )


def first_sentence(found):
    return next(p.text for p in blocks(found, Paragraph))


def test_the_largest_change_of_any_kind_is_told_first():
    # 30 of the 100 in c1 find no place any more: 30 fewer served, as many more full; 40 of c3 go from served to too far.
    full = [way("c1", 10.0, full=30), *ways({"c2": 20.0, "c3": 25.0, "c4": 40.0})]
    told = report(snapshot(files={"services": "a"}), snapshot(full, files={"services": "b"}))
    assert first_sentence(told).startswith(
        "Dzienny dom pomocy: bez wolnego miejsca jest o 30 osób więcej (było 0, jest 30)."
    )
    assert any("za daleko nie zmieniła się" in line for line in sentences(told))
    # Served fall by 70, 30 for want of places and 40 for distance: more than either.
    both = [way("c1", 10.0, full=30), *ways({"c2": 20.0, "c3": 33.0, "c4": 40.0})]
    told = report(snapshot(files={"roads": "a"}), snapshot(both, files={"roads": "b"}))
    assert first_sentence(told).startswith(
        "Dzienny dom pomocy: obsłużonych jest o 70 osób mniej (było 190, jest 120)."
    )
    assert not any("nie zmieniła się" in line for line in sentences(told))


EDGE = [*ways({"c1": 10.0, "c2": 20.0}, nearest="U-2"), way("c3", None, reason="data_edge"), way("c4", 40.0)]


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ([place("U-2")], "odkąd w wykazie nie ma już „Podmiot U-1” (gmina Gmina 1), o 40 osobach nic nie wiadomo"),
        ([place(x=9000.0, address="Krótka 9"), place("U-2")], "odkąd „Podmiot U-1” (gmina Gmina 1) ma inne miejsce, o 40 osobach nic nie wiadomo"),
    ],
)  # fmt: skip
def test_people_beyond_the_edge_since_a_place_left_are_told_with_the_gmina_to_ask(services, said):
    old = snapshot(services=[place(), place("U-2")], date="2025-09-30")
    found = report(old, snapshot(EDGE, services))
    (line,) = [line for line in sentences(found) if "odkąd" in line]
    assert said in line
    assert line.endswith("Kogo pytać: gmina Gmina 1.")
    rows = {row[0]: row[1:] for row in tables(found)["Alarmy"].rows}
    assert rows["więcej osób, o których nic nie wiadomo"][0] == "Gmina 2"
    assert rows["więcej osób, o których nic nie wiadomo"][-1] == "gmina Gmina 1"


def test_people_unknown_for_another_reason_or_far_from_what_closed_are_not_told_so():
    old = snapshot(services=[place(), place("U-2")])
    rough = [
        *ways({"c1": 10.0, "c2": 20.0}, nearest="U-2"), way("c3", None, reason="uncertain_place"), way("c4", 40.0),
    ]  # fmt: skip
    assert not any("odkąd" in line for line in sentences(report(old, snapshot(rough, [place("U-2")]))))
    elsewhere = report(old, snapshot(EDGE, [place()]))  # U-2 closed, which was nobody's nearest
    assert not any("odkąd" in line for line in sentences(elsewhere))


def test_a_record_that_bears_another_day_has_changed():
    old = snapshot(services=[place(source_date="2025-03-31"), place("U-2", gmina=B)])
    table = tables(report(old, snapshot(services=[place(), place("U-2", gmina=B)])))["Zmiany usług"]
    assert table.rows == (
        ("Dzienny dom pomocy", "Podmiot U-1", "Gmina 1", "data stanu wpisu", "31.03.2025", "30.09.2026"),
    )
    # Many of one gmina that went from one day to another are one row.
    many = [place(f"U-{i}") for i in range(5)]
    former = [row | {"source_date": "2025-03-31"} for row in many]
    table = tables(report(snapshot(services=former), snapshot(services=many)))["Zmiany usług"]
    assert [(row[0], row[2]) for row in table.rows] == [("5 wpisów", "Gmina 1")]


@pytest.mark.parametrize(
    ("closed", "said"),
    [(1, "z wykazu zniknęła 1 usługa"), (2, "z wykazu zniknęły 2 usługi"), (5, "z wykazu zniknęło 5 usług")],
)
def test_services_that_left_the_list_are_counted(closed, said):
    gone = [place(f"X-{i}", provider=f"Inny {i}") for i in range(closed)]
    found = report(snapshot(services=[place(), *gone]), snapshot())
    assert any(said in line for line in sentences(found))


def test_what_falls_bears_a_real_minus_in_tables_too():
    found = report(snapshot(SLOWER, files={"roads": "a"}), snapshot(files={"roads": "b"}))
    _, rows = say_table(tables(found)["Zmiany: za daleko"], text=Text("pl"))
    assert rows[0][3] == "\u221240"


def test_of_one_gmina_only_its_changes_alarms_and_series_are_told():
    old = snapshot(services=[place(), place("U-2", gmina=B)], files={"roads": "a"}, date="2025-09-30")
    changes = compare_snapshots([old, snapshot(SLOWER, files={"roads": "b"})])
    assert find_units(changes, [B]) == [B]

    def told(code):
        narrow = narrow_changes(changes, [code])
        found = [s for section in describe_changes(narrow, CATALOG, text=Text("pl")) for s in section.blocks]
        return {b.caption: b for b in found if isinstance(b, Table)}, narrow

    other, narrow = told(B)
    assert other["Zmiany: za daleko"].rows == (("Dzienny dom pomocy", 10, 50, 40, 40),)
    assert {row[1] for row in other["Alarmy"].rows} == {"Gmina 2"}
    assert [row[1:] for row in other["W czasie: osoby za daleko"].rows] == [(10, 50)]
    assert "Zmiany w gminach: za daleko" not in other  # of one it is the same
    assert set(narrow.services["service_id"]) == {"U-2"}
    calm, _ = told("086001")
    assert "Zmiany: za daleko" not in calm
    assert "Alarmy" not in calm
    # Both together are the whole area.
    both = narrow_changes(changes, [*changes.units])
    columns = ["service_type", "state", "old", "new", "change"]
    whole = changes.people.loc[changes.people["unit"] == "", columns].reset_index(drop=True)
    assert both.people.loc[both.people["unit"] == "", columns].reset_index(drop=True).equals(whole)
