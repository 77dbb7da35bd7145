"""An area run twice with one change: the whole change is told to come from it."""

from __future__ import annotations

import shutil

import monitored_area as area
import pytest

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.changes import PARTS
from mapa_uslug.steps.monitor import find_changes, find_changes_since

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return tmp_path_factory.mktemp("monitor")


@pytest.fixture(scope="module")
def before(base):
    return area.run_changed(base, "przed")


def changes_after(base, before, change):
    return find_changes([before, area.run_changed(base, change.__name__, change)], catalog=read_catalog())[1]


def sums(changes):
    """People whose state differs, by part: half of all that came and went, for all gminas and types."""
    rows = changes.people[changes.people["unit"] == ""]
    assert (rows[list(PARTS)].sum(axis=1) == rows["change"]).all()
    return {part: int(rows[part].abs().sum()) for part in PARTS if rows[part].any()}


def test_the_same_inputs_give_nothing_to_tell(base, before):
    changes = find_changes([before, area.run_changed(base, "drugi raz")], catalog=read_catalog())[1]
    assert changes.is_empty
    assert sums(changes) == {}


def test_a_copy_of_a_folder_is_the_same(before, tmp_path):
    copy = shutil.copytree(before, tmp_path / "kopia")
    assert find_changes([before, copy], catalog=read_catalog())[1].is_empty


def test_a_service_that_closes(base, before):
    changes = changes_after(base, before, area.close_day_centre)
    assert changes.services[["service_id", "change"]].to_numpy().tolist() == [["U-085", "closed"]]
    assert set(sums(changes)) == {"services"}
    moved = changes.people[(changes.people["services"] != 0)]
    assert set(moved["service_type"]) == {"DDP"}
    assert {"service_vanished", "type_lost"} <= set(changes.alarms["alarm"])


def test_more_people(base, before):
    changes = changes_after(base, before, area.add_people)
    assert set(sums(changes)) == {"population"}
    grown = changes.people[(changes.people["unit"] == "086002") & (changes.people["service_type"] == "APT")]
    # 4536 people before; rounding by age group may add one.
    assert grown["change"].sum() == pytest.approx(454, abs=2)
    elsewhere = changes.people[~changes.people["unit"].isin(["", "086002"])]
    rest = elsewhere[elsewhere["service_type"] == "APT"]
    assert not rest["change"].any()


def test_slower_roads(base, before):
    changes = changes_after(base, before, area.slow_roads)
    found = sums(changes)
    assert set(found) <= {"roads", "data"}
    # What becomes or ceases to be unknown at the edge of the data is told apart.
    assert found["roads"] > 5 * found.get("data", 0)
    served = changes.people[(changes.people["unit"] == "") & (changes.people["state"] == "served")]
    assert (served["roads"] < 0).all()
    assert not served["data"].any()


def test_another_threshold(base, before):
    changes = changes_after(base, before, area.shorten_threshold)
    assert set(sums(changes)) == {"method"}
    assert changes.catalog[["service_type", "change", "old", "new"]].to_numpy().tolist() == [
        ["APT", "threshold", "15/20/30 min", "3/6/9 min"]
    ]
    assert set(changes.people.loc[changes.people["change"] != 0, "service_type"]) == {"APT"}


def test_a_merged_gmina_moves_nobody(base, before):
    changes = changes_after(base, before, area.merge_gminas)
    told = {tuple(row) for row in changes.gminas[["old_code", "new_code", "change"]].to_numpy()}
    assert told == {("086005", "086004", "merged"), ("086004", "086004", "renamed")}
    assert changes.units["086004"] == "Nowy Grodzieniec"
    people = changes.people[changes.people["unit"] == "086004"].groupby("service_type")[["old", "new"]].sum()
    # 5521 and 3561 people.
    assert (people == 9082).all(axis=None)
    # Who served one of the two serves the people of both now; who served both or none did not change.
    told = changes.services
    assert set(told["change"]) == {"territory"}
    assert all(("086004" in old) != ("086005" in old) for old in told["old"])


def test_a_result_in_memory_is_compared_as_if_it_were_read(base, before):
    from mapa_uslug.pipeline import analyse, load_area

    data = load_area(base / "przed_dane" / "area.toml", lambda step: None)
    result = analyse(data, data.registry.located, data.config.sharing, for_map=False)
    changes = find_changes_since(before, data, result, language="pl")
    assert changes.is_empty
    assert not changes.notes
