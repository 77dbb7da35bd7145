"""What a query declares of its gmina, powiat and wojewodztwo, as the index knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.address_text import locality_key
from mapa_uslug.core.wojewodztwa import wojewodztwo_code
from mapa_uslug.geocoding.gathering import six_digits
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.places import GminaPlace, Locality
from mapa_uslug.geocoding.powiats import powiat_key


@dataclass(frozen=True)
class Declared:
    """Where a query says that its address is.

    Attributes
    ----------
    gminas : tuple of GminaPlace
        Those that the declared code or name may mean; empty where none was declared or none is known.
    is_gmina_told : bool
        A gmina was declared, known here or not.
    powiat : str
        Folded name, empty if not declared.
    wojewodztwo : str
        First two digits of its codes, empty if not known.
    powiat_codes : frozenset of str
        Four digits of the powiaty that the name may mean, by the towns that they are called after; a guess that serves
        where several gminas fit otherwise.
    """

    gminas: tuple[GminaPlace, ...]
    is_gmina_told: bool
    powiat: str
    wojewodztwo: str
    powiat_codes: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[int]:
        """Numbers of the gminas."""
        return frozenset(g.id for g in self.gminas)

    def allows(self, gmina: GminaPlace) -> bool:
        """Whether a gmina lies in the declared powiat and wojewodztwo, as far as is known."""
        is_other_powiat = self.powiat and gmina.powiat_key and gmina.powiat_key != self.powiat
        is_other_wojewodztwo = (
            self.wojewodztwo and gmina.teryt and not gmina.teryt.startswith(self.wojewodztwo)
        )
        return not (is_other_powiat or is_other_wojewodztwo)

    def likely(self, gminas: Sequence[GminaPlace]) -> list[GminaPlace]:
        """Of several gminas those in the declared powiat, all of them where none is."""
        return [g for g in gminas if g.teryt[:4] in self.powiat_codes] or list(gminas)

    def is_near(self, teryt: str) -> bool:
        """Whether a gmina is in the powiat of one of those declared, or in that named."""
        return bool(teryt) and teryt[:4] in (
            {g.teryt[:4] for g in self.gminas if g.teryt} | self.powiat_codes
        )


def read_declared(index: AddressIndex, query: AddressQuery) -> Declared:
    """Find the gminas that a query may mean: by its code and by its name, as either of them may be wrong."""
    powiat = powiat_key(query.powiat)
    wojewodztwo = wojewodztwo_code(query.wojewodztwo)
    is_told = bool(query.gmina_teryt or query.gmina)
    bare = Declared((), is_told, powiat, wojewodztwo, index.powiat_codes(powiat, wojewodztwo))
    code = six_digits(query.gmina_teryt) or query.gmina_teryt
    by_code = index.gminas_by_teryt.get(code)
    key = locality_key(query.gmina)
    named = [g for g in index.gminas_by_key.get(key, ()) if bare.allows(g)] if key else []
    return replace(bare, gminas=tuple(_choose(bare, by_code, named, key)))


def _choose(
    bare: Declared, by_code: GminaPlace | None, named: Sequence[GminaPlace], key: str
) -> list[GminaPlace]:
    """Of the gminas of a code and of a name those that may be meant."""
    if by_code is None:
        return bare.likely(named)
    in_powiat = [g for g in named if g.teryt[:4] in bare.powiat_codes]
    if by_code.key != key and key:
        both = {g.id: g for g in (by_code, *named)}
        return bare.likely(sorted(both.values(), key=lambda g: g.id))
    if in_powiat and by_code.teryt[:4] not in bare.powiat_codes:
        # Name and powiat against the code of a namesake.
        return in_powiat
    # A town and the villages around it share their name, and a record often has the code of the other.
    twins = {g.id: g for g in (by_code, *named) if g.teryt[:4] == by_code.teryt[:4]}
    return sorted(twins.values(), key=lambda g: g.id)


def in_gminas(localities: Sequence[Locality], ids: frozenset[int]) -> list[Locality]:
    """Those of some gminas."""
    return [place for place in localities if place.gmina_id in ids]
