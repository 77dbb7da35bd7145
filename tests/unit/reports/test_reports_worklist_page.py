"""The work list as a page."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import openpyxl
import pytest
from hand_cases import build_cases, build_decided, build_gminas, degrees

from mapa_uslug.contracts.cases import Case, Choice
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.crs import PL_1992
from mapa_uslug.core.text import Text
from mapa_uslug.reports.worklist_page import write_worklist_page
from mapa_uslug.reports.worklist_sheet import write_worklist_sheet

PICTURE = '<svg class="case-map" role="img" aria-label="x"></svg>'


@pytest.fixture
def write(tmp_path):
    def written(cases, pictures=None, language="en", **options):
        path = tmp_path / "do_decyzji.html"
        write_worklist_page(cases, path, pictures=pictures or {}, text=Text(language), **options)
        return path.read_text(encoding="utf-8")

    return written


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.tags = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("span", "code", "small", "option"):
            self.words.append(" ")

    def handle_data(self, data):
        self.words.append(data)


def read(html):
    reader = _Words()
    reader.feed(html)
    return reader


def words(html):
    return " ".join("".join(read(html).words).replace("\u00a0", " ").split())


def articles(html):
    return re.findall(r'<article class="case".*?</article>', html, flags=re.S)


def article(html, case_id):
    return next(a for a in articles(html) if f"<dd>{case_id}</dd>" in a)


@pytest.fixture
def gminas():
    return GminaIndex(build_gminas(), PL_1992)


def test_every_open_case_is_told_with_its_answers(write, gminas):
    html = write(build_cases(), gminas=gminas)
    assert len(articles(html)) == len(build_cases())
    told = words(article(html, "other_gmina-02"))
    assert "2. Środowiskowy Dom Samopomocy, Borki, Polna 7" in told
    assert "The point lies 5,7 km from the declared gmina. Check the coordinates and the code." in told
    assert "Declared gmina Zalewo (086001)" in told
    # Hand-made: the given point is 4 km east and 2 km north of the corner of Zalewo; the second answer lies
    # sqrt(7.8² + 7.9²) = 11.1 km from it, in Zalewo.
    assert "at the given point" in told
    assert "4.5 km from the declared gmina" in told
    assert "gmina Dąbrowa (086005)" in told
    assert "11.1 km from the given point" in told
    assert "in the declared gmina" in told
    assert "teryt7 = 0860052" in told


def test_without_gminas_only_the_given_point_is_measured_from(write):
    told = words(article(write(build_cases()), "other_gmina-02"))
    assert "11.1 km from the given point" in told
    assert "from the declared gmina " not in told.replace("km from the declared gmina. Check", "")


def test_the_page_names_the_cells_of_the_workbook(write, tmp_path):
    decided = build_decided()
    html = write(build_cases(), decided=decided)
    write_worklist_sheet(build_cases(), tmp_path / "x.xlsx", text=Text("en"), decided=decided)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Do decyzji"]
    headers = {c.value: c.column_letter for c in sheet[1]}
    assert sheet.max_row - 1 == len(articles(html))
    for row in sheet.iter_rows(min_row=2):
        number, case_id = row[0].value, row[1].value
        case = next(c for c in build_cases() if c.case_id == case_id)
        cells = re.findall(r"<code>(.*?)</code>", article(html, case_id))
        expected = [h for h in headers if h in case.columns]
        assert cells == [f"{headers[c]}{row[0].row}" for c in ("decyzja", *expected)]
        assert f"{number}. " in words(article(html, case_id))


def test_the_summary_counts_each_kind(write):
    cases = [*build_cases(), Case("more", "no_place", ("U",), "f:1", "s", "m", "")]
    html = write(cases)
    summary = words(html[html.index("<nav") : html.index("</nav>")])
    assert "Place not known: 2" in summary
    assert "Perhaps the same service twice: 1" in summary
    assert words(html).count("10 questions about the services are open.") == 1


def test_decided_cases_are_only_counted(write):
    html = write(build_cases(), decided=build_decided())
    assert len(articles(html)) == len(build_cases()) - 2
    assert "3 were decided before; they can be changed on the sheet Rozstrzygnięte." in words(html)


def test_a_picture_stands_in_its_own_case(write):
    html = write(build_cases(), {"no_place-04": PICTURE})
    assert PICTURE in article(html, "no_place-04")
    assert html.count(PICTURE) == 1
    assert html.count("<figcaption>") == 1


def test_text_of_strangers_stays_text(write):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp; @@ {{ 7*7 }}"
    case = Case("<i>id</i>", "no_place", (evil,), evil, evil, evil.replace("{", "(").replace("}", ")"), "", (),
                (Choice("<b>1</b>", evil, (("nr", evil),)),), columns=("nr",), gmina_teryt="<u>")  # fmt: skip
    html = write([case], workbook="<w>.xlsx")
    reader = read(html)
    assert not [tag for tag, _ in reader.tags if tag in ("script", "img", "i", "u", "b", "w")]
    assert "alert(2)>\"'&amp; @@ {{ 7*7 }}" in words(html)
    assert html.count("<code>") == 2


def test_nothing_is_asked_of_anybody(write):
    html = write(build_cases(), {"no_place-04": PICTURE})
    links = [
        v
        for _, attributes in read(html).tags
        for k, v in attributes.items()
        if k in ("src", "href", "action", "srcset")
    ]
    assert all(link.startswith("#") for link in links)
    assert "url(" not in re.sub(r"url\(#", "", html)
    assert "import" not in html


def test_headings_go_down_one_step_at_a_time_and_ids_are_unique(write):
    html = write(build_cases())
    levels = [int(tag[1]) for tag, _ in read(html).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    ids = [a["id"] for _, a in read(html).tags if "id" in a]
    assert len(ids) == len(set(ids))
    labelled = [a["aria-labelledby"] for _, a in read(html).tags if "aria-labelledby" in a]
    assert set(labelled) <= set(ids)


def test_polish_pages_have_polish_numbers_and_language(write):
    html = write(build_cases(), language="pl")
    assert '<html lang="pl">' in html
    lon, lat = degrees(5_000, 5_000)
    assert f"lat\u00a0{lat:.5f} lon\u00a0{lon:.5f}".replace(".", ",") in html


def test_nothing_to_decide_is_said(write):
    html = write([])
    assert "There is nothing to decide." in words(html)
    assert "<select" not in html


def test_the_same_cases_give_the_same_page(write, gminas):
    assert write(build_cases(), gminas=gminas) == write(build_cases(), gminas=gminas)
