"""What is published of a run, for everybody."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, eq=False)
class PublicFigures:
    """Counts of people at the main threshold, gmina by gmina, with the small ones hidden, and those that would tell them.

    Of white spots no people are told: their shapes repeat and lie within each other, so that one would tell another.

    Attributes
    ----------
    figures : DataFrame
        ``service_type, mode (a mode, or "all"), level, group ("all" | "target"), gmina_teryt ("": all together), people,
        served, full, too_far, cannot_tell`` (Int64; missing where hidden).
    k : int
        Counts from 1 to one less than it are hidden.
    """

    figures: pd.DataFrame
    k: int


@dataclass(frozen=True)
class DirectoryEntry:
    """A service in the residents' directory, in words for everybody; what is not known is "".

    Attributes
    ----------
    service_id : str
    service_type : str
        Code of the catalog.
    name : str
        What it offers, in plain words.
    official : str
        Name of the type.
    provider : str
        Name of the body; neutral where it is a person's.
    areas : tuple of int
        Areas of the CUS act.
    place : str
        Street, number and locality as far as they may be told.
    way : str
        Who travels, and whether users are fetched.
    outsiders : str
        Whether people of other gminas may use it, and whom it serves otherwise.
    correction : str
        Where a mistake is told.
    date : str
        ISO date that the record was true.
    """

    service_id: str
    service_type: str
    name: str
    official: str
    provider: str
    areas: tuple[int, ...]
    gmina_teryt: str
    gmina: str
    place: str
    hours: str
    target: str
    fee: str
    way: str
    accessibility: str
    outsiders: str
    contact: str
    date: str
    keeper: str
    correction: str


@dataclass(frozen=True)
class HiddenService:
    """A kind of service of which only may be said that a gmina has it, and whom to ask."""

    service_type: str
    name: str
    official: str
    areas: tuple[int, ...]
    gmina_teryt: str
    gmina: str
    target: str
    office: str
    contact: str


@dataclass(frozen=True)
class Directory:
    """The residents' directory of services.

    Attributes
    ----------
    removed : dict
        What was taken out, by kind: ``name`` (of a person), ``mailbox`` (that looks like a person's), ``trader`` (services of
        which the provider's name is a person's) -> how many.
    doubtful : tuple of str
        Ids of services with a mailbox of which nobody can tell whether it is a person's; it stays.
    """

    entries: tuple[DirectoryEntry, ...]
    hidden: tuple[HiddenService, ...]
    removed: dict[str, int] = field(default_factory=dict)
    doubtful: tuple[str, ...] = ()
