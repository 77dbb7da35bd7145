"""Commands for analysts who bring their own roads and points."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mapa_uslug.cli.showing import show_warnings
from mapa_uslug.core.text import Text

if TYPE_CHECKING:
    from mapa_uslug.contracts.travel_times import Direction
    from mapa_uslug.engine.graph import Weight


def add_analyst_commands(app: typer.Typer, text: Text) -> None:
    """``matrix``, ``nearest``, ``isochrones`` and ``transit``."""
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
        show_warnings(run_matrix(roads, origins, destinations, out, options).problems, text)

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
        show_warnings(run_nearest(roads, origins, services, out, options, k=k).problems, text)

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
        show_warnings(answer.problems, text)

    @app.command(
        help=text("Travel by public transport between every origin and every destination, on one day.")
    )
    def transit(
        timetable: Annotated[
            list[Path],
            typer.Option(
                "--timetable",
                metavar=text("FILE"),
                help=text("GTFS feed (.zip) or table made by hand (.xlsx); may be given several times."),
            ),
        ],
        roads: roads_option,
        origins: Annotated[Path, typer.Option("--origins", metavar=text("FILE"), help=points_help)],
        destinations: Annotated[Path, typer.Option("--destinations", metavar=text("FILE"), help=points_help)],
        day: Annotated[
            str, typer.Option("--date", metavar=text("DATE"), help=text("Day of travel, such as 2026-05-13."))
        ],
        window: Annotated[
            str,
            typer.Option("--window", metavar="HH:MM-HH:MM", help=text("When people leave: 08:00-10:00.")),
        ],
        out: out_option,
        stay: Annotated[
            str,
            typer.Option(
                "--stay",
                metavar="MIN-MAX",
                help=text(
                    "There and back: least and longest minutes at the destination, such as 60-240; with three hours for both "
                    "ways together the longest bounds the time away from home."
                ),
            ),
        ] = "",
        hours: Annotated[
            str, typer.Option("--hours", metavar="HH:MM-HH:MM", help=text("When destinations are open."))
        ] = "00:00-24:00",
        day_type: Annotated[
            str,
            typer.Option(
                "--day-type",
                metavar=text("NAME"),
                help=text("Kind of day of tables made by hand: school | free | saturday | sunday."),
            ),
        ] = "",
        pace: Annotated[str, typer.Option("--pace", metavar=text("NAME"), help="walk | walk_slow")] = "walk",
        max_walk: Annotated[
            int,
            typer.Option(
                "--max-walk", metavar=text("NUMBER"), min=1, max=60, help=text("Longest walk in minutes.")
            ),
        ] = 20,
        change: Annotated[
            int,
            typer.Option(
                "--change",
                metavar=text("NUMBER"),
                min=1,
                max=1800,
                help=text("Least seconds between vehicles."),
            ),
        ] = 60,
    ) -> None:
        from mapa_uslug.pipeline import TransitQuestion, run_transit

        question = TransitQuestion.parse(
            day=day, window=window, stay=stay, hours=hours, day_type=day_type, pace=pace, out=out, max_walk_min=max_walk, change_s=change
        )  # fmt: skip
        show_warnings(run_transit(timetable, roads, origins, destinations, out, question).problems, text)


def _weight(value: str) -> "Weight":
    return cast("Weight", value)  # a misspelt one is refused by TravelOptions, with the others


def _direction(value: str) -> "Direction":
    return cast("Direction", value)
