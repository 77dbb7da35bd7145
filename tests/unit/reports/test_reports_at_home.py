"""The section on services at home and its table, from figures written down by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.core.text import Text
from mapa_uslug.coverage.at_home import AT_HOME_COLUMNS
from mapa_uslug.reports.at_home import describe_at_home, write_at_home
from mapa_uslug.reports.content import Bullets, Paragraph, Table
from mapa_uslug.reports.findings import find

_PEOPLE = ["osoby", "objete", "brak_godzin", "poza_obszarem", "nie_wiadomo"]


def _row(town, gmina, code, people, *, scope="gmina", place="", hours=(np.nan,) * 4, share=np.nan):
    codes = list(town.gminas["gmina_teryt"])
    figures = dict(zip(_PEOPLE, people, strict=True))
    names = ("godziny_u_ludzi", "godziny_potrzebne", "godziny_sa", "godziny_brak")
    return figures | dict(zip(names, hours, strict=True)) | {
        "gmina_teryt": codes[gmina], "gmina": town.gminas["gmina"].iloc[gmina], "usluga": code, "usluga_nazwa": "x",
        "zakres": scope, "miejscowosc": place, "grupa_nazwa": "65+", "dojazd_min": 18.04, "miedzy_domami_min": 18.0,
        "domow_na_zmiane": 4.0, "dojazdy_procent": share, "pojemnosc_oceniona": not np.isnan(hours[3]),
    }  # fmt: skip


@pytest.fixture
def at_home(town):
    rows = [
        _row(town, 0, "UO", (100, 92, 8, 0, 0), hours=(100.0, 125.0, 115.0, 10.0), share=20.0),
        _row(town, 0, "UO", (60, 57, 3, 0, 0), scope="miejscowosc", place="Bór"),
        _row(town, 0, "UO", (40, 35, 5, 0, 0), scope="miejscowosc", place="Las"),
        _row(town, 0, "UO", (pd.NA,) * 5, scope="miejscowosc", place="Tajne"),
        _row(town, 1, "UO", (30, 0, 0, 30, 0)),
        _row(town, 0, "SUO", (100, 100, 0, 0, 0)),
        _row(town, 1, "SUO", (30, 0, 0, 28, 2)),
    ]
    table = pd.DataFrame(rows)[list(AT_HOME_COLUMNS)]
    return table.astype(dict.fromkeys(_PEOPLE, "Int64"))


def test_hours_and_territories_are_told_in_sentences_and_tables(town, catalog, at_home):
    section = describe_at_home(find(replace(town, at_home=at_home), catalog, Text("en")))
    sentences = [b.text for b in section.blocks if isinstance(b, Paragraph)]
    assert "who lives farther from it is “too far” there" in sentences[1]
    assert sentences[2] == (
        "Home care (persons aged 65+): hours are short for 8 people; nobody comes to 30 people."
    )
    assert sentences[3] == "Localities where hours are short for most people:"
    assert "hours were not weighed" in sentences[4]
    assert "nobody comes to 28 people" in sentences[4]
    hours, people = (b for b in section.blocks if isinstance(b, Table))
    assert hours.rows[0][1:] == (100, 18.04, 4.0, 0.2, 125, 115, 10, 8, 0, 0)
    assert hours.rows[1][1:] == (30, 18.04, 4.0, None, None, None, None, 0, 30, 0)
    assert people.rows[1][1:] == (30, 18.04, 0, 28, 2)


def test_localities_short_of_hours_come_by_people_and_confidential_ones_not_at_all(town, catalog, at_home):
    section = describe_at_home(find(replace(town, at_home=at_home), catalog, Text("en")))
    (listed,) = (b.items for b in section.blocks if isinstance(b, Bullets))
    gmina = town.gminas["gmina"].iloc[0]
    assert listed == (f"Las (gmina {gmina}): 5 people", f"Bór (gmina {gmina}): 3 people")


def test_without_such_services_there_is_neither_section_nor_file(town, catalog, tmp_path):
    assert describe_at_home(find(town, catalog, Text("en"))) is None
    write_at_home(town, tmp_path / "uslugi_w_domu.csv")
    assert not (tmp_path / "uslugi_w_domu.csv").exists()


def test_what_is_not_known_is_empty_in_the_file(town, at_home, tmp_path):
    write_at_home(replace(town, at_home=at_home), tmp_path / "uslugi_w_domu.csv")
    read = pd.read_csv(tmp_path / "uslugi_w_domu.csv", dtype={"gmina_teryt": str})
    assert read["brak_godzin"].isna().tolist() == [False, False, False, True, False, False, False]
    assert read["godziny_brak"].tolist()[0] == 10.0
    assert read["godziny_brak"].isna().tolist()[4]
    assert read["pojemnosc_oceniona"].tolist() == [True, *[False] * 6]
