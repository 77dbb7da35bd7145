import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_the_front_end_passes_its_own_tests():
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "fflate").is_dir():
        pytest.fail("node and the packages of package-lock.json are missing; `make test` installs them")
    run = subprocess.run(
        [node, "--test", str(Path(__file__).with_name("front_end.test.js"))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_lock_file_names_versions_and_hashes_but_no_address():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "://" not in lock
    assert lock.count('"integrity"') >= lock.count('"node_modules/')
