"""The chapter on leaders: the first of each area, what that hangs on, ties, areas with one candidate."""

from networked_town import build_leaders, candidate, find_networked

from mapa_uslug.contracts.local_plan import LEADER_CRITERIA
from mapa_uslug.reports.content import Bullets, Paragraph, Table
from mapa_uslug.reports.local_plan.leaders import describe_leaders


def said(section):
    return " ".join(b.text for b in section.blocks if isinstance(b, Paragraph)).replace("\xa0", " ")


def table_of(section):
    return next(b for b in section.blocks if isinstance(b, Table))


def describe(town, *rows, **more):
    return describe_leaders(find_networked(town, leaders=build_leaders(*rows, **more)))


def test_it_is_said_once_that_this_is_no_decision(town):
    section = describe(
        town, candidate(4, "A", 1), candidate(4, "B", 2), candidate(9, "A", 1), candidate(9, "B", 2)
    )
    notices = [
        b
        for one in (section, *section.sections)
        for b in one.blocks
        if isinstance(b, Paragraph) and b.is_notice
    ]
    assert [b.text.startswith("To lista do rozmowy, nie rozstrzygnięcie") for b in notices] == [True]
    assert "Wszystkie kryteria ważą tyle samo: mieszkańcy w zasięgu, udział w pojemności" in said(section)


def test_weights_are_said(town):
    section = describe(town, candidate(4, "A", 1), weights={"reach": 2.0, "ties": 0.5})
    assert "Wagi kryteriów: mieszkańcy w zasięgu 2, powiązania z innymi 0,5." in said(section)


def test_an_area_with_one_candidate_is_said_and_has_no_table(town):
    section = describe(town, candidate(4, "A", 1), candidate(9, "A", 1), candidate(9, "B", 2))
    assert next(b for b in section.blocks if isinstance(b, Bullets)).items == (
        "pomoc społeczna: Podmiot A (Zalewo)",
    )
    assert [one.id for one in section.sections] == ["liderzy-9"]


def test_a_first_place_that_holds(town):
    area = describe(town, candidate(4, "A", 1), candidate(4, "B", 2)).sections[0]
    assert (
        said(area)
        == "Najwyższy wynik: Podmiot A (Zalewo). Pierwsze miejsce się nie zmienia, którekolwiek kryterium pominąć."
    )


def test_criteria_that_the_first_place_hangs_on(town):
    area = describe(
        town, candidate(4, "A", 1, without={"reach": 2, "ties": 1}), candidate(4, "B", 2, without={"reach": 1, "ties": 1}),
    ).sections[0]  # fmt: skip
    assert (
        "Pierwsze miejsce zależy od kryteriów: bez kryterium „mieszkańcy w zasięgu” – Podmiot B (Zalewo); "
        "bez kryterium „powiązania z innymi” – Podmiot A (Zalewo), Podmiot B (Zalewo)."
    ) in said(area)
    # A: 1, at worst 2 without reach; B: 2, at best 1.
    assert [row[-2] for row in table_of(area).rows] == ["1 (1–2)", "2 (1–2)"]


def test_ties_are_said(town):
    area = describe(town, candidate(4, "A", 1), candidate(4, "B", 1), candidate(4, "C", 3)).sections[0]
    assert "Najwyższy wynik mają równo: Podmiot A (Zalewo), Podmiot B (Zalewo)." in said(area)
    assert [row[-2].partition(" (")[0] for row in table_of(area).rows] == ["1 równo", "1 równo", "3"]
    many = describe(town, *(candidate(4, key, 1) for key in "ABCDE")).sections[0]
    assert "Najwyższy wynik ma równo 5 podmiotów, te kryteria ich nie różnią: Podmiot A (Zalewo), Podmiot B (Zalewo), Podmiot C (Zalewo) i jeszcze 2." in said(many)  # fmt: skip


def test_what_is_not_known_is_no_zero(town):
    rows = [candidate(4, key, n, known=5, stability=None) for n, key in enumerate("AB", start=1)]
    area = describe(town, *rows).sections[0]
    assert "W tym obszarze brak danych o kryteriach: trwałość finansowania." in said(area)
    table = table_of(area)
    # A criterion that nobody is known by has no column of zeros: the sentence says it.
    assert "Trwałość" not in [column.title for column in table.columns]
    assert len(table.columns) == 1 + len(LEADER_CRITERIA) - 1 + 3
    assert [row[-1] for row in table.rows] == ["5 z 6", "5 z 6"]


def test_the_first_are_read_with_those_who_share_the_fifth_place_and_the_workbook_has_all(town):
    rows = [candidate(4, f"K{n}", min(n, 5)) for n in range(1, 8)] + [candidate(4, "Z", 8)]
    table = table_of(describe(town, *rows).sections[0])
    assert [row[0][8:10].strip() for row in table.rows] == ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "Z"]
    assert table.read == 7


def test_of_many_who_share_a_place_ten_are_read(town):
    rows = [candidate(4, f"K{n:02}", min(n, 5)) for n in range(1, 15)]
    table = table_of(describe(town, *rows).sections[0])
    assert (len(table.rows), table.read) == (14, 10)


def test_how_shares_of_capacity_are_counted_is_said_where_they_stand(town):
    area = describe(town, candidate(4, "A", 1), candidate(4, "B", 2)).sections[0]
    assert "czego podmiot nie ma, liczy się jako 0" in table_of(area).note
    unknown = [candidate(4, key, n, capacity_share=None) for n, key in enumerate("AB", start=1)]
    assert "Udział w pojemności" not in table_of(describe(town, *unknown).sections[0]).note


def test_only_candidates_of_the_gminas_spoken_of(town):
    leaders = build_leaders(
        candidate(4, "A", 1), candidate(4, "B", 2, gmina="086002"), candidate(9, "C", 1, gmina="086002")
    )
    section = describe_leaders(find_networked(town, leaders=leaders, gminas=("086002",)))
    assert next(b for b in section.blocks if isinstance(b, Bullets)).items == (
        "kultura: Podmiot C (Podlesie)",
    )
    # It is compared with those of other gminas: its place is the one among all of them.
    (area,) = section.sections
    assert "Najwyższy wynik: Podmiot A (Zalewo)." in said(area)
    # Who is told as the first is in the table, too.
    assert [(row[0], row[-2].partition(" ")[0]) for row in table_of(area).rows] == [
        ("Podmiot A (Zalewo)", "1"),
        ("Podmiot B (Podlesie)", "2"),
    ]
    assert table_of(area).read == 2
    assert "Są tu także pierwsze miejsca z innych gmin" in table_of(area).note


def test_nobody_may_be_shown(town):
    assert said(describe(town)) == "W wykazie nie ma podmiotu, którego miejsce można pokazać."
