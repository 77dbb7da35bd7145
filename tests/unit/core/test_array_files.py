"""Files of arrays: whole, or told to be damaged; kept up to a size."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.core.array_files import load_arrays, map_arrays, write_arrays
from mapa_uslug.core.kept_files import KeptArrays

MAGIC = b"of a test\n"
ARRAYS = {
    "three": np.array([1, 2, 3], dtype=np.int32),
    "none": np.empty((0, 2)),
    "table": np.arange(6.0).reshape(2, 3),
}


@pytest.mark.parametrize("read", [load_arrays, map_arrays])
def test_what_was_written_is_read(tmp_path: Path, read) -> None:
    write_arrays(tmp_path / "a", ARRAYS, {"who": "ź"}, magic=MAGIC)
    arrays, about = read(tmp_path / "a", magic=MAGIC)
    assert about["who"] == "ź"
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        assert arrays[name].tolist() == array.tolist()
    arrays["three"][0] = 7  # its reader may change it, the file stays
    assert read(tmp_path / "a", magic=MAGIC)[0]["three"][0] == 1


@pytest.mark.parametrize("read", [load_arrays, map_arrays])
def test_any_changed_byte_and_any_missing_end_is_seen(tmp_path: Path, read) -> None:
    path = tmp_path / "a"
    write_arrays(path, ARRAYS, {"who": "x"}, magic=MAGIC)
    whole = path.read_bytes()
    padding = set(
        range(whole.index(b"}", whole.index(b"size")) + 1, -(-len(whole.split(b"}}")[0]) // 64) * 64)
    )
    for at in sorted(set(range(0, len(whole), 7)) - padding):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = read(path, magic=MAGIC)
        # Only the filling before the arrays is nobody's.
        assert found is None or whole[at] == 0, at
    for end in range(0, len(whole), 5):
        path.write_bytes(whole[:end])
        assert read(path, magic=MAGIC) is None, end
    assert read(tmp_path / "absent", magic=MAGIC) is None
    path.write_bytes(whole)
    assert read(path, magic=b"of others\n") is None


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    kept = KeptArrays(tmp_path / "kept", max_bytes=1 << 30)
    kept.trim()  # nothing there yet
    for age, name in enumerate(("new", "older", "oldest")):
        kept.write(name, {"a": np.zeros(100)})
        os.utime(kept.path(name), (1e9 - age, 1e9 - age))
    size = kept.path("new").stat().st_size
    assert kept.read("oldest") is not None  # being read makes it the newest
    left = tmp_path / "kept" / ".gone.arrays.abcdefgh"
    left.mkdir()
    os.utime(left, (1e9, 1e9))
    KeptArrays(tmp_path / "kept", max_bytes=2 * size).trim()
    assert sorted(p.name for p in (tmp_path / "kept").iterdir()) == ["new.arrays", "oldest.arrays"]


def test_what_cannot_be_kept_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    kept = KeptArrays(tmp_path / "kept", max_bytes=1)
    kept.write("a", {"a": np.zeros(3)})
    kept.trim()
    assert kept.read("a") is None
