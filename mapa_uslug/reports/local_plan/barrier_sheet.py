"""The barrier sheet: what the data carry of each of the eight barriers, the potential of centres, bases of home services, flats."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mapa_uslug.contracts.local_plan import BARRIERS
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.content import (
    Block,
    Bullets,
    Cell,
    Column,
    ColumnKind,
    Paragraph,
    Section,
    Table,
    Void,
)
from mapa_uslug.reports.local_plan.barrier_words import head_table, name_barrier, name_base, name_indicator
from mapa_uslug.reports.local_plan.diagnosis_words import in_order, silent_gminas, with_total
from mapa_uslug.reports.local_plan.findings import (
    PlanFindings,
    cite_access,
    cite_people,
    cite_services,
    cite_together,
)
from mapa_uslug.reports.local_plan.offer_areas import MANY_GMINAS
from mapa_uslug.reports.local_plan.offer_words import MOST_NAMED, name_gminas, number
from mapa_uslug.reports.words import write_share

_Rows = dict[tuple[str, str], pd.Series]
_KIND_OF_UNIT: dict[str, ColumnKind] = {"share": "share", "fte": "decimal"}
_MEASURED = ("transport", "attitudes")
_HOURS = frozenset(("hours_needed", "hours_there", "hours_missing"))
"""Of care at home: from the records, and from ways and people, by conventions."""


def describe_barrier_sheet(found: PlanFindings) -> Section:
    """A sub-section for each barrier, and those on the potential that there is against them."""
    text = found.text
    parts = [_describe_barrier(found, barrier) for barrier in BARRIERS]
    more = (_describe_centres(found), _describe_bases(found), _describe_flats(found))
    return Section(
        "arkusz-barier",
        text("Barrier sheet"),
        (
            Paragraph(
                text(
                    "Of each of the eight barriers stands here what the records and the measured ways tell, and no more: “no data” is told "
                    "apart from zero."
                )
            ),
        ),
        (*parts, *(section for section in more if section is not None)),
    )


def _describe_barrier(found: PlanFindings, barrier: str) -> Section:
    text, sheet = found.text, found.plan.barrier_sheet.indicators
    own = sheet[sheet["barrier"] == barrier]
    whole = own[own["gmina_teryt"] == ""]
    blocks: list[Block] = []
    side_by_side = _side_by_side(found, barrier, own)
    told = tuple(_tell(found, row) for _, row in whole.iterrows() if pd.notna(row["value"]))
    if told and side_by_side is None:
        blocks += [Paragraph(text("All gminas together:")), Bullets(told)]
    silent = _silent(own)
    if silent:
        blocks.append(
            Paragraph(
                text("No data: {indicators}.", indicators="; ".join(name_indicator(text, i) for i in silent))
            )
        )
    table = _table(found, barrier, own, read=None if side_by_side is None else 0)
    blocks += [each for each in (side_by_side, table) if each is not None]
    return Section(f"bariera-{barrier}", name_barrier(text, barrier), tuple(blocks))


def _silent(own: pd.DataFrame) -> list[str]:
    """Indicators that nothing is known of in any gmina."""
    known = own.groupby("indicator", sort=False)["value"].apply(lambda v: bool(v.notna().any()))
    return [str(i) for i in known.index[~known.astype(bool)]]


def _tell(found: PlanFindings, row: pd.Series) -> str:
    text = found.text
    title = name_indicator(text, str(row["indicator"]))
    title = capital(title)
    return f"{title}: {_write(found, row)}."


def _write(found: PlanFindings, row: pd.Series) -> str:
    """A figure with its unit, and out of how many."""
    text, value, unit = found.text, float(row["value"]), str(row["unit"])
    if unit == "share":
        return write_share(text, value)
    if unit == "h":
        said = text.plural("{count} hour a month", "{count} hours a month", round(value))
    elif unit == "fte":
        said = _write_posts(text, value)
    elif unit == "people":
        said = found.found.count_people(round(value))
    else:
        said = text.number(round(value))
    if pd.isna(row["of"]):
        return said
    return text("{part} of {whole}", part=said, whole=text.number(round(float(row["of"]))))


def _write_posts(text: Text, posts: float) -> str:
    if posts.is_integer():
        return text.plural("{count} full-time post", "{count} full-time posts", round(posts))
    return text("{count} of full-time posts", count=text.number(posts, 1))


def _side_by_side(found: PlanFindings, barrier: str, own: pd.DataFrame) -> Table | None:
    """Indicators by gminas and all of them, as they are read; None where gminas are too many for columns, or nothing is known."""
    text, places = found.text, with_total(found, found.plan.gminas)
    if len(found.plan.gminas) > MANY_GMINAS:
        return None
    by_key = {(str(row["indicator"]), str(row["gmina_teryt"])): row for _, row in own.iterrows()}
    indicators = [i for i in dict.fromkeys(own["indicator"].astype(str)) if i not in _silent(own)]
    if not indicators:
        return None
    units = dict(zip(own["indicator"].astype(str), own["unit"].astype(str), strict=True))
    rows = [
        (_title(text, i, units[i]), *(_short(found, _find(by_key, i, place, places)) for place in places))
        for i in indicators
    ]
    return Table(
        caption=head_table(text, barrier),
        columns=(Column(text("Indicator")), *(Column(found.place_name(place)) for place in places)),
        rows=tuple(rows),
        note=_note(text, indicators),
        source=_cite(found, barrier, indicators),
        is_sheet=False,
    )


def _find(by_key: _Rows, indicator: str, place: str, places: tuple[str, ...]) -> pd.Series | None:
    """Row of an indicator and place; what is told of the whole area alone stands with its only gmina."""
    return by_key.get((indicator, place), by_key.get((indicator, "")) if "" not in places else None)


def _note(text: Text, indicators: list[str]) -> str:
    """How hours of care at home are counted."""
    if not _HOURS.intersection(indicators):
        return ""
    return text(
        "Hours that are needed and missing are a convention: of those whom it is for, the share of the catalogue is taken to want the care, "
        "for as many hours as it says, and the ways from the bases and between homes are added. Hours are missing in each gmina for itself: "
        "what one has over does not help the others."
    )


def _cite(found: PlanFindings, barrier: str, indicators: list[str]) -> str:
    """Sources of the indicators: records, or ways and people, or all of them."""
    if barrier in _MEASURED or _HOURS.intersection(indicators):
        return cite_access(found)
    return cite_services(found)


def _title(text: Text, indicator: str, unit: str) -> str:
    """An indicator with its unit, and out of what its figures are."""
    title, base = name_indicator(text, indicator), name_base(text, indicator)
    written = {"h": text("hours a month"), "fte": text("full-time posts")}.get(unit, "")
    return capital(title) + (f" [{written}]" if written else "") + (f" ({base})" if base else "")


def _short(found: PlanFindings, row: pd.Series | None) -> Cell:
    """A figure, and out of how many, without its unit."""
    text = found.text
    if row is None:
        return Void()
    if pd.isna(row["value"]):
        return None
    value = float(row["value"])
    if row["unit"] == "share":
        return write_share(text, value)
    said = text.number(value, 1 if row["unit"] == "fte" else 0)
    return (
        said
        if pd.isna(row["of"])
        else text("{part} of {whole}", part=said, whole=text.number(round(float(row["of"]))))
    )


def _table(found: PlanFindings, barrier: str, own: pd.DataFrame, *, read: int | None) -> Table | None:
    """Gminas by what is known of any of them; None where nothing is."""
    text = found.text
    of_gminas = own[own["gmina_teryt"].isin(found.plan.gminas)]
    known = list(dict.fromkeys(of_gminas.loc[of_gminas["value"].notna(), "indicator"]))
    if not known:
        return None
    values = own.set_index(["indicator", "gmina_teryt"])[["value", "of"]].astype(float)
    units = dict(zip(own["indicator"], own["unit"], strict=True))
    columns, keys = [Column(text("Gmina"))], []
    for indicator in known:
        unit = str(units[indicator])
        written = {"h": text("hours a month"), "fte": text("full-time posts")}.get(unit, "")
        columns.append(Column(name_indicator(text, indicator), _KIND_OF_UNIT.get(unit, "people"), written))
        keys.append((indicator, "value"))
        if name_base(text, indicator):
            columns.append(Column(name_base(text, indicator), "people"))
            keys.append((indicator, "of"))
    rows = [
        (
            found.place_name(code),
            *(number(values[c].get((indicator, code))) for indicator, c in keys),
        )
        for code in with_total(found, found.plan.gminas)
    ]
    return Table(
        caption=head_table(text, barrier),
        columns=tuple(columns),
        rows=tuple(rows),
        note=_note(text, known),
        source=_cite(found, barrier, known),
        read=read,
    )


def _describe_centres(found: PlanFindings) -> Section | None:
    """Staff and services of each centre against what its gmina needs most."""
    text, centres = found.text, found.plan.barrier_sheet.centres
    own = in_order(found, centres)
    if own.empty:
        return None
    rows: list[tuple[Cell, ...]] = [
        (
            str(c["provider"]),
            found.place_name(str(c["gmina_teryt"])),
            int(c["services"]),
            int(c["obligatory"]),
            int(c["wider"]),
            *(number(c[name]) for name in ("staff_fte", "people_per_fte", "needed", "needed_given")),
        )
        for _, c in own.iterrows()
    ]
    table = Table(
        caption=text("Potential of social assistance centres"),
        columns=(
            Column(text("Centre")),
            Column(text("Gmina")),
            Column(text("Services recorded"), "people"),
            Column(text("Kinds that the acts oblige to"), "people"),
            Column(text("Other kinds"), "people"),
            Column(text("Staff"), "decimal", text("full-time posts")),
            Column(text("Residents for one post"), "people"),
            Column(text("First priorities of the gmina"), "people"),
            Column(text("Of these given in the gmina"), "people"),
        ),
        rows=tuple(rows),
        note=text(
            "Obliged to by the act on social assistance (art. 17 ust. 1) and the act on family support (art. 176): the centre itself, home care, "
            "shelter, training and supported flats, family assistants. First priorities: the ten first of the diagnosis."
        ),
        source=cite_together(found, cite_services(found), cite_people(found)),
    )
    lines = tuple(_tell_centres(own, centres, text))
    return Section(
        "potencjal-ops", text("Potential of the centres"), (*([Bullets(lines)] if lines else []), table)
    )


def _tell_centres(own: pd.DataFrame, centres: pd.DataFrame, text: Text) -> Iterator[str]:
    """What the table does not show at once: staff of all centres together, and who gives no more than the acts oblige to."""
    staffed = centres[centres["people_per_fte"].notna()]
    if len(staffed) > 1:
        people, posts = float(staffed["people"].sum()), float(staffed["staff_fte"].sum())
        yield text(
            "Centres of all gminas that give their staff: one post for {people}; by centre from {low} to {high}.",
            people=text.plural("{count} resident", "{count} residents", round(people / posts)),
            low=text.number(round(staffed["people_per_fte"].min())),
            high=text.number(round(staffed["people_per_fte"].max())),
        )
    only = own.loc[own["wider"] == 0, "provider"]
    if 0 < len(only) <= MOST_NAMED:
        yield text(
            "Only what the acts oblige to is recorded of: {centres}.", centres=", ".join(map(str, only))
        )


def _describe_bases(found: PlanFindings) -> Section | None:
    """Homes as bases of home services."""
    text, bases = found.text, found.plan.barrier_sheet.home_bases
    if bases.empty:
        return None
    minutes = int(bases["minutes"].iloc[0])
    rows: list[tuple[Cell, ...]] = [
        (
            str(b["provider"]),
            found.found.type_title(str(b["service_type"])),
            found.place_name(str(b["gmina_teryt"])),
            *(number(b[c]) for c in ("people", "unreached", "staff_fte")),
        )
        for _, b in bases.iterrows()
    ]
    said = Paragraph(_tell_bases(found, bases, minutes))
    table = Table(
        caption=text("Homes as possible bases of home services"),
        columns=(
            Column(text("Home")),
            Column(text("Service")),
            Column(text("Gmina")),
            Column(text("People aged 65+ within reach"), "people"),
            Column(text("of them reached by no home service"), "people"),
            Column(text("Staff"), "decimal", text("full-time posts")),
        ),
        rows=tuple(rows),
        note=text(
            "Within reach: {minutes} minutes by car from the home (a convention). Reached by none: too far from every base of home care, or "
            "without its hours. People near several homes are counted at each. Without a figure: not known, or not told for secrecy.",
            minutes=minutes,
        ),
        source=cite_access(found),
    )
    return Section("bazy-uslug-w-domu", text("Homes as bases of home services"), (said, table))


def _tell_bases(found: PlanFindings, bases: pd.DataFrame, minutes: int) -> str:
    """To how many people whom no home service reaches the staff of the best home could drive."""
    text = found.text
    known = bases[bases["unreached"].notna()]
    if known.empty:
        return text("How many older people near the homes no home service reaches is not known.")
    first = known.iloc[0]
    if not first["unreached"]:
        return text(
            "No older people whom no home service reaches are known to live within {minutes} minutes by car of a home.",
            minutes=minutes,
        )
    return text(
        "Staff who set out from {provider} (gmina {gmina}) could be with {people} aged 65+ whom no home service reaches today within "
        "{minutes} minutes by car.",
        provider=str(first["provider"]),
        gmina=found.place_name(str(first["gmina_teryt"])),
        people=found.found.count_people(int(first["unreached"])),
        minutes=minutes,
    )


def _describe_flats(found: PlanFindings) -> Section | None:
    """Supported flats and their baskets, per gmina."""
    text, baskets = found.text, found.plan.barrier_sheet.baskets
    own = in_order(found, baskets)
    if own.empty:
        said = text.plural(
            "No training or supported flat is recorded in this gmina.",
            "No training or supported flat is recorded in these gminas.", len(found.plan.gminas),
        )  # fmt: skip
        return Section("mieszkania-wspomagane", text("Supported flats"), (Paragraph(said),))
    rows: list[tuple[Cell, ...]] = [
        (
            found.place_name(str(row["gmina_teryt"])),
            int(row["flats"]),
            number(row["places"]),
            ", ".join(found.found.type_name(kind) for kind in str(row["basket"]).split("|") if kind) or None,
            int(row["flats_told"]),
        )
        for _, row in own.iterrows()
    ]
    told = {*own["gmina_teryt"], *silent_gminas(found)}
    without = [code for code in found.plan.gminas if code not in told]
    blocks: list[Block] = []
    if without:
        said = text.plural(
            "No training or supported flat is recorded in gmina: {gminas}.",
            "No training or supported flat is recorded in gminas: {gminas}.",
            len(without), gminas=name_gminas(found, without),
        )  # fmt: skip
        blocks.append(Paragraph(said))
    blocks.append(
        Table(
            caption=text("Supported flats and their baskets"),
            columns=(
                Column(text("Gmina")),
                Column(text("Records of flats"), "people"),
                Column(text("Places for people"), "people"),
                Column(text("Services of the basket")),
                Column(text("Flats that give a basket"), "people"),
            ),
            rows=tuple(rows),
            note=text("Counted per gmina only: where the flats are is not kept."),
            source=cite_services(found),
        )
    )
    return Section("mieszkania-wspomagane", text("Supported flats"), tuple(blocks))
