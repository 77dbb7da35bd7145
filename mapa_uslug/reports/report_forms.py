"""The forms that a report is written in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from mapa_uslug.core.files import atomic_path, write_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Figure, Report
from mapa_uslug.reports.docx import write_docx
from mapa_uslug.reports.drawing import draw_png
from mapa_uslug.reports.for_reading import shorten_for_reading
from mapa_uslug.reports.html import render_report
from mapa_uslug.reports.markdown import render_markdown
from mapa_uslug.reports.workbook import write_workbook

FORMS: Final = ("html", "docx", "xlsx", "md")


def write_form(report: Report, form: str, path: Path, *, text: Text) -> None:
    """Write a report atomically in one of `FORMS`; drawings of Markdown become PNG files beside it.

    Parameters
    ----------
    text
        Of the language that the report was composed in.

    Raises
    ------
    ValueError
        If there is no such form.
    """
    if form == "html":
        write_text(path, render_report(shorten_for_reading(report, text=text), text=text))
    elif form == "docx":
        write_docx(shorten_for_reading(report, text=text), path, text=text)
    elif form == "xlsx":
        write_workbook(report, path, text=text, is_numbered=True)
    elif form == "md":
        _write_markdown(shorten_for_reading(report, text=text), path, text=text)
    else:
        msg = f"no form {form!r}; there are {', '.join(FORMS)}"
        raise ValueError(msg)


def _write_markdown(report: Report, path: Path, *, text: Text) -> None:
    figures = [block for _, section in report.walk() for block in section.blocks if isinstance(block, Figure)]
    name = partial(_name_picture, path.stem)
    for number, figure in enumerate(figures, start=1):
        with atomic_path(path.with_name(name(number))) as part:
            part.write_bytes(draw_png(figure.picture, text=text))
    write_text(path, render_markdown(report, text=text, picture_name=name))


def _name_picture(stem: str, number: int) -> str:
    return f"{stem}_rysunek_{number}.png"
