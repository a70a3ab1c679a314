"""The two outputs, generated once for each process that runs tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.generated.outputs import (
    Ours,
    Output,
    Stock,
    forget,
    load,
    trial,
    write_ours,
    write_stock,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    """Give the package that our templates make of the trial."""
    folder = tmp_path_factory.mktemp("ours") / "trial_client"
    write_ours(trial(), folder)
    package = load(folder)
    yield Ours(package, folder)
    forget(package)


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """Give the package that the generator's own templates make of the trial."""
    folder = tmp_path_factory.mktemp("stock") / "stock_client"
    write_stock(trial(), folder)
    package = load(folder)
    yield Stock(package, folder)
    forget(package)


@pytest.fixture
def output(request: pytest.FixtureRequest) -> Output:
    """Give the output that a mark of :func:`cures` asks for."""
    found: Output = request.getfixturevalue(request.param)
    return found
