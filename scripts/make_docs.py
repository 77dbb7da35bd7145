"""Write the reference pages that are made from the code: ``python scripts/make_docs.py [FOLDER]``.

``area_toml.md``, ``scenario_toml.md``, ``arkusz_uslug.md``, ``katalog.md`` and ``glossary.md`` follow from the models, the
sheet, the catalog and the dictionaries of fields; Polish descriptions stand in ``docs_pl.po`` beside this script.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs_catalog import describe_catalog
from docs_text import NOTE, to_polish, write_table
from pydantic import BaseModel

from mapa_uslug.contracts.config import AreaConfig
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.sheet import LIST_SEPARATOR, SHEET_COLUMNS
from mapa_uslug.contracts.tables import FIELDS, REASONS
from mapa_uslug.core.files import write_text
from mapa_uslug.reports.dictionary import OUTPUT_FIELDS, SIDES

ROOT = Path(__file__).resolve().parents[1]
_TYPES = {"string": "tekst", "integer": "liczba całkowita", "number": "liczba", "boolean": "true / false"}
_FORMATS = {"path": "plik", "date": "data"}
_UNITS = {
    "_m": "m", "_km": "km", "_s": "s", "_min": "min", "_h": "h", "lon": "stopnie", "lat": "stopnie", "year": "rok", "values": "min",
    "stay_max": "min", "rate": "udział (0–1)", "households_without_car": "udział (0–1)", "capacity": "jednostka usługi",
    "_kmh": "km/h", "once": "zł", "yearly": "zł", "_months": "miesiące", "speed_change": "udział (0–1)",
}  # fmt: skip
# Examples that the models lack, by section and key.
_EXAMPLES: dict[tuple[str, str], Any] = {
    ("OpenService", "name"): "Dzienny Dom w Zarzeczu",
    ("OpenService", "cell"): "N3217250E4699500_250",
    ("OpenService", "lon"): 15.2211,
    ("OpenService", "lat"): 52.1034,
    ("OpenService", "gmina"): "086002",
    ("OpenService", "capacity"): 25,
    ("ChangeCapacity", "id"): "U-007",
    ("MoveService", "cell"): "N3217250E4699500_250",
    ("MoveService", "id"): "U-021",
    ("ChangeHours", "id"): "U-031",
    ("ShareService", "id"): "U-041",
    ("ShareService", "open"): True,
    ("ChangeTerritory", "id"): "U-051",
    ("PlanCost", "source"): "kosztorys gminy z marca 2026",
    ("ChangeCapacity", "capacity"): 40,
    ("ThresholdChange", "mode"): "car",
    ("DemandRate", "rate"): 0.03,
    ("Sharing", "regime"): "partners",
}


def build_pages() -> dict[str, str]:
    """Every generated page, by file name."""
    return {
        "area_toml.md": describe_model(
            AreaConfig,
            title="Plik obszaru: `area.toml`",
            intro="Plik mówi, co ma zostać policzone i z jakich danych. Ścieżki są względem folderu, w którym leży. "
            "Klucz bez wartości domyślnej jest obowiązkowy; nieznany klucz jest błędem. Sprawdzenie: "
            "`mapa-uslug check area.toml`.",
        ),
        "scenario_toml.md": describe_model(
            ScenarioConfig,
            title="Plik planu: `plan.toml`",
            intro="Plan mówi, co ma się zmienić wobec stanu obecnego. `mapa-uslug scenario run area.toml plan.toml --out "
            "KATALOG` liczy oba stany i zapisuje różnice w `roznice.csv`.",
        ),
        "arkusz_uslug.md": describe_sheet(),
        "katalog.md": describe_catalog(),
        "glossary.md": describe_fields(),
    }


def describe_model(model: type[BaseModel], *, title: str, intro: str) -> str:
    """A page about a TOML file: an example of the whole file, then a table of keys per section."""
    schema = _schema_of(model)
    parts = [f"# {title}\n", NOTE, intro + "\n", "## Przykład\n", f"```toml\n{write_example(model)}```\n"]
    plain = {k: v for k, v in schema["properties"].items() if _section_of(v, schema) is None}
    if plain:
        parts += ["## Klucze główne\n", _key_table(schema, plain)]
    for name, entry in schema["properties"].items():
        section = _section_of(entry, schema)
        if section is not None:
            brackets = f"[[{name}]]" if entry.get("type") == "array" else f"[{name}]"
            parts += [f"## `{brackets}`\n", to_polish(section["description"]) + "\n"]
            parts.append(_key_table(section, section["properties"]))
    return "\n".join(parts)


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The model's schema, in which a table within a section stands in the section itself."""
    schema = model.model_json_schema()
    for section in schema["$defs"].values():
        for key, entry in section["properties"].items():
            table = _section_of(entry, schema)
            if table is not None:
                section["properties"][key] = table | {"description": entry["description"], "default": {}}
    return schema


