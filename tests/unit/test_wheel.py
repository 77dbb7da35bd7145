"""What the packages that are handed out hold, and that they are not built without it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = (
    "mapa_uslug/maps/assets/map.js",
    "mapa_uslug/maps/assets/map.css",
    "mapa_uslug/maps/assets/compare.js",
    "mapa_uslug/maps/assets/compare.css",
    "mapa_uslug/locale/pl/LC_MESSAGES/mapa_uslug.mo",
)
WANTED = {
    *BUILT,
    "mapa_uslug/catalog/services.toml",
    "mapa_uslug/network/speeds.toml",
    "mapa_uslug/reports/templates/report.html.j2",
}

pytestmark = pytest.mark.slow


def build(root: Path, out: Path, target: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bare_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it is right after cloning."""
    root = tmp_path_factory.mktemp("bare")
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root / name)
    skipped = shutil.ignore_patterns("assets", "*.mo", "__pycache__")
    shutil.copytree(ROOT / "mapa_uslug", root / "mapa_uslug", ignore=skipped)
    shutil.copytree(ROOT / "data" / "example", root / "data" / "example")
    return root


def test_the_wheel_holds_the_map_the_translation_the_tables_and_the_example(tmp_path: Path) -> None:
    done = build(ROOT, tmp_path, "wheel")
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {*WANTED, "mapa_uslug/example/area.toml"} - names == set()


def test_the_source_package_holds_what_a_wheel_is_built_from(tmp_path: Path) -> None:
    done = build(ROOT, tmp_path, "sdist")
    assert done.returncode == 0, done.stderr
    (package,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(package) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {*WANTED, "hatch_build.py", "pyproject.toml", "data/example/area.toml"} - names == set()


def test_a_wheel_without_built_parts_is_refused_with_the_commands(bare_tree: Path, tmp_path: Path) -> None:
    done = build(bare_tree, tmp_path, "wheel")
    assert done.returncode != 0
    for said in (*BUILT, "npm ci && python scripts/build_assets.py && python scripts/messages.py compile"):
        assert said in done.stderr
    assert not list(tmp_path.glob("*.whl"))


def test_an_editable_install_needs_no_built_parts(bare_tree: Path, tmp_path: Path) -> None:
    done = build(bare_tree, tmp_path, "wheel:editable")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("*.whl"))
