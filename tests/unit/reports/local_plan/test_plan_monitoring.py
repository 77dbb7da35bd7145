"""The chapter on monitoring: values of today, the next date, targets by year, changes where there are any."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2] / "monitoring"))
from diagnosed_town import CATALOG, SURVEY, blocks_of, build_plan
from hand_snapshots import COSTS, snapshot, ways
from six_cell_town import build_town

from mapa_uslug.core.text import Text
from mapa_uslug.monitoring.comparing import compare_snapshots
from mapa_uslug.reports.content import Paragraph, Table
from mapa_uslug.reports.local_plan.findings import find_plan
from mapa_uslug.reports.local_plan.monitoring import describe_monitoring

BY_TYPE = pd.DataFrame(
    [("", "DDP", 2, "miejsca", 12.5), ("086001", "DDP", 1, "miejsca", 10.0)],
    columns=["gmina_teryt", "service_type", "places", "capacity_unit", "per_1000"],
)
FACTS = pd.DataFrame(
    [
        ("U-1", "Ośrodek", "DDP", "086001", "2027-03-31", "2026-09-30"),
        ("U-2", "Dom", "DDP", "086002", "", "2026-09-30"),
        ("U-3", "Klub", "KS", "086001", "2026-01-01", "2024-05-05"),
    ],
    columns=["service_id", "provider", "service_type", "gmina_teryt", "funded_until", "source_date"],
)
RECORDS = pd.DataFrame(
    [("U-3", "Klub", "KS", "086001", "old_record", "2024-05-05")],
    columns=["service_id", "provider", "service_type", "gmina_teryt", "issue", "value"],
)
TARGETS = pd.DataFrame(
    [("DDP", "", "places", 40.0, 60.0, 2030), ("DDP", "", "served_share", 0.5, 0.8, 2028)],
    columns=["service_type", "gmina_teryt", "indicator", "now", "value", "year"],
)


def chapter(*, language="pl", on="2026-10-01", gminas=("086001", "086002"), targets=TARGETS, changes=None):
    plan = build_plan(build_town(), survey=SURVEY, gminas=gminas)
    offer = replace(plan.offer, by_type=BY_TYPE, facts=FACTS, records=RECORDS, on=on)
    strategy = replace(plan.strategy, targets=targets)
    given = replace(plan, offer=offer, strategy=strategy, changes=changes)
    return describe_monitoring(find_plan(given, CATALOG(), text=Text(language)))


def tables(section):
    return {b.caption: b for b in blocks_of(section) if isinstance(b, Table)}


def said(section):
    return " ".join(b.text for b in blocks_of(section) if isinstance(b, Paragraph))


def test_indicators_stand_with_their_values_of_today():
    table = tables(chapter())["Wskaźniki do śledzenia"]
    row = next(r for r in table.rows if r[0] == "Dzienny dom pomocy")
    # Two places, 12.5 of 1000; no record of the kind has grown old.
    assert row[3:] == (2, 12.5, "miejsca", 0)
    club = next(r for r in table.rows if r[0] == "Klub seniora")
    assert (club[3], club[4], club[6]) == (0, None, 1)
    alone = tables(chapter(gminas=("086001",)))["Wskaźniki do śledzenia"]
    assert next(r for r in alone.rows if r[0] == "Dzienny dom pomocy")[3:5] == (1, 10.0)


def test_the_next_check_is_due_when_funding_ends_or_records_grow_old():
    told = said(chapter())
    assert "1 wpis jest już przestarzały" in told
    assert "Następny przegląd najpóźniej 31.03.2027" in told
    assert "Dzienny dom pomocy (Ośrodek)" in told or "dzienny dom pomocy (Ośrodek)" in told
    rows = tables(chapter())["Terminy do pilnowania"].rows
    assert [r[:2] for r in rows] == [
        (date(2027, 3, 31), "kończy się finansowanie"),
        (date(2027, 9, 30), "2 wpisy staną się przestarzałe"),
    ]


def test_without_a_day_nothing_is_called_old():
    section = chapter(on="")
    assert "Nie da się wskazać terminu przeglądu" in said(section)
    assert "Terminy do pilnowania" not in tables(section)
    assert all(row[6] is None for row in tables(section)["Wskaźniki do śledzenia"].rows)


def test_targets_stand_in_the_order_of_their_years():
    told = said(chapter())
    assert told.index("do końca 2028 r.") < told.index("do końca 2030 r.")
    assert "Cele ze strategii do sprawdzenia" in told
    assert "Cele ze strategii" not in said(chapter(targets=TARGETS.iloc[:0]))


def test_changes_are_told_where_earlier_results_were_given():
    assert "Nie podano wcześniejszych wyników" in said(chapter())
    changes = compare_snapshots([snapshot(files={"roads": "a"}), snapshot(ways(COSTS | {"c3": 33.0}), files={"roads": "b"})])  # fmt: skip
    section = chapter(changes=changes)
    assert section.id == "monitorowanie"
    assert "Nie podano wcześniejszych wyników" not in said(section)
    assert tables(section)["Zmiany: za daleko"].rows[0][1:4] == (10, 50, 40)
    captions = [b.caption for b in blocks_of(section) if isinstance(b, Table)]
    assert len(captions) == len(set(captions))


def test_the_report_of_one_gmina_says_whose_changes_it_tells():
    slower = snapshot(ways(COSTS | {"c3": 33.0}), files={"roads": "b"})
    changes = compare_snapshots([snapshot(files={"roads": "a"}), slower])
    # Of gmina 1 nobody changed; of gmina 2 40 people did, and the report of both is of the whole area.
    one = chapter(gminas=("086001",), changes=changes)
    assert "dotyczą: Gmina 1." in said(one)
    assert not any(caption.startswith("Zmiany: ") for caption in tables(one))
    two = chapter(gminas=("086002",), changes=changes)
    assert tables(two)["Zmiany: za daleko"].rows[0][3] == 40
    assert "dotyczą:" not in said(chapter(changes=changes))
    # Earlier results of other gminas tell nothing of this one.
    away = replace(changes, units={"086098": "Inna"})
    assert "zmiany poniżej dotyczą całego obszaru" in said(chapter(gminas=("086001",), changes=away))
