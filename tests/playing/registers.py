"""Registers of providers, played from lists of dicts: dane.gov.pl (zlobki, SIO, RPWDL), the pharmacies, OPP, OWES, RSPO."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl

from playing.server import Answer, Asked, PlayedServer

Record = Mapping[str, object]
Records = Sequence[Record]

JSON = "application/vnd.api+json; ext=bulk; charset=utf-8"
WOJEWODZTWA = [
    "dolnośląskie",
    "kujawsko-pomorskie",
    "lubelskie",
    "lubuskie",
    "łódzkie",
    "małopolskie",
    "mazowieckie",
    "opolskie",
    "podkarpackie",
    "podlaskie",
    "pomorskie",
    "śląskie",
    "świętokrzyskie",
    "warmińsko-mazurskie",
    "wielkopolskie",
    "zachodniopomorskie",
]
HEADERS = {
    "zlobki": (
        "Typ instytucji;Nazwa;Województwo;Powiat;Gmina;Miejscowość;Ulica;Nr domu;Nr lokalu;Kod pocztowy;Geolokalizacja;"
        "Liczba miejsc;Liczba dzieci zapisanych;Godziny otwarcia;Podmiot prowadzący - nazwa;Podmiot prowadzący - REGON;"
        "Telefon żłobka/klubu;E-mail żłobka/klubu;Czy podmiot prowadzący zawiesił działalność instytucji opieki?"
    ),
    "sio": (
        "Typ podmiotu;Publiczność;Specyfika szkoły;Nazwa placówki;Miejscowość;Ulica;Numer domu;Kod pocztowy;"
        "idTerytWojewodztwo;idTerytGmina;w tym_w oddz_przedszk"
    ),
    "rpwdl": (
        "ID ZOZ;kodResortVIII;Nazwa komórki;Teryt;Ulica;Budynek;Lokal;Kod pocztowy;Miejscowość;"
        "Data rozpoczęcia działalności komórki;Data zakończenia działalności komórki;Początek okresu zawieszenia;"
        "Koniec okresu zawieszenia"
    ),
    "opp": "Lp.;Numer KRS;Nazwa;Siedziba;Województwo;Powiat;Gmina",
    "owes": "Nazwa OWES;Adres;Telefon;E-mail;Województwo",
}  # fmt: skip
NUMBERS = {"zlobki": (29751, 2713903), "sio": (839, 1254769), "rpwdl": (728, 70070)}
"""Register -> data set and resource that it has on the real portal (the resource changes)."""
TITLES = {
    "zlobki": ("Rejestr żłobków - lista instytucji", "csv"),
    "sio": ("Wykaz szkół i placówek oświatowych wg stanu bazy SIO na 30.09.2025", "xlsx"),
    "rpwdl": ("Podmioty wykonujące działalność leczniczą - link do usługi", "csv"),
}


def csv_of(
    name: str, records: Records, *, encoding: str = "utf-8", null: str = "", headers: str = ""
) -> bytes:
    """A list as CSV with semicolons; missing cells are `null`."""
    columns = (headers or HEADERS[name]).split(";")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([record.get(c, null) for c in columns] for record in records)
    return stream.getvalue().encode(encoding, "replace")


def xlsx_of(name: str, records: Records, *, title: str = "") -> bytes:
    """A list as a workbook, with a title above the headers if there is one."""
    columns = HEADERS[name].split(";")
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    sheet.append(columns)
    for record in records:
        sheet.append([record.get(c) for c in columns])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """An archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return stream.getvalue()


def rpwdl_zip(records: Records, *, day: str = "2026-10-02", encoding: str = "utf-8") -> bytes:
    """The three files of RPWDL; a record may bear ``Nazwa zakładu``."""
    facilities = {str(r.get("ID ZOZ")): r.get("Nazwa zakładu", "NULL") for r in records}
    named = [{"ID ZOZ": number, "Nazwa": name} for number, name in facilities.items()]
    info = f"Raport wygenerowany na podstawie danych w systemie RPWDL z dnia {day} 00:00:00"
    return zip_of({
        "komorki.csv": csv_of("rpwdl", records, null="NULL", encoding=encoding),
        "zaklady.csv": csv_of("", named, headers="ID ZOZ;Nazwa", encoding=encoding),
        "Info.txt": info.encode(),
    })  # fmt: skip


