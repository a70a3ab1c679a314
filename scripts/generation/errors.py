"""The one error that stops a build."""

from __future__ import annotations


class GenerationError(Exception):
    """The sources do not give a client; the message names the file, the place and the mend.

    Several problems found in one step are reported together, one a line.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)
