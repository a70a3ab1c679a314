"""Starts ``scripts/generate``; from its first moment on, an interruption ends it without a fuss."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def leave(number: int, _frame: object) -> NoReturn:
    """End at once: nothing has been begun, and nothing can catch it halfway through an import."""
    os.write(sys.stderr.fileno(), b"Interrupted. Nothing was changed.\n")
    os._exit(128 + number)


def interrupt(number: int, _frame: object) -> NoReturn:
    """End as an interruption from the keyboard does, and tidy up."""
    raise KeyboardInterrupt(number)


if __name__ == "__main__":
    for each in SIGNALS:
        signal.signal(each, leave)
    gc.disable()  # a build ends before there is anything worth collecting

    from generation.command import main  # it takes a second

    for each in SIGNALS:
        signal.signal(each, interrupt)
    sys.exit(main())
