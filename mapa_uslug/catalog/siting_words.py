"""Words for what a choice of new places is about: aims, candidates, reasons to leave one out."""

from __future__ import annotations

from mapa_uslug.core.text import Text


def name_objective(text: Text, objective: str) -> str:
    """What is sought; an unknown code is given back."""
    words = {
        "mclp": text("most people within the threshold"),
        "p-median": text("least travel of everybody together"),
        "lscp": text("fewest places with everybody within the threshold"),
    }
    return words.get(objective, objective)


def name_candidate(text: Text, kind: str) -> str:
    """What stands where a place is proposed; an unknown code is given back."""
    words = {
        "locality": text("locality"),
        "cell": text("populated cell"),
        "point": text("point of the list"),
        "existing": text("existing place, may move"),
        "school": text("school"),
        "kindergarten": text("kindergarten"),
        "library": text("library"),
        "fire_station": text("fire station"),
        "community_centre": text("community centre"),
        "arts_centre": text("house of culture"),
        "townhall": text("office of the gmina or town"),
    }
    return words.get(kind, kind)


def name_place(text: Text, name: str, kind: str, locality: str, gmina: str) -> str:
    """A place proposed: a cell, whose name is its id, by the locality or gmina that it is in."""
    if kind != "cell":
        return name
    if locality:
        return text("{locality} (cell {cell})", locality=locality, cell=name)
    return text("cell {cell} in gmina {gmina}", cell=name, gmina=gmina)


def name_unusable(text: Text, reason: str) -> str:
    """Why a candidate could not be used; an unknown code is given back."""
    words = {
        "no_road": text("no road near it that the mode may use"),
        "outside": text("it lies in no gmina of the boundary file"),
        "no_locality": text("its cells have no name of a locality"),
        "sensitive": text("sensitive kind, never read"),
    }
    return words.get(reason, reason)
