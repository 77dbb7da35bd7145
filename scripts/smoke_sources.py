"""Which sources can be reached from here: ``python scripts/smoke_sources.py [KEY=URL ...]``.

Asks each, once, for the smallest thing that it has, and prints a line for it: what no test can know; "answers" where
nothing small is known to ask for, so that only its computer is seen to be there. Exit code: 0 if all answered, 1 if some did
not (a source may have moved: see its page in docs/zrodla), 2 if there is no connection at all.
"""

import sys
from collections.abc import Sequence

from mapa_uslug.sources.catalogue import all_terms
from mapa_uslug.sources.fetching.asking import Manners
from mapa_uslug.sources.fetching.failures import NO_CONNECTION
from mapa_uslug.sources.fetching.probing import PROBES, probe
from mapa_uslug.sources.fetching.terms import SourceFailed

_INTRODUCTION = (
    "This asks the real sources, which no test does: the machines that test this program have no connection.\n"
    "Exit code: 0 all answered, 1 some did not, 2 no connection."
)
_ENOUGH = 3  # sources in a row that cannot be reached: the fault is on this side


def main(arguments: Sequence[str]) -> int:
    print(_INTRODUCTION)
    bases = dict(argument.split("=", 1) for argument in arguments)
    failures: list[SourceFailed] = []
    for number, (key, terms) in enumerate(sorted(all_terms().items()), 1):
        try:
            probe(terms.at(bases[key]) if key in bases else terms, Manners(connect_timeout_s=5.0))
            # Of some it is only known that their computer answers, not that it has what it should.
            print(f"{key:15} {'ok' if key in PROBES else 'answers'}")
        except SourceFailed as failure:
            failures.append(failure)
            print(f"{key:15} {failure.reason}")
        if len(failures) == number == _ENOUGH and all(f.reason in NO_CONNECTION for f in failures):
            print("There is no connection to the internet from here, so nothing can be said of the sources.")
            return 2
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
