"""What several commands ask for in the same words."""

import re
from typing import Any

import typer

from mapa_uslug.core.text import Text


def area_argument(text: Text) -> Any:
    """The file that names the inputs."""
    return typer.Argument(metavar="area.toml", help=text("The file area.toml that names the inputs."))


def out_option(text: Text) -> Any:
    """The folder that results are written to."""
    return typer.Option(
        "--out", metavar=text("FOLDER"), help=text("Folder for the results; made if it does not exist.")
    )


def threads_option(text: Text) -> Any:
    """Searches at once in this process."""
    return typer.Option(
        "--threads", metavar=text("N"), min=1, help=text("Search the roads N times at once in this process.")
    )


def workers_option(text: Text) -> Any:
    """Processes on this machine."""
    return typer.Option(
        "--workers",
        metavar=text("N"),
        min=1,
        help=text("Share the searches among N processes of this machine."),
    )


def cluster_option(text: Text) -> Any:
    """Address of a scheduler."""
    return typer.Option(
        "--cluster",
        metavar="tcp://...",
        help=text("Share the searches among the workers of a Dask scheduler."),
    )


def split_list(listed: str) -> list[str]:
    """Items of a list with commas, or with semicolons, as spreadsheets in Poland have them."""
    return re.split("[,;]", listed)
