"""published.yaml and the overlays make openapi.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generation import (
    dialect,
    documents,
    keywords,
    layout,
    ledger,
    overlays,
    proofs,
    soundness,
)

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED = "overrides/spec/published.yaml"
OVERLAYS = (
    "overrides/spec/corrections.overlay.yaml",
    "overrides/spec/conventions.overlay.yaml",
)
KEPT = "overrides/spec/kept.yaml"

HEADING = """\
Vonage Identity Verification and Message Engagement Registration: the clean description.

Built by scripts/generate from overrides/spec; do not edit it by hand. What the provider publishes
is overrides/spec/published.yaml; every difference from it is an action of an overlay beside it,
with its evidence and its proof."""


@dataclass(frozen=True)
class Description:
    """The clean description, as a document and as the text of openapi.yaml, and its ledger."""

    document: dict[str, Any]
    text: str
    quirks: str


def build(root: Path) -> Description:
    """Build the clean description from the sources below the repository's root.

    Raises:
        GenerationError: a source is broken, or what they give together is not sound.
    """
    published = documents.plain(documents.load(root / PUBLISHED))
    soundness.check_published(published, PUBLISHED)
    actions = [action for path in OVERLAYS for action in overlays.load_actions(root / path)]
    proofs.require_known(actions, root)
    entries = ledger.build_ledger(actions, ledger.load_kept(root / KEPT))
    document = overlays.apply_actions(published, actions)
    if not document["openapi"].startswith("3.0."):
        dialect.upgrade(document)
        keywords.check(document, actions)
    document = layout.ordered(document)
    soundness.check(document)
    return Description(
        document=document,
        text=documents.dump(document, comment=HEADING),
        quirks=ledger.as_json(entries),
    )
