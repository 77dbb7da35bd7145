"""Commands about where places should stand."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mapa_uslug.cli.showing import show_warnings
from mapa_uslug.core.text import Text

if TYPE_CHECKING:
    from mapa_uslug.contracts.siting import Method, Objective, Siting
    from mapa_uslug.steps.siting_table import SitingAnswer


def add_siting_commands(app: typer.Typer, text: Text) -> None:
    """``siting``."""

    @app.command(
        help=text(
            "Where places should stand, or which may close, out of a matrix of costs; with the proof how good that is."
        )
    )
    def siting(
        matrix: Annotated[
            Path,
            typer.Option(
                "--matrix", metavar=text("FILE"), help=text("Costs: CSV origin_id,destination_id,cost.")
            ),
        ],
        demand: Annotated[
            Path, typer.Option("--demand", metavar=text("FILE"), help=text("People: CSV id,people."))
        ],
        out: Annotated[Path, typer.Option("--out", metavar=text("FILE"), help=text("File for the answer."))],
        objective: Annotated[
            str,
            typer.Option(
                "--objective",
                metavar=text("NAME"),
                help=text(
                    "mclp: most people within the limit; p-median: least people x cost; lscp: everybody within the limit with "
                    "fewest places."
                ),
            ),
        ] = "mclp",
        k: Annotated[
            int | None,
            typer.Option("--k", metavar=text("NUMBER"), min=1, help=text("Places to choose (not for lscp).")),
        ] = None,
        limit: Annotated[
            float | None,
            typer.Option(
                "--limit",
                metavar=text("NUMBER"),
                min=0.0,
                help=text("Greatest cost at which somebody is covered, in the unit of the matrix."),
            ),
        ] = None,
        fixed: Annotated[
            Path | None,
            typer.Option(
                "--fixed", metavar=text("FILE"), help=text("Places that exist and stay: CSV with id.")
            ),
        ] = None,
        supply: Annotated[
            Path | None,
            typer.Option(
                "--supply",
                metavar=text("FILE"),
                help=text("Room of every place: CSV id,capacity. Without it room is not counted."),
            ),
        ] = None,
        close: Annotated[
            int | None,
            typer.Option(
                "--close",
                metavar=text("NUMBER"),
                min=1,
                help=text("In place of --k: all places of the matrix are open; so many of them close."),
            ),
        ] = None,
        method: Annotated[
            str, typer.Option("--method", metavar=text("NAME"), help="exact | greedy")
        ] = "exact",
        time_limit: Annotated[
            float,
            typer.Option(
                "--time-limit",
                metavar=text("NUMBER"),
                min=0.0,
                help=text("Seconds; then the best found is told, with its gap."),
            ),
        ] = 60.0,
        gap: Annotated[
            float,
            typer.Option(
                "--gap",
                metavar=text("NUMBER"),
                min=0.0,
                max=1.0,
                help=text("Part of the best possible that may be missing, such as 0.01."),
            ),
        ] = 0.0,
    ) -> None:
        from mapa_uslug.pipeline import SitingQuestion, run_siting

        question = SitingQuestion(
            cast("Objective", objective), k, limit, close, cast("Method", method), time_limit, gap
        )  # misspelt words are refused by SitingQuestion, all at once
        answer = run_siting(matrix, demand, out, question, fixed=fixed, supply=supply)
        show_warnings(answer.problems, text)
        for line in tell_siting_answer(answer, text):
            typer.echo(line)


def tell_siting_answer(answer: "SitingAnswer", text: Text) -> list[str]:
    """What was found, line by line."""
    siting = answer.siting
    share = siting.covered / answer.people if answer.people else math.nan
    lines = [
        f"{_tell_objective(siting, text)}: {_number(siting.value, text)}",
        text("Bound: {value}", value=_number(siting.bound, text)),
        text("Gap: {share}", share=text.percent(siting.gap, 3)),
        _tell_proof(siting, text),
        text(
            "Covered people: {people} of {all} ({share})",
            people=_number(siting.covered, text),
            all=_number(answer.people, text),
            share=text("cannot be told") if math.isnan(share) else text.percent(share, 2),
        ),
        text("Mean cost: {value}", value=_number(siting.mean_cost, text)),
    ]
    if answer.closed:
        lines.append(text("Places closed: {ids}", ids=", ".join(answer.closed)))
        lines.append(text("Places kept: {ids}", ids=", ".join(answer.chosen) or "-"))
    else:
        lines.append(text("Places chosen: {ids}", ids=", ".join(answer.chosen) or "-"))
    return lines


def _tell_objective(siting: "Siting", text: Text) -> str:
    return {
        "mclp": text("People within the limit (mclp)"),
        "p-median": text("People x cost (p-median)"),
        "lscp": text("Places that are enough (lscp)"),
    }[siting.objective]


def _tell_proof(siting: "Siting", text: Text) -> str:
    if siting.gap == 0.0:
        return text("Proven: no choice is better.")
    if siting.is_out_of_time:
        return text("Not proven: time was up, and this is the best found. A better one, if there is any, is within the gap.")
    if siting.method == "greedy" and siting.guarantee > 0.0:
        return text(
            "Not proven: the greedy method promises {share} of the best possible; here the gap says how much it may be.",
            share=text.percent(siting.guarantee, 1),
        )
    return text("Not proven: a better choice, if there is any, is within the gap.")


def _number(value: float, text: Text) -> str:
    """Whole numbers as such, others with three decimals."""
    if math.isnan(value):
        return text("cannot be told")
    return text.number(value, 0 if value == round(value) else 3)
