"""Commands about where places should stand."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mapa_uslug.cli.showing import show_warnings
from mapa_uslug.cli.siting_area import propose, refuse_other_form
from mapa_uslug.core.text import Text

if TYPE_CHECKING:
    from mapa_uslug.contracts.siting import Method, Objective, Siting
    from mapa_uslug.steps.siting_table import SitingAnswer


def add_siting_commands(app: typer.Typer, text: Text) -> None:
    """``siting``."""

    @app.command(
        help=text(
            "Where places should stand, or which may close, in an area (area.toml) or out of a matrix of costs; with the proof how "
            "good that is."
        )
    )
    def siting(
        out: Annotated[
            Path,
            typer.Option(
                "--out",
                metavar=text("PATH"),
                help=text("File for the answer; for an area a folder."),
            ),
        ],
        area: Annotated[
            Path | None,
            typer.Argument(
                metavar="area.toml",
                help=text("The file area.toml that names the inputs."),
                show_default=False,
            ),
        ] = None,
        matrix: Annotated[
            Path | None,
            typer.Option(
                "--matrix", metavar=text("FILE"), help=text("Costs: CSV origin_id,destination_id,cost.")
            ),
        ] = None,
        demand: Annotated[
            Path | None,
            typer.Option("--demand", metavar=text("FILE"), help=text("People: CSV id,people.")),
        ] = None,
        cost: Annotated[
            str | None,
            typer.Option(
                "--cost",
                metavar=text("NAME"),
                help=text("Column of costs; of what mapa-uslug matrix writes: travel_time_s or distance_m."),
            ),
        ] = None,
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
                help=text(
                    "So many places close. Of a matrix: in place of --k, all its places are open; of an area: those that harm least "
                    "once the new ones are open."
                ),
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
        service: Annotated[
            str, typer.Option("--service", metavar=text("CODE"), help=text("Area: code of the service."))
        ] = "",
        mode: Annotated[
            str,
            typer.Option(
                "--mode",
                metavar=text("NAME"),
                help=text("Area: car, walk, ... or all; the first that counts for the service."),
            ),
        ] = "",
        candidates: Annotated[
            str,
            typer.Option(
                "--candidates",
                metavar=text("NAME"),
                help=text(
                    "Area: localities | buildings | cells, or a file of points; localities by default."
                ),
            ),
        ] = "",
        group: Annotated[
            str,
            typer.Option(
                "--group",
                metavar=text("NAME"),
                help=text("Area: target (whom the service is for, by default) | all."),
            ),
        ] = "",
        level: Annotated[
            int | None,
            typer.Option(
                "--level",
                metavar=text("NUMBER"),
                help=text("Area: which of the three thresholds; 2 by default."),
            ),
        ] = None,
        move: Annotated[
            str,
            typer.Option(
                "--move",
                metavar=text("CODES"),
                help=text("Area: ids of existing places that may move or close, joined by commas."),
            ),
        ] = "",
        gminas: Annotated[
            str,
            typer.Option(
                "--gminas",
                metavar=text("CODES"),
                help=text("Area: codes of the gminas in which candidates must lie, joined by commas."),
            ),
        ] = "",
        capacity: Annotated[
            float | None,
            typer.Option(
                "--capacity",
                metavar=text("NUMBER"),
                help=text(
                    "Area: room of a new place; that of existing places counts too. Without it room is not counted."
                ),
            ),
        ] = None,
        reachable_only: Annotated[
            bool,
            typer.Option(
                "--reachable-only",
                help=text(
                    "Area: leave out people whom no candidate reaches (lscp), or who have no way to any place today (p-median)."
                ),
            ),
        ] = False,
    ) -> None:
        of_matrix = {
            "--matrix": matrix,
            "--demand": demand,
            "--cost": cost,
            "--limit": limit,
            "--fixed": fixed,
            "--supply": supply,
        }
        of_area = {
            "--service": service, "--mode": mode, "--candidates": candidates, "--group": group, "--level": level,
            "--move": move, "--gminas": gminas, "--capacity": capacity, "--reachable-only": reachable_only,
        }  # fmt: skip
        refuse_other_form(area, of_matrix, of_area)
        if area is not None:
            from mapa_uslug.pipeline import AreaSiting

            asked = AreaSiting(
                service, k, mode, objective, candidates or AreaSiting.candidates, group or AreaSiting.group,
                AreaSiting.level if level is None else level, _split(move), close or 0, _split(gminas), capacity, time_limit,
                method, gap, reachable_only,
            )  # fmt: skip
            for line in propose(area, out, asked, text):
                typer.echo(line)
            return
        from mapa_uslug.pipeline import SitingQuestion, run_siting

        question = SitingQuestion(
            cast("Objective", objective), k, limit, close, cast("Method", method), time_limit, gap
        )  # misspelt words are refused by SitingQuestion, all at once
        answer = run_siting(
            cast("Path", matrix),
            cast("Path", demand),
            out,
            question,
            fixed=fixed,
            supply=supply,
            cost="cost" if cost is None else cost,
        )
        show_warnings(answer.problems, text)
        for line in tell_siting_answer(answer, text):
            typer.echo(line)


def _split(codes: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in codes.split(",") if code.strip())


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
        return text(
            "Not proven: time was up, and this is the best found. A better one, if there is any, is within the gap."
        )
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
