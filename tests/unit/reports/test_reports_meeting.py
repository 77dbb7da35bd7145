"""What a meeting reads: sentences in every number, tables, the page."""

from __future__ import annotations

import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from made_meeting import MEADOWS, MILL, NAMES, QUARRY, make_balance, make_meeting

from mapa_uslug.reports.content import Bullets, Report, Table
from mapa_uslug.reports.meeting_pack import compose_meeting, render_meeting, write_meeting_workbook
from mapa_uslug.reports.meeting_sentences import describe_gmina, describe_lead
from mapa_uslug.reports.meeting_sets import count_sets


def tell(gmina: str, **changes: object) -> str:
    told = "\n".join(describe_gmina(make_meeting(make_balance(**changes)), gmina))  # type: ignore[arg-type]
    return told.replace("\u00a0", " ")


def table_of(report: Report, beginning: str) -> Table:
    tables = [b for s in report.sections for b in s.blocks if isinstance(b, Table)]
    return next(t for t in tables if t.caption.startswith(beginning))


# Polish: one in the singular, 2 to 4 (and 22) in the nominative plural, the others (5, 12) in the genitive.
GAINS = [
    (1, "1 osoba zyskuje dostęp"), (2, "2 osoby zyskują dostęp"), (5, "5 osób zyskuje dostęp"),
    (12, "12 osób zyskuje dostęp"), (22, "22 osoby zyskują dostęp"),
]  # fmt: skip
LOSSES = [
    (1, "1 osoba traci dostęp"), (2, "2 osoby tracą dostęp"), (5, "5 osób traci dostęp"), (22, "22 osoby tracą dostęp"),
]  # fmt: skip
STAY = [
    (1, "1 osoba nadal ma za daleko"), (2, "2 osoby nadal mają za daleko"), (5, "5 osób nadal ma za daleko"),
    (22, "22 osoby nadal mają za daleko"),
]  # fmt: skip


@pytest.mark.parametrize(("count", "said"), GAINS)
def test_gains_agree_with_their_number(count: int, said: str) -> None:
    told = tell(QUARRY, gained=(0, 0, count))
    assert (
        f"„apteka”: {said} (mieszkańcy z dostępem: przy samych własnych miejscach 0 z 300, razem {count})."
        in told
    )


@pytest.mark.parametrize(("count", "said"), LOSSES)
def test_losses_agree_with_their_number(count: int, said: str) -> None:
    told = tell(MILL, lost=count)
    assert f"„apteka”: {said}, bo miejsca zajmują mieszkańcy innych gmin." in told
    people = "1 osoby" if count == 1 else f"{count} osób"
    assert f"„apteka”: dla {people} nie starcza miejsc w zasięgu." in told


@pytest.mark.parametrize(("count", "said"), STAY)
def test_people_who_stay_too_far_agree_with_their_number(count: int, said: str) -> None:
    assert f"„apteka”: {said} (Ćmielin)." in tell(QUARRY, gained=(0, 0, 300 - count))


@pytest.mark.parametrize(
    ("count", "said"), [(1, "o 1 osobie"), (2, "o 2 osobach"), (5, "o 5 osobach"), (22, "o 22 osobach")]
)
def test_people_of_whom_nothing_is_known_agree_with_their_number(count: int, said: str) -> None:
    assert f"„apteka”: {said} nic nie wiadomo." in tell(QUARRY, gained=(0, 0, 100), unknown=count)


def test_a_gmina_that_only_hosts_is_told_so() -> None:
    told = tell(MILL)
    assert told.startswith("Gmina sama nie zyskuje, a gości mieszkańców innych gmin.")
    assert (
        "z miejsc w gminie korzystaliby mieszkańcy innych gmin (samochodem): Ćmielin – 100 osób; Łąki – 22 osoby."
        in told
    )


