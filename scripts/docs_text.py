"""What the makers of reference pages share: Polish for descriptions, Markdown tables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

NOTE = "Strona powstaje z kodu: `make docs`. Zmiany wprowadza się w modelach, nie tutaj.\n"
_POLISH = Path(__file__).with_name("docs_pl.po")


@cache
def polish_texts() -> dict[str, str]:
    """Polish for every description in the models and the dictionary of fields."""
    with _POLISH.open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream, locale="pl") if m.id}


def to_polish(text: str) -> str:
    """Polish for a description; one that is missing stops the build."""
    try:
        return polish_texts()[text]
    except KeyError:
        raise LookupError(f"docs_pl.po has no Polish for: {text!r}") from None


def write_table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return (
        "\n".join("| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", c) for c in row) + " |" for row in lines)
        + "\n"
    )
