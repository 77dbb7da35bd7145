"""Commands about an area: the example, the check, the run, a plan."""

from pathlib import Path
from typing import Annotated

import typer

from mapa_uslug.cli.options import area_argument, cluster_option, out_option, threads_option, workers_option
from mapa_uslug.cli.showing import make_progress, show_outcome, show_problems
from mapa_uslug.contracts.workforce import Workforce
from mapa_uslug.core.text import Text


def add_area_commands(app: typer.Typer, text: Text) -> None:
    """``example``, ``check``, ``run`` and ``batch``."""

    @app.command(help=text("Write the example area, the fictional powiat zalewski, into a folder."))
    def example(
        folder: Annotated[Path, typer.Argument(metavar=text("FOLDER"), help=text("Folder to write to."))],
    ) -> None:
        from mapa_uslug.pipeline import write_example

        for path in write_example(folder):
            typer.echo(str(path))

    @app.command(help=text("Check every input at once; exit code 1 if any of it cannot be used."))
    def check(area: Annotated[Path, area_argument(text)]) -> None:
        from mapa_uslug.pipeline import check_area

        problems = check_area(area, progress=make_progress(text))
        show_problems(problems, text)
        if any(p.severity == "error" for p in problems):
            raise typer.Exit(1)

    @app.command(help=text("Everything at once: map, report, table of gaps, layers and manifest."))
    def run(
        area: Annotated[Path, area_argument(text)],
        out: Annotated[Path, out_option(text)],
        threads: Annotated[int | None, threads_option(text)] = None,
        workers: Annotated[int | None, workers_option(text)] = None,
        cluster: Annotated[str, cluster_option(text)] = "",
    ) -> None:
        from mapa_uslug.pipeline import run_area

        workforce = Workforce(threads, workers, cluster)
        result = run_area(
            area, out, workforce=workforce, language=text.language, progress=make_progress(text)
        )
        show_outcome(result.problems, out, text)

    @app.command(help=text("Several runs in one go, listed in a file: a folder each, and one table of all."))
    def batch(
        runs: Annotated[
            Path,
            typer.Argument(metavar="runs.toml", help=text("The runs: names, areas and plans.")),
        ],
        out: Annotated[Path, out_option(text)],
        threads: Annotated[int | None, threads_option(text)] = None,
        workers: Annotated[int | None, workers_option(text)] = None,
        cluster: Annotated[str, cluster_option(text)] = "",
    ) -> None:
        from mapa_uslug.pipeline import run_batch

        workforce = Workforce(threads, workers, cluster)
        made, summary = run_batch(
            runs, out, workforce=workforce, language=text.language, progress=make_progress(text)
        )
        typer.echo(text("Runs made now: {names}", names=", ".join(made) or "–"))
        typer.echo(text("Written: {file}", file=summary))


def add_scenario_commands(app: typer.Typer, text: Text) -> None:
    """``scenario run`` and ``scenario compare``."""

    @app.command(
        "run", help=text("Run the area before and after a plan; adds roznice.csv with the differences.")
    )
    def run(
        area: Annotated[Path, area_argument(text)],
        plan: Annotated[
            Path,
            typer.Argument(
                metavar="plan.toml", help=text("The plan: services that open, close or change capacity.")
            ),
        ],
        out: Annotated[Path, out_option(text)],
        threads: Annotated[int | None, threads_option(text)] = None,
        workers: Annotated[int | None, workers_option(text)] = None,
        cluster: Annotated[str, cluster_option(text)] = "",
    ) -> None:
        from mapa_uslug.pipeline import run_plan

        workforce = Workforce(threads, workers, cluster)
        result = run_plan(
            area, plan, out, workforce=workforce, language=text.language, progress=make_progress(text)
        )
        show_outcome(result.problems, out, text)

    @app.command("compare", help=text("Several plans in one table, each against the area as it is."))
    def compare(
        area: Annotated[Path, area_argument(text)],
        plans: Annotated[
            list[Path],
            typer.Argument(
                metavar="plan.toml …", help=text("The plans, in the order in which they are to stand.")
            ),
        ],
        out: Annotated[Path, out_option(text)],
        threads: Annotated[int | None, threads_option(text)] = None,
        workers: Annotated[int | None, workers_option(text)] = None,
        cluster: Annotated[str, cluster_option(text)] = "",
    ) -> None:
        from mapa_uslug.pipeline import run_plan_comparison

        workforce = Workforce(threads, workers, cluster)
        for path in run_plan_comparison(
            area, plans, out, workforce=workforce, language=text.language, progress=make_progress(text)
        ):
            typer.echo(text("Written: {file}", file=path))