class PlayedPortal:
    """dane.gov.pl: data sets with their resources, files behind a redirection to the portal's other host.

    Attributes
    ----------
    resources : dict
        Data set -> entries (attributes and ``id``).
    files : dict
        Resource -> bytes; one that has none is gone (404).
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.resources: dict[int, list[dict[str, object]]] = {}
        self.files: dict[int, bytes] = {}
        self.licence = "CC0 1.0"
        self.per_page = 100
        self.repeats = False

    def add(
        self, dataset: int, number: int, body: bytes | None, *, title: str, kind: str, day: str = "2026-10-02"
    ) -> None:
        """Add a resource to a data set."""
        entry = {
            "id": str(number),
            "title": title,
            "format": kind,
            "data_date": day,
            "modified": f"{day}T10:00:00Z",
        }
        self.resources.setdefault(dataset, []).append(entry)
        if body is not None:
            self.files[number] = body

    def __call__(self, asked: Asked) -> Answer:
        """Answer as the portal does."""
        parts = asked.path.removeprefix(self.prefix).strip("/").split("/")
        match parts:
            case ["1.4", "datasets", number]:
                return _json(
                    {"data": {"id": number, "attributes": {"title": "?", "license_name": self.licence}}}
                )
            case ["1.4", "datasets", number, "resources"]:
                return self._list(int(number), asked)
            case ["resources", number, "file"] if int(number) in self.files:
                return Answer(status=302, headers={"Location": f"{self.prefix}/media/{number}"})
            case ["media", number]:
                return Answer(self.files[int(number)], has_ranges=True)
            case _:
                return Answer(b'{"errors": []}', 404, JSON)

    def _list(self, dataset: int, asked: Asked) -> Answer:
        page, size = int(asked.query["page"]), min(int(asked.query["per_page"]), self.per_page)
        every = sorted(self.resources.get(dataset, []), key=lambda e: str(e["data_date"]), reverse=True)
        first = 0 if self.repeats else (page - 1) * size
        data = [
            {"type": "resource", "id": e["id"], "attributes": {k: v for k, v in e.items() if k != "id"}}
            for e in every[first : first + size]
        ]
        has_more = self.repeats or first + size < len(every)
        return _json(
            {"data": data, "links": {"next": "more"} if has_more else {}, "meta": {"count": len(every)}}
        )


def play_portal(server: PlayedServer, prefix: str = "/dane") -> PlayedPortal:
    """Play dane.gov.pl under a prefix."""
    portal = PlayedPortal(prefix)
    server.play(prefix, portal)
    return portal


def play_pharmacies(
    server: PlayedServer, records: Records, prefix: str = "/ezdrowie", *, size: int = 0
) -> str:
    """The register of pharmacies: flat records (``name``, ``province``, ``city`` ...) become its nested form.

    Parameters
    ----------
    size
        Longest page it gives, whatever it is asked for.
    """

    def player(asked: Asked) -> Answer:
        query = asked.query
        found = [r for r in records if r.get("province") == query["pharmacyProvince"]]
        count = int(query["size"])
        page = found[int(query["page"]) * count :][: size or count]
        return _json({str(len(found)): [_pharmacy(r) for r in page]})

    return server.play(prefix, player)


def play_opp(server: PlayedServer, records: Records, prefix: str = "/niw") -> str:
    """The list of public benefit organisations as a workbook."""
    return server.play(prefix, lambda asked: Answer(xlsx_of("opp", records)))


def play_owes(
    server: PlayedServer, records: Records, prefix: str = "/owes", *, encoding: str = "utf-8-sig"
) -> str:
    """The centres of a wojewodztwo, by its place in the alphabet."""

    def player(asked: Asked) -> Answer:
        number = int(asked.path.rpartition("/")[2].removesuffix(".html"))
        name = WOJEWODZTWA[number - 1]
        found = [r for r in records if str(r.get("Województwo", "")).lower() == name]
        return Answer(csv_of("owes", found, encoding=encoding), kind="text/csv")

    return server.play(prefix, player)


def play_rspo(
    server: PlayedServer,
    records: Records,
    prefix: str = "/api/placowki/",
    *,
    user: str = "gmina",
    password: str = "tajne",
    endless: bool = False,
) -> str:
    """The API of RSPO: a bare array, by gmina, behind a password."""  # fmt: skip
    token = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def player(asked: Asked) -> Answer:
        if asked.headers.get("Authorization") != token:
            return Answer(b"{}", 401, JSON)
        code, size = asked.query["gmina_kod_teryt"], int(asked.query["pageSize"])
        found = [r for r in records if str(r.get("gminaKodTERYT", ""))[:6] == code[:6]]
        first = 0 if endless else (int(asked.query["page"]) - 1) * size
        return _json((found * size if endless else found)[first : first + size])

    return server.play(prefix, player)


def play_registers(
    server: PlayedServer,
    *,
    zlobki: Records = (),
    sio: Records = (),
    rpwdl: Records = (),
    apteki: Records = (),
    opp: Records = (),
    owes: Records = (),
    rspo: Records = (),
    day: str = "2026-10-02",
) -> dict[str, str]:
    """Play every register from records (dicts by the headers of `HEADERS`; see `play_pharmacies` for apteki).

    Returns
    -------
    dict
        Key of a source -> address for ``--base-url``.
    """  # fmt: skip
    portal = play_portal(server)
    for name, body in (
        ("zlobki", csv_of("zlobki", zlobki)),
        ("sio", xlsx_of("sio", sio)),
        ("rpwdl", rpwdl_zip(rpwdl, day=day)),
    ):
        dataset, number = NUMBERS[name]
        title, kind = TITLES[name]
        portal.add(dataset, number, body, title=title, kind=kind, day=day)
    dane = server.url + portal.prefix
    play_rspo(server, rspo, f"{portal.prefix}/api/placowki/")
    return {
        "zlobki": dane, "rspo": dane, "rpwdl": dane,
        "apteki": play_pharmacies(server, apteki), "opp": play_opp(server, opp), "owes": play_owes(server, owes),
    }  # fmt: skip


def _pharmacy(record: Record) -> dict[str, object]:
    address = {k: record.get(k, "") for k in ("city", "street", "homeNumber", "postcode")}
    return {
        "id": record.get("id", 1), "name": record.get("name", ""), "phone": record.get("phone", ""),
        "pharmacyStatus": {"code": record.get("status", "AKTYWNA")}, "temporaryClosed": record.get("temporaryClosed", False),
        "pharmacyGenre": {"code": record.get("genre", "APTEKA_OGOLNODOSTEPNA")}, "address": address,
    }  # fmt: skip


def _json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), kind=JSON)
