"""The chapter on the diagnosis: figures by hand, Polish that agrees with its numbers, nothing that is not known as zero."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
from diagnosed_town import RANGES, SURVEY, YEARS, blocks_of, find_town, rename, sections_of
from six_cell_town import build_town

from mapa_uslug.diagnosis.priorities import rank_priorities
from mapa_uslug.diagnosis.reach import REACH_COLUMNS
from mapa_uslug.reports.content import Bullets, Figure, Paragraph, Table, Void
from mapa_uslug.reports.local_plan.diagnosis import describe_diagnosis
from mapa_uslug.reports.local_plan.diagnosis_needs import cite_needs
from mapa_uslug.reports.local_plan.diagnosis_people import describe_people
from mapa_uslug.reports.local_plan.diagnosis_weightings import tell_stability
from mapa_uslug.reports.local_plan.diagnosis_words import first_in
from mapa_uslug.reports.local_plan.findings import find_plan
from mapa_uslug.reports.local_plan.office_data import list_office_data
from mapa_uslug.reports.pictures import Lines, Scatter

FULL = {"survey": SURVEY, "years": YEARS, "ranges": RANGES}
NBSP = "\u00a0"
TEN_NAMES = (
    "Zielona Góra", "Łagów", "Gorzów Wielkopolski", "Bytom Odrzański", "Nowe Miasteczko", "Żary", "Świdnica", "Skąpe", "Brody",
    "Lubrza",
)  # fmt: skip


def _chapter(town=None, language="pl", **changes):
    return describe_diagnosis(find_town(town or build_town(), language, **changes))


def _tables(section):
    return {block.caption: block for block in blocks_of(section) if isinstance(block, Table)}


def _sentences(section):
    said = []
    for block in blocks_of(section):
        said += (
            [block.text]
            if isinstance(block, Paragraph)
            else block.items
            if isinstance(block, Bullets)
            else []
        )
    return said


def _rows(table):
    return {row[0]: row[1:] for row in table.rows}


def test_parts_stand_in_their_order_under_unique_ids_and_captions():
    chapter = _chapter(**FULL)
    ids = [part.id for part in sections_of(chapter)]
    assert chapter.id == "diagnoza"
    assert [part.id for part in chapter.sections] == [
        "diagnoza-ludnosc",
        "diagnoza-potrzeby",
        "diagnoza-priorytety",
        "diagnoza-porownanie",
        "diagnoza-pewnosc",
    ]
    assert len(ids) == len(set(ids))
    captions = [block.caption for block in blocks_of(chapter) if isinstance(block, (Table, Figure))]
    assert len(captions) == len(set(captions))


def test_every_table_and_figure_says_where_it_comes_from_and_every_row_fits_its_columns():
    for block in blocks_of(_chapter(**FULL)):
        if isinstance(block, (Table, Figure)):
            assert block.source, block.caption
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} <= {len(block.columns)}


def test_people_by_gmina():
    chapter = _chapter()
    rows = _rows(_tables(chapter)["Ludność według gmin i grup wieku"])
    assert rows == {"Podlesie": (80, 16), "Zalewo": (220, 44), "Wszystkie gminy razem": (300, 60)}
    assert set(_rows(_tables(chapter)["Udział grup wieku"]).values()) == {(0.2,)}
    assert any(s.startswith("W gminie Zalewo mieszka 220 osób. Osoby 65+: 44") for s in _sentences(chapter))


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (0, "W gminie Podlesie mieszka 0 osób."),
        (1, "W gminie Podlesie mieszka 1 osoba."),
        (2, "W gminie Podlesie mieszkają 2 osoby."),
        (5, "W gminie Podlesie mieszka 5 osób."),
        (12, "W gminie Podlesie mieszka 12 osób."),
        (22, "W gminie Podlesie mieszkają 22 osoby."),
        (112, "W gminie Podlesie mieszka 112 osób."),
    ],
)
def test_people_agree_with_their_verb(people, said):
    found = find_town(build_town())
    by_gmina = found.plan.people.by_gmina
    is_all = (by_gmina["gmina_teryt"] == "086002") & (by_gmina["group"] == "all")
    changed = by_gmina.assign(people=by_gmina["people"].mask(is_all, people))
    plan = replace(found.plan, people=replace(found.plan.people, by_gmina=changed))
    assert any(s.startswith(said) for s in _sentences(describe_diagnosis(replace(found, plan=plan))))


@pytest.mark.parametrize(
    ("unreached", "unknown", "said"),
    [
        (1, 1, "nie dociera do 1 osoby z 500 (osoby 65+, <\u00a01\u00a0%). O 1 osobie nie da się"),
        (2, 2, "nie dociera do 2 osób z 500 (osoby 65+, <\u00a01\u00a0%). O 2 osobach nie da się"),
        (5, 5, "nie dociera do 5 osób z 500 (osoby 65+, 1\u00a0%). O 5 osobach nie da się"),
        (12, 22, "nie dociera do 12 osób z 500 (osoby 65+, 2\u00a0%). O 22 osobach nie da się"),
        (22, 0, "nie dociera do 22 osób z 500 (osoby 65+, 4\u00a0%). Jako pilną"),
        (112, 12, "nie dociera do 112 osób z 500 (osoby 65+, 22\u00a0%). O 12 osobach nie da się"),
    ],
)
def test_the_first_priority_agrees_with_its_numbers(unreached, unknown, said):
    found = find_town(build_town(), absent=())
    table = found.plan.priorities.table
    is_ddp = table["service_type"] == "DDP"
    changed = table.assign(
        people=table["people"].mask(is_ddp, 500.0),
        unreached=table["unreached"].mask(is_ddp, float(unreached)),
        unknown=table["unknown"].mask(is_ddp, float(unknown)),
    )
    plan = replace(found.plan, priorities=replace(found.plan.priorities, table=changed))
    told = [s for s in _sentences(describe_diagnosis(replace(found, plan=plan))) if "miejsce 1" in s]
    assert len(told) == 1
    assert said in told[0]


def test_where_everybody_is_reached_nobody_is_called_a_priority():
    found = find_town(build_town(), absent=())
    table = found.plan.priorities.table
    changed = table.assign(unreached=table["unreached"].where(table["unreached"].isna(), 0.0))
    for unknown, tail in (
        (0.0, "dla których jest."),
        (
            6.0,
            "dla których jest i o których da się to powiedzieć; najwięcej tych, o których się nie da: 6 osób.",
        ),
    ):
        reach = changed.assign(unknown=table["unknown"].where(table["unknown"].isna(), unknown))
        ranked = rank_priorities(reach[list(REACH_COLUMNS)], found.plan.needs)
        chapter = describe_diagnosis(replace(found, plan=replace(found.plan, priorities=ranked)))
        said = " ".join(_sentences(chapter))
        assert "każda usługa, którą da się uszeregować, dociera do wszystkich, " + tail in said
        assert "miejsce 1" not in said
        left = _rows(_tables(chapter)["Usługi bez miejsca w kolejności"])["Dzienny dom pomocy"]
        assert left[2] == (
            "dociera do wszystkich, o których coś wiadomo"
            if unknown
            else "dociera do wszystkich, dla których jest"
        )
        assert isinstance(left[3], Void)


@pytest.mark.parametrize("name", TEN_NAMES)
def test_names_of_gminas_stay_in_the_nominative(name):
    said = _sentences(_chapter(rename(build_town(), {"086001": name}), **FULL))
    with_name = [s for s in said if name in s]
    assert any(s.startswith(f"W gminie {name} mieszka") for s in with_name)
    assert any(s.startswith(f"Gmina {name}") for s in with_name)
    # Where a preposition stands before the name, the word gmina stands between.
    assert not any(f"w {name}" in s.lower() for s in with_name)


def test_gminas_of_one_name_are_told_apart_by_their_code():
    said = " ".join(_sentences(_chapter(rename(build_town(), {"086002": "Zalewo"}))))
    assert "Zalewo (086001)" in said
    assert "Zalewo (086002)" in said


def test_growth_and_forecast():
    chapter = _chapter(**FULL)
    said = " ".join(_sentences(chapter))
    # 250 -> 220 is -12 %, 220 -> 176 is -20 %; together 330 -> 300 -> 216.
    assert (
        f"Gmina Zalewo. Wszyscy mieszkańcy: 250 w roku 2011, 220 w roku 2021 (−12{NBSP}%); prognoza na rok 2040: 176 (−20{NBSP}%"
        in said
    )
    assert "Gmina Podlesie. Wszyscy mieszkańcy: 80 w roku 2011, 80 w roku 2021 (bez zmian)" in said
    rows = {row[:3]: row[3] for row in _tables(chapter)["Ludność według lat i prognoza"].rows}
    assert rows["Wszystkie gminy razem", 2040, "prognoza"] == 216
    (lines,) = [
        b.picture for b in blocks_of(chapter) if isinstance(b, Figure) and isinstance(b.picture, Lines)
    ]
    assert lines.points == ("2011", "2021", "2040")
    assert lines.is_forecast == (False, False, True)
    assert [s.values for s in lines.series] == [(80.0, 80.0, 40.0), (250.0, 220.0, 176.0)]


def test_a_change_too_small_for_a_share_is_told_in_people():
    years = YEARS.assign(people=YEARS["people"].replace({250: 221, 176: 221}))
    said = " ".join(_sentences(_chapter(build_town(), years=years)))
    # 221 -> 220 is -0.45 %, and back.
    assert (
        "221 w roku 2011, 220 w roku 2021 (−1 osoba); prognoza na rok 2040: 221 (+1 osoba wobec roku 2021)"
        in said
    )


def test_a_year_that_a_gmina_lacks_has_no_sum():
    chapter = _chapter(years=YEARS.iloc[:3])  # Podlesie has no forecast
    rows = {row[:2] for row in _tables(chapter)["Ludność według lat i prognoza"].rows}
    assert ("Zalewo", 2040) in rows
    assert ("Wszystkie gminy razem", 2040) not in rows
    (lines,) = [
        b.picture for b in blocks_of(chapter) if isinstance(b, Figure) and isinstance(b.picture, Lines)
    ]
    assert lines.series[0].values == (80.0, 80.0, None)


def test_no_other_years_are_no_data_and_not_no_change():
    said = " ".join(_sentences(_chapter()))
    assert "Brak danych: nie podano liczby ludności z innych lat" in said
    assert "bez zmian" not in said


def test_confidential_elders_are_not_told_in_the_table_of_localities():
    rows = _rows(_tables(_chapter())["Miejscowości od najludniejszej"])
    assert rows["Zalewo"] == ("Zalewo", 150, None, "nie")
    assert rows["Nowa Wieś"] == ("Zalewo", 70, None, "tak")
    assert rows["Zarzecze"] == ("Podlesie", 20, 4, "nie")


def test_the_workbook_has_every_locality_and_paper_the_largest():
    # Twenty villages of 40 - n people; nothing is confidential.
    names = [f"Wieś {n:02}" for n in range(20)]
    by_locality = pd.DataFrame({
        "gmina_teryt": "086001", "locality": names, "people": pd.array([40 - n for n in range(20)], dtype="Int64"),
        "people_65_plus": pd.array([5] * 20, dtype="Int64"), "is_estimated": False,
    })  # fmt: skip
    found = find_town(build_town())
    plan = replace(found.plan, people=replace(found.plan.people, by_locality=by_locality))
    table = _tables(describe_diagnosis(replace(found, plan=plan)))["Miejscowości od najludniejszej"]
    assert [row[0] for row in table.rows] == names
    assert table.read == 15
    assert "nie wymieniono" not in table.note


def test_the_lubuskie_table_says_its_sums_and_is_never_drawn_as_parts_of_a_whole():
    chapter = _chapter(**FULL)
    table = _tables(chapter)["Potrzeby w diagnozie lubuskiej"]
    assert round(sum(row[1] or 0 for row in table.rows) * 100) == 188
    assert round(sum(row[2] or 0 for row in table.rows) * 100) == 131
    assert f"188{NBSP}%" in table.note
    assert f"131{NBSP}%" in table.note
    assert "lubuskiego" in table.source
    # Wordings of both lists.
    assert "Usługi dla seniorów (domy dziennego pobytu) / Wsparcie osób starszych" in _rows(table)
    assert _rows(table)["Inne"][2] == Void()  # no service of the catalog, not one that is not known
    assert "rodzina zastępcza" not in str(table.rows)  # never named
    drawn = [b.picture for b in blocks_of(chapter) if isinstance(b, Figure)]
    assert all(isinstance(picture, (Lines, Scatter)) for picture in drawn)


def test_without_a_survey_this_is_said_and_own_weights_have_no_column():
    chapter = _chapter()
    notices = [b.text for b in blocks_of(chapter) if isinstance(b, Paragraph) and b.is_notice]
    assert any("nikogo tu nie zapytano" in text for text in notices)
    tables = _tables(chapter)
    assert "Ankieta potrzeb" not in tables
    titles = [c.title for c in tables["Miejsca przy innych wagach: Wszystkie gminy razem"].columns]
    assert titles == ["Usługa", "Wartości lubuskie", "Same osoby", "Potrzeba i osoby", "Trudność i osoby"]
    assert "ankieta" not in cite_needs(find_town(build_town()))


def test_days_of_surveys_are_written_in_polish():
    survey = [("", "DDP", 0.5, 0.2, 40.0, "ankieta.csv, ankieta gminy, 2026-05-31")]
    cited = cite_needs(find_town(build_town(), survey=survey))
    assert "(ankieta.csv, ankieta gminy, 31.05.2026)" in cited
    english = cite_needs(find_town(build_town(), "en", survey=survey))
    assert "2026-05-31" in english


def test_a_survey_is_shown_with_who_was_not_asked_and_what_stands_in():
    chapter = _chapter(**FULL)
    notices = [b.text for b in blocks_of(chapter) if isinstance(b, Paragraph) and b.is_notice]
    assert "Bez własnych odpowiedzi: Podlesie. Przyjęto odpowiedzi z całego obszaru." in notices
    rows = {row[:2]: row[2:] for row in _tables(chapter)["Ankieta potrzeb"].rows}
    assert rows["Dzienny dom pomocy", "cały obszar"] == (0.4, 0.3, 100)
    assert rows["Klub seniora", "Zalewo"] == (0.8, 0.05, 40)
    urgent = _tables(chapter)["Ankieta: pilne"]
    assert [c.title for c in urgent.columns] == ["Usługa", "cały obszar", "Zalewo"]
    assert _rows(urgent) == {"Klub seniora": (None, 0.8), "Dzienny dom pomocy": (0.4, 0.5)}
    assert urgent.note.startswith("Zapytani: cały obszar 100, Zalewo 40.")
    assert "ankieta.csv" in cite_needs(find_town(build_town(), **FULL))


def test_without_answers_of_the_area_the_lubuskie_figures_are_said_to_stand_in():
    notices = [
        b.text for b in blocks_of(_chapter(survey=SURVEY[:2])) if isinstance(b, Paragraph) and b.is_notice
    ]
    assert "Bez odpowiedzi: Podlesie. Przyjęto wartości z diagnozy lubuskiej." in notices


def test_a_question_not_asked_is_no_zero_in_the_table():
    survey = [("086001", "DDP", 0.5, np.nan, np.nan, "a.csv")]
    (row,) = _tables(_chapter(survey=survey))["Ankieta potrzeb"].rows
    assert row[2:] == (0.5, None, None)


def test_priorities_in_table_matrix_and_sentences_are_the_same():
    chapter = _chapter(**FULL)
    rows = _rows(_tables(chapter)["Priorytety: Wszystkie gminy razem"])
    # DDP 0.4 x 26 x 0.3 = 3.12; KS 0.8 x 60 x 0.05 = 2.4
    assert rows["Dzienny dom pomocy"][:5] == (1, 0.4, "ankieta własna", 0.3, "osoby 65+")
    assert rows["Dzienny dom pomocy"][5:8] == (60, 26, 6)
    assert rows["Klub seniora"][0] == 2
    assert "Nikt nie prowadzi: klub seniora." in _tables(chapter)["Priorytety: Wszystkie gminy razem"].note
    (scatter,) = [
        b.picture for b in blocks_of(chapter) if isinstance(b, Figure) and isinstance(b.picture, Scatter)
    ]
    assert {d.label: (d.x, d.y, d.size) for d in scatter.dots} == {
        "Dzienny dom pomocy": (0.4, 0.3, 26.0),
        "Klub seniora": (0.8, 0.05, 60.0),
    }
    said = next(s for s in _sentences(chapter) if "miejsce 1" in s)
    assert said.startswith("We wszystkich gminach razem, miejsce 1: dzienny dom pomocy.")
    assert f"43{NBSP}%" in said


def test_a_report_on_one_gmina_puts_its_own_priorities_first_and_compares_it_with_all():
    chapter = _chapter(gminas=("086001",), **FULL)
    tables = _tables(chapter)
    assert "Priorytety: Zalewo" in tables
    assert "Pierwsze priorytety według gmin" not in tables
    assert _rows(tables["Odsetek osób bez dostępu według gmin"])["Podlesie"]
    said = _sentences(chapter)
    assert any(s.startswith("W gminie Zalewo, miejsce 1: klub seniora.") for s in said)
    assert not any(s.startswith("W gminie Podlesie mieszka") for s in said)


def test_what_has_no_place_says_why_and_residents_are_told_apart_from_the_group():
    rows = _rows(_tables(_chapter())["Usługi bez miejsca w kolejności"])
    assert rows["Mieszkania komunalne i najem socjalny"] == (
        0.26,
        0.11,
        "nie mierzy się dostępu: mieszkania się przydziela, odległość o niczym nie mówi",
        None,
    )
    assert rows["Podstawowa opieka zdrowotna"][2:] == ("w danych nie ma tej usługi", None)
    assert rows["Asystent rodziny"][:3] == (None, 0.11, "nie pytano, czy jest pilna")


def test_a_service_in_the_data_is_not_said_to_be_missing_from_them():
    survey = [("", code, 0.5, 0.2, 40.0, "a.csv") for code in ("OWP", "US", "TEL", "POW", "WTZ")]
    unplaced = build_town().unlocated.iloc[[0, 0]].assign(service_type=["OWP", "US"])
    town = replace(build_town(), unlocated=unplaced)
    rows = _rows(_tables(_chapter(town, survey=survey))["Usługi bez miejsca w kolejności"])
    assert rows["Opieka wytchnieniowa dzienna"][2] == "jest w danych, ale nie wiadomo, gdzie jest prowadzona"
    assert rows["Usługi sąsiedzkie"][2] == "jest w danych, ale nie wiadomo, gdzie jest prowadzona"
    assert rows["Teleopieka"][2] == "nie mierzy się dostępu: jest świadczona na odległość"
    assert rows["Placówka opiekuńczo-wychowawcza"][2] == "nie mierzy się dostępu: adresów nie ujawnia się"
    assert rows["Warsztat terapii zajęciowej"][2] == "w danych nie ma tej usługi"


def test_a_service_whose_group_nobody_counted_tells_residents_instead_of_a_place():
    survey = [("", "PRZ", 0.5, 0.2, 40.0, "a.csv")]
    rows = _rows(_tables(_chapter(survey=survey))["Usługi bez miejsca w kolejności"])
    # Kindergartens: c5 (60) and c6 (20) are too far at the main threshold.
    assert rows["Przedszkole"] == (0.5, 0.2, "nie policzono grupy: osoby w wieku 3–6 lat", 80)


def test_the_comparison_names_what_differs_by_five_points_and_more():
    chapter = _chapter(**FULL)
    rows = _rows(_tables(chapter)["Odsetek osób bez dostępu według gmin"])
    assert rows["Podlesie"][0] == pytest.approx(12 / 16)
    assert rows["Zalewo"][0] == pytest.approx(14 / 44)
    assert rows["Wszystkie gminy razem"][0] == pytest.approx(26 / 60)
    said = " ".join(_sentences(chapter))
    assert (
        f"Gmina Podlesie: większa część grupy niż we wszystkich gminach razem nie ma dostępu do usług: dzienny dom pomocy (75{NBSP}% wobec 43{NBSP}%)."
        in said
    )


def test_ranges_stand_beside_the_first_priorities_that_have_one():
    rows = _tables(_chapter(**FULL))["Pierwsze priorytety: mieszkańcy za daleko"].rows
    ((name, value, between),) = rows
    assert (name, value, between.low, between.high) == ("Dzienny dom pomocy", 140, 90, 200)
    assert "Pierwsze priorytety: mieszkańcy za daleko" not in _tables(_chapter())


def test_answers_of_few_are_said_to_be_rough():
    # Of 40 asked: 1.96 x sqrt(0.25 / 40) = 15 points.
    assert any("co najmniej 40 osób" in s and "o 15 p.p." in s for s in _sentences(_chapter(**FULL)))


def _ranked(ranks):
    """A plan with services ranked by hand: weighting -> codes, the first one first."""
    found = find_town(build_town(), survey=SURVEY)
    codes = sorted(ranks["own"])
    table = pd.DataFrame({"gmina_teryt": "", "service_type": codes, "need": 0.1, "difficulty": 0.1, "need_source": "survey",
                          "people": 100.0, "unreached": 50.0, "unknown": 0.0, "priority": 0.5})  # fmt: skip
    for weighting, order in ranks.items():
        table[f"rank_{weighting}"] = pd.array([order.index(code) + 1 for code in codes], dtype="Int64")
    table["rank"] = table["rank_own"]
    plan = replace(found.plan, priorities=replace(found.plan.priorities, table=table))
    return replace(found, plan=plan)


def test_how_stable_the_first_five_are():
    order = ["UO", "DDP", "KS", "POZ", "ZLO", "REH", "PZP"]
    moved = ["DDP", "UO", "KS", "POZ", "REH", "ZLO", "PZP"]
    found = _ranked({"own": order, "lubuskie": order, "equal": moved, "urgency": order, "difficulty": order})
    # Day care for toddlers is sixth by people alone, so that four of the five stay.
    assert tell_stability(found, "") == (
        "W pierwszej piątce przy każdym z 5 zestawów wag: usługi opiekuńcze, dzienny dom pomocy, klub seniora, "
        "podstawowa opieka zdrowotna. Pierwsze miejsce zależy od wag."
    )
    steady = _ranked(dict.fromkeys(["own", "lubuskie", "equal", "urgency", "difficulty"], order))
    assert tell_stability(steady, "").endswith("Pierwsze miejsce jest za każdym razem takie samo.")
    assert len(first_in(steady, "")) == 5


def test_english_needs_no_polish_words():
    said = " ".join(_sentences(_chapter(language="en", **FULL)))
    assert "80 people live in gmina Podlesie" in said
    assert "osób" not in said


def test_the_order_of_rows_in_the_tables_changes_nothing():
    found = find_town(build_town(), **FULL)
    plan = found.plan
    shuffled = replace(
        plan,
        gminas=plan.gminas[::-1],
        people=replace(
            plan.people,
            by_gmina=plan.people.by_gmina.iloc[::-1],
            by_locality=plan.people.by_locality.iloc[::-1],
            by_year=plan.people.by_year.iloc[::-1],
        ),
        priorities=replace(plan.priorities, table=plan.priorities.table.iloc[::-1]),
    )
    assert describe_diagnosis(found) == describe_diagnosis(replace(found, plan=shuffled))


def test_of_several_gminas_the_shares_of_groups_are_told_as_a_range_and_people_once():
    found = find_town(build_town(), gminas=("086001", "086002"))
    gminas = found.plan.result.gminas
    more = gminas.iloc[[0]].assign(gmina_teryt="086003", gmina="Topola")
    rows = [("086003", "all", 100, 1.0), ("086003", "65+", 32, 0.32)]
    by_gmina = pd.concat(
        [found.plan.people.by_gmina, pd.DataFrame(rows, columns=["gmina_teryt", "group", "people", "share"])], ignore_index=True
    )  # fmt: skip
    plan = replace(
        found.plan, gminas=("086002", "086003", "086001"), people=replace(found.plan.people, by_gmina=by_gmina),
        result=replace(found.plan.result, gminas=pd.concat([gminas, more], ignore_index=True)),
    )  # fmt: skip
    section = describe_people(find_plan(plan, found.catalog, text=found.text))
    # 60 of 300 and 32 of 100 are 92 of 400.
    assert section.blocks[0].text.replace("\u00a0", " ") == (
        "We wszystkich gminach razem mieszka 400 osób. Osoby 65+: 92 (23 %), według gmin od 20 % (Podlesie) do 32 % (Topola)."
    )


def test_files_of_the_office_stand_among_the_data_with_their_days():
    survey = [("086001", "DDP", 0.4, 0.2, 100.0, "ankieta.csv, ankieta gminy, 2026-05-31")]
    years = pd.DataFrame(
        [("086001", 2016, "counted", "all", 230), ("086001", 2021, "counted", "all", 220), ("086001", 2035, "forecast", "all", 200)],
        columns=["gmina_teryt", "year", "kind", "group", "people"],
    )  # fmt: skip
    town = build_town()
    town = replace(
        town, info=town.info | {"inputs": {"needs 1": "ankieta.csv", "people_by_year": "lata.csv"}}
    )
    found = find_town(town, survey=survey, years=years)
    # The population of the run is that of 2021.
    assert list_office_data(found) == [
        ("Ankieta potrzeb", "ankieta.csv", "31.05.2026"),
        ("Ludność w innych latach", "lata.csv", "2016; prognoza: 2035"),
    ]
    assert list_office_data(find_town(build_town())) == []
