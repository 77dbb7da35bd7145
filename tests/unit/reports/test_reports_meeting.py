"""What a meeting reads: sentences in every number, tables, the page."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from made_meeting import CELLS, MEADOWS, MILL, NAMES, QUARRY, make_balance, make_meeting

from mapa_uslug.reports.content import Bullets, Report, Table, Void
from mapa_uslug.reports.meeting import Meeting
from mapa_uslug.reports.meeting_hosting import tabulate_hosting, tabulate_load
from mapa_uslug.reports.meeting_lead import describe_lead
from mapa_uslug.reports.meeting_pack import compose_meeting, render_meeting, write_meeting_workbook
from mapa_uslug.reports.meeting_sentences import describe_gmina
from mapa_uslug.reports.meeting_sets import count_sets
from mapa_uslug.reports.meeting_sheets import tabulate_workbook


def tell(gmina: str, **changes: object) -> str:
    told = "\n".join(describe_gmina(make_meeting(make_balance(**changes)), gmina))  # type: ignore[arg-type]
    return told.replace("\u00a0", " ")


def table_of(report: Report, beginning: str) -> Table:
    tables = [b for s in report.sections for b in s.blocks if isinstance(b, Table)]
    return next(t for t in tables if t.caption.startswith(beginning))


# Polish: one and five or more in the singular, 2 to 4 (and 22) in the plural.
GAINS = [
    (1, "razem dostęp ma 1 z 300"), (2, "razem dostęp mają 2 z 300"), (5, "razem dostęp ma 5 z 300"),
    (12, "razem dostęp ma 12 z 300"), (22, "razem dostęp mają 22 z 300"),
]  # fmt: skip
PEOPLE = [(1, "1 osoba"), (2, "2 osoby"), (5, "5 osób"), (12, "12 osób"), (22, "22 osoby")]


@pytest.mark.parametrize(("count", "said"), GAINS)
def test_gains_agree_with_their_number(count: int, said: str) -> None:
    told = tell(QUARRY, gained=(0, 0, count), opened=(400, 0, 1))
    alone = "przy samych własnych miejscach – nikt, dziś w miejscach otwartych dla nich – 1"
    assert f"Apteka: {said} mieszkańców, {alone}." in told


@pytest.mark.parametrize(("count", "said"), PEOPLE)
def test_losses_agree_with_their_number(count: int, said: str) -> None:
    told = tell(MILL, lost=count).splitlines()
    assert f"Dostęp tracą, bo miejsca zajmują mieszkańcy innych gmin: „apteka” – {said}." in told
    assert f"W zasięgu nie starcza miejsc: „apteka” – {said}." in told


@pytest.mark.parametrize(("count", "said"), PEOPLE)
def test_people_who_stay_too_far_agree_with_their_number(count: int, said: str) -> None:
    far = "Nadal za daleko, także razem i z miejscami otwartymi dziś: „dzienny dom pomocy” – 300 osób;"
    assert f"{far} „apteka” – {said}." in tell(QUARRY, gained=(0, 0, 300 - count)).splitlines()


@pytest.mark.parametrize(("count", "said"), PEOPLE)
def test_people_of_whom_nothing_is_known_agree_with_their_number(count: int, said: str) -> None:
    assert f"Nie wiadomo, czy dostęp mają: „apteka” – {said}." in tell(
        QUARRY, gained=(0, 0, 100), unknown=count
    )


def test_who_is_served_by_a_place_that_is_no_partners_is_no_white_spot() -> None:
    """A pharmacy in Zawada, which does not meet, declares to serve everybody of Łąki and Ćmielin."""
    meeting = make_meeting(make_balance(opened=(400, 277, 300)))
    assert {w.gmina for w in meeting.white_places if w.service == "APT"} == {MILL}
    told = "\n".join(describe_gmina(meeting, MEADOWS)).replace("\u00a0", " ").splitlines()
    assert (
        "Nadal za daleko, także razem i z miejscami otwartymi dziś: „dzienny dom pomocy” – 277 osób." in told
    )
    # 277 people, of whom 22 have one together.
    elsewhere = (
        "W tych gminach nie ma miejsca w progu, ale ma je w innej gminie, która deklaruje, że im służy: "
    )
    assert f"{elsewhere}„apteka” – 255 osób." in told
    lead = describe_lead(meeting).replace("\u00a0", " ")
    # Młyny's 100 in Wólka, whom nobody serves; 255 of Łąki and 200 of Ćmielin have a pharmacy in Zawada.
    assert "za daleko mają nadal: „dzienny dom pomocy” – 1077 osób; „apteka” – 100 osób." in lead
    assert f"{elsewhere}„apteka” – 455 osób." in lead
    report = compose_meeting(meeting)
    assert table_of(report, "Apteka: osoby z dostępem").rows[-1][-1] == 100
    white = {row[:2]: row[2:] for row in table_of(report, "Kto także razem").rows}
    assert white["Apteka", "Łąki"] == (0, 255, Void())
    assert white["Apteka", "Ćmielin"] == (0, 200, Void())
    assert white["Apteka", "Młyny"] == (100, 0, "Wólka\u00a0– 100")
    sheet = next(t for t in tabulate_workbook(meeting) if t.caption == "Białe plamy także razem")
    assert [row[1] for row in sheet.rows if row[0] == "Apteka"] == ["Młyny"]


def test_who_is_served_today_gains_nothing_by_working_together() -> None:
    meeting = make_meeting(make_balance(opened=(400, 277, 60)))
    lead = describe_lead(meeting).replace("\u00a0", " ")
    # Łąki's 22 and 60 of Ćmielin's 100 have a pharmacy today.
    assert (
        "Ponad to, co jest dla nich otwarte dziś, razem dostęp do usług zyskuje co najmniej: „apteka” – 40 osób."
        in lead
    )
    assert "„apteka” – 122 osoby (z tego już dziś ma dostęp: 82)." in lead
    assert "Ponad to, co jest otwarte dziś, współpraca nie daje dostępu nikomu z gminy." in describe_gmina(
        meeting, MEADOWS
    )
    rows = table_of(compose_meeting(meeting), "Apteka: osoby zyskujące").rows
    assert [row[-2:] for row in rows] == [(100, 40), (22, 0), (0, 0)]
    sheet = next(t for t in tabulate_workbook(meeting) if t.caption == "Ponad otwarte dziś")
    # Own, open, together; gained, of it already, beyond; white, elsewhere: 200 too far together, 240 today.
    assert sheet.rows[3] == ("Apteka", "Ćmielin", 0, 60, 100, 100, 60, 40, 200, 0)


def test_where_nobody_gains_beyond_what_is_open_the_lead_says_so_first() -> None:
    lead = describe_lead(make_meeting(make_balance(opened=(400, 277, 300))))
    assert "Razem nikt nie zyskuje dostępu, którego nie dają miejsca już dziś dla niego otwarte." in lead


def test_a_gmina_that_only_hosts_is_told_so() -> None:
    told = tell(MILL)
    assert "Gmina sama nie zyskuje, a gości mieszkańców innych gmin." in told
    guests = "Z miejsc w gminie korzystaliby mieszkańcy innych gmin: „apteka” (samochodem)"
    assert f"{guests}: Ćmielin – 100, Łąki – 22." in told


def test_at_home_it_is_workers_who_travel() -> None:
    """Care at home (UO) in place of the pharmacy."""
    balance = make_balance()
    at_home = replace(
        balance, people={(*k[:2], "UO"): n for k, n in balance.people.items() if k[2] == "APT"},
        **{
            name: (table := getattr(balance, name))[table["service_type"] == "APT"].assign(service_type="UO")
            for name in ("figures", "hosting")
        },
    )  # fmt: skip
    meeting = make_meeting(at_home)
    comes = "Do mieszkańców gminy opiekunowie i inni pracownicy przyjeżdżaliby z innych gmin: „"
    assert any(line.startswith(comes) for line in describe_gmina(meeting, QUARRY))
    goes = "Opiekunowie i inni pracownicy z gminy jeździliby do mieszkańców innych gmin: „"
    assert any(line.startswith(goes) for line in describe_gmina(meeting, MILL))
    captions = [t.caption for t in tabulate_hosting(meeting)]
    assert len(captions) == 1
    assert "do których przyjeżdżano by z gminy z kolumny" in captions[0]


def test_a_gmina_that_neither_gains_nor_hosts_is_told_so() -> None:
    told = tell(MEADOWS, gained=(0, 0, 100))
    assert "Nikt z mieszkańców gminy nie zyskuje dostępu do usług dzięki współpracy." in told
    assert "Gmina nie gości nikogo z pozostałych gmin." in told


def test_a_gmina_without_a_place_of_its_own_is_told_so() -> None:
    assert "W gminie nie stoi żadne miejsce tych usług: „dzienny dom pomocy”; „apteka”." in tell(QUARRY)
    assert "W gminie nie stoi żadne miejsce tych usług: „apteka”." in tell(MEADOWS)


def test_what_stays_white_is_named_by_locality_with_all_its_services_in_one_line() -> None:
    lines = tell(MEADOWS).splitlines()
    # Brzeg's 22 people have a pharmacy together; Osada is one confidential cell, beside which one more is not told.
    assert lines[-2:] == [
        "Łąki, Osada: za daleko do 2 usług: „dzienny dom pomocy”; „apteka”.",
        "Brzeg (22 osoby): za daleko do 1 usługi: „dzienny dom pomocy”.",
    ]


def test_a_gmina_is_told_in_some_ten_lines_however_many_services_there_are() -> None:
    balance = make_balance(unknown=5, lost=3)
    codes = [t.code for t in make_meeting().catalog.types if t.is_measured][:20]

    def repeat(table: pd.DataFrame) -> pd.DataFrame:
        pharmacy = table[table["service_type"] == "APT"]
        return pd.concat([pharmacy.assign(service_type=code) for code in codes])

    people = {(*k[:2], code): n for k, n in balance.people.items() if k[2] == "APT" for code in codes}
    many = replace(balance, figures=repeat(balance.figures), hosting=repeat(balance.hosting), people=people)
    for gmina in NAMES:
        lines = describe_gmina(make_meeting(many), gmina)
        assert len(lines) <= 14
        assert len(set(lines)) == len(lines)
    told = "\n".join(describe_gmina(make_meeting(many), QUARRY))
    assert "Ćmielin (195 osób): za daleko do 20 usług: " in told.replace("\u00a0", " ")
    assert "i jeszcze 14 usług" in told


def test_nobody_too_far_is_said_of_those_of_whom_it_can_be_told() -> None:
    balance = make_balance(gained=(0, 277, 295), unknown=5)
    figures = balance.figures[balance.figures["service_type"] == "APT"]
    meeting = make_meeting(replace(balance, figures=figures))
    told = "\n".join(describe_gmina(meeting, QUARRY))
    assert (
        "Nikt, o kim da się to powiedzieć, nie ma za daleko i do miejsc partnerów, i do miejsc otwartych dziś."
        in told
    )
    assert "Nie wiadomo, czy dostęp mają: „apteka”\u00a0– 5 osób." in told


def test_the_lead_says_what_is_gained_and_what_stays_white() -> None:
    lead = describe_lead(make_meeting()).replace("\u00a0", " ")
    assert (
        "W porównaniu z samymi własnymi miejscami razem dostęp do usług zyskują: „apteka” – 122 osoby."
        in lead
    )
    assert "za daleko mają nadal: „dzienny dom pomocy” – 1077 osób; „apteka” – 555 osób." in lead
    assert "Nie wiadomo" not in lead


def test_the_lead_says_when_nobody_gains() -> None:
    lead = describe_lead(make_meeting(make_balance(gained=(0, 0, 0))))
    assert "Razem nikt nie zyskuje dostępu, którego nie dają własne miejsca jego gminy." in lead


def test_gminas_stand_in_the_order_of_the_polish_alphabet_not_of_their_gains() -> None:
    assert make_meeting().gminas == (QUARRY, MEADOWS, MILL)  # Ćmielin, Łąki, Młyny
    rows = table_of(compose_meeting(make_meeting()), "Apteka: osoby zyskujące").rows
    assert rows == (
        ("Ćmielin", Void(), 0, 100, 100, 100), ("Łąki", 0, Void(), 22, 22, 22), ("Młyny", 0, 0, Void(), 0, 0),
    )  # fmt: skip


def test_a_table_of_a_service_adds_up_over_the_gminas() -> None:
    table = table_of(compose_meeting(make_meeting()), "Apteka: osoby z dostępem")
    # Residents, own, declared, agreed, open, gained, lost, too far in both.
    assert table.rows[-1] == ("Razem", 1077, 400, 522, 522, 400, 122, 0, 555)
    for column in range(1, 9):
        assert sum(row[column] for row in table.rows[:-1]) == table.rows[-1][column]  # type: ignore[misc]


def test_a_single_mode_is_not_told_twice() -> None:
    balance = make_balance()
    one = balance.figures[balance.figures["mode"] != "walk"]
    meeting = make_meeting(replace(balance, figures=one))
    assert meeting.modes("APT") == ("car",)
    assert not any(
        "według środka" in t.caption
        for s in compose_meeting(meeting).sections
        for t in s.blocks
        if isinstance(t, Table)
    )


def test_hosting_adds_up_by_guests_and_hosts() -> None:
    table = table_of(compose_meeting(make_meeting()), "Apteka: mieszkańcy gminy z wiersza")
    assert table.rows[-1] == ("Przyjezdni", 0, 0, 122, 122)


def test_sets_stand_by_size_and_name() -> None:
    sets = count_sets(make_meeting())
    assert list(sets["gained"]) == [0, 100, 22, 122]
    assert list(sets["size"]) == [2, 2, 2, 3]
    assert list(sets["least_gained"]) == [0, 0, 0, 0]


def test_sets_larger_than_asked_are_left_out_but_for_all_together() -> None:
    assert len(make_meeting(largest=2).listed_sets) == 4
    pairs_only = replace(make_balance(), rankings=make_balance().rankings.query("size == 2"))
    assert len(make_meeting(pairs_only, largest=2).listed_sets) == 3


def test_sets_that_were_not_counted_are_said_to_be_missing() -> None:
    assert make_meeting().lists_all_sets
    best = replace(make_balance(), rankings=make_balance().rankings.iloc[1:])
    meeting = make_meeting(best)
    assert not meeting.lists_all_sets
    body, _ = render_meeting(compose_meeting(meeting), meeting, map_html="")
    assert "Nie policzono wszystkich" in body.replace("\u00a0", " ")


def white_row(meeting: Meeting, service: str) -> tuple[object, ...]:
    """Row of Łąki: its sum, and what is told of its localities."""
    rows = table_of(compose_meeting(meeting), "Kto także razem").rows
    (row,) = (r for r in rows if r[:2] == (service, "Łąki"))
    return row[2], row[-1]


def test_a_single_confidential_cell_shows_no_number_nor_what_it_could_be_had_from() -> None:
    meeting = make_meeting()
    # 255 - 250 would be the 5 people of Osada's one confidential cell, also if the day centre's list told of Łąki's 250.
    assert white_row(meeting, "Apteka") == (255, "Łąki; Osada")
    assert white_row(meeting, "Dzienny dom pomocy") == (277, "Brzeg\u00a0– 22; Łąki; Osada")
    sheet = next(t for t in tabulate_workbook(meeting) if t.caption == "Białe plamy także razem")
    assert [r[2:] for r in sheet.rows if r[1] == "Łąki"] == [
        ("Brzeg", 22), ("Łąki", None), ("Osada", None), ("Łąki", None), ("Osada", None),
    ]  # fmt: skip


def test_a_confidential_cell_that_is_all_of_a_gminas_white_is_not_named() -> None:
    """The gmina's sum is told, 5 people, and would be those of the one cell in Osada."""
    balance = make_balance(gained=(0, 272, 300))
    counted = np.array([[n, 0, 0, 0] for _, _, n, _ in CELLS], dtype=np.int32)
    counted[3] = 0, 0, 5, 0
    people = {k: counted if k[2] == "APT" else v for k, v in balance.people.items()}
    states = {
        k: counted.argmax(axis=1).astype(np.uint8) if k[2] == "APT" else v for k, v in balance.states.items()
    }
    meeting = make_meeting(replace(balance, states=states, people=people))
    assert not [w for w in meeting.white_places if w.service == "APT"]
    assert white_row(meeting, "Apteka") == (5, None)
    told = "\n".join(describe_gmina(meeting, MEADOWS)).replace("\u00a0", " ")
    assert "„apteka” – 5 osób." in told
    assert not [line for line in told.splitlines() if "Osada" in line and "apteka" in line]


