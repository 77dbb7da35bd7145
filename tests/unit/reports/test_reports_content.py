from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box
from six_cell_town import with_rough_centre, with_unknown_everywhere

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Gap, Paragraph, States, Table
from mapa_uslug.reports.outline import compose_report
from mapa_uslug.reports.places import MAX_SPOTS
from mapa_uslug.reports.rough_places import MAX_PLACES


@pytest.fixture
def report(town, catalog):
    return compose_report(town, catalog, text=Text("en"))


def _section(report, name):
    (found,) = [s for s in report.sections if s.id == name]
    return found


def _tables(report, name):
    return [b for b in _section(report, name).blocks if isinstance(b, Table)]


def _words(section):
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Bullets):
            yield from block.items


def test_the_largest_gap_comes_first(report):
    assert report.sections[0].id == "najwazniejsze"
    first = report.sections[0].blocks[0]
    assert first.text == (
        "The largest gap. Day centre for older people: 100 people too far (33% of the residents); "
        "in the target group (persons aged 65+): 20 people."
    )


def test_white_spots_of_the_headline_name_place_people_and_nearest_service(report):
    spots = _section(report, "najwazniejsze").blocks[-2].items
    assert spots[0] == (
        "Podlesie (gmina Podlesie): day centre for older people, 60 people; they have access to no place."
    )
    assert spots[1] == (
        "Nowa Wieś (gmina Zalewo): day centre for older people, 40 people; the nearest place (=CMD(), gmina Zalewo) "
        "lies 12\u00a0min beyond the threshold on average."
    )


def test_figures_of_a_service_add_up_to_all_residents(report):
    table = _tables(report, "uslugi")[0]
    for row in table.rows:
        assert isinstance(row[1], States)
        assert sum(row[1].counts) == 300
    centre = table.rows[0]
    assert centre[2:6] == (140, 30, Gap(100, 0, 300), 30)
    assert centre[7] == 20


def test_a_type_whose_places_were_not_weighed_has_no_figure_of_full(report):
    kindergarten = _tables(report, "uslugi")[0].rows[1]
    assert (kindergarten[3], kindergarten[7]) == (None, None)


def test_three_thresholds_stand_side_by_side_with_the_place_of_the_gap(report):
    rows = _tables(report, "uslugi")[1].rows
    assert [r[1:] for r in rows] == [(170, 1, 100, 1, 60, 1), (120, 2, 80, 2, 20, 2)]
    assert "The order of the largest gaps is the same at all three thresholds." in list(
        _words(_section(report, "uslugi"))
    )


def test_headline_and_ranks_put_a_service_whose_group_nobody_counted_last(report):
    # DDP 140, 100, 100 people too far; PRZ 120, 80, 20: nobody has counted the children whom a kindergarten is for.
    last = (
        "Services whose target group nobody has counted are ranked last: all residents stand in for it there."
    )
    assert last in list(_words(_section(report, "najwazniejsze")))
    ranks = _tables(report, "uslugi")[1]
    assert [row[0] for row in ranks.rows] == ["Day centre for older people", "Kindergarten"]
    assert [row[2::2] for row in ranks.rows] == [(1, 1, 1), (2, 2, 2)]
    assert ranks.note == last


def test_a_larger_gap_does_not_lift_a_service_whose_group_nobody_counted(town, catalog):
    layers = tuple(
        replace(x, people=np.stack([x.people.sum(axis=1) * (s == 2) for s in range(4)], axis=1))
        if x.service_type == "PRZ"
        else x
        for x in town.layers
    )
    report = compose_report(replace(town, layers=layers), catalog, text=Text("en"))
    ranks = _tables(report, "uslugi")[1]
    assert [(row[0], row[3], row[4]) for row in ranks.rows] == [
        ("Day centre for older people", 100, 1),
        ("Kindergarten", 300, 2),
    ]
    assert next(iter(_words(_section(report, "najwazniejsze")))).startswith(
        "The largest gap. Day centre for older people"
    )


