"""The register of boundaries (PRG) asked through its Web Feature Service.

Shapes are asked for in degrees, where no pair of numbers in Poland can be read two ways; boxes in EPSG:2180, the system of
the layer, because MapServer loses rows of pages whose box is in another one (its pull request 7328).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shapely

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_garbled
from mapa_uslug.sources.forms.axis_order import Order, find_order
from mapa_uslug.sources.forms.gml import Feature, flip, names_of
from mapa_uslug.sources.forms.wfs import Question, read_features
from mapa_uslug.sources.parts.boundary_rows import BoundaryRow, missing_codes, to_metres

Box = tuple[float, float, float, float]
"""West, south, east, north [m], EPSG:2180."""
Params = tuple[tuple[str, str], ...]
LAYERS: Final = {6: "A03_Granice_gmin", 4: "A02_Granice_powiatow", 2: "A01_Granice_wojewodztw"}
"""Digits of the codes -> layer."""
CODE_FIELD: Final = "JPT_KOD_JE"
NAME_FIELD: Final = "JPT_NAZWA_"
WRONG_BOX: Final = mark(
    "it answers for another place than was asked for, so that the order of coordinates cannot be told"
)
_DEGREES: Final = "urn:ogc:def:crs:EPSG::4326"
_METRES: Final = "urn:ogc:def:crs:EPSG::2180"
_PAGE_SHAPES: Final = 50
_PAGE_NAMES: Final = 500
# A filter of more codes would make an address longer than servers take.
_CODES_AT_ONCE: Final = 20
_ORDERS: Final[tuple[Order, Order]] = ("north_east", "east_north")
# The town hall of Koszalin, east and north [m]: with the two exchanged one is 550 km away, on the Vistula.
_KOSZALIN: Final = (316_254.0, 707_014.0)
_KOSZALIN_CODE: Final = "32"
_TOLERANCE_M: Final = 50.0
_KINDS: Final = "123"


class BoundaryService:
    """Questions of one run; `problems` lists what the service did in its own way."""

    def __init__(self, getter: Getter, terms: Terms) -> None:
        self.getter, self.terms = getter, terms
        self.problems: list[Problem] = []
        self._order: Order | None = None
        self._box_order: Order | None = None
        self._has_learnt = False

    def names(self, digits: int) -> dict[str, str]:
        """Code -> name of all units of a level (2, 4 or 6 digits; codes of gminas have seven)."""
        fields = f"ms:{CODE_FIELD},ms:{NAME_FIELD}"
        found = self._read(LAYERS[digits], (("PROPERTYNAME", fields),), _PAGE_NAMES)
        return dict(zip(names_of(found, CODE_FIELD), names_of(found, NAME_FIELD), strict=True))

    def of_units(self, units: Sequence[GminaUnit]) -> list[BoundaryRow]:
        """Boundaries of gminas; those that the service does not have are left out."""
        self._learn()
        rows = self._with_codes([unit.code7 for unit in units if unit.kind])
        left = missing_codes(rows, [unit.code6 for unit in units])
        # The kind changes when a village becomes a town, and the two registers are not of the same day.
        tried = {unit.code7 for unit in units if unit.kind}
        others = [code + kind for code in left for kind in _KINDS if code + kind not in tried]
        return rows + self._with_codes(others)

    def within(self, box: Box, expected: Sequence[str]) -> list[BoundaryRow]:
        """Boundaries that touch a box, which those with the `expected` codes (six digits) do.

        Raises
        ------
        SourceFailed
            The answer is of another place, whichever coordinate of the box comes first.
        """
        self._learn()
        for order in (self._box_order,) if self._box_order else _ORDERS:
            rows = self._in_box(box, order)
            if self._fits(rows, box, expected):
                self._note_order(order)
                return rows
        raise SourceFailed(self.terms, WRONG_BOX)

    def _learn(self) -> None:
        """Find out, once, what the service writes and reads first, at a place where it cannot be mistaken."""
        if self._has_learnt:
            return
        self._has_learnt = True
        east, north = _KOSZALIN
        for order in _ORDERS:
            found = self._read_shapes(_box_params((east - 10, north - 10, east + 10, north + 10), order))
            if any(code.startswith(_KOSZALIN_CODE) for code in names_of(found, CODE_FIELD)):
                self._box_order = order
                self._oriented(found)
                return

    def _note_order(self, order: Order | None) -> None:
        """Tell, once, that the service does not keep to the order of its standard, if it does not."""
        if order != "east_north":
            return
        self.problems = [problem(
            "The service of boundaries writes or reads east before north, against its standard; the coordinates were exchanged.",
            where=self.terms.key, code="axis_order", severity="warning",
            hint="Look at the map: are the gminas where they should be?",
        )]  # fmt: skip

    def _with_codes(self, codes: Sequence[str]) -> list[BoundaryRow]:
        batches = [codes[at : at + _CODES_AT_ONCE] for at in range(0, len(codes), _CODES_AT_ONCE)]
        return [row for batch in batches for row in self._shapes((("FILTER", _filter(batch)),))]

    def _in_box(self, box: Box, order: Order) -> list[BoundaryRow]:
        return self._shapes(_box_params(box, order))

    def _shapes(self, params: Params) -> list[BoundaryRow]:
        found = self._read_shapes(params)
        return self._oriented(found) if found else []

    def _read_shapes(self, params: Params) -> list[Feature]:
        found = self._read(LAYERS[6], (*params, ("SRSNAME", _DEGREES)), _PAGE_SHAPES)
        return [feature for feature in found if feature.shape is not None]

    def _read(self, layer: str, params: Params, page_rows: int) -> list[Feature]:
        question = Question(
            layer=f"ms:{layer}", params=params, id_field=CODE_FIELD, page_rows=page_rows, stem=layer
        )
        return read_features(self.getter, self.terms, question, accept=_accept)

    def _oriented(self, found: Sequence[Feature]) -> list[BoundaryRow]:
        """Rows with shapes in EPSG:2180, whatever order and system the service writes."""
        shapes = [feature.shape for feature in found if feature.shape is not None]
        codes = names_of(found, CODE_FIELD)
        order, crs = find_order(shapes, codes)
        self._order = order or self._order
        self._note_order(order)
        if self._order is None:
            raise SourceFailed(self.terms, WRONG_BOX)
        if (order or self._order) == "north_east":
            shapes = [flip(shape) for shape in shapes]
        return [
            BoundaryRow(code, name, to_metres(shape, crs))
            for code, name, shape in zip(codes, names_of(found, NAME_FIELD), shapes, strict=True)
        ]

    def _fits(self, rows: Sequence[BoundaryRow], box: Box, expected: Sequence[str]) -> bool:
        """Whether an answer holds what is known to lie in the box, and nothing that lies outside of it."""
        frame = shapely.buffer(shapely.box(*box), _TOLERANCE_M)
        return not missing_codes(rows, expected) and all(shapely.intersects(frame, row.shape) for row in rows)


def _accept(found: Sequence[Feature]) -> None:
    """Raise `ValueError` where names are garbled, or shapes do not lie where their codes say."""
    refuse_garbled(names_of(found, NAME_FIELD))
    shaped = [feature for feature in found if feature.shape is not None]
    if shaped:
        find_order([feature.shape for feature in shaped if feature.shape], names_of(shaped, CODE_FIELD))


def _box_params(box: Box, order: Order) -> Params:
    west, south, east, north = box
    corners = (south, west, north, east) if order == "north_east" else (west, south, east, north)
    return (("BBOX", ",".join(f"{value:.0f}" for value in corners) + f",{_METRES}"),)


def _filter(codes: Sequence[str]) -> str:
    """Filter Encoding 2.0: the code is one of these."""
    one = [
        f"<fes:PropertyIsEqualTo><fes:ValueReference>ms:{CODE_FIELD}</fes:ValueReference>"
        f"<fes:Literal>{code}</fes:Literal></fes:PropertyIsEqualTo>"
        for code in codes
    ]
    inner = one[0] if len(one) == 1 else f"<fes:Or>{''.join(one)}</fes:Or>"
    return (
        '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:ms="http://mapserver.gis.umn.edu/mapserver">'
        f"{inner}</fes:Filter>"
    )
