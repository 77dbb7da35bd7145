"""Whether a source can be reached: the smallest question that it answers, and no more of the answer than its beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.asking import Ask, Manners, try_once
from mapa_uslug.sources.fetching.failures import Failure, TryFailedError, explain_status
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms

if TYPE_CHECKING:
    import requests

_CAPABILITIES: Final = "?SERVICE=WFS&REQUEST=GetCapabilities"
PROBES: Final[Mapping[str, str]] = {
    "apteki": "/api/ra/pharmacies/search?page=0&size=1&sortField=originId&sortDirection=ASC",
    "bdl": "/levels?format=json",
    "geofabrik": "/europe/poland.poly",
    "gus_grid": "/atom/PD",
    "kina": _CAPABILITIES,
    "opp": "/opp/wykaz-opp/",
    "overpass": "/status",
    "owes": "/owes/action/export/wojewodztwo/1.html",
    "prg": _CAPABILITIES,
    "rpwdl": "/1.4/datasets/728",
    "rspo": "/1.4/datasets/839",
    "teryt": "?wsdl",
    "zlobki": "/1.4/datasets/29751",
}
"""Key of a source -> what follows its address; of the others it is only seen whether their computer answers."""
_PATIENCE_S: Final = 30.0


def probe(terms: Terms, manners: Manners) -> None:
    """Ask a source once for something small.

    Raises
    ------
    SourceFailed
        It cannot be reached, or has no such thing (any more).
    """
    path = PROBES.get(terms.key, "")
    ask = Ask(url=terms.url + path, name=terms.key)

    def look_at(response: requests.Response) -> None:
        status = response.status_code
        # An address that all others begin with need not be one itself.
        if status >= (300 if path else 500):
            raise TryFailedError(explain_status(status, None))
        if path and not response.raw.read1(1, decode_content=False):
            raise TryFailedError(Failure(mark("its answer is empty")))

    try:
        try_once(ask, terms, manners, look_at, headers={}, patience_s=_PATIENCE_S)
    except TryFailedError as error:
        failure = error.failure
    else:
        return
    raise SourceFailed(terms, failure.reason, hint=failure.hint)