def _section_of(entry: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any] | None:
    for part in (entry, entry.get("items", {}), *entry.get("anyOf", [])):
        if "$ref" in part:
            section: dict[str, Any] = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
            return section
    return None


def _key_table(section: dict[str, Any], keys: dict[str, Any]) -> str:
    rows = []
    for name, entry in keys.items():
        is_required = name in section.get("required", [])
        default = "*obowiązkowy*" if is_required else _code(entry.get("default"))
        example = _example_of(section["title"], name, entry)
        cells = [f"`{name}`", _type_of(entry), _unit_of(name), default, to_polish(entry["description"])]
        rows.append([*cells, "" if example is None else _code(example)])
    return write_table(["klucz", "typ", "jednostka", "domyślnie", "znaczenie", "przykład"], rows)


def _example_of(section: str, key: str, entry: dict[str, Any]) -> Any:
    """An example of a key's value: given here, else by the model, else its default if that says anything."""
    if (section, key) in _EXAMPLES:
        return _EXAMPLES[section, key]
    if "properties" in entry:
        return {k: v["examples"][0] for k, v in entry["properties"].items()}
    default = entry.get("default")
    return entry["examples"][0] if entry.get("examples") else (None if default in ("", [], {}) else default)


def _type_of(entry: dict[str, Any]) -> str:
    options = [x for x in entry.get("anyOf", [entry]) if x.get("type") != "null"]
    kind = options[0]
    if "enum" in kind:
        return " / ".join(f"`{v}`" for v in kind["enum"])
    if kind.get("format") in _FORMATS:
        return _FORMATS[kind["format"]]
    if kind.get("type") == "array":
        return f"lista: {_type_of(kind['items'])}"
    if "properties" in kind:
        names = ", ".join(f"`{name}`" for name in kind["properties"])
        return f"tabela: {names} → {_type_of(next(iter(kind['properties'].values())))}"
    if kind.get("type") == "object":
        return f"tabela: klucz → {_type_of(kind['additionalProperties'])}"
    limits = _limits_of(kind)
    return _TYPES[kind["type"]] + (f", {limits}" if limits else "")


def _limits_of(kind: dict[str, Any]) -> str:
    low, high = kind.get("minimum"), kind.get("maximum")
    if kind.get("exclusiveMinimum") is not None:
        below = kind.get("exclusiveMaximum")
        end = f", najwyżej {high:g}" if high is not None else f", mniejsza niż {below:g}" if below else ""
        return f"większa niż {kind['exclusiveMinimum']:g}" + end.replace(".", ",")
    if low is not None and high is not None:
        return f"od {low:g} do {high:g}"
    return f"co najmniej {low:g}" if low is not None else ""


def _unit_of(name: str) -> str:
    return next(
        (unit for end, unit in _UNITS.items() if name == end or (end[0] == "_" and name.endswith(end))), ""
    )


def _code(value: Any) -> str:
    return "–" if value is None else f"`{write_toml_value(value)}`"


