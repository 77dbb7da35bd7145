"""Pages of a Web Feature Service as other servers than the usual ones write them."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from mapa_uslug.sources.forms.gml import UNREADABLE, check_page, flip, read_page

_HEAD = (
    '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" '
    'xmlns:ms="http://mapserver.gis.umn.edu/mapserver" numberMatched="{}"><wfs:member><ms:A>'
)
_TAIL = "</ms:A></wfs:member></wfs:FeatureCollection>"
_RING = "<gml:LinearRing>{}</gml:LinearRing>"


def _page(folder: Path, inner: str, *, matched: str = "1", encoding: str = "utf-8", head: str = "") -> Path:
    path = folder / "page.gml"
    path.write_bytes((head + _HEAD.format(matched) + inner + _TAIL).encode(encoding))
    return path


@pytest.mark.parametrize(
    "ring",
    [
        "<gml:posList>0 0 0 4 4 4 4 0 0 0</gml:posList>",
        '<gml:posList srsDimension="3">0 0 9 0 4 9 4 4 9 4 0 9 0 0 9</gml:posList>',
        "".join(f"<gml:pos>{p}</gml:pos>" for p in ("0 0", "0 4", "4 4", "4 0", "0 0")),
    ],
    ids=["list", "heights", "points"],
)
@pytest.mark.parametrize("shell", ["Polygon", "PolygonPatch"])
def test_a_square_is_a_square_however_it_is_written(tmp_path: Path, ring: str, shell: str) -> None:
    inner = f"<ms:g><gml:{shell}><gml:exterior>{_RING.format(ring)}</gml:exterior></gml:{shell}></ms:g><ms:N> a </ms:N>"
    path = _page(tmp_path, inner)
    check_page(path)
    (feature,) = read_page(path).features
    assert feature.values == {"N": "a"}
    assert feature.shape is not None
    assert feature.shape.equals(shapely.box(0, 0, 4, 4))


def test_holes_and_parts_are_kept(tmp_path: Path) -> None:
    # A square of side 4 with a hole of side 1, and a square of side 1 apart: 16 - 1 + 1.
    one = "<gml:posList>1 1 1 2 2 2 2 1 1 1</gml:posList>"
    big = f"<gml:exterior>{_RING.format('<gml:posList>0 0 0 4 4 4 4 0 0 0</gml:posList>')}</gml:exterior>"
    hole = f"<gml:interior>{_RING.format(one)}</gml:interior>"
    apart = f"<gml:exterior>{_RING.format('<gml:posList>8 0 8 1 9 1 9 0 8 0</gml:posList>')}</gml:exterior>"
    inner = (
        f"<ms:g><gml:MultiSurface><gml:surfaceMember><gml:Polygon>{big}{hole}</gml:Polygon></gml:surfaceMember>"
        f"<gml:surfaceMember><gml:Polygon>{apart}</gml:Polygon></gml:surfaceMember></gml:MultiSurface></ms:g>"
    )
    (feature,) = read_page(_page(tmp_path, inner)).features
    assert feature.shape is not None
    assert (feature.shape.area, feature.shape.bounds) == (16.0, (0.0, 0.0, 9.0, 4.0))
    assert flip(feature.shape).bounds == (0.0, 0.0, 4.0, 9.0)


def test_a_count_that_is_not_known_is_none(tmp_path: Path) -> None:
    assert read_page(_page(tmp_path, "", matched="unknown")).matched is None
    assert read_page(_page(tmp_path, "", matched="17")).matched == 17


def test_the_declared_encoding_counts(tmp_path: Path) -> None:
    head = '<?xml version="1.0" encoding="ISO-8859-2"?>'
    path = _page(tmp_path, "<ms:N>Łódź</ms:N>", encoding="iso8859-2", head=head)
    check_page(path)
    assert read_page(path).features[0].values == {"N": "Łódź"}
    with pytest.raises(ValueError, match=UNREADABLE):
        check_page(_page(tmp_path, "<ms:N>Łódź</ms:N>", encoding="iso8859-2"))


@pytest.mark.parametrize(
    "numbers", ["0 0 0 4 4 4 4", "0 0 0 x 4 4 4 0 0 0", "0 0 0 nan 4 4 4 0 0 0", "", "0 0 1 1"]
)
def test_coordinates_that_make_no_shape_are_told(tmp_path: Path, numbers: str) -> None:
    ring = _RING.format(f"<gml:posList>{numbers}</gml:posList>")
    path = _page(tmp_path, f"<ms:g><gml:Polygon><gml:exterior>{ring}</gml:exterior></gml:Polygon></ms:g>")
    with pytest.raises(ValueError, match=UNREADABLE):
        read_page(path)


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "big5"])
def test_an_encoding_that_is_not_read_is_told(tmp_path: Path, encoding: str) -> None:
    # The first nobody knows (LookupError), the others the parser does not read (ValueError with words of its own).
    path = tmp_path / "page.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?><FeatureCollection/>'.encode())
    with pytest.raises(ValueError, match=f"^{UNREADABLE}$"):
        check_page(path)
