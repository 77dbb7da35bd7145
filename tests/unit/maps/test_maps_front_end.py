import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def run(*command: str) -> None:
    """Run a program of node's, which must be installed and succeed."""
    program = shutil.which(command[0])
    if program is None or not (ROOT / "node_modules" / ".bin" / "esbuild").exists():
        pytest.fail("node and the packages of package-lock.json are missing; `make test` installs them")
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_front_end_passes_its_own_tests(tmp_path):
    # Bundled here and not by `npm test`, whose one folder two runs at a time would take from each other.
    run("npm", "run", "--silent", "build:test", "--", f"--outdir={tmp_path}")
    bundles = sorted(str(path) for path in tmp_path.rglob("*.test.mjs"))
    assert len(bundles) == len(list(Path(__file__).parent.glob("*.test.ts")))
    run("node", "--test", *bundles)


def test_the_lock_file_names_versions_and_hashes_but_no_address():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "://" not in lock
    assert lock.count('"integrity"') >= lock.count('"node_modules/')
