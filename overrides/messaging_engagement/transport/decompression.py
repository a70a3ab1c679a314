"""Compressed bodies, decompressed piece by piece; ``incoming`` asks.

A few bytes may decompress to gigabytes, and what is compressed twice to more than any disk holds.
The libraries that bring the bytes decompress each piece as a whole, however large that gets. So
they are taken as they came, and zlib is asked for no more than ``AT_ONCE`` bytes at a time: what is
too much is noticed before it is there.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

ACCEPTED: Final = "gzip, deflate"
"""The value of Accept-Encoding."""
AT_ONCE: Final = 64 * 1024
"""Bytes of a result that are made at once."""
UNSUPPORTED: Final = frozenset({"br", "compress", "dcb", "dcz", "x-compress", "zstd"})
"""Other codings that there are. Any other name, such as that of a charset, says nothing."""
MOST_CODINGS: Final = 5
"""How many times a body may be compressed: each time takes memory."""


class DecompressionError(Exception):
    """The body cannot be decompressed."""


class TooLargeError(Exception):
    """The body is larger than it may be."""


class Decompressor:
    """Undoes the codings of a body.

    Args:
        codings: The value of Content-Encoding.
        most: Bytes that the body may have, before and after each coding.

    Raises:
        DecompressionError: there are too many codings.

    >>> import gzip
    >>> b"".join(Decompressor("gzip", 100).feed(gzip.compress(b"{}")))
    b'{}'
    """

    def __init__(self, codings: str, most: int) -> None:
        names = [name for each in codings.lower().split(",") if (name := each.strip())]
        names = [name for name in names if name in _WINDOWS or name in UNSUPPORTED]
        if len(names) > MOST_CODINGS:
            raise DecompressionError(f"it is compressed {len(names)} times")
        # The last one was applied last (RFC 9110, 8.4).
        self._codings = [_Coding(name) for name in reversed(names)]
        self._steps: list[_Step] = [_Limit(most).passed]
        for coding in self._codings:
            self._steps += [coding.undone, _Limit(most).passed]

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Give what a piece decompresses to, in pieces.

        Raises:
            DecompressionError: it does not follow its coding, or that is not one of ``ACCEPTED``.
            TooLargeError: it is too much, here or on the way.
        """
        pieces: Iterable[bytes] = (piece,)
        for step in self._steps:
            pieces = step(pieces)
        return iter(pieces)

    def end(self) -> None:
        """Note that there are no more pieces.

        Raises:
            DecompressionError: what a coding made breaks off.
        """
        for coding in self._codings:
            coding.end()


_Step = Callable[[Iterable[bytes]], Iterator[bytes]]


class _Limit:
    """Lets so many bytes pass."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._passed = 0

    def passed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._passed += len(piece)
            if self._passed > self._most:
                raise TooLargeError(f"it has more than {self._most} bytes")
            yield piece


class _Inflating(Protocol):
    """What is needed of zlib's decompressor."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Coding:
    """One coding."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._zlib: _Inflating | None = None

    def undone(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if piece and self._name in UNSUPPORTED:
                raise DecompressionError(f"its coding {self._name!r} is not one of {ACCEPTED}")
            if piece and self._zlib is None:
                self._zlib = zlib.decompressobj(_WINDOWS[self._name](piece[0]))
            if self._zlib is not None:
                yield from self._inflated(self._zlib, piece)

    def _inflated(self, inflating: _Inflating, data: bytes) -> Iterator[bytes]:
        found = b""
        # What follows the end belongs to nothing. A full piece may have more behind it.
        while not inflating.eof and (data or len(found) == AT_ONCE):
            try:
                found = inflating.decompress(data, AT_ONCE)
            except zlib.error:
                raise DecompressionError(f"it does not follow its coding {self._name}") from None
            data = inflating.unconsumed_tail
            yield found

    def end(self) -> None:
        if self._zlib is not None and not self._zlib.eof:
            raise DecompressionError(f"it breaks off within its coding {self._name}")


def _gzip(_: int) -> int:
    return zlib.MAX_WBITS + 16


def _deflate(first: int) -> int:
    # It is in the format of zlib, which begins with an 8 (RFC 9110, 8.4.1.2); but some leave that
    # format out.
    return zlib.MAX_WBITS if first & 0xF == zlib.DEFLATED else -zlib.MAX_WBITS


_WINDOWS: Final[dict[str, Callable[[int], int]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
}
"""What zlib needs to know of each coding, which may depend on the first byte."""
