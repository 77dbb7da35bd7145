"""The body of an answer, piece by piece: whole, unpacked, neither too long nor too slow."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.failures import BROKEN_OFF, Failure, TryFailedError
from mapa_uslug.sources.fetching.partial_file import body_length

if TYPE_CHECKING:
    import requests

_PIECE: Final = 1 << 16
_UNPACKED: Final = frozenset({"", "identity"})
_ZLIB: Final = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP_OR_ZLIB: Final = 47
_PROGRESS_S: Final = 0.5


def is_packed(response: requests.Response) -> bool:
    """Whether the body is packed although that was not asked for."""
    return _coding(response) not in _UNPACKED


def body_pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes, unpacked if it is packed.

    Raises
    ------
    TryFailedError
        It ends before its end, is packed in a way that is not known here, or its packing is damaged.
    """
    coding = _coding(response)
    if coding in _UNPACKED:
        return _raw_pieces(response)
    if coding not in _ZLIB:
        reason = f"{mark('its answer is packed, which was not asked for')}: {coding[:30]}"
        raise TryFailedError(Failure(reason, tries=1))
    return _unpacked(_raw_pieces(response))


def watched(
    pieces: Iterator[bytes], *, start: int, look: Callable[[int], None], progress: Callable[[int], None],
    clock: Callable[[], float],
) -> Iterator[bytes]:  # fmt: skip
    """Pieces, with a look at the size reached before each is handed on, and now and then a word of it."""
    done, told_at = start, clock()
    for piece in pieces:
        done += len(piece)
        look(done)
        if clock() - told_at >= _PROGRESS_S:
            progress(done)
            told_at = clock()
        yield piece
    progress(done)


def _coding(response: requests.Response) -> str:
    return str(response.headers.get("Content-Encoding", "")).strip().lower()


def _raw_pieces(response: requests.Response) -> Iterator[bytes]:
    left = body_length(response.headers)
    # `read1` gives what is there: a longer read would wait, unwatched, until a trickle has filled it.
    while piece := response.raw.read1(_PIECE, decode_content=False):
        left = None if left is None else left - len(piece)
        yield piece
    # Not every version of the library looks at it when it is read by pieces.
    if left:
        raise TryFailedError(Failure(BROKEN_OFF))


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacked by and by: never more than a piece at once, whatever it unpacks to."""
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    is_begun = False
    for packed in pieces:
        rest = packed
        while rest:
            if unpacker.eof:
                unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
            try:
                unpacked = unpacker.decompress(rest, _PIECE)
            except zlib.error as error:
                raise TryFailedError(
                    Failure(mark("the packing of its answer is damaged"), tries=2)
                ) from error
            is_begun = True
            if unpacked:
                yield unpacked
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    while is_begun and not unpacker.eof:
        unpacked = unpacker.decompress(b"", _PIECE)
        if not unpacked:
            raise TryFailedError(Failure(BROKEN_OFF))
        yield unpacked