def write_toml_value(value: Any) -> str:
    """A value as TOML; in what this writes, JSON and TOML differ in tables only."""
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{k} = {write_toml_value(v)}" for k, v in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(write_toml_value(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def write_example(model: type[BaseModel]) -> str:
    """A whole file in which every key that has an example or a default stands."""
    schema = _schema_of(model)
    lines = [
        f"{name} = {write_toml_value(entry['examples'][0])}"
        for name, entry in schema["properties"].items()
        if _section_of(entry, schema) is None and entry.get("examples")
    ]
    for name, entry in schema["properties"].items():
        section = _section_of(entry, schema)
        if section is not None:
            head = f"[[{name}]]" if entry.get("type") == "array" else f"[{name}]"
            lines += ["", head, *_example_lines(section)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _example_lines(section: dict[str, Any]) -> Iterator[str]:
    for name, entry in section["properties"].items():
        example = _example_of(section["title"], name, entry)
        if example is not None:
            yield f"{name} = {write_toml_value(example)}"


def describe_sheet() -> str:
    """A page about the official sheet of services."""
    intro = (
        "Jeden wiersz to jedna usługa w jednym miejscu; podmiot z trzema usługami ma trzy wiersze. Plik CSV (UTF-8) albo "
        f"XLSX z nagłówkami jak niżej, w dowolnej kolejności; kolumn dodatkowych program nie czyta. Kilka wartości w "
        f"jednej komórce rozdziela znak `{LIST_SEPARATOR}`. Pusta komórka znaczy „nie wiadomo”, nie zero. Kody TERYT "
        "trzeba zapisać jako tekst, bo arkusz kalkulacyjny gubi zero na początku.\n\n"
        "Wierszy o wrażliwości 2 (np. schronienia dla osób doznających przemocy) program nie zapisuje nigdzie: liczy je "
        "tylko według rodzaju. Wiersze o wrażliwości 1 wchodzą do liczb gminy i nie mają punktu na mapie; "
        "zostają z nich tylko pojemność, miejsca zarezerwowane, liczba osób, które przeszły, i koszyk usług.\n\n"
        "Kolumny `kontakt_rola`, `prowadzi_wpis` i `zgloszenia` wskazują biuro, nie osobę: komórkę z imieniem i nazwiskiem oraz prywatny "
        "adres e-mail program pomija i pisze o tym. Koszyk podaje się kodami albo nazwami z katalogu; czego w katalogu nie ma, program "
        "zgłasza.\n"
    )
    rows = [
        [f"`{c.name}`", "tak" if c.is_required else "", c.meaning, f"`{c.example}`" if c.example else ""]
        for c in SHEET_COLUMNS
    ]
    table = write_table(["kolumna", "obowiązkowa", "co zawiera", "przykład"], rows)
    return "\n".join(["# Arkusz usług\n", NOTE, intro, table])


def describe_fields() -> str:
    """The glossary: words of the code, columns of the result files, codes of the states and reasons."""
    code = [[f"`{f.name}`", f.polish, to_polish(f.meaning), _polish_unit(f.unit)] for f in FIELDS.values()]
    files = [
        [f"`{f.name}`", f.meaning, f"`{f.unit}`" if f.unit.startswith("prog_") else f.unit]
        for f in OUTPUT_FIELDS
    ]
    states = [
        ["`served`", "obsluzone", "obsłużeni"],
        ["`full`", "brak_miejsc", "brak miejsc"],
        ["`too_far`", "za_daleko", "za daleko"],
        ["`cannot_tell`", "nie_wiadomo", "nie wiadomo"],
    ]
    reasons = [[f"`{r}`", to_polish(f"reason: {r}")] for r in REASONS if r]
    sides = "; ".join(f"`_{end}`: {meaning}" for end, meaning in SIDES.items())
    return "\n".join(
        [
            "# Słownik pól\n",
            NOTE,
            "## Słowa w kodzie\n",
            write_table(["w kodzie", "po polsku", "znaczenie", "jednostka"], code),
            "## Stany\n",
            "Każda osoba jest w dokładnie jednym stanie; razem dają całą ludność.\n",
            write_table(["w kodzie", "w plikach", "na ekranie"], states),
            "## Przyczyny\n",
            write_table(["kod", "znaczenie"], reasons),
            "## Kolumny plików wynikowych\n",
            "`luki.csv`, `oferta.csv`, `stany.csv`, `roznice.csv`, `bariery.csv`, `miejscowosci_bez_dojazdu.csv`, `uslugi_w_domu.csv`, `dostepnosc_miejsc.csv`, `dublowanie.csv`, `jedna_podroz.csv`, `wyniki.gpkg`. W `roznice.csv` nazwa stanu ma końcówkę: "
            + sides
            + ".\n",
            "W `wyniki.gpkg` kolumny z kodem usługi na początku to liczby osób w stanie (`DDP_za_daleko`), stan większości "
            "mieszkańców komórki (`DDP_stan`) oraz czas albo odległość do najbliższej usługi (`DDP_car_min`). "
            "Węższe grupy wieku, jeśli są w danych, mają kolumny w rodzaju `osoby_75_plus`, `osoby_0_2`.\n",
            write_table(["kolumna", "znaczenie", "jednostka"], files),
        ]
    )


def _polish_unit(unit: str) -> str:
    return {"people": "osoby"}.get(unit, unit)


def main(folder: Path) -> None:
    """Write every page into a folder."""
    for name, page in build_pages().items():
        write_text(folder / name, page.rstrip("\n") + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs")
