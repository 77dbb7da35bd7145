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

from mapa_uslug.cli import main
from mapa_uslug.pipeline import analyse, load_area
from mapa_uslug.publication.suppression import Counts, bound_hidden
from mapa_uslug.reports.words import STATE_COLUMNS
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
    """What the run counted: (type, mode, level, group, gmina) -> people and people by state; white spot -> people."""
    from mapa_uslug.publication.figures import list_answers

    data = load_area(area, lambda step: None)
    result = analyse(data, data.registry.located, data.config.sharing, for_map=False, explains=False)
    codes = result.cells.table["gmina_teryt"].to_numpy(dtype=object)
    counted = {}
    for code in {x.service_type for x in result.layers}:
        for answer in list_answers([x for x in result.layers if x.service_type == code]):
            for group, states in (("wszyscy", answer.people), ("grupa docelowa", answer.target)):
                for gmina in ("", *sorted(set(codes))):
                    if states is not None:
                        own = states[(codes == gmina) | (gmina == "")].sum(axis=0)
                        mode = "wszystkie" if answer.mode == "all" else answer.mode
                        key = (code, mode, str(answer.level + 1), group, gmina)
                        counted[key] = (int(own.sum()), *map(int, own))
    spots = result.white_spots.set_index("white_spot_id")["people"].astype(int).to_dict()
    return counted, spots


