"""What the page embeds: every figure, and nothing that must stay confidential."""

import base64
import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn_district import NASTY, build_district

from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.places import QUALITIES
from mapa_uslug.contracts.tables import REASONS
from mapa_uslug.contracts.tiles import TileSource
from mapa_uslug.maps.document import make_document
from mapa_uslug.maps.elements import to_json

ROOT = Path(__file__).resolve().parents[3]
KINDS = {"u1": "<u1", "u2": "<u2", "u4": "<u4", "i4": "<i4", "f8": "<f8"}


def unpack(document):
    raw = gzip.decompress(base64.b64decode(document.arrays))
    return {
        name: np.frombuffer(raw, dtype=KINDS[kind], count=size, offset=offset)
        for name, (kind, offset, size) in document.data["arrays"].items()
    }


@pytest.fixture(scope="module")
def document(district, catalog):
    from mapa_uslug.core.text import Text

    return make_document(district, catalog, text=Text("en"))


def test_cells_that_the_source_keeps_confidential_have_no_people(document, district):
    arrays = unpack(document)
    is_imputed = district.cells.table["is_imputed"].to_numpy()
    assert is_imputed.sum() == 12
    assert arrays["cells.people"][is_imputed].tolist() == [0] * 12
    assert set(arrays["cells.people"][~is_imputed].tolist()) == {10}


def test_age_groups_of_cells_are_not_embedded(district, catalog, text):
    # Ages 7 and 3 in turn, so that an array of them anywhere would show.
    table = district.cells.table.copy()
    table["people_65_plus"] = np.where(np.arange(len(table)) % 2, 7, 3)
    cells = type(district.cells)(**{**vars(district.cells), "table": table})
    arrays = unpack(make_document(build_district(cells=cells), catalog, text=text))
    assert not any(len(a) == len(table) and set(a.tolist()) <= {3, 7} and a.any() for a in arrays.values())


@pytest.mark.parametrize(
    ("cells", "people", "target"),
    [
        ("c000|c001", 480, 96),  # none is confidential
        ("c005", None, None),  # one cell, confidential
        ("c005|c006", 480, None),
        ("c005|c017|c029|c041|c042", 480, None),
        ("c005|c017|c029|c041|c053", 480, 96),
    ],
)
def test_figures_of_spots_from_which_a_confidential_cell_could_be_told_are_left_out(
    district, catalog, text, cells, people, target
):
    spots = district.white_spots.assign(cells=cells, people=480, people_target=96)
    data = make_document(build_district(white_spots=spots), catalog, text=text).data
    at = [data["white_spot_columns"].index(c) for c in ("people", "people_target")]
    assert data["white_spots"]
    assert all([row[i] for i in at] == [people, target] for row in data["white_spots"])


def test_sums_of_gminas_are_those_of_the_layers(document, district):
    arrays = unpack(document)
    at = next(
        i
        for i, a in enumerate(document.data["answers"])
        if (a["type"], a["mode"], a["level"]) == ("DDP", "car", 1)
    )
    # Zalewo: columns 0-5, three in ten of column 2 without a place; Podlesie: column 6 served, 7-10 too far, 11 unknown.
    assert arrays[f"sums.{at}"].reshape(-1, 4).tolist() == [[684, 36, 0, 0], [120, 0, 480, 120], [0, 0, 0, 0]]  # fmt: skip


def test_the_first_question_is_the_largest_white_spot(document):
    # SP: two columns from the ninth on, DDP: four from the seventh on.
    assert document.data["first"] == {"type": "DDP", "mode": "all", "level": 1}


def test_costs_are_rounded_up_and_unknown_ones_are_told_apart(document):
    cost = unpack(document)["cost.DDP.car"]
    assert [int(cost[12 * c]) for c in (2, 3, 10, 11)] == [0, 6, 48, 65535]


def test_the_document_is_the_same_whatever_it_is_asked_twice(district, catalog, text):
    first, second = (make_document(district, catalog, text=text) for _ in range(2))
    assert (to_json(first.data), first.arrays) == (to_json(second.data), second.arrays)


def test_json_in_the_page_has_no_markup_and_reads_back_unchanged(catalog, text):
    data = make_document(build_district(nasty=NASTY), catalog, text=text).data
    written = to_json(data)
    assert not set("<>&\u2028\u2029") & set(written)
    assert NASTY in json.loads(written)["name"]


def test_services_that_may_not_be_drawn_are_refused(district, catalog, text):
    services = district.services.assign(sensitivity=1)
    with pytest.raises(ValueError, match="may not be drawn"):
        make_document(build_district(services=services), catalog, text=text)


def test_people_of_an_unknown_gmina_are_refused(district, catalog, text):
    gminas = district.gminas[district.gminas["gmina_teryt"] != "086002"]
    with pytest.raises(ValueError, match="086002"):
        make_document(build_district(gminas=gminas), catalog, text=text)


def test_an_area_without_background_or_white_spots_can_be_drawn(district, catalog, text):
    empty = {
        name: None if table is None else table.iloc[:0] for name, table in vars(district.landscape).items()
    }
    bare = build_district(
        landscape=type(district.landscape)(**empty),
        white_spots=district.white_spots.iloc[:0],
        isochrones=district.isochrones.iloc[:0],
        services=district.services.iloc[:0],
        unlocated=district.unlocated.iloc[:0],
    )
    data = make_document(bare, catalog, text=text).data
    assert (data["white_spots"], data["services"], data["place_names"]) == ([], [], [])


