"""The list of all gminas and that of localities, from a file, the service of GUS, or the boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from playing import faults
from playing.drawn_gminas import draw_gminas
from playing.prg import play_prg
from playing.server import PlayedServer, played_server
from playing.teryt import PASSWORD, TERC, USER, play_teryt, terc_xml, zip_list

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.sources import simc, teryt
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.parts.terc_table import NO_TERC, parse_terc
from mapa_uslug.sources.parts.teryt_service import get_list

UNITS = (
    # One gmina of the rows of its two districts, with the name of its powiat.
    GminaUnit("106101", "1", "Łódź", "Łódź", "łódzkie"),
    GminaUnit("220203", "2", "Chojnice", "chojnicki", "pomorskie"),
    # One gmina of the rows of its town and countryside.
    GminaUnit("220204", "3", "Czersk", "chojnicki", "pomorskie"),
)
SIMC = """\ufeffWOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA
22;02;04;5;01;1;Rytel;0083000;0083000;2026-01-01
22;02;04;4;96;1;Czersk;0929115;0929115;2026-01-01
22;13;04;2;01;1;Kaliska;0165441;0165441;2026-01-01
10;61;02;9;98;1;Bałuty;0958341;0957650;2026-01-01
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayedServer]:
    monkeypatch.delenv("MAPA_USLUG_TERYT_USER", raising=False)
    monkeypatch.delenv("MAPA_USLUG_TERYT_PASSWORD", raising=False)
    with played_server() as played:
        play_teryt(played)
        yield played


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAPA_USLUG_TERYT_USER", USER)
    monkeypatch.setenv("MAPA_USLUG_TERYT_PASSWORD", PASSWORD)


def _getter(folder: Path, server: PlayedServer, **options: Any) -> Getter:
    service = server.url + "/TerytWs1.svc"
    bases = {"teryt": service, "simc": service, "prg": server.url + "/prg"}
    return Getter(
        raw=folder / "raw", bases=bases, pacer=HostPacer(pause_s=0), first_pause_s=0, tries=2, **options
    )


@pytest.mark.parametrize(
    "body",
    [TERC.encode(), TERC.lstrip("\ufeff").replace("\n", "\r\n").encode(), terc_xml().encode()],
    ids=["csv", "windows", "xml"],
)
def test_both_editions_and_forms_are_one_list(body: bytes) -> None:
    assert parse_terc(body) == (UNITS, "2026-01-01")
    # The official edition has a row of the whole gmina too.
    whole = TERC.replace("22;02;04;4", "22;02;04;3;Czersk;gmina miejsko-wiejska;2026-01-01\n22;02;04;4")
    assert parse_terc(whole.encode()) == (UNITS, "2026-01-01")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"a;b\n1;2\n", NO_TERC), (b"", NO_TERC), (SIMC.encode(), NO_TERC),
        (TERC.partition("22;02;03")[0].encode(), NO_TERC), (b"<teryt><row><X>1</X></row></teryt>", NO_TERC),
        (TERC.replace("Czersk", "BolesĹ‚awiec").encode(), "garbled"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', NO_TERC),
    ],
)  # fmt: skip
def test_what_is_not_the_list_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse_terc(body)


@pytest.mark.parametrize("is_zip", [False, True])
def test_the_file_that_is_given_goes_first(
    tmp_path: Path, server: PlayedServer, account: None, is_zip: bool
) -> None:
    path = tmp_path / "TERC"
    path.write_bytes(zip_list("TERC_Adresowy.csv", TERC) if is_zip else TERC.encode())
    getter = _getter(tmp_path, server, given={"teryt": (path,)})
    log = ProblemLog()
    assert teryt.list_units(getter, log) == (UNITS, "2026-01-01")
    assert server.asked == []
    assert log.problems == []


def test_a_page_that_is_given_is_refused(tmp_path: Path, server: PlayedServer) -> None:
    (tmp_path / "TERC.csv").write_text("<html>zaloguj</html>")
    with pytest.raises(SourceFailed, match="web page"):
        teryt.list_units(_getter(tmp_path, server, given={"teryt": (tmp_path / "TERC.csv",)}))


