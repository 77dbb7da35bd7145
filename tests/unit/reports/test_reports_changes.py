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
from mapa_uslug.reports.changes import compose_changes
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
    assert rows["usługi nie ma już w wykazie"][-2:] == ("30.09.2025", "UG Dwójka")
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
