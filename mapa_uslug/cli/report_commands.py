"""The command that writes the report on the seven steps."""

from pathlib import Path
from typing import Annotated

import typer

from mapa_uslug.cli.options import area_argument, out_option, split_list
from mapa_uslug.cli.showing import make_progress, show_warnings
from mapa_uslug.core.text import Text


def add_report_commands(app: typer.Typer, text: Text) -> None:
    """``report``."""

    @app.command(
        "report",
        help=text(
            "The seven steps of a local system of services, from diagnosis to monitoring: a page, a document to paste from, a workbook "
            "and layers."
        ),
    )
    def report(
        area: Annotated[Path, area_argument(text)],
        out: Annotated[Path, out_option(text)],
        gmina: Annotated[
            str,
            typer.Option(
                "--gmina",
                metavar=text("LIST"),
                help=text(
                    "Names or TERYT codes of the gminas that the report speaks of, separated by commas; else all of the area."
                ),
            ),
        ] = "",
        form: Annotated[
            str,
            typer.Option(
                "--form",
                metavar=text("LIST"),
                help=text("Forms, separated by commas: html, docx, xlsx, gpkg, md; else all but the last."),
            ),
        ] = "",
        plan: Annotated[
            list[Path] | None,
            typer.Option(
                "--plan",
                metavar="plan.toml",
                help=text("A plan to compare in the strategy; may be repeated."),
            ),
        ] = None,
        since: Annotated[
            Path | None,
            typer.Option(
                "--since",
                metavar=text("FOLDER"),
                help=text("Results of an earlier run; the last chapter tells what has changed since."),
            ),
        ] = None,
        proposals: Annotated[
            int,
            typer.Option(
                "--proposals",
                min=0,
                max=20,
                metavar=text("NUMBER"),
                help=text("For how many of the first priorities a new place is proposed."),
            ),
        ] = 3,
    ) -> None:
        from mapa_uslug.pipeline import run_report

        problems, written = run_report(
            area, out, gminas=split_list(gmina), forms=split_list(form), plans=plan or (), since=since,
            proposals=proposals, language=text.language, progress=make_progress(text),
        )  # fmt: skip
        show_warnings(problems, text)
        for path in written:
            typer.echo(text("Written: {file}", file=path))
