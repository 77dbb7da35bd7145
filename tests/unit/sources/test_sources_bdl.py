from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from playing import faults
from playing.bdl import Bank, play_bank, play_bdl, unit_id
from playing.server import Answer, Asked, PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, Fetched, GminaUnit
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.population.totals import read_totals
from mapa_uslug.sources import bdl
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER, WEB_PAGE
from mapa_uslug.sources.parts.bdl_asking import (
    BAD_KEY,
    KEY_VARIABLE,
    PAGES,
    QUOTA,
    QUOTA_HINT,
    BdlAnswers,
    tries_path,
)
from mapa_uslug.steps.years_reading import read_people_by_year

CZERSK = GminaUnit("220203", "3", "Czersk", "chojnicki", "pomorskie")
BRUSY = GminaUnit("220202", "3", "Brusy", "chojnicki", "pomorskie")
KONARZYNY = GminaUnit("220205", "2", "Konarzyny", "chojnicki", "pomorskie")

# 0-14: 200, 65+: 90 + 110 = 200, so that 15-64 are 1000 - 200 - 200 = 600; 75+: 40 + 20 + 10 = 70; 80+: 30; 60+: 200 + 70 = 270;
# of the 200 children 35 are 0-2 and 60 are 3-6: 105 are 7-14.
GROUPS = {
    "all": 1000,
    "0-14": 200,
    "60-64": 70,
    "65-69": 90,
    "70+": 110,
    "75-79": 40,
    "80-84": 20,
    "85+": 10,
    "0-2": 35,
    "3-6": 60,
}
NAMES = {
    "2202033": "Czersk",
    "2202034": "Czersk - miasto",
    "2202035": "Czersk - obszar wiejski",
    "2202052": "Konarzyny",
}


def plain(code: str, group: str, year: int) -> float | None:
    """Town and villages are parts of the whole; one person less of every group in each earlier year."""
    whole = GROUPS[group] - (2025 - year)
    return {"4": whole // 2, "5": whole - whole // 2}.get(code[6], whole)


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def area(tmp_path: Path, *units: GminaUnit) -> FetchArea:
    square = shapely.box(430_000, 650_000, 440_000, 660_000)
    return FetchArea(units or (CZERSK,), (), square, square, 0.0, tmp_path / "data")


def getter(tmp_path: Path, base: str = "", **options: object) -> Getter:
    bases = {"bdl": base} if base else {}
    settings = {"pacer": HostPacer(pause_s=0), "first_pause_s": 0} | options
    return Getter(raw=tmp_path / "data" / "raw", bases=bases, **settings)  # type: ignore[arg-type]


def rows_of(fetched: Fetched, role: str) -> list[dict[str, str]]:
    path = next(a.path for a in fetched.artefacts if a.role == role)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_people_by_age_of_whole_gminas_are_made_of_verified_variables(
    server: PlayedServer, tmp_path: Path
) -> None:
    fetched = bdl.fetch(
        area(tmp_path, CZERSK, KONARZYNY), getter(tmp_path, play_bank(server, Bank(NAMES, plain)))
    )
    wanted = {
        "people": "1000", "people_0_14": "200", "people_15_64": "600", "people_65_plus": "200", "people_0_2": "35", "people_3_6": "60",
        "people_7_14": "105", "people_60_plus": "270", "people_75_plus": "70", "people_80_plus": "30",
    }  # fmt: skip
    # Czersk once, not three times: 1000, neither 2000 nor its town of 500.
    assert rows_of(fetched, "totals") == [
        {"gmina_teryt": "2202033", "name": "Czersk"} | wanted,
        {"gmina_teryt": "2202052", "name": "Konarzyny"} | wanted,
    ]
    assert fetched.problems == ()
    assert [(a.role, a.source, a.year) for a in fetched.artefacts] == [
        ("totals", "bdl", 2025),
        ("people_by_year", "bdl", 2025),
    ]


def test_states_of_some_years_are_told_and_no_forecast(server: PlayedServer, tmp_path: Path) -> None:
    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, Bank(NAMES, plain))))
    rows = rows_of(fetched, "people_by_year")
    # 2025 and one, five and ten years before; each group has one person less a year earlier.
    assert [(r["rok"], r["people"], r["people_65_plus"], r["data"]) for r in rows] == [
        ("2015", "990", "180", "2015-12-31"), ("2020", "995", "190", "2020-12-31"),
        ("2024", "999", "198", "2024-12-31"), ("2025", "1000", "200", "2025-12-31"),
    ]  # fmt: skip
    assert {r["rodzaj"] for r in rows} == {"stan"}


