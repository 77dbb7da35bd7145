"""What a small map of a case shows, in words."""

from __future__ import annotations

import math

import shapely

from mapa_uslug.core.text import Text
from mapa_uslug.maps.case_view import Scene, Spot


def name_length(text: Text, metres: float) -> str:
    """A length in metres below one kilometre, else in kilometres."""
    if metres < 999.5:
        return f"{text.number(metres)}\u00a0m"
    km = metres / 1000.0
    return f"{text.number(km, 0 if km >= 99.5 or abs(km - round(km)) < 0.05 else 1)}\u00a0km"


def describe_picture(scene: Scene, text: Text) -> str:
    """The text alternative of a map: the declared gmina, and for each place the gmina in which it lies, how far it is
    from the declared one and from the given point, and how well it is known.
    """
    lines = [text("Map.")]
    if scene.is_declared_shown:
        own = scene.names[scene.codes.index(scene.case.gmina_teryt)]
        lines.append(text("Hatched: the declared gmina {gmina}.", gmina=own))
    given = next((s for s in scene.spots if not s.key), None)
    lines += [_describe_spot(spot, scene, given, text) for spot in scene.spots]
    return " ".join(lines)


def _describe_spot(spot: Spot, scene: Scene, given: Spot | None, text: Text) -> str:
    if spot.is_far:
        return text(
            "The given point lies outside the map, {distance} away.", distance=name_length(text, spot.far_m)
        )
    facts = [_name_gmina(spot, scene, text)]
    far = shapely.distance(scene.declared, shapely.Point(spot.x, spot.y)) if scene.is_declared_shown else 0.0
    if far > 0.0:
        facts.append(text("{distance} from the declared gmina", distance=name_length(text, float(far))))
    if not spot.key:
        return text("The given point: {facts}.", facts=", ".join(facts))
    if given is not None and not given.is_far:
        apart = math.dist((spot.x, spot.y), (given.x, given.y))
        is_same = apart < 1.0
        facts.append(
            text("at the given point")
            if is_same
            else text("{distance} from the given point", distance=name_length(text, apart))
        )
    if math.isfinite(spot.radius_m):
        facts.append(text("known within {distance}", distance=name_length(text, spot.radius_m)))
    return text(
        "Answer {key}, {label}: {facts}.", key=spot.key, label=spot.label.rstrip("."), facts=", ".join(facts)
    )


def _name_gmina(spot: Spot, scene: Scene, text: Text) -> str:
    # The declared gmina first, where shapes overlap.
    for name, shape in reversed(list(zip(scene.names, scene.shapes, strict=True))):
        if shapely.intersects_xy(shape, spot.x, spot.y):
            return text("in {gmina}", gmina=name)
    return text("in no gmina shown")
