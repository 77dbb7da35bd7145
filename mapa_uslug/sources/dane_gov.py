"""Data sets of the national portal dane.gov.pl: the newest file of the wanted kind, for its number changes with each issue.

Form of the answers: JSON:API (https://api.dane.gov.pl/doc), pages counted from 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Check, Getter, Sift
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER

URL: Final = "https://api.dane.gov.pl"
ALSO: Final = ("dane.gov.pl", "www.dane.gov.pl")
"""Hosts that its addresses of files lead to."""
_VERSION: Final = "1.4"
_PER_PAGE: Final = 100
_MOST_PAGES: Final = 20
_GONE: Final = (": 404", ": 410")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Wanted:
    """Which file of a data set.

    Attributes
    ----------
    dataset : int
    format : str
        As the portal names it: ``csv``, ``xlsx`` ...; one of several separated by ``|``.
    title : str
        Pattern that its title fits, in whatever case.
    """

    dataset: int
    format: str
    title: str = ""


@dataclass(frozen=True, order=True)
class Resource:
    """A file of a data set; the largest is the newest.

    Attributes
    ----------
    day : str
        That its data are of, ISO; "" if not told.
    modified : str
    number : int
        Its id.
    """

    day: str
    modified: str
    number: int
    title: str
    format: str


def get_newest(
    getter: Getter,
    terms: Terms,
    wanted: Wanted,
    *,
    check: Check | None = None,
    sift: Sift | None = None,
    suffix: str = "csv",
) -> tuple[Path, Resource, Terms]:
    """The newest file of a data set, what the portal says of it, and the terms with the licence of the data set.

    A file that is gone is looked up once more: the list that was kept may be old.

    Parameters
    ----------
    suffix
        Of the raw file's name.

    Raises
    ------
    SourceFailed
        No answer, no file of the kind, or a list that never ends.
    """  # fmt: skip
    terms = _with_licence(getter, terms, wanted)
    resource = _find(getter, terms, wanted)
    try:
        path = _get_file(getter, terms, resource, check, sift, suffix)
    except SourceFailed as failure:
        if getter.is_offline or not failure.reason.endswith(_GONE):
            raise
        anew = _find(replace(getter, is_fresh=True), terms, wanted)
        if anew.number == resource.number:
            raise
        resource = anew
        path = _get_file(getter, terms, resource, check, sift, suffix)
    return path, resource, terms


def _get_file(
    getter: Getter, terms: Terms, resource: Resource, check: Check | None, sift: Sift | None, suffix: str
) -> Path:
    ask = Ask(url=f"{terms.url}/resources/{resource.number}/file", name=f"{resource.number}.{suffix}")
    return getter.get(terms, ask, check=check, sift=sift)


def _find(getter: Getter, terms: Terms, wanted: Wanted) -> Resource:
    """The newest resource that fits."""
    found: list[Resource] = []
    seen: set[int] = set()
    for page in range(1, _MOST_PAGES + 1):
        items, is_last = _page(getter, terms, wanted, page)
        numbers = {item.number for item in items}
        found += items
        if is_last or not numbers:
            break
        if numbers <= seen:
            raise SourceFailed(terms, mark("its list of files never ends"))
        seen |= numbers
    else:
        raise SourceFailed(terms, mark("its list of files never ends"))
    formats = wanted.format.split("|")
    fitting = [r for r in found if r.format in formats and re.search(wanted.title, r.title, re.IGNORECASE)]
    if not fitting:
        reason = f"{mark('its data set holds no file of the kind')}: {wanted.dataset}, {wanted.format}"
        raise SourceFailed(terms, reason, hint=mark("Download the list by hand and give it with --file."))
    return max(fitting)


def _page(getter: Getter, terms: Terms, wanted: Wanted, page: int) -> tuple[list[Resource], bool]:
    """Resources of a page, and whether it is the last."""
    ask = Ask(
        url=f"{terms.url}/{_VERSION}/datasets/{wanted.dataset}/resources", name=f"pliki_{page}.json",
        params=(("page", str(page)), ("per_page", str(_PER_PAGE)), ("sort", "-data_date")),
    )  # fmt: skip
    path = getter.get(terms, ask, check=_check_list)
    answer = json.loads(path.read_bytes())
    links = answer.get("links")
    has_more = isinstance(links, dict) and bool(links.get("next"))
    items = [r for r in map(_read_resource, answer["data"]) if r is not None]
    return items, not has_more and len(answer["data"]) < _PER_PAGE


def _with_licence(getter: Getter, terms: Terms, wanted: Wanted) -> Terms:
    """Terms with the licence that the data set names; as they are where it names none."""
    ask = Ask(url=f"{terms.url}/{_VERSION}/datasets/{wanted.dataset}", name="zbior.json")
    path = getter.get(terms, ask, check=_check_dataset)
    licence = _text(json.loads(path.read_bytes())["data"]["attributes"].get("license_name"))
    return replace(terms, licence=licence) if licence else terms


def _check_dataset(path: Path) -> None:
    answer = _read_json(path)
    if not (isinstance(answer.get("data"), dict) and isinstance(answer["data"].get("attributes"), dict)):
        raise ValueError(OTHER_ANSWER)


def _check_list(path: Path) -> None:
    if not isinstance(_read_json(path).get("data"), list):
        raise ValueError(OTHER_ANSWER)


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        answer = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(OTHER_ANSWER) from error
    if not isinstance(answer, dict):
        raise ValueError(OTHER_ANSWER)
    return answer


def _read_resource(item: object) -> Resource | None:
    """A resource, None of an entry that is none."""
    if not isinstance(item, dict) or not isinstance(item.get("attributes"), dict):
        return None
    number, attributes = _text(item.get("id")).partition(",")[0], item["attributes"]
    if not (number.isascii() and number.isdigit()):
        return None
    day = _DAY.match(_text(attributes.get("data_date")))
    return Resource(
        day[0] if day else "", _text(attributes.get("modified")) or _text(attributes.get("created")), int(number),
        _text(attributes.get("title")), _text(attributes.get("format")).lower(),
    )  # fmt: skip


def _text(value: object) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
