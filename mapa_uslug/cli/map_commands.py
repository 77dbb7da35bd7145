"""Commands about maps that are drawn: the comparison of two."""

from pathlib import Path
from typing import Annotated

import typer

from mapa_uslug.core.text import Text


def add_map_commands(app: typer.Typer, text: Text) -> None:
    """``map compare``."""
    first_help = text("Results of a run: its folder, or the mapa.html in it.")
    second_help = text("Results of another run, or of the same one.")

    @app.command(
        "compare",
        help=text(
            "Two runs beside each other: before and after, two areas, or two modes; with what differs."
        ),
    )
    def compare(
        first: Annotated[Path, typer.Argument(metavar=text("FOLDER1"), help=first_help)],
        second: Annotated[Path, typer.Argument(metavar=text("FOLDER2"), help=second_help)],
        out: Annotated[
            Path, typer.Option("--out", metavar=text("FILE"), help=text("Page to write, .html."))
        ] = Path("porownanie.html"),
    ) -> None:
        from mapa_uslug.steps.comparing import compare_maps

        written = compare_maps(first, second, out, language=text.language)
        typer.echo(text("Written: {file}", file=written))
