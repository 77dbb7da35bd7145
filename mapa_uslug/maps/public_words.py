"""Words of the public edition of the map, in place of others or besides; see words.py."""

from __future__ import annotations

from typing import Any, Final

from mapa_uslug.core.text import Text
from mapa_uslug.maps.words import skeleton_labels

_PLURAL_SAMPLES: Final = {"pl": (1, 2, 5), "en": (1, 2)}
_OPEN: Final = {name: "{" + name + "}" for name in ("people", "limit", "service", "reasons", "spots")}
"""Fields that the browser fills."""


def collect_public_words(text: Text, *, k: int, date: str, year: int | None) -> dict[str, Any]:
    """Words by the key under which the front end asks for them; of ``headline`` only further sentences.

    Parameters
    ----------
    k
        Counts from 1 to one less than it are hidden.
    date, year
        Of the data and of the population; empty and None where not known.
    """
    return {
        "edition": text("public edition"),
        "confidential": text("hidden*"),
        "hidden_note": " ".join(_say_edition(text, k, date, year)),
        "hidden_note_head": text("Note"),
        "key_hidden": text("hidden number of people"),
        "key_spot": text(
            "how far beyond the threshold the white spot is, mean of its cells; –: no way, or not told"
        ),
        "over": text("Beyond the threshold, mean of its cells"),
        "imputed_note": text("Of single cells the map tells the state, and no number of people."),
        "report_hint": "",
        "largest_spots": text("White spots farthest beyond the threshold"),
        "summary_spots": _forms(
            text,
            "{people} white spot, with what is beyond the threshold: {spots}.",
            "{people} white spots, with what is beyond the threshold the farthest: {spots}.",
        ),
        "ways_untold": text("ways are not told: a place of this service may be somebody's home"),
        "headline": _headlines(text),
    }


def public_labels(text: Text) -> dict[str, str]:
    """Words that stand in the page before any script runs."""
    no_script = text("This map needs JavaScript. The same figures stand in the tables beside this file.")
    return {**skeleton_labels(text), "no_script": no_script}


def _say_edition(text: Text, k: int, date: str, year: int | None) -> list[str]:
    told = [text("Public edition.")]
    if date:
        told.append(text("Data as of {date}.", date=date))
    if year is not None:
        told.append(text("Population of {year}.", year=year))
    told.append(
        text(
            "* Numbers of people from 1 to {most} are hidden, and so are others from which these could be worked out.",
            most=k - 1,
        )
    )
    told.append(text("Numbers of people are given for gminas, not for white spots."))
    return told


def _headlines(text: Text) -> dict[str, list[str]]:
    """Sentences about a hidden count: with the most that it can be, which follows from what is told beside it, and without."""
    return {
        "to_hidden": _forms(
            text,
            "At most {people} person has farther than {limit} to the nearest place of “{service}”; the number is hidden*.",
            "At most {people} people have farther than {limit} to the nearest place of “{service}”; the number is hidden*.",
        ),
        "from_hidden": _forms(
            text,
            "“{service}” does not reach at most {people} person within {limit}; the number is hidden*.",
            "“{service}” does not reach at most {people} people within {limit}; the number is hidden*.",
        ),
        "full_hidden": _forms(
            text,
            "For at most {people} person there is no free place within reach; the number is hidden*.",
            "For at most {people} people there is no free place within reach; the number is hidden*.",
        ),
        "cannot_tell_hidden": _forms(
            text,
            "Nothing can be said about at most {people} person for this service: {reasons}; the number is hidden*.",
            "Nothing can be said about at most {people} people for this service: {reasons}; the number is hidden*.",
        ),
        "to_untold": [
            text(
                "How many people have farther than {limit} to the nearest place of “{service}” is hidden*.",
                **_OPEN,
            )
        ],
        "from_untold": [
            text("How many people “{service}” does not reach within {limit} is hidden*.", **_OPEN)
        ],
        "full_untold": [text("For how many people there is no free place within reach is hidden*.", **_OPEN)],
        "cannot_tell_untold": [
            text("About how many people nothing can be said for this service is hidden*: {reasons}.", **_OPEN)
        ],
        "nobody_hidden": [text("The numbers of people of this group are hidden*.")],
    }


def _forms(text: Text, singular: str, plural: str) -> list[str]:
    """Plural forms of a template whose fields stay open; `{people}` is the counted one."""
    return [text.plural(singular, plural, n, **_OPEN) for n in _PLURAL_SAMPLES[text.language]]
