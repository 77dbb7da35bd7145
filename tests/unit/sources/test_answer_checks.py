"""Letters of a wrong encoding are told from foreign names."""

from __future__ import annotations

import pytest

from mapa_uslug.sources.forms.answer_checks import refuse_garbled


@pytest.mark.parametrize("letter", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
@pytest.mark.parametrize("read_as", ["cp1250", "cp1252", "latin-1"])
def test_polish_letters_in_a_wrong_encoding_are_told(letter: str, read_as: str) -> None:
    garbled = f"Wie{letter}bark".encode().decode(read_as, "replace")
    with pytest.raises(ValueError, match="garbled"):
        refuse_garbled(["Czersk", garbled])


def test_names_with_letters_of_neighbours_are_names() -> None:
    refuse_garbled(["Łódź", "Äulestraße", "Åkerö", "Ĺubiška", "Müllera", "Ãngelo", "São"])
