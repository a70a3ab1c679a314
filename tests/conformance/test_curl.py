"""The curl of a finding sends what the suite sent, with the credentials of the environment."""

from __future__ import annotations

import base64
import subprocess

import pytest

from messaging_engagement_contract.conformance.checks.authentication import (
    _wrong as wrong_credentials,  # pyright: ignore[reportPrivateUsage] - all that there are
)
from messaging_engagement_contract.conformance.exchange import curl_credentials

KEY, SECRET = "abCD1234", "mock-Secret"
WRONG = {why: header for _, why, header in wrong_credentials(KEY, SECRET)}


def sent(option: str) -> str | None:
    """Let a shell read the option of curl; give the Authorization header that it makes."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}; curl {option}"
    environment = {"VONAGE_API_KEY": KEY, "VONAGE_API_SECRET": SECRET, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["/bin/sh", "-c", script], env=environment, capture_output=True, check=True, text=True
    )
    name, _, value = done.stdout.rstrip("\0").partition("\0")
    if name == "-u":
        return "Basic " + base64.b64encode(value.encode()).decode()
    return value.removeprefix("Authorization: ") if name == "-H" else None


@pytest.mark.parametrize("why", WRONG)
def test_wrong_credentials(why: str) -> None:
    """Whatever is wrong with the credentials is wrong in the same way, and no secret is shown."""
    option, _ = curl_credentials(why)
    assert WRONG[why] == sent(option)
    assert KEY not in option
    assert SECRET not in option


def test_own_credentials() -> None:
    """Those of the account come from the environment."""
    token = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert f"Basic {token}" == sent(curl_credentials("own")[0])


def test_scheme_in_lower_case() -> None:
    """The scheme is spelled as it was sent."""
    token = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert f"basic {token}" == sent(curl_credentials("lower-case scheme")[0])
