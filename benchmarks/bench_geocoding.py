"""Addresses found offline: speed, memory, and how often the right record is found."""

from __future__ import annotations

import random
import resource
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from rapidfuzz import fuzz, process

from benchmarks.common import ROOT, Row, clock, show
from benchmarks.geocoding_quality import (
    Judged,
    Rewrite,
    classes,
    hold_out,
    hold_out_real,
    is_wrong_house,
    judge,
    precision_and_recall,
    real_as_written,
    real_records,
    share,
    typed_wrong,
)
from benchmarks.polish_addresses import KINDS, Address, make_addresses, write_csv
from benchmarks.polish_queries import as_written
from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.folding import fold
from mapa_uslug.geocoding import AddressIndex, locate, open_index

POINTS, QUERIES, PEER_QUERIES, LARGE = 500_000, 100_000, 1_000, 1_000_000
JUDGED, HELD_POINTS = 20_000, 200_000
SCORES = (0.0, 80.0, 90.0, 95.0, 100.0)
LIECHTENSTEIN = ROOT.parent / "shared" / "data" / "osm" / "liechtenstein-2021-10-28.osm.pbf"


def rows() -> list[Row]:
    """The lines of the geocoding stage; each measurement of memory runs in a process of its own."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for work in (_make_register, _speed, _quality, _held_out, _large, _real):
            with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                found += alone.submit(work, folder).result()
    return found


def peak_mb() -> float:
    """Most memory [MB] that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def geocode_one_by_one(
    texts: Sequence[str], register: dict[str, list[tuple[str, tuple[float, float]]]], gminas: Sequence[str]
) -> list[tuple[float, float] | None]:
    """As geopy is used: one full text at a time, scored against every full address of its gmina."""
    answers: list[tuple[float, float] | None] = []
    for text, gmina in zip(texts, gminas, strict=True):
        rows_ = register[gmina]
        best = process.extractOne(fold(text), [row[0] for row in rows_], scorer=fuzz.WRatio)
        answers.append(rows_[best[2]][1] if best else None)
    return answers


def _make_register(folder: Path) -> list[Row]:
    write_csv(folder / "register.csv", make_addresses(POINTS))
    return []


def _open(folder: Path) -> AddressIndex:
    return open_index([folder / "register.csv"], folder=folder)


def _queries(count: int, rewrite: Rewrite) -> tuple[list[Address], list[AddressQuery]]:
    random_ = random.Random(5)
    sample = random_.sample(make_addresses(POINTS), count)
    return sample, [rewrite(address, random_) for address in sample]


def _speed(folder: Path) -> list[Row]:
    built, _ = clock(_open, folder)
    found = [Row(f"addresses: index of {POINTS:,} points, built once", show(built), note="CSV; one core")]
    for name, rewrite, least in (
        ("exact text", as_written, 2000),
        ("one typo each", typed_wrong(as_written), 200),
    ):
        sample, queries = _queries(QUERIES, rewrite)
        # In a process of its own, so that neither the other run nor the making of the queries has warmed a cache.
        with ProcessPoolExecutor(1, get_context("spawn")) as alone:
            seconds = alone.submit(_search, folder, queries).result()
        peer_rate, peer_right = _peer(sample[:PEER_QUERIES], queries[:PEER_QUERIES])
        rate = len(queries) / seconds
        found.append(Row(
            f"addresses: {QUERIES:,} rows against {POINTS:,} points, {name}", f"{rate:,.0f} rows/s",
            f"one by one, {PEER_QUERIES:,} rows: {peer_rate:,.0f} rows/s", rate / peer_rate, f"at least {least:,} rows/s",
            rate >= least, f"peer: whole texts against the gmina's whole texts, {_percent(peer_right)} of them the right record",
        ))  # fmt: skip
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        peak = alone.submit(_peak_of_search, folder).result()
    found.append(Row("the same, peak memory", f"{peak:.0f} MB", bar="at most 1,500 MB", is_met=peak <= 1500,
                     note="a process that reads the rows from a file and locates them"))  # fmt: skip
    return found


def _search(folder: Path, queries: Sequence[AddressQuery]) -> float:
    index = _open(folder)
    return clock(lambda: locate(queries, index=index, gminas=None))[0]


def _peer(sample: Sequence[Address], queries: Sequence[AddressQuery]) -> tuple[float, float]:
    """Rows a second of the peer, and the share that it finds."""
    register: dict[str, list[tuple[str, tuple[float, float]]]] = {}
    wanted = {a.gmina_teryt for a in sample}
    for a in make_addresses(POINTS):
        if a.gmina_teryt in wanted:
            text = fold(f"{a.locality} {a.street} {a.number}")
            register.setdefault(a.gmina_teryt, []).append((text, (a.lon, a.lat)))
    texts = [f"{q.locality} {q.street} {q.number}" for q in queries]
    seconds, answers = clock(geocode_one_by_one, texts, register, [q.gmina_teryt for q in queries])
    right = sum(answer == (a.lon, a.lat) for answer, a in zip(answers, sample, strict=True))
    return len(texts) / seconds, right / len(texts)


