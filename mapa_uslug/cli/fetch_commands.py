"""The command that brings an area's data."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from mapa_uslug.cli.options import out_option, split_list
from mapa_uslug.cli.showing import make_progress, show_warnings
from mapa_uslug.contracts.fetch_question import MOST_BUFFER_KM, FetchQuestion, Level
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import Text


def add_fetch_commands(app: typer.Typer, text: Text) -> None:
    """``fetch``."""
    name, pair = text("NAME"), text("SOURCE=FILE")

    @app.command(
        "fetch",
        help=text(
            "Fetch the data of a gmina, a powiat or a wojewodztwo from public sources, once, and write the file area.toml that `run` takes. "
            "Run again, it goes on where it broke off."
        ),
    )
    def fetch(
        out: Annotated[Path, out_option(text)],
        gmina: Annotated[
            list[str] | None,
            typer.Option(
                "--gmina", metavar=name, help=text("Name or TERYT code of a gmina; may be repeated.")
            ),
        ] = None,
        powiat: Annotated[
            list[str] | None,
            typer.Option("--powiat", metavar=name, help=text("Name or code of a powiat; may be repeated.")),
        ] = None,
        wojewodztwo: Annotated[
            list[str] | None,
            typer.Option("--wojewodztwo", metavar=name, help=text("Name or code of a wojewodztwo.")),
        ] = None,
        only: Annotated[
            str,
            typer.Option(
                "--only",
                metavar=text("LIST"),
                help=text(
                    "Only these: boundaries, roads, addresses, population, registers, timetables, or keys of sources (docs/data_sources.md)."
                ),
            ),
        ] = "",
        buffer: Annotated[
            str,
            typer.Option(
                "--buffer",
                metavar="KM",
                help=text(
                    "Surroundings to fetch too, up to {most} km; 15km if not said before.",
                    most=f"{MOST_BUFFER_KM:g}",
                ),
            ),
        ] = "",
        offline: Annotated[
            bool, typer.Option("--offline", help=text("Ask nobody: take what was fetched before."))
        ] = False,
        again: Annotated[
            bool, typer.Option("--again", help=text("Fetch anew what is there already."))
        ] = False,
        file: Annotated[
            list[str] | None,
            typer.Option(
                "--file",
                metavar=pair,
                help=text("A file that you have, in place of what a source would send; may be repeated."),
            ),
        ] = None,
        base_url: Annotated[
            list[str] | None,
            typer.Option(
                "--base-url",
                metavar=text("SOURCE=URL"),
                help=text("Another address of a source; may be repeated."),
            ),
        ] = None,
        mirror: Annotated[
            str,
            typer.Option(
                "--mirror",
                metavar="URL",
                envvar="MAPA_USLUG_MIRROR",
                help=text("Address of copies of the sources, each below its key."),
            ),
        ] = "",
        raw: Annotated[
            Path | None,
            typer.Option(
                "--raw", metavar=text("FOLDER"), help=text("Folder of raw files that several areas share.")
            ),
        ] = None,
        contact: Annotated[
            str,
            typer.Option(
                "--contact",
                metavar="E-MAIL",
                help=text("Told to the sources, so that they can complain before they block."),
            ),
        ] = "",
    ) -> None:
        from mapa_uslug.pipeline import run_fetch

        problems: list[Problem] = []
        names, level = _units(gmina or (), powiat or (), wojewodztwo or (), problems)
        files = _pairs(file or (), "--file", problems)
        bases = _pairs(base_url or (), "--base-url", problems)
        kilometres = _kilometres(buffer, problems) if buffer else None
        if problems:
            raise InputError(problems)
        given: dict[str, tuple[Path, ...]] = {}
        for key, path in files:
            given[key] = (*given.get(key, ()), Path(path))
        question = FetchQuestion(
            names, level, only=tuple(word.strip() for word in split_list(only) if word.strip()), buffer_km=kilometres,
            is_offline=offline, is_fresh=again, given=given, bases=dict(bases), mirror=mirror, raw=raw, contact=contact,
        )  # fmt: skip
        outcome = run_fetch(question, out, language=text.language, progress=make_progress(text))
        show_warnings(outcome.problems, text)
        for artefact in outcome.artefacts:
            typer.echo(text("File: {file} ({source})", file=artefact.path, source=artefact.source))
        typer.echo(text("Written: {file}", file=outcome.area))
        if any(p.severity == "error" for p in outcome.problems):
            raise typer.Exit(1)
        typer.echo(
            text(
                "Next: mapa-uslug run {file} --out {folder}",
                file=shlex.quote(str(out / "area.toml")),
                folder=shlex.quote(str(out / "wyniki")),
            )
        )


def _units(
    gmina: list[str] | tuple[()],
    powiat: list[str] | tuple[()],
    wojewodztwo: list[str] | tuple[()],
    problems: list[Problem],
) -> tuple[tuple[str, ...], Level]:
    """Names of one level."""
    levels: list[tuple[Level, tuple[str, ...]]] = [
        ("gmina", tuple(gmina)), ("powiat", tuple(powiat)), ("wojewodztwo", tuple(wojewodztwo))
    ]  # fmt: skip
    named = [(level, names) for level, names in levels if names]
    if len(named) != 1:
        problems.append(problem("Name what to fetch: gminas, powiats or wojewodztwa, one of the three.", where="--gmina",
                                code="level", hint="For example: --gmina Czersk"))  # fmt: skip
        return (), "gmina"
    return named[0][1], named[0][0]


def _pairs(given: list[str] | tuple[()], option: str, problems: list[Problem]) -> list[tuple[str, str]]:
    """``KEY=VALUE`` of a repeated option."""
    pairs = []
    for entry in given:
        key, sign, value = entry.partition("=")
        if not (key.strip() and sign and value.strip()):
            problems.append(problem("{value} is not of the form SOURCE=….", where=option, code="pair", value=entry,
                                    hint="For example: --file geofabrik=pomorskie-latest.osm.pbf"))  # fmt: skip
        else:
            pairs.append((key.strip(), value.strip()))
    return pairs


def _kilometres(given: str, problems: list[Problem]) -> float:
    """``15km``, ``15 km``, ``15``, ``7,5km``."""
    try:
        return float(given.strip().lower().removesuffix("km").strip().replace(",", "."))
    except ValueError:
        problems.append(problem("{value} is not a number of kilometres.", where="--buffer", code="buffer", value=given,
                                hint="For example: --buffer 15km"))  # fmt: skip
        return 0.0
