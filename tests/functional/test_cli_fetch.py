"""``fetch`` on the built-in example, its sources played: what it asks back, what it says of what failed, what it leaves."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from playing.bdl import play_bdl
from playing.faults import gone
from playing.gus import play_gus
from playing.prg import play_prg, read_gminas
from playing.server import Answer, PlayedServer, played_server

from mapa_uslug.cli import main
from mapa_uslug.contracts.fetch_question import FetchQuestion
from mapa_uslug.sources.catalogue import SOURCES, all_terms
from mapa_uslug.steps.fetching import _wishes

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
PEOPLE = {"0860011": 8987, "0860022": 4536, "0860032": 3065, "0860043": 6000, "0860052": 3000}


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(a) for a in arguments])
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    """The example's register of boundaries, grid and totals; every other source is gone."""
    gminas = read_gminas(EXAMPLE / "gminy.geojson")
    names = gminas.set_index("JPT_KOD_JE")["JPT_NAZWA_"]
    people = pd.DataFrame([{"gmina_teryt": c, "name": names[c], "people": n} for c, n in PEOPLE.items()])
    with played_server() as played:
        play_prg(played, gminas, powiats={"0860": "zalewski"}, wojewodztwa={"08": "lubuskie"})
        play_bdl(played, people, prefix="/bdl")
        play_gus(
            played,
            pd.DataFrame(columns=["CODE", "RES", "RES_0_14", "RES_15_64", "RES_65_"]),
            prefix="/gus_grid",
        )
        yield played


