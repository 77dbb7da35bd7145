"""What the report says about causes, links, people without a car and public transport."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hand_causes import build_told_town

from mapa_uslug.catalog.barrier_words import (
    name_cause,
    name_link,
    name_new_crossing,
    name_obstacle,
    name_with_new_crossing,
    write_distance,
)
from mapa_uslug.contracts.barriers import CAUSES, LINK_KINDS, OBSTACLES
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Paragraph, Table
from mapa_uslug.reports.outline import compose_report

NEW_SECTIONS = {"przyczyny", "mosty", "bez-samochodu", "transport"}


@pytest.fixture
def told():
    return build_told_town()


def _report(result, catalog, language="en"):
    return {s.id: s for s in compose_report(result, catalog, text=Text(language)).sections}


def _tables(section):
    return [b for b in section.blocks if isinstance(b, Table)]


def _words(section):
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield block.text.replace("\u00a0", " ")
        elif isinstance(block, Bullets):
            yield from (item.replace("\u00a0", " ") for item in block.items)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_code_has_words_of_its_own(language):
    text = Text(language)
    for codes, name in ((CAUSES, name_cause), (OBSTACLES, name_obstacle), (LINK_KINDS, name_link)):
        words = [name(text, code) for code in codes]
        assert len(set(words)) == len(codes)
        assert not set(words) & set(codes) - {"bridge", "road"}
    for kind in OBSTACLES:
        for mode in ("car", "walk"):
            assert name_with_new_crossing(text, kind, mode) != name_new_crossing(text, kind, mode)


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("river", "Żeglina", "rzeka Żeglina"),
        ("river", "Kanał Obry", "Kanał Obry"),
        ("lake", "Jezioro Łagowskie", "Jezioro Łagowskie"),
        ("motorway", "S3", "droga ekspresowa S3"),
        ("motorway", "A2", "autostrada A2"),
        ("no_road", "x", "brak drogi"),
        ("river", "", "rzeka bez nazwy"),
    ],
)
def test_an_obstacle_is_named_once(kind, name, told):
    assert name_obstacle(Text("pl"), kind, name) == told


@pytest.mark.parametrize(
    ("metres", "told"),
    [(45, "45 m"), (736, "740 m"), (996, "1 km"), (1_240, "1,2 km"), (14_000, "14 km"), (15_249, "15,2 km"), (32_400, "32 km")],
)  # fmt: skip
def test_a_distance_is_as_exact_as_one_needs_it(metres, told):
    assert write_distance(Text("pl"), metres).replace("\u00a0", " ") == told


def test_sections_are_absent_without_their_data_and_the_method_says_so(town, catalog):
    report = _report(town, catalog)
    assert not NEW_SECTIONS & set(report)
    words = list(_words(report["metoda"]))
    assert "Public transport was not examined: no timetables were given." in words
    assert "Barriers, new crossings and links that much depends on were not looked for." in words


def test_the_method_does_not_blame_timetables_that_were_given(town, catalog):
    given = replace(town, info=town.info | {"inputs": {"timetables 1": "gtfs.zip"}})
    assert "Public transport was not examined." in list(_words(_report(given, catalog)["metoda"]))


def test_sections_stand_in_their_order(told, catalog):
    names = [s.id for s in compose_report(told, catalog, text=Text("en")).sections]
    assert [n for n in names if n in NEW_SECTIONS | {"biale-plamy", "brak-miejsc"}] == [
        "biale-plamy", "przyczyny", "mosty", "bez-samochodu", "transport", "brak-miejsc",
    ]  # fmt: skip
    # Who gets there by car only is told once.
    assert "tylko-samochodem" not in names


def test_leading_causes_add_up_to_the_people_too_far(told, catalog):
    table = _tables(_report(told, catalog)["przyczyny"])[0]
    assert [c.title for c in table.columns[2:]] == [
        "Nobody serves the gmina",
        "The way leads round an obstacle",
        "The place is remote",
    ]
    # As in `test_reports_content`: 100 and 80 people are too far at the main thresholds.
    assert table.rows == (("Day centre for older people", 100, 0, 60, 40), ("Kindergarten", 80, 20, 60, 0))


def test_a_barrier_is_told_in_one_polish_sentence(told, catalog):
    first, second = list(_words(_report(told, catalog, "pl")["przyczyny"]))[2:4]
    assert first == (
        "Rzeka Żeglina oddziela 60 osób (Podlesie, Zarzecze) od 220 osób (Zalewo, Nowa Wieś); samochodem jest 15,2 km "
        "zamiast 1,2 km; najbliższe przejście: 14 km (most w Zalewie); z nowym mostem w tym miejscu 2 osoby miałyby bliżej "
        "(dzienny dom pomocy, samochodem)."
    )
    assert second.startswith("Linia kolejowa oddziela 1 osobę (Zarzecze) od 40 osób (Nowa Wieś); ")
    assert "najbliższe przejścia: 730 m i 2 km (przejazd w Zalewie)" in second
    assert (
        "z nowym przejazdem kolejowym w tym miejscu w progu 30 min zmieściłaby się jeszcze 1 osoba" in second
    )


def test_a_barrier_without_crossings_says_so(told, catalog):
    lines = told.barriers.lines.assign(crossing_before_m=np.nan, crossing_after_m=np.nan)
    report = _report(replace(told, barriers=replace(told.barriers, lines=lines)), catalog)
    assert "the data have no way across it near by" in list(_words(report["przyczyny"]))[2]


def test_many_barriers_are_cut_and_the_rest_is_counted(told, catalog):
    lines = pd.concat([told.barriers.lines.iloc[[0]]] * 15, ignore_index=True)
    report = _report(replace(told, barriers=replace(told.barriers, lines=lines)), catalog)
    assert any(w.startswith("Further barriers not listed here: 3.") for w in _words(report["przyczyny"]))


def test_a_link_stands_once_with_the_service_that_suffers_most(told, catalog):
    section = _report(told, catalog)["mosty"]
    (table,) = _tables(section)
    assert table.rows == (
        ("Bridge (Żeglina)", "Podlesie, Zarzecze", "day centre for older people, by car", 62, 60, 20, 640.0,
         "12\u00a0min", "4\u00a0km"),
        ("The only road", "Nowa Wieś", "day centre for older people, on foot, slow pace", 1, 1, 0, 0.0, None, None),
    )  # fmt: skip
    assert list(_words(_report(told, catalog, "pl")["mosty"]))[1] == (
        "Most (Żeglina), Podlesie, Zarzecze: dzienny dom pomocy, samochodem; 62 osoby znalazłyby się za progiem; w tym "
        "60 osób nie miałoby jak tam dotrzeć; droga naokoło ma 4 km; podróż wydłużyłaby się najwyżej o 12 min."
    )


def test_nothing_found_is_said(told, catalog):
    empty = replace(
        told.barriers, lines=told.barriers.lines.iloc[:0], links=told.barriers.links.iloc[:0],
        crossings=told.barriers.crossings.iloc[:0], causes=told.barriers.causes.iloc[:0], no_car=told.barriers.no_car.iloc[:0],
    )  # fmt: skip
    report = _report(replace(told, barriers=empty), catalog)
    assert "No barrier was found between neighbouring places." in list(_words(report["przyczyny"]))
    assert list(_words(report["mosty"])) == [
        "No link was found whose closing would leave anybody beyond the threshold."
    ]
    assert "bez-samochodu" not in report
    assert "tylko-samochodem" in report


def test_modes_are_summed_over_gminas_and_a_mode_not_measured_has_no_figure(told, catalog):
    modes, by_gmina = _tables(_report(told, catalog)["bez-samochodu"])
    assert modes.rows[0] == (
        "Day centre for older people", "all residents", 300, 170, None, 100, None, 70, 18,
    )  # fmt: skip
    assert modes.rows[1][1:4] == ("persons aged 65+", 60, 34)
    assert by_gmina.rows == (("Podlesie", 20, 0), ("Zalewo", 50, 190))
    assert any("as given: 25%." in w for w in _words(_report(told, catalog)["bez-samochodu"]))


def test_without_the_share_of_households_nothing_is_estimated(told, catalog):
    table = told.barriers.no_car.assign(
        households_without_car=np.nan, without_car_estimate=pd.array([None] * 6, dtype="Float64")
    )
    section = _report(replace(told, barriers=replace(told.barriers, no_car=table)), catalog)["bez-samochodu"]
    assert len(_tables(section)[0].columns) == 8
    assert not any("Households" in w for w in _words(section))


def test_public_transport_states_its_conditions_and_who_is_left_without(told, catalog):
    words = list(_words(_report(told, catalog, "pl")["transport"]))
    assert words[0] == "Rodzaj dnia, którego dotyczą liczby: dzień szkolny."
    assert words[1] == "Dni odczytane z rozkładów z datami: dzień szkolny (2026-05-13)."
    assert "od 60 min do 240 min" in words[3]
    assert "Wykluczenie z transportu publicznego: 1 miejscowość; 70 mieszkańców." in words
    assert any(
        w.startswith("Nie wiadomo,") and "2 miejscowości; 80 mieszkańców, w tym 16 w wieku 65 lat" in w
        for w in words
    )


def test_school_days_and_door_to_door_services_have_tables(told, catalog):
    _, school, doors = _tables(_report(told, catalog)["transport"])
    assert school.rows == (("Day centre for older people", 60), ("Kindergarten", 40))
    assert doors.rows[0][:4] == (
        "Taksówka <b>=PomocNa</b>", "Zalewo", "school day, weekday free of school", "07:00–15:00",
    )  # fmt: skip


def test_a_comparison_that_could_not_be_made_is_said(told, catalog):
    transit = replace(
        told.transit, school_only=told.transit.school_only.iloc[:0], dates={"school": "2026-05-13"}
    )
    words = list(_words(_report(replace(told, transit=transit), catalog)["transport"]))
    assert "School days and weekdays free of school were not compared: one of them is not known." in words
