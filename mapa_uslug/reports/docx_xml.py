"""Pieces of WordprocessingML (ECMA-376, part 1, 17) that python-docx has no words for: fields, bookmarks, links."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from mapa_uslug.reports.words import plain_words


def make(tag: str, *children: Any, **attributes: object) -> Any:
    """An element ``w:tag`` with attributes of the same namespace (``fill="…"`` is ``w:fill``) and children."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), plain_words(value) if isinstance(value, str) else str(value))
    element.extend(children)
    return element


def make_run(words: str, *looks: Any) -> Any:
    """A run of text; `looks`: elements of its ``w:rPr`` in the order of the schema."""
    text = make("t")
    text.text = plain_words(words)
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return make("r", *([make("rPr", *looks)] if looks else []), text)


def make_field(instruction: str, shown: str) -> list[Any]:
    """Runs of a field that shows `shown` until a program works it out anew."""
    return [*open_field(instruction), make_run(shown), close_field()]


def open_field(instruction: str) -> list[Any]:
    """Runs that begin a field; what it shows follows, then `close_field`."""
    code = make("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    begin, middle = make("fldChar", fldCharType="begin"), make("fldChar", fldCharType="separate")
    return [make("r", begin), make("r", code), make("r", middle)]


def close_field() -> Any:
    """The run that ends a field."""
    return make("r", make("fldChar", fldCharType="end"))


def mark_place(name: str, number: int, *runs: Any) -> list[Any]:
    """Runs between the two ends of a bookmark; `number` is its own in the document."""
    return [make("bookmarkStart", id=number, name=name), *runs, make("bookmarkEnd", id=number)]


def make_link(bookmark: str, *runs: Any) -> Any:
    """Runs that lead to a bookmark of the document."""
    return make("hyperlink", *runs, anchor=bookmark, history=1)


def make_paragraph(style_id: str, *runs: Any, looks: tuple[Any, ...] = ()) -> Any:
    """A paragraph; `looks`: further elements of its ``w:pPr`` in the order of the schema."""
    return make("p", make("pPr", make("pStyle", val=style_id), *looks), *runs)
