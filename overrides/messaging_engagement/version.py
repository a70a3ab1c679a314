"""The version of the distribution, which its build reads from here.

Asking the installation for it would take a tenth of the time to a program's first answer.
"""

from __future__ import annotations

__version__ = "0.1.0"
