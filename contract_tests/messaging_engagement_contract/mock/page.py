"""The page at ``/`` and its assets, all shipped: nothing is fetched from anywhere else."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.messages import Answer

if TYPE_CHECKING:
    from messaging_engagement_contract.mock.messages import Request

PREFIX = "/__mock/page/"
_FOLDER = Path(__file__).with_name("assets")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = (
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            " require-trusted-types-for 'script'; trusted-types 'none'"
        ),
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-cache"),
)


def asset(request: Request) -> Answer:
    """Give the page, or one of its assets."""
    name = "index.html" if request.path == "/" else request.path.removeprefix(PREFIX)
    content = _assets().get(name)
    if content is None:
        return problems.problem(404, f"Path '{request.path}' does not exist").answer
    if request.method not in {"GET", "HEAD"}:
        return problems.problem(405, headers=(("Allow", "GET, HEAD"),)).answer
    return Answer(200, content, _HEADERS, _TYPES[Path(name).suffix])


@cache
def _assets() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in _FOLDER.iterdir() if path.suffix in _TYPES}
