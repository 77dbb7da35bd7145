"""Which tables are named before anything of a report is made public."""

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Column, Gap, Paragraph, Range, Section, States, Table
from mapa_uslug.reports.local_plan.small_counts import describe_small_counts

PL = Text("pl")


def table(caption, cell, kind="people"):
    return Table(caption, (Column("Gmina"), Column("Osoby", kind)), (("Zalewsk", 100), ("Jezierzec", cell)))


def named(*tables, chapter="diagnoza"):
    part = Section("czesc", "Część", tables)
    found = describe_small_counts([Section(chapter, "1. Diagnoza", (), (part,))], text=PL)
    return found and next(block.items for block in found.blocks if isinstance(block, Bullets))


def test_only_tables_with_one_to_nine_people_are_named():
    assert named(
        table("Dziewięć", 9), table("Dziesięć", 10), table("Nikt", 0), table("Nie wiadomo", None)
    ) == ("1. Diagnoza: „Dziewięć”.",)
    assert named(table("Dziesięć", 10)) is None


def test_people_stand_in_states_ranges_and_gaps_too():
    cells = {
        "Stany": States((50, 0, 2, 1)),
        "Przedział": Range(3, 12, 15),
        "Za daleko": Gap(12, 4, 90),
        "Nic": Range(10, 12, 15),
    }
    told = named(*(table(caption, cell, "text") for caption, cell in cells.items()), chapter="sieciowanie")
    assert told == ("1. Diagnoza: „Stany”; „Przedział”; „Za daleko”.",)


def test_counts_of_services_are_no_people():
    assert named(table("Usługi", 3), chapter="oferta") is None
    assert named(table("Miejsce", 3, "whole")) is None


def test_the_notice_names_the_limit_and_the_command():
    found = describe_small_counts([Section("mapa", "3. Mapa", (table("Plamy", 4),))], text=PL)
    notice = found.blocks[0]
    assert isinstance(notice, Paragraph)
    assert notice.is_notice
    assert "mniejsze niż 10" in notice.text
    assert "mapa-uslug publish" in notice.text