def test_a_ranking_that_turns_is_said(town, catalog):
    layers = []
    for layer in town.layers:
        if layer.service_type == "DDP" and layer.level == 2:
            people = layer.people.copy()
            people[:, 0] += people[:, 2]
            people[:, 2] = 0
            layer = replace(layer, people=people)
        layers.append(layer)
    report = compose_report(replace(town, layers=tuple(layers)), catalog, text=Text("en"))
    (sentence,) = [w for w in _words(_section(report, "uslugi")) if w.startswith("The largest gap depends")]
    assert "kindergarten at the upper one" in sentence


def test_gminas_are_told_in_a_sentence_and_a_cell(report):
    section = _section(report, "gminy")
    assert list(_words(section)) == [
        "Podlesie: 80 residents; largest gap: day centre for older people, too far: 60 people (75%).",
        "Zalewo: 220 residents; largest gap: day centre for older people, too far: 40 people (18%).",
    ]
    (table,) = _tables(report, "gminy")
    assert [c.title for c in table.columns] == ["Service", "Podlesie", "Zalewo"]
    assert table.rows[0][1:] == (Gap(60, 0, 80), Gap(40, 30, 220))


def test_many_gminas_are_split_into_tables_of_their_own_names(town, catalog):
    codes = [f"0860{i:02d}" for i in range(11, 17)] + ["086001", "086002"]
    gminas = pd.concat([town.gminas.iloc[[0]]] * 8, ignore_index=True).assign(
        gmina_teryt=codes, gmina=[f"G{i}" for i in range(8)]
    )
    table = town.cells.table.assign(gmina_teryt=[codes[i] for i in (0, 1, 2, 3, 4, 7)])
    many = replace(town, gminas=gminas, cells=replace(town.cells, table=table))
    (only,) = _tables(compose_report(many, catalog, text=Text("en")), "gminy")
    assert [c.title for c in only.columns[1:]] == ["G0", "G1", "G2", "G3", "G4", "G7"]
    cells = pd.concat([table, table.iloc[[0]].assign(cell_id="c7", gmina_teryt="086001")], ignore_index=True)
    layers = tuple(
        replace(
            x,
            people=np.vstack([x.people, x.people[:1]]),
            target=None if x.target is None else np.vstack([x.target, x.target[:1]]),
            reason=np.append(x.reason, np.uint8(0)),
        )
        for x in town.layers
    )
    more = replace(many, cells=replace(town.cells, table=cells), layers=layers)
    captions = [t.caption for t in _tables(compose_report(more, catalog, text=Text("en")), "gminy")]
    assert [c.split(": ")[1] for c in captions] == ["G0, G1, G2, G3, G4, G6", "G7"]


def test_gminas_of_one_name_are_told_apart(town, catalog):
    gminas = town.gminas.assign(gmina=["Zalewo", "Zalewo", "Sąsiednia"])
    report = compose_report(replace(town, gminas=gminas), catalog, text=Text("en"))
    assert [c.title for c in _tables(report, "gminy")[0].columns[1:]] == [
        "Zalewo (086001)",
        "Zalewo (086002)",
    ]


def test_white_spots_are_listed_largest_first_and_those_of_groups_nobody_counted_last(report):
    table = _tables(report, "biale-plamy")[-1]
    assert [row[3] for row in table.rows] == [60, 40, 80]
    assert table.rows[2][4] is None
    assert table.rows[1] == (
        "Nowa Wieś", "Zalewo", "day centre for older people", 40, 8, "12\u00a0min", "=CMD(), gmina Zalewo",
    )  # fmt: skip


def test_localities_far_from_several_services_are_named(report):
    # Podlesie is too far from both; Nowa Wieś and Zarzecze from one.
    assert _tables(report, "biale-plamy")[0].rows == (("Podlesie", "Podlesie", 60, 2, 60),)
    assert _section(report, "najwazniejsze").blocks[-1].text == (
        "Too far from most services: Podlesie (gmina Podlesie, 60 residents), 2 services too far."
    )


