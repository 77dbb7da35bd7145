"""osmnx against an Overpass server on this machine, with good and bad answers."""

from __future__ import annotations

import json
import threading
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import osmnx
import pytest
import requests
import shapely

from mapa_uslug.core.errors import InputError
from mapa_uslug.network import read_network
from mapa_uslug.sources.fetching.failures import NO_PROXY
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER
from mapa_uslug.sources.osmnx_roads import NO_ROADS, download_roads

AROUND = shapely.box(15.09, 51.99, 15.13, 52.01)


def _answer() -> dict[str, object]:
    """A street of two stretches and a path beside it, as Overpass tells it."""
    nodes = {1: (15.100, 52.0), 2: (15.105, 52.0), 3: (15.110, 52.0), 4: (15.105, 52.003)}
    elements: list[dict[str, object]] = [
        {"type": "node", "id": i, "lon": x, "lat": y} for i, (x, y) in nodes.items()
    ]
    elements += [
        {
            "type": "way",
            "id": 10,
            "nodes": [1, 2, 3],
            "tags": {"highway": "tertiary", "maxspeed": "50", "surface": "asphalt"},
        },
        {"type": "way", "id": 11, "nodes": [2, 4], "tags": {"highway": "path", "foot": "yes"}},
    ]
    return {"version": 0.6, "elements": elements}


class _Overpass(BaseHTTPRequestHandler):
    body, status, asked = b"", 200, 0

    def do_GET(self) -> None:
        # Five lines, as the real one: the client waits a minute for a status that it cannot read.
        status = b"Connected as: 1\nCurrent time: 2026-01-01T00:00:00Z\nAnnounced endpoint: none\nRate limit: 2\n2 slots available now.\n"
        self._send(200, status, "text/plain")

    def do_POST(self) -> None:
        type(self).asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(self.status, self.body, "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def overpass() -> Iterator[type[_Overpass]]:
    handler = type("Handler", (_Overpass,), {"body": json.dumps(_answer()).encode(), "asked": 0})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    before = osmnx.settings.overpass_url, osmnx.settings.use_cache
    osmnx.settings.overpass_url = f"http://127.0.0.1:{server.server_port}/api"
    osmnx.settings.use_cache = False
    yield handler
    osmnx.settings.overpass_url, osmnx.settings.use_cache = before
    server.shutdown()


def test_roads_come_once_and_can_be_travelled(overpass: type[_Overpass], tmp_path: Path) -> None:
    target = tmp_path / "drogi_osmnx.graphml"
    tags_before = list(osmnx.settings.useful_tags_way)
    assert download_roads(AROUND, target) == target
    asked = overpass.asked
    assert asked >= 1
    network = read_network(target, crs="EPSG:2180").network
    assert {"tertiary", "path"} <= {network.classes[i] for i in network.edge_class}
    download_roads(AROUND, target)
    assert overpass.asked == asked
    assert osmnx.settings.useful_tags_way == tags_before


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"<html>gateway</html>", OTHER_ANSWER), (b'{"elements": []}', NO_ROADS)],
    ids=["not json", "empty"],
)
def test_bad_answers_end_in_a_message_and_leave_no_file(
    overpass: type[_Overpass], tmp_path: Path, body: bytes, reason: str
) -> None:
    overpass.body = body
    with pytest.raises(InputError) as caught:
        download_roads(AROUND, tmp_path / "g.graphml")
    (told,) = caught.value.problems
    assert (told.code, dict(told.values)["reason"]) == ("download", reason)
    assert list(tmp_path.iterdir()) == []


def test_the_words_of_the_library_are_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise requests.exceptions.ProxyError("Cannot connect to http://jan:s3kret@proxy:8080")

    monkeypatch.setattr(osmnx, "graph_from_polygon", fail)
    with pytest.raises(InputError) as caught:
        download_roads(AROUND, tmp_path / "g.graphml")
    (told,) = caught.value.problems
    assert dict(told.values)["reason"] == NO_PROXY
    shown = "".join(traceback.format_exception(caught.value))
    assert "s3kret" not in shown + repr(told)
