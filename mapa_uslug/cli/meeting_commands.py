"""The command about a meeting of several gminas."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mapa_uslug.cli.options import area_argument, out_option, split_list
from mapa_uslug.cli.showing import make_progress, show_warnings
from mapa_uslug.core.text import Text

if TYPE_CHECKING:
    from mapa_uslug.contracts.cooperation import Terms


def add_meeting_commands(app: typer.Typer, text: Text) -> None:
    """``compare``."""

    @app.command(
        "compare",
        help=text(
            "What gminas gain together: a page to read and print at a meeting, and a workbook beside it."
        ),
    )
    def compare(
        area: Annotated[Path, area_argument(text)],
        gminas: Annotated[
            str,
            typer.Option(
                "--gminas",
                metavar=text("LIST"),
                help=text("Names or TERYT codes of the gminas that meet, separated by commas."),
            ),
        ],
        out: Annotated[Path, out_option(text)],
        service: Annotated[
            str,
            typer.Option(
                "--service",
                metavar=text("LIST"),
                help=text(
                    "Codes of the services to compare, separated by commas; else all that are measured."
                ),
            ),
        ] = "",
        k: Annotated[
            int, typer.Option("--k", metavar=text("NUMBER"), help=text("Partners of the largest set listed."))
        ] = 3,
        terms: Annotated[
            str,
            typer.Option(
                "--terms",
                metavar=text("NAME"),
                help=text(
                    "declared: partners use each other's places as these declare whom they serve; agreed: an agreement opens every "
                    "place of a partner to all partners."
                ),
            ),
        ] = "agreed",
    ) -> None:
        from mapa_uslug.pipeline import run_compare

        problems, written = run_compare(
            area, out, gminas=split_list(gminas), services=split_list(service), largest=k, terms=cast("Terms", terms),
            language=text.language, progress=make_progress(text),
        )  # fmt: skip
        show_warnings(problems, text)
        for path in written:
            typer.echo(text("Written: {file}", file=path))