def test_the_service_is_asked_with_the_account_which_is_written_nowhere(
    tmp_path: Path, server: PlayedServer, account: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert teryt.list_units(_getter(tmp_path, server)) == (UNITS, "2026-01-01")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"s3kret" not in written
    assert b"jan &" not in written
    digest = _getter(tmp_path, server).ledger.entries[0].request
    # Another password asks the same question, so that nothing can be found out of the ledger about either.
    monkeypatch.setenv("MAPA_USLUG_TERYT_PASSWORD", "other")
    assert teryt.list_units(_getter(tmp_path, server)) == (UNITS, "2026-01-01")
    assert _getter(tmp_path, server).ledger.entries[0].request == digest
    monkeypatch.delenv("MAPA_USLUG_TERYT_PASSWORD")
    assert teryt.list_units(_getter(tmp_path, server, is_offline=True)) == (UNITS, "2026-01-01")
    assert len(server.asked) == 1


@pytest.mark.parametrize("fault", [faults.html_page, faults.gateway, faults.truncated, faults.empty, None])
def test_the_boundaries_stand_in_for_a_service_that_fails(
    tmp_path: Path, server: PlayedServer, account: None, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    play_prg(server, draw_gminas())
    if fault is None:
        monkeypatch.setenv("MAPA_USLUG_TERYT_PASSWORD", "wrong")
    else:
        server.fail("/TerytWs1.svc", fault)
    log = ProblemLog()
    units, day = teryt.list_units(_getter(tmp_path, server), log)
    assert [unit.code6 for unit in units] == ["220201", "220203", "220204", "221303", "221304"]
    assert len(day) == 10
    assert [p.code for p in log.problems] == ["source_failed", "no_teryt"]
    assert not (tmp_path / "raw/teryt/TERC.xml").exists()


def test_without_an_account_only_the_boundaries_are_asked(tmp_path: Path, server: PlayedServer) -> None:
    play_prg(server, draw_gminas())
    log = ProblemLog()
    assert len(teryt.list_units(_getter(tmp_path, server), log)[0]) == 5
    assert {path for path in server.paths()} == {"/prg"}
    assert [p.code for p in log.problems] == ["no_teryt"]


def test_a_mirror_is_not_told_the_account(
    tmp_path: Path, server: PlayedServer, account: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_prg(server, draw_gminas())
    log = ProblemLog()
    mirror = _getter(tmp_path, server, mirrored=frozenset({"teryt", "simc", "prg"}))
    assert len(teryt.list_units(mirror, log)[0]) == 5
    assert [p.code for p in log.problems] == ["secret_withheld", "no_teryt"]
    assert "--base-url" in log.problems[0].hint
    with pytest.raises(SourceFailed, match="not sent to a mirror"):
        simc.fetch(_area(tmp_path), mirror)
    # Asked all the same, it is refused where all questions pass.
    with pytest.raises(SourceFailed, match="not sent to a mirror"):
        get_list(mirror, mirror.terms(teryt.TERMS), "TERC")
    assert set(server.paths()) == {"/prg"}
    # An address that the user named for this source is trusted.
    named = _getter(tmp_path, server, mirrored=frozenset({"prg"}))
    assert teryt.list_units(named)[0] == UNITS


def _area(folder: Path) -> FetchArea:
    shape = shapely.box(430e3, 650e3, 440e3, 660e3)
    return FetchArea((UNITS[2],), (UNITS[0],), shape, shape.buffer(1000.0), 1000.0, folder)


def test_localities_are_cut_to_the_area_and_its_neighbours(tmp_path: Path, server: PlayedServer) -> None:
    (tmp_path / "SIMC.csv").write_text(SIMC, encoding="utf-8")
    fetched = simc.fetch(
        _area(tmp_path / "data"), _getter(tmp_path, server, given={"simc": (tmp_path / "SIMC.csv",)})
    )
    (artefact,) = fetched.artefacts
    assert (artefact.role, artefact.source) == ("localities", "simc")
    # Bałuty is a district of Łódź, which is a neighbour here; Kaliska lies elsewhere.
    assert artefact.path.read_text(encoding="utf-8").splitlines() == [
        "WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA",
        "10;61;02;9;98;1;Bałuty;0958341;0957650;2026-01-01",
        "22;02;04;4;96;1;Czersk;0929115;0929115;2026-01-01",
        "22;02;04;5;01;1;Rytel;0083000;0083000;2026-01-01",
    ]


def test_localities_come_from_the_service_too(tmp_path: Path, server: PlayedServer, account: None) -> None:
    play_teryt(server, {"SIMC": zip_list("SIMC.xml", terc_xml(SIMC))})
    (artefact,) = simc.fetch(_area(tmp_path / "data"), _getter(tmp_path, server)).artefacts
    assert len(artefact.path.read_text(encoding="utf-8").splitlines()) == 4


def test_without_an_account_the_way_to_a_list_of_localities_is_told(
    tmp_path: Path, server: PlayedServer
) -> None:
    with pytest.raises(SourceFailed, match="account") as caught:
        simc.fetch(_area(tmp_path), _getter(tmp_path, server))
    assert "--file simc=" in caught.value.hint
    (tmp_path / "x.csv").write_text(TERC, encoding="utf-8")
    with pytest.raises(SourceFailed, match="not the list SIMC"):
        simc.fetch(_area(tmp_path), _getter(tmp_path, server, given={"simc": (tmp_path / "x.csv",)}))
    assert not (tmp_path / "miejscowosci.csv").exists()
