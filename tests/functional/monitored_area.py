"""The example area, cut to what a run of seconds needs, run as it is and with one change each."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
TYPES = ("DDP", "APT", "ZLO")


def cut(folder: Path) -> None:
    """By car and on foot, three types, and nothing but the tables that are compared."""
    area = folder / "area.toml"
    text = area.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(timetables|needs|people_by_year|totals_by_year) = .*\n", "", text)
    sections = re.split(r"(?m)^(?=\[)", text)
    dropped = ("[transit]", "[barriers]", "[services]", "[[target]]", "[diagnosis]", "[publication]")
    kept = [part for part in sections if not part.startswith(dropped)]
    kept.append(
        f'\n[roads]\nmodes = ["car", "walk"]\n[map]\nwhat_if = "none"\n[isochrones]\nper_place = false\n[barriers]\nfind = false\n'
        f"[services]\ntypes = {json.dumps(TYPES)}\nknown_beyond_km = 8.0\n"
    )
    area.write_text("".join(kept), encoding="utf-8")


def run_changed(base: Path, name: str, change: Callable[[Path], None] = lambda folder: None) -> Path:
    """Results of the area after a change of its files."""
    from mapa_uslug.pipeline import run_area

    folder = base / f"{name}_dane"
    shutil.copytree(EXAMPLE, folder)
    cut(folder)
    change(folder)
    run_area(folder / "area.toml", base / name)
    return base / name


def close_day_centre(folder: Path) -> None:
    """The day centre of Borowiska is not in the list any more."""
    path = folder / "uslugi.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(x for x in lines if not x.startswith("U-085;")) + "\n", encoding="utf-8")


def add_people(folder: Path) -> None:
    """A tenth more people in Jezierzec."""
    path = folder / "ludnosc_gmin.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    for row in rows:
        if row[0] == "086002":
            # Ages must add up to all.
            groups = [round(int(n) * 1.1) for n in row[3:]]
            row[2:] = [str(sum(groups[:3])), *map(str, groups)]
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")


def slow_roads(folder: Path) -> None:
    """All secondary, tertiary and unclassified roads allow 20 km/h."""
    import osmium

    source, slower = folder / "drogi.osm.pbf", folder / "wolniej.osm.pbf"
    with osmium.SimpleWriter(str(slower)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            tags = dict(thing.tags)
            if thing.is_way() and tags.get("highway") in ("secondary", "tertiary", "unclassified"):
                thing = thing.replace(tags=tags | {"maxspeed": "20"})
            writer.add(thing)
    slower.replace(source)


def shorten_threshold(folder: Path) -> None:
    """A pharmacy is to be 6 minutes away by car, not 20."""
    with (folder / "area.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[threshold]]\nservice = "APT"\nmode = "car"\nvalues = [3, 6, 9]\n')


def merge_gminas(folder: Path) -> None:
    """Borowiska joins Grodzieniec, which is called Nowy Grodzieniec from then on."""
    import geopandas as gpd

    path = folder / "gminy.geojson"
    gminas = gpd.read_file(path)
    gminas["JPT_KOD_JE"] = gminas["JPT_KOD_JE"].replace({"0860052": "0860043"})
    gminas = gminas.dissolve("JPT_KOD_JE", as_index=False)
    gminas["JPT_NAZWA_"] = gminas["JPT_NAZWA_"].replace(
        {"Grodzieniec": "Nowy Grodzieniec", "Borowiska": "Nowy Grodzieniec"}
    )
    path.unlink()
    gminas.to_file(path, driver="GeoJSON")
    totals = folder / "ludnosc_gmin.csv"
    with totals.open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    joined = [row for row in rows if row[0] in ("086004", "086005")]
    sums = [str(sum(map(int, column))) for column in zip(*(row[2:] for row in joined), strict=True)]
    kept = [row for row in rows if row not in joined] + [["086004", "Nowy Grodzieniec", *sums]]
    totals.write_text("\n".join(",".join(row) for row in kept) + "\n", encoding="utf-8")
    for name in ("uslugi.csv", "area.toml"):
        text = (folder / name).read_text(encoding="utf-8")
        text = text.replace("0860052", "0860043").replace('"086004", "086005"', '"086004"')
        (folder / name).write_text(text.replace("086005", "086004"), encoding="utf-8")
