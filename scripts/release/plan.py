"""What is installed together, and which tests run against it.

Each extra is installed alone. Tests that need more than one, such as those of the command line,
which talk to the mock, run once more where all of theirs are.
"""

from __future__ import annotations

from dataclasses import dataclass

ALONE = ("tests/package/test_installed.py",)
_CLIENT = tuple(
    f"tests/client/{name}"
    for name in (
        "bulk",
        "paging/test_drift.py",
        "paging/test_guards.py",
        "paging/test_prefetch.py",
        "paging/test_properties.py",
        "paging/test_resume.py",
        "test_authentication.py",
        "test_checks.py",
        "test_deadline.py",
        "test_errors.py",
        "test_hooks.py",
        "test_own_connections.py",
        "test_raw.py",
        "test_requests.py",
        "test_retries.py",
        "test_settings.py",
        "test_transports.py",
    )
)


@dataclass(frozen=True)
class Variant:
    """What is installed, and what is tried with it.

    Attributes:
        extras: The extras.
        tests: Files and folders of tests, and what else pytest is to be told.
        tools: What the tests need that the extras do not bring.
        conformance: Whether the suite is run against the mock.
    """

    extras: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    conformance: bool = False

    @property
    def title(self) -> str:
        """What to call it."""
        return " + ".join(self.extras) or "no extra"


VARIANTS = (
    Variant((), _CLIENT),
    Variant(("fast",), ("tests/client/test_fast.py", "tests/client/test_requests.py")),
    Variant(("httpx2",), ("tests/client/test_transports.py", "tests/client/test_errors.py")),
    Variant(("otel",), ("tests/client/test_otel.py",)),
    Variant(("rate-limit",), ("tests/client/test_rate_limit.py",)),
    Variant(("cli",)),
    Variant(
        ("mock",),
        (
            *("tests/client/test_links.py", "tests/client/test_secrets.py"),
            *("tests/client/test_sharing.py", "tests/client/paging/test_lists.py"),
            *("tests/mock/test_admin.py", "tests/mock/test_command.py"),
            *("tests/mock/test_mock.py", "tests/mock/test_state.py"),
        ),
    ),
    Variant(("contract",), ("tests/conformance/test_curl.py",), conformance=True),
    Variant(("cli", "mock"), ("tests/command", "--ignore=tests/command/test_derived.py")),
)
