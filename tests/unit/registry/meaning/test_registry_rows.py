from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.errors import InputError
from mapa_uslug.registry import Registry, read_services

CRS = "EPSG:2180"
HEADER = "usluga_id,nazwa,teryt7,usluga_kod,lat,lon,pojemnosc,jednostka,gminy_obslugiwane,dla_spoza,wrazliwosc,ulica,miejscowosc"


@pytest.fixture(scope="module")
def gminas() -> gpd.GeoDataFrame:
    """Two square gminas of 0.2 degrees side by side, the border at 15.2 degrees east."""
    boxes = [shapely.box(15.0, 52.0, 15.2, 52.2), shapely.box(15.2, 52.0, 15.4, 52.2)]
    table = pd.DataFrame(
        {"gmina_teryt": ["086001", "086002"], "gmina_kod": "", "gmina": ["Zalewo", "Bór"], "is_area": True}
    )
    return gpd.GeoDataFrame(table, geometry=boxes, crs="EPSG:4326").to_crs(CRS)


def read(tmp_path: Path, gminas: gpd.GeoDataFrame, *rows: str, header: str = HEADER, name: str = "u.csv", **options: object) -> Registry:  # fmt: skip
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_services([path], catalog=read_catalog(), gminas=gminas, crs=CRS, **options)  # type: ignore[arg-type]


def codes(registry: Registry) -> list[str]:
    return sorted(p.code for p in registry.problems)


def test_a_good_row_is_located(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(
        tmp_path,
        gminas,
        "U1,Dom,0860011,Dzienny Dom Senior+,52.1,15.1,30,miejsca,086002|0860011,nie,,Polna 1,Zalewo",
    )
    row = registry.located.iloc[0]
    assert (row["service_id"], row["service_type"], row["gmina_teryt"]) == ("U1", "DDP", "086001")
    assert (row["capacity"], row["territory"], row["is_open"]) == (30.0, "086001|086002", False)
    back = registry.located.to_crs("EPSG:4326").geometry.iloc[0]
    assert (round(back.x, 6), round(back.y, 6)) == (15.1, 52.1)
    assert not registry.problems


def test_no_row_disappears(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(
        tmp_path, gminas,
        "U1,A,0860011,DDP,52.1,15.1,,,,,,,",
        "U1,B,0860011,DDP,52.1,15.1,,,,,,,",
        "U2,C,0860011,czary,52.1,15.1,,,,,,,",
        "U3,D,0860021,DDP,,,,,,,,Polna 2,Bór",
        "U4,E,0860011,SOW,52.1,15.1,,,,,,Ukryta 9,Zalewo",
        "U5,F,9999999,DDP,52.1,15.1,,,,,,,",
        "U6,G,0860011,MT,52.1,15.1,4,miejsca,,,,Cicha 3,Zalewo",
        ",H,0860011,DDP,52.1,15.1,,,,,,,",
    )  # fmt: skip
    count = registry.counts[0]
    assert (count.read, count.kept) == (8, 3)
    assert count.left_out == {
        "duplicate_id": 1,
        "missing_id": 1,
        "never_kept:SOW": 1,
        "teryt_range": 1,
        "unknown_service": 1,
    }
    assert count.read == count.kept + sum(count.left_out.values())
    assert list(registry.located["service_id"]) == ["U1"]
    assert dict(zip(registry.unlocated["service_id"], registry.unlocated["reason"], strict=True)) == {
        "U3": "no_coordinates", "U6": "gmina_only",
    }  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        "U4,Dom dla matek,0860011,SOW,52.1,15.1,,,,,,Ukryta 9,Zalewo",
        "U4,Ośrodek,0860011,schronisko dla kobiet doznających przemocy,52.1,15.1,,,,,,Ukryta 9,Zalewo",
        "U4,Rodzina zastępcza Nowakowie,0860011,piecza,52.1,15.1,,,,,,Ukryta 9,Zalewo",
        "U4,Dom,0860011,DDP,52.1,15.1,,,,,2,Ukryta 9,Zalewo",
        "U4,Dom,zly-kod,41,abc,xyz,,,,,,Ukryta 9,Zalewo",
        "U4,Hostel,0860011,HOS,15.1,52.1,-3,,,,,Ukryta 9,Zalewo",
    ],
)
def test_sensitive_rows_leave_no_trace_but_a_count(
    tmp_path: Path, gminas: gpd.GeoDataFrame, row: str
) -> None:
    registry = read(tmp_path, gminas, row)
    (reason,) = registry.counts[0].left_out
    assert reason.startswith("never_kept:")
    kept = " ".join(
        map(
            str,
            (
                registry.problems,
                registry.located.to_csv(),
                registry.unlocated.to_csv(),
                registry.rejected.to_csv(),
            ),
        )
    )
    for word in ("Ukryta", "U4", "Nowak", "52.1", ":2"):
        assert word not in kept


