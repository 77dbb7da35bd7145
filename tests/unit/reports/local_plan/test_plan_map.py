"""The chapter on the map and notes on conventions: whom nothing can be told of is said, and what was agreed on."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
from diagnosed_town import SURVEY, blocks_of, find_town
from six_cell_town import build_town

from mapa_uslug.contracts.combined import CANNOT_TELL, SERVED
from mapa_uslug.reports.content import Paragraph, Table
from mapa_uslug.reports.local_plan.conventions import tell_conventions
from mapa_uslug.reports.local_plan.diagnosis import describe_diagnosis
from mapa_uslug.reports.local_plan.map import describe_map
from mapa_uslug.reports.local_plan.untold import tell_untold

NBSP = "\u00a0"


def put(town, state, **more):
    """The town with everybody in one state, and no white spot."""
    layers = []
    for layer in town.layers:
        people = np.zeros_like(layer.people)
        people[:, state] = layer.people.sum(axis=1)
        layers.append(
            replace(layer, people=people, target=None if layer.target is None else people // 5, **more)
        )
    return replace(town, layers=tuple(layers), white_spots=town.white_spots.iloc[:0])


def said_of(found):
    return [b.text for b in blocks_of(describe_map(found)) if isinstance(b, Paragraph)]


def notes_of(section):
    return {b.caption: b.note for b in blocks_of(section) if isinstance(b, Table)}


def test_where_nothing_is_known_nobody_is_said_to_be_near():
    said = " ".join(said_of(find_town(put(build_town(), CANNOT_TELL))))
    assert "nikt nie mieszka za daleko" not in said
    assert "o nikim nie wiadomo, by miał do którejś usługi za daleko." in said
    assert (
        f"dotyczy to 2 usług; najwięcej (300 osób, 100{NBSP}% mieszkańców) przy tej: dzienny dom pomocy."
        in said
    )
    assert "To nie dowód, że ich nie ma" in said


def test_where_everybody_is_known_to_be_near_this_is_said():
    found = find_town(put(build_town(), SERVED))
    said = " ".join(said_of(found))
    assert "nikt nie mieszka za daleko" in said
    assert "Przy progach głównych nie znaleziono żadnej białej plamy." in said
    assert tell_untold(found) == ""


def test_beside_a_gap_the_untold_are_named_too_and_of_the_gminas_spoken_of_only():
    # c4 (30 people of Zalewo) is not known, of both services.
    assert f"(30 osób, 10{NBSP}% mieszkańców)" in said_of(find_town(build_town()))[1]
    assert tell_untold(find_town(build_town(), gminas=("086002",))) == ""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ({"DDP": "umowny", "PRZ": "umowny"}, "Progi są umowne: żadnego nie określa ustawa."),
        ({"DDP": "umowny", "PRZ": "ustawowy"}, "Progi ustawowe ma: przedszkole; pozostałe są umowne."),
        ({"DDP": "ustawowy", "PRZ": "ustawowy"}, "Progi są ustawowe."),
    ],
)
def test_thresholds_say_whether_a_law_sets_them(kind, said):
    town = build_town()
    layers = tuple(replace(x, kind=kind[x.service_type], is_capacity_known=False) for x in town.layers)
    assert tell_conventions(find_town(replace(town, layers=layers)), ["DDP", "PRZ"]) == said


def test_tables_say_what_their_figures_rest_on():
    found = find_town(build_town(), survey=SURVEY)
    assert found.catalog.by_code["DDP"].demand_rate == 0.02
    agreed = f"Progi są umowne: żadnego nie określa ustawa. To, kto nie znajduje wolnego miejsca, zależy od przyjętego, też umownego odsetka grupy, który chce korzystać z usługi: dzienny dom pomocy – 2{NBSP}% (osoby 65+)."  # fmt: skip
    notes = notes_of(describe_diagnosis(found)) | notes_of(describe_map(found))
    for caption in (
        "Priorytety: Wszystkie gminy razem", "Pierwsze priorytety według gmin", "Odsetek osób bez dostępu według gmin",
        "Dostęp do usług przy progach głównych",
    ):  # fmt: skip
        assert agreed in notes[caption], caption
    assert tell_conventions(found, ["KS"]) == ""
