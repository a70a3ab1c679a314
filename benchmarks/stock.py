"""The client that openapi-python-client makes of openapi.yaml without our templates."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "stock_client"
STOCK = "stock generated code"


@contextmanager
def stock() -> Generator[Any]:
    """Generate the stock client into a folder that is removed at the end, and give its package."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
        sources = ["--path", str(ROOT / "openapi.yaml"), "--output-path", f"{folder}/{PACKAGE}"]
        # Its examples have links, which it warns of.
        subprocess.run([*command, *sources], check=True, capture_output=True)
        sys.path.insert(0, folder)
        try:
            yield importlib.import_module(PACKAGE)
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
                del sys.modules[name]