def test_demand_is_told_apart_from_the_places_taken() -> None:
    table = tabulate_load(make_meeting())
    heads = [c.title for c in table.columns[3:]]
    assert heads == ["Pojemność", "Zajęte według arkusza", "Zapotrzebowanie (szacunek), tylko własne",
                     "Zapotrzebowanie (szacunek), razem", "Z tego z innych gmin"]  # fmt: skip
    # The sheet's 48.00000000000004 is read to one decimal.
    assert table.rows[0][0] == "Dzienny dom pomocy (samochodem; miejsca)"
    assert table.rows[0][3:] == (20.0, 48.0, 12.5, 20.0, 7.5)
    # The workbook keeps mode and unit apart, to be filtered.
    assert tabulate_load(make_meeting(), is_whole=True).rows[0][3:6] == ("samochodem", "miejsca", 20.0)


def test_where_a_gmina_meets_itself_a_reader_hears_that_nothing_applies() -> None:
    meeting = make_meeting()
    body = render_meeting(compose_meeting(meeting), meeting, map_html="")[0]
    assert body.count('<span class="unseen">nie dotyczy</span>') >= 6


def border_of(*rows: tuple[object, ...], owners: set[tuple[str, str]]) -> tuple[object, ...]:
    """Row of Ćmielin of the page's table, out of rows of (host, people, saved, may_use)."""
    made = [("APT", "car", QUARRY, host, people, 4, saved, may) for host, people, saved, may in rows]
    border = pd.DataFrame(made, columns=make_balance().border.columns)
    meeting = replace(make_meeting(replace(make_balance(), border=border)), owners=frozenset(owners))
    (row,) = table_of(compose_meeting(meeting), "Osoby, których najbliższe").rows
    return row