def read(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def main_rows(edition: Path) -> list[dict[str, str]]:
    """All people at the main threshold; day centres have one mode in this area."""
    return [
        row
        for row in read(edition / "dostep_do_uslug.csv")
        if (row["poziom"], row["grupa"]) == ("2", "wszyscy")
        and row["srodek"] == ("car" if row["usluga"] == "DDP" else "wszystkie")
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
    counted, _ = truth
    rows = read(edition / "dostep_do_uslug.csv")
    n_hidden = 0
    for row in rows:
        true = counted[row["usluga"], row["srodek"], row["poziom"], row["grupa"], row["gmina_teryt"]]
        named = set(filter(None, row["ukryte"].split("|")))
        for column, value in zip(("osoby", *STATE_COLUMNS), true, strict=True):
            assert (row[column] == "") == (column in named)
            assert row[column] in ("", str(value))
            # How many live in a gmina is known to everybody.
            if column != "osoby" and 0 < value < K:
                assert column in named
            n_hidden += column in named
    assert len(rows) == len(counted)
    assert n_hidden > 10


@pytest.mark.slow
def test_no_hidden_figure_can_be_worked_out_from_the_files(edition, truth):
    """As an outsider would: sums along states and gminas, white spots, and what cannot be more than what."""
    counted, true_spots = truth
    rows, spots = read(edition / "dostep_do_uslug.csv"), read(edition / "biale_plamy.csv")
    book, true = Book(), {}
    keys = ("usluga", "srodek", "poziom", "grupa", "gmina_teryt")
    for row in rows:
        key = tuple(row[c] for c in keys)
        for column, value in zip(("osoby", *STATE_COLUMNS), counted[key], strict=True):
            true[book.enter((*key, column), row[column])] = value
    for row in spots:
        true[book.enter(("plama", row["plama_id"]), row["osoby"])] = true_spots[row["plama_id"]]
    gminas = sorted({r["gmina_teryt"] for r in rows} - {""})
    for row in rows:
        *head, gmina = (row[c] for c in keys)
        book.add_sum((*head, gmina, "osoby"), [(*head, gmina, c) for c in STATE_COLUMNS])
        if gmina == "":
            for column in ("osoby", *STATE_COLUMNS):
                book.add_sum((*head, "", column), [(*head, g, column) for g in gminas])
        service, mode, level, group = head
        for column in ("osoby", *STATE_COLUMNS):
            if group == "grupa docelowa":
                book.add_nested((*head, gmina, column), (service, mode, level, "wszyscy", gmina, column))
        book.add_nested(
            (service, mode, str(int(level) + 1), group, gmina, "za_daleko"), (*head, gmina, "za_daleko")
        )
        if mode != "wszystkie":
            book.add_nested(
                (service, "wszystkie", level, group, gmina, "za_daleko"), (*head, gmina, "za_daleko")
            )
    book.add_spots(spots)
    counts, hidden = book.counts(true)
    n_small = 0
    for number, (least, greatest) in bound_hidden(counts, hidden).items():
        value = true[number]
        assert least - 1e-6 <= value <= greatest + 1e-6
        if 0 < value < K:
            # Of a group smaller than that, everybody knows that no part of it is larger.
            name = book.name_of(number)
            group = true[book.number[(*name[:-1], "osoby")]] if len(name) == len(keys) + 1 else K
            assert greatest - least >= min(K - 1, group) - 1e-6, (name, value, least, greatest)
            n_small += 1
    assert n_small > 10


class Book:
    """Figures as an outsider reads them out of the tables."""

    def __init__(self) -> None:
        self.number, self.told, self.sums, self.nested = {}, [], [], []

    def enter(self, name, told: str) -> int:
        self.number[name] = len(self.told)
        self.told.append(int(told) if told else None)
        return self.number[name]

    def name_of(self, number):
        return next(n for n, i in self.number.items() if i == number)

    def add_sum(self, total, parts) -> None:
        self.sums.append((self.number[total], tuple(self.number[p] for p in parts)))

    def add_nested(self, part, whole) -> None:
        if part in self.number and whole in self.number:
            self.nested.append((self.number[part], self.number[whole]))

    def add_spots(self, spots) -> None:
        """White spots of gminas that share none with others add up to the people too far there."""
        for key in {(s["usluga"], s["srodek"], s["poziom"]) for s in spots}:
            own = [s for s in spots if (s["usluga"], s["srodek"], s["poziom"]) == key]
            groups = []
            for spot in own:
                codes = set(spot["gmina_teryt"].split("|"))
                touching = [g for g in groups if g[0] & codes]
                groups = [g for g in groups if not g[0] & codes]
                groups.append(
                    (codes.union(*(g[0] for g in touching)), [spot, *(s for g in touching for s in g[1])])
                )
            for codes, members in groups:
                parts = tuple(self.number["plama", s["plama_id"]] for s in members)
                of_gminas = [self.number[(*key, "wszyscy", c, "za_daleko")] for c in sorted(codes)]
                # A sum on both sides: people of the gminas beyond the first stand as parts with the opposite sign; where
                # there is one gmina it is a plain sum.
                if len(of_gminas) == 1:
                    self.sums.append((of_gminas[0], parts))

    def counts(self, true):
        hidden = np.array([t is None for t in self.told])
        # Of what is hidden an outsider knows nothing; the values stand for the size alone.
        values = np.array([true[i] if t is None else t for i, t in enumerate(self.told)], dtype=np.int64)
        nothing = np.zeros(len(values), dtype=bool)
        return Counts(values, tuple(self.sums), tuple(self.nested), nothing, nothing), hidden


def test_white_spots_are_those_of_the_main_question_and_no_shape_tells_what_another_hides(edition):
    spots = gpd.read_file(edition / "dane_publiczne.gpkg", layer="biale_plamy")
    assert set(spots["poziom"]) == {2}
    assert set(spots["srodek"]) == {"wszystkie"}
    shapes = spots.geometry.normalize().to_wkb()
    for _, same in spots.groupby(shapes):
        assert same["osoby"].isna().nunique() == 1


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
    spots = gpd.read_file(edition / "dane_publiczne.gpkg", layer="biale_plamy").set_index("plama_id")
    told = {r["plama_id"]: r["osoby"] for r in read(edition / "biale_plamy.csv")}
    assert {i: "" if np.isnan(n) else str(int(n)) for i, n in spots["osoby"].items()} == told
    with sqlite3.connect(edition / "dane_publiczne.gpkg") as file:
        layers = {row[0] for row in file.execute("SELECT table_name FROM gpkg_contents")}
    assert layers == {"gminy", "uslugi", "biale_plamy", "layer_styles"}


def test_the_front_page_tells_the_table_and_what_is_hidden_or_missing(edition):
    page = (edition / "index.html").read_text(encoding="utf-8")
    cells = re.findall(r'<td class="people">([^<]*)</td>', page)
    assert sorted(cells) == sorted(r["za_daleko"] or "ukryte" for r in main_rows(edition))
    assert "ukryte" in cells
    plain = re.sub(r"\s", " ", page)
    for said in ("Nie podano, kto publikuje", "Nie podano warunków korzystania", "4 kwietnia 2019"):
        assert said in plain


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
