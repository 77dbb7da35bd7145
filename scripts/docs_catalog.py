"""The page about the catalog of services, made from the catalog."""

from __future__ import annotations

from docs_text import write_table

from mapa_uslug.catalog import Catalog, ServiceType, Threshold, read_catalog
from mapa_uslug.catalog.words import name_group, name_mode
from mapa_uslug.core.text import Text

_NOTE = "Strona powstaje z katalogu `mapa_uslug/catalog/services.toml`: `make docs`. Zmiany wprowadza się tam, nie tutaj.\n"
_DELIVERIES = {
    "S": "mieszkańcy, do miejsca usługi",
    "C": "mieszkańcy, do miejsca pobytu całodobowego",
    "D": "pracownik, do domu mieszkańca",
    "M": "usługa mobilna, do mieszkańców",
    "Z": "nikt, usługa zdalna",
    "L": "nikt, usługą jest mieszkanie",
}
_SENSITIVITY = {
    0: "publiczna: miejsce wolno pokazać",
    1: "tylko w liczbach gminy: bez punktu na mapie i bez czasów dojazdu",
    2: "nigdy nie zapisywana: takie wiersze i obiekty program pomija przy wczytywaniu i tylko liczy",
}


def describe_catalog(catalog: Catalog | None = None) -> str:
    """The page: how to read it, areas, a list of the types, a section for each."""
    catalog = catalog or read_catalog()
    areas = [
        [str(a.number), a.name, f"`{a.symbol}`", "; ".join(a.aliases)]
        for a in sorted(catalog.areas, key=lambda a: a.number)
    ]
    contents = [
        [f"[{t.code}](#{t.code.lower()})", t.name, ", ".join(map(str, t.areas))] for t in catalog.types
    ]
    return "\n".join(
        [
            "# Katalog usług\n",
            _NOTE,
            _introduction(catalog),
            "## Obszary usług społecznych\n",
            "Ustawa o realizowaniu usług społecznych przez centrum usług społecznych, art. 2 ust. 1. Symbol stoi na "
            "znaczku miejsca na mapie.\n",
            write_table(["numer", "obszar", "symbol", "inne nazwy"], areas),
            "## Spis\n",
            write_table(["kod", "usługa", "obszary"], contents),
            "## Usługi\n",
            *(_describe_type(t, catalog) for t in catalog.types),
        ]
    )


def _introduction(catalog: Catalog) -> str:
    return (
        f"Wersja {catalog.version}. Źródło: {catalog.source}.\n\n"
        "W arkuszu usług (kolumna `usluga_kod`) można wpisać kod, nazwę albo jedną z innych nazw; wielkość liter i polskie "
        "znaki nie mają znaczenia. W `area.toml` i w planie podaje się kod.\n\n"
        "- **Progi**: niższy / **główny** / wyższy, osobno dla każdego sposobu podróży, który się dla usługi liczy. "
        "*Ustawowy* ma podstawę prawną, *umowny* przyjęto na potrzeby analizy. Progi umowne w minutach zmienia sekcja "
        "`[[threshold]]` w `area.toml`. Progi transportem publicznym liczą się tam, gdzie "
        "w `inputs.timetables` podano rozkłady.\n"
        "- **Zapotrzebowanie**: jaka część grupy docelowej chce usługi. Każdy współczynnik jest umowny; zmienia go sekcja "
        "`[[demand]]`. Bez współczynnika albo bez znanej pojemności nie ocenia się, czy są wolne miejsca.\n"
        "- **OSM**: po czym poznać obiekt w OpenStreetMap, gdy w `inputs.services` jest słowo `osm`; `&` znaczy „i zarazem”.\n"
        "- **Dla mieszkańców**: co usługa daje, prostymi słowami; tak nazywa ją baza informacji (`mapa-uslug publish`). Własny "
        "katalog podaje to w `plain_name` i `plain_name_en`; bez nich stoi nazwa usługi.\n"
        "- Własny katalog w tej samej postaci podaje się w `inputs.catalog`.\n"
    )


def _describe_type(service_type: ServiceType, catalog: Catalog) -> str:
    t = service_type
    names = {a.number: a.name for a in catalog.areas}
    lines = [
        ("dla mieszkańców", t.plain_name),
        ("inne nazwy", "; ".join(t.aliases)),
        ("obszary", "; ".join(f"{n} {names[n]}" for n in t.areas)),
        ("kto podróżuje", f"{_DELIVERIES[t.delivery]} (`{t.delivery}`)"),
        ("grupa docelowa", name_group(Text("pl"), t.target)),
        ("pojemność", t.capacity_unit or "nie podaje się"),
        ("zapotrzebowanie", _describe_demand(t)),
        ("progi", _describe_thresholds(t)),
        ("OSM", _describe_filters(t)),
        ("wrażliwość", f"{t.sensitivity}, {_SENSITIVITY[t.sensitivity]}"),
    ]
    items = "\n".join(f"- {label}: {value}" for label, value in lines if value)
    return f"### {t.code}\n\n**{t.name}**\n\n{items}\n"


def _describe_demand(service_type: ServiceType) -> str:
    if service_type.demand_rate is None:
        return "brak współczynnika"
    text, rate = Text("pl"), service_type.demand_rate
    each = service_type.units_per_person
    share = f"{text.percent(rate, 0 if float(100 * rate).is_integer() else 1)} grupy docelowej (umowne)"
    return share if each == 1.0 else f"{share}; na osobę {text.number(each)} w jednostkach pojemności"


def _describe_thresholds(service_type: ServiceType) -> str:
    if service_type.sensitivity:
        return ""
    if not service_type.thresholds:
        return "brak, bo odległości się nie mierzy"
    return "; ".join(_describe_threshold(mode, x) for mode, x in service_type.thresholds.items())


def _describe_threshold(mode: str, threshold: Threshold) -> str:
    low, main, high = threshold.values
    kinds = dict.fromkeys(threshold.kinds) if len(set(threshold.kinds)) == 1 else threshold.kinds
    notes = [", ".join(kinds), threshold.legal_basis]
    values = f"{low} / **{main}** / {high} {threshold.unit}"
    return f"{name_mode(Text('pl'), mode)} {values} ({'; '.join(filter(None, notes))})"


def _describe_filters(service_type: ServiceType) -> str:
    filters = ", ".join(f"`{f}`" for f in service_type.osm)
    return f"{filters} (takie obiekty się pomija)" if filters and service_type.sensitivity == 2 else filters