def test_a_way_that_cannot_be_compared_is_not_shorter_by_nothing() -> None:
    nan, own = float("nan"), {("APT", QUARRY)}
    # 30 people 3 minutes each to Zawada; of 12 to Młyny nobody can reach a place of Ćmielin.
    mixed = border_of(("080109", 30, 90.0, False), (MILL, 12, nan, True), owners=own)
    assert mixed[3:6] == (42, 12, "90\u00a0osobo\u2011min")
    assert border_of((MILL, 12, nan, True), owners=own)[5] is None
    assert border_of((MILL, 12, nan, True), owners=set())[5] == "brak własnego miejsca"
    assert border_of((MILL, 12, 0.0, True), owners=set())[5] == "0\u00a0osobo\u2011min"


def test_sensitive_types_are_never_named() -> None:
    balance = make_balance()
    shelter = balance.figures.assign(service_type="HOS")
    meeting = make_meeting(replace(balance, figures=pd.concat([balance.figures, shelter])))
    body, _ = render_meeting(compose_meeting(meeting), meeting, map_html="")
    assert meeting.services == ("DDP", "APT")
    assert "hostel" not in body


def test_gminas_of_one_name_are_told_apart_by_their_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NAMES, QUARRY, "Młyny")
    assert make_meeting().name(MILL) == f"Młyny ({MILL})"


