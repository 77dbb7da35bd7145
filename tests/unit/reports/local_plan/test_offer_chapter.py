"""The chapter on the offer: what its sentences and tables say, against a town worked out by hand.

People: 220 in Zalewo and 80 in Podlesie, a fifth of them 65+ (44 and 16).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import BARRIERS
from mapa_uslug.contracts.tables import LOCATED_SERVICES, SERVICES, RunResult, blank_service
from mapa_uslug.core.text import Text
from mapa_uslug.diagnosis.barrier_sheet import fill_barrier_sheet
from mapa_uslug.diagnosis.offer import sum_up_offer
from mapa_uslug.reports.content import Bullets, Figure, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.findings import PlanFindings, find_plan
from mapa_uslug.reports.local_plan.offer import describe_offer
from mapa_uslug.reports.local_plan.offer_words import write_amount
from mapa_uslug.reports.pictures import Bars

A, B = "086001", "086002"
NO_BASES = pd.DataFrame(
    columns=["service_id", "provider", "service_type", "gmina_teryt", "minutes", "people", "unreached", "staff_fte"]
)  # fmt: skip


def service(service_id: str, kind: str, gmina: str, **values: object) -> dict[str, object]:
    made = {"service_id": service_id, "service_type": kind, "gmina_teryt": gmina, "provider": f"Podmiot {service_id}",
            "source_date": "2026-09-30", "provider_kind": "gmina"}  # fmt: skip
    return blank_service() | made | values


SERVICES_OF_TOWN = (
    service("U1", "DDP", A, capacity=30.0, capacity_unit="miejsca", occupied=30.0, waiting=2.0, provider_kind="NGO",
            funded_until="2026-12-31", fee="częściowa", territory=f"{A}|{B}"),
    service("U2", "UO", B, capacity=22.0, capacity_unit="godziny/mies.", staff_fte=2.0),
    service("U3", "UO", A, capacity=44.0, capacity_unit="godziny/mies.", source_date="2020-01-01"),
    service("U4", "OPS", A, provider="GOPS w Zalewie", provider_id="P1", staff_fte=4.0),
    service("U5", "POZ", B, provider_kind="prywatny"),
    service("U6", "DPS", A, capacity=84.0, capacity_unit="miejsca"),
)  # fmt: skip
FLAT = service(
    "M1", "MW", A, sensitivity=1, capacity=4.0, capacity_unit="miejsca", provider="TAJNY PODMIOT", basket="UO"
)


def plan_of(
    town: RunResult,
    catalog: Catalog,
    *,
    rows: tuple[dict[str, object], ...] = SERVICES_OF_TOWN,
    hidden: tuple[dict[str, object], ...] = (FLAT,),
    gminas: tuple[str, ...] = (A, B),
    on: date | None = date(2026, 11, 25),
    language: str = "pl",
    bases: pd.DataFrame = NO_BASES,
    reached: pd.DataFrame | None = None,
) -> PlanFindings:
    table = pd.DataFrame(list(rows), columns=list(SERVICES)).assign(quality="rejestr", radius_m=30.0)
    points = [Point(300_500.0, 500_500.0)] * len(table)
    located = gpd.GeoDataFrame(table, geometry=points, crs=town.crs)[list(LOCATED_SERVICES)]
    unlocated = pd.DataFrame(list(hidden), columns=list(SERVICES))
    result = replace(
        town, services=located, unlocated=unlocated, info=town.info | {"inputs": {"services 1": "uslugi.csv"}}
    )
    offer = sum_up_offer(
        located, unlocated, town.cells, town.gminas, catalog, on=on, options=DiagnosisOptions(), reached=reached
    )  # fmt: skip
    priorities = pd.DataFrame([(A, "UO", 1), (A, "KS", 2)], columns=["gmina_teryt", "service_type", "rank"])
    sheet = fill_barrier_sheet(result, offer, catalog, priorities=priorities, home_bases=bases)
    networked = located.drop_duplicates("provider")[["provider", "gmina_teryt"]]
    plan: Any = SimpleNamespace(
        result=result, gminas=gminas, offer=offer, barrier_sheet=sheet, options={}, providers=SimpleNamespace(providers=networked)
    )  # fmt: skip
    return find_plan(plan, catalog, text=Text(language))


def sections(section: Section) -> Iterator[Section]:
    yield section
    for part in section.sections:
        yield from sections(part)


def part(section: Section, id: str) -> Section:
    return next(s for s in sections(section) if s.id == id)


def said(section: Section) -> list[str]:
    """Every sentence of a section and its parts."""
    blocks = [b for s in sections(section) for b in s.blocks]
    lines = [b.text for b in blocks if isinstance(b, Paragraph)]
    return lines + [line for b in blocks if isinstance(b, Bullets) for line in b.items]


def tables(section: Section) -> list[Table]:
    return [b for s in sections(section) for b in s.blocks if isinstance(b, Table)]


@pytest.fixture
def chapter(town: RunResult, catalog: Catalog) -> Section:
    return describe_offer(plan_of(town, catalog))


def test_the_matrix_tells_no_data_apart_from_no_service(chapter: Section) -> None:
    matrix = tables(part(chapter, "oferta-obszary"))[0]
    rows = {str(row[0]).split(".")[0]: row[1:] for row in matrix.rows}
    # Of area 4 there are five records in Zalewo (with the flat), one in Podlesie; nobody asked for culture.
    assert rows["4"] == ("● 5 usług", "● 1 usługa")
    assert rows["5"] == ("× brak usługi", "● 1 usługa")
    assert rows["9"] == ("? brak danych", "? brak danych")
    # The flat does not tell that anybody recorded municipal housing.
    assert rows["12"] == ("● 1 usługa", "? brak danych")
    assert len(matrix.rows) == 14
    assert matrix.source


def test_sentences_name_the_gminas_without_a_service(chapter: Section) -> None:
    lines = said(part(chapter, "oferta-obszary"))
    assert not any(line.startswith("Mieszkalnictwo: brak usługi") for line in lines)
    name = "Promocja i ochrona zdrowia"
    assert f"{name}: brak usługi na miejscu i z innej gminy dla mieszkańców gminy: Zalewo." in lines
    assert lines[0].endswith("w których ktoś działa w samej gminie: Zalewo (2), Podlesie (2).")
    assert any(line.startswith("Brak danych: polityka prorodzinna, wspieranie rodziny") for line in lines)


def test_capacity_is_compared_with_all_gminas(chapter: Section) -> None:
    lines = said(part(chapter, "oferta-pojemnosc"))
    # 30 places for 60 people aged 65+; of Podlesie the day centre is for its people, but stands in Zalewo.
    assert (
        "Dzienny dom pomocy: we wszystkich gminach razem 30 miejsc, czyli 500,0 na 1000 (osoby 65+). "
        "Tylko z innej gminy: Podlesie." in lines
    )
    # 44 hours for 44 people, 22 for 16: 66 for 60.
    assert (
        "Usługi opiekuńcze: we wszystkich gminach razem 66 godzin miesięcznie, czyli 1100,0 na 1000 (osoby 65+). "
        "Poniżej tej średniej: Zalewo (1000,0)." in lines
    )
    assert "Wolnych miejsc" not in lines[0]
    assert "wolnych miejsc nie mają: dzienny dom pomocy." in lines[0]
    assert "W kolejce czekają: dzienny dom pomocy (2 osoby)." in lines[0]
    by_gmina = tables(part(chapter, "oferta-pojemnosc"))[2]
    assert (
        "Usługi opiekuńcze",
        "godziny miesięcznie na 1000 (osoby 65+)",
        1100.0,
        1000.0,
        1375.0,
    ) in by_gmina.rows


def test_what_is_not_known_is_no_zero(chapter: Section) -> None:
    read, whole = tables(part(chapter, "oferta-pojemnosc"))[:2]
    assert ("Dom pomocy społecznej", 1, "84 miejsca") in [row[:3] for row in read.rows]
    assert not read.is_sheet
    assert whole.read == 0
    rows = {row[0]: row for row in whole.rows}
    titles = [c.title for c in whole.columns]
    surgery = dict(zip(titles, rows["Podstawowa opieka zdrowotna"], strict=True))
    assert (surgery["Zapisane usługi"], surgery["Pojemność"], surgery["Wolne"]) == (1, Void(), Void())
    assert dict(zip(titles, rows["Dzienny dom pomocy"], strict=True))["Wolne"] == 0.0
    home = dict(zip(titles, rows["Dom pomocy społecznej"], strict=True))
    assert (home["Pojemność"], home["Wolne"]) == (84.0, None)


def test_sectors_add_up_in_figure_and_table(chapter: Section) -> None:
    section = part(chapter, "oferta-sektory")
    figure = next(b for b in section.blocks if isinstance(b, Figure))
    assert isinstance(figure.picture, Bars)
    assert figure.picture.is_stacked
    sums = [sum(s.values[i] or 0 for s in figure.picture.series) for i in range(2)]
    table = tables(section)[0]
    assert [row[-2] for row in table.rows] == [*sums, 7]
    assert sums == [5, 2]
    assert (
        "Zalewo: publiczny 3, pozarządowy 1, sektor nieznany 1; Podlesie: publiczny 1, prywatny 1."
        in figure.alternative
    )
    assert said(section)[0] == (
        "We wszystkich gminach razem usługi o znanym sektorze: 6, z nich publiczne: 4 (67 %). Pozostałe według sektora: pozarządowy (1), "
        "prywatny (1). Żadnej usługi organizacji, kościoła ani ekonomii społecznej nie zapisano w gminie: Podlesie."
    ).replace("67 %", "67\u00a0%")


def test_sectors_that_nobody_tells_are_unknown_and_not_public(town: RunResult, catalog: Catalog) -> None:
    rows = tuple(s | {"provider_kind": ""} for s in SERVICES_OF_TOWN)
    section = part(describe_offer(plan_of(town, catalog, rows=rows)), "oferta-sektory")
    assert said(section) == ["Żaden wpis nie mówi, kto prowadzi usługę: sektory są nieznane."]
    assert not any(isinstance(b, Figure) for b in section.blocks)
    # One service of unknown sector is enough for Podlesie not to be called without organisations.
    rows = (*SERVICES_OF_TOWN, service("U9", "POZ", B, provider_kind=""))
    section = part(describe_offer(plan_of(town, catalog, rows=rows)), "oferta-sektory")
    assert "Podlesie" not in said(section)[0]


def test_a_single_gmina_has_no_figure_to_compare(town: RunResult, catalog: Catalog) -> None:
    section = part(describe_offer(plan_of(town, catalog, gminas=(B,))), "oferta-sektory")
    assert not any(isinstance(b, Figure) for b in section.blocks)
    assert [row[0] for row in tables(section)[0].rows] == ["Podlesie", "Wszystkie gminy razem"]


def test_funding_that_ends_tells_the_day_and_how_much_goes(chapter: Section) -> None:
    lines = said(part(chapter, "oferta-wpisy"))
    assert "31.12.2026: dzienny dom pomocy – Podmiot U1 (30 miejsc)" in lines
    assert "Finansowanie, które kończy się w ciągu 12 miesięcy:" in lines
    listed = tables(part(chapter, "oferta-wpisy"))[1]
    rows = {row[0]: row[1:] for row in listed.rows}
    assert rows["U3"] == (
        "Usługi opiekuńcze", "Podmiot U3", "Zalewo", "nie podano kadry (usługa w domu); przestarzały wpis (1.01.2020)"
    )  # fmt: skip
    assert [row[0] for row in listed.rows] == ["U1", "U3"]


def test_fees_by_their_words(town: RunResult, catalog: Catalog, chapter: Section) -> None:
    told = "Odpłatność według wpisów: bezpłatne 0, odpłatne (także częściowo) 1, inaczej 0, nie podano 5."
    assert told in said(part(chapter, "oferta-wpisy"))
    rows = tuple(s | {"fee": ""} for s in SERVICES_OF_TOWN)
    lines = said(part(describe_offer(plan_of(town, catalog, rows=rows)), "oferta-wpisy"))
    assert "Żaden wpis nie mówi, czy usługa jest odpłatna." in lines


def test_without_a_day_nothing_is_called_old(town: RunResult, catalog: Catalog) -> None:
    lines = said(part(describe_offer(plan_of(town, catalog, on=None)), "oferta-wpisy"))
    assert any(line.startswith("Nie podano dnia, na który liczyć wiek wpisów") for line in lines)
    assert not any("31.12.2026" in line for line in lines)


def test_funding_of_which_nothing_is_known_is_not_safe(town: RunResult, catalog: Catalog) -> None:
    rows = tuple(s | {"funded_until": ""} for s in SERVICES_OF_TOWN)
    lines = said(part(describe_offer(plan_of(town, catalog, rows=rows)), "oferta-wpisy"))
    assert any(line.startswith("Żaden wpis nie podaje, do kiedy usługa ma finansowanie") for line in lines)


def test_care_in_the_community_and_in_homes(chapter: Section) -> None:
    section = part(chapter, "oferta-deinstytucjonalizacja")
    # The day centre and the flat against the home; hours are no places.
    assert said(section)[0] == (
        "We wszystkich gminach razem: 34 miejsca w środowisku, 84 miejsca w opiece całodobowej. "
        "Na każde miejsce całodobowe przypada 0,4 miejsca w środowisku."
    )
    assert "Zalewo: więcej miejsc całodobowych (84) niż w środowisku (34)." in said(section)
    assert tables(section)[0].rows[1] == ("Podlesie", None, 0.0, 1.0, 0.0, None, None)


def test_the_barrier_sheet_has_all_eight_barriers(chapter: Section) -> None:
    sheet = part(chapter, "arkusz-barier")
    assert [s.id for s in sheet.sections][:8] == [f"bariera-{b}" for b in BARRIERS]
    read = {
        row[0].partition(" (")[0]: row[1:]
        for table in tables(sheet)
        if not table.is_sheet
        for row in table.rows
    }
    assert read["Usługi, których finansowanie wkrótce się kończy"] == ("1 z 1", None, "1 z 1")
    assert read["Miejsca dla osób w usługach, których finansowanie wkrótce się kończy"] == ("30", None, "30")
    assert read["Kadra podana we wpisach [etaty]"][-1] == "6,0"
    assert said(part(sheet, "bariera-attitudes"))[-1].startswith("Brak danych: opinie odbiorców o usługach")
    money = tables(part(sheet, "bariera-financial"))[-1]
    # In Podlesie no record says until when it is funded: unknown, not none.
    assert money.rows[0][:4] == ("Zalewo", 1.0, 1.0, 30.0)
    assert money.rows[1][:4] == ("Podlesie", None, None, None)


def test_potential_of_the_centres(chapter: Section) -> None:
    section = part(chapter, "potencjal-ops")
    # 220 people for 4 posts; of home care and a seniors' club only home care is given.
    assert tables(section)[0].rows == (("GOPS w Zalewie", "Zalewo", 1, 1, 0, 4.0, 55.0, 2.0, 1.0),)
    # One centre stands for all of them, and a sentence that the table holds is not said again.
    assert said(section) == ["Wyłącznie usługi obowiązkowe zapisano dla: GOPS w Zalewie."]


def test_flats_are_told_per_gmina_only(chapter: Section) -> None:
    section = part(chapter, "mieszkania-wspomagane")
    assert tables(section)[0].rows == (("Zalewo", 1, 4.0, "usługi opiekuńcze", 1),)
    everything = " ".join([*said(chapter), *(str(t) for t in tables(chapter))])
    assert "TAJNY" not in everything
    assert "M1" not in everything


def test_homes_as_bases(town: RunResult, catalog: Catalog) -> None:
    bases = pd.DataFrame(
        [("U6", "DPS", "DPS", A, 45, 60, 12, 20.5), ("U9", "ZOL", "ZOL", B, 45, pd.NA, pd.NA, float("nan"))],
        columns=list(NO_BASES.columns),
    ).astype({"people": "Int64", "unreached": "Int64"})
    section = part(describe_offer(plan_of(town, catalog, bases=bases)), "bazy-uslug-w-domu")
    assert "do których dziś nie dociera żadna usługa opiekuńcza: 12 osób." in said(section)[0]
    assert tables(section)[0].rows[0][3:] == (60.0, 12.0, 20.5)
    assert tables(section)[0].rows[1][3:] == (None, None, None)
    unknown = bases.assign(unreached=pd.array([pd.NA, pd.NA], dtype="Int64"))
    section = part(describe_offer(plan_of(town, catalog, bases=unknown)), "bazy-uslug-w-domu")
    assert said(section)[0].startswith("Nie wiadomo, do ilu")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_table_has_a_source_and_a_caption_of_its_own(
    town: RunResult, catalog: Catalog, language: str
) -> None:
    chapter = describe_offer(plan_of(town, catalog, language=language))
    found = tables(chapter)
    captions = [t.caption for t in found if t.is_sheet]
    assert len(set(captions)) == len(captions)
    assert all(t.source for t in found)
    ids = [s.id for s in sections(chapter)]
    assert len(set(ids)) == len(ids)
    words = [
        *said(chapter),
        *captions,
        *(c.title for t in found for c in t.columns),
        *(t.note for t in found),
    ]
    assert not any("{" in w or "nan" in w.split() for w in words)
    assert all(len(row) == len(t.columns) for t in found for row in t.rows)


def test_nothing_recorded_is_said_and_not_shown_as_empty_tables(town: RunResult, catalog: Catalog) -> None:
    chapter = describe_offer(plan_of(town, catalog, rows=(), hidden=()))
    assert said(chapter)[0].startswith("Nie ma ani jednego wpisu o usługach z gmin: Podlesie, Zalewo.")
    assert said(part(chapter, "oferta-sektory")) == ["Nie zapisano żadnej usługi w tych gminach."]
    assert all(t.rows for t in tables(chapter))


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 miejsc"),
        (1, "1 miejsce"),
        (2, "2 miejsca"),
        (5, "5 miejsc"),
        (12, "12 miejsc"),
        (22, "22 miejsca"),
        (112, "112 miejsc"),
    ],
)
def test_amounts_agree_with_their_number(count: int, words: str) -> None:
    assert write_amount(Text("pl"), float(count), "miejsca") == words


def test_amounts_of_other_units() -> None:
    text = Text("pl")
    told = [
        write_amount(text, 2.0, unit) for unit in ("łóżka", "rodziny", "godziny/mies.", "kursy/mies.", "doby")
    ]
    assert told == ["2 łóżka", "2 rodziny", "2 godziny miesięcznie", "2 kursy miesięcznie", "2 doby"]
    assert write_amount(text, 2.5, "osoby") == "2,5 osoby"


def test_of_many_gminas_each_has_a_row_and_sentences_tell_their_number(
    town: RunResult, catalog: Catalog
) -> None:
    more = town.gminas.iloc[[0] * 13].assign(
        gmina_teryt=[f"0870{i:02}" for i in range(13)], gmina=[f"Gmina {i}" for i in range(13)]
    )
    large = replace(town, gminas=pd.concat([town.gminas, more], ignore_index=True))
    codes = (A, B, *more["gmina_teryt"])
    others = tuple(service(f"N{i}", "POZ", code) for i, code in enumerate(more["gmina_teryt"]))
    chapter = describe_offer(plan_of(large, catalog, rows=(*SERVICES_OF_TOWN, *others), gminas=codes))
    matrices = tables(part(chapter, "oferta-obszary"))
    assert [m.caption for m in matrices] == [
        f"Obszary usług od {a} do {b}" for a, b in ((1, 5), (6, 10), (11, 14))
    ]
    assert all(len(m.rows) == 15 for m in matrices)
    # Areas 4 and 12 in Zalewo, 4 and 5 in Podlesie, 5 alone in the others: 17 of 15 gminas.
    assert said(part(chapter, "oferta-obszary"))[0].endswith("od 1 do 2, przeciętnie 1,1.")
    by_gmina = tables(part(chapter, "oferta-pojemnosc"))[2]
    assert by_gmina.caption == "Pojemność na 1000 osób, część 1"
    assert by_gmina.rows[-1][0] == "Wszystkie gminy razem"
    lines = said(part(chapter, "oferta-pojemnosc"))
    assert any("Na miejscu żadnej: 13 gmin z 15." in line for line in lines)


def test_none_on_the_spot_is_told_apart_from_none_within_reach(town: RunResult, catalog: Catalog) -> None:
    rows = (
        service("U1", "ZLO", A, capacity=20.0, capacity_unit="miejsca"),
        service("U2", "DDP", A, capacity=30.0, capacity_unit="miejsca"),
        service("U3", "DDP", B, capacity=10.0, capacity_unit="miejsca"),
        service("U4", "KS", B, capacity=6.0, capacity_unit="miejsca", territory=f"{A}|{B}"),
        service("U5", "UO", A, capacity=6.0, capacity_unit="godziny/mies."),
        service("U6", "POZ", B),
    )
    more = town.gminas.iloc[[0]].assign(gmina_teryt="086003", gmina="Topola")
    large = replace(town, gminas=pd.concat([town.gminas, more], ignore_index=True))
    rows = (*rows, service("U7", "UO", "086003", capacity=6.0, capacity_unit="godziny/mies."))
    reached = pd.DataFrame(
        {"gmina_teryt": [A, B, "086003"], "service_type": "DDP", "share": [0.0, 0.0, 0.25]}
    )
    found = plan_of(large, catalog, rows=rows, gminas=(A, B, "086003"), reached=reached)
    lines = said(part(describe_offer(found), "oferta-pojemnosc"))
    centre = next(line for line in lines if line.startswith("Dzienny dom pomocy"))
    # A quarter of Topola reaches a day centre elsewhere; home care was not measured, so of Podlesie no more is said.
    assert centre.endswith(
        "Na miejscu żadnej, ale w zasięgu jest usługa z innej gminy (odsetek mieszkańców): Topola (25\u00a0%)."
    )
    care = next(line for line in lines if line.startswith("Usługi opiekuńcze"))
    assert "Na miejscu żadnej: Podlesie." in care


def test_the_workbook_has_every_service_and_every_gmina(town: RunResult, catalog: Catalog) -> None:
    rows = (
        *SERVICES_OF_TOWN[:-1],
        SERVICES_OF_TOWN[-1] | {"hours": "całą dobę", "fee": "70 % dochodu", "outsiders": "umowa"},
    )
    chapter = describe_offer(plan_of(town, catalog, rows=rows))
    found = {t.caption: t for t in tables(chapter) if t.is_sheet}
    listed = found["Usługi: godziny i opłaty"]
    assert listed.read == 0
    by_id = {row[0]: row[1:] for row in listed.rows}
    assert list(by_id) == ["U1", "U6", "U4", "U3", "U5", "U2"]
    assert by_id["U6"] == (
        "Zalewo", "Dom pomocy społecznej", "Podmiot U6", "całą dobę", "70 % dochodu", "umowa", 84.0, "miejsca", None, None, date(2026, 9, 30)
    )  # fmt: skip
    assert by_id["U5"][3:5] == (None, None)
    by_gmina = found["Usługi według gmin"]
    titles = [c.title for c in by_gmina.columns]
    care = {
        row[0]: dict(zip(titles, row, strict=True)) for row in by_gmina.rows if row[1] == "Usługi opiekuńcze"
    }
    # 44 hours for 44 people, 22 for 16.
    assert [care[g]["Pojemność"] for g in ("Zalewo", "Podlesie")] == [44.0, 22.0]
    assert [care[g]["Na 1000 osób grupy"] for g in ("Zalewo", "Podlesie")] == [1000.0, 1375.0]
    assert [care[g]["Kadra"] for g in ("Zalewo", "Podlesie")] == [None, 2.0]


def test_a_gmina_without_records_is_not_told_as_one_without_services(
    town: RunResult, catalog: Catalog
) -> None:
    rows = tuple(s for s in SERVICES_OF_TOWN if s["gmina_teryt"] == A)
    chapter = describe_offer(plan_of(town, catalog, rows=rows))
    notices = [b.text for b in chapter.blocks if isinstance(b, Paragraph) and b.is_notice]
    assert notices[0].startswith("Nie ma ani jednego wpisu o usługach z gminy: Podlesie.")
    assert said(part(chapter, "oferta-obszary"))[0].endswith("w samej gminie: Zalewo (2).")
    issues = {row[0]: row[1:] for row in tables(part(chapter, "oferta-wpisy"))[0].rows}
    assert set(issues["Podlesie"]) == {None}
    assert not any("Podlesie" in line for line in said(part(chapter, "mieszkania-wspomagane")))
    sectors = {row[0]: row[1:] for row in tables(part(chapter, "oferta-sektory"))[0].rows}
    assert sectors["Podlesie"] == (None,) * 8
    assert sectors["Zalewo"][-2] == 5
    care = {row[0]: row[1:] for row in tables(part(chapter, "oferta-deinstytucjonalizacja"))[0].rows}
    assert care["Podlesie"] == (None,) * 6
    assert not any("brak usługi" in line and "Podlesie" in line for line in said(chapter))
    alone = describe_offer(plan_of(town, catalog, rows=rows, gminas=(B,)))
    assert [b.text for b in alone.blocks if isinstance(b, Paragraph)] == notices
    assert said(part(alone, "oferta-sektory")) == ["Nie zapisano żadnej usługi w tych gminach."]
    # Nothing may be said of records that are not there.
    assert "oferta-wpisy" not in [s.id for s in sections(alone)]


def test_the_difference_between_services_recorded_and_shown_is_told(chapter: Section) -> None:
    # Six services of six providers have a place, the flat of a seventh record may not be named.
    told = next(b.text for b in chapter.blocks if isinstance(b, Paragraph))
    assert "Na mapie i w sieci podmiotów: 6 usług (6 podmiotów); pozostałe nie mają znanego miejsca" in told


def test_the_only_gmina_of_an_area_stands_in_no_table_twice(town: RunResult, catalog: Catalog) -> None:
    own = town.cells.table[town.cells.table["gmina_teryt"] == A]
    lonely = replace(
        town, gminas=town.gminas[town.gminas["gmina_teryt"] == A], cells=replace(town.cells, table=own)
    )
    rows = tuple(s for s in SERVICES_OF_TOWN if s["gmina_teryt"] == A)
    chapter = describe_offer(plan_of(lonely, catalog, rows=rows, gminas=(A,)))
    found = tables(chapter)
    told = [c.title for t in found for c in t.columns] + [str(row[0]) for t in found for row in t.rows]
    assert "Wszystkie gminy razem" not in told
    assert not any("we wszystkich gminach razem" in line.lower() for line in said(chapter))


def test_centres_stand_in_the_order_of_the_gminas(town: RunResult, catalog: Catalog) -> None:
    other = service("U9", "OPS", B, provider="GOPS w Podlesiu", provider_id="P2", staff_fte=2.0)
    found = plan_of(town, catalog, rows=(*SERVICES_OF_TOWN, other), gminas=(B, A))
    section = part(describe_offer(found), "potencjal-ops")
    assert [row[1] for row in tables(section)[0].rows] == ["Podlesie", "Zalewo"]
    # 220 + 80 people for 4 + 2 posts; 80 for 2 and 220 for 4.
    assert said(section)[0] == (
        "Ośrodki wszystkich gmin, które podają kadrę: jeden etat na 50 mieszkańców; w poszczególnych ośrodkach od 40 do 55."
    )


def test_sentences_name_gminas_in_the_order_of_the_report(town: RunResult, catalog: Catalog) -> None:
    more = town.gminas.iloc[[0]].assign(gmina_teryt="086003", gmina="Abramów")
    large = replace(town, gminas=pd.concat([town.gminas, more], ignore_index=True))
    rows = (
        service("U1", "UO", A, capacity=44.0, capacity_unit="godziny/mies.", territory=f"{A}|{B}"),
        service("U2", "POZ", B),
        service("U3", "POZ", "086003"),
        service("U4", "UO", "086009", capacity=1.0, capacity_unit="godziny/mies.", territory="086003"),
    )
    lines = said(
        part(describe_offer(plan_of(large, catalog, rows=rows, gminas=("086003", B, A))), "oferta-pojemnosc")
    )
    assert any(line.endswith("Tylko z innej gminy: Abramów, Podlesie.") for line in lines)
