"""What docstrings have and Markdown has not: roles such as ``:class:`Client```, doctests, trees."""

from __future__ import annotations

import re

import griffe

_ROLE = re.compile(r":(?:class|data|func|meth|mod):`~?([^`]+)`")
_BRANCHES = "├── ", "└── "


class Roles(griffe.Extension):
    """Rewrites every docstring that is collected."""

    def on_instance(self, *, obj: griffe.Object, **_: object) -> None:
        """Rewrite one."""
        if obj.docstring is not None:
            text = _ROLE.sub(r"`\1`", obj.docstring.value)
            obj.docstring.value = "\n\n".join(map(_as_code, text.split("\n\n")))


def _as_code(paragraph: str) -> str:
    """Fence a paragraph that would lose its lines; one of a section is indented, and left to it."""
    if paragraph.startswith(">>> "):
        return f"```pycon\n{paragraph}\n```"
    if any(branch in paragraph for branch in _BRANCHES):
        return f"```text\n{paragraph}\n```"
    return paragraph
