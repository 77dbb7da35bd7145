"""Tables in whole steps, asked for and made at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.traveltime.steps import answer_steps, ask_steps
from mapa_uslug.work.runners import InProcess


def measure_steps(roads: RoutableNetwork, **options: Any) -> NDArray[np.uint8]:
    """What `ask_steps` asks for, (places, cells)."""
    (steps,) = answer_steps(InProcess(), [ask_steps(roads, **options)])
    return steps
