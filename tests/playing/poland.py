"""A gmina of which every source knows something: real boundaries, real roads and houses laid over them, the rest made of these.

``PYTHONPATH=tests python -m playing.poland SHARED_DATA`` plays it until it is stopped, for trying the command by hand.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely

from playing.bdl import play_bdl
from playing.geofabrik import geofabrik, poly_text
from playing.gus import play_gus
from playing.kina import play_kina
from playing.prg import play_prg
from playing.registers import play_registers
from playing.server import Answer, PlayedServer, played_server

GMINA, NAME, REGION = "1810062", "Rakszawa", "podkarpackie"
NEIGHBOUR = "1808042"
MIDDLE_OF_COUNTRY = (9.52, 47.165)
"""Between Vaduz and Schaan, where most houses stand."""
SECRET = "Schronienie Zmyślone, Nigdzie 13"
_PEOPLE_IN_HOUSE = 2.4


def move_extract(source: Path, target: Path, *, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Write an extract moved so that one place (lon, lat) comes to lie on another, lengths kept to the latitude.

    Nodes keep their ids, so ways and relations move with them.
    """
    (lon, lat), (to_lon, to_lat) = start, end
    wider = math.cos(math.radians(lat)) / math.cos(math.radians(to_lat))
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for thing in osmium.FileProcessor(str(source)):
            if thing.is_node():
                x = to_lon + (thing.location.lon - lon) * wider
                y = to_lat + (thing.location.lat - lat)
                writer.add_node(thing.replace(location=(round(x, 7), round(y, 7))))
            else:
                writer.add(thing)


@dataclass(frozen=True)
class World:
    """What the sources know.

    Attributes
    ----------
    gminas : GeoDataFrame
        ``JPT_KOD_JE``, ``JPT_NAZWA_``, EPSG:2180.
    higher : list of dict
        Names of powiats and of wojewodztwa by code.
    extract : bytes
        The moved country, as PBF.
    houses : GeoDataFrame
        Buildings, in EPSG:2180, with the code of the gmina they stand in.
    addresses : list of dict
        As KINA tells them.
    """

    gminas: gpd.GeoDataFrame
    higher: list[dict[str, str]]
    extract: bytes
    houses: gpd.GeoDataFrame
    addresses: list[dict[str, object]]


def build_world(data: Path) -> World:
    """Lay a country's extract over a gmina of the real layer (``terc``, ``name``) of the shared data."""
    layers = [
        data / "boundaries" / f"poland.{unit}.json" for unit in ("municipalities", "counties", "voivodeships")
    ]
    gminas, *higher = (gpd.read_file(layer) for layer in layers)
    names = [dict(zip(units["terc"], units["name"].str.lower(), strict=True)) for units in higher]
    gminas = gminas.rename(columns={"terc": "JPT_KOD_JE", "name": "JPT_NAZWA_"})
    middle = gminas.geometry[gminas["JPT_KOD_JE"] == GMINA].iloc[0].centroid
    gminas = gminas.to_crs("EPSG:2180")
    with TemporaryDirectory() as folder:
        moved = Path(folder) / f"{REGION}-latest.osm.pbf"
        move_extract(
            data / "osm" / "liechtenstein-2021-10-28.osm.pbf",
            moved,
            start=MIDDLE_OF_COUNTRY,
            end=(middle.x, middle.y),
        )
        houses, addresses = _houses_and_addresses(moved, gminas)
        return World(gminas, names, moved.read_bytes(), houses, addresses)


def play_poland(server: PlayedServer, world: World) -> dict[str, str]:
    """Let a server play every source; their addresses, for ``--base-url``. Overpass and the feeds of timetables refuse."""
    box = shapely.box(*world.houses.total_bounds).buffer(3000.0, join_style="mitre")
    ring = list(gpd.GeoSeries([box], crs="EPSG:2180").to_crs("EPSG:4326").iloc[0].exterior.coords)
    names = dict(zip(world.gminas["JPT_KOD_JE"], world.gminas["JPT_NAZWA_"], strict=True))
    people = [
        {"gmina_teryt": code, "name": names[code], "people": int(count * _PEOPLE_IN_HOUSE)}
        for code, count in world.houses["code"].value_counts().items()
    ]
    return {
        "prg": play_prg(server, world.gminas, powiats=world.higher[0], wojewodztwa=world.higher[1]),
        "overpass": server.play("/overpass", lambda asked: Answer(b"busy elsewhere", 403, "text/plain")),
        "gtfs": server.play("/gtfs", lambda asked: Answer(b"no feed", 404, "text/plain")),
        "geofabrik": server.play("/geofabrik", geofabrik({REGION: world.extract}, {REGION: poly_text(ring)})),
        "kina": play_kina(server, world.addresses),
        "gus_grid": play_gus(server, _cells(world.houses)),
        "bdl": play_bdl(server, pd.DataFrame(people), prefix="/bdl"),
        **play_registers(server, **_providers(world.addresses)),  # type: ignore[arg-type]
    }


