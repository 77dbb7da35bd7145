"""What of a contact may be published, by examples."""

import pytest

from mapa_uslug.publication.contacts import MAILBOX, NAME, clean_contact, holds_person, weigh_mailbox


@pytest.mark.parametrize(
    "given",
    [
        "sekretariat, tel. 00 000 00 00",
        "kierownik DDP, pok. 12",
        "ul. Jana Pawła II 5, Zalewsk",
        "Jana Pawła II 12, Zalewsk",
        "al. gen. Władysława Andersa 3",
        "Szkoła Podstawowa im. Marii Konopnickiej, tel. 1",
        "1 Maja 5",
        "ul. św. Anny 4",
        "Zalewska 29",
        "uslugi@mops.zalewsk.example; www.mops.zalewsk.example",
        "dyrektor Miejski Ośrodek Kultury",
        "MGOPS w Grodzieńcu",
        "Dom Seniora „Róża”, recepcja",
    ],
)
def test_offices_streets_and_patrons_stay_to_the_letter(given):
    cleaned = clean_contact(given)
    assert (cleaned.text, dict(cleaned.removed)) == (given, {})


@pytest.mark.parametrize(
    ("given", "left", "names"),
    [
        ("Anna Nowak, tel. 123 456 789", "tel. 123 456 789", 1),
        ("tel. 123 456 789, Anna Nowak", "tel. 123 456 789", 1),
        ("kierownik Jan Kowalski tel. 68 111", "kierownik tel. 68 111", 1),
        ("Zofia Żak-Łęcka 600 100 200", "600 100 200", 1),
        ("KATARZYNA ZIĘBA", "", 1),
        ("Kowalski Jan, pok. 5", "pok. 5", 1),
        ("M. Ćwiklińska, rejestracja", "rejestracja", 1),
        ("pani Basia, tel. 12", "tel. 12", 1),
        ("p. Wójcik", "", 1),
        ("dr Zięba / dr Wąs, gabinet 3", "gabinet 3", 2),
        ("koordynator: Wrona", "koordynator", 1),
        ("kierowniczka Zielińska", "kierowniczka", 1),
        ("pokój 12 (Jan Kowal)", "pokój 12", 1),
        ("tel. do Anny Nowak", "", 1),
        ("jan kowalski, tel. 5", "tel. 5", 1),
        ("sołtys Róża Lis", "sołtys", 1),
        ("Łukasz Jeż – sekretariat", "sekretariat", 1),
    ],
)
def test_names_of_persons_go_part_by_part(given, left, names):
    cleaned = clean_contact(given)
    assert cleaned.text == left
    assert cleaned.removed[NAME] == names


@pytest.mark.parametrize(
    "mailbox",
    [
        "jan.kowalski@ops.pl", "kowalski.jan@ops.pl", "j.kowalski@ops.pl", "kowalski_j@ops.pl", "anna@ops.pl",
        "akowalska@ops.pl", "anowak@ops.pl", "kowalska@ops.pl", "magdalenawojcik@wp.pl", "jan.kowalski1977@wp.pl",
        "sekretariat.anna@ops.pl",
    ],
)  # fmt: skip
def test_mailboxes_that_look_like_a_persons_go(mailbox):
    assert weigh_mailbox(mailbox) == "person"
    cleaned = clean_contact(f"sekretariat, {mailbox}, tel. 5")
    assert cleaned.text == "sekretariat, tel. 5"
    assert cleaned.removed[MAILBOX] == 1


@pytest.mark.parametrize(
    "mailbox",
    [
        "sekretariat@ops.pl", "uslugi@mops.zalewsk.example", "ops.zalewsk@wp.pl", "gmina.zalewska@wp.pl", "zalewska@zalewska.pl",
        "biblioteka.miejska@wp.pl", "kierownik@ddp.pl", "dps-malinowo@powiat.pl",
    ],
)  # fmt: skip
def test_mailboxes_of_offices_stay(mailbox):
    assert weigh_mailbox(mailbox) == "office"
    assert clean_contact(mailbox).text == mailbox


def test_a_mailbox_that_could_be_anybodys_stays_and_is_reported():
    cleaned = clean_contact("promyczek@wp.pl")
    assert (cleaned.text, cleaned.doubtful) == ("promyczek@wp.pl", 1)


def test_words_of_the_provider_and_its_place_are_no_surname():
    assert clean_contact("zalewska@wp.pl").text == ""
    assert clean_contact("zalewska@wp.pl", known=("Przychodnia Zalewska",)).text == "zalewska@wp.pl"
    # A given name is a person's all the same.
    assert clean_contact("anna.zalewska@wp.pl", known=("Przychodnia Zalewska",)).text == ""


@pytest.mark.parametrize(
    ("name", "is_person"),
    [
        ("Gabinet Jan Kowalski", True),
        ("Gabinet lekarski Anny Nowak", True),
        ("lek. med. J. Wrzos", True),
        ("Praktyka dr Zięba", True),
        ("Marta Zięba-Kruk Fizjoterapia", True),
        ("Kowalski Adam Usługi", True),
        ("Apteka Anna", False),
        ("Apteka „Pod Lwem”", False),
        ("Przychodnia im. Jana Pawła II", False),
        ("Przychodnia Rodzinna w Grodzieńcu", False),
        ("Żłobek „Kubuś”", False),
        ("Dom Seniora Maria", False),
        ("Parafia św. Jana", False),
    ],
)
def test_a_name_of_a_provider_that_is_a_persons(name, is_person):
    assert holds_person(name) is is_person