def test_a_powiat_takes_few_questions_and_no_second_time(server: PlayedServer, tmp_path: Path) -> None:
    base = play_bank(server, Bank(NAMES, plain))
    bdl.fetch(area(tmp_path, CZERSK, KONARZYNY), getter(tmp_path, base))
    # 2 lists of units, 10 variables, 1 subject (of 3-6, whose own label does not say "children"), 10 lists of figures.
    assert len(server.asked) == 23
    first = {p.name: p.read_bytes() for p in (tmp_path / "data").glob("*.csv")}
    bdl.fetch(area(tmp_path, CZERSK, KONARZYNY), getter(tmp_path, base))
    bdl.fetch(area(tmp_path, CZERSK, KONARZYNY), getter(tmp_path, base, is_offline=True))
    assert len(server.asked) == 23
    assert {p.name: p.read_bytes() for p in (tmp_path / "data").glob("*.csv")} == first


def test_many_powiats_are_asked_for_as_a_wojewodztwo_page_by_page(
    server: PlayedServer, tmp_path: Path
) -> None:
    codes = [f"22{powiat:02d}{gmina:02d}2" for powiat in range(1, 12) for gmina in range(1, 20)]
    base = play_bank(server, Bank({code: f"G{code}" for code in codes} | NAMES, plain))
    units = tuple(GminaUnit(code[:6], "2", f"G{code}", "", "") for code in codes)
    fetched = bdl.fetch(area(tmp_path, *units), getter(tmp_path, base))
    assert [r["gmina_teryt"] for r in rows_of(fetched, "totals")] == sorted(codes)
    # 213 units are 3 pages, numbered from 0, for each of 10 variables; no list of powiats.
    pages = [a.query["page"] for a in server.asked if a.path.endswith("/72305") and "data" in a.path]
    assert pages == ["0", "1", "2"]
    assert len(server.asked) == 1 + 10 + 1 + 30


def test_a_variable_whose_label_changed_is_left_out_and_told(server: PlayedServer, tmp_path: Path) -> None:
    bank = Bank(NAMES, plain)
    bank.labels[76025] = ("P2137", "85 i więcej", "kobiety")
    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, bank)))
    (row,) = rows_of(fetched, "totals")
    assert {"people_75_plus", "people_80_plus"} & set(row) == set()
    assert row["people_65_plus"] == "200"
    (told,) = fetched.problems
    assert told.code == "label_changed"
    assert dict(told.values)["groups"] == "people_75_plus, people_80_plus"
    assert dict(told.values)["label"] == "85 i więcej, kobiety"


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (454048, {"level": 5}), (454048, {"measureUnitName": "%"}), (454048, {"subjectId": "P9999"}), (454048, {"id": 1}),
        (410639, {"n1": "odsetek dzieci do lat 3 objętych opieką"}), (1617119, {"n1": "w wieku 6-9 lat"}),
        (410639, {"n1": "miejsca dla dzieci w wieku do lat 3"}),
    ],
)  # fmt: skip
def test_no_other_variable_passes_for_people(
    server: PlayedServer, tmp_path: Path, number: int, change: dict[str, object]
) -> None:
    bank = Bank(NAMES, plain, changed={number: change})
    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, bank)))
    assert [dict(p.values)["number"] for p in fetched.problems] == [str(number)]


def test_a_variable_that_is_gone_is_told_and_the_rest_goes_on(server: PlayedServer, tmp_path: Path) -> None:
    bank = Bank(NAMES, plain)
    del bank.labels[410639]
    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, bank)))
    assert [dict(p.values)["groups"] for p in fetched.problems] == ["people_0_2, people_7_14"]
    assert rows_of(fetched, "totals")[0]["people_3_6"] == "60"


