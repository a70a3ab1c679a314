"""One answer, from its bytes to a model, with all that is not as it should be.

``call`` makes an :class:`Inspection` of every answer of class 2xx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from messaging_engagement.json_decoding import load, load_exact
from messaging_engagement.quirks.deviations import Deviation
from messaging_engagement.quirks.examining import examine
from messaging_engagement.quirks.mending import mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from messaging_engagement_api import Operation


class Inspection:
    """An answer on its way from its bytes to a model, and all that is not as it should be.

    Args:
        operation: The operation that is answered.
        status: The HTTP status, of class 2xx.
    """

    def __init__(self, operation: Operation[Any], status: int) -> None:
        self._operation = operation
        self._status = status
        self._mended: list[Deviation] = []

    def load(self, content: bytes) -> Any:  # noqa: ANN401 - JSON
        """Read JSON, with what is misplaced put where the models look for it.

        Raises:
            ValueError: it is not JSON.
        """
        exact = load_exact(content, self._operation.result(self._status).model)
        if exact is not None:
            return exact
        body = load(content)
        # The one quirk of links needs such a key, which may be written with an escape.
        hrefs = b'"value"' in content or b"\\u" in content
        self._mended = list(mend(body, self._operation.collection, hrefs=hrefs))
        return body

    def deviations(self, result: object) -> Iterator[Deviation]:
        """Give all deviations of the answer, each kind of place once.

        Args:
            result: What was made of the JSON.
        """
        for deviation in (*self._of_status(), *self._mended, *examine(result)):
            yield evolve(deviation, operation_id=self._operation.id)

    def _of_status(self) -> Iterator[Deviation]:
        results = self._operation.results
        if not any(answer.first <= self._status <= answer.last for answer in results):
            named = " or ".join(str(answer.first) for answer in results)
            yield Deviation(
                quirk=_quirk_of_status(self._operation),
                path="",
                message=f"the description has status {named}",
                found=str(self._status),
            )


def _quirk_of_status(operation: Operation[Any]) -> str | None:
    """Give the quirk of a status that the description of an operation does not have."""
    if operation.method != "POST":
        return None
    return "Q26" if "numbers" in operation.path else "Q30"
