"""A headless Chromium, driven over the DevTools protocol: real clicks, and what they show."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0


class Tab:
    """A tab of the browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self._session: str | None = None
        self.complaints: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command, and give its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._connection.send(json.dumps(message))
        while True:
            answer: dict[str, Any] = json.loads(self._connection.recv(timeout=PATIENCE))
            told = answer.get("params", {})
            level = told.get("entry", {}).get("level")
            if answer.get("method") == "Runtime.exceptionThrown" or level in {"warning", "error"}:
                self.complaints.append(json.dumps(told))
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, script: str) -> Any:
        """Run a script on the page, and give its value."""
        result = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until a condition holds on the page."""
        script = f"""new Promise((done, fail) => {{
            const end = Date.now() + {int(PATIENCE * 900)};
            const look = () => {{
                if ({condition}) done(true);
                else if (Date.now() > end) fail(new Error("it never came"));
                else setTimeout(look, 30);
            }};
            look();
        }})"""
        self.run(script)

    def open(self, url: str) -> None:
        """Open a page, and wait until it has begun."""
        self.send("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && document.body.dataset.ready === 'yes'")

    def leave(self) -> None:
        """Leave the page, so that it asks for nothing more, and forget what it complained of."""
        self.send("Page.navigate", url="about:blank")
        self.until("location.href === 'about:blank'")
        self.complaints.clear()

    def click(self, selector: str) -> None:
        """Click in the middle of an element, as a mouse does."""
        place = self.run(
            f"""(() => {{
                const one = document.querySelector({json.dumps(selector)});
                one.scrollIntoView({{block: "center"}});
                const box = one.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=place[0],
                y=place[1],
                button="left",
                clickCount=1,
            )

    def text(self, selector: str) -> str:
        """Give the text of an element, as it is shown."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).innerText"))

    def screenshot(self, path: Path) -> bytes:
        """Take a picture of the page."""
        picture = base64.b64decode(self.send("Page.captureScreenshot")["data"])
        path.write_bytes(picture)
        return picture


@contextlib.contextmanager
def browser(folder: Path) -> Generator[Tab]:
    """Start a browser with a profile of its own, and give a tab of it."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"none of {', '.join(NAMES)} is installed")
    log = folder / "browser.log"
    command = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--window-size=1200,800",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder / 'profile'}",
    ]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as run:
        try:
            with connect(_address(folder, run), max_size=None, open_timeout=PATIENCE) as connection:
                yield Tab(connection)
        finally:
            run.terminate()
            try:
                run.wait(20)
            except subprocess.TimeoutExpired:
                run.kill()


def _address(folder: Path, run: subprocess.Popen[bytes]) -> str:
    """Wait for the browser to say where it listens."""
    told = folder / "profile" / "DevToolsActivePort"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and run.poll() is None:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) > 1:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    pytest.fail(f"the browser did not start: {(folder / 'browser.log').read_text()[-2000:]}")