def test_density_in_the_place_of_people_stops_it(server: PlayedServer, tmp_path: Path) -> None:
    bank = Bank(NAMES, plain)
    bank.labels[72305] = ("P2425", "ludność na 1 km2", "")
    with pytest.raises(SourceFailed) as error:
        bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, bank)))
    assert error.value.reason == f"{bdl.NO_PEOPLE_LABEL}: ludność na 1 km2"
    assert not list((tmp_path / "data").glob("*.csv"))


def test_the_newest_year_without_figures_gives_way_to_the_one_before(
    server: PlayedServer, tmp_path: Path
) -> None:
    def values(code: str, group: str, year: int) -> float | None:
        return None if year == 2025 else plain(code, group, year)

    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, Bank(NAMES, values))))
    assert (fetched.artefacts[0].year, rows_of(fetched, "totals")[0]["people"]) == (2024, "999")


def test_noughts_are_no_figures(server: PlayedServer, tmp_path: Path) -> None:
    def values(code: str, group: str, year: int) -> float | None:
        return 0.0 if year == 2025 or group == "3-6" else plain(code, group, year)

    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, Bank(NAMES, values))))
    (row,) = rows_of(fetched, "totals")
    assert (fetched.artefacts[0].year, row["people"], row["people_3_6"], row["people_7_14"]) == (
        2024,
        "999",
        "",
        "",
    )
    assert [dict(p.values)["column"] for p in fetched.problems] == ["people_3_6", "people_7_14"]


def test_a_village_gmina_that_got_a_town_keeps_its_years(server: PlayedServer, tmp_path: Path) -> None:
    # Until 2024 a rural gmina (kind 2), since then urban-rural (kind 3 with its parts): one gmina under two ids.
    names = {
        "2202052": "Konarzyny do 2024",
        "2202053": "Konarzyny od 2025",
        "2202054": "Konarzyny - miasto od 2025",
    }

    def values(code: str, group: str, year: int) -> float | None:
        return plain(code, group, year) if (year >= 2025) == (code[6] != "2") else None

    unit = GminaUnit("220205", "3", "Konarzyny", "chojnicki", "pomorskie")
    fetched = bdl.fetch(area(tmp_path, unit), getter(tmp_path, play_bank(server, Bank(names, values))))
    assert [(r["rok"], r["people"]) for r in rows_of(fetched, "people_by_year")] == [
        ("2015", "990"), ("2020", "995"), ("2024", "999"), ("2025", "1000"),
    ]  # fmt: skip
    assert fetched.problems == ()


def test_two_different_figures_for_one_gmina_are_told(server: PlayedServer, tmp_path: Path) -> None:
    names = {"2202052": "Konarzyny", "2202053": "Konarzyny"}

    def values(code: str, group: str, year: int) -> float | None:
        return GROUPS[group] + (code[6] == "3") if year == 2025 else None

    fetched = bdl.fetch(area(tmp_path, KONARZYNY), getter(tmp_path, play_bank(server, Bank(names, values))))
    assert rows_of(fetched, "totals")[0]["people"] == "1000"
    assert [(p.code, dict(p.values)["taken"]) for p in fetched.problems] == [("two_figures", "2202052")]


def test_children_who_do_not_fit_among_all_children_are_left_out(
    server: PlayedServer, tmp_path: Path
) -> None:
    def values(code: str, group: str, year: int) -> float | None:
        return 150 if group in ("0-2", "3-6") else plain(code, group, year)

    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, Bank(NAMES, values))))
    (row,) = rows_of(fetched, "totals")
    assert (row["people_0_14"], row["people_0_2"], row["people_3_6"], row["people_7_14"]) == (
        "200",
        "",
        "",
        "",
    )
    assert len(fetched.problems) == 3


def test_a_gmina_without_people_has_no_row_and_is_told(server: PlayedServer, tmp_path: Path) -> None:
    fetched = bdl.fetch(
        area(tmp_path, CZERSK, BRUSY), getter(tmp_path, play_bank(server, Bank(NAMES, plain)))
    )
    assert [r["name"] for r in rows_of(fetched, "totals")] == ["Czersk"]
    assert [(p.code, dict(p.values)["gminas"]) for p in fetched.problems] == [("no_figure", "Brusy")]


