"""The reports of a run: for people, for CI and for programs; no credential in any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.report import junit, page
from messaging_engagement_contract.conformance.report.data import document, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from messaging_engagement_contract.conformance.conduct import Result
    from messaging_engagement_contract.conformance.redaction import Redactor
    from messaging_engagement_contract.conformance.run import Run

__all__ = ["document", "write", "write_document"]


def write(folder: Path, run: Run, result: Result, redact: Redactor) -> None:
    """Write report.json, report.html and junit.xml.

    Raises:
        OSError: they cannot be written.
    """
    write_document(folder, redact.tree(document(run, result)))


def write_document(folder: Path, content: dict[str, object]) -> None:
    """Write the three reports of what is in the first.

    Raises:
        OSError: they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(to_json(content), encoding="utf-8")
    (folder / "report.html").write_text(page.render(content), encoding="utf-8")
    (folder / "junit.xml").write_text(junit.render(content), encoding="utf-8")