def _peak_of_search(folder: Path) -> float:
    random_ = random.Random(5)
    # Every fifth record, written as it is read, so that the register itself is not held in memory.
    queries = [
        AddressQuery(locality=cells[2], street=cells[4], number=cells[6], gmina_teryt=cells[1][:6])
        for line in (folder / "register.csv").open(encoding="utf-8")
        if random_.random() < QUERIES / POINTS and (cells := line.split(";"))[1][:1].isdigit()
    ]
    locate(queries, index=_open(folder), gminas=None)
    return peak_mb()


def _quality(folder: Path) -> list[Row]:
    index = _open(folder)
    sample = random.Random(9).sample(make_addresses(POINTS), JUDGED)
    exact, typed = judge(index, sample, as_written), judge(index, sample, typed_wrong(as_written))
    found = _shares("Polish register", exact, typed)
    for name, judged in (("exact", exact), ("typo", typed)):
        for kind in KINDS:
            part = [j for j in judged if j.address.kind == kind]
            found.append(Row(f"addresses: right record, {name}, {kind}", _percent(share(part, of=lambda j: j.is_right)),
                             note=f"{len(part):,} rows"))  # fmt: skip
    return found + _by_score("Polish register, one typo", typed)


def _held_out(folder: Path) -> list[Row]:
    index, held = hold_out(make_addresses(HELD_POINTS), folder / "held")
    return _coarser("Polish register", judge(index, held, as_written))


def _large(folder: Path) -> list[Row]:
    path = folder / "large.csv"
    write_csv(path, make_addresses(LARGE))
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        seconds, peak = alone.submit(_build_large, path).result()
    path.unlink()
    return [
        Row(
            f"addresses: index of {LARGE:,} points, built once",
            show(seconds),
            note=f"peak memory {peak:.0f} MB",
        )
    ]


def _build_large(path: Path) -> tuple[float, float]:
    seconds, _ = clock(lambda: open_index([path], folder=path.parent))
    return seconds, peak_mb()


def _real(folder: Path) -> list[Row]:
    if not LIECHTENSTEIN.exists():
        return []
    from mapa_uslug.boundaries import read_boundaries
    from mapa_uslug.extract import read_osm_features
    from mapa_uslug.extract.addresses import read_osm_addresses

    features = read_osm_features(LIECHTENSTEIN, crs="EPSG:32632", admin_level=8)
    gminas = read_boundaries(features, crs="EPSG:32632")[0]
    index = open_index([LIECHTENSTEIN], gminas=gminas, read_osm=read_osm_addresses, folder=folder)
    records = real_records(LIECHTENSTEIN)
    exact, typed = judge(index, records, real_as_written), judge(index, records, typed_wrong(real_as_written))
    found = _shares("Liechtenstein", exact, typed) + _by_score("Liechtenstein, one typo", typed)
    held = random.Random(1).sample(records, len(records) // 5)
    without = hold_out_real(LIECHTENSTEIN, held, gminas, folder / "held_real")
    return found + _coarser("Liechtenstein", judge(without, held, real_as_written))


def _shares(name: str, exact: Sequence[Judged], typed: Sequence[Judged]) -> list[Row]:
    found = []
    for way, judged, least in (("exact text", exact, 0.99), ("one typo", typed, 0.95)):
        right, wrong = share(judged, of=lambda j: j.is_right), share(judged, of=is_wrong_house)
        note = f"{len(judged):,} rows; classes: " + ", ".join(
            f"{k} {n}" for k, n in sorted(classes(judged).items())
        )
        found += [
            Row(f"addresses: {name}, {way}: right record", _percent(right), bar=f"at least {least:.0%}",
                is_met=right >= least, note=note),
            Row(f"addresses: {name}, {way}: wrong house", _percent(wrong), bar="at most 0.5%", is_met=wrong <= 0.005),
        ]  # fmt: skip
    return found


def _by_score(name: str, judged: Sequence[Judged]) -> list[Row]:
    found = []
    for score in SCORES:
        precision, recall = precision_and_recall(judged, score)
        found.append(
            Row(
                f"addresses: {name}, score from {score:g}",
                f"precision {_percent(precision)}, recall {_percent(recall)}",
            )
        )
    return found


def _coarser(name: str, judged: Sequence[Judged]) -> list[Row]:
    within: Callable[[Judged], bool] = lambda j: not j.is_house and j.is_within  # noqa: E731
    right, wrong = share(judged, of=within), share(judged, of=is_wrong_house)
    note = ", ".join(f"{k} {n}" for k, n in sorted(classes(judged).items()))
    return [
        Row(f"addresses: {name}, record removed: coarser class that holds it", _percent(right), bar="at least 90%",
            is_met=right >= 0.9, note=note),
        Row(f"addresses: {name}, record removed: wrong house", _percent(wrong), bar="at most 0.5%", is_met=wrong <= 0.005),
    ]  # fmt: skip


def _percent(value: float) -> str:
    return f"{value:.2%}"


if __name__ == "__main__":
    for row in rows():
        print(*row.__dict__.values(), sep=" | ")
