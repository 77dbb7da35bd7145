"""Searches as units of work: names by content, runners that agree, answers that are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hand_searches import arrays_as_bytes, as_bytes, make_searches

from mapa_uslug.core.kept_files import KeptArrays
from mapa_uslug.engine.graph_ground import GraphGround
from mapa_uslug.traveltime import searches as module
from mapa_uslug.traveltime.searches import answer
from mapa_uslug.work.runners import InProcess, InThreads, Keeping


class Counting:
    """Answers up to so many searches, then is killed."""

    def __init__(self, most: int = 10**9) -> None:
        self.asked, self._most, self.threads = 0, most, 1

    def run(self, searches):
        for row, search in enumerate(searches):
            if self.asked == self._most:
                raise KeyboardInterrupt
            self.asked += 1
            yield row, search.run()


def kept_in(folder: Path) -> KeptArrays:
    return KeptArrays(folder, max_bytes=1 << 30)


def test_equal_content_has_one_name_and_any_change_another(monkeypatch: pytest.MonkeyPatch) -> None:
    search, same = make_searches(1)[0], make_searches(1)[0]
    graph, task = search.ground.live, search.task
    assert same.ground.live is not graph
    assert same.name == search.name
    moved = task.targets._replace(ticks=task.targets.ticks + 1)
    faster = graph.adjacency.arcs.copy()
    faster[0] -= 1 << 32  # one decisecond less on one road
    other = replace(graph, adjacency=graph.adjacency._replace(arcs=faster))
    others = [
        replace(search, task=replace(task, pairs_within=task.pairs_within + 0.1)),
        replace(search, task=replace(task, targets=moved)),
        replace(search, task=replace(task, sources=task.targets, targets=task.sources)),
        replace(search, ground=GraphGround(other)),
        make_searches(2)[1],
    ]
    assert len({search.name, *(other.name for other in others)}) == 6
    name = search.name
    monkeypatch.setattr(module, "program_digest", lambda: "another version")
    assert make_searches(1)[0].name != name


def test_threads_answer_as_one_process_does() -> None:
    asked = make_searches(12)
    expected = [as_bytes(found) for found in answer(InProcess(), asked)]
    for threads in (1, 2, 5):
        assert [as_bytes(found) for found in answer(InThreads(threads), asked)] == expected
    assert any(len(search.run()["pair_ticks"]) for search in asked)


def test_a_graph_out_of_arrays_answers_alike() -> None:
    for search in make_searches(2):
        ground = search.ground
        other = ground.revive(ground.arrays(), ground.about())
        assert GraphGround(other).name == ground.name
        assert arrays_as_bytes(replace(search, ground=GraphGround(other)).run()) == arrays_as_bytes(
            search.run()
        )


def test_only_what_changed_is_searched_again(tmp_path: Path) -> None:
    asked, first, second = make_searches(6), Counting(), Counting()
    expected = [as_bytes(found) for found in answer(Keeping(first, kept_in(tmp_path)), asked)]
    assert first.asked == 6
    asked[3] = replace(asked[3], task=replace(asked[3].task, pairs_within=10.0))
    again = [as_bytes(found) for found in answer(Keeping(second, kept_in(tmp_path)), asked)]
    assert second.asked == 1
    assert again[3] == arrays_as_bytes(asked[3].run())
    assert again[:3] + again[4:] == expected[:3] + expected[4:]


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    asked, second = make_searches(6), Counting()
    with pytest.raises(KeyboardInterrupt):
        answer(Keeping(Counting(most=4), kept_in(tmp_path)), asked)
    found = answer(Keeping(second, kept_in(tmp_path)), asked)
    assert second.asked == 2
    assert [as_bytes(f) for f in found] == [arrays_as_bytes(search.run()) for search in asked]


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:-9] + b"\xff" + b[-8:], lambda b: b""])
def test_what_is_damaged_is_searched_anew(tmp_path: Path, damage) -> None:
    asked, kept, second = make_searches(3), kept_in(tmp_path), Counting()
    answer(Keeping(InProcess(), kept), asked)
    path = kept.path(asked[1].name)
    path.write_bytes(damage(path.read_bytes()))
    found = answer(Keeping(second, kept), asked)
    assert second.asked == 1
    assert as_bytes(found[1]) == arrays_as_bytes(asked[1].run())
    assert kept.read(asked[1].name) is not None  # mended


def test_a_file_of_something_else_is_no_answer(tmp_path: Path) -> None:
    (search,), kept, second = make_searches(1), kept_in(tmp_path), Counting()
    kept.write(search.name, {"other": search.task.targets.ticks})
    answer(Keeping(second, kept), [search])
    assert second.asked == 1