def test_capacity_is_said_to_be_assessed_or_not() -> None:
    table = table_of(compose_meeting(make_meeting()), "Progi według usług")
    assert [row[-1] for row in table.rows] == ["tak", "nie"]
    assert "umowny" in str(table.rows[1][2])


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_page_holds_every_part_in_order_and_escapes_strangers_words(language: str) -> None:
    meeting = make_meeting(language=language)
    body, style = render_meeting(compose_meeting(meeting), meeting, map_html="<svg id='here'></svg>")
    ids = [
        "mapa",
        "gminy",
        "zyski",
        "uslugi",
        "goscie",
        "obciazenie",
        "granica",
        "zestawy",
        "biale-plamy",
        "metoda",
    ]
    assert re.findall(r'<h2 id="([^"]+)"', body) == ids
    assert body.index("<svg id='here'>") < body.index('id="zyski"')
    assert "Dom &lt;b&gt;Seniora&lt;/b&gt;, Łąki" in body
    assert "2024" in body
    assert "url(http" not in style


@pytest.mark.parametrize("changes", [{"gained": (0, 0, 0)}, {"lost": 3}, {"unknown": 40}])
def test_nothing_that_a_balance_may_hold_breaks_the_page(changes: dict[str, object]) -> None:
    balance = make_balance(**changes)  # type: ignore[arg-type]
    meeting = make_meeting(balance)
    body, _ = render_meeting(compose_meeting(meeting), meeting, map_html="")
    assert not re.search(r"\b(nan|None|inf)\b|[{}]", re.sub(r"<[^>]+>", " ", body))