def test_a_wojewodztwo_that_is_not_listed_is_told(server: PlayedServer, tmp_path: Path) -> None:
    away = GminaUnit("990101", "1", "Nigdzie", "", "")
    with pytest.raises(SourceFailed, match="does not list the wojewodztwo or powiat with the code: 99"):
        bdl.fetch(area(tmp_path, away), getter(tmp_path, play_bank(server, Bank(NAMES, plain))))


@pytest.mark.parametrize(("fault", "reason"), [
    (faults.html_page, WEB_PAGE), (faults.empty, "its answer is empty"), (faults.gateway, "it reports the error: 504"),
    (faults.redirected, "it sends us elsewhere"), (lambda asked, answer: Answer(b"[1, 2]"), OTHER_ANSWER),
    (lambda asked, answer: Answer(b'{"errors": ["x"]}'), OTHER_ANSWER),
    (lambda asked, answer: Answer(answer.body.decode().encode("cp1250") + b"\xb9"), OTHER_ANSWER),
])  # fmt: skip
def test_a_bad_answer_leaves_nothing_behind(
    server: PlayedServer, tmp_path: Path, fault: faults.Fault, reason: str
) -> None:
    base = play_bank(server, Bank(NAMES, plain))
    server.fail("/api/v1/data", fault)
    with pytest.raises(SourceFailed) as error:
        bdl.fetch(area(tmp_path), getter(tmp_path, base))
    assert error.value.reason.startswith(reason)
    assert not list((tmp_path / "data").glob("*.csv"))


def test_pages_that_repeat_rows_are_refused(server: PlayedServer, tmp_path: Path) -> None:
    def twice(asked: Asked, answer: Answer) -> Answer:
        told = json.loads(answer.body)
        return Answer(json.dumps(told | {"totalRecords": 2 * len(told["results"])}).encode())

    base = play_bank(server, Bank(NAMES, plain))
    server.fail("/api/v1/data", twice)
    with pytest.raises(SourceFailed, match="its pages repeat rows"):
        bdl.fetch(area(tmp_path), getter(tmp_path, base))
    assert PAGES.startswith("its pages repeat rows")


def test_a_short_pause_that_is_asked_for_is_made(server: PlayedServer, tmp_path: Path) -> None:
    slept: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    base = play_bank(server, Bank(NAMES, plain))
    server.fail("/api/v1/data", lambda a, b: faults.too_many(a, b, after_s="30"), times=1)
    pacer = HostPacer(pause_s=0, clock=lambda: now[0], sleep=sleep)
    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, base, pacer=pacer))
    assert rows_of(fetched, "totals")[0]["people"] == "1000"
    assert sum(slept) == pytest.approx(30.0)


@pytest.mark.parametrize("after_s", ["1", "800", "soon"])
def test_a_limit_that_is_used_up_is_told_with_what_to_do(
    server: PlayedServer, tmp_path: Path, after_s: str
) -> None:
    base = play_bank(server, Bank(NAMES, plain))
    server.fail("/api/v1/data", lambda a, b: faults.too_many(a, b, after_s=after_s))
    pacer = HostPacer(pause_s=0, clock=lambda: 0.0, sleep=lambda seconds: None)
    pacer.hold = lambda host, pause_s: None  # type: ignore[method-assign]
    with pytest.raises(SourceFailed) as error:
        bdl.fetch(area(tmp_path), getter(tmp_path, base, pacer=pacer))
    assert error.value.hint == QUOTA_HINT
    # Later it goes on: what came is not asked for again.
    server.faults.clear()
    before = len(server.asked)
    bdl.fetch(area(tmp_path), getter(tmp_path, base))
    assert {a.path.split("/")[3] for a in server.asked[before:]} == {"data"}


def _fill_ledger(got: Getter, count: int, at: datetime) -> None:
    from mapa_uslug.sources.fetching.ledger import Entry

    got.raw.mkdir(parents=True, exist_ok=True)
    ledger = got.ledger
    for number in range(count):
        ledger.add(Entry("bdl", f"{number}.json", "", "", "", 0, at.isoformat(), "", ""))


