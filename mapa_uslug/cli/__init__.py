"""The command line: options, one call, an exit code. Everything heavy is imported by the command that needs it."""

import io
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, cast

import typer

from mapa_uslug.cli.analyst_commands import add_analyst_commands
from mapa_uslug.cli.area_commands import add_area_commands, add_scenario_commands
from mapa_uslug.cli.fetch_commands import add_fetch_commands
from mapa_uslug.cli.map_commands import add_map_commands
from mapa_uslug.cli.meeting_commands import add_meeting_commands
from mapa_uslug.cli.monitor_commands import add_monitor_commands
from mapa_uslug.cli.publish_commands import add_publish_commands
from mapa_uslug.cli.registry_commands import add_geocode_command, add_registry_commands, add_template_command
from mapa_uslug.cli.report_commands import add_report_commands
from mapa_uslug.cli.showing import show_problems
from mapa_uslug.cli.siting_commands import add_siting_commands
from mapa_uslug.cli.supply_commands import add_supply_commands
from mapa_uslug.core.command_words import translate_command_words
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import LANGUAGES, Text, mark

_DEFAULT_LANGUAGE = "pl"
# Every way to misspell a command; the library has a public name only for one of its kinds.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
_HELP_WIDTH = 76
"""Translated words may be a little longer than those that the lines were broken by."""
_INTERRUPTED: Final = 130
"""What shells and the command's library alike end with after Ctrl-C."""
_BROKEN_OFF: Final = {"fetch": mark("Interrupted. What has come stays; run the same command again to go on.")}
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
    """Run the command line and exit with its code: 0 done, 1 the inputs are bad, 2 the command was misspelt, 130 interrupted."""
    args = list(sys.argv[1:] if arguments is None else arguments)
    language, args = _take_language(args)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    text = Text(language)
    try:
        command = typer.main.get_command(build_app(text))
        _translate_help(command, text)
        code = command(args, prog_name="mapa-uslug", standalone_mode=False) or 0
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
    except KeyboardInterrupt:
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        typer.echo("\n" + text(_BROKEN_OFF.get("".join(args[:1]), mark("Interrupted."))), err=True)
    sys.exit(code)


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
    registry = typer.Typer(
        help=text("Lists of services: from anybody's sheet to the official one."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    maps = typer.Typer(
        help=text("Maps that are drawn: how two of them differ."), no_args_is_help=True, rich_markup_mode=None
    )
    app.add_typer(scenario, name="scenario")
    app.add_typer(registry, name="registry")
    app.add_typer(maps, name="map")
    add_area_commands(app, text)
    add_fetch_commands(app, text)
    add_scenario_commands(scenario, text)
    add_map_commands(maps, text)
    add_meeting_commands(app, text)
    add_monitor_commands(app, text)
    add_publish_commands(app, text)
    add_report_commands(app, text)
    add_template_command(app, text)
    add_registry_commands(registry, text)
    add_geocode_command(app, text)
    add_analyst_commands(app, text)
    add_supply_commands(app, text)
    add_siting_commands(app, text)
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
