"""With what and with whom a row works together: services in the basket of a supported flat, declared partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mapa_uslug.contracts.sheet import LIST_SEPARATOR
from mapa_uslug.core.text import mark
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.placing import Issue
from mapa_uslug.registry.meaning.row_values import split_list
from mapa_uslug.registry.meaning.sensitivity import never_kept_kind

Row = Mapping[str, str]
_NEVER_KEPT: Final = 2


def read_basket(row: Row, matcher: TypeMatcher, issues: list[Issue]) -> str:
    """Codes of the services in ``koszyk``, in their order, separated by |; those that the catalog lacks are told.

    Kinds that are never kept are left out without a word of what stood there.
    """
    codes: dict[str, None] = {}
    for part in split_list(row["koszyk"]):
        found = matcher.find(part)
        if _is_secret(part) or (found is not None and found.sensitivity == _NEVER_KEPT):
            issues.append(_secret("koszyk"))
        elif found is None:
            issues.append(_unknown(part, matcher))
        else:
            codes[found.code] = None
    return LIST_SEPARATOR.join(codes)


def read_partners(row: Row, issues: list[Issue]) -> str:
    """Ids or names of the partners in ``partnerzy``, each once and as given, separated by |; not the provider itself.

    Places of refuge are not named as partners either.
    """
    own = {row["podmiot_id"], row["nazwa"]}
    partners = dict.fromkeys(part for part in split_list(row["partnerzy"]) if part not in own)
    secret = [part for part in partners if _is_secret(part)]
    issues += [_secret("partnerzy") for _ in secret]
    return LIST_SEPARATOR.join(part for part in partners if part not in secret)


def _is_secret(text: str) -> bool:
    return bool(never_kept_kind("", text, None))


def _secret(column: str) -> Issue:
    return Issue("never_kept_part", column, "Part of the cell may not be shown and was left out.",
                 "Leave out places of refuge and families that care for children.", {}, is_fatal=False)  # fmt: skip


def _unknown(part: str, matcher: TypeMatcher) -> Issue:
    suggestion = matcher.suggest(part)
    hint = (
        mark("Did you mean: {suggestion}?")
        if suggestion
        else mark("Use a code or a name of the catalog (docs/katalog.md).")
    )
    return Issue("unknown_basket", "koszyk", "The catalog has no service called {value}.", hint,
                 {"value": part, "suggestion": suggestion}, is_fatal=False)  # fmt: skip
