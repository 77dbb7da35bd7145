"""A real scheduler and workers on this machine: equal answers, one worker killed, workers that cannot work."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_searches import arrays_as_bytes, as_bytes, make_searches

from mapa_uslug.cli import main
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.program import program_digest
from mapa_uslug.steps import barriers
from mapa_uslug.traveltime.searches import answer
from mapa_uslug.work import cluster, runners
from mapa_uslug.work.runners import InProcess

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"


class Machines:
    """A scheduler, and workers in processes of their own without anybody who would start them again."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._started = folder, list[subprocess.Popen[str]]()
        scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = _wait_for(scheduler, r"Scheduler at:\s*(tcp://\S+)")

    def add_worker(self) -> subprocess.Popen[str]:
        worker = self._start(
            "worker", self.address, "--no-nanny", "--no-dashboard", "--nthreads", "1", "--host", "127.0.0.1",
            "--local-directory", str(self._folder),
        )  # fmt: skip
        _wait_for(worker, r"(Registered to)")
        return worker

    def _start(self, role: str, *options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{role}", *options], stderr=subprocess.PIPE, text=True,
            cwd=self._folder,
        )  # fmt: skip
        self._started.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self._started):
            process.kill()
            process.wait()
            if process.stderr is not None:
                process.stderr.close()


def _wait_for(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        found = re.search(pattern, line)
        if found:
            return found[1]
    raise AssertionError(said)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    pytest.importorskip("distributed", reason="the extra scale is not installed")
    started = Machines(tmp_path)
    yield started
    started.stop()


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(machines: Machines, tmp_path: Path) -> None:
    asked = make_searches(24)
    expected = [as_bytes(found) for found in answer(InProcess(), asked)]
    machines.add_worker()
    victim = machines.add_worker()
    with cluster.join_cluster(machines.address, tmp_path / "grounds", program_digest) as runner:
        client = runner._client
        client.wait_for_workers(2, timeout=30)
        # It is given its share, and holds it without an end until it is killed.
        os.kill(victim.pid, signal.SIGSTOP)
        answers = runner.run(asked)
        found = dict([next(answers)])
        shares = client.processing()
        assert len(shares) == 2
        assert all(shares.values())
        os.kill(victim.pid, signal.SIGKILL)
        found.update(answers)
        assert len(client.nthreads()) == 1
    assert [arrays_as_bytes(found[row]) for row in range(24)] == expected


@pytest.mark.slow
def test_a_worker_that_cannot_see_the_files_says_so(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines.add_worker()
    # What this process writes to one folder, the worker looks for in another.
    monkeypatch.setattr(
        cluster.OnCluster, "_write_ground", lambda self, ground: tmp_path / "elsewhere" / "a.ground"
    )
    with (
        cluster.join_cluster(machines.address, tmp_path, program_digest) as runner,
        pytest.raises(InputError) as caught,
    ):
        answer(runner, make_searches(3))
    (told,) = caught.value.problems
    assert told.code == "worker_blind"
    assert dict(told.values)["worker"].startswith("tcp://127.0.0.1:")
    monkeypatch.undo()
    # Every process takes its code for another than that of the others.
    with (
        cluster.join_cluster(machines.address, tmp_path, lambda: str(os.getpid())) as runner,
        pytest.raises(InputError) as caught,
    ):
        answer(runner, make_searches(1))
    assert [p.code for p in caught.value.problems] == ["worker_version"]


@pytest.mark.slow
def test_no_scheduler_and_no_workers_are_told(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_JOINING_S", 1)
    for address, code in (
        (machines.address, "no_workers"), ("tcp://127.0.0.1:9", "no_scheduler"), ("nowhere at all", "cluster_address"),
        ("http://127.0.0.1:9", "cluster_address"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught, cluster.join_cluster(address, tmp_path, program_digest):
            pass
        assert [p.code for p in caught.value.problems] == [code]


def run_example(out: Path, *options: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", "run", str(EXAMPLE / "area.toml"), "--out", str(out), *options])
    assert not caught.value.code


def assert_same_files(out: Path, expected: Path) -> None:
    files = sorted(p.relative_to(expected) for p in expected.rglob("*") if p.is_file())
    assert len(files) > 10
    assert files == sorted(p.relative_to(out) for p in out.rglob("*") if p.is_file())
    for name in files:
        assert (out / name).read_bytes() == (expected / name).read_bytes(), name


@pytest.mark.slow
def test_workers_give_the_same_bytes(
    example_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path / "cache"))  # nothing is kept from another run
    run_example(tmp_path / "out", "--workers", "2")
    assert_same_files(tmp_path / "out", example_run)


@pytest.mark.slow
def test_threads_and_what_is_kept_give_the_same_bytes(
    example_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path / "cache"))
    done: list[str] = []
    run = runners.InThreads.run

    def note(self, units):
        done.extend(unit.task.kind.split(" ")[0] for unit in units)
        return run(self, units)

    monkeypatch.setattr(runners.InThreads, "run", note)
    run_example(tmp_path / "threads", "--threads", "2")
    assert {"search", "steps", "outlines", "minutes"} <= set(done)
    assert_same_files(tmp_path / "threads", example_run)
    done.clear()
    monkeypatch.setattr(barriers, "find_barriers", None)  # nobody may ask for them again
    run_example(tmp_path / "kept")
    assert done == []
    assert_same_files(tmp_path / "kept", example_run)


def test_without_the_extra_it_is_told_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)  # as if it were not there
    for option in (["--workers", "2"], ["--cluster", "tcp://127.0.0.1:8786"]):
        with pytest.raises(SystemExit) as caught:
            main(["--lang", "en", "run", str(EXAMPLE / "area.toml"), "--out", str(tmp_path / "out"), *option])
        said = capsys.readouterr().err
        assert caught.value.code == 1
        assert "pip install 'mapa-uslug[scale]'" in said
        assert "Traceback" not in said


def test_only_one_workforce_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", "run", str(EXAMPLE / "area.toml"), "--out", str(tmp_path), "--threads", "2", "--workers", "2"])  # fmt: skip
    assert caught.value.code == 1
    assert "Only one of --threads, --workers and --cluster" in capsys.readouterr().err
