"""Properties computed once, by instances that do not wait for each other."""

from __future__ import annotations

from threading import Barrier, Thread

from mapa_uslug.core.lazy import lazy


class Counting:
    def __init__(self) -> None:
        self.count = 0

    @lazy
    def value(self) -> int:
        """What is counted."""
        self.count += 1
        return self.count


def test_it_is_computed_once_until_it_is_dropped() -> None:
    one, other = Counting(), Counting()
    assert (one.value, one.value, other.value) == (1, 1, 1)
    del one.__dict__["value"]
    assert one.value == 2
    assert Counting.value.__doc__ == "What is counted."


def test_instances_of_two_threads_compute_at_the_same_time() -> None:
    both = Barrier(2, timeout=10)

    class Meeting:
        @lazy
        def value(self) -> int:
            return both.wait()  # breaks if only one can be here at a time

    found: list[int] = []
    threads = [Thread(target=lambda: found.append(Meeting().value)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 1]
