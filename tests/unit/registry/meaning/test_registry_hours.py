from __future__ import annotations

import pytest

from mapa_uslug.registry.meaning.hours import Hours, parse_hours


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        # OpenStreetMap's own form, tidied up.
        ("Mo-Fr 07:30-15:30", "Mo-Fr 07:30-15:30"),
        ("mo-fr 7:30-15:30; Sa off", "Mo-Fr 07:30-15:30; Sa closed"),
        ("24/7", "24/7"),
        # Days before hours.
        ("pon.-pt. 7:30-15:30", "Mo-Fr 07:30-15:30"),
        ("PON-PT 7.30-15.30", "Mo-Fr 07:30-15:30"),
        ("poniedziałek - piątek : 7:30 - 15:30.", "Mo-Fr 07:30-15:30"),
        ("poniedziałek - piątek \n07:30 - 15:30", "Mo-Fr 07:30-15:30"),
        ("od poniedziałku do piątku w godzinach od 7:00 do 15:00", "Mo-Fr 07:00-15:00"),
        ("Poniedziałek od 8.00 do 16.00\nWtorek od 7.15 do 15.15", "Mo 08:00-16:00; Tu 07:15-15:15"),
        ("wtorek-piątek 7:30 do 15:30", "Tu-Fr 07:30-15:30"),
        ("poniedziałki w godz. 9.00 - 17.00\nwtorki, środy, czwartki, piątki w godz. 7.00-15.00", "Mo 09:00-17:00; Tu-Fr 07:00-15:00"),
        ("pn., śr., cz. 7:00-15:00; wt. 7:00-17:00", "Mo,We-Th 07:00-15:00; Tu 07:00-17:00"),
        ("poniedziałek oraz od środy do piątku 8-16", "Mo,We-Fr 08:00-16:00"),
        ("Wtorek do Czwartku - od godziny 8.00 do godziny 16.00", "Tu-Th 08:00-16:00"),
        ("poniedziałek 8-16 wtorek 8-17 środa nieczynne", "Mo 08:00-16:00; Tu 08:00-17:00; We closed"),
        ("pn-pt 8-20; sb 8-14; nd. nieczynne", "Mo-Fr 08:00-20:00; Sa 08:00-14:00; Su closed"),
        ("w każdą środę 9-11", "We 09:00-11:00"),
        # Hours before days.
        ("7.00 - 15.00 od poniedziałku do piątku", "Mo-Fr 07:00-15:00"),
        ("8-17 poniedziałek\n8-16 wtorek-czwartek\n8-15 piątek", "Mo 08:00-17:00; Tu-Th 08:00-16:00; Fr 08:00-15:00"),
        ("8.00-16.00 (pon.-pt.)", "Mo-Fr 08:00-16:00"),
        # Other clocks.
        ("pon.-pt. 7³⁰-15³⁰", "Mo-Fr 07:30-15:30"),
        ("poniedziałek 9 00 - 17 00", "Mo 09:00-17:00"),
        ("poniedziałek 7,30-15,30", "Mo 07:30-15:30"),
        ("poniedziałek od 7:00 - 15;00", "Mo 07:00-15:00"),
        ("poniedziałek od 7:30- do 17:00", "Mo 07:30-17:00"),
        ("poniedziałek 8.30. do 16.30", "Mo 08:30-16:30"),
        ("poniedziałek 8:00–16:00", "Mo 08:00-16:00"),
        ("poniedziałek 8-24", "Mo 08:00-24:00"),
        # Words for days.
        ("codziennie 8-16", "Mo-Su 08:00-16:00"),
        ("całodobowo", "24/7"),
        ("czynne 24h", "24/7"),
        ("całodobowo, 7 dni w tygodniu", "24/7"),
        ("pn-pt 24h", "Mo-Fr 00:00-24:00"),
        ("w dni robocze 8-16", "Mo-Fr 08:00-16:00; PH closed"),
        ("pon-sob 8-20, niedziele i święta: nieczynne", "Mo-Sa 08:00-20:00; Su closed; PH closed"),
        ("I i III środa miesiąca 10-12", "We[1,3] 10:00-12:00"),
        ("pierwszy poniedziałek miesiąca 9-11", "Mo[1] 09:00-11:00"),
        ("ostatni piątek każdego miesiąca 9-11", "Fr[-1] 09:00-11:00"),
        ("pon-pt 8-16; I środa miesiąca 10-18", "Mo-Fr 08:00-16:00; We[1] 10:00-18:00"),
        # Breaks, and two spans.
        ("pon.-pt. 8-16, przerwa 12-13", "Mo-Fr 08:00-12:00,13:00-16:00"),
        ("pon.-pt. 8-16 (przerwa od 12:00 do 13:00)", "Mo-Fr 08:00-12:00,13:00-16:00"),
        ("pon.-pt. 8-12 i 14-18", "Mo-Fr 08:00-12:00,14:00-18:00"),
        ("piątek 7-13 i 13-15", "Fr 07:00-15:00"),
        # A later, narrower rule takes the place of an earlier one.
        ("pon.-pt. 7:30-15:30, wt. 8-17", "Mo,We-Fr 07:30-15:30; Tu 08:00-17:00"),
        ("poniedziałek 8-17\nwtorek-piątek 7:30-15:30\npiątek 7:30-14:30", "Mo 08:00-17:00; Tu-Th 07:30-15:30; Fr 07:30-14:30"),
        ("codziennie 8-16, w niedziele nieczynne", "Mo-Sa 08:00-16:00; Su closed"),
        # The body's own heading.
        ("GODZINY URZĘDOWANIA:\n- poniedziałek od 7:00 do 16:00", "Mo 07:00-16:00"),
        ("Godziny pracy w Gminnym Ośrodku Pomocy Społecznej w Zalewie:\npon-pt 7-15", "Mo-Fr 07:00-15:00"),
        ("Godziny pracy GOPS: pon-pt 7-15", "Mo-Fr 07:00-15:00"),
    ],
)  # fmt: skip
def test_understood_whole(text: str, opening: str) -> None:
    assert parse_hours(text) == Hours(opening, "", is_complete=True)


