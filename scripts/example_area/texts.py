"""The files of the example that are plain text."""

from __future__ import annotations

from pyproj import Transformer

from example_area.barrier_truths import HOUSEHOLDS_WITHOUT_CAR
from example_area.gazetteer import by_name
from example_area.needs import SURVEY_NAME, YEARS_NAME
from example_area.offer_records import ON
from example_area.plane import to_degrees
from example_area.providers import providers
from example_area.step_truths import TARGETS
from example_area.transit_truths import COMPLETE, DAYS

CELL_M = 250
_AREA_TOML = """\
# Powiat zalewski: obszar zmyślony. Zacznij od tego pliku i podmieniaj dane wejściowe na własne, jedne po drugich.
[area]
name = "powiat zalewski"
gminas = ["086001", "086002", "086003", "086004", "086005"]
crs = "EPSG:2180"
attribution = "dane zmyślone (przykład mapa_uslug)"

[inputs]
roads = "drogi.osm.pbf"
boundaries = "gminy.geojson"
services = ["uslugi.csv"]
population = "siatka_1km.gpkg"
totals = "ludnosc_gmin.csv"
extent = "zasieg_danych.geojson"
timetables = ["rozklad_pks.zip", "kursy_gminne.xlsx"]
needs = ["{needs}"]
people_by_year = "{years}"

[population]
cell_m = 250
year = 2026

# W gminie Modrzewno jeżdżą też busy, których rozkładów nie ma w danych: tam brak połączenia to „nie wiadomo”.
[transit]
day = "school"
complete = [{complete}]
days = {{ {days} }}

[barriers]
households_without_car = {{ {without_car} }}

# Jak ma być: cele ze strategii i planów, z którymi raport porównuje stan obecny.
{targets}

# Co wydanie publiczne (mapa-uslug publish) mówi o sobie: instytucja, adresy i skrzynka są zmyślone.
[publication]
office = "Powiatowe Centrum Pomocy Rodzinie w Zalewsku"
contact = "tel. 00 000 00 00, biuro@pcpr.zalewski.example"
licence = "CC BY 4.0"
declaration = "https://pcpr.zalewski.example/deklaracja"
on = 2026-12-01

[services]
known_beyond_km = 8.0
on = {on}
"""

README = """\
# Example area: powiat zalewski

Invented from end to end: the places, people, roads, bodies and TERYT codes (086001 to 086005) exist nowhere, and the
houses stand where in truth there are fields. Use it to see what the tool does and to test it; quote no figure of it.

| file | what it is |
|---|---|
| `area.toml` | start here: names the inputs below |
| `gminy.geojson` | boundaries of five gminas (PRG column names) |
| `drogi.osm.pbf` | roads, buildings, addresses, water, forests, railway; reaches 8 km beyond the area, but in the east it ends at the border |
| `zasieg_danych.geojson` | where the road data are complete |
| `siatka_1km.gpkg` | people in the form of the GUS 1 km grid, EPSG:3035; figures of small squares are withheld |
| `ludnosc_gmin.csv` | people per gmina by age |
| `ludnosc_lata.csv` | people per gmina in other years: counted in 2016, 2021 and 2026, forecast for 2030 and 2035 |
| `ankieta_potrzeb.csv` | survey of needs: how many of those asked call a service urgent, or hard to provide; one gmina was not asked |
| `uslugi.csv` | providers and services, one row a service, with staff, fees, funding and partners as far as they are known; some rows lack coordinates, some are of sensitive kinds, some use old names, some are old |
| `rozklad_pks.zip` | timetable of a carrier as a GTFS feed, 1 September 2026 to 31 August 2027: school days apart, few courses at weekends, one line by intervals, one night course |
| `kursy_gminne.xlsx` | lines of gmina Jezierzec in a table made by hand, and services on demand: school days, weekdays free of school, one pick-up to an event |
| `plan_dzienny_dom.toml` | a plan to try: a new day home opens, a small one closes |
| `prawda.json` | the planted truths: places whose people and state are known in advance, and why |

Two villages are cut off by the river, one can do with a car only, one is remote, one has a day home that is full, one has
no road in the data, one lies near the data's edge and one is served by the neighbouring gmina alone. By bus, two get there
and back on every weekday, one on school days only, one gets there but never back, one has no stop, and of one nobody knows
which buses run. A crossing of the river would bring the two villages within reach; shutting the town's bridge would put
seven more out of the hospital's.

For the report on the seven steps: two projects end within the year, some records are older than a year, five bodies of gmina
Grodzieniec work together by declared partnerships, four areas of services are given in a single gmina, and `area.toml` holds
three targets.

Everything is written by `python scripts/make_example.py`, byte for byte the same on every run; change the script, not the
files.
"""

_PLAN = """\
# A plan to try on the example: a day home for older people opens in Malinowo, the one in Borowiska closes.
name = "Dzienny dom w Malinowie"

[[open]]
id = "nowy-1"
service = "DDP"
name = "Dzienny Dom Pomocy w Malinowie"
cell = "{cell}"
gmina = "086005"
capacity = 20

[[close]]
id = "{closed}"
"""


def plan_text() -> str:
    """Write the plan: it opens a day home in Malinowo and closes the small one in Borowiska."""
    lon, lat = to_degrees(by_name()["Malinowo"].middle)
    # Named as in the layer `komorki`: the corner in the south-west, north first, and the side.
    corner = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True).transform(lon, lat)
    east, north = (int(c // CELL_M * CELL_M) for c in corner)
    closed = next(
        s.service_id
        for p in providers()
        for s in p.services
        if p.settlement == "Borowiska" and s.code == "DDP"
    )
    return _PLAN.format(cell=f"N{north}E{east}_{CELL_M}", closed=closed)


def area_toml() -> str:
    """Write the settings of the area."""
    return _AREA_TOML.format(
        complete=", ".join(f'"{code}"' for code in COMPLETE),
        days=", ".join(f"{day} = {date}" for day, date in DAYS.items()),
        without_car=", ".join(
            f"{code} = {share}" if code == "all" else f'"{code}" = {share}'
            for code, share in HOUSEHOLDS_WITHOUT_CAR.items()
        ),
        needs=SURVEY_NAME,
        years=YEARS_NAME,
        on=ON,
        targets="\n\n".join(_target(*target) for target in TARGETS),
    )


def _target(service: str, gmina: str, indicator: str, value: int, year: int, note: str) -> str:
    where = [f'gmina = "{gmina}"'] if gmina else []
    told = [f'note = "{note}"'] if note else []
    lines = [
        "[[target]]",
        f'service = "{service}"',
        *where,
        f'indicator = "{indicator}"',
        f"value = {value}",
        f"year = {year}",
        *told,
    ]
    return "\n".join(lines)


def text_files() -> dict[str, str]:
    """Text by file name."""
    return {"area.toml": area_toml(), "README.md": README, "plan_dzienny_dom.toml": plan_text()}