def test_services_with_the_same_thresholds_share_a_row(town, catalog):
    layers = tuple(replace(x, service_type="POZ") for x in town.layers if x.service_type == "PRZ")
    report = compose_report(replace(town, layers=town.layers + layers), catalog, text=Text("en"))
    assert [row[0] for row in _tables(report, "progi")[0].rows] == [
        "Day centre for older people",
        "Kindergarten, primary health care",
    ]


def test_more_spots_than_fit_are_counted(town, catalog):
    spots = pd.concat([town.white_spots] * 30, ignore_index=True)
    spots["white_spot_id"] = [f"s{i:03d}" for i in range(len(spots))]
    report = compose_report(replace(town, white_spots=spots), catalog, text=Text("en"))
    assert len(_tables(report, "biale-plamy")[-1].rows) == MAX_SPOTS
    assert any(f"not listed here: {90 - MAX_SPOTS}." in w for w in _words(_section(report, "biale-plamy")))


def test_people_who_need_a_car_and_people_without_a_place_are_told(report):
    assert _tables(report, "tylko-samochodem")[0].rows[1][:2] == ("Day centre for older people", 70)
    assert _tables(report, "brak-miejsc")[0].rows == (("Day centre for older people", 30, 0.1),)
    assert any("kindergarten" in w for w in _words(_section(report, "brak-miejsc")))


def test_reasons_why_people_cannot_be_told_about_are_named_with_what_mends_them(report):
    (table,) = _tables(report, "nie-wiadomo")
    assert table.columns[-1].title == "no road in the data near the place where they live"
    assert [row[-1] for row in table.rows] == [30, 30]
    assert any("add the missing road" in w for w in _words(_section(report, "nie-wiadomo")))


def test_too_little_known_is_said_first_and_no_white_spot_is_claimed(town, catalog):
    report = compose_report(with_unknown_everywhere(town), catalog, text=Text("en"))
    assert [s.id for s in report.sections[:2]] == ["nie-wiadomo", "najwazniejsze"]
    first = report.sections[0].blocks[0]
    assert first.is_notice
    assert first.text == "Residents about whom nothing can be told, for any service: 200 people (67%)."
    assert "That is no proof that there is none" in next(_words(report.sections[1]))


def test_the_surface_that_the_data_reach_is_said_when_it_is_not_all(town, catalog):
    # The area is 4 km wide; the data end after the first.
    part = replace(with_unknown_everywhere(town), extent=box(300_000, 500_000, 301_000, 502_000))
    report = compose_report(part, catalog, text=Text("en"))
    assert report.sections[0].blocks[0].text == "The data reach over 25% of the surface of the area."


def test_services_without_a_point_are_counted(report):
    discreet, lost = _tables(report, "bez-polozenia")
    assert discreet.rows == (("Zalewo", "training flat", 1, 4.0),)
    assert lost.rows == (("Seniors' club", 1),)


def test_thresholds_carry_their_kind(report):
    rows = _tables(report, "progi")[0].rows
    assert rows[0] == (
        "Day centre for older people",
        "by car\u00a015\u00a0min, on foot, slow pace\u00a010\u00a0min",
        "by car\u00a030\u00a0min, on foot, slow pace\u00a015\u00a0min",
        "by car\u00a045\u00a0min, on foot, slow pace\u00a030\u00a0min",
        "a convention",
        None,
    )


def test_a_statutory_threshold_carries_its_legal_basis(town, catalog):
    layers = [
        replace(x, service_type="SP", mode="walk", unit="m", threshold=t, kind=k)
        for x, t, k in zip(
            [x for x in town.layers if x.service_type == "PRZ"],
            (3000, 4000, 5000),
            ("ustawowy", "ustawowy", "umowny"),
            strict=True,
        )
    ]
    report = compose_report(replace(town, layers=tuple(layers)), catalog, text=Text("en"))
    (row,) = _tables(report, "progi")[0].rows
    assert row[1:5] == (
        "on foot\u00a03,000\u00a0m",
        "on foot\u00a04,000\u00a0m",
        "on foot\u00a05,000\u00a0m",
        "set by law; set by law; a convention",
    )
    assert "art. 39" in row[5]


