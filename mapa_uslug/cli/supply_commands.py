"""Commands about how much there is for whom."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mapa_uslug.cli.showing import show_warnings
from mapa_uslug.core.text import Text

if TYPE_CHECKING:
    from mapa_uslug.steps.e2sfca_table import CatchmentAnswer

_SHOWN_PLACES = 20


def add_supply_commands(app: typer.Typer, text: Text) -> None:
    """``e2sfca``."""

    @app.command(
        help=text("Capacity in reach of everybody, competition counted (E2SFCA), out of a matrix of costs.")
    )
    def e2sfca(
        matrix: Annotated[
            Path,
            typer.Option(
                "--matrix", metavar=text("FILE"), help=text("Costs: CSV origin_id,destination_id,cost.")
            ),
        ],
        demand: Annotated[
            Path,
            typer.Option(
                "--demand",
                metavar=text("FILE"),
                help=text("People: CSV id,people; with a column unit also inequality between units."),
            ),
        ],
        supply: Annotated[
            Path, typer.Option("--supply", metavar=text("FILE"), help=text("Places: CSV id,capacity."))
        ],
        out: Annotated[Path, typer.Option("--out", metavar=text("FILE"), help=text("File for the answer."))],
        bands: Annotated[
            str,
            typer.Option(
                "--bands", metavar=text("LIST"), help=text("Upper bounds of the bands, such as 15,30,60.")
            ),
        ] = "",
        weights: Annotated[
            str,
            typer.Option(
                "--weights", metavar=text("LIST"), help=text("Weight of each band, such as 1,0.68,0.22.")
            ),
        ] = "",
        decay: Annotated[
            str,
            typer.Option(
                "--decay",
                metavar=text("NAME"),
                help=text(
                    "In place of bands: gravity:POWER[:LEAST_COST], such as gravity:-1, or gaussian:BOUND."
                ),
            ),
        ] = "",
        per: Annotated[
            float,
            typer.Option("--per", metavar=text("NUMBER"), help=text("People that the answer is told for.")),
        ] = 1000.0,
        cost: Annotated[
            str,
            typer.Option(
                "--cost",
                metavar=text("NAME"),
                help=text("Column of costs; of what mapa-uslug matrix writes: travel_time_s or distance_m."),
            ),
        ] = "cost",
    ) -> None:
        from mapa_uslug.pipeline import CatchmentQuestion, run_e2sfca

        question = CatchmentQuestion.parse(bands=bands, weights=weights, decay=decay, per=per)
        answer = run_e2sfca(matrix, demand, supply, out, question, cost=cost)
        show_warnings(answer.problems, text)
        for line in _tell(answer, question.per, text):
            typer.echo(line)


def _tell(answer: "CatchmentAnswer", per: float, text: Text) -> list[str]:
    spread = answer.inequality
    lines = [
        _tell_mean(_number(answer.mean, text), per, text),
        f"Gini: {_number(spread.gini, text)}",
        f"P90:P10: {_number(spread.p90_p10, text)}",
    ]
    if answer.has_units:
        lines.append(
            text(
                "Theil: {all}, of it within units {within}, between units {between}",
                all=_number(spread.within + spread.between, text),
                within=_number(spread.within, text),
                between=_number(spread.between, text),
            )
        )
    unreached = answer.unreached_people
    lines.append(
        text(
            "People with no place in reach: {count}",
            count=text.number(unreached, 0 if unreached == int(unreached) else 3),
        )
    )
    places = answer.unreached_places
    named = ", ".join(places[:_SHOWN_PLACES]) + (" ..." if len(places) > _SHOWN_PLACES else "")
    told = text("Places that nobody reaches: {count}", count=text.number(len(places)))
    return [*lines, f"{told} ({named})" if places else told]


def _tell_mean(mean: str, per: float, text: Text) -> str:
    if per == int(per):
        return text.plural(
            "Mean by people, per {count} person: {value}", "Mean by people, per {count} people: {value}", int(per), value=mean
        )  # fmt: skip
    return text("Mean by people, per {part} people: {value}", part=text.number(per, 3), value=mean)


def _number(value: float, text: Text) -> str:
    """Four digits that say something."""
    if math.isnan(value):
        return text("cannot be told")
    if math.isinf(value):
        return text("without bound (the first decile is 0)")
    digits = 3 if value == 0 else max(0, min(9, 3 - math.floor(math.log10(abs(value)))))
    return text.number(value, digits)
