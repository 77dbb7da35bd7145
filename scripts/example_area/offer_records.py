"""What the sheet tells of the services beyond place, kind and capacity: staff, fees, funding, partners, who keeps the record."""

from __future__ import annotations

from functools import cache

from example_area.gazetteer import by_name, gmina_of
from example_area.providers import Provider, Service

ON = "2026-10-31"
"""Day that the picture is of."""
FRESH = "2026-09-30"
OLD_DATES = {
    "P-10": "2025-03-31", "P-11": "2025-03-31", "P-26": "2025-06-30", "P-35": "2024-12-31", "P-47": "2025-06-30",
}  # fmt: skip
"""Dates of records that nobody has looked at for more than a year, by provider."""
_LESS_FRESH = {"P-07": "2026-06-30", "P-24": "2026-08-31", "P-34": "2026-01-31", "P-43": "2026-05-31"}

# Service | columns as key=value. What stands nowhere is not known.
_TABLE = """
U-001 | kadra_etaty=18; odplatnosc=bezpłatne
U-002 | odplatnosc=do 38 zł za godzinę, według dochodu
U-003 | odplatnosc=do 46 zł za godzinę, według dochodu
U-004 | zajete=27; odplatnosc=bezpłatne
U-005 | kadra_etaty=1; koszyk=UO|AOON|PZP; zarezerwowane=1; przeszli=2
U-006 | kadra_etaty=9; odplatnosc=częściowa: 12 zł za dzień, do dwukrotności kryterium bezpłatnie; dostepnosc_arch=tak
U-007 | kadra_etaty=2; zajete=26; odplatnosc=bezpłatne
U-008 | kadra_etaty=9,5; odplatnosc=bezpłatne; dostepnosc_arch=częściowo
U-009 | kadra_etaty=4; odplatnosc=bezpłatne
U-012 | kadra_etaty=12; odplatnosc=do 560 zł miesięcznie, według dochodu; dostepnosc_arch=tak; przeszli=1
U-013 | kadra_etaty=11; odplatnosc=bezpłatne; dostepnosc_arch=tak
U-014 | kadra_etaty=168; odplatnosc=bezpłatne (NFZ)
U-015 | kadra_etaty=19,5; odplatnosc=70% dochodu; przeszli=5
U-016 | kolejka=41; odplatnosc=bezpłatne (NFZ)
U-017 | kadra_etaty=7; odplatnosc=bezpłatne (NFZ)
U-018 | kadra_etaty=1,5; kolejka=18; odplatnosc=bezpłatne (NFZ)
U-019 | kadra_etaty=4; odplatnosc=bezpłatne (NFZ)
U-022 | kadra_etaty=17; odplatnosc=640 zł miesięcznie i 12 zł za wyżywienie dziennie
U-023 | zajete=118; kadra_etaty=16; odplatnosc=1,30 zł za godzinę ponad podstawę programową
U-024 | zajete=139; kadra_etaty=18; odplatnosc=1,30 zł za godzinę ponad podstawę programową
U-025 | zajete=391; kadra_etaty=38; odplatnosc=bezpłatne
U-026 | zajete=447; kadra_etaty=42; odplatnosc=bezpłatne
U-027 | kadra_etaty=6; odplatnosc=bezpłatne
U-028 | kadra_etaty=8
U-029 | kadra_etaty=7; odplatnosc=bezpłatne
U-030 | kadra_etaty=21; odplatnosc=bezpłatne; dostepnosc_arch=tak
U-031 | zajete=25; kolejka=4; kadra_etaty=2; odplatnosc=bezpłatne
U-032 | kadra_etaty=1,5; odplatnosc=20 zł miesięcznie
U-033 | zajete=8; kolejka=7; kadra_etaty=2,5; odplatnosc=bezpłatne
U-034 | kolejka=12; kadra_etaty=3; odplatnosc=bezpłatne
U-035 | kadra_etaty=2; odplatnosc=8 zł za przejazd
U-036 | kadra_etaty=3; odplatnosc=bezpłatne, materiały na koszt zlecającego; finansowanie_do=2028-06-30
U-037 | kadra_etaty=9; odplatnosc=16 zł za wejście, seniorzy 8 zł
U-038 | kadra_etaty=54; odplatnosc=7200 zł miesięcznie (średni koszt utrzymania); dostepnosc_arch=tak; zarezerwowane=2; przeszli=3
U-039 | zajete=2; odplatnosc=120 zł za dobę; dostepnosc_arch=tak
U-040 | kadra_etaty=6; odplatnosc=bezpłatne
U-041 | odplatnosc=do 34 zł za godzinę, według dochodu
U-042 | kadra_etaty=1; zajete=11; odplatnosc=bezpłatne
U-043 | kadra_etaty=4; odplatnosc=bezpłatne (NFZ)
U-045 | zajete=212; kadra_etaty=27; odplatnosc=bezpłatne
U-046 | zajete=70; odplatnosc=1,30 zł za godzinę ponad podstawę programową
U-047 | kadra_etaty=1,5; odplatnosc=bezpłatne
U-048 | zajete=74; kadra_etaty=14; odplatnosc=bezpłatne
U-049 | zajete=121; kadra_etaty=16; odplatnosc=bezpłatne
U-051 | kadra_etaty=9; odplatnosc=bezpłatne; dostepnosc_arch=nie
U-052 | odplatnosc=do 34 zł za godzinę, według dochodu
U-053 | kadra_etaty=0,5; odplatnosc=do 42 zł za godzinę, według dochodu
U-054 | kadra_etaty=3; odplatnosc=bezpłatne (NFZ)
U-055 | kolejka=9; odplatnosc=bezpłatne (NFZ)
U-056 | zajete=188; kadra_etaty=24; odplatnosc=bezpłatne
U-060 | zajete=19; odplatnosc=bezpłatne
U-061 | zajete=81; kadra_etaty=13; odplatnosc=bezpłatne
U-062 | kadra_etaty=9; odplatnosc=bezpłatne; dostepnosc_arch=częściowo
U-063 | odplatnosc=do 36 zł za godzinę, według dochodu
U-064 | kadra_etaty=1; zajete=3; koszyk=UO|TEL; zarezerwowane=1; przeszli=1
U-065 | zajete=31; kadra_etaty=0,5; odplatnosc=15 zł miesięcznie
U-066 | kadra_etaty=6; odplatnosc=10 zł za dzień; dostepnosc_arch=tak
U-067 | kadra_etaty=5; odplatnosc=bezpłatne (NFZ)
U-069 | zajete=344; kadra_etaty=36; odplatnosc=bezpłatne
U-070 | zajete=112; odplatnosc=1,30 zł za godzinę ponad podstawę programową
U-071 | zajete=20; kolejka=6; kadra_etaty=4; odplatnosc=580 zł miesięcznie
U-072 | kadra_etaty=2; odplatnosc=bezpłatne
U-074 | zajete=12; odplatnosc=bezpłatne
U-075 | kadra_etaty=3; odplatnosc=bezpłatne (NFZ)
U-077 | zajete=117; kadra_etaty=17; odplatnosc=bezpłatne
U-080 | zajete=13; odplatnosc=bezpłatne
U-081 | kadra_etaty=12; zajete=13; przeszli=2
U-082 | kadra_etaty=4; odplatnosc=bezpłatne; dostepnosc_arch=nie
U-083 | odplatnosc=do 34 zł za godzinę, według dochodu
U-084 | kadra_etaty=1; zajete=5; kolejka=3
U-085 | kadra_etaty=1,5; odplatnosc=6 zł za dzień; dowoz=nie
U-086 | kadra_etaty=4; odplatnosc=bezpłatne (NFZ)
U-088 | zajete=201; kadra_etaty=25; odplatnosc=bezpłatne
U-091 | kadra_etaty=1,5; odplatnosc=bezpłatne
U-092 | kadra_etaty=0,5; odplatnosc=bezpłatne
U-093 | odplatnosc=bezpłatne
"""

