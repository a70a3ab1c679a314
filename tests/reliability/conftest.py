"""``--hypothesis-profile=long`` tries many more documents than a run of all tests has time for."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("long", max_examples=10_000)