def test_only_a_place_known_roughly_has_a_radius_and_the_notes_say_what_follows(document, catalog, text):
    known = [(s["quality"], s.get("radius_m")) for s in document.data["services"]]
    assert known == [("punkt_adresowy", None), ("ulica", 500), *[("punkt_adresowy", None)] * 3]
    assert document.data["notes"][0].startswith(
        "1 place is known only to its street, village or gmina. It may lie anywhere in its circle"
    )
    exact = build_district(services=build_district().services.assign(radius_m=100.0))
    data = make_document(exact, catalog, text=text).data
    assert not any("radius_m" in s for s in data["services"])
    assert not any("known only" in note for note in data["notes"])


def test_the_notes_begin_with_the_roads_that_a_plan_closes(catalog, text):
    district = build_district()
    shut = build_district(info=district.info | {"closed": {"Powódź": 3}})
    notes = make_document(shut, catalog, text=text).data["notes"]
    assert notes[0].startswith("Roads are closed here: Powódź (3 stretches of road).")
    assert not any(
        "Roads are closed" in note for note in make_document(district, catalog, text=text).data["notes"]
    )


def test_every_class_of_a_place_and_every_reason_has_a_word(document):
    words = document.data["words"]
    assert list(words["qualities"]) == list(QUALITIES)
    assert words["qualities"]["ulica"] == "street"
    assert len(words["reasons"]) == len(REASONS)
    assert words["reasons"][REASONS.index("uncertain_place")] == (
        "the place of a service is known only to its street, village or gmina"
    )


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "OpenStreetMap"),
        ("https://mapy.example.pl/{z}/{x}/{y}.png", "mapy.example.pl"),
    ],
)
def test_tiles_from_the_web_are_named_only_where_they_were_asked_for(document, catalog, text, url, source):
    assert document.data["info"]["tiles"] is None
    asked = build_district(info={"tiles": TileSource(url, "© Ktoś")})
    told = make_document(asked, catalog, text=text).data["info"]["tiles"]
    assert told == {"url": url, "attribution": "© Ktoś", "source": source}


def what_if_run(**changes):
    """The example of the package, with what its map counts anew from."""
    from mapa_uslug.pipeline import analyse, load_area

    data = load_area(ROOT / "data" / "example" / "area.toml", lambda step: None)
    return replace(analyse(data, data.registry.located, data.config.sharing), **changes)


@pytest.fixture(scope="module")
def counting_run():
    return what_if_run()


def test_a_run_that_counts_anew_embeds_costs_and_no_answers(counting_run, catalog, text):
    document = make_document(counting_run, catalog, text=text)
    assert document.what_if == "full"
    assert (document.data["answers"], document.data["white_spots"]) == ([], [])
    arrays = unpack(document)
    assert not any(name.startswith(("state.", "sums.", "cost.")) for name in arrays)
    what_if = document.data["what_if"]
    number = next(i for i, t in enumerate(what_if["types"]) if t["code"] == "DDP")
    table = arrays[f"steps.{number}.0"].reshape(len(what_if["types"][number]["measures"][0]["places"]), -1)
    steps = np.cumsum(table, axis=1, dtype=np.uint8)
    given = counting_run.what_if.types[number].measures["car"].steps
    assert np.array_equal(steps, given[:, arrays["cells.order"]])


def test_a_file_that_would_be_too_large_does_without_new_places_first(counting_run, catalog, text):
    whole = make_document(counting_run, catalog, text=text)
    places = make_document(limited(counting_run, whole.size - 1), catalog, text=text)
    assert (places.what_if, places.ways, places.data["way_arrays"]) == ("places", "", {})
    small = limited(counting_run, places.size - 1)
    none = make_document(small, catalog, text=text)
    # Nothing is left of what was tried first.
    bare = make_document(replace(small, what_if=None), catalog, text=text)
    assert (none.data, none.arrays, none.ways) == (bare.data, bare.arrays, bare.ways)
    assert (none.what_if, none.data["what_if"]) == ("none", None)
    assert none.data["answers"]
    assert "scenario run" in none.data["what_if_note"]
    assert whole.size > places.size > 0


def limited(run, size):
    return replace(run, info={**run.info, "largest_mb": size / 1e6})


def test_age_groups_of_confidential_cells_are_not_embedded(counting_run, catalog, text):
    is_imputed = counting_run.cells.table["is_imputed"].to_numpy(dtype=bool)
    assert is_imputed.sum() > 10
    document = make_document(counting_run, catalog, text=text)
    arrays = unpack(document)
    for i, group in enumerate(document.data["what_if"]["groups"]):
        if group == "all":
            continue
        assert arrays[f"people.{i}"][is_imputed].sum() == 0, group
        counted = count_group(counting_run.cells, group)
        assert arrays[f"people.{i}"][~is_imputed].tolist() == counted[~is_imputed].tolist()
        assert arrays[f"confidential.{i}"].sum() == counted[is_imputed].sum()
    assert any(arrays[name].sum() > 0 for name in arrays if name.startswith("confidential."))