def test_a_gmina_that_neither_gains_nor_hosts_is_told_so() -> None:
    told = tell(MEADOWS, gained=(0, 0, 100))
    assert "Nikt z mieszkańców gminy nie zyskuje dostępu do usług dzięki współpracy." in told
    assert "Gmina nie gości nikogo z pozostałych gmin." in told


def test_a_gmina_without_a_place_of_its_own_is_told_so() -> None:
    assert "Gmina nie ma własnego miejsca usług: „dzienny dom pomocy”; „apteka”." in tell(QUARRY)
    assert "Gmina nie ma własnego miejsca usług: „apteka”." in tell(MEADOWS)


def test_what_stays_white_is_named_by_locality_those_with_most_people_first() -> None:
    assert "„dzienny dom pomocy”: 277 osób nadal ma za daleko (Łąki, Brzeg, Osada)." in tell(MEADOWS)


def test_nobody_too_far_is_said_of_those_of_whom_it_can_be_told() -> None:
    balance = make_balance(gained=(0, 277, 295), unknown=5)
    figures = balance.figures[balance.figures["service_type"] == "APT"]
    meeting = make_meeting(replace(balance, figures=figures))
    told = "\n".join(describe_gmina(meeting, QUARRY))
    assert "Razem nikt, o kim da się to powiedzieć, nie ma za daleko do porównywanej usługi." in told
    assert "o 5 osobach nic nie wiadomo" in told


def test_the_lead_says_what_is_gained_and_what_stays_white() -> None:
    lead = describe_lead(make_meeting()).replace("\u00a0", " ")
    assert "Razem dostęp do usług zyskują: „apteka” – 122 osoby." in lead
    assert "za daleko mają nadal: „dzienny dom pomocy” – 1077 osób; „apteka” – 555 osób." in lead
    assert "Nie wiadomo" not in lead


def test_the_lead_says_when_nobody_gains() -> None:
    lead = describe_lead(make_meeting(make_balance(gained=(0, 0, 0))))
    assert "Razem nikt nie zyskuje dostępu, którego nie dają własne miejsca jego gminy." in lead


def test_gminas_stand_in_the_order_of_the_polish_alphabet_not_of_their_gains() -> None:
    assert make_meeting().gminas == (QUARRY, MEADOWS, MILL)  # Ćmielin, Łąki, Młyny
    rows = table_of(compose_meeting(make_meeting()), "Apteka: osoby zyskujące").rows
    assert rows == (("Ćmielin", None, 0, 100, 100), ("Łąki", 0, None, 22, 22), ("Młyny", 0, 0, None, 0))


def test_a_table_of_a_service_adds_up_over_the_gminas() -> None:
    table = table_of(compose_meeting(make_meeting()), "Apteka: osoby z dostępem")
    # Residents, own, declared, agreed, open, gained, lost, too far even together.
    assert table.rows[-1] == ("Razem", 1077, 400, 522, 522, 1077, 122, 0, 555)
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
    assert table.rows[-1] == ("Goszczeni", 0, 0, 122, 122)


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


def test_a_single_confidential_cell_shows_no_number() -> None:
    report = compose_meeting(make_meeting())
    row = next(r for r in table_of(report, "Kto także razem").rows if r[:2] == ("Apteka", "Łąki"))
    assert row == ("Apteka", "Łąki", 255, "Łąki\u00a0– 250; Osada")


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
        "zyski",
        "uslugi",
        "goscie",
        "obciazenie",
        "granica",
        "zestawy",
        "gminy",
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
    assert isinstance(compose_meeting(meeting).sections[6].blocks[1], Bullets)


def test_the_workbook_holds_numbers_as_numbers_under_frozen_headings(tmp_path) -> None:  # type: ignore[no-untyped-def]
    write_meeting_workbook(make_meeting(), tmp_path / "spotkanie.xlsx")
    book = openpyxl.load_workbook(tmp_path / "spotkanie.xlsx")
    assert book.sheetnames == ["Opis", "Osoby", "Zyski par", "Goszczeni i goszczący", "Obciążenie miejsc", "Za granicą gminy",
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