@pytest.fixture
def fetch(server: PlayedServer, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    def fetch_with(*options: object) -> tuple[int, str, str]:
        return run(capsys, "fetch", "--mirror", server.url, "--out", tmp_path / "obszar", *options)

    return fetch_with


OWN = ("--file", f"geofabrik={EXAMPLE / 'drogi.osm.pbf'}")


def test_what_comes_is_kept_what_fails_is_told_with_what_it_means_and_the_area_can_be_run(
    fetch, capsys, tmp_path
):
    code, out, err = fetch("--powiat", "zalewski", "--only", "roads,population,addresses", *OWN)
    assert code == 0, err
    folder = tmp_path / "obszar"
    said = tomllib.loads((folder / "area.toml").read_text("utf-8"))
    assert said["area"]["name"] == "powiat zalewski"
    assert said["area"]["gminas"] == [c[:6] for c in sorted(PEOPLE)]
    assert said["inputs"]["roads"] == "data/drogi.osm.pbf"
    assert said["inputs"]["totals"] == "data/ludnosc_gmin.csv"
    assert "population" not in said["inputs"]
    # No grid anywhere: each of the sources of one is told, and what that means.
    told = re.findall(r"^Ostrzeżenie: (\w+)$", err, re.MULTILINE)
    assert {"gus_grid", "eurostat_grid", "ghs_pop", "worldpop", "kina"} <= {*told}
    assert "rozdzielani między domy" in err
    assert "Dalej: mapa-uslug run" in out
    ledger = json.loads((folder / "data/raw/ledger.json").read_text("utf-8"))["files"]
    assert {row["source"] for row in ledger} == {"prg", "bdl", "geofabrik", "gus_grid"}
    given = next(row for row in ledger if row["source"] == "geofabrik")
    assert given["url"] == "file:drogi.osm.pbf"
    # The example's extract knows no services: they are all that is still missing.
    code, _, err = run(capsys, "check", folder / "area.toml")
    assert re.findall(r"^Błąd: (.+)$", err, re.MULTILINE) == ["area.toml [inputs.services]"]
    path = folder / "area.toml"
    path.write_text(
        path.read_text("utf-8").replace('["osm"]\naddr', f'["{EXAMPLE / "uslugi.csv"}"]\naddr'), "utf-8"
    )
    code, _, err = run(capsys, "check", path)
    assert code == 0, err


def test_a_second_run_asks_for_nothing_that_is_there(fetch, server):
    assert fetch("--powiat", "zalewski", "--only", "population", *OWN)[0] == 0
    asked = len([p for p in server.paths() if p.startswith(("/prg", "/bdl"))])
    assert asked
    fetch("--powiat", "zalewski", "--only", "population", *OWN)
    assert len([p for p in server.paths() if p.startswith(("/prg", "/bdl"))]) == asked


def test_without_roads_it_says_so_and_ends_with_one(fetch, tmp_path):
    code, out, err = fetch("--gmina", "Zalewsk")
    assert code == 1
    assert "Błąd: area.toml [inputs.roads]\n  Nie ma dróg" in err
    assert "area.toml" in out
    assert "Dalej" not in out
    # What came is there all the same.
    assert (tmp_path / "obszar/data/ludnosc_gmin.csv").is_file()
    assert "# roads" in (tmp_path / "obszar/area.toml").read_text("utf-8")


def test_parts_are_fetched_one_after_another(fetch, tmp_path):
    code, _, err = fetch("--gmina", "Zalewsk", "--only", "population", "--buffer", "7km")
    assert code == 0
    assert "Ostrzeżenie: area.toml [inputs.roads]\n  Nie ma dróg" in err
    code, _, err = fetch("--gmina", "Zalewsk", "--only", "geofabrik", *OWN)
    assert code == 0, err
    said = tomllib.loads((tmp_path / "obszar/area.toml").read_text("utf-8"))["inputs"]
    assert (said["roads"], said["totals"]) == ("data/drogi.osm.pbf", "data/ludnosc_gmin.csv")
    # The surroundings are those of the first time; a part with others would not fit the rest.
    before = (tmp_path / "obszar/area.toml").read_text("utf-8")
    code, _, err = fetch("--gmina", "Zalewsk", "--only", "registers", "--buffer", "9km")
    assert code == 1
    assert "7 km" in err
    assert "9 km" in err
    assert (tmp_path / "obszar/area.toml").read_text("utf-8") == before


def test_a_given_model_of_people_stands_beside_the_grid(server, tmp_path):
    question = FetchQuestion(
        ("Zalewsk",),
        "gmina",
        given={"ghs_pop": (tmp_path / "x.tif",), "eurostat_grid": (tmp_path / "y.zip",)},
    )
    grids = [wish for wish in _wishes(question) if {"gus_grid", "ghs_pop"} & {*wish}]
    assert grids == [("eurostat_grid", "gus_grid", "worldpop"), ("ghs_pop",)]


def test_what_no_check_foresaw_is_a_failure_of_that_source_alone(fetch, monkeypatch):
    def break_down(area, getter):
        raise LookupError("unknown encoding")

    source = replace(SOURCES["kina"], fetch=break_down)
    monkeypatch.setitem(SOURCES, "kina", source)
    code, _, err = fetch("--gmina", "Zalewsk", "--only", "addresses,population,geofabrik", *OWN)
    assert code == 0
    assert "Punkty adresowe (GUGiK, KINA) nie daje danych" in err
    assert "Traceback" not in err


def test_every_misunderstanding_is_told_at_once(fetch, server, tmp_path):
    code, _, err = fetch(
        "--gmina", "Zalewsk", "--only", "mosty,population", "--buffer", "45km", "--file", "geofabrik=nie_ma.pbf",
        "--file", "cokolwiek=x", "--base-url", "bdl=http://example.invalid",
    )  # fmt: skip
    assert code == 1
    for told in ("mosty", "45 km", "nie_ma.pbf", "cokolwiek", "https://"):
        assert told in err
    assert "6 błędów" in err
    assert server.asked == []
    assert not (tmp_path / "obszar").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "Trzeba podać, co pobrać"),
        (("--gmina", "Zalewsk", "--powiat", "zalewski"), "Trzeba podać, co pobrać"),
        (("--gmina", "Zalewsk", "--file", "geofabrik"), "nie ma postaci"),
        (("--gmina", "Zalewsk", "--buffer", "daleko"), "to nie liczba kilometrów"),
        (("--gmina", "Zalewska"), "Zalewsk"),
        (("--gmina", "086009"), "086009"),
        (
            ("--gmina", "Zalewsk", "--file", f"teryt={__file__}", "--file", f"teryt={__file__}"),
            "bierze jeden",
        ),
        (("--gmina", "Zalewsk", "--mirror", "http://example.invalid"), "Błąd: --mirror"),
    ],
)
def test_each_alone(fetch, options, told):
    code, _, err = fetch(*options)
    assert code == 1
    assert told in err
    assert "Traceback" not in err


def test_without_boundaries_nothing_can_be_done_and_that_is_told(fetch, server, tmp_path):
    server.fail("/prg", gone)
    code, _, err = fetch("--gmina", "Zalewsk", *OWN)
    assert code == 1
    assert "granic" in err.lower()
    assert not (tmp_path / "obszar/area.toml").exists()


def test_an_area_changed_by_hand_stays(fetch, tmp_path):
    fetch("--gmina", "Zalewsk", "--only", "population,geofabrik", *OWN)
    path = tmp_path / "obszar/area.toml"
    mine = path.read_text("utf-8") + "\n# moje\n"
    path.write_text(mine, "utf-8")
    code, out, err = fetch("--gmina", "Zalewsk", "--only", "population,geofabrik", *OWN)
    assert code == 0
    assert path.read_text("utf-8") == mine
    assert "area_pobrany.toml" in out
    # What goes on is the file with the changes, not the new one beside it.
    assert out.splitlines()[-1].startswith(f"Dalej: mapa-uslug run {path} ")
    assert "zmieniono ręcznie" in err


