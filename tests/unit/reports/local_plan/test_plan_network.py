"""The chapter on networking: what is said of partnerships, groups, who stands alone, whom to call."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from networked_town import PROVIDERS, TIES, build_network, find_networked

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Figure, Paragraph, Range, Table, Void
from mapa_uslug.reports.local_plan.network import describe_network
from mapa_uslug.reports.local_plan.provider_words import say_places


def parts(section):
    return {one.id: one for one in (section, *section.sections)}


def said(section):
    return " ".join(b.text for b in section.blocks if isinstance(b, Paragraph)).replace("\xa0", " ")


def tables(section):
    return {b.caption: b for b in section.blocks if isinstance(b, Table)}


def test_partnerships_and_suggestions_stand_apart(town):
    found = parts(describe_network(find_networked(town)))
    declared = tables(found["sieciowanie-partnerstwa"])["Zadeklarowane partnerstwa"]
    assert [(row[0], row[2], row[-1]) for row in declared.rows] == [
        ("OPS w Zalewie (Zalewo)", "Dzienny Dom „Brzoza” (Zalewo)", 100)
    ]
    suggested = tables(found["sieciowanie-propozycje"])["Powiązania warte rozmowy"]
    # The pair that is partners already is not suggested; people of a provider that was not measured are not known.
    assert [(row[0], row[2], row[4], row[5]) for row in suggested.rows] == [
        ("OPS w Zalewie (Zalewo)", "Koło Łąka (Podlesie)", "osoby 65+", None)
    ]
    assert "1 para podmiotów oddalonych o nie więcej niż 15 km prowadzi różne usługi" in said(
        found["sieciowanie-propozycje"]
    )
    assert "Żadne nie łączy podmiotów z różnych gmin." in said(found["sieciowanie-partnerstwa"])


def test_what_is_known_of_partnerships_is_said(town):
    text = said(
        describe_network(
            find_networked(town, network=build_network(unknown=["Fundacja Krok"], unplaced=["Koło Rola"]))
        )
    )
    assert "W wykazie są 4 podmioty, których miejsca można pokazać." in text
    assert "Zadeklarowano 1 partnerstwo. Przy 2 podmiotach nie podano żadnego" in text
    assert "1 partnera nie ma w wykazie: Fundacja Krok." in text
    assert "1 partner jest w wykazie, ale bez znanego miejsca, więc nie ma go w sieci: Koło Rola." in text


def test_no_partnership_of_these_gminas_is_not_counted_as_nought(town):
    # Zalewo's two are partners of each other; in Podlesie nobody is.
    text = said(describe_network(find_networked(town, gminas=("086002",))))
    assert "Przy żadnym z nich nie podano partnera, którego miejsce jest znane" in text
    assert "Zadeklarowano" not in text
    assert "kolumna „partnerzy” jest pusta" not in text
    # A partner who is not in the list: the column is not empty, and nothing is counted.
    strange = build_network(ties=TIES[1:], unknown=["Fundacja Krok"])
    text = said(describe_network(find_networked(town, network=strange)))
    assert "Zadeklarowano" not in text
    assert "1 partnera nie ma w wykazie: Fundacja Krok." in text


def test_groups_of_one_gmina_bear_the_numbers_of_the_area(town):
    providers = (*PROVIDERS[:2], (*PROVIDERS[2][:7], 2, 1, False), PROVIDERS[3])
    found = find_networked(town, network=build_network(providers=providers), gminas=("086002",))
    section = describe_network(found)
    assert "Należą do 1 grupy całego obszaru i noszą jej numer" in said(section)
    assert "układają się" not in said(section)
    assert [row[:2] for row in tables(section)["Grupy podmiotów"].rows] == [("grupa 2", 1)]


def test_two_who_are_tied_twice_have_one_line(town):
    figure = next(b for b in describe_network(find_networked(town)).blocks if isinstance(b, Figure))
    # P-1 and P-2 are partners and give what the other lacks; P-1 and P-3 only the latter.
    assert [kind for _, _, kind, _ in figure.picture.ties] == [
        "zadeklarowane partnerstwo",
        "uzupełniające się usługi",
    ]
    assert "Narysowano 2 powiązania." in figure.alternative


def test_of_many_providers_those_with_most_ties_are_drawn_and_the_workbook_has_all(town):
    many = tuple(
        (f"P-{n:03}", f"Podmiot {n:03}", "086001", "Zalewo", "public", "BIB", 1, 1, n, False)
        for n in range(160)
    )
    section = describe_network(
        find_networked(town, network=build_network(providers=many, ties=(), helpers=()))
    )
    table = tables(section)["Podmioty i ich grupy"]
    # The ten without most ties (0 to 9) are not drawn: last, without a number.
    assert [row[1] for row in table.rows[:150]] == list(range(1, 151))
    assert [(row[0], row[1]) for row in table.rows[150:]] == [(f"Podmiot {n:03}", Void()) for n in range(10)]
    assert table.read == 150


def test_all_suggestions_are_in_the_workbook_and_nobody_fills_the_page(town):
    providers = tuple(
        (f"P-{n}", f"Podmiot {n}", "086001", "Zalewo", "public", "BIB", 1, 1, 1, False) for n in range(7)
    )
    ties = (
        *(("P-0", f"P-{n}", "complementary", 1.0, True, "65+", 100 - n) for n in range(1, 6)),
        ("P-5", "P-6", "complementary", 1.0, True, "65+", 1),
    )
    section = describe_network(find_networked(town, network=build_network(providers=providers, ties=ties)))
    blocks = [b for b in parts(section)["sieciowanie-propozycje"].blocks if isinstance(b, Table)]
    # The fourth and fifth pair of P-0 come after the pair of others.
    assert [[row[-1] for row in table.rows] for table in blocks] == [[99, 98, 97, 1, 96, 95]] * 2


def test_a_list_without_partnerships_tells_nothing_of_them(town):
    section = describe_network(find_networked(town, network=build_network(ties=TIES[1:])))
    assert "Wykaz nic nie mówi o partnerstwach" in said(section)
    assert "Zadeklarowano" not in said(section)
    assert "sieciowanie-partnerstwa" not in parts(section)


def test_groups_and_who_stands_alone(town):
    section = describe_network(find_networked(town))
    assert "Powiązania układają się w 1 grupę." in said(section)
    assert "Osobno stoi 1 podmiot: Biblioteka w Zarzeczu (Podlesie)." in said(section)
    groups = tables(section)["Grupy podmiotów"]
    assert groups.rows[0][:4] == ("grupa 1", 3, "Podlesie, Zalewo", 4)
    assert groups.rows[0][-1] == "OPS w Zalewie"


def test_the_drawing_and_the_table_have_the_same_numbers(town):
    section = describe_network(find_networked(town))
    figure = next(b for b in section.blocks if isinstance(b, Figure))
    table = tables(section)["Podmioty i ich grupy"]
    assert [(row[0], row[1]) for row in table.rows] == [
        (node.label, n) for n, node in enumerate(figure.picture.nodes, start=1)
    ]
    # Zalewo before Podlesie by code, names in Polish order, those in no group last.
    assert [row[0] for row in table.rows] == [
        "Dzienny Dom „Brzoza”",
        "OPS w Zalewie",
        "Koło Łąka",
        "Biblioteka w Zarzeczu",
    ]
    assert table.rows[2][5] is None
    ends = {
        frozenset((figure.picture.nodes[a].key, figure.picture.nodes[b].key))
        for a, b, _, _ in figure.picture.ties
    }
    assert ends == {frozenset(("P-1", "P-2")), frozenset(("P-1", "P-3"))}


def test_whom_to_call_about_a_white_spot(town):
    found = find_networked(town, ranges=[("DDP", "086002", 60, 40, 80)])
    calls = parts(describe_network(found))["sieciowanie-kontakty"]
    table = tables(calls)["Do kogo zadzwonić: gmina Podlesie"]
    assert table.rows == (
        ("Dzienny dom pomocy", "Podlesie", Range(40, 60, 80), "Dzienny Dom „Brzoza”", "pozarządowy", 2.04, "tę samą usługę", "tel. 1"),
        ("Dzienny dom pomocy", "Podlesie", Range(40, 60, 80), "OPS w Zalewie", "publiczny", 1.5, "usługi z tej samej dziedziny", None),
    )  # fmt: skip
    lonely = next(b for b in calls.blocks if isinstance(b, Bullets)).items
    assert [line.split(":")[0] for line in lonely] == ["Dzienny dom pomocy", "Przedszkole"]
    assert lonely[0].endswith("(gmina: Zalewo).")


def test_only_the_gminas_spoken_of_are_told(town):
    section = describe_network(find_networked(town, gminas=("086002",)))
    assert [row[0] for row in tables(section)["Podmioty i ich grupy"].rows] == [
        "Koło Łąka",
        "Biblioteka w Zarzeczu",
    ]
    # A tie to a neighbour is told all the same.
    assert (
        tables(parts(section)["sieciowanie-propozycje"])["Powiązania warte rozmowy"].rows[0][0]
        == "OPS w Zalewie (Zalewo)"
    )


def test_nobody_may_be_shown(town):
    section = describe_network(find_networked(town, network=build_network(providers=(), ties=(), helpers=())))
    assert said(section) == "W wykazie nie ma podmiotu, którego miejsce można pokazać."


@pytest.mark.parametrize(
    ("count", "words"), [(1, "Osobno stoi 1 podmiot:"), (2, "Osobno stoją 2 podmioty:"), (5, "Osobno stoi 5 podmiotów:"), (22, "Osobno stoją 22 podmioty:")]
)  # fmt: skip
def test_numbers_of_those_who_stand_alone(town, count, words):
    alone = tuple(
        (f"P-{n}", f"Podmiot {n}", "086001", f"Wieś {n}", "public", "BIB", 1, 0, 0, True)
        for n in range(count)
    )
    text = said(
        describe_network(find_networked(town, network=build_network(providers=alone, ties=(), helpers=())))
    )
    assert words in text
    assert ("i jeszcze 10" in text) == (count == 22)


def test_captions_are_unique(town):
    blocks = [b for one in parts(describe_network(find_networked(town))).values() for b in one.blocks]
    captions = [b.caption for b in blocks if isinstance(b, Figure) or (isinstance(b, Table) and b.is_sheet)]
    assert len(captions) == len(set(captions)) >= len(PROVIDERS)


@pytest.mark.parametrize(
    ("services", "providers", "words"),
    [
        (0, 0, "nie zapisano żadnego miejsca usług"), (1, 0, "1 miejsce usług"), (1, 1, "1 miejsce usług, które prowadzi 1 podmiot"),
        (5, 2, "5 miejsc usług, które prowadzą 2 podmioty"), (22, 12, "22 miejsca usług, które prowadzi 12 podmiotów"),
    ],
)  # fmt: skip
def test_places_and_their_providers_agree_with_their_numbers(services, providers, words):
    assert say_places(Text("pl"), services, providers) == words


def test_whom_to_call_about_every_service_is_in_the_workbook(town):
    first = town.white_spots[(town.white_spots["mode"] == "all") & (town.white_spots["level"] == 1)].iloc[:1]
    codes = ("DDP", "KS", "UO", "SUO", "US", "DPS", "PCO", "SDS", "WTZ", "ZAZ")
    many = pd.concat(
        [
            first.assign(white_spot_id=code, service_type=code, gmina_teryt="086002", people=90)
            for code in codes
        ]
    )
    spotted = replace(town, white_spots=gpd.GeoDataFrame(many, crs=town.white_spots.crs))
    helpers = [
        (code, code, "086002", "Podlesie", 90, "P-1", "OPS w Zalewie", "public", 1.5, "same_area", "")
        for code in codes
    ]
    found = find_networked(spotted, network=build_network(helpers=helpers), gminas=("086002",))
    table = tables(parts(describe_network(found))["sieciowanie-kontakty"])[
        "Do kogo zadzwonić: gmina Podlesie"
    ]
    # Ten services of one row each, of which eight are read.
    assert (len(table.rows), table.read) == (10, 8)