@pytest.mark.parametrize(
    "text",
    [
        # No days: nothing is said of which.
        "7.30-15.30", "07:30-15:30", "od 7:00 do 15:00", "8-16",
        "Mo-Fr", "pon.-pt.",
        # Contradictions, and what may be added to an earlier rule or stand for it.
        "poniedziałek 8-16, poniedziałek 9-17", "wt 8-17, pon.-pt. 7-15", "pon-pt 7-15, wt 15-17",
        "pon-pt 7-15; I środa miesiąca 15-17", "pon 8-16\n9-17 wtorek", "pon 8-16, wt 8-16, przerwa 12-13",
        # Words that turn what was said before.
        "pon.-pt. 7:30-15:30, z wyjątkiem wtorku", "pon-pt 8-16, oprócz świąt", "pon-pt 8-16, lipiec i sierpień 7-15",
        "w okresie wakacji pon-pt 8-16", "pon-pt 8-16, co drugi wtorek 8-18",
        "pon.-pt. 7:30-15:30\nz wyjątkiem wtorku: 8-17", "pon-pt 8-16; oprócz świąt", "pon-pt 8-16\nW lipcu i sierpniu 7-15",
        # No clocks, no spans of a day.
        "wt 25-26", "wt 8:75-9:00", "wt 16-8", "pn-pt 22:00-6:00", "pt-pon 8-10", "pon 8-12;14-18", "od 01.05 do 15.10 pon 8-16",
        "pon 01.05-15.10", "pon 2026-2027", "pon 8-16-18", "pon 8.16", "pon 12 345 67 89", "wtorek 7:30-1`5:30",
        "prowadzenie domów pomocy", "po uzgodnieniu",
    ],
)  # fmt: skip
def test_nothing_is_guessed(text: str) -> None:
    assert parse_hours(text) == Hours("", text, is_complete=False)


@pytest.mark.parametrize(
    ("text", "opening", "rest"),
    [
        # A slip on one line: that day is unknown, the others stand.
        ("Poniedziałek 7:30-1`5:30\nWtorek 7:30-17:00", "Tu 07:30-17:00; Mo unknown", "Poniedziałek 7:30-1`5:30"),
        # A day whose words are not understood is not what the range before says of it.
        ("poniedziałek-piątek 7-15\npiątek: dzień wewnętrzny", "Mo-Th 07:00-15:00; Fr unknown", "piątek: dzień wewnętrzny"),
        ("pon.-pt. 7-15, sobota na telefon", "Mo-Fr 07:00-15:00; Sa unknown", "sobota na telefon"),
        ("poniedziałek 8-16, wtorek", "Mo 08:00-16:00; Tu unknown", "wtorek"),
        # What follows a rule on the same line may qualify it.
        ("pon 7-17; piątek 7-13 dziennik podawczy", "Mo 07:00-17:00; Fr unknown", "piątek 7-13 dziennik podawczy"),
        # A heading of something else: its hours are not the body's.
        ("pon-pt 7-15\nGodziny pracy kasy:\npon 8-12", "Mo-Fr 07:00-15:00", "Godziny pracy kasy:\npon 8-12"),
        ("pon-pt 7-15; Kasa: pon 8-12, sobota 8-10", "Mo-Fr 07:00-15:00; Sa unknown", "Kasa: pon 8-12, sobota 8-10"),
        ("pon-pt 7-15, tel. 00 000 00 00", "Mo-Fr 07:00-15:00", "tel. 00 000 00 00"),
        ("GOPS - pon-pt 7-15\nŚwiadczenia - pon-pt 8-14", "Mo-Fr 07:00-15:00", "Świadczenia - pon-pt 8-14"),
    ],
)  # fmt: skip
def test_understood_in_part(text: str, opening: str, rest: str) -> None:
    assert parse_hours(text) == Hours(opening, rest, is_complete=False)


def test_empty_says_nothing() -> None:
    assert parse_hours("  \n") == Hours("", "", is_complete=True)
