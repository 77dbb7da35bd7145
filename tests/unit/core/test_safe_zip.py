"""Archives that are not what they seem."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.core.safe_zip import extract_member, find_members, open_zip, read_member

TEXT = b"kod;nazwa\n2202;chojnicki\n" * 40


def packed(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def refused(path: Path) -> str:
    with pytest.raises(ValueError, match="zip archive") as caught:
        unpack_all(path, path.parent / "out")
    left = path.parent / "out"
    assert not left.exists() or not list(left.iterdir())
    return str(caught.value)


def unpack_all(path: Path, folder: Path) -> None:
    with open_zip(path) as archive:
        for name in archive.namelist():
            extract_member(archive, name, folder / "member")


def test_what_was_packed_comes_out(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("dane/a.CSV", TEXT), ("b.csv", b""), ("c.txt", b"c"),
                  ("__MACOSX/dane/._a.csv", b"x"), ("dane/._b.csv", b"x"), ("folder.csv/", b""))  # fmt: skip
    with open_zip(path) as archive:
        assert find_members(archive, ".csv") == ["b.csv", "dane/a.CSV"]
        extract_member(archive, "dane/a.CSV", tmp_path / "out" / "a.csv")
        assert read_member(archive, "b.csv") == b""
    assert (tmp_path / "out" / "a.csv").read_bytes() == TEXT
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    "name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "..\\a.csv", "x\\a.csv", "C:/a.csv", "c:a.csv", "//host/share/a"]
)  # fmt: skip
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", ("good.csv", TEXT), (name, TEXT))
    assert refused(path).startswith("the zip archive holds names that lead out of it: ")


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = packed(tmp_path / "a.zip", (link, b"/etc/passwd"))
    assert refused(path).startswith("the zip archive holds names that lead out of it: ")


def test_a_name_that_goes_on_after_its_end_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.csv_/../x", TEXT))
    path.write_bytes(path.read_bytes().replace(b"a.csv_/../x", b"a.csv\0/../x"))
    assert refused(path).startswith("the zip archive holds names that lead out of it: ")


@pytest.mark.parametrize("name", ["..a.csv", "a..csv", "x/...csv", "ąę.csv"])
def test_odd_names_that_stay_inside_are_read(tmp_path: Path, name: str) -> None:
    with open_zip(packed(tmp_path / "a.zip", (name, TEXT))) as archive:
        assert read_member(archive, name) == TEXT


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    # 60 MB of zeros pack to about 60 kB: 1000 times, where 200 are allowed from 50 MB on.
    path = packed(tmp_path / "a.zip", ("a.csv", bytes(60_000_000)))
    assert refused(path) == "the zip archive unpacks to more than an honest one does"


def test_a_file_larger_than_may_be_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.csv", TEXT))
    with open_zip(path) as archive:
        extract_member(archive, "a.csv", tmp_path / "fits.csv", max_bytes=len(TEXT))
        with pytest.raises(ValueError, match=r"more than an honest one does: a\.csv"):
            extract_member(archive, "a.csv", tmp_path / "out.csv", max_bytes=len(TEXT) - 1)
    assert not (tmp_path / "out.csv").exists()
    with (
        pytest.raises(ValueError, match="more than an honest one does"),
        open_zip(path, max_bytes=len(TEXT) - 1),
    ):
        pass


def with_size(path: Path, size: int) -> Path:
    """The archive whose headers tell another size of its only file (offsets 22 and 24: APPNOTE 4.3.7 and 4.3.12)."""
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, 22, size)
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, size)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("size", [1, len(TEXT) - 1, len(TEXT) + 1])
def test_headers_that_tell_another_size_are_found_out(tmp_path: Path, size: int) -> None:
    path = with_size(packed(tmp_path / "a.zip", ("a.csv", TEXT)), size)
    assert refused(path) == "a part of the zip archive is damaged: a.csv"


def test_a_bomb_whose_headers_are_modest_writes_no_more_than_they_tell(tmp_path: Path) -> None:
    path = with_size(packed(tmp_path / "a.zip", ("a.csv", bytes(60_000_000))), 1000)
    assert refused(path) == "a part of the zip archive is damaged: a.csv"


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.csv", TEXT))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert refused(path) == "the zip archive is locked with a password"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_measured_are_refused(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", TEXT, method)
    assert refused(tmp_path / "a.zip") == "the zip archive is packed in a way that is not read here"


@pytest.mark.parametrize("content", [b"", b"<html>Przerwa techniczna</html>", b"PK\x03\x04"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    assert refused(tmp_path / "a.zip") == "it is no zip archive, or its end is missing"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.csv", TEXT))
    with open_zip(path) as archive, pytest.raises(ValueError, match=r"does not hold the file: b\.csv"):
        read_member(archive, "b.csv")


@given(at=st.integers(0, 10_000), value=st.integers(0, 255), cut=st.integers(0, 10_000) | st.none())
def test_any_damage_ends_in_a_refusal_or_in_the_bytes_that_were_packed(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int, cut: int | None
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    content = bytearray(packed(folder / "a.zip", ("a.csv", TEXT)).read_bytes())
    content[at % len(content)] = value
    (folder / "a.zip").write_bytes(content[: None if cut is None else cut % len(content)])
    try:
        with open_zip(folder / "a.zip") as archive:
            read = [read_member(archive, name) for name in archive.namelist()]
    except ValueError as error:
        read, told = [], str(error)
        assert "zip archive" in told
    assert set(read) <= {TEXT, b""}