def rjps_export(world: World) -> str:
    """The list of a wojewodztwo that a user exports by hand, with a row that nobody may keep."""
    near, next_door = _inside(world.addresses), _inside(world.addresses, NEIGHBOUR)
    rows = [
        ("1", "Gminny Ośrodek Pomocy Społecznej", "Ośrodek Pomocy Społecznej", "20", near[20]),
        ("2", "Dzienny Dom Senior+", "Dzienny Dom Senior+", "22", near[300]),
        ("3", SECRET, "Specjalistyczny Ośrodek Wsparcia", "41", near[100]),
        ("4", "Miejski Ośrodek Pomocy Społecznej", "Ośrodek Pomocy Społecznej", "20", next_door[10]),
    ]  # fmt: skip
    head = "ID;Nazwa jednostki;Typ jednostki;Podkategorie;Województwo;Powiat;Gmina;Miejscowość;Ulica;Nr domu;Kod pocztowy"
    fields = ("NAZWA_GMINY", "NAZWA_MIEJSCOWOSCI", "NAZWA_ULICY", "NUMER_PORZADKOWY", "KOD_POCZTOWY")
    lines = [
        (
            *row[:4],
            "podkarpackie",
            "leżajski" if row[4] in next_door else "łańcucki",
            *(str(row[4][field]) for field in fields),
        )
        for row in rows
    ]
    offices = [
        (f"9{code}", "Ośrodek Pomocy Społecznej", "Ośrodek Pomocy Społecznej", "20", "podkarpackie", powiat, gmina, gmina, "", "1", "")
        for code, powiat, gmina in _other_gminas(world)
    ]  # fmt: skip
    return "\n".join([head, *(";".join(line) for line in (*lines, *offices))]) + "\n"


def _other_gminas(world: World) -> list[tuple[str, str, str]]:
    """Code, powiat and name of the wojewodztwo's gminas that are neither ours nor the neighbour with real addresses."""
    gminas = world.gminas[world.gminas["JPT_KOD_JE"].str[:2] == GMINA[:2]].sort_values("JPT_KOD_JE")
    both = zip(gminas["JPT_KOD_JE"], gminas["JPT_NAZWA_"], strict=True)
    return [(code, world.higher[0][code[:4]], name) for code, name in both if code not in (GMINA, NEIGHBOUR)]


def _houses_and_addresses(
    extract: Path, gminas: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[dict[str, object]]]:
    places, tags = [], []
    for thing in osmium.FileProcessor(str(extract)).with_locations():
        if thing.is_relation() or ("building" not in thing.tags and "addr:housenumber" not in thing.tags):
            continue
        at = thing.location if thing.is_node() else thing.nodes[0].location
        if at.valid():
            places.append((at.lon, at.lat))
            tags.append(dict(thing.tags))
    frame = gpd.GeoDataFrame(
        {"tags": tags, "geometry": gpd.points_from_xy(*np.array(places).T)}, crs="EPSG:4326"
    ).to_crs("EPSG:2180")  # fmt: skip
    near = gminas[gminas.intersects(shapely.box(*frame.total_bounds))][["JPT_KOD_JE", "geometry"]]
    frame = gpd.sjoin(frame, near).rename(columns={"JPT_KOD_JE": "code"})
    names = dict(zip(gminas["JPT_KOD_JE"], gminas["JPT_NAZWA_"], strict=True))
    towns = {
        town: f"{9000000 + n:07d}" for n, town in enumerate(sorted({t.get("addr:city", "") for t in tags}))
    }
    addresses = [
        {
            "ID_IIP": f"PL.1.{number:06d}", "ID_GMINY": row.code, "NAZWA_GMINY": names[row.code],
            "NAZWA_MIEJSCOWOSCI": row.tags["addr:city"], "ID_MIEJSCOWOSCI": towns[row.tags["addr:city"]],
            "NAZWA_ULICY": row.tags.get("addr:street", ""), "NUMER_PORZADKOWY": row.tags["addr:housenumber"],
            "KOD_POCZTOWY": "37-111", "x": round(row.geometry.x, 2), "y": round(row.geometry.y, 2),
        }
        for number, row in enumerate(frame.itertuples())
        if "addr:housenumber" in row.tags and row.tags.get("addr:city") and row.tags.get("addr:street")
    ]  # fmt: skip
    return frame[["building" in t for t in frame["tags"]]], addresses


