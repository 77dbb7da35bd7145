"""What a plan closed, in words."""

from __future__ import annotations

from collections.abc import Mapping

from mapa_uslug.core.text import Text


def tell_closed_roads(text: Text, info: Mapping[str, object], *, has_timetable: bool) -> str:
    """Which roads a result was counted without; "" where none was closed.

    Parameters
    ----------
    info
        `RunResult.info`; ``closed`` holds the number of closed stretches of road by the name of what closes them.
    has_timetable
        Whether public transport was counted, which knows nothing of closed roads.
    """
    closed = info.get("closed")
    if not isinstance(closed, Mapping) or not closed:
        return ""
    names = [
        text("{name} ({roads})", name=name, roads=text.plural("{count} stretch of road", "{count} stretches of road", count))
        for name, count in closed.items()
    ]  # fmt: skip
    told = [
        text("Roads are closed here: {names}. Nobody passes through them.", names=", ".join(names)),
        text("New ways across are not proposed within 100 m of them."),
    ]
    if has_timetable:
        told.append(text("Buses are counted as if they still ran over them."))
    return " ".join(told)
