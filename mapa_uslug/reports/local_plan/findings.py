"""What every chapter needs of a local plan, and how it says where a figure comes from."""

from __future__ import annotations

from dataclasses import dataclass

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.local_plan import LocalPlan
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Range
from mapa_uslug.reports.findings import Findings, find
from mapa_uslug.reports.words import write_day


@dataclass(frozen=True, eq=False)
class PlanFindings:
    """A local plan with the findings of its run; `found` names types, gminas and people."""

    plan: LocalPlan
    found: Findings

    @property
    def text(self) -> Text:
        """Whose language it is told in."""
        return self.found.text

    @property
    def catalog(self) -> Catalog:
        """Service types and areas of services."""
        return self.found.catalog

    def place_name(self, code: str) -> str:
        """A gmina by code, as it stands in a table; all of them together for ""."""
        if not code:
            return self.text("All gminas together")
        return self.found.gmina_names().get(code, code)

    def area_name(self, number: int) -> str:
        """An area of social services by number."""
        area = next((a for a in self.catalog.areas if a.number == number), None)
        if area is None:
            return str(number)
        return area.name if self.text.language == "pl" else area.name_en

    @property
    def is_whole_area(self) -> bool:
        """Whether all gminas of the area are spoken of."""
        return len(self.plan.gminas) == int(self.plan.result.gminas["is_area"].sum())

    def people_too_far(self, service_type: str, gmina: str) -> Range | None:
        """People too far by every mode, with the range that they lie in; None where the type was not measured."""
        ranges = self.plan.uncertainty.ranges
        rows = ranges[(ranges["service_type"] == service_type) & (ranges["gmina_teryt"] == gmina)]
        if rows.empty:
            return None
        row = rows.iloc[0]
        return Range(int(row["low"]), int(row["people"]), int(row["high"]))


def find_plan(plan: LocalPlan, catalog: Catalog, *, text: Text) -> PlanFindings:
    """Prepare a local plan for the report."""
    return PlanFindings(plan, find(plan.result, catalog, text))


def cite_people(found: PlanFindings) -> str:
    """Where figures of people come from: file, year, and how they were counted."""
    text, result = found.text, found.plan.result
    table = result.cells.table
    imputed = int(table.loc[table["is_imputed"].astype(bool), "people"].sum())
    said = text(
        "Source: {file}, {year}, cells of {cell} m.",
        file=name_files(found, "population", "totals", "population_raster"),
        year=_year(found),
        cell=text.number(result.cells.cell_m),
    )
    if imputed:
        people = found.found.count_people(imputed)
        said += " " + text("{people} in confidential cells are estimated.", people=people)
    return said


def cite_services(found: PlanFindings) -> str:
    """Where figures of services come from: files, between which dates they were true, and how many places are known exactly."""
    text, result = found.text, found.plan.result
    exact = int(result.services["quality"].isin(("punkt_adresowy", "reczny", "rejestr")).sum())
    return text(
        "Source: {file}, {when}; address known for {exact} of {all} places.",
        file=_services(found),
        when=_when(found),
        exact=text.number(exact),
        all=text.number(len(result.services) + len(result.unlocated)),
    )


def cite_access(found: PlanFindings) -> str:
    """Where figures of access come from: roads, timetables, people and services, and of which dates."""
    text = found.text
    return text(
        "Source: own calculation on {roads}; people: {people} ({year}); services: {services} ({when}).",
        roads=name_files(found, "roads", "elevation", "timetables"),
        people=name_files(found, "population", "totals", "population_raster"),
        year=_year(found),
        services=_services(found),
        when=_when(found),
    )


def cite_together(found: PlanFindings, *sources: str) -> str:
    """Sources of one table as one, the word for them written once."""
    word = found.text("Source: {file}.", file="").rstrip(" .")
    parts = [source.removeprefix(word).strip().removesuffix(".") for source in sources]
    return f"{word} {'; '.join(parts)}."


def _year(found: PlanFindings) -> str:
    cells = found.plan.result.cells
    year = str(cells.year) if cells.year else found.text("year not given")
    return found.text("{year}, by a model", year=year) if cells.is_modelled else year


def _services(found: PlanFindings) -> str:
    """Files of services; objects of a map have none of their own."""
    named = name_files(found, "services")
    told = found.plan.result.services.get("source")
    if named != found.text("not given") or told is None:
        return named
    return ", ".join(dict.fromkeys(str(source) for source in told if source)) or named


def _when(found: PlanFindings) -> str:
    """Between which days records of services were true."""
    dates = sorted({str(d) for d in found.plan.result.services["source_date"] if d and str(d) != "nan"})
    days = [write_day(found.text, day) for day in dict.fromkeys((*dates[:1], *dates[-1:]))]
    return found.text("as of {dates}", dates=" – ".join(days)) if days else found.text("without a date")


def name_files(found: PlanFindings, *roles: str) -> str:
    """Names of the files of some roles."""
    inputs = found.plan.result.info.get("inputs")
    names = inputs if isinstance(inputs, dict) else {}
    chosen = [str(name) for role, name in names.items() if role.split(" ")[0] in roles]
    return ", ".join(dict.fromkeys(chosen)) or found.text("not given")