def test_sensitivity_one_keeps_gmina_and_capacity_only(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    # The coordinates contradict the gmina: even the message about it would give the place away.
    registry = read(
        tmp_path, gminas, "U6,Mieszkanie,0860011,mieszkanie chronione,52.1,15.39,4,miejsca,,,,Cicha 3,Zalewo"
    )
    row = registry.unlocated.iloc[0]
    assert (row["service_type"], row["gmina_teryt"], row["capacity"]) == ("MT", "086001", 4.0)
    assert not registry.problems
    assert "Cicha" not in registry.unlocated.to_csv()
    assert len(registry.located) == 0


def test_office_that_counsels_about_violence_is_public(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(tmp_path, gminas, "U1,Punkt przeciwdziałania przemocy,0860011,OIK,52.1,15.1,,,,,,,")
    assert list(registry.located["service_type"]) == ["OIK"]


@pytest.mark.parametrize(("lat", "lon"), [("15.1", "52.1")])
def test_swapped_degrees_are_found_by_the_declared_gmina(
    tmp_path: Path, gminas: gpd.GeoDataFrame, lat: str, lon: str
) -> None:
    registry = read(tmp_path, gminas, f"U1,A,0860011,DDP,{lat},{lon},,,,,,,")
    assert codes(registry) == ["swapped_axes"]
    assert registry.located.empty


def test_swapped_metres_that_stay_in_poland_are_found(tmp_path: Path) -> None:
    # Włocławek, and where it lands when easting and northing of EPSG:2180 are exchanged: 37 km off, still in Poland.
    town = shapely.Point(504585, 531399).buffer(5000)
    gminas = gpd.GeoDataFrame({"gmina_teryt": ["046401"], "gmina_kod": [""], "gmina": ["Włocławek"], "is_area": [True]}, geometry=[town], crs=CRS)  # fmt: skip
    registry = read(tmp_path, gminas, "U1,A,0464011,DDP,52.406,19.462,,,,,,,")
    assert codes(registry) == ["swapped_axes"]


def test_point_in_another_gmina_is_used_and_reported(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(tmp_path, gminas, "U1,A,0860011,DDP,52.1,15.3,,,,,,,")
    assert codes(registry) == ["other_gmina"]
    assert list(registry.located["gmina_teryt"]) == ["086002"]


def test_point_just_over_a_simplified_border_is_fine(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(tmp_path, gminas, "U1,A,0860011,DDP,52.1,15.205,,,,,,,")  # about 340 m east of the border
    assert not registry.problems
    assert list(registry.located["gmina_teryt"]) == ["086001"]


def test_lost_zero_is_said_and_used(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(tmp_path, gminas, "U1,A,860011,DDP,52.1,15.1,,,,,,,")
    assert [(p.code, p.severity) for p in registry.problems] == [("teryt_lost_zero", "warning")]
    assert list(registry.located["gmina_teryt"]) == ["086001"]


@pytest.mark.parametrize("value", ["-5", "dużo", "nan"])
def test_bad_capacity_is_not_known_and_said(tmp_path: Path, gminas: gpd.GeoDataFrame, value: str) -> None:
    registry = read(tmp_path, gminas, f"U1,A,0860011,DDP,52.1,15.1,{value},miejsca,,,,,")
    assert codes(registry) == ["bad_capacity"]
    assert registry.located["capacity"].isna().all()


def test_zero_capacity_is_not_unknown(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    assert (
        read(tmp_path, gminas, "U1,A,0860011,DDP,52.1,15.1,0,miejsca,,,,,").located["capacity"].iloc[0] == 0.0
    )


def test_order_of_rows_changes_nothing(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    rows = [f"U{i},A{i},0860011,DDP,52.1,15.{i},,,,,,," for i in range(1, 4)] + [
        "U9,B,0860021,BIB,52.1,15.3,,,,,,,"
    ]
    one, two = read(tmp_path, gminas, *rows), read(tmp_path, gminas, *reversed(rows))
    assert one.located.to_csv() == two.located.to_csv()


def test_windows_encoding_and_semicolons(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    path = tmp_path / "u.csv"
    path.write_bytes(
        "usluga_id;nazwa;teryt7;usluga_kod;lat;lon\nU1;Żłobek;0860011;żłobek;52,1;15,1\n".encode("cp1250")
    )
    registry = read_services([path], catalog=read_catalog(), gminas=gminas, crs=CRS)
    assert list(registry.located["provider"]) == ["Żłobek"]


def test_xlsx_numbers_lose_their_zero_and_it_is_said(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    book = openpyxl.Workbook()
    book.active.append(["usluga_id", "nazwa", "teryt7", "usluga_kod", "lat", "lon"])
    book.active.append(["U1", "Biblioteka", 860011, "biblioteka", 52.1, 15.1])
    book.save(tmp_path / "u.xlsx")
    registry = read_services([tmp_path / "u.xlsx"], catalog=read_catalog(), gminas=gminas, crs=CRS)
    assert codes(registry) == ["teryt_lost_zero"]
    assert registry.problems[0].where == "u.xlsx!Sheet:C2 [teryt7]"
    assert list(registry.located["gmina_teryt"]) == ["086001"]


def test_missing_columns_are_told_together_with_what_is_there(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, gminas, "x,y", header="nazwa,adres")
    assert sorted(dict(p.values)["column"] for p in caught.value.problems) == [
        "teryt7",
        "usluga_id",
        "usluga_kod",
    ]
    assert dict(caught.value.problems[0].values)["found"] == "nazwa, adres"


@pytest.mark.parametrize("text", ["", HEADER, HEADER + "\n,,,,,,,,,,,,\n"])
def test_empty_sheet(tmp_path: Path, gminas: gpd.GeoDataFrame, text: str) -> None:
    (tmp_path / "u.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        read_services([tmp_path / "u.csv"], catalog=read_catalog(), gminas=gminas, crs=CRS)
    assert [p.code for p in caught.value.problems] == ["empty_sheet"]


def test_workbook_that_is_none(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    (tmp_path / "u.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError) as caught:
        read_services([tmp_path / "u.xlsx"], catalog=read_catalog(), gminas=gminas, crs=CRS)
    assert [p.code for p in caught.value.problems] == ["xlsx"]


def test_foreign_list_through_a_mapping_takes_gminas_from_points(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    registry = read(tmp_path, gminas, "7,Dom,DPS,52.1,15.3", header="id,nazwa,typ,latitude,longitude",
                    columns={"usluga_id": "id", "usluga_kod": "typ", "lat": "latitude", "lon": "longitude"})  # fmt: skip
    assert list(registry.located["gmina_teryt"]) == ["086002"]


def test_osm_objects_by_the_catalog_and_never_a_shelter(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    objects = pd.DataFrame(
        {
            "osm_id": ["n1", "w2", "n3", "n4", "n5"],
            "tags": [
                {"amenity": "library", "name": "Biblioteka"},
                {"amenity": "school"},
                {"amenity": "social_facility", "social_facility": "shelter", "name": "X"},
                {
                    "amenity": "social_facility",
                    "social_facility": "group_home",
                    "social_facility:for": "child;abused",
                },
                {
                    "amenity": "social_facility",
                    "social_facility": "group_home",
                    "social_facility:for": "child",
                    "name": "Dom",
                },
            ],
            "lon": [15.1, 15.3, 15.1, 15.1, 15.1],
            "lat": [52.1] * 5,
        }
    )
    registry = read_services(
        [], catalog=read_catalog(), gminas=gminas, crs=CRS, objects=objects, dropped_objects={"shelter": 2}
    )
    assert list(registry.located["service_id"]) == ["osm-n1-BIB", "osm-w2-SP"]
    assert list(registry.located["gmina_teryt"]) == ["086001", "086002"]
    assert list(registry.unlocated["reason"]) == ["gmina_only"]
    assert "Dom" not in registry.unlocated.to_csv()
    assert len(registry.rejected) == 2


def test_a_typo_in_the_sensitivity_is_told_and_the_place_kept_back(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    registry = read(tmp_path, gminas, "U1,A,0860011,DDP,52.1,15.1,,,,,9,Cicha 3,Zalewo")
    assert codes(registry) == ["bad_sensitivity"]
    assert registry.located.empty
    assert registry.unplaced.to_numpy().tolist() == [["DDP", "086001"]]


def test_what_exists_without_a_usable_place_is_remembered(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(
        tmp_path, gminas,
        "U1,A,0860011,DDP,,,,,,,,Polna 2,Zalewo",
        "U2,B,0860021,BIB,15.3,52.1,,,,,,,",
        "U3,C,0860011,UO,52.1,15.1,,,086099,,,,",
        "U4,D,0860011,POZ,52.1,15.1,,,,,1,,",
        "U5,E,0860011,APT,52.1,15.1,,,,,,,",
    )  # fmt: skip
    assert registry.unplaced.to_numpy().tolist() == [
        ["BIB", "086002"], ["DDP", "086001"], ["POZ", "086001"], ["UO", "086001"],
    ]  # fmt: skip


def test_words_of_hidden_rows_are_not_repeated(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(tmp_path, gminas, "U1,A,0860011,MT,52.1,15.1,-3TAJNE,miejsca,,,,,")
    assert codes(registry) == ["bad_capacity"]
    assert "TAJNE" not in str(registry.problems)


def test_capacity_in_a_form_of_the_same_unit_is_weighed_and_in_another_is_told(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    registry = read(
        tmp_path,
        gminas,
        "U1,A,0860011,DDP,52.1,15.1,20,miejsc,,,,,",
        "U2,B,0860011,DDP,52.1,15.1,20,osób,,,,,",
    )
    assert registry.located["capacity_unit"].tolist() == ["miejsca", "osób"]
    assert codes(registry) == ["other_unit"]


def test_a_point_in_no_gmina_is_told(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    assert codes(read(tmp_path, gminas, "U1,A,,DDP,53.0,17.0,,,,,,,")) == ["outside"]


def test_osm_names_that_tell_of_shelter_are_left_out(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    objects = pd.DataFrame({
        "osm_id": ["n1", "n2", "n3"], "lon": [15.1] * 3, "lat": [52.1] * 3,
        "tags": [
            {"amenity": "social_centre", "name": "Hostel dla ofiar przemocy w rodzinie"},
            {"amenity": "social_facility", "social_facility": "group_home", "social_facility:for": "Abused"},
            {"amenity": "nursing_home", "name": "Dom samotnej matki"},
        ],
    })  # fmt: skip
    registry = read_services([], catalog=read_catalog(), gminas=gminas, crs=CRS, objects=objects)
    assert registry.located.empty
    assert registry.unlocated.empty


def record(
    tmp_path: Path, gminas: gpd.GeoDataFrame, code: str = "DDP", **cells: str
) -> tuple[pd.Series, Registry]:
    """A located row with some cells filled."""
    row = {
        "usluga_id": "U1",
        "nazwa": "Dom",
        "teryt7": "0860011",
        "usluga_kod": code,
        "lat": "52.1",
        "lon": "15.1",
        **cells,
    }
    registry = read(tmp_path, gminas, ";".join(f'"{v}"' for v in row.values()), header=";".join(row))
    return registry.located.iloc[0], registry


def test_empty_cells_take_the_catalogs_values(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    row, registry = record(tmp_path, gminas, "KS")
    assert (row["areas"], row["delivery"], row["target"]) == ("4|11", "S", "65+")
    assert (row["opening_hours"], row["provider_kind"], row["valid_from"]) == ("", "", "")
    assert row[["occupied", "waiting", "staff_fte"]].isna().all()
    assert not registry.problems


def test_every_field_is_read(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    row, registry = record(
        tmp_path, gminas, typ_podmiotu="stowarzyszenie", obszar_cus="pomoc społeczna|11", tryb="S, D", grupa="osoby 60+",
        pojemnosc="15 miejsc", zajete="12", kolejka="3", kadra_etaty="2,5", dni="pon.-pt.", godziny="7:30-15:30",
        wazne_od="1.01.2026", wazne_do="31 grudnia 2027 r.", finansowanie_do="2027-06-30", data_stanu="30.09.2026", dla_spoza="Umowa",
        klasa_wsp="ulica", promien_wsp="800",
    )  # fmt: skip
    assert not registry.problems
    assert (row["provider_kind"], row["areas"], row["delivery"], row["target"]) == (
        "NGO",
        "4|11",
        "S|D",
        "60+",
    )
    assert (row["capacity"], row["capacity_unit"], row["occupied"], row["waiting"], row["staff_fte"]) == (
        15.0,
        "miejsca",
        12.0,
        3.0,
        2.5,
    )
    assert (row["hours"], row["opening_hours"]) == ("pon.-pt. 7:30-15:30", "Mo-Fr 07:30-15:30")
    assert (row["valid_from"], row["valid_until"], row["funded_until"]) == (
        "2026-01-01",
        "2027-12-31",
        "2027-06-30",
    )
    assert (row["source_date"], row["is_open"]) == ("2026-09-30", True)
    assert (row["quality"], row["radius_m"]) == ("ulica", 800.0)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"pojemnosc": "10", "zajete": "12"}, "over_capacity", "zajete"),
        ({"pojemnosc": "15 mieszkań dla 20 osób"}, "bad_capacity", "pojemnosc"),
        ({"pojemnosc": "15 miejsc", "jednostka": "osoby"}, "two_units", "jednostka"),
        ({"pojemnosc": "15 miejsc", "zajete": "9 osób"}, "occupied_unit", "zajete"),
        ({"zajete": "-1"}, "bad_number", "zajete"),
        ({"kolejka": "ok. 30"}, "bad_number", "kolejka"),
        ({"kadra_etaty": "pół"}, "bad_number", "kadra_etaty"),
        ({"zarezerwowane": "kilka"}, "bad_number", "zarezerwowane"),
        ({"przeszli": "-1"}, "bad_number", "przeszli"),
        ({"pojemnosc": "10", "zarezerwowane": "11"}, "over_capacity", "zarezerwowane"),
        ({"koszyk": "UO|czary"}, "unknown_basket", "koszyk"),
        ({"koszyk": "UO|schronisko dla kobiet doznających przemocy"}, "never_kept_part", "koszyk"),
        ({"partnerzy": "P-01|Schronisko dla kobiet"}, "never_kept_part", "partnerzy"),
        ({"kontakt_rola": "Anna Kowalska, tel. 00 000"}, "names_person", "kontakt_rola"),
        ({"prowadzi_wpis": "p. Kowalska"}, "names_person", "prowadzi_wpis"),
        ({"zgloszenia": "jan.kowalski@gmina.example"}, "personal_mailbox", "zgloszenia"),
        ({"promien_wsp": "blisko"}, "bad_number", "promien_wsp"),
        ({"wazne_od": "2027-01-01", "wazne_do": "2026-01-01"}, "validity_reversed", "wazne_do"),
        ({"wazne_od": "1.1.1899"}, "bad_date", "wazne_od"),
        ({"finansowanie_do": "12.2027"}, "bad_date", "finansowanie_do"),
        ({"data_stanu": "wczoraj"}, "bad_date", "data_stanu"),
        ({"termin": "w czerwcu"}, "bad_date", "termin"),
        ({"tryb": "D"}, "other_delivery", "tryb"),
        ({"tryb": "czarami"}, "unknown_delivery", "tryb"),
        ({"obszar_cus": "99"}, "unknown_area", "obszar_cus"),
        ({"typ_podmiotu": "krasnoludki"}, "unknown_provider_kind", "typ_podmiotu"),
        ({"dla_spoza": "może"}, "bad_answer", "dla_spoza"),
        ({"dowoz": "czasem"}, "bad_answer", "dowoz"),
        ({"dostepnosc_arch": "umowa"}, "bad_answer", "dostepnosc_arch"),
        ({"klasa_wsp": "gdzieś"}, "unknown_quality", "klasa_wsp"),
        ({"godziny": "7:30-15:30"}, "hours_unread", "godziny"),
        ({"dni": "co drugi wtorek"}, "hours_unread", "dni"),
        ({"godziny": "pon 7-15, wt na telefon"}, "hours_partly", "godziny"),
    ],
)  # fmt: skip
def test_what_a_cell_says_wrong_is_told_with_the_cell(
    tmp_path: Path, gminas: gpd.GeoDataFrame, cells: dict[str, str], code: str, column: str
) -> None:
    row, registry = record(tmp_path, gminas, **cells)
    (found,) = registry.problems
    assert (found.code, found.severity) == (code, "warning")
    letter = chr(ord("A") + 6 + list(cells).index(column))
    assert found.where == f"u.csv:{letter}2 [{column}]"
    # The message and its hint name only values that are there.
    assert found.message.format(**dict(found.values)) != ""
    assert found.hint.format(**dict(found.values)) != ""
    assert row["service_id"] == "U1"


def test_the_sheets_delivery_is_kept_and_stationary_homes_may_say_so(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    assert record(tmp_path, gminas, tryb="D")[0]["delivery"] == "D"
    row, registry = record(tmp_path, gminas, "DPS", tryb="stacjonarnie")
    assert row["delivery"] == "C"
    assert not registry.problems


def test_a_guessed_provider_bears_its_mark(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    row, registry = record(tmp_path, gminas, nazwa="Fundacja Jutro")
    assert row["provider_kind"] == "NGO?"
    assert not registry.problems
    assert record(tmp_path, gminas, nazwa="Fundacja Jutro", typ_podmiotu="PES")[0]["provider_kind"] == "PES"


def test_capacity_in_another_unit_keeps_it_and_is_not_weighed(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    rows = ["U1,A,0860011,UO,52.1,15.1,1200,godziny/mies.,,,,,", "U2,B,0860011,UO,52.1,15.1,12,osoby,,,,,"]
    located = read(tmp_path, gminas, *rows).located
    assert located[["capacity", "capacity_unit"]].to_numpy().tolist() == [
        [1200.0, "godziny/mies."],
        [12.0, "osoby"],
    ]
    assert codes(read(tmp_path, gminas, *rows)) == ["other_unit"]


def test_an_event_says_when_and_where_the_bus_leaves(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    row, registry = record(
        tmp_path, gminas, "D2D", termin="14.06.2026", punkt_zbiorki="09:30 przy bibliotece", tryb="wydarzenie"
    )
    assert row["hours"] == "2026-06-14, odjazd 09:30 przy bibliotece"
    assert row["opening_hours"] == ""
    assert not registry.problems


DATED = "usluga_id,nazwa,teryt7,usluga_kod,lat,lon,wazne_od,wazne_do,termin"


@pytest.mark.parametrize(
    ("days", "is_kept"),
    [
        (",,", True), ("2026-06-01,,", True), ("2026-06-02,,", False), (",2026-06-01,", True), (",2026-05-31,", False),
        ("2026-01-01,2026-12-31,", True), (",,2026-06-01", True), (",,2026-07-01", True), (",,2026-05-31", False),
        # Days that contradict each other, or cannot be read, tell nothing.
        ("2026-12-31,2026-01-01,", True), ("kiedyś,,", True),
    ],
)  # fmt: skip
def test_services_of_other_days_are_left_out_and_told(
    tmp_path: Path, gminas: gpd.GeoDataFrame, days: str, is_kept: bool
) -> None:
    registry = read(tmp_path, gminas, f"U1,A,0860011,DDP,,,{days}", header=DATED, on=date(2026, 6, 1))
    assert len(registry.unlocated) == is_kept
    assert registry.rejected["reason"].tolist() == ([] if is_kept else ["not_valid"])
    assert ("not_valid" in codes(registry)) == (not is_kept)
    # One that is not given is not missed either; one without a place is.
    assert len(registry.unplaced) == is_kept
    assert registry.counts[0].left_out == ({} if is_kept else {"not_valid": 1})


def test_without_a_day_nothing_is_out_of_date(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    registry = read(tmp_path, gminas, "U1,A,0860011,DDP,52.1,15.1,2020-01-01,2020-12-31,", header=DATED)
    assert registry.located["valid_until"].tolist() == ["2020-12-31"]


def test_an_id_may_return_after_its_first_row_has_run_out(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    rows = ["U1,A,0860011,DDP,52.1,15.1,,2025-12-31,", "U1,A,0860011,DDP,52.1,15.1,2026-01-01,,"]
    registry = read(tmp_path, gminas, *rows, header=DATED, on=date(2026, 6, 1))
    assert registry.located["valid_from"].tolist() == ["2026-01-01"]
    assert codes(registry) == ["not_valid"]


def test_hidden_rows_keep_no_more_than_before(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    header = "usluga_id,nazwa,teryt7,usluga_kod,ulica,pojemnosc,zajete,godziny,wazne_do,grupa,typ_podmiotu,tryb,kontakt_rola"
    row = "U1,TAJNE,0860011,mieszkanie chronione,TAJNE,4,TAJNE,TAJNE,TAJNE,TAJNE,TAJNE,TAJNE,TAJNE"
    registry = read(tmp_path, gminas, row, header=header)
    (kept,) = registry.unlocated.to_dict("records")
    assert (kept["service_type"], kept["gmina_teryt"], kept["capacity"]) == ("MT", "086001", 4.0)
    assert "TAJNE" not in registry.unlocated.to_csv()
    assert "TAJNE" not in str(registry.problems)


def test_an_unknown_type_that_seems_hidden_is_told_without_its_words(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    registry = read(tmp_path, gminas, "U1,A,0860011,mieszkanie chronione TAJNE,52.1,15.1,,,,,,,")
    assert codes(registry) == ["unknown_service"]
    assert "TAJNE" not in str(registry.problems)


@pytest.mark.parametrize(
    "cells", [{"grupa": "kobiety doznające przemocy"}, {"grupa": "21, 41"}, {"kryteria": "ofiary przemocy"}]
)
def test_secret_rows_are_known_by_whom_they_take_in(
    tmp_path: Path, gminas: gpd.GeoDataFrame, cells: dict[str, str]
) -> None:
    header = "usluga_id,nazwa,teryt7,usluga_kod,ulica," + ",".join(cells)
    registry = read(
        tmp_path,
        gminas,
        "U4,Dom,zly,BEZ,Ukryta 9," + ",".join(f'"{v}"' for v in cells.values()),
        header=header,
    )
    assert registry.rejected[["source", "reason"]].to_numpy().tolist() == [["", "never_kept"]]
    assert not registry.problems


def test_fields_of_offer_and_cooperation_are_read(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    row, registry = record(
        tmp_path, gminas, "DPS", podmiot_id="007", odplatnosc="4200 zł/mies.", dla_spoza="umowa", dowoz="Tak", dostepnosc_arch="częściowo",
        pojemnosc="60", jednostka="miejsca", zarezerwowane="4", przeszli="3", partnerzy="P-02|Fundacja Most|007|P-02",
        prowadzi_wpis="PCPR w Borze", zgloszenia="pcpr@bor.example, tel. 00 000 00 00", kontakt_rola="sekretariat",
    )  # fmt: skip
    assert not registry.problems
    assert (row["provider_id"], row["fee"], row["outsiders"]) == ("007", "4200 zł/mies.", "umowa")
    assert (row["transport"], row["accessibility"]) == ("tak", "częściowo")
    assert (row["reserved"], row["moved"]) == (4.0, 3.0)
    # Neither itself nor a partner twice.
    assert row["partners"] == "P-02|Fundacja Most"
    assert (row["keeper"], row["contact"]) == ("PCPR w Borze", "sekretariat")
    assert row["corrections"] == "pcpr@bor.example, tel. 00 000 00 00"


def test_ids_of_providers_are_text_in_workbooks_too(tmp_path: Path, gminas: gpd.GeoDataFrame) -> None:
    book = openpyxl.Workbook()
    book.active.append(["usluga_id", "podmiot_id", "nazwa", "teryt7", "usluga_kod", "lat", "lon"])
    book.active.append(["U1", 7, "Biblioteka", "0860011", "BIB", 52.1, 15.1])
    book.save(tmp_path / "u.xlsx")
    registry = read_services([tmp_path / "u.xlsx"], catalog=read_catalog(), gminas=gminas, crs=CRS)
    assert list(registry.located["provider_id"]) == ["7"]


def test_what_is_not_said_of_offer_and_cooperation_stays_unknown(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    row, _ = record(tmp_path, gminas, "DPS")
    texts = (
        "provider_id",
        "fee",
        "outsiders",
        "transport",
        "accessibility",
        "basket",
        "partners",
        "keeper",
        "corrections",
    )
    assert [row[name] for name in texts] == [""] * len(texts)
    assert row[["reserved", "moved"]].isna().all()


def test_a_basket_takes_codes_and_names_and_leaves_out_what_is_never_kept(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    row, registry = record(tmp_path, gminas, "UO", koszyk="rehabilitacja|teleopieka|SOW|UO|TEL")
    assert row["basket"] == "REH|TEL|UO"
    assert codes(registry) == ["never_kept_part"]
    assert "SOW" not in str(registry.problems)


def test_names_and_mailboxes_of_people_are_left_out_and_not_repeated(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    row, registry = record(
        tmp_path, gminas, kontakt_rola="Kowalska Anna", prowadzi_wpis="Pani Zdzisławska", zgloszenia="tel. 00 000, ewa.zdzislawska@gmina.example",
    )  # fmt: skip
    assert (row["contact"], row["keeper"], row["corrections"]) == ("", "", "tel. 00 000")
    assert codes(registry) == ["names_person", "names_person", "personal_mailbox"]
    assert not any(word in str(registry.problems) for word in ("Kowalska", "Zdzis", "zdzis"))


@pytest.mark.parametrize(
    "office",
    [
        "OPS w Zalewie", "Parafia św. Anny", "Szkoła im. Marii Konopnickiej", "ul. Emilii Plater 4", "pokój p. 12", "Fundacja Anna",
        "Centrum Maria", "Dział Świadczeń", "sekretariat, tel. 00 000 00 00", "Dom Zofia",
    ],
)  # fmt: skip
def test_offices_are_no_people(tmp_path: Path, gminas: gpd.GeoDataFrame, office: str) -> None:
    row, registry = record(tmp_path, gminas, prowadzi_wpis=office)
    assert row["keeper"] == office
    assert not registry.problems


def test_of_hidden_rows_basket_and_counts_are_kept_but_nobody_who_could_be_asked(
    tmp_path: Path, gminas: gpd.GeoDataFrame
) -> None:
    cells = {
        "usluga_id": "U6", "nazwa": "Fundacja Cicha", "podmiot_id": "P-77", "teryt7": "0860011", "usluga_kod": "MW", "pojemnosc": "4",
        "jednostka": "miejsca", "zajete": "3", "kolejka": "2", "kadra_etaty": "1,5", "zarezerwowane": "1", "przeszli": "2", "koszyk": "UO|TAJNE",
        "partnerzy": "P-78", "prowadzi_wpis": "Biuro Ciche", "zgloszenia": "cicha@bor.example", "kontakt_rola": "tel. 55 555",
        "odplatnosc": "900 zł", "dowoz": "tak", "dostepnosc_arch": "tak", "dla_spoza": "tak",
    }  # fmt: skip
    registry = read(tmp_path, gminas, ";".join(cells.values()), header=";".join(cells))
    row = registry.unlocated.iloc[0]
    assert (row["capacity"], row["reserved"], row["moved"], row["basket"]) == (4.0, 1.0, 2.0, "UO")
    # The basket's unknown part is told without what stood there.
    assert codes(registry) == ["unknown_basket"]
    kept = registry.unlocated.to_csv() + str(registry.problems)
    for word in ("Cich", "cich", "P-77", "P-78", "55 555", "900", "TAJNE"):
        assert word not in kept
    assert row[["occupied", "waiting", "staff_fte"]].isna().all()
    assert (row["transport"], row["accessibility"], row["outsiders"]) == ("", "", "")
