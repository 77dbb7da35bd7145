"""The command that makes a public edition."""

from pathlib import Path
from typing import Annotated

import typer

from mapa_uslug.cli.options import area_argument, out_option
from mapa_uslug.cli.showing import make_progress, show_warnings
from mapa_uslug.core.text import Text


def add_publish_commands(app: typer.Typer, text: Text) -> None:
    """``publish``."""

    @app.command(
        "publish",
        help=text(
            "A public edition for the office's site: front page, directory of services, map and tables, without small counts and contacts of "
            "persons."
        ),
    )
    def publish(
        area: Annotated[Path, area_argument(text)],
        out: Annotated[Path, out_option(text)],
        k: Annotated[
            int,
            typer.Option(
                "--k",
                metavar=text("NUMBER"),
                help=text("Counts of people from 1 to one less than it are hidden; at least 3."),
            ),
        ] = 10,
    ) -> None:
        from mapa_uslug.pipeline import run_publish

        problems, written = run_publish(area, out, k=k, language=text.language, progress=make_progress(text))
        show_warnings(problems, text)
        for path in written:
            typer.echo(text("Written: {file}", file=path))
