import io
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from page_reader import Page
from six_cell_town import with_unknown_everywhere

import mapa_uslug
from mapa_uslug.core.text import Text
from mapa_uslug.reports.html import tie_short_words, write_report
from mapa_uslug.reports.words import write_share

_CATALOGUE = Path(mapa_uslug.__file__).parent / "locale" / "pl" / "LC_MESSAGES" / "mapa_uslug.po"


@pytest.fixture(scope="module")
def polish():
    """Polish straight from the catalogue's source, whether or not it has been compiled."""
    with _CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="pl")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    text = Text("pl")
    text._translation = GNUTranslations(compiled)
    return text


def _write(result, catalog, folder, text=None):
    path = folder / "raport.html"
    write_report(result, catalog, path, text=text or Text("en"))
    return path.read_text(encoding="utf-8")


def test_nothing_is_asked_from_any_server(town, catalog, tmp_path):
    page = Page(_write(town, catalog, tmp_path))
    assert {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object"} == set()
    links = [a for _, attrs in page.elements for k, a in attrs.items() if k in ("href", "src", "xlink:href")]
    assert links
    assert all(a.startswith("#") for a in links)


def test_style_asks_nothing_from_any_server(town, catalog, tmp_path):
    html = _write(town, catalog, tmp_path)
    style = html[html.index("<style>") : html.index("</style>")]
    assert "http" not in style
    assert "@import" not in style
    assert style.count("url(") == style.count("url(#")


def test_what_data_say_is_escaped(town, catalog, tmp_path):
    html = _write(town, catalog, tmp_path)
    assert "<b>Miś</b>" not in html
    assert "&lt;b&gt;Miś&lt;/b&gt;" in html


def test_tables_have_captions_and_scopes(town, catalog, tmp_path):
    page = Page(_write(town, catalog, tmp_path))
    assert page.tables
    assert all(t["caption"] for t in page.tables)
    assert all(a.get("scope") in ("col", "row") for a in page.named("th"))
    for table in page.tables:
        assert len({len(row) for row in table["rows"]}) == 1, table["caption"]


def test_ids_are_unique_and_links_lead_somewhere(town, catalog, tmp_path):
    page = Page(_write(town, catalog, tmp_path))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(a["href"][1:] in ids for a in page.named("a"))
    assert all(attrs["aria-labelledby"] in ids for _, attrs in page.elements if "aria-labelledby" in attrs)


def test_bars_say_in_words_what_they_draw(town, catalog, tmp_path):
    page = Page(_write(town, catalog, tmp_path))
    labels = [a["aria-label"] for a in page.named("svg") if a.get("role") == "img"]
    assert labels[0] == "Served 47%, No free place 10%, Too far 33%, Not known 10%"


def test_a_cell_without_a_figure_is_a_dash_with_words(town, catalog, tmp_path):
    rows = Page(_write(town, catalog, tmp_path)).table("People by state")
    assert rows[2][3] == "–no figure"


def test_unknown_people_are_noted_in_the_gminas_cell(town, catalog, tmp_path):
    rows = Page(_write(with_unknown_everywhere(town), catalog, tmp_path)).table("People too far by service")
    assert rows[1][1:] == ["0not known: 100%", "0not known: 55%"]


def test_the_language_is_declared(town, catalog, tmp_path):
    assert Page(_write(town, catalog, tmp_path)).named("html") == [{"lang": "en"}]


def test_a_rerun_gives_the_same_bytes(town, catalog, tmp_path):
    assert _write(town, catalog, tmp_path) == _write(town, catalog, tmp_path)


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.0, "0%"), (0.001, "<\u00a01%"), (0.33, "33%"), (0.999, ">\u00a099%"), (1.0, "100%")],
)
def test_a_small_share_is_never_none_and_a_large_one_never_all(share, written):
    assert write_share(Text("en"), share) == written


def test_one_letter_words_and_numbers_are_tied_in_polish_only():
    assert (
        tie_short_words(Text("pl"), "5 osób w gminie i poza nią")
        == "5\u00a0osób w\u00a0gminie i\u00a0poza nią"
    )
    assert tie_short_words(Text("en"), "5 people in a gmina") == "5 people in a gmina"


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "0 osób"), (1, "1 osoba"), (2, "2 osoby"), (5, "5 osób"), (12, "12 osób"), (22, "22 osoby"),
        (25, "25 osób"), (101, "101 osób"), (112, "112 osób"), (12345, "12\u00a0345 osób"),
    ],
)  # fmt: skip
def test_people_are_counted_in_polish(polish, count, written):
    assert polish.plural("{count} person", "{count} people", count) == written


def test_the_polish_report_is_polish_throughout(polish, town, catalog, tmp_path):
    page = Page(_write(town, catalog, tmp_path, polish))
    assert page.headings[0] == "Dostępność usług społecznych: powiat próbny"
    assert "Białe plamy" in page.headings
    rows = page.table("Osoby według stanu")
    assert rows[0][2:6] == ["Obsłużeni", "Brak miejsc", "Za daleko", "Nie wiadomo"]
    assert rows[1][4] == "100 (33 %)"
    english = {"the", "of", "people", "threshold", "served"}
    words = {w.strip(".,:;()").lower() for t in page.tables for r in t["rows"] for c in r for w in c.split()}
    # The warning of the town has no translation.
    assert words & english <= {"the"}
