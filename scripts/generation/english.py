"""Singular and plural of English words, for the names that ``naming`` gives."""

from __future__ import annotations

from typing import TypeVar
from unittest import mock

T = TypeVar("T")


def _as_it_is(target: T) -> T:
    return target


# inflect has typeguard rewrite each of its functions when it is imported, so that they check their
# arguments. That takes longer than all of a build; that the arguments are right, mypy has checked.
with mock.patch("typeguard.typechecked", _as_it_is):
    import inflect

_ENGLISH = inflect.engine()


def singular(word: str) -> str:
    """Give the singular of a word.

    >>> singular("identities")
    'identity'
    """
    # inflect answers False for a word that is singular already.
    return _ENGLISH.singular_noun(word) or word