def test_warnings_and_counts_are_shown(report):
    assert _tables(report, "ostrzezenia")[0].rows == (
        ("uslugi.csv", "Row 7 was left out", "Give the row an address."),
    )
    assert _tables(report, "liczby")[0].rows[0] == (
        "sheet of services",
        5,
        4,
        1,
        "no place in the extract: 1",
    )


def test_openstreetmap_is_attributed_when_used(town, catalog):
    plain = compose_report(town, catalog, text=Text("en"))
    osm = replace(town, info=town.info | {"attribution": ["© OpenStreetMap contributors (ODbL)"]})
    assert not any("OpenStreetMap" in line for line in plain.attribution)
    assert any("ODbL" in line for line in compose_report(osm, catalog, text=Text("en")).attribution)


def test_files_of_the_inputs_are_named(town, catalog):
    info = town.info | {
        "inputs": {"roads": "drogi.osm.pbf", "services 1": "uslugi.csv", "totals": "ludnosc.csv"}
    }
    rows = _tables(compose_report(replace(town, info=info), catalog, text=Text("en")), "dane")[0].rows
    assert [r[1] for r in rows[:4]] == ["ludnosc.csv", "uslugi.csv", "drogi.osm.pbf", None]
    assert rows[1][2] == "2026-08-31 – 2026-09-30"


def test_places_known_only_roughly_are_named_with_what_hangs_on_them(town, catalog):
    report = compose_report(with_rough_centre(town), catalog, text=Text("en"))
    words = list(_words(_section(report, "nie-wiadomo")))
    assert "1 place of 2 is known only to: village or town (1)." in words
    assert any(
        w.startswith("Place known only to its street, village or gmina: give its coordinates") for w in words
    )
    reasons, types, places = _tables(report, "nie-wiadomo")
    # Day centre: c2 (50) for the place, c4 (30) for the road; kindergarten: c4 alone.
    assert [r[1] for r in reasons.rows] == [80, 30]
    titles = [c.title for c in reasons.columns]
    at = titles.index("the place of a service is known only to its street, village or gmina")
    assert [r[at] for r in reasons.rows] == [50, 0]
    assert types.rows == (("Day centre for older people", 1, 1, 50),)
    assert [(r[0], r[4]) for r in places.rows] == [("=CMD()", "village or town (±\u00a02,000\u00a0m)")]
    assert "lat and lon" in places.note


def test_nothing_is_said_of_rough_places_where_all_are_known(report):
    assert len(_tables(report, "nie-wiadomo")) == 1
    assert not any("known only" in w for w in _words(_section(report, "nie-wiadomo")))


def test_a_long_list_of_rough_places_says_where_the_rest_stands(town, catalog):
    services = pd.concat([town.services] * 30, ignore_index=True).assign(quality="gmina", radius_m=7000.0)
    services["service_id"] = [f"U-{i:03d}" for i in range(len(services))]
    report = compose_report(replace(town, services=services), catalog, text=Text("en"))
    assert len(_tables(report, "nie-wiadomo")[2].rows) == MAX_PLACES
    assert "Further places not listed here: 20. All of them stand in the file wyniki.gpkg." in list(
        _words(_section(report, "nie-wiadomo"))
    )


def test_a_rough_place_of_a_service_that_is_not_measured_is_listed_without_a_figure(town, catalog):
    services = town.services.assign(service_type=["TEL", "PRZ"], quality="ulica", radius_m=[500.0, 30.0])
    report = compose_report(replace(town, services=services), catalog, text=Text("en"))
    assert _tables(report, "nie-wiadomo")[1].rows[0][1:] == (1, 1, None)
