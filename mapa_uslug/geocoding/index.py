"""The index of addresses as it is asked: what is touched is read once and kept while it is needed."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.address_text import street_tokens
from mapa_uslug.core.errors import Problem
from mapa_uslug.geocoding.building import IndexInfo
from mapa_uslug.geocoding.index_writing import FORMAT_VERSION
from mapa_uslug.geocoding.places import GminaPlace, House, Locality, Postcode, Street, StreetList
from mapa_uslug.geocoding.powiats import is_called_after

_KEPT_HOUSES: Final = 400_000


class AddressIndex:
    """An index on disk, open for reading.

    Attributes
    ----------
    path : Path
    sources : dict of int to str
        Names of the files that it was built from.
    name : str
        Names of the files that it was built from.
    count : Count
        Of the address rows that it was built from.
    problems : tuple of Problem
        Warnings of its making.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._base = sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True, check_same_thread=False)
        meta = dict(self._base.execute("SELECT key, value FROM meta"))
        if meta.get("format") != str(FORMAT_VERSION):
            raise sqlite3.DatabaseError("format")
        read, kept, left_out = json.loads(meta["count"])
        self.count = Count("addresses", read, kept, left_out)
        self.problems = tuple(
            Problem(where, message, hint, severity, code, tuple((k, v) for k, v in values))
            for where, message, hint, severity, code, values in json.loads(meta["problems"])
        )
        self.sources = dict(self._base.execute("SELECT id, name FROM source"))
        self.name = ", ".join(dict.fromkeys(self.sources.values()))
        rows = self._base.execute("SELECT * FROM gmina ORDER BY id")
        self.gminas = {row[0]: GminaPlace(*row) for row in rows}
        self.gminas_by_teryt = {g.teryt: g for g in self.gminas.values() if g.teryt}
        self.gminas_by_key: dict[str, list[GminaPlace]] = defaultdict(list)
        for gmina in self.gminas.values():
            self.gminas_by_key[gmina.key].append(gmina)
        self._houses: OrderedDict[tuple[int, int], dict[str, House]] = OrderedDict()
        self._house_count = 0
        self.localities_named = lru_cache(50_000)(self._localities_named)
        self.localities_of_gmina = lru_cache(300)(self._localities_of_gmina)
        self.localities_with_postcode = lru_cache(5_000)(self._localities_with_postcode)
        self.postcodes_of = lru_cache(5_000)(self._postcodes_of)
        self.locality_keys = lru_cache(1)(self._locality_keys)
        self.streets = lru_cache(500)(self._streets)
        self.has_street_key = lru_cache(100_000)(self._has_street_key)
        self.powiat_codes = lru_cache(2_000)(self._powiat_codes)
        self.postcode = lru_cache(20_000)(self._postcode)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def info(self) -> IndexInfo:
        """What it holds."""
        localities, streets = (
            self._base.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("locality", "street")
        )
        return IndexInfo(self.path, self.count, localities, streets, self.problems)

    def houses(self, locality: int, street: int) -> dict[str, House]:
        """Houses of a street (0: without one) by number."""
        key = (locality, street)
        found = self._houses.get(key)
        if found is not None:
            self._houses.move_to_end(key)
            return found
        rows = self._base.execute(
            "SELECT number, lon, lat, postcode, spread_m, source_id FROM address WHERE locality_id=? AND street_id=?",
            key,
        )
        found = {row[0]: House(*row[1:]) for row in rows}
        self._houses[key] = found
        self._house_count += len(found)
        while self._house_count > _KEPT_HOUSES and len(self._houses) > 1:
            self._house_count -= len(self._houses.popitem(last=False)[1])
        return found

    def _localities_named(self, key: str) -> tuple[Locality, ...]:
        """Localities with a name (see `locality_key`), in the order of the index."""
        return self._localities("WHERE key=?", key)

    def _localities_of_gmina(self, gmina: int) -> tuple[Locality, ...]:
        return self._localities("WHERE gmina_id=?", gmina)

    def _localities_with_postcode(self, code: str) -> tuple[Locality, ...]:
        return self._localities("WHERE id IN (SELECT locality_id FROM postcode_locality WHERE code=?)", code)

    def _postcodes_of(self, locality: int) -> tuple[str, ...]:
        rows = self._base.execute(
            "SELECT code FROM postcode_locality WHERE locality_id=? ORDER BY code", (locality,)
        )
        return tuple(row[0] for row in rows)

    def _localities(self, condition: str, value: str | int) -> tuple[Locality, ...]:
        rows = self._base.execute(f"SELECT * FROM locality {condition} ORDER BY id", (value,))
        return tuple(Locality(*row) for row in rows)

    def _locality_keys(self) -> tuple[str, ...]:
        """Every name of a locality once, in alphabetical order."""
        return tuple(row[0] for row in self._base.execute("SELECT DISTINCT key FROM locality ORDER BY key"))

    def _streets(self, locality: int) -> StreetList:
        rows = self._base.execute(
            "SELECT id, locality_id, name, lon, lat, radius_m, addresses FROM street WHERE locality_id=? ORDER BY id",
            (locality,),
        )
        return StreetList(
            [
                Street(i, own, name, lon, lat, r, n, street_tokens(name))
                for i, own, name, lon, lat, r, n in rows
            ]
        )

    def _has_street_key(self, key: str) -> bool:
        """Whether any street of the index is called so."""
        return self._base.execute("SELECT 1 FROM street WHERE core=? LIMIT 1", (key,)).fetchone() is not None

    def _powiat_codes(self, powiat: str, wojewodztwo: str) -> frozenset[str]:
        """Four digits of the powiaty of a name; where the index does not tell names, by the towns they are called after."""
        gminas = [g for g in self.gminas_by_teryt.values() if powiat and g.teryt.startswith(wojewodztwo)]
        told = frozenset(g.teryt[:4] for g in gminas if g.powiat_key == powiat)
        return told or frozenset(g.teryt[:4] for g in gminas if is_called_after(powiat, g.key))

    def _postcode(self, code: str) -> Postcode | None:
        row = self._base.execute(
            "SELECT code, lon, lat, radius_m FROM postcode WHERE code=?", (code,)
        ).fetchone()
        return Postcode(*row) if row else None
