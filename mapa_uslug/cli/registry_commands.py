"""Commands about lists of services and their places: template, import, decisions, geocoding."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mapa_uslug.cli.showing import make_progress, show_problems, show_warnings
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.text import Text

if TYPE_CHECKING:
    from mapa_uslug.steps.place_finding import PlaceSources


def add_template_command(app: typer.Typer, text: Text) -> None:
    """``template``: the empty official sheet, the empty timetable, or the empty survey."""

    @app.command(help=text("Write the empty official sheet of services (XLSX) to fill in."))
    def template(
        out: Annotated[Path, typer.Argument(metavar=text("FILE"), help=text("Workbook to write, .xlsx; a survey also as .csv."))],
        timetable: Annotated[bool, typer.Option("--timetable", help=text("Write the workbook for timetables instead: stops, courses, services on demand."))] = False,
        needs: Annotated[bool, typer.Option("--needs", help=text("Write the sheet of a survey of needs instead: how many call a service urgent, or hard to provide."))] = False,
    ) -> None:  # fmt: skip
        from mapa_uslug.steps.example import write_empty_sheet, write_empty_survey, write_empty_timetable

        if timetable and needs:
            raise InputError([problem("{key} and {other} cannot be given together.", where="template", code="two_sheets",
                                      hint="Give one of the two.", key="--timetable", other="--needs")])  # fmt: skip
        write = write_empty_timetable if timetable else write_empty_survey if needs else write_empty_sheet
        typer.echo(text("Written: {file}", file=write(out)))


def add_registry_commands(app: typer.Typer, text: Text) -> None:
    """``registry import`` and ``registry resolve``."""
    files_argument = typer.Argument(metavar=text("FILE"), help=text("Lists: .csv, .xlsx, .xls, .ods."))
    out_option = typer.Option(
        "--out", metavar=text("FILE"), help=text("Official sheet to write, .xlsx or .csv.")
    )
    mapping_option = typer.Option("--mapping", metavar=text("FILE"), help=text("Mapping of columns (TOML); may be repeated. Without one the form of the list is recognised or guessed."))  # fmt: skip

    @app.command(
        "import",
        help=text("Turn other people's lists into the official sheet, with a list of what to decide."),
    )
    def import_(
        files: Annotated[list[Path], files_argument],
        out: Annotated[Path, out_option],
        mapping: Annotated[list[Path] | None, mapping_option] = None,
        gminas: Annotated[Path | None, _gminas_option(text)] = None,
        addresses: Annotated[list[Path] | None, _addresses_option(text)] = None,
        localities: Annotated[list[Path] | None, _localities_option(text)] = None,
        online: Annotated[str, _online_option(text)] = "",
    ) -> None:
        from mapa_uslug.steps.registry_import import import_registry

        sources = _sources(gminas, addresses, localities, online)
        _announce(sources, text)
        outcome = import_registry(
            files, out, mappings=mapping or [], sources=sources,
            language=text.language, progress=make_progress(text),
        )  # fmt: skip
        show_warnings(outcome.problems, text)
        for count in outcome.counts:
            typer.echo(_told(count, text))
        typer.echo(
            text.plural(
                "{count} service is in {file}.", "{count} services are in {file}.", outcome.kept, file=out
            )
        )
        if outcome.cases:
            typer.echo(text.plural("{count} case waits for a decision: {file}", "{count} cases wait for a decision: {file}",
                                   outcome.cases, file=outcome.worklist))  # fmt: skip

        typer.echo(text("Beside it: {files}", files=", ".join(path.name for path in outcome.beside)))

    @app.command(help=text("Take back the decisions written into a work list, and apply them to the sheet."))
    def resolve(
        worklist: Annotated[Path, typer.Argument(metavar=text("FILE"), help=text("Work list filled in, .xlsx or .ods."))],
        sheet: Annotated[Path | None, typer.Option("--sheet", metavar=text("FILE"), help=text("Official sheet to change; by default the one beside the work list."))] = None,
        gminas: Annotated[Path | None, _gminas_option(text)] = None,
    ) -> None:  # fmt: skip
        from mapa_uslug.steps.registry_resolve import resolve_registry

        outcome = resolve_registry(worklist, sheet, gminas=gminas, language=text.language)
        show_warnings(outcome.problems, text)
        typer.echo(
            text.plural(
                "{count} decision was taken over.", "{count} decisions were taken over.", outcome.taken
            )
        )
        typer.echo(text.plural("{count} case still waits.", "{count} cases still wait.", outcome.waiting))


def add_geocode_command(app: typer.Typer, text: Text) -> None:
    """``geocode``: places for the rows of any table of addresses."""

    @app.command(help=text("Find the place of every row of a table of addresses."))
    def geocode(
        table: Annotated[Path, typer.Argument(metavar=text("FILE"), help=text("Table with addresses: .csv, .xlsx, .xls, .ods."))],
        out: Annotated[Path, typer.Option("--out", metavar=text("FILE"), help=text("Table to write, .csv or .xlsx."))],
        addresses: Annotated[list[Path] | None, _addresses_option(text)] = None,
        gminas: Annotated[Path | None, _gminas_option(text)] = None,
        localities: Annotated[list[Path] | None, _localities_option(text)] = None,
        online: Annotated[str, _online_option(text)] = "",
    ) -> None:  # fmt: skip
        from mapa_uslug.catalog.words import name_quality
        from mapa_uslug.steps.geocode import geocode_table

        sources = _sources(gminas, addresses, localities, online)
        _announce(sources, text)
        outcome = geocode_table(table, out, sources=sources, progress=make_progress(text))
        if outcome.problems:
            show_problems(outcome.problems, text)
        for quality, count in outcome.by_quality:
            typer.echo(f"{name_quality(text, quality)}: {text.number(count)}")
        if outcome.by_problem:
            told = ", ".join(f"{code} {text.number(count)}" for code, count in outcome.by_problem)
            typer.echo(text("Column problem: {told}", told=told))


def _announce(sources: "PlaceSources", text: Text) -> None:
    """Say what is sent to whom before anything is sent."""
    from mapa_uslug.steps.place_finding import describe_online

    for policy in describe_online(sources.online):
        typer.echo(text(policy), err=True)


def _told(count: object, text: Text) -> str:
    from mapa_uslug.contracts.tables import Count
    from mapa_uslug.reports.words import name_loss, name_stage

    assert isinstance(count, Count)
    parts = ", ".join(f"{name_loss(text, reason)}: {text.number(n)}" for reason, n in count.left_out.items())
    return text("{name}: {read} rows read, {kept} kept, {left} left out", name=name_stage(text, count.stage.removeprefix("import: ")), read=text.number(count.read), kept=text.number(count.kept), left=text.number(count.read - count.kept)) + (f" ({parts})" if parts else "")  # fmt: skip


def _sources(
    gminas: Path | None, addresses: list[Path] | None, localities: list[Path] | None, online: str
) -> "PlaceSources":
    from mapa_uslug.steps.place_finding import PlaceSources

    return PlaceSources(
        addresses=tuple(addresses or ()), localities=tuple(localities or ()), gminas=gminas,
        online=tuple(filter(None, (name.strip() for name in online.split(",")))),
    )  # fmt: skip


def _gminas_option(text: Text) -> Any:
    return typer.Option(
        "--gminas", metavar=text("FILE"), help=text("Gmina boundaries: places are checked against them.")
    )


def _addresses_option(text: Text) -> Any:
    return typer.Option(
        "--addresses",
        metavar=text("FILE"),
        help=text("Known addresses: PRG export or OSM extract; may be repeated."),
    )


def _localities_option(text: Text) -> Any:
    return typer.Option(
        "--localities",
        metavar=text("FILE"),
        help=text("Official list of localities (SIMC, .csv); may be repeated."),
    )


def _online_option(text: Text) -> Any:
    return typer.Option(
        "--online",
        metavar=text("LIST"),
        help=text(
            "Services on the web to ask too: uug, nominatim. Only town, street and number are sent, at most one request a second."
        ),
    )
