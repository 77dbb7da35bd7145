"""The same colours and patterns in drawings, on the map, in pages and in QGIS."""

import re
from pathlib import Path

import pytest

from mapa_uslug.contracts.tables import STATES
from mapa_uslug.reports import looks

PRODUCT = Path(looks.__file__).parent.parent
MAP = (PRODUCT / "maps" / "src" / "look.ts").read_text(encoding="utf-8")
STYLE = (PRODUCT / "maps" / "src" / "style.css").read_text(encoding="utf-8")
PATTERNS = (PRODUCT / "reports" / "templates" / "patterns.html.j2").read_text(encoding="utf-8")
PAGE = (PRODUCT / "reports" / "templates" / "report.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("state", STATES)
def test_states_have_the_colours_of_the_map(state):
    assert re.search(rf'{state}: "(#[0-9a-f]+)"', MAP)[1] == looks.STATE_COLOURS[state]
    assert re.search(rf"--{state.replace('_', '-')}: (#[0-9a-f]+)", STYLE)[1] == looks.STATE_COLOURS[state]


@pytest.mark.parametrize(
    ("state", "pattern"), [("full", "bars"), ("too_far", "hatch"), ("cannot_tell", "dots")]
)
def test_states_have_the_patterns_of_pages(state, pattern):
    drawn = re.search(rf'id="{pattern}".*?</pattern>', PATTERNS, re.DOTALL)[0]
    look = looks.STATE_LOOKS[state]
    assert {look.face, look.hatch_colour} == set(re.findall(r'fill="(#[0-9a-f]+)"', drawn))


def test_who_is_served_has_the_colour_of_pages():
    assert looks.STATE_LOOKS["served"].face == re.search(r"--served: (#[0-9a-f]+)", PAGE)[1]


def test_bands_have_the_colours_of_the_map():
    listed = re.search(r"BANDS = \[([^\]]+)\]", MAP)[1]
    assert tuple(re.findall(r"#[0-9a-f]{6}", listed)) == looks.BANDS


def test_series_are_told_apart_without_colours():
    # In grey print only patterns and darkness are left: no two looks share both.
    def grey(look):
        r, g, b = (int(look.face[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * r + 0.587 * g + 0.114 * b

    for given in (looks.SERIES_LOOKS, tuple(looks.STATE_LOOKS.values())):
        for number, one in enumerate(given):
            for other in given[:number]:
                assert one.hatch != other.hatch or abs(grey(one) - grey(other)) > 40


def test_communities_are_told_apart_by_shape_and_fill():
    assert len({looks.community_look(group) for group in range(50)}) == 50
    # The first seven differ in shape alone, for eyes and printers without colours.
    assert len({looks.community_look(group)[0] for group in range(8)}) == 8