@pytest.mark.parametrize(("asked", "key", "waits"), [(94, "", [580.0]), (93, "", []), (94, "k", [])])
def test_a_question_above_the_limit_of_a_quarter_hour_waits(
    server: PlayedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: int,
    key: str,
    waits: list[float],
) -> None:
    # 95 of 100 may be sent: with 94 sent 320 s ago the 2nd question of now is the 96th, and waits 900 - 320 s.
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    slept: list[float] = []
    monkeypatch.setenv(KEY_VARIABLE, key)
    base = play_bank(server, Bank(NAMES, plain))
    pacer = HostPacer(pause_s=0, clock=lambda: 0.0, sleep=slept.append)
    got = getter(tmp_path, base, pacer=pacer, clock=lambda: now)
    _fill_ledger(got, asked, now - timedelta(seconds=320))
    answers = BdlAnswers(got, got.terms(bdl.TERMS))
    answers.variable(72305)
    answers.variable(454048)
    assert slept == waits


def test_questions_without_an_answer_count_in_the_limits_of_later_runs_too(
    server: PlayedServer, tmp_path: Path
) -> None:
    # 90 answers, and a run whose first question fails in all its 5 tries: 95 of 100 are sent, so the next one waits until the
    # oldest is 900 s old, 900 - 320 s from now.
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    slept: list[float] = []
    base = play_bank(server, Bank(NAMES, plain))
    pacer = HostPacer(pause_s=0, clock=lambda: 0.0, sleep=slept.append)
    got = getter(tmp_path, base, pacer=pacer, clock=lambda: now)
    _fill_ledger(got, 90, now - timedelta(seconds=320))
    server.fail("/api/v1", faults.gateway, times=5)
    with pytest.raises(SourceFailed, match="504"):
        BdlAnswers(got, got.terms(bdl.TERMS)).variable(72305)
    assert (len(server.asked), slept) == (5, [])
    answers = BdlAnswers(got, got.terms(bdl.TERMS))
    answers.variable(72305)
    assert slept == [580.0]
    # What is answered counts once, in the ledger; half a day later the others count no more.
    tries = tries_path(got.terms(bdl.TERMS))
    assert len(json.loads(tries.read_text())) == 5
    late = replace(got, clock=lambda: now + timedelta(hours=12, seconds=1))
    BdlAnswers(late, late.terms(bdl.TERMS)).variable(454048)
    assert not tries.exists()


def test_the_limit_of_half_a_day_is_kept(server: PlayedServer, tmp_path: Path) -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    got = getter(tmp_path, play_bank(server, Bank(NAMES, plain)), clock=lambda: now)
    _fill_ledger(got, 950, now - timedelta(hours=11))
    with pytest.raises(SourceFailed) as error:
        bdl.fetch(area(tmp_path), got)
    assert (error.value.reason, error.value.hint) == (QUOTA, QUOTA_HINT)
    assert server.asked == []


def test_the_key_is_sent_and_written_nowhere(
    server: PlayedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = "8f1d2c3b-secret-key"
    monkeypatch.setenv(KEY_VARIABLE, f" {key}\n")
    caplog.set_level("DEBUG")
    base = play_bank(server, Bank(NAMES, plain))
    got = getter(tmp_path, base)
    bdl.fetch(area(tmp_path), got)
    assert {a.headers.get("X-ClientId") for a in server.asked} == {key}
    server.fail("/api/v1/data", faults.gateway)
    with pytest.raises(SourceFailed) as error:
        bdl.fetch(area(tmp_path, KONARZYNY), getter(tmp_path, base, is_fresh=True))
    texts = [p.read_text(encoding="utf-8", errors="replace") for p in tmp_path.rglob("*") if p.is_file()]
    assert not [
        text for text in (*texts, caplog.text, str(error.value), repr(error.value.problem)) if key in text
    ]


def test_a_mirror_is_asked_without_the_key(
    server: PlayedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "8f1d2c3b-secret-key")
    got = getter(tmp_path, play_bank(server, Bank(NAMES, plain)), mirrored=frozenset({"bdl"}))
    fetched = bdl.fetch(area(tmp_path), got)
    assert {a.headers.get("X-ClientId") for a in server.asked} == {None}
    assert [p.code for p in fetched.problems] == ["secret_withheld"]
    assert rows_of(fetched, "totals")[0]["people"] == "1000"


def test_a_key_with_a_line_in_it_is_refused_unseen(
    server: PlayedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "abc\r\nHost: x")
    with pytest.raises(SourceFailed) as error:
        bdl.fetch(area(tmp_path), getter(tmp_path, play_bank(server, Bank(NAMES, plain))))
    assert error.value.reason == BAD_KEY
    assert "abc" not in str(error.value)
    assert server.asked == []


def test_offline_without_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="offline"):
        bdl.fetch(area(tmp_path), getter(tmp_path, is_offline=True))


