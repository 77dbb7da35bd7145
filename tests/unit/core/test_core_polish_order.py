from __future__ import annotations

import random

from mapa_uslug.core.polish_order import polish_key


def test_letters_with_marks_follow_those_without() -> None:
    # As a Polish dictionary has them: ł after l, ó after o, ż after ź after z.
    wanted = [
        "Ćmielin",
        "Dąb",
        "Lipno",
        "Łąki",
        "Mrocza",
        "Osa",
        "Ósemka",
        "Pieńki",
        "Zalewsk",
        "Źródło",
        "Żary",
    ]
    mixed = random.Random(5).sample(wanted, len(wanted))
    assert sorted(mixed, key=polish_key) == wanted


def test_case_does_not_count_and_other_alphabets_come_last() -> None:
    assert sorted(["żuk", "Zalew", "zając", "Ülm"], key=polish_key) == ["zając", "Zalew", "żuk", "Ülm"]


def test_a_name_that_another_begins_with_comes_first() -> None:
    assert sorted(["Triesenberg", "Triesen"], key=polish_key) == ["Triesen", "Triesenberg"]