def _cells(houses: gpd.GeoDataFrame) -> pd.DataFrame:
    """Kilometres of the European grid with the people of their houses; small ones are confidential."""
    points = houses.geometry.to_crs("EPSG:3035")
    codes = [
        f"CRS3035RES1000mN{int(y // 1000) * 1000}E{int(x // 1000) * 1000}"
        for x, y in zip(points.x, points.y, strict=True)
    ]
    people = (pd.Series(codes).value_counts().sort_index() * _PEOPLE_IN_HOUSE).round()
    cells = pd.DataFrame({
        "CODE": people.index, "RES": people.to_numpy(), "RES_0_14": (people * 0.15).round().to_numpy(),
        "RES_65_": (people * 0.2).round().to_numpy(),
    })  # fmt: skip
    cells["RES_15_64"] = cells["RES"] - cells["RES_0_14"] - cells["RES_65_"]
    is_small = cells["RES"] < 10
    cells.loc[is_small, ["RES_0_14", "RES_15_64", "RES_65_"]] = np.nan
    return cells


def _inside(addresses: Sequence[dict[str, object]], code: str = GMINA) -> list[dict[str, object]]:
    """Addresses of a gmina, in towns that no other one has a part of."""
    gminas: dict[object, set[object]] = {}
    for address in addresses:
        gminas.setdefault(address["NAZWA_MIEJSCOWOSCI"], set()).add(address["ID_GMINY"])
    return [a for a in addresses if gminas[a["NAZWA_MIEJSCOWOSCI"]] == {code}]


def _words(address: dict[str, object], *names: str) -> dict[str, object]:
    """An address under the headers of a register: town, street, number, postcode."""
    fields = ("NAZWA_MIEJSCOWOSCI", "NAZWA_ULICY", "NUMER_PORZADKOWY", "KOD_POCZTOWY")
    return dict(zip(names, (address[f] for f in fields), strict=True))


def _point(address: dict[str, object]) -> str:
    spot = gpd.GeoSeries.from_xy([address["x"]], [address["y"]], crs="EPSG:2180").to_crs("EPSG:4326").iloc[0]
    return f"{spot.x:.6f};{spot.y:.6f}"


def _providers(addresses: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    """A nursery, a school, a surgery and a pharmacy at real addresses of the gmina, and of a neighbour."""
    registers: dict[str, list[dict[str, object]]] = {"zlobki": [], "sio": [], "rpwdl": [], "apteki": []}
    for number, (code, powiat) in enumerate(((GMINA, "łańcucki"), (NEIGHBOUR, "leżajski")), start=1):
        near = _inside(addresses, code)
        nursery, school, surgery, pharmacy = (near[row * len(near) // 100] for row in (2, 30, 50, 70))
        gmina = str(nursery["NAZWA_GMINY"])
        registers["zlobki"].append({
            "Typ instytucji": "Żłobek", "Nazwa": f"Żłobek Gminny nr {number}", "Województwo": "podkarpackie", "Powiat": powiat,
            "Gmina": gmina, **_words(nursery, "Miejscowość", "Ulica", "Nr domu", "Kod pocztowy"), "Geolokalizacja": _point(nursery),
            "Liczba miejsc": "48", "Liczba dzieci zapisanych": "45", "Podmiot prowadzący - nazwa": f"Gmina {gmina}",
            "Czy podmiot prowadzący zawiesił działalność instytucji opieki?": "NIE",
        })  # fmt: skip
        registers["sio"].append({
            "Typ podmiotu": "Szkoła podstawowa", "Publiczność": "publiczna", "Nazwa placówki": f"Szkoła Podstawowa nr {number}",
            **_words(school, "Miejscowość", "Ulica", "Numer domu", "Kod pocztowy"), "idTerytWojewodztwo": "18", "idTerytGmina": code,
        })  # fmt: skip
        registers["rpwdl"].append({
            "ID ZOZ": str(number), "kodResortVIII": "0010", "Nazwa komórki": "Poradnia lekarza POZ", "Teryt": code,
            **_words(surgery, "Miejscowość", "Ulica", "Budynek", "Kod pocztowy"),
            "Data rozpoczęcia działalności komórki": "2010-01-01",
        })  # fmt: skip
        registers["apteki"].append({
            "id": number, "name": f"Apteka Zmyślona {number}", "province": "podkarpackie",
            **_words(pharmacy, "city", "street", "homeNumber", "postcode"),
        })  # fmt: skip
    return registers


def main(data: Path) -> None:
    """Play until stopped, and say where."""
    world = build_world(data)
    with played_server() as server:
        for key, url in play_poland(server, world).items():
            print(f"--base-url {key}={url}", end=" ")
        print(flush=True)
        while True:
            time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
