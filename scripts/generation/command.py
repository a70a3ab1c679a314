"""The command line of ``scripts/generate``."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generation import client, description, outputs
from generation.errors import GenerationError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

OUTPUTS = ("openapi.yaml", "generated")
PACKAGE = f"generated/{client.PACKAGE}"
QUIRKS = "quirks.json"
ROOT = Path(__file__).resolve().parents[2]
STAGING = ".generate-"
INSTALLING = "installing"
"""A file in the folder of a run that puts what it built in its place."""

HALTED = "An earlier run was killed while it put its outputs in their places"

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What may interrupt a build, but not the moment in which its outputs get their places."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build openapi.yaml and the client; 0 done or up to date, 1 not, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="scripts/generate",
        description="Build openapi.yaml and generated/ from the sources in overrides/.",
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
    if not root.is_dir():
        parser.error(f"--root {root}: no such folder")
    try:
        with _staging(root, temporary=options.check) as staging:
            build(root, staging.folder)
            return (check if options.check else install)(root, staging)
    except GenerationError as error:
        message = str(error).replace(f"{root}/", "")
        print(f"Nothing was changed.\n{message}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Nothing was changed.\n{error}".replace(f"{root}/", ""), file=sys.stderr)
        return 1
    except KeyboardInterrupt as interruption:
        print("Interrupted. Nothing was changed.", file=sys.stderr)
        return 128 + next(iter(interruption.args), signal.SIGINT)


@dataclass(frozen=True)
class Staging:
    """The folder to build in, and whether an earlier run was killed in its last step."""

    folder: Path
    halted: bool


@contextlib.contextmanager
def _staging(root: Path, *, temporary: bool) -> Generator[Staging]:
    """Give a folder to build in, one run at a time in one checkout.

    It is inside the checkout, so that what is built can be renamed to its place, unless it is
    temporary. A lock ends with whoever holds it; what a run that was killed has left is removed.
    """
    descriptor = os.open(root, os.O_RDONLY)
    try:
        _lock(descriptor)
        halted = any(root.glob(f"{STAGING}*/{INSTALLING}"))
        if not temporary:
            for stale in root.glob(f"{STAGING}*/"):
                shutil.rmtree(stale)
        place = None if temporary else root
        with tempfile.TemporaryDirectory(prefix=STAGING, dir=place) as folder:
            yield Staging(Path(folder).resolve(), halted)
    finally:
        os.close(descriptor)


def build(root: Path, staging: Path) -> None:
    """Build every output into the staging folder.

    Raises:
        GenerationError: the sources do not give a client.
    """
    package = staging / PACKAGE
    package.parent.mkdir()
    built = description.build(root)
    (staging / OUTPUTS[0]).write_text(built.text, encoding="utf-8")
    client.write_package(built.document, root=root, package=package)
    (package / QUIRKS).write_text(built.quirks, encoding="utf-8")


def check(root: Path, staging: Staging) -> int:
    """Print how the committed outputs differ from the built ones; 1 if they do."""
    found = list(_differences(root, staging))
    if not found:
        print("openapi.yaml and generated/ are what the sources give.")
        return 0
    print(*found, sep="\n")
    for difference in found:
        print(*difference.diff(), sep="\n")
    if staging.halted:
        print(f"{HALTED}: they may be of two builds.")
    print("openapi.yaml or generated/ is not what the sources give: run scripts/generate.")
    return 1


def install(root: Path, staging: Staging) -> int:
    """Put the built outputs in the place of the committed ones."""
    changed = list(_differences(root, staging))
    if staging.halted:
        print(f"{HALTED}: this one puts it right.")
    for difference in changed:
        if difference.built is None and not difference.name.startswith(f"{PACKAGE}/"):
            print(f"Removing {difference.name}: generated/ has nothing but the package.")
    pairs = [(root / name, staging.folder / name) for name in OUTPUTS]
    marker = staging.folder / INSTALLING
    with _uninterrupted():
        marker.touch()
        outputs.install(pair for pair in pairs if any(outputs.differences(*pair)))
        marker.unlink()
        print("Built openapi.yaml and generated/" + ("." if changed else "; nothing changed."))
    return 0


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another run in this checkout.", file=sys.stderr)
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextlib.contextmanager
def _uninterrupted() -> Generator[None]:
    """Ignore signals: one that comes now is too late, for in an instant all is done."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _differences(root: Path, staging: Staging) -> Iterator[outputs.Difference]:
    for name in OUTPUTS:
        yield from outputs.differences(root / name, staging.folder / name)
