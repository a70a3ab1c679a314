"""Names of the methods of a resource class, from operationId and tag alone.

The nouns of the tag are left out of the operationId: in ``Identities`` the operation
``createIdentity`` is ``create``, ``listIdentities`` is ``list`` and ``getIdentityScore`` would be
``get_score``. No other operation has a say in a name, so a new one never renames an old one.
"""

from __future__ import annotations

import keyword
import re

import inflect

_ENGLISH = inflect.engine()
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def method_name(operation: str, tag: str) -> str:
    """Give the name of the method for an operation of a tag.

    >>> method_name("createIdentity", "Identities")
    'create'
    >>> method_name("addNumbers", "Numbers")
    'add'
    >>> method_name("getPhoneNumberStatus", "phone_numbers")
    'get_status'
    >>> method_name("identities", "Identities")
    'identities'
    """
    words = _words(operation)
    nouns = [_singular(word) for word in _words(tag)]
    kept = words
    for start in range(len(words) - len(nouns) + 1):
        if [_singular(word) for word in words[start : start + len(nouns)]] == nouns:
            kept = words[:start] + words[start + len(nouns) :]
            break
    name = "_".join(kept or words)
    return f"{name}_" if keyword.iskeyword(name) else name


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _singular(word: str) -> str:
    # inflect answers False for a word that is singular already.
    return _ENGLISH.singular_noun(word) or word  # type: ignore[arg-type]
