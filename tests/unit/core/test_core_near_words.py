"""What somebody may have meant."""

from __future__ import annotations

import pytest

from mapa_uslug.core.near_words import find_near

IDS = ["U-086", "U-085", "U-101", "P-7"]


@pytest.mark.parametrize(
    ("word", "meant"), [("u-086", "U-086"), ("U086", "U-086"), ("U-0866", "U-086"), ("zupa", ""), ("", "")]
)
def test_case_and_slips_are_forgiven_but_no_other_word_is_guessed(word: str, meant: str) -> None:
    assert find_near(word, IDS) == meant
