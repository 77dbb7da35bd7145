"""``publish``: everything it writes, what nobody can learn from it, and its faults."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from monitored_area import EXAMPLE, cut
from outsider import PEOPLE, Outsider

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.cli import main
from mapa_uslug.maps import read_drawn_map
from mapa_uslug.pipeline import analyse, load_area
from mapa_uslug.reports.public_tables import SPOT_COLUMNS
from mapa_uslug.reports.words import STATE_COLUMNS, name_mode_for_everybody
from mapa_uslug.steps.publication import FILES

K = 100
"""Large, so that the small area has something to hide."""
PERSONS = ("Zielińska", "akowalska", "Nowakowski", "Zamiejska 9")


def run(*arguments: object, language: str = "pl") -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", language, *map(str, arguments)])
    return int(caught.value.code or 0)


def name_persons(folder: Path) -> None:
    """Persons in contacts that reading the sheet lets through, somebody who works under an own name, and a shelter."""
    path = folder / "uslugi.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    day_centre = next(r for r in rows if r["usluga_kod"] == "DDP")
    day_centre |= {"kontakt_rola": "kierowniczka Zielińska, akowalska@ddp.example, tel. 11 222 33 44"}
    trader = day_centre | {
        "usluga_id": "U-900", "podmiot_id": "", "nazwa": "Punkt Apteczny Jan Nowakowski", "typ_podmiotu": "prywatny",
        "usluga_kod": "APT", "ulica": "Zamiejska", "nr": "9", "kontakt_rola": "tel. 55", "zgloszenia": "", "prowadzi_wpis": "",
    }  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows([*rows, trader])


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    folder = tmp_path_factory.mktemp("publikacja") / "dane"
    shutil.copytree(EXAMPLE, folder)
    cut(folder)
    name_persons(folder)
    return folder / "area.toml"


@pytest.fixture(scope="module")
def edition(area):
    out = area.parent.parent / "strona"
    assert run("publish", area, "--out", out, "--k", K) == 0
    return out


@pytest.fixture(scope="module")
def truth(area):
    """What the run counted at the main threshold: (type, mode, level, group, gmina) -> people and people by state."""
    from mapa_uslug.publication.figures import list_answers

    data = load_area(area, lambda step: None)
    result = analyse(data, data.registry.located, data.config.sharing, for_map=False, explains=False)
    codes = result.cells.table["gmina_teryt"].to_numpy(dtype=object)
    counted = {}
    for code in {x.service_type for x in result.layers}:
        for answer in list_answers(
            [x for x in result.layers if (x.service_type, x.level) == (code, MAIN_LEVEL)]
        ):
            for group, states in (("wszyscy", answer.people), ("grupa docelowa", answer.target)):
                for gmina in ("", *sorted(set(codes))):
                    if states is not None:
                        own = states[(codes == gmina) | (gmina == "")].sum(axis=0)
                        mode = name_mode_for_everybody(answer.mode)
                        key = (code, mode, str(answer.level + 1), group, gmina)
                        counted[key] = (int(own.sum()), *map(int, own))
    return counted


def read(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def main_rows(edition: Path) -> list[dict[str, str]]:
    """All people at the main threshold; day centres have one mode in this area."""
    return [
        row
        for row in read(edition / "dostep_do_uslug.csv")
        if (row["poziom"], row["grupa"]) == ("2", "wszyscy")
        and row["srodek"] == ("samochodem" if row["usluga"] == "DDP" else "wszystkie")
    ]


def test_everything_is_written_and_links_lead_to_it(edition):
    assert sorted(p.name for p in edition.iterdir()) == sorted(FILES)
    page = (edition / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="([^"#]+)"', page)) == set(FILES) - {"index.html"}
    for name in FILES[3:6]:
        assert (edition / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_person_is_named_in_any_file(edition):
    for name in FILES:
        content = (edition / name).read_bytes()
        for word in PERSONS:
            assert word.encode() not in content, (name, word)
    page = (edition / "baza_informacji.html").read_text(encoding="utf-8")
    assert "tel. 11 222 33 44" in page
    assert "podmiot prywatny" in page
    index = (edition / "index.html").read_text(encoding="utf-8")
    # One name and one mailbox of the day centre's contact.
    assert "pocztowych osób usunięto: 2" in re.sub(r"\s", " ", index)


def test_who_works_under_an_own_name_has_no_point(edition):
    places = gpd.read_file(edition / "dane_publiczne.gpkg", layer="uslugi")
    assert len(places) > 20
    assert "U-900" not in set(places["usluga_id"])
    assert "U-900" in {r["usluga_id"] for r in read(edition / "baza_informacji.csv")}
    assert "U-900" not in (edition / "mapa.html").read_text(encoding="utf-8")


def test_services_of_sensitivity_1_are_told_by_gmina_and_those_of_2_not_at_all(edition):
    rows = read(edition / "baza_informacji.csv")
    hidden = [r for r in rows if not r["usluga_id"]]
    assert {r["usluga"] for r in hidden} >= {"MW", "MT"}
    assert all(r["kontakt"] and not r["nazwa"] and not r["adres"] for r in hidden)
    assert not {r["usluga"] for r in rows} & {"PZR", "HOS", "SOW"}


def test_told_figures_are_true_and_the_small_ones_are_hidden(edition, truth):
    rows = read(edition / "dostep_do_uslug.csv")
    n_hidden = 0
    for row in rows:
        true = truth[row["usluga"], row["srodek"], row["poziom"], row["grupa"], row["gmina_teryt"]]
        named = set(filter(None, row["ukryte"].split("|")))
        for column, value in zip(("osoby", *STATE_COLUMNS), true, strict=True):
            assert (row[column] == "") == (column in named)
            assert row[column] in ("", str(value))
            # How many live in a gmina is known to everybody, and the map shows where all of them are in one state.
            if 0 < value < min(K, true[0]):
                assert column in named
            n_hidden += column in named
    assert len(rows) == len(truth)
    assert n_hidden > 10


def services_of(edition: Path) -> list[list[dict[str, str]]]:
    rows = read(edition / "dostep_do_uslug.csv")
    return [[r for r in rows if r["usluga"] == code] for code in sorted({r["usluga"] for r in rows})]


@pytest.mark.slow
def test_no_hidden_figure_can_be_worked_out_from_the_files(edition, truth):
    """Nor a small one narrowed to fewer than k values, unless everybody knows that the group is smaller."""
    n_small = 0
    for rows in services_of(edition):
        outsider = Outsider.reading(rows)
        true = true_values(outsider, rows, truth)
        for (mode, group, gmina, _), number in outsider.number.items():
            if outsider.told[number] is not None:
                continue
            least, greatest = outsider.range_of({number: 1.0})
            assert least - 1e-6 <= true[number] <= greatest + 1e-6
            is_small = 0 < true[number] < K
            residents = true[outsider.number[mode, group, gmina, PEOPLE]]
            assert greatest - least >= (min(K - 1, residents) if is_small else 1) - 1e-6, (
                rows[0]["usluga"],
                number,
            )
            n_small += is_small
    assert n_small > 10


@pytest.mark.slow
def test_no_small_difference_can_be_worked_out_either(edition, truth):
    """Residents who are not of the group, and those who are far, or served, by one mode and not by all."""
    n_small = 0
    for rows in services_of(edition):
        outsider = Outsider.reading(rows)
        true = true_values(outsider, rows, truth)
        names = {number: name for name, number in outsider.number.items()}
        for part, whole in outsider.never_more:
            residents = true[outsider.number[(*names[part][:3], PEOPLE)]]
            # Of nobody and of everybody no figure is needed to tell: the map shows them.
            if 0 < true[whole] - true[part] < K and not {true[part], true[whole]} <= {0, residents}:
                least, greatest = outsider.range_of({whole: 1.0, part: -1.0})
                assert greatest - least >= min(K - 1, residents) - 1e-6, (names[part], names[whole])
                n_small += 1
    assert n_small > 3


def true_values(outsider, rows, truth) -> list[int]:
    (service,) = {r["usluga"] for r in rows}
    return [truth[service, mode, "2", group, gmina][at] for mode, group, gmina, at in outsider.number]


def test_white_spots_are_those_of_the_main_question_and_have_no_people(edition):
    spots = gpd.read_file(edition / "dane_publiczne.gpkg", layer="biale_plamy")
    assert set(spots["poziom"]) == {2}
    assert set(spots["srodek"]) == {"wszystkie"}
    rows = read(edition / "biale_plamy.csv")
    assert list(rows[0]) == [c for c in spots.columns if c != "geometry"]
    assert list(rows[0]) == list(SPOT_COLUMNS)
    assert not {"osoby", "ukryte"} & set(rows[0])
    assert {
        i: "" if np.isnan(n) else f"{n:g}"
        for i, n in zip(spots["plama_id"], spots["ponad_prog"], strict=True)
    } == {r["plama_id"]: r["ponad_prog"] and f"{float(r['ponad_prog'].replace(',', '.')):g}" for r in rows}


def test_where_somebody_works_at_home_no_way_leads(edition):
    """Pharmacies: one of them is that of U-900."""
    drawn = read_drawn_map(edition / "mapa.html", takes_public=True)
    ways = [name for name in drawn.arrays if name.split(".")[0] in ("cost", "nearest")]
    assert {name.split(".")[1] for name in ways} > {"APT"}
    for name in ways:
        array = drawn.arrays[name]
        nothing = 65535 if name.startswith("cost") else 0
        assert (array == nothing).all() == (name.split(".")[1] == "APT"), name
    assert drawn.data["public"]["untold_ways"] == ["APT"]
    types = {band[0] for band in drawn.data["bands"]}
    assert "APT" not in types
    assert {"DDP", "POZ"} & types
    columns = drawn.data["white_spot_columns"]
    spots = [dict(zip(columns, row, strict=True)) for row in drawn.data["white_spots"]]
    own = [s for s in spots if drawn.data["answers"][s["answer"]]["type"] == "APT"]
    assert own
    assert {(s["over"], s["nearest"]) for s in own} == {(None, -1)}
    assert {r["ponad_prog"] for r in read(edition / "biale_plamy.csv") if r["usluga"] == "APT"} <= {""}


def test_layers_tell_what_the_tables_tell(edition):
    rows = {(r["gmina_teryt"], r["usluga"]): r for r in main_rows(edition)}
    gminas = gpd.read_file(edition / "dane_publiczne.gpkg", layer="gminy").set_index("gmina_teryt")
    compared = 0
    for (gmina, code), row in rows.items():
        for state in STATE_COLUMNS if gmina else ():
            value = gminas.loc[gmina, f"{code}_{state}"]
            assert row[state] == ("" if np.isnan(value) else str(int(value)))
            compared += 1
    assert compared >= 5 * 2 * 4
    with sqlite3.connect(edition / "dane_publiczne.gpkg") as file:
        layers = {row[0] for row in file.execute("SELECT table_name FROM gpkg_contents")}
    assert layers == {"gminy", "uslugi", "biale_plamy", "layer_styles"}


def test_the_front_page_tells_the_table_and_what_is_hidden_or_missing(edition):
    page = (edition / "index.html").read_text(encoding="utf-8")
    cells = re.findall(r'<td class="people">([^<]*)</td>', page)
    rows = main_rows(edition)
    full = {r["usluga"] for r in rows if r["brak_miejsc"] != "0"}
    told = [figure(r, "za_daleko") for r in rows]
    assert sorted(cells) == sorted([*told, *(figure(r, "brak_miejsc") for r in rows if r["usluga"] in full)])
    assert full
    assert "ukryte" in cells
    plain = re.sub(r"\s", " ", page)
    directory = (edition / "baza_informacji.html").read_text(encoding="utf-8")
    assert re.search(rf"Baza informacji zawiera {directory.count('data-words=')} usług", plain)
    for said in ("Nie podano, kto publikuje", "Nie podano warunków korzystania", "4 kwietnia 2019"):
        assert said in plain


def figure(row: dict[str, str], state: str) -> str:
    """As the front page has it: hidden, or not known of more than a fifth of the people, or the number."""
    if not row[state]:
        return "ukryte"
    if row["nie_wiadomo"] and row["osoby"] and int(row["nie_wiadomo"]) * 5 > int(row["osoby"]):
        return "nie wiadomo"
    return row[state]


def test_tables_are_written_as_polish_spreadsheets_read_them(edition):
    spots, figures = read(edition / "biale_plamy.csv"), read(edition / "dostep_do_uslug.csv")
    assert any(re.fullmatch(r"\d+,\d", r["ponad_prog"]) for r in spots)
    assert not [r["ponad_prog"] for r in spots if "." in r["ponad_prog"]]
    modes = {
        "samochodem",
        "pieszo",
        "pieszo (wolnym krokiem)",
        "rowerem",
        "transportem publicznym",
        "wszystkie",
    }
    assert {r["srodek"] for r in figures} <= modes
    assert {"samochodem", "wszystkie"} <= {r["srodek"] for r in figures}
    layer = gpd.read_file(edition / "dane_publiczne.gpkg", layer="biale_plamy")
    for written in (*(r["prog"] for r in (*spots, *figures)), *layer["prog"]):
        assert not re.search(r"[a-z]*(?:car|walk|bike|transit)\b", written)
    assert any("samochodem" in prog for prog in layer["prog"])


@pytest.mark.slow
def test_a_rerun_gives_the_same_bytes(area, edition, tmp_path):
    assert run("publish", area, "--out", tmp_path, "--k", K) == 0
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (edition / name).read_bytes(), name


@pytest.mark.parametrize("k", [2, 0, -5])
def test_a_threshold_that_hides_nothing_is_refused_at_once(area, tmp_path, k, capsys):
    assert run("publish", area, "--out", tmp_path / "strona", "--k", k, language="en") == 1
    assert f"below {k}" in capsys.readouterr().err
    assert not (tmp_path / "strona").exists()


def test_an_area_that_cannot_be_read_leaves_the_old_edition_whole(area, tmp_path, capsys):
    old = tmp_path / "index.html"
    old.write_text("stare", encoding="utf-8")
    broken = area.parent / "zla.toml"
    broken.write_text(
        area.read_text(encoding="utf-8") + '\n[publication]\ndeclaration = "http://x"\n', encoding="utf-8"
    )
    assert run("publish", broken, "--out", tmp_path) == 1
    assert "declaration" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]
    assert old.read_text(encoding="utf-8") == "stare"
