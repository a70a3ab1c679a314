"""The command line of ``scripts/generate``."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generation import client, description, outputs
from generation.errors import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OUTPUTS = ("openapi.yaml", f"generated/{client.PACKAGE}")
QUIRKS = "quirks.json"
ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build openapi.yaml and the client; 0 done or up to date, 1 not, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="scripts/generate",
        description="Build openapi.yaml and generated/ from overrides/spec and overrides/templates.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing; exit 1 and show a diff if what is committed is not what they give",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=ROOT,
        metavar="DIR",
        help="the checkout to work on (default: the one this script is in)",
    )
    options = parser.parse_args(arguments)
    root: Path = options.root.resolve()
    try:
        with tempfile.TemporaryDirectory(prefix=".generate-", dir=root) as folder:
            staging = Path(folder)
            build(root, staging)
            return check(root, staging) if options.check else install(root, staging)
    except GenerationError as error:
        message = str(error).replace(f"{root}/", "")
        print(f"Nothing was changed.\n{message}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Nothing was changed.\n{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Nothing was changed.", file=sys.stderr)
        return 130


def build(root: Path, staging: Path) -> None:
    """Build every output into the staging folder.

    Raises:
        GenerationError: the sources do not give a client.
    """
    for name in OUTPUTS:
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
    built = description.build(root)
    (staging / OUTPUTS[0]).write_text(built.text, encoding="utf-8")
    package = staging / OUTPUTS[1]
    client.write_package(built.document, root=root, package=package)
    (package / QUIRKS).write_text(built.quirks, encoding="utf-8")


def check(root: Path, staging: Path) -> int:
    """Print how the committed outputs differ from the built ones; 1 if they do."""
    lines = list(_differences(root, staging))
    if not lines:
        print("openapi.yaml and generated/ are what the sources give.")
        return 0
    print(*lines, sep="\n")
    print("openapi.yaml or generated/ is not what the sources give: run scripts/generate.")
    return 1


def install(root: Path, staging: Path) -> int:
    """Put the built outputs in the place of the committed ones."""
    changed = any(_differences(root, staging))
    # A signal waits until every output is in its place.
    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        for name in OUTPUTS:
            outputs.replace(root / name, staging / name, trash=staging / "replaced")
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    print("Built openapi.yaml and generated/" + ("." if changed else "; nothing changed."))
    return 0


def _differences(root: Path, staging: Path) -> Iterator[str]:
    for name in OUTPUTS:
        yield from outputs.differences(root / name, staging / name)


if __name__ == "__main__":
    sys.exit(main())