def test_a_mirror_is_asked_for_every_source_under_its_key(fetch, server):
    asked: set[str] = set()
    for key in all_terms():
        if key not in ("prg", "bdl", "gus_grid"):
            server.play(f"/{key}", lambda request, key=key: asked.add(key) or Answer(b"", 404))
    fetch("--gmina", "Zalewsk", "--buffer", "5km")
    assert {
        "overpass",
        "geofabrik",
        "kina",
        "zlobki",
        "rspo",
        "rpwdl",
        "apteki",
        "opp",
        "owes",
        "eurostat_grid",
    } <= asked


def test_a_file_that_the_user_gave_and_that_is_no_good_is_an_error_that_names_it(fetch, tmp_path):
    wrong = tmp_path / "rjps.csv"
    wrong.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    code, _, err = fetch(
        "--gmina", "Zalewsk", "--only", "registers,geofabrik", *OWN, "--file", f"rjps={wrong}"
    )
    assert code == 1
    assert "Błąd: --file rjps=rjps.csv" in err


def test_the_next_command_can_be_copied_though_the_folder_has_a_space(server, capsys, tmp_path):
    out = tmp_path / "moja gmina"
    code, told, _ = run(
        capsys,
        "fetch",
        "--mirror",
        server.url,
        "--out",
        out,
        "--gmina",
        "Zalewsk",
        "--only",
        "geofabrik",
        *OWN,
    )
    assert code == 0
    words = shlex.split(told.splitlines()[-1].removeprefix("Dalej: "))
    assert words == ["mapa-uslug", "run", str(out / "area.toml"), "--out", str(out / "wyniki")]


def test_a_folder_holds_one_area(fetch, tmp_path):
    fetch("--gmina", "Zalewsk", "--only", "population")
    before = (tmp_path / "obszar/area.toml").read_text("utf-8")
    code, _, err = fetch("--gmina", "Jezierzec", "--only", "population")
    assert code == 1
    assert "W tym folderze są dane innych gmin: 086001" in err
    assert (tmp_path / "obszar/area.toml").read_text("utf-8") == before


def test_groups_may_be_named_in_polish_and_a_misspelt_one_is_suggested(fetch):
    assert fetch("--gmina", "Zalewsk", "--only", "ludność,prg")[0] == 0
    code, _, err = fetch("--gmina", "Zalewsk", "--only", "regisers")
    assert code == 1
    assert "Można użyć: registers" in err


def test_what_was_lacking_is_told_by_every_run(fetch, capsys, tmp_path):
    fetch("--gmina", "Zalewsk", "--only", "population,registers,geofabrik", *OWN)
    _, _, err = run(capsys, "check", tmp_path / "obszar/area.toml")
    assert "Rejestr Jednostek Pomocy Społecznej: przy pobieraniu danych to źródło nic nie dało." in err
    assert "Bank Danych Lokalnych: przy pobieraniu" not in err


def test_a_list_given_once_stays_and_what_it_means_is_not_told_again(fetch, server, tmp_path):
    export = tmp_path / "rjps.csv"
    export.write_text(
        "ID;Nazwa jednostki;Typ jednostki;Podkategorie;Województwo;Powiat;Gmina;Miejscowość;Ulica;Nr domu\n"
        "1;Ośrodek w Zalewsku;Ośrodek Pomocy Społecznej;20;lubuskie;zalewski;Zalewsk;Zalewsk;Rynek;1\n",
        "utf-8",
    )
    only = ("--gmina", "Zalewsk", "--only", "registers,geofabrik", *OWN)
    assert "rjps.csv (rjps)" in fetch(*only, "--file", f"rjps={export}")[1]
    _, out, err = fetch(*only)
    assert "rjps.csv (rjps)" in out
    told = err[err.index("Ostrzeżenie: rjps") :].splitlines()[1]
    assert "Zostaje to, co dało wcześniej: rjps.csv" in told
    assert "Brakuje" not in told


def test_boundaries_alone_can_be_asked_for(fetch, tmp_path):
    code, _, err = fetch("--gmina", "Zalewsk", "--only", "boundaries")
    assert "Nie ma źródła" not in err
    assert code == 0
    assert "Ostrzeżenie: area.toml [inputs.roads]" in err
    assert (tmp_path / "obszar/data/gminy.geojson").is_file()
