"""What the report says about causes, links, people without a car and public transport."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hand_causes import build_told_town

from mapa_uslug.barriers.candidates import NEAR_M
from mapa_uslug.catalog.barrier_words import (
    LONGEST_BRIDGE_M,
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
            for length in (100.0, LONGEST_BRIDGE_M + 1):
                assert name_with_new_crossing(text, kind, mode, length) not in name_new_crossing(
                    text, kind, mode, length
                )


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


@pytest.mark.parametrize(
    ("kind", "mode", "metres", "told"),
    [
        ("river", "walk", 45, "kładka (45 m)"),
        ("river", "bike", 500, "kładka (500 m)"),
        ("river", "car", 3_800, "nowa droga z mostem (3,8 km)"),
        ("river", "walk_slow", 501, "nowa ścieżka z kładką (500 m)"),
        ("railway", "car", 30, "przejazd kolejowy (30 m)"),
        ("motorway", "car", 4_000, "nowa droga z wiaduktem (4 km)"),
    ],
)
def test_only_a_short_link_is_called_a_bridge(kind, mode, metres, told):
    assert name_new_crossing(Text("pl"), kind, mode, metres).replace("\u00a0", " ") == told


def test_a_short_link_is_what_the_search_looks_for_near_an_obstacle():
    assert LONGEST_BRIDGE_M == NEAR_M


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


def _barriers(told, catalog, *, lines, language="pl"):
    """Sentences about barriers, after the introduction of the causes and the line before the list."""
    report = _report(replace(told, barriers=replace(told.barriers, lines=lines)), catalog, language)
    return next(
        [i.replace("\u00a0", " ") for i in b.items]
        for b in report["przyczyny"].blocks
        if isinstance(b, Bullets)
    )


def test_a_barrier_is_told_in_one_polish_sentence(told, catalog):
    first, second = _barriers(told, catalog, lines=told.barriers.lines)
    # The footbridge brings 60 people within 15 minutes on foot, the bridge nobody: it is told first, with its mode, because
    # the barrier is one for cars.
    assert first == (
        "Rzeka Żeglina oddziela 60 osób (Podlesie, Zarzecze) od 220 osób (Zalewo, Nowa Wieś); samochodem jest 15,2 km "
        "zamiast 1,2 km; najbliższy most: 14 km (Zalewo); z nową kładką w tym miejscu w progu 15 min zmieściłoby się jeszcze "
        "60 osób (dzienny dom pomocy, pieszo (wolnym krokiem))."
    )
    assert second.startswith("Linia kolejowa oddziela 1 osobę (Zarzecze) od 40 osób (Nowa Wieś); ")
    assert "najbliższe przejścia: 730 m i 2 km (Zalewo)" in second
    assert (
        "z nowym przejazdem kolejowym w tym miejscu w progu 30 min zmieściłaby się jeszcze 1 osoba" in second
    )


def test_a_bridge_for_cars_is_told_beside_a_footbridge_that_helps_more(told, catalog):
    crossings = told.barriers.crossings.assign(people=[60, 36, 1])
    weighed = replace(told, barriers=replace(told.barriers, crossings=crossings))
    (line,) = _barriers(weighed, catalog, lines=told.barriers.lines.iloc[[0]])
    assert (
        "60 osób (dzienny dom pomocy, pieszo (wolnym krokiem)); z nowym mostem w tym miejscu w progu " in line
    )
    assert line.endswith("36 osób (dzienny dom pomocy, samochodem).")


def test_an_obstacle_that_bars_walkers_and_cars_is_told_once(told, catalog):
    river = told.barriers.lines.iloc[[0]]
    same = river.assign(mode="walk", barrier_id="B3")
    (both,) = _barriers(told, catalog, lines=pd.concat([river, same]))
    assert "; samochodem i pieszo jest 15,2 km zamiast 1,2 km; " in both
    assert both.endswith("60 osób (dzienny dom pomocy).")
    (apart,) = _barriers(told, catalog, lines=pd.concat([river, same.assign(network_m=9_000.0)]))
    assert "; samochodem jest 15,2 km zamiast 1,2 km, pieszo jest 9 km zamiast 1,2 km; " in apart
    (cut,) = _barriers(told, catalog, lines=pd.concat([river, same.assign(network_m=np.inf)]))
    assert (
        "samochodem jest 15,2 km zamiast 1,2 km, pieszo w danych nie ma drogi tam i z powrotem "
        "(w linii prostej 1,2 km)" in cut
    )
    (beyond,) = _barriers(told, catalog, lines=pd.concat([river, same.assign(network_m=64_000.0)]))
    assert "samochodem jest 15,2 km zamiast 1,2 km, pieszo jest ponad 64 km zamiast 1,2 km" in beyond


def test_lines_of_one_mode_or_far_apart_are_barriers_of_their_own(told, catalog):
    river = told.barriers.lines.iloc[[0]]
    far = river.assign(mode="walk", geometry=river.geometry.translate(xoff=60))
    assert len(_barriers(told, catalog, lines=pd.concat([river, river.assign(barrier_id="B3")]))) == 2
    assert len(_barriers(told, catalog, lines=pd.concat([river, far]))) == 2
    assert (
        len(_barriers(told, catalog, lines=pd.concat([river, river.assign(mode="walk", name="Odra")]))) == 2
    )


def test_obstacles_with_banks_come_before_forests_and_these_before_missing_roads(told, catalog):
    river = told.barriers.lines.iloc[[0]]
    others = [
        river.assign(
            kind=kind, name="", people_left=people, geometry=river.geometry.translate(xoff=1_000 * (at + 1))
        )
        for at, (kind, people) in enumerate(
            (("no_road", 9_000), ("forest", 5_000), ("no_road", 100), ("lake", 10))
        )
    ]
    sentences = _barriers(told, catalog, lines=pd.concat([*others, river]), language="en")
    assert [sentence.split(" parts ")[0] for sentence in sentences] == [
        "The river Żeglina", "A lake", "A forest", "A missing road", "A missing road",
    ]  # fmt: skip
    assert "9,000 people" in sentences[3]


def test_a_barrier_without_crossings_says_so(told, catalog):
    lines = told.barriers.lines.assign(crossing_before_m=np.nan, crossing_after_m=np.nan)
    assert "the data have no way across it near by" in _barriers(told, catalog, lines=lines, language="en")[0]
    # Nobody crosses a missing road.
    assert "way across" not in _barriers(told, catalog, lines=lines.assign(kind="no_road"), language="en")[0]


def test_three_new_crossings_of_a_barrier_are_listed_each_the_best_for_a_service_and_mode(told, catalog):
    crossings = told.barriers.crossings
    first = crossings.iloc[[0]]
    more = [
        first.assign(people=50, person_minutes=9_999.0),  # worse than the first for the same service and mode
        first.assign(mode="bike", people=7),
        first.assign(service_type="PRZ", people=9),
        first.assign(service_type="PRZ", mode="bike", people=8),
    ]
    told = replace(
        told, barriers=replace(told.barriers, crossings=pd.concat([crossings, *more], ignore_index=True))
    )
    table = _tables(_report(told, catalog)["przyczyny"])[1]
    assert [(row[2], row[3]) for row in table.rows] == [
        ("day centre for older people, on foot, slow pace", 60), ("kindergarten, on foot, slow pace", 9),
        ("kindergarten, by bicycle", 8), ("kindergarten, by car", 1),
    ]  # fmt: skip
    assert table.rows[0][0] == "Footbridge (45\u00a0m): the river Żeglina"
    assert "to compare ways across with each other" in table.note


def test_many_barriers_are_cut_and_the_rest_is_counted(told, catalog):
    river = told.barriers.lines.iloc[[0]]
    lines = pd.concat([river.assign(geometry=river.geometry.translate(xoff=1_000 * n)) for n in range(15)])
    report = _report(replace(told, barriers=replace(told.barriers, lines=lines)), catalog)
    assert any(w.startswith("Further barriers not listed here: 3.") for w in _words(report["przyczyny"]))


def test_a_link_stands_once_with_the_service_that_suffers_most(told, catalog):
    section = _report(told, catalog)["mosty"]
    (table,) = _tables(section)
    assert table.rows == (
        ("Bridge (Żeglina)", "Podlesie, Zarzecze", 2, "day centre for older people, by car", 62, 60, 20,
         "12\u00a0min", "4\u00a0km"),
        ("The only road", "Nowa Wieś", 1, "day centre for older people, on foot, slow pace", 1, 1, 0, None, None),
    )  # fmt: skip
    assert "Roads beyond the end of the data might lead round faster" in table.note
    assert list(_words(_report(told, catalog, "pl")["mosty"]))[1] == (
        "Most (Żeglina), Podlesie, Zarzecze: dzienny dom pomocy, samochodem; 62 osoby znalazłyby się za progiem; "
        "60 osób nie miałoby jak tam dotrzeć; z drugiej strony byłoby tam 4 km; podróż wydłużyłaby się najwyżej o 12 min; "
        "dotyczy 2 usług."
    )


def test_people_cut_off_may_have_been_beyond_the_threshold_before(told, catalog):
    links = told.barriers.links.assign(people_cut_off=[65, 0, 1])
    sentence = list(
        _words(_report(replace(told, barriers=replace(told.barriers, links=links)), catalog, "pl")["mosty"])
    )[1]
    assert (
        "62 osoby znalazłyby się za progiem; 65 osób nie miałoby jak tam dotrzeć (łącznie z tymi, które już dziś są za progiem)"
        in sentence
    )
    assert "w tym" not in sentence


@pytest.mark.parametrize(("shares", "rows"), [((0.0, 0.5), 2), ((0.6, 1.0), 3)])
def test_links_are_one_where_they_share_half_of_the_shorter(told, catalog, shares, rows):
    links = told.barriers.links
    shapes = links.geometry.tolist()
    shapes[1] = shapely.ops.substring(shapes[0], *shares, normalized=True)
    if rows == 3:
        shapes[1] = shapely.affinity.translate(shapes[1], yoff=2)
    found = replace(told, barriers=replace(told.barriers, links=links.set_geometry(shapes, crs=links.crs)))
    assert len(_tables(_report(found, catalog)["mosty"])[0].rows) == rows


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
    no = "does not count"
    # Day centres are not judged by bicycle; by public transport they are, but nobody measured it.
    assert modes.rows[0] == (
        "Day centre for older people", "all residents", 300, 170, None, 100, no, 70, 3, 18,
    )  # fmt: skip
    assert modes.rows[1][1:4] == ("persons aged 65+", 60, 34)
    # A kindergarten is judged by all four.
    assert modes.rows[2][3:] == (190, None, None, None, 190, 0, 48)
    assert [c.title for c in by_gmina.columns] == ["Service", "Podlesie", "Zalewo"]
    assert by_gmina.rows == (("Day centre for older people", 20, 50), ("Kindergarten", 0, 190))
    assert any("as given: 25%." in w for w in _words(_report(told, catalog)["bez-samochodu"]))


def test_what_is_not_told_of_a_service_is_no_zero(told, catalog):
    table = told.barriers.no_car
    nothing = table["service_type"] == "PRZ"
    table = table.assign(
        only_car=table["only_car"].mask(nothing), maybe_only_car=table["maybe_only_car"].mask(nothing)
    )
    modes, by_gmina = _tables(
        _report(replace(told, barriers=replace(told.barriers, no_car=table)), catalog)["bez-samochodu"]
    )
    assert modes.rows[2][7:9] == (None, None)
    assert [row[0] for row in by_gmina.rows] == ["Day centre for older people"]


def test_a_service_judged_by_cars_only_has_nothing_to_compare(told, catalog):
    cars = [
        t.model_copy(update={"thresholds": {"car": t.thresholds["car"]}}) if t.code == "DDP" else t
        for t in catalog.types
    ]
    modes, by_gmina = _tables(_report(told, catalog.with_types(cars))["bez-samochodu"])
    assert {row[0] for row in (*modes.rows, *by_gmina.rows)} == {"Kindergarten"}
    assert "nothing to compare it with: day centre for older people." in modes.note


def test_people_of_whom_nothing_can_be_said_have_a_column_when_there_are_any(told, catalog):
    table = told.barriers.no_car
    modes = _tables(_report(told, catalog)["bez-samochodu"])[0]
    assert "Perhaps only by car" in [c.title for c in modes.columns]
    assert "They are no part of “Only by car”" in modes.note
    none = replace(
        told, barriers=replace(told.barriers, no_car=table.assign(maybe_only_car=0 * table["maybe_only_car"]))
    )
    modes = _tables(_report(none, catalog)["bez-samochodu"])[0]
    assert "Perhaps only by car" not in [c.title for c in modes.columns]
    assert "Perhaps" not in modes.note


def test_a_white_spot_names_its_cause(told, catalog):
    report = _report(told, catalog, "pl")
    table = next(t for t in _tables(report["biale-plamy"]) if t.columns[-1].title == "Przyczyna")
    causes = {(row[2], row[0]): str(row[-1]).replace("\u00a0", " ") for row in table.rows}
    told_river = (
        "rzeka Żeglina: 15,2 km drogą, a najbliższe miejsce tej usługi jest 1,2 km w linii prostej; "
        "najbliższy most: 14 km (Zalewo)"
    )
    assert told_river in causes.values()
    remote = "miejsce jest odległe: 26 km drogą, a najbliższe miejsce tej usługi jest 20 km w linii prostej"
    assert remote in causes.values()
    assert any(f"Przyczyna: {told_river}." in words for words in _words(report["najwazniejsze"]))
    assert "Przyczyna" not in [
        c.title
        for t in _tables(_report(replace(told, barriers=None), catalog, "pl")["biale-plamy"])
        for c in t.columns
    ]


def test_without_the_share_of_households_nothing_is_estimated(told, catalog):
    table = told.barriers.no_car.assign(
        households_without_car=np.nan, without_car_estimate=pd.array([None] * 6, dtype="Float64")
    )
    section = _report(replace(told, barriers=replace(told.barriers, no_car=table)), catalog)["bez-samochodu"]
    assert len(_tables(section)[0].columns) == 9
    assert not any("Households" in w for w in _words(section))


def test_public_transport_states_its_conditions_and_who_is_left_without(told, catalog):
    words = list(_words(_report(told, catalog, "pl")["transport"]))
    assert words[0] == "Rodzaj dnia, którego dotyczą liczby: dzień szkolny."
    assert words[1] == "Dni odczytane z rozkładów z datami: dzień szkolny (2026-05-13)."
    assert "co najmniej 60 min w godzinach otwarcia" in words[3]
    assert "najpóźniej 420 min po wyjściu" in words[3]
    assert "Wykluczenie z transportu publicznego: 1 miejscowość; 70 mieszkańców." in words
    assert any(
        w.startswith("Nie wiadomo:") and "2 miejscowości; 80 mieszkańców, w tym 16 w wieku 65 lat" in w
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


def test_a_report_begins_with_the_roads_that_a_plan_closes(told, catalog):
    shut = replace(told, info=told.info | {"closed": {"Powódź": 3, "Remont": 1}})
    report = compose_report(shut, catalog, text=Text("pl"))
    (block,) = report.sections[0].blocks
    assert block.text == (
        "Zamknięte drogi: Powódź (3 odcinki dróg), Remont (1 odcinek drogi). Nikt nimi nie przejeżdża ani nie przechodzi. "
        "Nowych przejść bliżej niż 100 m od nich się nie proponuje. Autobusy liczy się tak, jakby dalej nimi jeździły."
    )
    assert "zamkniete-drogi" not in _report(told, catalog, "pl")
