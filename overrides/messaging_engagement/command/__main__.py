"""``python -m messaging_engagement.command`` is the command where it is not on the path."""

from __future__ import annotations

import sys

from messaging_engagement.command import main

if __name__ == "__main__":
    sys.exit(main())