COMMUNITY = ("P-36", "P-37", "P-38", "P-41", "P-46")
"""Providers of gmina Grodzieniec that care for the old together; the last is known by its address only."""
PAIR = ("P-24", "P-48")
UNKNOWN_PARTNER = "Fundacja „Drugi Brzeg”"
"""A partner of which the sheet has no row."""
PARTNERS = {
    "P-36": ("P-37", "P-38", "P-41", "P-46"),
    "P-37": ("P-36", "Przychodnia Rodzinna w Grodzieńcu"),
    "P-41": ("P-37", "P-38"),
    "P-46": ("P-36", "P-37"),
    "P-24": ("P-48",),
    "P-21": (UNKNOWN_PARTNER,),
}
"""Provider -> partners that it declares, by id or name; some are declared by one side only."""
ALONE = "P-29"
"""A provider without a partnership, the only one of its village."""

_OFFICES = {
    "086001": ("MOPS w Zalewsku, dział usług", "uslugi@mops.zalewsk.example"),
    "086002": ("GOPS w Jezierzcu", "gops@jezierzec.example"),
    "086003": ("GOPS w Modrzewnie", "gops@modrzewno.example"),
    "086004": ("MGOPS w Grodzieńcu", "mgops@grodzieniec.example"),
    "086005": ("GOPS w Borowiskach", "gops@borowiska.example"),
}
_OF_POWIAT = ("PCPR w Zalewsku, biuro", "biuro@pcpr.zalewski.example")


def offer_columns(provider: Provider, service: Service) -> dict[str, str]:
    """Further columns of a row; those that say nothing are absent.

    Partners stand in the provider's first row. Offices of the gminas keep the records of everybody but the powiat and of
    private bodies, who have told nobody who keeps theirs.
    """
    row = {"data_stanu": record_date(provider), **_by_service().get(service.service_id, {})}
    if service is provider.services[0] and provider.provider_id in PARTNERS:
        row["partnerzy"] = "|".join(PARTNERS[provider.provider_id])
    if provider.kind != "prywatny":
        gmina = gmina_of(by_name()[provider.settlement].gmina).code6
        row["prowadzi_wpis"], row["zgloszenia"] = _OF_POWIAT if provider.kind == "powiat" else _OFFICES[gmina]
    return row


def record_date(provider: Provider) -> str:
    """Day on which the provider's rows were true."""
    return OLD_DATES.get(provider.provider_id) or _LESS_FRESH.get(provider.provider_id, FRESH)


@cache
def _by_service() -> dict[str, dict[str, str]]:
    rows = {}
    for line in _TABLE.strip().splitlines():
        service_id, _, cells = line.partition(" | ")
        pairs = (cell.partition("=") for cell in cells.split("; "))
        rows[service_id] = {name.strip(): value.strip() for name, _, value in pairs}
    return rows
