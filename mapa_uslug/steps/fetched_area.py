"""The ``area.toml`` of fetched files, with words for who goes on with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.fetch_question import FetchQuestion
from mapa_uslug.contracts.fetching import Artefact, FetchArea, Role
from mapa_uslug.core.crs import PL_1992
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text, mark
from mapa_uslug.core.wojewodztwa import wojewodztwo_name
from mapa_uslug.steps.example import write_empty_sheet
from mapa_uslug.steps.fetched_state import STATE_NAME, FetchedState

AREA_NAME: Final = "area.toml"
NEW_AREA_NAME: Final = "area_pobrany.toml"
EMPTY_SHEET: Final = "moje_uslugi.xlsx"
_MANY_GMINAS: Final = 30
"""From so many on people are counted in whole kilometres (design, section 3)."""
_LISTS: Final[tuple[tuple[str, Role], ...]] = (
    ("localities", "localities"), ("timetables", "timetables"),
)  # fmt: skip
_SINGLE: Final[tuple[tuple[str, Role], ...]] = (
    ("boundaries", "boundaries"), ("population", "population"), ("totals", "totals"), ("people_by_year", "people_by_year"),
    ("population_raster", "population_raster"), ("extent", "extent"),
)  # fmt: skip
_ADD_OSM: Final = mark(
    'Write "osm" at the end of the list for libraries, clubs and other places that OpenStreetMap alone knows; where it lacks some, people '
    "near them will be called too far by mistake."
)
_NARROW: Final = mark(
    "Lists that have nothing of some gminas or powiats around the area, so that services beyond it do not count as known "
    "(known_beyond_km = 0): {lists}."
)
_MEND_NARROW: Final = mark(
    "Export the list for all of these wojewodztwa: {wojewodztwa}, and fetch again with all files, for instance "
    "--file rjps=A.csv --file rjps=B.csv. If there really is no such service there, set known_beyond_km to {km} yourself."
)


@dataclass(frozen=True)
class AreaFile:
    """What an ``area.toml`` says.

    Attributes
    ----------
    name : str
    gminas : tuple of str
        Codes (six digits).
    artefacts : tuple of Artefact
    sheet : Path or None
        Services put together out of lists.
    osm_types : tuple of str
        Types that the extract's objects stand for.
    buffer_km : float
        How far beyond the area files were asked for.
    wojewodztwa : tuple of str
        Names of those that the area and its neighbours lie in: lists have to be of all of them.
    ledger : Path
    units_on : str
        Day of the list that the gminas are of.
    language : str
    """

    name: str
    gminas: tuple[str, ...]
    artefacts: tuple[Artefact, ...]
    sheet: Path | None
    osm_types: tuple[str, ...]
    buffer_km: float
    wojewodztwa: tuple[str, ...]
    ledger: Path
    units_on: str
    language: str

    @classmethod
    def of(
        cls,
        area: FetchArea,
        question: FetchQuestion,
        artefacts: Sequence[Artefact],
        *,
        sheet: Path | None,
        ledger: Path,
        units_on: str,
        language: str,
    ) -> AreaFile:
        """What follows from the files there are."""
        told = _types_told(sheet)
        from_osm = tuple(
            t.code for t in read_catalog().types if t.osm and t.sensitivity < 2 and t.code not in told
        )
        wojewodztwa = tuple(sorted({u.wojewodztwo or wojewodztwo_name(u.code6) for u in area.all_units}))
        return cls(
            _name_area(area, question), tuple(u.code6 for u in area.units), tuple(artefacts), sheet, from_osm if told else (),
            area.buffer_m / 1000.0, wojewodztwa, ledger, units_on, language,
        )  # fmt: skip

    @property
    def narrow_lists(self) -> tuple[str, ...]:
        """Lists that have nothing of some powiats around the area, with these; of several alike the first."""
        lists = {(a.source, a.uncovered): a.path.name for a in reversed(self.artefacts) if a.uncovered}
        return tuple(sorted(f"{name} ({', '.join(powiats)})" for (_, powiats), name in lists.items()))

    @property
    def known_beyond_km(self) -> float:
        """How far beyond the area the lists are complete: not at all where one of them leaves out neighbours."""
        return 0.0 if self.narrow_lists else self.buffer_km


def write_area(file: AreaFile, out: Path, state: FetchedState) -> tuple[Path, list[Problem]]:
    """Write ``area.toml`` in a folder, beside it the empty sheet of services, and keep the state.

    A file that somebody changed since it was written is left alone; the new one stands beside it, and that is told.
    """
    text = Text(file.language)
    written = compose_area(file, out, text)
    digest = hashlib.sha256(written.encode()).hexdigest()
    target, problems = out / AREA_NAME, _told_narrow(file)
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() not in (state.written, digest):
        target = out / NEW_AREA_NAME
        problems.append(problem(
            "{name} was changed by hand and is left as it is; the new one is {file}.", where=AREA_NAME, code="changed_by_hand",
            severity="warning", name=AREA_NAME, file=NEW_AREA_NAME, hint="Take over what you need from it.",
        ))  # fmt: skip
        digest = state.written
    write_text(target, written)
    if not (out / EMPTY_SHEET).exists():
        write_empty_sheet(out / EMPTY_SHEET)
    state.save(digest)
    return target, problems


def compose_area(file: AreaFile, out: Path, text: Text) -> str:
    """Text of the file; paths are relative to its folder."""
    lines = [
        f"# {text('Written by mapa-uslug fetch. Change it freely: a file that was changed is not overwritten.')}",
        f"# {text('Gminas as of {day}.', day=file.units_on)}",
        "[area]",
        f"name = {_quoted(file.name)}",
        f"gminas = {_listed(file.gminas)}",
        f"crs = {_quoted(PL_1992)}",
        *_attribution(file.artefacts),
        "",
        "[inputs]",
        *_inputs(file, out, text),
        *_sections(file, text),
    ]
    return "\n".join(lines) + "\n"


def _attribution(artefacts: Sequence[Artefact]) -> list[str]:
    credits = list(dict.fromkeys(a.credit for a in artefacts if a.credit))
    return ["attribution = [", *(f"  {_quoted(credit)}," for credit in credits), "]"] if credits else []


def _inputs(file: AreaFile, out: Path, text: Text) -> list[str]:
    by_role: dict[str, list[Artefact]] = {}
    for artefact in file.artefacts:
        by_role.setdefault(artefact.role, []).append(artefact)
    roads = by_role.get("roads", [])
    # Where the roads are not OpenStreetMap's, its extract still tells buildings, names and objects.
    drawn = [a for a in roads if a.path.suffix != ".pbf"]
    extracts = [a for a in (*roads, *by_role.get("features", [])) if a.path.suffix == ".pbf"]
    lines = _path_line("roads", (drawn or extracts)[:1], out) + (
        _path_line("features", extracts[:1], out) if drawn else []
    )
    if not lines:
        lines = [f'# roads = "…"  # {text("There are no roads yet.")}']
    # What only OpenStreetMap knows may lack places, and whoever lives near one of these would be a white spot by mistake.
    services = [_relative(file.sheet, out)] if file.sheet else ["osm"] if extracts else []
    lines += [
        f"# {text('Add your own services: fill in {sheet} and name it here, first of all.', sheet=EMPTY_SHEET)}",
        *([f"# {text(_ADD_OSM)}"] if file.sheet and extracts else []),
        f"services = {_listed(services)}",
    ]
    addresses = [
        *(_relative(a.path, out) for a in by_role.get("addresses", [])),
        *(["osm"] if extracts else []),
    ]
    lines += [f"addresses = {_listed(addresses)}"] if addresses else []
    for key, role in _SINGLE:
        lines += _path_line(key, by_role.get(role, [])[:1], out)
    for key, role in _LISTS:
        found = [_relative(a.path, out) for a in by_role.get(role, [])]
        lines += [f"{key} = {_listed(found)}"] if found else []
    record = out / "data" / STATE_NAME
    return [
        *lines,
        f"ledger = {_quoted(_relative(file.ledger, out))}",
        f"fetched = {_quoted(_relative(record, out))}",
    ]


def _sections(file: AreaFile, text: Text) -> list[str]:
    lines: list[str] = []
    people = next(
        (
            a
            for role in ("totals", "population", "population_raster")
            for a in file.artefacts
            if a.role == role
        ),
        None,
    )
    grid = next((a for a in file.artefacts if a.role == "population"), None)
    cell_m = 1000 if len(file.gminas) > _MANY_GMINAS else 250
    lines += ["", "[population]", f"cell_m = {cell_m}"]
    if people and people.year:
        lines.append(f"year = {people.year}")
    if grid and grid.columns:
        lines.append(
            f"columns = {{ {', '.join(f'{ours} = {_quoted(theirs)}' for ours, theirs in grid.columns)} }}"
        )
    lines += [
        "",
        "[services]",
        *_about_neighbours(file, text),
        f"known_beyond_km = {file.known_beyond_km:.1f}",
    ]
    if file.osm_types:
        lines.append(f"osm_types = {_listed(file.osm_types)}")
    if any(a.role == "timetables" for a in file.artefacts):
        lines += [
            "",
            "[transit]",
            f"# {text('Name gminas here once every course there is in the timetables, those of small carriers too.')}",
            "complete = []",
        ]
    return lines


def _about_neighbours(file: AreaFile, text: Text) -> list[str]:
    """Why services beyond the area count as known, or not; people at the border hang on it."""
    told = text(
        "How far beyond the area your lists of services are complete, in km. Lower it if you add a list of your own gmina alone: else people "
        "near the border would be called too far by mistake."
    )
    narrow = [text(message, **_narrow_values(file)) for message in (_NARROW, _MEND_NARROW)]
    return [f"# {line}" for line in (told, *(narrow if file.narrow_lists else []))]


def _narrow_values(file: AreaFile) -> dict[str, str]:
    return {
        "lists": "; ".join(file.narrow_lists), "wojewodztwa": ", ".join(file.wojewodztwa), "km": f"{file.buffer_km:g}",
    }  # fmt: skip


def _told_narrow(file: AreaFile) -> list[Problem]:
    if not file.narrow_lists:
        return []
    return [problem(_NARROW, where=f"{AREA_NAME} [services.known_beyond_km]", code="narrow_lists", severity="warning",
                    hint=_MEND_NARROW, **_narrow_values(file))]  # fmt: skip


def _types_told(sheet: Path | None) -> frozenset[str]:
    """Codes of the services that a sheet has rows of."""
    from mapa_uslug.registry.meaning.matching import TypeMatcher
    from mapa_uslug.registry.tables.sheets import read_sheet

    if sheet is None:
        return frozenset()
    matcher = TypeMatcher(read_catalog())
    found = (matcher.find(str(value)) for value in read_sheet(sheet, columns={}).rows["usluga_kod"].unique())
    return frozenset(t.code for t in found if t is not None)


def _name_area(area: FetchArea, question: FetchQuestion) -> str:
    first = area.units[0]
    names = {
        "gmina": sorted({u.name for u in area.units}), "powiat": sorted({u.powiat for u in area.units}),
        "wojewodztwo": sorted({u.wojewodztwo for u in area.units}),
    }[question.level]  # fmt: skip
    if question.level == "powiat" and len(names) == 1 and int(first.code6[2:4]) > 60:
        return first.name
    word = {
        "gmina": ("gmina", "gminy"),
        "powiat": ("powiat", "powiaty"),
        "wojewodztwo": ("województwo", "województwa"),
    }
    return f"{word[question.level][len(names) > 1]} {', '.join(names)}"


def _path_line(key: str, artefacts: Sequence[Artefact], out: Path) -> list[str]:
    return [f"{key} = {_quoted(_relative(a.path, out))}" for a in artefacts]


def _relative(path: Path, out: Path) -> str:
    """As the file says it: from its folder where it lies in it, else as it is."""
    path, base = path.resolve(), out.resolve()
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


def _listed(values: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]"


def _quoted(text: str) -> str:
    """A string of TOML; it takes the escapes of JSON."""
    return json.dumps(text, ensure_ascii=False)
