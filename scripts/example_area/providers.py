"""Providers and their services, all invented: what the sheet of services is written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

# A line of a provider: name | kind of body | settlement | kind of its building, or whose building it stands in.
# A line of a service, below its provider: - what (code, name or old name) | capacity and unit | other columns as key=value.
_TABLE = """
Miejski Ośrodek Pomocy Społecznej w Zalewsku | gmina | Zalewsk | public
- OPS | | godziny=Mo-Fr 07:30-15:30; obszar_cus=4
- usługi opiekuńcze | 1500 godziny/mies. | gminy_obslugiwane=086001; dla_spoza=nie; kadra_etaty=11; obszar_cus=4
- SUO | 160 godziny/mies. | gminy_obslugiwane=086001; dla_spoza=nie; kadra_etaty=1,5
- asystent rodziny | 30 rodziny | gminy_obslugiwane=086001; dla_spoza=nie; kadra_etaty=2
- mieszkanie chronione | 5 miejsca | wrazliwosc=1; zajete=4; kolejka=3
Dzienny Dom Pomocy w Zalewsku | gmina | Zalewsk | public
- DDP | 48 miejsca | zajete=46; kolejka=6; godziny=Mo-Fr 07:00-16:00; wiek_od=60; dowoz=nie; gminy_obslugiwane=086001|086002; dla_spoza=umowa
- klub senior-wigor | 30 miejsca | godziny=Mo,We,Fr 10:00-14:00; wiek_od=60; dostepnosc_arch=tak
Powiatowe Centrum Pomocy Rodzinie w Zalewsku | powiat | Zalewsk | public
- PCPR | | godziny=Mo-Fr 07:30-15:30; dla_spoza=tak
- ośrodek interwencji kryzysowej | | godziny=Mo-Fr 08:00-20:00; dla_spoza=tak
- rodziny zastępcze | 14 rodziny | wrazliwosc=2; dla_spoza=tak
Powiatowy Ośrodek Wsparcia | powiat | Zalewsk | public
- SOW | 12 miejsca | wrazliwosc=2; godziny=24/7; dla_spoza=tak
Środowiskowy Dom Samopomocy w Zalewsku | powiat | Zalewsk | public
- ŚDS | 35 miejsca | zajete=33; godziny=Mo-Fr 07:30-15:30; dowoz=tak; dla_spoza=tak; grupa=osoby z zaburzeniami psychicznymi
Warsztat Terapii Zajęciowej „Pracownia” w Zalewsku | NGO | Zalewsk | public
- WTZ | 40 miejsca | zajete=40; kolejka=9; godziny=Mo-Fr 08:00-15:00; dowoz=tak; dla_spoza=tak; obszar_cus=6|14; finansowanie_do=2027-12-31
Szpital Powiatowy w Zalewsku | powiat | Zalewsk | hospital
- SZP | 140 łóżka | godziny=24/7; dla_spoza=tak; dostepnosc_arch=tak
- ZOL | 28 łóżka | zajete=28; kolejka=15; godziny=24/7; dla_spoza=tak
- REH | | godziny=Mo-Fr 08:00-18:00; dla_spoza=tak
Przychodnia Rodzinna „Zdrowie” w Zalewsku | prywatny | Zalewsk | public
- POZ | | godziny=Mo-Fr 08:00-18:00; dostepnosc_arch=tak
- PZP | | godziny=Tu,Th 12:00-18:00
Przychodnia „Nad Warcicą” | prywatny | Zalewsk | public
- lekarz rodzinny | | godziny=Mo-Fr 08:00-18:00; dostepnosc_arch=częściowo
Apteka „Pod Lipą” | prywatny | Zalewsk | retail
- APT | | godziny=Mo-Fr 08:00-20:00, Sa 08:00-14:00
Apteka Ratuszowa | prywatny | Zalewsk | retail
- APT | | godziny=Mo-Su 08:00-22:00
Żłobek Miejski „Promyk” | gmina | Zalewsk | kindergarten
- żłobek | 64 miejsca | zajete=61; kolejka=22; godziny=Mo-Fr 06:00-17:00
Przedszkole Miejskie nr 1 w Zalewsku | gmina | Zalewsk | kindergarten
- PRZ | 125 miejsca | godziny=Mo-Fr 06:30-16:30
Przedszkole Miejskie nr 2 w Zalewsku | gmina | Zalewsk | kindergarten
- PRZ | 150 miejsca | godziny=Mo-Fr 06:30-16:30
Szkoła Podstawowa nr 1 w Zalewsku | gmina | Zalewsk | school
- SP | 420 miejsca |
Szkoła Podstawowa nr 2 w Zalewsku | gmina | Zalewsk | school
- SP | 480 miejsca |
Miejska Biblioteka Publiczna w Zalewsku | gmina | Zalewsk | public
- BIB | | godziny=Mo-Fr 10:00-18:00, Sa 10:00-14:00; dostepnosc_arch=tak
Zalewskie Centrum Kultury | gmina | Zalewsk | public
- DK | | godziny=Mo-Sa 09:00-21:00; obszar_cus=9|11
Centrum Integracji Społecznej w Zalewsku | NGO | Zalewsk | public
- CIS | 30 miejsca | zajete=24; godziny=Mo-Fr 07:00-15:00; dla_spoza=tak; finansowanie_do=2028-06-30
Powiatowy Urząd Pracy w Zalewsku | powiat | Zalewsk | public
- PUP | | godziny=Mo-Fr 07:30-15:30; dla_spoza=tak
Stowarzyszenie „Bliżej” | NGO | Zalewsk | public
- świetlica środowiskowa | 25 miejsca | godziny=Mo-Fr 13:00-18:00; wiek_od=6; wiek_do=17
- teleopieka | 120 urządzenia | zajete=96; gminy_obslugiwane=086001|086002|086003|086004|086005; dla_spoza=umowa
- opieka wytchnieniowa | 8 miejsca | godziny=Mo-Fr 08:00-16:00; dla_spoza=tak; finansowanie_do=2026-12-31
- asystent osobisty osoby niepełnosprawnej | 420 godziny/mies. | gminy_obslugiwane=086001|086002|086005; dla_spoza=umowa; finansowanie_do=2026-12-31
- transport door-to-door | 180 kursy/mies. | gminy_obslugiwane=086001|086002|086003|086004|086005; dla_spoza=umowa; dowoz=tak
Spółdzielnia Socjalna „Nowy Start” | PES | Zalewsk | public
- złota rączka | 70 zlecenia/mies. | gminy_obslugiwane=086001|086005; wiek_od=65
Miejski Ośrodek Sportu i Rekreacji w Zalewsku | gmina | Zalewsk | public
- SPO | | godziny=Mo-Su 08:00-22:00; dla_spoza=tak
Dom Pomocy Społecznej w Malinowie | powiat | Malinowo | public
- DPS | 84 miejsca | zajete=82; kolejka=11; godziny=24/7; dla_spoza=tak
- opieka wytchnieniowa całodobowa | 3 miejsca | godziny=24/7; dla_spoza=tak
Gminny Ośrodek Pomocy Społecznej w Jezierzcu | gmina | Jezierzec | public
- GOPS | | godziny=Mo-Fr 07:00-15:00
- UO | 640 godziny/mies. | gminy_obslugiwane=086002; dla_spoza=nie; kadra_etaty=5
- AR | 12 rodziny | gminy_obslugiwane=086002; dla_spoza=nie
Gminny Ośrodek Zdrowia w Jezierzcu | gmina | Jezierzec | public
- POZ | | godziny=Mo-Fr 08:00-18:00
- punkt apteczny | | godziny=Mo-Fr 09:00-17:00
Szkoła Podstawowa w Jezierzcu | gmina | Jezierzec | school
- SP | 260 miejsca |
- oddział przedszkolny | 75 miejsca | godziny=Mo-Fr 07:00-16:00
Gminna Biblioteka Publiczna w Jezierzcu | gmina | Jezierzec | public
- BIB | | godziny=Mo-Fr 09:00-17:00
Szkoła Podstawowa w Rudni | gmina | Rudnia | school
- SP | 110 miejsca |
Szkoła Podstawowa w Podgajach | gmina | Podgaje | school
- SP | 140 miejsca |
- PRZ | 50 miejsca | godziny=Mo-Fr 07:00-16:00
Gminny Ośrodek Pomocy Społecznej w Modrzewnie | gmina | Modrzewno | public
- GOPS | | godziny=Mo-Fr 07:00-15:00
- UO | 480 godziny/mies. | gminy_obslugiwane=086003; dla_spoza=nie; kadra_etaty=4
- SUO | 60 godziny/mies. | gminy_obslugiwane=086003; dla_spoza=nie
Ośrodek Zdrowia w Modrzewnie | gmina | Modrzewno | public
- przychodnia | | godziny=Mo-Fr 08:00-18:00
- REH | | godziny=Mo,We 09:00-15:00
Szkoła Podstawowa w Modrzewnie | gmina | Modrzewno | school
- SP | 230 miejsca |
- PRZ | 75 miejsca | godziny=Mo-Fr 07:00-16:00
Gminny Ośrodek Kultury w Modrzewnie | gmina | Modrzewno | public
- gminny ośrodek kultury | | godziny=Tu-Sa 12:00-20:00
- BIB | | godziny=Tu-Fr 10:00-17:00
- klub seniora | 25 miejsca | godziny=Tu,Th 11:00-14:00; wiek_od=60
Szkoła Podstawowa w Nadrzeczu | gmina | Nadrzecze | school
- SP | 120 miejsca |
Miejsko-Gminny Ośrodek Pomocy Społecznej w Grodzieńcu | gmina | Grodzieniec | public
- MGOPS | | godziny=Mo-Fr 07:30-15:30
- UO | 900 godziny/mies. | gminy_obslugiwane=086004; dla_spoza=nie; kadra_etaty=7
- MW | 4 miejsca | wrazliwosc=1
- TEL | 40 urządzenia | gminy_obslugiwane=086004; dla_spoza=nie
Dzienny Dom „Senior+” w Grodzieńcu | gmina | Grodzieniec | public
- dzienny dom senior+ | 30 miejsca | zajete=30; kolejka=4; godziny=Mo-Fr 07:30-15:30; wiek_od=60; dowoz=tak; gminy_obslugiwane=086003|086004; dla_spoza=umowa
Przychodnia Rodzinna w Grodzieńcu | prywatny | Grodzieniec | public
- POZ | | godziny=Mo-Fr 08:00-18:00
Apteka „Pod Modrzewiem” | prywatny | Grodzieniec | retail
- APT | | godziny=Mo-Fr 08:00-19:00, Sa 08:00-13:00
Zespół Szkolno-Przedszkolny w Grodzieńcu | gmina | Grodzieniec | school
- SP | 380 miejsca |
- PRZ | 120 miejsca | godziny=Mo-Fr 06:30-16:30
- klub dziecięcy | 20 miejsca | godziny=Mo-Fr 06:30-16:30
Biblioteka Publiczna w Grodzieńcu | gmina | Grodzieniec | public
- BIB | | godziny=Mo-Fr 10:00-18:00
Filia Biblioteki Publicznej w Starym Przewozie | gmina | Stary Przewóz | public
- filia biblioteczna | | godziny=Mo,We,Fr 12:00-17:00
- KS | 20 miejsca | godziny=Tu 10:00-14:00; wiek_od=60
Wiejski Ośrodek Zdrowia w Starym Przewozie | gmina | Stary Przewóz | public
- POZ | | godziny=Mo-Fr 08:00-15:00
- APT | | godziny=Mo-Fr 09:00-15:00
Szkoła Podstawowa w Starym Przewozie | gmina | Stary Przewóz | school
- SP | 150 miejsca |
- PRZ | 50 miejsca | godziny=Mo-Fr 07:00-16:00
Szkoła Podstawowa w Kłonicach | gmina | Kłonice | school
- SP | 120 miejsca |
Parafialny Zespół Opieki w Kłonicach | kościelny | Kłonice | public
- usługi sąsiedzkie | 15 osoby | gminy_obslugiwane=086004; wiek_od=65
Placówka Opiekuńczo-Wychowawcza „Przystań” | powiat | Stawiszcze | public
- dom dziecka | 14 miejsca | wrazliwosc=1; godziny=24/7; dla_spoza=tak
Gminny Ośrodek Pomocy Społecznej w Borowiskach | gmina | Borowiska | public
- GOPS | | godziny=Mo-Fr 07:00-15:00
- UO | 360 godziny/mies. | gminy_obslugiwane=086005; dla_spoza=nie; kadra_etaty=3
- dzienny opiekun | 5 miejsca | wrazliwosc=1
Dzienny Dom Pomocy w Borowiskach | gmina | Borowiska | public
- DDP | 4 miejsca | zajete=4; kolejka=5; godziny=Mo-Fr 08:00-14:00; wiek_od=60; gminy_obslugiwane=086005; dla_spoza=nie
Gminny Ośrodek Zdrowia w Borowiskach | gmina | Borowiska | public
- POZ | | godziny=Mo-Fr 08:00-18:00
- APT | | godziny=Mo-Fr 09:00-17:00
Szkoła Podstawowa w Borowiskach | gmina | Borowiska | school
- SP | 240 miejsca |
- PRZ | 75 miejsca | godziny=Mo-Fr 07:00-16:00
Szkoła Podstawowa w Malinowie | gmina | Malinowo | school
- SP | 160 miejsca |
Gminna Biblioteka Publiczna w Borowiskach | gmina | Borowiska | public
- BIB | | godziny=Tu-Fr 10:00-17:00
Gminny Punkt Doradztwa Energetycznego w Starym Przewozie | gmina | Stary Przewóz | Filia Biblioteki Publicznej w Starym Przewozie
- doradztwo środowiskowe | | godziny=Mo-Fr 08:00-15:00; dla_spoza=tak
Stowarzyszenie „Czysta Warcica” | NGO | Stary Przewóz | Wiejski Ośrodek Zdrowia w Starym Przewozie
- EKO | | godziny=Tu,Th 10:00-16:00; dla_spoza=tak
"""

CODES = {
    "usługi opiekuńcze": "UO", "asystent rodziny": "AR", "mieszkanie chronione": "MT", "klub senior-wigor": "KS",
    "ośrodek interwencji kryzysowej": "OIK", "rodziny zastępcze": "PZR", "ŚDS": "SDS", "lekarz rodzinny": "POZ",
    "żłobek": "ZLO", "świetlica środowiskowa": "PWD", "teleopieka": "TEL", "opieka wytchnieniowa": "OWP",
    "asystent osobisty osoby niepełnosprawnej": "AOON", "transport door-to-door": "D2D", "złota rączka": "ZR",
    "opieka wytchnieniowa całodobowa": "OWC", "GOPS": "OPS", "punkt apteczny": "APT", "oddział przedszkolny": "PRZ",
    "przychodnia": "POZ", "gminny ośrodek kultury": "DK", "klub seniora": "KS", "MGOPS": "OPS",
    "dzienny dom senior+": "DDP", "klub dziecięcy": "ZLO", "filia biblioteczna": "BIB", "usługi sąsiedzkie": "US",
    "doradztwo środowiskowe": "EKO", "dom dziecka": "POW", "dzienny opiekun": "DO",
}  # fmt: skip
"""Code of the catalog for every name, old ones too, that the sheet uses in place of a code."""

# Services whose place is known by its address only.
ADDRESS_ONLY = frozenset({"SPO", "złota rączka", "CIS", "usługi sąsiedzkie", "opieka wytchnieniowa", "PUP"})


@dataclass(frozen=True)
class Service:
    """One row of the sheet: what it is, capacity with its unit, further columns."""

    service_id: str
    what: str
    capacity: str
    unit: str
    columns: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        """Code of the catalog."""
        return CODES.get(self.what, self.what)

    @property
    def sensitivity(self) -> int:
        """0 public, 1 counted per gmina only, 2 never kept."""
        return int(dict(self.columns).get("wrazliwosc", "0"))


@dataclass(frozen=True)
class Provider:
    """A body at one place, with its services."""

    provider_id: str
    name: str
    kind: str
    settlement: str
    building: str
    services: tuple[Service, ...]

    @property
    def is_tenant(self) -> bool:
        """Whether it stands in the building of another provider, whose name `building` then is."""
        return " " in self.building


@cache
def providers() -> tuple[Provider, ...]:
    """All providers, in the order of the sheet."""
    result: list[Provider] = []
    heads: list[tuple[list[str], list[Service]]] = []
    count = 0
    for line in _TABLE.strip().splitlines():
        if not line.startswith("- "):
            heads.append(([part.strip() for part in line.split("|")], []))
            continue
        count += 1
        what, capacity, more = (part.strip() for part in line[2:].split(" |", 2))
        amount, _, unit = capacity.partition(" ")
        pairs = (part.partition("=") for part in more.split(";") if part.strip())
        columns = tuple((key.strip(), value.strip()) for key, _, value in pairs)
        heads[-1][1].append(Service(f"U-{count:03}", what, amount, unit, columns))
    for number, ((name, kind, settlement, building), services) in enumerate(heads, start=1):
        result.append(Provider(f"P-{number:02}", name, kind, settlement, building, tuple(services)))
    return tuple(result)
