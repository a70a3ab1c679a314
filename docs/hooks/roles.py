"""Roles of reStructuredText in docstrings, such as ``:class:`Client```, as code for Markdown."""

from __future__ import annotations

import re

import griffe

_ROLE = re.compile(r":(?:class|data|func|meth|mod):`~?([^`]+)`")


class Roles(griffe.Extension):
    """Rewrites every docstring that is collected."""

    def on_instance(self, *, obj: griffe.Object, **_: object) -> None:
        """Rewrite one."""
        if obj.docstring is not None:
            obj.docstring.value = _ROLE.sub(r"`\1`", obj.docstring.value)
