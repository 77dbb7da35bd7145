"""Getting files politely: once, in their turn, with an end to patience, whole or not at all, each in the ledger."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mapa_uslug.core.files import atomic_path, sha256_of, sweep_leftovers
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.asking import Ask, Manners
from mapa_uslug.sources.fetching.failures import explain_file
from mapa_uslug.sources.fetching.folder_lock import lock_folder
from mapa_uslug.sources.fetching.ledger import Entry, Ledger, State
from mapa_uslug.sources.fetching.partial_file import PartialFile
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms, dated
from mapa_uslug.sources.fetching.transfer import Transfer, on_disk

__all__ = ["Ask", "Check", "Getter", "Sift", "Strain"]

Check = Callable[[Path], None]
"""Raises `ValueError` with a message id when a file is not what the source hands out."""
Sift = Callable[[bytes], tuple[bytes, int]]
"""Takes a whole file to what of it may be kept, and the number of rows that were dropped."""
Strain = Callable[[Path, Path], int]
"""As `Sift`, of a file too large for memory: reads it, writes what may be kept to the second path; the number dropped."""

NOT_TO_MIRROR: Final = mark("keys and passwords are not sent to a mirror")
TRUST_MIRROR: Final = mark(
    "If that computer may know them, name its address for this source with --base-url; else leave --mirror out."
)
_NOT_KEPT: Final[Mapping[State, str]] = {
    "unknown": mark("it may not be asked (--offline), and was not asked before"),
    "damaged": mark("it may not be asked (--offline), and the ledger of what was fetched cannot be read"),
    "lost": mark("it may not be asked (--offline), and what was fetched is not there any more"),
    "altered": mark("it may not be asked (--offline), and what was fetched has been changed since"),
}


@dataclass(frozen=True, kw_only=True)
class Getter(Manners):
    """Brings files into the raw folder; one instance is one run.

    Parameters
    ----------
    raw : Path
        Folder of the raw files, with the ledger.
    is_offline : bool
        Take what is there, ask nobody.
    is_fresh : bool
        Ask again for what is there.
    bases : mapping
        Key of a source -> address to use in place of its own.
    mirrored : frozenset of str
        Keys of sources that are asked at a mirror: keys and passwords are for the source itself and are not sent there.
    given : mapping
        Key of a source -> files to take in place of what it would send.
    clock : callable
        Now, in UTC: the day in credits and in the ledger.
    """

    raw: Path
    is_offline: bool = False
    is_fresh: bool = False
    bases: Mapping[str, str] = field(default_factory=dict)
    mirrored: frozenset[str] = frozenset()
    given: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @contextmanager
    def alone(self, *folders: Path) -> Iterator[None]:
        """Keep other runs out of the raw folder inside the block, and sweep what killed ones left there.

        Parameters
        ----------
        folders
            Others to be swept: what was derived is written there.

        Raises
        ------
        InputError
            Another run is at work there, or the folder cannot be written to.
        """
        with lock_folder(self.raw):
            for folder in (self.raw, *folders):
                sweep_leftovers(folder)
            self._sweep_parts()
            yield

    @property
    def ledger(self) -> Ledger:
        """The ledger as it stands."""
        return Ledger(self.raw)

    def terms(self, terms: Terms) -> Terms:
        """Terms at the address to use in this run."""
        return terms.at(self.bases[terms.key]) if terms.key in self.bases else terms

    def credit(self, terms: Terms, day: str = "") -> str:
        """How the source is to be named, with the day on which its file was fetched."""
        days = [e.fetched_at[:10] for e in self.ledger.entries if e.source == terms.key]
        return dated(terms.credit, day or max(days, default=self.clock().date().isoformat()))

    def get(
        self,
        terms: Terms,
        ask: Ask,
        *,
        check: Check | None = None,
        sift: Sift | None = None,
        strain: Strain | None = None,
    ) -> Path:
        """The raw file that answers a question: the one that is there, or fetched now.

        Parameters
        ----------
        terms
            As `terms` gives them.
        ask
            The question.
        check
            Looks at the file before it is kept.
        sift
            Drops what must not be kept; the answer is then never written as it came.
        strain
            Drops what must not be kept from a large file: as it came it lies on the disk, under another name, only while
            it is being fetched and looked at.

        Raises
        ------
        SourceFailed
            Whatever goes wrong on the way; nothing half-written is left under the file's name.
        """
        target, ledger = self.raw / terms.key / ask.name, self.ledger
        state = ledger.state(terms.key, ask.name, ask.digest)
        if state == "good" and (self.is_offline or not self.is_fresh):
            return target
        if self.is_offline:
            # Asked for anew but kept as another question's answer is as good as never asked.
            raise SourceFailed(terms, f"{_NOT_KEPT[state]}: {ask.name}",
                               hint=mark("Run the command once without --offline."))  # fmt: skip
        if ask.has_secrets:
            raise SourceFailed(terms, mark("its address holds a password or a key, and addresses are written down"),
                               hint=mark("Download the file by hand and give it with --file."))  # fmt: skip
        if ask.is_personal and terms.key in self.mirrored:
            raise SourceFailed(terms, NOT_TO_MIRROR, hint=TRUST_MIRROR)
        with on_disk(terms):
            target.parent.mkdir(parents=True, exist_ok=True)
            dropped = self._fetch(terms, ask, PartialFile(target, ask.digest), check, sift, strain)
            self._note(terms, ask.name, ask.digest, ask.whole_url, dropped)
        return target

    def _fetch(
        self,
        terms: Terms,
        ask: Ask,
        part: PartialFile,
        check: Check | None,
        sift: Sift | None,
        strain: Strain | None,
    ) -> int:
        """Fetch, check and rename; the number of rows dropped."""
        transfer = Transfer(self, terms, ask, part)
        while True:
            body, dropped = transfer.run(in_memory=sift is not None), 0
            try:
                if sift is not None:
                    kept, dropped = sift(body)
                    part.path.write_bytes(kept)
                if check is not None:
                    check(part.path)
                if strain is not None:
                    with atomic_path(part.target) as strained:
                        dropped = strain(part.path, strained)
                    part.forget()
                    return dropped
            except ValueError as error:
                part.forget()
                # Parts that do not fit together are the server's doing: whole, the file may be good.
                if not transfer.has_resumed:
                    raise SourceFailed(terms, explain_file(error)) from error
                transfer.has_resumed = False
                continue
            except BaseException:
                part.forget()
                raise
            part.finish()
            return dropped

    def take(
        self,
        terms: Terms,
        path: Path,
        *,
        check: Check | None = None,
        sift: Sift | None = None,
        strain: Strain | None = None,
        suffix: str = "",
    ) -> Path:
        """A file that the user gives in place of what a source would send, copied into the raw folder.

        Parameters
        ----------
        suffix
            Of the copy, where sifting changes the form of the file.

        Raises
        ------
        SourceFailed
            The file cannot be read, or is not what the source hands out.
        """
        name = self._given_name(terms, path, suffix or path.suffix)
        target, dropped = self.raw / terms.key / name, 0
        try:
            with atomic_path(target) as part:
                if strain is not None:
                    if check is not None:
                        check(path)
                    dropped = strain(path, part)
                elif sift is None:
                    shutil.copyfile(path, part)
                else:
                    body, dropped = sift(path.read_bytes())
                    part.write_bytes(body)
                if check is not None and strain is None:
                    check(part)
        except (OSError, ValueError) as error:
            raise SourceFailed(
                terms, explain_file(error), hint=mark("Check the file that was given.")
            ) from error
        with on_disk(terms):
            self._note(terms, name, f"file:{path.name}", f"file:{path.name}", dropped)
        return target

    def _given_name(self, terms: Terms, path: Path, suffix: str) -> str:
        """Name of a given file, numbered where an earlier one has the same: from another folder, or by its own number."""
        given = self.given.get(terms.key, ())
        # Stems alone are compared, without capitals: sifting changes suffixes, and some disks know no capitals.
        stems: list[str] = []
        for other in dict.fromkeys((*given[: given.index(path)], path) if path in given else (path,)):
            taken = {stem.casefold() for stem in stems}
            numbered = (f"{other.stem}-{number}" for number in itertools.count(2))
            stems.append(
                next(s for s in itertools.chain((other.stem,), numbered) if s.casefold() not in taken)
            )
        return f"{stems[-1]}{suffix}"

    def _sweep_parts(self) -> None:
        """Remove beginnings of files that nothing can go on from."""
        for part in sorted(self.raw.glob("*/.*.part")):
            note = part.with_name(f"{part.name}.json")
            if not note.is_file() or part.stat().st_size == 0:
                part.unlink()
        for note in sorted(self.raw.glob("*/.*.part.json")):
            if not note.with_suffix("").is_file():
                note.unlink()

    def _note(self, terms: Terms, name: str, digest: str, url: str, dropped: int) -> None:
        path = self.raw / terms.key / name
        now = self.clock().replace(microsecond=0).isoformat()
        self.ledger.add(Entry(
            terms.key, name, digest, url, sha256_of(path), path.stat().st_size, now, terms.licence,
            dated(terms.credit, now[:10]), dropped,
        ))  # fmt: skip
