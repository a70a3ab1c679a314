"""Outputs get their places all or none, and differences are told file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest

from generation import outputs

if TYPE_CHECKING:
    from pathlib import Path

Tree = dict[str, str]

OLD: Tree = {"one.yaml": "old\n", "two/a.py": "old\n", "two/gone.py": "old\n"}
NEW: Tree = {"one.yaml": "new\n", "two/a.py": "new\n", "two/deep/b.py": "new\n"}


def written(folder: Path, tree: Tree) -> Path:
    """Write files into a folder."""
    for name, text in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def read(folder: Path) -> Tree:
    """Read the files of a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


class Places:
    """A folder with what is there, and one with what was built."""

    def __init__(self, root: Path, old: Tree, new: Tree) -> None:
        self.committed = written(root / "committed", old)
        self.built = written(root / "built", new)
        self.pairs = [(self.committed / name, self.built / name) for name in ("one.yaml", "two")]

    def install(self) -> None:
        """Put all in its place."""
        outputs.install(self.pairs)


def cannot(_one: Path, _other: Path) -> bool:
    """Exchange nothing, as a system that cannot."""
    return False


@pytest.fixture(params=["in one step", "in three steps"])
def exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the system exchange two paths in one step, or not."""
    if request.param == "in three steps":
        monkeypatch.setattr(outputs, "exchanged", cannot)
    return str(request.param)


@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize("old", [OLD, {}, {"one.yaml": "old\n"}], ids=["all", "none", "one"])
def test_all_is_put_in_its_place(tmp_path: Path, old: Tree) -> None:
    """Whether something was there before or not; files that are not built any more are gone."""
    places = Places(tmp_path, old, NEW)
    places.committed.mkdir(exist_ok=True)

    places.install()

    assert read(places.committed) == NEW
    assert read(places.built) == old


@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize("old", [OLD, {}], ids=["all", "none"])
@pytest.mark.parametrize("interruption", [OSError("disk"), KeyboardInterrupt()], ids=repr)
def test_an_interruption_leaves_the_old_whole(
    tmp_path: Path, old: Tree, interruption: BaseException
) -> None:
    """What was in its place already goes back."""
    places = Places(tmp_path, old, NEW)
    places.committed.mkdir(exist_ok=True)
    places.pairs.append((places.committed / "three", places.built / "three"))
    real = outputs.exchange

    def recorded(one: Path, other: Path) -> None:
        if one.name == "three":
            raise interruption
        real(one, other)

    with (
        mock.patch.object(outputs, "exchange", recorded),
        pytest.raises(type(interruption)),
    ):
        places.install()

    assert read(places.committed) == old
    assert read(places.built) == NEW


def test_at_every_step_an_output_is_old_or_new(tmp_path: Path) -> None:
    """Whoever looks between two steps, or is killed there, finds each output whole."""
    places = Places(tmp_path, OLD, NEW)
    real = outputs.exchange
    seen: list[tuple[str, Tree]] = []

    def recorded(one: Path, other: Path) -> None:
        real(one, other)
        seen.append(((places.committed / "one.yaml").read_text(), read(places.committed / "two")))

    with mock.patch.object(outputs, "exchange", recorded):
        places.install()

    old_two, new_two = (
        {name.removeprefix("two/"): text for name, text in tree.items() if "/" in name}
        for tree in (OLD, NEW)
    )
    assert [("new\n", old_two), ("new\n", new_two)] == seen


def test_differences_of_each_kind(tmp_path: Path) -> None:
    """A file differs, is missing, or is not built; caches do not count."""
    places = Places(tmp_path, {**OLD, "two/__pycache__/a.pyc": "x"}, NEW)

    found = [it for pair in places.pairs for it in outputs.differences(*pair)]

    assert [
        "differs: one.yaml",
        "differs: two/a.py",
        "missing: two/deep/b.py",
        "not built: two/gone.py",
    ] == [str(difference) for difference in found]
    assert ["--- committed/one.yaml", "+++ built/one.yaml", "@@ -1,2 +1,2 @@", "-old", "+new"] == [
        *found[0].diff()
    ][:5]
    assert "--- /dev/null" == next(found[2].diff())
    assert "+++ /dev/null" in found[3].diff()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"a", b"a\n", ["+"]),
        (b"a\r\n", b"a\n", ["-a␍", "+a"]),
        (b"\xff", b"a", ["-\ufffd", "+a"]),
        (None, b"", ["+"]),
    ],
)
def test_a_diff_shows_every_byte_that_counts(
    old: bytes | None, new: bytes, expected: list[str]
) -> None:
    """Line breaks of other systems, one that is missing at the end, what is no UTF-8."""
    _, _, *lines = outputs.Difference("a", old, new).diff()
    assert expected == [line for line in lines if line[0] in "+-" and not line.startswith("@@")]


def test_what_is_the_same_differs_in_nothing(tmp_path: Path) -> None:
    """Two folders of the same files, and two that are not there."""
    places = Places(tmp_path, NEW, NEW)
    assert [] == [it for pair in places.pairs for it in outputs.differences(*pair)]
    assert [] == list(outputs.differences(tmp_path / "no", tmp_path / "nowhere"))
