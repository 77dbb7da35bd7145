"""List of centres that support the social economy (OWES): CSV for a wojewodztwo.

The address bears a number from 1 to 16. A program made for Malopolska asks for 6, which is its place in the alphabet and
not its code (12), so the alphabet is taken; what the answer says of its wojewodztwo is compared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import problem
from mapa_uslug.core.text import mark
from mapa_uslug.core.wojewodztwa import WOJEWODZTWA
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import ListTable, Row, read_table
from mapa_uslug.sources.forms.list_sifting import sift_list
from mapa_uslug.sources.parts.area_rows import plain, title_of, write_list
from mapa_uslug.sources.parts.given_lists import BY_HAND, empty_by_hand, take_tables, write_given

TERMS: Final = Terms(
    key="owes",
    title="Wykaz ośrodków wsparcia ekonomii społecznej",
    url="https://wykazowes.ekonomiaspoleczna.gov.pl",
    also=("ekonomiaspoleczna.gov.pl", "www.ekonomiaspoleczna.gov.pl"),
    licence="nieznana: informacja sektora publicznego",
    credit="Wykaz OWES, ekonomiaspoleczna.gov.pl, $date",
    missing=mark("Centres that support the social economy are missing from the list of partners."),
    max_bytes=20_000_000,
)
_NEEDED: Final = (("Nazwa OWES", "Nazwa ośrodka"),)
_OF: Final = "Województwo"


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """The centres of the wojewodztwa of the area: each works in many gminas, wherever it sits.

    Raises
    ------
    SourceFailed
        No list, or lists of other wojewodztwa alone.
    """
    terms = getter.terms(TERMS)
    tables = take_tables(getter, terms, _NEEDED)
    if tables:
        return Fetched(write_given(area, getter, terms, tables, is_measured=False))
    headers: Row = ()
    rows, problems = [], []
    for code in area.wojewodztwa:
        number = int(code) // 2
        ask = Ask(url=f"{terms.url}/owes/action/export/wojewodztwo/{number}.html", name=f"{code}.csv")
        with empty_by_hand():
            raw = getter.get(terms, ask, sift=sift_list, check=_check)
        table = read_table(raw.read_bytes(), _NEEDED)
        own = [row for row in table.rows if _is_of(table, row, WOJEWODZTWA[number - 1])]
        if not own:
            problems.append(problem(
                "The list of centres (OWES) that came for {name} is of another wojewodztwo and was left out.",
                where=terms.key, code="other_wojewodztwo", severity="warning", name=WOJEWODZTWA[number - 1],
                hint=BY_HAND,
            ))  # fmt: skip
        headers = headers or table.headers
        rows += [tuple(table.cell(row, header) for header in headers) for row in own]
    if not rows:
        raise SourceFailed(terms, mark("its list is of another wojewodztwo"), hint=BY_HAND)
    day = max(e.fetched_at[:10] for e in getter.ledger.entries if e.source == terms.key)
    path = write_list(area, "owes.csv", headers, rows, title=title_of("Wykaz OWES", day))
    artefact = Artefact("register", path, terms.key, int(day[:4]), getter.credit(TERMS))
    return Fetched((artefact,), tuple(problems))


def _is_of(table: ListTable, row: Row, wojewodztwo: str) -> bool:
    """Whether a row is of a wojewodztwo, or does not tell."""
    return plain(table.cell(row, _OF)) in ("", plain(wojewodztwo))


def _check(path: Path) -> None:
    read_table(path.read_bytes(), _NEEDED)
