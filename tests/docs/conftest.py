"""The site, built once."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = ROOT / "docs/mkdocs.yml"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as ``scripts/docs`` does."""
    folder = tmp_path_factory.mktemp("site")
    arguments = ["build", "--strict", "--config-file", str(CONFIG), "--site-dir", str(folder)]
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert 0 == ran.returncode, ran.stderr
    return folder
