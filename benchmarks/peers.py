"""The same calls by other clients: made by generators, or by hand with pydantic over httpx."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pydantic

from benchmarks import samples
from benchmarks.calls import KEY, ONE, PAGE, SECRET, row
from benchmarks.rows import Effort, Row
from benchmarks.server import running
from benchmarks.side_by_side import compare
from benchmarks.stock import STOCK, stock
from messaging_engagement import Client

ROOT = Path(__file__).resolve().parent.parent
OPENAPI_GENERATOR = "openapi-generator's Python client"
PYDANTIC = "pydantic over httpx"
GOAL = 1.0

Call = Callable[[], object]


def rows(effort: Effort) -> Iterator[Row]:
    """Measure one call and a page, beside each."""
    with (
        running() as url,
        Client(api_key=KEY, api_secret=SECRET, base_url=url) as client,
        stock() as package,
        tempfile.TemporaryDirectory() as folder,
    ):
        ours = (
            lambda: client.identities.get("B000001"),
            lambda: next(client.identities.list(page_size=samples.SIZE).pages()).items,
        )
        peers = {STOCK: _stock(package, url), PYDANTIC: _pydantic(url)}
        if (made := _openapi_generator(folder, url)) is not None:
            peers[OPENAPI_GENERATOR] = made
        for index, (name, calls) in enumerate(((ONE, 100), (PAGE, 20))):
            contenders = {"ours": ours[index]} | {peer: both[index] for peer, both in peers.items()}
            times = compare(contenders, rounds=effort.rounds, calls=effort.calls(calls))
            for peer in peers:
                yield row(name, times, ("ours", peer), goal=GOAL)
        if OPENAPI_GENERATOR not in peers:
            yield Row(
                name=ONE,
                against=OPENAPI_GENERATOR,
                note="it needs Java, openapi-generator-cli, urllib3 and python-dateutil",
            )


def _stock(package: Any, url: str) -> tuple[Call, Call]:
    auth = httpx.BasicAuth(KEY, SECRET)
    client = package.Client(base_url=url, httpx_args={"auth": auth})
    one = import_module(f"{package.__name__}.api.identities.get_identity")
    listing = import_module(f"{package.__name__}.api.identities.list_identities")
    return (
        lambda: one.sync("B000001", client=client),
        lambda: listing.sync(client=client, page=1, page_size=samples.SIZE),
    )


class _Link(pydantic.BaseModel):
    href: str


class _Links(pydantic.BaseModel):
    self_: _Link = pydantic.Field(alias="self")
    engagements: _Link


_FIELDS: dict[str, Any] = {
    **{name: (str, ...) for name in samples.identity(1) if name != "_links"},
    "links": (_Links, pydantic.Field(alias="_links")),
}
_IDENTITY: Any = pydantic.create_model(
    "_Identity", __config__=pydantic.ConfigDict(extra="allow"), **_FIELDS
)


_ITEMS: dict[str, Any] = {"identities": (list[_IDENTITY], ...)}
_EMBEDDED: Any = pydantic.create_model("_Embedded", **_ITEMS)
_PAGE_FIELDS: dict[str, Any] = {
    **dict.fromkeys(("page", "page_size", "total_pages", "total_items"), (int, ...)),
    "embedded": (_EMBEDDED, pydantic.Field(alias="_embedded")),
}
_PAGE: Any = pydantic.create_model(
    "_Page", __config__=pydantic.ConfigDict(extra="allow"), **_PAGE_FIELDS
)


def _pydantic(url: str) -> tuple[Call, Call]:
    http = httpx.Client(auth=(KEY, SECRET))
    listing = {"page": 1, "page_size": samples.SIZE}

    def one() -> object:
        return _IDENTITY.model_validate_json(http.get(f"{url}{samples.PATH}/B000001").content)

    def page() -> object:
        return _PAGE.model_validate_json(http.get(f"{url}{samples.PATH}", params=listing).content)

    return one, page


def _openapi_generator(folder: str, url: str) -> tuple[Call, Call] | None:
    """Generate the client, if what that needs is installed."""
    command = shutil.which("openapi-generator-cli", path=str(Path(sys.executable).parent))
    needs = (find_spec(name) for name in ("urllib3", "dateutil"))
    if command is None or shutil.which("java") is None or None in needs:
        return None
    name = "openapi_generator_client"
    options = ["-g", "python", "-i", str(ROOT / "openapi.yaml"), "-o", folder]
    packaged = [command, "generate", *options, "--package-name", name]
    subprocess.run(packaged, check=True, capture_output=True)
    sys.path.insert(0, folder)
    made = import_module(name)
    settings = made.Configuration(host=url, username=KEY, password=SECRET)
    api = made.IdentitiesApi(made.ApiClient(settings))
    return (
        lambda: api.get_identity("B000001"),
        lambda: api.list_identities(page=1, page_size=samples.SIZE),
    )
