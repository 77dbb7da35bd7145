"""The command about what changed between results."""

from pathlib import Path
from typing import Annotated

import typer

from mapa_uslug.cli.options import out_option
from mapa_uslug.core.text import Text


def add_monitor_commands(app: typer.Typer, text: Text) -> None:
    """``monitor``."""

    @app.command(
        "monitor",
        help=text(
            "What changed between results of an area: data, roads, services, people and method, indicators over time, alarms."
        ),
    )
    def monitor(
        folders: Annotated[
            list[Path],
            typer.Argument(
                metavar=text("FOLDER"),
                help=text("Folders that `mapa-uslug run` wrote, two or more, the oldest first."),
            ),
        ],
        out: Annotated[Path, out_option(text)],
        growth: Annotated[
            float,
            typer.Option(
                "--growth", min=0.0, max=1000.0, metavar=text("PERCENT"),
                help=text("Alarm when people too far, without a place or not known become so much more [%]."),
            ),
        ] = 10.0,
        least: Annotated[
            int,
            typer.Option(
                "--least", min=1, metavar=text("NUMBER"), help=text("... and at least so many more people.")
            ),
        ] = 10,
        funding_months: Annotated[
            int,
            typer.Option(
                "--funding-months", min=0, max=120, metavar=text("NUMBER"),
                help=text("Alarm when funding ends within so many months of the newest result."),
            ),
        ] = 12,
        old_months: Annotated[
            int,
            typer.Option(
                "--old-months", min=1, max=240, metavar=text("NUMBER"),
                help=text("Alarm when a record is older than so many months."),
            ),
        ] = 12,
    ) -> None:  # fmt: skip
        from mapa_uslug.contracts.changes import AlarmLimits
        from mapa_uslug.pipeline import run_monitor

        limits = AlarmLimits(
            growth=growth / 100.0, least_people=least, funding_months=funding_months, old_months=old_months
        )
        changes, written = run_monitor(folders, out, limits=limits, language=text.language)
        if changes.is_empty:
            typer.echo(text("Nothing changed."))
        typer.echo(text.plural("{count} alarm", "{count} alarms", len(changes.alarms)))
        for path in written:
            typer.echo(text("Written: {file}", file=path))
