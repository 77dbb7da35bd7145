"""The command line: options, one call, an exit code. Everything heavy is imported by the command that needs it."""

import io
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from mapa_uslug.core.command_words import translate_command_words
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.core.text import LANGUAGES, Text, mark

if TYPE_CHECKING:
    from mapa_uslug.contracts.travel_times import Direction
    from mapa_uslug.engine.graph import Weight

_DEFAULT_LANGUAGE = "pl"
# Every way to misspell a command; the library has a public name only for one of its kinds.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
_HELP_WIDTH = 76
"""Translated words may be a little longer than those that the lines were broken by."""
# What the system says of a file.
SYSTEM_REASONS = (
    mark("No such file or directory"),
    mark("Permission denied"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("File exists"),
    mark("No space left on device"),
    mark("Read-only file system"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code: 0 done, 1 the inputs are bad, 2 the command was misspelt."""
    args = list(sys.argv[1:] if arguments is None else arguments)
    language, args = _take_language(args)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    text = Text(language)
    try:
        command = typer.main.get_command(build_app(text))
        _translate_help(command, text)
        sys.exit(command(args, prog_name="mapa-uslug", standalone_mode=False) or 0)
    except InputError as error:
        show_problems(error.problems, text)
        sys.exit(1)
    except OSError as error:
        values = {"name": str(error.filename), "reason": str(error.strerror)}
        typer.echo(text.tell("The file {name} cannot be read or written: {reason}", values), err=True)
        sys.exit(1)
    except _UsageError as error:
        _show_usage_error(error, text)
        sys.exit(error.exit_code)


def _translate_help(command: Any, text: Text) -> None:
    """Put the library's own words in the help of a command, and of those below it, into the user's language."""
    get_help = command.get_help
    command.get_help = lambda context: translate_command_words(get_help(context), text)
    for part in getattr(command, "commands", {}).values():
        _translate_help(part, text)


def _show_usage_error(error: typer.BadParameter, text: Text) -> None:
    written = io.StringIO()
    error.show(file=written)
    typer.echo(translate_command_words(written.getvalue(), text), err=True, nl=False)


def _take_language(args: list[str]) -> tuple[str, list[str]]:
    """Take ``--lang`` out from anywhere in the line, since the help texts themselves depend on it."""
    rest, language, i = [], _DEFAULT_LANGUAGE, 0
    while i < len(args):
        name, is_joined, value = args[i].partition("=")
        if name == "--lang":
            language = value if is_joined else "".join(args[i + 1 : i + 2])
            i += 1 if is_joined else 2
        else:
            rest.append(args[i])
            i += 1
    if language not in LANGUAGES:
        typer.echo(f"--lang: {' | '.join(LANGUAGES)}", err=True)
        sys.exit(2)
    return language, rest


def show_problems(problems: Sequence[Problem], text: Text) -> None:
    """Print problems: where, what, how to fix; errors first."""
    for problem in sorted(problems, key=lambda p: (p.severity != "error", p)):
        values = dict(problem.values)
        label = text("Error") if problem.severity == "error" else text("Warning")
        typer.echo(f"{label}: {problem.where}\n  {text.tell(problem.message, values)}\n  {text('How to fix:')} {text.tell(problem.hint, values)}", err=True)  # fmt: skip
    errors = sum(p.severity == "error" for p in problems)
    typer.echo(
        text.plural("{count} error", "{count} errors", errors) + ", "
        + text.plural("{count} warning", "{count} warnings", len(problems) - errors), err=True,
    )  # fmt: skip


def build_app(text: Text) -> typer.Typer:
    """The commands, with help in the language of `text`."""
    app = typer.Typer(
        help=text("Where social services are, who cannot reach them and why."), no_args_is_help=True,
        add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
        context_settings={"max_content_width": _HELP_WIDTH},
        epilog=text("Option --lang en or --lang pl chooses the language."),
    )  # fmt: skip
    scenario = typer.Typer(
        help=text("Plans: what would change."), no_args_is_help=True, rich_markup_mode=None
    )
    app.add_typer(scenario, name="scenario")
    _add_area_commands(app, text)
    _add_scenario_commands(scenario, text)
    _add_analyst_commands(app, text)
    app.callback()(_version_option(text))
    return app


def _version_option(text: Text) -> Callable[..., None]:
    def show(wanted: bool) -> None:
        if wanted:
            from mapa_uslug import __version__

            typer.echo(__version__)
            raise typer.Exit

    def callback(
        version: Annotated[
            bool, typer.Option("--version", callback=show, is_eager=True, help=text("Show the version."))
        ] = False,
    ) -> None:
        del version

    return callback


def _add_area_commands(app: typer.Typer, text: Text) -> None:
    out_option = typer.Option("--out", metavar=text("FOLDER"), help=text("Folder for the results; made if it does not exist."))  # fmt: skip
    area_argument = typer.Argument(
        metavar="area.toml", help=text("The file area.toml that names the inputs.")
    )

    @app.command(help=text("Write the example area, the fictional powiat zalewski, into a folder."))
    def example(
        folder: Annotated[Path, typer.Argument(metavar=text("FOLDER"), help=text("Folder to write to."))],
    ) -> None:
        from mapa_uslug.pipeline import write_example

        for path in write_example(folder):
            typer.echo(str(path))

    @app.command(help=text("Check every input at once; exit code 1 if any of it cannot be used."))
    def check(area: Annotated[Path, area_argument]) -> None:
        from mapa_uslug.pipeline import check_area

        problems = check_area(area, progress=_progress(text))
        show_problems(problems, text)
        if any(p.severity == "error" for p in problems):
            raise typer.Exit(1)

    @app.command(help=text("Everything at once: map, report, table of gaps, layers and manifest."))
    def run(area: Annotated[Path, area_argument], out: Annotated[Path, out_option]) -> None:
        from mapa_uslug.pipeline import run_area

        result = run_area(area, out, language=text.language, progress=_progress(text))
        _show_outcome(result.problems, out, text)


def _add_scenario_commands(app: typer.Typer, text: Text) -> None:
    @app.command(
        "run", help=text("Run the area before and after a plan; adds roznice.csv with the differences.")
    )
    def run(
        area: Annotated[
            Path, typer.Argument(metavar="area.toml", help=text("The file area.toml that names the inputs."))
        ],
        plan: Annotated[
            Path,
            typer.Argument(
                metavar="plan.toml", help=text("The plan: services that open, close or change capacity.")
            ),
        ],
        out: Annotated[
            Path,
            typer.Option(
                "--out",
                metavar=text("FOLDER"),
                help=text("Folder for the results; made if it does not exist."),
            ),
        ],
    ) -> None:
        from mapa_uslug.pipeline import run_plan

        result = run_plan(area, plan, out, language=text.language, progress=_progress(text))
        _show_outcome(result.problems, out, text)


def _add_analyst_commands(app: typer.Typer, text: Text) -> None:
    roads_option = Annotated[
        Path,
        typer.Option(
            "--roads",
            metavar=text("FILE"),
            help=text("Road network: OSM .pbf/.osm, OSMnx .graphml, or lines."),
        ),
    ]
    mode_option = Annotated[
        str, typer.Option("--mode", metavar=text("NAME"), help="car | walk | walk_slow | bike")
    ]
    weight_option = Annotated[
        str, typer.Option("--weight", metavar=text("NAME"), help=text("What is made least: time | length."))
    ]
    snap_option = Annotated[
        str,
        typer.Option(
            "--snap",
            metavar=text("NAME"),
            help=text("edge: nearest road; node: ids are nodes of the network."),
        ),
    ]
    terminal_option = Annotated[
        float,
        typer.Option(
            "--terminal", metavar=text("NUMBER"), min=0.0, help=text("Seconds added to every trip.")
        ),
    ]
    direction_option = Annotated[str, typer.Option("--direction", metavar=text("NAME"), help=text("to: people travel to the place; from: it comes to them."))]  # fmt: skip
    points_help = text("Points: CSV id,lon,lat, or a vector layer with an id field.")
    out_option = Annotated[
        Path, typer.Option("--out", metavar=text("FILE"), help=text("File for the answer."))
    ]

    @app.command(help=text("Times and distances between every origin and every destination."))
    def matrix(
        roads: roads_option,
        origins: Annotated[Path, typer.Option("--origins", metavar=text("FILE"), help=points_help)],
        destinations: Annotated[Path, typer.Option("--destinations", metavar=text("FILE"), help=points_help)],
        mode: mode_option,
        out: out_option,
        weight: weight_option = "time",
        snap: snap_option = "edge",
        terminal: terminal_option = 0.0,
    ) -> None:
        from mapa_uslug.pipeline import TravelOptions, run_matrix

        options = TravelOptions(mode, _weight(weight), snap, terminal_s=terminal)
        _show_warnings(run_matrix(roads, origins, destinations, out, options).problems, text)

    @app.command(help=text("The k nearest services of every origin."))
    def nearest(
        roads: roads_option,
        origins: Annotated[Path, typer.Option("--origins", metavar=text("FILE"), help=points_help)],
        services: Annotated[Path, typer.Option("--services", metavar=text("FILE"), help=points_help)],
        mode: mode_option,
        out: out_option,
        k: Annotated[int, typer.Option("--k", metavar=text("NUMBER"), min=1, help=text("How many."))] = 1,
        weight: weight_option = "time",
        snap: snap_option = "edge",
        direction: direction_option = "to",
        terminal: terminal_option = 0.0,
    ) -> None:
        from mapa_uslug.pipeline import TravelOptions, run_nearest

        options = TravelOptions(mode, _weight(weight), snap, _direction(direction), terminal)
        _show_warnings(run_nearest(roads, origins, services, out, options, k=k).problems, text)

    @app.command(help=text("Nested areas within given minutes of every point."))
    def isochrones(
        roads: roads_option,
        points: Annotated[Path, typer.Option("--points", metavar=text("FILE"), help=points_help)],
        mode: mode_option,
        minutes: Annotated[
            str,
            typer.Option(
                "--minutes", metavar=text("LIST"), help=text("Limits in minutes, separated by commas.")
            ),
        ],
        out: out_option,
        direction: direction_option = "to",
        resolution: Annotated[
            int,
            typer.Option(
                "--resolution", metavar=text("NUMBER"), min=10, max=100, help=text("Pixel in metres.")
            ),
        ] = 100,
        terminal: terminal_option = 0.0,
    ) -> None:
        from mapa_uslug.pipeline import TravelOptions, run_isochrones

        options = TravelOptions(mode, direction=_direction(direction), terminal_s=terminal)
        answer = run_isochrones(roads, points, out, options, minutes=minutes, resolution_m=resolution)
        _show_warnings(answer.problems, text)


def _weight(value: str) -> "Weight":
    return cast("Weight", value)  # a misspelt one is refused by TravelOptions, with the others


def _direction(value: str) -> "Direction":
    return cast("Direction", value)


def _show_warnings(problems: Sequence[Problem], text: Text) -> None:
    if problems:
        show_problems(problems, text)


def _show_outcome(problems: Sequence[Any], out: Path, text: Text) -> None:
    _show_warnings(problems, text)
    typer.echo(text("Results are in {folder}. Open {map} in a browser.", folder=out, map=out / "mapa.html"))


class _Steps:
    """Names the step at work on standard error: a live line on a terminal, a plain one elsewhere."""

    def __init__(self, text: Text) -> None:
        from rich.console import Console

        self._text, self._console = text, Console(stderr=True, highlight=False)
        self._status = self._console.status("") if self._console.is_terminal else None

    def __call__(self, step: str) -> None:
        if self._status is None:
            self._console.print(self._text(step) if step else "", markup=False, end="\n" if step else "")
        elif step:
            self._status.update(self._text(step))
            self._status.start()
        else:
            self._status.stop()


def _progress(text: Text) -> Callable[[str], None]:
    return _Steps(text)


if __name__ == "__main__":
    main()
