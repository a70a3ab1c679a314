"""Text of the description as text of docstrings and of string literals."""

from __future__ import annotations

import re
import textwrap

from openapi_python_client.strings import safe_for_docstring

WIDTH = 100


def paragraph(text: object, indent: int, hanging: int | None = None) -> str:
    """Wrap text for a docstring; its line breaks stay.

    Args:
        text: The text; what has a meaning in a string literal is escaped.
        indent: The column in which the first line begins.
        hanging: The column in which all other lines begin; by default the same.
    """
    column = indent if hanging is None else hanging
    lines: list[str] = []
    for line in safe_for_docstring(text).strip().splitlines():
        lead = len(line) - len(line.lstrip())
        hang = 4 if lead else 2 * line.startswith("- ")
        wrapped = textwrap.wrap(
            line,
            WIDTH,
            # What precedes the first line is in the template: an indent, and the quotes.
            initial_indent=" " * (column if lines else indent + len('"""')),
            subsequent_indent=" " * (column + lead + hang),
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += wrapped or [""]
    safe = "\n".join(lines).lstrip(" ")
    # A quote at the end would close the docstring too early.
    return f'{safe[:-1]}\\"' if safe.endswith('"') else safe


def sentence(text: str) -> str:
    """End a text with a full stop."""
    stripped = text.strip()
    return stripped if not stripped or stripped[-1] in ".:!?" else f"{stripped}."


def summary(text: str) -> str:
    """Give the first paragraph of a text on one line."""
    return " ".join(re.split(r"\n[^\S\n]*\n", text.strip(), maxsplit=1)[0].split())


def phrase(text: object) -> str:
    """Take the full stop from the end of a text, so that more can follow."""
    return str(text).strip().removesuffix(".")


def in_quotes(text: object) -> str:
    r"""Write a text as it stands between the double quotes of a string literal.

    >>> in_quotes('a\nb "c"')
    'a\\nb \\"c\\"'
    """
    get = getattr(text, "get_untrusted_value", None)
    return "".join(map(_escaped, get() if get else str(text)))


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return f"\\{character}"
    return character if character.isprintable() else character.encode("unicode_escape").decode()
