"""What a drawing of a report shows, apart from how it is drawn. Words are in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Series:
    """Values of one kind, one for every category; None where there is none. `low`, `high`: ranges, if any."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Bars:
    """Horizontal bars: one group of bars a category, the first on top; `is_stacked` puts series end to end."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    is_stacked: bool = False
    looks: tuple[str, ...] = ()
    """State (of `STATES`) that a series has the colour and pattern of; else colours of the product in turn."""


@dataclass(frozen=True)
class Lines:
    """Lines over years or dates; `is_forecast` tells which points are forecasts, drawn dashed."""

    points: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    is_forecast: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Dot:
    """A labelled point of `Scatter`; `size` is a number of people."""

    label: str
    x: float
    y: float
    size: float = 0.0


@dataclass(frozen=True)
class Scatter:
    """Points by two shares (0-1), parted by the medians of both into four fields, each with its name (or "")."""

    dots: tuple[Dot, ...]
    x_title: str
    y_title: str
    size_title: str
    fields: tuple[str, str, str, str] = ("", "", "", "")
    """Lower left, lower right, upper left, upper right."""


@dataclass(frozen=True)
class Node:
    """A node of `Web` at its place on the ground [m]; `group` from 1, 0 alone."""

    key: str
    label: str
    x: float
    y: float
    group: int
    size: float


@dataclass(frozen=True)
class Web:
    """A network of providers on the ground: nodes, ties by node number, kinds of tie by name; outlines of gminas (shapely)."""

    nodes: tuple[Node, ...]
    ties: tuple[tuple[int, int, str, float], ...]
    outlines: tuple[Any, ...] = ()


@dataclass(frozen=True, eq=False)
class Layer:
    """Shapes of one look: ``gmina``, ``water``, ``forest``, ``road``, ``place``, a state of `STATES`, or ``outline``."""

    look: str
    shapes: tuple[Any, ...]
    label: str = ""


@dataclass(frozen=True, eq=False)
class SketchMap:
    """A static map of shapes (shapely, in metres), from below upwards; names at points; `scale_m`: length of the scale bar."""

    layers: tuple[Layer, ...]
    names: tuple[tuple[str, float, float], ...] = ()
    scale_m: int = 5000


Picture = Bars | Lines | Scatter | Web | SketchMap