def test_an_empty_balance_but_for_figures_is_told_in_words() -> None:
    balance = make_balance()
    bare = replace(
        balance,
        hosting=balance.hosting[:0],
        load=balance.load[:0],
        border=balance.border[:0],
        rankings=balance.rankings[:0],
        states={},
    )
    meeting = make_meeting(bare)
    body = render_meeting(compose_meeting(meeting), meeting, map_html="")[0].replace("\u00a0", " ")
    assert "Nikt nie korzystałby z miejsca w innej gminie." in body
    assert "Nikt nie ma bliżej za granicą gminy." in body
    assert isinstance(compose_meeting(meeting).sections[0].blocks[1], Bullets)


def test_the_workbook_holds_numbers_as_numbers_under_frozen_headings(tmp_path) -> None:  # type: ignore[no-untyped-def]
    write_meeting_workbook(make_meeting(), tmp_path / "spotkanie.xlsx")
    book = openpyxl.load_workbook(tmp_path / "spotkanie.xlsx")
    assert book.sheetnames == ["Opis", "Osoby", "Ponad otwarte dziś", "Zyski par", "Przyjezdni i goszczący", "Obciążenie miejsc", "Za granicą gminy",
                               "Zestawy partnerów", "Zestawy według usług", "Białe plamy także razem", "Progi według usług"]  # fmt: skip
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
    people = book["Osoby"]
    heads = [c.value for c in people[1]]
    at = heads.index("Obsłużeni: Razem, po porozumieniu")
    rows = [
        r
        for r in people.iter_rows(min_row=2, values_only=True)
        if r[:3] == ("Apteka", "Ćmielin", "każdym sposobem, który się liczy")
    ]
    assert [r[at] for r in rows] == [100]
    assert book["Białe plamy także razem"]["D2"].data_type == "n"
    described = "\n".join(str(c[0]) for c in book["Opis"].iter_rows(values_only=True))
    assert "Gmina Ćmielin" in described
    assert "Kosztów nie obliczono." in described
