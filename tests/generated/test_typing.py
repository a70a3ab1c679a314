"""Type checkers accept our output and a program that uses it, and neither finds an unknown type."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.generated.outputs import ROOT, cures

if TYPE_CHECKING:
    from pathlib import Path

    from tests.generated.outputs import Ours, Output

PROGRAM = '''\
"""What a user writes."""

from __future__ import annotations

import datetime
import uuid
from typing import Literal, TypeVar, assert_type

from trial_client import UNSET, Api, AsyncApi, Listing, Pager, Paging, RawResponse, Request
from trial_client import Sender, Unset, models

T = TypeVar("T")
PageT = TypeVar("PageT")


class Recorder:
    """A sender."""

    def send(self, request: Request[T], /) -> T:
        raise NotImplementedError(request.path)

    def send_raw(self, request: Request[T], /) -> RawResponse[T]:
        raise NotImplementedError(request.path)

    def paginate(self, listing: Listing[T, PageT], paging: Paging, /) -> Pager[T]:
        raise NotImplementedError(listing.operation.id, paging)


def use(sender: Sender) -> None:
    things = Api(sender).things
    page = things.list(page=2, tag=["a"], status=models.Status.ACTIVE, born=UNSET)
    assert_type(page, models.ThingPage)
    assert_type(page.embedded.things, list[models.Thing])
    raw = things.with_raw_response.list(page=2)
    assert_type(raw, RawResponse[models.ThingPage])
    assert_type(raw.parsed.page, int)
    assert_type(list(things.list_parts("B1", limit=3)), list[models.Thing])
    for part in things.list_parts("B1").pages():
        assert_type(list(part.items), list[models.Thing])
    parts = things.with_raw_response.list_parts("B1", page_size=3)
    assert_type(parts.parsed, models.ThingPage)
    assert_type(things.delete("B1"), None)
    assert_type(things.probe("B1"), None)
    assert_type(things.list_pets(), list[models.Cat | models.Dog])
    level = things.get_level(uuid.uuid4(), models.Level.VALUE_1, 7)
    assert_type(level, models.Circle | models.Square)
    assert_type(Api(sender).files.download("name"), bytes)
    assert_type(Api(sender).files.read("name"), str)


def read(thing: models.Thing) -> None:
    assert_type(thing.id, uuid.UUID)
    assert_type(thing.status, models.Status)
    assert_type(thing.note, str | None | Unset)
    assert_type(thing.when, datetime.date | datetime.datetime | Unset)
    assert_type(thing.pet, models.Cat | models.Dog | Unset)
    assert_type(thing.parent, models.Thing | Unset)
    assert_type(models.Cash().method, Literal["cash"])
    assert_type(models.Thing.from_dict({}), models.Thing)
    if thing.birthdays:
        assert_type(thing.birthdays.additional_properties, dict[str, datetime.date])
    if isinstance(thing.pet, models.Dog):
        assert_type(thing.pet.tricks, list[str] | Unset)


async def use_async(api: AsyncApi) -> None:
    assert_type(await api.things.get("B1"), models.Thing)
    await api.things.update("B1", models.ThingDetails(name="kettle"))
    raw = await api.things.with_raw_response.get("B1")
    assert_type(raw.parsed, models.Thing)
    assert_type([part async for part in api.things.list_parts("B1")], list[models.Thing])


use(Recorder())
'''

WRONG = '''\
"""What a user must not write."""

from trial_client import Api, models


def use(api: Api) -> None:
    api.things.get(None)
    api.things.list(page="2")
    api.things.create()
    models.ThingDetails()
    models.ThingDetails(nmae="kettle")
    api.things.probe("B1").name
    api.things.list_parts("B1", page=2)
    api.things.list_parts("B1", limit="2")
    api.things.with_raw_response.list_parts("B1", limit=2)
'''


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which mypy keeps what it knows of other packages."""
    return tmp_path_factory.mktemp("mypy")


def mypy(cache: Path, folder: Path, *names: str) -> list[str]:
    """Give what ``mypy --strict`` complains of."""
    command = (sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary")
    done = subprocess.run(
        [*command, f"--cache-dir={cache}", *names],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "" == done.stderr
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def pyright(folder: Path, *names: str) -> list[str]:
    """Give what pyright in its strict mode complains of."""
    project = {
        "typeCheckingMode": "strict",
        "include": names,
        "pythonVersion": "{}.{}".format(*sys.version_info),
    }
    path = folder / "pyrightconfig.json"
    path.write_text(json.dumps(project), encoding="utf-8")
    command = (sys.executable, "-m", "pyright", "--project", path, "--outputjson")
    done = subprocess.run(
        [*command, "--pythonpath", sys.executable],
        check=False,
        capture_output=True,
        text=True,
        env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
    )
    found = json.loads(done.stdout)
    assert found["summary"]["filesAnalyzed"] >= len(names)
    return [f"{item['file']}: {item['message']}" for item in found["generalDiagnostics"]]


@pytest.fixture
def program(ours: Ours, tmp_path: Path) -> Path:
    """Give a folder with our package and the program."""
    (tmp_path / ours.folder.name).symlink_to(ours.folder, target_is_directory=True)
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


@cures(AssertionError)
def test_mypy_accepts_the_package(output: Output, cache: Path) -> None:
    """Nothing in the generated code needs an ignore."""
    assert [] == mypy(cache, output.folder.parent, output.folder.name)


@cures(AssertionError)
def test_pyright_accepts_the_package(output: Output) -> None:
    """Nor do pyright's strict rules find an unknown type in it."""
    assert [] == pyright(output.folder.parent, output.folder.name)


def test_mypy_infers_what_users_get(program: Path, cache: Path) -> None:
    """Methods, fields and unions have the types of the description."""
    assert [] == mypy(cache, program, "program.py")


def test_pyright_infers_what_users_get(program: Path) -> None:
    """The same types."""
    assert [] == pyright(program, "program.py")


def test_mistakes_are_found(program: Path, cache: Path) -> None:
    """Each line of a program that cannot work is an error."""
    (program / "program.py").write_text(WRONG, encoding="utf-8")
    first = WRONG.splitlines().index("    api.things.get(None)") + 1

    lines = {int(error.split(":")[1]) for error in mypy(cache, program, "program.py")}

    assert set(range(first, len(WRONG.splitlines()) + 1)) == lines


def test_py_typed_is_there() -> None:
    """Type checkers read the types of an installed package only if it has this file."""
    assert (ROOT / "generated" / "messaging_engagement_api" / "py.typed").is_file()
