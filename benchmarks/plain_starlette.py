"""The least that a Starlette application must do to be taken for the mock; checks nothing."""

from __future__ import annotations

import json
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request  # noqa: TC002 - Starlette reads the annotations
from starlette.responses import Response
from starlette.routing import Route

PATH = "/v1/messaging-engagement/identities"
TOKEN = "Basic YWJjZDEyMzQ6bW9jay1zZWNyZXQ="  # noqa: S105 - the mock's public secret
ITEMS: dict[str, bytes] = {}
ORDER: list[bytes] = []


def answer(content: bytes, status: int = 200) -> Response:
    """Give JSON."""
    return Response(content, status, media_type="application/json")


def allowed(request: Request) -> bool:
    """Tell whether the credentials are right."""
    return request.headers.get("authorization") == TOKEN


async def listing(request: Request) -> Response:
    """List a page."""
    if not allowed(request):
        return answer(b"{}", 401)
    page, size = (
        int(request.query_params.get("page", 1)),
        int(request.query_params.get("page_size", 10)),
    )
    items = b",".join(ORDER[(page - 1) * size : page * size])
    head = {"page": page, "page_size": size, "total_items": len(ORDER)}
    return answer(json.dumps(head)[:-1].encode() + b',"_embedded":{"identities":[' + items + b"]}}")


async def create(request: Request) -> Response:
    """Create one."""
    if not allowed(request):
        return answer(b"{}", 401)
    body: dict[str, Any] = orjson.loads(await request.body())
    number = f"B{len(ORDER):06}"
    own = f"{request.base_url}v1/messaging-engagement/identities/{number}"
    links = {
        "self": {"href": own},
        "engagements": {
            "href": f"{request.base_url}v1/messaging-engagement/engagements?identity_id={number}"
        },
    }
    date = "2020-01-02 05:12:14"
    content = orjson.dumps(
        {**body, "identity_id": number, "created_date": date, "last_updated": date, "_links": links}
    )
    ITEMS[number] = content
    ORDER.append(content)
    return answer(content, 201)


async def read(request: Request) -> Response:
    """Give one."""
    if not allowed(request):
        return answer(b"{}", 401)
    return answer(ITEMS[request.path_params["identity_id"]])


app = Starlette(
    routes=[
        Route(PATH, listing, methods=["GET"]),
        Route(PATH, create, methods=["POST"]),
        Route(f"{PATH}/{{identity_id}}", read, methods=["GET"]),
    ]
)


class Server(uvicorn.Server):
    """A server that tells where it listens."""

    async def startup(self, sockets: Any = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        print(
            f"listening on http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}",
            flush=True,
        )


if __name__ == "__main__":
    Server(uvicorn.Config(app, port=0, access_log=False, log_level="error")).run()
