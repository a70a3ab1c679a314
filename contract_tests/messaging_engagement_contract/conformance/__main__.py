"""``python -m messaging_engagement_contract.conformance``: the command, without the dispatcher."""

from __future__ import annotations

import sys

from messaging_engagement_contract.conformance.command import main

sys.exit(main())
