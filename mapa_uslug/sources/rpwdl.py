"""Register of health care providers (RPWDL) from the portal dane.gov.pl (data set 728): a zip of three files.

``komorki.csv`` (180 MB: organisational units with their address and TERYT), ``zaklady.csv`` (what their facility is called)
and ``Info.txt`` (the day). The archive is read in memory, and only what concerns the area is ever written.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.folding import fold
from mapa_uslug.core.safe_zip import find_members, member_pieces, open_zip_bytes, read_member
from mapa_uslug.core.text import mark
from mapa_uslug.sources.dane_gov import ALSO, URL, Wanted, get_newest
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import ListTable, Row, read_sheets, refuse_page, write_rows
from mapa_uslug.sources.forms.list_sifting import drop_secret
from mapa_uslug.sources.parts.area_rows import AreaRows, title_of, write_list
from mapa_uslug.sources.parts.given_lists import numbered
from mapa_uslug.sources.parts.list_coverage import uncovered_powiats

TERMS: Final = Terms(
    key="rpwdl",
    title="Rejestr Podmiotów Wykonujących Działalność Leczniczą (dane.gov.pl)",
    url=URL,
    # The file is a link to the register's own computer, which may be called so.
    also=(*ALSO, "rpwdl.ezdrowie.gov.pl", "rejestry.ezdrowie.gov.pl"),
    licence="według zbioru 728 na dane.gov.pl",
    credit="Centrum e-Zdrowia, Rejestr Podmiotów Wykonujących Działalność Leczniczą, dane.gov.pl, $date",
    missing=mark("Doctors are missing, or only those that OpenStreetMap knows."),
    total_s=1800.0,
)
KINDS: Final = ("0010",)
"""Codes (part VIII) that the ready mapping of the import takes; others stay in the raw file."""
_WANTED: Final = Wanted(728, "csv|zip|", "lecznicz")
_FILES: Final = ("komorki.csv", "zaklady.csv", "info.txt")
_NULL: Final = "NULL"
_CODE: Final = "kodResortVIII"
_NEEDED: Final = ("Teryt", _CODE, "Nazwa komórki", "ID ZOZ")
_FACILITY: Final = "Nazwa zakładu"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_SAMPLE: Final = 1 << 20


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Units of the area and its neighbours of the kinds that the import takes.

    Raises
    ------
    SourceFailed
        No archive, or none that is read.
    """
    terms, of_area = getter.terms(TERMS), AreaRows(area)
    codes_seen = set[str]()
    sift = partial(_sift, of_area=of_area, seen=codes_seen)
    given = getter.given.get(terms.key, ())
    raws = [getter.take(terms, path, sift=sift, suffix=".csv") for path in given]
    uncovered: tuple[str, ...] = ()
    if raws:
        # Archives are read whole, and only then cut to the area.
        uncovered = uncovered_powiats(area, [ListTable(("TERYT",), tuple((code,) for code in codes_seen))])
    else:
        # What is kept is of this area: another area asks anew.
        codes = ",".join(unit.code6 for unit in area.all_units)
        suffix = f"{hashlib.sha256(codes.encode()).hexdigest()[:8]}.csv"
        raws = [get_newest(getter, terms, _WANTED, sift=sift, suffix=suffix)[0]]
    credit, artefacts = getter.credit(TERMS), []
    for number, raw in enumerate(raws, start=1):
        title, headers, *rows = read_sheets(raw.read_bytes())[0].rows
        code_at = headers.index(_CODE)
        wanted = [row for row in rows if row[code_at] in KINDS]
        if wanted:
            day = title[0].partition(" ")[2]
            path = write_list(
                area, numbered(terms.key, number), headers, wanted, title=title_of("RPWDL", day)
            )
            year = int(day[:4]) if day else None
            artefacts.append(Artefact("register", path, terms.key, year, credit, uncovered=uncovered))
    if not artefacts:
        raise SourceFailed(terms, mark("it knows no doctor in the area or around it"))
    return Fetched(tuple(artefacts))


def _sift(body: bytes, *, of_area: AreaRows, seen: set[str]) -> tuple[bytes, int]:
    """The day, headers and units of the area as CSV, and how many of these were dropped as never kept.

    Codes of all gminas that it tells of are added to `seen`.

    Raises
    ------
    ValueError
        With a message id: no such archive.
    """
    refuse_page(body)
    with open_zip_bytes(body) as archive:
        units_file, names_file, info_file = (_member(archive, name) for name in _FILES)
        found = _DAY.search(read_member(archive, info_file, max_bytes=1_000_000).decode("utf-8", "replace"))
        records = _records(archive, units_file)
        headers = next(records, ())
        at = _columns(headers, _NEEDED)
        rows = []
        for record in records:
            if len(record) == len(headers):
                seen.add(record[at["Teryt"]])
                rows += [record] if of_area.may_hold(teryt=record[at["Teryt"]]) else []
        names = _names(archive, names_file, {row[at["ID ZOZ"]] for row in rows})
    called = [(*row, names.get(row[at["ID ZOZ"]]) or row[at["Nazwa komórki"]]) for row in rows]
    kept, dropped = drop_secret((*headers, _FACILITY), called)
    title = [f"RPWDL {found[0] if found else ''}", *[""] * len(headers)]
    return write_rows([title, (*headers, _FACILITY), *kept]), dropped


def _member(archive: zipfile.ZipFile, name: str) -> str:
    """Full name of a file of the archive, wherever in it the file lies."""
    found = [m for m in find_members(archive, name) if m.rpartition("/")[2].lower() == name]
    if not found:
        raise ValueError(f"{mark('the zip archive does not hold the file')}: {name}")
    return found[0]


def _columns(headers: Row, needed: Iterable[str]) -> dict[str, int]:
    folded = [fold(h) for h in headers]
    lacking = [name for name in needed if fold(name) not in folded]
    if lacking:
        raise ValueError(f"{mark('its list has no column')}: {lacking[0]}")
    return {name: folded.index(fold(name)) for name in needed}


def _names(archive: zipfile.ZipFile, member: str, wanted: set[str]) -> dict[str, str]:
    """Names of the wanted facilities by id, of several the first in the alphabet."""
    records = _records(archive, member)
    headers = next(records, ())
    at = _columns(headers, ("ID ZOZ", "Nazwa"))
    names: dict[str, str] = {}
    for row in records:
        if len(row) == len(headers) and row[at["ID ZOZ"]] in wanted and (name := row[at["Nazwa"]]):
            number = row[at["ID ZOZ"]]
            names[number] = min(names.get(number, name), name)
    return names


def _records(archive: zipfile.ZipFile, member: str) -> Iterator[Row]:
    """Records of a file as they are unpacked; what is ``NULL`` is empty.

    Raises
    ------
    ValueError
        A damaged file, or a cell that never ends.
    """
    try:
        for cells in csv.reader(_lines(member_pieces(archive, member)), delimiter=";"):
            yield tuple("" if c == _NULL else c.strip() for c in cells)
    except csv.Error as error:
        raise ValueError(f"{mark('a file of the zip archive cannot be read')}: {member}") from error


def _lines(pieces: Iterator[bytes]) -> Iterator[str]:
    """Lines of text in UTF-8, or in Windows-1250 if its beginning is no UTF-8."""
    start = b""
    for piece in pieces:
        start += piece
        if len(start) >= _SAMPLE:
            break
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1250"
    decoder, rest = codecs.getincrementaldecoder(encoding)("replace"), ""
    for piece in chain((start,), pieces):
        *whole, rest = (rest + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in whole)
    if rest:
        yield rest
