"""Laws of slopes, whatever the ground."""

import tempfile
from pathlib import Path

import numpy as np
from hand_networks import Road, make_network
from hand_rasters import write_surface
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.engine.road_network import MODES
from mapa_uslug.network.slopes import cycling_factor, walking_factor, with_slopes

X, Y = 500_000.0, 400_000.0
SLOPES = st.floats(-0.4, 0.4)


@given(SLOPES)
def test_uphill_is_never_faster_than_level_nor_than_less_uphill(slope):
    steep = np.array([abs(slope)])
    for factor in (walking_factor, cycling_factor):
        assert factor(steep)[0] >= 1.0
        assert factor(steep)[0] >= factor(steep / 2)[0]


@given(SLOPES)
def test_there_and_back_is_never_faster_than_on_level_ground(slope):
    s = np.array([slope])
    for factor in (walking_factor, cycling_factor):
        assert factor(s)[0] + factor(-s)[0] >= 2.0 - 1e-12


@st.composite
def hills(draw):
    waves = draw(
        st.lists(
            st.tuples(st.floats(-40, 40), st.floats(300, 3000), st.floats(0, 6.28), st.booleans()), max_size=4
        )
    )

    def surface(x, y):
        total = np.zeros_like(x)
        for height, length, phase, is_east in waves:
            total = total + height * np.sin((x if is_east else y) * 2 * np.pi / length + phase)
        return total

    return surface


@settings(max_examples=25)
@given(
    hills(), st.floats(-500, 500), st.lists(st.tuples(st.floats(0, 2000), st.floats(0, 2000)), min_size=3, max_size=5, unique=True)
)  # fmt: skip
def test_lifting_the_ground_changes_nothing_and_roads_turned_round_swap_their_times(surface, lift, spots):
    places = {i: (X + round(a), Y + round(b)) for i, (a, b) in enumerate(spots)}
    pairs = [(a, b) for a, b in zip(places, list(places)[1:], strict=False) if places[a] != places[b]]
    ahead = make_network(places, [Road(a, b, 60.0, 60.0) for a, b in pairs])
    turned = make_network(places, [Road(b, a, 60.0, 60.0) for a, b in pairs])
    box = (X - 500, Y - 500, X + 2500, Y + 2500)
    with tempfile.TemporaryDirectory() as folder:
        ground = write_surface(Path(folder) / "a.tif", surface, box=box)
        lifted = write_surface(Path(folder) / "b.tif", lambda x, y: surface(x, y) + lift, box=box)
        one, problems = with_slopes(ahead, [ground])
        other, _ = with_slopes(turned, [ground])
        higher, _ = with_slopes(ahead, [lifted])
    assert problems == ()
    np.testing.assert_allclose(one.seconds_forward, other.seconds_backward, rtol=1e-6)
    # Heights are single precision: half a kilometre more costs a few bits.
    np.testing.assert_allclose(one.seconds_forward, higher.seconds_forward, rtol=2e-2)
    np.testing.assert_array_equal(
        one.seconds_forward[MODES.index("car")], ahead.seconds_forward[MODES.index("car")]
    )
    both, level = one.seconds_forward + one.seconds_backward, ahead.seconds_forward + ahead.seconds_backward
    assert (both >= level * (1 - 1e-9)).all()