def test_a_given_table_goes_first(server: PlayedServer, tmp_path: Path) -> None:
    base = play_bank(server, Bank(NAMES, plain))
    own, other = tmp_path / "moje.csv", tmp_path / "inne.csv"
    own.write_text("\ufeffgmina_teryt;people\r\n2202033;21500\r\n", encoding="utf-8")
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    fetched = bdl.fetch(area(tmp_path), getter(tmp_path, base, given={"bdl": (own,)}))
    assert fetched.artefacts[0].path.read_text(encoding="utf-8") == "gmina_teryt;people\n2202033;21500\n"
    with pytest.raises(SourceFailed, match="gmina_teryt and people"):
        bdl.fetch(area(tmp_path), getter(tmp_path, base, given={"bdl": (other,)}))
    assert server.asked == []


def test_ids_of_units_are_those_of_the_documentation() -> None:
    # Kraków is 011212161011 in BDL, TERYT 1261011; the regions of the played bank are made up, the rest of the id is not.
    assert unit_id("12") == "011200000000"
    krakow = unit_id("1261011")
    assert (len(krakow), krakow[2:4] + krakow[7:12]) == (12, "1261011")


def test_the_bank_serves_any_table_of_people(server: PlayedServer, tmp_path: Path) -> None:
    people = pd.DataFrame({"gmina_teryt": ["2202033", "3001012"], "name": ["Czersk", "Inna"], "people": [21_437, 9_001],
                           "people_75_plus": [1500, 700], "people_65_plus": [3900, 1800], "people_0_14": [3700, 1500]})  # fmt: skip
    units = (CZERSK, GminaUnit("300101", "2", "Inna", "", ""))
    fetched = bdl.fetch(area(tmp_path, *units), getter(tmp_path, play_bdl(server, people)))
    told = [
        [int(r[c]) for c in ("people", "people_0_14", "people_65_plus", "people_75_plus")]
        for r in rows_of(fetched, "totals")
    ]
    assert told == [[21_437, 3700, 3900, 1500], [9_001, 1500, 1800, 700]]
    assert fetched.problems == ()


def test_the_readers_of_totals_and_of_years_take_what_is_written(
    server: PlayedServer, tmp_path: Path
) -> None:
    def values(code: str, group: str, year: int) -> float | None:
        return None if group == "3-6" and code == "2202052" else plain(code, group, year)

    fetched = bdl.fetch(
        area(tmp_path, CZERSK, KONARZYNY), getter(tmp_path, play_bank(server, Bank(NAMES, values)))
    )
    totals, by_year = (artefact.path for artefact in fetched.artefacts)
    gminas = gpd.GeoDataFrame(
        {"gmina_teryt": ["220203", "220205"], "gmina": ["Czersk", "Konarzyny"], "is_area": [True, True]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs="EPSG:2180",
    )  # fmt: skip
    log = ProblemLog()
    figures, count = read_totals(totals, gminas=gminas, log=log)
    assert (log.problems, count.kept) == ([], 2)
    assert figures.people.tolist() == [1000.0, 1000.0]
    assert figures.basic().tolist() == [[200.0, 600.0, 200.0]] * 2
    assert figures.groups["75+"].tolist() == [70.0, 70.0]
    assert figures.groups["3-6"].tolist() == pytest.approx([60.0, math.nan], nan_ok=True)
    data = SimpleNamespace(
        config=SimpleNamespace(inputs=SimpleNamespace(people_by_year=by_year)),
        gminas=gminas,
        cells=SimpleNamespace(year=None, table=pd.DataFrame({"gmina_teryt": []})),
    )
    years, problems = read_people_by_year(data)  # type: ignore[arg-type]
    assert problems == []
    elders = years[(years["gmina_teryt"] == "220203") & (years["group"] == "65+")]
    assert dict(zip(elders["year"], elders["people"], strict=True)) == {
        2015: 180,
        2020: 190,
        2024: 198,
        2025: 200,
    }
    assert set(years["kind"]) == {"counted"}
