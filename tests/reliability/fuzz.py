"""Lets atheris, a fuzzer that follows the coverage of the code, choose the bytes of answers.

``python -m tests.reliability.fuzz FOLDER -max_total_time=600``: arguments are those of libFuzzer,
and FOLDER keeps the inputs that reached something new. atheris is not among the dependencies of the
project, for it needs a compiler where no wheel fits: ``pip install atheris``.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import httpx

SEEDS = 4
"""Bytes before the body, which choose the call, the status, the coding and the rest."""


def main() -> None:
    """Fuzz until libFuzzer has enough, or something else than a documented error is raised."""
    atheris: Any = importlib.import_module("atheris")
    packages = ["messaging_engagement", "messaging_engagement_api"]
    with atheris.instrument_imports(include=packages):
        fuzzing: Any = importlib.import_module("tests.reliability.test_bytes")
        package: Any = importlib.import_module("messaging_engagement")
        testing: Any = importlib.import_module("messaging_engagement.testing")
    codings = [*fuzzing.CODINGS.items()]

    def try_bytes(data: bytes) -> None:
        call, status, coding, strict = data[:SEEDS].ljust(SEEDS, b"\0")
        name, encode = codings[coding % len(codings)]
        headers = {"Content-Encoding": name} if name else {}
        # Compressed or as it is: in the second case the decompression is what is fuzzed.
        content = encode(data[SEEDS:]) if strict & 2 else data[SEEDS:]
        chosen = fuzzing.STATUSES[status % len(fuzzing.STATUSES)]

        def answer(_: httpx.Request) -> httpx.Response:
            return httpx.Response(chosen, headers=headers, stream=httpx.ByteStream(content))

        client = package.Client(
            **fuzzing.CREDENTIALS,
            http_client=httpx.Client(transport=httpx.MockTransport(answer), trust_env=False),
            strict=bool(strict & 1),
            hooks=fuzzing.HOOKS,
        )
        with testing.FakeTime():
            try:
                fuzzing.use(fuzzing.CALLS[call % len(fuzzing.CALLS)](client))
            except package.CallError as error:
                fuzzing.look_at(error)

    atheris.Setup(sys.argv, try_bytes)
    _begin(sys.argv[1:])
    atheris.Fuzz()


def _begin(arguments: list[str]) -> None:
    """Put the examples of the description into the folder, for the fuzzer to bend."""
    folder = next((each for each in arguments if not each.startswith("-")), None)
    if folder is None:
        return
    examples: list[Any] = [*importlib.import_module("tests.reliability.documents").EXAMPLES]
    for number, example in enumerate(examples):
        for call in range(10):
            content = bytes([call, 0, 0, 2]) + json.dumps(example).encode()
            Path(folder, f"example-{number}-{call}").write_bytes(content)


if __name__ == "__main__":
    main()
