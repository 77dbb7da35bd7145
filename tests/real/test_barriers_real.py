"""Barriers of a country whose land is known: the railway and the slopes come out, the river at the border does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from benchmarks.bench_run import AREA_TOML
from mapa_uslug.contracts.barriers import Barriers
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.pipeline import analyse, load_area

# The one road in the country between Triesen and Balzers, where the mountain comes down to the river.
BALZERS_ROAD = (9.518, 47.086)
# Triesenberg and its hamlets lie on the slope above Vaduz and Triesen.
SLOPE = {"Triesenberg", "Rotenboden", "Masescha", "Vorder Prufatscheng", "Hinder Prufatscheng"}


@pytest.fixture(scope="module")
def result(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    path = tmp_path_factory.mktemp("liechtenstein") / "area.toml"
    path.write_text(AREA_TOML.format(data=real_data))
    data = load_area(path)
    return analyse(data, data.registry.located, data.config.sharing, for_map=False)


@pytest.fixture(scope="module")
def barriers(result: RunResult) -> Barriers:
    assert result.barriers is not None
    return result.barriers


def localities(line: object) -> tuple[set[str], set[str]]:
    return set(line.localities_left.split("|")), set(line.localities_right.split("|"))  # type: ignore[attr-defined]


@pytest.mark.real
def test_the_railway_parts_neighbours(barriers: Barriers) -> None:
    rail = barriers.lines[barriers.lines["kind"] == "railway"]
    assert rail["name"].str.contains("Feldkirch").any()
    assert (rail["crossing_before_m"].notna() | rail["crossing_after_m"].notna()).any()


@pytest.mark.real
def test_nothing_is_claimed_across_the_rhine(result: RunResult, barriers: Barriers) -> None:
    """Beyond the river the data end: there may be bridges and people that nobody here knows of."""
    assert not barriers.lines["name"].str.contains("Rhein|Rhine", case=False).any()
    border = result.extent.boundary  # type: ignore[attr-defined]
    assert not any(shapely.crosses(line, border) for line in barriers.lines.geometry)


@pytest.mark.real
def test_the_villages_on_the_slope_are_parted_from_the_valley(barriers: Barriers) -> None:
    parted = [localities(line) for line in barriers.lines.itertuples()]
    assert any(
        SLOPE & one and {"Vaduz", "Triesen"} & other for a, b in parted for one, other in ((a, b), (b, a))
    )


@pytest.mark.real
def test_leading_causes_add_up_to_the_people_of_every_spot(result: RunResult, barriers: Barriers) -> None:
    leading = barriers.causes[barriers.causes["is_leading"]].groupby("white_spot_id")["people"].sum()
    assert np.array_equal(leading.reindex(result.white_spots["white_spot_id"]), result.white_spots["people"])


@pytest.mark.real
def test_the_road_to_balzers_is_the_link_that_most_depends_on(barriers: Barriers) -> None:
    """Some senior club, library or nursery lies beyond it for one half of the country or the other."""
    worst = barriers.links.sort_values("person_minutes", ascending=False).iloc[0]
    x, y = shapely.get_coordinates(worst.geometry.centroid)[0]
    lon, lat = transform_xy(np.array([x]), np.array([y]), barriers.links.crs, WGS84)
    assert abs(lon[0] - BALZERS_ROAD[0]) < 0.01
    assert abs(lat[0] - BALZERS_ROAD[1]) < 0.01
    # In truth one would go round through Switzerland, where the data end.
    assert worst["may_be_shorter"]
    nursery = barriers.links[barriers.links["service_type"] == "ZLO"].sort_values("person_minutes").iloc[-1]
    assert set(nursery["localities"].split("|")) == {"Balzers", "Mäls"}


@pytest.mark.real
def test_malbun_hangs_on_its_one_road(barriers: Barriers) -> None:
    """Steg and Malbun lie behind a tunnel under the ridge; there is no other road there."""
    only = barriers.links[barriers.links["people_cut_off"] > 0]
    assert only["localities"].str.contains("Malbun|Steg").any()
