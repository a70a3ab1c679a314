"""The distributions: the same bytes each time, all that is needed and nothing else."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from release import bounds, building, interpreters

ROOT = building.ROOT
SHIPPED = ("messaging_engagement", "messaging_engagement_api", "messaging_engagement_contract")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the checkout."""
    return building.copy_of(ROOT, tmp_path_factory.mktemp("source") / "checkout")


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the distributions."""
    folder = tmp_path_factory.mktemp("built")
    building.build(source, folder)
    return folder


def names_of(wheel: Path) -> set[str]:
    """Give the names of all files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_a_second_build_has_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Neither the folder, nor the time, nor the times and modes of the files get into them."""
    again = building.copy_of(ROOT, tmp_path / "a place with another name")
    for path in again.rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1_500_000_000))
    umask = os.umask(0o077)
    try:
        building.build(again, tmp_path / "built")
    finally:
        os.umask(umask)
    for path in built.iterdir():
        assert path.read_bytes() == (tmp_path / "built" / path.name).read_bytes()


def test_source_date_epoch_is_the_time_of_every_file(source: Path, tmp_path: Path) -> None:
    """Whoever packs the distributions may say of which time they are."""
    moment = 1_600_000_000
    building.build(
        source, tmp_path / "built", environment={**os.environ, "SOURCE_DATE_EPOCH": str(moment)}
    )
    with tarfile.open(building.sdist_in(tmp_path / "built")) as archive:
        assert {moment} == {int(member.mtime) for member in archive}
    with zipfile.ZipFile(building.wheel_in(tmp_path / "built")) as archive:
        assert {(2020, 9, 13, 12, 26, 40)} == {one.date_time for one in archive.infolist()}


def test_the_sdist_gives_the_same_wheel(built: Path, tmp_path: Path) -> None:
    """Who builds from the source distribution gets the wheel that is published."""
    tree = building.unpacked(building.sdist_in(built), tmp_path / "unpacked")
    building.build(tree, tmp_path / "built")
    wheel = building.wheel_in(built)
    assert wheel.read_bytes() == (tmp_path / "built" / wheel.name).read_bytes()


def test_the_wheel_has_the_packages_alone(built: Path) -> None:
    """What builds and what tests the packages stays out; typing, contract and licence are in."""
    names = names_of(building.wheel_in(built))
    (about,) = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    assert {*SHIPPED, about} == {name.partition("/")[0] for name in names}
    assert {f"{package}/py.typed" for package in SHIPPED} < names
    assert {"messaging_engagement_contract/openapi.yaml", f"{about}/licenses/LICENSE"} < names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_sdist_has_what_the_scripts_need(built: Path) -> None:
    """The source distribution is the repository: what is committed is in it, and nothing else."""
    with tarfile.open(building.sdist_in(built)) as archive:
        inside = {member.name.partition("/")[2] for member in archive if member.isfile()}
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listing.returncode:
        pytest.skip("this is no clone")
    committed = {name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()}
    assert {"PKG-INFO"} == inside - committed - set(untracked())
    assert set() == committed - inside


def untracked() -> list[str]:
    """Give what may be committed next: a test must not fail for it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return listing.stdout.split("\0")


def test_neither_names_the_machine(built: Path) -> None:
    """No path of who built them is in a distribution."""
    paths = [str(ROOT).encode(), str(Path.home()).encode() + b"/", sys.prefix.encode()]
    with zipfile.ZipFile(building.wheel_in(built)) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(building.sdist_in(built)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            texts[member.name] = (content or io.BytesIO()).read()
    assert [] == [name for name, text in texts.items() for path in paths if path in text]


def test_the_wheel_works_from_outside(built: Path, tmp_path: Path) -> None:
    """What is in the wheel is enough, far from the repository: its own tests pass with it."""
    with zipfile.ZipFile(building.wheel_in(built)) as archive:
        archive.extractall(tmp_path / "installed")  # noqa: S202 - our own
    test = tmp_path / "test_installed.py"
    test.write_bytes((ROOT / "tests/package/test_installed.py").read_bytes())
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"),
            *(f"--rootdir={tmp_path}", "-k", "can_be_imported or call or client or fast", test),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert 0 == ran.returncode, ran.stdout
    where = subprocess.run(
        [sys.executable, "-c", "import messaging_engagement as m; print(m.__file__)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert where.startswith(str(tmp_path / "installed"))


def test_a_failed_build_says_why(tmp_path: Path) -> None:
    """What is no project cannot be built, and the message has the backend's own words."""
    with pytest.raises(RuntimeError, match=r"(?s)the build failed: .*`project`"):
        building.build(tmp_path, tmp_path)


def test_every_requirement_has_a_lower_bound() -> None:
    """What is shipped says from which version on it works, so that it can be tried with that."""
    shipped = bounds.of_extras(ROOT, bounds.extras(ROOT))
    unbounded = [
        str(requirement)
        for requirement in shipped
        if not {">=", "=="} & {specifier.operator for specifier in requirement.specifier}
    ]
    assert {"attrs", "uvicorn", "schemathesis"} < {requirement.name for requirement in shipped}
    assert [] == unbounded


def test_the_extras_are_those_for_users() -> None:
    """`dev` is for a checkout, all others are for users."""
    assert "dev" not in bounds.extras(ROOT)
    assert {"cli", "contract", "fast", "mock"} < set(bounds.extras(ROOT))


def test_this_python_is_found() -> None:
    """The Pythons of the machine run, and are new enough; one for each version."""
    found = interpreters.found()
    assert list(found) == sorted(found, key=lambda text: tuple(map(int, text.split("."))))
    for version, path in found.items():
        told = subprocess.run([path, "--version"], check=True, capture_output=True, text=True)
        assert told.stdout.startswith(f"Python {version}.")
