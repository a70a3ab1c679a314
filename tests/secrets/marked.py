"""A credential that is recognised: every encoding changes some of its characters."""

from __future__ import annotations

KEY = "marked&k+y"
SECRET = "Zq7+/%&<\"'~é\\K9xWm4!T>pL2?=Q;u8"
